#pragma once

#include "ui/views/thread_item.h"

// What stands above the messages of a thread. Its search: a bar that goes through every message that was loaded, also where the page has
// no text. The note on messages that are not of now.
namespace kally::ui {

void close_find(Frame&, ThreadFind&);
/// While it is open. Returns the height it took.
float draw_find_bar(Frame&, Rect area, store::State const&, ThreadFind&);
/// Looks through some more of the items, the newest first; from the newest on when they are others than before.
void look_further(Frame&, ThreadLocal&, bool others);

/// Above messages that could not be brought up to date: of when they are. Returns its height.
float draw_stale_note(Frame&, Rect, store::Thread const&, store::State const&, store::Actions&);

} // namespace kally::ui
