#include "api/json.h"

#include "base/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>

namespace kally::api {
namespace {

/// The exponent that stands in for one no double can hold while nlohmann's parser reads the number, and what it becomes then.
/// So such a number stays a number, one that nobody can use.
constexpr std::string_view far_below_zero = "e-999999999", far_above = "e999999999";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The UTF-16 unit that "\\uXXXX" at the beginning of the text names, or -1.
int escaped_unit(std::string_view text)
{
    if (text.size() < 6 || text[0] != '\\' || text[1] != 'u')
        return -1;
    int unit = 0;
    auto const [end, problem] = std::from_chars(text.data() + 2, text.data() + 6, unit, 16);
    return problem == std::errc {} && end == text.data() + 6 && unit >= 0 ? unit : -1;
}

/// The number at the beginning of the text, with another exponent when no double can hold it; its length is taken off.
std::string readable_number(std::string_view& text)
{
    auto const end = std::min(text.find_first_not_of("+-.eE0123456789"), text.size());
    auto const number = std::string { text.substr(0, end) };
    text.remove_prefix(end);
    if (std::isfinite(std::strtod(number.c_str(), nullptr)))
        return number;
    auto const exponent = number.find_first_of("eE");
    auto digits = exponent == number.npos ? number.npos : exponent + 1;
    if (digits == number.npos)
        return number + std::string { far_below_zero };
    digits += digits < number.size() && !is_digit(number[digits]); // its sign
    if (digits == number.size() || !std::all_of(number.begin() + static_cast<std::ptrdiff_t>(digits), number.end(), is_digit))
        return number;
    return number.substr(0, exponent) + std::string { far_below_zero };
}

/// JSON text in which what is correct but cannot be held is changed: numbers beyond a double, and escapes of half a surrogate
/// pair, which become U+FFFD. All else stays, errors too.
std::string to_readable_json(std::string_view body)
{
    std::string out;
    out.reserve(body.size());
    auto in_text = false;
    while (!body.empty()) {
        if (!in_text && (is_digit(body.front()) || body.front() == '-')) {
            out += readable_number(body);
            continue;
        }
        std::size_t length = 1;
        if (in_text && body.front() == '\\') {
            auto const unit = escaped_unit(body);
            auto const next = unit >= 0xD800 && unit < 0xDC00 ? escaped_unit(body.substr(6)) : -1;
            length = next >= 0xDC00 && next < 0xE000 ? 12 : std::min<std::size_t>(2, body.size());
            if (length == 2 && unit >= 0xD800 && unit < 0xE000) {
                out += "\\ufffd";
                body.remove_prefix(6);
                continue;
            }
        } else if (body.front() == '"') {
            in_text = !in_text;
        }
        out += body.substr(0, length);
        body.remove_prefix(length);
    }
    return out;
}

/// JSON text for nlohmann's parser, which takes each letter of a text three times: long texts without escapes, most of a history, are set
/// aside, and in their place stand their numbers behind a mark that the body has nowhere.
struct Shortened {
    static constexpr std::string_view mark = "\\u0001";
    static constexpr std::size_t long_text = 40; ///< Bytes; a number behind the mark is shorter.
    std::string json;
    std::vector<std::string_view> texts;
};

/// Where the first letter from `at` on stands that ends or interrupts a text: a quote, a backslash or a control. Eight at once.
std::size_t plain_until(std::string_view body, std::size_t at)
{
    constexpr std::uint64_t ones = 0x0101010101010101, tops = 0x8080808080808080;
    for (std::uint64_t eight = 0; at + sizeof eight <= body.size(); at += sizeof eight) {
        std::memcpy(&eight, body.data() + at, sizeof eight);
        auto const quotes = eight ^ ones * '"', backslashes = eight ^ ones * '\\';
        // The top bit of a byte: where one is zero, and below 0x20. It may be set too often behind a find, never too seldom.
        if ((((quotes - ones) & ~quotes) | ((backslashes - ones) & ~backslashes) | ((eight - ones * 0x20) & ~eight)) & tops)
            break;
    }
    while (at < body.size() && body[at] != '"' && body[at] != '\\' && static_cast<unsigned char>(body[at]) >= 0x20)
        ++at;
    return at;
}

Shortened shorten(std::string_view body)
{
    Shortened out;
    if (body.find(Shortened::mark) != body.npos) {
        out.json = body;
        return out;
    }
    std::size_t taken = 0;
    for (auto begin = body.find('"'); begin < body.size(); begin = body.find('"', begin)) {
        auto end = plain_until(body, ++begin);
        if (end < body.size() && body[end] == '"' && end - begin > Shortened::long_text) {
            out.json.append(body, taken, begin - taken).append(Shortened::mark).append(std::to_string(out.texts.size()));
            out.texts.push_back(body.substr(begin, end - begin));
            taken = end;
        }
        while (end < body.size() && body[end] != '"')
            end += body[end] == '\\' ? 2 : 1;
        begin = end + 1;
    }
    out.json.append(body, taken);
    return out;
}

/// Builds the tree while nlohmann's parser, which keeps no stack of calls, reads the text. Returning false stops it.
class Builder {
public:
    /// `texts` stand for the numbers behind the mark.
    explicit Builder(std::vector<std::string_view> texts = {}) : m_texts(std::move(texts)) {}
    JsonValue take() { return std::move(m_root); }
    std::string take_problem() { return std::move(m_problem); }
    bool gave_up() const { return m_gave_up; } ///< The parser did, not this.

