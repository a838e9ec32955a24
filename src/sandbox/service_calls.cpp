#include "sandbox/service.h"

#include "base/hash.h"
#include "sandbox/answers.h"
#include "sandbox/json_text.h"
#include "sandbox/plans.h"
#include "sandbox/requests.h"
#include "sandbox/work.h"

#include <algorithm>

namespace kally::sandbox {

using std::chrono::hours, std::chrono::seconds;

net::Response Service::get_calls(Asked const& asked)
{
    auto const limit = query_number(asked.query, "limit", 50, 1, 200);
    auto const offset = query_number(asked.query, "offset", 0, 0, 1'000'000'000);
    if (!limit || !offset)
        return fail(422, "invalid_request", "limit is 1 to 200 and offset is not negative.");
    std::vector<Call const*> page;
    auto const total = m_account.calls.size();
    auto const first = std::min(static_cast<std::size_t>(*offset), total);
    for (auto i = first; i < std::min(total, first + static_cast<std::size_t>(*limit)); ++i)
        page.push_back(&m_account.calls[total - 1 - i]);
    return json_response(200, answers().call_list(page, total));
}

net::Response Service::no_call() { return fail(404, "call_not_found", "There is no such call."); }

net::Response Service::get_call(Asked const& asked)
{
    auto const* call = m_account.find_call(asked.id);
    return call ? json_response(200, answers().call(*call)) : no_call();
}

namespace {

bool is_phone(std::string_view phone)
{
    return phone.size() > 2 && phone.size() <= 16 && phone[0] == '+' && phone[1] != '0' && phone.find_first_not_of("0123456789", 1) == phone.npos;
}

/// "2026-03-10" and "09:30" as an instant of that wall clock; a missing time is ten o'clock. Empty when either is none.
std::optional<Instant> wall_time(std::string const& date, std::string const& time)
{
    auto const hour = time.empty() ? std::string { "10:00" } : time;
    if (date.size() != 10 || hour.size() != 5 || hour[2] != ':')
        return {};
    return parse_timestamp(date + "T" + hour + ":00Z");
}

/// What is wrong with a submission, by code; empty when nothing is.
struct Refusal {
    int status = 0;
    char const* code = "";
    char const* words = "";
};

Refusal refusal_of(api::JsonValue const& submission, Instant now)
{
    auto const phone = text_member(submission, "respondent_phone"), task = text_member(submission, "task_description");
    auto const date = text_member(submission, "appointment_date"), time = text_member(submission, "appointment_time");
    if (phone.empty())
        return { 422, "missing_phone_number", "The number to call is missing." };
    if (phone.size() <= 4)
        return { 422, "emergency_number", "Emergency numbers are never called." };
    if (!is_phone(phone))
        return { 422, "invalid_request", "The number is not in the international form." };
    if (phone.starts_with("+1900") || phone.starts_with("+34803"))
        return { 422, "toll_number", "Premium-rate numbers are not called." };
    if (phone.starts_with("+850"))
        return { 403, "unsupported_country", "This country is not served." };
    for (auto const* name : { "language", "call_language" })
        if (auto const language = text_member(submission, name); !language.empty() && language != "en" && language != "es")
            return { 422, "unsupported_language", "Calls are made in English and Spanish." };
    if (task.size() < 10 || task.size() > 4000)
        return { 422, "safety_violation", "Describe the task in 10 to 1000 characters." };
    if (auto const* party = api::member(submission, "party_size"))
        if (auto const size = whole<int>(*party); !size || *size < 1 || *size > 50)
            return { 422, "invalid_request", "party_size is 1 to 50." };
    if (date.empty() && time.empty())
        return {};
    // The callee's zone is at most 14 hours ahead of or behind the clock.
    auto const at = wall_time(date.empty() ? format_timestamp(now).substr(0, 10) : date, time);
    if (!at || *at + hours { 14 } < now)
        return { 422, "scheduling_violation", "The date and time are not valid, or over." };
    return {};
}

} // namespace

net::Response Service::post_call(Asked const& asked)
{
    auto const json = object_of(asked.request.body);
    auto const* submission = api::member(json, "submission");
    if (!submission || submission->kind != api::JsonKind::Object)
        return fail(400, "invalid_request", "The body has no submission.");
    auto const key = std::string { request_header(asked.request, "idempotency-key") };
    auto const moment = now(); // one for the call and its answer: the clock goes on in between
    Answers const answers { m_dials, m_account, moment };
    for (auto const& call : m_account.calls)
        if (!key.empty() && call.key == key)
            return json_response(201, answers.call(call));
    if (auto const refusal = refusal_of(*submission, moment); refusal.status != 0)
        return fail(refusal.status, refusal.code, refusal.words);
    if (out_of_credits(m_account, moment))
        return fail(402, "quota_exceeded", "No credits are left in this period.");
    // The last digit decides how the call ends, so that every end can be had on purpose.
    auto const phone = text_member(*submission, "respondent_phone");
    auto const last = phone.back();
    auto const* const status = last == '1' ? "no_answer" : last == '2' ? "busy" : last == '3' ? "voicemail" : last == '4' ? "failed" : "success";
    auto const answered = std::string_view { status } == "success";
    auto const spanish = text_member(*submission, "language") == "es";
    auto const talked = seconds { answered ? 81 : last == '3' ? 24 : 0 };
    auto const category = text_member(*submission, "task_category"), date = text_member(*submission, "appointment_date");
    Call call { .id = make_id(m_account, "call", true), .status = status, .language = spanish ? Language::Spanish : Language::English, .category = category.empty() ? "general" : category,
        .user_name = text_member(*submission, "user_name"), .phone = phone, .business = text_member(*submission, "business_name"), .task = text_member(*submission, "task_description"),
        .highlights = answered ? (spanish ? "Zona de pruebas: pueden ayudarte y el martes a las 10:00 está libre." : "Sandbox: they can help, and Tuesday at 10:00 is free.") : "",
        .next_steps = answered ? (spanish ? "Confirma antes de mañana a mediodía." : "Confirm before tomorrow at noon.") : "",
        .created_at = moment - talked, .starts_at = moment - talked, .ended_at = moment, .seconds = static_cast<int>(talked.count()), .credits = answered ? 11 : 10, .key = key };
    for (auto const* name : { "user_phone", "appointment_date", "appointment_time", "time_preference_text" })
        if (auto const value = text_member(*submission, name); !value.empty())
            call.details += ",\"" + std::string { name } + "\":" + api::quote_json(value);
    if (auto const* party = api::member(*submission, "party_size"))
        call.details += ",\"party_size\":" + party->text;
    if (answered) {
        auto const days_to_tuesday = (9 - to_civil(moment, {}).weekday - 1) % 7 + 1;
        auto const tuesday = std::chrono::floor<std::chrono::days>(moment) + std::chrono::days { days_to_tuesday } + hours { 10 };
        call.appointment = wall_time(date, text_member(*submission, "appointment_time")).value_or(tuesday);
    }
    charge(m_account, "phone_call", call.business, {}, call.credits, moment);
    m_account.calls.push_back(std::move(call));
    ++m_revision;
    return json_response(201, answers.call(m_account.calls.back()));
}

net::Response Service::get_transcript(Asked const& asked)
{
    auto const* call = m_account.find_call(asked.id);
    if (!call)
        return no_call();
    return was_spoken(*call, now()) ? json_response(200, answers().transcript(*call)) : fail(404, "transcript_not_found", "There is no transcript of this call.");
}

/// The recording as an address of its own.
static std::string recording_inside()
{
    auto text = base64url(recording_bytes());
    std::replace(text.begin(), text.end(), '-', '+');
    std::replace(text.begin(), text.end(), '_', '/');
    text.resize((text.size() + 3) / 4 * 4, '=');
    return "data:audio/wav;base64," + text;
}

net::Response Service::get_recording(Asked const& asked)
{
    auto const* call = m_account.find_call(asked.id);
    if (!call)
        return no_call();
    if (!was_spoken(*call, now()))
        return fail(404, "recording_not_found", "There is no recording of this call.");
    return json_response(200, answers().recording(m_options.recordings_inside ? recording_inside() : m_options.page_origin + "/sandbox/recordings/" + call->id + ".wav"));
}

std::optional<std::string> Service::recording(std::string_view id) const
{
    for (auto const& call : m_account.calls)
        if (call.id == id && was_spoken(call, now()))
            return recording_bytes();
    return {};
}

net::Response Service::get_calendar(Asked const& asked)
{
    auto const* call = m_account.find_call(asked.id);
    if (!call)
        return no_call();
    if (call->appointment == Instant {} || call->ended_at > now())
        return fail(404, "calendar_not_found", "Nothing was agreed in this call.");
    return typed_response(200, "text/calendar; charset=utf-8", calendar_text(*call));
}

net::Response Service::post_call_cancel(Asked const& asked)
{
    auto* call = m_account.find_call(asked.id);
    if (!call)
        return no_call();
    if (call->starts_at <= now())
        return fail(409, "call_started", call->ended_at <= now() ? "The call is over." : "The call runs already; it can be stopped.");
    call->status = "cancelled";
    call->starts_at = call->ended_at = now();
    return done("CallActionResult", "call_id", asked.id, "cancelled");
}

net::Response Service::post_call_stop(Asked const& asked)
{
    auto* call = m_account.find_call(asked.id);
    if (!call)
        return no_call();
    if (call->starts_at > now() || call->ended_at <= now())
        return fail(409, "call_not_running", call->ended_at <= now() ? "The call is over." : "The call has not begun; it can be cancelled.");
    call->status = "stopped";
    call->seconds = static_cast<int>(std::chrono::duration_cast<seconds>(now() - std::max(call->starts_at, call->created_at)).count());
    call->ended_at = now();
    call->highlights.clear();
    call->next_steps.clear();
    call->appointment = {};
    return done("CallActionResult", "call_id", asked.id, m_dials.in_shape_b(Variant::CallStatus) ? "terminated" : "cancelled");
}

net::Response Service::post_reschedule(Asked const& asked)
{
    auto* call = m_account.find_call(asked.id);
    if (!call)
        return no_call();
    if (call->starts_at <= now())
        return fail(409, "call_started", "Only a planned call can be moved.");
    auto const json = object_of(asked.request.body);
    auto const planned = format_timestamp(call->starts_at);
    auto const date = text_member(json, "date"), time = text_member(json, "time");
    auto const at = wall_time(date.empty() ? planned.substr(0, 10) : date, time.empty() ? planned.substr(11, 5) : time);
    if (!at || *at <= now())
        return fail(422, "scheduling_violation", "The date and time are not valid, or over.");
    call->ended_at += *at - call->starts_at;
    call->starts_at = *at;
    ++m_revision;
    return json_response(200, answers().done("CallActionResult", "call_id", asked.id, "scheduled"));
}

} // namespace kally::sandbox
