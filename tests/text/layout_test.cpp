#include "text/layout.h"

#include "base/text.h"
#include "text/clusters.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <cmath>
#include <random>

using namespace kally::text;
using kally::next_code_point;

namespace {

/// Eight pixels a code point, sixteen for wide ones.
class Table final : public Measure {
public:
    float width(Type, std::string_view text) const override
    {
        float total = 0;
        for (std::size_t at = 0; at < text.size();) {
            char32_t const c = next_code_point(text, at);
            total += c >= 0x2E80 ? 16 : (c >= 0x300 && c < 0x370) || c == 0x200D ? 0 : 8;
        }
        return total;
    }
    float line_height(Type type) const override { return type == Type::Code || type == Type::Small || type == Type::SmallMedium ? 20 : 24; }
};

std::string lines(Layout const& layout)
{
    std::string out;
    float y = -1;
    for (auto const& run : layout.runs) {
        float const line = std::floor(run.y / 24);
        if (y >= 0)
            out += line != y ? "\n" : "";
        out += run.text;
        y = line;
    }
    return out;
}

} // namespace

TEST_CASE("the name of a language that has no room is cut, not wrapped over the code", "[text][layout]")
{
    auto const layout = lay_out(parse_markdown("```a-language-of-a-very-long-name\nx\n```"), 200, Table {});
    REQUIRE(layout.runs.size() == 2);
    CHECK(layout.runs[0].text == "a-language-of-a-v");
    CHECK(layout.runs[1].text == "x");
    CHECK(layout.runs[0].y + layout.runs[0].line_height <= layout.runs[1].y);
    CHECK(lay_out(parse_markdown("```language\nx\n```"), 60, Table {}).runs.size() == 1);
}

TEST_CASE("lines break where each script allows it", "[text][layout]")
{
    auto const [source, width, expected] = GENERATE(table<std::string, float, std::string>({
        { "one two three", 80, "one two\nthree" },
        { "one two three", 104, "one two three" },
        { "well-known word", 48, "well-\nknown\nword" },
        { "abcdefghijkl", 48, "abcdef\nghijkl" },
        { "\u65E5\u672C\u8A9E\u306E\u6587\u7AE0", 48, "\u65E5\u672C\u8A9E\n\u306E\u6587\u7AE0" },
        { "\u65E5\u672C\u8A9E\u3002\u6587", 48, "\u65E5\u672C\n\u8A9E\u3002\u6587" },
        { "first\nsecond", 400, "first\nsecond" },
    }));
    CHECK(lines(lay_out(parse_plain(source), width, Table {})) == expected);
}

TEST_CASE("a cluster is never torn", "[text][layout]")
{
    std::string const family = "\U0001F468\u200D\U0001F469\u200D\U0001F467", flag = "\U0001F1EA\U0001F1F8", tone = "\U0001F44D\U0001F3FD", accent = "e\u0301";
    for (auto const& cluster : { family, flag, tone, accent })
        CHECK(next_cluster(cluster + "x", 0) == cluster.size());
    CHECK(next_cluster(flag + flag, 0) == flag.size());
}

TEST_CASE("a word wider than its column breaks between clusters only", "[text][layout]")
{
    std::string const family = "\U0001F468\u200D\U0001F469\u200D\U0001F467", accented = "e\u0301", tone = "\U0001F44D\U0001F3FD", flag = "\U0001F1EA\U0001F1F8";
    std::string source;
    for (int i = 0; i < 12; ++i)
        source += family + accented + tone + flag;
    for (float width = 40; width < 200; width += 7) {
        std::string set;
        for (auto const& run : lay_out(parse_plain(source), width, Table {}).runs) {
            std::size_t whole = 0;
            while (whole < set.size())
                whole = next_cluster(source, whole);
            REQUIRE(whole == set.size());
            set += run.text;
        }
        REQUIRE(set == source);
    }
}

TEST_CASE("a script without blanks breaks where the dictionary ends a word", "[text][layout]")
{
    // Two words of Thai, "hello" and "world", three columns short of one line.
    static constexpr std::string_view hello = "\u0E2A\u0E27\u0E31\u0E2A\u0E14\u0E35", world = "\u0E42\u0E25\u0E01";
    struct Dictionary final : Measure {
        float width(Type type, std::string_view text) const override { return Table {}.width(type, text); }
        float line_height(Type type) const override { return Table {}.line_height(type); }
        ClusterEnds word_ends(std::string_view) const override { return { hello.size(), hello.size() + world.size() }; }
    };
    auto const source = std::string(hello) + std::string(world);
    CHECK(lines(lay_out(parse_plain(source), 56, Dictionary {})) == std::string(hello) + "\n" + std::string(world));
    CHECK(lines(lay_out(parse_plain(source), 56, Table {})) != std::string(hello) + "\n" + std::string(world));
}

