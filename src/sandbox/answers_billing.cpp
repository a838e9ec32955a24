#include "sandbox/answers.h"

#include "sandbox/json_text.h"
#include "sandbox/plans.h"

#include <algorithm>

namespace kally::sandbox {

std::string Answers::plans() const
{
    JsonList list;
    JsonObject map;
    for (auto const& row : plan_rows) {
        auto const overage = &row != plan_rows || b(Variant::Overage);
        JsonObject plan { "StripePlan", m_dials.absent };
        plan.text("plan_type", row.key)
            .text("name", row.name)
            .text("currency", "usd")
            .number("price_monthly", row.monthly == 299 && b(Variant::BusinessPrice) ? 249 : row.monthly)
            .number("price_annual_monthly", row.annual)
            .raw("credits_allocated", credits(row.credits * 10))
            .flag("overage_enabled", overage)
            .raw("features", R"(["Sandbox: play money, nothing is charged"])");
        if (overage)
            plan.text("overage_rate", row.overage);
        list.raw(plan.done());
        map.raw(row.key, plan.done());
    }
    if (b(Variant::PlansList))
        return list.done();
    return JsonObject {}.raw("plans", b(Variant::PlansMap) ? map.done() : list.done()).done();
}

std::string Answers::portal(std::string const& url) const
{
    return JsonObject {}.text(b(Variant::Portal) ? "url" : "portal_url", url).done();
}

std::string Answers::subscription(Subscription const& own, std::string const& management_url) const
{
    // Variant trial: whoever has bought nothing has 30 free minutes there, which end by use, not by date.
    auto const free_trial = own.plan.empty() && b(Variant::Trial);
    auto const subscription = free_trial ? Subscription { .plan = "trial", .active = true, .until = Instant::max() } : own;
    auto const none = subscription.plan.empty();
    auto const active = subscription.active && subscription.until > m_now;
    auto const* const status = active ? "active" : none ? "none" : "expired";
    auto const until = none || free_trial ? std::string {} : format_timestamp(subscription.until);
    if (b(Variant::SubscriptionUnit))
        return JsonObject {}
            .flag("has_active_subscription", active)
            .text("provider", "stripe")
            .raw("plan", none ? "null" : JsonObject {}.text("type", subscription.plan).text("period", subscription.annual ? "annual" : "monthly").number("minutes_included", free_trial ? 30 : 210).done())
            .text("status", status)
            .text_or_null("expires_at", until)
            .flag("auto_renew", subscription.renews)
            .text("management_url", management_url)
            .done();
    JsonObject json { "MySubscriptionCredits", m_dials.absent };
    json.flag("has_active_subscription", active).text("status", status).flag("auto_renew", subscription.renews).text("management_url", management_url);
    if (free_trial) {
        json.text("plan_type", subscription.plan);
    } else if (!none) {
        json.text("plan_type", subscription.plan).time("current_period_start", subscription.since).text("current_period_end", until);
        if (auto const* row = find_plan(subscription.plan))
            json.raw("credits_allocated", credits(row->credits * 10));
    }
    return json.done();
}

std::string Answers::credit_plans() const
{
    JsonObject map;
    for (auto const& row : plan_rows)
        map.raw(row.key, JsonObject {}
                             .text("name", row.name)
                             .raw("credits_allocated", credits(row.credits * 10))
                             .number("price_monthly", row.monthly == 299 && b(Variant::BusinessPrice) ? 249 : row.monthly)
                             .text("overage_rate", row.overage)
                             .done());
    return JsonObject {}.raw("plans", map.done()).done();
}

std::string Answers::plan_status() const
{
    auto const& own = m_account.subscription;
    auto const none = own.plan.empty(), active = own.active && own.until > m_now;
    JsonObject json;
    if (!none)
        json.text("plan_type", own.plan);
    json.text("status", active ? "active" : none ? "none" : "expired");
    if (!none)
        json.time("current_period_start", own.since).time("current_period_end", own.until);
    auto const change = own.next_plan.empty() ? std::string { "null" } : JsonObject {}.text("new_plan", own.next_plan).time("effective_date", own.until).done();
    return json.raw("pending_change", change).done();
}

std::string Answers::plan_change(char const* type, std::string_view plan, Instant since, Instant until) const
{
    return JsonObject {}
        .flag("success", true)
        .text("change_type", type)
        .text("new_plan", plan)
        .number("bonus_minutes", 0)
        .time("new_period_start", since)
        .time("new_period_end", until)
        .done();
}

std::string Answers::statistics() const
{
    constexpr auto minutes_allocated = 210, calls_allocated = 35;
    auto const period = period_of(m_account, m_now);
    auto seconds = 0, calls = 0;
    for (auto const& call : m_account.calls)
        if (call.created_at >= period.since && call.ended_at <= m_now) {
            seconds += call.seconds;
            ++calls;
        }
    auto const minutes = std::min((seconds + 59) / 60, minutes_allocated);
    calls = std::min(calls, calls_allocated);
    return JsonObject {}
        .text("plan_type", m_account.subscription.plan.empty() ? "trial" : m_account.subscription.plan)
        .number("minutes_allocated", minutes_allocated)
        .number("minutes_used", minutes)
        .number("minutes_remaining", minutes_allocated - minutes)
        .number("calls_allocated", calls_allocated)
        .number("calls_used", calls)
        .number("calls_remaining", calls_allocated - calls)
        .time("period_start", period.since)
        .time("period_end", period.until)
        .number("usage_percentage", minutes * 100 / minutes_allocated)
        .text("subscription_status", m_account.subscription.active ? "active" : "none")
        .done();
}

std::string Answers::balance() const
{
    auto const period = period_of(m_account, m_now);
    auto const& subscription = m_account.subscription;
    JsonObject json;
    json.raw("credits_remaining", credits(period.remaining())).raw("credits_used", credits(period.used)).raw("credits_allocated", credits(period.allocated));
    if (!subscription.plan.empty())
        json.text("plan_type", subscription.plan);
    return json.time("period_start", period.since).time("period_end", period.until).done();
}

std::string Answers::ledger(std::size_t limit) const
{
    JsonList entries;
    for (auto entry = m_account.ledger.rbegin(); entry != m_account.ledger.rend() && limit > 0; ++entry, --limit)
        entries.raw(JsonObject {}
                        .text("id", entry->id)
                        .text("type", entry->type)
                        .text("description", entry->description)
                        .raw("credits", credits(entry->credits))
                        .time("timestamp", entry->at)
                        .text_or_null("goal_id", entry->goal)
                        .done());
    return JsonObject {}.raw("entries", entries.done()).done();
}

std::string Answers::costs() const
{
    auto const one = [&](char const* unit, int tenths) { return JsonObject {}.raw(unit, credits(tenths)).done(); };
    return JsonObject {}
        .raw("costs", JsonObject {}
                          .raw("call", JsonObject {}.raw("base", credits(10)).raw("per_minute", credits(1)).done())
                          .raw("search", one("per_query", 5))
                          .raw("email_send", one("per_email", 3))
                          .raw("booking", one("per_booking", 5))
                          .raw("bill_analysis", one("per_analysis", 10))
                          .raw("calendar", one("per_entry", 2))
                          .raw("ride", one("per_request", 5))
                          .raw("food", one("per_request", 5))
                          .raw("errand", one("per_errand", 10))
                          .done())
        .done();
}

std::string Answers::credit_breakdown() const
{
    auto const period = period_of(m_account, m_now);
    JsonList items;
    std::vector<std::string_view> told;
    for (auto const& entry : m_account.ledger) {
        if (entry.at < period.since || std::find(told.begin(), told.end(), entry.type) != told.end())
            continue;
        told.push_back(entry.type);
        auto sum = 0, count = 0;
        for (auto const& other : m_account.ledger)
            if (other.at >= period.since && other.type == entry.type) {
                sum += other.credits;
                ++count;
            }
        items.raw(JsonObject {}.text("action_type", entry.type).raw("credits_total", credits(sum)).number("transaction_count", count).done());
    }
    return JsonObject {}.raw("items", items.done()).raw("total_spent", credits(period.used)).time("period_start", period.since).time("period_end", period.until).done();
}

} // namespace kally::sandbox
