#pragma once

#include "ui/widgets.h"

#include <optional>
#include <string>

// What lies above a page: menus and dialogs.
namespace kally::ui {

/// Elevation `overlay`: two flat layers below.
void overlay_surface(Frame&, Rect, float radius);

/// A menu under (or above) an anchor. Entries are drawn by `menu_item`. False when it closed by Escape or a press outside.
struct Menu {
    Rect rect;
    float y = 0;
};
bool begin_menu(Frame&, std::string_view key, std::string name, Rect anchor, float width, float height, bool above, Menu&);
/// `role` is MenuItem, or MenuItemRadio / MenuItemCheckBox for what can be checked.
bool menu_item(Frame&, Menu&, std::string_view key, std::string name, std::optional<Icon>, Role role = Role::MenuItem, bool checked = false, bool danger = false);
void menu_separator(Frame&, Menu&);
void menu_heading(Frame&, Menu&, std::string_view key, std::string_view text);
void end_menu(Frame&);

/// A dialog in the middle of the page over a scrim. Has the focus itself until the caller gives it to something inside, as one does
/// that a press has opened. Returns its content rectangle (padding 24 applied).
Rect begin_dialog(Frame&, std::string_view key, std::string name, float width, float height);
void end_dialog(Frame&);

} // namespace kally::ui
