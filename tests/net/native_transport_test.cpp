#include "loopback_server.h"

#include "net/transport_factory.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <cstdlib>
#include <optional>

using namespace kally;
using namespace std::chrono_literals;

namespace {

using Answer = Result<net::Response>;

void poll_for(net::Transport& transport, std::chrono::milliseconds time, std::function<bool()> const& enough)
{
    auto const end = std::chrono::steady_clock::now() + time;
    while (!enough() && std::chrono::steady_clock::now() < end) {
        transport.poll();
        std::this_thread::sleep_for(1ms);
    }
}

/// Sends and polls until the answer is there.
Answer exchange(net::Transport& transport, net::Request request)
{
    std::optional<Answer> answer;
    transport.send(std::move(request), [&](Answer got) { answer = std::move(got); });
    CHECK_FALSE(answer);
    poll_for(transport, 10s, [&] { return answer.has_value(); });
    REQUIRE(answer);
    return *answer;
}

Answer exchange(net::Request request) { return exchange(*net::make_transport(), std::move(request)); }

ErrorKind kind_of(Answer const& answer)
{
    REQUIRE_FALSE(answer.has_value());
    return answer.error().kind;
}

LoopbackServer::Handler answering(std::string bytes)
{
    return [bytes = std::move(bytes)](auto& wire, auto const&) {
        wire.send(bytes);
        return true;
    };
}

bool has_line(std::string const& head, std::string const& line) { return head.find("\r\n" + line + "\r\n") != head.npos; }
bool names_header(std::string const& head, std::string const& name) { return head.find("\r\n" + name + ":") != head.npos; }

} // namespace

TEST_CASE("Every status is a value, with its body", "[net]")
{
    int const status = GENERATE(200, 201, 204, 301, 302, 304, 400, 401, 402, 403, 404, 409, 422, 429, 500, 502, 503, 504, 599);
    std::string const body = status == 204 || status == 304 ? "" : "{\"status\":" + std::to_string(status) + "}";
    LoopbackServer server { answering(http_answer(status, body, "Location: http://127.0.0.1:1/elsewhere\r\n")) };
    auto const answer = exchange({ .url = server.address("/v1/calls") });
    REQUIRE(answer.has_value());
    CHECK(answer->status == status);
    CHECK(answer->body == body);
    CHECK(server.received().size() == 1); // redirects are not followed
}

TEST_CASE("The request arrives as it was given", "[net]")
{
    LoopbackServer server { answering(http_answer(200, "{}", "Set-Cookie: crumb=1; Path=/\r\n")) };
    auto const transport = net::make_transport();

    SECTION("a read")
    {
        REQUIRE(exchange(*transport, { .url = server.address("/v1/calls?limit=5"), .headers = { { "Authorization", "Bearer at_1" }, { "Accept", "application/json" } } }).has_value());
        auto const received = server.received();
        REQUIRE(received.size() == 1);
        CHECK(received[0].head.starts_with("GET /v1/calls?limit=5 HTTP/1.1\r\n"));
        CHECK(has_line(received[0].head, "Authorization: Bearer at_1"));
        CHECK(has_line(received[0].head, "Accept: application/json"));
        CHECK_FALSE(names_header(received[0].head, "Cookie"));
    }
    SECTION("a write, with its body and one content type")
    {
        std::string const body = "{\"message\":\"Málaga \\u0000\"}";
        REQUIRE(exchange(*transport, { .method = Method::Post, .url = server.address("/m"), .headers = { { "Content-Type", "application/json" } }, .body = body }).has_value());
        auto const received = server.received();
        REQUIRE(received.size() == 1);
        CHECK(received[0].head.starts_with("POST /m HTTP/1.1\r\n"));
        CHECK(received[0].body == body);
        CHECK(has_line(received[0].head, "Content-Type: application/json"));
        CHECK(received[0].head.find("urlencoded") == std::string::npos);
        CHECK_FALSE(names_header(received[0].head, "Expect"));
    }
    SECTION("a write without a body names no content type")
    {
        REQUIRE(exchange(*transport, { .method = Method::Post, .url = server.address("/m") }).has_value());
        auto const received = server.received();
        REQUIRE(received.size() == 1);
        CHECK(has_line(received[0].head, "Content-Length: 0"));
        CHECK_FALSE(names_header(received[0].head, "Content-Type"));
    }
    SECTION("a deletion")
    {
        REQUIRE(exchange(*transport, { .method = Method::Delete, .url = server.address("/goal") }).has_value());
        REQUIRE(server.received().size() == 1);
        CHECK(server.received()[0].head.starts_with("DELETE /goal HTTP/1.1\r\n"));
    }
    SECTION("a body of more than a megabyte")
    {
        std::string const body(3 << 20, 'x');
        REQUIRE(exchange(*transport, { .method = Method::Post, .url = server.address("/m"), .body = body }).has_value());
        REQUIRE(server.received().size() == 1);
        CHECK(server.received()[0].body == body);
    }
    SECTION("cookies are neither kept nor sent back")
    {
        REQUIRE(exchange(*transport, { .url = server.address("/one") }).has_value());
        REQUIRE(exchange(*transport, { .url = server.address("/two") }).has_value());
        REQUIRE(server.received().size() == 2);
        CHECK_FALSE(names_header(server.received()[1].head, "Cookie"));
    }
}

