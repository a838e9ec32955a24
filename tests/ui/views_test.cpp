#include "billing_states.h"
#include "screen.h"

#include "store/effect.h"
#include "store/select.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <map>
#include <set>

using namespace kally;
using namespace kally::test;
using namespace kally::store;

namespace {

Instant const now { std::chrono::milliseconds { 1'772'440'000'000 } }; // 2 March 2026, 08:26 UTC

State signed_out()
{
    State state;
    state.now = now;
    state.sign_in = SignIn::SignedOut;
    state.route = { .page = Page::SignIn };
    state.reachability = Reachability::Reachable;
    return state;
}

State signed_in()
{
    State state;
    state.now = now;
    state.sign_in = SignIn::SignedIn;
    state.conversations.value = std::vector<api::Conversation> {};
    return state;
}

api::Message message(std::string id, api::Author author, std::string text)
{
    return { .id = MessageId { std::move(id) }, .author = author, .text = std::move(text), .created_at = now };
}

State with_thread()
{
    auto state = signed_in();
    state.conversations.value->push_back({ .id = { "c_1" }, .title = "Coworking in M\u00E1laga", .updated_at = now });
    state.conversations.value->push_back({ .id = { "c_2" }, .title = "Boiler service", .updated_at = now - std::chrono::hours { 24 * 9 } });
    state.route = { .conversation = { "c_1" } };
    auto& thread = state.threads["c_1"];
    thread.messages.push_back(message("m_1", api::Author::User, "Find three coworking spaces"));
    auto reply = message("m_2", api::Author::Assistant, "Three have desks, all within **15 minutes**:\n\n| Space | Price |\n|---|---|\n| [Patio Norte](https://pationorte.example) | \u20AC189 |");
    reply.actions.push_back({ .type = "search", .status = "completed", .summary = "Searched coworking spaces", .credits = Decimal { 4, 0 } });
    reply.suggestions = { "Use email first", "Call them" };
    reply.credits_used = Decimal { 5, 1 };
    thread.messages.push_back(std::move(reply));
    thread.history.answered_at = now;
    return state;
}

Intent& add_intent(State& state, IntentState kind, std::string text, std::optional<Error> error = {})
{
    IntentId const id { "i-" + std::to_string(state.intents.size() + 1) };
    state.threads["c_1"].intents.push_back(id);
    return state.intents[id] = { .id = id, .conversation = { "c_1" }, .local_thread = "c_1", .text = std::move(text), .state = kind, .recorded = true, .created_at = now, .queued_at = now, .dispatched_at = now - std::chrono::seconds { 12 }, .error = std::move(error) };
}

template <typename T>
T const* pushed(Actions const& actions)
{
    for (auto const& action : actions)
        if (auto const* found = action.get<T>())
            return found;
    return nullptr;
}

/// Every state that a test below shows, for the checks that hold for all of them.
std::vector<std::pair<std::string, State>> all_states()
{
    std::vector<std::pair<std::string, State>> states;
    states.emplace_back("sign-in", signed_out());
    auto paste = signed_out();
    paste.route.paste_token = true;
    paste.sign_in_error = Error { .kind = ErrorKind::Rejected, .code = "not_a_token" };
    states.emplace_back("paste", paste);
    states.emplace_back("empty", signed_in());
    states.emplace_back("thread", with_thread());
    auto intents = with_thread();
    add_intent(intents, IntentState::Failed, "Call Muelle 14", Error { ErrorKind::Offline });
    add_intent(intents, IntentState::Unknown, "Pay it", Error { ErrorKind::Unanswered });
    add_intent(intents, IntentState::Sending, "Keep it under 200");
    add_intent(intents, IntentState::Queued, "And a window seat");
    states.emplace_back("intents", intents);
    auto loading = signed_in();
    loading.conversations = {};
    loading.conversations.pending = Ticket { 1 };
    loading.route = { .conversation = { "c_1" } };
    loading.threads["c_1"].history.pending = Ticket { 2 };
    states.emplace_back("loading", loading);
    auto failed = with_thread();
    failed.threads["c_1"].messages.clear();
    failed.threads["c_1"].history.error = Error { .kind = ErrorKind::Unavailable, .correlation_id = "6f3d", .status = 503 };
    failed.conversations.error = Error { ErrorKind::Unavailable };
    failed.conversations.answered_at = now;
    states.emplace_back("failed", failed);
    auto unsent = failed;
    add_intent(unsent, IntentState::Queued, "And a window seat");
    states.emplace_back("failed-unsent", unsent);
    auto expired = with_thread();
    expired.sign_in = SignIn::Expired;
    expired.threads["c_1"].draft = "Ask if the desk can be paid month by month";
    states.emplace_back("expired", expired);
    auto offline = with_thread();
    offline.online = false;
    offline.service = ServiceKind::Sandbox;
    offline.in_process = true;
    states.emplace_back("offline-sandbox", offline);
    auto lost = signed_in();
    lost.route = { .page = Page::NotFound, .unknown = "/nothing" };
    states.emplace_back("lost", lost);
    for (auto& [name, state] : billing_states(signed_in(), signed_out()))
        states.emplace_back(name, std::move(state));
    return states;
}

} // namespace

TEST_CASE("each screen says what it shows", "[ui][views]")
{
    for (auto const& [name, state] : all_states()) {
        Screen screen;
        screen.draw(state);
        CHECK(approved(name, screen.show()));
        Screen phone { 390, 844 };
        phone.draw(state);
        CHECK(approved(name + "-phone", phone.show()));
    }
}

