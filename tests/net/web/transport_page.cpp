#include "net/transport_factory.h"

#include <emscripten/em_js.h>
#include <emscripten/emscripten.h>

using namespace kally;

EM_JS(void, report, (int number, int status, char const* body, int size, char const* type, int error), {
    (globalThis.answers ||= []).push({ number, status, body: UTF8ToString(body), size, type: UTF8ToString(type), error: ['', 'Offline', 'Unanswered'][error] });
});

static std::unique_ptr<net::Transport> transport;
static int arrivals = 0;

extern "C" {

EMSCRIPTEN_KEEPALIVE int page_send(int number, int method, char const* url, char const* body, int milliseconds, int polled)
{
    net::Request request { .method = static_cast<Method>(method), .url = url, .headers = { { "Authorization", "Bearer at_1" } }, .body = body, .time_limit = std::chrono::milliseconds { milliseconds }, .polled = polled != 0 };
    return static_cast<int>(transport->send(std::move(request), [number](Result<net::Response> answer) {
        if (answer.has_value())
            report(number, answer->status, answer->body.substr(0, 100).c_str(), static_cast<int>(answer->body.size()), std::string(net::header(answer->headers, "content-type")).c_str(), 0);
        else
            report(number, 0, "", 0, "", answer.error().kind == ErrorKind::Offline ? 1 : 2);
    }));
}
EMSCRIPTEN_KEEPALIVE void page_cancel(int id) { transport->cancel(static_cast<net::RequestId>(id)); }
EMSCRIPTEN_KEEPALIVE void page_poll() { transport->poll(); }
EMSCRIPTEN_KEEPALIVE int page_arrivals() { return arrivals; }
EMSCRIPTEN_KEEPALIVE void page_restart()
{
    transport.reset();
    transport = net::make_transport();
}

} // extern "C"

int main()
{
    transport = net::make_transport();
    net::set_arrival_hook([] { ++arrivals; });
}
