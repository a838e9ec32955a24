#include "net/logging_transport.h"

#include <memory>

namespace kally::net {

namespace {

std::string path_of(std::string_view url)
{
    if (auto const scheme = url.find("://"); scheme != url.npos) {
        auto const path = url.find('/', scheme + 3);
        url = path == url.npos ? "/" : url.substr(path);
    }
    return std::string(url.substr(0, url.find_first_of("?#")));
}

} // namespace

std::string without_tokens(std::string_view body)
{
    std::string out { body };
    for (std::string_view const name : { "_token", "code_verifier", "client_secret", "\"code\"", "code=" }) {
        for (auto at = out.find(name); at != out.npos; at = out.find(name, at + 1)) {
            auto from = out.find_first_of(":=", at + name.size() - 1);
            if (from == out.npos)
                break;
            ++from;
            while (from < out.size() && (out[from] == ' ' || out[from] == '"'))
                ++from;
            auto const to = std::min(out.find_first_of("\"&,}", from), out.size());
            out.replace(from, to - from, "…");
        }
    }
    return out;
}

LoggingTransport::Exchange* LoggingTransport::find(RequestId id)
{
    for (auto& one : m_exchanges)
        if (one.id == id)
            return &one;
    return nullptr;
}

RequestId LoggingTransport::send(Request request, Done done)
{
    Exchange exchange { .method = request.method, .path = path_of(request.url), .started = m_now() };
    if (m_bodies)
        exchange.request_body = without_tokens(request.body);
    auto const id = std::make_shared<RequestId>(0);
    *id = m_inner.send(std::move(request), [this, id, done = std::move(done)](Result<Response> answer) {
        if (auto* entry = find(*id)) {
            entry->finished = true;
            entry->duration = std::chrono::duration_cast<std::chrono::milliseconds>(m_now() - entry->started);
            if (answer.has_value()) {
                entry->status = answer->status;
                if (m_bodies)
                    entry->response_body = without_tokens(answer->body);
            }
        }
        done(std::move(answer));
    });
    exchange.id = *id;
    m_exchanges.push_back(std::move(exchange));
    if (m_exchanges.size() > kept)
        m_exchanges.pop_front();
    return *id;
}

void LoggingTransport::cancel(RequestId id)
{
    if (auto* entry = find(id))
        entry->finished = true;
    m_inner.cancel(id);
}

void LoggingTransport::keep_bodies(bool keep)
{
    m_bodies = keep;
    if (!keep)
        for (auto& one : m_exchanges) {
            one.request_body.clear();
            one.response_body.clear();
        }
}

} // namespace kally::net
