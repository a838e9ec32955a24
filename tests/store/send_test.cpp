#include "world.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace kally;
using namespace kally::test;

TEST_CASE("a message leaves only after its record is committed, and the composer empties only then", "[store][send]")
{
    World world;
    world.act(DraftEdited { "c_1", "  Book a table  " });
    world.act(SendPressed { "c_1" });
    REQUIRE(world.count<SaveIntent>() == 1);
    CHECK(world.count<SendIntent>() == 0);
    CHECK(world.thread().draft == "  Book a table  ");

    auto const queued = world.find<SaveIntent>()->intent;
    CHECK(queued.state == IntentState::Queued);
    world.act(IntentStored { queued.id, queued.commit });
    CHECK(world.thread().draft.empty());
    CHECK(world.count<SendIntent>() == 0); // a page that ends here must not send it twice: the record says "queued" still
    REQUIRE(world.count<SaveIntent>() == 1);
    auto const sending = world.find<SaveIntent>()->intent;
    CHECK(sending.state == IntentState::Sending);
    CHECK(sending.commit != queued.commit);

    SECTION("a late report of the first record sends nothing")
    {
        world.act(IntentStored { queued.id, queued.commit });
        CHECK(world.count<SendIntent>() == 0);
    }
    SECTION("an answer of nobody's asking, and impatience, change nothing before it left")
    {
        world.act(ReplyReceived { queued.id, reply("too early") });
        world.act(StopWaitingPressed { queued.id });
        world.act(DeletePressed { queued.id });
        CHECK(world.only_intent().state == IntentState::Sending);
        CHECK(world.thread().messages.empty());
    }
    world.act(IntentStored { queued.id, sending.commit });
    REQUIRE(world.count<SendIntent>() == 1);
    CHECK(world.find<SendIntent>()->text == "Book a table");

    SECTION("a second report of the commit sends nothing more")
    {
        world.act(IntentStored { queued.id, sending.commit });
        CHECK(world.count<SendIntent>() == 0);
    }
}

TEST_CASE("what is typed behind a message before its record is there begins the next one", "[store][send]")
{
    World world;
    world.act(DraftEdited { "c_1", "one" });
    world.act(SendPressed { "c_1" });
    auto const first = world.find<SaveIntent>()->intent;
    world.act(DraftEdited { "c_1", "one and two" });
    SECTION("it stays in the composer")
    {
        world.act(IntentStored { first.id, first.commit });
        CHECK(world.thread().draft == " and two");
        CHECK(first.text == "one");
    }
    SECTION("sent at once, it is a message of its own")
    {
        world.act(SendPressed { "c_1" });
        REQUIRE(world.count<SaveIntent>() == 1);
        auto const second = world.find<SaveIntent>()->intent;
        CHECK(second.text == "and two");
        world.act(IntentStored { first.id, first.commit });
        world.act(IntentStored { second.id, second.commit });
        CHECK(world.thread().draft.empty());
    }
    SECTION("words that were changed instead stay as they are")
    {
        world.act(DraftEdited { "c_1", "two" });
        world.act(IntentStored { first.id, first.commit });
        CHECK(world.thread().draft == "two");
    }
}

TEST_CASE("a suggestion takes nothing out of the composer", "[store][send]")
{
    World world;
    world.act(DraftEdited { "c_1", "Yes, but later" });
    world.act(SuggestionPressed { "c_1", "Yes" }).commit();
    CHECK(world.count<SendIntent>() == 1);
    CHECK(world.thread().draft == "Yes, but later");
}

TEST_CASE("pressing send twice before the record is there makes one message", "[store][send]")
{
    World world;
    world.act(DraftEdited { "c_1", "once" });
    world.act(SendPressed { "c_1" });
    world.act(SendPressed { "c_1" });
    CHECK(world.effects.empty());
    CHECK(world.state.intents.size() == 1);
}

