#include "store/apply.h"
#include "store/call_form.h"
#include "store/records.h"
#include "store/select.h"

#include "base/text.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace kally::store {

namespace {

Effects probe(State& state)
{
    auto const ticket = next_ticket(state);
    state.probe = ticket;
    state.probe_asked_at = state.now;
    return { ProbeService { ticket } };
}

/// What everybody needs who has just come in.
Effects load_after_sign_in(State& state)
{
    Effects effects = fetch_conversations(state);
    effects += fetch_goals(state);
    effects += fetch_balance(state);
    effects += load_open_page(state);
    effects += dispatch_ready(state);
    effects += settle_all_unknown(state);
    state.live.back_at = state.now;
    effects += watch(state);
    if (state.new_call.intent && state.route.page != Page::Calls)
        effects += fetch_calls(state);
    return effects;
}

/// The page ended between the record of a message and its composer's: what stands there is how it was typed, and no new beginning.
bool is_sent(State const& state, std::vector<Intent> const& intents, Draft const& draft)
{
    return draft.at != Instant {} && std::any_of(intents.begin(), intents.end(), [&](Intent const& intent) {
        bool const unfinished = intent.state == IntentState::Queued || intent.state == IntentState::Sending || intent.state == IntentState::Failed || intent.state == IntentState::Unknown;
        return unfinished && intent.local_thread == draft.thread && is_own(state, intent.owner) && draft.at <= intent.made_at && ("\n\n" + intent.text).find("\n\n" + std::string(trim(draft.text))) != std::string::npos; // or a paragraph of it, where several drafts became one
    });
}

/// Unfinished messages, drafts and deeds of an earlier visit, in their true state, as far as they are the person's own.
Effects adopt_records(State& state, RecordsLoaded const& loaded)
{
    Effects effects;
    state.foreign = state.deeds_wait = false;
    auto form = form_to_keep(state);
    // A call whose end is not known comes first, with what was made of its form; another form waits until it is over.
    auto const* call = loaded.call && note_owner(state, loaded.call->owner) && !state.new_call.intent && form.empty() ? &*loaded.call : nullptr;
    bool found = false;
    std::map<std::string, std::vector<std::string>> taken; // by thread: the records that its draft holds now
    std::set<std::string> left;
    for (auto const& draft : loaded.drafts) {
        state.latest = std::max(state.latest, draft.at); // what is made of it is no older, whatever the clock says by now
        bool const is_form = draft.thread == call_form_key;
        bool const waits = is_form && (state.new_call.intent || !form.empty() || (call != nullptr && field(decode_fields(draft.text).value_or(std::vector<Field> {}), "of") != call->id.text));
        if (!note_owner(state, draft.owner) || waits) {
            left.insert(draft.page);
            continue;
        }
        taken[draft.thread].push_back(draft.record);
        if (is_form) {
            form = draft.text;
            found = true;
        }
        else if (!is_sent(state, loaded.intents, draft))
            add_to_draft(state.threads[draft.thread], draft.text);
    }
    if (call != nullptr || found) {
        state.new_call = { .revision = state.new_call.revision + 1 };
        adopt_call(state, call == nullptr ? std::optional<CallIntent> {} : *call, form);
    }
    for (auto& [thread, records] : taken)
        effects.push_back(SaveDraft { .thread = thread, .text = thread == call_form_key ? form_to_keep(state) : state.threads[thread].draft, .instead_of = std::move(records) });
    for (auto const& page : left)
        effects.push_back(LeaveDrafts { page });
    if (!loaded.intents.empty() || !loaded.deeds.empty())
        effects += adopt_unfinished(state, loaded);
    state.unread = loaded.unread;
    if (state.unread.damaged > 0 || state.unread.newer > 0)
        effects += apply(state, StorageFailed { "unread" });
    return effects;
}

} // namespace

