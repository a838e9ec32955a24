#pragma once

#include "api/json.h"

namespace kally::api {

/// Puts the JSON object of a request together.
class Body {
public:
    Body& raw(std::string_view name, std::string_view json)
    {
        m_json += m_json.empty() ? '{' : ',';
        m_json += quote_json(name);
        m_json += ':';
        m_json += json;
        return *this;
    }
    Body& text(std::string_view name, std::string_view value) { return raw(name, quote_json(value)); }
    /// A member that says nothing when it is empty.
    Body& text_if_any(std::string_view name, std::string_view value) { return value.empty() ? *this : text(name, value); }
    Body& texts(std::string_view name, std::vector<std::string> const& values)
    {
        std::string list;
        for (auto const& value : values)
            list += (list.empty() ? "" : ",") + quote_json(value);
        return raw(name, '[' + list + ']');
    }
    std::string take() { return m_json.empty() ? "{}" : std::move(m_json) + '}'; }

private:
    std::string m_json;
};

} // namespace kally::api
