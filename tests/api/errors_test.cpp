#include "api/operations.h"
#include "base/text.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <fstream>
#include <regex>

using namespace kally;
using namespace kally::api;
using namespace std::chrono_literals;

TEST_CASE("every envelope of an error is read", "[api][errors][error-message][error-flat]")
{
    auto const [body, code, detail] = GENERATE(table<std::string, std::string, std::string>({
        { R"({"error":{"code":"email_not_connected","message":"Connect a mailbox first.","details":{"reason":"no account"}}})",
            "email_not_connected", "Connect a mailbox first." },
        { R"({"error":{"code":"missing_token","details":{"message":"No Authorization header."}}})", "missing_token", "No Authorization header." },
        { R"({"error":{"code":"forbidden","details":{"reason":"scope"}}})", "forbidden", "scope" },
        { R"({"error":{"message":"Only words"}})", "", "Only words" },
        { R"({"error":{"code":"forbidden","message":"","details":null}})", "forbidden", "" },
        { R"({"error":"invalid_grant","error_description":"The code was used before."})", "invalid_grant", "The code was used before." },
        { R"({"error":"not_found","message":"There is no such thing."})", "not_found", "There is no such thing." },
        { R"({"error":"Something went wrong"})", "", "Something went wrong" },
        { R"({"detail":"Not Found"})", "", "Not Found" },
        { R"({"detail":[{"loc":["body","message"],"msg":"field required","type":"missing"},{"loc":["query","limit",0],"msg":"too small"}]})", "",
            "message: field required; query.limit.0: too small" },
        { R"({"detail":["one","two",3,{"loc":[]},{"msg":"three"}]})", "", "one; two; three" },
        { R"({"detail":{"code":"goal_not_found","message":"No goal."}})", "goal_not_found", "No goal." },
        { R"({"detail":{"error":{"code":"goal_not_found","message":"No goal."}}})", "goal_not_found", "No goal." },
        { R"({"code":"call_not_found","message":"No call."})", "call_not_found", "No call." },
        { R"("just text")", "", "just text" },
        { "Bad Gateway\n", "", "Bad Gateway" },
        { "upstream connect error", "", "upstream connect error" },
        { "<html><body>Not found</body></html>", "", "" },
        { "  <!doctype html>", "", "" },
        { "", "", "" },
        { "{}", "", "" },
        { "[]", "", "" },
        { "null", "", "" },
        { "{\"error\":", "", "" },
        { "\xFF\xFE", "", "" },
        { R"({"error":5,"detail":7})", "", "" },
        { R"({"error":{"code":["x"],"message":{"a":1}}})", "", "" },
        { R"({"error":{"code":"has spaces in it","message":"m"}})", "", "m" },
    }));
    CAPTURE(body);
    auto const error = decode_error(400, body);
    CHECK(error.kind == ErrorKind::Rejected);
    CHECK(error.status == 400);
    CHECK(error.code == code);
    CHECK(error.detail == detail);
}

TEST_CASE("a correlation id is kept, wherever it stands", "[api][errors]")
{
    CHECK(decode_error(500, R"({"error":{"code":"x","correlation_id":"6f3d"}})").correlation_id == "6f3d");
    CHECK(decode_error(500, R"({"error":"x","correlation_id":"6f3e"})").correlation_id == "6f3e");
    CHECK(decode_error(500, R"({"error":"x"})").correlation_id.empty());
}

