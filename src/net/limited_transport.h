#pragma once

#include "net/transport.h"

#include <deque>
#include <map>

namespace kally::net {

/// Lets at most six requests travel at once; the rest wait, first in first out. A cancelled one that waits never leaves.
class LimitedTransport final : public Transport {
public:
    static constexpr std::size_t limit = 6;

    explicit LimitedTransport(Transport& inner) : m_inner(inner) {}
    ~LimitedTransport() override;
    RequestId send(Request, Done) override;
    void cancel(RequestId) override;
    void poll() override;

private:
    void start_waiting();

    struct Waiting {
        RequestId id = 0;
        Request request;
        Done done;
    };
    Transport& m_inner;
    std::deque<Waiting> m_waiting;
    std::map<RequestId, RequestId> m_running; ///< Ours to the inner transport's.
    RequestId m_last_id = 0;
};

} // namespace kally::net
