#include "world.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace kally;
using namespace kally::test;

namespace {

World signed_out(Route route = {})
{
    World world;
    world.state = {};
    world.act(Ticked { Instant { std::chrono::hours { 480'000 } } });
    world.act(Started { .seed = 1, .service_name = "test", .signed_in = false, .route = std::move(route) });
    return world;
}

} // namespace

TEST_CASE("somebody signed out sees the sign-in page and comes back to where they wanted to go", "[store][session]")
{
    auto world = signed_out({ .conversation = { "c_5" } });
    CHECK(world.state.route.page == Page::SignIn);
    CHECK(world.count<ProbeService>() == 1);
    world.act(SignInPressed {});
    CHECK(world.count<BeginSignIn>() == 1);
    CHECK(world.state.sign_in == SignIn::Leaving);
    world.act(SignedInNow {});
    CHECK(world.state.route == Route { .conversation = { "c_5" } });
    CHECK(world.count<FetchConversations>() == 1);
    CHECK(world.count<FetchHistory>() == 1);
}

TEST_CASE("a failed sign-in shows its reason and changes nothing else", "[store][session]")
{
    auto world = signed_out();
    world.act(SignInPressed {});
    world.act(SignInFailed { { .kind = ErrorKind::Rejected, .detail = {}, .code = "denied" } });
    CHECK(world.state.sign_in == SignIn::SignedOut);
    CHECK(world.state.sign_in_error->code == "denied");
    world.act(SignInPressed {});
    CHECK_FALSE(world.state.sign_in_error);
}

TEST_CASE("the service's reachability is said in words and asked again", "[store][session]")
{
    auto world = signed_out();
    auto const ticket = world.find<ProbeService>()->ticket;
    SECTION("reachable")
    {
        world.act(ProbeAnswered { ticket });
        CHECK(world.state.reachability == Reachability::Reachable);
    }
    SECTION("slow")
    {
        world.pass(std::chrono::seconds { 3 });
        world.act(ProbeAnswered { ticket });
        CHECK(world.state.reachability == Reachability::Slow);
    }
    SECTION("an error of the service is an answer")
    {
        world.act(ProbeAnswered { ticket, Error { .kind = ErrorKind::Rejected, .status = 404 } });
        CHECK(world.state.reachability == Reachability::Reachable);
    }
    SECTION("not reachable, asked again later")
    {
        world.act(ProbeAnswered { ticket, Error { ErrorKind::Offline } });
        CHECK(world.state.reachability == Reachability::Unreachable);
        REQUIRE(world.find<WakeAt>() != nullptr);
        world.act(world.find<WakeAt>()->action);
        CHECK(world.count<ProbeService>() == 1);
    }
    SECTION("a stale answer is dropped")
    {
        world.act(ProbeAnswered { Ticket { ticket.number + 40 }, Error { ErrorKind::Offline } });
        CHECK(world.state.reachability == Reachability::Unknown);
    }
}

TEST_CASE("signing out forgets everything but settings and where the service is", "[store][session]")
{
    World world;
    world.act(ThemeChosen { Theme::Dark });
    world.load_history({ said("m_1", api::Author::User, "secret", world.state.now) });
    world.act(DraftEdited { "c_1", "draft" });
    world.act(SignOutPressed {});
    CHECK(world.count<EndSession>() == 1);
    CHECK(world.count<WipeLocalData>() == 1);
    CHECK(world.state.threads.empty());
    CHECK(world.state.sign_in == SignIn::SignedOut);
    CHECK(world.state.settings.theme == Theme::Dark);
    CHECK(world.state.service_name == "test");
    CHECK(world.state.route.page == Page::SignIn);
}

TEST_CASE("an ended session keeps the page and everything typed", "[store][session]")
{
    World world;
    world.act(DraftEdited { "c_1", "half a thought" });
    world.act(SessionEnded {});
    CHECK(world.state.sign_in == SignIn::Expired);
    CHECK(world.thread().draft == "half a thought");
    world.act(SignInPressed {});
    world.act(SignInFailed { { ErrorKind::Rejected } });
    CHECK(world.thread().draft == "half a thought");
}

TEST_CASE("the page's own sandbox is entered without an account and left without a trace", "[store][session]")
{
    auto world = signed_out();
    world.act(SandboxPressed {});
    CHECK(world.count<EnterSandbox>() == 1);
    CHECK(world.state.service == ServiceKind::Sandbox);
    world.act(SignedInNow {});
    CHECK(world.state.in_process);
    world.act(SignOutPressed {});
    CHECK(world.count<LeaveSandbox>() == 1);
    CHECK(world.count<WipeLocalData>() == 0);
    CHECK(world.state.service == ServiceKind::Live);
    CHECK_FALSE(world.state.in_process);
}

TEST_CASE("who comes back from the sign-in page without an answer can press the button again", "[store][session]")
{
    auto world = signed_out();
    world.act(SignInPressed {});
    REQUIRE(world.count<WakeAt>() == 1);
    auto const over = *world.find<WakeAt>();
    CHECK(world.state.sign_in == SignIn::Leaving);
    world.pass(std::chrono::seconds { 15 }).act(over.action);
    CHECK(world.state.sign_in == SignIn::SignedOut);
    world.act(SignedInNow {}).act(over.action);
    CHECK(world.state.sign_in == SignIn::SignedIn); // an answer that comes late counts
}

TEST_CASE("a refusal means that the service is there; words of somebody else mean that it is not", "[store][session]")
{
    auto const [error, reachable] = GENERATE(table<Error, Reachability>({
        { Error { .kind = ErrorKind::Rejected, .status = 404 }, Reachability::Reachable },
        { Error { .kind = ErrorKind::Unavailable, .status = 503 }, Reachability::Slow },
        { Error { .kind = ErrorKind::Malformed }, Reachability::Unreachable },
        { Error { .kind = ErrorKind::Offline }, Reachability::Unreachable },
    }));
    auto world = signed_out();
    auto const ticket = *world.state.probe;
    world.act(ProbeAnswered { ticket, error });
    CHECK(world.state.reachability == reachable);
}

TEST_CASE("after the sandbox the person finds their own drafts and unsent messages", "[store][session]")
{
    auto world = signed_out();
    world.act(SandboxPressed {}).act(SignedInNow {}).act(SignOutPressed {});
    Intent waiting { .id = { "i-2" }, .conversation = { "c_2" }, .local_thread = "c_2", .text = "waits", .state = IntentState::Queued, .created_at = world.state.now };
    world.act(RecordsLoaded { { waiting }, { { "c_1", "draft" } } });
    CHECK(world.thread().draft == "draft");
    CHECK(world.count<SendIntent>() == 0); // nobody is signed in
    world.act(SignedInNow {}).commit();
    CHECK(world.count<SendIntent>() == 1);
}

TEST_CASE("unfinished messages of an earlier visit come back in their true state", "[store][session]")
{
    World world;
    world.state = {};
    world.act(Ticked { Instant { std::chrono::hours { 480'000 } } });
    Intent left { .id = { "i-1" }, .conversation = { "c_1" }, .local_thread = "c_1", .text = "left", .state = IntentState::Sending, .created_at = world.state.now, .dispatched_at = world.state.now };
    Intent waiting { .id = { "i-2" }, .conversation = { "c_2" }, .local_thread = "c_2", .text = "waits", .state = IntentState::Queued, .created_at = world.state.now };
    Intent done { .id = { "i-3" }, .conversation = { "c_3" }, .local_thread = "c_3", .text = "done", .state = IntentState::Sent, .created_at = world.state.now };
    world.act(Started { .seed = 1, .signed_in = true, .intents = { left, waiting, done }, .drafts = { { "c_1", "draft" } } });
    CHECK(world.state.intents[{ "i-1" }].state == IntentState::Unknown);
    CHECK(world.count<FetchHistory>() == 1);
    CHECK(world.commit().count<SendIntent>() == 1);
    CHECK(world.find<SendIntent>()->id == IntentId { "i-2" });
    CHECK_FALSE(world.state.intents.contains({ "i-3" }));
    CHECK(world.thread().draft == "draft");
}

TEST_CASE("addresses are read and written alike, and unknown ones say so", "[store][route]")
{
    auto const [text, route] = GENERATE(table<std::string, Route>({
        { "#/signin", { .page = Page::SignIn } },
        { "#/signin/token", { .page = Page::SignIn, .paste_token = true } },
        { "#/chat", {} },
        { "#/chat/new", { .compose = true } },
        { "#/chat/c_12345", { .conversation = { "c_12345" } } },
        { "#/chat/a%2Fb%20c", { .conversation = { "a/b c" } } },
        { "#/chat/c_12345?rename=c_1", { .conversation = { "c_12345" }, .dialog = Dialog { Dialog::Kind::Rename, "c_1" } } },
        { "#/goals/in/needs-you/g_1?cancel-goals=g%2F1", { .page = Page::Goals, .goal_tab = GoalTab::NeedsYou, .goal = { "g_1" }, .dialog = Dialog { Dialog::Kind::CancelGoals, "g/1" } } },
        { "#/plans?plan=pro", { .page = Page::Plans, .dialog = Dialog { Dialog::Kind::ChangePlan, "pro" } } },
        { "#/settings/region/time-zone", { .page = Page::Settings, .section = Section::Region, .setting = Setting::TimeZone } },
        { "#/settings/privacy?clear", { .page = Page::Settings, .section = Section::Privacy, .dialog = Dialog { Dialog::Kind::ClearDevice, {} } } },
    }));
    CHECK(parse_route(text) == route);
    CHECK(format_route(route) == text);
}

TEST_CASE("no address breaks the reader", "[store][route]")
{
    auto const text = GENERATE("", "#", "#/", "#//", "#/nothing", "#/chat/x/y", "#/chat/%", "#/chat/%zz", "#/chat/%ff", "#/signin/other", "chat", "#/chat/?x=1", "#/CHAT", "#/settings/region/density", "#/settings/region/time-zone/now", "#/chat?rename", "#/chat?palette=c_1", "#/plans?plan", "#/plans?plan=", "#/chat?palette?palette", "#/signin?palette", "#/nothing?palette", "#/plans/checkout?access_token=abc");
    auto const route = parse_route(text);
    bool const lost = route.page == Page::NotFound;
    CHECK((lost || parse_route(format_route(route)) == route));
    CHECK_FALSE(route.dialog);
    CHECK((lost || format_route(route).find('?') == std::string::npos));
}

TEST_CASE("a dialog is an address of its own over the page, and goes with it when the person leaves for another page", "[store][route]")
{
    World world;
    world.act(RouteChanged { { .conversation = { "c_1" } } });
    world.act(DialogShown { Dialog { Dialog::Kind::Rename, "c_1" } });
    CHECK(world.find<Navigate>()->step == Navigate::Step::Over);
    CHECK(format_route(world.find<Navigate>()->route) == "#/chat/c_1?rename=c_1");
    CHECK(world.count<FetchHistory>() == 0);
    SECTION("closed, it leads back to the page")
    {
        world.act(DialogShown {});
        CHECK(world.find<Navigate>()->step == Navigate::Step::Back);
        CHECK(format_route(world.find<Navigate>()->route) == "#/chat/c_1");
    }
    SECTION("the way back closes it and asks for nothing")
    {
        world.pass(std::chrono::seconds { 31 });
        world.act(RouteChanged { { .conversation = { "c_1" } } });
        CHECK_FALSE(world.state.route.dialog);
        CHECK(world.count<FetchHistory>() == 0);
    }
    SECTION("another page stands in its place")
    {
        world.act(RouteChanged { { .page = Page::Goals } });
        CHECK(world.find<Navigate>()->step == Navigate::Step::Replace);
        CHECK(format_route(world.state.route) == "#/goals");
    }
}

TEST_CASE("a conversation is loaded when it is opened and not again while it is fresh", "[store][route]")
{
    World world;
    world.act(RouteChanged { { .conversation = { "c_1" } } });
    REQUIRE(world.count<FetchHistory>() == 1);
    world.act(HistoryReceived { world.find<FetchHistory>()->ticket, { "c_1" }, api::History {} });
    world.act(RouteChanged { {} });
    world.act(RouteChanged { { .conversation = { "c_1" } } });
    CHECK(world.count<FetchHistory>() == 0);
    world.pass(std::chrono::seconds { 31 });
    world.act(RouteChanged { {} });
    world.act(RouteChanged { { .conversation = { "c_1" } } });
    CHECK(world.count<FetchHistory>() == 1);
}

TEST_CASE("only the latest answer is taken and a failure keeps what was there", "[store][remote]")
{
    World world;
    world.act(ConversationsRequested {});
    auto const first = world.find<FetchConversations>()->ticket;
    world.act(ConversationsRequested {});
    auto const second = world.find<FetchConversations>()->ticket;
    world.act(ConversationsReceived { first, std::vector<api::Conversation> { { .id = { "stale" } } } });
    CHECK_FALSE(world.state.conversations.value);
    world.act(ConversationsReceived { second, std::vector<api::Conversation> { { .id = { "c_1" } } } });
    REQUIRE(world.state.conversations.value);
    world.act(ConversationsRequested {});
    world.act(ConversationsReceived { world.find<FetchConversations>()->ticket, Error { ErrorKind::Unavailable } });
    CHECK(world.state.conversations.value->size() == 1);
    CHECK(world.state.conversations.error.has_value());
}

TEST_CASE("a chat that did not load is asked for again by itself, while it is open", "[store][remote]")
{
    World world;
    world.act(RouteChanged { { .conversation = { "c_1" } } });
    world.act(HistoryReceived { world.find<FetchHistory>()->ticket, { "c_1" }, Error { .kind = ErrorKind::Unavailable, .status = 503, .retry_after = std::chrono::seconds { 20 } } });
    REQUIRE(world.find<WakeAt>() != nullptr);
    auto const due = *world.find<WakeAt>();
    CHECK(due.at == world.state.now + std::chrono::seconds { 20 });
    SECTION("when its time has come")
    {
        world.pass(std::chrono::seconds { 20 }).act(due.action);
        CHECK(world.count<FetchHistory>() == 1);
    }
    SECTION("not before, and not for a chat that is not open")
    {
        world.act(due.action);
        CHECK(world.count<FetchHistory>() == 0);
        world.pass(std::chrono::seconds { 20 }).act(RouteChanged { {} });
        world.act(due.action);
        CHECK(world.count<FetchHistory>() == 0);
    }
    SECTION("a refusal is not asked for again")
    {
        world.act(HistoryRequested { { "c_1" } });
        world.act(HistoryReceived { world.find<FetchHistory>()->ticket, { "c_1" }, Error { .kind = ErrorKind::Rejected, .status = 404 } });
        CHECK(world.count<WakeAt>() == 0);
    }
}
