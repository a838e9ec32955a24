#include "api/operations.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace kally;
using namespace kally::api;

TEST_CASE("a call is read nested and flat", "[api][call-layout][call-list-key]")
{
    auto const body = GENERATE(as<std::string>(),
        R"({"calls":[{"call_id":"k","status":"success","metadata":{"created_at":"2026-03-02T08:20:00Z","ended_at":"2026-03-02T08:21:00Z"},
            "submission":{"respondent_phone":"+441174960143","business_name":"Atelier"},"highlights":"Done"}],"total":7})",
        R"({"items":[{"call_id":"k","status":"success","to":"+441174960143","business_name":"Atelier","created_at":"2026-03-02T08:20:00Z",
            "ended_at":"2026-03-02T08:21:00Z","result_summary":"Done"}],"total":7})");
    auto const page = list_calls({}).decode(body);
    REQUIRE(page.has_value());
    CHECK(page->total == 7);
    REQUIRE(page->calls.size() == 1);
    auto const& call = page->calls.front();
    CHECK(call.id == CallId { "k" });
    CHECK(call.phone == "+441174960143");
    CHECK(call.business == "Atelier");
    CHECK(call.highlights == "Done");
    CHECK(call.created_at == parse_timestamp("2026-03-02T08:20:00Z"));
    CHECK(call.ended_at == parse_timestamp("2026-03-02T08:21:00Z"));
}

TEST_CASE("the status of a call is an open set", "[api][call-status]")
{
    auto const status = GENERATE(as<std::string>(), "success", "no_answer", "busy", "failed", "voicemail", "cancelled", "terminated", "new_one");
    auto const call = get_call({}).decode(R"({"call_id":"k","status":")" + status + "\"}");
    REQUIRE(call.has_value());
    CHECK(call->status == status);
}

TEST_CASE("a call keeps exact amounts and may lack the rest", "[api][calls]")
{
    auto const call = create_call({}, "key").decode(R"({"call_id":"k","status":"success","duration_seconds":81.4,"credits_used":1.5,"submission":null})");
    REQUIRE(call.has_value());
    CHECK(call->duration_seconds == Decimal { 814, 1 });
    CHECK(call->credits_used == Decimal { 15, 1 });
    CHECK_FALSE(call->phone);
    CHECK_FALSE(call->task);
    CHECK_FALSE(call->created_at);
}

TEST_CASE("a page of calls is read or refused as a whole", "[api][calls]")
{
    auto const [body, problem] = GENERATE(table<std::string, std::string>({
        { R"({"calls":[],"total":0})", "" },
        { R"({"calls":[]})", "" },
        { R"({"total":0})", "calls is missing, expected a list" },
        { R"({"calls":[{"status":"busy"}]})", "calls[0].call_id is missing, expected a string that is not empty" },
        { R"({"calls":[{"call_id":"a","status":"busy"},{"call_id":"b"}]})", "calls[1].status is missing, expected a string" },
        { R"({"calls":null})", "calls is null, expected a list" },
    }));
    auto const page = list_calls({}).decode(body);
    CHECK((page.has_value() ? "" : page.error().detail) == problem);
}
