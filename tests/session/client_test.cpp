#include "client_world.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace kally;
using namespace std::chrono_literals;
using World = ClientWorld;

TEST_CASE("A request carries the token, the address and the headers of its operation", "[session]")
{
    World world;
    world.sign_in();
    world.fetch();
    world.say("hello");
    REQUIRE(world.wire.sent.size() == 2);
    CHECK(world.request(0).method == Method::Get);
    CHECK(world.request(0).url.starts_with("https://service.example/v1/calls"));
    CHECK(world.authorization(0) == "Bearer at_one");
    CHECK(world.request(0).time_limit == 30s);
    CHECK(world.request(1).method == Method::Post);
    CHECK(world.request(1).url == "https://service.example/v1/coordination/message");
    CHECK(world.request(1).time_limit == 300s);
    CHECK(world.request(1).body.find("hello") != std::string::npos);
    auto const& headers = world.request(1).headers;
    CHECK(std::count(headers.begin(), headers.end(), net::Header { "Content-Type", "application/json" }) == 1);
    world.answer(0, 200);
    REQUIRE(world.calls.size() == 1);
    CHECK(world.calls[0].has_value());
}

TEST_CASE("A public operation travels without a token, signed in or not", "[session]")
{
    World world;
    int answers = 0;
    auto const fetch_plans = [&] { world.client->send<std::vector<api::Plan>>(api::list_plans(), [&](auto) { ++answers; }); };
    fetch_plans();
    world.sign_in();
    fetch_plans();
    CHECK(world.authorization(0).empty());
    CHECK(world.authorization(1).empty());
    world.answer(0, 200, "[]");
    world.answer(1, 401, "{}");
    CHECK(answers == 2);
    CHECK(world.signed_out == 0); // such a 401 says nothing about the session
    CHECK(world.renewals() == 0);
}

TEST_CASE("Without a session a request that needs one is SignedOut, from poll and not from send", "[session]")
{
    World world;
    CHECK_FALSE(world.client->signed_in());
    CHECK_FALSE(world.client->has_answers());
    world.fetch();
    CHECK(world.calls.empty());
    CHECK(world.client->has_answers());
    world.poll();
    CHECK_FALSE(world.client->has_answers());
    REQUIRE(world.calls.size() == 1);
    CHECK(kind_of(world.calls[0]) == ErrorKind::SignedOut);
    CHECK(world.wire.sent.empty());
    CHECK(world.signed_out == 0);
}

TEST_CASE("A callback that asks again at once does not hold the poll", "[session]")
{
    World world;
    int answers = 0;
    std::function<void(World::Calls)> again = [&](World::Calls) {
        ++answers;
        world.client->send<api::CallPage>(api::list_calls({}), again);
    };
    world.client->send<api::CallPage>(api::list_calls({}), again);
    world.poll();
    CHECK(answers == 1);
    world.poll();
    CHECK(answers == 2);
}

TEST_CASE("Statuses outside 2xx come as errors, a body that cannot be read as Malformed", "[session]")
{
    World world;
    world.sign_in();
    for (auto const& [status, kind] : std::vector<std::pair<int, ErrorKind>> { { 400, ErrorKind::Rejected }, { 402, ErrorKind::Rejected }, { 403, ErrorKind::Rejected },
             { 404, ErrorKind::Rejected }, { 409, ErrorKind::Rejected }, { 422, ErrorKind::Rejected }, { 429, ErrorKind::Unavailable }, { 500, ErrorKind::Unavailable }, { 503, ErrorKind::Unavailable } }) {
        world.fetch();
        world.answer(world.wire.sent.size() - 1, status, "{}");
        CHECK(kind_of(world.calls.back()) == kind);
        CHECK(world.calls.back().error().status == status);
    }
    world.fetch();
    world.answer(world.wire.sent.size() - 1, 200, "<html>");
    CHECK(kind_of(world.calls.back()) == ErrorKind::Malformed);
    for (auto const kind : { ErrorKind::Offline, ErrorKind::Unanswered }) {
        world.fetch();
        world.fail(world.wire.sent.size() - 1, kind);
        CHECK(kind_of(world.calls.back()) == kind);
    }
    CHECK(world.renewals() == 0);
    CHECK(world.client->signed_in());
}

