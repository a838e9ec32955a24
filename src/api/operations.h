#pragma once

#include "api/types.h"
#include "base/http.h"
#include "base/result.h"

#include <string>
#include <string_view>

namespace kally::api {

/// A request to the service, typed by its answer.
template <typename T>
struct Operation {
    Method method = Method::Get;
    std::string target; ///< Path and query below the base URL, already percent-encoded.
    std::string body;   ///< JSON text; empty when the operation takes none.
    Result<T> (*decode)(std::string_view body) = nullptr; ///< Of a 2xx answer. Total: never throws, never aborts.
    TimeLimit limit = TimeLimit::Usual;
    bool authorized = true;      ///< Sends the access token.
    bool polled = false;         ///< See net::Request.
    std::string idempotency_key; ///< Empty: no such header. Documented for POST /v1/calls only.
};

struct PageQuery {
    int limit = 50;
    int offset = 0;
};

/// POST /v1/auth/refresh. Takes no access token. Source: contract, refreshTokens.
Operation<Tokens> refresh_tokens(std::string_view refresh_token);
/// GET /v1/coordination/conversations. Order is not documented. Source: contract, listConversations.
Operation<std::vector<Conversation>> list_conversations();
/// POST /v1/coordination/conversations. Source: seed; contract, createConversation.
Operation<Conversation> create_conversation();
/// POST /v1/coordination/message, up to 300 s, never repeated by the program. An empty id lets the service choose.
/// Source: seed; contract, sendMessage.
Operation<Reply> send_message(ConversationId const&, std::string_view message);
/// GET /v1/coordination/history. Source: seed; contract, getHistory.
Operation<History> get_history(ConversationId const&, int limit);
/// GET /v1/coordination/goals. Source: seed; contract, listGoals. `status` is active, completed, ... or empty.
Operation<GoalPage> list_goals(PageQuery, std::string_view status = {});
/// GET /v1/coordination/goals/{goal_id}. Source: seed; contract, getGoal.
Operation<Goal> get_goal(GoalId const&);
/// GET /v1/stripe/plans, public. Source: seed; contract, getStripePlans.
Operation<std::vector<Plan>> list_plans();
/// POST /v1/stripe/trial-checkout. Source: seed; contract, startTrialCheckout.
Operation<Page> start_trial_checkout(std::string_view success_url, std::string_view cancel_url);
/// GET /v1/stripe/billing-portal. Source: seed; contract, getBillingPortal (variant portal).
Operation<Page> get_billing_portal();
/// GET /v1/users/me/subscription. Source: seed; contract, getMySubscription.
Operation<Subscription> get_subscription();
/// GET /v1/calls. `limit` 1 to 200. Source: contract, listCalls.
Operation<CallPage> list_calls(PageQuery);
/// GET /v1/calls/{call_id}. Source: contract, getCall.
Operation<Call> get_call(CallId const&);
/// POST /v1/calls, up to 300 s, with one idempotency key per intent. Source: contract, createCall.
Operation<Call> create_call(CallRequest const&, std::string_view idempotency_key);

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