TEST_CASE("empty and overlong messages are refused and lose nothing", "[store][send]")
{
    World world;
    world.act(DraftEdited { "c_1", " \n " });
    world.act(SendPressed { "c_1" });
    CHECK(world.state.intents.empty());

    std::string const long_text(4001, 'x');
    world.act(DraftEdited { "c_1", long_text });
    world.act(SendPressed { "c_1" });
    CHECK(world.state.intents.empty());
    CHECK(world.thread().draft == long_text);
    REQUIRE(world.state.toast);
    CHECK(world.state.toast->text_key == "MessageTooLong");
}

TEST_CASE("messages of one thread go one after the other", "[store][send]")
{
    World world;
    auto const first = world.send("one");
    auto const second = world.send("two");
    CHECK(world.count<SendIntent>() == 0);
    CHECK(world.state.intents[second].state == IntentState::Queued);
    world.act(ReplyReceived { first, reply("done") }).commit();
    REQUIRE(world.count<SendIntent>() == 1);
    CHECK(world.find<SendIntent>()->id == second);
}

TEST_CASE("offline messages wait and go when the network is back", "[store][send]")
{
    World world;
    world.act(NetworkChanged { false });
    auto const id = world.send("later");
    CHECK(world.count<SendIntent>() == 0);
    world.act(NetworkChanged { true }).commit();
    REQUIRE(world.count<SendIntent>() == 1);
    CHECK(world.find<SendIntent>()->id == id);
}

TEST_CASE("a reply becomes part of the thread, with what was asked", "[store][send]")
{
    World world;
    world.act(RouteChanged { { .conversation = { "c_1" } } });
    auto const id = world.send("Find a desk");
    world.act(ReplyReceived { id, reply("Three **found**") });
    CHECK(world.count<RemoveIntent>() == 1);
    CHECK(world.count<FetchConversations>() == 1);
    CHECK(world.count<FetchGoals>() == 1);
    REQUIRE(world.find<Announce>() != nullptr);
    CHECK(world.find<Announce>()->text == "Three found");
    REQUIRE(world.thread().messages.size() == 2);
    CHECK(world.thread().messages[0].text == "Find a desk");
    CHECK(world.thread().messages[1].text == "Three **found**");
    CHECK(world.state.intents.empty());

    SECTION("the history that follows does not double it")
    {
        auto const at = world.state.now;
        world.load_history({ said("m_1", api::Author::User, "Find a desk", at), said("m_reply", api::Author::Assistant, "Three **found**", at) });
        CHECK(world.thread().messages.size() == 2);
        CHECK(world.thread().messages[0].id == MessageId { "m_1" });
    }
}

TEST_CASE("the first message of a new chat gets the conversation that the service names", "[store][send]")
{
    World world;
    world.act(NewConversationPressed {});
    auto const id = world.send("Hello", "new");
    CHECK(world.find<SendIntent>()->conversation.empty());
    world.act(DraftEdited { "new", "a second thought" });
    world.act(ReplyReceived { id, reply("Hi", "c_9") });
    CHECK(world.state.route == Route { .conversation = { "c_9" } });
    REQUIRE(world.find<Navigate>() != nullptr);
    CHECK(world.find<Navigate>()->step == Navigate::Step::Replace);
    CHECK(world.thread("c_9").messages.size() == 2);
    CHECK(world.thread("c_9").draft == "a second thought");
    CHECK_FALSE(world.state.threads.contains("new"));
}

