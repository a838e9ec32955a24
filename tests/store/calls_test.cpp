#include "store/call_form.h"
#include "store/records.h"
#include "world.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace kally;
using namespace kally::test;

namespace {

api::Call call(std::string id, std::string status = "success", std::string phone = "+34911234567")
{
    return { .id = { std::move(id) }, .status = std::move(status), .phone = std::move(phone), .business = "Casa Lola" };
}

/// On the page of calls, with what the service lists.
World with_calls(std::vector<api::Call> calls, std::optional<int> total = {})
{
    World world;
    world.act(RouteChanged { { .page = Page::Calls } });
    world.act(CallsReceived { world.state.call_list.page.pending.value(), api::CallPage { .calls = std::move(calls), .total = total } });
    return world;
}

CallForm good_form()
{
    CallForm form;
    at(form, CallField::Phone) = "+34 911 234 567";
    at(form, CallField::Task) = "Book a table for four on the terrace.";
    return form;
}

void fill(World& world, CallForm const& form)
{
    for (std::size_t i = 0; i < form.size(); ++i)
        if (!form[i].empty())
            world.act(CallFieldEdited { static_cast<CallField>(i), form[i] });
}

/// Presses the button and lets the record be committed; what leaves is in `effects`.
std::string start_call(World& world)
{
    world.act(CallStepped { CallStep::Send });
    auto const* save = world.find<SaveCall>();
    if (save == nullptr)
        return {};
    auto const intent = save->intent;
    world.act(IntentStored { intent.id, intent.commit, true });
    auto const* place = world.find<PlaceCall>();
    return place == nullptr ? std::string {} : place->id.text;
}

/// The parts of calls that the last action asked for.
std::string asked(World const& world)
{
    std::string out;
    for (auto const& effect : world.effects)
        if (auto const* fetch = effect.get<FetchCallPart>())
            out += fetch->part == CallPart::Details ? "details " : fetch->part == CallPart::Transcript ? "transcript " : "other ";
    return out;
}

Error const broken { .kind = ErrorKind::Unanswered };

} // namespace

TEST_CASE("The list of calls is read to its end, page by page, in order of time")
{
    std::vector<api::Call> first;
    for (int i = 0; i < calls_page; ++i) {
        first.push_back(call("c_" + std::to_string(i)));
        first.back().created_at = Instant { std::chrono::hours { i } };
    }
    auto world = with_calls(first, calls_page + 1);
    world.act(MoreCallsRequested {});
    REQUIRE(world.find<FetchCalls>() != nullptr);
    CHECK(world.find<FetchCalls>()->offset == calls_page);
    auto last = call("c_last");
    last.created_at = Instant { std::chrono::hours { 1000 } };
    world.act(CallsReceived { world.state.call_list.page.pending.value(), api::CallPage { .calls = { last }, .total = calls_page + 1 } });
    CHECK(world.state.call_list.complete);
    auto const all = calls_in(world.state, CallFilter::All, "");
    REQUIRE(all.size() == calls_page + 1);
    CHECK(all.front()->id.text == "c_last");
    CHECK(all.back()->id.text == "c_0");
    world.act(MoreCallsRequested {});
    CHECK(world.count<FetchCalls>() == 0);
}

TEST_CASE("Without times the service's order stays, and a refreshed first page comes before what is known from further ones")
{
    auto world = with_calls({ call("b"), call("a") });
    world.act(CallsRequested {});
    world.act(CallsReceived { world.state.call_list.page.pending.value(), api::CallPage { .calls = { call("new"), call("b") } } });
    std::string order;
    for (auto const* one : calls_in(world.state, CallFilter::All, ""))
        order += one->id.text + " ";
    CHECK(order == "new b a ");
}

TEST_CASE("Calls are filtered by how they ended and found without case and accents")
{
    auto clinic = call("c_2", "no_answer");
    clinic.business = "Clínica Sol";
    auto const world = with_calls({ call("c_1"), clinic, call("c_3", "in_progress"), call("c_4", "scheduled"), call("c_5", "brooding") });
    CHECK(calls_in(world.state, CallFilter::All, "").size() == 5);
    CHECK(calls_in(world.state, CallFilter::Open, "").size() == 2);
    CHECK(calls_in(world.state, CallFilter::Reached, "").size() == 1);
    CHECK(calls_in(world.state, CallFilter::Missed, "").size() == 2); // also one in a word that nobody knows
    CHECK(calls_in(world.state, CallFilter::All, "CLINICA").size() == 1);
    CHECK(calls_in(world.state, CallFilter::All, "911234").size() == 5);
}

