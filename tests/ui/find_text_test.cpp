#include "ui/find_text.h"

#include "screen.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace kally;

TEST_CASE("text is searched without case, accents and kinds of blanks", "[ui][find]")
{
    CHECK(ui::searchable("Call  M\u00C1LAGA\n\tnow") == "call malaga now");
    CHECK(ui::searchable("\n ") == "");
}

TEST_CASE("a match is marked where it stands, over the ends of lines too, and nothing else is", "[ui][find]")
{
    test::Screen screen;
    screen.draw({}); // a frame of the interface makes the fonts
    ui::Painter const paint { 1 };
    ui::RichTextCache cache;
    auto const marks = [&](std::string_view source, std::string_view wanted, float width) {
        auto const& rich = cache.get(paint, source, true, width, text::Type::Body);
        return std::pair { ui::matches_in(rich, paint, wanted), &rich };
    };
    SECTION("in the middle of a line")
    {
        auto const [found, rich] = marks("Is it a visit?", "is it", 400);
        REQUIRE(found.size() == 1); // not in "visit"
        CHECK(found[0].rect.x == 0);
        CHECK(found[0].rect.width == paint.width(text::Type::Body, "Is it"));
    }
    SECTION("over several looks")
    {
        auto const [found, rich] = marks("the word **helio**trope stands", "heliotrope stands", 400);
        REQUIRE(found.size() == 2);
        CHECK(found[0].rect.right() == found[1].rect.x);
        CHECK(found[0].rect.x > 0);
    }
    SECTION("over the end of a line, with or without a blank")
    {
        auto const [source, wanted] = GENERATE(table<std::string, std::string>({ { "one two three four five six", "one two three four five six" }, { "\u65E5\u672C\u8A9E\u65E5\u672C\u8A9E\u65E5\u672C\u8A9E\u65E5\u672C\u8A9E", "\u65E5\u672C\u8A9E\u65E5\u672C\u8A9E\u65E5\u672C\u8A9E\u65E5\u672C\u8A9E" } }));
        auto const [found, rich] = marks(source, wanted, 70);
        REQUIRE(rich->layout.height > 30);
        REQUIRE(found.size() >= 2);
        for (auto const& one : found)
            CHECK(one.rect.right() <= 71);
        CHECK(found.back().rect.y > found.front().rect.y);
    }
    SECTION("not from one paragraph or cell to the next")
    {
        CHECK(marks("one\n\ntwo", "one two", 400).first.empty());
        CHECK(marks("| one | two |\n|---|---|\n| a | b |", "one two", 400).first.empty());
        CHECK(marks("| one | two |\n|---|---|\n| a | b |", "two", 400).first.size() == 1);
    }
}
