#include "ui/widgets.h"

#include <algorithm>
#include <cmath>

namespace kally::ui {

namespace {

struct ButtonLook {
    float height, padding, radius, icon, gap;
    text::Type type;
};

ButtonLook look_of(Frame const& ui, ButtonSize size)
{
    bool const phone = ui.theme().phone;
    switch (size) {
    case ButtonSize::Small: return { token::control_height_sm, token::control_pad_x_sm, token::radius_sm, token::icon_sm, 6, text::Type::SmallMedium };
    case ButtonSize::Large: return { phone ? 48.0f : token::control_height_lg, token::control_pad_x_lg, 10, token::icon_md, 8, text::Type::UiMedium };
    case ButtonSize::Medium: break;
    }
    return { phone ? token::control_height_touch : token::control_height_md, token::control_pad_x_md, token::radius_md, token::icon_md, 8, text::Type::UiMedium };
}

struct Fill {
    Color surface = 0, text = 0;
    bool gradient = false;
};

Fill fill_of(Palette const& p, ButtonKind kind, bool hovered, bool held, bool disabled)
{
    if (disabled) {
        bool const bare = kind == ButtonKind::Ghost || kind == ButtonKind::DangerGhost || kind == ButtonKind::Link || kind == ButtonKind::Icon;
        return { bare ? 0 : p.state.fill, p.text.disabled };
    }
    Color const touch = held ? p.state.pressed : hovered ? p.state.hover : 0;
    switch (kind) {
    case ButtonKind::Primary:
        return { held ? p.accent.solid_pressed : hovered ? p.accent.solid_hover : p.accent.solid, p.accent.on, !held && !hovered };
    case ButtonKind::Secondary:
    case ButtonKind::IconFilled:
        return { held ? p.state.fill_pressed : hovered ? p.state.fill_hover : p.state.fill, p.text.primary };
    case ButtonKind::Ghost: return { touch, p.text.secondary };
    case ButtonKind::DangerGhost: return { touch, p.danger.text };
    case ButtonKind::Link: return { touch, p.accent.text };
    case ButtonKind::Icon: return { touch, p.icon.default_ };
    case ButtonKind::Danger: return { held ? p.danger.solid_pressed : hovered ? p.danger.solid_hover : p.danger.solid, p.danger.on };
    case ButtonKind::OnBar: return { p.surface.raised, p.text.primary };
    case ButtonKind::OnBrand: return { p.brand.button, p.brand.button_text };
    }
    return {};
}

std::vector<std::string_view> lines_of(std::string_view text)
{
    std::vector<std::string_view> lines;
    for (std::size_t from = 0; from <= text.size();) {
        auto const to = std::min(text.find('\n', from), text.size());
        lines.push_back(text.substr(from, to - from));
        from = to + 1;
    }
    return lines;
}

std::vector<std::string> wrap(Painter const& paint, text::Type type, std::string_view text, float width)
{
    std::vector<std::string> out;
    for (auto const line : lines_of(text)) {
        std::string current;
        for (std::size_t from = 0; from < line.size();) {
            auto to = line.find(' ', from);
            to = to == std::string_view::npos ? line.size() : to + 1;
            auto const word = line.substr(from, to - from);
            auto const bare = word.back() == ' ' ? word.substr(0, word.size() - 1) : word;
            if (!current.empty() && paint.width(type, current + std::string(bare)) > width) {
                current.pop_back();
                out.push_back(std::move(current));
                current.clear();
            }
            current += word;
            from = to;
        }
        out.push_back(std::move(current));
    }
    return out;
}

} // namespace

Rect for_fingers(Frame const& ui, Rect drawn)
{
    if (!ui.theme().phone)
        return drawn;
    constexpr float most = 8; // beyond each edge: as far as things stand apart
    float const x = std::clamp((token::control_height_touch - drawn.width) / 2, 0.0f, most), y = std::clamp((token::control_height_touch - drawn.height) / 2, 0.0f, most);
    return { drawn.x - x, drawn.y - y, drawn.width + 2 * x, drawn.height + 2 * y };
}

void draw_outline(Frame& ui, Rect rect, float radius)
{
    if (ui.theme().outlined)
        ui.paint().stroke(rect, ui.palette().border.control, radius, 1);
}

float button_height(Frame const& ui, ButtonSize size) { return look_of(ui, size).height; }

float button_width(Frame& ui, ButtonSpec const& spec)
{
    auto const look = look_of(ui, spec.size);
    float const icon = spec.icon || spec.busy ? look.icon + look.gap : 0;
    return std::ceil(ui.paint().width(look.type, spec.name) + icon + 2 * look.padding);
}

bool button(Frame& ui, Rect rect, ButtonSpec const& spec)
{
    auto const look = look_of(ui, spec.size);
    auto const& p = ui.palette();
    rect = ui.paint().snap(rect);
    auto state = static_cast<std::uint16_t>(spec.state | (spec.disabled ? StateDisabled : 0) | (spec.busy ? StateBusy : 0));
    auto const item = ui.item(spec.key, { .role = Role::Button, .state = state, .name = spec.name, .hint = spec.hint, .rect = for_fingers(ui, rect) });
    auto const fill = fill_of(p, spec.kind, item.hovered, item.held, spec.disabled);
    auto& paint = ui.paint();
    if (fill.gradient)
        paint.gradient(rect, p.accent.solid_top, p.accent.solid, look.radius);
    else if (fill.surface != 0)
        paint.fill(rect, fill.surface, look.radius);
    if (spec.kind == ButtonKind::OnBar && !spec.disabled) {
        paint.card(rect, p.surface.raised, p.border.strong, look.radius);
        if (item.held || item.hovered)
            paint.fill(rect, item.held ? p.state.pressed : p.state.hover, look.radius);
    }
    draw_outline(ui, rect, look.radius);

    float const text_width = paint.width(look.type, spec.name);
    bool const leading = spec.busy || (spec.icon && !spec.icon_after);
    float const icon_room = leading || spec.icon ? look.icon + look.gap : 0;
    float const room = rect.width - 2 * 6;
    float const content = std::min(room, text_width + icon_room);
    float x = rect.x + (rect.width - content) / 2;
    float const middle = rect.y + rect.height / 2;
    if (leading) {
        if (spec.busy)
            working_spinner(ui, x + look.icon / 2, middle);
        else
            paint.icon(*spec.icon, x + look.icon / 2, middle, look.icon, fill.text);
        x += icon_room;
    }
    paint.text_in(look.type, { x, rect.y, content - icon_room, rect.height }, fill.text, spec.name);
    if (spec.icon && spec.icon_after && !spec.busy)
        paint.icon(*spec.icon, x + content - look.icon / 2, middle, look.icon, fill.text);
    if (item.focused)
        paint.focus_ring(rect, p.focus.ring, look.radius);
    return item.activated && !spec.busy;
}

void tip(Frame& ui, Frame::Item const& item, Rect rect, std::string_view name)
{
    bool const wanted = (item.hovered || item.focused) && !item.held && !ui.input().coarse_pointer;
    if (wanted && ui.shown_for(child_id(item.id, "tip"), tip_delay))
        ui.memory().tip = { rect, std::string(name), ui.memory().frame };
}

void draw_tip(Frame& ui)
{
    auto const& tip = ui.memory().tip;
    if (tip.frame != ui.memory().frame)
        return;
    ui.begin_layer("tip", false);
    auto const& p = ui.palette();
    float const width = std::ceil(ui.paint().width(text::Type::CaptionMedium, tip.text)) + 17, height = 26, gap = 6, window = ui.window().width;
    bool const below = tip.at.bottom() + gap + height < ui.window().height;
    Rect const box = ui.paint().snap({ std::clamp(tip.at.x + (tip.at.width - width) / 2, 4.0f, std::max(4.0f, window - width - 4)), below ? tip.at.bottom() + gap : tip.at.y - gap - height, width, height });
    ui.paint().fill(box, p.tooltip.bg, token::radius_sm);
    ui.paint().text_in(text::Type::CaptionMedium, box, p.tooltip.text, tip.text, Align::Centre);
    ui.end_layer();
}

bool icon_button(Frame& ui, Rect rect, std::string_view key, std::string name, Icon icon, bool filled, std::uint16_t state)
{
    auto const& p = ui.palette();
    rect = ui.paint().snap(rect);
    auto const item = ui.item(key, { .role = Role::Button, .state = state, .name = name, .rect = for_fingers(ui, rect) });
    tip(ui, item, rect, name);
    bool const disabled = (state & StateDisabled) != 0;
    auto const fill = fill_of(p, filled ? ButtonKind::IconFilled : ButtonKind::Icon, item.hovered, item.held, disabled);
    if (fill.surface != 0)
        ui.paint().fill(rect, fill.surface, token::radius_md);
    if (filled)
        draw_outline(ui, rect, token::radius_md);
    float const size = rect.width >= token::control_icon_button_touch ? token::icon_nav : rect.width <= token::control_icon_button_sm ? token::icon_md : token::icon_lg;
    ui.paint().icon(icon, rect.x + rect.width / 2, rect.y + rect.height / 2, size, disabled ? p.icon.disabled : fill.text);
    if (item.focused)
        ui.paint().focus_ring(rect, p.focus.ring, token::radius_md);
    return item.activated;
}

bool text_button(Frame& ui, Rect rect, std::string_view key, std::string name, text::Type type, std::optional<Icon> icon, Align align)
{
    auto const& p = ui.palette();
    auto& paint = ui.paint();
    float const gap = 8, icon_size = type == text::Type::Caption || type == text::Type::CaptionMedium ? token::icon_sm : token::icon_md;
    float const content = std::ceil(paint.width(type, name) + (icon ? icon_size + gap : 0));
    float const x = align == Align::Left ? rect.x : align == Align::Right ? rect.right() - content : rect.x + (rect.width - content) / 2;
    Rect const tight { x, rect.y, content, rect.height };
    auto const item = ui.item(key, { .role = Role::Button, .name = name, .rect = type == text::Type::Caption ? tight : for_fingers(ui, tight) });
    float at = x;
    if (icon) {
        paint.icon(*icon, at + icon_size / 2, rect.y + rect.height / 2, icon_size, p.accent.text);
        at += icon_size + gap;
    }
    paint.text_in(type, { at, rect.y, tight.right() - at + 1, rect.height }, p.accent.text, name);
    if (item.hovered) {
        float const base = rect.y + (rect.height + type_token(type).line) / 2 - 2;
        paint.fill({ at, base, tight.right() - at, 1 }, p.accent.text);
    }
    if (item.focused)
        paint.focus_ring(tight, p.focus.ring, token::radius_xs);
    return item.activated;
}

float draw_label(Frame& ui, Rect rect, std::string_view text, TextSpec const& spec)
{
    auto& paint = ui.paint();
    auto const color = spec.color == 0 ? ui.palette().text.primary : spec.color;
    float const line = type_token(spec.type).line;
    if (spec.max_lines == 1) {
        paint.text_in(spec.type, rect, color, text, spec.align);
        return line;
    }
    auto lines = wrap(paint, spec.type, text, rect.width);
    if (spec.max_lines > 0 && lines.size() > static_cast<std::size_t>(spec.max_lines)) {
        lines.resize(static_cast<std::size_t>(spec.max_lines));
        lines.back() += " \u2026";
    }
    auto const align = spec.align == Align::Left && text::base_direction(text) == text::Direction::RightToLeft ? Align::Right : spec.align;
    float y = rect.y;
    for (auto const& one : lines) {
        paint.text_in(spec.type, { rect.x, y, rect.width, line }, color, one, align);
        y += line;
    }
    return y - rect.y;
}

float label(Frame& ui, Rect rect, std::string_view key, std::string_view text, TextSpec const& spec)
{
    float const height = draw_label(ui, rect, text, spec);
    Rect const box { rect.x, rect.y, rect.width, spec.max_lines == 1 ? std::max(rect.height, height) : height };
    ui.record(key, { .role = spec.role, .level = spec.level, .name = std::string(text), .rect = box });
    return height;
}

float wrapped_height(Frame& ui, text::Type type, std::string_view text, float width)
{
    return static_cast<float>(wrap(ui.paint(), type, text, width).size()) * type_token(type).line;
}

FieldResult field(Frame& ui, Rect inner, FieldSpec const& spec)
{
    inner = ui.paint().snap(inner);
    auto const& type = type_token(spec.type);
    auto const state = static_cast<std::uint16_t>((spec.disabled ? StateDisabled : 0) | (spec.password ? StatePassword : 0) | (spec.invalid ? StateInvalid : 0) | (spec.takes_arrows ? StateRovingStop : 0));
    auto const id = ui.record(spec.key, { .role = spec.role, .state = state, .takes_focus = true, .name = spec.name, .value = spec.value,
        .hint = spec.placeholder, .rect = inner, .font_size = type.size, .line_height = type.line });
    auto typed = ui.exchange_text(id, spec.revision, spec.value);
    if (ui.covered()) // the page hides a field under an overlay: its words stay visible as pixels
        draw_label(ui, inner, spec.password ? std::string_view {} : spec.value.empty() ? std::string_view(spec.placeholder) : std::string_view(spec.value),
            { .type = spec.type, .color = spec.value.empty() ? ui.palette().text.tertiary : ui.palette().text.primary, .max_lines = spec.role == Role::TextArea ? 8 : 1 });
    return { .id = id, .edited = std::move(typed), .submitted = ui.submitted(id), .focused = ui.input().focused == id };
}

FieldResult framed_field(Frame& ui, Rect rect, FieldSpec const& spec, std::optional<Icon> leading, float trailing)
{
    auto const& p = ui.palette();
    auto& paint = ui.paint();
    rect = paint.snap(rect);
    float const radius = ui.theme().phone ? token::radius_lg : token::radius_md;
    float const pad = token::control_input_pad_x;
    bool const focused = ui.input().focused == ui.id(spec.key);
    Color const border = spec.invalid ? p.danger.border3 : focused ? p.focus.ring : spec.disabled ? p.border.default_ : p.border.control;
    paint.card(rect, spec.disabled ? p.surface.sunken : p.surface.content, border, radius);
    if (focused || spec.invalid)
        paint.stroke(rect, border, radius, 2);
    float x = rect.x + pad;
    if (leading) {
        paint.icon(*leading, x + token::icon_md / 2, rect.y + rect.height / 2, token::icon_md, p.icon.muted);
        x += token::icon_md + 8;
    }
    auto own = spec;
    own.type = ui.theme().phone ? text::Type::Input : text::Type::Ui;
    float const line = own.role == Role::TextArea ? rect.height - 16 : type_token(own.type).line;
    return field(ui, { x, rect.y + (rect.height - line) / 2, rect.right() - pad - trailing - x, line }, own);
}

namespace {

/// Beside the words of each part: less than usual where the page is narrower than they are.
float segment_pad(Frame& ui, std::span<std::string const> parts)
{
    constexpr float margins = 80; // of a card or a dialog, on both sides
    float room = ui.window().width - margins - 2 * token::control_segment_inset;
    for (auto const& part : parts)
        room -= std::ceil(ui.paint().width(text::Type::UiMedium, part));
    return std::clamp(std::floor(room / (2 * static_cast<float>(parts.size()))), 2.0f, token::control_pad_x_md);
}

} // namespace

float segment_width(Frame& ui, std::span<std::string const> parts)
{
    float width = 2 * token::control_segment_inset;
    for (auto const& part : parts)
        width += std::ceil(ui.paint().width(text::Type::UiMedium, part)) + 2 * segment_pad(ui, parts);
    return width;
}

float segment_height(Frame const& ui) { return ui.theme().phone ? token::control_segment_phone_height : token::control_segment_height; }

std::optional<std::size_t> segment(Frame& ui, Rect rect, std::string_view key, std::string name, std::span<std::string const> parts, std::size_t current)
{
    auto const& p = ui.palette();
    float const inset = token::control_segment_inset;
    Rect const track = ui.paint().snap(rect);
    float room = track.width - 2 * inset; // beside the words
    for (auto const& part : parts)
        room -= std::ceil(ui.paint().width(text::Type::UiMedium, part));
    ui.open(key, { .role = Role::RadioGroup, .name = std::move(name), .rect = track });
    ui.paint().fill(track, p.segment.track, token::radius_md);
    draw_outline(ui, track, token::radius_md);
    ui.begin_roving(ui.scope(), true);
    std::optional<std::size_t> pressed;
    float x = track.x + inset;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        bool const on = i == current;
        Rect const part { x, track.y + inset, std::ceil(ui.paint().width(text::Type::UiMedium, parts[i])) + room / static_cast<float>(parts.size()), track.height - 2 * inset };
        auto const item = ui.item(parts[i], { .role = Role::Radio, .state = static_cast<std::uint16_t>(on ? StateChecked | StateSelected : 0), .name = parts[i], .rect = part });
        if (on)
            ui.paint().card(part, p.segment.selected, p.segment.border, token::radius_sm);
        else if (item.held)
            ui.paint().fill(part, p.state.pressed, token::radius_sm);
        ui.paint().text_in(text::Type::UiMedium, part, on || item.hovered ? p.text.primary : p.text.secondary, parts[i], Align::Centre);
        if (item.focused)
            ui.paint().focus_ring(part, p.focus.ring, token::radius_sm);
        if (item.activated)
            pressed = i;
        x += part.width;
    }
    ui.end_roving();
    ui.close();
    return pressed;
}

