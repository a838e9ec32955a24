#include "store/records.h"
#include "world.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace kally;
using namespace kally::test;

namespace {

api::Conversation conversation(std::string id, std::string title, Instant at) { return { .id = { std::move(id) }, .title = std::move(title), .updated_at = at }; }

World with_two()
{
    World world;
    auto const* fetch = world.act(ConversationsRequested {}).find<FetchConversations>();
    REQUIRE(fetch != nullptr);
    world.act(ConversationsReceived { fetch->ticket, std::vector { conversation("c_1", "Boiler", world.state.now), conversation("c_2", "Dinner", world.state.now - std::chrono::hours { 1 }) } });
    return world;
}

std::vector<std::string> listed(State const& state, std::string_view search = {}, ListFilter const& filter = {})
{
    std::vector<std::string> out;
    ChatSearch chats;
    for (auto const& group : chats.list(state, search, filter))
        for (auto const* one : group.conversations)
            out.push_back(conversation_title(state, *one));
    return out;
}

} // namespace

TEST_CASE("a title, a pin and a label of the person's own change the list and are kept on the device", "[store][marks]")
{
    auto world = with_two();
    world.act(ConversationMarked { { "c_2" }, { .title = "Birthday of Ana", .label = "family", .pinned = true }, "ChatRenamed" });
    REQUIRE(world.find<SaveMark>() != nullptr);
    CHECK(world.find<SaveMark>()->mark.title == "Birthday of Ana");
    CHECK(listed(world.state) == std::vector<std::string> { "Birthday of Ana", "Boiler" });
    CHECK(ChatSearch {}.list(world.state, {}).front().day == DayGroup::Pinned);
    CHECK(labels(world.state) == std::vector<std::string> { "family" });
    CHECK(listed(world.state, {}, { .label = "family" }) == std::vector<std::string> { "Birthday of Ana" });
    CHECK(listed(world.state, "FAMILY") == std::vector<std::string> { "Birthday of Ana" });
    CHECK(world.state.conversations.value->at(1).title == "Dinner");
}

TEST_CASE("the last change of a conversation's mark can be taken back, once", "[store][marks]")
{
    auto world = with_two();
    world.act(ConversationMarked { { "c_1" }, { .title = "Heating" }, "ChatRenamed" });
    CHECK(world.state.toast->kind == Toast::Kind::Undoable);
    REQUIRE(world.find<WakeAt>() != nullptr);
    CHECK(world.find<WakeAt>()->at - world.state.now == std::chrono::seconds { 8 }); // longer than a note that asks for nothing
    world.act(MarkUndone {});
    CHECK(listed(world.state) == std::vector<std::string> { "Boiler", "Dinner" });
    REQUIRE(world.find<SaveMark>() != nullptr);
    CHECK(world.find<SaveMark>()->mark == Mark {});
    CHECK(world.act(MarkUndone {}).effects.empty());
}

TEST_CASE("an archived conversation is out of the list until something new is said", "[store][marks]")
{
    auto world = with_two();
    world.act(ConversationMarked { { "c_1" }, { .archived_at = world.state.now }, "ChatArchived" });
    CHECK(listed(world.state) == std::vector<std::string> { "Dinner" });
    CHECK(listed(world.state, {}, { .archived = true }) == std::vector<std::string> { "Boiler" });
    world.state.conversations.value->at(0).updated_at = world.state.now + std::chrono::minutes { 1 };
    CHECK(listed(world.state) == std::vector<std::string> { "Boiler", "Dinner" });
}

TEST_CASE("marks and settings survive their records; damaged ones are nothing", "[store][records]")
{
    Mark const mark { .title = "A=b\n%", .label = "x", .pinned = true, .archived_at = Instant { std::chrono::hours { 5 } } };
    CHECK(decode_mark(encode_mark(mark)) == mark);
    CHECK_FALSE(decode_mark("nonsense"));
    Settings settings { .theme = Theme::Dark, .density = Density::Compact, .text_size = TextSize::Largest, .send_key = SendKey::ModEnter, .time_zone = "Europe/Madrid",
        .notify_needs = true, .single_keys = false, .keep_reading = false };
    settings.shortcuts = { { "new-chat", "Alt+n" }, { "help", "" } };
    CHECK(decode_settings(encode_settings(settings)) == settings);
    // A record of before these settings.
    CHECK(decode_settings("version=1\ntheme=dark\nlanguage=es\nkeep=yes\n") == Settings { .theme = Theme::Dark, .language = Language::Spanish, .keep_signed_in = true });
}

