#pragma once

#include "base/decimal.h"
#include "base/id.h"
#include "base/time.h"

#include <optional>
#include <string>
#include <vector>

namespace kally::api {

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

} // namespace kally::api
