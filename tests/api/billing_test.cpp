#include "api/operations.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace kally;
using namespace kally::api;

TEST_CASE("plans are read from a list, from a map and bare", "[api][billing]")
{
    auto const body = GENERATE(as<std::string>(), R"({"plans":[{"plan_type":"pro","price_monthly":49,"price_annual_monthly":39}]})",
        R"({"plans":{"pro":{"monthly_price":"49.00","annual_monthly":39}}})", R"([{"id":"pro","price":49.0,"price_annual":39}])",
        R"([{"key":"pro","amount":49,"annual_price":"39"}])", R"([{"slug":"pro","price_monthly":49,"annual_price":39}])",
        R"([{"plan":"pro","price_monthly":49,"price_annual_monthly":39,"annual_price":400}])");
    CAPTURE(body);
    auto const plans = list_plans().decode(body);
    REQUIRE(plans.has_value());
    REQUIRE(plans->size() == 1);
    CHECK(plans->front().type == "pro");
    CHECK(plans->front().name == "pro");
    CHECK(plans->front().monthly == Decimal { 49, 0 });
    CHECK(plans->front().monthly_if_annual == Decimal { 39, 0 });
    CHECK_FALSE(plans->front().credits);
    CHECK_FALSE(plans->front().overage);
}

TEST_CASE("prices and overage are what the service says", "[api][business-price][overage]")
{
    auto const plans = list_plans().decode(
        R"({"plans":[{"plan_type":"business","name":"Business","currency":"usd","price_monthly":249,"credits_allocated":4500,"overage_enabled":true,"overage_rate":"0.05"},
            {"plan_type":"business","price_monthly":299,"overage_enabled":false}]})");
    REQUIRE(plans.has_value());
    REQUIRE(plans->size() == 2);
    CHECK(plans->front().name == "Business");
    CHECK(plans->front().currency == "usd");
    CHECK(plans->front().monthly == Decimal { 249, 0 });
    CHECK(plans->front().credits == Decimal { 4500, 0 });
    CHECK(plans->front().overage == true);
    CHECK(plans->front().overage_rate == Decimal { 5, 2 });
    CHECK(plans->back().monthly == Decimal { 299, 0 });
    CHECK(plans->back().overage == false);
    CHECK_FALSE(plans->back().overage_rate);
}

TEST_CASE("a body without plans is refused", "[api][billing]")
{
    auto const [body, problem] = GENERATE(table<std::string, std::string>({
        { "{}", "plans is missing, expected a list" },
        { R"({"plans":"none"})", "plans is a string, expected a list" },
        { R"({"plans":["pro"]})", "plans[0] is a string, expected an object" },
        { R"({"plans":{"pro":5}})", "plans[0] is a number, expected an object" },
        { "5", "The answer is a number, expected an object or a list" },
    }));
    CHECK(list_plans().decode(body).error().detail == problem);
}