TEST_CASE("clearing the device signs out, forgets everything, and says so", "[store][settings]")
{
    auto world = with_two();
    world.act(ConversationMarked { { "c_1" }, { .pinned = true }, "ChatPinned" });
    world.act(SettingsChanged { { .theme = Theme::Dark, .language = Language::Spanish } });
    world.act(WipePressed {});
    CHECK(world.count<EndSession>() == 1);
    CHECK(world.count<WipeDevice>() == 1);
    CHECK(world.state.sign_in == SignIn::SignedOut);
    CHECK(world.state.marks.empty());
    CHECK_FALSE(world.state.conversations.value);
    CHECK(world.state.settings == Settings { .language = Language::Spanish });
    CHECK(world.state.route.page == Page::SignIn);
}

TEST_CASE("what was kept is stamped with its age and read anew when the network is back", "[store][offline]")
{
    World world;
    world.act(NetworkChanged { false });
    auto const read_at = world.state.now - std::chrono::hours { 2 };
    world.act(KeptShown { world.state.now - std::chrono::hours { 1 } }).act(KeptShown { read_at });
    CHECK(world.state.kept_at == read_at);
    world.state.route = { .conversation = { "c_1" } };
    world.thread().history.answered_at = world.state.now;
    world.act(NetworkChanged { true });
    CHECK_FALSE(world.state.kept_at);
    CHECK(world.count<FetchHistory>() == 1);
}

TEST_CASE("while the service gives no list and no history, what was kept is shown with its age; it is no answer", "[store][offline]")
{
    World world;
    auto const read_at = world.state.now - std::chrono::hours { 2 };
    api::Conversation const known { .id = { "c_1" }, .title = "Known" }, fresh { .id = { "c_2" }, .title = "Fresh" };
    auto const kind = GENERATE(ErrorKind::Unavailable, ErrorKind::Unanswered, ErrorKind::Offline);
    world.act(ConversationsReceived { *world.state.conversations.pending, Error { kind } });
    auto const* list = world.find<FetchConversations>();
    REQUIRE(list != nullptr);
    REQUIRE(list->kept);
    Ticket const asked = list->ticket;
    SECTION("it is shown until the service answers, and counts for nothing")
    {
        world.act(ConversationsReceived { asked, std::vector { known }, read_at });
        REQUIRE(world.state.conversations.value);
        CHECK(world.state.conversations.value->front().title == "Known");
        CHECK(world.state.conversations.answered_at == read_at);
        CHECK(world.state.conversations.error);
        CHECK_FALSE(world.state.account); // nor does it say who is here
        world.act(ConversationsRequested {});
        CHECK_FALSE(world.find<FetchConversations>()->kept);
        world.act(ConversationsReceived { *world.state.conversations.pending, Error { kind } });
        CHECK(world.count<FetchConversations>() == 0); // it stands there already
        world.act(ConversationsRequested {}).act(ConversationsReceived { *world.state.conversations.pending, std::vector { fresh } });
        CHECK(world.state.conversations.value->front().title == "Fresh");
        CHECK_FALSE(world.state.conversations.error);
        CHECK(world.state.account == "c_2");
    }
    SECTION("an answer that came meanwhile stays")
    {
        world.act(ConversationsRequested {}).act(ConversationsReceived { *world.state.conversations.pending, std::vector { fresh } });
        world.act(ConversationsReceived { asked, std::vector { known }, read_at });
        CHECK(world.state.conversations.value->front().title == "Fresh");
    }
    SECTION("a thread, too")
    {
        api::Message const said { .id = MessageId { "m_1" }, .author = api::Author::User, .text = "Book it" };
        auto& thread = world.thread();
        world.act(ConversationOpened { { "c_1" } }).act(HistoryReceived { *thread.history.pending, { "c_1" }, Error { kind } });
        auto const* kept = world.find<FetchHistory>();
        REQUIRE(kept != nullptr);
        REQUIRE(kept->kept);
        world.act(HistoryReceived { kept->ticket, { "c_1" }, api::History { .messages = { said } }, read_at });
        REQUIRE(thread.messages.size() == 1);
        CHECK(thread.kept_at == read_at);
        CHECK(thread.history.error);
        CHECK(thread.history.retry_at); // and is asked for again
        // What leaves now has the kept messages for known, and nothing is said about their being all.
        auto const& intent = world.state.intents[world.send("Book it")];
        CHECK(intent.known_before == std::vector<std::string> { "m_1" });
        CHECK_FALSE(intent.same_before);
        world.act(HistoryRequested { { "c_1" } }).act(HistoryReceived { *thread.history.pending, { "c_1" }, api::History { .messages = { said } } });
        CHECK_FALSE(thread.kept_at);
        CHECK(thread.messages.size() == 1);
    }
}

