#include "loopback_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>

namespace {

int listen_somewhere(int& port)
{
    int const socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(socket, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(socket, 64) != 0
        || ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        std::abort();
    port = ntohs(address.sin_port);
    return socket;
}

} // namespace

void LoopbackServer::Wire::send(std::string const& bytes)
{
    for (std::size_t sent = 0; sent < bytes.size();) {
        auto const count = ::send(m_socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
        if (count <= 0)
            return;
        sent += static_cast<std::size_t>(count);
    }
}

void LoopbackServer::Wire::reset()
{
    linger const at_once { 1, 0 };
    ::setsockopt(m_socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

bool LoopbackServer::Wire::receive(Received& into)
{
    char bytes[4096];
    auto more = [&] {
        auto const count = ::recv(m_socket, bytes, sizeof bytes, 0);
        if (count > 0)
            m_read.append(bytes, static_cast<std::size_t>(count));
        return count > 0;
    };
    auto end = m_read.find("\r\n\r\n");
    for (; end == m_read.npos; end = m_read.find("\r\n\r\n"))
        if (!more())
            return false;
    into.head = m_read.substr(0, end + 2);
    std::size_t length = 0;
    if (auto const at = into.head.find("Content-Length: "); at != into.head.npos)
        length = static_cast<std::size_t>(std::strtoul(into.head.c_str() + at + 16, nullptr, 10));
    while (m_read.size() < end + 4 + length)
        if (!more())
            return false;
    into.body = m_read.substr(end + 4, length);
    m_read.erase(0, end + 4 + length);
    return true;
}

void LoopbackServer::Wire::wait_for_goodbye()
{
    char byte;
    while (::recv(m_socket, &byte, 1, 0) > 0) { }
}

LoopbackServer::LoopbackServer(Handler handler)
    : m_handler(std::move(handler))
    , m_listening(listen_somewhere(m_port))
    , m_acceptor([this] { accept_all(); })
{
}

LoopbackServer::~LoopbackServer()
{
    m_ending = true;
    ::shutdown(m_listening, SHUT_RDWR);
    m_acceptor.join();
    ::close(m_listening);
    {
        std::lock_guard const lock { m_mutex };
        for (int const socket : m_sockets)
            ::shutdown(socket, SHUT_RDWR);
    }
    for (auto& thread : m_threads)
        thread.join();
}

std::vector<LoopbackServer::Received> LoopbackServer::received() const
{
    std::lock_guard const lock { m_mutex };
    return m_received;
}

void LoopbackServer::accept_all()
{
    while (!m_ending) {
        int const socket = ::accept4(m_listening, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0)
            return;
        std::lock_guard const lock { m_mutex };
        m_sockets.push_back(socket);
        m_threads.emplace_back([this, socket] { serve(socket); });
    }
}

void LoopbackServer::serve(int socket)
{
    Wire wire { socket };
    Received request;
    while (wire.receive(request)) {
        {
            std::lock_guard const lock { m_mutex };
            m_received.push_back(request);
        }
        if (!m_handler(wire, request))
            break;
    }
    std::lock_guard const lock { m_mutex };
    std::erase(m_sockets, socket);
    ::close(socket);
}

std::string http_answer(int status, std::string const& body, std::string const& more_headers)
{
    return "HTTP/1.1 " + std::to_string(status) + " Whatever\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + more_headers + "\r\n" + body;
}

int closed_port()
{
    int port = 0;
    ::close(listen_somewhere(port));
    return port;
}
