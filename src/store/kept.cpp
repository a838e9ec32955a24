#include "store/apply.h"
#include "store/select.h"

#include <algorithm>

// What this device kept of answers, shown where there are none. It is no answer: nothing is settled by it, and it says nothing about who
// is here.
namespace kally::store {

void show_kept(State& state, ConversationsReceived const& kept)
{
    auto& list = state.conversations;
    if (list.value || !list.error || !kept.page.has_value())
        return;
    list.value = *kept.page;
    list.answered_at = kept.kept_at;
    sort_conversations(*list.value);
}

void show_kept(State& state, HistoryReceived const& kept)
{
    auto& thread = state.threads[thread_key(kept.id)];
    if (thread.history.value || !thread.history.error || !kept.history.has_value())
        return;
    thread.kept_at = kept.kept_at;
    merge_history(thread, kept.history->messages);
    thread.as_of = next_ticket(state);
    link_goals(state);
}

Effects apply(State& state, KeptShown const& shown)
{
    state.kept_at = state.kept_at ? std::min(*state.kept_at, shown.at) : shown.at;
    return {};
}

} // namespace kally::store
