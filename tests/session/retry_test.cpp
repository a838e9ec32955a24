#include "client_world.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace kally;
using namespace std::chrono_literals;

namespace {

struct RetryWorld : ClientWorld {
    double jitter = 1;
    bool online = true;

    RetryWorld()
    {
        client = std::make_unique<session::Client>(wire, vault, session::Client::Settings {
            .base_url = "https://service.example",
            .now = [this] { return time; },
            .on_signed_out = [this] { ++signed_out; },
            .on_renewed = {},
            .random = [this] { return jitter; },
            .online = [this] { return online; },
        });
        sign_in();
    }
    /// Goes on to when something is tried again; how long that was.
    std::chrono::milliseconds wait()
    {
        REQUIRE(client->next_due());
        auto const waited = *client->next_due() - time;
        time += waited;
        poll();
        return waited;
    }
    void answer_after(std::size_t index, int status, std::string retry_after)
    {
        wire.answer(index, net::Response { .status = status, .headers = { { "retry-after", std::move(retry_after) } }, .body = "{}" });
        poll();
    }
};

} // namespace

TEST_CASE("A read that failed in passing is tried four times, with growing waits", "[session][retry]")
{
    RetryWorld world;
    auto const status = GENERATE(0, 408, 425, 429, 500, 502, 503, 504);
    auto const fail = [&](std::size_t index) { status == 0 ? world.fail(index, ErrorKind::Unanswered) : world.answer(index, status, "{}"); };
    world.fetch();
    std::vector<std::chrono::milliseconds> waits;
    for (std::size_t attempt = 0; attempt < 3; ++attempt) {
        fail(attempt);
        CHECK(world.calls.empty());
        CHECK(world.wire.sent.size() == attempt + 1); // not before its time
        waits.push_back(world.wait());
        REQUIRE(world.wire.sent.size() == attempt + 2);
    }
    CHECK(waits == std::vector<std::chrono::milliseconds> { 500ms, 1000ms, 2000ms });
    SECTION("then the failure is told")
    {
        fail(3);
        CHECK_FALSE(world.client->next_due());
        REQUIRE(world.calls.size() == 1);
        CHECK_FALSE(world.calls[0].has_value());
    }
    SECTION("or the answer, once")
    {
        world.answer(3, 200);
        REQUIRE(world.calls.size() == 1);
        CHECK(world.calls[0].has_value());
    }
}

TEST_CASE("The waits are spread, and the service's wish is their floor", "[session][retry]")
{
    RetryWorld world;
    world.fetch();
    SECTION("half of it at least")
    {
        world.jitter = 0;
        world.answer(0, 503, "{}");
        CHECK(world.wait() == 250ms);
    }
    SECTION("never sooner than asked for")
    {
        world.jitter = 0.5;
        world.answer_after(0, 429, "7");
        CHECK(world.wait() == 7700ms);
    }
    SECTION("what is asked for beyond the minute is told at once")
    {
        world.answer_after(0, 503, "60");
        REQUIRE(world.calls.size() == 1);
        CHECK(world.calls[0].error().retry_after == 60s);
    }
    SECTION("slow failures end with the minute, and no attempt outlasts it")
    {
        world.time += 29s;
        world.fail(0, ErrorKind::Unanswered);
        world.wait();
        CHECK(world.request(1).time_limit == 30s);
        world.time += 29s;
        world.fail(1, ErrorKind::Unanswered);
        world.wait();
        CHECK(world.request(2).time_limit == 1s);
        world.time += 1s;
        world.fail(2, ErrorKind::Unanswered);
        CHECK(world.calls.size() == 1);
    }
}

TEST_CASE("What must not be tried again is not", "[session][retry]")
{
    RetryWorld world;
    SECTION("a write, whatever became of it")
    {
        for (int const status : { 408, 425, 429, 500, 502, 503, 504 }) {
            world.say("once");
            world.answer(world.wire.sent.size() - 1, status, "{}");
        }
        world.say("once");
        world.fail(world.wire.sent.size() - 1, ErrorKind::Offline);
        CHECK(world.wire.sent.size() == 8);
        CHECK(world.replies.size() == 8);
    }
    SECTION("a refusal, and what cannot be read")
    {
        for (int const status : { 400, 403, 404, 405, 409, 410, 422, 451, 501 }) {
            world.fetch();
            world.answer(world.wire.sent.size() - 1, status, "{}");
        }
        world.fetch();
        world.answer(world.wire.sent.size() - 1, 200, "nonsense");
        CHECK(world.wire.sent.size() == 10);
        CHECK(world.calls.size() == 10);
    }
    SECTION("anything, without a network")
    {
        world.online = false;
        world.fetch();
        world.fail(0, ErrorKind::Offline);
        CHECK(world.calls.size() == 1);
    }
    SECTION("what nobody waits for any more, or is of an earlier sign-in")
    {
        auto const id = world.fetch();
        world.fetch();
        world.answer(0, 503, "{}");
        world.answer(1, 503, "{}");
        world.client->cancel(id);
        world.client->adopt({ .access_token = "at_other", .refresh_token = "rt_other", .expires_in = 3600s });
        world.time += 1s;
        world.poll();
        world.poll();
        CHECK(world.wire.sent.size() == 2);
        REQUIRE(world.calls.size() == 1);
        CHECK(world.calls[0].error().kind == ErrorKind::SignedOut);
    }
}

TEST_CASE("No clock signs anybody out, nor keeps them from hearing of a renewal", "[session][retry]")
{
    RetryWorld world;
    auto const jump = GENERATE(std::chrono::hours { -24 }, std::chrono::hours { 24 });
    SECTION("a day off, asleep or awake: the service decides, and one renewal follows")
    {
        world.time += jump;
        world.fetch();
        if (world.is_renewal(0)) { // it seemed to be over
            world.answer(0, 200, ClientWorld::tokens_two);
            world.answer(1, 200);
        } else {
            world.answer(0, 401, "{}");
            REQUIRE(world.is_renewal(1));
            world.answer(1, 200, ClientWorld::tokens_two);
            world.answer(2, 200);
        }
        CHECK(world.calls.size() == 1);
        CHECK(world.calls[0].has_value());
        CHECK(world.renewals() == 1);
        CHECK(world.signed_out == 0);
    }
    SECTION("a read that waits goes on when the clock is set back")
    {
        world.fetch();
        world.answer(0, 503, "{}");
        world.time += jump;
        world.poll();
        CHECK(world.wire.sent.size() == 2);
    }
}

TEST_CASE("Which tokens are newer does not depend on the clock", "[session][retry]")
{
    session::Credentials const first { "at_one", "rt_one", Instant { 10h }, "s", 0 }, renewed { "at_two", "rt_two", Instant { 2h }, "s", 1 };
    CHECK(session::is_newer(renewed, first));
    CHECK_FALSE(session::is_newer(first, renewed));
    ClientWorld world;
    world.vault.kept = first;
    world.client->restore();
    world.client->hear(renewed); // another tab renewed them after the clock was set back
    CHECK(world.vault.kept == renewed);
    world.client->hear(first);
    CHECK(world.vault.kept == renewed);
}