TEST_CASE("The floor for the next attempt is read from Retry-After", "[session]")
{
    World world;
    world.sign_in();
    world.fetch();
    world.wire.answer(0, net::Response { .status = 429, .headers = { { "retry-after", "17" } }, .body = "{}" });
    world.poll();
    REQUIRE(world.calls.size() == 1);
    CHECK(world.calls[0].error().retry_after == 17s);
}

TEST_CASE("The expiry is counted from adoption and bounded", "[session]")
{
    struct Case {
        std::optional<std::chrono::seconds> says;
        std::chrono::seconds is;
    };
    auto const [says, is] = GENERATE(Case { 3600s, 3600s }, Case { {}, 3600s }, Case { 0s, 60s }, Case { -5s, 60s }, Case { 59s, 60s }, Case { 61s, 61s },
        Case { 2'592'000s, 2'592'000s }, Case { 2'592'001s, 2'592'000s }, Case { std::chrono::seconds::max(), 2'592'000s }, Case { std::chrono::seconds::min(), 60s });
    World world;
    world.sign_in(says);
    REQUIRE(world.vault.kept);
    CHECK(world.vault.kept->expires_at == world.time + is);
}

TEST_CASE("A stored token's absolute expiry is bounded as well", "[session]")
{
    World world;
    auto const adopt_until = [&](Instant at) {
        world.client->adopt({ .access_token = "at_one", .refresh_token = {}, .expires_in = {}, .expires_at = at });
        return world.vault.kept->expires_at - world.time;
    };
    CHECK(adopt_until(world.time + 1h) == 1h);
    CHECK(adopt_until(world.time - 24h) == 60s);
    CHECK(adopt_until(Instant {}) == 60s);
    CHECK(adopt_until(world.time + 24h * 365) == 24h * 30);
}

TEST_CASE("A clock a day off at sign-in costs nothing: lives are relative", "[session]")
{
    auto const off = GENERATE(-24h, 24h);
    World world;
    world.time += off;
    world.sign_in(3600s);
    world.time += 3000s;
    world.fetch();
    CHECK(world.renewals() == 0);
    CHECK(world.authorization(0) == "Bearer at_one");
}

TEST_CASE("A token is renewed 60 s before its end", "[session]")
{
    World world;
    world.sign_in(3600s);
    world.time += 3539s;
    world.fetch();
    CHECK(world.renewals() == 0);
    world.time += 1s;
    world.fetch();
    REQUIRE(world.wire.sent.size() == 2);
    CHECK(world.is_renewal(1));
    CHECK(world.authorization(1).empty());
    CHECK(world.request(1).method == Method::Post);
    CHECK(world.request(1).body == "{\"refresh_token\":\"rt_one\"}");
    world.answer(1, 200, World::tokens_two);
    REQUIRE(world.wire.sent.size() == 3);
    CHECK(world.authorization(2) == "Bearer at_two");
    CHECK(world.vault.kept == session::Credentials { "at_two", "rt_two", world.time + 3600s, "", 1 });
    CHECK(world.renewed.size() == 2); // the sign-in and the renewal
}

TEST_CASE("The old refresh token stays when none comes back", "[session]")
{
    World world;
    world.sign_in(3600s);
    world.time += 1h;
    world.fetch();
    auto const body = GENERATE(std::string(World::tokens_two_unrotated), std::string(R"({"access_token":"at_two","refresh_token":"","expires_in":60})"),
        std::string(R"({"access_token":"at_two","refresh_token":null})"));
    world.answer(0, 200, body);
    REQUIRE(world.vault.kept);
    CHECK(world.vault.kept->access_token == "at_two");
    CHECK(world.vault.kept->refresh_token == "rt_one");
    world.time += 1h;
    world.fetch();
    REQUIRE(world.is_renewal(world.wire.sent.size() - 1));
    CHECK(world.request(world.wire.sent.size() - 1).body == "{\"refresh_token\":\"rt_one\"}");
}

