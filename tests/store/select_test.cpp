#include "world.h"

#include "base/text.h"
#include "store/records.h"

#include <catch2/catch_test_macros.hpp>

#include <map>
#include <random>
#include <set>

using namespace kally;
using namespace kally::test;

TEST_CASE("conversations are grouped by day and found by title and by what was read", "[store][select]")
{
    World world;
    auto const now = world.state.now;
    auto const day = std::chrono::hours { 24 };
    world.act(ConversationsRequested {});
    world.act(ConversationsReceived { world.find<FetchConversations>()->ticket, std::vector<api::Conversation> {
        { .id = { "old" }, .title = "Gym", .created_at = now - 10 * day },
        { .id = { "today" }, .title = "Coworking in Málaga", .updated_at = now },
        { .id = { "yesterday" }, .title = "Dentist", .updated_at = now - day } } });
    ChatSearch chats;
    auto const all = chats.list(world.state, "");
    REQUIRE(all.size() == 3);
    CHECK(all[0].day == DayGroup::Today);
    CHECK(all[1].conversations[0]->id == ConversationId { "yesterday" });
    CHECK(all[2].day == DayGroup::Earlier);

    CHECK(chats.list(world.state, "malaga").size() == 1);
    CHECK(chats.list(world.state, "zzz").empty());
    world.load_history({ said("m", api::Author::Assistant, "The *Boiler* is fixed", now) }, "old");
    auto const found = chats.list(world.state, "boiler");
    REQUIRE(found.size() == 1);
    CHECK(found[0].conversations[0]->id == ConversationId { "old" });
    CHECK(preview(world.state, { "old" }) == "The Boiler is fixed");
}

TEST_CASE("the thread shows days, groups, what waits and the last suggestions", "[store][select]")
{
    World world;
    auto const now = world.state.now;
    world.act(RouteChanged { { .conversation = { "c_1" } } });
    auto first = said("m_1", api::Author::User, "Hi", now - std::chrono::hours { 30 });
    auto second = said("m_2", api::Author::Assistant, "Hello", now);
    second.suggestions = { "Go on" };
    world.load_history({ first, second });
    auto items = thread_items(world.state);
    REQUIRE(items.size() == 4);
    CHECK(items[0].kind == ThreadItem::Kind::DayDivider);
    CHECK(items[2].kind == ThreadItem::Kind::DayDivider);
    CHECK(items[3].first_of_group);
    CHECK(items[3].last_reply);

    world.send("Go on");
    items = thread_items(world.state);
    REQUIRE(items.size() == 6);
    CHECK(items[4].kind == ThreadItem::Kind::Intent);
    CHECK(items[5].kind == ThreadItem::Kind::Waiting);
    CHECK_FALSE(items[3].last_reply);
}

TEST_CASE("goals are linked by what names them, newest first, and refreshed while they are open", "[store][goals]")
{
    World world;
    world.act(RouteChanged { { .conversation = { "c_1" } } });
    auto message = said("m_1", api::Author::Assistant, "Working", world.state.now);
    message.goal_id = GoalId { "g_1" };
    world.load_history({ message });
    REQUIRE(world.find<FetchGoal>() != nullptr);
    CHECK(world.find<FetchGoal>()->id == GoalId { "g_1" });
    world.act(GoalReceived { world.find<FetchGoal>()->ticket, { "g_1" }, api::Goal { .id = { "g_1" }, .title = "Desk", .status = "active" } });
    REQUIRE(linked_goal(world.state) != nullptr);
    CHECK(linked_goal(world.state)->value->title == "Desk");
    world.pass(std::chrono::seconds { 20 });
    world.act(PollDue {});
    REQUIRE(world.count<FetchGoal>() == 1);
    auto const again = *world.find<FetchGoal>();
    CHECK(again.again);
    CHECK(world.count<PollAt>() == 1); // the next round comes whether or not an answer wakes anybody
    auto const answer = [&](std::string status) {
        world.act(GoalReceived { again.ticket, { "g_1" }, api::Goal { .id = { "g_1" }, .title = "Desk", .status = std::move(status) } });
    };
    auto const next_round = [&] {
        world.pass(std::chrono::seconds { 20 });
        world.act(PollDue {});
        return world.count<FetchGoal>();
    };
    SECTION("a goal that is closed is looked at no more")
    {
        answer("completed");
        CHECK(next_round() == 0);
    }
    SECTION("one that is still open is")
    {
        answer("active");
        CHECK(world.count<PollAt>() == 0); // it is arranged already
        CHECK(next_round() == 1);
    }
    SECTION("an answer that takes its time is waited for")
    {
        CHECK(next_round() == 0);
        CHECK(world.count<PollAt>() == 1);
        answer("active");
        CHECK(next_round() == 1);
    }
}

