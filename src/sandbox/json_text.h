#pragma once

#include "api/json.h"
#include "base/decimal.h"
#include "base/time.h"

#include <charconv>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Writes JSON as text and reads whole numbers from it; a document tree would weigh more than the rest of the sandbox.
namespace kally::sandbox {

class JsonObject {
public:
    JsonObject() = default;
    /// Members of `absent` ("Schema.member") that belong to this schema are left out.
    JsonObject(std::string_view schema, std::vector<std::string> const& absent) : m_schema(schema), m_absent(&absent) {}

    /// A member whose value is JSON already.
    JsonObject& raw(std::string_view name, std::string_view json)
    {
        if (is_absent(name))
            return *this;
        m_json += m_json.empty() ? '{' : ',';
        m_json += '"';
        m_json += name;
        m_json += "\":";
        m_json += json;
        return *this;
    }
    JsonObject& text(std::string_view name, std::string_view value) { return raw(name, api::quote_json(value)); }
    JsonObject& text_or_null(std::string_view name, std::string_view value) { return value.empty() ? raw(name, "null") : text(name, value); }
    JsonObject& time(std::string_view name, Instant value) { return text(name, format_timestamp(value)); }
    JsonObject& flag(std::string_view name, bool value) { return raw(name, value ? "true" : "false"); }
    JsonObject& number(std::string_view name, std::integral auto value) { return raw(name, std::to_string(value)); }

    bool empty() const { return m_json.empty(); }
    std::string done() const { return m_json.empty() ? "{}" : m_json + '}'; }

private:
    bool is_absent(std::string_view name) const
    {
        if (m_absent)
            for (std::string_view const entry : *m_absent)
                if (entry.size() == m_schema.size() + 1 + name.size() && entry.starts_with(m_schema) && entry.ends_with(name) && entry[m_schema.size()] == '.')
                    return true;
        return false;
    }
    std::string_view m_schema;
    std::vector<std::string> const* m_absent = nullptr;
    std::string m_json;
};

class JsonList {
public:
    void raw(std::string_view json)
    {
        m_json += m_json.empty() ? '[' : ',';
        m_json += json;
    }
    void text(std::string_view value) { raw(api::quote_json(value)); }
    std::string done() const { return m_json.empty() ? "[]" : m_json + ']'; }

private:
    std::string m_json;
};

inline std::string json_texts(std::vector<std::string> const& texts)
{
    JsonList list;
    for (auto const& text : texts)
        list.text(text);
    return list.done();
}

/// A whole number that fits, or nothing.
template <std::integral T>
std::optional<T> whole(api::JsonValue const& value)
{
    T number {};
    auto const* const end = value.text.data() + value.text.size();
    auto const [stop, problem] = std::from_chars(value.text.data(), end, number);
    if (value.kind != api::JsonKind::Number || problem != std::errc {} || stop != end)
        return {};
    return number;
}

/// The text of a member, "" when it is absent or no text.
inline std::string text_member(api::JsonValue const& object, std::string_view name)
{
    auto const* found = api::member(object, name);
    return found && found->kind == api::JsonKind::Text ? found->text : std::string {};
}

} // namespace kally::sandbox
