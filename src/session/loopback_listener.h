#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kally::session {

/// Waits on a free port of 127.0.0.1 for the one redirect that ends a sign-in. Never blocks: `poll()` does what can be done.
///
/// Every request whose query the caller does not accept gets a neutral page, whatever its path; the first accepted one
/// closes the listener, and so does the end of its life: what comes late is not heard. At most eight connections at
/// once, 16 KB each, ten seconds each.
class LoopbackListener {
public:
    /// `accept` says whether a query ("access_token=...&state=...") is the awaited one; it compares the state first.
    static std::unique_ptr<LoopbackListener> open(std::function<bool(std::string_view query)> accept, std::chrono::milliseconds life = std::chrono::minutes { 10 });
    ~LoopbackListener();

    int port() const { return m_port; }
    std::string redirect_uri() const { return "http://127.0.0.1:" + std::to_string(m_port) + "/callback"; }
    /// The accepted query, once.
    std::optional<std::string> poll();

private:
    struct Connection {
        int socket = -1;
        std::string received, answer;
        long long since = 0;
    };
    LoopbackListener(int socket, int port, std::function<bool(std::string_view)> accept, std::chrono::milliseconds life);
    void answer(Connection&);

    int m_socket, m_port;
    std::function<bool(std::string_view)> m_accept;
    std::chrono::steady_clock::time_point m_end;
    std::vector<Connection> m_connections;
    std::optional<std::string> m_query;
    bool m_done = false;
};

} // namespace kally::session
