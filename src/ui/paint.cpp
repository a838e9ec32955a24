#include "ui/paint.h"

#include "base/text.h"
#include "text/clusters.h"
#include "ui/shaped_text.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace kally::ui {

namespace {

ImVec2 min_of(Rect const& r) { return { r.x, r.y }; }
ImVec2 max_of(Rect const& r) { return { r.right(), r.bottom() }; }

Rect inset(Rect r, float by) { return { r.x + by, r.y + by, r.width - 2 * by, r.height - 2 * by }; }

/// Whether FindGlyph answers without drawing anything.
bool is_ready(ImFontBaked const* font, char32_t c)
{
    constexpr ImU16 never_asked = 0xFFFF; // IM_FONTGLYPH_INDEX_UNUSED in imgui_draw.cpp; what is known to be missing is another value
    return c < static_cast<char32_t>(font->IndexLookup.Size) && font->IndexLookup[static_cast<int>(c)] != never_asked;
}

} // namespace

Color faded(Color color, float alpha)
{
    auto const a = static_cast<Color>(static_cast<float>(color >> 24) * std::clamp(alpha, 0.0f, 1.0f) + 0.5f);
    return (color & 0x00FFFFFFu) | (a << 24);
}

Color mixed(Color from, Color to, float part)
{
    Color out = 0;
    for (int shift = 0; shift < 32; shift += 8) {
        auto const a = static_cast<float>((from >> shift) & 0xFF);
        auto const b = static_cast<float>((to >> shift) & 0xFF);
        out |= static_cast<Color>(a + (b - a) * part + 0.5f) << shift;
    }
    return out;
}

float Painter::snap(float position) const { return std::floor(position * m_density + 0.5f) / m_density; }

Rect Painter::snap(Rect r) const
{
    float const x = snap(r.x), y = snap(r.y);
    return { x, y, snap(r.right()) - x, snap(r.bottom()) - y };
}

float Painter::whole(float thickness) const { return std::max(1.0f, std::floor(thickness * m_density)) / m_density; }

void Painter::fill(Rect r, Color color, float radius)
{
    r = snap(r);
    m_list->AddRectFilled(min_of(r), max_of(r), color, std::min({ radius, r.width / 2, r.height / 2 }));
}

void Painter::fill_corners(Rect r, Color color, Corners c)
{
    r = snap(r);
    float const pi = IM_PI;
    m_list->PathArcTo({ r.x + c.top_left, r.y + c.top_left }, c.top_left, pi, pi * 1.5f);
    m_list->PathArcTo({ r.right() - c.top_right, r.y + c.top_right }, c.top_right, pi * 1.5f, pi * 2);
    m_list->PathArcTo({ r.right() - c.bottom_right, r.bottom() - c.bottom_right }, c.bottom_right, 0, pi * 0.5f);
    m_list->PathArcTo({ r.x + c.bottom_left, r.bottom() - c.bottom_left }, c.bottom_left, pi * 0.5f, pi);
    m_list->PathFillConvex(color);
}

void Painter::card(Rect r, Color surface, Color border, float radius)
{
    r = snap(r);
    fill(r, border, radius);
    fill(inset(r, hairline()), surface, radius - hairline());
}

void Painter::card_corners(Rect r, Color surface, Color border, Corners c)
{
    r = snap(r);
    fill_corners(r, border, c);
    auto less = [this](float v) { return std::max(0.0f, v - hairline()); };
    fill_corners(inset(r, hairline()), surface, { less(c.top_left), less(c.top_right), less(c.bottom_right), less(c.bottom_left) });
}

void Painter::stroke(Rect r, Color color, float radius, float thickness)
{
    r = inset(snap(r), thickness / 2);
    m_list->PathRect(min_of(r), max_of(r), radius);
    m_list->PathStroke(color, ImDrawFlags_Closed, thickness);
}

void Painter::gradient(Rect r, Color top, Color bottom, float radius)
{
    r = snap(r);
    int const first = m_list->VtxBuffer.Size;
    m_list->AddRectFilled(min_of(r), max_of(r), top | 0xFF000000u, radius);
    ImGui::ShadeVertsLinearColorGradientKeepAlpha(m_list, first, m_list->VtxBuffer.Size, min_of(r), { r.x, r.bottom() }, top, bottom);
}