TEST_CASE("each line of a right-aligned cell ends at the right, and the header leaves room for the button", "[text][layout]")
{
    auto const layout = lay_out(parse_markdown("| A | Listed |\n|---|---:|\n| some words | nothing is listed |\n| x | `5` |"), 200, Table {});
    float header = 0, body = 0;
    int lines = 0;
    for (auto const& unit : layout.units) {
        if (!unit.right)
            continue;
        for (auto run = unit.first_run; run < unit.end_run; ++run) {
            auto const& one = layout.runs[run];
            float const end = one.x + one.width + (one.style == Code ? 4 : 0); // and the padding of its box
            float& expected = unit.part == 1 ? header : body;
            expected = expected == 0 ? end : expected;
            CHECK(end == expected);
            ++lines;
        }
    }
    CHECK(lines == 4); // the header, two of the words, the number
    CHECK(body - header == 28);
}

TEST_CASE("code and wide tables scroll in their own box", "[text][layout]")
{
    auto const code = lay_out(parse_markdown("```\n" + std::string(100, 'x') + "\n```"), 300, Table {});
    REQUIRE(code.scrolls.size() == 1);
    CHECK(code.scrolls[0].rect.width == 300);
    CHECK(code.scrolls[0].content_width == 800 + 24);
    CHECK(code.width <= 300);

    std::string head = "|", line = "|", row = "|";
    for (int i = 0; i < 12; ++i) {
        head += "column" + std::to_string(i) + "|";
        line += "-|";
        row += "some words here|";
    }
    auto const table = lay_out(parse_markdown(head + "\n" + line + "\n" + row), 300, Table {});
    CHECK(table.scrolls.size() == 1);
}

TEST_CASE("numbers stand at the right of their column", "[text][layout]")
{
    auto const layout = lay_out(parse_markdown("| A | N |\n|---|---|\n| x | 5 |\n| y | 700 |"), 400, Table {});
    float right = 0;
    for (auto const& run : layout.runs)
        if (run.text == "5")
            right = run.x + run.width;
    for (auto const& run : layout.runs)
        if (run.text == "700")
            CHECK(run.x + run.width == right);
    CHECK(right > 0);
}

TEST_CASE("any message at any width keeps its words and stays inside its column", "[text][layout][property]")
{
    std::mt19937 random { 7 };
    constexpr std::string_view pieces[] = { "word ", "**bold** ", "`code` ", "a-b ", "\u65E5\u672C ", "longlonglonglonglonglong ", "\n\n", "- item\n", "1. one\n", "> quote\n\n", "# head\n\n", "[link](https://example.com) ", "\U0001F600 ", "*it* ", "\u05E9\u05DC\u05D5\u05DD ", "**\u0645\u0631\u062D\u0628\u0627** " };
    for (int round = 0; round < 600; ++round) {
        std::string source;
        for (int i = 0; i < 40; ++i)
            source += pieces[std::uniform_int_distribution<std::size_t>(0, std::size(pieces) - 1)(random)];
        auto const document = parse_markdown(source);
        float const width = std::uniform_real_distribution<float>(80, 1000)(random);
        auto const layout = lay_out(document, width, Table {});
        float bottom = 0;
        std::string set, said;
        for (auto const& run : layout.runs) {
            REQUIRE(run.x >= -0.01f);
            REQUIRE(run.x + run.width <= width + 0.51f);
            REQUIRE(run.y + run.line_height <= layout.height + 0.01f);
            bottom = std::max(bottom, run.y + run.line_height);
            set += run.text;
        }
        for (auto const& block : document) {
            said += block.marker;
            for (auto const& span : block.spans)
                said += span.text;
        }
        auto const bare = [](std::string text) {
            std::erase_if(text, [](char c) { return c == ' ' || c == '\n'; });
            return text;
        };
        REQUIRE(bare(set) == bare(said));
        REQUIRE(layout.height >= bottom);
    }
}
