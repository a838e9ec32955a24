#include "base/text.h"
#include "sandbox/service.h"

namespace kally::sandbox {

// Every operation of the contract but the pages of the sign-in, which need a person (server/consent.h).
Service::Route const Service::routes[] = {
    { "refreshTokens", Method::Post, "/v1/auth/refresh", &Service::post_refresh, Access::Public },
    { "listConversations", Method::Get, "/v1/coordination/conversations", &Service::get_conversations },
    { "createConversation", Method::Post, "/v1/coordination/conversations", &Service::post_conversation },
    { "sendMessage", Method::Post, "/v1/coordination/message", &Service::post_message },
    { "getHistory", Method::Get, "/v1/coordination/history", &Service::get_history },
    { "listGoals", Method::Get, "/v1/coordination/goals", &Service::get_goals },
    { "batchArchiveGoals", Method::Post, "/v1/coordination/goals/batch-archive", &Service::post_batch_archive },
    { "getGoal", Method::Get, "/v1/coordination/goals/*", &Service::get_goal },
    { "getGoalTree", Method::Get, "/v1/coordination/goals/*/tree", &Service::get_tree },
    { "cancelGoal", Method::Post, "/v1/coordination/goals/*/cancel", &Service::post_cancel },
    { "cascadeCancelGoal", Method::Post, "/v1/coordination/goals/*/cascade-cancel", &Service::post_cascade_cancel },
    { "escalateGoal", Method::Post, "/v1/coordination/goals/*/escalate", &Service::post_escalate },
    { "approveGoalStep", Method::Post, "/v1/coordination/goals/*/approve-step", &Service::post_approve_step },
    { "acceptGoalOutcome", Method::Post, "/v1/coordination/goals/*/accept-outcome", &Service::post_accept_outcome },
    { "continueNegotiating", Method::Post, "/v1/coordination/goals/*/continue-negotiating", &Service::post_keep_negotiating },
    { "archiveGoal", Method::Post, "/v1/coordination/goals/*/archive", &Service::post_archive },
    { "getGoalBudget", Method::Get, "/v1/coordination/goals/*/budget", &Service::get_budget },
    { "estimateCost", Method::Post, "/v1/goals/estimate", &Service::post_estimate },
    { "approveBudget", Method::Post, "/v1/goals/*/approve-budget", &Service::post_approve_budget },
    { "getCostBreakdown", Method::Get, "/v1/goals/*/cost-breakdown", &Service::get_costs_of_goal },
    { "acknowledgeSoftCap", Method::Post, "/v1/goals/*/acknowledge-soft-cap", &Service::post_soft_cap },
    { "listCalls", Method::Get, "/v1/calls", &Service::get_calls },
    { "createCall", Method::Post, "/v1/calls", &Service::post_call },
    { "getCall", Method::Get, "/v1/calls/*", &Service::get_call },
    { "getTranscript", Method::Get, "/v1/calls/*/transcript", &Service::get_transcript },
    { "getRecording", Method::Get, "/v1/calls/*/recording", &Service::get_recording },
    { "getCallCalendar", Method::Get, "/v1/calls/*/calendar.ics", &Service::get_calendar },
    { "cancelCall", Method::Post, "/v1/calls/*/cancel", &Service::post_call_cancel },
    { "rescheduleCall", Method::Post, "/v1/calls/*/reschedule", &Service::post_reschedule },
    { "stopCall", Method::Post, "/v1/calls/*/stop", &Service::post_call_stop },
    { "getPendingNotifications", Method::Get, "/v1/notifications/pending", &Service::get_notifications },
    { "getCreditBalance", Method::Get, "/v1/credits/balance", &Service::get_balance },
    { "getCreditHistory", Method::Get, "/v1/credits/history", &Service::get_ledger },
    { "getCreditCosts", Method::Get, "/v1/credits/costs", &Service::get_costs, Access::Public },
    { "getCreditBreakdown", Method::Get, "/v1/credits/breakdown", &Service::get_credit_breakdown },
    { "getCreditPlans", Method::Get, "/v1/credits/plans", &Service::get_credit_plans, Access::Public },
    { "getStripePlans", Method::Get, "/v1/stripe/plans", &Service::get_plans, Access::Public },
    { "startTrialCheckout", Method::Post, "/v1/stripe/trial-checkout", &Service::post_checkout },
    { "getBillingPortal", Method::Get, "/v1/stripe/billing-portal", &Service::get_portal },
    { "getMySubscription", Method::Get, "/v1/users/me/subscription", &Service::get_subscription },
    { "getMyStatistics", Method::Get, "/v1/users/me/statistics", &Service::get_statistics },
    { "getSubscriptionStatus", Method::Get, "/v1/subscriptions/status", &Service::get_plan_status },
    { "changePlan", Method::Post, "/v1/subscriptions/change-plan", &Service::post_plan_change },
    { "cancelPendingChange", Method::Delete, "/v1/subscriptions/pending-change", &Service::delete_pending_change },
    { "queueEmail", Method::Post, "/v1/actions/email/send", &Service::post_email },
    { "listOutbox", Method::Get, "/v1/actions/email/outbox", &Service::get_outbox },
    { "approveEmail", Method::Post, "/v1/actions/email/*/approve", &Service::post_email_approve },
    { "cancelEmail", Method::Post, "/v1/actions/email/*/cancel", &Service::post_email_cancel },
    { "getEmailReplies", Method::Get, "/v1/actions/email/*/replies", &Service::get_replies },
    { "listInbox", Method::Get, "/v1/messages/inbox", &Service::get_inbox },
    { "getInboxMessage", Method::Get, "/v1/messages/inbox/*", &Service::get_letter },
    { "getInboxThread", Method::Get, "/v1/messages/conversation/*", &Service::get_thread },
    { "markMessagesRead", Method::Post, "/v1/messages/mark-read", &Service::post_mark_read },
    { "getActionLog", Method::Get, "/v1/actions/log", &Service::get_action_log },
    { "undoAction", Method::Post, "/v1/actions/*/undo", &Service::post_undo },
};

/// Whether a path is of this pattern; `*` stands for one segment, which becomes the id.
static bool fits(std::string_view path, std::string_view pattern, std::string& id)
{
    auto const star = pattern.find('*');
    if (star == pattern.npos)
        return path == pattern;
    auto const before = pattern.substr(0, star), after = pattern.substr(star + 1);
    if (path.size() <= pattern.size() - 1 || !path.starts_with(before) || !path.ends_with(after))
        return false;
    auto const segment = path.substr(star, path.size() - before.size() - after.size());
    auto decoded = segment.find('/') == segment.npos ? percent_decode(segment) : std::nullopt;
    if (decoded)
        id = *std::move(decoded);
    return decoded.has_value();
}

Service::Route const* Service::find_route(Method method, std::string_view path, std::string& id)
{
    for (auto const& route : routes)
        if (route.method == method && fits(path, route.pattern, id))
            return &route;
    return nullptr;
}

std::vector<std::string_view> const& operation_names()
{
    static auto const names = Service::operations();
    return names;
}

std::vector<std::string_view> Service::operations()
{
    std::vector<std::string_view> names;
    for (auto const& route : routes)
        names.push_back(route.operation);
    return names;
}

} // namespace kally::sandbox
