#pragma once

struct ImFontLoader;

namespace kally::platform {

/// Faces drawn by the browser's own rasteriser through Canvas2D: any script, colour emoji, no font file in the module.
void add_browser_faces();
ImFontLoader const* browser_font_loader();
unsigned glyphs_loaded();

} // namespace kally::platform