TEST_CASE("a request that never left failed; one without an answer is unknown until the history tells", "[store][send]")
{
    World world;
    world.load_history({ said("m_0", api::Author::User, "Earlier", world.state.now) });
    auto const id = world.send("Pay the bill");
    auto const dispatched = world.state.now;

    SECTION("never left")
    {
        world.act(ReplyReceived { id, Error { ErrorKind::Offline } });
        CHECK(world.state.intents[id].state == IntentState::Failed);
        world.act(RetryPressed { id });
        CHECK(world.count<SendIntent>() == 0);
        REQUIRE(world.state.intents[id].commit);
        world.act(IntentStored { id, world.state.intents[id].commit });
        CHECK(world.count<SendIntent>() == 1);
    }
    SECTION("no answer: nothing is sent again by itself, the history decides")
    {
        world.pass(std::chrono::seconds { 5 });
        world.act(ReplyReceived { id, Error { ErrorKind::Unanswered } });
        CHECK(world.state.intents[id].state == IntentState::Unknown);
        CHECK(world.count<SendIntent>() == 0);
        REQUIRE(world.count<FetchHistory>() == 1);
        auto const ticket = world.find<FetchHistory>()->ticket;

        SECTION("it is there: delivered")
        {
            world.act(HistoryReceived { ticket, { "c_1" }, api::History { .messages = { said("m_0", api::Author::User, "Earlier", dispatched), said("m_1", api::Author::User, "Pay the bill", dispatched) } } });
            CHECK(world.state.intents.empty());
            CHECK(world.count<RemoveIntent>() == 1);
            CHECK(world.count<SendIntent>() == 0);
        }
        SECTION("it is not there yet: it may be worked on, so it stays unknown and is looked for again")
        {
            api::History without { .messages = { said("m_0", api::Author::User, "Earlier", dispatched) } };
            world.act(HistoryReceived { ticket, { "c_1" }, without });
            CHECK(world.state.intents[id].state == IntentState::Unknown);
            REQUIRE(world.count<WakeAt>() == 1);
            auto const check = *world.find<WakeAt>();
            CHECK(check.at == world.state.now + std::chrono::seconds { 5 });
            world.act(check.action);
            CHECK(world.count<FetchHistory>() == 0); // not before its time
            world.pass(std::chrono::seconds { 5 }).act(check.action);
            REQUIRE(world.count<FetchHistory>() == 1);
            world.act(HistoryReceived { world.find<FetchHistory>()->ticket, { "c_1" }, without });
            CHECK(world.state.intents[id].state == IntentState::Unknown);

            api::Goal const bill { .id = { "g_1" }, .title = "Pay the bill", .status = "active", .created_at = dispatched + std::chrono::seconds { 9 }, .conversation_id = ConversationId { "c_1" } };

            SECTION("after as long as a request may take it failed, for the person to press retry")
            {
                world.read_goals();
                world.pass(std::chrono::seconds { 300 }).act(CheckAgainPressed { id });
                auto const history = world.find<FetchHistory>()->ticket;
                CHECK(world.count<FetchGoals>() == 1);
                enum class Goals { OfOthers, OfAnotherMessage, Missing };
                switch (GENERATE(Goals::OfOthers, Goals::OfAnotherMessage, Goals::Missing)) {
                case Goals::OfOthers:
                    world.read_goals({ { .id = { "g_0" }, .created_at = dispatched - std::chrono::hours { 1 }, .conversation_id = ConversationId { "c_1" } },
                        { .id = { "g_2" }, .created_at = world.state.now, .conversation_id = ConversationId { "c_2" } } });
                    break;
                case Goals::OfAnotherMessage:
                    world.read_goals({ bill });
                    without.messages.push_back(said("m_1", api::Author::User, "And water the plants", dispatched));
                    without.messages.back().goal_id = bill.id;
                    break;
                case Goals::Missing:
                    world.act(GoalsRequested {});
                    world.act(GoalsReceived { *world.state.goal_lists[GoalTab::Active].page.pending, GoalTab::Active, Error { .kind = ErrorKind::Rejected, .status = 404 } });
                }
                world.act(HistoryReceived { history, { "c_1" }, without });
                CHECK(world.state.intents[id].state == IntentState::Failed);
                CHECK(world.state.intents[id].error->code == "not_delivered");
                CHECK(world.count<SendIntent>() == 0);
                // and if it turns up all the same, it is not offered once more
                auto late = without;
                late.messages.push_back(said("m_9", api::Author::User, "Pay the bill", world.state.now));
                world.load_history(late.messages);
                CHECK(world.state.intents.empty());
            }
            SECTION("but not when a goal of this chat began meanwhile, nor before the goals have been read")
            {
                bool const read = GENERATE(true, false);
                world.read_goals();
                world.pass(std::chrono::seconds { 300 }).act(CheckAgainPressed { id });
                auto const history = world.find<FetchHistory>()->ticket;
                if (read)
                    world.read_goals({ bill });
                world.act(HistoryReceived { history, { "c_1" }, without });
                CHECK(world.state.intents[id].state == IntentState::Unknown);
            }
        }
        SECTION("the history cannot be read: it stays unknown, and the person may say that it arrived")
        {
            world.act(HistoryReceived { ticket, { "c_1" }, Error { ErrorKind::Unavailable } });
            CHECK(world.state.intents[id].state == IntentState::Unknown);
            world.act(RetryPressed { id });
            CHECK(world.effects.empty());
            world.act(CheckAgainPressed { id });
            CHECK(world.count<FetchHistory>() == 1);
            world.act(MarkedSent { id });
            CHECK(world.state.intents.empty());
            CHECK(world.thread().messages.back().text == "Pay the bill");
        }
    }
    SECTION("the same words said before do not count as delivery")
    {
        World other;
        other.load_history({ said("m_0", api::Author::User, "Again", other.state.now) });
        auto const again = other.send("Again");
        other.act(ReplyReceived { again, Error { ErrorKind::Unanswered } });
        auto const ticket = other.find<FetchHistory>()->ticket;
        other.act(HistoryReceived { ticket, { "c_1" }, api::History { .messages = { said("m_0", api::Author::User, "Again", other.state.now) } } });
        CHECK(other.state.intents[again].state == IntentState::Unknown);
    }
    SECTION("nor do the same words of this visit, whose id is not known here")
    {
        World other;
        other.load_history({});
        auto const first = other.send("yes");
        other.act(ReplyReceived { first, reply("Done", "c_1", "m_2") });
        auto const second = other.send("yes");
        other.act(ReplyReceived { second, Error { ErrorKind::Unanswered } });
        auto const now = other.state.now;
        std::vector<api::Message> history { said("m_1", api::Author::User, "yes", now), said("m_2", api::Author::Assistant, "Done", now) };
        other.act(HistoryReceived { other.find<FetchHistory>()->ticket, { "c_1" }, api::History { .messages = history } });
        REQUIRE(other.state.intents.contains(second));
        CHECK(other.state.intents[second].state == IntentState::Unknown);
        history.push_back(said("m_3", api::Author::User, "yes", now));
        other.load_history(history);
        CHECK(other.state.intents.empty());
    }
    SECTION("where nothing was read before it left, only a message of that time counts")
    {
        World other;
        auto const only = other.send("yes");
        other.act(ReplyReceived { only, Error { ErrorKind::Unanswered } });
        auto const left = other.state.now;
        other.act(HistoryReceived { other.find<FetchHistory>()->ticket, { "c_1" }, api::History { .messages = { said("m_1", api::Author::User, "yes", left - std::chrono::hours { 1 }) } } });
        REQUIRE(other.state.intents.contains(only));
        other.load_history({ said("m_1", api::Author::User, "yes", left - std::chrono::hours { 1 }), said("m_2", api::Author::User, "yes", left) });
        CHECK(other.state.intents.empty());
    }
}

