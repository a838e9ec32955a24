#include "platform/headless/hooked_items.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cstdio>
#include <unordered_map>
#include <utility>

namespace {

struct Item {
    ImGuiID id;
    kally::Rect rect;
    ImGuiWindow const* window;
    std::string label; ///< Empty when it was clipped: Dear ImGui tells no more of it then.
};
std::vector<Item> g_items;

Item* find_item(ImGuiID id)
{
    auto const found = std::find_if(g_items.rbegin(), g_items.rend(), [id](auto const& item) { return item.id == id; });
    return found == g_items.rend() ? nullptr : &*found;
}

} // namespace

void ImGuiTestEngineHook_ItemAdd(ImGuiContext* context, ImGuiID id, ImRect const& box, ImGuiLastItemData const*)
{
    auto const* window = context->CurrentWindow;
    if (id != window->ID && id != window->MoveId)
        g_items.push_back({ id, { box.Min.x, box.Min.y, box.GetWidth(), box.GetHeight() }, window, {} });
}

void ImGuiTestEngineHook_ItemInfo(ImGuiContext*, ImGuiID id, char const* label, ImGuiItemStatusFlags)
{
    if (auto* item = find_item(id))
        item->label = label;
}

void ImGuiTestEngineHook_Log(ImGuiContext*, char const*, ...) {}

char const* ImGuiTestEngine_FindItemDebugLabel(ImGuiContext*, ImGuiID id)
{
    auto const* item = find_item(id);
    return item != nullptr ? item->label.c_str() : nullptr;
}

namespace kally::platform::headless {

namespace {

struct Placed {
    Rect rect; ///< In the window.
    float x = 0, y = 0; ///< Where what it holds is placed from.
};

using Places = std::unordered_map<std::uint32_t, Placed>;

Places place(SemanticTree const& tree, std::map<std::uint32_t, float> const& tops)
{
    Places placed { { 0, {} } };
    for (auto const& record : tree) {
        auto const& parent = placed[record.parent];
        Placed own { record.rect, parent.x, parent.y };
        own.rect.x += parent.x;
        own.rect.y += parent.y;
        if ((record.state & StateScrolls) != 0) {
            auto const top = tops.find(record.id);
            float const end = std::max(0.0f, record.content_height - record.rect.height);
            own.x = own.rect.x;
            own.y = own.rect.y - (top != tops.end() ? std::clamp(top->second, 0.0f, end) : 0);
        }
        placed[record.id] = own;
    }
    return placed;
}

} // namespace

void hook_items() { ImGui::GetCurrentContext()->TestEngineHookItems = true; }

std::vector<std::string> take_items_without_record(SemanticTree const& tree, std::map<std::uint32_t, float> const& before, std::map<std::uint32_t, float> const& after)
{
    Places const places[] = { place(tree, before), place(tree, after) };
    auto const is_recorded = [&](Item const& item) {
        return std::any_of(std::begin(places), std::end(places), [&](auto const& placed) {
            auto const record = placed.find(item.id);
            return record != placed.end() && record->second.rect.overlaps(item.rect);
        });
    };
    std::vector<std::string> lines;
    for (auto const& item : std::exchange(g_items, {})) {
        if (!item.window->Active || item.window->Hidden || is_recorded(item))
            continue;
        char line[256];
        std::snprintf(line, sizeof line, "Dear ImGui's item \"%s\" in window \"%s\" (id %08x, %g x %g at %g, %g) has no semantic record there", item.label.c_str(),
            item.window->Name, item.id, item.rect.width, item.rect.height, item.rect.x, item.rect.y);
        lines.emplace_back(line);
    }
    return lines;
}

} // namespace kally::platform::headless