void radio_mark(Frame& ui, float x, float y, bool on)
{
    auto const& p = ui.palette();
    float const radius = token::control_radio / 2;
    ui.paint().circle(x, y, radius, on ? p.accent.solid : p.border.control);
    ui.paint().circle(x, y, on ? 3.5f : radius - 1, on ? p.accent.on : p.surface.content);
}

float chip_width(Frame& ui, std::string_view name) { return std::ceil(ui.paint().width(text::Type::SmallMedium, name)) + 2 * token::control_chip_pad_x; }

bool chip(Frame& ui, Rect rect, ChipSpec const& spec)
{
    auto const& p = ui.palette();
    rect = ui.paint().snap(rect);
    auto const item = ui.item(spec.key, { .role = Role::Button, .state = spec.used ? StateDisabled : StateNone, .name = spec.name, .rect = for_fingers(ui, rect) });
    float const radius = rect.height / 2;
    ui.paint().card(rect, p.surface.raised, p.border.strong, radius);
    if (item.held || item.hovered)
        ui.paint().fill(rect, item.held ? p.state.fill_pressed : p.state.fill_hover, radius);
    ui.paint().text_in(text::Type::SmallMedium, { rect.x + token::control_chip_pad_x, rect.y, rect.width - 2 * token::control_chip_pad_x + 1, rect.height },
        spec.used ? p.text.disabled : p.text.primary, spec.name, Align::Centre);
    if (item.focused)
        ui.paint().focus_ring(rect, p.focus.ring, radius);
    return item.activated;
}

