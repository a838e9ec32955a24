#include "world.h"

#include <catch2/catch_test_macros.hpp>

using namespace kally;
using namespace kally::test;

namespace {

World with_chats(std::vector<std::string> const& ids)
{
    World world;
    auto const ticket = world.act(ConversationsRequested {}).find<FetchConversations>()->ticket;
    std::vector<api::Conversation> all;
    for (auto const& id : ids)
        all.push_back({ .id = { id }, .title = "Chat " + id, .updated_at = world.state.now });
    world.act(ConversationsReceived { ticket, std::move(all) });
    return world;
}

std::vector<std::string> found(ChatSearch& chats, State const& state, std::string_view search)
{
    std::vector<std::string> ids;
    for (auto const& group : chats.list(state, search))
        for (auto const* one : group.conversations)
            ids.push_back(one->id.text);
    return ids;
}

std::string line(Excerpt const& why) { return why.before + "[" + why.hit + "]" + why.after; }

} // namespace

TEST_CASE("a chat is found by what was said in it, case and accents aside, and shows the latest such place", "[store][search]")
{
    auto world = with_chats({ "c_1", "c_2" });
    auto const now = world.state.now;
    world.load_history({ said("m_1", api::Author::User, "A café, please", now), said("m_2", api::Author::Assistant, "I asked three places and the **Café\nCentral** in Málaga answered first", now), said("m_3", api::Author::User, "Thanks", now) }, "c_2");
    ChatSearch chats;
    CHECK(found(chats, world.state, " CAFE ") == std::vector<std::string> { "c_2" });
    CHECK(chats.chats_read() == 1);
    auto const* listed = chats.list(world.state, "cafe")[0].conversations[0];
    REQUIRE(chats.why(*listed) != nullptr);
    CHECK(line(*chats.why(*listed)) == "\u2026places and the [Café] Central in Málaga answered first");
    // By its title alone, what was said last stays in the row.
    CHECK(found(chats, world.state, "chat c_2") == std::vector<std::string> { "c_2" });
    CHECK(chats.why(*listed) == nullptr);
    CHECK(found(chats, world.state, "dinner").empty());
}

TEST_CASE("the place of a hit is cut out of a message at its letters", "[store][search]")
{
    CHECK(line(excerpt_around("Málaga", "malaga")) == "[Málaga]");
    CHECK(line(excerpt_around("cafe\u0301 solo", "cafe")) == "[cafe\u0301] solo"); // the accent stands behind its letter
    CHECK(line(excerpt_around("Straße", "stras")) == "[Straß]e");
    CHECK(line(excerpt_around("# One\n\n- `two`", "two")) == "One - [two]");
    CHECK(line(excerpt_around("nothing", "two")) == "[]");
    CHECK(excerpt_around("here" + std::string(159, 'x') + "\u00E9", "here").after == std::string(159, 'x'));
    CHECK(excerpt_around("\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9hit", "hit").before.starts_with("\u2026\u00E9"));
}

TEST_CASE("what this device kept of earlier visits is asked for once and searched; what was read since goes first", "[store][search]")
{
    auto world = with_chats({ "c_1", "c_2", "c_3" });
    auto const now = world.state.now;
    ChatSearch chats;
    CHECK(found(chats, world.state, "boiler").empty());
    CHECK(chats.chats_read() == 0);
    auto const* order = world.act(SearchBegun {}).find<Fetch<KeptHistories>>();
    REQUIRE(order != nullptr);
    auto const ticket = order->ticket;
    CHECK(world.act(SearchBegun {}).effects.empty());
    world.act(Received<KeptHistories> { ticket, KeptHistories {
        { { "c_1" }, { said("m_1", api::Author::User, "The boiler is cold", now) } },
        { { "c_2" }, { said("m_1", api::Author::User, "The boiler is warm", now) } },
        { { "gone" }, { said("m_1", api::Author::User, "The boiler is old", now) } } } });
    CHECK(world.act(SearchBegun {}).effects.empty());
    CHECK(found(chats, world.state, "boiler") == std::vector<std::string> { "c_1", "c_2" });
    CHECK(chats.chats_read() == 2);
    world.load_history({ said("m_1", api::Author::User, "Dinner for two", now) }, "c_2");
    CHECK(found(chats, world.state, "boiler") == std::vector<std::string> { "c_1" });
    CHECK(found(chats, world.state, "dinner") == std::vector<std::string> { "c_2" });
}

