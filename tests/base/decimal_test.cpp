#include "base/decimal.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <limits>

using kally::Decimal;

TEST_CASE("a decimal keeps what was written", "[base][decimal]")
{
    auto const [text, units, scale, shortest] = GENERATE(table<std::string, std::int64_t, int, std::string>({
        { "0", 0, 0, "0" },
        { "0.5", 5, 1, "0.5" },
        { "-12", -12, 0, "-12" },
        { "1.50", 150, 2, "1.5" },
        { "-0.05", -5, 2, "-0.05" },
        { "1e2", 100, 0, "100" },
        { "1E+2", 100, 0, "100" },
        { "12.5e-1", 125, 2, "1.25" },
        { "1.25e1", 125, 1, "12.5" },
        { "0.000000000001", 1, 12, "0.000000000001" },
        { "2.0000000000000000000", 2'000'000'000'000, 12, "2" },
        { "9223372036854775807", std::numeric_limits<std::int64_t>::max(), 0, "9223372036854775807" },
        { "0e999999999999", 0, 0, "0" },
    }));
    CAPTURE(text);
    auto const value = Decimal::parse(text);
    REQUIRE(value);
    CHECK(value->units == units);
    CHECK(value->scale == scale);
    CHECK(value->to_string() == shortest);
    CHECK(Decimal::parse(value->to_string()) == value);
}

TEST_CASE("what is no decimal, or does not fit, is refused", "[base][decimal]")
{
    auto const text = GENERATE(as<std::string>(), "", "-", "+1", ".5", "5.", "1,5", " 1", "1 ", "0x10", "1e", "1e+", "nan", "NaN",
        "Infinity", "--1", "1.2.3", "9223372036854775808", "1e19", "1e999999999999", "0.0000000000001", "1e-13", "0.5 credits");
    CAPTURE(text);
    CHECK_FALSE(Decimal::parse(text));
}

TEST_CASE("decimals are compared by value", "[base][decimal]")
{
    CHECK(Decimal { 50, 2 } == Decimal { 5, 1 });
    CHECK_FALSE(Decimal { 5, 1 } == Decimal { 5, 2 });
    CHECK(Decimal { -5, 1 } < Decimal { 0, 0 });
    CHECK(Decimal { 49, 2 } < Decimal { 5, 1 });
    CHECK_FALSE(Decimal { 5, 1 } < Decimal { 50, 2 });
    CHECK(Decimal { std::numeric_limits<std::int64_t>::max(), 12 } < Decimal { std::numeric_limits<std::int64_t>::max(), 0 });
    CHECK(Decimal { 0, 3 }.is_zero());
}

TEST_CASE("decimals add up exactly and never overflow", "[base][decimal]")
{
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    CHECK((Decimal { 1, 1 } + Decimal { 2, 1 }) == Decimal { 3, 1 });
    CHECK((Decimal { 15, 1 } + Decimal { 25, 2 }).to_string() == "1.75");
    CHECK((Decimal { most, 0 } + Decimal { most, 0 }) == Decimal { most, 0 });
    CHECK((Decimal { -most, 0 } + Decimal { -most, 0 }) == Decimal { -most, 0 });
    CHECK((Decimal { most, 0 } + Decimal { -5, 1 }).to_string() == "9223372036854775806");
}

TEST_CASE("decimals are subtracted, multiplied and compared in parts exactly", "[base][decimal]")
{
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    CHECK((Decimal { 19, 0 } - Decimal { 15, 0 }) * 12 == Decimal { 48, 0 });
    CHECK((Decimal { 3, 1 } - Decimal { 1, 1 } - Decimal { 2, 1 }).is_zero());
    CHECK(Decimal { most, 0 } * 2 == Decimal { most, 0 });
    CHECK(Decimal { 412, 0 }.per_mille_of(Decimal { 1000, 0 }) == 412);
    CHECK(Decimal { 10, 0 }.per_mille_of(Decimal { 49, 0 }) == 204);
    CHECK(Decimal { 1, 0 }.per_mille_of(Decimal {}) == 0);
    CHECK(Decimal { -1, 0 }.per_mille_of(Decimal { 1, 0 }) == 0);
    CHECK(Decimal { most, 0 }.per_mille_of(Decimal { 1, 12 }) == 1'000'000);
}