    bool null() { return add(JsonKind::Null, {}); }
    bool boolean(bool value) { return add(JsonKind::Boolean, value ? "true" : "false"); }
    bool number_integer(std::int64_t value) { return add(JsonKind::Number, std::to_string(value)); }
    bool number_unsigned(std::uint64_t value) { return add(JsonKind::Number, std::to_string(value)); }
    bool number_float(double, std::string const& source)
    {
        if (!source.ends_with(far_below_zero))
            return add(JsonKind::Number, source);
        return add(JsonKind::Number, source.substr(0, source.size() - far_below_zero.size()) + std::string { far_above });
    }
    bool string(std::string& value) { return add(JsonKind::Text, whole(value)); }
    bool binary(nlohmann::json::binary_t&) { return refuse("The answer holds binary data"); }
    bool start_object(std::size_t) { return open(JsonKind::Object); }
    bool start_array(std::size_t) { return open(JsonKind::List); }
    bool end_object() { return close(); }
    bool end_array() { return close(); }
    bool key(std::string& name)
    {
        m_name = whole(name);
        return true;
    }
    template <typename Exception>
    bool parse_error(std::size_t position, std::string const&, Exception const&)
    {
        m_gave_up = true;
        return refuse("The answer is not JSON (byte " + std::to_string(position) + ")");
    }

private:
    static constexpr std::size_t most_alike = 16;

    std::string whole(std::string& read) const
    {
        std::size_t number = 0;
        if (m_texts.empty() || read.empty() || read[0] != '\x01')
            return std::move(read);
        std::from_chars(read.data() + 1, read.data() + read.size(), number);
        return std::string { m_texts[number] };
    }
    bool add(JsonKind kind, std::string text)
    {
        if (++m_count > most_values)
            return refuse("The answer holds more than " + std::to_string(most_values) + " values");
        auto& value = m_open.empty() ? m_root : m_open.back()->children.emplace_back();
        value.kind = kind;
        value.name = std::exchange(m_name, {});
        value.text = std::move(text);
        return true;
    }
    bool open(JsonKind kind)
    {
        if (m_open.size() == most_nested_values)
            return refuse("The answer is nested deeper than " + std::to_string(most_nested_values) + " values");
        if (!add(kind, {}))
            return false;
        // Only the innermost open value grows, so the addresses of those around it stay.
        auto* const opened = m_open.empty() ? &m_root : &m_open.back()->children.back();
        if (!m_open.empty() && m_open.back()->children.size() > 1) // most likely as many members as the one before it
            opened->children.reserve(std::min(std::prev(opened)->children.size(), most_alike));
        m_open.push_back(opened);
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

    std::vector<std::string_view> m_texts;
    JsonValue m_root;
    std::vector<JsonValue*> m_open;
    std::string m_name;
    std::string m_problem;
    std::size_t m_count = 0;
    bool m_gave_up = false;
};

bool read(std::string_view text, Builder& builder) { return nlohmann::json::sax_parse(text, &builder); }

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
    auto shortened = shorten(body);
    Builder builder { std::move(shortened.texts) };
    auto whole = read(shortened.json, builder);
    if (!whole) { // once more as it came: what is wrong is told by its place
        builder = Builder {};
        whole = read(body, builder);
    }
    if (!whole && builder.gave_up()) {
        // The parser gives up at a number beyond a double and at half a surrogate pair; neither may cost the person the rest.
        builder = Builder {};
        whole = read(to_readable_json(body), builder);
    }
    if (!whole)
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
