#include "api/operations.h"
#include "api/reader.h"

namespace kally::api {
namespace {

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
        .status = in.optional_text({ "status" }),
        .period_end = in.instant({ "current_period_end", "expires_at" }),
        .minutes_included = in.integer({ "plan.minutes_included" }),
        .auto_renew = in.boolean({ "auto_renew" }),
        .management_url = in.optional_text({ "management_url" }),
    };
}

} // namespace

Operation<std::vector<Plan>> list_plans()
{
    return {
        .target = "/v1/stripe/plans",
        .decode = [](std::string_view body) { return decode_with(body, read_plans, Reader::Shape::ObjectOrList); },
        .authorized = false,
    };
}

Operation<Page> start_trial_checkout(std::string_view success_url, std::string_view cancel_url)
{
    return {
        .method = Method::Post,
        .target = "/v1/stripe/trial-checkout",
        .body = "{\"success_url\":" + quote_json(success_url) + ",\"cancel_url\":" + quote_json(cancel_url) + "}",
        .decode = [](std::string_view body) { return decode_with(body, read_checkout); },
    };
}

Operation<Page> get_billing_portal()
{
    return {
        .target = "/v1/stripe/billing-portal",
        .decode = [](std::string_view body) { return decode_with(body, read_portal); },
    };
}

Operation<Subscription> get_subscription()
{
    return {
        .target = "/v1/users/me/subscription",
        .decode = [](std::string_view body) { return decode_with(body, read_subscription); },
    };
}

} // namespace kally::api
