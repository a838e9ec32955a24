#include "api/reader.h"

#include "base/text.h"

#include <algorithm>
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
    if (!found)
        return nullptr;
    bool const within = dot != std::string_view::npos;
    found->asked = std::max(found->asked, within ? Asked::Within : Asked::Yes);
    return within ? at_path(*found, path.substr(dot + 1)) : found;
}

/// Where a value stands; put together only when something is to be said of it.
struct Place {
    Place const* above = nullptr;
    JsonValue const* value = nullptr;

    std::string path() const
    {
        if (!above)
            return {};
        if (above->value->kind == JsonKind::List)
            return above->path() + "[]";
        auto const before = above->path();
        return before + (before.empty() ? "" : ".") + as_name(value->name);
    }
};

/// Notes the members that nobody asked for. Goes no deeper than somebody read, and `most_nested_values` at most.
void note_unknown(Place const& place, Drift& drift)
{
    for (auto const& child : place.value->children) {
        Place const here { &place, &child };
        if (place.value->kind == JsonKind::Object && child.asked == Asked::No)
            drift.note(here.path() + " is unknown");
        else if (child.asked == Asked::Within && child.kind != JsonKind::Object && child.kind != JsonKind::Null)
            drift.note(here.path() + " is " + std::string { kind_name(child.kind) });
        else if (child.kind == JsonKind::List || child.asked == Asked::Within)
            note_unknown(here, drift);
    }
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

Reader::Reader(JsonValue const& document, Shape shape, Drift* drift) : m_value(document), m_watched(drift != nullptr), m_drift(drift)
{
    auto const list_allowed = shape == Shape::ObjectOrList;
    if (document.kind != JsonKind::Object && !(list_allowed && is_list()))
        refuse("", &document, list_allowed ? "an object or a list" : "an object");
}

Reader::Reader(Reader const& parent, std::string_view list, std::size_t index, JsonValue const& value)
    : m_value(value), m_root(parent.m_root), m_parent(&parent), m_list(list), m_index(index), m_watched(parent.m_watched)
{
    if (m_watched)
        value.asked = Asked::Within;
    if (value.kind != JsonKind::Object)
        refuse("", &value, "an object");
}

Reader::Looked Reader::look(Names names, bool (*fits)(JsonValue const&)) const
{
    Looked looked;
    for (auto name : names) {
        if (auto const* found = at_path(m_value, name); found && !looked.fitting) {
            looked.any = true;
            if (fits(*found))
                looked.fitting = found;
        }
        if (looked.fitting && !m_watched)
            break; // the other names are looked up only to know that they are known
    }
    return looked;
}

JsonValue const* Reader::find(Names names, bool (*fits)(JsonValue const&)) const
{
    auto const [fitting, any] = look(names, fits);
    if (!fitting && any && m_root->m_drift)
        for (auto name : names)
            if (auto const* found = at_path(m_value, name); found && is_present(*found) && !(is_text(*found) && found->text.empty()))
                note(name, std::string { kind_name(found->kind) } + " that cannot be read");
    return fitting;
}

void Reader::overlook()
{
    m_watched = false;
    m_value.asked = Asked::Yes;
}

std::vector<JsonValue> const& Reader::members() const
{
    for (auto const& member : m_value.children)
        member.asked = std::max(member.asked, Asked::Yes);
    return m_value.children;
}

void Reader::pass_over(Names names) const
{
    for (auto name : names)
        at_path(m_value, name);
}

std::string Reader::text(Names names)
{
    if (auto const* found = find(names, is_text))
        return found->text;
    refuse(names, "a string");
    return {};
}

std::string Reader::text(Names names, Names known)
{
    auto value = optional_text(names, known);
    return value ? *std::move(value) : text(names);
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

std::optional<std::string> Reader::optional_text(Names names, Names known) const
{
    auto value = optional_text(names);
    if (value && !value->empty() && m_root->m_drift && std::find(known.begin(), known.end(), *value) == known.end())
        note(*names.begin(), as_name(*value) + ", which is unknown");
    return value;
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

void Reader::note(std::string_view name, std::string const& said) const
{
    auto const before = path(Entries::Alike);
    m_root->m_drift->note(before + (before.empty() ? "" : ".") + std::string { name } + " is " + said);
}

std::string Reader::path(Entries entries) const
{
    if (!m_parent)
        return {};
    auto path = m_parent->path(entries);
    if (!path.empty() && !m_list.empty())
        path += '.';
    path += m_list;
    if (m_index == no_index)
        return path;
    return path + (entries == Entries::Alike ? "[]" : '[' + std::to_string(m_index) + ']');
}

std::optional<Error> read_whole(std::string_view body, Drift* drift, Reader::Shape shape, void (*read)(Reader&, void*), void* into)
{
    auto const document = parse_json(body);
    if (!document.has_value())
        return document.error();
    Reader in { *document, shape, drift };
    if (in.problem().empty())
        read(in, into);
    if (in.problem().empty()) {
        if (drift)
            note_unknown({ .value = &*document }, *drift);
        return {};
    }
    return Error { .kind = ErrorKind::Malformed, .detail = in.problem() };
}

} // namespace kally::api
