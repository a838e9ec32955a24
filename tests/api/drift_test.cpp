#include "api/operations.h"
#include "samples.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <nlohmann/json.hpp>

using namespace kally;
using namespace kally::api;
using Seen = std::map<std::string, int>;

template <typename T>
static Seen drift_of(Operation<T> const& operation, std::string_view body)
{
    Drift drift;
    CHECK(operation.decode(body, &drift).has_value());
    return drift.seen;
}

TEST_CASE("no documented answer is a deviation", "[api][drift]")
{
    for (auto const& sample : samples()) {
        INFO(sample.name);
        Drift drift;
        CHECK(sample.decode(sample.body, &drift).has_value());
        CHECK(drift.seen == Seen {});
    }
}

TEST_CASE("members that nobody knows are noted where they stand, and counted", "[api][drift]")
{
    CHECK(drift_of(get_history({}, 1), R"({"messages":[{"role":"user","content":"a","mood":"calm"},{"role":"user","content":"b","mood":null}],"cursor":{"next":1}})")
        == Seen { { "cursor is unknown", 1 }, { "messages[].mood is unknown", 2 } });
    CHECK(drift_of(list_plans(), R"({"plans":{"pro":{"name":"Pro","colour":"red"}}})") == Seen { { "plans.pro.colour is unknown", 1 } });
    CHECK(drift_of(get_call({}), R"({"call_id":"c","status":"busy","submission":{"user_phone":"1","pet":"cat"}})") == Seen { { "submission.pet is unknown", 1 } });
    CHECK(drift_of(send_message({}, "m"), R"({"message":"a","triggered_actions":[{"type":"search","weight":2}]})") == Seen { { "triggered_actions[].weight is unknown", 1 } });
}

TEST_CASE("of a long list entries are looked through here and there, for other types and values all of them", "[api][drift]")
{
    std::string list;
    for (int i = 0; i < 10'000; ++i)
        list += std::string(i ? "," : "") + R"({"role":"oracle","content":"a","created_at":7,"mood":"calm"})";
    auto seen = drift_of(get_history({}, 1), "[" + list + "]");
    CHECK(seen["[].role is oracle, which is unknown"] == 10'000);
    CHECK(seen["[].created_at is a number that cannot be read"] == 10'000);
    CHECK(seen["[].mood is unknown"] >= 50);
    CHECK(seen["[].mood is unknown"] <= 101);
    CHECK(seen.size() == 3);
}

TEST_CASE("the other names of a member are known too", "[api][drift]")
{
    CHECK(drift_of(get_goal({}), R"({"id":"g","goal_id":"g","title":"T","summary":"S"})") == Seen {});
}

TEST_CASE("members of another type are noted, absent and empty ones are not", "[api][drift]")
{
    CHECK(drift_of(get_goal({}), R"({"id":"g","title":["T"],"created_at":7,"updated_at":"yesterday","credits_used":true,"description":null,"parent_goal_id":""})")
        == Seen { { "title is a list that cannot be read", 1 }, { "created_at is a number that cannot be read", 1 }, { "updated_at is a string that cannot be read", 1 }, { "credits_used is a boolean that cannot be read", 1 } });
    CHECK(drift_of(get_call({}), R"({"call_id":"c","status":"busy","submission":"none"})") == Seen { { "submission is a string", 1 } });
}

TEST_CASE("unknown values of known enumerations are noted and still handed on", "[api][drift]")
{
    Drift drift;
    auto const goal = get_goal({}).decode(R"({"id":"g","status":"levitating","steps":[{"description":"a","status":"resting"}]})", &drift);
    REQUIRE(goal.has_value());
    CHECK(goal->status == "levitating");
    CHECK(drift.seen == Seen { { "status is levitating, which is unknown", 1 }, { "steps[].status is resting, which is unknown", 1 } });
    CHECK(drift_of(get_history({}, 1), R"([{"role":"moderator","content":"a"}])") == Seen { { "[].role is moderator, which is unknown", 1 } });
    CHECK(drift_of(get_call({}), R"({"call_id":"c","status":"melted"})") == Seen { { "status is melted, which is unknown", 1 } });
}

TEST_CASE("nothing that somebody wrote gets into what is noted", "[api][drift]")
{
    auto const [text, name] = GENERATE(table<std::string, std::string>({
        { "needs_input", "needs_input" }, { "NO_ANSWER", "no_answer" }, { "v2.state-1", "v2.state-1" },
        { "ana@example.com", "(\u2026)" }, { "Call Ana", "(\u2026)" }, { "+34600111222", "(\u2026)" }, { "x34600111222", "(\u2026)" }, { "Mar\u00EDa", "(\u2026)" },
        { "", "(\u2026)" }, { "7", "(\u2026)" }, { std::string(40, 'a'), std::string(40, 'a') }, { std::string(41, 'a'), "(\u2026)" },
    }));
    CHECK(as_name(text) == name);
    auto const quoted = nlohmann::json(text).dump();
    if (!text.empty())
        CHECK(drift_of(get_goal({}), R"({"id":"g",)" + quoted + ":1}") == Seen { { name + " is unknown", 1 } });
    if (name != "needs_input" && !text.empty())
        CHECK(drift_of(get_goal({}), R"({"id":"g","status":)" + quoted + "}") == Seen { { "status is " + name + ", which is unknown", 1 } });
}

TEST_CASE("at most a hundred deviations are kept, each goes on being counted", "[api][drift]")
{
    Drift drift;
    for (int round = 0; round < 2; ++round)
        for (int i = 0; i < 150; ++i)
            drift.note("member " + std::to_string(i));
    CHECK(drift.seen.size() == 100);
    CHECK(drift.seen["member 99"] == 2);
}

TEST_CASE("what is noted changes nothing in what is read, whatever the answer", "[api][drift][hostile]")
{
    for (auto const& sample : samples()) {
        auto changed = nlohmann::json::parse(sample.body, nullptr, false);
        if (!changed.is_object())
            continue;
        changed["mood"] = nlohmann::json::parse(R"([{"a":[[]]},{},null])");
        INFO(sample.name);
        Drift drift;
        auto const with = sample.decode(changed.dump(), &drift), without = sample.decode(changed.dump());
        REQUIRE(with.has_value() == without.has_value());
        if (with.has_value())
            CHECK(*with == *without);
    }
}
