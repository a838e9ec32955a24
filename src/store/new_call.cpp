#include "store/apply.h"
#include "store/call_form.h"
#include "store/select.h"

#include <utility>

// A new call, from its form to the call in the list: recorded before it leaves, with one key, never dialled again by the program.
namespace kally::store {

namespace {

/// A UUID that no other intent of this or another visit has: the page's random seed, a count, the time.
IntentId new_key(State& state)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string text = "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx";
    int left = 30;
    auto const numbers = std::array { static_cast<std::uint64_t>(state.now.time_since_epoch().count()) << 12 | (++state.last_intent & 0xFFF), state.intent_seed };
    for (auto& c : text)
        if (c == 'x') {
            auto const place = --left;
            c = digits[numbers[place < 14 ? 0 : 1] >> (4 * (place < 14 ? place : place - 14)) & 15];
        }
    return { text };
}

Effects save_form(State& state, bool typed) { return { SaveDraft { std::string(call_form_key), form_to_keep(state), typed } }; }

Effects set_form(State& state, CallForm form)
{
    state.new_call.form = std::move(form);
    ++state.new_call.revision;
    state.new_call.refused = 0;
    return save_form(state, false);
}

/// The record says that it left before it does.
Effects send(State& state, CallIntent& intent)
{
    intent.state = IntentState::Queued;
    intent.dispatched_at = state.now;
    intent.lost_at.reset();
    intent.looked = false;
    intent.error.reset();
    intent.check_at.reset();
    intent.commit = next_ticket(state);
    return { SaveCall { intent } };
}

/// The call is there: nothing of the form is needed any more.
Effects finish(State& state, api::Call const& call, std::string toast)
{
    auto const intent = std::exchange(state.new_call.intent, {});
    note_call(state, call);
    Effects effects;
    if (state.new_call.form == intent->form)
        effects += set_form(state, {});
    effects.push_back(RemoveIntent { intent->id });
    effects += show_toast(state, std::move(toast), Toast::Kind::Done);
    if (state.route.page == Page::Calls && state.route.compose)
        effects += go_to(state, { .page = Page::Calls, .call = call.id, .dialog = state.route.dialog }, true);
    effects += load_open_page(state);
    return effects;
}

/// Whether this is the call whose answer was lost: to the same number, and not there before it was asked for.
bool is_that(CallIntent const& intent, api::Call const& call)
{
    if (plain_number(call.phone.value_or("")) != plain_number(at(intent.form, CallField::Phone))
        || std::find(intent.known_before.begin(), intent.known_before.end(), call.id.text) != intent.known_before.end())
        return false;
    return !call.created_at || *call.created_at >= intent.created_at - clock_slack;
}

Effects lose(State& state, CallIntent& intent)
{
    intent.state = IntentState::Unknown;
    intent.lost_at = state.now;
    intent.looked = false;
    Effects effects { SaveCall { intent } };
    state.call_list.page.pending.reset(); // what is under way was asked before
    effects += fetch_calls(state);
    return effects;
}

} // namespace

void adopt_call(State& state, std::optional<CallIntent> intent, std::string_view form)
{
    state.new_call.form = decode_call_form(form);
    if (!intent)
        return;
    intent->recorded = true;
    // It had left when the page went away: whether it was made, only the list can tell.
    if (intent->state == IntentState::Sending)
        intent->state = IntentState::Unknown;
    if (intent->state == IntentState::Unknown) {
        intent->lost_at = state.now;
        state.call_list.page.pending.reset(); // what is under way was asked before
    }
    if (form.empty())
        state.new_call.form = intent->form;
    state.new_call.intent = std::move(intent);
}

Effects call_stored(State& state, IntentStored const& stored)
{
    auto& intent = state.new_call.intent;
    if (!intent || intent->id != stored.id)
        return {};
    Effects effects;
    if (!stored.stored)
        effects += apply(state, StorageFailed { "intent" });
    if (!stored.commit || intent->commit != stored.commit)
        return effects;
    intent->commit.reset();
    if (!stored.stored) { // after a reload nobody would know that it left
        intent->state = IntentState::Failed;
        intent->error = not_recorded();
        effects += save_form(state, false); // which its record was to take along
        return effects;
    }
    intent->state = IntentState::Sending;
    intent->recorded = true;
    effects += save_form(state, false); // its record has it now
    effects.push_back(PlaceCall { intent->id, call_request(intent->form, state) });
    return effects;
}