TEST_CASE("on every screen ids are unique, what presses has a name, and nothing leaves the window sideways", "[ui][views]")
{
    auto const width = GENERATE(1280.0f, 1024.0f, 800.0f, 640.0f, 390.0f, 320.0f);
    auto const language = GENERATE(Language::English, Language::Spanish);
    for (auto [name, state] : all_states()) {
        CAPTURE(name, width);
        state.settings.language = language;
        Screen screen { width, 800 };
        screen.draw(state);
        std::set<std::uint32_t> ids;
        for (auto const& record : screen.tree()) {
            CAPTURE(record.name, static_cast<int>(record.role));
            REQUIRE(ids.insert(record.id).second);
            if (record.takes_focus)
                REQUIRE_FALSE(record.name.empty());
            if (record.takes_focus && (record.state & StateHidden) == 0) {
                REQUIRE(record.rect.width >= 20);
                REQUIRE(record.rect.height >= 20);
            }
        }
        for (auto const& record : screen.tree()) {
            if (record.parent != 0 || record.role == Role::Dialog)
                continue;
            REQUIRE(record.rect.x >= -0.5f);
            REQUIRE(record.rect.right() <= width + 0.5f);
        }
    }
}

TEST_CASE("the same state draws the same tree: nothing to write", "[ui][views]")
{
    Screen screen;
    auto const state = with_thread();
    screen.draw(state);
    auto const first = screen.show();
    auto const rects = [&] {
        std::vector<Rect> all;
        for (auto const& record : screen.tree())
            all.push_back(record.rect);
        return all;
    };
    auto const before = rects();
    screen.draw(state);
    CHECK(screen.show() == first);
    CHECK(rects() == before);
    CHECK_FALSE(screen.output().animating);
}

TEST_CASE("signing in, the sandbox and the paste form are one press away", "[ui][signin]")
{
    Screen screen;
    auto const state = signed_out();
    screen.draw(state);
    CHECK(pushed<SignInPressed>(screen.press(state, Role::Button, "Continue with KallyAI")) != nullptr);
    CHECK(pushed<SandboxPressed>(screen.press(state, Role::Button, "Explore the sandbox")) != nullptr);
    auto const out = screen.press(state, Role::Button, "Use an access token");
    REQUIRE(pushed<RouteChanged>(out) != nullptr);
    CHECK(pushed<RouteChanged>(out)->route.paste_token);

    auto unreachable = state;
    unreachable.reachability = Reachability::Unreachable;
    screen.draw(unreachable);
    CHECK(pushed<SignInPressed>(screen.press(unreachable, Role::Button, "Continue with KallyAI")) == nullptr);
    CHECK(pushed<SandboxPressed>(screen.press(unreachable, Role::Button, "Explore the sandbox")) != nullptr);
}

TEST_CASE("a pasted token is kept while it is refused and stays nowhere once it is accepted", "[ui][signin]")
{
    Screen screen;
    auto state = signed_out();
    state.route.paste_token = true;
    screen.draw(state);
    screen.type(state, "Access token", "secret-token");
    screen.draw(state);
    auto const out = screen.press(state, Role::Button, "Continue");
    REQUIRE(pushed<TokenPasted>(out) != nullptr);
    CHECK(pushed<TokenPasted>(out)->text == "secret-token");
    state.sign_in_error = Error { .kind = ErrorKind::SignedOut };
    screen.draw(state);
    CHECK(screen.local.pasted == "secret-token");
    auto inside = with_thread();
    screen.draw(inside);
    screen.draw(state);
    CHECK(screen.local.pasted.empty());
    CHECK(screen.show().find("secret-token") == std::string::npos);
}

TEST_CASE("the composer sends by Enter and by the button, and not when there is nothing to send", "[ui][chat]")
{
    Screen screen;
    auto state = with_thread();
    screen.draw(state);
    CHECK(pushed<SendPressed>(screen.press(state, Role::Button, "Send")) == nullptr);
    auto const typed = screen.type(state, "Message KallyAI", "Call them", true);
    REQUIRE(pushed<DraftEdited>(typed) != nullptr);
    CHECK(pushed<DraftEdited>(typed)->text == "Call them");
    CHECK(pushed<SendPressed>(typed) != nullptr);
    state.threads["c_1"].draft = "Call them";
    screen.draw(state);
    CHECK(pushed<SendPressed>(screen.press(state, Role::Button, "Send")) != nullptr);
    state.threads["c_1"].draft = std::string(4001, 'x');
    screen.draw(state);
    CHECK(pushed<SendPressed>(screen.press(state, Role::Button, "Send")) == nullptr);
    CHECK(screen.find(Role::Status, "4001 of 4000") != nullptr);
}

TEST_CASE("suggestions, retry, delete, check and stop act on the right message", "[ui][chat]")
{
    Screen screen;
    auto state = with_thread();
    screen.draw(state);
    auto const out = screen.press(state, Role::Button, "Use email first");
    REQUIRE(pushed<SuggestionPressed>(out) != nullptr);
    CHECK(pushed<SuggestionPressed>(out)->text == "Use email first");

    auto& failed = add_intent(state, IntentState::Failed, "One", Error { ErrorKind::Offline });
    screen.draw(state);
    auto const retried = screen.press(state, Role::Button, "Retry");
    REQUIRE(pushed<RetryPressed>(retried) != nullptr);
    CHECK(pushed<RetryPressed>(retried)->id == failed.id);
    CHECK(pushed<DeletePressed>(screen.press(state, Role::Button, "Delete")) != nullptr);
    failed.state = IntentState::Unknown;
    screen.draw(state);
    CHECK(pushed<CheckAgainPressed>(screen.press(state, Role::Button, "Check again")) != nullptr);
    CHECK(pushed<MarkedSent>(screen.press(state, Role::Button, "It was sent")) != nullptr);
    failed.state = IntentState::Sending;
    screen.draw(state);
    CHECK(pushed<StopWaitingPressed>(screen.press(state, Role::Button, "Stop waiting")) != nullptr);
}

