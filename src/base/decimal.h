#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kally {

/// An exact decimal number, for credits and prices: `units` times ten to the power of minus `scale`.
/// Source: contract, schema CreditAmount ("keep as a decimal, never compute prices on the client").
struct Decimal {
    std::int64_t units = 0;
    std::uint8_t scale = 0; ///< 0 to 12 digits after the point

    /// Reads "-12", "0.5", "1.50", "1e2" (as JSON numbers may be written). Empty when it is no number or does not fit.
    static std::optional<Decimal> parse(std::string_view text);
    /// Shortest form: no trailing zeros after the point, "0.5", "2".
    std::string to_string() const;
    Decimal operator+(Decimal other) const; ///< Saturates instead of overflowing, as the next two do.
    Decimal operator-(Decimal other) const;
    Decimal operator*(int factor) const;
    int per_mille_of(Decimal whole) const; ///< Rounded, for meters and percents; within 0 and a million, 0 of nothing.
    bool is_zero() const { return units == 0; }
};
bool operator==(Decimal a, Decimal b); ///< By value: 0.50 equals 0.5.
bool operator<(Decimal a, Decimal b);

} // namespace kally
