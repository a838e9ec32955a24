#include "net/transport_factory.h"

#include <emscripten/em_js.h>
#include <emscripten/emscripten.h>
#include <emscripten/fetch.h>

#include <cstring>
#include <map>
#include <optional>

// A request that failed has status 0, whatever happened. What tells a write that left from one that did not is the
// upload of its body: Chromium 156 reports progress once bytes were written to a connection, and none for a refused one,
// an unknown name or no network. (Resource Timing does not tell: requestStart is 0 in all of these cases.) The listeners
// must be there before send(), which emscripten_fetch calls by itself; so send() is replaced for that one call.
// Not in a page's hands: a browser sends a request again by itself, writes too, when a connection that was used before
// ends without a byte of an answer.
EM_JS(void, kally_watch_upload, (void), {
    const prototype = XMLHttpRequest.prototype;
    const send = prototype.send;
    prototype.send = function(data) {
        prototype.send = send;
        this.upload.onprogress = this.upload.onload = () => { this.kallyLeft = true; };
        send.call(this, data);
    };
});
// Newer Emscriptens keep their requests in a map.
EM_JS(int, kally_upload_left, (int id), {
    const request = Array.isArray(Fetch.xhrs) ? Fetch.xhrs[id - 1] : Fetch.xhrs.get(id);
    return request && request.kallyLeft ? 1 : 0;
});
// What is polled is compared here: an answer that is the last one again does not even enter the module, until that polls anyway.
// While all wait like this, the page's script sends the same requests again (Fetch.repeat, called by kally_advance_in's timer);
// false: there is something for the module to do. `headers` as they go out, a line each.
EM_JS(void, kally_watch_answer, (char const* headers), {
    if (!Fetch.polls) {
        Fetch.polls = new Set(); // under way or waiting
        Fetch.answers = new Map();
        Fetch.unchanged = new Map();
        Fetch.repeated = new Set(); // under way once more
        Fetch.repeat = () => {
            if (!Fetch.polls.size || Fetch.unchanged.size + Fetch.repeated.size !== Fetch.polls.size)
                return false;
            const waiting = [...Fetch.unchanged.keys()];
            Fetch.unchanged.clear();
            for (const request of waiting)
                request.kallyAgain();
            return true;
        };
    }
    const lines = UTF8ToString(headers).split("\n").filter(line => line);
    const prototype = XMLHttpRequest.prototype;
    const send = prototype.send;
    prototype.send = function(data) {
        prototype.send = send;
        const { onload, onerror, ontimeout } = this;
        const ended = take => event => {
            Fetch.polls.delete(this);
            Fetch.repeated.delete(this);
            take(event);
        };
        const take = ended(onload);
        Fetch.polls.add(this);
        this.onreadystatechange = null;
        this.onerror = ended(onerror);
        this.ontimeout = ended(ontimeout);
        this.onload = () => {
            Fetch.repeated.delete(this);
            // When an answer was put together is no news.
            const answer = this.status + new TextDecoder().decode(this.response).replace(/.generated_at. *:[^,}]*/, "");
            if (Fetch.answers.get(this.url_) === answer)
                Fetch.unchanged.set(this, take);
            else
                take();
            Fetch.answers.set(this.url_, answer);
        };
        this.kallyAgain = () => {
            Fetch.repeated.add(this);
            this.open("GET", this.url_);
            for (const line of lines)
                this.setRequestHeader(line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1));
            this.send();
        };
        send.call(this, data);
    };
});
EM_JS(void, kally_take_unchanged, (void), {
    if (!Fetch.unchanged)
        return;
    const waiting = [...Fetch.unchanged.values()];
    Fetch.unchanged.clear();
    for (const take of waiting)
        take();
});
EM_JS(void, kally_abort, (int id), {
    const request = Array.isArray(Fetch.xhrs) ? Fetch.xhrs[id - 1] : Fetch.xhrs.get(id);
    if (request)
        request.abort();
    if (Fetch.polls) {
        Fetch.polls.delete(request);
        Fetch.repeated.delete(request);
        Fetch.unchanged.delete(request);
    }
});
EM_JS(int, kally_is_online, (void), { return navigator.onLine ? 1 : 0; });

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
        running.id = id;
        running.request = std::move(request);
        running.done = std::move(done);
        running.was_online = kally_is_online() != 0;
        running.started = emscripten_get_now();

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
            kally_watch_upload();
        } else if (running.request.polled) {
            std::string lines;
            for (auto const& header : running.request.headers)
                lines += header.name + ':' + header.value + '\n';
            kally_watch_answer(lines.c_str());
        }
        running.fetch = emscripten_fetch(&attributes, running.request.url.c_str());
        return id;
    }

    void cancel(RequestId id) override
    {
        auto const found = m_running.find(id);
        if (found == m_running.end())
            return;
        auto node = m_running.extract(found);
        release(node.mapped());
    }

    void poll() override
    {
        s_polling = true;
        kally_take_unchanged();
        s_polling = false;
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
            release(running);
            running.done(std::move(*running.answer));
        }
    }

private:
    struct Running {
        RequestId id = 0;
        Request request;
        Done done;
        std::vector<char const*> header_texts;
        emscripten_fetch_t* fetch = nullptr;
        std::optional<Result<Response>> answer;
        double started = 0; ///< Milliseconds of the page's clock.
        bool was_online = true, headers_came = false, forgotten = false;
    };

    /// Aborted before it is closed: closing frees what the request still writes into when its answer comes, and calls
    /// onerror for one that is not done; so it is also forgotten first.
    static void release(Running& running)
    {
        running.forgotten = true;
        if (running.fetch == nullptr)
            return;
        kally_abort(static_cast<int>(running.fetch->id));
        emscripten_fetch_close(running.fetch);
    }

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
        if (fetch->status == 0) {
            running.answer = failure(running, *fetch);
        } else {
            Response response { .status = fetch->status };
            if (fetch->numBytes > 0 && fetch->data != nullptr)
                response.body.assign(fetch->data, static_cast<std::size_t>(fetch->numBytes));
            read_headers(fetch, response);
            running.answer = std::move(response);
        }
        if (arrival_hook() && !s_polling)
            arrival_hook()();
    }

    static Error failure(Running const& running, emscripten_fetch_t const& fetch)
    {
        auto const& request = running.request;
        bool const timed_out = emscripten_get_now() - running.started >= static_cast<double>(request.time_limit.count());
        bool unanswered = running.headers_came;
        if (!request.body.empty())
            unanswered = unanswered || kally_upload_left(static_cast<int>(fetch.id)) != 0;
        else if (request.method == Method::Get)
            unanswered = unanswered || timed_out; // else nobody can tell, and to a read it makes no difference
        else
            unanswered = unanswered || running.was_online; // nobody can tell: it may have happened
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
    static inline bool s_polling = false; ///< What is taken in now asks for no frame.
};

} // namespace

std::unique_ptr<Transport> make_transport() { return std::make_unique<FetchTransport>(); }

void set_arrival_hook(std::function<void()> hook) { arrival_hook() = std::move(hook); }

} // namespace kally::net
