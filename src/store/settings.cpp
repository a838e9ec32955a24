#include "store/apply.h"

#include <algorithm>

namespace kally::store {

Effects apply(State& state, SettingsChanged const& changed)
{
    state.settings = changed.settings;
    return { SaveSettings { state.settings } };
}

Effects apply(State&, NoticesPressed const&) { return { AskForNotices {} }; }

Effects apply(State& state, NoticesKnown const& known)
{
    state.notices = known.notices;
    return {};
}

Effects apply(State&, StorageRequested const&) { return { MeasureStorage {} }; }

Effects apply(State& state, StorageMeasured const& measured)
{
    state.stored = measured.stored;
    return {};
}

Effects apply(State& state, WipePressed const&)
{
    auto const now_shown = state.service;
    bool const was_sandbox = state.in_process;
    Effects effects { EndSession {} };
    if (was_sandbox)
        effects.push_back(LeaveSandbox {});
    effects.push_back(WipeDevice {});
    state = emptied(state);
    state.service = was_sandbox ? state.live_service : now_shown;
    state.settings = { .language = state.settings.language };
    effects += go_to(state, { .page = Page::SignIn }, true);
    effects += apply(state, ProbeRequested {});
    effects += show_toast(state, "Wiped", Toast::Kind::Done);
    return effects;
}

Effects apply(State&, DiagnosticsRequested const&) { return { ReadDiagnostics {} }; }

Effects apply(State& state, DiagnosticsRead const& read)
{
    state.exchanges = read.exchanges;
    return {};
}

void note_drift(State& state, Error const& error)
{
    if (error.kind == ErrorKind::Malformed)
        state.drift.note(error.detail);
}

Effects apply(State& state, DriftSeen const& seen)
{
    for (auto const& [said, times] : seen.drift.seen)
        state.drift.note(said, times);
    return {};
}

} // namespace kally::store
