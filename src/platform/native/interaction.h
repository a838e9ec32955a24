#pragma once

#include "platform/platform.h"

#include <map>

union SDL_Event;

namespace kally::platform {

/// Does natively what elements do in a page: presses, focus, scrolling, typing, all by the last frame's tree.
class Interaction {
public:
    void set_preferences(Preferences const& set) { m_preferences = set; }
    void on_event(SDL_Event const&, bool tools_want_mouse);
    /// Takes what happened into the frame's input.
    void fill(Input&);
    /// Takes over the frame's tree and wishes.
    void update(Output const&, float window_width, float window_height);
    /// Draws what the page's fields would show themselves: text, caret, placeholder.
    void draw_fields(float density) const;
    std::string tree_text() const; ///< "role|name|x|y|width|height|value" a line, in window pixels: for debugging and tests.

private:
    struct Placed {
        SemanticRecord record;
        Rect rect;         ///< In window pixels.
        Rect clip;         ///< What its scrollers let show.
        std::uint32_t scroller = 0;
    };
    struct Edited {
        std::string text;
        std::size_t caret = 0;
        std::uint32_t revision = 0;
        bool all_selected = false;
    };
    Placed const* at(float x, float y) const;
    Placed const* find(std::uint32_t id) const;
    static bool is_field(SemanticRecord const&);
    void move_focus(bool back);
    void type(std::string_view);
    void on_key(SDL_Event const&);
    bool on_field_key(SDL_Event const&, SemanticRecord const&);
    void changed(std::uint32_t id);

    std::vector<Placed> m_placed;
    std::map<std::uint32_t, float> m_tops, m_ends;
    std::map<std::uint32_t, Edited> m_fields;
    std::uint32_t m_pressed = 0, m_focused = 0;
    bool m_focus_visible = false;
    Input m_input;
    Preferences m_preferences;
};

} // namespace kally::platform
