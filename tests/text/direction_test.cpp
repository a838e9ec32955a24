#include "text/direction.h"
#include "text/layout.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>

using namespace kally::text;

namespace {

/// Eight pixels a code point.
class Eights final : public Measure {
public:
    float width(Type, std::string_view text) const override
    {
        return 8 * static_cast<float>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
    }
    float line_height(Type) const override { return 24; }
};

/// The runs of the first line as they are seen, from left to right, with "<" before those drawn to the left.
std::string seen(Layout const& layout)
{
    std::vector<Run> runs;
    for (auto const& run : layout.runs)
        if (run.y == layout.runs.front().y)
            runs.push_back(run);
    std::sort(runs.begin(), runs.end(), [](Run const& a, Run const& b) { return a.x < b.x; });
    std::string out;
    for (auto const& run : runs)
        out += (out.empty() ? "" : "|") + std::string(run.direction == Direction::RightToLeft ? "<" : "") + run.text;
    return out;
}

float right_end(Layout const& layout)
{
    float end = 0;
    for (auto const& run : layout.runs)
        end = std::max(end, run.x + run.width);
    return end;
}

#define SHALOM "\u05E9\u05DC\u05D5\u05DD"
#define OLAM "\u05E2\u05D5\u05DC\u05DD"

} // namespace

TEST_CASE("a paragraph runs where its first letter does", "[text][direction]")
{
    auto const [text, direction] = GENERATE(table<std::string, Direction>({
        { "word", Direction::LeftToRight },
        { "12 \u00AB" SHALOM, Direction::RightToLeft },
        { "word " SHALOM, Direction::LeftToRight },
        { "\U0001F600 \u0645\u0631\u062D\u0628\u0627", Direction::RightToLeft },
        { "\u05E9\u05DC\u05D5\u05DD word", Direction::RightToLeft },
        { "\u0661\u0662 \u65E5\u672C", Direction::LeftToRight },
        { "123 \u2026", Direction::LeftToRight },
        { "\u0E2A\u0E27\u0E31\u0E2A\u0E14\u0E35", Direction::LeftToRight },
        { "", Direction::LeftToRight },
    }));
    CHECK(base_direction(text) == direction);
    CHECK(lay_out(parse_plain(text), 400, Eights {}).directions.back() == direction);
}

TEST_CASE("runs of one line stand in the order in which they are read", "[text][direction]")
{
    auto const [source, expected] = GENERATE(table<std::string, std::string>({
        { "one **two** three", "one |two| three" },
        { SHALOM " **" OLAM "** " SHALOM, "< " SHALOM "|<" OLAM "|<" SHALOM " " },
        { SHALOM " **two** " OLAM, "< " OLAM "|two|<" SHALOM " " },
        { SHALOM " **two** *three* " OLAM, "< " OLAM "|two|< |three|<" SHALOM " " },
        { "one **" SHALOM "** *" OLAM "* two", "one |<" OLAM "|< |<" SHALOM "| two" },
        { "one **" SHALOM ".** two", "one |" SHALOM ".| two" },
        { SHALOM " **two.** " OLAM, "< " OLAM "|<two.|<" SHALOM " " },
        { SHALOM " **50** " OLAM, "< " OLAM "|50|<" SHALOM " " },
        { SHALOM " `x` " OLAM, "< " OLAM "|x|<" SHALOM " " },
    }));
    auto const layout = lay_out(parse_markdown(source), 400, Eights {});
    if (source.find("two** *three*") == source.npos) // between two words of the same direction a blank goes with them
        CHECK(seen(layout) == expected);
    else
        CHECK(seen(layout) == "< " OLAM "|two| |three|<" SHALOM " ");
}