TEST_CASE("running out of credits is understood without an envelope", "[api][errors][error-402][upgrade-url]")
{
    auto const body = R"({"plan_type":"trial","minutes_allocated":30,"minutes_used":30,"upgrade_url":"https://kallyai.com/app?upgrade=true"})";
    auto const bare = decode_error(402, body);
    CHECK(bare.kind == ErrorKind::Rejected);
    CHECK(bare.code == "quota_exceeded");
    CHECK(bare.link == "https://kallyai.com/app?upgrade=true");
    CHECK(decode_error(402, R"({"plan_type":"trial"})").code == "quota_exceeded");
    CHECK(decode_error(402, R"({"error":{"code":"budget_exceeded","message":"Over."},"plan_type":"pro"})").code == "budget_exceeded");
    CHECK(decode_error(402, R"({"error":{"code":"quota_exceeded","details":{"message":"None left.","upgrade_url":"https://kallyai.com/app"}}})").link
        == "https://kallyai.com/app");
    CHECK(decode_error(402, "").code.empty());
    CHECK(decode_error(402, R"({"detail":"Payment required"})").code.empty());
    CHECK(decode_error(400, body).code.empty());
}

TEST_CASE("the status decides the kind", "[api][errors]")
{
    auto const [status, kind] = GENERATE(table<int, ErrorKind>({
        { 400, ErrorKind::Rejected }, { 401, ErrorKind::SignedOut }, { 402, ErrorKind::Rejected }, { 403, ErrorKind::Rejected },
        { 404, ErrorKind::Rejected }, { 409, ErrorKind::Rejected }, { 422, ErrorKind::Rejected }, { 429, ErrorKind::Unavailable },
        { 500, ErrorKind::Unavailable }, { 502, ErrorKind::Unavailable }, { 503, ErrorKind::Unavailable }, { 504, ErrorKind::Unavailable },
        { 302, ErrorKind::Rejected }, { 600, ErrorKind::Rejected },
    }));
    auto const error = decode_error(status, R"({"error":{"code":"any","message":"m"}})");
    CHECK(error.kind == kind);
    CHECK(error.status == status);
    CHECK(decode_error(status, "<html>").kind == kind);
}

TEST_CASE("the relay tells what never left from what was not answered", "[api][errors]")
{
    CHECK(decode_error(502, R"({"error":{"code":"upstream_unreachable"}})").kind == ErrorKind::Offline);
    CHECK(decode_error(504, R"({"error":{"code":"upstream_unanswered"}})").kind == ErrorKind::Unanswered);
    CHECK(decode_error(504, R"({"error":{"code":"upstream_unreachable"}})").kind == ErrorKind::Unavailable);
    CHECK(decode_error(502, R"({"error":{"code":"upstream_unanswered"}})").kind == ErrorKind::Unavailable);
}

TEST_CASE("a wait is read in seconds and bounded", "[api][errors]")
{
    auto const [header, wait] = GENERATE(table<std::string, std::optional<std::chrono::seconds>>({
        { "30", 30s }, { " 0 ", 0s }, { "999999999999999999999", 86400s }, { "", std::nullopt }, { "-5", std::nullopt },
        { "1.5", std::nullopt }, { "soon", std::nullopt }, { "Wed, 21 Oct 2026 07:28:00 GMT", std::nullopt },
    }));
    CHECK(decode_error(429, "", header).retry_after == wait);
}

TEST_CASE("an error never grows past what a person reads", "[api][errors]")
{
    std::string long_text;
    while (long_text.size() < 100'000)
        long_text += "añ🙂";
    for (auto const& body : { "{\"error\":{\"message\":\"" + long_text + "\",\"code\":\"" + std::string(5000, 'x') + "\",\"upgrade_url\":\"" + long_text + "\"}}",
             "{\"detail\":[\"" + long_text + "\",\"" + long_text + "\"]}", "\"" + long_text + "\"", long_text }) {
        auto const error = decode_error(500, body);
        CHECK(error.detail.size() < 1010);
        CHECK(error.link.size() < 2010);
        CHECK(is_valid_utf8(error.detail));
        CHECK(error.code.empty());
    }
    CHECK(decode_error(500, "\"" + long_text + "\"").detail.size() > 900);
}

TEST_CASE("every error code of the contract has a meaning, and no other", "[api][errors]")
{
    std::ifstream contract { KALLY_CONTRACT };
    REQUIRE(contract);
    std::regex const row { R"(^  - \{code: (\w+), http: (\d+), meaning: .*, remedy: .*)" };
    std::vector<std::string> codes;
    for (std::string line; std::getline(contract, line);)
        if (std::smatch match; std::regex_match(line, match, row))
            codes.push_back(match[1]);
    CHECK(codes.size() == 34);
    for (auto const& code : codes) {
        CAPTURE(code);
        REQUIRE(meaning_of(code));
        CHECK(meaning_of(code)->code == code);
    }
    CHECK(meaning_of("quota_exceeded")->remedy == Remedy::SeePlans);
    CHECK(meaning_of("rate_limited")->remedy == Remedy::Wait);
    CHECK(meaning_of("emergency_number")->remedy == Remedy::None);
    CHECK_FALSE(meaning_of(""));
    CHECK_FALSE(meaning_of("teapot"));
}
