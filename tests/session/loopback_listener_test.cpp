#include "session/loopback_listener.h"

#include "session/sign_in.h"

#include <catch2/catch_test_macros.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fcntl.h>
#include <thread>

using namespace kally;
using namespace std::chrono_literals;

namespace {

/// A browser's connection to the listener.
class Visitor {
public:
    explicit Visitor(int port)
        : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address {};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(static_cast<std::uint16_t>(port));
        connected = ::connect(m_socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
        ::fcntl(m_socket, F_SETFL, O_NONBLOCK);
    }
    ~Visitor() { ::close(m_socket); }
    Visitor(Visitor const&) = delete;

    void send(std::string const& bytes) { CHECK(::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size())); }
    void get(std::string const& target) { send("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"); }
    bool over()
    {
        char bytes[4096];
        for (;;) {
            auto const count = ::recv(m_socket, bytes, sizeof bytes, 0);
            if (count > 0)
                answer.append(bytes, static_cast<std::size_t>(count));
            else
                return count == 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
        }
    }

    bool connected = false;
    std::string answer;

private:
    int m_socket;
};

struct World {
    std::vector<std::string> asked;
    std::unique_ptr<session::LoopbackListener> listener = session::LoopbackListener::open([this](std::string_view query) {
        asked.emplace_back(query);
        return session::read_callback(query, "the-state").has_value();
    });
    std::vector<std::string> arrived;

    void poll()
    {
        if (auto query = listener->poll())
            arrived.push_back(std::move(*query));
    }
    void finish(Visitor& visitor)
    {
        for (int i = 0; i < 2000 && !visitor.over(); ++i) {
            poll();
            std::this_thread::sleep_for(1ms);
        }
    }
    std::string visit(std::string const& target)
    {
        Visitor visitor { listener->port() };
        REQUIRE(visitor.connected);
        visitor.get(target);
        finish(visitor);
        return visitor.answer;
    }
};

} // namespace

TEST_CASE("The awaited callback is handed over once and ends the listener", "[session]")
{
    World world;
    REQUIRE(world.listener);
    CHECK(world.listener->redirect_uri() == "http://127.0.0.1:" + std::to_string(world.listener->port()) + "/callback");
    CHECK(session::is_loopback(world.listener->redirect_uri()));
    auto const page = world.visit("/callback?state=the-state&access_token=at_CANARY");
    CHECK(page.starts_with("HTTP/1.1 200 "));
    CHECK(page.find("Cache-Control: no-store\r\n") != page.npos);
    CHECK(page.find("Referrer-Policy: no-referrer\r\n") != page.npos);
    CHECK(page.find("default-src 'none'") != page.npos);
    CHECK(page.find("CANARY") == page.npos);
    CHECK(world.arrived == std::vector<std::string> { "state=the-state&access_token=at_CANARY" });
    CHECK_FALSE(Visitor { world.listener->port() }.connected);
    world.poll();
    CHECK(world.arrived.size() == 1);
}

TEST_CASE("Anything else gets a neutral page that repeats nothing, and the listener goes on waiting", "[session]")
{
    World world;
    for (auto const* target : { "/", "/favicon.ico", "/callback", "/callback?", "/callback?state=wrong&access_token=at_CANARY", "/callback?access_token=at_CANARY", "/Callback?state=the-state&access_token=at_CANARY",
             "/other?state=the-state&access_token=at_CANARY", "//callback?state=the-state&access_token=at_CANARY", "http://x.example/callback?state=the-state&access_token=at_CANARY",
             "/callback?state=the-state&state=the-state&access_token=at_CANARY" }) {
        INFO(target);
        auto const page = world.visit(target);
        CHECK(page.starts_with("HTTP/1.1 4"));
        CHECK(page.find("CANARY") == page.npos);
    }
    CHECK(world.arrived.empty());
    world.visit("/callback?state=the-state&access_token=at_good");
    CHECK(world.arrived.size() == 1);
}

TEST_CASE("A favicon is not offered to the reader of callbacks", "[session]")
{
    World world;
    CHECK(world.visit("/favicon.ico").starts_with("HTTP/1.1 404 "));
    CHECK(world.asked.empty());
}

TEST_CASE("Only GET requests are read", "[session]")
{
    World world;
    for (auto const* method : { "POST", "HEAD", "OPTIONS", "get", "PUT" }) {
        Visitor visitor { world.listener->port() };
        visitor.send(std::string(method) + " /callback?state=the-state&access_token=at_good HTTP/1.1\r\n\r\n");
        world.finish(visitor);
        CHECK(visitor.answer.starts_with("HTTP/1.1 400 "));
    }
    CHECK(world.asked.empty());
}

TEST_CASE("Bytes that are no request end in a refusal or silence, never in a crash", "[session]")
{
    World world;
    for (std::string const& bytes : { std::string("\r\n\r\n"), std::string("GET\r\n\r\n"), std::string("GET \r\n\r\n"), std::string("GET  \r\n\r\n"), std::string(64, '\0') + "\r\n\r\n", "GET /" + std::string(20'000, 'x'),
             "GET /callback?" + std::string(17'000, 'x') + " HTTP/1.1\r\n\r\n", std::string("\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 11) }) {
        Visitor visitor { world.listener->port() };
        visitor.send(bytes);
        world.finish(visitor);
        CHECK((visitor.answer.empty() || visitor.answer.starts_with("HTTP/1.1 4")));
    }
    CHECK(world.arrived.empty());
}

TEST_CASE("A request that arrives byte by byte beside a silent one is understood", "[session]")
{
    World world;
    Visitor silent { world.listener->port() };
    Visitor slow { world.listener->port() };
    for (char const c : std::string("GET /callback?state=the-state&access_token=at_good HTTP/1.1\r\n\r\n")) {
        slow.send(std::string(1, c));
        world.poll();
    }
    world.finish(slow);
    CHECK(slow.answer.starts_with("HTTP/1.1 200 "));
    CHECK(world.arrived.size() == 1);
}

TEST_CASE("A late callback is not heard", "[session]")
{
    int asked = 0;
    auto const listener = session::LoopbackListener::open([&](std::string_view) { return ++asked > 0; }, 0ms);
    REQUIRE(listener);
    std::this_thread::sleep_for(2ms);
    CHECK_FALSE(listener->poll());
    CHECK_FALSE(Visitor { listener->port() }.connected);
    CHECK(asked == 0);
}

TEST_CASE("Two listeners have two ports, and one that is gone listens no more", "[session]")
{
    World world, other;
    CHECK(world.listener->port() != other.listener->port());
    auto const port = other.listener->port();
    other.listener.reset();
    CHECK_FALSE(Visitor { port }.connected);
}
