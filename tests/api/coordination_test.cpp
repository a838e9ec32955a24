#include "api/operations.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace kally;
using namespace kally::api;

namespace {

template <typename T>
T read(Operation<T> const& operation, std::string_view body)
{
    auto value = operation.decode(body);
    INFO(body << " -> " << (value.has_value() ? "" : value.error().detail));
    REQUIRE(value.has_value());
    return *std::move(value);
}

Reply read_reply(std::string_view body) { return read(send_message({}, "m"), body); }
History read_history(std::string_view body) { return read(get_history({}, 50), body); }

std::string texts_of(History const& history)
{
    std::string texts;
    for (auto const& message : history.messages)
        texts += message.text;
    return texts;
}

} // namespace

TEST_CASE("a reply is read in the form of the seed", "[api][message-text][message-actions][message-goal][message-extras]")
{
    auto const reply = read_reply(R"({"message":"**Two** found.","intent":"search","triggered_actions":[],
        "suggestions":["Write to both","Phone the closer one"],"credits_used":"0.5","conversation_id":"c_20391",
        "message_id":"m_55120","goal_completed":false,"later_member":{"a":[1]}})");
    CHECK(reply.message.text == "**Two** found.");
    CHECK(reply.message.author == Author::Assistant);
    CHECK(reply.message.intent == "search");
    CHECK(reply.message.actions.empty());
    CHECK(reply.message.suggestions == std::vector<std::string> { "Write to both", "Phone the closer one" });
    CHECK(reply.message.credits_used == Decimal { 5, 1 });
    CHECK(reply.message.id == MessageId { "m_55120" });
    CHECK(reply.conversation_id == ConversationId { "c_20391" });
    CHECK(reply.goal_completed == false);
    CHECK_FALSE(reply.message.goal_id);
}

TEST_CASE("a reply is read in the form of the large reference", "[api][message-text][message-actions][message-goal][message-extras]")
{
    auto const reply = read_reply(
        R"({"response":"I opened a goal.","goal_id":"5d0c7a52","conversation_id":"c_1","actions_taken":["goal_created","call_initiated"]})");
    CHECK(reply.message.text == "I opened a goal.");
    REQUIRE(reply.message.actions.size() == 2);
    CHECK(reply.message.actions[0].type == "goal_created");
    CHECK(reply.message.actions[1].type == "call_initiated");
    CHECK(reply.message.goal_id == GoalId { "5d0c7a52" });
    CHECK_FALSE(reply.message.id);
    CHECK_FALSE(reply.message.credits_used);
    CHECK_FALSE(reply.goal_completed);
    CHECK(reply.message.suggestions.empty());
}

TEST_CASE("where the forms of a reply are mixed the seed's wins", "[api][message-text]")
{
    auto const reply = read_reply(R"({"response":"B","message":"A","actions_taken":["b"],"triggered_actions":[{"type":"a"}],"goal_id":"g"})");
    CHECK(reply.message.text == "A");
    REQUIRE(reply.message.actions.size() == 1);
    CHECK(reply.message.actions[0].type == "a");
    CHECK(reply.message.goal_id == GoalId { "g" });
    CHECK(read_reply(R"({"message":null,"response":"B"})").message.text == "B");
}

TEST_CASE("a reply without text is refused, an odd extra is not", "[api][message-text]")
{
    CHECK(send_message({}, "m").decode(R"({"intent":"search"})").error().detail == "message is missing, expected a string");
    CHECK(send_message({}, "m").decode(R"({"response":7})").error().detail == "response is a number, expected a string");
    auto const reply = read_reply(R"({"message":"A","suggestions":["ok",5,null],"credits_used":[],"message_id":"","goal_completed":"no",
        "triggered_actions":[{},{"type":"search","status":3},7,{"summary":"said","description":"unused"}]})");
    CHECK(reply.message.suggestions == std::vector<std::string> { "ok" });
    CHECK_FALSE(reply.message.credits_used);
    CHECK_FALSE(reply.message.id);
    CHECK_FALSE(reply.goal_completed);
    REQUIRE(reply.message.actions.size() == 2);
    CHECK_FALSE(reply.message.actions[0].status);
    CHECK(reply.message.actions[1].summary == "said");
}