TEST_CASE("an unchanged search computes nothing, a changed one folds nothing again, a new message folds its thread alone", "[store][search]")
{
    auto world = with_chats({ "c_1", "c_2" });
    auto const now = world.state.now;
    for (auto const* id : { "c_1", "c_2" })
        world.load_history({ said("m_1", api::Author::User, "The boiler is cold", now), said("m_2", api::Author::Assistant, "I will call", now) }, id);
    ChatSearch chats;
    chats.list(world.state, "boiler");
    CHECK(chats.lists_made() == 1);
    CHECK(chats.messages_folded() == 4);
    world.pass(std::chrono::seconds { 1 }).act(DraftEdited { "c_1", "half a thought" });
    chats.list(world.state, "boiler");
    CHECK(chats.lists_made() == 1);
    chats.list(world.state, "boilers");
    chats.list(world.state, "call");
    CHECK(chats.lists_made() == 3);
    CHECK(chats.messages_folded() == 4);
    world.act(ToastDismissed {});
    chats.list(world.state, "call");
    CHECK(chats.lists_made() == 4);
    CHECK(chats.messages_folded() == 4);
    auto const id = world.send("And the plumber?");
    world.act(ReplyReceived { id, reply("Called") });
    CHECK(found(chats, world.state, "plumber") == std::vector<std::string> { "c_1" });
    CHECK(chats.messages_folded() == 8);
    world.pass(std::chrono::hours { 24 });
    chats.list(world.state, "plumber"); // the days are others
    CHECK(chats.lists_made() == 6);
    CHECK(chats.messages_folded() == 8);
}

TEST_CASE("who is about to search finds all of it folded by the first search, in parts, and anew only what changes", "[store][search]")
{
    auto world = with_chats({ "c_1", "c_2" });
    std::string const long_text(ChatSearch::slice / 2 + 1, 'x');
    for (auto const* id : { "c_1", "c_2" })
        world.load_history({ said("m_1", api::Author::User, "The boiler", world.state.now), said("m_2", api::Author::User, long_text, world.state.now) }, id);
    ChatSearch chats;
    int turns = 1;
    for (; chats.prepare(world.state); ++turns)
        REQUIRE(turns < 5);
    CHECK(turns == 3);
    CHECK(chats.messages_folded() == 4);
    CHECK(chats.lists_made() == 0);
    CHECK(found(chats, world.state, "boiler") == std::vector<std::string> { "c_1", "c_2" });
    CHECK(chats.is_complete());
    CHECK(chats.messages_folded() == 4);
    world.act(ToastDismissed {});
    CHECK_FALSE(chats.prepare(world.state));
    CHECK(chats.messages_folded() == 4);
    world.load_history({ said("m_1", api::Author::User, "The boiler", world.state.now), said("m_3", api::Author::User, "The plumber", world.state.now) }, "c_2");
    while (chats.prepare(world.state)) { }
    CHECK(chats.messages_folded() == 7);
    CHECK(found(chats, world.state, "plumber") == std::vector<std::string> { "c_2" });
}

TEST_CASE("more than one turn's worth of messages is searched over several turns, to the end", "[store][search]")
{
    auto world = with_chats({ "c_1", "c_2" });
    std::string const long_text(ChatSearch::slice / 2 + 1, 'x');
    for (auto const* id : { "c_1", "c_2" })
        world.load_history({ said("m_1", api::Author::User, "The boiler", world.state.now), said("m_2", api::Author::User, long_text, world.state.now) }, id);
    ChatSearch chats;
    CHECK(found(chats, world.state, "boiler") == std::vector<std::string> { "c_1" });
    CHECK_FALSE(chats.is_complete());
    CHECK(found(chats, world.state, "boiler") == std::vector<std::string> { "c_1", "c_2" });
    CHECK(chats.is_complete());
    CHECK(chats.messages_folded() == 4);
}
