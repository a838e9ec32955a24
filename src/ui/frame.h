#pragma once

#include "base/semantics.h"
#include "platform/platform.h"
#include "store/action.h"
#include "ui/paint.h"
#include "ui/theme.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

namespace kally::ui {

/// What the widgets remember between frames; nothing here is worth keeping over a reload.
struct Memory {
    std::unordered_map<std::uint32_t, float> scroll_tops;
    std::unordered_map<std::uint32_t, float> scroll_ends;   ///< Largest offset, as of the last frame.
    std::unordered_map<std::uint32_t, std::uint64_t> scroll_frames; ///< When each scroller was shown last.
    struct Tween { float value = 0, target = 0; };
    std::unordered_map<std::uint32_t, Tween> tweens;
    struct Shown { double since = 0; std::uint64_t frame = 0; };
    std::unordered_map<std::uint32_t, Shown> shown;
    std::uint64_t frame = 0;
    std::unordered_map<std::uint32_t, std::uint32_t> roving; ///< Per list: the item that Tab reaches.
    struct Opener {
        std::uint32_t id = 0;       ///< Had the focus as the overlay came, and gets it back.
        bool takes_focus = false;   ///< It covers the page, or had the focus in the last frame: whoever is elsewhere by now stays there.
    };
    std::map<std::string, Opener, std::less<>> openers; ///< Per overlay.
    struct Tip { Rect at; std::string text; std::uint64_t frame = 0; } tip; ///< The name of a picture that is pointed at.
    std::set<std::string, std::less<>> overlays_shown;
    struct Field {
        std::uint32_t revision = 0; ///< Of the program's text, as the view counts.
        std::uint32_t written = 0;  ///< Of what the platform was asked to write.
        std::string text, before;   ///< The program's text, and what the field held when it was set.
        std::string held;           ///< What the field holds, as far as known.
    };
    std::unordered_map<std::uint32_t, Field> fields;
    std::uint32_t focus_wish = 0;                            ///< Moves the focus once the record exists.
    int focus_wish_frames = 0;
};

/// Id of a key under a parent; `Frame::id` of the scope that is open.
std::uint32_t child_id(std::uint32_t parent, std::string_view key);

/// One frame of the interface: hands out input, collects records and wishes, draws through a Painter.
///
/// Every widget goes through `item()`, `record()` or `open()`: pixels and record come from the same call.
class Frame {
public:
    Frame(platform::Input const&, Theme const&, Memory&, double seconds);

    /// Opens the bottom layer; `finish()` closes everything and returns what the platform needs.
    void begin();
    platform::Output finish();

    platform::Input const& input() const { return m_input; }
    Theme const& theme() const { return m_theme; }
    Palette const& palette() const { return *m_theme.palette; }
    Painter& paint() { return m_painter; }
    Memory& memory() { return m_memory; }
    double seconds() const { return m_seconds; }
    Rect window() const { return { 0, 0, m_input.width, m_input.height }; }

    // ---- identity and structure
    std::uint32_t id(std::string_view key) const; ///< Of a key under the scopes now open.
    std::uint32_t scope() const { return m_scopes.back().id; } ///< The record that is open.
    /// Adds a record without interaction; returns its id.
    std::uint32_t record(std::string_view key, SemanticRecord);
    std::uint32_t record(std::string_view key, Role, std::string_view name, Rect);
    std::uint32_t open(std::string_view key, Role, std::string_view name, Rect);
    /// Opens a record whose children are those that follow until `close()`.
    std::uint32_t open(std::string_view key, SemanticRecord);
    void close();

