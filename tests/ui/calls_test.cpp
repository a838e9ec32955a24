#include "screen.h"

#include "store/call_form.h"
#include "ui/views/call_parts.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>

using namespace kally;
using namespace kally::store;
using namespace kally::test;

namespace {

constexpr auto now = Instant { std::chrono::milliseconds { 1'772'440'000'000 } }; // 2026-03-02

api::Call const done { .id = { "c_1" }, .status = "success", .phone = "+34911234567", .business = "Casa Lola", .task = "Book a table for four.", .highlights = "Table for 4 on Friday.",
    .next_steps = "Call before 18:00.", .created_at = now - std::chrono::hours { 1 }, .duration_seconds = Decimal { 684, 1 }, .credits_used = Decimal { 12, 0 } };

State with_calls(std::vector<api::Call> const& calls, CallId open = {})
{
    State state;
    state.now = now;
    state.sign_in = SignIn::SignedIn;
    state.service_name = "api.kallyai.com";
    state.time_zone = "Europe/Madrid";
    state.route = { .page = Page::Calls, .call = std::move(open) };
    state.conversations.value.emplace();
    state.call_list.page.value.emplace();
    state.call_list.complete = true;
    for (auto const& call : calls) {
        state.calls[call.id] = call;
        state.call_order.push_back(call.id);
        state.call_parts[call.id];
    }
    return state;
}

State with_transcript()
{
    auto state = with_calls({ done }, done.id);
    state.call_parts[done.id].transcript.value = api::Transcript { { { "AI", "Hello, a table for four?", std::chrono::seconds { 1 } }, { "HUMAN", "Friday is full. I have 20:30.", std::chrono::seconds { 9 } },
        { "AI", "20:30 is perfect.", std::chrono::seconds { 15 } }, { {}, "(line noise)", {} } } };
    return state;
}

State with_form()
{
    auto state = with_calls({ done });
    state.route = { .page = Page::Calls, .compose = true };
    return state;
}

template <typename T>
T const* pushed(Actions const& actions)
{
    for (auto const& action : actions)
        if (auto const* found = action.get<T>())
            return found;
    return nullptr;
}

std::optional<CallStep> stepped(Actions const& actions)
{
    auto const* found = pushed<CallStepped>(actions);
    return found == nullptr ? std::nullopt : std::optional { found->step };
}

bool says(Screen const& screen, std::string_view text) { return screen.show().find(text) != std::string::npos; }

} // namespace

TEST_CASE("the list of calls says what is loaded, missing or wrong", "[ui][calls]")
{
    Screen screen;
    auto state = with_calls({});
    SECTION("empty")
    {
        screen.draw(state);
        CHECK(screen.find(Role::Heading, "No calls yet") != nullptr);
    }
    SECTION("loading")
    {
        state.call_list.page.value.reset();
        state.call_list.page.pending = Ticket { 1 };
        state.call_list.complete = false;
        screen.draw(state);
        CHECK_FALSE(says(screen, "No calls yet"));
        CHECK(screen.find(Role::Button, "New call") != nullptr);
    }
    SECTION("failed")
    {
        state.call_list.page.value.reset();
        state.call_list.page.error = Error { .kind = ErrorKind::Unavailable, .status = 503 };
        screen.draw(state);
        CHECK(screen.find(Role::Alert, "Your calls did not load") != nullptr);
        CHECK(pushed<CallsRequested>(screen.press(state, Role::Button, "Try again")) != nullptr);
    }
    SECTION("could not be refreshed: what is there stays")
    {
        state = with_calls({ done });
        state.call_list.page.error = Error { .kind = ErrorKind::Unavailable, .status = 503 };
        screen.draw(state);
        CHECK(screen.find(Role::Alert, "Could not refresh") != nullptr);
        CHECK(screen.find(Role::Link, "Casa Lola, Done") != nullptr);
        CHECK(pushed<CallsRequested>(screen.press(state, Role::Button, "Retry")) != nullptr);
    }
    SECTION("the next page failed")
    {
        state = with_calls({ done });
        state.call_list.complete = false;
        state.call_list.offset = 50;
        state.call_list.page.error = Error { .kind = ErrorKind::Unavailable, .status = 503 };
        screen.draw(state);
        CHECK(pushed<MoreCallsRequested>(screen.press(state, Role::Button, "The next ones did not load. Try again")) != nullptr);
    }
    SECTION("more is asked for at the end of what is known")
    {
        state = with_calls({ done });
        state.call_list.complete = false;
        CHECK(pushed<MoreCallsRequested>(screen.draw(state)) != nullptr);
    }
}

