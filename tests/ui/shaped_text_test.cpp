#include "ui/shaped_text.h"

#include "screen.h"
#include "ui/paint.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>

using namespace kally;

TEST_CASE("text is shortened and measured by whole clusters", "[ui][text]")
{
    test::Screen screen;
    screen.draw({}); // a frame of the interface makes the fonts
    ui::Painter const paint { 1 };
    for (std::string const cluster : { "e\u0301", "\U0001F469\u200D\U0001F469\u200D\U0001F467", "\U0001F1EA\U0001F1F8", "1\uFE0F\u20E3", "\u05E9", "\u0915\u094D\u0937" }) {
        std::string text;
        for (int i = 0; i < 20; ++i)
            text += cluster;
        for (float room = 10; room < 200; room += 13) {
            auto const shown = paint.shorten(text::Type::Body, text, room);
            if (shown == text)
                continue;
            REQUIRE(shown.ends_with("\u2026"));
            auto const kept = std::string_view(shown).substr(0, shown.size() - 3);
            CHECK(kept == std::string_view(text).substr(0, kept.size()));
            auto const& clusters = ui::shaped_text(text).clusters;
            CHECK((kept.empty() || std::any_of(clusters.begin(), clusters.end(), [&](auto const& one) { return one.end == kept.size(); })));
            CHECK((kept.empty() || paint.width(text::Type::Body, shown) <= room + 0.5f));
        }
    }
}

TEST_CASE("the first code point stands for a cluster where the platform does not draw it", "[ui][text]")
{
    test::Screen screen;
    screen.draw({});
    std::string const text = "a\u0301\U0001F44D\U0001F3FDb";
    auto const& shaped = ui::shaped_text(text);
    REQUIRE(shaped.clusters.size() == 3);
    CHECK(shaped.clusters[0].glyph == U'a');
    CHECK(shaped.clusters[1].glyph == U'\U0001F44D');
    CHECK(shaped.clusters[2].glyph == U'b');
    CHECK_FALSE(shaped.whole);
    CHECK(ui::shaped_text("\u05E9\u05DC\u05D5\u05DD").whole);
    CHECK(ui::shaped_text("\u05E9\u05DC\u05D5\u05DD").direction == text::Direction::RightToLeft);
}