TEST_CASE("a chat that did not load says so above the messages that wait to be sent, and loads when asked again", "[ui][chat]")
{
    auto state = with_thread();
    auto& thread = state.threads["c_1"];
    thread.messages.clear();
    thread.history.error = Error { .kind = ErrorKind::Unavailable, .status = 503 };
    add_intent(state, IntentState::Queued, "And a window seat");
    Screen screen;
    screen.draw(state);
    CHECK(screen.find(Role::Heading, "This chat did not load") != nullptr);
    CHECK(screen.find(Role::Text, "And a window seat") != nullptr);
    auto const out = screen.press(state, Role::Button, "Try again");
    REQUIRE(pushed<HistoryRequested>(out) != nullptr);
    CHECK(pushed<HistoryRequested>(out)->id == ConversationId { "c_1" });
    thread.history.error.reset();
    screen.draw(state);
    CHECK(screen.find(Role::Heading, "This chat did not load") == nullptr);
}

TEST_CASE("messages that could not be brought up to date say of when they are, until the service answers", "[ui][chat]")
{
    auto state = with_thread();
    auto& thread = state.threads["c_1"];
    Screen screen;
    screen.draw(state);
    CHECK(screen.find(Role::Button, "Retry") == nullptr);
    thread.history.error = Error { .kind = ErrorKind::Unavailable, .status = 503 };
    thread.kept_at = state.now - std::chrono::hours { 3 };
    screen.draw(state);
    CHECK(screen.find(Role::Alert, "Could not refresh. Showing messages from " + ui::format_when(*thread.kept_at, state.now, state.utc_offset, Language::English)) != nullptr);
    CHECK(screen.find(Role::Log, "Messages") != nullptr);
    CHECK(pushed<HistoryRequested>(screen.press(state, Role::Button, "Retry")) != nullptr);
    thread.kept_at.reset();
    thread.history.error.reset();
    screen.draw(state);
    CHECK(screen.find(Role::Button, "Retry") == nullptr);
}

TEST_CASE("the linked goal that did not load says why and is asked for again", "[ui][chat]")
{
    auto state = with_thread();
    state.threads["c_1"].goals = { { "g_9" } };
    state.goal_details[{ "g_9" }].error = Error { .kind = ErrorKind::Unavailable, .correlation_id = "cid-9", .status = 503 };
    Screen screen;
    screen.draw(state);
    CHECK(screen.show().find("cid-9") != std::string::npos);
    auto const out = screen.press(state, Role::Button, "Try again");
    REQUIRE(pushed<GoalRequested>(out) != nullptr);
    CHECK(pushed<GoalRequested>(out)->id == GoalId { "g_9" });
}

TEST_CASE("a table is copied as lines with tabs between the cells", "[ui][chat]")
{
    Screen screen;
    auto const state = with_thread();
    screen.draw(state);
    auto const out = screen.press(state, Role::Button, "Copy table");
    REQUIRE(pushed<CopyPressed>(out) != nullptr);
    CHECK(pushed<CopyPressed>(out)->text == "Space\tPrice\nPatio Norte\t\u20AC189");
}

namespace {

State with_long_thread(std::string const& id, int count)
{
    auto state = with_thread();
    state.route = { .conversation = { id } };
    auto& thread = state.threads[id];
    thread.messages.clear();
    for (int i = 0; i < count; ++i)
        thread.messages.push_back(message(id + std::to_string(i), i % 2 == 0 ? api::Author::User : api::Author::Assistant, "Message number " + std::to_string(i) + " with some words to fill a line or two of the column, and then a few more of them."));
    thread.history.answered_at = now;
    return state;
}

/// The article whose top edge is nearest below that of the thread's view, and how far.
std::pair<std::string, float> at_top(Screen const& screen)
{
    auto const& tree = screen.tree();
    auto const log = std::ranges::find(tree, Role::Log, &SemanticRecord::role);
    auto const top = screen.local.memory.scroll_tops.at(log->id);
    for (auto const& record : tree)
        if (record.role == Role::Article && record.rect.y >= top)
            for (auto const& text : tree)
                if (text.parent == record.id && text.role == Role::Text)
                    return { text.name, record.rect.y - top };
    return {};
}

void scroll(Screen& screen, State const& state, float top)
{
    auto const log = std::ranges::find(screen.tree(), Role::Log, &SemanticRecord::role)->id;
    screen.input.scrolls.push_back({ log, top });
    screen.draw(state);
}

} // namespace

TEST_CASE("a thread is found again where it was left", "[ui][chat][places]")
{
    auto const state = with_long_thread("c_1", 300), other = with_long_thread("c_2", 40);
    Screen screen;
    screen.draw(state);
    scroll(screen, state, 4000);
    auto const left = at_top(screen);
    REQUIRE(left.first.starts_with("Message number"));

    SECTION("after another one was open, which was left at its end")
    {
        screen.draw(other);
        CHECK(screen.show().find("Message number 39 ") != std::string::npos);
        screen.draw(state);
        CHECK(at_top(screen) == left);
        screen.draw(other);
        CHECK(screen.show().find("Message number 39 ") != std::string::npos);
    }
    SECTION("in a new page of the same tab")
    {
        auto const kept = ui::encode_places(screen.local);
        CHECK(kept.find("Message") == std::string::npos);
        Screen fresh;
        ui::decode_places(kept, fresh.local);
        fresh.draw(state);
        auto const again = at_top(fresh);
        CHECK(again.first == left.first);
        CHECK(std::abs(again.second - left.second) < 0.5f);
    }
    SECTION("when the window has another width the same message is at the top")
    {
        screen.input.width = 700;
        screen.draw(state);
        CHECK(at_top(screen).first == left.first);
    }
    SECTION("when older messages come above it")
    {
        auto more = state;
        auto& messages = more.threads["c_1"].messages;
        for (int i = 0; i < 50; ++i)
            messages.insert(messages.begin(), message("older" + std::to_string(i), api::Author::User, "Something that was said before"));
        screen.draw(more);
        CHECK(at_top(screen) == left);
    }
    SECTION("but at its end when it was left there")
    {
        scroll(screen, state, 1e6f);
        screen.draw(other);
        auto longer = with_long_thread("c_1", 302);
        screen.draw(longer);
        CHECK(screen.show().find("Message number 301 ") != std::string::npos);
    }
}

