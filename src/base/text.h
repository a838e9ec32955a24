#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kally {

/// Reads one code point at `at` and moves `at` behind it. Invalid bytes give U+FFFD and move by one byte.
char32_t next_code_point(std::string_view text, std::size_t& at);
void append_utf8(std::string& out, char32_t code_point);
bool is_valid_utf8(std::string_view text);
/// The same text with every invalid byte replaced by U+FFFD.
std::string to_valid_utf8(std::string_view text);

std::string_view trim(std::string_view text);
/// Case and accents folded for search ("Málaga" and "malaga" are alike): Latin, Greek and Cyrillic; other scripts stay.
std::string fold_for_search(std::string_view text);

std::string escape_html(std::string_view text); ///< For text and for quoted attributes.
std::string percent_encode(std::string_view text); ///< RFC 3986: all but unreserved characters.
std::optional<std::string> percent_decode(std::string_view text); ///< Empty on a broken escape or invalid UTF-8; '+' stays '+'.

/// Flat records for local storage: name=value lines, percent-encoded, unknown names survive a round trip.
struct Field {
    std::string name;
    std::string value;
    bool operator==(Field const&) const = default;
};
std::string encode_fields(std::vector<Field> const& fields);
std::optional<std::vector<Field>> decode_fields(std::string_view text); ///< Empty when the text was not written by encode_fields.
std::string_view field(std::vector<Field> const& fields, std::string_view name); ///< "" when absent.

} // namespace kally