void Painter::line(float x0, float y0, float x1, float y1, Color color, float thickness)
{
    // Level and upright lines are rectangles: exactly as many device pixels as asked.
    if (x0 == x1)
        fill({ snap(x0 - thickness / 2), std::min(y0, y1), whole(thickness), std::abs(y1 - y0) }, color);
    else if (y0 == y1)
        fill({ std::min(x0, x1), snap(y0 - thickness / 2), std::abs(x1 - x0), whole(thickness) }, color);
    else
        m_list->AddLine({ x0, y0 }, { x1, y1 }, color, thickness);
}

void Painter::circle(float x, float y, float radius, Color color) { m_list->AddCircleFilled({ x, y }, radius, color); }

void Painter::ring(float x, float y, float radius, Color color, float thickness)
{
    m_list->AddCircle({ x, y }, radius - thickness / 2, color, 0, thickness);
}

void Painter::arc(float x, float y, float radius, float from, float to, Color color, float thickness)
{
    m_list->PathArcTo({ x, y }, radius, from, to);
    m_list->PathStroke(color, 0, thickness);
    circle(x + std::cos(from) * radius, y + std::sin(from) * radius, thickness / 2, color);
    circle(x + std::cos(to) * radius, y + std::sin(to) * radius, thickness / 2, color);
}

void Painter::focus_ring(Rect control, Color color, float radius)
{
    float const out = token::focus_offset + token::focus_width;
    m_list->PushClipRect({ control.x - 5, control.y - 5 }, { control.right() + 5, control.bottom() + 5 }, false);
    stroke(inset(snap(control), -out), color, radius + token::focus_offset + token::focus_width / 2, token::focus_width);
    m_list->PopClipRect();
}

void Painter::push_clip(Rect r)
{
    r = snap(r);
    m_list->PushClipRect(min_of(r), max_of(r), true);
}

void Painter::pop_clip() { m_list->PopClipRect(); }

ImFontBaked* Painter::baked(platform::Face face, float em) const
{
    // Not by GetFontBaked: it rounds the size, and 13 px of the design would be drawn as 13.2.
    auto* font = platform::font(face);
    auto* atlas = font->ContainerAtlas;
    auto* baked = ImFontAtlasBakedGetOrAdd(atlas, font, imgui_size(face, em), m_density);
    baked->LastUsedFrame = atlas->Builder->FrameCount;
    return baked;
}

void Painter::draw_quad(float x, float y, float width, float height, ImVec2 const& uv0, ImVec2 const& uv1, Color color)
{
    // The pen stays unrounded and each quad is snapped: never more than half a device pixel off the browser's text.
    float const left = snap(x), top = snap(y);
    m_list->PrimRectUV({ left, top }, { left + width, top + height }, uv0, uv1, color);
}

/// `each` calls what it is given with every code point that the face is to draw.
template <typename EachGlyph>
float Painter::draw_glyphs(platform::Face face, float em, float x, float baseline, Color color, EachGlyph each)
{
    auto* font = baked(face, em);
    // Loading a glyph may move the atlas, so all are loaded before the first is drawn.
    int count = 0;
    each([&](char32_t c) {
        ++count;
        if (!is_ready(font, c) && platform::glyph_time_left())
            font->FindGlyph(c);
    });
    float const start = x, top = baseline - font->Ascent;
    m_list->PushTexture(ImGui::GetIO().Fonts->TexRef);
    m_list->PrimReserve(count * 6, count * 4);
    int used = 0;
    each([&](char32_t c) {
        if (!is_ready(font, c)) { // left blank until the next frame
            x += font->GetCharAdvance(c);
            return;
        }
        auto const* glyph = font->FindGlyph(c);
        if (glyph->Visible) {
            draw_quad(x + glyph->X0, top + glyph->Y0, glyph->X1 - glyph->X0, glyph->Y1 - glyph->Y0, { glyph->U0, glyph->V0 }, { glyph->U1, glyph->V1 },
                glyph->Colored ? color | 0x00FFFFFFu : color);
            ++used;
        }
        x += glyph->AdvanceX;
    });
    m_list->PrimUnreserve((count - used) * 6, (count - used) * 4);
    m_list->PopTexture();
    return x - start;
}

