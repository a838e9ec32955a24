#pragma once

#include "base/id.h"
#include "base/time.h"

#include <optional>
#include <string>
#include <vector>

namespace kally::api {

/// Something the assistant did on its own. Source: contract, schema ActionLog.
struct LoggedAction {
    ActionId id; ///< Empty when the service gave none.
    std::optional<std::string> type; ///< calendar, booking, bill, ride, food, errand, email; open set
    std::optional<std::string> description;
    std::optional<std::string> status; ///< completed; undone in the sandbox; open set
    std::optional<Instant> created_at;
    std::optional<bool> undoable; ///< No end of that time is documented.
};

/// One thing that waits for the person. Source: contract, schema PendingNotifications.
struct PendingItem {
    std::optional<std::string> id;
    std::optional<std::string> kind;    ///< Of an action its type (email_approval), of a goal its status, of a message its channel.
    std::optional<std::string> summary; ///< Of a message its preview.
};
struct PendingGroup {
    std::optional<int> count; ///< May be more than there are items.
    std::vector<PendingItem> items;
};
struct ActiveGoal {
    std::optional<GoalId> id;
    std::optional<std::string> summary;
    std::optional<std::string> status;
    std::optional<std::string> step; ///< What is being done.
};

/// Everything that waits, and the goal in work. Source: contract, schema PendingNotifications.
struct PendingNotifications {
    PendingGroup actions;
    PendingGroup goals;
    PendingGroup inbox;
    std::optional<int> total;
    std::optional<ActiveGoal> active_goal;
    std::optional<Instant> generated_at;
};

} // namespace kally::api
