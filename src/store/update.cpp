#include "store/apply.h"
#include "store/select.h"

#include <iterator>

namespace kally::store {

Effects update(State& state, Action const& action)
{
    state.changes += action.get<Ticked>() == nullptr && action.get<DraftEdited>() == nullptr;
    return action.visit([&](auto const& event) { return apply(state, event); });
}

Ticket next_ticket(State& state) { return { ++state.last_ticket }; }

Error not_recorded() { return { .kind = ErrorKind::Offline, .detail = {}, .code = "not_recorded" }; }

bool inside(State const& state) { return state.sign_in == SignIn::SignedIn || state.sign_in == SignIn::Expired; }

bool is_lost(Error const& error)
{
    // "Not now" (429, 503) alone says that nothing was done: whoever else failed on the way may have passed it on first.
    return error.kind == ErrorKind::Unanswered || error.kind == ErrorKind::Malformed || (error.kind == ErrorKind::Unavailable && error.status != 429 && error.status != 503);
}

Effects& operator+=(Effects& all, Effects&& more)
{
    all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    return all;
}

Effects show_toast(State& state, std::string text_key, Toast::Kind kind)
{
    auto const number = state.toast ? state.toast->number + 1 : 1;
    state.toast = Toast { .number = number, .text_key = std::move(text_key), .kind = kind, .shown_at = state.now };
    return { WakeAt { state.now + (kind == Toast::Kind::Undoable ? undoable_stays : toast_stay), ToastDismissed { number } } };
}

Effects apply(State& state, Ticked const& tick)
{
    if (auto const gone_by = tick.now - state.now; !state.intents.empty() && (gone_by < gone_by.zero() || gone_by > clock_slack))
        wait_anew(state, tick.now);
    state.now = tick.now;
    state.latest = std::max(state.latest, tick.now);
    state.utc_offset = tick.utc_offset;
    return {};
}

Effects apply(State&, FileWanted const& file) { return { SaveFile { file.name, file.type, file.bytes } }; }

Effects apply(State& state, FileRefused const& refused) { return show_toast(state, refused.reason); }

Effects apply(State& state, ToastDismissed const& dismissed)
{
    if (dismissed.number == 0)
        state.toast.reset();
    else if (state.toast && state.toast->number == dismissed.number) // the end of an older one leaves a newer one alone
        state.toast->due = true;
    return {};
}

Effects apply(State& state, StorageFailed const& failed)
{
    if (state.storage_trouble && failed.what != "intent") // what was pressed and not done is said each time
        return {};
    state.storage_trouble = failed.what;
    show_toast(state, failed.what == "read" ? "StorageUnreadable" : failed.what == "unread" ? "StorageUnread" : failed.what == "intent" ? "StorageNotSent" : "StorageFull");
    return {}; // it stays until it is read
}

Effects apply(State& state, FileSaved const& file) { return show_toast(state, file.saved ? "FileSaved" : "FileNotSaved", file.saved ? Toast::Kind::Done : Toast::Kind::Trouble); }

Effects apply(State&, LinkPressed const& link) { return { OpenLink { link.url } }; }

Effects apply(State& state, CopyPressed const& copy)
{
    Effects effects { CopyText { copy.text } };
    effects += show_toast(state, "Copied", Toast::Kind::Done);
    return effects;
}

} // namespace kally::store