TEST_CASE("What was said is asked for once a call is over, and a call that goes on is looked at again")
{
    auto world = with_calls({ call("over"), call("running", "in_progress") });
    world.act(RouteChanged { { .page = Page::Calls, .call = { "over" } } });
    CHECK(asked(world) == "details transcript ");
    world.act(RouteChanged { { .page = Page::Calls, .call = { "running" } } });
    CHECK(asked(world) == "details ");
    world.act(CallReceived { world.state.call_parts[{ "running" }].call.pending.value(), { "running" }, call("running", "in_progress") });
    REQUIRE(world.find<WakeAt>() != nullptr);
    world.pass(std::chrono::seconds { 16 }).act(CallRefreshDue { { "running" } });
    REQUIRE(asked(world) == "details ");
    world.act(CallReceived { world.state.call_parts[{ "running" }].call.pending.value(), { "running" }, call("running") });
    CHECK(world.count<WakeAt>() == 0);
    CHECK(asked(world) == "transcript ");
}

TEST_CASE("An operation that the service does not have is said once and asked for once; a call without that thing is no such case")
{
    auto world = with_calls({ call("a"), call("b") });
    auto const error = GENERATE(Error { .kind = ErrorKind::Rejected, .code = "not_found", .status = 404 }, Error { .kind = ErrorKind::Rejected, .status = 405 }, Error { .kind = ErrorKind::Unavailable, .status = 501 });
    world.act(CallPartRequested { { "a" }, CallPart::Recording });
    world.act(RecordingReceived { world.state.call_parts[{ "a" }].recording.pending.value(), { "a" }, error });
    REQUIRE(world.state.toast);
    CHECK(world.state.toast->text_key == "NotOffered");
    world.act(ToastDismissed {}).act(CallPartRequested { { "b" }, CallPart::Recording });
    CHECK(world.count<FetchCallPart>() == 0);
    CHECK_FALSE(world.state.toast);
    world.act(RouteChanged { { .page = Page::Calls, .call = { "a" } } });
    world.act(TranscriptReceived { world.state.call_parts[{ "a" }].transcript.pending.value(), { "a" }, Error { .kind = ErrorKind::Rejected, .code = "transcript_not_found", .status = 404 } });
    CHECK_FALSE(world.state.toast);
    world.act(CallPartRequested { { "a" }, CallPart::Transcript });
    CHECK(asked(world) == "transcript ");
}

TEST_CASE("A recording that is loaded plays, and stops when another page is opened")
{
    auto world = with_calls({ call("a") });
    world.act(RouteChanged { { .page = Page::Calls, .call = { "a" } } }).act(CallPartRequested { { "a" }, CallPart::Recording });
    world.act(RecordingReceived { world.state.call_parts[{ "a" }].recording.pending.value(), { "a" }, api::Recording { .url = "https://x/a.mp3" } });
    CHECK(world.count<PlaySound>() == 1);
    world.act(RouteChanged { { .page = Page::Calls } });
    CHECK(world.count<UnloadSound>() == 1);
    world.act(SoundPressed { true, {} });
    CHECK(world.count<PlaySound>() == 0);
}

TEST_CASE("A file that is no calendar is not saved, and says so")
{
    auto world = with_calls({ call("a") });
    auto const [error, key] = GENERATE(table<Error, std::string>({
        { { .kind = ErrorKind::Malformed }, "CalendarIsNone" },
        { { .kind = ErrorKind::Rejected, .code = "calendar_not_found", .status = 404 }, "CalendarNothing" },
        { { .kind = ErrorKind::Unavailable, .status = 503 }, "CalendarFailed" },
        { { .kind = ErrorKind::Rejected, .status = 405 }, "NotOffered" },
    }));
    world.act(CallPartRequested { { "a" }, CallPart::Calendar });
    world.act(CalendarReceived { world.find<FetchCallPart>()->ticket, { "a" }, error });
    CHECK(world.state.toast->text_key == key);
}