float Painter::draw_whole(ShapedText& shaped, std::string_view text, platform::Face face, float em, float x, float baseline, Color color, text::Direction direction)
{
    auto* line = shaped_line(shaped, text, face, em, m_density, direction, color | 0xFF000000u);
    if (line == nullptr)
        return draw_glyphs(face, em, x, baseline, color, [&](auto draw) {
            for (auto const& cluster : shaped.clusters)
                draw(cluster.glyph);
        });
    if (draw_shaped_line(*line, text, color | 0xFF000000u) && !line->pieces.empty()) {
        auto* atlas = ImGui::GetIO().Fonts;
        m_list->PushTexture(atlas->TexRef);
        m_list->PrimReserve(static_cast<int>(line->pieces.size()) * 6, static_cast<int>(line->pieces.size()) * 4);
        float const pen = snap(x); // once, so that pieces meet
        for (auto const& piece : line->pieces) {
            ImFontAtlasRect rect;
            atlas->GetCustomRect(piece.rect, &rect);
            draw_quad(pen + static_cast<float>(piece.box.left) / m_density, baseline + static_cast<float>(piece.box.top) / m_density,
                static_cast<float>(piece.box.width) / m_density, static_cast<float>(piece.box.height) / m_density, rect.uv0, rect.uv1, piece.coloured ? color | 0x00FFFFFFu : color);
        }
        m_list->PopTexture();
    }
    return line->box.advance / m_density;
}

float Painter::baseline_of(text::Type type) const
{
    struct Known {
        float density = 0;
        unsigned fonts = 0;
        std::array<std::optional<float>, std::size(type_tokens)> baselines;
    };
    static Known known;
    if (known.density != m_density || known.fonts != platform::font_generation())
        known = { m_density, platform::font_generation(), {} };
    auto& baseline = known.baselines[static_cast<std::size_t>(type)];
    if (!baseline) {
        auto const& token = type_token(type);
        auto const face = static_cast<platform::Face>(token.face);
        baseline = platform::line_baseline(face, token.size, token.line);
        if (!baseline) {
            // As browsers do: ascent and descent rounded to device pixels, half the leading rounded down.
            auto const* font = baked(face, token.size);
            float const ascent = std::round(font->Ascent * m_density), descent = std::round(-font->Descent * m_density);
            baseline = (std::floor((token.line * m_density - ascent - descent) / 2) + ascent) / m_density;
        }
    }
    return *baseline;
}

float Painter::text(text::Type type, float x, float top, Color color, std::string_view text, std::optional<text::Direction> direction)
{
    auto const& token = type_token(type);
    auto const face = static_cast<platform::Face>(token.face);
    float const baseline = snap(top) + baseline_of(type);
    bool const to_left = direction == text::Direction::RightToLeft;
    if (!to_left && text::is_simple(text))
        return draw_glyphs(face, token.size, x, baseline, color, [&](auto draw) {
            for (std::size_t at = 0; at < text.size();)
                draw(next_code_point(text, at));
        });
    auto& shaped = shaped_text(text);
    if (to_left || shaped.whole)
        return draw_whole(shaped, text, face, token.size, x, baseline, color, direction.value_or(shaped.direction));
    return draw_glyphs(face, token.size, x, baseline, color, [&](auto draw) {
        for (auto const& cluster : shaped.clusters)
            draw(cluster.glyph);
    });
}

void Painter::text_in(text::Type type, Rect r, Color color, std::string_view text, Align align)
{
    auto const shown = shorten(type, text, r.width);
    float const room = r.width - width(type, shown);
    float const x = align == Align::Left ? r.x : align == Align::Right ? r.x + room : r.x + room / 2;
    this->text(type, x, r.y + (r.height - type_token(type).line) / 2, color, shown);
}

