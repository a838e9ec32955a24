#include "api/operations.h"
#include "api/query.h"
#include "api/reader.h"

#include <algorithm>

namespace kally::api {
namespace {

/// Variant call-layout: nested as the references show it, or flat.
Call read_call(Reader& in)
{
    return {
        .id = in.id<CallId>({ "call_id" }),
        .status = in.text({ "status" }),
        .phone = in.optional_text({ "submission.respondent_phone", "to" }),
        .business = in.optional_text({ "submission.business_name", "business_name" }),
        .task = in.optional_text({ "submission.task_description" }),
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

std::string encode_call(CallRequest const& call)
{
    std::string out = "{\"submission\":{";
    auto const add = [&](std::string_view name, std::string_view value) {
        if (!value.empty())
            out += (out.back() == '{' ? "\"" : ",\"") + std::string { name } + "\":" + quote_json(value);
    };
    add("task_category", call.category);
    add("task_description", call.task);
    add("respondent_phone", call.phone);
    add("business_name", call.business);
    add("user_name", call.user_name);
    add("language", call.language);
    add("call_language", call.language);
    return out + "},\"timezone\":" + quote_json(call.timezone) + "}";
}

} // namespace

Operation<CallPage> list_calls(PageQuery page)
{
    Query query { "/v1/calls" };
    query.add("limit", std::clamp(page.limit, 1, 200));
    query.add("offset", std::max(page.offset, 0));
    return {
        .target = query.take(),
        .decode = [](std::string_view body) { return decode_with(body, read_calls); },
    };
}

Operation<Call> get_call(CallId const& call)
{
    return {
        .target = Query { "/v1/calls/", call.text }.take(),
        .decode = [](std::string_view body) { return decode_with(body, read_call); },
    };
}

Operation<Call> create_call(CallRequest const& call, std::string_view idempotency_key)
{
    return {
        .method = Method::Post,
        .target = "/v1/calls",
        .body = encode_call(call),
        .decode = [](std::string_view body) { return decode_with(body, read_call); },
        .limit = TimeLimit::Long,
        .idempotency_key = std::string { idempotency_key },
    };
}

} // namespace kally::api
