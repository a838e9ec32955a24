#include "sandbox/service.h"

#include "sandbox/answers.h"
#include "sandbox/json_text.h"
#include "sandbox/plans.h"
#include "sandbox/requests.h"

#include <algorithm>

namespace kally::sandbox {

using std::chrono::hours;

constexpr std::size_t checkouts_kept = 64;
constexpr auto month = hours { 30 * 24 }, year = hours { 365 * 24 };

std::string Service::portal_address() const { return m_options.page_origin + "/sandbox/portal/account"; }

net::Response Service::get_plans(Asked const&) { return json_response(200, answers().plans()); }
net::Response Service::get_credit_plans(Asked const&) { return json_response(200, answers().credit_plans()); }
net::Response Service::get_portal(Asked const&) { return json_response(200, answers().portal(portal_address())); }
net::Response Service::get_subscription(Asked const&) { return json_response(200, answers().subscription(m_account.subscription, portal_address())); }
net::Response Service::get_statistics(Asked const&) { return json_response(200, answers().statistics()); }
net::Response Service::get_plan_status(Asked const&) { return json_response(200, answers().plan_status()); }
net::Response Service::get_balance(Asked const&) { return json_response(200, answers().balance()); }
net::Response Service::get_costs(Asked const&) { return json_response(200, answers().costs()); }
net::Response Service::get_credit_breakdown(Asked const&) { return json_response(200, answers().credit_breakdown()); }

net::Response Service::get_ledger(Asked const& asked)
{
    auto const limit = query_number(asked.query, "limit", 50, 1, 100'000);
    return limit ? json_response(200, answers().ledger(static_cast<std::size_t>(*limit))) : fail(422, "invalid_request", "limit is not a number from 1.");
}

net::Response Service::post_checkout(Asked const& asked)
{
    auto const json = object_of(asked.request.body);
    Checkout checkout { .id = make_id(m_account, "cs", false), .success_url = text_member(json, "success_url"), .cancel_url = text_member(json, "cancel_url") };
    if (checkout.success_url.empty() || checkout.cancel_url.empty())
        return fail(400, "invalid_request", "success_url and cancel_url are needed.");
    if (m_account.subscription.active && m_account.subscription.until > now())
        return fail(409, "subscription_active", "There is a subscription already.");
    if (m_account.checkouts.size() >= checkouts_kept)
        m_account.checkouts.erase(m_account.checkouts.begin());
    m_account.checkouts.push_back(checkout);
    ++m_revision;
    return json_response(200, JsonObject {}.text("checkout_url", m_options.page_origin + "/sandbox/checkout/" + checkout.id).text("session_id", checkout.id).done());
}

net::Response Service::post_plan_change(Asked const& asked)
{
    auto const json = object_of(asked.request.body);
    // Each of the two documented bodies is taken in its own shape only, as the service has one.
    auto const plan = text_member(json, m_dials.in_shape_b(Variant::ChangePlanBody) ? "target_plan" : "new_plan");
    auto const* wanted = find_plan(plan);
    if (!wanted)
        return fail(400, "invalid_request", "The plan is not known.");
    auto& own = m_account.subscription;
    auto const moment = now();
    if (!own.active || own.until <= moment)
        return fail(400, "no_active_subscription", "There is no subscription to change.");
    auto const* current = find_plan(own.plan);
    if (!current)
        return fail(400, "trial_requires_checkout", "From the trial a plan is bought through the checkout.");
    if (!own.next_plan.empty())
        return fail(400, "pending_change_exists", "Another change is planned already.");
    std::erase_if(own.changes, [&](Instant at) { return at + hours { 1 } <= moment; });
    if (own.changes.size() >= 3) {
        auto response = fail(429, "rate_limited", "The plan can be changed three times an hour.");
        response.headers.push_back({ "retry-after", std::to_string(std::chrono::duration_cast<std::chrono::seconds>(own.changes.front() + hours { 1 } - moment).count() + 1) });
        return response;
    }
    own.changes.push_back(moment);
    ++m_revision;
    if (wanted < current) {
        own.next_plan = plan;
        return json_response(200, answers().plan_change("downgrade_scheduled", plan, own.until, own.until + month));
    }
    auto const* annual = api::member(json, "annual");
    own.annual = annual && annual->text == "true";
    own.plan = plan;
    own.since = moment;
    own.until = moment + (own.annual ? year : month);
    return json_response(200, answers().plan_change(wanted == current ? "refresh" : "upgrade", plan, own.since, own.until));
}

net::Response Service::delete_pending_change(Asked const&)
{
    if (m_account.subscription.next_plan.empty())
        return fail(404, "no_pending_change", "No change is planned.");
    m_account.subscription.next_plan.clear();
    ++m_revision;
    return json_response(200, JsonObject {}.flag("success", true).text("message", marked("The plan stays as it is.")).done());
}

Checkout const* Service::find_checkout(std::string_view id) const
{
    for (auto const& checkout : m_account.checkouts)
        if (checkout.id == id)
            return &checkout;
    return nullptr;
}

void Service::close_checkout(std::string_view id, bool paid)
{
    for (auto& checkout : m_account.checkouts) {
        if (checkout.id != id || checkout.closed)
            continue;
        checkout.closed = true;
        if (paid)
            m_account.subscription = { .plan = "trial", .active = true, .renews = true, .since = now(), .until = now() + hours { 7 * 24 } };
        ++m_revision;
    }
}

void Service::change_plan(std::string_view plan)
{
    m_account.subscription = { .plan = std::string { plan }, .active = true, .renews = true, .since = now(), .until = now() + hours { 30 * 24 } };
    ++m_revision;
}

void Service::set_renewal(bool renews)
{
    m_account.subscription.renews = renews;
    ++m_revision;
}

} // namespace kally::sandbox