TEST_CASE("outcomes have words, and one that is not known is shown as the service calls it", "[ui][calls]")
{
    auto const [status, word] = GENERATE(table<std::string, std::string>({ { "success", "Done" }, { "no_answer", "No answer" }, { "busy", "Busy" }, { "voicemail", "Voicemail" }, { "failed", "Failed" },
        { "cancelled", "Cancelled" }, { "terminated", "Ended early" }, { "in_progress", "Calling" }, { "scheduled", "Planned" }, { "on_hold_music", "on_hold_music" } }));
    auto call = done;
    call.status = status;
    Screen screen;
    auto const state = with_calls({ call }, call.id);
    screen.draw(state);
    CHECK(screen.find(Role::Link, "Casa Lola, " + word) != nullptr);
    CHECK(screen.find(Role::Status, word) != nullptr);
}

TEST_CASE("filters and search leave what fits, or say that nothing does", "[ui][calls]")
{
    Screen screen;
    auto missed = done;
    missed.id = { "c_2" };
    missed.status = "busy";
    missed.business = "Norte Boilers";
    auto const state = with_calls({ done, missed });
    screen.draw(state);
    screen.press(state, Role::Tab, "Not reached");
    screen.draw(state);
    CHECK(screen.find(Role::Link, "Norte Boilers, Busy") != nullptr);
    CHECK(screen.find(Role::Link, "Casa Lola, Done") == nullptr);
    screen.press(state, Role::Tab, "Under way");
    screen.draw(state);
    CHECK(says(screen, "No call is planned or under way"));
    screen.press(state, Role::Tab, "All");
    screen.type(state, "Search calls", "zzz");
    screen.draw(state);
    CHECK(says(screen, "Nothing found for"));
}

TEST_CASE("a call whose every other field is absent is still one", "[ui][calls]")
{
    api::Call const bare { .id = { "c_bare" }, .status = "success" };
    Screen screen { GENERATE(1280.0f, 390.0f), 844 };
    auto state = with_calls({ bare }, bare.id);
    screen.draw(state);
    CHECK(screen.find(Role::Region, "c_bare") != nullptr);
    CHECK_FALSE(says(screen, "Highlights"));
    CHECK_FALSE(says(screen, "What it was for"));
}

TEST_CASE("one call shows what came of it, and offers what can be done in its state", "[ui][calls]")
{
    Screen screen;
    auto call = done;
    auto const buttons = [&] {
        auto const state = with_calls({ call }, call.id);
        screen.draw(state);
        std::string found;
        for (auto const* name : { "Reschedule", "Cancel call", "Hang up", "Add to calendar", "Call again" })
            if (screen.find(Role::Button, name) != nullptr)
                found += std::string(name) + ";";
        return found;
    };
    CHECK(buttons() == "Add to calendar;Call again;");
    CHECK(says(screen, "Table for 4 on Friday."));
    CHECK(says(screen, "Call before 18:00."));
    CHECK(says(screen, "1 min 8 s"));
    CHECK(says(screen, "12 credits"));
    call.duration_seconds.reset();
    call.status = "no_answer";
    CHECK(buttons() == "Call again;");
    call.status = "in_progress";
    CHECK(buttons() == "Hang up;");
    call.status = "scheduled";
    CHECK(buttons() == "Reschedule;Cancel call;");
    call.status = "on_hold_music"; // whether it goes on nobody knows: the service decides
    CHECK(buttons() == "Hang up;");
}

TEST_CASE("what the service does not have is not offered", "[ui][calls]")
{
    Screen screen;
    auto state = with_transcript();
    state.missing_calls = 0xFF;
    screen.draw(state);
    for (auto const* name : { "Add to calendar", "Listen to the recording", "Export", "Copy" })
        CHECK(screen.find(Role::Button, name) == nullptr);
    state.calls[done.id].status = "scheduled";
    screen.draw(state);
    CHECK(screen.find(Role::Button, "Reschedule") == nullptr);
    state.route = { .page = Page::Calls, .compose = true };
    screen.draw(state);
    CHECK(screen.find(Role::Button, "Start call") == nullptr);
    CHECK(screen.find(Role::Button, "Ask the assistant instead") != nullptr);
}

