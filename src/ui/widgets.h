#pragma once

#include "ui/frame.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

// The rows of the component table (design, section 4). Every call draws and describes; views compose only these.
namespace kally::ui {

/// The edge of what presses, where a tint does not tell it (Theme::outlined).
void draw_outline(Frame&, Rect, float radius);

enum class ButtonKind { Primary, Secondary, Ghost, Danger, DangerGhost, Link, Icon, IconFilled, OnBrand, OnBar };
enum class ButtonSize { Small, Medium, Large };

struct ButtonSpec {
    std::string_view key;
    std::string name;              ///< What it says and what readers hear.
    ButtonKind kind = ButtonKind::Secondary;
    ButtonSize size = ButtonSize::Medium;
    std::optional<Icon> icon = {};
    bool icon_after = false;
    bool disabled = false;
    bool busy = false;
    std::uint16_t state = StateNone; ///< Further states: expanded, has a popup.
    std::string hint = {};
};
/// Where a finger may press something: on a phone a little beyond what is drawn, where that is small.
Rect for_fingers(Frame const&, Rect drawn);
/// Natural size of a button for its label.
float button_width(Frame&, ButtonSpec const&);
float button_height(Frame const&, ButtonSize);
/// True in the frame it was pressed.
bool button(Frame&, Rect, ButtonSpec const&);
/// Only an icon; the name is what readers hear.
bool icon_button(Frame&, Rect, std::string_view key, std::string name, Icon, bool filled = false, std::uint16_t state = StateNone);
/// Text that presses, in the accent colour. Returns its width through the rectangle.
bool text_button(Frame&, Rect, std::string_view key, std::string name, text::Type, std::optional<Icon> = {}, Align = Align::Left);

struct TextSpec {
    text::Type type = text::Type::Ui;
    Color color = 0;
    Align align = Align::Left;
    Role role = Role::Text;
    std::uint8_t level = 0;
    int max_lines = 1;       ///< 0: as many as it takes.
};
/// Draws text in a rectangle (one line centred vertically, or wrapped from the top) with its record. Returns the height used.
float label(Frame&, Rect, std::string_view key, std::string_view text, TextSpec const&);
/// The same pixels without a record, for text that a parent's name already says.
float draw_label(Frame&, Rect, std::string_view text, TextSpec const&);
/// Height that `text` takes when wrapped to `width`.
float wrapped_height(Frame&, text::Type, std::string_view text, float width);

struct FieldSpec {
    std::string_view key;
    std::string name;
    std::string placeholder = {};
    Role role = Role::TextBox;       ///< TextBox, SearchBox or TextArea
    text::Type type = text::Type::Ui;
    bool password = false;
    bool invalid = false;
    bool disabled = false;
    std::string hint = {};
    std::string value = {};          ///< What the program believes stands in it.
    std::uint32_t revision = 0;      ///< Raised when the program changed it.
    bool takes_arrows = false;       ///< Up and down at its end are keys of the program.
};
struct FieldResult {
    std::uint32_t id = 0;
    std::optional<std::string> edited = {}; ///< The new content, when the person changed it.
    bool submitted = false;
    bool focused = false;
};
/// An editable element at `inner`; the caller draws the frame around it.
FieldResult field(Frame&, Rect inner, FieldSpec const&);
/// A framed single line, or a text area: border, focus and error looks, optional leading icon, room for trailing things.
FieldResult framed_field(Frame&, Rect, FieldSpec const&, std::optional<Icon> leading = {}, float trailing = 0);

/// Parts side by side of which one holds: as wide as their words, and what is left of the rectangle shared alike. Returns the part that was pressed.
float segment_width(Frame&, std::span<std::string const> parts);
float segment_height(Frame const&);
std::optional<std::size_t> segment(Frame&, Rect, std::string_view key, std::string name, std::span<std::string const> parts, std::size_t current);
/// A round mark that is set or not; draws only.
void radio_mark(Frame&, float x, float y, bool on);

struct ChipSpec { std::string_view key; std::string name; bool used = false; };
float chip_width(Frame&, std::string_view name);
bool chip(Frame&, Rect, ChipSpec const&);

/// One of a row of tabs under a page's title; a count stands behind its name, in brass when it asks for something.
struct TabSpec {
    std::string_view key;
    std::string name;
    std::string count = {};
    bool attention = false;
    bool current = false;
    text::Type type = text::Type::UiMedium;
};
float tab_width(Frame&, TabSpec const&);
bool tab(Frame&, Rect, TabSpec const&);
/// A number on something else, centred there; draws only.
void badge(Frame&, float x, float y, Color surface, Color on, std::string_view text);

enum class Tone { Neutral, Accent, Success, Warning, Danger, Info };
struct ToneColors { Color text, icon, tint, border; };
ToneColors tone_colors(Palette const&, Tone);
/// A status word on a tint; draws only (its words belong to a parent or a label). Returns its width.
enum class PillMark { None, Dot, Check };
float pill(Frame&, float x, float y, Tone, std::string_view text, PillMark, float height = token::control_pill_height_sm);
float pill_width(Frame&, std::string_view text, PillMark);
void meter(Frame&, Rect, std::string_view key, std::string name, float part, float height);
void tile(Frame&, Rect, Tone, Icon, float icon_size);
/// An answer that comes sooner shows no grey at all.
constexpr std::chrono::milliseconds skeleton_delay { 150 };
constexpr std::chrono::milliseconds tip_delay { 500 };
/// The name of what is only a picture, while it is pointed at or has the keyboard's focus. Draws nothing itself: draw_tip() does, above everything.
void tip(Frame&, Frame::Item const&, Rect, std::string_view name);
void draw_tip(Frame&);
void skeleton(Frame&, Rect, float radius = token::radius_sm);
void working_spinner(Frame&, float x, float y, float radius = 6);
void separator(Frame&, float x, float y, float width);
void upright_separator(Frame&, float x, float y, float height);
/// Elevation `card`: one flat layer below, border, surface.
void card(Frame&, Rect, Color surface, Color border, float radius = token::radius_lg);
bool toggle(Frame&, Rect, std::string_view key, std::string name, bool on);
bool checkbox(Frame&, float x, float y, float width, std::string_view key, std::string name, std::string_view help, bool on);

/// Measures for text/layout over the fonts in use.
class FontMeasure final : public text::Measure {
public:
    explicit FontMeasure(Painter const& painter) : m_painter(painter) {}
    float width(text::Type type, std::string_view text) const override { return m_painter.width(type, text); }
    float line_height(text::Type type) const override { return type_token(type).line; }
    text::ClusterEnds cluster_ends(std::string_view text) const override { return Painter::cluster_ends(text); }
    text::ClusterEnds word_ends(std::string_view text) const override { return platform::word_ends(text).value_or(text::ClusterEnds {}); }

private:
    Painter const& m_painter;
};

} // namespace kally::ui
