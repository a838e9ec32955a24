#pragma once

#include "base/decimal.h"
#include "base/id.h"
#include "base/time.h"

#include <optional>
#include <string>
#include <vector>

namespace kally::api {

/// Source: contract, schema GoalStep.
struct GoalStep {
    std::optional<int> number;
    std::string description;
    std::optional<std::string> status; ///< completed, in_progress; open set
};

/// Source: contract, schemas GoalSummary and GoalDetail.
struct Goal {
    GoalId id;
    std::string title; ///< The id where the service gives no title.
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

/// A page shorter than its limit is the last one where neither total nor has_more says so.
struct GoalPage {
    std::vector<Goal> goals;
    std::optional<int> total;
    std::optional<bool> has_more;
};

/// A goal with all goals below it. Source: contract, schema GoalTree (inferred; `sub_goals`, children or subgoals; the whole
/// may stand under root, goal or tree).
struct GoalTree {
    Goal goal;
    std::vector<GoalTree> sub_goals;
};

/// What a person can do to a goal; each is a request of its own without a body.
/// Source: contract, the operations from cancelGoal to archiveGoal, approveBudget and acknowledgeSoftCap.
enum class GoalAction {
    ApproveStep,       ///< Lets the next waiting step run; the service picks it.
    AcceptOutcome,     ///< Accepts the result and closes the goal.
    KeepNegotiating,   ///< Asks for a better result; wishes are sent as a message.
    Escalate,          ///< Flags the goal for the person's attention.
    Cancel,            ///< This goal only; goals below it go on.
    CascadeCancel,     ///< This goal and everything below it.
    Archive,           ///< A finished or cancelled goal; no way back is documented.
    ApproveBudget,     ///< Accepts the estimate so that work may start.
    AcknowledgeSoftCap ///< Lets it go on past its soft limit.
};

/// What became of an action on a goal, a call, an email or a logged action; all of it is absent when the answer had no body.
/// Whether it worked is told by reading the thing again. Source: contract, schemas GoalActionResult, CallActionResult,
/// OutboxEmail as an answer, SimpleResult, and the body of undoAction (all inferred).
struct ActionResult {
    std::optional<bool> success;
    std::optional<std::string> id;
    std::optional<std::string> status; ///< cancelled, sent, undone, ...; open set
    std::optional<std::string> message;
};

/// Source: contract, batchArchiveGoals (inferred).
struct BatchArchived {
    std::optional<int> archived; ///< How many.
    std::vector<std::string> goal_ids;
    std::vector<std::string> failed;
};

/// One thing that took credits. Source: contract, schemas GoalBudget, CostBreakdown and Estimate.
struct CostItem {
    std::string action; ///< phone_call, search, call_1, ...; free label
    std::optional<Decimal> credits;
    std::optional<Instant> at; ///< CostBreakdown only.
};

/// Source: contract, schema GoalBudget. There is no member for a ceiling of its own.
struct GoalBudget {
    std::optional<GoalId> goal_id;
    std::optional<Decimal> estimated;
    std::optional<Decimal> used;
    std::optional<Decimal> remaining;
    std::vector<CostItem> breakdown;
};

/// Source: contract, schema CostBreakdown.
struct CostBreakdown {
    std::optional<GoalId> goal_id;
    std::optional<Decimal> total;
    std::vector<CostItem> items;
};

/// Source: contract, schema Estimate.
struct Estimate {
    std::optional<Decimal> credits;
    std::vector<CostItem> breakdown;
    std::optional<std::string> confidence; ///< high; open set
};

} // namespace kally::api
