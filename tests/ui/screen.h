#pragma once

#include "platform/headless/headless.h"
#include "ui/views.h"

#include <string>

namespace kally::test {

/// The interface without a window: draws a state, reads the tree, presses by role and name.
class Screen {
public:
    explicit Screen(float width = 1280, float height = 800);

    /// Draws until nothing moves any more; returns what the views pushed.
    store::Actions draw(store::State const&);
    SemanticTree const& tree() const { return m_output.tree; }
    platform::Output const& output() const { return m_output; }
    /// The record, or null; hidden ones are not found.
    SemanticRecord const* find(Role, std::string_view name) const;
    /// Presses it and draws once more.
    store::Actions press(store::State const&, Role, std::string_view name);
    store::Actions type(store::State const&, std::string_view name, std::string text, bool submit = false);
    store::Actions key(store::State const&, std::string name);
    /// The tree as text: one thing a line, children further in; what an overlay covers is left out.
    std::string show() const;

    ui::Local local;
    platform::Input input;
    bool stale = true; ///< The state may be another than in the last frame: tests change it without actions.

private:
    store::Actions frame(store::State const&);
    platform::Output m_output;
    double m_seconds = 1000;
};

/// Compares with tests/approved/<name>.txt and writes what was received beside it when they differ.
bool approved(std::string const& name, std::string const& text);

} // namespace kally::test
