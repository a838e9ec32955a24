#include "net/logging_transport.h"

#include <algorithm>
#include <memory>

namespace kally::net {

namespace {

std::string path_of(std::string_view url)
{
    url = url.substr(0, url.find_first_of("?#"));
    if (auto const scheme = url.find("://"); scheme != url.npos) {
        auto const path = url.find('/', scheme + 3);
        url = path == url.npos ? "/" : url.substr(path);
    }
    return std::string(url);
}

bool is_name_character(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-'; }

bool names_secret(std::string_view name)
{
    std::string lower { name };
    for (char& c : lower)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    for (std::string_view const word : { "token", "secret", "verifier", "password", "authorization" })
        if (lower.find(word) != lower.npos)
            return true;
    return lower == "code" || lower == "state";
}

/// Moves past blanks, and past quotes with the backslashes that JSON inside of JSON puts before them. Gives those quotes.
std::string_view skip_quote(std::string_view text, std::size_t& at)
{
    while (at < text.size() && (text[at] == ' ' || text[at] == '\t' || text[at] == '\r' || text[at] == '\n'))
        ++at;
    auto end = at;
    while (end < text.size() && text[end] == '\\')
        ++end;
    if (end >= text.size() || text[end] != '"')
        return {};
    auto const quote = text.substr(at, end + 1 - at);
    at = end + 1;
    return quote;
}

/// Where a value that was opened by `quote` ends: at the same quote, or, without one, before whatever separates values.
std::size_t end_of_value(std::string_view text, std::size_t at, std::string_view quote)
{
    if (quote.empty() && at < text.size() && (text[at] == '{' || text[at] == '[')) {
        int depth = 0;
        for (; at < text.size(); ++at) {
            depth += (text[at] == '{' || text[at] == '[') - (text[at] == '}' || text[at] == ']');
            if (depth == 0)
                return at + 1;
        }
        return at;
    }
    if (quote.empty())
        return std::min(text.find_first_of("&,}] \t\r\n\"", at), text.size());
    for (; at < text.size(); ++at) {
        if (text[at] != '"')
            continue;
        auto slashes = at;
        while (slashes > 0 && text[slashes - 1] == '\\')
            --slashes;
        if (at - slashes < quote.size()) // as many backslashes as the opening quote has, or fewer
            return slashes;
    }
    return text.size();
}

} // namespace

std::string without_tokens(std::string_view body)
{
    std::string out;
    for (std::size_t at = 0; at < body.size();) {
        auto const begin = at;
        while (at < body.size() && is_name_character(body[at]))
            ++at;
        if (at == begin) {
            out += body[at++];
            continue;
        }
        auto const name = body.substr(begin, at - begin);
        out += name;
        if (!names_secret(name))
            continue;
        auto value = at;
        skip_quote(body, value);
        while (value < body.size() && body[value] == ' ')
            ++value;
        if (value >= body.size() || (body[value] != ':' && body[value] != '='))
            continue;
        ++value;
        auto const quote = skip_quote(body, value);
        out += body.substr(at, value - at);
        out += "…";
        at = end_of_value(body, value, quote);
    }
    return out;
}

LoggingTransport::~LoggingTransport()
{
    for (auto const id : m_running)
        m_inner.cancel(id);
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
        m_running.erase(*id);
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
    m_running.insert(*id);
    m_exchanges.push_back(std::move(exchange));
    if (m_exchanges.size() > kept)
        m_exchanges.pop_front();
    return *id;
}

void LoggingTransport::cancel(RequestId id)
{
    m_running.erase(id);
    if (auto* entry = find(id); entry != nullptr && !entry->finished) {
        entry->finished = true;
        entry->duration = std::chrono::duration_cast<std::chrono::milliseconds>(m_now() - entry->started);
    }
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
