#pragma once

#include "sandbox/server/consent.h"
#include "sandbox/service.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <string>

namespace httplib {
class Server;
struct Request;
struct Response;
}

namespace kally::sandbox {

/// A Service behind HTTP on 127.0.0.1, with pages for consent, checkout and portal, and dials under /sandbox.
///
/// Answers only requests for its own loopback host and port, one for each connection, none that can be read in two ways, and
/// with the headers of the site (web/headers.json). Logs nothing, so no token and no query can reach a log.
class HttpServer {
public:
    struct Settings {
        std::string allow_origin; ///< A foreign origin that may read answers (CORS); empty: none.
        std::string state_file;   ///< Written after every change; empty: nothing is kept.
    };
    HttpServer(Settings);
    ~HttpServer();

    /// Takes the port (0: a free one). The port taken, or -1 when it is in use.
    int bind(int port);
    /// Answers requests from `service` until stop(); false when it could not begin.
    bool run(Service& service);
    void stop(); ///< From another thread; waits until run() is about to return.

private:
    void answer(httplib::Request const&, httplib::Response&);
    void answer_sandbox(httplib::Request const&, httplib::Response&);
    void answer_consent_page(httplib::Request const&, httplib::Response&, bool code_flow);
    void answer_hosted(httplib::Request const&, httplib::Response&);
    void answer_orders(httplib::Request const&, httplib::Response&);
    void answer_service(httplib::Request const&, httplib::Response&, std::unique_lock<std::mutex>&);
    void keep_state();

    Settings m_settings;
    int m_port = -1;
    std::unique_ptr<httplib::Server> m_server;
    std::mutex m_mutex; ///< Guards the service and the consent tickets.
    Service* m_service = nullptr;
    std::unique_ptr<Consent> m_consent;
    std::uint64_t m_saved_revision = 0;
    std::atomic<bool> m_stopping { false };
    std::atomic<bool> m_ended { false };
};

/// Writes a file as a whole or not at all: beside it first, then renamed over it.
bool write_whole(std::string const& path, std::string_view content);

} // namespace kally::sandbox
