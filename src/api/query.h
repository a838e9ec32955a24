#pragma once

#include "base/text.h"

#include <string>
#include <string_view>

namespace kally::api {

/// Puts a target together, percent-encoding what it is given.
class Query {
public:
    explicit Query(std::string_view path, std::string_view last_segment = {}) : m_target(path)
    {
        m_target += percent_encode(last_segment);
    }
    void add(std::string_view name, std::string_view value)
    {
        m_target += m_separator;
        m_separator = '&';
        m_target += name;
        m_target += '=';
        m_target += percent_encode(value);
    }
    void add(std::string_view name, int value) { add(name, std::string_view { std::to_string(value) }); }
    std::string take() { return std::move(m_target); }

private:
    std::string m_target;
    char m_separator = '?';
};

} // namespace kally::api
