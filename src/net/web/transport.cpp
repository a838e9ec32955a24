#include "net/transport_factory.h"

#include <emscripten/em_js.h>
#include <emscripten/fetch.h>

#include <cstring>
#include <map>
#include <optional>

// Whether a request that failed with status 0 had left. Offline at the start: it had not. Otherwise the browser's own
// timing of the request tells: it notes when the first byte was sent, and nothing for a refused connection.
EM_JS(int, kally_request_left, (char const* url), {
    if (!navigator.onLine)
        return 0;
    const entries = performance.getEntriesByName(new URL(UTF8ToString(url), document.baseURI).href);
    const last = entries[entries.length - 1];
    if (!last)
        return -1;
    return last.requestStart > 0 ? 1 : -1;
});
EM_JS(int, kally_is_online, (void), { return navigator.onLine ? 1 : 0; });
EM_JS(void, kally_clear_timings, (void), { performance.clearResourceTimings(); });

namespace kally::net {

namespace {

std::function<void()>& arrival_hook()
{
    static std::function<void()> hook;
    return hook;
}

/// Emscripten's Fetch API: XMLHttpRequest below. One handler for success and failure, as a status outside 2xx is a
/// failure to it, with its body.
class FetchTransport final : public Transport {
public:
    ~FetchTransport() override
    {
        while (!m_running.empty())
            cancel(m_running.begin()->first);
    }

    RequestId send(Request request, Done done) override
    {
        auto const id = ++m_last_id;
        auto& running = m_running[id];
        running.owner = this;
        running.id = id;
        running.request = std::move(request);
        running.done = std::move(done);
        running.was_online = kally_is_online() != 0;

        emscripten_fetch_attr_t attributes;
        emscripten_fetch_attr_init(&attributes);
        std::strcpy(attributes.requestMethod, running.request.method == Method::Get ? "GET" : running.request.method == Method::Post ? "POST" : "DELETE");
        // REPLACE: otherwise IndexedDB might answer instead of the service.
        attributes.attributes = EMSCRIPTEN_FETCH_LOAD_TO_MEMORY | EMSCRIPTEN_FETCH_REPLACE;
        attributes.timeoutMSecs = static_cast<std::uint32_t>(running.request.time_limit.count());
        attributes.withCredentials = false;
        attributes.userData = &running;
        attributes.onsuccess = on_end;
        attributes.onerror = on_end;
        attributes.onreadystatechange = on_state;
        for (auto const& header : running.request.headers) {
            running.header_texts.push_back(header.name.c_str());
            running.header_texts.push_back(header.value.c_str());
        }
        running.header_texts.push_back(nullptr);
        attributes.requestHeaders = running.header_texts.data();
        if (!running.request.body.empty()) {
            attributes.requestData = running.request.body.data();
            attributes.requestDataSize = running.request.body.size();
        }
        running.fetch = emscripten_fetch(&attributes, running.request.url.c_str());
        return id;
    }

    void cancel(RequestId id) override
    {
        auto const found = m_running.find(id);
        if (found == m_running.end())
            return;
        // Closing a running fetch calls onerror, so it is forgotten first; its memory must outlive that call.
        auto node = m_running.extract(found);
        auto& running = node.mapped();
        running.forgotten = true;
        if (running.fetch != nullptr)
            emscripten_fetch_close(running.fetch);
    }

    void poll() override
    {
        // Collected first: a callback may send or cancel.
        std::vector<RequestId> finished;
        for (auto const& [id, running] : m_running)
            if (running.answer)
                finished.push_back(id);
        for (auto const id : finished) {
            auto node = m_running.extract(id);
            if (!node)
                continue;
            auto& running = node.mapped();
            running.forgotten = true;
            if (running.fetch != nullptr)
                emscripten_fetch_close(running.fetch);
            running.done(std::move(*running.answer));
        }
    }

private:
    struct Running {
        FetchTransport* owner = nullptr;
        RequestId id = 0;
        Request request;
        Done done;
        std::vector<char const*> header_texts;
        emscripten_fetch_t* fetch = nullptr;
        std::optional<Result<Response>> answer;
        bool was_online = true, headers_came = false, forgotten = false;
    };

    static void on_state(emscripten_fetch_t* fetch)
    {
        auto& running = *static_cast<Running*>(fetch->userData);
        if (!running.forgotten && fetch->readyState >= 2 && fetch->status != 0)
            running.headers_came = true;
    }

    static void on_end(emscripten_fetch_t* fetch)
    {
        auto& running = *static_cast<Running*>(fetch->userData);
        if (running.forgotten || running.answer)
            return;
        if (fetch->status == 0 || (running.headers_came && fetch->readyState != 4)) {
            running.answer = failure(running);
        } else {
            Response response { .status = fetch->status };
            if (fetch->numBytes > 0 && fetch->data != nullptr)
                response.body.assign(fetch->data, static_cast<std::size_t>(fetch->numBytes));
            read_headers(fetch, response);
            running.answer = std::move(response);
        }
        if (arrival_hook())
            arrival_hook()();
    }

    static Error failure(Running const& running)
    {
        bool const writes = running.request.method != Method::Get;
        int const left = running.headers_came ? 1 : !running.was_online ? 0 : kally_request_left(running.request.url.c_str());
        kally_clear_timings();
        // When nobody can tell, a write may have happened; for a read it makes no difference.
        bool const unanswered = left > 0 || (left < 0 && writes && running.was_online);
        return { .kind = unanswered ? ErrorKind::Unanswered : ErrorKind::Offline, .detail = {} };
    }

    static void read_headers(emscripten_fetch_t* fetch, Response& response)
    {
        std::string text(emscripten_fetch_get_response_headers_length(fetch) + 1, '\0');
        emscripten_fetch_get_response_headers(fetch, text.data(), text.size());
        for (std::size_t from = 0; from < text.size();) {
            auto const end = std::min(text.find('\n', from), text.size());
            std::string_view line { text.data() + from, end - from };
            from = end + 1;
            auto const colon = line.find(':');
            if (colon == line.npos)
                continue;
            Header header { std::string(line.substr(0, colon)), {} };
            for (char& c : header.name)
                if (c >= 'A' && c <= 'Z')
                    c = static_cast<char>(c + 32);
            auto value = line.substr(colon + 1);
            while (!value.empty() && value.front() == ' ')
                value.remove_prefix(1);
            while (!value.empty() && (value.back() == '\r' || value.back() == '\0'))
                value.remove_suffix(1);
            header.value = value;
            response.headers.push_back(std::move(header));
        }
    }

    std::map<RequestId, Running> m_running; // nodes keep their address: the fetch points at them
    RequestId m_last_id = 0;
};

} // namespace

std::unique_ptr<Transport> make_transport() { return std::make_unique<FetchTransport>(); }

void set_arrival_hook(std::function<void()> hook) { arrival_hook() = std::move(hook); }

} // namespace kally::net
