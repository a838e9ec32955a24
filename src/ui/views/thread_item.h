#pragma once

#include "ui/views.h"

// One entry of the thread: a day, a message of either side, an intent under way, the wait for an answer.
namespace kally::ui {

constexpr float bubble_padding = 16; ///< Left and right of the words in a bubble.

struct ThreadColumn {
    float x = 0, width = 0;
    float bubble_max = 0; ///< Text width inside a bubble.
};

struct ThreadView {
    Frame& ui;
    store::State const& state;
    Local& local;
    store::Actions& out;
    ThreadColumn column;
    Rect visible;
};

/// Both share their code, so that they cannot disagree. Heights in CSS pixels, the gap to the next item included.
float draw_item(ThreadView const&, store::ThreadItem const&, std::size_t index, float y);
float item_height(ThreadView const&, store::ThreadItem const&, std::size_t index);
/// From the top of the item down to the first match of the search in it.
float first_match(ThreadView const&, store::ThreadItem const&, std::size_t index);
/// Key of a message's record, and the names of its article and of a day.
std::string message_key(api::Message const&, std::size_t index);
std::string message_name(store::State const&, api::Message const&);
std::string day_name(store::State const&, store::ThreadItem const&);
/// What it says as it is searched.
std::string searchable_text(store::ThreadItem const&);
/// What a height was computed for: changes when the height or the words may.
std::uint64_t item_mark(store::ThreadItem const&);
/// The same at a glance, by where its text lies: equal as long as nothing moved. Looked at for every item in every frame.
std::uint64_t item_glance(store::ThreadItem const&);
/// Id of its record under the log, or 0 for what says nothing that stays (the wait, the way to older messages).
std::uint32_t item_id(store::State const&, store::ThreadItem const&, std::size_t index, std::uint32_t log);
/// What the page keeps of it.
void describe_item(store::State const&, store::ThreadItem const&, platform::Retained::Change&);
/// A guess without layout, so that opening a thread never waits for what is not shown.
float estimated_height(store::ThreadItem const&, float width);

} // namespace kally::ui
