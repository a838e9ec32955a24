#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

/// A server on a free port of this machine that answers byte by byte as a test says.
class LoopbackServer {
public:
    struct Received {
        std::string head; ///< Request line and headers.
        std::string body;
    };
    /// One connection; the handler sends what it likes. Returning true waits for another request on it.
    class Wire {
    public:
        explicit Wire(int socket) : m_socket(socket) {}
        void send(std::string const& bytes);
        void reset(); ///< Ends the connection with a reset instead of a goodbye.
        bool receive(Received& into);
        void wait_for_goodbye(); ///< Until the other side closes.

    private:
        int m_socket;
        std::string m_read;
    };
    using Handler = std::function<bool(Wire&, Received const&)>;

    explicit LoopbackServer(Handler);
    ~LoopbackServer();

    std::string address(std::string const& path) const { return "http://127.0.0.1:" + std::to_string(m_port) + path; }
    int port() const { return m_port; }
    std::vector<Received> received() const;

private:
    void accept_all();
    void serve(int socket);

    Handler m_handler;
    int m_port = 0;
    int m_listening = -1;
    std::atomic<bool> m_ending = false;
    mutable std::mutex m_mutex;
    std::vector<Received> m_received;
    std::vector<int> m_sockets;
    std::list<std::thread> m_threads;
    std::thread m_acceptor;
};

std::string http_answer(int status, std::string const& body, std::string const& more_headers = {});
/// A port of this machine on which nobody listens.
int closed_port();