float Painter::width(text::Type type, std::string_view text) const
{
    auto const& token = type_token(type);
    auto const face = static_cast<platform::Face>(token.face);
    auto* font = baked(face, token.size);
    float total = 0;
    if (text::is_simple(text)) {
        for (std::size_t at = 0; at < text.size();)
            total += font->GetCharAdvance(next_code_point(text, at));
        return total;
    }
    auto& shaped = shaped_text(text);
    if (shaped.whole)
        if (auto const* line = shaped_line(shaped, text, face, token.size, m_density, shaped.direction, 0xFF000000u))
            return line->box.advance / m_density;
    for (auto const& cluster : shaped.clusters)
        total += font->GetCharAdvance(cluster.glyph);
    return total;
}

std::string Painter::shorten(text::Type type, std::string_view text, float room) const
{
    if (width(type, text) <= room + 0.5f)
        return std::string(text);
    auto const cut = [&](std::size_t end) { return std::string(trim(text.substr(0, end))) + "\u2026"; };
    if (text::needs_shaping(text)) {
        // Letters change with their neighbours: the longest beginning that fits is looked for, whole clusters only.
        std::vector<std::size_t> ends { 0 };
        for (auto const& cluster : shaped_text(text).clusters)
            ends.push_back(cluster.end);
        std::size_t fits = 0, too_long = ends.size() - 1;
        while (fits + 1 < too_long) {
            auto const middle = (fits + too_long) / 2;
            (width(type, cut(ends[middle])) <= room ? fits : too_long) = middle;
        }
        return cut(ends[fits]);
    }
    auto const& token = type_token(type);
    auto* font = baked(static_cast<platform::Face>(token.face), token.size);
    float total = font->GetCharAdvance(0x2026);
    std::size_t end = 0;
    if (text::is_simple(text)) {
        for (std::size_t at = 0; at < text.size(); end = at) {
            total += font->GetCharAdvance(next_code_point(text, at));
            if (total > room)
                break;
        }
    } else {
        for (auto const& cluster : shaped_text(text).clusters) {
            total += font->GetCharAdvance(cluster.glyph);
            if (total > room)
                break;
            end = cluster.end;
        }
    }
    return cut(end);
}

text::ClusterEnds Painter::cluster_ends(std::string_view text)
{
    text::ClusterEnds ends;
    if (!text::is_simple(text))
        for (auto const& cluster : shaped_text(text).clusters)
            ends.push_back(cluster.end);
    return ends;
}

void Painter::icon(Icon icon, float centre_x, float centre_y, float size, Color color)
{
    auto const code_point = static_cast<char32_t>(icon);
    auto* font = baked(platform::Face::Icon, size);
    auto const* glyph = font->FindGlyph(code_point);
    float const baseline = snap(centre_y - (glyph->Y0 + glyph->Y1) / 2) + font->Ascent;
    draw_glyphs(platform::Face::Icon, size, snap(centre_x - glyph->AdvanceX / 2), baseline, color, [&](auto draw) { draw(code_point); });
}

void Painter::mark(Rect r, Palette const& palette)
{
    auto const& brand = palette.brand;
    float const s = r.width / 36;
    gradient(r, brand.mark_top, brand.mark_bottom, 10 * s);
    auto stroke_line = [&](float x0, float y0, float x1, float y1) {
        float const w = 3.4f * s;
        m_list->AddLine({ r.x + x0 * s, r.y + y0 * s }, { r.x + x1 * s, r.y + y1 * s }, brand.stroke, w);
        circle(r.x + x0 * s, r.y + y0 * s, w / 2, brand.stroke);
        circle(r.x + x1 * s, r.y + y1 * s, w / 2, brand.stroke);
    };
    stroke_line(12.2f, 9.7f, 12.2f, 26.3f);
    stroke_line(12.6f, 18.6f, 19.4f, 12.2f);
    stroke_line(15.6f, 16.2f, 24, 26.2f);
    circle(r.x + 24.3f * s, r.y + 10.4f * s, 2.7f * s, brand.dot);
}

void Painter::spinner(float x, float y, float radius, float turn, Color track, Color arc_color)
{
    ring(x, y, radius + 1, track, 2);
    float const from = turn * 2 * IM_PI - IM_PI / 2;
    arc(x, y, radius, from, from + IM_PI / 2, arc_color, 2);
}

} // namespace kally::ui
