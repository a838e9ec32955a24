#include "api/action_result.h"
#include "api/operations.h"
#include "api/query.h"

#include <algorithm>

namespace kally::api {
namespace {

LoggedAction read_logged(Reader& in)
{
    return {
        .id = in.optional_id<ActionId>({ "id", "action_id" }).value_or(ActionId {}),
        .type = in.optional_text({ "type" }, { "calendar", "booking", "bill", "ride", "food", "errand", "email" }),
        .description = in.optional_text({ "description" }),
        .status = in.optional_text({ "status" }, { "completed", "undone", "pending", "cancelled", "failed" }),
        .created_at = in.instant({ "created_at" }),
        .undoable = in.boolean({ "undoable" }),
    };
}

std::vector<LoggedAction> read_log(Reader& in) { return in.list({ "actions" }, read_logged); }

PendingItem read_item(Reader& in)
{
    return {
        .id = in.optional_text({ "id" }),
        .kind = in.optional_text({ "type", "status", "channel" }),
        .summary = in.optional_text({ "summary", "preview" }),
    };
}

PendingGroup read_group(Reader& in) { return { .count = in.integer({ "count" }), .items = in.list({ "items" }, read_item) }; }

ActiveGoal read_active_goal(Reader& in)
{
    return {
        .id = in.optional_id<GoalId>({ "id" }),
        .summary = in.optional_text({ "summary" }),
        .status = in.optional_text({ "status" }),
        .step = in.optional_text({ "current_step_description" }),
    };
}

PendingNotifications read_pending(Reader& in)
{
    return {
        .actions = in.object({ "actions" }, read_group).value_or(PendingGroup {}),
        .goals = in.object({ "goals" }, read_group).value_or(PendingGroup {}),
        .inbox = in.object({ "inbox" }, read_group).value_or(PendingGroup {}),
        .total = in.integer({ "total_pending" }),
        .active_goal = in.object({ "active_goal" }, read_active_goal),
        .generated_at = in.instant({ "generated_at" }),
    };
}

} // namespace

Operation<PendingNotifications> get_pending_notifications()
{
    return {
        .target = "/v1/notifications/pending",
        .decode = [](std::string_view body, Drift* drift) { return decode_with(body, drift, read_pending); },
    };
}

Operation<std::vector<LoggedAction>> get_action_log(int limit, std::string_view type)
{
    Query query { "/v1/actions/log" };
    if (!type.empty())
        query.add("type", type);
    query.add("limit", std::max(limit, 1));
    return {
        .target = query.take(),
        .decode = [](std::string_view body, Drift* drift) { return decode_with(body, drift, read_log); },
        .kept = true,
    };
}

Operation<ActionResult> undo_action(ActionId const& action)
{
    return {
        .method = Method::Post,
        .target = Query { "/v1/actions/", action.text }.take().append("/undo"),
        .decode = decode_action_result,
    };
}

} // namespace kally::api
