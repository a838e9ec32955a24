#pragma once

#include "ui/views.h"

// What several pages show alike.
namespace kally::ui {

inline constexpr float one_pane_below = 840; ///< Width of a page without the rail, from which a list and its entry stand side by side (design, section 2).

/// The search of a list: "/" goes there, Escape and the cross clear it.
void draw_search(Frame&, Rect, Text name, std::string& text, std::uint32_t& revision, store::State const&);
/// What stands in the middle of a body that could not be loaded; true when it is to be tried again.
bool draw_failure(Frame&, Rect body, std::string const& title, Error const&, store::State const&);
/// What came of what was asked for: why it was not done, or that nobody knows; with the reference.
std::string outcome_text(Error const&, store::State const&);
/// What could not be loaded or done, in a line above what is there, with the way on. Returns the height used.
struct NoteResult { float height = 0; bool pressed = false; };
NoteResult draw_note(Frame&, Rect at, std::string_view key, Tone, std::string const& said, std::string const& action);

/// Asked before something is done that cannot be taken back; the safe answer has the focus, Escape gives it.
enum class Answer { None, Kept, Gone };
struct Question { std::string title, detail, keep, go; bool danger = true; };
Answer draw_question(Frame&, std::string_view key, Question const&);

/// Puts a message to the assistant into the composer of a new chat, below what stands there, and goes there. Nothing is sent.
void ask_assistant(std::string const& text, store::State const&, store::Actions&);
/// A mail cannot be edited: this discards it, and begins the message that asks for another one.
void discard_and_ask(api::OutboxEmail const&, store::State const&, store::Actions&);

} // namespace kally::ui