TEST_CASE("a failure on the way is no proof that a message did not arrive", "[store][send]")
{
    auto const [status, state] = GENERATE(table<int, IntentState>({
        { 500, IntentState::Unknown }, { 502, IntentState::Unknown }, { 504, IntentState::Unknown }, { 520, IntentState::Unknown },
        { 429, IntentState::Failed }, { 503, IntentState::Failed },
    }));
    World world;
    auto const id = world.send("Pay the bill");
    world.act(ReplyReceived { id, Error { .kind = ErrorKind::Unavailable, .status = status } });
    CHECK(world.state.intents[id].state == state);
    CHECK(world.count<SendIntent>() == 0);
}

TEST_CASE("what cannot be recorded as sending is not sent, when its record says that it waits", "[store][send]")
{
    World world;
    world.act(DraftEdited { "c_1", "once" });
    world.act(SendPressed { "c_1" });
    auto const queued = world.find<SaveIntent>()->intent;
    world.act(IntentStored { queued.id, queued.commit });
    auto const sending = world.find<SaveIntent>()->intent;
    world.act(IntentStored { sending.id, sending.commit, false });
    CHECK(world.count<SendIntent>() == 0);
    CHECK(world.only_intent().state == IntentState::Failed);
    CHECK(world.only_intent().error->code == "not_recorded");
    world.act(RetryPressed { queued.id }).commit();
    CHECK(world.count<SendIntent>() == 1);
}