TEST_CASE("credits stay what the service wrote", "[api][credits-type]")
{
    auto const [written, read] = GENERATE(table<std::string, std::string>({
        { "\"0.5\"", "0.5" }, { "0.5", "0.5" }, { "2", "2" }, { "1.5", "1.5" }, { "\"2.00\"", "2" }, { "0.1", "0.1" },
        { "0.30000000000000004", "0.3" }, { "1.4999999999999998", "1.5" }, { "123456789012.345678", "123456789012.345678" },
        { "9007199254740993", "9007199254740993" }, { "-1", "-1" }, { "1e2", "100" }, { "\" 3 \"", "3" },
        { "\"many\"", "none" }, { "true", "none" }, { "null", "none" }, { "1e300", "none" }, { "\"\"", "none" },
    }));
    CAPTURE(written);
    auto const credits = read_reply(R"({"message":"m","credits_used":)" + written + "}").message.credits_used;
    CHECK((credits ? credits->to_string() : "none") == read);
}

TEST_CASE("conversations are read under both names of their id", "[api][conversation-id][id-format]")
{
    auto const list = read(list_conversations(),
        R"({"conversations":[{"id":"c_1","title":"Piano","created_at":"2026-03-02T08:15:00Z","message_count":6},
            {"conversation_id":"0b6c5e0e-58de-4a37-8e1e-21c8b7a5a001","title":null}]})");
    REQUIRE(list.size() == 2);
    CHECK(list[0].id == ConversationId { "c_1" });
    CHECK(list[0].title == "Piano");
    CHECK(list[0].message_count == 6);
    CHECK(list[0].created_at == parse_timestamp("2026-03-02T08:15:00Z"));
    CHECK(list[1].id == ConversationId { "0b6c5e0e-58de-4a37-8e1e-21c8b7a5a001" });
    CHECK_FALSE(list[1].title);
    CHECK(read(create_conversation(), R"({"conversation_id":"c_2"})").id == ConversationId { "c_2" });
    CHECK(read(create_conversation(), R"({"id":"c_3"})").id == ConversationId { "c_3" });
    CHECK(read(create_conversation(), R"({"id":"row 7","conversation_id":"c_4"})").id == ConversationId { "c_4" });
    CHECK(read(list_conversations(), "{}").empty());
}

TEST_CASE("a list is read or refused as a whole, and says where it is wrong", "[api][conversation-id]")
{
    auto const [body, problem] = GENERATE(table<std::string, std::string>({
        { R"({"conversations":[{"id":"c_1"},{"title":"x"}]})", "conversations[1].id is missing, expected a string that is not empty" },
        { R"({"conversations":[{"id":""}]})", "conversations[0].id is empty, expected a string that is not empty" },
        { R"({"conversations":[{"conversation_id":5}]})", "conversations[0].conversation_id is a number, expected a string that is not empty" },
        { R"({"conversations":["c_1"]})", "conversations[0] is a string, expected an object" },
        { R"({"conversations":{"id":"c_1"}})", "conversations is an object, expected a list" },
        { R"([{"id":"c_1"}])", "The answer is a list, expected an object" },
        { "null", "The answer is null, expected an object" },
    }));
    CHECK(list_conversations().decode(body).error().detail == problem);
}

TEST_CASE("history is read as an object or a bare list, under every name", "[api][history]")
{
    auto const entry = std::string { R"([{"message_id":"m_1","role":"user","content":"Hi","created_at":"2026-03-02T08:15:01Z"}])" };
    auto const body = GENERATE_COPY(R"({"messages":)" + entry + "}", R"({"history":)" + entry + "}", R"({"items":)" + entry + "}",
        R"({"entries":)" + entry + "}", entry);
    CAPTURE(body);
    auto const history = read_history(body);
    REQUIRE(history.messages.size() == 1);
    CHECK(history.messages[0].id == MessageId { "m_1" });
    CHECK(history.messages[0].author == Author::User);
    CHECK(history.messages[0].text == "Hi");
    CHECK(history.messages[0].created_at == parse_timestamp("2026-03-02T08:15:01Z"));
}

TEST_CASE("a message of the history is read under every name of its members", "[api][history]")
{
    auto const role = GENERATE(as<std::string>(), "role", "sender", "speaker", "author");
    auto const text = GENERATE(as<std::string>(), "content", "message", "text", "response", "body");
    auto const time = GENERATE(as<std::string>(), "created_at", "timestamp", "sent_at");
    auto const history = read_history("[{\"id\":\"m\",\"" + role + "\":\"assistant\",\"" + text + "\":\"T\",\"" + time + "\":\"2026-03-02\"}]");
    REQUIRE(history.messages.size() == 1);
    CHECK(history.messages[0].id == MessageId { "m" });
    CHECK(history.messages[0].author == Author::Assistant);
    CHECK(history.messages[0].text == "T");
    CHECK(history.messages[0].created_at == parse_timestamp("2026-03-02"));
}

