#pragma once

#include <cstdint>
#include <string_view>

namespace kally::text {

enum class Direction : std::uint8_t { LeftToRight, RightToLeft };

/// What the characters of a text say about its order on the line.
struct Order {
    bool left = false;   ///< Has letters of a script that runs to the right.
    bool right = false;  ///< Has letters of a script that runs to the left.
    bool number = false; ///< Has digits.
};
Order order_of(std::string_view text);

/// The direction of the first letter, as `dir=auto` takes it; to the right when there is none. `found` is set when there is one.
Direction base_direction(std::string_view text, bool* found = nullptr);

} // namespace kally::text
