#include "api/json.h"
#include "api/operations.h"
#include "api/reader.h"
#include "base/text.h"

#include <algorithm>

namespace kally::api {
namespace {

constexpr std::size_t longest_detail = 1000;    // bytes; what a person still reads
constexpr std::size_t longest_plain_text = 200; // an answer that is no JSON and longer than this is not meant for a person
constexpr std::size_t longest_code = 100;
constexpr std::size_t longest_link = 2000;

bool has_words(JsonValue const& value) { return value.kind == JsonKind::Text && !trim(value.text).empty(); }
bool is_object(JsonValue const& value) { return value.kind == JsonKind::Object; }
bool is_list(JsonValue const& value) { return value.kind == JsonKind::List; }

std::string shortened(std::string_view text, std::size_t most)
{
    text = trim(text);
    if (text.size() <= most)
        return std::string { text };
    auto end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end; // between characters, not inside of one
    return std::string { text.substr(0, end) } + "…";
}

/// Codes are single words; a sentence in their place is meant for the person.
bool is_code(std::string_view text)
{
    auto const part_of_code = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
    };
    return !text.empty() && text.size() <= longest_code && std::all_of(text.begin(), text.end(), part_of_code);
}

std::string text_at(Reader const& in, Names names, std::size_t most)
{
    auto const* found = in.find(names, has_words);
    return found ? shortened(found->text, most) : std::string {};
}

/// Fills what is still empty.
void add(std::string& to, std::string text)
{
    if (to.empty())
        to = std::move(text);
}

/// One entry of a list of field errors: "message: field required".
std::string field_problem(JsonValue const& entry)
{
    if (entry.kind == JsonKind::Text)
        return entry.text;
    auto const* message = member(entry, "msg");
    if (!message || message->kind != JsonKind::Text)
        return {};
    std::string place;
    if (auto const* location = member(entry, "loc"); location && location->kind == JsonKind::List)
        for (auto const& step : location->children)
            if (step.text != "body" && (step.kind == JsonKind::Text || step.kind == JsonKind::Number))
                place += (place.empty() ? "" : ".") + step.text;
    return place.empty() ? message->text : place + ": " + message->text;
}

std::string field_problems(JsonValue const& list)
{
    std::string out;
    for (auto const& entry : list.children) {
        auto problem = field_problem(entry);
        if (!problem.empty())
            out += (out.empty() ? "" : "; ") + std::move(problem);
        if (out.size() > longest_detail)
            break;
    }
    return shortened(out, longest_detail);
}

/// Members that may stand in the envelope, in `details`, or beside both.
void read_members(Reader const& in, Error& error)
{
    if (auto code = text_at(in, { "code" }, longest_code); is_code(code))
        add(error.code, std::move(code));
    add(error.detail, text_at(in, { "message", "error_description", "details.message", "details.reason", "reason" }, longest_detail));
    add(error.correlation_id, text_at(in, { "correlation_id" }, longest_code));
    add(error.link, text_at(in, { "upgrade_url", "details.upgrade_url" }, longest_link));
}

void read_envelope(Reader const& in, Error& error)
{
    if (auto const* envelope = in.find({ "error" }, is_object))
        read_members(Reader { *envelope }, error);
    auto const* plain = in.find({ "error" }, has_words);
    if (plain && is_code(trim(plain->text)))
        add(error.code, std::string { trim(plain->text) });
    read_members(in, error);
    if (plain && error.code.empty())
        add(error.detail, shortened(plain->text, longest_detail));

    if (auto const* detail = in.find({ "detail" }, is_object)) {
        if (auto const* inner = member(*detail, "error"); inner && is_object(*inner))
            read_members(Reader { *inner }, error);
        read_members(Reader { *detail }, error);
    } else if (auto const* fields = in.find({ "detail" }, is_list)) {
        add(error.detail, field_problems(*fields));
    } else {
        add(error.detail, text_at(in, { "detail" }, longest_detail));
    }
}

/// Variant error-402: the minute era answers without an envelope.
bool is_bare_quota(Reader const& in)
{
    auto const any = [](JsonValue const&) { return true; };
    return !in.find({ "error", "detail" }, any) && in.find({ "upgrade_url", "plan_type", "minutes_allocated", "minutes_used" }, any);
}

void read_body(int status, std::string_view body, Error& error)
{
    auto const document = parse_json(body);
    if (!document.has_value()) {
        auto const text = trim(body);
        if (!text.empty() && text.size() <= longest_plain_text && text.find_first_of("<{[") != 0 && is_valid_utf8(text))
            error.detail = text;
        return;
    }
    if (has_words(*document))
        error.detail = shortened(document->text, longest_detail);
    if (!is_object(*document))
        return;
    Reader const in { *document };
    read_envelope(in, error);
    if (status == 402 && error.code.empty() && is_bare_quota(in))
        error.code = "quota_exceeded";
}

ErrorKind kind_of(int status, std::string_view code)
{
    // The relay beside the page answers in the service's place when it cannot reach it.
    if (status == 502 && code == "upstream_unreachable")
        return ErrorKind::Offline;
    if (status == 504 && code == "upstream_unanswered")
        return ErrorKind::Unanswered;
    if (status == 401)
        return ErrorKind::SignedOut;
    return status == 429 || (status >= 500 && status < 600) ? ErrorKind::Unavailable : ErrorKind::Rejected;
}

/// Seconds only; the other form of the header, a date, needs a clock. More than a day counts as a day.
std::optional<std::chrono::seconds> read_retry_after(std::string_view text)
{
    constexpr int a_day = 24 * 60 * 60;
    text = trim(text);
    if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos)
        return {};
    int seconds = 0;
    for (char digit : text)
        seconds = std::min(seconds * 10 + (digit - '0'), a_day);
    return std::chrono::seconds { seconds };
}

