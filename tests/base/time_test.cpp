#include "base/time.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <string>

using namespace kally;
using namespace std::chrono_literals;

TEST_CASE("a timestamp is read in every form the service may write", "[base][time]")
{
    auto const [text, utc] = GENERATE(table<std::string, std::string>({
        { "2026-03-02T08:15:00Z", "2026-03-02T08:15:00Z" },
        { "2026-03-02T08:15:00", "2026-03-02T08:15:00Z" },
        { "2026-03-02 08:15:00", "2026-03-02T08:15:00Z" },
        { "2026-03-02t08:15z", "2026-03-02T08:15:00Z" },
        { "2026-03-02T08:15:00+00:00", "2026-03-02T08:15:00Z" },
        { "2026-03-02T08:15:00+02:00", "2026-03-02T06:15:00Z" },
        { "2026-03-02T08:15:00-0530", "2026-03-02T13:45:00Z" },
        { "2026-03-01T23:15:00-01", "2026-03-02T00:15:00Z" },
        { "2026-03-02T08:15:00.5Z", "2026-03-02T08:15:00.500Z" },
        { "2026-03-02T08:15:00.123456+00:00", "2026-03-02T08:15:00.123Z" },
        { "2026-03-02T08:15:00.007", "2026-03-02T08:15:00.007Z" },
        { "2026-03-02", "2026-03-02T00:00:00Z" },
        { "2024-02-29T12:00:00Z", "2024-02-29T12:00:00Z" },
        { "1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z" },
        { "2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z" },
        { "0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z" },
        { "9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z" },
    }));
    CAPTURE(text);
    auto const instant = parse_timestamp(text);
    REQUIRE(instant);
    CHECK(format_timestamp(*instant) == utc);
    CHECK(parse_timestamp(utc) == instant);
}

TEST_CASE("what is no timestamp is refused", "[base][time]")
{
    auto const text = GENERATE(as<std::string>(), "", "yesterday", "2026", "2026-03", "2026-13-01", "2026-00-01", "2026-02-29",
        "2026-04-31", "2026-03-02T", "2026-03-02T24:00:00Z", "2026-03-02T08:60:00Z", "2026-03-02T08:15:61Z", "2026-03-02T08:15:00.Z",
        "2026-03-02T08:15:00+", "2026-03-02T08:15:00+2:00", "2026-03-02T08:15:00Zulu", "2026-03-02T08:15:00 Europe/Madrid", "1772439300",
        "2026/03/02", "-026-03-02", "2026-03-02T-1:00:00Z");
    CAPTURE(text);
    CHECK_FALSE(parse_timestamp(text));
}

TEST_CASE("calendar fields follow the zone", "[base][time]")
{
    auto const instant = *parse_timestamp("2026-03-02T23:30:05Z");
    CHECK(to_civil(instant, 0min) == CivilTime { 2026, 3, 2, 1, 23, 30, 5 });
    CHECK(to_civil(instant, 60min) == CivilTime { 2026, 3, 3, 2, 0, 30, 5 });
    CHECK(to_civil(instant, -24h) == CivilTime { 2026, 3, 1, 0, 23, 30, 5 });
    CHECK(civil_day(instant, 60min) - civil_day(instant, 0min) == 1);
    CHECK(civil_day(Instant {}, 0min) == 0);
    CHECK(civil_day(Instant {}, -1min) == -1);
}