State emptied(State const& state)
{
    State fresh;
    fresh.now = state.now;
    fresh.latest = state.latest;
    fresh.utc_offset = state.utc_offset;
    fresh.time_zone = state.time_zone;
    fresh.online = state.online;
    fresh.changes = state.changes;
    fresh.last_ticket = state.last_ticket;
    fresh.intent_seed = state.intent_seed;
    fresh.last_intent = state.last_intent;
    fresh.service = state.service;
    fresh.checkout_hosts = state.checkout_hosts;
    fresh.service_name = state.service_name;
    fresh.live_service = state.live_service;
    fresh.loopback_sign_in = state.loopback_sign_in;
    fresh.code_flow = state.code_flow;
    fresh.reachability = state.reachability;
    fresh.settings = state.settings;
    fresh.notices = state.notices;
    fresh.route = state.route;
    fresh.live.visible = state.live.visible;
    fresh.live.hidden_since = state.live.hidden_since;
    fresh.sign_in = SignIn::SignedOut;
    return fresh;
}

// Here, as every page asks for it, and what new calls are made with comes behind the first frame.
std::string form_to_keep(State const& state)
{
    auto const& [form, intent] = std::tie(state.new_call.form, state.new_call.intent);
    bool const kept = intent && intent->recorded && intent->form == form;
    return kept || form == CallForm {} ? std::string {} : encode_call_form(form) + (intent ? encode_fields({ { "of", intent->id.text } }) : std::string {});
}

bool note_owner(State& state, Owner const& owner)
{
    bool const own = is_own(state, owner);
    state.foreign = state.foreign || !own;
    return own;
}

Effects note_account(State& state)
{
    if (state.in_process || !state.online || state.kept_at || state.sign_in != SignIn::SignedIn) // what was kept says who was here
        return {};
    auto const account = account_in(state);
    auto const before = state.session_before;
    bool const news = !state.account || !before.empty(), other = !before.empty() && state.account != account;
    Effects effects;
    if (other) {
        // What the one before wrote stays on this device for them.
        auto conversations = std::move(state.conversations);
        auto session = std::move(state.session);
        state = emptied(state);
        state.conversations = std::move(conversations);
        state.session = std::move(session);
        state.sign_in = SignIn::SignedIn;
        effects.push_back(PollAt {});
    }
    state.session_before.clear();
    bool const stamp = state.account.value_or("") != account;
    state.account = account;
    if (news && (other || state.foreign))
        effects.push_back(LoadRecords { other });
    if (other) {
        effects += go_to(state, {}, true);
        effects += load_after_sign_in(state);
    }
    for (auto& [id, intent] : state.intents) {
        if (intent.owner.session != state.session && intent.owner.account.empty() && account.empty())
            intent.queued_at = {}; // perhaps somebody else's: the person is asked
        if (stamp && intent.owner == Owner { state.session, {} } && intent.recorded && !intent.commit && !is_elsewhere(intent)) {
            intent.owner.account = account;
            effects.push_back(save(intent));
        }
    }
    // What is typed is theirs from now on, under this session.
    if (stamp || !before.empty()) {
        for (auto const& [key, thread] : state.threads)
            if (!thread.draft.empty())
                effects.push_back(SaveDraft { key, thread.draft });
        if (auto form = form_to_keep(state); !form.empty())
            effects.push_back(SaveDraft { std::string(call_form_key), std::move(form) });
    }
    effects += dispatch_ready(state);
    if (news) // once: it may ask for this very list
        effects += settle_all_unknown(state);
    return effects;
}

Effects apply(State& state, RecordsLoaded const& loaded)
{
    if (state.live.seen.empty())
        adopt_seen(state, loaded.seen);
    Effects effects = adopt_records(state, loaded);
    effects += dispatch_ready(state);
    effects += settle_all_unknown(state);
    if (state.new_call.intent && state.sign_in == SignIn::SignedIn)
        effects += fetch_calls(state);
    return effects;
}

