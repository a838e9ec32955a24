#include "browser.h"

#include "net/transport_factory.h"

#include <utility>

// A wire on which the test decides what becomes of each request; Fate says how.
namespace kally::net {

namespace {

class SimulatedTransport final : public Transport {
public:
    RequestId send(Request request, Done done) override
    {
        auto& browser = sim::current().browser;
        auto const id = ++m_last_id;
        m_done[id] = std::move(done);
        auto fate = browser.fate ? browser.fate(request) : sim::Fate {};
        fate.offline = fate.offline || !browser.online;
        if (fate.offline) {
            arrive(id, sim::milliseconds { 5 }, Error { ErrorKind::Offline });
            return id;
        }
        // The service is asked whether or not the page lives to hear of it.
        auto answer = std::make_shared<Result<Response>>(Error { ErrorKind::Unanswered });
        bool const comes = fate.answered && fate.there + fate.back <= request.time_limit;
        auto const after = fate.there + fate.back <= request.time_limit ? fate.there + fate.back : request.time_limit;
        browser.later(fate.there, [&browser, request = std::move(request), fate, comes, answer, breaks = browser.breaks] {
            std::optional<Response> said;
            if (fate.arrives && browser.breaks == breaks) {
                if (browser.serve)
                    said = browser.serve(request);
                if (!said)
                    said = browser.service.answer(request).response;
            }
            if (fate.instead)
                said = Response { .status = *fate.instead, .headers = { { "content-type", "text/html" } }, .body = "<html>gateway</html>" };
            if (comes && said)
                *answer = std::move(*said);
        });
        arrive(id, after, answer);
        return id;
    }
    void cancel(RequestId id) override
    {
        m_done.erase(id);
        m_arrived.erase(id);
    }
    void poll() override
    {
        for (auto& [id, answer] : std::exchange(m_arrived, {}))
            if (auto node = m_done.extract(id))
                node.mapped()(std::move(answer));
    }

private:
    void arrive(RequestId id, sim::milliseconds in, std::shared_ptr<Result<Response>> answer)
    {
        auto& browser = sim::current().browser;
        browser.later(sim::current(), in, [this, id, answer, &browser, breaks = browser.breaks] {
            if (m_done.contains(id))
                m_arrived.emplace(id, browser.breaks == breaks ? *answer : Error { ErrorKind::Unanswered });
        });
    }
    void arrive(RequestId id, sim::milliseconds in, Error error) { arrive(id, in, std::make_shared<Result<Response>>(std::move(error))); }

    RequestId m_last_id = 0;
    std::map<RequestId, Done> m_done;
    std::map<RequestId, Result<Response>> m_arrived;
};

} // namespace

std::unique_ptr<Transport> make_transport() { return std::make_unique<SimulatedTransport>(); }
void set_arrival_hook(std::function<void()>) {}

} // namespace kally::net
