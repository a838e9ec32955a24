#include "text/direction.h"

#include "base/text.h"

#include <algorithm>

namespace kally::text {

namespace {

enum class Strength { Left, Right, Number, Neutral };

struct Range { char32_t first, last; };

/// Neither letters nor digits: punctuation, symbols, combining marks, pictures. In order.
constexpr Range neutral[] = { { 0, 0x2F }, { 0x3A, 0x40 }, { 0x5B, 0x60 }, { 0x7B, 0xA9 }, { 0xAB, 0xB4 }, { 0xB6, 0xB9 }, { 0xBB, 0xBF }, { 0xD7, 0xD7 },
    { 0xF7, 0xF7 }, { 0x2B9, 0x2BA }, { 0x2C2, 0x2CF }, { 0x2D2, 0x2DF }, { 0x2E5, 0x2ED }, { 0x300, 0x36F }, { 0x483, 0x489 }, { 0x58A, 0x58F }, { 0x591, 0x5BD },
    { 0x5BF, 0x5BF }, { 0x5C1, 0x5C2 }, { 0x5C4, 0x5C5 }, { 0x5C7, 0x5C7 }, { 0x606, 0x607 }, { 0x60C, 0x60C }, { 0x60E, 0x61A }, { 0x64B, 0x65F }, { 0x66A, 0x66A },
    { 0x670, 0x670 }, { 0x6D6, 0x6DC }, { 0x6DE, 0x6E4 }, { 0x6E7, 0x6ED }, { 0x2000, 0x200D }, { 0x2010, 0x2070 }, { 0x2074, 0x207E }, { 0x2080, 0x208E },
    { 0x20A0, 0x20FF }, { 0x2100, 0x2101 }, { 0x2103, 0x2106 }, { 0x2116, 0x2117 }, { 0x211E, 0x2123 }, { 0x2140, 0x2144 }, { 0x2150, 0x215F }, { 0x2189, 0x2335 },
    { 0x237B, 0x2394 }, { 0x2396, 0x249B }, { 0x24EA, 0x26AB }, { 0x26AD, 0x27FF }, { 0x2900, 0x2BFF }, { 0x2E00, 0x3004 }, { 0x3008, 0x3020 }, { 0x302A, 0x3030 },
    { 0x3036, 0x3037 }, { 0x303D, 0x303F }, { 0x3099, 0x309C }, { 0x30A0, 0x30A0 }, { 0x30FB, 0x30FB }, { 0xFB1E, 0xFB1E }, { 0xFB29, 0xFB29 }, { 0xFE00, 0xFE6F },
    { 0xFEFF, 0xFF0F }, { 0xFF1A, 0xFF20 }, { 0xFF3B, 0xFF40 }, { 0xFF5B, 0xFF65 }, { 0xFFE0, 0xFFFF }, { 0x1F000, 0x1F10F }, { 0x1F12F, 0x1F12F }, { 0x1F16A, 0x1F1AD },
    { 0x1F200, 0x1FBFF }, { 0xE0000, 0xE0FFF } };

constexpr Range numbers[] = { { 0x30, 0x39 }, { 0x600, 0x605 }, { 0x660, 0x669 }, { 0x66B, 0x66C }, { 0x6DD, 0x6DD }, { 0x6F0, 0x6F9 }, { 0xFF10, 0xFF19 } };

constexpr Range right_to_left[] = { { 0x590, 0x8FF }, { 0x200F, 0x200F }, { 0xFB1D, 0xFDFF }, { 0xFE70, 0xFEFC }, { 0x10800, 0x10FFF }, { 0x1E800, 0x1EFFF } };

template <std::size_t N>
bool among(Range const (&ranges)[N], char32_t c)
{
    auto const* const after = std::upper_bound(ranges, ranges + N, c, [](char32_t value, Range const& range) { return value < range.first; });
    return after != ranges && c <= (after - 1)->last;
}

Strength strength(char32_t c)
{
    if (among(numbers, c))
        return Strength::Number;
    if (among(neutral, c))
        return Strength::Neutral;
    return among(right_to_left, c) ? Strength::Right : Strength::Left;
}

} // namespace

Order order_of(std::string_view text)
{
    Order order;
    for (std::size_t at = 0; at < text.size();)
        switch (strength(next_code_point(text, at))) {
        case Strength::Left: order.left = true; break;
        case Strength::Right: order.right = true; break;
        case Strength::Number: order.number = true; break;
        case Strength::Neutral: break;
        }
    return order;
}

Direction base_direction(std::string_view text, bool* found)
{
    for (std::size_t at = 0; at < text.size();) {
        auto const one = strength(next_code_point(text, at));
        if (one != Strength::Left && one != Strength::Right)
            continue;
        if (found != nullptr)
            *found = true;
        return one == Strength::Right ? Direction::RightToLeft : Direction::LeftToRight;
    }
    return Direction::LeftToRight;
}

} // namespace kally::text