Effects apply(State& state, Started const& started)
{
    state.intent_seed = started.seed;
    state.service = started.service;
    state.live_service = started.in_process ? ServiceKind::Live : started.service;
    state.in_process = started.in_process;
    state.checkout_hosts = started.checkout_hosts;
    state.service_name = started.service_name;
    state.loopback_sign_in = started.loopback_sign_in;
    state.code_flow = started.code_flow;
    state.time_zone = started.time_zone;
    state.settings = started.settings;
    state.sign_in_error = started.sign_in_error;
    state.route = started.route;
    state.session = started.session;
    state.sign_in = started.signed_in ? SignIn::SignedIn : SignIn::SignedOut;
    adopt_seen(state, started.seen);
    Effects effects = adopt_records(state, { started.intents, started.drafts, {}, started.call, started.deeds, started.unread });
    if (!started.signed_in) {
        if (state.route.page == Page::Plans) {
            effects.push_back(Navigate { state.route, Navigate::Step::Replace });
            effects += load_open_page(state);
        } else if (state.route.page != Page::SignIn) {
            state.after_sign_in = state.route;
            effects += go_to(state, { .page = Page::SignIn }, true);
        }
        effects += probe(state);
        return effects;
    }
    if (state.route.page == Page::SignIn)
        effects += go_to(state, {}, true);
    else
        effects.push_back(Navigate { state.route, Navigate::Step::Replace });
    effects += load_after_sign_in(state);
    return effects;
}

Effects apply(State& state, NetworkChanged const& change)
{
    bool const back = change.online && !state.online;
    state.online = change.online;
    if (!back)
        return state.online ? Effects {} : Effects { PollAt {} };
    if (state.kept_at) { // what was kept is not what the service has now
        state.kept_at.reset();
        state.stale_until = state.now;
        for (auto& [key, thread] : state.threads)
            thread.history.answered_at.reset(); // nor does it say what had arrived before a message
    }
    Effects effects;
    if (state.sign_in == SignIn::SignedOut) {
        effects += load_open_page(state);
        effects += probe(state);
    }
    if (state.sign_in != SignIn::SignedIn)
        return effects;
    effects += dispatch_ready(state);
    effects += fetch_conversations(state);
    effects += load_open_page(state);
    effects += settle_all_unknown(state);
    effects += watch(state);
    if (state.new_call.intent)
        effects += fetch_calls(state);
    if (state.deeds_wait)
        effects.push_back(LoadRecords {});
    return effects;
}

Effects apply(State& state, SignInPressed const&)
{
    state.sign_in_error.reset();
    state.sign_in = SignIn::Leaving;
    return { BeginSignIn {}, WakeAt { state.now + sign_in_wait, SignInWaitOver {} } };
}

Effects apply(State& state, SignInWaitOver const&)
{
    // No browser opened, or the person came back without an answer: the button has to work again.
    if (state.sign_in == SignIn::Leaving)
        state.sign_in = state.conversations.value ? SignIn::Expired : SignIn::SignedOut;
    return {};
}

Effects apply(State& state, TokenPasted const& pasted)
{
    if (state.checking_paste)
        return {};
    state.sign_in_error.reset();
    state.checking_paste = true;
    return { AdoptPaste { pasted.text } };
}

Effects apply(State& state, PasteRefused const& refused)
{
    state.sign_in = SignIn::SignedOut;
    state.checking_paste = false;
    state.sign_in_error = refused.error;
    return {};
}

Effects apply(State& state, SignInFailed const& failed)
{
    bool const was_inside = state.conversations.value.has_value();
    state.sign_in = was_inside ? SignIn::Expired : SignIn::SignedOut;
    state.sign_in_error = failed.error;
    return {};
}

