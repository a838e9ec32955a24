#pragma once

#include <functional>
#include <string>

namespace kally {

/// An identifier of the service: opaque text (contract, variant id-format). The tag keeps kinds apart.
template <typename Tag>
struct Id {
    std::string text;
    bool empty() const { return text.empty(); }
    bool operator==(Id const&) const = default;
    bool operator<(Id const& other) const { return text < other.text; } // libc++ 13 has no operator<=> for strings
};

using ConversationId = Id<struct ConversationTag>;
using MessageId = Id<struct MessageTag>;
using GoalId = Id<struct GoalTag>;
using CallId = Id<struct CallTag>;
using EmailId = Id<struct EmailTag>;   ///< Of a mail in the outbox.
using InboxId = Id<struct InboxTag>;   ///< Of a message in the inbox.
using ThreadId = Id<struct ThreadTag>; ///< Of a thread of the inbox.
using ActionId = Id<struct ActionTag>; ///< Of an entry in the action log.
using IntentId = Id<struct IntentTag>; ///< Ours: names one thing that the person asked to be done.

} // namespace kally

template <typename Tag>
struct std::hash<kally::Id<Tag>> {
    std::size_t operator()(kally::Id<Tag> const& id) const noexcept { return std::hash<std::string> {}(id.text); }
};
