#pragma once

#include "base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace kally::api {

enum class JsonKind : unsigned char { Null, Boolean, Number, Text, List, Object };

/// What a Reader has made of a value: nobody asked for it, it was asked for, its own members were.
enum class Asked : unsigned char { No, Yes, Within };

/// One JSON value. Numbers keep the text they were written in, so that decimals stay exact.
struct JsonValue {
    JsonKind kind = JsonKind::Null;
    mutable Asked asked = Asked::No; ///< Noted while it is read; no part of the value.
    std::string name;                ///< Of a member of an object; empty elsewhere.
    std::string text;                ///< Of a text or a number; "true" or "false" of a boolean.
    std::vector<JsonValue> children; ///< Entries of a list, members of an object, in the order they came.
};

/// Bounds on what is read, so that no body can exhaust the page's stack or memory.
constexpr std::size_t most_nested_values = 64;
constexpr std::size_t most_values = 1'500'000;

/// Reads JSON text, or says in a sentence without any of the text why it is none. Invalid UTF-8 and half surrogate pairs become
/// U+FFFD; a number beyond a double stays one that no reader can use.
/// Refuses nesting deeper than `most_nested_values` and more than `most_values` values.
Result<JsonValue> parse_json(std::string_view body);

/// The member of an object, null when it is absent or the value is no object. Of equal names the last one counts.
JsonValue const* member(JsonValue const& object, std::string_view name);

/// The text as a JSON string with its quotes. Invalid UTF-8 becomes U+FFFD.
std::string quote_json(std::string_view text);

} // namespace kally::api