Effects apply(State& state, SignedInNow const& now)
{
    if (state.session_before.empty() && state.session != now.session)
        state.session_before = state.session;
    state.session = now.session;
    state.sign_in = SignIn::SignedIn;
    state.checking_paste = false;
    state.sign_in_error.reset();
    Effects effects;
    if (state.route.page == Page::SignIn) {
        auto const target = state.after_sign_in.page == Page::SignIn ? Route {} : state.after_sign_in;
        state.after_sign_in = {};
        effects += go_to(state, target, true);
    }
    effects += load_after_sign_in(state);
    return effects;
}

Effects apply(State& state, SessionEnded const&)
{
    // Everything stays on the page, under a dialog that asks to sign in again.
    if (state.sign_in == SignIn::SignedIn)
        state.sign_in = SignIn::Expired;
    return {};
}

Effects apply(State& state, SignedOutElsewhere const&) { return apply(state, SignOutPressed {}); }

Effects apply(State& state, SignOutPressed const&)
{
    bool const was_sandbox = state.in_process;
    Effects effects { EndSession {}, PollAt {}, JoinTabs {} };
    if (!was_sandbox)
        effects.push_back(WipeLocalData { { state.session, state.account.value_or("") } });
    state = emptied(state);
    if (was_sandbox) {
        effects.push_back(LeaveSandbox {});
        state.service = state.live_service;
    }
    effects += go_to(state, { .page = Page::SignIn }, false);
    effects += probe(state);
    return effects;
}

Effects apply(State& state, SandboxPressed const&)
{
    Effects effects;
    if (inside(state))
        effects.push_back(EndSession {});
    state = emptied(state);
    state.service = ServiceKind::Sandbox;
    state.in_process = true;
    effects.push_back(EnterSandbox {});
    return effects;
}

Effects apply(State& state, SandboxStartOverPressed const&)
{
    state = emptied(state);
    state.service = ServiceKind::Sandbox;
    state.in_process = true;
    state.sign_in = SignIn::SignedIn;
    Effects effects { EnterSandbox { .start_over = true } };
    effects += go_to(state, {}, false);
    return effects;
}

Effects apply(State& state, SandboxFailed const& failed)
{
    state = emptied(state);
    state.in_process = false;
    state.service = state.live_service;
    state.sign_in_error = failed.error;
    Effects effects { LeaveSandbox {} };
    effects += go_to(state, { .page = Page::SignIn }, true);
    return effects;
}

Effects apply(State& state, ProbeRequested const&) { return state.sign_in == SignIn::SignedOut && !state.probe ? probe(state) : Effects {}; }

Effects apply(State& state, ProbeAnswered const& answer)
{
    if (state.probe != answer.ticket)
        return {};
    state.probe.reset();
    // A refusal is an answer too; what cannot be read comes from somebody else than the service.
    auto const kind = answer.error ? answer.error->kind : ErrorKind::Rejected;
    bool const no_service = kind == ErrorKind::Offline || kind == ErrorKind::Unanswered || kind == ErrorKind::Malformed;
    if (no_service)
        state.reachability = Reachability::Unreachable;
    else if (kind == ErrorKind::Unavailable)
        state.reachability = Reachability::Slow;
    else
        state.reachability = state.probe_asked_at && state.now - *state.probe_asked_at > probe_slow ? Reachability::Slow : Reachability::Reachable;
    if (no_service && state.sign_in == SignIn::SignedOut)
        return { WakeAt { state.now + probe_again, ProbeRequested {} } };
    return {};
}

Effects apply(State& state, ThemeChosen const& choice)
{
    state.settings.theme = choice.theme;
    return { SaveSettings { state.settings } };
}

Effects apply(State& state, LanguageChosen const& choice)
{
    state.settings.language = choice.language;
    return { SaveSettings { state.settings } };
}

Effects apply(State& state, KeepSignedInChosen const& choice)
{
    state.settings.keep_signed_in = choice.keep;
    return { SaveSettings { state.settings } };
}

} // namespace kally::store
