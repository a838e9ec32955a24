#include "ui/paint.h"

#include "screen.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <imgui.h>

#include <cmath>

using namespace kally;
using Catch::Approx;

TEST_CASE("an outline and a line are whole device pixels at every zoom, one at least, on all sides alike", "[ui][paint]")
{
    test::Screen screen;
    screen.draw({}); // a frame of the interface makes what lists share
    ImDrawList list(ImGui::GetDrawListSharedData());
    list._ResetForNewFrame();
    list.PushClipRectFullScreen();
    auto const [density, pixels] = GENERATE(table<float, float>({ { 0.5f, 1.0f }, { 0.75f, 1.0f }, { 1.0f, 1.0f }, { 1.25f, 1.0f }, { 1.5f, 1.0f }, { 2.0f, 2.0f }, { 3.0f, 3.0f } }));
    CAPTURE(density);
    ui::Painter paint { density };
    paint.set_list(&list);

    paint.card({ 3, 5, 41, 23 }, 0xFFFFFFFF, 0xFF000000, 0);
    REQUIRE(list.VtxBuffer.Size == 8); // two rectangles, clockwise from the top left
    auto const *outer = &list.VtxBuffer[0], *inner = &list.VtxBuffer[4];
    CHECK((inner[0].pos.x - outer[0].pos.x) * density == Approx(pixels));
    CHECK((inner[0].pos.y - outer[0].pos.y) * density == Approx(pixels));
    CHECK((outer[2].pos.x - inner[2].pos.x) * density == Approx(pixels));
    CHECK((outer[2].pos.y - inner[2].pos.y) * density == Approx(pixels));

    for (float const y : { 10.0f, 10.5f, 11.3f }) {
        paint.line(3, y, 40, y, 0xFF000000, 1);
        auto const* drawn = &list.VtxBuffer[list.VtxBuffer.Size - 4];
        CHECK((drawn[2].pos.y - drawn[0].pos.y) * density == Approx(pixels));
        CHECK(drawn[0].pos.y * density == Approx(std::round(drawn[0].pos.y * density)));
    }
}