TEST_CASE("hanging up is asked first, names the call, and has the safe answer in focus", "[ui][calls]")
{
    Screen screen;
    auto state = with_calls({ done }, done.id);
    state.calls[done.id].status = "in_progress";
    screen.draw(state);
    CHECK(pushed<CallOrdered>(screen.press(state, Role::Button, "Hang up")) == nullptr);
    screen.draw(state);
    REQUIRE(screen.find(Role::Dialog, "Hang up the call to Casa Lola?") != nullptr);
    CHECK(screen.input.focused == screen.find(Role::Button, "Keep the call")->id);
    SECTION("no")
    {
        CHECK(pushed<CallOrdered>(screen.key(state, "Escape")) == nullptr);
        screen.draw(state);
        CHECK(screen.find(Role::Dialog, "Hang up the call to Casa Lola?") == nullptr);
    }
    SECTION("yes")
    {
        auto const out = screen.press(state, Role::Button, "Hang up");
        REQUIRE(pushed<CallOrdered>(out) != nullptr);
        CHECK(pushed<CallOrdered>(out)->verb == CallPart::Stop);
    }
}

TEST_CASE("a planned call is moved by date, time or both, once they can be read", "[ui][calls]")
{
    Screen screen;
    auto state = with_calls({ done }, done.id);
    state.calls[done.id].status = "scheduled";
    screen.draw(state);
    screen.press(state, Role::Button, "Reschedule");
    screen.draw(state);
    REQUIRE(screen.find(Role::Dialog, "When should KallyAI call Casa Lola?") != nullptr);
    screen.type(state, "Date", "tomorrow");
    screen.draw(state);
    CHECK(screen.find(Role::Alert, "Year, month and day, for example 2026-12-31.") != nullptr);
    screen.type(state, "Date", "2026-03-09");
    screen.type(state, "Time", "10:00");
    screen.draw(state);
    std::vector<std::uint32_t> found;
    for (auto const& record : screen.tree())
        if (record.role == Role::Button && record.name == "Reschedule" && (record.state & StateHidden) == 0)
            found.push_back(record.id);
    REQUIRE(found.size() == 1);
    screen.input.activated.push_back(found.front());
    auto const out = screen.draw(state);
    REQUIRE(pushed<CallOrdered>(out) != nullptr);
    CHECK(pushed<CallOrdered>(out)->date == "2026-03-09");
    CHECK(pushed<CallOrdered>(out)->time == "10:00");
}

TEST_CASE("a transcript has speakers and times, is searched from match to match and copied", "[ui][calls]")
{
    Screen screen;
    auto const state = with_transcript();
    screen.draw(state);
    CHECK(screen.find(Role::ListItem, "00:09, Casa Lola: Friday is full. I have 20:30.") != nullptr);
    CHECK(screen.find(Role::ListItem, "(line noise)") != nullptr);
    screen.type(state, "Search in the transcript", "20:30");
    screen.draw(state);
    CHECK(screen.find(Role::Status, "1 of 2") != nullptr);
    screen.press(state, Role::Button, "Next match");
    screen.draw(state);
    CHECK(screen.find(Role::Status, "2 of 2") != nullptr);
    screen.type(state, "Search in the transcript", "zzz");
    screen.draw(state);
    CHECK(screen.find(Role::Status, "No match") != nullptr);
    auto const out = screen.press(state, Role::Button, "Copy");
    REQUIRE(pushed<CopyPressed>(out) != nullptr);
    CHECK(pushed<CopyPressed>(out)->text.find("00:01 KallyAI: Hello, a table for four?\n") != std::string::npos);
}

TEST_CASE("a call is exported as text, Markdown and JSON", "[ui][calls]")
{
    auto const state = with_transcript();
    auto const& said = *state.call_parts.at(done.id).transcript.value;
    auto const text = ui::export_call(done, said, ui::CallFormat::Text, state);
    CHECK(text.name == "call-c_1.txt");
    CHECK(text.bytes.find("00:09 Casa Lola: Friday is full. I have 20:30.\n") != std::string::npos);
    auto const markdown = ui::export_call(done, said, ui::CallFormat::Markdown, state);
    CHECK(markdown.bytes.starts_with("# Casa Lola\n"));
    CHECK(markdown.bytes.find("**00:15 KallyAI**: 20:30 is perfect.") != std::string::npos);
    auto const json = ui::export_call(done, said, ui::CallFormat::Json, state);
    for (std::string_view const line : { R"~({"content":"Hello, a table for four?","speaker":"AI","timestamp":"00:00:01"})~", R"~({"content":"(line noise)"})~" })
        CHECK(json.bytes.find(line) != std::string::npos);
    Screen screen;
    screen.draw(state);
    screen.press(state, Role::Button, "Export");
    screen.draw(state);
    auto const out = screen.press(state, Role::MenuItem, "As JSON");
    REQUIRE(pushed<FileWanted>(out) != nullptr);
    CHECK(pushed<FileWanted>(out)->bytes == json.bytes);
}