TEST_CASE("who scrolls through messages that were never measured is not moved below the finger, and loses sight of nothing at rest", "[ui][chat]")
{
    auto const state = with_long_thread("c_1", 300);
    Screen screen;
    screen.draw(state);
    screen.stale = false;
    scroll(screen, state, 9000);
    auto const log = std::ranges::find(screen.tree(), Role::Log, &SemanticRecord::role)->id;
    auto const& top = screen.local.memory.scroll_tops.at(log);
    // How far below the top of the view each message stands that is drawn.
    auto const shown = [&] {
        std::map<std::string, float> all;
        for (auto const& record : screen.tree())
            if (record.role == Role::Text && record.name.starts_with("Message number"))
                for (auto const& article : screen.tree())
                    if (article.id == record.parent && article.rect.y >= top && article.rect.y < top + 600)
                        all[record.name] = article.rect.y - top;
        return all;
    };
    auto const rest = [&] {
        for (int i = 0; i < 4; ++i)
            screen.draw(state);
    };
    rest();

    SECTION("a little at a time, what showed moves with the finger; at rest the scroller is put right, once")
    {
        float wanted = top;
        for (int i = 0; i < 30; ++i) {
            auto const before = shown();
            scroll(screen, state, wanted -= 90);
            REQUIRE(top == wanted);
            for (auto const& [name, y] : shown())
                if (before.contains(name))
                    CHECK(y == before.at(name) + 90);
        }
        CHECK(screen.output().wake_in);
        auto const before = shown();
        rest();
        CHECK(top != wanted);
        CHECK(shown() == before);
        CHECK_FALSE(screen.output().wake_in);
    }
    SECTION("to the very top, nothing is out of reach above the first message")
    {
        for (float wanted = top; wanted > 0;) {
            wanted = std::max(0.0f, std::min(top, wanted) - 300);
            scroll(screen, state, wanted);
        }
        scroll(screen, state, 0);
        rest();
        scroll(screen, state, 0);
        CHECK(top == 0);
        CHECK(at_top(screen).first.starts_with("Message number 0 "));
    }
    SECTION("in one leap")
    {
        scroll(screen, state, top - 90);
        scroll(screen, state, 0);
        CHECK(top == 0);
        CHECK(at_top(screen).first.starts_with("Message number 0 "));
    }
}

TEST_CASE("places that nobody wrote are left out", "[ui][places]")
{
    auto const text = GENERATE("", "x", "thread.c_1=\n", "thread.c_1=12\n", "thread.c_1=a%20b\n", "thread.c_1=99999999999999%201\n", "scroller.x=1\n", "scroller.1=-5\n", "other=1\n");
    Screen screen;
    ui::decode_places(text, screen.local);
    CHECK(screen.local.places.empty());
    CHECK(screen.local.memory.scroll_tops.empty());
}

TEST_CASE("what is sent is shown, and the way to the latest message leads there, also from far up", "[ui][chat]")
{
    auto state = with_long_thread("c_1", 300);
    Screen screen;
    screen.draw(state);
    scroll(screen, state, 4000);
    REQUIRE(screen.show().find("Message number 299 ") == std::string::npos);
    SECTION("by the button")
    {
        screen.press(state, Role::Button, "Jump to the latest message");
        screen.draw(state);
        CHECK(screen.show().find("Message number 299 ") != std::string::npos);
    }
    SECTION("by sending")
    {
        add_intent(state, IntentState::Sending, "One more");
        screen.draw(state);
        CHECK(screen.find(Role::Text, "One more") != nullptr);
    }
}

TEST_CASE("a chat that is found by what was said shows the place, and the list says how far the search went", "[ui][chat][search]")
{
    auto state = with_thread();
    Screen screen;
    screen.draw(state);
    CHECK_FALSE(pushed<SearchBegun>(screen.draw(state)));
    screen.input.focused = screen.find(Role::SearchBox, "Search chats")->id;
    CHECK(pushed<SearchBegun>(screen.draw(state))); // somebody is about to search
    screen.input.focused = 0;
    screen.type(state, "Search chats", "MINUTES");
    CHECK(pushed<SearchBegun>(screen.draw(state)));
    state.kept_histories.asked_at = now;
    state.kept_histories.pending = Ticket { 9 };
    screen.draw(state);
    auto const* row = screen.find(Role::Link, "Coworking in M\u00E1laga");
    REQUIRE(row != nullptr);
    INFO(row->hint);
    CHECK(row->hint.find("\u2026all within 15 minutes:") != std::string::npos);
    CHECK(screen.find(Role::Link, "Boiler service") == nullptr);
    CHECK(screen.find(Role::Status, "Searched all titles, and what was read of 1 chat on this device.") == nullptr);
    screen.type(state, "Search chats", "pressure");
    CHECK_FALSE(pushed<SearchBegun>(screen.draw(state)));
    CHECK(screen.show().find("Nothing found") == std::string::npos); // what is kept is still being read
    state.kept_histories.pending.reset();
    state.kept_histories.value = KeptHistories { { { "c_2" }, { message("m_1", api::Author::Assistant, "The pressure is low") } } };
    screen.draw(state);
    row = screen.find(Role::Link, "Boiler service");
    REQUIRE(row != nullptr);
    CHECK(row->hint.find("The pressure is low") != std::string::npos);
    CHECK(screen.find(Role::Status, "Searched all titles, and what was read of 2 chats on this device."));
    screen.type(state, "Search chats", "dinner");
    screen.draw(state);
    CHECK(screen.show().find("Nothing found for \u201Cdinner\u201D") != std::string::npos);
    CHECK(screen.show().find("Searched all titles, and what was read of 2 chats on this device.") != std::string::npos);
    state.threads.clear();
    state.kept_histories.value->clear();
    screen.draw(state);
    CHECK(screen.show().find("Searched the titles. No chat was read on this device yet.") != std::string::npos);
}

