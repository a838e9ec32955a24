#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace kally {

/// A rectangle in CSS pixels of the window, y down.
struct Rect {
    float x = 0, y = 0, width = 0, height = 0;
    float right() const { return x + width; }
    float bottom() const { return y + height; }
    bool contains(float px, float py) const { return px >= x && py >= y && px < right() && py < bottom(); }
    bool overlaps(Rect const& o) const { return x < o.right() && o.x < right() && y < o.bottom() && o.y < bottom(); }
    bool operator==(Rect const&) const = default;
};

/// What a thing on the screen is, in ARIA's words.
enum class Role : std::uint8_t {
    Main, Navigation, Region, Group, Heading, Text, Button, Link, TextBox, TextArea, SearchBox, List, ListItem, Log,
    Article, Separator, Status, Alert, Dialog, Menu, MenuItem, MenuItemRadio, Switch, CheckBox, Radio, RadioGroup,
    ProgressBar, Image, Tab, TabList, TabPanel, Table, Row, Cell, ColumnHeader, Code, Banner, MenuItemCheckBox, ComboBox, ListBox, Option,
};

/// States that readers announce; a set of bits.
enum SemanticState : std::uint16_t {
    StateNone = 0,
    StateDisabled = 1, StateSelected = 2, StateCurrent = 4, StateChecked = 8, StateExpanded = 16, StateCollapsed = 32,
    StateBusy = 64, StateInvalid = 128, StateModal = 256, StateHasPopup = 512, /* of a link: a menu of its own, in place of the browser's */ StatePassword = 1024, StateFocused = 2048,
    StateHidden = 4096, ///< An overlay covers it: not reachable now (inert in the page).
    StateScrolls = 8192, ///< A native scroller of `content_height`; its children are placed inside the scrolled content.
    StateRetained = 32768,   ///< The page has the text or the link from `Retained`; this says only where it is drawn.
    StateRovingStop = 16384, ///< The one Tab stop of a list that arrows move in; its siblings are reached by arrows only.
};

/// One thing on the screen, described by the same call that drew it.
///
/// Records come in reading order, which is also Tab order; a parent comes before its children.
struct SemanticRecord {
    std::uint32_t id = 0;     ///< Stable as long as the thing is the same thing; never 0.
    std::uint32_t parent = 0; ///< 0 is the page.
    Role role = Role::Group;
    std::uint16_t state = StateNone;
    std::uint8_t level = 0;   ///< Heading level 1 to 6; 0 otherwise.
    bool takes_focus = false; ///< A Tab stop (subject to the roving stop of its list).
    std::string name;         ///< What a reader says; also the label that tests press.
    std::string value;        ///< Text of a field, address of a link, percent of a progress bar.
    std::string hint;         ///< Placeholder of a field, or a description.
    Rect rect;                ///< Window pixels; inside a scroller, pixels of the scrolled content.
    float content_height = 0; ///< Of a scroller.
    float font_size = 0;      ///< Of an editable field, CSS pixels.
    float line_height = 0;
};

/// Everything on the screen in one frame.
using SemanticTree = std::vector<SemanticRecord>;

} // namespace kally