TEST_CASE("the addresses of checkout and portal are read", "[api][portal]")
{
    CHECK(start_trial_checkout("a", "b").decode(R"({"checkout_url":"https://c.example","session_id":"cs_1"})")->url == "https://c.example");
    CHECK(start_trial_checkout("a", "b").decode(R"({"session_id":"cs_1"})").error().detail
        == "checkout_url is missing, expected a string that is not empty");
    CHECK(get_billing_portal().decode(R"({"portal_url":"https://a.example"})")->url == "https://a.example");
    CHECK(get_billing_portal().decode(R"({"url":"https://b.example"})")->url == "https://b.example");
    CHECK(get_billing_portal().decode(R"({"url":"https://b.example","portal_url":"https://a.example"})")->url == "https://a.example");
    CHECK_FALSE(get_billing_portal().decode(R"({"url":""})").has_value());
}

TEST_CASE("a subscription is read in minutes and in credits", "[api][subscription-unit]")
{
    SECTION("minutes")
    {
        auto const subscription = get_subscription().decode(R"({"has_active_subscription":true,"provider":"stripe","plan":{"type":"personal",
            "minutes_included":210},"status":"active","expires_at":"2026-04-01T00:00:00Z","auto_renew":true,"management_url":"https://m.example"})");
        REQUIRE(subscription.has_value());
        CHECK(subscription->active == true);
        CHECK(subscription->plan == "personal");
        CHECK(subscription->minutes_included == 210);
        CHECK(subscription->period_end == parse_timestamp("2026-04-01"));
        CHECK(subscription->auto_renew == true);
        CHECK(subscription->management_url == "https://m.example");
    }
    SECTION("credits")
    {
        auto const subscription
            = get_subscription().decode(R"({"plan_type":"pro","status":"active","current_period_end":"2026-04-01T00:00:00Z"})");
        REQUIRE(subscription.has_value());
        CHECK(subscription->plan == "pro");
        CHECK(subscription->status == "active");
        CHECK(subscription->period_end == parse_timestamp("2026-04-01"));
        CHECK_FALSE(subscription->active);
        CHECK_FALSE(subscription->minutes_included);
    }
    SECTION("nothing that is known")
    {
        auto const subscription = get_subscription().decode(R"({"plan":null,"expires_at":null})");
        REQUIRE(subscription.has_value());
        CHECK_FALSE(subscription->plan);
        CHECK_FALSE(subscription->period_end);
    }
}

TEST_CASE("a plan change is asked for in both documented bodies", "[api][change-plan-body]")
{
    CHECK(change_plan("power", Billed::Monthly).body == R"({"new_plan":"power","annual":false})");
    CHECK(change_plan("power", Billed::Annually).body == R"({"new_plan":"power","annual":true})");
    CHECK(change_plan("power", Billed::Annually, PlanChangeBody::Client).body == R"({"target_plan":"power"})");
    CHECK(change_plan("power", Billed::Monthly).target == "/v1/subscriptions/change-plan");
    auto const change = change_plan("power", Billed::Monthly).decode(R"({"success":true,"change_type":"downgrade_scheduled","new_plan":"starter","bonus_minutes":1.5,"new_period_end":"2026-04-02T00:00:00Z"})");
    REQUIRE(change.has_value());
    CHECK(change->change_type == "downgrade_scheduled");
    CHECK(change->plan == "starter");
    CHECK(change->bonus_minutes == Decimal { 15, 1 });
    CHECK_FALSE(change->period_start);
    CHECK(change->period_end == parse_timestamp("2026-04-02"));
}

TEST_CASE("a pending change is read, and dropped by DELETE", "[api][billing]")
{
    auto const status = get_plan_status().decode(R"({"plan_type":"pro","status":"new_state","pending_change":{"new_plan":"starter","effective_date":"2026-04-01T00:00:00Z"}})");
    REQUIRE(status.has_value());
    CHECK(status->status == "new_state");
    REQUIRE(status->pending_change);
    CHECK(status->pending_change->plan == "starter");
    CHECK(status->pending_change->effective_at == parse_timestamp("2026-04-01"));
    CHECK_FALSE(get_plan_status().decode(R"({"pending_change":null})")->pending_change);
    CHECK_FALSE(get_plan_status().decode(R"({"pending_change":"none"})")->pending_change);
    CHECK(cancel_pending_change().method == Method::Delete);
    CHECK(cancel_pending_change().target == "/v1/subscriptions/pending-change");
}

TEST_CASE("figures of minute billing are read", "[api][billing]")
{
    auto const statistics = get_statistics().decode(R"({"plan_type":"personal","minutes_used":40.5,"calls_used":6,"usage_percentage":19})");
    REQUIRE(statistics.has_value());
    CHECK(statistics->minutes_used == Decimal { 405, 1 });
    CHECK(statistics->calls_used == 6);
    CHECK_FALSE(statistics->calls_remaining);
}
