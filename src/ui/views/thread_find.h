#pragma once

#include "ui/views/thread_item.h"

// Search in the open thread: a bar under its header. It goes through every message that was loaded, also where the page has no text.
namespace kally::ui {

void close_find(Frame&, ThreadFind&);
/// While it is open. Returns the height it took.
float draw_find_bar(Frame&, Rect area, store::State const&, ThreadFind&);
/// Looks through some more of the items, the newest first; from the newest on when they are others than before.
void look_further(Frame&, ThreadLocal&, bool others);

} // namespace kally::ui
