#include "api/operations.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace kally;
using namespace kally::api;

TEST_CASE("a tree is read to its leaves, under each of its names", "[api][goals]")
{
    auto const body = GENERATE(as<std::string>(),
        R"({"id":"g_1","title":"Quotes","credits_used":"2.0","sub_goals":[{"id":"g_2","parent_goal_id":"g_1","sub_goals":[{"id":"g_3","status":"new_state"}]}]})",
        R"({"goal_id":"g_1","title":"Quotes","credits_used":2,"children":[{"goal_id":"g_2","parent_goal_id":"g_1","subgoals":[{"id":"g_3","status":"new_state"}]}]})",
        R"({"root":{"id":"g_1","summary":"Quotes","credits_used":2,"subgoals":[{"id":"g_2","parent_goal_id":"g_1","children":[{"id":"g_3","status":"new_state"}]}]}})");
    CAPTURE(body);
    auto const tree = get_goal_tree({ "g_1" }).decode(body);
    REQUIRE(tree.has_value());
    CHECK(tree->goal.id == GoalId { "g_1" });
    CHECK(tree->goal.title == "Quotes");
    CHECK(tree->goal.credits_used == Decimal { 2, 0 });
    REQUIRE(tree->sub_goals.size() == 1);
    CHECK(tree->sub_goals[0].goal.title == "g_2"); // it has no other name
    CHECK(tree->sub_goals[0].goal.parent == GoalId { "g_1" });
    REQUIRE(tree->sub_goals[0].sub_goals.size() == 1);
    CHECK(tree->sub_goals[0].sub_goals[0].goal.status == "new_state");
}

TEST_CASE("a bad branch is named with its path", "[api][goals]")
{
    CHECK(get_goal_tree({}).decode(R"({"id":"g","sub_goals":[{"id":"a","sub_goals":[{"title":"no id"}]}]})").error().detail
        == "sub_goals[0].sub_goals[0].id is missing, expected a string that is not empty");
    CHECK(get_goal_tree({}).decode(R"({"tree":{"id":"g","children":[{}]}})").error().detail
        == "tree.sub_goals[0].id is missing, expected a string that is not empty");
}

TEST_CASE("an action on a goal is a request without a body", "[api][goals]")
{
    auto const [action, target] = GENERATE(table<GoalAction, std::string>({
        { GoalAction::ApproveStep, "/v1/coordination/goals/g%201/approve-step" },
        { GoalAction::AcceptOutcome, "/v1/coordination/goals/g%201/accept-outcome" },
        { GoalAction::KeepNegotiating, "/v1/coordination/goals/g%201/continue-negotiating" },
        { GoalAction::Escalate, "/v1/coordination/goals/g%201/escalate" },
        { GoalAction::Cancel, "/v1/coordination/goals/g%201/cancel" },
        { GoalAction::CascadeCancel, "/v1/coordination/goals/g%201/cascade-cancel" },
        { GoalAction::Archive, "/v1/coordination/goals/g%201/archive" },
        { GoalAction::ApproveBudget, "/v1/goals/g%201/approve-budget" },
        { GoalAction::AcknowledgeSoftCap, "/v1/goals/g%201/acknowledge-soft-cap" },
    }));
    auto const operation = act_on_goal({ "g 1" }, action);
    CHECK(operation.method == Method::Post);
    CHECK(operation.target == target);
    CHECK(operation.body.empty());
    CHECK(operation.authorized);
}

TEST_CASE("what an action answers may be anything, or nothing at all", "[api][goals]")
{
    auto const decode = act_on_goal({}, GoalAction::Cancel).decode;
    CHECK_FALSE(decode("")->success);
    CHECK_FALSE(decode("{}")->status);
    auto const done = decode(R"({"success":false,"id":"g_1","status":"new_state","message":"Later"})");
    REQUIRE(done.has_value());
    CHECK(done->success == false);
    CHECK(done->id == "g_1");
    CHECK(done->status == "new_state");
    CHECK(done->message == "Later");
    CHECK(decode(R"({"success":"yes","status":7})").has_value());
    CHECK_FALSE(decode("[]").has_value());
}

TEST_CASE("costs are exact, in both forms of an amount", "[api][goals][credits-type]")
{
    auto const budget = get_goal_budget({ "g" }).decode(
        R"({"goal_id":"g","credits_estimated":"4.0","credits_used":2.5,"credits_remaining":"1.5","breakdown":[{"action":"search","credits":"0.5"},{"action":"new_one"}]})");
    REQUIRE(budget.has_value());
    CHECK(budget->estimated == Decimal { 4, 0 });
    CHECK(budget->used == Decimal { 25, 1 });
    CHECK(budget->remaining == Decimal { 15, 1 });
    REQUIRE(budget->breakdown.size() == 2);
    CHECK(budget->breakdown[0].credits == Decimal { 5, 1 });
    CHECK_FALSE(budget->breakdown[1].credits);
    auto const costs = get_cost_breakdown({ "g" }).decode(R"({"goal_id":"g","total_credits":2,"items":[{"action":"call_1","credits":1.5,"timestamp":"2026-03-02T08:20:31Z"}]})");
    REQUIRE(costs.has_value());
    CHECK(costs->total == Decimal { 2, 0 });
    CHECK(costs->items[0].at == parse_timestamp("2026-03-02T08:20:31Z"));
    auto const estimate = estimate_cost("call", "Phone").decode(R"({"estimated_credits":1.5,"breakdown":{"search":0.5,"call":"1","odd":[]},"confidence":"high"})");
    REQUIRE(estimate.has_value());
    CHECK(estimate->credits == Decimal { 15, 1 });
    REQUIRE(estimate->breakdown.size() == 2);
    CHECK(estimate->breakdown[1].action == "call");
    CHECK(estimate->breakdown[1].credits == Decimal { 1, 0 });
    CHECK(estimate->confidence == "high");
}

TEST_CASE("requests about goals name what they are about", "[api][goals]")
{
    CHECK(get_goal_tree({ "a/b" }).target == "/v1/coordination/goals/a%2Fb/tree");
    CHECK(get_goal_budget({ "g" }).target == "/v1/coordination/goals/g/budget");
    CHECK(get_cost_breakdown({ "g" }).target == "/v1/goals/g/cost-breakdown");
    CHECK(estimate_cost("call", "Say \"hi\"").body == R"({"type":"call","description":"Say \"hi\""})");
    CHECK(archive_goals({ { "g_1" }, { "g\"2" } }).body == R"({"goal_ids":["g_1","g\"2"]})");
    CHECK(archive_goals({}).target == "/v1/coordination/goals/batch-archive");
    auto const archived = archive_goals({}).decode(R"({"archived":1,"goal_ids":["g_1",5],"failed":["g_2"]})");
    CHECK(archived->archived == 1);
    CHECK(archived->goal_ids == std::vector<std::string> { "g_1" });
    CHECK(archived->failed == std::vector<std::string> { "g_2" });
}
