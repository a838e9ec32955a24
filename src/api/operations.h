#pragma once

#include "api/drift.h"
#include "api/types.h"
#include "base/http.h"
#include "base/result.h"

#include <concepts>
#include <string>
#include <string_view>

namespace kally::api {

/// Reads a 2xx answer. Total: never throws, never aborts. What the answer says otherwise than described goes to `drift`, if any.
template <typename T>
class Decoder {
public:
    using Function = Result<T> (*)(std::string_view body, Drift* drift);
    template <std::convertible_to<Function> F>
    Decoder(F function) : m_function(function) {}
    Decoder() = default;
    Result<T> operator()(std::string_view body, Drift* drift = nullptr) const { return m_function(body, drift); }

private:
    Function m_function = nullptr;
};

/// A request to the service, typed by its answer.
template <typename T>
struct Operation {
    Method method = Method::Get;
    std::string target; ///< Path and query below the base URL, already percent-encoded.
    std::string body;   ///< JSON text; empty when the operation takes none.
    Decoder<T> decode;
    TimeLimit limit = TimeLimit::Usual;
    bool authorized = true;      ///< Sends the access token.
    std::string_view accept = "application/json"; ///< The kind of answer that is asked for.
    bool polled = false;         ///< See net::Request.
    bool once = false;           ///< Whoever asks repeats it themselves: the client does not.
    bool kept = false;           ///< The last answer may be read again without a network.
    std::string idempotency_key; ///< Empty: no such header. Documented for POST /v1/calls only.
};

struct PageQuery {
    int limit = 50;
    int offset = 0;
};

// Sign-in: /v1/auth/cli and /v1/auth/authorize are pages, not requests (session/sign_in.h).

/// POST /v1/auth/refresh. Takes no access token. Source: contract, refreshTokens.
Operation<Tokens> refresh_tokens(std::string_view refresh_token);

// Conversations with the coordinator.

/// GET /v1/coordination/conversations. Order is not documented. Source: contract, listConversations.
Operation<std::vector<Conversation>> list_conversations();
/// POST /v1/coordination/conversations. Source: seed; contract, createConversation.
Operation<Conversation> create_conversation();
/// POST /v1/coordination/message, up to 300 s, never repeated by the program. An empty id lets the service choose.
/// Source: seed; contract, sendMessage.
Operation<Reply> send_message(ConversationId const&, std::string_view message);
/// GET /v1/coordination/history. Source: seed; contract, getHistory.
Operation<History> get_history(ConversationId const&, int limit);
/// Whose history a target of get_history() asks for; nothing for any other target.
std::optional<ConversationId> history_asked_for(std::string_view target);

// Goals and what they cost.

/// GET /v1/coordination/goals. Source: seed; contract, listGoals. `status` is active, completed, cancelled, pending, archived or empty.
Operation<GoalPage> list_goals(PageQuery, std::string_view status = {});
/// GET /v1/coordination/goals/{goal_id}. Source: seed; contract, getGoal.
Operation<Goal> get_goal(GoalId const&);
/// GET /v1/coordination/goals/{goal_id}/tree. Source: contract, getGoalTree.
Operation<GoalTree> get_goal_tree(GoalId const&);
/// POST /v1/coordination/goals/{goal_id}/..., or /v1/goals/{goal_id}/... for the two about the budget. 402 may name another
/// remedy, 409 says that the goal is not in a state for it. Source: contract, the operations named at GoalAction.
Operation<ActionResult> act_on_goal(GoalId const&, GoalAction);
/// POST /v1/coordination/goals/batch-archive. Source: contract, batchArchiveGoals.
Operation<BatchArchived> archive_goals(std::vector<GoalId> const&);
/// GET /v1/coordination/goals/{goal_id}/budget. Source: contract, getGoalBudget.
Operation<GoalBudget> get_goal_budget(GoalId const&);
/// GET /v1/goals/{goal_id}/cost-breakdown. Source: contract, getCostBreakdown.
Operation<CostBreakdown> get_cost_breakdown(GoalId const&);
/// POST /v1/goals/estimate. `type` is call, email, search, booking, ride, food or errand. Source: contract, estimateCost.
Operation<Estimate> estimate_cost(std::string_view type, std::string_view description);

// Calls.

/// GET /v1/calls. `limit` 1 to 200. Source: contract, listCalls.
Operation<CallPage> list_calls(PageQuery);
/// GET /v1/calls/{call_id}. Source: contract, getCall.
Operation<Call> get_call(CallId const&);
/// POST /v1/calls, up to 300 s, with one idempotency key per intent. Source: contract, createCall.
Operation<Call> create_call(CallRequest const&, std::string_view idempotency_key);
/// GET /v1/calls/{call_id}/transcript. 403 without its scope, 404 transcript_not_found without one. Source: contract, getTranscript.
Operation<Transcript> get_transcript(CallId const&);
/// GET /v1/calls/{call_id}/recording. 403 without its scope, 404 recording_not_found without one. Source: contract, getRecording.
Operation<Recording> get_recording(CallId const&);
/// GET /v1/calls/{call_id}/calendar.ics; Malformed unless it is a calendar. Source: contract, getCallCalendar.
Operation<CalendarFile> get_calendar(CallId const&);
/// POST /v1/calls/{call_id}/cancel or stop. Source: contract, cancelCall, stopCall.
Operation<ActionResult> act_on_call(CallId const&, CallAction);
/// POST /v1/calls/{call_id}/reschedule. "2026-03-11" and "09:30"; either may be empty. Source: contract, rescheduleCall.
Operation<ActionResult> reschedule_call(CallId const&, std::string_view date, std::string_view time);

// What waits, and what was done.

/// GET /v1/notifications/pending. Source: contract, getPendingNotifications.
Operation<PendingNotifications> get_pending_notifications();
/// GET /v1/actions/log. `type` is calendar, booking, bill, ride, food, errand, email or empty. Source: contract, getActionLog.
Operation<std::vector<LoggedAction>> get_action_log(int limit, std::string_view type = {});
/// POST /v1/actions/{action_id}/undo. 409 action_not_undoable says why not. Source: contract, undoAction.
Operation<ActionResult> undo_action(ActionId const&);

// Credits.

/// GET /v1/credits/balance. Source: contract, getCreditBalance.
Operation<CreditBalance> get_credit_balance();
/// GET /v1/credits/history. Bounds of `limit` and the order are not documented. Source: contract, getCreditHistory.
Operation<std::vector<LedgerEntry>> get_ledger(int limit);
/// GET /v1/credits/costs, public. Source: contract, getCreditCosts.
Operation<std::vector<Price>> get_credit_costs();
/// GET /v1/credits/breakdown. Source: contract, getCreditBreakdown.
Operation<CreditBreakdown> get_credit_breakdown();
/// GET /v1/credits/plans, public; its prices may disagree with list_plans(). Source: contract, getCreditPlans.
Operation<std::vector<Plan>> list_credit_plans();

// Plans, checkout and the subscription.

/// GET /v1/stripe/plans, public. Source: seed; contract, getStripePlans.
Operation<std::vector<Plan>> list_plans();
/// POST /v1/stripe/trial-checkout. Source: seed; contract, startTrialCheckout.
Operation<Page> start_trial_checkout(std::string_view success_url, std::string_view cancel_url);
/// GET /v1/stripe/billing-portal. Source: seed; contract, getBillingPortal (variant portal).
Operation<Page> get_billing_portal();
/// GET /v1/users/me/subscription. Source: seed; contract, getMySubscription.
Operation<Subscription> get_subscription();
/// GET /v1/users/me/statistics. Deprecated; a fallback where the credit balance is refused. Source: contract, getMyStatistics.
Operation<Statistics> get_statistics();
/// GET /v1/subscriptions/status. Source: contract, getSubscriptionStatus.
Operation<PlanStatus> get_plan_status();
/// POST /v1/subscriptions/change-plan. Spends money at once; at most three an hour. `plan` is starter, pro, power or business.
/// 400 trial_requires_checkout, pending_change_exists or no_active_subscription. Source: contract, changePlan.
Operation<PlanChange> change_plan(std::string_view plan, Billed, PlanChangeBody = PlanChangeBody::Reference);
/// DELETE /v1/subscriptions/pending-change. Source: contract, cancelPendingChange.
Operation<ActionResult> cancel_pending_change();

// Mail: the outbox, and the inbox of all channels.

/// POST /v1/actions/email/send. Queues it for approval, does not send. Source: contract, queueEmail.
Operation<OutboxEmail> queue_email(EmailDraft const&);
/// GET /v1/actions/email/outbox. Source: contract, listOutbox.
Operation<std::vector<OutboxEmail>> list_outbox();
/// POST /v1/actions/email/{email_id}/approve or cancel. Source: contract, approveEmail, cancelEmail.
Operation<ActionResult> act_on_email(EmailId const&, EmailAction);
/// GET /v1/actions/email/{email_id}/replies. Source: contract, getEmailReplies.
Operation<std::vector<InboxMessage>> get_email_replies(EmailId const&);
/// GET /v1/messages/inbox. Source: contract, listInbox.
Operation<std::vector<InboxMessage>> list_inbox(InboxQuery const&);
/// GET /v1/messages/inbox/{message_id}. Source: contract, getInboxMessage.
Operation<InboxMessage> get_inbox_message(InboxId const&);
/// GET /v1/messages/conversation/{conversation_id}. Source: contract, getInboxThread.
Operation<InboxThread> get_inbox_thread(ThreadId const&);
/// POST /v1/messages/mark-read. Source: contract, markMessagesRead.
Operation<ActionResult> mark_messages_read(std::vector<InboxId> const&);

/// Reads tokens that a person pasted: JSON of a stored token or of a token answer. Source: contract, schema StoredToken.
Result<Tokens> decode_tokens(std::string_view json);

/// Any answer outside 2xx as an Error: all envelopes of the contract (object, string, `detail`, bare 402, HTML, nothing).
/// 401 becomes SignedOut, 429 and 5xx Unavailable, every other status Rejected. `retry_after` is that header's text or "".
Error decode_error(int status, std::string_view body, std::string_view retry_after = {});

/// What a person can do about an error code. Source: contract, x-error-codes.
enum class Remedy {
    None, SignIn, SeePlans, ApproveBudget, AcknowledgeSoftCap, ChangeNumber, Rephrase, FixTime, FixLanguage, ConnectMailbox,
    RetryByHand, Reload, LookAgainLater, OpenCheckout, DropPendingChange, Wait, OpenAppSettings,
};
struct ErrorMeaning {
    std::string_view code;
    Remedy remedy = Remedy::None;
};
/// The table row of a code, or null for a code that the contract does not list.
ErrorMeaning const* meaning_of(std::string_view code);

} // namespace kally::api
