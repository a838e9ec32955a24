#pragma once

#include "ui/icons.h"
#include "ui/tokens.h" // both generated from tokens.json

#include "platform/face_factors.h" // generated too
#include "platform/platform.h"
#include "text/layout.h"

namespace kally::ui {

/// The look in force: palette and preferences of the person.
struct Theme {
    Palette const* palette = &light_palette;
    bool dark = false;
    bool reduced_motion = false;
    bool outlined = false; ///< Surfaces are not told apart by a tint alone: what presses has a line around it.
    bool compact = false; ///< Lists show more at once.
    bool phone = false; ///< Width under token::breakpoint_phone_max: larger targets, one pane.
};

/// The light or the dark colours, with more contrast or replaced by the system's own where the person asks for that.
Palette palette_for(bool dark, platform::Input const&);

inline TypeToken const& type_token(text::Type type) { return type_tokens[static_cast<int>(type)]; }

/// CSS em size to Dear ImGui's size, which is ascent minus descent (tokens, font.imguiSizeFactor).
inline float imgui_size(platform::Face face, float em)
{
    return em * platform::face_factors[static_cast<std::size_t>(face)];
}

} // namespace kally::ui