float tab_width(Frame& ui, TabSpec const& spec)
{
    float const count = spec.count.empty() ? 0 : 8 + std::ceil(ui.paint().width(text::Type::Caption, spec.count)) + (spec.attention ? 2 * token::control_badge_pad_x : 0);
    return std::ceil(ui.paint().width(spec.type, spec.name)) + count;
}

bool tab(Frame& ui, Rect rect, TabSpec const& spec)
{
    auto const& p = ui.palette();
    auto const item = ui.item(spec.key, { .role = Role::Tab, .state = spec.current ? StateSelected : StateNone, .name = spec.count.empty() ? spec.name : spec.name + " " + spec.count, .rect = rect });
    float const name_width = std::ceil(ui.paint().width(spec.type, spec.name)), middle = rect.y + rect.height / 2;
    ui.paint().text_in(spec.type, { rect.x, rect.y, name_width + 1, rect.height }, spec.current || item.hovered ? p.text.primary : p.text.secondary, spec.name);
    if (!spec.count.empty()) {
        float const width = std::ceil(ui.paint().width(text::Type::Caption, spec.count));
        if (spec.attention)
            badge(ui, rect.x + name_width + 8 + width / 2 + token::control_badge_pad_x, middle, p.warning.solid, p.warning.on, spec.count);
        else
            ui.paint().text_in(text::Type::Caption, { rect.x + name_width + 8, rect.y, width + 1, rect.height }, p.text.tertiary, spec.count);
    }
    if (spec.current)
        ui.paint().fill({ rect.x, rect.bottom() - 2, rect.width, 2 }, p.accent.solid, 1);
    if (item.focused)
        ui.paint().focus_ring({ rect.x - 2, rect.y + 8, rect.width + 4, rect.height - 16 }, p.focus.ring, token::radius_sm);
    return item.activated;
}