TEST_CASE("Headers of the answer have lower-case names and trimmed values", "[net]")
{
    LoopbackServer server { answering("HTTP/1.1 103 Early Hints\r\nX-Early: hint\r\n\r\nHTTP/1.1 429 Slow down: please\r\nRETRY-After: \t 17 \r\nContent-Type: text/html; charset=utf-8\r\nX-Empty:\r\nContent-Length: 2\r\n\r\nno") };
    auto const answer = exchange({ .url = server.address("/") });
    REQUIRE(answer.has_value());
    CHECK(answer->status == 429);
    CHECK(net::header(answer->headers, "retry-after") == "17");
    CHECK(net::header(answer->headers, "content-type") == "text/html; charset=utf-8");
    CHECK(net::header(answer->headers, "x-empty").empty());
    CHECK(net::header(answer->headers, "x-early").empty());
    CHECK(net::header(answer->headers, "absent").empty());
    CHECK(answer->headers.size() == 4);
}

TEST_CASE("Ten megabytes arrive whole, with a length and in chunks", "[net]")
{
    bool const chunked = GENERATE(false, true);
    std::string const big(10 << 20, 'k');
    LoopbackServer server { [&](auto& wire, auto const&) {
        if (!chunked) {
            wire.send(http_answer(200, big));
            return true;
        }
        wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int part = 0; part < 10; ++part)
            wire.send("100000\r\n" + std::string(1 << 20, 'k') + "\r\n");
        wire.send("0\r\n\r\n");
        return true;
    } };
    auto const answer = exchange({ .url = server.address("/") });
    REQUIRE(answer.has_value());
    CHECK(answer->body == big);
}

TEST_CASE("What never left is Offline", "[net]")
{
    auto const method = GENERATE(Method::Get, Method::Post, Method::Delete);
    std::string const body = method == Method::Post ? "{}" : "";
    auto failure = [&](std::string const& url) { return kind_of(exchange({ .method = method, .url = url, .body = body, .time_limit = 3s })); };
    CHECK(failure("http://127.0.0.1:" + std::to_string(closed_port()) + "/") == ErrorKind::Offline);
    CHECK(failure("http://nowhere.invalid/") == ErrorKind::Offline);
    CHECK(failure("not an address") == ErrorKind::Offline);
    CHECK(failure("file:///etc/hostname") == ErrorKind::Offline);
    CHECK(failure("/v1/calls") == ErrorKind::Offline);
}

TEST_CASE("A server without the encryption that was asked for hears nothing of the request", "[net]")
{
    LoopbackServer server { answering("HTTP/1.1 400 No TLS here\r\nContent-Length: 0\r\n\r\n") };
    CHECK(kind_of(exchange({ .method = Method::Post, .url = "https://127.0.0.1:" + std::to_string(server.port()) + "/", .headers = { { "Authorization", "Bearer at_1" } }, .body = "{}", .time_limit = 1s })) == ErrorKind::Offline);
    for (auto const& one : server.received())
        CHECK(one.head.find("at_1") == std::string::npos);
}