TEST_CASE("a transcript of 20,000 lines draws those near the window", "[ui][calls]")
{
    auto state = with_transcript();
    auto& lines = state.call_parts[done.id].transcript.value->lines;
    while (lines.size() < 20'000)
        lines.push_back({ "AI", "Line number " + std::to_string(lines.size()), std::chrono::seconds { lines.size() } });
    Screen screen;
    screen.draw(state);
    auto const drawn = std::count_if(screen.tree().begin(), screen.tree().end(), [](auto const& r) { return r.role == Role::ListItem; });
    CHECK(drawn > 4);
    CHECK(drawn < 40);
    screen.type(state, "Search in the transcript", "number 19999");
    screen.draw(state);
    CHECK(says(screen, "Line number 19999"));
}

TEST_CASE("a recording is asked for, plays with its place in words, and says why it does not", "[ui][calls]")
{
    Screen screen;
    auto state = with_calls({ done }, done.id);
    screen.draw(state);
    CHECK(pushed<CallPartRequested>(screen.press(state, Role::Button, "Listen to the recording")) != nullptr);
    SECTION("plays")
    {
        state.sounding = done.id;
        screen.input.sound = { platform::Sound::State::Playing, 3, 81 };
        screen.draw(state);
        auto const out = screen.press(state, Role::Button, "Pause");
        REQUIRE(pushed<SoundPressed>(out) != nullptr);
        CHECK_FALSE(pushed<SoundPressed>(out)->play);
        CHECK(screen.find(Role::ProgressBar, "Place in the recording: 00:03 / 01:21") != nullptr);
    }
    SECTION("is not there")
    {
        state.call_parts[done.id].recording.error = Error { .kind = ErrorKind::Rejected, .code = "recording_not_found", .status = 404 };
        screen.draw(state);
        CHECK(says(screen, "There is no recording of this call, or not yet."));
        CHECK(pushed<CallPartRequested>(screen.press(state, Role::Button, "Look again")) != nullptr);
    }
    SECTION("is on another host that this page may not read")
    {
        state.call_parts[done.id].recording.error = Error { .kind = ErrorKind::Offline, .code = "recording_apart", .link = "https://storage.example/a.mp3" };
        screen.draw(state);
        auto const out = screen.press(state, Role::Button, "Open in a new tab");
        REQUIRE(pushed<LinkPressed>(out) != nullptr);
        CHECK(pushed<LinkPressed>(out)->url == "https://storage.example/a.mp3");
    }
}

TEST_CASE("the form says what is wrong with a field after it was left, and everything once it was to be sent", "[ui][calls]")
{
    Screen screen;
    auto state = with_form();
    screen.draw(state);
    REQUIRE(screen.find(Role::Dialog, "New call") != nullptr);
    CHECK(screen.input.focused == screen.find(Role::TextBox, "Phone number")->id);
    CHECK(stepped(screen.press(state, Role::Button, "Start call")) == CallStep::Send);
    at(state.new_call.form, CallField::Phone) = "555 0134";
    ++state.new_call.revision;
    screen.draw(state);
    CHECK(screen.find(Role::Alert, "Add the country code, for example +1 415 555 0134.") == nullptr); // still in it
    state.new_call.refused = 1;
    screen.draw(state);
    CHECK(screen.find(Role::Alert, "Add the country code, for example +1 415 555 0134.") != nullptr);
    CHECK(screen.find(Role::Alert, "Check 2 fields before the call can start.") != nullptr);
    CHECK((screen.find(Role::TextBox, "Phone number")->state & StateInvalid) != 0);
    at(state.new_call.form, CallField::Phone) = "+34 112";
    screen.draw(state);
    CHECK(screen.find(Role::Alert, "Emergency numbers are never called. Dial it yourself.") != nullptr);
    auto const out = screen.type(state, "Business", "Casa Lola");
    REQUIRE(pushed<CallFieldEdited>(out) != nullptr);
    CHECK(pushed<CallFieldEdited>(out)->field == CallField::Business);
}

TEST_CASE("the form names the zone of the one who is called, and its time", "[ui][calls]")
{
    Screen screen;
    auto state = with_form();
    at(state.new_call.form, CallField::Phone) = "+44 117 496 0143";
    screen.draw(state);
    CHECK(says(screen, "It is 08:26 there now (Europe/London)"));
}

TEST_CASE("a refusal stands above the form, with the field that it is about", "[ui][calls]")
{
    auto const [code, said] = GENERATE(table<std::string, std::string>({ { "quota_exceeded", "You are out of credits" }, { "rate_limited", "Too many requests at once" }, { "country_restriction", "This country is not served" }, { "toll_number", "This number cannot be called" } }));
    Screen screen;
    auto state = with_form();
    at(state.new_call.form, CallField::Phone) = "+34911234567";
    at(state.new_call.form, CallField::Task) = "Book a table for four.";
    state.new_call.intent = CallIntent { .id = { "k" }, .form = state.new_call.form, .state = IntentState::Failed, .error = Error { .kind = ErrorKind::Rejected, .code = code, .status = 422 } };
    screen.draw(state);
    CHECK(says(screen, said));
    CHECK(((screen.find(Role::TextBox, "Phone number")->state & StateInvalid) != 0) == (code == "country_restriction" || code == "toll_number"));
    CHECK(stepped(screen.press(state, Role::Button, "Start call")) == CallStep::Send);
}

TEST_CASE("while a call is open its time passes once a second, and after a break it can be made again only when it was looked for", "[ui][calls]")
{
    Screen screen { GENERATE(1280.0f, 390.0f), 844 };
    auto state = with_form();
    at(state.new_call.form, CallField::Business) = "Casa Lola";
    state.new_call.intent = CallIntent { .id = { "k" }, .form = state.new_call.form, .state = IntentState::Sending, .dispatched_at = now - std::chrono::milliseconds { 65'300 } };
    screen.draw(state);
    CHECK(screen.find(Role::Heading, "Calling Casa Lola") != nullptr);
    CHECK(screen.find(Role::Text, "01:05") != nullptr);
    CHECK_FALSE(screen.output().animating);
    REQUIRE(screen.output().wake_in);
    CHECK(screen.output().wake_in->count() == 700);
    CHECK(stepped(screen.press(state, Role::Button, "Stop waiting")) == CallStep::StopWaiting);
    state.new_call.intent->state = IntentState::Unknown;
    screen.draw(state);
    CHECK(screen.find(Role::Button, "Call again") == nullptr);
    CHECK(stepped(screen.press(state, Role::Button, "Check again")) == CallStep::Check);
    state.new_call.intent->looked = true;
    screen.draw(state);
    CHECK(stepped(screen.press(state, Role::Button, "Call again")) == CallStep::Send);
    CHECK(stepped(screen.press(state, Role::Button, "Do not call")) == CallStep::Forget);
}

TEST_CASE("the assistant can be asked instead: the form becomes a draft behind what stands there", "[ui][calls]")
{
    Screen screen;
    auto state = with_form();
    state.threads["new"].draft = "Please";
    at(state.new_call.form, CallField::Business) = "Casa Lola";
    at(state.new_call.form, CallField::Phone) = "+34 911 234 567";
    at(state.new_call.form, CallField::Task) = "Book a table.";
    at(state.new_call.form, CallField::Party) = "4";
    screen.draw(state);
    auto const out = screen.press(state, Role::Button, "Ask the assistant instead");
    REQUIRE(pushed<DraftFilled>(out) != nullptr);
    CHECK(pushed<DraftFilled>(out)->text == "Please\n\nCall Casa Lola (+34911234567): Book a table.\nGuests: 4");
    REQUIRE(pushed<RouteChanged>(out) != nullptr);
    CHECK(pushed<RouteChanged>(out)->route.page == Page::Chat);
}

TEST_CASE("everything that calls say exists in Spanish and fits a phone", "[ui][calls]")
{
    Screen screen { 390, 844 };
    auto state = with_form();
    state.settings.language = Language::Spanish;
    screen.draw(state);
    CHECK(screen.find(Role::Button, "Llamar") != nullptr);
    for (auto const& record : screen.tree())
        if (record.role == Role::Button || record.role == Role::TextBox)
            CHECK(record.rect.right() <= 390);
}

TEST_CASE("a compact list of calls shows more", "[ui][calls]")
{
    Screen screen { GENERATE(390.0f, 1280.0f), 844 };
    auto state = with_calls({ done });
    auto const height = [&] {
        screen.draw(state);
        auto const* row = screen.find(Role::Link, "Casa Lola, Done");
        REQUIRE(row != nullptr);
        return row->rect.height;
    };
    auto const comfortable = height();
    state.settings.density = Density::Compact;
    CHECK(height() <= comfortable - 12);
}
