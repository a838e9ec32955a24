#pragma once

#include "base/decimal.h"
#include "base/time.h"

#include <optional>
#include <string>
#include <vector>

namespace kally::api {

/// Source: contract, schemas StripePlans (inferred) and CreditPlans; the latter has no annual price and no overage flag.
struct Plan {
    std::string type; ///< starter, pro, power, business
    std::string name; ///< The type where the service gives no name.
    std::string currency; ///< "usd"
    std::optional<Decimal> monthly;
    std::optional<Decimal> monthly_if_annual;
    std::optional<Decimal> credits;
    std::optional<bool> overage;
    std::optional<Decimal> overage_rate; ///< Price of one credit beyond the plan's, in its currency.
    std::vector<std::string> features;
};

/// Source: contract, schema MySubscription (variant subscription-unit).
struct Subscription {
    std::optional<bool> active;
    std::optional<std::string> plan;
    std::optional<std::string> status;   ///< active, cancelled, expired; open set
    std::optional<std::string> provider; ///< stripe, apple, google
    std::optional<std::string> period;   ///< monthly, annual
    std::optional<Instant> period_start;
    std::optional<Instant> period_end;
    std::optional<Decimal> credits;      ///< Of the period.
    std::optional<int> minutes_included;
    std::optional<bool> auto_renew;
    std::optional<std::string> management_url;
};

/// Source: contract, schemas CheckoutSession and BillingPortal. The address is checked before it is opened.
struct Page {
    std::string url;
    std::optional<std::string> session_id;
};

/// Source: contract, schema SubscriptionStatus.
struct PendingChange {
    std::optional<std::string> plan;
    std::optional<Instant> effective_at;
};
struct PlanStatus {
    std::optional<std::string> plan;
    std::optional<std::string> status; ///< active; open set
    std::optional<Instant> period_start;
    std::optional<Instant> period_end;
    std::optional<PendingChange> pending_change;
};

/// Which of the two documented bodies a plan change sends. Source: contract, variant change-plan-body.
enum class PlanChangeBody {
    Reference, ///< `new_plan` and `annual`
    Client     ///< `target_plan`
};
enum class Billed { Monthly, Annually };

/// Source: contract, schema ChangePlanResult.
struct PlanChange {
    std::optional<bool> success;
    std::optional<std::string> change_type; ///< upgrade, downgrade_scheduled, refresh; open set
    std::optional<std::string> plan;
    std::optional<Decimal> bonus_minutes;
    std::optional<Instant> period_start;
    std::optional<Instant> period_end;
};

/// Figures of minute billing, which is obsolete. Source: contract, schema MyStatistics.
struct Statistics {
    std::optional<std::string> plan;
    std::optional<Decimal> minutes_allocated;
    std::optional<Decimal> minutes_used;
    std::optional<Decimal> minutes_remaining;
    std::optional<int> calls_allocated;
    std::optional<int> calls_used;
    std::optional<int> calls_remaining;
    std::optional<Instant> period_start;
    std::optional<Instant> period_end;
    std::optional<Decimal> usage_percentage; ///< 0 to 100
    std::optional<std::string> status;
};

} // namespace kally::api
