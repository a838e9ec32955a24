#include "platform/mirror_diff.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>

using namespace kally;
using namespace kally::platform;

namespace {

SemanticTree page()
{
    return {
        { .id = 1, .role = Role::Main, .name = "Chat", .rect = { 72, 0, 1000, 800 } },
        { .id = 2, .parent = 1, .role = Role::Heading, .level = 1, .name = "Title", .rect = { 92, 12, 100, 32 } },
        { .id = 3, .parent = 1, .role = Role::Log, .state = StateScrolls, .name = "Messages", .rect = { 72, 56, 600, 600 }, .content_height = 2000 },
        { .id = 4, .parent = 3, .role = Role::Article, .name = "You", .rect = { 10, 700, 300, 40 } },
        { .id = 5, .parent = 4, .role = Role::Button, .takes_focus = true, .name = "Copy", .rect = { 20, 710, 60, 24 } },
    };
}

MirrorChange const& change_of(MirrorDiff::Changes const& changes, std::uint32_t id)
{
    return *std::find_if(changes.changed.begin(), changes.changed.end(), [id](auto const& c) { return c.record->id == id; });
}

} // namespace

TEST_CASE("the first frame carries everything, an unchanged one nothing", "[platform][mirror]")
{
    MirrorDiff diff;
    auto const tree = page();
    CHECK(diff.compare(tree).changed.size() == 5);
    auto const& again = diff.compare(tree);
    CHECK(again.changed.empty());
    CHECK(again.gone.empty());
    diff.reset();
    CHECK(diff.compare(tree).changed.size() == 5);
}

TEST_CASE("places are relative to the parent, inside a scroller to its content", "[platform][mirror]")
{
    MirrorDiff diff;
    auto const tree = page();
    auto const& changes = diff.compare(tree);
    CHECK(change_of(changes, 2).local == Rect { 20, 12, 100, 32 });
    CHECK(change_of(changes, 4).local == Rect { 10, 700, 300, 40 });
    CHECK(change_of(changes, 5).local == Rect { 10, 10, 60, 24 });
}

TEST_CASE("one change is one change, of the kind it is", "[platform][mirror]")
{
    MirrorDiff diff;
    auto tree = page();
    diff.compare(tree);
    SECTION("words")
    {
        tree[1].name = "Other";
        auto const& changes = diff.compare(tree);
        REQUIRE(changes.changed.size() == 1);
        CHECK(changes.changed[0].dirty == DirtyText);
    }
    SECTION("state")
    {
        tree[4].state = StateDisabled;
        auto const& changes = diff.compare(tree);
        REQUIRE(changes.changed.size() == 1);
        CHECK(changes.changed[0].dirty == DirtyState);
    }
    SECTION("a container moves: what stands in it is not written again")
    {
        tree[3].rect.y += 50;
        tree[4].rect.y += 50;
        auto const& changes = diff.compare(tree);
        REQUIRE(changes.changed.size() == 1);
        CHECK(changes.changed[0].record->id == 4);
        CHECK(changes.changed[0].dirty == DirtyPlace);
    }
    SECTION("order")
    {
        std::swap(tree[1], tree[2]);
        auto const& changes = diff.compare(tree);
        CHECK(changes.gone.empty());
        CHECK(change_of(changes, 2).dirty == DirtyOrder);
        CHECK(change_of(changes, 2).before == 3);
        CHECK(change_of(changes, 3).before == 0);
    }
    SECTION("gone and back")
    {
        tree.pop_back();
        CHECK(diff.compare(tree).gone == std::vector<std::uint32_t> { 5 });
        auto const& back = diff.compare(page());
        REQUIRE(back.changed.size() == 1);
        CHECK((back.changed[0].dirty & DirtyNew) != 0);
    }
    SECTION("one goes as another comes")
    {
        tree.back().id = 6;
        auto const& changes = diff.compare(tree);
        CHECK(changes.gone == std::vector<std::uint32_t> { 5 });
        CHECK(change_of(changes, 6).dirty >= DirtyNew);
    }
}

TEST_CASE("a record without a parent and a repeated id are left out", "[platform][mirror]")
{
    MirrorDiff diff;
    auto tree = page();
    tree.push_back({ .id = 9, .parent = 77, .role = Role::Text, .name = "orphan" });
    tree.push_back({ .id = 5, .parent = 1, .role = Role::Text, .name = "twice" });
    CHECK(diff.compare(tree).changed.size() == 5);
}
