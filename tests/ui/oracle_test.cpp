#include "platform/headless/headless.h"

#include "screen.h"
#include "ui/widgets.h"

#include <catch2/catch_test_macros.hpp>
#include <imgui.h>
#include <imgui_internal.h>

using namespace kally;
using platform::headless::world;

namespace {

/// Draws one frame of what `draw` makes; returns what the oracle says of it.
template <typename Draw>
std::vector<std::string> said_of(ui::Memory& memory, Draw draw)
{
    std::vector<std::string> said;
    world().unrecorded = [&](std::string const& item) { said.push_back(item); };
    auto const input = platform::begin_frame();
    ui::Theme const theme;
    ui::Frame frame { input, theme, memory, 1 };
    frame.begin();
    draw(frame);
    platform::end_frame(frame.finish());
    return said;
}

template <typename Draw>
std::vector<std::string> said_of(Draw draw)
{
    ui::Memory memory;
    return said_of(memory, draw);
}

} // namespace

TEST_CASE("a button of Dear ImGui's own in a view is reported by its name", "[ui][oracle]")
{
    test::Screen const screen;
    auto const said = said_of([](ui::Frame&) {
        ImGui::SetCursorPos({ 40, 30 });
        ImGui::Button("Call now", { 120, 32 });
    });
    REQUIRE(said.size() == 1);
    CHECK(said[0].find("item \"Call now\" in window \"page\"") != std::string::npos);
    CHECK(said[0].find("120 x 32 at 40, 30") != std::string::npos);
}

TEST_CASE("what takes presses is described where it takes them", "[ui][oracle]")
{
    test::Screen const screen;
    Rect const here { 40, 30, 120, 32 };
    auto const take_presses = [&](ui::Frame& ui) {
        ImRect const box { { here.x, here.y }, { here.right(), here.bottom() } };
        ImGui::ItemAdd(box, ui.id("call"));
    };
    SECTION("a widget of ours is")
    {
        CHECK(said_of([&](ui::Frame& ui) { ui::button(ui, here, { .key = "call", .name = "Call now" }); }).empty());
    }
    SECTION("a record of another thing around it is none of its own")
    {
        CHECK(said_of([&](ui::Frame& ui) {
            ui.record("other", { .role = Role::Button, .name = "Other", .rect = here });
            take_presses(ui);
        }).size() == 1);
    }
    SECTION("a record somewhere else is none")
    {
        CHECK(said_of([&](ui::Frame& ui) {
            ui.record("call", { .role = Role::Button, .name = "Call now", .rect = { 400, 300, 120, 32 } });
            take_presses(ui);
        }).size() == 1);
    }
    SECTION("what scrolled stands where it shows")
    {
        ui::Memory memory;
        auto const draw = [&](ui::Frame& ui) {
            auto const scroll = ui.begin_scroll("list", { .role = Role::List, .name = "List", .rect = { 10, 20, 200, 200 } }, 1000);
            ui::button(ui, { 20, scroll.view.y - scroll.top + 500, 100, 32 }, { .key = "far", .name = "Far down" });
            ui.end_scroll();
        };
        CHECK(said_of(memory, draw).empty());
        std::uint32_t list = 0;
        for (auto const& record : world().output.tree)
            if (record.role == Role::List)
                list = record.id;
        world().input.scrolls.push_back({ list, 450 });
        CHECK(said_of(memory, draw).empty());
        CHECK(memory.scroll_tops[list] == 450);
    }
}

TEST_CASE("a window that shows nothing yet is not pressed, one that does is", "[ui][oracle]")
{
    test::Screen const screen;
    ui::Memory memory;
    auto const draw = [](ui::Frame&) {
        ImGui::SetNextWindowPos({ 300, 200 });
        ImGui::Begin("Tool", nullptr, ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoSavedSettings);
        ImGui::InvisibleButton("##area", { 50, 50 });
        ImGui::End();
    };
    auto const first = said_of(memory, draw);
    auto const second = said_of(memory, draw);
    CHECK(first.empty()); // Dear ImGui hides a new window until it knows its size
    REQUIRE(second.size() == 1);
    CHECK(second[0].find("in window \"Tool\"") != std::string::npos);
}
