#include "sandbox/dials.h"

#include "sandbox/json_text.h"

#include <algorithm>

namespace kally::sandbox {

using api::JsonKind, api::JsonValue;

static constexpr std::string_view names[] = {
    "message-text", "message-actions", "message-goal", "message-extras", "credits-type", "conversation-id", "id-format", "goal-id",
    "goal-list-key", "goal-list-params", "call-list-key", "call-layout", "call-status", "transcript-layout", "portal", "subscription-unit", "change-plan-body", "error-message",
    "error-402", "error-flat", "upgrade-url", "business-price", "overage", "trial", "scope-spelling", "redirect-path", "error-detail",
    "history-list", "plans-map", "plans-list", "transcript-list", "transcript-lines", "no-body", "other-names", "created",
};
static_assert(std::size(names) == variant_count);

std::string_view name_of(Variant variant) { return names[static_cast<std::size_t>(variant)]; }

std::vector<std::string_view> const& inferred_members()
{
    static std::vector<std::string_view> const members {
        "TokenResponse.token_type",
        "TriggeredAction.id", "TriggeredAction.type", "TriggeredAction.status", "TriggeredAction.summary", "TriggeredAction.goal_id",
        "TriggeredAction.credits",
        "HistoryMessage.message_id", "HistoryMessage.role", "HistoryMessage.content", "HistoryMessage.created_at",
        "HistoryMessage.intent", "HistoryMessage.triggered_actions", "HistoryMessage.suggestions", "HistoryMessage.credits_used",
        "HistoryMessage.goal_id",
        "History.conversation_id", "History.messages", "History.total", "History.has_more",
        "GoalList.total", "GoalList.has_more", "GoalSummary.conversation_id",
        "GoalDetail.title", "GoalDetail.status", "GoalDetail.description", "GoalDetail.created_at", "GoalDetail.updated_at",
        "GoalDetail.credits_used", "GoalDetail.credits_estimated", "GoalDetail.parent_goal_id", "GoalDetail.steps",
        "StripePlan.plan_type", "StripePlan.name", "StripePlan.currency", "StripePlan.price_monthly", "StripePlan.price_annual_monthly",
        "StripePlan.credits_allocated", "StripePlan.overage_enabled", "StripePlan.overage_rate", "StripePlan.features",
        "MySubscriptionCredits.has_active_subscription", "MySubscriptionCredits.plan_type", "MySubscriptionCredits.current_period_start",
        "MySubscriptionCredits.current_period_end", "MySubscriptionCredits.credits_allocated", "MySubscriptionCredits.auto_renew",
        "MySubscriptionCredits.management_url",
        "GoalTree.title", "GoalTree.status", "GoalTree.parent_goal_id", "GoalTree.credits_used", "GoalTree.steps", "GoalTree.sub_goals",
        "GoalActionResult.success", "GoalActionResult.goal_id", "GoalActionResult.status",
        "BatchArchived.archived", "BatchArchived.goal_ids", "BatchArchived.failed",
        "CallActionResult.success", "CallActionResult.call_id", "CallActionResult.status",
        "OutboxEmail.body",
        "EmailActionDone.id", "EmailActionDone.to", "EmailActionDone.subject", "EmailActionDone.status", "EmailActionDone.created_at", "EmailActionDone.body",
        "EmailReplies.replies", "InboxMessageFull.body", "InboxMessageFull.conversation_id", "InboxThread.conversation_id", "InboxThread.messages",
        "MarkedRead.success", "Undone.success", "Undone.id", "Undone.status",
    };
    return members;
}

static constexpr std::string_view malformed_names[] = { "", "truncated", "html", "empty", "wrong_types", "deep", "invalid_utf8", "strange" };

/// A whole number within bounds; empty for anything else.
static std::optional<std::int64_t> whole_within(JsonValue const& value, std::int64_t low, std::int64_t high)
{
    auto const number = whole<std::int64_t>(value);
    return number && *number >= low && *number <= high ? number : std::nullopt;
}

static bool is_text(JsonValue const& value, std::string_view text) { return value.kind == JsonKind::Text && value.text == text; }

static std::string apply_shape(Dials& dials, JsonValue const& value)
{
    if (is_text(value, "A"))
        return dials.shape_b.reset(), "";
    if (is_text(value, "B"))
        return dials.shape_b.set(), "";
    if (value.kind != JsonKind::List)
        return "shape is not A, B or a list of variants";
    dials.shape_b.reset();
    for (auto const& entry : value.children) {
        std::size_t index = 0;
        while (index < variant_count && !is_text(entry, names[index]))
            ++index;
        if (index == variant_count)
            return "shape names a variant that is not known";
        dials.shape_b.set(index);
    }
    return "";
}

static std::string apply_absent(Dials& dials, JsonValue const& value)
{
    dials.absent.clear();
    if (is_text(value, "all")) {
        dials.absent.assign(inferred_members().begin(), inferred_members().end());
        return "";
    }
    if (value.kind != JsonKind::List)
        return "absent is not \"all\" or a list of members";
    for (auto const& entry : value.children) {
        auto known = false;
        for (auto member : inferred_members())
            known = known || is_text(entry, member);
        if (!known)
            return "absent names a member that is not known";
        dials.absent.push_back(entry.text);
    }
    return "";
}

static std::string apply_missing(Dials& dials, JsonValue const& value)
{
    if (value.kind != JsonKind::Object)
        return "missing is not an object of operations";
    dials.missing.clear();
    for (auto const& entry : value.children) {
        auto const status = whole_within(entry, 404, 501);
        if (!status || (*status != 404 && *status != 405 && *status != 501))
            return "missing has a status that is not 404, 405 or 501";
        if (std::find(operation_names().begin(), operation_names().end(), entry.name) == operation_names().end())
            return "missing names an operation that is not known";
        dials.missing.emplace_back(entry.name, static_cast<int>(*status));
    }
    return "";
}

static std::string apply_member(Dials& dials, std::string const& name, JsonValue const& value)
{
    constexpr std::int64_t many = 1'000'000'000;
    if (name == "shape")
        return apply_shape(dials, value);
    if (name == "absent")
        return apply_absent(dials, value);
    if (name == "missing")
        return apply_missing(dials, value);
    if (name == "latency_ms" || name == "record_after_ms") {
        auto const number = whole_within(value, 0, 600'000);
        if (!number)
            return name + " is not 0 to 600000";
        return (name == "latency_ms" ? dials.latency : dials.record_after) = std::chrono::milliseconds { *number }, "";
    }
    if (name == "status") {
        auto const number = whole_within(value, 0, 599);
        if (!number || (*number != 0 && *number < 400))
            return "status is not 0 or 400 to 599";
        return dials.status = static_cast<int>(*number), "";
    }
    if (name == "retry_after" || name == "drop_at") {
        auto const number = whole_within(value, 0, many);
        if (!number && value.kind != JsonKind::Null)
            return name + " is not null or a whole number";
        if (name == "drop_at")
            dials.drop_at = number ? std::optional { static_cast<std::size_t>(*number) } : std::nullopt;
        else
            dials.retry_after = number ? std::optional { static_cast<int>(*number) } : std::nullopt;
        return "";
    }
    if (name == "token_lifetime") {
        auto const number = whole_within(value, 0, many);
        return number ? (dials.token_lifetime = std::chrono::seconds { *number }, "") : "token_lifetime is not a number of seconds";
    }
    if (name == "times") {
        auto const number = whole_within(value, 0, 1'000'000);
        return number ? (dials.times = static_cast<int>(*number), "") : "times is not a whole number";
    }
    auto const* text = value.kind == JsonKind::Text ? &value.text : nullptr;
    if (name == "code" || name == "only") {
        if (!text)
            return name + " is not text";
        return (name == "code" ? dials.code : dials.only) = *text, "";
    }
    if (name == "malformed") {
        for (std::size_t i = 0; text && i < std::size(malformed_names); ++i)
            if (*text == malformed_names[i])
                return dials.malformed = static_cast<Malformed>(i), "";
        return "malformed is not one of truncated, html, empty, wrong_types, deep, invalid_utf8, strange";
    }
    return "there is no dial " + name;
}

std::string apply_json(Dials& dials, std::string_view json)
{
    auto const document = api::parse_json(json);
    if (!document.has_value() || document->kind != JsonKind::Object)
        return "the body is not a JSON object";
    auto const* reset = api::member(*document, "reset");
    auto turned = reset && reset->text == "true" ? Dials {} : dials;
    for (auto const& value : document->children) {
        if (value.name == "reset")
            continue;
        if (auto problem = apply_member(turned, value.name, value); !problem.empty())
            return problem;
    }
    dials = std::move(turned);
    return "";
}

std::string to_json(Dials const& dials)
{
    JsonList shape;
    for (std::size_t i = 0; i < variant_count; ++i)
        if (dials.shape_b.test(i))
            shape.text(names[i]);
    JsonObject missing;
    for (auto const& [operation, status] : dials.missing)
        missing.number(operation, status);
    auto const or_null = [](auto const& number) { return number ? std::to_string(*number) : std::string { "null" }; };
    return JsonObject {}
        .raw("shape", shape.done())
        .raw("absent", json_texts(dials.absent))
        .raw("missing", missing.done())
        .number("latency_ms", dials.latency.count())
        .number("record_after_ms", dials.record_after.count())
        .number("status", dials.status)
        .text("code", dials.code)
        .raw("retry_after", or_null(dials.retry_after))
        .raw("drop_at", or_null(dials.drop_at))
        .text("malformed", malformed_names[static_cast<std::size_t>(dials.malformed)])
        .number("token_lifetime", dials.token_lifetime.count())
        .text("only", dials.only)
        .number("times", dials.times)
        .done();
}

} // namespace kally::sandbox
