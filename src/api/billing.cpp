#include "api/action_result.h"
#include "api/body.h"
#include "api/operations.h"

namespace kally::api {
namespace {

std::optional<std::string> read_status(Reader const& in, std::string_view name)
{
    return in.optional_text({ name }, { "active", "trialing", "trial", "cancelled", "canceled", "expired", "past_due", "unpaid", "incomplete", "paused", "none" });
}

Plan read_plan(Reader& in)
{
    Plan plan {
        .type = in.optional_text({ "plan_type", "id", "key", "plan", "slug" }).value_or(in.key()),
        .name = in.optional_text({ "name" }).value_or(""),
        .currency = in.optional_text({ "currency" }).value_or(""),
        .monthly = in.decimal({ "price_monthly", "monthly_price", "price", "amount" }),
        .monthly_if_annual = in.decimal({ "price_annual_monthly", "annual_monthly", "price_annual", "annual_price" }),
        .credits = in.decimal({ "credits_allocated" }),
        .overage = in.boolean({ "overage_enabled" }),
        .overage_rate = in.decimal({ "overage_rate" }),
        .features = in.texts({ "features" }),
    };
    if (plan.name.empty())
        plan.name = plan.type;
    return plan;
}

std::vector<Plan> read_plans(Reader& in)
{
    return in.is_list() ? in.bare_list(read_plan) : in.required_list_or_map({ "plans" }, read_plan);
}

Page read_checkout(Reader& in)
{
    return { .url = in.filled_text({ "checkout_url" }), .session_id = in.optional_text({ "session_id" }) };
}

Page read_portal(Reader& in) { return { .url = in.filled_text({ "portal_url", "url" }) }; }

/// Variant subscription-unit: the minute era nests the plan, the credit era does not.
Subscription read_subscription(Reader& in)
{
    return {
        .active = in.boolean({ "has_active_subscription" }),
        .plan = in.optional_text({ "plan_type", "plan.type" }),
        .status = read_status(in, "status"),
        .provider = in.optional_text({ "provider" }, { "stripe", "apple", "google" }),
        .period = in.optional_text({ "plan.period" }, { "monthly", "annual" }),
        .period_start = in.instant({ "current_period_start" }),
        .period_end = in.instant({ "current_period_end", "expires_at" }),
        .credits = in.decimal({ "credits_allocated" }),
        .minutes_included = in.integer({ "plan.minutes_included" }),
        .auto_renew = in.boolean({ "auto_renew" }),
        .management_url = in.optional_text({ "management_url" }),
    };
}

PendingChange read_pending_change(Reader& in)
{
    return { .plan = in.optional_text({ "new_plan" }), .effective_at = in.instant({ "effective_date" }) };
}

PlanStatus read_plan_status(Reader& in)
{
    return {
        .plan = in.optional_text({ "plan_type" }),
        .status = read_status(in, "status"),
        .period_start = in.instant({ "current_period_start" }),
        .period_end = in.instant({ "current_period_end" }),
        .pending_change = in.object({ "pending_change" }, read_pending_change),
    };
}

PlanChange read_plan_change(Reader& in)
{
    return {
        .success = in.boolean({ "success" }),
        .change_type = in.optional_text({ "change_type" }, { "upgrade", "downgrade_scheduled", "refresh" }),
        .plan = in.optional_text({ "new_plan" }),
        .bonus_minutes = in.decimal({ "bonus_minutes" }),
        .period_start = in.instant({ "new_period_start" }),
        .period_end = in.instant({ "new_period_end" }),
    };
}

Statistics read_statistics(Reader& in)
{
    return {
        .plan = in.optional_text({ "plan_type" }),
        .minutes_allocated = in.decimal({ "minutes_allocated" }),
        .minutes_used = in.decimal({ "minutes_used" }),
        .minutes_remaining = in.decimal({ "minutes_remaining" }),
        .calls_allocated = in.integer({ "calls_allocated" }),
        .calls_used = in.integer({ "calls_used" }),
        .calls_remaining = in.integer({ "calls_remaining" }),
        .period_start = in.instant({ "period_start" }),
        .period_end = in.instant({ "period_end" }),
        .usage_percentage = in.decimal({ "usage_percentage" }),
        .status = read_status(in, "subscription_status"),
    };
}

Operation<std::vector<Plan>> plans_at(std::string_view path)
{
    return {
        .target = std::string { path },
        .decode = [](std::string_view body, Drift* drift) { return decode_with(body, drift, read_plans, Reader::Shape::ObjectOrList); },
        .authorized = false,
        .kept = true,
    };
}

} // namespace

Operation<std::vector<Plan>> list_plans() { return plans_at("/v1/stripe/plans"); }
Operation<std::vector<Plan>> list_credit_plans() { return plans_at("/v1/credits/plans"); }

Operation<Page> start_trial_checkout(std::string_view success_url, std::string_view cancel_url)
{
    return {
        .method = Method::Post,
        .target = "/v1/stripe/trial-checkout",
        .body = Body {}.text("success_url", success_url).text("cancel_url", cancel_url).take(),
        .decode = [](std::string_view body, Drift* drift) { return decode_with(body, drift, read_checkout); },
    };
}

Operation<Page> get_billing_portal()
{
    return {
        .target = "/v1/stripe/billing-portal",
        .decode = [](std::string_view body, Drift* drift) { return decode_with(body, drift, read_portal); },
    };
}

Operation<Subscription> get_subscription()
{
    return {
        .target = "/v1/users/me/subscription",
        .decode = [](std::string_view body, Drift* drift) { return decode_with(body, drift, read_subscription); },
        .kept = true,
    };
}

Operation<PlanStatus> get_plan_status()
{
    return {
        .target = "/v1/subscriptions/status",
        .decode = [](std::string_view body, Drift* drift) { return decode_with(body, drift, read_plan_status); },
        .kept = true,
    };
}

Operation<PlanChange> change_plan(std::string_view plan, Billed billed, PlanChangeBody form)
{
    auto body = form == PlanChangeBody::Client ? Body {}.text("target_plan", plan)
                                               : Body {}.text("new_plan", plan).raw("annual", billed == Billed::Annually ? "true" : "false");
    return {
        .method = Method::Post,
        .target = "/v1/subscriptions/change-plan",
        .body = body.take(),
        .decode = [](std::string_view answer, Drift* drift) { return decode_with(answer, drift, read_plan_change); },
    };
}

Operation<ActionResult> cancel_pending_change()
{
    return { .method = Method::Delete, .target = "/v1/subscriptions/pending-change", .decode = decode_action_result };
}

Operation<Statistics> get_statistics()
{
    return {
        .target = "/v1/users/me/statistics",
        .decode = [](std::string_view body, Drift* drift) { return decode_with(body, drift, read_statistics); },
    };
}

} // namespace kally::api