TEST_CASE("Tokens that an address carried are retired before anything else leaves", "[session]")
{
    World world;
    world.client->adopt_from_address({ .access_token = "at_one", .refresh_token = "rt_one", .expires_in = 3600s });
    world.fetch();
    world.fetch();
    REQUIRE(world.wire.sent.size() == 1);
    CHECK(world.is_renewal(0));
    SECTION("the service gives new ones")
    {
        world.answer(0, 200, World::tokens_two);
        REQUIRE(world.wire.sent.size() == 3);
        CHECK(world.authorization(1) == "Bearer at_two");
        CHECK(world.vault.kept->refresh_token == "rt_two");
    }
    SECTION("it does not, whatever it says: the session stays as it was")
    {
        auto const status = GENERATE(0, 200, 400, 401, 404, 429, 500, 503);
        CAPTURE(status);
        if (status == 0)
            world.fail(0, ErrorKind::Offline);
        else
            world.answer(0, status, "{}");
        REQUIRE(world.wire.sent.size() == 3);
        CHECK(world.authorization(1) == "Bearer at_one");
        CHECK(world.signed_out == 0);
        CHECK(world.vault.kept->refresh_token == "rt_one");
        world.answer(1, 200, World::no_calls);
        CHECK(world.calls.size() == 1);
    }
    SECTION("signing out meanwhile leaves nothing of it")
    {
        world.client->sign_out();
        CHECK_FALSE(world.client->signed_in());
        CHECK(world.wire.travelling() == 0);
        world.sign_in();
        world.fetch();
        CHECK(world.authorization(world.wire.sent.size() - 1) == "Bearer at_one");
    }
}

TEST_CASE("Ten waiting requests share one renewal", "[session]")
{
    World world;
    world.sign_in(3600s);
    world.time += 2h;
    for (int i = 0; i < 10; ++i)
        world.fetch();
    REQUIRE(world.wire.sent.size() == 1);
    CHECK(world.is_renewal(0));
    world.answer(0, 200, World::tokens_two);
    REQUIRE(world.wire.sent.size() == 11);
    for (std::size_t i = 1; i <= 10; ++i) {
        CHECK(world.authorization(i) == "Bearer at_two");
        world.answer(i, 200);
    }
    CHECK(world.calls.size() == 10);
    CHECK(world.renewals() == 1);
}

TEST_CASE("Ten requests refused with 401 share one renewal, and each is repeated once", "[session]")
{
    World world;
    world.sign_in();
    for (int i = 0; i < 10; ++i)
        world.fetch();
    for (std::size_t i = 0; i < 5; ++i)
        world.answer(i, 401, "{}");
    REQUIRE(world.renewals() == 1);
    world.answer(10, 200, World::tokens_two);
    CHECK(world.wire.sent.size() == 16);
    for (std::size_t i = 5; i < 10; ++i)
        world.answer(i, 401, "{}"); // late ones find the renewed token
    CHECK(world.wire.sent.size() == 21);
    CHECK(world.renewals() == 1);
    for (std::size_t i = 11; i < 21; ++i) {
        CHECK(world.authorization(i) == "Bearer at_two");
        world.answer(i, 200);
    }
    CHECK(world.calls.size() == 10);
    for (auto const& answer : world.calls)
        CHECK(answer.has_value());
    CHECK(world.signed_out == 0);
}

TEST_CASE("A message refused with 401 is repeated once, the same", "[session]")
{
    World world;
    world.sign_in();
    world.say("once");
    world.answer(0, 401, "{}");
    world.answer(1, 200, World::tokens_two);
    REQUIRE(world.wire.sent.size() == 3);
    CHECK(world.request(2).body == world.request(0).body);
    CHECK(world.request(2).url == world.request(0).url);
    CHECK(world.request(2).time_limit == 300s);
    CHECK(world.replies.empty());

    SECTION("and answered")
    {
        world.answer(2, 200, R"({"conversation_id":"c_1","message_id":"m_1","content":"Done","message":"Done","response":"Done"})");
        CHECK(world.replies.size() == 1);
    }
    SECTION("a second 401 ends the session")
    {
        world.answer(2, 401, "{}");
        REQUIRE(world.replies.size() == 1);
        CHECK(kind_of(world.replies[0]) == ErrorKind::SignedOut);
        CHECK(world.signed_out == 1);
        CHECK_FALSE(world.client->signed_in());
        CHECK_FALSE(world.vault.kept);
        CHECK(world.wire.sent.size() == 3);
    }
    SECTION("nothing else is repeated")
    {
        world.fail(2, ErrorKind::Unanswered);
        REQUIRE(world.replies.size() == 1);
        CHECK(kind_of(world.replies[0]) == ErrorKind::Unanswered);
        CHECK(world.wire.sent.size() == 3);
    }
}

