#pragma once

#include <imgui.h>

#include <algorithm>

namespace kally::platform {

/// Draw calls that Dear ImGui's OpenGL backend makes of a frame: one for each command that something is left of.
inline unsigned draw_calls(ImDrawData const& data)
{
    unsigned calls = 0;
    for (auto const* list : data.CmdLists)
        calls += static_cast<unsigned>(std::count_if(list->CmdBuffer.begin(), list->CmdBuffer.end(),
            [](ImDrawCmd const& command) { return command.ClipRect.z > command.ClipRect.x && command.ClipRect.w > command.ClipRect.y; }));
    return calls;
}

} // namespace kally::platform