constexpr ErrorMeaning meanings[] = {
    { "missing_token", Remedy::SignIn },
    { "token_expired", Remedy::SignIn }, // shown only after the renewal failed
    { "forbidden", Remedy::SignIn },
    { "quota_exceeded", Remedy::SeePlans },
    { "budget_exceeded", Remedy::ApproveBudget },
    { "budget_approval_required", Remedy::ApproveBudget },
    { "soft_cap_reached", Remedy::AcknowledgeSoftCap },
    { "missing_phone_number", Remedy::ChangeNumber },
    { "emergency_number", Remedy::None }, // dialled in person
    { "toll_number", Remedy::ChangeNumber },
    { "blocked_number", Remedy::ChangeNumber },
    { "suppression_violation", Remedy::Rephrase }, // another way of contact
    { "safety_violation", Remedy::Rephrase },
    { "scheduling_violation", Remedy::FixTime },
    { "consent_denied", Remedy::RetryByHand },
    { "country_restriction", Remedy::None },
    { "unsupported_country", Remedy::None },
    { "unsupported_language", Remedy::FixLanguage },
    { "email_not_connected", Remedy::ConnectMailbox },
    { "phone_not_provisioned", Remedy::OpenAppSettings },
    { "email_send_failed", Remedy::RetryByHand },
    { "calendar_sync_failed", Remedy::RetryByHand },
    { "search_failed", Remedy::RetryByHand },
    { "goal_not_found", Remedy::Reload },
    { "goal_already_completed", Remedy::Reload },
    { "goal_already_cancelled", Remedy::Reload },
    { "action_not_undoable", Remedy::Reload },
    { "call_not_found", Remedy::Reload },
    { "transcript_not_found", Remedy::LookAgainLater },
    { "recording_not_found", Remedy::LookAgainLater },
    { "trial_requires_checkout", Remedy::OpenCheckout },
    { "pending_change_exists", Remedy::DropPendingChange },
    { "no_active_subscription", Remedy::OpenCheckout },
    { "rate_limited", Remedy::Wait },
};

} // namespace

Error decode_error(int status, std::string_view body, std::string_view retry_after)
{
    Error error;
    read_body(status, body, error);
    error.kind = kind_of(status, error.code);
    error.status = status;
    error.retry_after = read_retry_after(retry_after);
    return error;
}

ErrorMeaning const* meaning_of(std::string_view code)
{
    for (auto const& meaning : meanings)
        if (meaning.code == code)
            return &meaning;
    return nullptr;
}

} // namespace kally::api
