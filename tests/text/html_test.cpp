#include "text/html.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace kally::text;

TEST_CASE("Markdown becomes HTML of the same structure", "[text][html]")
{
    auto const [source, expected] = GENERATE(table<std::string, std::string>({
        { "Hello **bold** and *italic* `code` ~~gone~~", "<p>Hello <strong>bold</strong> and <em>italic</em> <code>code</code> <del>gone</del></p>" },
        { "## Two\n\nbelow", "<h4>Two</h4><p>below</p>" },
        { "###### Six", "<h6>Six</h6>" },
        { "- a\n- b\n  - c\n- d", "<ul><li>a</li><li>b<ul><li>c</li></ul></li><li>d</li></ul>" },
        { "- a\n\n  more\n- b", "<ul><li>a<p>more</p></li><li>b</li></ul>" },
        { "3. a\n4. b\n\nend", "<ol><li value=\"3\">a</li><li value=\"4\">b</li></ol><p>end</p>" },
        { "1) a\n\n- b", "<ol><li value=\"1\">a</li></ol><ul><li>b</li></ul>" },
        { "- [x] done\n- [ ] open", "<ul><li>\u2611 done</li><li>\u2610 open</li></ul>" },
        { "> said\n> > deeper\n\nend", "<blockquote><p>said</p><blockquote><p>deeper</p></blockquote></blockquote><p>end</p>" },
        { "a\\\nb", "<p>a<br>b</p>" },
        { "```c\nif (a < b && c)\n```\n\n---", "<pre><code>if (a &lt; b &amp;&amp; c)</code></pre><hr>" },
        { "| A | B |\n|---|--:|\n| x | 1 |", "<table><tr><th>A</th><th class=\"right\">B</th></tr><tr><td>x</td><td class=\"right\">1</td></tr></table>" },
        { "[here](https://example.com/?a=b&c)", "<p><a href=\"https://example.com/?a=b&amp;c\">here</a></p>" },
    }));
    auto out = to_html(parse_markdown(source), 3);
    std::erase(out, '\n');
    CHECK(out == expected);
}

TEST_CASE("nothing of a message becomes an element, an attribute or a script of its own", "[text][html][hostile]")
{
    auto const source = GENERATE(as<std::string> {}, "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[a](javascript:alert(1))", "[a](https://example.com/\"onmouseover=\"alert(1))", "`<b>`", "![x](http://example.com/x.png)",
        "> - <i>a</i>\n>   1. <i>b</i>", "```\"><script>\nx\n```", "| <u>a</u> |\n|---|\n| \"<u>\" |");
    auto const out = to_html(parse_markdown(source));
    CAPTURE(out);
    for (std::string_view const bad : { "<script", "<img", "<i>", "<b>", "<u>", "\"onmouseover", "href=\"javascript" })
        CHECK(out.find(bad) == std::string::npos);
    CHECK(std::count(out.begin(), out.end(), '<') == std::count(out.begin(), out.end(), '>'));
}
