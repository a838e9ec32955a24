#include "world.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <map>

using namespace kally;
using namespace std::chrono_literals;
using Json = World::Json;

namespace {

int tenths(Json const& amount)
{
    auto const decimal = Decimal::parse(amount.is_string() ? amount.get<std::string>() : amount.dump());
    REQUIRE(decimal);
    REQUIRE(decimal->scale <= 1);
    return static_cast<int>(decimal->scale == 0 ? decimal->units * 10 : decimal->units);
}

/// Balance, ledger, breakdown and the costs of goals are one and the same sum.
void check_sums(World& world)
{
    auto const balance = world.get_json("/v1/credits/balance");
    CHECK(tenths(balance["credits_remaining"]) + tenths(balance["credits_used"]) == tenths(balance["credits_allocated"]));
    auto const ledger = world.get_json("/v1/credits/history?limit=1000")["entries"];
    std::map<std::string, int> by_type, by_goal;
    auto used = 0;
    for (auto const& entry : ledger) {
        if (entry["goal_id"].is_string())
            by_goal[entry["goal_id"]] += tenths(entry["credits"]);
        if (entry["timestamp"].get<std::string>() < balance["period_start"].get<std::string>())
            continue;
        used += tenths(entry["credits"]);
        by_type[entry["type"]] += tenths(entry["credits"]);
    }
    CHECK(used == tenths(balance["credits_used"]));
    auto const breakdown = world.get_json("/v1/credits/breakdown");
    CHECK(tenths(breakdown["total_spent"]) == used);
    for (auto const& item : breakdown["items"])
        CHECK(by_type[item["action_type"]] == tenths(item["credits_total"]));
    CHECK(breakdown["items"].size() == by_type.size());
    for (auto const& [goal, cost] : by_goal) {
        CHECK(tenths(world.get_json("/v1/coordination/goals/" + goal)["credits_used"]) == cost);
        auto const budget = world.get_json("/v1/coordination/goals/" + goal + "/budget");
        CHECK(tenths(budget["credits_used"]) == cost);
        CHECK(tenths(budget["credits_used"]) + tenths(budget["credits_remaining"]) == tenths(budget["credits_estimated"]));
        auto const costs = world.get_json("/v1/goals/" + goal + "/cost-breakdown");
        auto items = 0, parts = 0;
        for (auto const& item : costs["items"])
            items += tenths(item["credits"]);
        for (auto const& part : budget["breakdown"])
            parts += tenths(part["credits"]);
        CHECK(items == cost);
        CHECK(parts == cost);
    }
}

} // namespace

TEST_CASE("the ledger adds up to the balance, whatever is done", "[sandbox][credits]")
{
    auto const demo = GENERATE(true, false);
    World world { { .demo = demo } };
    check_sums(world);
    auto said = 0;
    for (auto const* request : { "Find three gyms near Ruzafa and write emails asking for prices", "Add my availability next week", "Approve all 3", "Call Casa Lola", "Check my electricity bill", "Ask for a better rate",
             "Schedule a meeting with Ana", "Take the second one", "Book a table for 4", "Confirm the booking", "Write to my landlord about the tap", "Approve and send" }) {
        said += tenths(world.say(request)["credits_used"]);
        world.time += 2min;
        check_sums(world);
    }
    world.send(Method::Post, "/v1/calls", R"({"submission":{"task_description":"Ask what tuning costs.","respondent_phone":"+441174960140"}})");
    check_sums(world);
    if (!demo)
        CHECK(tenths(world.get_json("/v1/credits/balance")["credits_used"]) == said + 11);
}

TEST_CASE("amounts are texts or numbers, and the same", "[sandbox][credits]")
{
    World world { { .demo = true } };
    auto const text = world.get_json("/v1/credits/balance");
    REQUIRE(sandbox::apply_json(world.service.dials(), R"({"shape":["credits-type"]})") == "");
    auto const number = world.get_json("/v1/credits/balance");
    CHECK(text["credits_used"].is_string());
    CHECK(number["credits_used"].is_number());
    CHECK(tenths(text["credits_used"]) == tenths(number["credits_used"]));
    check_sums(world);
}