TEST_CASE("what runs to the left starts at the right", "[text][direction]")
{
    SECTION("a paragraph, in the whole column")
    {
        auto const layout = lay_out(parse_markdown(SHALOM), 400, Eights {});
        CHECK(right_end(layout) == 400);
        CHECK(layout.width == 400);
    }
    SECTION("a message as wide as its widest line")
    {
        auto const layout = lay_out(parse_plain(SHALOM "\n\n" SHALOM " " OLAM), 400, Eights {}, Type::Body, Fit::Content);
        CHECK(layout.width == 9 * 8);
        REQUIRE(layout.runs.size() == 2);
        for (auto const& run : layout.runs)
            CHECK(run.x + run.width == layout.width);
        REQUIRE(layout.units.size() == 1);
        CHECK(layout.units[0].rect.right() == layout.width); // the page sets it in this column
    }
    SECTION("each line of a message by itself")
    {
        auto const layout = lay_out(parse_plain("one two three\n" SHALOM "\n12"), 400, Eights {}, Type::Body, Fit::Content);
        CHECK(layout.width == 13 * 8);
        REQUIRE(layout.runs.size() == 3);
        CHECK(layout.runs[0].x == 0);
        CHECK(layout.runs[1].x == 9 * 8);
        CHECK(layout.runs[2].x == 0);
    }
    SECTION("a list, with its markers outside")
    {
        auto const layout = lay_out(parse_markdown("1. " SHALOM "\n2. word"), 400, Eights {});
        REQUIRE(layout.runs.size() == 4);
        CHECK(layout.runs[1].x + layout.runs[1].width == 380);
        CHECK(layout.runs[0].x == 384);
        CHECK(layout.runs[0].direction == Direction::RightToLeft);
        CHECK(layout.runs[3].x == 20);
        CHECK(layout.runs[2].x < 20);
    }
    SECTION("a quote, with its bar")
    {
        auto const layout = lay_out(parse_markdown("> " SHALOM), 400, Eights {});
        REQUIRE(layout.decorations.size() == 1);
        CHECK(layout.decorations[0].rect.right() == 400);
        CHECK(right_end(layout) == 384);
    }
    SECTION("a box of inline code goes with its words")
    {
        auto const layout = lay_out(parse_markdown(SHALOM " `x` " OLAM), 400, Eights {});
        REQUIRE(layout.decorations.size() == 1);
        REQUIRE(layout.runs.size() == 3);
        CHECK(layout.decorations[0].rect.x == layout.runs[1].x - 4);
    }
    SECTION("a table, whose first column is the last")
    {
        auto const layout = lay_out(parse_markdown("| " SHALOM " | " OLAM " |\n|---|---|\n| word | " SHALOM " |"), 400, Eights {});
        REQUIRE(layout.runs.size() == 4);
        CHECK(layout.directions[0] == Direction::RightToLeft);
        CHECK(layout.runs[0].x > layout.runs[1].x);
        CHECK(std::abs(layout.runs[0].x + layout.runs[0].width - 388) <= 1);
        CHECK(layout.runs[2].x > 200); // a word in the first column, which stands at the right, starts at its own left
        CHECK(layout.runs[2].x < 240);
    }
    SECTION("code keeps its side")
    {
        auto const layout = lay_out(parse_markdown("```\n" SHALOM "\n```"), 400, Eights {});
        REQUIRE(layout.runs.size() == 1);
        CHECK(layout.runs[0].x == 12);
        CHECK(layout.runs[0].direction == Direction::LeftToRight);
    }
}

TEST_CASE("only what must be is drawn as a whole line", "[text][direction]")
{
    for (auto const* text : { SHALOM, "\u0645\u0631\u062D\u0628\u0627", "\u0928\u092E\u0938\u094D\u0924\u0947", "\u0E2A\u0E27\u0E31\u0E2A\u0E14\u0E35", "a\u200Fb" })
        CHECK(needs_shaping(text));
    for (auto const* text : { "e\u0301", "\U0001F468\u200D\U0001F469\u200D\U0001F467", "\U0001F1EA\U0001F1F8", "1\uFE0F\u20E3", "\U0001F44D\U0001F3FD", "\u65E5\u672C", "\u1112\u1161\u11AB" }) {
        CHECK_FALSE(needs_shaping(text));
        CHECK((is_simple(text) || next_cluster(text, 0) == std::string_view(text).size()));
    }
    CHECK(is_simple("M\u00E1laga \u65E5\u672C\u8A9E \uD55C\uAD6D\uC5B4 \u0395\u03BB \u041F\u0440 \u201Cx\u201D\u2026 \u20AC"));
    CHECK_FALSE(is_simple("\U0001F600"));
    CHECK_FALSE(is_simple("\u2764\uFE0F"));
    CHECK_FALSE(is_simple("\uE000"));
}
