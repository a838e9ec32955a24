#pragma once

#include "sandbox/model.h"

#include <string_view>

/// What the plans give. Source: seed, "Current paid plans"; credits and overage from the contract's x-plan-prices.
namespace kally::sandbox {

struct PlanRow {
    char const* key;
    char const* name;
    int monthly, annual, credits;
    char const* overage;
};
inline constexpr PlanRow plan_rows[] = {
    { "starter", "Starter", 19, 15, 200, "0.15" },
    { "pro", "Pro", 49, 39, 600, "0.10" },
    { "power", "Power", 99, 79, 1500, "0.08" },
    { "business", "Business", 299, 239, 4500, "0.05" },
};
/// Null for a plan that nobody can buy.
PlanRow const* find_plan(std::string_view key);

/// The credits of the running period, in tenths, and when it began and ends. Without a plan it is the calendar month.
struct Period {
    Instant since {};
    Instant until {};
    int allocated = 0;
    int used = 0;
    int remaining() const { return allocated - used; }
};
Period period_of(Account const&, Instant now);
/// Whether nothing is left and the plan allows no more.
bool out_of_credits(Account const&, Instant now);

} // namespace kally::sandbox