TEST_CASE("A call is stopped when it says so afterwards, whatever was answered")
{
    auto world = with_calls({ call("a", "in_progress") });
    world.act(CallOrdered { { "a" }, CallPart::Stop, {}, {} });
    auto const* order = world.find<ActOnCall>();
    REQUIRE(order != nullptr);
    auto const ticket = order->ticket;
    world.act(CallOrdered { { "a" }, CallPart::Stop, {}, {} });
    CHECK(world.count<ActOnCall>() == 0); // one at a time
    auto const confirm = [&](std::string const& status) { world.act(CallReceived { world.find<FetchCallPart>()->ticket, { "a" }, call("a", status) }); };
    SECTION("yes")
    {
        world.act(CallOrderAnswered { ticket, { "a" }, api::ActionResult {} });
        confirm("terminated");
        CHECK(world.state.toast->text_key == "DecisionDone");
        CHECK_FALSE(world.state.call_parts[{ "a" }].order);
    }
    SECTION("the answer was lost, the request was not")
    {
        world.act(CallOrderAnswered { ticket, { "a" }, broken });
        confirm("terminated");
        CHECK(world.state.toast->text_key == "DecisionDone");
    }
    SECTION("both were lost")
    {
        world.act(CallOrderAnswered { ticket, { "a" }, broken });
        confirm("in_progress");
        REQUIRE(world.state.call_parts[{ "a" }].order);
        CHECK(world.state.call_parts[{ "a" }].order->stage == CallOrder::Stage::Failed);
        world.act(CallOrdered { { "a" }, CallPart::Stop, {}, {} });
        CHECK(world.count<ActOnCall>() == 1);
    }
    SECTION("both were lost, and what was planned began")
    {
        auto later = with_calls({ call("a", "scheduled") });
        later.act(CallOrdered { { "a" }, CallPart::Cancel, {}, {} });
        later.act(CallOrderAnswered { later.find<ActOnCall>()->ticket, { "a" }, broken });
        later.act(CallReceived { later.find<FetchCallPart>()->ticket, { "a" }, call("a", "in_progress") });
        CHECK(later.state.call_parts[{ "a" }].order->stage == CallOrder::Stage::Failed);
        CHECK_FALSE(later.state.toast);
    }
    SECTION("refused")
    {
        world.act(CallOrderAnswered { ticket, { "a" }, Error { .kind = ErrorKind::Rejected, .status = 409 } });
        CHECK(world.count<FetchCallPart>() == 0);
        CHECK(world.state.call_parts[{ "a" }].order->error->status == 409);
    }
    SECTION("not offered")
    {
        world.act(CallOrderAnswered { ticket, { "a" }, Error { .kind = ErrorKind::Unavailable, .status = 501 } });
        CHECK_FALSE(world.state.call_parts[{ "a" }].order);
        world.act(CallOrdered { { "a" }, CallPart::Stop, {}, {} });
        CHECK(world.count<ActOnCall>() == 0);
    }
}

TEST_CASE("Numbers are checked before anything is sent")
{
    using enum CallProblem;
    auto const [number, problem] = GENERATE(table<std::string, CallProblem>({
        { "+34 911 234 567", None }, { "0034 911-234-567", None }, { "+1 (415) 555-0134", None }, { "+2905555", None },
        { "", NumberMissing }, { "   ", NumberMissing },
        { "555 0134", NumberForm }, { "911 234 567", NumberForm }, { "+0 123 456 789", NumberForm }, { "+34 911 CALL", NumberForm }, { "+1234567890123456", NumberForm }, { "+34124", NumberForm }, { "+", NumberForm },
        { "112", Emergency }, { "+112", Emergency }, { "911", Emergency }, { "+1 911", Emergency }, { "+34 112", Emergency }, { "+44 999", Emergency }, { "+34 061", Emergency }, { "1-1-2", Emergency },
        { "+1 900 555 0100", Premium }, { "+34 803 123 456", Premium }, { "+44 909 879 0001", Premium }, { "+979 1 2345 6789", Premium },
    }));
    CAPTURE(number);
    CHECK(check_number(number) == problem);
}

