#include "cutter.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace kally::sim {

namespace {

/// Ends it with a reset.
void break_off(int socket)
{
    linger const now { .l_onoff = 1, .l_linger = 0 };
    ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    ::close(socket);
}

void send_all(int socket, std::string_view bytes)
{
    while (!bytes.empty()) {
        auto const sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0 && errno != EAGAIN)
            return;
        bytes.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(sent, 0)));
    }
}

net::Request request_of(std::string_view head, std::string_view body)
{
    net::Request request { .body = std::string(body) };
    auto const first = head.substr(0, head.find("\r\n"));
    auto const method = first.substr(0, first.find(' '));
    request.method = method == "POST" ? Method::Post : method == "DELETE" ? Method::Delete : Method::Get;
    request.url = first.substr(method.size() + 1, first.rfind(' ') - method.size() - 1);
    head.remove_prefix(std::min(head.size(), first.size() + 2));
    while (!head.empty()) {
        auto const line = head.substr(0, std::min(head.find("\r\n"), head.size()));
        if (auto const colon = line.find(':'); colon != line.npos)
            request.headers.push_back({ std::string(line.substr(0, colon)), std::string(trim(line.substr(colon + 1))) });
        head.remove_prefix(std::min(head.size(), line.size() + 2));
    }
    return request;
}

} // namespace

Cutter::Cutter(sandbox::Service& service) : m_service(service) { listen(); }

Cutter::~Cutter()
{
    deafen();
    for (auto const& connection : m_connections)
        ::close(connection.socket);
}

void Cutter::listen()
{
    m_listening = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int const yes = 1;
    ::setsockopt(m_listening, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in at {};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    at.sin_port = htons(static_cast<std::uint16_t>(m_port));
    socklen_t size = sizeof at;
    if (::bind(m_listening, reinterpret_cast<sockaddr*>(&at), size) != 0 || ::listen(m_listening, 64) != 0)
        std::abort();
    ::getsockname(m_listening, reinterpret_cast<sockaddr*>(&at), &size);
    m_port = ntohs(at.sin_port);
}

void Cutter::deafen()
{
    if (m_listening >= 0)
        ::close(std::exchange(m_listening, -1));
}

void Cutter::cut(std::string method, std::string path, Cut point)
{
    m_cutting = true;
    m_line = std::move(method) + " " + std::move(path) + " ";
    m_point = point;
    if (point == Cut::BeforeConnecting) {
        ++m_cuts;
        deafen();
    }
}

void Cutter::let_through()
{
    m_cutting = false;
    if (m_listening < 0)
        listen();
}

void Cutter::poll()
{
    for (int socket; m_listening >= 0 && (socket = ::accept4(m_listening, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0;)
        m_connections.push_back({ socket, {} });
    std::erase_if(m_connections, [this](auto& connection) { return !serve(connection); });
}

bool Cutter::serve(Connection& connection)
{
    auto const peek = [&](auto&& buffer) { return ::recv(connection.socket, buffer, sizeof buffer, MSG_PEEK); };
    char seen[2048];
    auto const count = peek(seen);
    if (count == 0) {
        ::close(connection.socket);
        return false;
    }
    if (count < 0)
        return errno == EAGAIN || (::close(connection.socket), false);
    auto const arrived = connection.read + std::string(seen, static_cast<std::size_t>(count));
    if (arrived.size() < std::min(m_line.size(), std::size_t { 16 }))
        return true;
    auto const wanted = m_cutting && arrived.starts_with(m_line);
    auto const read = [&](std::size_t bytes) {
        char into[2048];
        auto const got = ::recv(connection.socket, into, std::min(bytes, sizeof into), 0);
        connection.read.append(into, static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    };
    auto const end = [&] {
        ++m_cuts;
        break_off(connection.socket);
        return false;
    };
    if (wanted && m_point == Cut::Connected)
        return end();
    if (wanted && m_point == Cut::InHead) {
        read(m_line.size() + 5);
        return end();
    }
    auto const head_end = arrived.find("\r\n\r\n");
    if (head_end == arrived.npos) {
        read(sizeof seen);
        return true;
    }
    if (wanted && m_point == Cut::BehindHead) {
        read(head_end + 4 - std::min(head_end + 4, connection.read.size()));
        return end();
    }
    auto const head = std::string_view(arrived).substr(0, head_end);
    auto const request = request_of(head, {});
    std::size_t length = 0;
    for (auto const& header : request.headers)
        if (header.name == "Content-Length")
            std::from_chars(header.value.data(), header.value.data() + header.value.size(), length);
    if (wanted && m_point == Cut::InBody) {
        read(head_end + 4 + length / 2 - std::min(head_end + 4 + length / 2, connection.read.size()));
        return end();
    }
    read(sizeof seen);
    if (arrived.size() < head_end + 4 + length)
        return true;
    auto const response = m_service.answer(request_of(head, std::string_view(arrived).substr(head_end + 4, length))).response;
    connection.read = arrived.substr(head_end + 4 + length);
    std::string answer = "HTTP/1.1 " + std::to_string(response.status) + " Said\r\n";
    for (auto const& header : response.headers)
        answer += header.name + ": " + header.value + "\r\n";
    answer += "Content-Length: " + std::to_string(response.body.size()) + "\r\n\r\n";
    auto const behind = answer.size();
    answer += response.body;
    if (wanted) {
        ++m_carried;
        auto const much = m_point == Cut::BehindBody ? 0 : m_point == Cut::InAnswersHead ? behind / 2 : behind + response.body.size() / 2;
        send_all(connection.socket, std::string_view(answer).substr(0, much));
        // What was sent is to arrive: closed as usual, not with a reset.
        ++m_cuts;
        ::close(connection.socket);
        return false;
    }
    send_all(connection.socket, answer);
    return true;
}

} // namespace kally::sim
