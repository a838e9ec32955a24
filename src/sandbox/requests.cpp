#include "sandbox/requests.h"

#include "base/text.h"

#include <algorithm>
#include <charconv>

namespace kally::sandbox {

net::Response typed_response(int status, std::string_view type, std::string body)
{
    return { .status = status, .headers = { { "content-type", std::string { type } }, { std::string { mark_header }, "1" } }, .body = std::move(body) };
}

net::Response json_response(int status, std::string body) { return typed_response(status, "application/json", std::move(body)); }

bool same_ignoring_case(std::string_view a, std::string_view lower)
{
    return a.size() == lower.size() && std::equal(a.begin(), a.end(), lower.begin(), [](char x, char y) { return (x >= 'A' && x <= 'Z' ? x + 32 : x) == y; });
}

std::string_view request_header(net::Request const& request, std::string_view lower)
{
    for (auto const& header : request.headers)
        if (same_ignoring_case(header.name, lower))
            return header.value;
    return {};
}

std::optional<std::string> query_value(std::string_view query, std::string_view name)
{
    while (!query.empty()) {
        auto const end = std::min(query.find('&'), query.size());
        auto const pair = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        auto const equals = std::min(pair.find('='), pair.size());
        if (pair.substr(0, equals) == name)
            return percent_decode(pair.substr(std::min(equals + 1, pair.size())));
    }
    return {};
}

std::optional<int> query_number(std::string_view query, std::string_view name, int usual, int low, int high)
{
    auto const text = query_value(query, name);
    if (!text)
        return usual;
    int number = 0;
    auto const [end, problem] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (problem != std::errc {} || end != text->data() + text->size() || number < low || number > high)
        return {};
    return number;
}

api::JsonValue object_of(std::string const& body)
{
    auto json = api::parse_json(body);
    return json.has_value() ? *std::move(json) : api::JsonValue {};
}

} // namespace kally::sandbox
