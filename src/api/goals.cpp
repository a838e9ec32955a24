#include "api/action_result.h"
#include "api/body.h"
#include "api/operations.h"
#include "api/query.h"

#include <algorithm>

namespace kally::api {
namespace {

GoalStep read_step(Reader& in)
{
    return {
        .number = in.integer({ "step" }),
        .description = in.optional_text({ "description" }).value_or(""),
        .status = in.optional_text({ "status" }, { "completed", "done", "in_progress", "active", "running", "pending", "paused", "waiting", "needs_input", "awaiting_approval", "failed", "cancelled" }),
    };
}

Goal read_goal(Reader& in)
{
    Goal goal {
        .id = in.id<GoalId>({ "id", "goal_id" }),
        .title = in.optional_text({ "title", "summary" }).value_or(""),
        .status = in.optional_text({ "status" }, { "active", "completed", "cancelled", "pending", "archived", "in_progress", "needs_input" }),
        .description = in.optional_text({ "description" }),
        .created_at = in.instant({ "created_at" }),
        .updated_at = in.instant({ "updated_at" }),
        .credits_used = in.decimal({ "credits_used" }),
        .credits_estimated = in.decimal({ "credits_estimated" }),
        .parent = in.optional_id<GoalId>({ "parent_goal_id" }),
        .conversation_id = in.optional_id<ConversationId>({ "conversation_id" }),
        .sub_goal_count = in.integer({ "sub_goal_count" }),
        .steps = in.list({ "steps" }, read_step),
    };
    if (goal.title.empty())
        goal.title = goal.id.text;
    return goal;
}

GoalPage read_goals(Reader& in)
{
    return {
        .goals = in.list({ "goals", "items" }, read_goal),
        .total = in.integer({ "total" }),
        .has_more = in.boolean({ "has_more" }),
    };
}

GoalTree read_branch(Reader& in)
{
    auto goal = read_goal(in);
    return { .goal = std::move(goal), .sub_goals = in.list({ "sub_goals", "children", "subgoals" }, read_branch) };
}

GoalTree read_tree(Reader& in)
{
    if (auto root = in.object({ "root", "goal", "tree" }, read_branch))
        return *std::move(root);
    return read_branch(in);
}

CostItem read_cost(Reader& in)
{
    return {
        .action = in.optional_text({ "action" }).value_or(""),
        .credits = in.decimal({ "credits" }),
        .at = in.instant({ "timestamp" }),
    };
}

GoalBudget read_budget(Reader& in)
{
    return {
        .goal_id = in.optional_id<GoalId>({ "goal_id", "id" }),
        .estimated = in.decimal({ "credits_estimated" }),
        .used = in.decimal({ "credits_used" }),
        .remaining = in.decimal({ "credits_remaining" }),
        .breakdown = in.list({ "breakdown" }, read_cost),
    };
}

CostBreakdown read_cost_breakdown(Reader& in)
{
    return {
        .goal_id = in.optional_id<GoalId>({ "goal_id", "id" }),
        .total = in.decimal({ "total_credits" }),
        .items = in.list({ "items" }, read_cost),
    };
}

/// The breakdown is a map of amounts here.
std::vector<CostItem> read_amounts_by_action(Reader& in)
{
    std::vector<CostItem> items;
    for (auto const& member : in.members())
        if (auto const credits = to_decimal(member))
            items.push_back({ .action = member.name, .credits = credits });
    return items;
}

Estimate read_estimate(Reader& in)
{
    return {
        .credits = in.decimal({ "estimated_credits" }),
        .breakdown = in.object({ "breakdown" }, read_amounts_by_action).value_or(std::vector<CostItem> {}),
        .confidence = in.optional_text({ "confidence" }),
    };
}

BatchArchived read_archived(Reader& in)
{
    return { .archived = in.integer({ "archived" }), .goal_ids = in.texts({ "goal_ids" }), .failed = in.texts({ "failed" }) };
}

std::string_view path_of(GoalAction action)
{
    switch (action) {
    case GoalAction::ApproveStep: return "/approve-step";
    case GoalAction::AcceptOutcome: return "/accept-outcome";
    case GoalAction::KeepNegotiating: return "/continue-negotiating";
    case GoalAction::Escalate: return "/escalate";
    case GoalAction::Cancel: return "/cancel";
    case GoalAction::CascadeCancel: return "/cascade-cancel";
    case GoalAction::Archive: return "/archive";
    case GoalAction::ApproveBudget: return "/approve-budget";
    case GoalAction::AcknowledgeSoftCap: return "/acknowledge-soft-cap";
    }
    return {};
}

std::string below_goal(GoalId const& goal, std::string_view rest)
{
    return Query { "/v1/coordination/goals/", goal.text }.take().append(rest);
}

} // namespace

ActionResult read_action_result(Reader& in)
{
    in.pass_over({ "to", "subject", "created_at", "body" }); // of an email
    return {
        .success = in.boolean({ "success" }),
        .id = in.optional_text({ "id", "goal_id", "call_id", "email_id", "action_id" }),
        .status = in.optional_text({ "status" }),
        .message = in.optional_text({ "message" }),
    };
}

Operation<GoalPage> list_goals(PageQuery page, std::string_view status)
{
    Query query { "/v1/coordination/goals" };
    if (!status.empty())
        query.add("status", status);
    query.add("limit", std::max(page.limit, 1));
    // Variant goal-list-params: one documented form has no offset, so none is sent where it says nothing.
    if (status.empty() || page.offset > 0)
        query.add("offset", std::max(page.offset, 0));
    return {
        .target = query.take(),
        .decode = [](std::string_view body, Drift* drift) { return decode_with(body, drift, read_goals); },
        .kept = true,
    };
}

Operation<Goal> get_goal(GoalId const& goal)
{
    return {
        .target = below_goal(goal, ""),
        .decode = [](std::string_view body, Drift* drift) { return decode_with(body, drift, read_goal); },
        .kept = true,
    };
}

Operation<GoalTree> get_goal_tree(GoalId const& goal)
{
    return {
        .target = below_goal(goal, "/tree"),
        .decode = [](std::string_view body, Drift* drift) { return decode_with(body, drift, read_tree); },
        .kept = true,
    };
}

Operation<ActionResult> act_on_goal(GoalId const& goal, GoalAction action)
{
    auto const about_budget = action == GoalAction::ApproveBudget || action == GoalAction::AcknowledgeSoftCap;
    return {
        .method = Method::Post,
        .target = Query { about_budget ? "/v1/goals/" : "/v1/coordination/goals/", goal.text }.take().append(path_of(action)),
        .decode = decode_action_result,
    };
}

Operation<BatchArchived> archive_goals(std::vector<GoalId> const& goals)
{
    std::vector<std::string> ids;
    for (auto const& goal : goals)
        ids.push_back(goal.text);
    return {
        .method = Method::Post,
        .target = "/v1/coordination/goals/batch-archive",
        .body = Body {}.texts("goal_ids", ids).take(),
        .decode = [](std::string_view body, Drift* drift) { return decode_or_empty(body, drift, read_archived); },
    };
}

Operation<GoalBudget> get_goal_budget(GoalId const& goal)
{
    return {
        .target = below_goal(goal, "/budget"),
        .decode = [](std::string_view body, Drift* drift) { return decode_with(body, drift, read_budget); },
        .kept = true,
    };
}

Operation<CostBreakdown> get_cost_breakdown(GoalId const& goal)
{
    return {
        .target = Query { "/v1/goals/", goal.text }.take().append("/cost-breakdown"),
        .decode = [](std::string_view body, Drift* drift) { return decode_with(body, drift, read_cost_breakdown); },
        .kept = true,
    };
}

Operation<Estimate> estimate_cost(std::string_view type, std::string_view description)
{
    return {
        .method = Method::Post,
        .target = "/v1/goals/estimate",
        .body = Body {}.text("type", type).text("description", description).take(),
        .decode = [](std::string_view body, Drift* drift) { return decode_with(body, drift, read_estimate); },
    };
}

} // namespace kally::api
