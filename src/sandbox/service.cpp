#include "sandbox/service.h"

#include "base/text.h"
#include "sandbox/answers.h"
#include "sandbox/demo.h"
#include "sandbox/json_text.h"

#include <algorithm>
#include <charconv>

namespace kally::sandbox {

namespace {

constexpr std::size_t body_limit = 1 << 20;
constexpr std::size_t sessions_kept = 16, checkouts_kept = 64;
using std::chrono::hours;

net::Response json_response(int status, std::string body)
{
    return { .status = status, .headers = { { "content-type", "application/json" }, { std::string { mark_header }, "1" } }, .body = std::move(body) };
}

bool same_ignoring_case(std::string_view a, std::string_view lower)
{
    return a.size() == lower.size() && std::equal(a.begin(), a.end(), lower.begin(), [](char x, char y) { return (x >= 'A' && x <= 'Z' ? x + 32 : x) == y; });
}

std::string_view request_header(net::Request const& request, std::string_view lower)
{
    for (auto const& header : request.headers)
        if (same_ignoring_case(header.name, lower))
            return header.value;
    return {};
}

/// A member of a query; empty when absent or broken.
std::optional<std::string> query_value(std::string_view query, std::string_view name)
{
    while (!query.empty()) {
        auto const end = std::min(query.find('&'), query.size());
        auto const pair = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        auto const equals = std::min(pair.find('='), pair.size());
        if (pair.substr(0, equals) == name)
            return percent_decode(pair.substr(std::min(equals + 1, pair.size())));
    }
    return {};
}

/// A whole number from the query within bounds, `usual` when absent; empty when it is none.
std::optional<int> query_number(std::string_view query, std::string_view name, int usual, int low, int high)
{
    auto const text = query_value(query, name);
    if (!text)
        return usual;
    int number = 0;
    auto const [end, problem] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (problem != std::errc {} || end != text->data() + text->size() || number < low || number > high)
        return {};
    return number;
}

/// What a body says; null when it is no JSON.
api::JsonValue object_of(std::string const& body)
{
    auto json = api::parse_json(body);
    return json.has_value() ? *std::move(json) : api::JsonValue {};
}

std::string_view usual_code(int status)
{
    switch (status) {
    case 401: return "token_expired";
    case 402: return "quota_exceeded";
    case 403: return "forbidden";
    case 404: return "goal_not_found";
    case 409: return "goal_already_completed";
    case 422: return "safety_violation";
    case 429: return "rate_limited";
    default: return status >= 500 ? "search_failed" : "email_not_connected";
    }
}

std::string_view usual_message(int status)
{
    switch (status) {
    case 401: return "The access token is no longer valid.";
    case 402: return "No credits are left in this period.";
    case 429: return "Too many requests. Wait a little.";
    default: return status >= 500 ? "The service could not do this right now." : "The service refused this request.";
    }
}

std::string spoilt_body(Malformed how, std::string const& body)
{
    switch (how) {
    case Malformed::Truncated: return body.substr(0, body.size() / 2);
    case Malformed::Html: return "<!doctype html><html><body><h1>502 Bad Gateway (sandbox)</h1></body></html>";
    case Malformed::Empty: return {};
    case Malformed::WrongTypes: return R"([{"message":7,"conversations":"none","goals":{},"calls":1,"access_token":[],"status":null}])";
    case Malformed::Deep: return std::string(20'000, '[');
    case Malformed::InvalidUtf8: return "{\"message\":\"\xC3\x28\xFF\"}";
    case Malformed::No: break;
    }
    return body;
}

void spoil(net::Response& response, Malformed how)
{
    response.body = spoilt_body(how, response.body);
    if (how == Malformed::Html)
        response.headers.front().value = "text/html; charset=utf-8";
}

} // namespace

Service::Service(Options options) : m_options(std::move(options)), m_dials(m_options.dials), m_start(m_options.now())
{
    m_account.next_random = m_options.seed;
    if (m_options.demo)
        fill_demo(m_account, now(), manner());
}

Instant Service::wall_now() const { return m_options.now() + m_advanced; }
Instant Service::now() const { return m_options.pace == Pace::Frozen ? m_start + m_advanced : wall_now(); }

void Service::advance(std::chrono::milliseconds by)
{
    m_advanced += by;
    settle();
}

Manner Service::manner() const
{
    return { .factor = m_options.pace == Pace::Accelerated ? std::max(1, m_options.factor) : 1, .uuids = uuid_ids() };
}

void Service::settle()
{
    // One after the other in the order in which they are due, each at its own time.
    while (!m_accepted.empty()) {
        auto const next = std::min_element(m_accepted.begin(), m_accepted.end(), [](Accepted const& a, Accepted const& b) { return a.due < b.due; });
        if (next->due > wall_now())
            break;
        auto const accepted = std::move(*next);
        m_accepted.erase(next);
        auto const at = std::min(now(), accepted.due);
        settle_goals(m_account, at, manner());
        *accepted.response = record(accepted.conversation, accepted.message, at);
        spoil(*accepted.response, accepted.malformed);
    }
    if (settle_goals(m_account, now(), manner()))
        ++m_revision;
}

void Service::record_accepted()
{
    for (auto& accepted : m_accepted)
        accepted.due = std::min(accepted.due, wall_now());
    settle();
}

void Service::forget_accepted()
{
    for (auto const& accepted : m_accepted)
        *accepted.response = fail(503, "search_failed", "The account was begun anew meanwhile.");
    m_accepted.clear();
}

/// Whether latency and faults are meant for this path.
bool Service::dialled(std::string_view path) const { return path.starts_with(m_dials.only.empty() ? std::string_view { "/v1" } : std::string_view { m_dials.only }); }

Answer Service::answer(net::Request const& request)
{
    std::string_view target = request.url;
    if (auto const scheme = target.find("://"); scheme != target.npos && scheme < target.find('/'))
        target.remove_prefix(std::min(target.find('/', scheme + 3), target.size()));
    target = target.substr(0, target.find('#'));
    auto const mark = std::min(target.find('?'), target.size());
    auto const path = target.substr(0, mark);
    auto const query = target.substr(std::min(mark + 1, target.size()));

    Answer answer;
    auto const faulty = dialled(path) && (m_dials.status != 0 || m_dials.drop_at || m_dials.malformed != Malformed::No);
    if (dialled(path))
        answer.latency = m_dials.latency;
    if (faulty && m_dials.status != 0) {
        answer.response = fail(m_dials.status, m_dials.code.empty() ? usual_code(m_dials.status) : std::string_view { m_dials.code }, usual_message(m_dials.status));
        if (m_dials.retry_after)
            answer.response.headers.push_back({ "retry-after", std::to_string(*m_dials.retry_after) });
    } else {
        settle();
        auto const before = m_accepted.size();
        answer.response = dispatch(request, path, query);
        if (m_accepted.size() > before) {
            answer.later = m_accepted.back().response;
            // A connection breaks when it breaks; a whole answer comes when there is one.
            if (!m_dials.drop_at)
                answer.latency = std::max(answer.latency, m_dials.record_after);
        }
    }
    if (faulty) {
        if (answer.later)
            m_accepted.back().malformed = m_dials.malformed;
        else
            spoil(answer.response, m_dials.malformed);
        answer.drop_at = m_dials.drop_at;
        if (m_dials.times > 0 && --m_dials.times == 0) {
            m_dials.status = 0;
            m_dials.malformed = Malformed::No;
            m_dials.drop_at.reset();
        }
    }
    return answer;
}

net::Response Service::fail(int status, std::string_view code, std::string_view message)
{
    return json_response(status, Answers { m_dials, m_account, now() }.error(status, code, message, make_id(m_account, "", true)));
}

bool Service::knows_token(net::Request const& request, std::string& code) const
{
    auto const value = request_header(request, "authorization");
    constexpr std::string_view scheme = "bearer ";
    code = "missing_token";
    if (value.size() <= scheme.size() || !same_ignoring_case(value.substr(0, scheme.size()), scheme))
        return false;
    code = "token_expired";
    auto const token = trim(value.substr(scheme.size()));
    for (auto const& session : m_account.sessions)
        if (session.access_token == token)
            return session.expires_at > wall_now();
    return false;
}

net::Response Service::dispatch(net::Request const& request, std::string_view path, std::string_view query)
{
    if (request.body.size() > body_limit)
        return fail(413, "body_too_large", "The request is too large.");
    auto const get = request.method == Method::Get, post = request.method == Method::Post;
    if (path == "/v1/auth/refresh" && post)
        return post_refresh(request.body);
    Answers const answers { m_dials, m_account, now() };
    if (path == "/v1/stripe/plans" && get)
        return json_response(200, answers.plans());
    if (!path.starts_with("/v1/"))
        return fail(404, "not_found", "There is nothing at this address.");
    if (std::string code; !knows_token(request, code))
        return fail(401, code, code == "missing_token" ? "No access token was sent." : "The access token is no longer valid.");
    return authorized(request, path, query);
}

net::Response Service::authorized(net::Request const& request, std::string_view path, std::string_view query)
{
    auto const get = request.method == Method::Get, post = request.method == Method::Post;
    Answers const answers { m_dials, m_account, now() };
    constexpr std::string_view goals = "/v1/coordination/goals", calls = "/v1/calls", conversations = "/v1/coordination/conversations";

    if (path == conversations && get) {
        JsonList list;
        std::vector<Conversation const*> sorted;
        for (auto const& conversation : m_account.conversations)
            sorted.push_back(&conversation);
        std::sort(sorted.begin(), sorted.end(), [](auto const* a, auto const* b) { return a->updated_at != b->updated_at ? a->updated_at > b->updated_at : a < b; });
        for (auto const* conversation : sorted)
            list.raw(answers.conversation(*conversation));
        return json_response(200, JsonObject {}.raw("conversations", list.done()).done());
    }
    if (path == conversations && post) {
        m_account.conversations.push_back({ .id = make_id(m_account, "c", uuid_ids()), .created_at = now(), .updated_at = now() });
        ++m_revision;
        return json_response(200, answers.created(m_account.conversations.back()));
    }
    if (path == "/v1/coordination/message" && post)
        return post_message(request.body);
    if (path == "/v1/coordination/history" && get)
        return get_history(query);
    if (path == goals && get)
        return get_goals(query);
    if (path.starts_with(goals) && get && path.size() > goals.size() + 1 && path[goals.size()] == '/') {
        auto const id = percent_decode(path.substr(goals.size() + 1));
        auto const* goal = id ? m_account.find_goal(*id) : nullptr;
        return goal ? json_response(200, answers.goal_detail(*goal)) : fail(404, "goal_not_found", "There is no such goal.");
    }
    if (path == "/v1/stripe/trial-checkout" && post)
        return post_checkout(request.body);
    if (path == "/v1/stripe/billing-portal" && get)
        return json_response(200, answers.portal(m_options.page_origin + "/sandbox/portal/account"));
    if (path == "/v1/users/me/subscription" && get)
        return json_response(200, answers.subscription(m_account.subscription, m_options.page_origin + "/sandbox/portal/account"));
    if (path == calls && get)
        return get_calls(query);
    if (path == calls && post)
        return post_call(request);
    if (path.starts_with(calls) && get && path.size() > calls.size() + 1 && path[calls.size()] == '/') {
        auto const id = percent_decode(path.substr(calls.size() + 1));
        for (auto const& call : m_account.calls)
            if (id && call.id == *id)
                return json_response(200, answers.call(call));
        return fail(404, "call_not_found", "There is no such call.");
    }
    return fail(404, "not_found", "There is nothing at this address.");
}

net::Response Service::post_message(std::string const& body)
{
    auto const json = object_of(body);
    if (json.kind != api::JsonKind::Object)
        return fail(400, "invalid_request", "The body is not a JSON object.");
    auto const message = text_member(json, "message");
    if (trim(message).empty())
        return json_response(422, R"json({"detail":[{"loc":["body","message"],"msg":"field required (sandbox)","type":"missing"}]})json");
    auto const id = text_member(json, "conversation_id");
    if (!id.empty() && !m_account.find_conversation(id))
        return fail(404, "conversation_not_found", "There is no such conversation.");
    if (m_dials.record_after.count() == 0 || !dialled("/v1/coordination/message"))
        return record(id, message, now());
    m_accepted.push_back({ .due = wall_now() + m_dials.record_after, .conversation = id, .message = message, .response = std::make_shared<net::Response>() });
    return json_response(200, {});
}

net::Response Service::record(std::string const& id, std::string const& message, Instant at)
{
    if (id.empty())
        m_account.conversations.push_back({ .id = make_id(m_account, "c", uuid_ids()), .created_at = at, .updated_at = at });
    auto* conversation = id.empty() ? &m_account.conversations.back() : m_account.find_conversation(id);
    auto const& reply = coordinate(m_account, *conversation, message, at, manner());
    ++m_revision;
    return json_response(200, Answers { m_dials, m_account, now() }.reply(*conversation, reply));
}

net::Response Service::get_history(std::string_view query)
{
    auto const limit = query_number(query, "limit", 50, 1, 100'000);
    if (!limit)
        return fail(422, "invalid_request", "limit is not a number from 1.");
    auto const id = query_value(query, "conversation_id").value_or("");
    Conversation const* found = nullptr;
    for (auto const& conversation : m_account.conversations)
        if (id.empty() ? !found || conversation.updated_at >= found->updated_at : conversation.id == id)
            found = &conversation;
    if (!found && !id.empty())
        return fail(404, "conversation_not_found", "There is no such conversation.");
    return json_response(200, Answers { m_dials, m_account, now() }.history(found ? *found : Conversation {}, static_cast<std::size_t>(*limit)));
}

net::Response Service::get_goals(std::string_view query)
{
    auto const limit = query_number(query, "limit", 20, 1, 100'000);
    auto const offset = query_number(query, "offset", 0, 0, 1'000'000'000);
    if (!limit || !offset)
        return fail(422, "invalid_request", "limit or offset is out of range.");
    auto const status = query_value(query, "status").value_or("");
    Answers const answers { m_dials, m_account, now() };
    std::vector<Goal const*> matching;
    for (auto goal = m_account.goals.rbegin(); goal != m_account.goals.rend(); ++goal) {
        auto const own = answers.goal_status(*goal);
        // A goal that waits for the person is still an active one for the filter.
        if (status.empty() || own == status || (status == "active" && own == "needs_input"))
            matching.push_back(&*goal);
    }
    auto const total = matching.size();
    auto const skipped = std::min(m_dials.in_shape_b(Variant::GoalListParams) ? 0 : static_cast<std::size_t>(*offset), total);
    matching.erase(matching.begin(), matching.begin() + static_cast<std::ptrdiff_t>(skipped));
    auto const more = matching.size() > static_cast<std::size_t>(*limit);
    if (more)
        matching.resize(static_cast<std::size_t>(*limit));
    return json_response(200, answers.goal_list(matching, total, more));
}

net::Response Service::get_calls(std::string_view query)
{
    auto const limit = query_number(query, "limit", 50, 1, 200);
    auto const offset = query_number(query, "offset", 0, 0, 1'000'000'000);
    if (!limit || !offset)
        return fail(422, "invalid_request", "limit is 1 to 200 and offset is not negative.");
    std::vector<Call const*> page;
    auto const total = m_account.calls.size();
    auto const first = std::min(static_cast<std::size_t>(*offset), total);
    for (auto i = first; i < std::min(total, first + static_cast<std::size_t>(*limit)); ++i)
        page.push_back(&m_account.calls[total - 1 - i]);
    return json_response(200, Answers { m_dials, m_account, now() }.call_list(page, total));
}

net::Response Service::post_call(net::Request const& request)
{
    auto const json = object_of(request.body);
    auto const* submission = api::member(json, "submission");
    if (!submission || submission->kind != api::JsonKind::Object)
        return fail(400, "invalid_request", "The body has no submission.");
    auto const key = std::string { request_header(request, "idempotency-key") };
    auto const moment = now(); // one for the call and its answer: the clock goes on in between
    Answers const answers { m_dials, m_account, moment };
    for (auto const& call : m_account.calls)
        if (!key.empty() && call.key == key)
            return json_response(201, answers.call(call));
    auto const phone = text_member(*submission, "respondent_phone");
    auto const task = text_member(*submission, "task_description");
    auto const language = text_member(*submission, "language");
    if (phone.empty())
        return fail(422, "missing_phone_number", "The number to call is missing.");
    if (phone.size() <= 4)
        return fail(422, "emergency_number", "Emergency numbers are never called.");
    if (phone.starts_with("+1900") || phone.starts_with("+34803"))
        return fail(422, "toll_number", "Premium-rate numbers are not called.");
    if (!language.empty() && language != "en" && language != "es")
        return fail(422, "unsupported_language", "Calls are made in English and Spanish.");
    if (task.size() < 10 || task.size() > 4000)
        return fail(422, "safety_violation", "Describe the task in 10 to 1000 characters.");
    // The last digit decides how the call ends, so that every end can be had on purpose.
    auto const last = phone.back();
    auto const* const status = last == '1' ? "no_answer" : last == '2' ? "busy" : last == '3' ? "voicemail" : last == '4' ? "failed" : "success";
    auto const answered = std::string_view { status } == "success";
    auto const spanish = language == "es";
    auto const seconds = answered ? 81 : last == '3' ? 24 : 0;
    auto const category = text_member(*submission, "task_category");
    m_account.calls.push_back({ .id = make_id(m_account, "call", true), .status = status, .category = category.empty() ? "general" : category, .phone = phone,
        .business = text_member(*submission, "business_name"), .task = task,
        .highlights = answered ? (spanish ? "Zona de pruebas: pueden ayudarte y el martes a las 10:00 está libre." : "Sandbox: they can help, and Tuesday at 10:00 is free.") : "",
        .next_steps = answered ? (spanish ? "Confirma antes de mañana a mediodía." : "Confirm before tomorrow at noon.") : "",
        .created_at = moment - std::chrono::seconds { seconds }, .ended_at = moment, .seconds = seconds, .credits = answered ? 11 : 10, .key = key });
    ++m_revision;
    return json_response(201, answers.call(m_account.calls.back()));
}

net::Response Service::post_checkout(std::string const& body)
{
    auto const json = object_of(body);
    Checkout checkout { .id = make_id(m_account, "cs", false), .success_url = text_member(json, "success_url"), .cancel_url = text_member(json, "cancel_url") };
    if (checkout.success_url.empty() || checkout.cancel_url.empty())
        return fail(400, "invalid_request", "success_url and cancel_url are needed.");
    if (m_account.subscription.active && m_account.subscription.until > now())
        return fail(409, "subscription_active", "There is a subscription already.");
    if (m_account.checkouts.size() >= checkouts_kept)
        m_account.checkouts.erase(m_account.checkouts.begin());
    m_account.checkouts.push_back(checkout);
    ++m_revision;
    return json_response(200, JsonObject {}.text("checkout_url", m_options.page_origin + "/sandbox/checkout/" + checkout.id).text("session_id", checkout.id).done());
}

net::Response Service::post_refresh(std::string const& body)
{
    auto const token = text_member(object_of(body), "refresh_token");
    if (token.empty())
        return fail(400, "invalid_request", "refresh_token is needed.");
    if (!refresh(token))
        return fail(401, "token_expired", "The refresh token is not known.");
    return json_response(200, Answers { m_dials, m_account, now() }.tokens(m_account.sessions.back()));
}

api::Tokens Service::sign_in()
{
    if (m_account.sessions.size() >= sessions_kept)
        m_account.sessions.erase(m_account.sessions.begin());
    m_account.sessions.push_back({ .access_token = make_id(m_account, "", true), .refresh_token = make_id(m_account, "", true),
        .expires_at = wall_now() + m_dials.token_lifetime });
    auto& session = m_account.sessions.back();
    session.access_token.insert(0, "sandbox_at_");
    session.refresh_token.insert(0, "sandbox_rt_");
    ++m_revision;
    return { .access_token = session.access_token, .refresh_token = session.refresh_token, .expires_in = m_dials.token_lifetime };
}

std::optional<api::Tokens> Service::refresh(std::string_view refresh_token)
{
    auto const found = std::find_if(m_account.sessions.begin(), m_account.sessions.end(), [&](Session const& s) { return s.refresh_token == refresh_token; });
    if (found == m_account.sessions.end())
        return {};
    m_account.sessions.erase(found);
    return sign_in();
}

void Service::expire_access_tokens()
{
    for (auto& session : m_account.sessions)
        session.expires_at = Instant {};
    ++m_revision;
}

void Service::forget_sessions()
{
    m_account.sessions.clear();
    ++m_revision;
}

void Service::start_over()
{
    forget_accepted();
    m_account = { .next_random = m_account.next_random, .sessions = std::move(m_account.sessions) };
    if (m_options.demo)
        fill_demo(m_account, now(), manner());
    ++m_revision;
}

Checkout const* Service::find_checkout(std::string_view id) const
{
    for (auto const& checkout : m_account.checkouts)
        if (checkout.id == id)
            return &checkout;
    return nullptr;
}

void Service::close_checkout(std::string_view id, bool paid)
{
    for (auto& checkout : m_account.checkouts) {
        if (checkout.id != id || checkout.closed)
            continue;
        checkout.closed = true;
        if (paid)
            m_account.subscription = { .plan = "trial", .active = true, .renews = true, .since = now(), .until = now() + hours { 7 * 24 } };
        ++m_revision;
    }
}

void Service::change_plan(std::string_view plan)
{
    m_account.subscription = { .plan = std::string { plan }, .active = true, .renews = true, .since = now(), .until = now() + hours { 30 * 24 } };
    ++m_revision;
}

void Service::set_renewal(bool renews)
{
    m_account.subscription.renews = renews;
    ++m_revision;
}

std::string Service::save() const { return save_account(m_account, now()); }

bool Service::restore(std::string_view text)
{
    auto saved_at = Instant {};
    if (!restore_account(text, m_account, saved_at))
        return false;
    forget_accepted();
    // A frozen clock goes on where it stood; the others never run behind what was already told.
    if (m_options.pace == Pace::Frozen || saved_at > now())
        m_advanced += saved_at - now();
    ++m_revision;
    return true;
}

} // namespace kally::sandbox
