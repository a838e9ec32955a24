#include "../answers.h"
#include "net/transport_factory.h"

#include <emscripten/em_js.h>
#include <emscripten/emscripten.h>

#include <algorithm>
#include <map>

// In place of Emscripten's Fetch, from memory: one conversation of N messages ("?bench=N" in the address), or a great many of those
// and of everything else ("?bench=N&many"). The page says when its bytes were handed over (window.received) and when the first frame that
// shows them was drawn and put together by the browser (window.ready), both as performance.now(). A timer would be later: while frames
// are wanted, the browser lets timers wait. What was counted of frames would be later too: the bytes arrive within a frame.
EM_JS(int, kally_bench_count, (void), { return Number(new URLSearchParams(location.search).get('bench')) || 0; });
EM_JS(int, kally_bench_many, (void), { return new URLSearchParams(location.search).has('many'); });
EM_JS(void, kally_bench_received, (void), {
    window['received'] = performance.now();
    const look = () => {
        if (document.querySelector('[role=log] article'))
            window['ready'] = performance.now();
        else
            requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
});

namespace kally::net {

namespace {

std::function<void()> g_arrived;

class BenchTransport final : public Transport {
public:
    RequestId send(Request request, Done done) override
    {
        m_waiting.emplace(++m_last, Waiting { std::move(request.url), std::move(done) });
        if (g_arrived)
            g_arrived();
        return m_last;
    }
    void cancel(RequestId id) override { m_waiting.erase(id); }
    void poll() override
    {
        auto waiting = std::exchange(m_waiting, {});
        for (auto& [id, one] : waiting) {
            Response response { .status = 200 };
            if (one.url.find("history") != std::string::npos) {
                response.body = bench::history_of(kally_bench_count());
                kally_bench_received();
            } else if (auto body = kally_bench_many() ? bench::answer_of_many(one.url.substr(std::min(one.url.size(), one.url.find("/v1/")))) : std::string {}; !body.empty()) {
                response.body = std::move(body);
            } else if (one.url.find("conversations") != std::string::npos) {
                response.body = R"({"conversations":[{"conversation_id":"c_1","title":"Bench","updated_at":"2026-10-01T10:00:00Z"}]})";
            } else {
                response.status = 404;
                response.body = "{}";
            }
            one.done(std::move(response));
        }
    }

private:
    struct Waiting { std::string url; Done done; };
    std::map<RequestId, Waiting> m_waiting;
    RequestId m_last = 0;
};

} // namespace

std::unique_ptr<Transport> make_transport() { return std::make_unique<BenchTransport>(); }
void set_arrival_hook(std::function<void()> hook) { g_arrived = std::move(hook); }

} // namespace kally::net
