#include "api/operations.h"
#include "api/query.h"
#include "api/reader.h"

#include <algorithm>

namespace kally::api {
namespace {

CreditBalance read_balance(Reader& in)
{
    return {
        .remaining = in.decimal({ "credits_remaining" }),
        .used = in.decimal({ "credits_used" }),
        .allocated = in.decimal({ "credits_allocated" }),
        .plan = in.optional_text({ "plan_type" }),
        .period_start = in.instant({ "period_start" }),
        .period_end = in.instant({ "period_end" }),
    };
}

LedgerEntry read_entry(Reader& in)
{
    return {
        .id = in.optional_text({ "id" }),
        .type = in.optional_text({ "type" }),
        .description = in.optional_text({ "description" }),
        .credits = in.decimal({ "credits" }),
        .at = in.instant({ "timestamp" }),
        .goal_id = in.optional_id<GoalId>({ "goal_id" }),
    };
}

std::vector<LedgerEntry> read_ledger(Reader& in) { return in.list({ "entries" }, read_entry); }

/// An action whose price is no object says nothing that could be shown.
std::vector<Price> read_prices(Reader& in)
{
    std::vector<Price> prices;
    for (auto const& action : in.members()) {
        Price price { .action = action.name };
        if (action.kind == JsonKind::Object)
            for (auto const& part : action.children)
                if (auto const credits = to_decimal(part))
                    price.parts.push_back({ part.name, *credits });
        if (!price.parts.empty())
            prices.push_back(std::move(price));
    }
    return prices;
}

std::vector<Price> read_costs(Reader& in) { return in.object({ "costs" }, read_prices).value_or(std::vector<Price> {}); }

UseOfCredits read_use(Reader& in)
{
    return {
        .action = in.optional_text({ "action_type" }),
        .credits = in.decimal({ "credits_total" }),
        .count = in.integer({ "transaction_count" }),
    };
}

CreditBreakdown read_breakdown(Reader& in)
{
    return {
        .items = in.list({ "items" }, read_use),
        .total = in.decimal({ "total_spent" }),
        .period_start = in.instant({ "period_start" }),
        .period_end = in.instant({ "period_end" }),
    };
}

} // namespace

Operation<CreditBalance> get_credit_balance()
{
    return {
        .target = "/v1/credits/balance",
        .decode = [](std::string_view body, Drift* drift) { return decode_with(body, drift, read_balance); },
        .kept = true,
    };
}

Operation<std::vector<LedgerEntry>> get_ledger(int limit)
{
    Query query { "/v1/credits/history" };
    query.add("limit", std::max(limit, 1));
    return {
        .target = query.take(),
        .decode = [](std::string_view body, Drift* drift) { return decode_with(body, drift, read_ledger); },
        .kept = limit <= 100,
    };
}

Operation<std::vector<Price>> get_credit_costs()
{
    return {
        .target = "/v1/credits/costs",
        .decode = [](std::string_view body, Drift* drift) { return decode_with(body, drift, read_costs); },
        .authorized = false,
        .kept = true,
    };
}

Operation<CreditBreakdown> get_credit_breakdown()
{
    return {
        .target = "/v1/credits/breakdown",
        .decode = [](std::string_view body, Drift* drift) { return decode_with(body, drift, read_breakdown); },
        .kept = true,
    };
}

} // namespace kally::api
