#include "fake_transport.h"

#include "net/logging_transport.h"

#include <catch2/catch_test_macros.hpp>

#include <memory>

using namespace kally;
using namespace std::chrono_literals;

namespace {

struct World {
    FakeTransport wire;
    Instant time { 1'000'000ms };
    std::unique_ptr<net::LoggingTransport> log = std::make_unique<net::LoggingTransport>(wire, [this] { return time; });
    int answers = 0;

    net::RequestId send(net::Request request)
    {
        return log->send(std::move(request), [this](FakeTransport::Answer) { ++answers; });
    }
    net::LoggingTransport::Exchange const& last() const { return log->exchanges().back(); }
};

} // namespace

TEST_CASE("An exchange is noted with method, path, status and duration", "[net]")
{
    World world;
    auto const id = world.send({ .method = Method::Post, .url = "https://service.example/v1/coordination/message" });
    CHECK(world.last().id == id);
    CHECK(world.last().method == Method::Post);
    CHECK(world.last().path == "/v1/coordination/message");
    CHECK(world.last().status == 0);
    CHECK_FALSE(world.last().finished);
    CHECK(world.last().started == world.time);
    world.time += 1234ms;
    world.wire.answer(0, 503);
    world.log->poll();
    CHECK(world.last().finished);
    CHECK(world.last().status == 503);
    CHECK(world.last().duration == 1234ms);
    CHECK(world.answers == 1);
}

TEST_CASE("A path is noted without its query", "[net]")
{
    struct Case {
        std::string url, path;
    };
    for (auto const& [url, path] : { Case { "https://a.example/v1/x?access_token=secret", "/v1/x" }, Case { "/v1/x?to=%2Bsecret#part", "/v1/x" },
             Case { "https://a.example?next=/secret", "/" }, Case { "https://a.example", "/" }, Case { "/v1/x#secret", "/v1/x" },
             Case { "/v1/x?back=http://b.example/secret", "/v1/x" } }) {
        World world;
        world.send({ .url = url });
        CHECK(world.last().path == path);
    }
}

TEST_CASE("A failure is finished without a status; so is a cancelled request", "[net]")
{
    World world;
    world.send({ .url = "/lost" });
    auto const id = world.send({ .url = "/cancelled" });
    world.time += 50ms;
    world.wire.fail(0, ErrorKind::Unanswered);
    world.log->poll();
    world.log->cancel(id);
    for (auto const& one : world.log->exchanges()) {
        CHECK(one.finished);
        CHECK(one.status == 0);
        CHECK(one.duration == 50ms);
    }
    CHECK(world.wire.sent[1].cancelled);
    CHECK(world.answers == 1);
}

TEST_CASE("The last 200 exchanges are kept; answers to older ones still arrive", "[net]")
{
    World world;
    for (int i = 0; i < 205; ++i)
        world.send({ .url = "/" + std::to_string(i) });
    REQUIRE(world.log->exchanges().size() == net::LoggingTransport::kept);
    CHECK(world.log->exchanges().front().path == "/5");
    CHECK(world.last().path == "/204");
    world.wire.answer(0, 200);
    world.log->poll();
    CHECK(world.answers == 1);
}

TEST_CASE("Bodies are kept only when asked, and forgotten with the wish", "[net]")
{
    World world;
    auto exchange = [&] {
        world.send({ .method = Method::Post, .url = "/m", .body = "{\"message\":\"hello\"}" });
        world.wire.answer(world.wire.sent.size() - 1, 200, "{\"reply\":\"hi\"}");
        world.log->poll();
    };
    exchange();
    CHECK(world.last().request_body.empty());
    CHECK(world.last().response_body.empty());
    world.log->keep_bodies(true);
    exchange();
    CHECK(world.last().request_body == "{\"message\":\"hello\"}");
    CHECK(world.last().response_body == "{\"reply\":\"hi\"}");
    world.log->keep_bodies(false);
    CHECK(world.last().request_body.empty());
    CHECK(world.last().response_body.empty());
}

TEST_CASE("No token of a kept exchange can be found in the log", "[net]")
{
    World world;
    world.log->keep_bodies(true);
    world.send({ .method = Method::Post, .url = "/v1/auth/refresh?refresh_token=CANARY", .headers = { { "Authorization", "Bearer CANARY" } }, .body = "{\"refresh_token\":\"CANARY\"}" });
    world.wire.answer(0, 200, "{\"access_token\": \"CANARY\",\n \"refresh_token\" : \"CANARY\", \"expires_in\": 3600}");
    world.log->poll();
    auto const& noted = world.last();
    for (auto const& text : { noted.path, noted.request_body, noted.response_body })
        CHECK(text.find("CANARY") == std::string::npos);
    CHECK(noted.response_body.find("\"expires_in\": 3600}") != std::string::npos);
}

TEST_CASE("Tokens are struck out however they are written", "[net]")
{
    for (std::string const text : {
             R"({"access_token":"CANARY"})", R"({"access_token" : "CANARY", "a":1})", R"({"accessToken":"CANARY"})", R"({"token":"CANARY"})",
             R"({"refresh_token":"a\"CANARY"})", R"({"refresh_token":"a,CANARY"})", R"({"refresh_token":"a CANARY}"})", R"({"x":{"id_token":"CANARY"}})",
             R"({"client_secret":"CANARY"})", R"({"code":"CANARY"})", R"({"code_verifier":"CANARY"})", R"({"state":"CANARY"})", R"({"PASSWORD":"CANARY"})",
             R"({"text":"{\"access_token\":\"CANARY\"}"})", R"({"tokens":["CANARY","CANARY"]})", R"({"tokens":{"a":"CANARY"}})", R"({"access_token":CANARY})",
             "grant_type=authorization_code&code=CANARY&code_verifier=CANARY", "access_token=CANARY&state=CANARY", "code=CANARY", "refresh_token=CANARY",
             R"({"access_token":"CANARY)", R"({"access_token":
                "CANARY"})", R"({"Authorization":"Bearer CANARY"})" }) {
        INFO(text);
        auto const clean = net::without_tokens(text);
        CHECK(clean.find("CANARY") == std::string::npos);
        CHECK(clean.find("…") != std::string::npos);
    }
}

TEST_CASE("Everything but tokens stays as it was", "[net]")
{
    for (std::string const text : { "", "{}", R"({"message":"Your token expired","language_code":"en"})", R"({"a":[1,2,{"b":"c=d&e"}]})",
             "<html><p>code</p></html>", "plain text", R"({"intent":"call","credits":0.5})" })
        CHECK(net::without_tokens(text) == text);
    CHECK(net::without_tokens(R"({"access_token":"x","expires_in":3600})") == R"({"access_token":"…","expires_in":3600})");
    CHECK(net::without_tokens("code=abc&grant_type=x") == "code=…&grant_type=x");
}

TEST_CASE("Destruction of the log cancels what it sent", "[net]")
{
    World world;
    world.send({ .url = "/a" });
    world.send({ .url = "/b" });
    world.wire.answer(0, 200);
    world.log->poll();
    world.log.reset();
    CHECK_FALSE(world.wire.sent[0].cancelled);
    CHECK(world.wire.sent[1].cancelled);
    world.wire.poll();
    CHECK(world.answers == 1);
}