TEST_CASE("Each field of the form has its bounds")
{
    World world;
    auto const [field, text, problem] = GENERATE(table<CallField, std::string, CallProblem>({
        { CallField::Task, "too short", CallProblem::TaskShort }, { CallField::Task, "1234567890", CallProblem::None }, { CallField::Task, std::string(1000, 'a'), CallProblem::None }, { CallField::Task, std::string(1001, 'a'), CallProblem::TooLong },
        { CallField::Business, std::string(201, 'a'), CallProblem::TooLong }, { CallField::UserName, std::string(101, 'a'), CallProblem::TooLong }, { CallField::Preference, std::string(201, 'a'), CallProblem::TooLong },
        { CallField::Party, "1", CallProblem::None }, { CallField::Party, "50", CallProblem::None }, { CallField::Party, "0", CallProblem::Party }, { CallField::Party, "51", CallProblem::Party }, { CallField::Party, "two", CallProblem::Party }, { CallField::Party, "-1", CallProblem::Party },
        { CallField::Date, "2030-02-28", CallProblem::None }, { CallField::Date, "2030-02-30", CallProblem::DateForm }, { CallField::Date, "13 Mar", CallProblem::DateForm }, { CallField::Time, "20:30", CallProblem::None }, { CallField::Time, "24:30", CallProblem::TimeForm }, { CallField::Time, "8pm", CallProblem::TimeForm },
        { CallField::UserPhone, "+1 415 555 0134", CallProblem::None }, { CallField::UserPhone, "me", CallProblem::NumberForm },
        { CallField::Zone, "America/New_York", CallProblem::None }, { CallField::Zone, "there", CallProblem::ZoneForm },
    }));
    auto form = good_form();
    at(form, field) = text;
    CAPTURE(text);
    CHECK(check_call(form, world.state)[static_cast<std::size_t>(field)] == problem);
}

TEST_CASE("Date and time are those of the place that is called")
{
    World world;
    world.state.time_zone = "America/Lima";
    auto const at_moment = [&](std::string_view moment) { world.act(Ticked { parse_timestamp(moment).value(), std::chrono::minutes { -300 } }); };
    auto form = good_form();
    at(form, CallField::Date) = "2026-03-28";
    at(form, CallField::Time) = "12:30";
    auto const over = [&] { return check_call(form, world.state)[static_cast<std::size_t>(CallField::Time)] == CallProblem::Past; };
    at_moment("2026-03-28T11:29:00Z"); // 12:29 in Madrid, before the summer time
    CHECK(zone_of(form, world.state).name == "Europe/Madrid");
    CHECK_FALSE(over());
    at_moment("2026-03-28T11:31:00Z");
    CHECK(over());
    at(form, CallField::Date) = "2026-03-29";
    at_moment("2026-03-29T10:29:00Z"); // now two hours ahead
    CHECK_FALSE(over());
    at_moment("2026-03-29T10:31:00Z");
    CHECK(over());
    at(form, CallField::Phone) = "+34 922 123 456"; // the Canaries are an hour behind
    CHECK(zone_of(form, world.state).name == "Atlantic/Canary");
    CHECK_FALSE(over());
    at(form, CallField::Phone) = "+1 415 555 0134"; // several zones: the person's own, or what they say
    CHECK(zone_of(form, world.state).name == "America/Lima");
    at(form, CallField::Zone) = "America/Los_Angeles";
    CHECK(call_request(form, world.state).timezone == "America/Los_Angeles");
    at_moment("2026-03-30T00:29:00Z"); // somewhere it is not over yet
    CHECK_FALSE(over());
    at_moment("2026-03-30T00:31:00Z");
    CHECK(over());
}

TEST_CASE("The form becomes the request, its words trimmed and its number plain")
{
    World world;
    auto form = good_form();
    at(form, CallField::Party) = " 4 ";
    at(form, CallField::Instructions) = "Ask for the terrace\n\n  Say thanks ";
    at(form, CallField::Urgent) = "yes";
    auto const request = call_request(form, world.state);
    CHECK(request.phone == "+34911234567");
    CHECK(request.category == "general");
    CHECK(request.party_size == 4);
    CHECK(request.instructions == std::vector<std::string> { "Ask for the terrace", "Say thanks" });
    CHECK(request.urgent);
    CHECK(request.timezone == "Europe/Madrid");
    CHECK(decode_call_form(encode_call_form(form)) == form);
}

TEST_CASE("Nothing leaves while the form has a problem, and the form is kept")
{
    World world;
    auto form = good_form();
    at(form, CallField::Phone) = "555 0134";
    fill(world, form);
    CHECK(world.find<SaveDraft>()->thread == call_form_key);
    CHECK(start_call(world).empty());
    CHECK(world.state.new_call.refused == 1);
    CHECK_FALSE(world.state.new_call.intent);
    World later;
    later.act(RecordsLoaded { .drafts = { { std::string(call_form_key), encode_call_form(form) } } });
    CHECK(later.state.new_call.form == form);
    CHECK_FALSE(later.state.threads.contains(std::string(call_form_key)));
}