void badge(Frame& ui, float x, float y, Color surface, Color on, std::string_view text)
{
    float const width = std::max(token::control_badge_min_width, std::ceil(ui.paint().width(text::Type::Micro, text)) + 2 * token::control_badge_pad_x);
    Rect const rect { x - width / 2, y - token::control_badge_height / 2, width, token::control_badge_height };
    ui.paint().fill(rect, surface, rect.height / 2);
    ui.paint().text_in(text::Type::Micro, rect, on, text, Align::Centre);
}

ToneColors tone_colors(Palette const& p, Tone tone)
{
    switch (tone) {
    case Tone::Accent: return { p.accent.text, p.icon.accent, p.accent.tint, p.accent.border };
    case Tone::Success: return { p.success.text, p.success.icon, p.success.tint, p.success.border };
    case Tone::Warning: return { p.warning.text, p.warning.icon, p.warning.tint, p.warning.border };
    case Tone::Danger: return { p.danger.text, p.danger.icon, p.danger.tint, p.danger.border };
    case Tone::Info: return { p.info.text, p.info.icon, p.info.tint, p.info.border };
    case Tone::Neutral: break;
    }
    return { p.neutral.text, p.icon.default_, p.neutral.tint, p.neutral.border };
}

float pill_width(Frame& ui, std::string_view text, PillMark mark)
{
    return std::ceil(ui.paint().width(text::Type::CaptionMedium, text)) + (mark == PillMark::Dot ? 25.0f : mark == PillMark::Check ? 32.0f : 16.0f);
}