TEST_CASE("a suggestion that failed and is deleted can be chosen again", "[store][send]")
{
    World world;
    world.act(SuggestionPressed { "c_1", "Yes" }).commit();
    auto const id = world.only_intent().id;
    world.act(ReplyReceived { id, Error { ErrorKind::Offline } });
    CHECK(world.thread().suggestions_used);
    world.act(DeletePressed { id }).commit();
    CHECK_FALSE(world.thread().suggestions_used);
}

TEST_CASE("older messages are asked for until the service gives no more", "[store][history]")
{
    World world;
    world.act(HistoryRequested { { "c_1" } });
    CHECK(world.find<FetchHistory>()->limit == 200);
    auto const first = world.find<FetchHistory>()->ticket;
    world.act(HistoryReceived { first, { "c_1" }, api::History { .messages = { said("m_1", api::Author::User, "one", world.state.now) }, .has_more = true } });
    world.act(RouteChanged { { .conversation = { "c_1" } } });
    CHECK(thread_items(world.state).front().kind == ThreadItem::Kind::Older);
    world.act(OlderRequested { { "c_1" } });
    REQUIRE(world.count<FetchHistory>() == 1);
    CHECK(world.find<FetchHistory>()->limit == 800);
    auto const ticket = world.find<FetchHistory>()->ticket;
    SECTION("more came")
    {
        world.act(HistoryReceived { ticket, { "c_1" }, api::History { .messages = { said("m_0", api::Author::User, "zero", world.state.now), said("m_1", api::Author::User, "one", world.state.now) }, .has_more = false } });
        CHECK(world.thread().messages.size() == 2);
        CHECK(thread_items(world.state).front().kind != ThreadItem::Kind::Older);
    }
    SECTION("nothing more came although there is more")
    {
        world.act(HistoryReceived { ticket, { "c_1" }, api::History { .messages = { said("m_1", api::Author::User, "one", world.state.now) }, .has_more = true } });
        CHECK(world.thread().older_exhausted);
    }
}

TEST_CASE("a history takes the place of what is known of it by id, and by its words where there is none", "[store][history]")
{
    World world;
    auto const at = [&](int minute) { return world.state.now + std::chrono::minutes { minute }; };
    auto const nameless = [&](std::string text, int minute) { return api::Message { .author = api::Author::User, .text = std::move(text), .created_at = at(minute) }; };
    auto const texts = [&] {
        std::vector<std::string> all;
        for (auto const& message : world.thread().messages)
            all.push_back((message.id ? message.id->text + " " : "") + message.text);
        return all;
    };
    using Texts = std::vector<std::string>;
    SECTION("the service names its messages")
    {
        world.load_history({ said("m_1", api::Author::User, "yes", at(1)), said("m_2", api::Author::User, "yes", at(2)) });
        world.load_history({ said("m_2", api::Author::User, "yes", at(2)), said("m_3", api::Author::User, "yes", at(3)) });
        CHECK(texts() == Texts { "m_1 yes", "m_2 yes", "m_3 yes" });
    }
    SECTION("the service names none")
    {
        world.load_history({ nameless("one", 1), nameless("two", 2) });
        world.load_history({ nameless(" two ", 2), nameless("three", 3) });
        CHECK(texts() == Texts { "one", " two ", "three" });
    }
    SECTION("it names them only later, or no longer")
    {
        world.load_history({ nameless("one", 1), said("m_2", api::Author::User, "two", at(2)) });
        world.load_history({ said("m_1", api::Author::User, "one", at(1)), nameless("two", 2) });
        CHECK(texts() == Texts { "m_1 one", "two" });
    }
    SECTION("the same words of the other side are another message")
    {
        world.load_history({ nameless("one", 1) });
        world.load_history({ { .author = api::Author::Assistant, .text = "one", .created_at = at(2) } });
        CHECK(texts() == Texts { "one", "one" });
    }
}

