#include "ui/overlays.h"

#include <algorithm>

namespace kally::ui {

void overlay_surface(Frame& ui, Rect rect, float radius)
{
    auto const& p = ui.palette();
    rect = ui.paint().snap(rect);
    ui.paint().fill({ rect.x - 3, rect.y + 5 - 3, rect.width + 6, rect.height + 6 }, p.shadow.overlay2, radius + 3);
    ui.paint().fill({ rect.x - 1, rect.y + 2 - 1, rect.width + 2, rect.height + 2 }, p.shadow.overlay1, radius + 1);
    ui.paint().card(rect, p.surface.raised, p.border.strong, radius);
}

bool begin_menu(Frame& ui, std::string_view key, std::string name, Rect anchor, float width, float height, bool above, Menu& menu)
{
    ui.begin_layer(key, true);
    ui.need_height(height + 16);
    auto const window = ui.window();
    float const x = std::clamp(anchor.x, 8.0f, std::max(8.0f, window.width - width - 8));
    float y = above ? anchor.y - height - 4 : anchor.bottom() + 4;
    y = std::clamp(y, 8.0f, std::max(8.0f, window.height - height - 8));
    menu = { { x, y, width, height }, y + 6 };
    // A press outside closes; it is a real element, so that touch and readers can do the same.
    bool const outside = ui.item("outside", { .role = Role::Group, .rect = window }).activated;
    ui.open("popup", { .role = Role::Region, .name = name, .rect = menu.rect }); // a landmark, as everything on the page stands in one
    ui.open("menu", { .role = Role::Menu, .name = std::move(name), .rect = menu.rect });
    overlay_surface(ui, menu.rect, token::radius_lg);
    ui.begin_roving(ui.id("menu"));
    return !outside && !ui.take_key("Escape", true);
}

bool menu_item(Frame& ui, Menu& menu, std::string_view key, std::string name, std::optional<Icon> icon, Role role, bool checked, bool danger)
{
    auto const& p = ui.palette();
    float const row = ui.theme().phone ? token::control_height_touch : token::control_row_menu;
    Rect const rect { menu.rect.x + 6, menu.y, menu.rect.width - 12, row };
    menu.y += row;
    auto const item = ui.item(key, { .role = role, .state = checked ? StateChecked : StateNone, .name = name, .rect = rect });
    if (item.held || item.hovered)
        ui.paint().fill(rect, item.held ? p.state.pressed : p.state.hover, token::radius_sm);
    float x = rect.x + 10;
    if (icon) {
        ui.paint().icon(*icon, x + 8, rect.y + rect.height / 2, token::icon_md, danger ? p.danger.text : p.icon.default_);
        x += 28;
    }
    ui.paint().text_in(text::Type::Ui, { x, rect.y, rect.right() - 34 - x, rect.height }, danger ? p.danger.text : p.text.primary, name);
    if (checked)
        ui.paint().icon(Icon::Check, rect.right() - 18, rect.y + rect.height / 2, token::icon_md, p.icon.accent);
    if (item.focused)
        ui.paint().focus_ring({ rect.x + 4, rect.y + 4, rect.width - 8, rect.height - 8 }, p.focus.ring, token::radius_xs);
    return item.activated;
}

void menu_separator(Frame& ui, Menu& menu)
{
    separator(ui, menu.rect.x + 12, menu.y + 6, menu.rect.width - 24);
    menu.y += 13;
}

void menu_heading(Frame& ui, Menu& menu, std::string_view key, std::string_view text)
{
    label(ui, { menu.rect.x + 16, menu.y + 6, menu.rect.width - 32, 16 }, key, text, { .type = text::Type::CaptionMedium, .color = ui.palette().text.tertiary });
    menu.y += 28;
}

void end_menu(Frame& ui)
{
    ui.end_roving();
    if (ui.layer_is_new())
        ui.focus(ui.roving_stop());
    ui.close();
    ui.close();
    ui.end_layer();
}

Rect begin_dialog(Frame& ui, std::string_view key, std::string name, float width, float height)
{
    ui.begin_layer(key, true);
    ui.need_height(height + 32);
    auto const window = ui.window();
    float const w = std::min(width, window.width - 32);
    Rect const rect = ui.paint().snap(Rect { (window.width - w) / 2, std::max(16.0f, (window.height - height) / 2), w, height });
    float const shown = ui.tween(ui.id("scrim"), 1, token::motion_base);
    ui.paint().fill(window, faded(ui.palette().state.scrim, shown));
    auto const own = ui.open("dialog", { .role = Role::Dialog, .state = StateModal, .name = std::move(name), .rect = rect });
    if (ui.layer_is_new())
        ui.focus(own); // where nobody asked for it, the next key of somebody who types must press nothing
    overlay_surface(ui, rect, token::radius_xl);
    return { rect.x + 24, rect.y + 24, rect.width - 48, rect.height - 48 };
}

void end_dialog(Frame& ui)
{
    ui.close();
    ui.end_layer();
}

} // namespace kally::ui