float pill(Frame& ui, float x, float y, Tone tone, std::string_view text, PillMark mark, float height)
{
    auto const colors = tone_colors(ui.palette(), tone);
    float const width = pill_width(ui, text, mark);
    Rect const rect { x, y, width, height };
    ui.paint().card(rect, colors.tint, colors.border, height / 2);
    float at = x + 8;
    if (mark == PillMark::Dot) {
        ui.paint().circle(x + 10, y + height / 2, 3, colors.icon);
        at = x + 17;
    } else if (mark == PillMark::Check) {
        ui.paint().icon(Icon::Check, x + 14, y + height / 2, token::icon_xs, colors.icon);
        at = x + 24;
    }
    ui.paint().text(text::Type::CaptionMedium, at, y + (height - 16) / 2, colors.text, text);
    return width;
}

void meter(Frame& ui, Rect rect, std::string_view key, std::string name, float part, float height)
{
    auto const& p = ui.palette();
    rect.height = height;
    ui.record(key, { .role = Role::ProgressBar, .name = std::move(name), .value = std::to_string(static_cast<int>(part * 100 + 0.5f)), .rect = rect });
    ui.paint().fill(rect, p.meter.track, height / 2);
    float const shown = std::clamp(ui.tween(ui.id(key), part, token::motion_meter), 0.0f, 1.0f);
    if (shown > 0)
        ui.paint().fill({ rect.x, rect.y, std::max(height, rect.width * shown), height }, part >= 1 ? p.meter.fill_done : p.meter.fill, height / 2);
}