TEST_CASE("The record says that the call left before it leaves")
{
    World world;
    fill(world, good_form());
    world.act(CallStepped { CallStep::Send });
    REQUIRE(world.find<SaveCall>() != nullptr);
    CHECK(world.count<PlaceCall>() == 0);
    auto const intent = world.find<SaveCall>()->intent;
    auto const record = decode_call(encode_call(intent));
    REQUIRE(record);
    CHECK(record->state == IntentState::Sending);
    CHECK(record->id == intent.id);
    CHECK(record->form == good_form());
    CHECK(intent.id.text.size() == 36);
    world.act(CallStepped { CallStep::Send });
    CHECK(world.effects.empty()); // one at a time
    world.act(IntentStored { intent.id, intent.commit, true });
    REQUIRE(world.find<PlaceCall>() != nullptr);
    CHECK(world.find<PlaceCall>()->id == intent.id);
}

TEST_CASE("A call that was made leaves the form and is shown")
{
    World world;
    world.act(RouteChanged { { .page = Page::Calls, .compose = true } });
    fill(world, good_form());
    auto const key = start_call(world);
    world.act(CallPlaced { { key }, call("c_9") });
    CHECK(world.count<RemoveIntent>() == 1);
    CHECK(world.state.new_call.form == CallForm {});
    CHECK(world.state.route.call.text == "c_9");
    CHECK(calls_in(world.state, CallFilter::All, "").size() == 1);
}

TEST_CASE("The key stays over a retry of the same call, and another call has another one")
{
    World world;
    fill(world, good_form());
    auto const key = start_call(world);
    auto const error = GENERATE(Error { .kind = ErrorKind::Unavailable, .status = 429 }, Error { .kind = ErrorKind::Unavailable, .status = 503 }, Error { .kind = ErrorKind::Rejected, .code = "quota_exceeded", .status = 402 }, Error { .kind = ErrorKind::Offline });
    world.act(CallPlaced { { key }, error });
    CHECK(world.state.new_call.intent->state == IntentState::Failed);
    CHECK(world.state.new_call.form == good_form());
    SECTION("the same") { CHECK(start_call(world) == key); }
    SECTION("the same, after a reload")
    {
        auto const record = decode_call(encode_call(*world.state.new_call.intent));
        World later;
        later.act(RecordsLoaded { .call = record });
        CHECK(start_call(later) == key);
    }
    SECTION("another")
    {
        world.act(CallFieldEdited { CallField::Task, "Book a table for five, please." });
        auto const other = start_call(world);
        CHECK_FALSE(other.empty());
        CHECK(other != key);
    }
}

TEST_CASE("After a lost answer the list is read before the call can be made again")
{
    auto world = with_calls({ call("old") });
    world.act(RouteChanged { { .page = Page::Calls, .compose = true } });
    fill(world, good_form());
    auto const key = start_call(world);
    world.pass(std::chrono::seconds { 20 });
    auto const error = GENERATE(broken, Error { .kind = ErrorKind::Malformed }, Error { .kind = ErrorKind::Unavailable, .status = 504 });
    world.act(CallPlaced { { key }, error });
    auto const* fetch = world.find<FetchCalls>();
    REQUIRE(fetch != nullptr);
    CHECK(fetch->offset == 0);
    auto const ticket = fetch->ticket;
    world.act(CallStepped { CallStep::Send });
    CHECK(world.count<SaveCall>() == 0);
    SECTION("it is there")
    {
        auto made = call("made", "in_progress");
        made.phone = "+34 911 234567";
        made.created_at = world.state.now - std::chrono::seconds { 15 };
        world.act(CallsReceived { ticket, api::CallPage { .calls = { made, call("old") } } });
        CHECK_FALSE(world.state.new_call.intent);
        CHECK(world.state.route.call.text == "made");
        CHECK(world.state.toast->text_key == "CallFound");
    }
    SECTION("it is not: the same key goes out when the person says so")
    {
        auto before = call("before");
        before.created_at = world.state.now - std::chrono::hours { 1 };
        auto other = call("other", "success", "+34911111111");
        other.created_at = world.state.now;
        world.act(CallsReceived { ticket, api::CallPage { .calls = { other, before, call("old") } } });
        REQUIRE(world.state.new_call.intent);
        CHECK(world.state.new_call.intent->looked);
        REQUIRE(world.find<WakeAt>() != nullptr); // and it is looked for again by itself
        CHECK(start_call(world) == key);
    }
    SECTION("the list did not come either")
    {
        world.act(CallsReceived { ticket, broken });
        CHECK_FALSE(world.state.new_call.intent->looked);
        CHECK(world.find<WakeAt>() != nullptr);
        world.act(CallStepped { CallStep::Send });
        CHECK(world.count<SaveCall>() == 0);
        world.pass(std::chrono::seconds { 61 }).act(CallStepped { CallStep::CheckDue });
        CHECK(world.count<FetchCalls>() == 1);
    }
    SECTION("the person does not want it any more")
    {
        world.act(CallsReceived { ticket, api::CallPage {} });
        world.act(CallStepped { CallStep::Forget });
        CHECK(world.count<RemoveIntent>() == 1);
        CHECK(world.state.new_call.form == good_form());
    }
}

