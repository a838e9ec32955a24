#pragma once

#include "base/id.h"
#include "base/time.h"

#include <optional>
#include <string>
#include <vector>

namespace kally::api {

/// A mail that waits for approval, or waited. Source: contract, schema OutboxEmail.
struct OutboxEmail {
    EmailId id; ///< Empty when the service gave none: then nothing can be done with it.
    std::optional<std::string> to;
    std::optional<std::string> subject;
    std::optional<std::string> status; ///< pending_approval; sent and cancelled in the sandbox; open set
    std::optional<Instant> created_at;
    std::optional<std::string> body; ///< Inferred: without it the text is not known before approval.
};

/// Source: contract, schema EmailDraft.
struct EmailDraft {
    std::string to;
    std::string subject;
    std::string body;
    std::string cc; ///< Empty: none.
};

enum class EmailAction { Approve, Cancel };

/// Source: contract, schemas InboxMessage and InboxMessageFull (inferred).
struct InboxMessage {
    InboxId id; ///< Empty when the service gave none.
    std::optional<std::string> from;
    std::optional<std::string> subject;
    std::optional<std::string> channel; ///< email, sms, call, chat; open set
    std::optional<std::string> preview;
    std::optional<bool> unread;
    std::optional<Instant> received_at;
    std::optional<std::string> body;   ///< Of a message read alone or in its thread.
    std::optional<ThreadId> thread_id; ///< Not known to be a conversation with the coordinator.
};

/// Source: contract, getInboxThread (inferred).
struct InboxThread {
    std::optional<ThreadId> id;
    std::vector<InboxMessage> messages; ///< In the service's order.
};

struct InboxQuery {
    int limit = 50;
    std::string channel;  ///< email, sms, call, chat; empty: all
    bool unread_only = false;
};

} // namespace kally::api
