#pragma once

#include "platform/platform.h"
#include "text/clusters.h"
#include "text/direction.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace kally::ui {

/// A line of text drawn by the browser as one picture, in pieces that the atlas holds.
struct ShapedLine {
    // What it was drawn for.
    platform::Face face {};
    float em = 0, density = 0; ///< CSS pixels, device pixels per CSS pixel.
    text::Direction direction {};
    std::uint32_t color = 0;   ///< Of the letters beside coloured pictures; 0 when all is white, to be tinted.

    platform::LineBox box;     ///< Device pixels.
    struct Piece {
        platform::LineBox box;
        int rect = -1;         ///< Of the atlas; -1 until there was time to draw it.
        bool coloured = false; ///< Has colours of its own: only its opacity is tinted.
    };
    std::vector<Piece> pieces;
    bool drawn = false;
    bool coloured = false;     ///< Some piece is.
    int used = 0;              ///< Last Dear ImGui frame that drew it.
};

/// What is known of a text that is not simple (text::is_simple): kept over frames, forgotten when it is no longer asked for.
struct ShapedText {
    struct Cluster {
        char32_t glyph = 0;    ///< What the face is asked for.
        std::uint32_t end = 0; ///< In bytes.
    };
    std::vector<Cluster> clusters;
    bool whole = false;        ///< To be drawn as a line by the browser.
    text::Direction direction {};
    std::vector<ShapedLine> lines;
    int used = 0;
};

/// Valid until the next call.
ShapedText& shaped_text(std::string_view);

/// The line measured for this use, or null where the platform does not shape.
ShapedLine* shaped_line(ShapedText&, std::string_view, platform::Face, float em, float density, text::Direction, std::uint32_t color);
/// Draws what is missing of it into the atlas. False when there is no time left in this frame, or no room.
bool draw_shaped_line(ShapedLine&, std::string_view, std::uint32_t color);

} // namespace kally::ui
