#pragma once

#include "sandbox/service.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace kally::sim {

/// Where a request is cut off.
enum class Cut { BeforeConnecting, Connected, InHead, BehindHead, InBody, BehindBody, InAnswersHead, InAnswersBody };
inline constexpr std::array all_cuts { Cut::BeforeConnecting, Cut::Connected, Cut::InHead, Cut::BehindHead, Cut::InBody, Cut::BehindBody, Cut::InAnswersHead, Cut::InAnswersBody };

/// A service on a port of this machine that ends the connection of one request at a chosen point of it, and answers every other. Turned by poll().
class Cutter {
public:
    explicit Cutter(sandbox::Service&);
    ~Cutter();
    Cutter(Cutter const&) = delete;

    std::string address() const { return "http://127.0.0.1:" + std::to_string(m_port); }
    /// The next request of that method and path is cut, and those after it too until let_through().
    void cut(std::string method, std::string path, Cut);
    void let_through();
    void poll();
    int cuts() const { return m_cuts; }       ///< Connections that were ended on purpose.
    int carried() const { return m_carried; } ///< How often the service had that request as a whole.

private:
    struct Connection { int socket; std::string read; };
    void listen();
    void deafen();
    bool serve(Connection&); ///< False: it has ended.
    sandbox::Service& m_service;
    int m_port = 0, m_listening = -1;
    std::vector<Connection> m_connections;
    bool m_cutting = false;
    std::string m_line; ///< "POST /v1/calls ": how the request begins.
    Cut m_point = Cut::BeforeConnecting;
    int m_cuts = 0, m_carried = 0;
};

} // namespace kally::sim
