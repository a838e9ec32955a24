#pragma once

#include "base/time.h"
#include "net/transport.h"

#include <deque>
#include <set>

namespace kally::net {

/// Remembers the last 200 exchanges for the network panel and the diagnostics: path without query, status, duration.
/// Bodies only when asked, and then with tokens struck out; headers never.
class LoggingTransport final : public Transport {
public:
    static constexpr std::size_t kept = 200;

    struct Exchange {
        RequestId id = 0;
        Method method = Method::Get;
        std::string path;
        int status = 0; ///< 0: none came (yet).
        bool finished = false;
        Instant started {};
        std::chrono::milliseconds duration { 0 };
        std::string request_body, response_body; ///< Empty unless bodies are kept.
    };

    LoggingTransport(Transport& inner, std::function<Instant()> now) : m_inner(inner), m_now(std::move(now)) {}
    ~LoggingTransport() override;
    RequestId send(Request, Done) override;
    void cancel(RequestId) override;
    void poll() override { m_inner.poll(); }

    std::deque<Exchange> const& exchanges() const { return m_exchanges; } ///< Oldest first.
    bool keeps_bodies() const { return m_bodies; }
    void keep_bodies(bool keep);

private:
    Exchange* find(RequestId);

    Transport& m_inner;
    std::function<Instant()> m_now;
    std::deque<Exchange> m_exchanges;
    std::set<RequestId> m_running;
    bool m_bodies = false;
};

/// The text (JSON or a form) with the value of every member replaced whose name speaks of a token, code, state or secret.
std::string without_tokens(std::string_view body);

} // namespace kally::net
