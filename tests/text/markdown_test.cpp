#include "text/markdown.h"

#include "base/text.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <random>

using namespace kally::text;

namespace {

/// A document as text: one block a line, styles as letters.
std::string outline(Document const& document)
{
    static constexpr char const* kinds[] = { "p", "h", "li", "code", "quote", "table", "rule" };
    auto spans = [](std::vector<Span> const& all) {
        std::string out;
        for (auto const& span : all) {
            std::string marks;
            for (auto const& [bit, letter] : { std::pair { Bold, "b" }, { Italic, "i" }, { Code, "c" }, { Strike, "s" } })
                if ((span.style & bit) != 0)
                    marks += letter;
            out += marks.empty() && span.link.empty() ? span.text : "[" + marks + (span.link.empty() ? "" : "@" + span.link) + " " + span.text + "]";
        }
        return out;
    };
    std::string out;
    for (auto const& block : document) {
        out += kinds[static_cast<int>(block.kind)];
        if (block.level > 0)
            out += std::to_string(block.level);
        if (block.depth > 0)
            out += "/" + std::to_string(block.depth);
        if (block.quote_depth > 0)
            out += ">" + std::to_string(block.quote_depth);
        if (!block.marker.empty())
            out += " " + block.marker;
        if (block.kind == BlockKind::Code)
            out += " " + block.language + ": " + block.code;
        for (auto const& row : block.rows)
            for (std::size_t c = 0; c < row.size(); ++c)
                out += std::string(c == 0 ? " |" : "|") + (block.right_aligned[c] ? ">" : "") + spans(row[c].spans);
        if (!block.spans.empty())
            out += " " + spans(block.spans);
        out += "\n";
    }
    return out;
}

} // namespace

TEST_CASE("Markdown becomes blocks", "[text][markdown]")
{
    auto const [source, expected] = GENERATE(table<std::string, std::string>({
        { "Hello **bold** and *italic* `code` ~~gone~~", "p Hello [b bold] and [i italic] [c code] [s gone]\n" },
        { "# One\n\n## Two\n\ntext", "h1 One\nh2 Two\np text\n" },
        { "- a\n- b\n  - c\n", "li/1 \u2022 a\nli/1 \u2022 b\nli/2 \u2022 c\n" },
        { "3. a\n4. b", "li/1 3. a\nli/1 4. b\n" },
        { "- a\n\n  more\n- b", "li/1 \u2022 a\nli/1 more\nli/1 \u2022 b\n" },
        { "- [x] done\n- [ ] open", "li/1 \u2610 done\nli/1 \u2610 open\n" },
        { "> quoted\n> > deeper", "p>1 quoted\np>2 deeper\n" },
        { "```json\n{\"a\": 1}\n```", "code json: {\"a\": 1}\n" },
        { "---", "rule\n" },
        { "| A | B |\n|---|--:|\n| x | 1 |", "table |A|>B |x|>1\n" },
        { "| A | N |\n|---|---|\n| x | \u20AC5 |\n| y | 7.50 |", "table |A|>N |x|>\u20AC5 |y|>7.50\n" },
        { "[ok](https://example.com/a?b=c)", "p [@https://example.com/a?b=c ok]\n" },
        { "see https://example.com now", "p see [@https://example.com https://example.com] now\n" },
        { "![a cat](https://example.com/cat.png)", "p [@https://example.com/cat.png a cat]\n" },
        { "[bad](javascript:alert(1))", "p bad (javascript:alert(1))\n" },
        { "&amp; &#65; &#x1F600; &euro;", "p & A \U0001F600 \u20AC\n" },
        { "<b>not html</b>", "p <b>not html</b>\n" },
        { "line one\\\nline two", "p line one\nline two\n" },
    }));
    CHECK(outline(parse_markdown(source)) == expected);
}

TEST_CASE("a long address that is shown as text ends with a whole character", "[text][markdown]")
{
    auto const before = GENERATE(0, 1, 2, 3);
    std::string address = "javascript:" + std::string(static_cast<std::size_t>(before), 'a');
    for (int i = 0; i < 100; ++i)
        address += "\u4E2D";
    auto const text = plain_text(parse_markdown("[x](" + address + ")"));
    CHECK(kally::is_valid_utf8(text));
    CHECK(text.find("\uFFFD") == std::string::npos);
    CHECK(text.size() > 190);
}

TEST_CASE("the person's own words stay as typed, with web addresses to press", "[text][markdown]")
{
    CHECK(outline(parse_plain("**not bold**\n\nsee https://example.com/x.")) == "p **not bold**\n\nsee [@https://example.com/x https://example.com/x].\n");
}

TEST_CASE("plain text keeps every word in order", "[text][markdown]")
{
    CHECK(plain_text(parse_markdown("# A\n\n- b **c**\n\n| d | e |\n|-|-|\n| f | g |\n\n```\nh\n```")) == "A\n\u2022 b c\nd\te\nf\tg\nh");
}

TEST_CASE("no text breaks the parser", "[text][markdown][hostile]")
{
    auto const source = GENERATE(std::string(200'000, '>'), std::string(100'000, '['), std::string(100'000, '*'), std::string(50'000, '`'), std::string("\0\xff\xfe", 3),
        std::string(40'000, '\n'), [] {
            std::string deep;
            for (int i = 0; i < 2'000; ++i)
                deep += std::string(static_cast<std::size_t>(i), ' ') + "- x\n";
            return deep;
        }(),
        [] {
            std::string table = "|a|\n|-|\n";
            for (int i = 0; i < 5'000; ++i)
                table += "|x|y|z|\n";
            return table;
        }());
    auto const document = parse_markdown(source);
    CHECK(kally::is_valid_utf8(plain_text(document)));
}

TEST_CASE("random marks never invent words", "[text][markdown][property]")
{
    std::mt19937 random { 42 };
    constexpr std::string_view marks = "*_`[]()#>|-~\\\n !&;<\"x";
    for (int round = 0; round < 3'000; ++round) {
        std::string source;
        for (int i = 0; i < 60; ++i)
            source += marks[std::uniform_int_distribution<std::size_t>(0, marks.size() - 1)(random)];
        auto const text = plain_text(parse_markdown(source));
        auto const letters = [](std::string_view all) { return std::count(all.begin(), all.end(), 'x'); };
        REQUIRE(letters(text) <= letters(source) * 2); // an address that may not be opened is said behind its text
        REQUIRE(text.find_first_of("abcdefghijklmnopqrstuvwyz") == std::string::npos);
    }
}
