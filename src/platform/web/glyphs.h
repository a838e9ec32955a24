#pragma once

struct ImFontLoader;

namespace kally::platform {

/// Faces drawn by the browser's own rasteriser through Canvas2D: any script, colour emoji, no font file in the module.
void add_browser_faces();
ImFontLoader const* browser_font_loader();
unsigned glyphs_loaded();
double glyph_time(); ///< Milliseconds that glyphs and lines took since the last frame began.

void begin_glyph_frame();
/// Brings the atlas to the graphics processor before the frame is rendered, where the browser falsifies what is read from a canvas.
void upload_glyphs();
/// Whether this frame left glyphs for the next one.
bool glyphs_postponed();

} // namespace kally::platform