TEST_CASE("a message of the history may lack everything", "[api][history]")
{
    auto const history = read_history(R"({"messages":[{}]})");
    REQUIRE(history.messages.size() == 1);
    CHECK(history.messages[0].author == Author::Unknown);
    CHECK(history.messages[0].text.empty());
    CHECK_FALSE(history.messages[0].id);
    CHECK_FALSE(history.has_more);
    CHECK(read_history("{}").messages.empty());
    CHECK(get_history({}, 1).decode(R"({"messages":"none"})").error().detail == "messages is a string, expected a list");
    CHECK(get_history({}, 1).decode("[5]").error().detail == "[0] is a number, expected an object");
}

TEST_CASE("history is sorted by time", "[api][history]")
{
    // The text of each message is a letter, its time a digit; "-" has none.
    auto const [order, sorted] = GENERATE(table<std::string, std::string>({
        { "a1 b2 c3", "abc" },
        { "a3 b1 c2", "bca" }, // newest first: turned round, then sorted
        { "a2 b3 c1", "cab" },
        { "a1 b3 c2 d4", "acbd" },
        { "a2 b2 c2", "abc" },
        { "c9 b5 a5", "abc" }, // equal times of a list that comes newest first
        { "a1 x- b3 c2", "axcb" },
        { "x- y- z-", "xyz" },
        { "b2 x- a1", "axb" },
        { "", "" },
    }));
    CAPTURE(order);
    std::string body;
    for (std::size_t at = 0; at + 1 < order.size(); at += 3) {
        body += (body.empty() ? "[" : ",") + std::string { R"({"content":")" } + order[at] + "\"";
        if (order[at + 1] != '-')
            body += std::string { R"(,"created_at":"2026-03-02T08:15:0)" } + order[at + 1] + "Z\"";
        body += "}";
    }
    CHECK(texts_of(read_history(body.empty() ? "[]" : body + "]")) == sorted);
}

TEST_CASE("goals are read under both names of the list and of their id", "[api][goal-list-key][goal-id]")
{
    auto const a = read(list_goals({}), R"({"goals":[{"id":"g_1","title":"Quotes","status":"active","credits_used":2,"sub_goal_count":2}],"total":9,"has_more":true})");
    REQUIRE(a.goals.size() == 1);
    CHECK(a.goals[0].id == GoalId { "g_1" });
    CHECK(a.goals[0].title == "Quotes");
    CHECK(a.goals[0].status == "active");
    CHECK(a.goals[0].credits_used == Decimal { 2, 0 });
    CHECK(a.goals[0].sub_goal_count == 2);
    CHECK(a.total == 9);
    CHECK(a.has_more == true);
    auto const b = read(list_goals({}), R"({"items":[{"goal_id":"g_2","summary":"Bill"}]})");
    REQUIRE(b.goals.size() == 1);
    CHECK(b.goals[0].id == GoalId { "g_2" });
    CHECK(b.goals[0].title == "Bill");
    CHECK_FALSE(b.goals[0].status);
    CHECK_FALSE(b.total);
}

TEST_CASE("a goal is read with its steps, and may lack all but its id", "[api][goal-id]")
{
    auto const goal = read(get_goal({}), R"({"id":"g_1","title":"Quotes","credits_estimated":"4.50","parent_goal_id":"g_0",
        "steps":[{"step":1,"description":"Find","status":"completed"},{"description":"Phone"}]})");
    CHECK(goal.credits_estimated == Decimal { 45, 1 });
    CHECK(goal.parent == GoalId { "g_0" });
    REQUIRE(goal.steps.size() == 2);
    CHECK(goal.steps[0].number == 1);
    CHECK(goal.steps[0].status == "completed");
    CHECK_FALSE(goal.steps[1].number);
    auto const bare = read(get_goal({}), R"({"goal_id":"g_2"})");
    CHECK(bare.id == GoalId { "g_2" });
    CHECK(bare.title == bare.id.text);
    CHECK_FALSE(bare.status);
    CHECK_FALSE(bare.parent);
    CHECK(bare.steps.empty());
}
