#include "ui/theme.h"

namespace kally::ui {

namespace {

Color with_alpha(Color color, Color alpha) { return (color & 0x00FFFFFFu) | alpha << 24; }

/// Each step of the scales moves one up: what was faint is plain, and every edge shows.
void raise_contrast(Palette& p)
{
    p.text.tertiary = p.text.secondary;
    p.text.secondary = p.text.primary;
    p.bubble.user_muted = p.bubble.user_text;
    p.code.muted = p.code.text;
    p.neutral.text = p.text.primary;
    p.icon.muted = p.icon.default_ = p.text.primary;
    p.border.subtle = p.border.default_ = p.border.strong = p.code.border = p.border.control;
    p.border.control = p.border.control_hover = p.text.primary;
    for (auto* tone : { &p.accent.border, &p.success.border, &p.warning.border, &p.danger.border, &p.info.border, &p.neutral.border })
        *tone = p.border.control;
    p.step.todo = p.step.line = p.border.control;
}

/// Only the person's own colours, in the pairs that the system makes of them.
void force(Palette& p, platform::SystemColors const& s)
{
    auto& [rail, panel, content, raised, sunken, selected, inverse] = p.surface;
    rail = panel = content = raised = sunken = selected = s.canvas;
    inverse = s.canvas_text;
    p.state.hover = p.state.fill_hover = with_alpha(s.highlight, 0x33);
    p.state.pressed = p.state.fill_pressed = with_alpha(s.highlight, 0x66);
    p.state.fill = 0;
    p.state.scrim = with_alpha(s.canvas, 0xCC);
    p.state.skeleton = with_alpha(s.gray_text, 0x66);
    p.text = { s.canvas_text, s.canvas_text, s.canvas_text, s.gray_text, s.canvas };
    p.icon = { s.canvas_text, s.canvas_text, s.canvas_text, s.gray_text };
    p.border = { s.canvas_text, s.canvas_text, s.canvas_text, s.button_border, s.highlight };
    p.accent.solid = p.accent.solid_top = p.accent.solid_hover = p.accent.solid_pressed = s.highlight;
    p.accent.on = s.highlight_text;
    p.accent.text = s.link;
    auto const tone = [&](auto& of) {
        of.text = s.canvas_text;
        of.tint = s.canvas;
        of.border = s.canvas_text;
    };
    tone(p.success);
    tone(p.warning);
    tone(p.danger);
    tone(p.info);
    tone(p.neutral);
    p.accent.tint = p.accent.tint_strong = s.canvas;
    p.accent.border = s.canvas_text;
    p.success.icon = p.warning.icon = p.danger.icon = p.info.icon = p.success.solid = p.danger.solid = p.danger.border3 = s.canvas_text;
    p.success.on = p.danger.on = s.canvas;
    p.focus.ring = s.highlight;
    p.bubble.user = p.bubble.user_queued = p.bubble.failed = p.bubble.assistant = s.canvas;
    p.bubble.user_text = p.bubble.user_muted = s.canvas_text;
    p.bubble.user_link = s.link;
    p.toggle = { s.gray_text, s.canvas };
    p.meter = { s.gray_text, s.highlight, s.highlight, s.highlight, s.highlight };
    p.step = { s.canvas_text, s.highlight, s.canvas_text, s.canvas_text, s.canvas_text, s.canvas_text };
    p.action = { s.canvas_text, s.canvas, s.canvas_text, s.canvas, s.canvas_text, s.canvas, s.canvas_text, s.canvas };
    p.code.bg = p.code.inline_bg = s.canvas;
    p.code.text = p.code.muted = p.code.inline_ = p.code.border = s.canvas_text;
    p.brand.top = p.brand.bottom = p.brand.mark_top = p.brand.mark_bottom = p.brand.dot = s.canvas;
    p.brand.on = p.brand.on_muted = p.brand.stroke = s.canvas_text;
    p.brand.ring = p.brand.bubble = 0;
    p.shadow.near = p.shadow.overlay1 = p.shadow.overlay2 = 0;
}

} // namespace

Palette palette_for(bool dark, platform::Input const& input)
{
    Palette palette = dark ? dark_palette : light_palette;
    if (input.forced_colors)
        force(palette, input.system_colors);
    else if (input.more_contrast)
        raise_contrast(palette);
    return palette;
}

} // namespace kally::ui