void tile(Frame& ui, Rect rect, Tone tone, Icon icon, float icon_size)
{
    auto const colors = tone_colors(ui.palette(), tone);
    ui.paint().fill(rect, colors.tint, rect.width >= 44 ? 12 : rect.width >= 36 ? 10 : 8);
    ui.paint().icon(icon, rect.x + rect.width / 2, rect.y + rect.height / 2, icon_size, colors.icon);
}

void skeleton(Frame& ui, Rect rect, float radius) { ui.paint().fill(rect, ui.palette().state.skeleton, radius); }

void working_spinner(Frame& ui, float x, float y, float radius)
{
    auto const& p = ui.palette();
    if (ui.theme().reduced_motion) {
        ui.paint().icon(Icon::LoaderCircle, x, y, radius * 2 + 2, p.icon.accent);
        return;
    }
    auto const turn = static_cast<float>(std::fmod(ui.seconds() * 1000 / token::motion_spinner_turn, 1.0));
    ui.paint().spinner(x, y, radius, turn, p.meter.track, p.accent.solid);
    ui.animate();
}

void separator(Frame& ui, float x, float y, float width) { ui.paint().fill({ x, y, width, 1 }, ui.palette().border.subtle); }
void upright_separator(Frame& ui, float x, float y, float height) { ui.paint().fill({ x, y, 1, height }, ui.palette().border.subtle); }

