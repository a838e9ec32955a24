#include "ui/format.h"
#include "ui/strings.h"

#include "api/operations.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <set>

using namespace kally;
using namespace kally::ui;
using store::Language;

TEST_CASE("every text stands in both languages, with the same places to fill", "[ui][strings]")
{
    for (int i = 0; i < static_cast<int>(Text::Count); ++i) {
        auto const text = static_cast<Text>(i);
        auto const english = tr(text, Language::English), spanish = tr(text, Language::Spanish);
        CAPTURE(english);
        CHECK_FALSE(english.empty());
        CHECK_FALSE(spanish.empty());
        for (auto const place : { "{0}", "{1}" })
            CHECK((english.find(place) == std::string_view::npos) == (spanish.find(place) == std::string_view::npos));
        CHECK(english.find('!') == std::string_view::npos);
    }
}

TEST_CASE("every kind of error has its own words, with the reference to quote", "[ui][strings]")
{
    std::set<std::string> seen;
    for (auto const kind : { ErrorKind::Offline, ErrorKind::Unanswered, ErrorKind::SignedOut, ErrorKind::Rejected, ErrorKind::Unavailable, ErrorKind::Malformed })
        CHECK(seen.insert(error_text({ .kind = kind }, Language::English)).second);
    CHECK(error_text({ .kind = ErrorKind::Rejected, .detail = "Too long" }, Language::English).ends_with("Too long"));
    CHECK(error_reference({ .kind = ErrorKind::Unavailable, .correlation_id = "abc" }, Language::English) == "Reference abc");
    CHECK(error_reference({ .kind = ErrorKind::Unavailable }, Language::English).empty());
    CHECK(error_text({ .kind = ErrorKind::Rejected, .code = "quota_exceeded", .status = 402 }, Language::English).find("credits") != std::string::npos);
    CHECK(error_text({ .kind = ErrorKind::Rejected, .code = "emergency_number" }, Language::Spanish).find("emergencia") != std::string::npos);
}

TEST_CASE("times are short where they are near", "[ui][format]")
{
    auto const now = *parse_timestamp("2026-03-04T10:38:00Z");
    auto const [text, english, spanish] = GENERATE(table<std::string, std::string, std::string>({
        { "2026-03-04T08:05:00Z", "09:05", "09:05" },
        { "2026-03-02T08:05:00Z", "Mon", "lun" },
        { "2026-02-20T08:05:00Z", "20 Feb", "20 feb" },
        { "2025-03-04T08:05:00Z", "4 Mar 2025", "4 mar 2025" },
    }));
    auto const moment = *parse_timestamp(text);
    CHECK(format_when(moment, now, std::chrono::minutes { 60 }, Language::English) == english);
    CHECK(format_when(moment, now, std::chrono::minutes { 60 }, Language::Spanish) == spanish);
}

TEST_CASE("days, durations and credits read naturally", "[ui][format]")
{
    auto const now = *parse_timestamp("2026-03-04T10:38:00Z");
    CHECK(format_day(now, now, {}, Language::English) == "Today");
    CHECK(format_day(*parse_timestamp("2026-03-02T10:00:00Z"), now, {}, Language::English) == "Monday 2 March");
    CHECK(format_day(*parse_timestamp("2026-03-02T10:00:00Z"), now, {}, Language::Spanish) == "Lunes 2 de marzo");
    CHECK(format_duration(std::chrono::seconds { 12 }, Language::English) == "12 s");
    CHECK(format_duration(std::chrono::seconds { 125 }, Language::English) == "2 min 5 s");
    CHECK(format_credits({ 1, 0 }, Language::English) == "1 credit");
    CHECK(format_credits({ 5, 1 }, Language::English) == "0.5 credits");
    CHECK(format_credits({ 5, 1 }, Language::Spanish) == "0,5 cr\u00E9ditos");
}
