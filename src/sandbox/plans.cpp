#include "sandbox/plans.h"

namespace kally::sandbox {

constexpr auto trial_credits = 1000, credits_without_plan = 5000; // tenths

PlanRow const* find_plan(std::string_view key)
{
    for (auto const& row : plan_rows)
        if (key == row.key)
            return &row;
    return nullptr;
}

Period period_of(Account const& account, Instant now)
{
    using namespace std::chrono;
    auto const& subscription = account.subscription;
    Period period;
    if (subscription.active && subscription.until > now) {
        auto const* plan = find_plan(subscription.plan);
        period = { .since = subscription.since, .until = subscription.until, .allocated = plan ? plan->credits * 10 : trial_credits };
    } else {
        auto const today = year_month_day { floor<days>(now) };
        auto const month = today.year() / today.month();
        period = { .since = sys_days { month / 1 }, .until = sys_days { (month + months { 1 }) / 1 }, .allocated = credits_without_plan };
    }
    for (auto const& entry : account.ledger)
        if (entry.at >= period.since)
            period.used += entry.credits;
    return period;
}

bool out_of_credits(Account const& account, Instant now)
{
    auto const* plan = account.subscription.active && account.subscription.until > now ? find_plan(account.subscription.plan) : nullptr;
    auto const has_overage = plan && plan != &plan_rows[0]; // seed: overage on Pro, Power and Business
    return !has_overage && period_of(account, now).remaining() <= 0;
}

} // namespace kally::sandbox
