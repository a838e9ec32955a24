#include "store/apply.h"
#include "store/records.h"
#include "store/select.h"

#include "base/order.h"

#include <utility>

namespace kally::store {

namespace {

bool lacks(State const& state, CallPart part) { return (state.missing_calls & static_cast<std::uint8_t>(part)) != 0; }

/// Whether an answer says that the service has no such operation, and not that this call has no such thing ("..._not_found").
bool is_no_operation(Error const& error)
{
    return error.status == 405 || error.status == 501 || (error.status == 404 && !error.code.ends_with("_not_found"));
}

/// Said once; its control is not shown again.
Effects note_missing(State& state, CallPart part)
{
    if (lacks(state, part))
        return {};
    state.missing_calls |= static_cast<std::uint8_t>(part);
    return show_toast(state, "NotOffered");
}

template <typename T>
Effects note_if_missing(State& state, CallPart part, Result<T> const& answer)
{
    return !answer.has_value() && is_no_operation(answer.error()) ? note_missing(state, part) : Effects {};
}

Effects fetch_page(State& state, int offset)
{
    state.call_list.offset = offset;
    return { FetchCalls { ask(state, state.call_list.page), offset } };
}

template <typename T>
Effects fetch_part(State& state, Remote<T>& remote, CallId const& id, CallPart part)
{
    return remote.pending || lacks(state, part) ? Effects {} : Effects { FetchCallPart { ask(state, remote), id, part } };
}

Effects fetch_part(State& state, CallId const& id, CallPart part)
{
    auto& parts = state.call_parts[id];
    switch (part) {
    case CallPart::Transcript: return fetch_part(state, parts.transcript, id, part);
    case CallPart::Recording: return fetch_part(state, parts.recording, id, part);
    case CallPart::Calendar: return fetch_part(state, parts.calendar, id, part);
    default: return fetch_part(state, parts.call, id, CallPart::Details);
    }
}

/// What was said, once nothing more will be.
Effects fetch_said(State& state, CallId const& id)
{
    auto const known = state.calls.find(id);
    auto const& said = state.call_parts[id].transcript;
    bool const over = known != state.calls.end() && stage_of(known->second) == CallStage::Over;
    return over && !said.value && !said.error ? fetch_part(state, id, CallPart::Transcript) : Effects {};
}

bool is_shown(State const& state, CallId const& id) { return state.route.page == Page::Calls && state.route.call == id; }

bool is_under_way(CallParts const& parts) { return parts.order && parts.order->stage != CallOrder::Stage::Failed; }

Deed deed_of(State const& state, CallId const& id, CallOrder const& order)
{
    return { Deed::Kind::Call, id.text, static_cast<int>(order.verb), {}, order.seen, state.now, owner_now(state) };
}

Effect forget(CallId const& id) { return RemoveIntent { deed_key({ .kind = Deed::Kind::Call, .id = id.text }) }; }

Effects fail(CallOrder& order, Error const& error)
{
    order.stage = CallOrder::Stage::Failed;
    order.error = error;
    return { Announce { {}, error } };
}

Effects confirm(State& state, CallId const& id)
{
    auto& parts = state.call_parts[id];
    parts.order->stage = CallOrder::Stage::Confirming;
    parts.call.pending.reset(); // what is under way was asked before
    return fetch_part(state, id, CallPart::Details);
}

} // namespace

void note_call(State& state, api::Call const& told)
{
    auto const known = std::exchange(state.calls[told.id], told);
    auto& now = state.calls[told.id];
    auto const keep = [](auto& value, auto const& before) {
        if (!value)
            value = before;
    };
    keep(now.phone, known.phone);
    keep(now.business, known.business);
    keep(now.task, known.task);
    keep(now.category, known.category);
    keep(now.user_name, known.user_name);
    keep(now.appointment_date, known.appointment_date);
    keep(now.appointment_time, known.appointment_time);
    keep(now.party_size, known.party_size);
    keep(now.highlights, known.highlights);
    keep(now.next_steps, known.next_steps);
    keep(now.created_at, known.created_at);
    keep(now.ended_at, known.ended_at);
    keep(now.duration_seconds, known.duration_seconds);
    keep(now.credits_used, known.credits_used);
    if (std::find(state.call_order.begin(), state.call_order.end(), told.id) == state.call_order.end())
        state.call_order.insert(state.call_order.begin(), told.id);
}

Effects fetch_calls(State& state) { return inside(state) && !state.call_list.page.pending ? fetch_page(state, 0) : Effects {}; }

Effects load_calls_page(State& state)
{
    Effects effects;
    if (!is_fresh(state, state.call_list.page) || state.new_call.intent)
        effects += fetch_calls(state);
    if (!state.route.call.empty()) {
        effects += fetch_part(state, state.route.call, CallPart::Details);
        effects += fetch_said(state, state.route.call);
    }
    return effects;
}

Effects end_sound(State& state)
{
    if (is_shown(state, state.sounding))
        return {};
    state.call_parts[std::exchange(state.sounding, {})].recording = {};
    return { UnloadSound {} };
}

Effects apply(State& state, CallsRequested const&) { return fetch_calls(state); }

Effects apply(State& state, MoreCallsRequested const&)
{
    auto const& list = state.call_list;
    if (!inside(state) || list.complete || list.page.pending || !list.page.value)
        return {};
    return fetch_page(state, list.read);
}

Effects apply(State& state, CallsReceived const& received)
{
    auto& list = state.call_list;
    if (!take(state, list.page, received.ticket, received.page))
        return {};
    if (!received.page.has_value())
        return settle_call(state, {}, {});
    auto const page = std::exchange(list.page.value->calls, {}); // they stand in state.calls
    note_page(list, page.size(), received.page->total, {}, calls_page);
    for (auto const& call : page)
        note_call(state, call);
    // In the service's order, the first page before what is known from further ones; by time where every call has one.
    std::vector<CallId> order;
    for (auto const& call : page)
        order.push_back(call.id);
    std::erase_if(state.call_order, [&](auto const& id) { return std::find(order.begin(), order.end(), id) != order.end(); });
    auto const behind = list.offset == 0 ? state.call_order.begin() : state.call_order.end();
    state.call_order.insert(behind, order.begin(), order.end());
    auto const moment = [&](CallId const& id) { return state.calls[id].created_at; };
    if (std::all_of(state.call_order.begin(), state.call_order.end(), moment))
        sort_by(state.call_order, [&](CallId const& id) { return -moment(id)->time_since_epoch().count(); });
    return list.offset == 0 ? settle_call(state, *received.page, list.page.asked_at) : Effects {};
}

Effects apply(State& state, CallPartRequested const& request) { return fetch_part(state, request.id, request.part); }

Effects apply(State& state, CallReceived const& received)
{
    auto& parts = state.call_parts[received.id];
    if (!take(state, parts.call, received.ticket, received.call))
        return {};
    bool const confirming = parts.order && parts.order->stage == CallOrder::Stage::Confirming;
    if (!received.call.has_value()) {
        if (!confirming)
            return {};
        if (!parts.order->answered)
            return fail(*parts.order, parts.order->error.value_or(received.call.error()));
        parts.order.reset();
        Effects effects { forget(received.id) };
        effects += show_toast(state, "DecisionSent", Toast::Kind::Done);
        return effects;
    }
    // One that was planned and runs by now has not been called off.
    bool const moved = confirming && parts.order->seen != received.call->status && stage_of(*received.call) != CallStage::Running;
    note_call(state, *received.call);
    Effects effects = fetch_said(state, received.id);
    if (confirming) {
        bool const later = parts.order->verb == CallPart::Reschedule; // of which the call says nothing
        effects.push_back(forget(received.id));
        if (!parts.order->answered && (later || !moved)) { // the answer was lost, and so was the request
            effects += fail(*parts.order, parts.order->error.value_or(Error {}));
            return effects;
        }
        parts.order.reset();
        effects += show_toast(state, moved || later ? "DecisionDone" : "DecisionSent", Toast::Kind::Done);
    }
    if (is_shown(state, received.id) && stage_of(*received.call) != CallStage::Over)
        effects.push_back(WakeAt { state.now + goal_refresh, CallRefreshDue { received.id } });
    return effects;
}

Effects apply(State& state, CallRefreshDue const& due)
{
    auto const& remote = state.call_parts[due.id].call;
    bool const asked = remote.asked_at && state.now - *remote.asked_at < goal_refresh - std::chrono::seconds { 1 };
    return is_shown(state, due.id) && !asked && state.online && state.sign_in == SignIn::SignedIn ? fetch_part(state, due.id, CallPart::Details) : Effects {};
}

Effects apply(State& state, TranscriptReceived const& received)
{
    if (!take(state, state.call_parts[received.id].transcript, received.ticket, received.transcript))
        return {};
    return note_if_missing(state, CallPart::Transcript, received.transcript);
}

Effects apply(State& state, RecordingReceived const& received)
{
    if (!take(state, state.call_parts[received.id].recording, received.ticket, received.recording))
        return {};
    Effects effects = note_if_missing(state, CallPart::Recording, received.recording);
    if (!received.recording.has_value())
        return effects;
    if (received.saved)
        return show_toast(state, "RecordingSaved", Toast::Kind::Done);
    state.sounding = received.id;
    effects += end_sound(state); // one who has left meanwhile hears nothing
    if (!state.sounding.empty())
        effects.push_back(PlaySound {});
    return effects;
}

Effects apply(State& state, SoundPressed const& pressed) { return state.sounding.empty() ? Effects {} : Effects { PlaySound { pressed.play, pressed.at } }; }

Effects apply(State& state, CalendarReceived const& received)
{
    if (!take(state, state.call_parts[received.id].calendar, received.ticket, received.saved))
        return {};
    if (received.saved.has_value())
        return show_toast(state, "CalendarSaved", Toast::Kind::Done);
    auto const& error = received.saved.error();
    if (is_no_operation(error))
        return note_missing(state, CallPart::Calendar);
    return show_toast(state, error.kind == ErrorKind::Malformed ? "CalendarIsNone" : error.code.ends_with("_not_found") ? "CalendarNothing" : "CalendarFailed");
}

Effects apply(State& state, CallOrdered const& ordered)
{
    auto& parts = state.call_parts[ordered.id];
    if (state.sign_in != SignIn::SignedIn || !state.online || lacks(state, ordered.verb) || is_under_way(parts))
        return {};
    auto const known = state.calls.find(ordered.id);
    parts.order = CallOrder { .verb = ordered.verb, .ticket = next_ticket(state), .seen = known == state.calls.end() ? std::string {} : known->second.status };
    auto const ticket = parts.order->ticket;
    return { on_record(deed_of(state, ordered.id, *parts.order), ActOnCall { ticket, ordered.id, ordered.verb, ordered.date, ordered.time }, [&](Error error) { return CallOrderAnswered { ticket, ordered.id, std::move(error) }; }) };
}

Effects apply(State& state, CallOrderAnswered const& answered)
{
    auto& parts = state.call_parts[answered.id];
    if (!parts.order || parts.order->ticket != answered.ticket)
        return {};
    auto& order = *parts.order;
    order.answered = answered.result.has_value() && answered.result->success.value_or(true);
    if (!answered.result.has_value()) {
        order.error = answered.result.error();
        if (is_no_operation(*order.error)) {
            auto const verb = order.verb;
            parts.order.reset();
            Effects effects { forget(answered.id) };
            effects += note_missing(state, verb);
            return effects;
        }
        if (!is_lost(*order.error)) {
            Effects effects { forget(answered.id) };
            effects += fail(order, *order.error);
            return effects;
        }
    }
    return confirm(state, answered.id);
}

Effects adopt_order(State& state, Deed const& deed)
{
    CallId const id { deed.id };
    auto& parts = state.call_parts[id];
    if (parts.order)
        return {};
    parts.order = CallOrder { .verb = static_cast<CallPart>(deed.verb), .seen = deed.seen, .error = Error { .kind = ErrorKind::Unanswered, .detail = {} } };
    return confirm(state, id);
}

Effects apply(State& state, CallOrderDropped const& dropped)
{
    if (auto& parts = state.call_parts[dropped.id]; !is_under_way(parts))
        parts.order.reset();
    return {};
}

} // namespace kally::store