TEST_CASE("the ledger is newest first and keeps to its limit", "[sandbox][credits]")
{
    World world { { .demo = true } };
    auto const all = world.get_json("/v1/credits/history?limit=1000")["entries"];
    CHECK(all.size() == 37);
    for (std::size_t i = 1; i < all.size(); ++i)
        CHECK(all[i - 1]["timestamp"].get<std::string>() >= all[i]["timestamp"].get<std::string>());
    CHECK(world.get_json("/v1/credits/history?limit=5")["entries"].size() == 5);
    CHECK(world.get("/v1/credits/history?limit=0").status == 422);
}

TEST_CASE("without credits nothing more is begun, unless the plan goes on", "[sandbox][credits]")
{
    World world { { .dials = { .token_lifetime = 99h } } };
    world.service.change_plan("starter");
    auto const say = [&] { return world.send(Method::Post, "/v1/coordination/message", R"({"message":"Renew my parking permit"})"); };
    auto count = 0;
    while (say().status == 200 && count < 400)
        ++count;
    CHECK(count == 200);
    CHECK(Json::parse(say().body)["error"]["code"] == "quota_exceeded");
    CHECK(world.get_json("/v1/credits/balance")["credits_remaining"] == "0");
    CHECK(world.send(Method::Post, "/v1/calls", R"({"submission":{"task_description":"Ask what tuning costs.","respondent_phone":"+441174960140"}})").status == 402);
    world.time += 1s;
    world.service.change_plan("pro"); // a new period
    for (count = 0; count < 601 && say().status == 200;)
        ++count;
    CHECK(count == 601);
    CHECK(world.get_json("/v1/credits/balance")["credits_remaining"] == "-1");
    check_sums(world);
}

TEST_CASE("prices and plans are public and estimates are theirs", "[sandbox][credits]")
{
    World world;
    auto const costs = Json::parse(world.service.handle({ .url = "/v1/credits/costs" }).body)["costs"];
    CHECK(costs["call"] == Json { { "base", "1" }, { "per_minute", "0.1" } });
    CHECK(costs["email_send"] == Json { { "per_email", "0.3" } });
    auto const plans = Json::parse(world.service.handle({ .url = "/v1/credits/plans" }).body)["plans"];
    CHECK(plans["pro"]["credits_allocated"] == "600");
    auto const estimate = [&](char const* type, char const* description) {
        return Json::parse(world.send(Method::Post, "/v1/goals/estimate", Json { { "type", type }, { "description", description } }.dump()).body);
    };
    CHECK(estimate("call", "Phone a piano tuner and ask for a quote") == Json { { "estimated_credits", "1.8" }, { "breakdown", { { "search", "0.5" }, { "call", "1.3" } } }, { "confidence", "high" } });
    CHECK(estimate("email", "Write")["confidence"] == "medium");
    CHECK(world.send(Method::Post, "/v1/goals/estimate", R"({"type":"moon","description":"x"})").status == 422);
}

TEST_CASE("an account of an earlier version gets the ledger that its work makes", "[sandbox][credits]")
{
    World world;
    world.say("Find three gyms near Ruzafa and write emails asking for prices");
    world.say("Call the second one");
    world.send(Method::Post, "/v1/calls", R"({"submission":{"task_description":"Ask what tuning costs.","respondent_phone":"+441174960140"}})");
    auto const used = world.get_json("/v1/credits/balance")["credits_used"];
    auto saved = Json::parse(world.service.save());
    for (auto const* name : { "ledger", "emails", "inbox", "deeds" })
        saved["account"].erase(name);
    for (auto& goal : saved["account"]["goals"])
        for (auto const* name : { "parent", "hold", "question", "archived" })
            goal.erase(name);
    World other;
    REQUIRE(other.service.restore(saved.dump()));
    other.token = other.service.sign_in().access_token;
    CHECK(other.get_json("/v1/credits/balance")["credits_used"] == used);
    check_sums(other);
}

TEST_CASE("a state with sums that cannot be is refused", "[sandbox][credits]")
{
    World world { { .demo = true } };
    auto saved = Json::parse(world.service.save());
    SECTION("a row")
    {
        saved["account"]["ledger"][0]["credits"] = 2'000'000'000;
        CHECK_FALSE(world.service.restore(saved.dump()));
    }
    SECTION("a goal above itself")
    {
        auto& goals = saved["account"]["goals"];
        goals[0]["parent"] = goals[1]["id"];
        goals[1]["parent"] = goals[0]["id"];
        CHECK_FALSE(world.service.restore(saved.dump()));
    }
}
