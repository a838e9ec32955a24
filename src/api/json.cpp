#include "api/json.h"

#include "base/text.h"

#include <nlohmann/json.hpp>

namespace kally::api {
namespace {

/// Builds the tree while nlohmann's parser, which keeps no stack of calls, reads the text. Returning false stops it.
class Builder {
public:
    JsonValue take() { return std::move(m_root); }
    std::string take_problem() { return std::move(m_problem); }

    bool null() { return add(JsonKind::Null, {}); }
    bool boolean(bool value) { return add(JsonKind::Boolean, value ? "true" : "false"); }
    bool number_integer(std::int64_t value) { return add(JsonKind::Number, std::to_string(value)); }
    bool number_unsigned(std::uint64_t value) { return add(JsonKind::Number, std::to_string(value)); }
    bool number_float(double, std::string const& source) { return add(JsonKind::Number, source); }
    bool string(std::string& value) { return add(JsonKind::Text, std::move(value)); }
    bool binary(nlohmann::json::binary_t&) { return refuse("The answer holds binary data"); }
    bool start_object(std::size_t) { return open(JsonKind::Object); }
    bool start_array(std::size_t) { return open(JsonKind::List); }
    bool end_object() { return close(); }
    bool end_array() { return close(); }
    bool key(std::string& name)
    {
        m_name = std::move(name);
        return true;
    }
    template <typename Exception>
    bool parse_error(std::size_t position, std::string const&, Exception const&)
    {
        return refuse("The answer is not JSON (byte " + std::to_string(position) + ")");
    }

private:
    bool add(JsonKind kind, std::string text)
    {
        if (++m_count > most_values)
            return refuse("The answer holds more than " + std::to_string(most_values) + " values");
        JsonValue value { .kind = kind, .name = std::exchange(m_name, {}), .text = std::move(text) };
        if (m_open.empty())
            m_root = std::move(value);
        else
            m_open.back()->children.push_back(std::move(value));
        return true;
    }
    bool open(JsonKind kind)
    {
        if (m_open.size() == most_nested_values)
            return refuse("The answer is nested deeper than " + std::to_string(most_nested_values) + " values");
        if (!add(kind, {}))
            return false;
        // Only the innermost open value grows, so the addresses of those around it stay.
        m_open.push_back(m_open.empty() ? &m_root : &m_open.back()->children.back());
        return true;
    }
    bool close()
    {
        m_open.pop_back();
        return true;
    }
    bool refuse(std::string problem)
    {
        m_problem = std::move(problem);
        return false;
    }

    JsonValue m_root;
    std::vector<JsonValue*> m_open;
    std::string m_name;
    std::string m_problem;
    std::size_t m_count = 0;
};

Error malformed(std::string detail) { return { .kind = ErrorKind::Malformed, .detail = std::move(detail) }; }

} // namespace

Result<JsonValue> parse_json(std::string_view body)
{
    auto const start = trim(body);
    if (start.empty())
        return malformed("The answer is empty");
    if (start.front() == '<')
        return malformed("The answer is a web page, not data");
    std::string mended;
    if (!is_valid_utf8(body)) {
        mended = to_valid_utf8(body);
        body = mended;
    }
    Builder builder;
    if (!nlohmann::json::sax_parse(body.data(), body.data() + body.size(), &builder))
        return malformed(builder.take_problem());
    return builder.take();
}

JsonValue const* member(JsonValue const& object, std::string_view name)
{
    if (object.kind == JsonKind::Object)
        for (auto found = object.children.rbegin(); found != object.children.rend(); ++found)
            if (found->name == name)
                return &*found;
    return nullptr;
}

std::string quote_json(std::string_view text)
{
    constexpr std::string_view hex = "0123456789abcdef";
    std::string out = "\"";
    for (char c : to_valid_utf8(text)) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (static_cast<unsigned char>(c) < 0x20) {
            out += "\\u00";
            out += hex[static_cast<unsigned char>(c) >> 4];
            out += hex[c & 15];
        } else {
            out += c;
        }
    }
    return out + '"';
}

} // namespace kally::api
