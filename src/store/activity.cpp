#include "store/apply.h"
#include "store/records.h"
#include "store/select.h"

#include <algorithm>

// The inbox of all channels, the queued mail, and what was done on its own (State::activity).
namespace kally::store {

namespace {

template <typename T>
Effects fetch_list(State& state, Remote<T>& remote, int limit)
{
    return remote.pending || is_missing(remote) ? Effects {} : Effects { Fetch<T> { ask(state, remote), limit } };
}

Effects fetch_tab(State& state)
{
    auto& activity = state.activity;
    switch (state.route.activity_tab) {
    case ActivityTab::Inbox: return fetch_list(state, activity.inbox, activity.inbox_limit);
    case ActivityTab::Outbox: return is_missing(state.live.mails) ? Effects {} : fetch_mails(state);
    case ActivityTab::Actions: break;
    }
    return fetch_list(state, activity.log, activity.log_limit);
}

/// The message or mail that is open.
Effects fetch_open(State& state)
{
    auto const& id = state.route.activity;
    if (id.empty())
        return {};
    if (state.route.activity_tab == ActivityTab::Outbox) {
        auto& replies = state.activity.replies[{ id }];
        return is_fresh(state, replies) || is_missing(replies) ? Effects {} : Effects { FetchReplies { ask(state, replies), { id } } };
    }
    auto& letter = state.activity.letters[{ id }];
    return is_fresh(state, letter) ? Effects {} : Effects { FetchLetter { ask(state, letter), { id } } };
}

api::InboxMessage* listed(State& state, InboxId const& id)
{
    if (!state.activity.inbox.value)
        return nullptr;
    auto& inbox = *state.activity.inbox.value;
    auto const found = std::find_if(inbox.begin(), inbox.end(), [&](auto const& letter) { return letter.id == id; });
    return found == inbox.end() ? nullptr : &*found;
}

Effects mark_read(State const& state, std::vector<InboxId> ids)
{
    if (ids.empty() || state.missing.contains(Offer::MarkRead) || !state.online)
        return {};
    return { MarkRead { std::move(ids) } };
}

Deed undo_deed(State const& state, ActionId const& id) { return { Deed::Kind::Undo, id.text, 0, {}, {}, state.now, owner_now(state) }; }

} // namespace

Effects load_activity_page(State& state)
{
    auto const& activity = state.activity;
    bool const fresh = state.route.activity_tab == ActivityTab::Inbox ? is_fresh(state, activity.inbox)
        : state.route.activity_tab == ActivityTab::Outbox             ? is_fresh(state, state.live.mails)
                                                                      : is_fresh(state, activity.log);
    Effects effects = fresh ? Effects {} : fetch_tab(state);
    effects += fetch_open(state);
    return effects;
}

Effects apply(State& state, ActivityRequested const&)
{
    Effects effects = fetch_tab(state);
    effects += fetch_open(state);
    return effects;
}

Effects apply(State& state, MoreActivityRequested const&)
{
    auto& activity = state.activity;
    bool const log = state.route.activity_tab == ActivityTab::Actions;
    int& limit = log ? activity.log_limit : activity.inbox_limit;
    auto const held = log ? (activity.log.value ? activity.log.value->size() : 0) : activity.inbox.value ? activity.inbox.value->size() : 0;
    bool const pending = log ? activity.log.pending.has_value() : activity.inbox.pending.has_value();
    if (pending || state.route.activity_tab == ActivityTab::Outbox || static_cast<int>(held) < limit)
        return {};
    limit *= 2; // there is no offset: what is there already comes again
    return fetch_tab(state);
}

Effects apply(State& state, Received<Letters> const& received)
{
    take(state, state.activity.inbox, received.ticket, received.answer);
    return {};
}

Effects apply(State& state, Received<ActionLog> const& received)
{
    if (!take(state, state.activity.log, received.ticket, received.answer) || !received.answer.has_value())
        return {};
    // What no answer told, this does.
    for (auto const& action : *received.answer)
        if (auto const found = state.activity.undos.find(action.id); found != state.activity.undos.end() && action.status == "undone" && found->second.error && is_lost(*found->second.error))
            state.activity.undos.erase(found);
    return {};
}

Effects apply(State& state, LetterReceived const& received)
{
    auto& letter = state.activity.letters[received.id];
    if (!take(state, letter, received.ticket, received.letter) || !letter.value)
        return {};
    Effects effects;
    auto const* known = listed(state, received.id);
    // Who opened it has read it.
    bool const unread = letter.value->unread.value_or(known != nullptr && known->unread.value_or(false));
    if (unread && state.route.page == Page::Activity && state.route.activity == received.id.text)
        effects += mark_read(state, { received.id });
    if (letter.value->thread_id) {
        auto& thread = state.activity.threads[*letter.value->thread_id];
        if (!is_fresh(state, thread) && !is_missing(thread))
            effects.push_back(FetchLetterThread { ask(state, thread), *letter.value->thread_id });
    }
    return effects;
}

Effects apply(State& state, LetterThreadReceived const& received)
{
    take(state, state.activity.threads[received.id], received.ticket, received.thread);
    return {};
}

Effects apply(State& state, RepliesReceived const& received)
{
    take(state, state.activity.replies[received.id], received.ticket, received.replies);
    return {};
}

Effects apply(State& state, MarkReadPressed const&)
{
    std::vector<InboxId> ids;
    if (state.activity.inbox.value)
        for (auto const& letter : *state.activity.inbox.value)
            if (letter.unread.value_or(false) && !letter.id.empty())
                ids.push_back(letter.id);
    return mark_read(state, std::move(ids));
}

Effects apply(State& state, MarkedRead const& marked)
{
    Effects effects;
    if (!marked.result.has_value()) {
        if (is_lost(marked.result.error())) // the list says what is true now
            effects += fetch_list(state, state.activity.inbox, state.activity.inbox_limit);
        else if (!note_missing(state, Offer::MarkRead, marked.result.error(), effects))
            effects += show_toast(state, "MarkReadFailed");
        return effects;
    }
    for (auto const& id : marked.ids) {
        if (auto* letter = listed(state, id))
            letter->unread = false;
        if (auto& letter = state.activity.letters[id]; letter.value)
            letter.value->unread = false;
    }
    return effects;
}

Effects apply(State& state, UndoPressed const& pressed)
{
    if (state.sign_in != SignIn::SignedIn || !state.online || pressed.id.empty())
        return {};
    auto& undo = state.activity.undos[pressed.id];
    if (undo.round.number != 0 && undo.stage != Activity::Undo::Stage::Refused)
        return {};
    undo = { .at = state.now + undo_delay, .round = next_ticket(state) };
    return { WakeAt { undo.at, UndoDue { pressed.id, undo.round } } };
}

Effects apply(State& state, UndoStopped const& stopped)
{
    if (auto const found = state.activity.undos.find(stopped.id); found != state.activity.undos.end() && found->second.stage != Activity::Undo::Stage::Sending)
        state.activity.undos.erase(found);
    return {};
}

Effects apply(State& state, UndoDue const& due)
{
    auto const found = state.activity.undos.find(due.id);
    if (found == state.activity.undos.end() || found->second.round != due.round || found->second.stage != Activity::Undo::Stage::Counting)
        return {};
    if (state.sign_in != SignIn::SignedIn || !state.online) {
        state.activity.undos.erase(found);
        return {};
    }
    found->second.stage = Activity::Undo::Stage::Sending;
    return { on_record(undo_deed(state, due.id), UndoAction { due.id, due.round }, [&](Error error) { return UndoAnswered { due.id, due.round, std::move(error) }; }) };
}

Effects adopt_undo(State& state, Deed const& deed)
{
    auto& undo = state.activity.undos[{ deed.id }];
    if (undo.round.number != 0)
        return {};
    undo = { .stage = Activity::Undo::Stage::Sending, .at = deed.at, .round = next_ticket(state) };
    return apply(state, UndoAnswered { { deed.id }, undo.round, Error { .kind = ErrorKind::Unanswered, .detail = {} } });
}

Effects apply(State& state, UndoAnswered const& answered)
{
    auto const found = state.activity.undos.find(answered.id);
    if (found == state.activity.undos.end() || found->second.round != answered.round || found->second.stage != Activity::Undo::Stage::Sending)
        return {};
    Effects effects { RemoveIntent { deed_key(undo_deed(state, answered.id)) } };
    if (answered.result.has_value() && answered.result->success.value_or(true)) {
        state.activity.undos.erase(found);
        effects += show_toast(state, "ActionUndone", Toast::Kind::Done);
    } else {
        Error const error = answered.result.has_value() ? Error { .kind = ErrorKind::Rejected, .detail = answered.result->message.value_or("") } : answered.result.error();
        if (note_missing(state, Offer::Undo, error, effects)) {
            state.activity.undos.erase(found);
        } else {
            found->second.stage = Activity::Undo::Stage::Refused;
            found->second.error = error;
            effects.push_back(Announce { {}, error });
        }
    }
    effects += fetch_list(state, state.activity.log, state.activity.log_limit); // the log says what is true now
    return effects;
}

} // namespace kally::store
