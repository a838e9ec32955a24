#pragma once

#include "net/transport.h"

#include <deque>
#include <map>

/// A transport whose answers a test gives by hand. They are delivered by poll(), like anybody's.
class FakeTransport final : public kally::net::Transport {
public:
    using Answer = kally::Result<kally::net::Response>;
    struct Sent {
        kally::net::RequestId id = 0;
        kally::net::Request request;
        Done done;
        bool cancelled = false, answered = false;
    };

    kally::net::RequestId send(kally::net::Request request, Done done) override
    {
        sent.push_back({ ++m_last_id, std::move(request), std::move(done) });
        return m_last_id;
    }
    void cancel(kally::net::RequestId id) override
    {
        for (auto& one : sent)
            if (one.id == id)
                one.cancelled = true;
        std::erase_if(m_ready, [id](auto const& one) { return one.first == id; });
    }
    void poll() override
    {
        for (auto ready = std::exchange(m_ready, {}); !ready.empty(); ready.pop_front())
            for (auto& one : sent)
                if (one.id == ready.front().first && !one.cancelled) {
                    auto const done = std::move(one.done);
                    done(std::move(ready.front().second));
                    break;
                }
    }

    /// Lets an answer to the nth request (from 0) arrive with the next poll.
    void answer(std::size_t index, Answer with)
    {
        sent[index].answered = true;
        m_ready.emplace_back(sent[index].id, std::move(with));
    }
    void answer(std::size_t index, int status, std::string body = "{}") { answer(index, kally::net::Response { .status = status, .body = std::move(body) }); }
    void fail(std::size_t index, kally::ErrorKind kind) { answer(index, kally::Error { .kind = kind }); }
    std::size_t travelling() const
    {
        std::size_t count = 0;
        for (auto const& one : sent)
            count += !one.cancelled && !one.answered;
        return count;
    }

    std::deque<Sent> sent; ///< In order; references stay good.

private:
    std::deque<std::pair<kally::net::RequestId, Answer>> m_ready;
    kally::net::RequestId m_last_id = 0;
};
