#pragma once

#include "sandbox/model.h"

#include <string_view>

namespace kally::sandbox {

/// How fast the coordinator's work goes, and how it names things.
struct Manner {
    int factor = 1;     ///< Work takes this many times less than a believable time.
    bool uuids = false; ///< Form of the ids.
};

/// Answers one request of the person within a conversation: writes both messages into it, opens and moves goals and calls.
/// Answers in the language of the request. Nothing outside the account is touched. The conversation belongs to `account`.
Message const& coordinate(Account& account, Conversation& conversation, std::string_view request, Instant now, Manner);

} // namespace kally::sandbox
