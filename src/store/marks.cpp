#include "store/apply.h"

// What the person makes of conversations on this device: titles, pins, labels, the archive. Never told to the service.
namespace kally::store {

namespace {

Effects set_mark(State& state, ConversationId const& id, Mark const& mark)
{
    if (mark == Mark {})
        state.marks.erase(id);
    else
        state.marks[id] = mark;
    return { SaveMark { id, mark } };
}

} // namespace

Effects apply(State& state, MarksLoaded const& loaded)
{
    state.marks = { loaded.marks.begin(), loaded.marks.end() };
    return {};
}

Effects apply(State& state, ConversationMarked const& marked)
{
    auto const before = state.marks.find(marked.id);
    state.marked_before.emplace(marked.id, before == state.marks.end() ? Mark {} : before->second);
    auto effects = set_mark(state, marked.id, marked.mark);
    effects += show_toast(state, marked.said, Toast::Kind::Undoable);
    return effects;
}

Effects apply(State& state, MarkUndone const&)
{
    if (!state.marked_before)
        return {};
    auto const [id, mark] = *state.marked_before;
    state.marked_before.reset();
    auto effects = set_mark(state, id, mark);
    effects += show_toast(state, "TakenBack", Toast::Kind::Done);
    return effects;
}

} // namespace kally::store
