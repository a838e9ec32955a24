#include "api/operations.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace kally;
using namespace kally::api;

TEST_CASE("a balance is read in both forms of an amount", "[api][credits][credits-type]")
{
    auto const body = GENERATE(as<std::string>(),
        R"({"credits_remaining":511.5,"credits_used":88.5,"credits_allocated":600,"plan_type":"pro","period_start":"2026-03-01T00:00:00Z","period_end":"2026-04-01T00:00:00Z"})",
        R"({"credits_remaining":"511.5","credits_used":"88.50","credits_allocated":"600","plan_type":"pro","period_start":"2026-03-01","period_end":"2026-04-01"})");
    auto const balance = get_credit_balance().decode(body);
    REQUIRE(balance.has_value());
    CHECK(balance->remaining == Decimal { 5115, 1 });
    CHECK(balance->used == Decimal { 885, 1 });
    CHECK(balance->allocated == Decimal { 600, 0 });
    CHECK(*balance->remaining + *balance->used == balance->allocated);
    CHECK(balance->plan == "pro");
    CHECK(balance->period_end == parse_timestamp("2026-04-01"));
    CHECK_FALSE(get_credit_balance().decode("{}")->remaining);
}

TEST_CASE("the ledger keeps every row, known or not", "[api][credits]")
{
    CHECK(get_ledger(200).target == "/v1/credits/history?limit=200");
    CHECK(get_ledger(0).target == "/v1/credits/history?limit=1");
    auto const ledger = get_ledger(5).decode(
        R"({"entries":[{"id":"cr_1","type":"call","description":"Call","credits":"1.5","timestamp":"2026-03-02T08:21:22Z","goal_id":"g_1"},{"type":"bonus","credits":-3}]})");
    REQUIRE(ledger.has_value());
    REQUIRE(ledger->size() == 2);
    CHECK((*ledger)[0].credits == Decimal { 15, 1 });
    CHECK((*ledger)[0].goal_id == GoalId { "g_1" });
    CHECK((*ledger)[1].type == "bonus");
    CHECK((*ledger)[1].credits == Decimal { -3, 0 });
    CHECK_FALSE((*ledger)[1].id);
}

TEST_CASE("the price list is read by action, whatever its units are called", "[api][credits]")
{
    auto const costs = get_credit_costs().decode(R"({"costs":{"call":{"base":1,"per_minute":"0.1","note":"text"},"search":{"per_query":0.5},"new_one":{"per_moon":7},"odd":3}})");
    REQUIRE(costs.has_value());
    REQUIRE(costs->size() == 3);
    CHECK((*costs)[0].action == "call");
    REQUIRE((*costs)[0].parts.size() == 2);
    CHECK((*costs)[0].parts[1].name == "per_minute");
    CHECK((*costs)[0].parts[1].credits == Decimal { 1, 1 });
    CHECK((*costs)[2].parts[0].name == "per_moon");
    CHECK_FALSE(get_credit_costs().authorized);
    CHECK(get_credit_costs().decode("{}")->empty());
}

TEST_CASE("use by kind of action and the plans' credits are read", "[api][credits]")
{
    auto const use = get_credit_breakdown().decode(R"({"items":[{"action_type":"call","credits_total":61,"transaction_count":9},{"action_type":"new_one"}],"total_spent":"61.0"})");
    REQUIRE(use.has_value());
    CHECK(use->items[0].credits == Decimal { 61, 0 });
    CHECK(use->items[0].count == 9);
    CHECK_FALSE(use->items[1].credits);
    CHECK(use->total == Decimal { 61, 0 });
    auto const plans = list_credit_plans().decode(R"({"plans":{"business":{"name":"Business","credits_allocated":4500,"price_monthly":249,"overage_rate":"0.05"}}})");
    REQUIRE(plans.has_value());
    CHECK((*plans)[0].type == "business");
    CHECK((*plans)[0].credits == Decimal { 4500, 0 });
    CHECK((*plans)[0].monthly == Decimal { 249, 0 });
    CHECK_FALSE(list_credit_plans().authorized);
    CHECK(list_credit_plans().target == "/v1/credits/plans");
}
