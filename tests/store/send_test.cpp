#include "world.h"

#include <catch2/catch_test_macros.hpp>

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
    CHECK(world.find<Navigate>()->replace);
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
        SECTION("it is not: failed, for the person to press retry")
        {
            world.act(HistoryReceived { ticket, { "c_1" }, api::History { .messages = { said("m_0", api::Author::User, "Earlier", dispatched) } } });
            REQUIRE(world.state.intents.contains(id));
            CHECK(world.state.intents[id].state == IntentState::Failed);
            CHECK(world.state.intents[id].error->code == "not_delivered");
            CHECK(world.count<SendIntent>() == 0);
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
        CHECK(other.state.intents[again].state == IntentState::Failed);
    }
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

TEST_CASE("a device that cannot store still sends, and says so once", "[store][send]")
{
    World world;
    world.act(DraftEdited { "c_1", "one" });
    world.act(SendPressed { "c_1" });
    world.commit(false);
    CHECK(world.count<SendIntent>() == 1);
    CHECK(world.state.storage_trouble.has_value());
    REQUIRE(world.state.toast);
    CHECK(world.state.toast->text_key == "StorageFull");
}

TEST_CASE("a suggestion is sent once", "[store][send]")
{
    World world;
    world.act(SuggestionPressed { "c_1", "Confirm" });
    CHECK(world.count<SaveIntent>() == 1);
    world.act(SuggestionPressed { "c_1", "Confirm" });
    CHECK(world.effects.empty());
}