    // ---- interaction
    struct Item {
        std::uint32_t id = 0;
        bool hovered = false;
        bool held = false;
        bool focused = false;   ///< Has the focus and it came by keyboard: draw the ring.
        bool activated = false; ///< Clicked, or pressed by keyboard or a reader. Acted on once.
        bool menu = false;      ///< Its menu was asked for.
    };
    /// A thing that can be pressed: emits the record and reads its input.
    Item item(std::string_view key, SemanticRecord);
    bool activated(std::uint32_t id) const;
    bool hovers(Rect) const; ///< The pointer, whatever is there; a finger that left is nowhere.
    /// Gives a field the program's text, written when `revision` changes, and returns what the person made of it, if anything.
    /// What was typed on an earlier text of the program is moved over to the new one, so that no key is lost or doubled.
    std::optional<std::string> exchange_text(std::uint32_t id, std::uint32_t revision, std::string const& text);
    bool submitted(std::uint32_t id) const;
    /// True once when the key was pressed, nothing covers this and nobody above took it.
    bool take_key(std::string_view key, bool in_field_too = false);
    /// The keys of this frame, to be renamed or emptied before views ask for them.
    std::vector<platform::Input::Key>& keys() { return m_keys; }
    void focus(std::uint32_t id) { m_memory.focus_wish = id; m_memory.focus_wish_frames = 3; }

    // ---- scrollers
    struct Scroll { std::uint32_t id = 0; float top = 0; Rect view; };
    /// A vertical native scroller. Draw content at `view.y - top + content_y`; children's records are placed by content.
    Scroll begin_scroll(std::string_view key, SemanticRecord, float content_height);
    void end_scroll();
    void scroll_to(std::uint32_t id, float top);
    float scroll_end(std::uint32_t id) const;

    // ---- layers and overlays
    /// Everything until `end_layer()` is drawn above; with `modal` the rest of the page is not reachable.
    void begin_layer(std::string_view key, bool modal);
    void end_layer();
    bool layer_is_new() const { return m_layer_new; } ///< The innermost layer was not there in the last frame.
    /// Lower layers lose input while this is set for the coming layer: decided before drawing them.
    void cover_lower_layers(bool covered) { m_covered = covered; }
    bool covered() const { return m_covered && m_layer == 0; }

    // ---- motion
    /// Moves towards `target` over `milliseconds`; jumps with reduced motion. Keeps frames coming while it moves.
    float tween(std::uint32_t id, float target, float milliseconds);
    /// True once this has been asked in every frame for that long; wakes the page when it will be.
    bool shown_for(std::uint32_t id, std::chrono::milliseconds);
    /// Says how high the page must be to show what is drawn now; a lower window scrolls the page.
    void need_height(float height) { m_output.least_height = std::max(m_output.least_height, std::ceil(height)); }
    void animate() { m_output.animating = true; }
    void wake_in(std::chrono::milliseconds);
    platform::Retained& retained() { return m_output.retained; } ///< What the page keeps of the log.
    void set_title(std::string title) { m_output.title = std::move(title); }

    // ---- roving lists: one Tab stop, arrows move
    void begin_roving(std::uint32_t list, bool horizontal = false);
    void end_roving();
    std::uint32_t roving_stop() const { return m_roving_stop; } ///< Of the list that ended last.

private:
    std::uint32_t push_record(SemanticRecord&&, std::uint32_t id);

    platform::Input const& m_input;
    Theme const& m_theme;
    Memory& m_memory;
    double m_seconds;
    Painter m_painter;
    platform::Output m_output;
    struct Scope { std::uint32_t id; float origin_x, origin_y; };
    std::vector<Scope> m_scopes;
    std::vector<platform::Input::Key> m_keys;   ///< Emptied when somebody took them.
    int m_layer = 0;
    bool m_covered = false;
    bool m_layer_new = false;
    struct Layer { Memory::Opener* opener = nullptr; std::size_t first = 0; bool modal = false; }; ///< `first` of its records.
    std::array<Layer, 8> m_layers; ///< That are open, one in another. No vector: how one grows is code that the first frame would have to load.
    std::uint32_t m_roving_stop = 0;
    struct Roving { std::uint32_t list = 0; bool horizontal = false; std::vector<std::size_t> items; };
    std::vector<Roving> m_rovings;
    std::set<std::string, std::less<>> m_layers_now;
};

} // namespace kally::ui
