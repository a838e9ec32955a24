#include "api/reader.h"

#include "base/text.h"

#include <cstdio>
#include <cstdlib>
#include <limits>

namespace kally::api {
namespace {

bool is_text(JsonValue const& value) { return value.kind == JsonKind::Text; }
bool is_number(JsonValue const& value) { return value.kind == JsonKind::Number; }
bool is_boolean(JsonValue const& value) { return value.kind == JsonKind::Boolean; }
bool is_list_value(JsonValue const& value) { return value.kind == JsonKind::List; }
bool is_filled_text(JsonValue const& value) { return is_text(value) && !value.text.empty(); }
bool is_present(JsonValue const& value) { return value.kind != JsonKind::Null; }

std::string_view kind_name(JsonKind kind)
{
    switch (kind) {
    case JsonKind::Null: return "null";
    case JsonKind::Boolean: return "a boolean";
    case JsonKind::Number: return "a number";
    case JsonKind::Text: return "a string";
    case JsonKind::List: return "a list";
    case JsonKind::Object: return "an object";
    }
    return {};
}

JsonValue const* at_path(JsonValue const& object, std::string_view path)
{
    auto const dot = path.find('.');
    auto const* found = member(object, path.substr(0, dot));
    return found && dot != std::string_view::npos ? at_path(*found, path.substr(dot + 1)) : found;
}

} // namespace

std::optional<Decimal> to_decimal(JsonValue const& value)
{
    if (is_text(value))
        return Decimal::parse(trim(value.text));
    if (!is_number(value))
        return {};
    if (auto exact = Decimal::parse(value.text))
        return exact;
    // A service that computes in floats writes 0.30000000000000004; what is finer than a Decimal is such noise.
    char rounded[40];
    std::snprintf(rounded, sizeof rounded, "%.12g", std::strtod(value.text.c_str(), nullptr));
    return Decimal::parse(rounded);
}

Reader::Reader(JsonValue const& document, Shape shape) : m_value(document)
{
    auto const list_allowed = shape == Shape::ObjectOrList;
    if (document.kind != JsonKind::Object && !(list_allowed && is_list()))
        refuse("", &document, list_allowed ? "an object or a list" : "an object");
}

Reader::Reader(Reader const& parent, std::string_view list, std::size_t index, JsonValue const& value)
    : m_value(value), m_root(parent.m_root), m_parent(&parent), m_list(list), m_index(index)
{
    if (value.kind != JsonKind::Object)
        refuse("", &value, "an object");
}

JsonValue const* Reader::find(Names names, bool (*fits)(JsonValue const&)) const
{
    for (auto name : names)
        if (auto const* found = at_path(m_value, name); found && fits(*found))
            return found;
    return nullptr;
}

std::string Reader::text(Names names)
{
    if (auto const* found = find(names, is_text))
        return found->text;
    refuse(names, "a string");
    return {};
}

std::string Reader::filled_text(Names names)
{
    if (auto const* found = find(names, is_filled_text))
        return found->text;
    refuse(names, "a string that is not empty");
    return {};
}

std::optional<std::string> Reader::optional_text(Names names) const
{
    auto const* found = find(names, is_text);
    return found ? std::optional { found->text } : std::nullopt;
}

std::optional<bool> Reader::boolean(Names names) const
{
    auto const* found = find(names, is_boolean);
    return found ? std::optional { found->text == "true" } : std::nullopt;
}

std::optional<int> Reader::integer(Names names) const
{
    auto const* found = find(names, is_number);
    auto value = found ? Decimal::parse(found->text) : std::nullopt;
    for (; value && value->scale > 0; --value->scale) {
        if (value->units % 10 != 0)
            return {};
        value->units /= 10;
    }
    using Limits = std::numeric_limits<int>;
    if (!value || value->units < Limits::min() || value->units > Limits::max())
        return {};
    return static_cast<int>(value->units);
}

std::optional<Decimal> Reader::decimal(Names names) const
{
    auto const* found = find(names, [](JsonValue const& value) { return to_decimal(value).has_value(); });
    return found ? to_decimal(*found) : std::nullopt;
}

std::optional<Instant> Reader::instant(Names names) const
{
    auto const* found = find(names, [](JsonValue const& value) { return is_text(value) && parse_timestamp(value.text); });
    return found ? parse_timestamp(found->text) : std::nullopt;
}

std::optional<Instant> Reader::unix_time(Names names) const
{
    constexpr double end_of_9999 = 253'402'300'800;
    auto const* found = find(names, is_number);
    auto const seconds = found ? std::strtod(found->text.c_str(), nullptr) : -1;
    if (!(seconds >= 0 && seconds < end_of_9999))
        return {};
    return Instant { std::chrono::milliseconds { static_cast<std::int64_t>(seconds * 1000) } };
}

std::vector<std::string> Reader::texts(Names names) const
{
    std::vector<std::string> out;
    if (auto const* found = find(names, is_list_value))
        for (auto const& entry : found->children)
            if (is_text(entry))
                out.push_back(entry.text);
    return out;
}

JsonValue const* Reader::list_at(Names names, Presence presence)
{
    auto const* found = find(names, is_list_value);
    if (!found && (presence == Presence::Required || find(names, is_present)))
        refuse(names, "a list");
    return found;
}

void Reader::refuse(Names names, std::string_view expected)
{
    for (auto name : names)
        if (auto const* found = at_path(m_value, name))
            return refuse(name, found, expected);
    refuse(*names.begin(), nullptr, expected);
}

void Reader::refuse(std::string_view name, JsonValue const* found, std::string_view expected)
{
    auto& problem = m_root->m_problem;
    if (!problem.empty())
        return;
    problem = path();
    if (!problem.empty() && !name.empty())
        problem += '.';
    problem += name;
    if (problem.empty())
        problem = "The answer";
    problem += " is ";
    problem += !found ? "missing" : is_text(*found) && found->text.empty() ? "empty" : kind_name(found->kind);
    problem += ", expected ";
    problem += expected;
}

std::string Reader::path() const
{
    if (!m_parent)
        return {};
    auto path = m_parent->path();
    if (!path.empty() && !m_list.empty())
        path += '.';
    path += m_list;
    return m_index == no_index ? path : path + '[' + std::to_string(m_index) + ']';
}

std::optional<Error> read_whole(std::string_view body, Reader::Shape shape, void (*read)(Reader&, void*), void* into)
{
    auto const document = parse_json(body);
    if (!document.has_value())
        return document.error();
    Reader in { *document, shape };
    if (in.problem().empty())
        read(in, into);
    if (in.problem().empty())
        return {};
    return Error { .kind = ErrorKind::Malformed, .detail = in.problem() };
}

} // namespace kally::api
