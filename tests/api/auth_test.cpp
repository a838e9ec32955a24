#include "api/operations.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace kally;
using namespace kally::api;
using namespace std::chrono_literals;

TEST_CASE("tokens are read from an answer and from a pasted file", "[api][auth]")
{
    SECTION("answer")
    {
        auto const tokens = decode_tokens(R"({"access_token":"at","refresh_token":"rt","expires_in":1800})");
        REQUIRE(tokens.has_value());
        CHECK(tokens->access_token == "at");
        CHECK(tokens->refresh_token == "rt");
        CHECK(tokens->expires_in == 1800s);
        CHECK_FALSE(tokens->expires_at);
    }
    SECTION("file, with blank space around it and a fraction in the time")
    {
        auto const tokens = decode_tokens("\n  {\"access_token\":\"at\",\"expires_at\":1790000000.25} \n");
        REQUIRE(tokens.has_value());
        CHECK(tokens->expires_at == Instant { 1'790'000'000'250ms });
        CHECK_FALSE(tokens->expires_in);
        CHECK_FALSE(tokens->refresh_token);
    }
    SECTION("a refresh token of null or nothing is none")
    {
        CHECK_FALSE(decode_tokens(R"({"access_token":"at","refresh_token":null})")->refresh_token);
        CHECK_FALSE(decode_tokens(R"({"access_token":"at","refresh_token":""})")->refresh_token);
    }
}

TEST_CASE("an expiry that cannot be one is left out", "[api][auth]")
{
    auto const member = GENERATE(as<std::string>(), R"("expires_in":"3600")", R"("expires_in":99999999999999)", R"("expires_in":1.5)",
        R"("expires_in":null)", R"("expires_at":-1)", R"("expires_at":1e15)", R"("expires_at":"soon")", R"("expires_at":{})");
    CAPTURE(member);
    auto const tokens = decode_tokens(R"({"access_token":"at",)" + member + "}");
    REQUIRE(tokens.has_value());
    CHECK_FALSE(tokens->expires_in);
    CHECK_FALSE(tokens->expires_at);
}

TEST_CASE("what holds no access token is refused without repeating it", "[api][auth]")
{
    auto const [pasted, problem] = GENERATE(table<std::string, std::string>({
        { R"({"refresh_token":"secret"})", "access_token is missing, expected a string that is not empty" },
        { R"({"access_token":"","refresh_token":"secret"})", "access_token is empty, expected a string that is not empty" },
        { R"({"access_token":["secret"]})", "access_token is a list, expected a string that is not empty" },
        { R"(["secret"])", "The answer is a list, expected an object" },
        { R"({"access_token":"secret")", "The answer is not JSON (byte 25)" },
        { "secret", "The answer is not JSON (byte 1)" },
        { "", "The answer is empty" },
    }));
    auto const tokens = decode_tokens(pasted);
    REQUIRE_FALSE(tokens.has_value());
    CHECK(tokens.error().kind == ErrorKind::Malformed);
    CHECK(tokens.error().detail == problem);
}