TEST_CASE("the search in a thread counts, goes to the newest match, from there to older ones and around", "[ui][chat][find]")
{
    auto state = with_long_thread("c_1", 1000);
    auto& messages = state.threads["c_1"].messages;
    messages[3].text = "Somewhere the word **helio**trope stands";
    messages[500].text = "Here it is in H\u00C9LIOTROPE again";
    messages[501].text = "[a link](https://heliotrope.example) that only leads there";
    messages[998].text = "and heliotrope at last";
    Screen screen;
    screen.draw(state);
    screen.press(state, Role::Button, "Search in this chat");
    screen.draw(state);
    auto const* field = screen.find(Role::SearchBox, "Search in this chat");
    REQUIRE(field != nullptr);
    CHECK(screen.input.focused == field->id);
    auto const type = [&](std::string text) {
        screen.type(state, "Search in this chat", std::move(text));
        screen.draw(state);
        screen.draw(state);
    };
    auto const shows = [&](std::string const& count, std::string const& words) {
        CHECK(screen.find(Role::Status, count) != nullptr);
        CHECK(screen.show().find(words) != std::string::npos);
    };
    type("heliotrope");
    shows("3 of 3", "and heliotrope at last");
    CHECK_FALSE(screen.output().animating);
    auto const press = [&](std::string const& name) {
        screen.press(state, Role::Button, name);
        screen.draw(state);
    };
    press("Previous match");
    shows("2 of 3", "Here it is in");
    press("Previous match");
    shows("1 of 3", "Somewhere the word");
    press("Previous match");
    shows("3 of 3", "and heliotrope at last");
    press("Next match");
    shows("1 of 3", "Somewhere the word");
    // What comes meanwhile changes the count, not what one looks at.
    messages.push_back(message("new", api::Author::User, "heliotrope once more"));
    screen.draw(state);
    shows("1 of 4", "Somewhere the word");
    type("the word heliotrope stands");
    shows("1 of 1", "Somewhere the word");
    type("nowhere");
    CHECK(screen.find(Role::Status, "No match") != nullptr);
    screen.input.keys.push_back({ .key = "Escape", .in_field = true });
    screen.draw(state);
    CHECK(screen.find(Role::SearchBox, "Search in this chat") == nullptr);
    CHECK(screen.input.focused == screen.find(Role::Button, "Search in this chat")->id);
}

TEST_CASE("a thread of which the page holds only a part says which search reaches the rest", "[ui][chat][find]")
{
    auto const [count, said] = GENERATE(table<int, bool>({ { 10'000, false }, { 12'000, true } }));
    Screen screen;
    screen.draw(with_long_thread("c_1", count));
    CHECK((screen.show().find("reaches the latest 10,000 messages") != std::string::npos) == said);
}

TEST_CASE("an expired session covers the page with a dialog that has the focus", "[ui][session]")
{
    Screen screen;
    auto state = with_thread();
    state.threads["c_1"].draft = "kept";
    screen.draw(state);
    state.sign_in = SignIn::Expired;
    screen.draw(state);
    auto const* dialog = screen.find(Role::Dialog, "Your session has expired");
    REQUIRE(dialog != nullptr);
    CHECK(screen.input.focused == dialog->id); // and none of its buttons: somebody may be typing
    CHECK(screen.find(Role::Link, "Chat") == nullptr);
    CHECK(screen.find(Role::Text, "kept") != nullptr);
    CHECK(pushed<SignInPressed>(screen.press(state, Role::Button, "Sign in again")) != nullptr);
}

TEST_CASE("the menu opens, chooses, closes by Escape and gives the focus back", "[ui][menu]")
{
    Screen screen;
    auto const state = with_thread();
    screen.draw(state);
    auto const opener = screen.find(Role::Button, "More actions")->id;
    screen.input.focused = opener;
    screen.press(state, Role::Button, "More actions");
    screen.draw(state);
    REQUIRE(screen.find(Role::MenuItem, "Pin") != nullptr);
    screen.key(state, "Escape");
    screen.draw(state);
    CHECK(screen.find(Role::MenuItem, "Pin") == nullptr);
    CHECK(screen.input.focused == opener);

    screen.press(state, Role::Button, "More actions");
    screen.draw(state);
    auto const out = screen.press(state, Role::MenuItem, "Pin");
    REQUIRE(pushed<ConversationMarked>(out) != nullptr);
    CHECK(pushed<ConversationMarked>(out)->mark.pinned);
}

TEST_CASE("arrows move in the list of chats, which is one stop for Tab", "[ui][keyboard]")
{
    Screen screen;
    auto const state = with_thread();
    screen.draw(state);
    auto stops = [&] {
        int count = 0;
        for (auto const& record : screen.tree())
            count += record.role == Role::Link && record.value.starts_with("#/chat/") && record.takes_focus ? 1 : 0;
        return count;
    };
    CHECK(stops() == 1);
    screen.input.focused = screen.find(Role::Link, "Coworking in M\u00E1laga")->id;
    screen.key(state, "ArrowDown");
    screen.draw(state);
    CHECK(screen.input.focused == screen.find(Role::Link, "Boiler service")->id);
    CHECK(stops() == 1);
}