TEST_CASE("Failures other than 401 are never repeated", "[session]")
{
    World world;
    world.sign_in();
    for (int const status : { 400, 403, 408, 409, 425, 429, 500, 502, 503, 504 }) {
        world.say("once");
        auto const sent = world.wire.sent.size();
        world.answer(sent - 1, status, "{}");
        CHECK(world.wire.sent.size() == sent);
    }
    CHECK(world.replies.size() == 10);
}

TEST_CASE("A refused renewal ends the session once, for all who wait", "[session]")
{
    auto const status = GENERATE(400, 401);
    World world;
    world.sign_in(3600s);
    world.time += 2h;
    for (int i = 0; i < 4; ++i)
        world.fetch();
    world.say("waiting");
    world.answer(0, status, R"({"error":"invalid_grant"})");
    CHECK(world.signed_out == 1);
    CHECK_FALSE(world.client->signed_in());
    CHECK_FALSE(world.vault.kept);
    REQUIRE(world.calls.size() == 4);
    REQUIRE(world.replies.size() == 1);
    for (auto const& answer : world.calls)
        CHECK(kind_of(answer) == ErrorKind::SignedOut);
    CHECK(kind_of(world.replies[0]) == ErrorKind::SignedOut);
    world.fetch();
    world.poll();
    CHECK(world.signed_out == 1);
    CHECK(world.wire.sent.size() == 1);
}

TEST_CASE("A renewal that fails otherwise signs nobody out, and is tried again by the next request", "[session]")
{
    World world;
    world.sign_in(3600s);
    world.time += 2h;
    world.say("waiting");
    REQUIRE(world.is_renewal(0));
    struct Case {
        FakeTransport::Answer renewal;
        ErrorKind heard;
    };
    auto answer = [](int status, std::string body) { return net::Response { .status = status, .body = std::move(body) }; };
    auto const [renewal, heard] = GENERATE_COPY(
        Case { Error { .kind = ErrorKind::Offline }, ErrorKind::Offline },
        Case { answer(429, "{}"), ErrorKind::Unavailable }, Case { answer(500, "oops"), ErrorKind::Unavailable }, Case { answer(404, "{}"), ErrorKind::Unavailable },
        Case { answer(200, "<html>"), ErrorKind::Unavailable }, Case { answer(200, "{}"), ErrorKind::Unavailable },
        Case { answer(200, R"({"access_token":"at\r\nX-Evil: 1"})"), ErrorKind::Unavailable }); // cannot be sent
    world.wire.answer(0, renewal);
    world.poll();
    REQUIRE(world.replies.size() == 1);
    CHECK(kind_of(world.replies[0]) == heard);
    CHECK(world.signed_out == 0);
    CHECK(world.client->signed_in());
    CHECK(world.vault.kept->refresh_token == "rt_one");
    world.say("again");
    REQUIRE(world.wire.sent.size() == 2);
    CHECK(world.is_renewal(1));
    world.answer(1, 200, World::tokens_two);
    CHECK(world.authorization(2) == "Bearer at_two");
}

TEST_CASE("Without a refresh token the access token is used until the service refuses it", "[session]")
{
    World world;
    world.sign_in(3600s, {});
    world.time += 24h;
    world.fetch();
    CHECK(world.authorization(0) == "Bearer at_one");
    world.answer(0, 200);
    CHECK(world.calls.back().has_value());
    world.fetch();
    world.answer(1, 401, "{}");
    CHECK(kind_of(world.calls.back()) == ErrorKind::SignedOut);
    CHECK(world.signed_out == 1);
    CHECK(world.renewals() == 0);
}

TEST_CASE("What an answer says otherwise than described is told with its operation, without ids", "[session]")
{
    ClientWorld world;
    world.sign_in();
    std::vector<bool> read;
    world.client->send<api::Goal>(api::get_goal({ "g_17" }), [&](Result<api::Goal> goal) { read.push_back(goal.has_value()); });
    world.fetch();
    world.answer(0, 200, R"({"id":"g_17","mood":1})");
    world.answer(1, 200);
    CHECK(read == std::vector { true });
    REQUIRE(world.drifts.size() == 1);
    CHECK(world.drifts[0].seen == std::map<std::string, int> { { "/v1/coordination/goals/* mood is unknown", 1 } });
}
