#pragma once

#include "base/decimal.h"
#include "base/id.h"
#include "base/time.h"

#include <optional>
#include <string>
#include <vector>

namespace kally::api {

/// Source: contract, schema CreditBalance.
struct CreditBalance {
    std::optional<Decimal> remaining;
    std::optional<Decimal> used;
    std::optional<Decimal> allocated;
    std::optional<std::string> plan;
    std::optional<Instant> period_start;
    std::optional<Instant> period_end;
};

/// A row of the ledger; what was used is positive. Source: contract, schema CreditHistory.
struct LedgerEntry {
    std::optional<std::string> id;
    std::optional<std::string> type; ///< call, search, email_send, ...; open set
    std::optional<std::string> description;
    std::optional<Decimal> credits;
    std::optional<Instant> at;
    std::optional<GoalId> goal_id;
};

struct Amount {
    std::string name;
    Decimal credits;
};
/// What an action costs. Each action has names of its own for its units: base, per_minute, per_query, per_email.
/// Source: contract, schema CreditCosts.
struct Price {
    std::string action; ///< call, search, email_send, booking, bill_analysis, ride, food, errand; open set
    std::vector<Amount> parts;
};

/// Source: contract, schema CreditBreakdown.
struct UseOfCredits {
    std::optional<std::string> action; ///< call, search; open set
    std::optional<Decimal> credits;
    std::optional<int> count;
};
struct CreditBreakdown {
    std::vector<UseOfCredits> items;
    std::optional<Decimal> total;
    std::optional<Instant> period_start;
    std::optional<Instant> period_end;
};

} // namespace kally::api