TEST_CASE("What left and was not answered whole is Unanswered", "[net]")
{
    auto const method = GENERATE(Method::Get, Method::Post);
    std::string const body = method == Method::Post ? "{\"message\":\"once\"}" : "";
    auto failure = [&](LoopbackServer::Handler handler) {
        LoopbackServer server { std::move(handler) };
        auto const kind = kind_of(exchange({ .method = method, .url = server.address("/"), .body = body, .time_limit = 700ms }));
        CHECK(server.received().size() == 1);
        return kind;
    };
    using Wire = LoopbackServer::Wire;
    using Received = LoopbackServer::Received;
    SECTION("closed after the request") { CHECK(failure([](Wire&, Received const&) { return false; }) == ErrorKind::Unanswered); }
    SECTION("reset after the request")
    {
        CHECK(failure([](Wire& wire, Received const&) { wire.reset(); return false; }) == ErrorKind::Unanswered);
    }
    SECTION("closed within the headers")
    {
        CHECK(failure([](Wire& wire, Received const&) { wire.send("HTTP/1.1 200 OK\r\nContent-Le"); return false; }) == ErrorKind::Unanswered);
    }
    SECTION("closed within the body")
    {
        CHECK(failure([](Wire& wire, Received const&) { wire.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\":"); return false; }) == ErrorKind::Unanswered);
    }
    SECTION("closed within the chunks")
    {
        CHECK(failure([](Wire& wire, Received const&) { wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"); return false; }) == ErrorKind::Unanswered);
    }
    SECTION("silent beyond the time limit")
    {
        CHECK(failure([](Wire& wire, Received const&) { wire.wait_for_goodbye(); return false; }) == ErrorKind::Unanswered);
    }
    SECTION("dripping beyond the time limit: the limit is of the whole exchange")
    {
        CHECK(failure([](Wire& wire, Received const&) {
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
            for (int i = 0; i < 15; ++i) {
                std::this_thread::sleep_for(100ms);
                wire.send("x");
            }
            return false;
        }) == ErrorKind::Unanswered);
    }
}

TEST_CASE("A write is never repeated on its own when a used connection ends under it", "[net]")
{
    LoopbackServer server { [](auto& wire, auto const& request) {
        if (!request.head.starts_with("GET"))
            return false; // carried out perhaps, not answered
        wire.send(http_answer(200, "{}"));
        return true;
    } };
    auto const transport = net::make_transport();
    auto const method = GENERATE(Method::Post, Method::Delete);
    REQUIRE(exchange(*transport, { .url = server.address("/warm") }).has_value());
    CHECK(kind_of(exchange(*transport, { .method = method, .url = server.address("/m"), .body = method == Method::Post ? "{}" : "" })) == ErrorKind::Unanswered);
    CHECK(server.received().size() == 2);
}

TEST_CASE("Many requests travel at once and each answer finds its own", "[net]")
{
    LoopbackServer server { [](auto& wire, auto const& request) {
        auto const path = request.head.substr(4, request.head.find(' ', 4) - 4);
        wire.send(http_answer(200, path));
        return true;
    } };
    auto const transport = net::make_transport();
    std::vector<std::string> answers(20);
    std::size_t count = 0;
    for (std::size_t i = 0; i < answers.size(); ++i)
        transport->send({ .url = server.address("/" + std::to_string(i)) }, [&, i](Answer answer) {
            answers[i] = answer.has_value() ? answer->body : answer.error().detail;
            ++count;
        });
    poll_for(*transport, 10s, [&] { return count == answers.size(); });
    for (std::size_t i = 0; i < answers.size(); ++i)
        CHECK(answers[i] == "/" + std::to_string(i));
}

TEST_CASE("A cancelled request never answers", "[net]")
{
    LoopbackServer server { answering(http_answer(200, "{}")) };
    auto const transport = net::make_transport();
    int answers = 0;
    auto const count = [&](Answer) { ++answers; };

    bool const polled = GENERATE(false, true);
    auto const id = transport->send({ .url = server.address("/") }, count);
    if (polled)
        transport->poll();
    transport->cancel(id);
    transport->cancel(id); // nor does an unknown one matter
    transport->cancel(0);
    int others = 0;
    transport->send({ .url = server.address("/after") }, [&](Answer) { ++others; });
    poll_for(*transport, 10s, [&] { return others == 1; });
    CHECK(others == 1);
    CHECK(answers == 0);
}

TEST_CASE("Destruction ends what travels, unanswered", "[net]")
{
    LoopbackServer server { [](auto& wire, auto const&) { wire.wait_for_goodbye(); return false; } };
    int answers = 0;
    auto transport = net::make_transport();
    for (int i = 0; i < 3; ++i)
        transport->send({ .url = server.address("/") }, [&](Answer) { ++answers; });
    for (int i = 0; i < 20; ++i) {
        transport->poll();
        std::this_thread::sleep_for(1ms);
    }
    transport.reset();
    CHECK(answers == 0);
}

TEST_CASE("A callback may send the next request", "[net]")
{
    LoopbackServer server { answering(http_answer(200, "{}")) };
    auto const transport = net::make_transport();
    int answers = 0;
    std::function<void(Answer)> again = [&](Answer) {
        if (++answers < 5)
            transport->send({ .url = server.address("/again") }, again);
    };
    transport->send({ .url = server.address("/") }, again);
    poll_for(*transport, 10s, [&] { return answers == 5; });
    CHECK(answers == 5);
}

TEST_CASE("A proxy of the environment does not see requests to this machine", "[net]")
{
    LoopbackServer server { answering(http_answer(200, "direct")) };
    LoopbackServer proxy { answering(http_answer(200, "through a proxy")) };
    ::setenv("http_proxy", proxy.address("").c_str(), 1);
    auto const answer = exchange({ .url = server.address("/") });
    ::unsetenv("http_proxy");
    REQUIRE(answer.has_value());
    CHECK(answer->body == "direct");
    CHECK(proxy.received().empty());
}

TEST_CASE("Identifiers are never 0 and never repeated", "[net]")
{
    auto const transport = net::make_transport();
    auto const url = "http://127.0.0.1:" + std::to_string(closed_port()) + "/";
    net::RequestId last = 0;
    for (int i = 0; i < 10; ++i) {
        auto const id = transport->send({ .url = url }, [](Answer) {});
        CHECK(id > last);
        last = id;
        if (i % 2 == 0)
            transport->cancel(id);
    }
}
