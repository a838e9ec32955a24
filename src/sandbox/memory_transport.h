#pragma once

#include "sandbox/service.h"

namespace kally::sandbox {

/// Answers requests from a Service in this process. What a request does is done when it is sent, unless a dial
/// puts it off; its answer comes out of poll() after the dialled latency by the service's clock. A time limit or a dropped connection is Unanswered.
class MemoryTransport : public net::Transport {
public:
    explicit MemoryTransport(Service& service) : m_service(service) {}
    net::RequestId send(net::Request, Done) override;
    void cancel(net::RequestId) override;
    void poll() override;
    std::optional<Instant> next_due() const; ///< When the next poll() has an answer; empty when nothing waits.

private:
    struct Waiting {
        net::RequestId id = 0;
        Instant due {};
        Result<net::Response> answer;
        Done done;
        std::shared_ptr<net::Response const> later; ///< The answer, when there is none before `due`.
    };
    Service& m_service;
    std::vector<Waiting> m_waiting;
    net::RequestId m_last_id = 0;
};

} // namespace kally::sandbox
