#include "api/action_result.h"
#include "api/body.h"
#include "api/operations.h"
#include "api/query.h"

#include <algorithm>

namespace kally::api {
namespace {

/// Variant call-layout: nested as the references show it, or flat.
Call read_call(Reader& in)
{
    in.pass_over({ "submission.user_phone", "submission.time_preference_text", "submission.language", "submission.call_language", "submission.is_urgent", "submission.additional_instructions" });
    return {
        .id = in.id<CallId>({ "call_id" }),
        .status = in.text({ "status" }, { "success", "no_answer", "busy", "failed", "voicemail", "cancelled", "terminated", "in_progress", "scheduled" }),
        .phone = in.optional_text({ "submission.respondent_phone", "to" }),
        .business = in.optional_text({ "submission.business_name", "business_name" }),
        .task = in.optional_text({ "submission.task_description" }),
        .category = in.optional_text({ "submission.task_category" }),
        .user_name = in.optional_text({ "submission.user_name" }),
        .appointment_date = in.optional_text({ "submission.appointment_date" }),
        .appointment_time = in.optional_text({ "submission.appointment_time" }),
        .party_size = in.integer({ "submission.party_size" }),
        .highlights = in.optional_text({ "highlights", "result_summary" }),
        .next_steps = in.optional_text({ "next_steps" }),
        .created_at = in.instant({ "metadata.created_at", "created_at" }),
        .ended_at = in.instant({ "metadata.ended_at", "ended_at" }),
        .duration_seconds = in.decimal({ "duration_seconds" }),
        .credits_used = in.decimal({ "credits_used" }),
    };
}

CallPage read_calls(Reader& in)
{
    return { .calls = in.required_list({ "calls", "items" }, read_call), .total = in.integer({ "total" }) };
}

/// "00:01:07" since the call began; hours may be left out.
std::optional<std::chrono::seconds> read_offset(std::optional<std::string> const& text)
{
    if (!text || text->empty() || text->find_first_not_of("0123456789:") != std::string::npos || text->size() > 12)
        return {};
    std::int64_t seconds = 0, part = 0;
    for (char const c : *text) {
        if (c == ':') {
            seconds = (seconds + part) * 60;
            part = 0;
        } else {
            part = part * 10 + (c - '0');
        }
    }
    return std::chrono::seconds { seconds + part };
}

/// Variant transcript-layout: entries under one of two keys, or bare; objects, or plain lines.
Transcript read_transcript(Reader& in)
{
    Transcript transcript;
    auto const* list = in.required_entries({ "entries", "transcript" });
    if (!list)
        return transcript;
    for (auto const& entry : *list) {
        if (entry.kind == JsonKind::Text)
            transcript.lines.push_back({ .text = entry.text });
        if (entry.kind != JsonKind::Object)
            continue;
        Reader const line { in, "entries", static_cast<std::size_t>(&entry - list->data()), entry };
        transcript.lines.push_back({
            .speaker = line.optional_text({ "speaker", "role" }),
            .text = line.optional_text({ "content", "text" }).value_or(""),
            .at = read_offset(line.optional_text({ "timestamp" })),
        });
    }
    return transcript;
}

Recording read_recording(Reader& in)
{
    return {
        .url = in.filled_text({ "url" }),
        .duration_seconds = in.decimal({ "duration_seconds" }),
        .format = in.optional_text({ "format" }),
    };
}

/// The vendor's clients broke on this body, so it is looked at before anybody saves it.
Result<CalendarFile> decode_calendar(std::string_view body, Drift*)
{
    if (body.starts_with("\xEF\xBB\xBF"))
        body.remove_prefix(3);
    auto const text = trim(body);
    if (!text.starts_with("BEGIN:VCALENDAR") || !text.ends_with("END:VCALENDAR") || !is_valid_utf8(text))
        return Error { .kind = ErrorKind::Malformed, .detail = "The answer is no calendar" };
    return CalendarFile { .text = std::string { body } };
}

std::string encode_call(CallRequest const& call)
{
    Body submission;
    submission.text_if_any("task_category", call.category)
        .text_if_any("task_description", call.task)
        .text_if_any("respondent_phone", call.phone)
        .text_if_any("business_name", call.business)
        .text_if_any("user_name", call.user_name)
        .text_if_any("user_phone", call.user_phone)
        .text_if_any("appointment_date", call.appointment_date)
        .text_if_any("appointment_time", call.appointment_time)
        .text_if_any("time_preference_text", call.time_preference)
        .text_if_any("language", call.language)
        .text_if_any("call_language", call.call_language.empty() ? call.language : call.call_language);
    if (call.party_size > 0)
        submission.raw("party_size", std::to_string(call.party_size));
    if (call.urgent)
        submission.raw("is_urgent", "true");
    if (!call.instructions.empty())
        submission.texts("additional_instructions", call.instructions);
    return Body {}.raw("submission", submission.take()).text("timezone", call.timezone).take();
}

std::string below_call(CallId const& call, std::string_view rest) { return Query { "/v1/calls/", call.text }.take().append(rest); }

} // namespace

Operation<CallPage> list_calls(PageQuery page)
{
    Query query { "/v1/calls" };
    query.add("limit", std::clamp(page.limit, 1, 200));
    query.add("offset", std::max(page.offset, 0));
    return {
        .target = query.take(),
        .decode = [](std::string_view body, Drift* drift) { return decode_with(body, drift, read_calls); },
        .kept = page.offset <= 0,
    };
}

Operation<Call> get_call(CallId const& call)
{
    return {
        .target = below_call(call, ""),
        .decode = [](std::string_view body, Drift* drift) { return decode_with(body, drift, read_call); },
        .kept = true,
    };
}

Operation<Call> create_call(CallRequest const& call, std::string_view idempotency_key)
{
    return {
        .method = Method::Post,
        .target = "/v1/calls",
        .body = encode_call(call),
        .decode = [](std::string_view body, Drift* drift) { return decode_with(body, drift, read_call); },
        .limit = TimeLimit::Long,
        .idempotency_key = std::string { idempotency_key },
    };
}

Operation<Transcript> get_transcript(CallId const& call)
{
    return {
        .target = below_call(call, "/transcript"),
        .decode = [](std::string_view body, Drift* drift) { return decode_with(body, drift, read_transcript, Reader::Shape::ObjectOrList); },
        .kept = true,
    };
}

Operation<Recording> get_recording(CallId const& call)
{
    return {
        .target = below_call(call, "/recording"),
        .decode = [](std::string_view body, Drift* drift) { return decode_with(body, drift, read_recording); },
    };
}

Operation<CalendarFile> get_calendar(CallId const& call)
{
    return { .target = below_call(call, "/calendar.ics"), .decode = decode_calendar, .accept = "text/calendar" };
}

Operation<ActionResult> act_on_call(CallId const& call, CallAction action)
{
    return {
        .method = Method::Post,
        .target = below_call(call, action == CallAction::Cancel ? "/cancel" : "/stop"),
        .decode = decode_action_result,
    };
}

Operation<ActionResult> reschedule_call(CallId const& call, std::string_view date, std::string_view time)
{
    return {
        .method = Method::Post,
        .target = below_call(call, "/reschedule"),
        .body = Body {}.text_if_any("date", date).text_if_any("time", time).take(),
        .decode = decode_action_result,
    };
}

} // namespace kally::api
