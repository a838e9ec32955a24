#pragma once

#include "base/decimal.h"
#include "base/id.h"
#include "base/time.h"

#include <optional>
#include <string>
#include <vector>

// Shapes of the service, after decoding: variants A and B of the contract have become one. Every member that only an
// inferred shape has is optional, and absent as well when it came with another type than the contract's. Open sets
// (status, intent, role) stay text; the known values stand in the comments.
namespace kally::api {

/// Source: contract, schemas TokenResponse and StoredToken.
struct Tokens {
    std::string access_token;
    std::optional<std::string> refresh_token; ///< Absent: keep the previous one.
    std::optional<std::chrono::seconds> expires_in;
    std::optional<Instant> expires_at;        ///< StoredToken only.
};

/// Source: contract, schema Conversation.
struct Conversation {
    ConversationId id;
    std::optional<std::string> title;
    std::optional<Instant> created_at;
    std::optional<Instant> updated_at;
    std::optional<int> message_count;
};

/// Something the coordinator did or started. Source: contract, schema TriggeredAction (inferred) and actions_taken.
struct TriggeredAction {
    std::string type;        ///< search, phone_call, email, goal_created, call_initiated, ...; open set
    std::optional<std::string> id;
    std::optional<std::string> status; ///< open set; completed, in_progress, waiting, cancelled seen in the sandbox
    std::optional<std::string> summary; ///< `summary`, else `description`
    std::optional<GoalId> goal_id;
    std::optional<Decimal> credits;
};

enum class Author { User, Assistant, System, Unknown };

/// Source: contract, schema HistoryMessage (inferred).
struct Message {
    std::optional<MessageId> id;
    Author author = Author::Unknown;
    std::string text; ///< Markdown when the assistant wrote it.
    std::optional<Instant> created_at;
    std::optional<std::string> intent;
    std::vector<TriggeredAction> actions;
    std::vector<std::string> suggestions; ///< Ready-made next messages; sending one means sending its text.
    std::optional<Decimal> credits_used;
    std::optional<GoalId> goal_id;
};

/// Source: contract, schema History (inferred; an object or a bare list).
struct History {
    std::optional<ConversationId> conversation_id;
    std::vector<Message> messages; ///< Sorted by time, oldest first, stable; undated ones keep their place.
    std::optional<bool> has_more;
    std::optional<int> total;
};

/// Source: contract, schema MessageReply (variants message-text, message-actions, message-goal, message-extras).
struct Reply {
    Message message;
    std::optional<ConversationId> conversation_id;
    std::optional<bool> goal_completed;
};

/// Source: contract, schema GoalStep.
struct GoalStep {
    std::optional<int> number;
    std::string description;
    std::optional<std::string> status; ///< completed, in_progress; open set
};

/// Source: contract, schemas GoalSummary and GoalDetail.
struct Goal {
    GoalId id;
    std::string title;
    std::optional<std::string> status; ///< active, completed, cancelled, pending, archived, in_progress, needs_input; open set
    std::optional<std::string> description;
    std::optional<Instant> created_at;
    std::optional<Instant> updated_at;
    std::optional<Decimal> credits_used;
    std::optional<Decimal> credits_estimated;
    std::optional<GoalId> parent;
    std::optional<ConversationId> conversation_id;
    std::optional<int> sub_goal_count;
    std::vector<GoalStep> steps;
};

struct GoalPage {
    std::vector<Goal> goals;
    std::optional<int> total;
    std::optional<bool> has_more;
};

/// Source: contract, schema StripePlans (inferred).
struct Plan {
    std::string type; ///< starter, pro, power, business
    std::string name; ///< The type where the service gives no name.
    std::string currency; ///< "usd"
    std::optional<Decimal> monthly;
    std::optional<Decimal> monthly_if_annual;
    std::optional<Decimal> credits;
    std::optional<bool> overage;
    std::optional<Decimal> overage_rate;
};

/// Source: contract, schema MySubscription (variant subscription-unit).
struct Subscription {
    std::optional<bool> active;
    std::optional<std::string> plan;
    std::optional<std::string> status;
    std::optional<Instant> period_end;
    std::optional<int> minutes_included;
    std::optional<bool> auto_renew;
    std::optional<std::string> management_url;
};

/// Source: contract, schemas CheckoutSession and BillingPortal. The address is checked before it is opened.
struct Page {
    std::string url;
    std::optional<std::string> session_id;
};

/// Source: contract, schema Call (variants call-list-key, call-layout, call-status).
struct Call {
    CallId id;
    std::string status; ///< in_progress, success, no_answer, busy, voicemail, failed, cancelled, terminated; open set
    std::optional<std::string> phone;
    std::optional<std::string> business;
    std::optional<std::string> task;
    std::optional<std::string> highlights;
    std::optional<std::string> next_steps;
    std::optional<Instant> created_at;
    std::optional<Instant> ended_at;
    std::optional<Decimal> duration_seconds;
    std::optional<Decimal> credits_used;
};

struct CallPage {
    std::vector<Call> calls;
    std::optional<int> total;
};

/// What a new call needs. Source: contract, schemas CallSubmission and CallCreateRequest.
struct CallRequest {
    std::string category = "general"; ///< restaurant, clinic, hotel, general
    std::string task;
    std::string phone; ///< E.164
    std::string business;
    std::string user_name;
    std::string language = "en"; ///< en, es
    std::string timezone;        ///< IANA name
};

} // namespace kally::api