TEST_CASE("a thread of ten thousand messages draws only what shows", "[ui][chat]")
{
    Screen screen;
    auto state = with_thread();
    auto& thread = state.threads["c_1"];
    thread.messages.clear();
    for (int i = 0; i < 10'000; ++i)
        thread.messages.push_back(message("m_" + std::to_string(i), i % 2 == 0 ? api::Author::User : api::Author::Assistant, "Message number " + std::to_string(i) + " with some words to fill a line or two of the column."));
    screen.draw(state);
    auto const articles = std::count_if(screen.tree().begin(), screen.tree().end(), [](auto const& r) { return r.role == Role::Article; });
    CHECK(articles > 4);
    CHECK(articles < 40);
    CHECK(screen.show().find("Message number 9999") != std::string::npos);
    CHECK(screen.local.rich.size() < 60);
}

TEST_CASE("a text file that is dropped asks before it becomes a quote in the composer", "[ui][files]")
{
    Screen screen;
    auto state = with_thread();
    state.threads["c_1"].draft = "Please read this";
    screen.draw(state);
    screen.input.dropped = platform::DroppedFile { .name = "notes.txt", .size = 2048, .text = "one\n\ntwo\n" };
    CHECK(screen.draw(state).empty());
    REQUIRE(screen.find(Role::Dialog, "Insert this file as a quote?") != nullptr);
    CHECK(screen.find(Role::Text, "notes.txt, 2 KB") != nullptr);
    CHECK(screen.find(Role::Code, "one\n\ntwo") != nullptr);
    CHECK(screen.find(Role::TextArea, "Message KallyAI") == nullptr);
    SECTION("yes")
    {
        auto const out = screen.press(state, Role::Button, "Insert");
        REQUIRE(pushed<DraftFilled>(out) != nullptr);
        CHECK(pushed<DraftFilled>(out)->thread == "c_1");
        CHECK(pushed<DraftFilled>(out)->text == "Please read this\n\nnotes.txt:\n> one\n>\n> two\n\n");
    }
    SECTION("no") { CHECK(screen.press(state, Role::Button, "Cancel").empty()); }
    SECTION("Escape") { CHECK(screen.key(state, "Escape").empty()); }
    screen.draw(state);
    CHECK(screen.find(Role::Dialog, "Insert this file as a quote?") == nullptr);
}

TEST_CASE("a file that cannot be inserted is refused with the reason", "[ui][files]")
{
    using Problem = platform::DroppedFile::Problem;
    auto const [file, reason] = GENERATE(table<platform::DroppedFile, std::string>({
        { { .name = "photo.png", .problem = Problem::Binary }, "FileIsNoText" },
        { { .name = "huge.txt", .problem = Problem::TooLarge }, "FileTooLarge" },
        { { .name = "a.txt", .problem = Problem::Several }, "FilesOneAtATime" },
        { { .name = "gone.txt", .problem = Problem::Unreadable }, "FileUnreadable" },
        { { .name = "empty.txt", .text = "\n" }, "FileIsEmpty" },
        { { .name = "long.txt", .text = std::string(4001, 'a') }, "FileTooLarge" },
    }));
    Screen screen;
    auto const state = with_thread();
    screen.draw(state);
    screen.input.dropped = file;
    auto const out = screen.draw(state);
    REQUIRE(pushed<FileRefused>(out) != nullptr);
    CHECK(pushed<FileRefused>(out)->reason == reason);
    CHECK(ui::toast_text({ .text_key = reason }, Language::Spanish) != reason);
    CHECK(screen.find(Role::Dialog, "Insert this file as a quote?") == nullptr);
}

TEST_CASE("a file is refused where nothing can be written", "[ui][files]")
{
    auto const state = GENERATE(signed_out(), [] { auto s = signed_in(); s.route = { .page = Page::NotFound }; return s; }(), [] { auto s = with_thread(); s.sign_in = SignIn::Expired; return s; }());
    Screen screen;
    screen.draw(state);
    screen.input.dropped = platform::DroppedFile { .name = "notes.txt", .size = 3, .text = "one" };
    auto const out = screen.draw(state);
    REQUIRE(pushed<FileRefused>(out) != nullptr);
    CHECK(pushed<FileRefused>(out)->reason == "FileNeedsChat");
}

TEST_CASE("each screen says what height it needs, the same in any window that is lower", "[ui][views]")
{
    for (auto const width : { 1280.0f, 640.0f, 320.0f })
        for (auto const& [name, state] : all_states()) {
            CAPTURE(name, width);
            Screen low { width, 200 };
            low.draw(state);
            float const needed = low.output().least_height;
            CHECK(needed >= 200);
            Screen enough { width, needed };
            enough.draw(state);
            CHECK(enough.output().least_height == needed);
            for (auto const& record : enough.tree())
                if (record.takes_focus && (record.state & StateHidden) == 0 && record.parent == 0)
                    CHECK(record.rect.bottom() <= needed);
        }
}

TEST_CASE("what is composed goes behind the text that the program has set meanwhile", "[ui][composer]")
{
    auto const [before, typed, filled, expected] = GENERATE(table<std::string, std::string, std::string, std::string>({
        { "ab", "abc", "Call", "Callc" },
        { "\u306B\u307B", "\u65E5\u672C", "Call ", "Call \u65E5\u672C" },
        { "\u3042", "\u3044", "", "\u3044" }, // they share bytes, and no letter
        // What was sent leaves the field, and what was typed behind it stays;
        { "Buy milk", "Buy milk and", "", " and" },
        { "Buy milk ", "Buy milk!", "", "!" },
        { "Buy milk\u306B", "Buy milk\u65E5\u672C", "\u306B", "\u65E5\u672C" },
        // whoever has replaced it is left all of that, not where it differs.
        { "Call 600 1", "Call 600 2", "", "Call 600 2" },
    }));
    Screen screen;
    auto state = with_thread();
    screen.draw(state);
    auto const* field = screen.find(Role::TextArea, "Message KallyAI");
    REQUIRE(field != nullptr);
    auto const id = field->id;
    auto const revision = [&] { return std::ranges::find(screen.output().fields, id, &platform::Output::FieldText::id)->revision; };
    auto const old = revision();
    screen.input.edits.push_back({ id, before, old });
    screen.draw(state);
    auto& thread = state.threads["c_1"];
    thread.draft = filled;
    ++thread.draft_revision;
    screen.draw(state);
    REQUIRE(revision() > old);
    screen.input.edits.push_back({ id, typed, old });
    auto const out = screen.draw(state);
    REQUIRE(pushed<DraftEdited>(out) != nullptr);
    CHECK(pushed<DraftEdited>(out)->text == expected);
}

TEST_CASE("the palette follows what the system asks for", "[ui][theme]")
{
    platform::Input input;
    CHECK(ui::palette_for(false, input).text.tertiary == ui::light_palette.text.tertiary);
    CHECK(ui::palette_for(true, input).text.tertiary == ui::dark_palette.text.tertiary);
    input.more_contrast = true;
    CHECK(ui::palette_for(true, input).text.tertiary == ui::dark_palette.text.secondary);
    CHECK(ui::palette_for(true, input).border.subtle == ui::dark_palette.border.control);
    input.forced_colors = true; // the system's colours come first
    input.system_colors = { .canvas = 1, .canvas_text = 2, .link = 3, .button = 4, .button_text = 5, .button_border = 6, .highlight = 7, .highlight_text = 8, .gray_text = 9 };
    auto const forced = ui::palette_for(true, input);
    CHECK(forced.surface.content == 1);
    CHECK(forced.text.primary == 2);
    CHECK(forced.accent.text == 3);
    CHECK(forced.border.control == 6);
    CHECK(forced.accent.solid == 7);
    CHECK(forced.accent.on == 8);
    CHECK(forced.text.disabled == 9);
}

static bool says(Screen const& screen, std::string_view words)
{
    return std::any_of(screen.tree().begin(), screen.tree().end(), [&](auto const& record) { return record.name.find(words) != std::string::npos; });
}

TEST_CASE("what is not sent is one place over all chats, with its state, its cause and what can be done", "[ui][unsent]")
{
    auto state = with_thread();
    state.session = "s";
    auto const minutes = GENERATE(5, 16);
    auto& waiting = add_intent(state, IntentState::Queued, "And a window seat");
    waiting.queued_at = waiting.created_at = now - std::chrono::minutes { minutes };
    add_intent(state, IntentState::Failed, "Call Muelle 14", Error { .kind = ErrorKind::Rejected, .code = "quota_exceeded", .status = 402 }).conversation = { "c_2" };
    add_intent(state, IntentState::Unknown, "Pay it", Error { ErrorKind::Unanswered });
    add_intent(state, IntentState::Sending, "It is on its way");
    bool const phone = GENERATE(false, true);
    Screen screen { phone ? 390.0f : 1280.0f, phone ? 844.0f : 800.0f };
    if (phone)
        state.route = {};
    screen.draw(state);
    CHECK(screen.find(Role::Status, "3 messages are not sent") != nullptr);
    auto const opened = screen.press(state, Role::Button, "Show");
    REQUIRE(pushed<RouteChanged>(opened) != nullptr);
    state.route = pushed<RouteChanged>(opened)->route;
    screen.draw(state);
    CHECK(screen.find(Role::Heading, "Unsent") != nullptr);
    CHECK(screen.find(Role::Text, "It is on its way") == nullptr);
    CHECK(screen.find(Role::Heading, "Boiler service") != nullptr); // whose conversation it is
    CHECK(screen.find(Role::Text, "Perhaps sent") != nullptr);
    CHECK(screen.find(Role::Text, "Not sent") != nullptr);
    bool const asking = minutes > 15;
    CHECK(says(screen, "Send it still?") == asking);
    CHECK((screen.find(Role::Text, "Queued") != nullptr) == !asking);
    auto const first = screen.press(state, Role::Button, "Send now");
    REQUIRE(pushed<RetryPressed>(first) != nullptr);
    CHECK(pushed<RetryPressed>(first)->id.text == (asking ? "i-1" : "i-2")); // what waits goes by itself
    CHECK(pushed<EditPressed>(screen.press(state, Role::Button, "Edit")) != nullptr);
    CHECK(pushed<DeletePressed>(screen.press(state, Role::Button, "Discard")) != nullptr);
    CHECK(pushed<RouteChanged>(screen.press(state, Role::Button, "Open chat")) != nullptr);
    CHECK(pushed<CheckAgainPressed>(screen.press(state, Role::Button, "Check again")) != nullptr);
}

TEST_CASE("with nothing unsent there is no way there from the chats, and the place says so", "[ui][unsent]")
{
    auto state = with_thread();
    Screen screen;
    screen.draw(state);
    CHECK_FALSE(says(screen, "not sent"));
    state.route = { .unsent = true };
    screen.draw(state);
    CHECK(screen.find(Role::Text, "Everything was sent") != nullptr);
}

TEST_CASE("a message that waited too long asks in its chat as well", "[ui][unsent]")
{
    auto state = with_thread();
    auto& waiting = add_intent(state, IntentState::Queued, "And a window seat");
    waiting.queued_at = now - std::chrono::minutes { 16 };
    Screen screen;
    screen.draw(state);
    CHECK(says(screen, "Send it still?"));
    CHECK(pushed<RetryPressed>(screen.press(state, Role::Button, "Send now")) != nullptr);
    CHECK(pushed<EditPressed>(screen.press(state, Role::Button, "Edit")) != nullptr);
    CHECK(pushed<DeletePressed>(screen.press(state, Role::Button, "Remove")) != nullptr);
}

TEST_CASE("a first answer that takes more than five seconds is explained", "[ui][unsent]")
{
    auto state = signed_in();
    state.conversations = {};
    state.conversations.pending = Ticket { 1 };
    state.conversations.asked_at = now;
    Screen screen;
    screen.draw(state);
    CHECK_FALSE(says(screen, "starting up"));
    state.now += std::chrono::seconds { 6 };
    screen.draw(state);
    CHECK(says(screen, "starting up"));
}

TEST_CASE("an approval or a call without an answer stands beside the messages that are not sent", "[ui][unsent]")
{
    auto state = with_thread();
    bool const phone = GENERATE(false, true);
    Screen screen { phone ? 390.0f : 1280.0f, phone ? 844.0f : 800.0f };
    if (phone)
        state.route = {};
    screen.draw(state);
    CHECK(screen.find(Role::Button, "Show") == nullptr);
    add_intent(state, IntentState::Failed, "Call Muelle 14", Error { .kind = ErrorKind::Rejected });
    state.decisions[{ "g_1" }] = { .stage = Decision::Stage::Failed, .title = "Dinner", .error = Error { .kind = ErrorKind::Unavailable, .status = 502 }, .sent_at = now };
    state.new_call.intent = CallIntent { .state = IntentState::Failed, .created_at = now, .error = Error { .kind = ErrorKind::Rejected } };
    state.new_call.intent->form[static_cast<std::size_t>(CallField::Business)] = "Casa Lola";
    screen.draw(state);
    CHECK(screen.find(Role::Status, "3 not sent or without an answer") != nullptr);
    state.route = pushed<RouteChanged>(screen.press(state, Role::Button, "Show"))->route;
    screen.draw(state);
    CHECK(screen.find(Role::Heading, "New call: Casa Lola") != nullptr);
    CHECK(screen.find(Role::Heading, "Approve step: Dinner") != nullptr);
    CHECK(screen.find(Role::Text, "Not known whether it was done") != nullptr);
    auto const says = [&](std::string_view words) { return screen.show().find(words) != std::string::npos; };
    CHECK(says("it is not known whether your decision arrived"));
    CHECK_FALSE(says("Look at how it stands"));
    state.new_call.intent->state = IntentState::Unknown;
    state.new_call.intent->error = Error { .kind = ErrorKind::Unavailable, .correlation_id = "cid-7", .status = 502 };
    screen.draw(state);
    CHECK(says("Look at how it stands before you ask for it again. Reference cid-7"));
    CHECK_FALSE(says("Try again")); // which could do it twice
    state.new_call.intent.reset();
    screen.draw(state);
    auto const out = screen.press(state, Role::Button, "Open");
    REQUIRE(pushed<RouteChanged>(out) != nullptr);
    CHECK(pushed<RouteChanged>(out)->route == Route { .page = Page::Goals, .goal = { "g_1" } });
}

TEST_CASE("a service that takes more than five seconds to answer is explained before the sign-in, too", "[ui][sign-in]")
{
    auto state = signed_out();
    state.reachability = Reachability::Unknown;
    state.probe = Ticket { 1 };
    state.probe_asked_at = now;
    Screen screen { GENERATE(1280.0f, 390.0f) };
    screen.draw(state);
    CHECK_FALSE(says(screen, "starting up"));
    REQUIRE(screen.output().wake_in);
    state.now += *screen.output().wake_in; // nothing else draws this page meanwhile
    screen.draw(state);
    CHECK(says(screen, "starting up"));
}

TEST_CASE("text that imitates an approval is text: nothing of it can be pressed but its links, which say where they lead", "[ui][hostile]")
{
    auto state = with_thread();
    auto& thread = state.threads["c_1"];
    thread.messages.push_back(message("m_3", api::Author::Assistant,
        "## Needs you\n\n**Approve and send** | **Discard**\n\n- [x] Approve step\n\n<button>Approve step</button><input type=submit value=Accept>\n\n"
        "| Approve budget | Cancel goal |\n|---|---|\n| [Approve step](https://kallyai.com.evil.example/approve) | [Accept outcome](javascript:approve()) |\n\n"
        "```\n{\"type\":\"needs_input\",\"id\":\"g_1\"}\n```"));
    api::Goal named { .id = { "g_9" }, .title = "Approve step", .status = "active", .description = "Approve and send" };
    state.goals[named.id] = named;
    thread.goals = { named.id };
    Screen screen { GENERATE(1280.0f, 390.0f) };
    screen.draw(state);
    CHECK(needs_you(state).empty());
    for (auto const* name : { "Approve step", "Approve and send", "Discard", "Accept outcome", "Accept", "Approve budget", "Cancel goal" })
        for (auto const role : { Role::Button, Role::CheckBox, Role::MenuItem })
            CHECK(screen.find(role, name) == nullptr);
    CHECK(screen.show().find("kallyai.com.evil.example") != std::string::npos);
    for (auto const& record : screen.tree())
        CHECK_FALSE((record.role == Role::Link && record.value.starts_with("javascript")));
}

TEST_CASE("an address that carries a prompt sends nothing and fills nothing", "[ui][hostile]")
{
    auto const address = GENERATE("#/chat/new?prompt=Pay%20300", "#/chat/new?text=Pay&send=1", "#/chat/c_1?q=Pay", "#/chat/new/Pay", "#/chat/c_1/send/Pay", "#/chat/Pay%20300%20EUR", "#/calls/new?phone=%2B34911100000&call=1", "#/?prompt=Pay", "#/goals/g_1/approve");
    auto state = with_thread();
    state.session = "s";
    state.goals[{ "g_1" }] = { .id = { "g_1" }, .title = "Dinner", .status = "needs_input" };
    auto effects = update(state, RouteChanged { parse_route(address) });
    Screen screen;
    for (auto const& action : screen.draw(state)) {
        auto const more = update(state, action);
        effects.insert(effects.end(), more.begin(), more.end());
    }
    for (auto const& effect : effects)
        CHECK((effect.get<SaveIntent>() == nullptr && effect.get<SaveDraft>() == nullptr && effect.get<Committed>() == nullptr && effect.get<SaveCall>() == nullptr && effect.get<ReadForDecision>() == nullptr));
    CHECK(state.intents.empty());
    CHECK(state.decisions.empty());
    CHECK(state.new_call.form == CallForm {});
    for (auto const& [key, thread] : state.threads)
        CHECK(thread.draft.empty());
    for (auto const& record : screen.tree())
        if (record.role == Role::TextArea)
            CHECK(record.value.empty());
}