TEST_CASE("A page that ended while a call was open looks for it in the list when it comes back")
{
    World world;
    fill(world, good_form());
    auto const key = start_call(world);
    auto const record = decode_call(encode_call(*world.state.new_call.intent));
    World later;
    later.state = {};
    later.act(Ticked { world.state.now + std::chrono::seconds { 30 } });
    later.act(Started { .seed = 9, .service_name = "test", .signed_in = true, .route = { .page = Page::Calls, .compose = true }, .call = record });
    REQUIRE(later.state.new_call.intent);
    CHECK(later.state.new_call.intent->state == IntentState::Unknown);
    CHECK(later.count<PlaceCall>() == 0);
    REQUIRE(later.find<FetchCalls>() != nullptr);
    later.act(CallsReceived { later.find<FetchCalls>()->ticket, api::CallPage {} });
    CHECK(start_call(later) == key);
}

TEST_CASE("A list that was asked for before the page knew of an open call says nothing of it: it is asked for again")
{
    World world;
    fill(world, good_form());
    auto const key = start_call(world);
    auto const record = decode_call(encode_call(*world.state.new_call.intent));
    World later;
    later.act(RouteChanged { { .page = Page::Calls, .compose = true } });
    auto const before = later.find<FetchCalls>()->ticket;
    later.pass(std::chrono::hours { 1 }).act(RecordsLoaded { .call = record });
    REQUIRE(later.find<FetchCalls>() != nullptr);
    auto const ticket = later.find<FetchCalls>()->ticket;
    later.act(CallsReceived { before, api::CallPage {} });
    CHECK_FALSE(later.state.new_call.intent->looked);
    SECTION("it comes")
    {
        later.act(CallsReceived { ticket, api::CallPage {} });
        CHECK(later.state.new_call.intent->looked);
        CHECK(start_call(later) == key);
    }
    SECTION("it does not: it is asked for until it does, however long the call has been away")
    {
        later.act(CallsReceived { ticket, broken });
        later.pass(std::chrono::seconds { 61 }).act(CallStepped { CallStep::CheckDue });
        CHECK(later.count<FetchCalls>() == 1);
    }
}

TEST_CASE("Whoever stops waiting does not hang up: the list tells")
{
    World world;
    fill(world, good_form());
    start_call(world);
    world.act(CallStepped { CallStep::StopWaiting });
    CHECK(world.count<CancelIntentRequest>() == 1);
    CHECK(world.count<FetchCalls>() == 1);
    CHECK(world.state.new_call.intent->state == IntentState::Unknown);
}

TEST_CASE("A call that cannot be noted first is not made")
{
    World world;
    fill(world, good_form());
    world.act(CallStepped { CallStep::Send });
    auto intent = world.find<SaveCall>()->intent;
    world.act(IntentStored { intent.id, intent.commit, false });
    CHECK(world.count<PlaceCall>() == 0);
    CHECK(world.state.new_call.intent->state == IntentState::Failed);
    CHECK(world.state.toast->text_key == "StorageNotSent");
    REQUIRE(world.find<SaveDraft>() != nullptr); // the form, which its record was to take along
    CHECK_FALSE(world.find<SaveDraft>()->text.empty());
}

TEST_CASE("Another call to the same place begins with what is known of the first")
{
    auto first = call("a");
    first.task = "Ask for a table on the terrace.";
    first.party_size = 4;
    auto world = with_calls({ first });
    world.act(CallAgainPressed { { "a" } });
    CHECK(world.state.route.compose);
    CHECK(at(world.state.new_call.form, CallField::Phone) == "+34911234567");
    CHECK(at(world.state.new_call.form, CallField::Party) == "4");
    CHECK(at(world.state.new_call.form, CallField::Date).empty());
    CHECK(world.count<PlaceCall>() == 0);
}

TEST_CASE("Addresses of calls")
{
    for (auto const* address : { "#/calls", "#/calls/new", "#/calls/c%201" })
        CHECK(format_route(parse_route(address)) == address);
    CHECK(parse_route("#/calls/a/b").page == Page::NotFound);
}
