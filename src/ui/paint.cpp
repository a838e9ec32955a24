#include "ui/paint.h"

#include "base/text.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>

namespace kally::ui {

namespace {

ImVec2 min_of(Rect const& r) { return { r.x, r.y }; }
ImVec2 max_of(Rect const& r) { return { r.right(), r.bottom() }; }

Rect inset(Rect r, float by) { return { r.x + by, r.y + by, r.width - 2 * by, r.height - 2 * by }; }

void append_utf8_icon(std::string& out, Icon icon) { append_utf8(out, static_cast<char32_t>(icon)); }

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
    fill(inset(r, 1), surface, radius - 1);
}

void Painter::card_corners(Rect r, Color surface, Color border, Corners c)
{
    r = snap(r);
    fill_corners(r, border, c);
    auto less = [](float v) { return std::max(0.0f, v - 1); };
    fill_corners(inset(r, 1), surface, { less(c.top_left), less(c.top_right), less(c.bottom_right), less(c.bottom_left) });
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
        fill({ x0 - thickness / 2, std::min(y0, y1), thickness, std::abs(y1 - y0) }, color);
    else if (y0 == y1)
        fill({ std::min(x0, x1), y0 - thickness / 2, std::abs(x1 - x0), thickness }, color);
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

float Painter::draw_line(platform::Face face, float em, float x, float baseline, Color color, std::string_view text)
{
    auto* font = baked(face, em);
    // Loading a glyph may move the atlas, so all are loaded before the first is drawn.
    int count = 0;
    for (std::size_t at = 0; at < text.size(); ++count)
        font->FindGlyph(next_code_point(text, at));

    float const start = x, top = baseline - font->Ascent;
    m_list->PushTexture(ImGui::GetIO().Fonts->TexRef);
    m_list->PrimReserve(count * 6, count * 4);
    int used = 0;
    for (std::size_t at = 0; at < text.size();) {
        auto const* glyph = font->FindGlyph(next_code_point(text, at));
        if (glyph->Visible) {
            // The pen stays unrounded and each quad is snapped: never more than half a device pixel off the browser's text.
            float const gx = snap(x + glyph->X0), gy = snap(top + glyph->Y0);
            Color const tint = glyph->Colored ? color | 0x00FFFFFFu : color;
            m_list->PrimRectUV({ gx, gy }, { gx + glyph->X1 - glyph->X0, gy + glyph->Y1 - glyph->Y0 }, { glyph->U0, glyph->V0 }, { glyph->U1, glyph->V1 }, tint);
            ++used;
        }
        x += glyph->AdvanceX;
    }
    m_list->PrimUnreserve((count - used) * 6, (count - used) * 4);
    m_list->PopTexture();
    return x - start;
}

float Painter::text(text::Type type, float x, float top, Color color, std::string_view text)
{
    auto const& token = type_token(type);
    auto const face = static_cast<platform::Face>(token.face);
    auto const* font = baked(face, token.size);
    // As the browser places a line: ascent and descent rounded to device pixels, half the leading rounded up.
    float const ascent = std::round(font->Ascent * m_density), descent = std::round(-font->Descent * m_density);
    float const leading = std::floor((token.line * m_density - ascent - descent + 1) / 2);
    return draw_line(face, token.size, x, snap(top) + (leading + ascent) / m_density, color, text);
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
    auto* font = baked(static_cast<platform::Face>(token.face), token.size);
    float total = 0;
    for (std::size_t at = 0; at < text.size();)
        total += font->GetCharAdvance(next_code_point(text, at));
    return total;
}

std::string Painter::shorten(text::Type type, std::string_view text, float room) const
{
    if (width(type, text) <= room + 0.5f)
        return std::string(text);
    auto const& token = type_token(type);
    auto* font = baked(static_cast<platform::Face>(token.face), token.size);
    float total = font->GetCharAdvance(0x2026);
    std::size_t at = 0, end = 0;
    while (at < text.size()) {
        total += font->GetCharAdvance(next_code_point(text, at));
        if (total > room)
            break;
        end = at;
    }
    return std::string(trim(text.substr(0, end))) + "\u2026";
}

void Painter::icon(Icon icon, float centre_x, float centre_y, float size, Color color)
{
    std::string text;
    append_utf8_icon(text, icon);
    auto* font = baked(platform::Face::Icon, size);
    auto const* glyph = font->FindGlyph(static_cast<char32_t>(icon));
    float const baseline = snap(centre_y - (glyph->Y0 + glyph->Y1) / 2) + font->Ascent;
    draw_line(platform::Face::Icon, size, snap(centre_x - glyph->AdvanceX / 2), baseline, color, text);
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
