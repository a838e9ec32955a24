#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace kally {

/// A point in time, UTC, to the millisecond.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// Reads ISO 8601 as the service writes it: "Z", an offset, a fraction, or no zone (then UTC); a plain date is midnight.
/// Source: contract, schema Timestamp.
std::optional<Instant> parse_timestamp(std::string_view text);

/// "2026-03-02T08:15:00Z"; milliseconds are written only when there are some.
std::string format_timestamp(Instant instant);

/// Calendar fields of an instant for a zone that is `offset` ahead of UTC at that instant.
struct CivilTime {
    int year = 1970;
    int month = 1;   ///< 1 to 12
    int day = 1;     ///< 1 to 31
    int weekday = 4; ///< 0 is Sunday
    int hour = 0;
    int minute = 0;
    int second = 0;
    bool operator==(CivilTime const&) const = default;
};
CivilTime to_civil(Instant instant, std::chrono::minutes offset);

/// Days since 1970-01-01 in that zone, to compare calendar days.
int civil_day(Instant instant, std::chrono::minutes offset);

} // namespace kally