TEST_CASE("records survive the way to the device and back; damaged and newer ones are left alone", "[store][records]")
{
    Intent const intent { .id = { "i-1" }, .conversation = { "c 1" }, .local_thread = "c 1", .text = "Line one\nname=value & 100 % ñ 🙂", .state = IntentState::Failed,
        .created_at = Instant { std::chrono::milliseconds { 1'700'000'000'123 } }, .dispatched_at = Instant { std::chrono::milliseconds { 1'700'000'001'000 } }, .known_before = { "m 1", "m_2" } };
    auto const text = encode_intent(intent);
    auto const back = decode_intent(text);
    REQUIRE(back);
    CHECK(back->text == intent.text);
    CHECK(back->state == intent.state);
    CHECK(back->created_at == intent.created_at);
    CHECK(back->dispatched_at == intent.dispatched_at);
    CHECK(back->known_before == intent.known_before);
    for (std::size_t cut = 0; cut < text.size(); ++cut) {
        auto const damaged = decode_intent(std::string_view(text).substr(0, cut));
        CHECK((!damaged || damaged->id == intent.id)); // never another message
    }
    auto newer = text;
    newer.replace(newer.find("version=1"), 9, "version=9");
    CHECK_FALSE(decode_intent(newer));

    Settings const settings { Theme::Dark, Language::Spanish, true };
    CHECK(decode_settings(encode_settings(settings)) == settings);
    CHECK_FALSE(decode_settings("nonsense"));
}

TEST_CASE("no order of events sends a message twice without a press, or loses what was typed", "[store][property]")
{
    std::mt19937 random { 20261124 };
    auto pick = [&](std::size_t count) { return std::uniform_int_distribution<std::size_t>(0, count - 1)(random); };
    for (int round = 0; round < 400; ++round) {
        World world;
        std::vector<IntentId> ids;
        std::vector<Intent> unstored; // commits under way
        std::map<IntentId, int> sent, allowed;
        std::map<IntentId, std::string> texts;
        std::map<IntentId, IntentState> disk;
        std::set<IntentId> gone; // delivered, deleted or said to be sent
        std::vector<Ticket> histories;
        auto watch = [&] {
            for (auto const& effect : world.effects) {
                if (auto const* send = effect.get<SendIntent>()) {
                    ++sent[send->id];
                    REQUIRE(disk[send->id] == IntentState::Sending);
                    REQUIRE(send->text == texts[send->id]);
                }
                if (auto const* save = effect.get<SaveIntent>(); save != nullptr && !texts.contains(save->intent.id)) {
                    ids.push_back(save->intent.id);
                    texts[save->intent.id] = save->intent.text;
                    allowed[save->intent.id] = 1;
                }
                if (auto const* save = effect.get<SaveIntent>())
                    unstored.push_back(save->intent);
                if (auto const* remove = effect.get<RemoveIntent>())
                    gone.insert(remove->id);
                if (auto const* fetch = effect.get<FetchHistory>())
                    histories.push_back(fetch->ticket);
            }
        };
        auto act = [&](Action action) {
            world.act(std::move(action));
            watch();
        };
        for (int step = 0; step < 60; ++step) {
            auto const id = ids.empty() ? IntentId {} : ids[pick(ids.size())];
            auto const state = world.state.intents.contains(id) ? world.state.intents[id].state : IntentState::Cancelled;
            switch (pick(14)) {
            case 0: act(DraftEdited { "c_1", "text " + std::to_string(step) }); break;
            case 1: act(SendPressed { "c_1" }); break;
            case 2:
            case 3:
                if (!unstored.empty()) {
                    auto const stored = unstored.front();
                    unstored.erase(unstored.begin());
                    bool const kept = pick(5) != 0;
                    if (kept)
                        disk[stored.id] = stored.state;
                    else if (world.state.intents.contains(stored.id) && !world.state.intents[stored.id].recorded)
                        gone.insert(stored.id); // refused at the first: its words stay in the composer
                    act(IntentStored { stored.id, stored.commit, kept });
                }
                break;
            case 4: act(ReplyReceived { id, reply("ok") }); break;
            case 5: act(ReplyReceived { id, Error { ErrorKind::Unanswered } }); break;
            case 6: act(ReplyReceived { id, Error { ErrorKind::Offline } }); break;
            case 7:
                if (state == IntentState::Sending && !world.state.intents[id].commit)
                    ++allowed[id]; // refused with 401 before it was looked at: may go once more
                act(ReplyReceived { id, Error { ErrorKind::SignedOut } });
                break;
            case 8: act(StopWaitingPressed { id }); break;
            case 9:
                if (state == IntentState::Failed)
                    ++allowed[id];
                act(RetryPressed { id });
                break;
            case 10: act(NetworkChanged { pick(2) == 0 }); break;
            case 11: act(pick(2) == 0 ? Action { SessionEnded {} } : Action { SignedInNow {} }); break;
            case 12:
                if (!histories.empty()) {
                    auto const ticket = histories[pick(histories.size())];
                    act(HistoryReceived { ticket, { "c_1" }, api::History {} });
                }
                break;
            default: world.pass(std::chrono::seconds { 1 }); break;
            }
            for (auto const& [one, count] : sent)
                REQUIRE(count <= allowed[one]);
            for (auto const& one : ids)
                REQUIRE((world.state.intents.contains(one) || gone.contains(one)));
        }
    }
}
