#include "base/text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace kally {
namespace {

constexpr char32_t replacement = 0xFFFD;
constexpr std::string_view hex_digits = "0123456789ABCDEF";

/// How many bytes the well-formed sequence at `at` has; 0 when there is none. Source: Unicode, table 3-7.
std::size_t sequence_length(std::string_view text, std::size_t at)
{
    auto const byte = [&](std::size_t offset) -> unsigned { return static_cast<unsigned char>(text[at + offset]); };
    auto const left = text.size() - at;
    auto const lead = byte(0);
    if (lead < 0x80)
        return 1;
    auto const length = lead < 0xC2 ? 0u : lead < 0xE0 ? 2u : lead < 0xF0 ? 3u : lead < 0xF5 ? 4u : 0u;
    if (length == 0 || left < length)
        return 0;
    // Overlong forms, surrogates and values past U+10FFFF all show in the second byte.
    auto const least = lead == 0xE0 ? 0xA0u : lead == 0xF0 ? 0x90u : 0x80u;
    auto const most = lead == 0xED ? 0x9Fu : lead == 0xF4 ? 0x8Fu : 0xBFu;
    if (byte(1) < least || byte(1) > most)
        return 0;
    for (std::size_t i = 2; i < length; ++i)
        if ((byte(i) & 0xC0) != 0x80)
            return 0;
    return length;
}

/// Where the well-formed text from `at` on ends. Eight bytes of ASCII are one look, which is what most answers are made of.
std::size_t valid_end(std::string_view text, std::size_t at)
{
    constexpr std::uint64_t beyond_ascii = 0x8080808080808080;
    while (at < text.size()) {
        for (std::uint64_t eight; text.size() - at >= sizeof eight; at += sizeof eight) {
            std::memcpy(&eight, text.data() + at, sizeof eight);
            if ((eight & beyond_ascii) != 0)
                break;
        }
        if (at == text.size())
            break;
        auto const length = sequence_length(text, at);
        if (length == 0)
            break;
        at += length;
    }
    return at;
}

/// RFC 3986, section 2.3. A table, because kept answers of megabytes go through it.
constexpr auto unreserved = [] {
    std::array<bool, 256> table {};
    for (char const c : std::string_view { "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~" })
        table[static_cast<unsigned char>(c)] = true;
    return table;
}();

bool is_unreserved(char c) { return unreserved[static_cast<unsigned char>(c)]; }

int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    auto const lower = c | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

} // namespace

char32_t next_code_point(std::string_view text, std::size_t& at)
{
    auto const length = sequence_length(text, at);
    if (length == 0) {
        ++at;
        return replacement;
    }
    auto const lead = static_cast<unsigned char>(text[at]);
    if (length == 1) {
        ++at;
        return lead;
    }
    char32_t value = lead & (0x7Fu >> length);
    for (std::size_t i = 1; i < length; ++i)
        value = value << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3Fu);
    at += length;
    return value;
}

void append_utf8(std::string& out, char32_t code_point)
{
    if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point < 0xE000))
        code_point = replacement;
    auto const add = [&](char32_t byte) { out += static_cast<char>(byte); };
    if (code_point < 0x80) {
        add(code_point);
        return;
    }
    if (code_point < 0x800) {
        add(0xC0 | code_point >> 6);
    } else {
        if (code_point < 0x10000) {
            add(0xE0 | code_point >> 12);
        } else {
            add(0xF0 | code_point >> 18);
            add(0x80 | (code_point >> 12 & 0x3F));
        }
        add(0x80 | (code_point >> 6 & 0x3F));
    }
    add(0x80 | (code_point & 0x3F));
}

bool is_valid_utf8(std::string_view text) { return valid_end(text, 0) == text.size(); }

std::string to_valid_utf8(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        auto const end = valid_end(text, at);
        out += text.substr(at, end - at);
        if (end < text.size())
            append_utf8(out, replacement);
        at = end;
    }
    return out;
}

std::string_view trim(std::string_view text)
{
    constexpr std::string_view blank = " \t\r\n\f\v";
    auto const first = text.find_first_not_of(blank);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

std::string escape_html(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (char const c : text)
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        case '\'': out += "&#39;"; break;
        default: out += c;
        }
    return out;
}

std::string percent_encode(std::string_view text)
{
    auto const plain = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_unreserved));
    std::string out(3 * text.size() - 2 * plain, '%');
    auto* to = out.data();
    for (char c : text) {
        if (is_unreserved(c)) {
            *to++ = c;
            continue;
        }
        auto const byte = static_cast<unsigned char>(c);
        to[1] = hex_digits[byte >> 4];
        to[2] = hex_digits[byte & 15];
        to += 3;
    }
    return out;
}

std::optional<std::string> percent_decode(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            out += text[at];
            continue;
        }
        if (text.size() - at < 3)
            return {};
        auto const high = hex_value(text[at + 1]);
        auto const low = hex_value(text[at + 2]);
        if (high < 0 || low < 0)
            return {};
        out += static_cast<char>(high * 16 + low);
        at += 2;
    }
    if (!is_valid_utf8(out))
        return {};
    return out;
}

static std::string encoded(std::string const& text) { return is_valid_utf8(text) ? percent_encode(text) : percent_encode(to_valid_utf8(text)); }

std::string encode_fields(std::vector<Field> const& fields)
{
    std::string out;
    for (auto const& [name, value] : fields)
        out.append(encoded(name)).append("=").append(encoded(value)).append("\n");
    return out;
}

std::optional<std::vector<Field>> decode_fields(std::string_view text)
{
    std::vector<Field> fields;
    for (auto rest = text; !rest.empty();) {
        auto const end = rest.find('\n');
        auto const equals = rest.find('=');
        if (end == std::string_view::npos || equals >= end)
            return {};
        auto name = percent_decode(rest.substr(0, equals));
        auto value = percent_decode(rest.substr(equals + 1, end - equals - 1));
        if (!name || !value)
            return {};
        fields.push_back({ std::move(*name), std::move(*value) });
        rest.remove_prefix(end + 1);
    }
    if (encode_fields(fields) != text)
        return {}; // readable by chance, but not ours
    return fields;
}

std::string_view field(std::vector<Field> const& fields, std::string_view name)
{
    for (auto const& entry : fields)
        if (entry.name == name)
            return entry.value;
    return {};
}

} // namespace kally