void card(Frame& ui, Rect rect, Color surface, Color border, float radius)
{
    rect = ui.paint().snap(rect);
    ui.paint().fill({ rect.x, rect.y + 1, rect.width, rect.height }, ui.palette().shadow.near, radius);
    ui.paint().card(rect, surface, border, radius);
}

bool toggle(Frame& ui, Rect rect, std::string_view key, std::string name, bool on)
{
    auto const& p = ui.palette();
    auto const item = ui.item(key, { .role = Role::Switch, .state = on ? StateChecked : StateNone, .name = std::move(name), .rect = rect });
    float const part = ui.tween(item.id, on ? 1.0f : 0.0f, token::motion_base);
    Rect const track { rect.right() - token::control_toggle_width, rect.y + (rect.height - token::control_toggle_height) / 2, token::control_toggle_width, token::control_toggle_height };
    ui.paint().fill(track, mixed(p.toggle.off, p.accent.solid, part), track.height / 2);
    ui.paint().circle(track.x + 10 + part * 16, track.y + 10, 8, p.toggle.knob);
    if (item.focused)
        ui.paint().focus_ring(track, p.focus.ring, track.height / 2);
    return item.activated;
}

bool checkbox(Frame& ui, float x, float y, float width, std::string_view key, std::string name, std::string_view help, bool on)
{
    auto const& p = ui.palette();
    float const text_x = x + token::control_checkbox + 12, text_width = width - token::control_checkbox - 12;
    float const help_height = help.empty() ? 0 : wrapped_height(ui, text::Type::Small, help, text_width);
    auto const item = ui.item(key, { .role = Role::CheckBox, .state = on ? StateChecked : StateNone, .name = name, .hint = std::string(help),
        .rect = { x, y, width, 20 + help_height + 2 } });
    Rect const box { x, y + 1, token::control_checkbox, token::control_checkbox };
    if (on) {
        ui.paint().fill(box, p.accent.solid, token::radius_xs);
        ui.paint().icon(Icon::Check, box.x + 9, box.y + 9, token::icon_sm, p.accent.on);
    } else {
        ui.paint().card(box, p.surface.content, item.hovered ? p.border.control_hover : p.border.control, token::radius_xs);
    }
    draw_label(ui, { text_x, y, text_width, 20 }, name, { .type = text::Type::Ui });
    if (!help.empty())
        draw_label(ui, { text_x, y + 22, text_width, 20 }, help, { .type = text::Type::Small, .color = p.text.tertiary, .max_lines = 0 });
    if (item.focused)
        ui.paint().focus_ring(box, p.focus.ring, token::radius_xs);
    return item.activated;
}

} // namespace kally::ui