TEST_CASE("when the goal of the open chat is finished, what came of it is read", "[store][goals]")
{
    World world;
    world.act(RouteChanged { { .conversation = { "c_1" } } });
    world.load_history({ { .id = MessageId { "m_1" }, .author = api::Author::Assistant, .text = "On it", .goal_id = GoalId { "g_1" } } });
    auto const goal = [&](std::string status) {
        world.act(PollDue {});
        auto const* fetch = world.find<FetchGoal>();
        auto const ticket = fetch != nullptr ? fetch->ticket : *world.state.goal_details[GoalId { "g_1" }].pending;
        world.act(GoalReceived { ticket, { "g_1" }, api::Goal { .id = { "g_1" }, .status = std::move(status) } });
    };
    goal("active");
    CHECK(world.count<FetchHistory>() == 0);
    world.pass(std::chrono::seconds { 20 });
    goal("completed");
    CHECK(world.count<FetchHistory>() == 1);
    CHECK(world.count<WakeAt>() == 0);
}

TEST_CASE("stop waiting cancels the request and leaves the outcome to the history", "[store][send]")
{
    World world;
    auto const id = world.send("Call them");
    world.act(StopWaitingPressed { id });
    CHECK(world.count<CancelIntentRequest>() == 1);
    CHECK(world.state.intents[id].state == IntentState::Unknown);
    CHECK(world.count<FetchHistory>() == 1);
    world.act(ReplyReceived { id, reply("too late") });
    CHECK(world.effects.empty());
}

TEST_CASE("a session that ends in the middle of a message keeps it and sends it after the next sign-in", "[store][send]")
{
    World world;
    auto const id = world.send("Move the dentist");
    world.act(ReplyReceived { id, Error { ErrorKind::SignedOut } });
    CHECK(world.state.sign_in == SignIn::Expired);
    CHECK(world.state.intents[id].state == IntentState::Queued);
    world.act(SignedInNow {}).commit();
    REQUIRE(world.count<SendIntent>() == 1);
    CHECK(world.find<SendIntent>()->text == "Move the dentist");
}

TEST_CASE("a refusal of the service keeps the text and its reason", "[store][send]")
{
    World world;
    auto const id = world.send("Do it");
    world.act(ReplyReceived { id, Error { .kind = ErrorKind::Rejected, .detail = "No credits", .code = "quota_exceeded", .status = 402 } });
    CHECK(world.state.intents[id].state == IntentState::Failed);
    CHECK(world.state.intents[id].error->code == "quota_exceeded");
    CHECK(world.state.intents[id].text == "Do it");
}

TEST_CASE("what a device cannot store is not sent: the words stay in the composer, and the person is told", "[store][send]")
{
    World world;
    world.act(DraftEdited { "c_1", "one" });
    world.act(SendPressed { "c_1" });
    world.act(IntentStored { world.only_intent().id, world.only_intent().commit, false });
    CHECK(world.count<SendIntent>() == 0);
    CHECK(world.state.intents.empty());
    CHECK(world.thread().intents.empty());
    CHECK(world.thread().draft == "one");
    REQUIRE(world.state.toast);
    CHECK(world.state.toast->text_key == "StorageNotSent");
    world.act(ToastDismissed {}).act(SendPressed { "c_1" });
    world.act(IntentStored { world.only_intent().id, world.only_intent().commit, false });
    CHECK(world.state.toast); // each time: it was pressed, and not done
    world.act(SendPressed { "c_1" }).commit(); // there is room again
    CHECK(world.count<SendIntent>() == 1);
    CHECK(world.thread().draft.empty());
}

TEST_CASE("a suggestion is sent once", "[store][send]")
{
    World world;
    world.act(SuggestionPressed { "c_1", "Confirm" });
    CHECK(world.count<SaveIntent>() == 1);
    world.act(SuggestionPressed { "c_1", "Confirm" });
    CHECK(world.effects.empty());
}
