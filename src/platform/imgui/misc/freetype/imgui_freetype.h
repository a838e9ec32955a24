#pragma once
// Stands where Dear ImGui looks for its FreeType loader; on the web the loader is ours (platform/web/glyphs.cpp).

struct ImFontLoader;
namespace ImGuiFreeType {
ImFontLoader const* GetFontLoader();
}
