#include "sandbox/memory_transport.h"

#include <algorithm>

namespace kally::sandbox {

net::RequestId MemoryTransport::send(net::Request request, Done done)
{
    auto answer = m_service.answer(request);
    auto const now = m_service.wall_now();
    auto const id = ++m_last_id;
    if (answer.latency > request.time_limit) {
        m_waiting.push_back({ id, now + request.time_limit, Error { ErrorKind::Unanswered, "The time limit ran out" }, std::move(done) });
        return id;
    }
    auto const due = now + answer.latency;
    if (answer.drop_at)
        m_waiting.push_back({ id, due, Error { ErrorKind::Unanswered, "The connection broke" }, std::move(done) });
    else
        m_waiting.push_back({ id, due, std::move(answer.response), std::move(done), std::move(answer.later) });
    return id;
}

void MemoryTransport::cancel(net::RequestId id)
{
    m_waiting.erase(std::remove_if(m_waiting.begin(), m_waiting.end(), [id](Waiting const& w) { return w.id == id; }), m_waiting.end());
}

std::optional<Instant> MemoryTransport::next_due() const
{
    std::optional<Instant> next;
    for (auto const& waiting : m_waiting)
        next = next ? std::min(*next, waiting.due) : waiting.due;
    return next;
}

void MemoryTransport::poll()
{
    // A callback may send or cancel, so the list is searched anew after each; what is sent meanwhile waits for the next poll.
    auto const now = m_service.wall_now();
    auto const newest = m_last_id;
    while (true) {
        auto const found = std::find_if(m_waiting.begin(), m_waiting.end(),
            [&](Waiting const& w) { return w.id <= newest && w.due <= now; });
        if (found == m_waiting.end())
            return;
        auto waiting = std::move(*found);
        m_waiting.erase(found);
        if (waiting.later) {
            m_service.settle();
            waiting.answer = *waiting.later;
        }
        waiting.done(std::move(waiting.answer));
    }
}

} // namespace kally::sandbox
