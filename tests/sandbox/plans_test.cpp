#include "sandbox/hosted.h"
#include "world.h"

#include <catch2/catch_test_macros.hpp>

using namespace kally;
using namespace kally::sandbox;
using namespace std::chrono_literals;
using Json = World::Json;

static Json change(World& world, Json const& body)
{
    auto const response = world.send(Method::Post, "/v1/subscriptions/change-plan", body.dump());
    auto json = Json::parse(response.body, nullptr, false);
    json["http"] = response.status;
    return json;
}
static std::string code_of(Json const& answer) { return answer.contains("error") ? answer["error"]["code"].get<std::string>() : ""; }

TEST_CASE("a larger plan begins at once, a smaller one when the period ends", "[sandbox][plans]")
{
    World world { { .demo = true } };
    CHECK(world.get_json("/v1/subscriptions/status")["pending_change"].is_null());
    auto const up = change(world, { { "new_plan", "power" }, { "annual", true } });
    CHECK(up["change_type"] == "upgrade");
    CHECK(up["new_period_start"] == "2026-11-24T12:00:00Z");
    CHECK(up["new_period_end"] == "2027-11-24T12:00:00Z");
    CHECK(world.get_json("/v1/credits/balance")["credits_allocated"] == "1500");
    CHECK(world.get_json("/v1/credits/balance")["credits_used"] == "0");
    CHECK(change(world, { { "new_plan", "power" }, { "annual", false } })["change_type"] == "refresh");
    auto const down = change(world, { { "new_plan", "starter" } });
    CHECK(down["change_type"] == "downgrade_scheduled");
    auto const status = world.get_json("/v1/subscriptions/status");
    CHECK(status["plan_type"] == "power");
    CHECK(status["pending_change"] == Json { { "new_plan", "starter" }, { "effective_date", "2026-12-24T12:00:00Z" } });
    SECTION("another change is in the way")
    {
        CHECK(code_of(change(world, { { "new_plan", "business" } })) == "pending_change_exists");
    }
    SECTION("it comes when it is time")
    {
        world.time += 24h * 31;
        world.token = world.service.sign_in().access_token;
        CHECK(world.get_json("/v1/subscriptions/status")["plan_type"] == "starter");
        CHECK(world.get_json("/v1/subscriptions/status")["pending_change"].is_null());
        CHECK(world.get_json("/v1/credits/balance")["credits_allocated"] == "200");
    }
    SECTION("it can be dropped")
    {
        CHECK(Json::parse(world.send(Method::Delete, "/v1/subscriptions/pending-change").body) == Json { { "success", true }, { "message", "The plan stays as it is (sandbox)." } });
        CHECK(world.get_json("/v1/subscriptions/status")["pending_change"].is_null());
        CHECK(world.send(Method::Delete, "/v1/subscriptions/pending-change").status == 404);
    }
}

TEST_CASE("the plan changes three times an hour at most", "[sandbox][plans]")
{
    World world { { .demo = true } };
    for (auto const* plan : { "pro", "power", "business" })
        CHECK(change(world, { { "new_plan", plan } })["http"] == 200);
    auto const refused = world.send(Method::Post, "/v1/subscriptions/change-plan", R"({"new_plan":"business"})");
    CHECK(refused.status == 429);
    CHECK(net::header(refused.headers, "retry-after") == "3601");
    world.time += 61min;
    world.token = world.service.sign_in().access_token;
    CHECK(change(world, { { "new_plan", "business" } })["http"] == 200);
}

TEST_CASE("who has no plan, or the trial, is sent to the checkout", "[sandbox][plans]")
{
    World world;
    CHECK(code_of(change(world, { { "new_plan", "pro" } })) == "no_active_subscription");
    CHECK(world.get_json("/v1/subscriptions/status") == Json { { "status", "none" }, { "pending_change", nullptr } });
    auto const made = Json::parse(world.send(Method::Post, "/v1/stripe/trial-checkout", R"({"success_url":"https://kallyai.com/app","cancel_url":"https://kallyai.com/app"})").body);
    world.service.close_checkout(made["session_id"].get<std::string>(), true);
    CHECK(code_of(change(world, { { "new_plan", "pro" } })) == "trial_requires_checkout");
    CHECK(world.get_json("/v1/credits/balance")["plan_type"] == "trial");
    CHECK(code_of(change(world, { { "new_plan", "moon" } })) == "invalid_request");
}

TEST_CASE("the checkout and the portal are one for a form and for a dialog, and nothing but their own presses does anything", "[sandbox][plans]")
{
    World world;
    auto& service = world.service;
    auto const made = Json::parse(world.send(Method::Post, "/v1/stripe/trial-checkout", R"({"success_url":"https://a.example/#/plans/checkout","cancel_url":"https://a.example/#/plans"})").body);
    auto const address = made["checkout_url"].get<std::string>(), path = address.substr(service.page_origin().size());
    CHECK_FALSE(visit(service, Language::English, "/sandbox/checkout/none").page);
    CHECK_FALSE(visit(service, Language::English, path, "action", "steal").page);
    CHECK_FALSE(visit(service, Language::English, path, "plan", "pro").page);
    CHECK(service.subscription().plan.empty());
    auto const opened = visit(service, { { "language", "es" }, { "address", address } });
    CHECK(field(opened, "title") == "Empezar la prueba de 1 $");
    CHECK(field(opened, "primary action pay") == "Pagar 1 $ ficticio");
    CHECK(field(opened, "leads-to").empty());
    auto const paid = visit(service, { { "address", address }, { "name", "action" }, { "value", "pay" } });
    CHECK(field(paid, "leads-to") == "https://a.example/#/plans/checkout");
    CHECK(service.subscription().plan == "trial");
    CHECK(visit(service, Language::English, path, "action", "pay").leads_to.empty()); // once
    auto const portal = service.page_origin() + "/sandbox/portal/account";
    CHECK(field(visit(service, { { "address", portal }, { "name", "plan" }, { "value", "moon" } }), "fact Plan") == "trial");
    CHECK(field(visit(service, { { "address", portal }, { "name", "plan" }, { "value", "power" } }), "fact Plan") == "Power");
    CHECK(field(visit(service, { { "address", portal }, { "name", "renew" }, { "value", "no" } }), "primary renew yes") == "Renew after all");
    CHECK_FALSE(service.subscription().renews);
}

TEST_CASE("minutes are counted for the older clients", "[sandbox][plans]")
{
    World world { { .demo = true } };
    auto const statistics = world.get_json("/v1/users/me/statistics");
    CHECK(statistics["minutes_used"].get<int>() + statistics["minutes_remaining"].get<int>() == statistics["minutes_allocated"].get<int>());
    CHECK(statistics["calls_used"] == 9);
    CHECK(statistics["plan_type"] == "pro");
}