Effects settle_call(State& state, api::CallPage const& page, std::optional<Instant> asked_at)
{
    auto& intent = state.new_call.intent;
    if (!intent || intent->state != IntentState::Unknown)
        return {};
    if (auto const found = std::find_if(page.calls.begin(), page.calls.end(), [&](auto const& call) { return is_that(*intent, call); }); found != page.calls.end())
        return finish(state, *found, "CallFound");
    intent->looked = intent->looked || (asked_at && intent->lost_at && (*asked_at >= *intent->lost_at || *intent->lost_at > state.now)); // the clock may be set back
    auto const away = state.now - intent->dispatched_at.value_or(state.now);
    if (intent->looked && away >= unknown_settles)
        return {}; // it can be under way no longer
    intent->check_at = state.now + std::clamp<Instant::duration>(away, check_soonest, check_latest);
    return { WakeAt { *intent->check_at, CallStepped { CallStep::CheckDue } } };
}

Effects apply(State& state, CallFieldEdited const& edit)
{
    at(state.new_call.form, edit.field) = edit.text;
    return save_form(state, true);
}

Effects apply(State& state, CallAgainPressed const& again)
{
    auto const known = state.calls.find(again.id);
    if (known == state.calls.end())
        return {};
    Effects effects = set_form(state, form_of(known->second));
    effects += go_to(state, { .page = Page::Calls, .compose = true }, false);
    effects += end_sound(state);
    return effects;
}

static Effects press_send(State& state)
{
    auto& wanted = state.new_call;
    bool const again = wanted.intent && (wanted.intent->state == IntentState::Failed || (wanted.intent->state == IntentState::Unknown && wanted.intent->looked));
    if (state.sign_in != SignIn::SignedIn || !state.online || (wanted.intent && !again))
        return {};
    if (again && wanted.intent->state == IntentState::Unknown)
        return send(state, *wanted.intent);
    if (first_problem(check_call(wanted.form, state)) != CallField::Count) {
        ++wanted.refused;
        return {};
    }
    wanted.refused = 0;
    if (again && wanted.intent->form == wanted.form)
        return send(state, *wanted.intent);
    // Other words are another call: what was refused under the old key is over.
    Effects effects;
    if (wanted.intent)
        effects.push_back(RemoveIntent { wanted.intent->id });
    wanted.intent = CallIntent { .id = new_key(state), .form = wanted.form, .owner = owner_now(state), .created_at = state.now };
    for (auto const& [id, call] : state.calls)
        if (plain_number(call.phone.value_or("")) == plain_number(at(wanted.form, CallField::Phone)))
            wanted.intent->known_before.push_back(id.text);
    effects += send(state, *wanted.intent);
    return effects;
}

Effects apply(State& state, CallPlaced const& placed)
{
    auto& intent = state.new_call.intent;
    if (!intent || intent->id != placed.id || intent->state != IntentState::Sending)
        return {};
    if (placed.call.has_value())
        return finish(state, *placed.call, "CallIsOver");
    auto const& error = placed.call.error();
    intent->error = error;
    if (is_lost(error))
        return lose(state, *intent);
    if (error.kind == ErrorKind::SignedOut)
        state.sign_in = SignIn::Expired; // refused before it was looked at: it can be sent after the next sign-in
    if (error.status == 405 || error.status == 501 || (error.status == 404 && error.code == "not_found"))
        state.missing_calls |= static_cast<std::uint8_t>(CallPart::Create);
    intent->state = IntentState::Failed;
    return { SaveCall { *intent }, Announce { {}, error } };
}

static Effects stop_waiting(State& state)
{
    auto& intent = state.new_call.intent;
    if (!intent || intent->state != IntentState::Sending)
        return {};
    Effects effects { CancelIntentRequest { intent->id } };
    effects += lose(state, *intent);
    return effects;
}

static Effects check_by_itself(State& state)
{
    auto& intent = state.new_call.intent;
    if (!intent || !intent->check_at || *intent->check_at > state.now)
        return {};
    intent->check_at.reset();
    return intent->state == IntentState::Unknown && state.online && state.sign_in == SignIn::SignedIn ? fetch_calls(state) : Effects {};
}

static Effects forget(State& state)
{
    auto& intent = state.new_call.intent;
    if (!intent || intent->state == IntentState::Sending || intent->state == IntentState::Queued)
        return {};
    auto const id = intent->id;
    intent.reset();
    Effects effects = save_form(state, false);
    effects.push_back(RemoveIntent { id });
    return effects;
}

Effects apply(State& state, CallStepped const& stepped)
{
    switch (stepped.step) {
    case CallStep::Send: return press_send(state);
    case CallStep::StopWaiting: return stop_waiting(state);
    case CallStep::Check: return fetch_calls(state);
    case CallStep::CheckDue: return check_by_itself(state);
    case CallStep::Forget: return forget(state);
    case CallStep::Clear: return set_form(state, {});
    }
    return {};
}

} // namespace kally::store
