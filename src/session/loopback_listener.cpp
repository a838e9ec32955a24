#include "session/loopback_listener.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace kally::session {

namespace {

constexpr std::size_t request_limit = 16 * 1024, connection_limit = 8;
constexpr long long seconds_limit = 10;

constexpr std::string_view headers = "Content-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n"
                                     "X-Content-Type-Options: nosniff\r\nContent-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\nConnection: close\r\n";
constexpr std::string_view done_page = "<!doctype html><title>KallyAI</title><h1>Signed in</h1><p>You can close this tab and go back to the KallyAI window.</p>"
                                       "<p lang=\"es\">Puedes cerrar esta pesta\u00F1a y volver a la ventana de KallyAI.</p>";
constexpr std::string_view neutral_page = "<!doctype html><title>KallyAI</title><h1>This sign-in link is no longer valid</h1><p>Start again from the KallyAI window.</p>"
                                          "<p lang=\"es\">Empieza de nuevo desde la ventana de KallyAI.</p>";

long long now_seconds()
{
    return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string response(std::string_view status, std::string_view page)
{
    return "HTTP/1.1 " + std::string(status) + "\r\n" + std::string(headers) + "Content-Length: " + std::to_string(page.size()) + "\r\n\r\n" + std::string(page);
}

} // namespace

std::unique_ptr<LoopbackListener> LoopbackListener::open(std::function<bool(std::string_view)> accept, std::chrono::milliseconds life)
{
    int const socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket < 0)
        return nullptr;
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    bool const listening = ::bind(socket, reinterpret_cast<sockaddr*>(&address), size) == 0 && ::listen(socket, 16) == 0
        && ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0;
    if (!listening) {
        ::close(socket);
        return nullptr;
    }
    return std::unique_ptr<LoopbackListener>(new LoopbackListener(socket, ntohs(address.sin_port), std::move(accept), life));
}

LoopbackListener::LoopbackListener(int socket, int port, std::function<bool(std::string_view)> accept, std::chrono::milliseconds life)
    : m_socket(socket)
    , m_port(port)
    , m_accept(std::move(accept))
    , m_end(std::chrono::steady_clock::now() + life)
{
}

LoopbackListener::~LoopbackListener()
{
    for (auto const& connection : m_connections)
        ::close(connection.socket);
    if (m_socket >= 0)
        ::close(m_socket);
}

void LoopbackListener::answer(Connection& connection)
{
    auto const line = std::string_view(connection.received).substr(0, connection.received.find("\r\n"));
    auto const target_at = line.find(' ');
    auto const target_end = line.rfind(' ');
    std::string_view target = target_at == line.npos || target_end <= target_at ? std::string_view {} : line.substr(target_at + 1, target_end - target_at - 1);
    constexpr std::string_view path = "/callback?";
    if (line.starts_with("GET ") && target.starts_with(path) && !m_query && m_accept(target.substr(path.size()))) {
        m_query = std::string(target.substr(path.size()));
        connection.answer = response("200 OK", done_page);
        return;
    }
    connection.answer = response(target == "/favicon.ico" ? "404 Not Found" : "400 Bad Request", neutral_page);
}

std::optional<std::string> LoopbackListener::poll()
{
    if (m_socket >= 0 && std::chrono::steady_clock::now() > m_end)
        ::close(std::exchange(m_socket, -1));
    while (m_socket >= 0 && m_connections.size() < connection_limit) {
        int const socket = ::accept4(m_socket, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (socket < 0)
            break;
        m_connections.push_back({ .socket = socket, .since = now_seconds() });
    }
    std::erase_if(m_connections, [this](Connection& connection) {
        bool over = now_seconds() - connection.since > seconds_limit;
        char buffer[4096];
        while (!over && connection.answer.empty()) {
            auto const got = ::recv(connection.socket, buffer, sizeof buffer, 0);
            if (got == 0)
                over = true;
            if (got <= 0)
                break;
            connection.received.append(buffer, static_cast<std::size_t>(got));
            if (connection.received.find("\r\n\r\n") != std::string::npos || connection.received.size() > request_limit)
                answer(connection);
        }
        while (!over && !connection.answer.empty()) {
            auto const sent = ::send(connection.socket, connection.answer.data(), connection.answer.size(), MSG_NOSIGNAL);
            if (sent <= 0)
                break;
            connection.answer.erase(0, static_cast<std::size_t>(sent));
            over = connection.answer.empty();
        }
        if (over)
            ::close(connection.socket);
        return over;
    });
    if (m_query && !m_done) {
        m_done = true;
        ::close(std::exchange(m_socket, -1)); // single use: nobody else is listened to
        return m_query;
    }
    return {};
}

} // namespace kally::session
