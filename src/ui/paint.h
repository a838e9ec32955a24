#pragma once

#include "base/semantics.h"
#include "text/clusters.h"
#include "text/direction.h"
#include "ui/theme.h"

#include <optional>
#include <string>
#include <string_view>

struct ImDrawList;
struct ImFontBaked;
struct ImVec2;

namespace kally::ui {

struct ShapedText;

/// Corner radii, clockwise from the top left, CSS pixels.
struct Corners {
    float top_left = 0, top_right = 0, bottom_right = 0, bottom_left = 0;
};

enum class Align { Left, Centre, Right };

/// Draws the design's shapes and text on a Dear ImGui draw list. Coordinates are CSS pixels; edges snap to device pixels.
class Painter {
public:
    explicit Painter(float density) : m_density(density) {}

    void set_list(ImDrawList* list) { m_list = list; }
    ImDrawList* list() const { return m_list; }
    float density() const { return m_density; }
    float snap(float position) const;
    Rect snap(Rect) const;
    /// What a browser makes of 1 CSS pixel of border: as many whole device pixels as fit, one at least. At 50 % zoom it would be half of one.
    float hairline() const { return whole(1); }

    void fill(Rect, Color, float radius = 0);
    void fill_corners(Rect, Color, Corners);
    /// A surface with a border of a hairline: the border's colour below, the surface inset above (crisper than a stroke).
    void card(Rect, Color surface, Color border, float radius);
    void card_corners(Rect, Color surface, Color border, Corners);
    void stroke(Rect, Color, float radius, float thickness);
    void gradient(Rect, Color top, Color bottom, float radius);
    void line(float x0, float y0, float x1, float y1, Color, float thickness);
    void circle(float x, float y, float radius, Color);
    void ring(float x, float y, float radius, Color, float thickness);
    void arc(float x, float y, float radius, float from, float to, Color, float thickness);
    void focus_ring(Rect control, Color, float radius);
    void push_clip(Rect);
    void pop_clip();

    /// One line of text; `top` is the top of its line box. Without a direction its first letter gives it. Returns the advance.
    float text(text::Type, float x, float top, Color, std::string_view, std::optional<text::Direction> = {});
    /// One line inside a rectangle, vertically centred, shortened with one ellipsis when it does not fit.
    void text_in(text::Type, Rect, Color, std::string_view, Align = Align::Left);
    float width(text::Type, std::string_view) const;
    std::string shorten(text::Type, std::string_view, float width) const; ///< With "…" when it does not fit.
    static text::ClusterEnds cluster_ends(std::string_view); ///< By the browser's segmenter where there is one.
    void icon(Icon, float centre_x, float centre_y, float size, Color);

    /// KallyAI's mark: a rounded square, the letter, the brass dot.
    void mark(Rect, Palette const&);
    /// A quarter of a turn over a full track; `turn` 0 to 1.
    void spinner(float x, float y, float radius, float turn, Color track, Color arc_color);

private:
    float whole(float thickness) const; ///< Of a line, in whole device pixels.
    ImFontBaked* baked(platform::Face, float em) const;
    float baseline_of(text::Type) const; ///< Below the top of its line box.
    template <typename EachGlyph>
    float draw_glyphs(platform::Face, float em, float x, float baseline, Color, EachGlyph);
    float draw_whole(ShapedText&, std::string_view, platform::Face, float em, float x, float baseline, Color, text::Direction);
    void draw_quad(float x, float y, float width, float height, ImVec2 const& uv0, ImVec2 const& uv1, Color);

    ImDrawList* m_list = nullptr;
    float m_density = 1;
};

/// `color` with its alpha multiplied by 0..1.
Color faded(Color, float alpha);
Color mixed(Color from, Color to, float part);

} // namespace kally::ui
