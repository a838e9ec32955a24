#include "base/decimal.h"

#include <algorithm>
#include <limits>

namespace kally {
namespace {

using Wide = __int128; // any units times 10^12 fit, so that values of different scales can be compared exactly
constexpr int most_digits = 12;
constexpr auto most_units = std::numeric_limits<std::int64_t>::max();

bool is_digit(char c) { return c >= '0' && c <= '9'; }

Wide at_scale(Decimal value, int scale)
{
    auto units = static_cast<Wide>(value.units);
    for (int digit = value.scale; digit < scale; ++digit)
        units *= 10;
    return units;
}

Wide at_finest_scale(Decimal value) { return at_scale(value, most_digits); }

/// The finest digits give way before the value does.
Decimal fitted(Wide units, int scale)
{
    constexpr Wide high = most_units;
    for (; scale > 0 && (units > high || units < -high); --scale)
        units /= 10;
    return { static_cast<std::int64_t>(std::clamp(units, -high, high)), static_cast<std::uint8_t>(scale) };
}

/// Reads digits from `at` on; false when there are none.
bool skip_digits(std::string_view text, std::size_t& at)
{
    auto const start = at;
    while (at < text.size() && is_digit(text[at]))
        ++at;
    return at > start;
}

} // namespace

std::optional<Decimal> Decimal::parse(std::string_view text)
{
    std::size_t at = 0;
    auto const negative = !text.empty() && text[0] == '-';
    if (negative)
        ++at;
    auto const whole_start = at;
    if (!skip_digits(text, at))
        return {};
    std::string digits { text.substr(whole_start, at - whole_start) };
    int exponent = 0; // of ten, of the last digit
    if (at < text.size() && text[at] == '.') {
        auto const start = ++at;
        if (!skip_digits(text, at))
            return {};
        digits += text.substr(start, at - start);
        exponent = -static_cast<int>(std::min<std::size_t>(at - start, 1'000'000));
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        auto const down = at < text.size() && text[at] == '-';
        if (at < text.size() && (text[at] == '-' || text[at] == '+'))
            ++at;
        auto const start = at;
        if (!skip_digits(text, at))
            return {};
        int power = 0;
        for (char digit : text.substr(start, at - start))
            power = std::min(power * 10 + (digit - '0'), 1'000'000);
        exponent += down ? -power : power;
    }
    if (at != text.size())
        return {};

    while (exponent < -most_digits && digits.size() > 1 && digits.back() == '0') {
        digits.pop_back();
        ++exponent;
    }
    Decimal value;
    for (char digit : digits) {
        if (value.units > (most_units - (digit - '0')) / 10)
            return {};
        value.units = value.units * 10 + (digit - '0');
    }
    if (value.units == 0)
        return Decimal { 0, static_cast<std::uint8_t>(std::clamp(-exponent, 0, most_digits)) };
    if (exponent < -most_digits)
        return {};
    for (; exponent > 0; --exponent) {
        if (value.units > most_units / 10)
            return {};
        value.units *= 10;
    }
    value.scale = static_cast<std::uint8_t>(-exponent);
    if (negative)
        value.units = -value.units;
    return value;
}

std::string Decimal::to_string() const
{
    // The magnitude is taken unsigned, because the smallest integer has no positive counterpart.
    auto digits = std::to_string(units < 0 ? 0 - static_cast<std::uint64_t>(units) : static_cast<std::uint64_t>(units));
    if (digits.size() <= scale)
        digits.insert(0, scale + 1u - digits.size(), '0');
    auto const point = digits.size() - scale;
    auto fraction = digits.substr(point);
    while (!fraction.empty() && fraction.back() == '0')
        fraction.pop_back();
    std::string out = units < 0 ? "-" : "";
    out.append(digits, 0, point);
    if (!fraction.empty())
        out.append(1, '.').append(fraction);
    return out;
}

Decimal Decimal::operator+(Decimal other) const
{
    auto const finest = std::max(scale, other.scale);
    return fitted(at_scale(*this, finest) + at_scale(other, finest), finest);
}

Decimal Decimal::operator-(Decimal other) const
{
    auto const finest = std::max(scale, other.scale);
    return fitted(at_scale(*this, finest) - at_scale(other, finest), finest);
}

Decimal Decimal::operator*(int factor) const { return fitted(static_cast<Wide>(units) * factor, scale); }

int Decimal::per_mille_of(Decimal whole) const
{
    auto const finest = std::max(scale, whole.scale);
    auto const part = at_scale(*this, finest), all = at_scale(whole, finest);
    if (all <= 0 || part <= 0)
        return 0;
    constexpr Wide most = 1'000'000;
    return static_cast<int>(part / all >= most / 1000 ? most : (part * 2000 + all) / (all * 2));
}

bool operator==(Decimal a, Decimal b) { return at_finest_scale(a) == at_finest_scale(b); }
bool operator<(Decimal a, Decimal b) { return at_finest_scale(a) < at_finest_scale(b); }

} // namespace kally
