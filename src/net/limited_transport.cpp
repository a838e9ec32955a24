#include "net/limited_transport.h"

#include <algorithm>

namespace kally::net {

LimitedTransport::~LimitedTransport()
{
    for (auto const& [id, inner] : m_running)
        m_inner.cancel(inner);
}

RequestId LimitedTransport::send(Request request, Done done)
{
    auto const id = ++m_last_id;
    m_waiting.push_back({ id, std::move(request), std::move(done) });
    start_waiting();
    return id;
}

void LimitedTransport::cancel(RequestId id)
{
    std::erase_if(m_waiting, [id](auto const& one) { return one.id == id; });
    if (auto const found = m_running.find(id); found != m_running.end()) {
        m_inner.cancel(found->second);
        m_running.erase(found);
    }
    start_waiting();
}

void LimitedTransport::poll()
{
    m_inner.poll();
    start_waiting();
}

void LimitedTransport::start_waiting()
{
    while (!m_waiting.empty() && m_running.size() < limit) {
        auto next = std::move(m_waiting.front());
        m_waiting.pop_front();
        auto const id = next.id;
        m_running[id] = m_inner.send(std::move(next.request), [this, id, done = std::move(next.done)](Result<Response> answer) {
            m_running.erase(id);
            done(std::move(answer));
        });
    }
}

} // namespace kally::net
