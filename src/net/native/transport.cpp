#include "net/transport_factory.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstdlib>
#include <map>

namespace kally::net {

namespace {

constexpr std::size_t body_limit = 64 * 1024 * 1024;

/// Hosts that no proxy serves: this machine, and what the environment names (which curl no longer reads once one is set).
std::string const& without_proxy()
{
    static std::string const hosts = [] {
        std::string list = "localhost,127.0.0.1,::1";
        for (auto const* name : { "no_proxy", "NO_PROXY" })
            if (auto const* value = std::getenv(name))
                list += "," + std::string(value);
        return list;
    }();
    return hosts;
}

/// libcurl's multi interface, driven from poll(): no thread, no blocking call.
class CurlTransport final : public Transport {
public:
    CurlTransport()
    {
        curl_global_init(CURL_GLOBAL_DEFAULT);
        m_multi = curl_multi_init();
    }

    ~CurlTransport() override
    {
        for (auto& [id, running] : m_running)
            release(*running);
        curl_multi_cleanup(m_multi);
        curl_global_cleanup();
    }

    RequestId send(Request request, Done done) override
    {
        auto const id = ++m_last_id;
        auto running = std::make_unique<Running>();
        running->id = id;
        running->request = std::move(request);
        running->done = std::move(done);
        auto* easy = running->easy = curl_easy_init();
        auto const& sent = running->request;
        curl_easy_setopt(easy, CURLOPT_URL, sent.url.c_str());
        curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
        curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(sent.time_limit.count()));
        curl_easy_setopt(easy, CURLOPT_NOPROXY, without_proxy().c_str());
        curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
        curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
        curl_easy_setopt(easy, CURLOPT_WRITEDATA, running.get());
        curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
        curl_easy_setopt(easy, CURLOPT_HEADERDATA, running.get());
        curl_easy_setopt(easy, CURLOPT_PRIVATE, running.get());
        if (sent.method == Method::Post) {
            curl_easy_setopt(easy, CURLOPT_POST, 1L);
            curl_easy_setopt(easy, CURLOPT_POSTFIELDS, sent.body.c_str());
            curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(sent.body.size()));
        } else if (sent.method == Method::Delete) {
            curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, "DELETE");
        }
        // On a connection that was used before, curl repeats a request by itself when the connection ends without an
        // answer: harmless for a read, but a write might happen twice.
        if (sent.method != Method::Get)
            curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
        running->headers = curl_slist_append(running->headers, "Content-Type:"); // curl's own guess; ours follows if there is one
        for (auto const& header : sent.headers)
            running->headers = curl_slist_append(running->headers, (header.name + ": " + header.value).c_str());
        running->headers = curl_slist_append(running->headers, "Expect:");
        curl_easy_setopt(easy, CURLOPT_HTTPHEADER, running->headers);
        curl_multi_add_handle(m_multi, easy);
        m_running[id] = std::move(running);
        return id;
    }

    void cancel(RequestId id) override
    {
        auto const found = m_running.find(id);
        if (found == m_running.end())
            return;
        release(*found->second);
        m_running.erase(found);
    }

    void poll() override
    {
        int active = 0;
        curl_multi_perform(m_multi, &active);
        // Collected first: a callback may send or cancel.
        std::vector<std::pair<RequestId, CURLcode>> finished;
        int left = 0;
        while (auto* message = curl_multi_info_read(m_multi, &left)) {
            if (message->msg != CURLMSG_DONE)
                continue;
            Running* running = nullptr;
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &running);
            finished.emplace_back(running->id, message->data.result);
        }
        for (auto const& [id, code] : finished) {
            auto const found = m_running.find(id);
            if (found == m_running.end())
                continue;
            auto running = std::move(found->second);
            m_running.erase(found);
            auto answer = result_of(*running, code);
            release(*running);
            running->done(std::move(answer));
        }
    }

private:
    struct Running {
        RequestId id = 0;
        Request request;
        Response response;
        Done done;
        bool headers_ended = false; ///< curl takes a connection that ends within the headers for an answer.
        CURL* easy = nullptr;
        curl_slist* headers = nullptr;
    };

    static std::size_t on_body(char* data, std::size_t, std::size_t size, void* self)
    {
        auto& body = static_cast<Running*>(self)->response.body;
        if (body.size() + size > body_limit)
            return 0;
        body.append(data, size);
        return size;
    }

    static std::size_t on_header(char* data, std::size_t, std::size_t size, void* self)
    {
        std::string_view line { data, size };
        auto& running = *static_cast<Running*>(self);
        auto& headers = running.response.headers;
        running.headers_ended = line == "\r\n" || line == "\n";
        if (line.starts_with("HTTP/")) {
            headers.clear(); // a status line: what came before belonged to an interim answer
            return size;
        }
        auto const colon = line.find(':');
        if (colon == line.npos)
            return size;
        Header header { std::string(line.substr(0, colon)), {} };
        std::transform(header.name.begin(), header.name.end(), header.name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        auto value = line.substr(colon + 1);
        while (!value.empty() && (value.front() == ' ' || value.front() == '\t'))
            value.remove_prefix(1);
        while (!value.empty() && (value.back() == '\r' || value.back() == '\n' || value.back() == ' '))
            value.remove_suffix(1);
        header.value = value;
        headers.push_back(std::move(header));
        return size;
    }

    static Result<Response> result_of(Running& running, CURLcode code)
    {
        if (code == CURLE_OK && running.headers_ended) {
            long status = 0;
            curl_easy_getinfo(running.easy, CURLINFO_RESPONSE_CODE, &status);
            running.response.status = static_cast<int>(status);
            return std::move(running.response);
        }
        // Whether anything left is what curl counted: nothing sent means that nothing can have happened.
        long request_size = 0;
        curl_easy_getinfo(running.easy, CURLINFO_REQUEST_SIZE, &request_size);
        return Error { .kind = request_size > 0 ? ErrorKind::Unanswered : ErrorKind::Offline, .detail = curl_easy_strerror(code) };
    }

    void release(Running& running)
    {
        curl_multi_remove_handle(m_multi, running.easy);
        curl_easy_cleanup(running.easy);
        curl_slist_free_all(running.headers);
    }

    CURLM* m_multi = nullptr;
    std::map<RequestId, std::unique_ptr<Running>> m_running;
    RequestId m_last_id = 0;
};

} // namespace

std::unique_ptr<Transport> make_transport() { return std::make_unique<CurlTransport>(); }

void set_arrival_hook(std::function<void()>) {} // natively the loop polls by itself

} // namespace kally::net