TEST_CASE("what the service refuses is not answered from this device", "[store][offline]")
{
    World world;
    auto const kind = GENERATE(ErrorKind::Rejected, ErrorKind::SignedOut, ErrorKind::Malformed);
    world.act(ConversationsReceived { *world.state.conversations.pending, Error { kind } });
    CHECK(world.count<FetchConversations>() == 0);
    world.act(ConversationOpened { { "c_1" } }).act(HistoryReceived { *world.thread().history.pending, { "c_1" }, Error { kind } });
    CHECK(world.count<FetchHistory>() == 0);
}

TEST_CASE("any page that showed what was kept is read anew when the network is back, prices without a sign-in too", "[store][offline]")
{
    World world;
    auto const [signed_in, route] = GENERATE(table<SignIn, Route>({ { SignIn::SignedIn, { .page = Page::Calls } }, { SignIn::SignedIn, { .page = Page::Plans } }, { SignIn::SignedIn, { .page = Page::Activity } },
        { SignIn::SignedIn, { .page = Page::Goals } }, { SignIn::SignedOut, { .page = Page::Plans } } }));
    world.act(NetworkChanged { false });
    world.state.sign_in = signed_in;
    auto& state = world.state;
    state.route = route;
    state.call_list.page.answered_at = state.billing.plans.answered_at = state.activity.inbox.answered_at = state.now;
    for (auto const tab : { GoalTab::Active, GoalTab::Completed, GoalTab::Cancelled, GoalTab::Archived })
        state.goal_lists[tab].page = { .answered_at = state.now };
    auto const asked = [&] { return world.count<FetchCalls>() + world.count<Fetch<Plans>>() + world.count<Fetch<Letters>>() + world.count<FetchGoals>(); };
    bool const kept = GENERATE(false, true);
    if (kept)
        world.act(KeptShown { state.now - std::chrono::hours { 1 } });
    auto const before = asked();
    world.act(NetworkChanged { true });
    CHECK((asked() > before) == kept);
}

TEST_CASE("an answer that cannot be read is counted for the diagnostics", "[store][settings]")
{
    World world;
    for (int i = 0; i < 2; ++i) {
        auto const* fetch = world.act(ConversationsRequested {}).find<FetchConversations>();
        REQUIRE(fetch != nullptr);
        world.act(ConversationsReceived { fetch->ticket, Error { .kind = ErrorKind::Malformed, .detail = "conversations[0].conversation_id is missing" } });
    }
    CHECK(world.state.drift.seen == std::map<std::string, int> { { "conversations[0].conversation_id is missing", 2 } });
}

TEST_CASE("what answers say otherwise than described adds up over the answers", "[store][settings]")
{
    World world;
    api::Drift one;
    one.note("/v1/calls calls[].mood is unknown", 3);
    world.act(DriftSeen { one }).act(DriftSeen { one });
    CHECK(world.state.drift.seen == std::map<std::string, int> { { "/v1/calls calls[].mood is unknown", 6 } });
}

TEST_CASE("settings have addresses, each section its own", "[store][route]")
{
    for (std::string const address : { "#/settings", "#/settings/appearance", "#/settings/keyboard", "#/settings/privacy", "#/settings/about" }) {
        auto const route = parse_route(address);
        CHECK(route.page == Page::Settings);
        CHECK(format_route(route) == address);
    }
    CHECK(parse_route("#/settings/nothing").page == Page::NotFound);
    CHECK(parse_route("#/settings/about/more").page == Page::NotFound);
}
