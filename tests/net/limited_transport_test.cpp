#include "fake_transport.h"

#include "net/limited_transport.h"

#include <catch2/catch_test_macros.hpp>

#include <memory>
#include <vector>

using namespace kally;
using net::LimitedTransport;

namespace {

struct World {
    FakeTransport wire;
    std::unique_ptr<LimitedTransport> limited = std::make_unique<LimitedTransport>(wire);
    std::vector<int> answered;

    net::RequestId send(int number)
    {
        return limited->send({ .url = "/" + std::to_string(number) }, [this, number](FakeTransport::Answer) { answered.push_back(number); });
    }
    std::vector<net::RequestId> send_many(int count)
    {
        std::vector<net::RequestId> ids;
        for (int i = 0; i < count; ++i)
            ids.push_back(send(i));
        return ids;
    }
};

} // namespace

TEST_CASE("Six requests travel at once; the rest wait, first in first out", "[net]")
{
    World world;
    world.send_many(20);
    for (std::size_t next = 0; next < 20; ++next) {
        CHECK(world.wire.travelling() == std::min<std::size_t>(LimitedTransport::limit, 20 - next));
        CHECK(world.wire.sent[next].request.url == "/" + std::to_string(next));
        world.wire.answer(next, 200);
        world.limited->poll();
        CHECK(world.answered.size() == next + 1);
    }
    CHECK(world.wire.sent.size() == 20);
}

TEST_CASE("A failure makes room as an answer does", "[net]")
{
    World world;
    world.send_many(7);
    CHECK(world.wire.sent.size() == 6);
    world.wire.fail(3, ErrorKind::Unanswered);
    world.limited->poll();
    CHECK(world.answered == std::vector { 3 });
    REQUIRE(world.wire.sent.size() == 7);
    CHECK(world.wire.sent[6].request.url == "/6");
}

TEST_CASE("A waiting request that is cancelled never leaves", "[net]")
{
    World world;
    auto const ids = world.send_many(9);
    world.limited->cancel(ids[7]);
    for (std::size_t i = 0; i < 8; ++i) {
        world.wire.answer(i, 200);
        world.limited->poll();
    }
    CHECK(world.answered == std::vector { 0, 1, 2, 3, 4, 5, 6, 8 });
    for (auto const& one : world.wire.sent)
        CHECK(one.request.url != "/7");
}

TEST_CASE("A travelling request that is cancelled makes room and does not answer", "[net]")
{
    World world;
    auto const ids = world.send_many(7);
    world.limited->cancel(ids[0]);
    CHECK(world.wire.sent[0].cancelled);
    REQUIRE(world.wire.sent.size() == 7);
    world.limited->cancel(ids[0]); // twice is no matter
    CHECK(world.wire.travelling() == 6);
    world.limited->poll();
    CHECK(world.answered.empty());
}

TEST_CASE("A callback may send and cancel", "[net]")
{
    FakeTransport wire;
    LimitedTransport limited { wire };
    std::vector<std::string> log;
    net::RequestId waiting = 0;
    limited.send({ .url = "/first" }, [&](FakeTransport::Answer) {
        log.push_back("first");
        limited.cancel(waiting);
        limited.send({ .url = "/next" }, [&](FakeTransport::Answer) { log.push_back("next"); });
    });
    for (int i = 0; i < 5; ++i)
        limited.send({ .url = "/other" }, [](FakeTransport::Answer) {});
    waiting = limited.send({ .url = "/waiting" }, [&](FakeTransport::Answer) { log.push_back("waiting"); });
    wire.answer(0, 200);
    limited.poll();
    REQUIRE(wire.sent.size() == 7);
    CHECK(wire.sent[6].request.url == "/next");
    wire.answer(6, 200);
    limited.poll();
    CHECK(log == std::vector<std::string> { "first", "next" });
}

TEST_CASE("Destruction cancels what travels and forgets what waits", "[net]")
{
    World world;
    world.send_many(9);
    world.limited.reset();
    CHECK(world.wire.sent.size() == 6);
    CHECK(world.wire.travelling() == 0);
    world.wire.poll();
    CHECK(world.answered.empty());
}
