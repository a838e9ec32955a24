#include "sandbox/service.h"

#include "base/text.h"
#include "sandbox/answers.h"
#include "sandbox/demo.h"
#include "sandbox/json_text.h"
#include "sandbox/requests.h"
#include "sandbox/work.h"

#include <algorithm>

namespace kally::sandbox {

namespace {

constexpr std::size_t body_limit = 1 << 20;
constexpr std::size_t sessions_kept = 16;

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

std::string replaced(std::string text, std::string_view what, std::string_view by)
{
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
    return text;
}

/// A strange one is a whole answer: every object has a member that no contract knows, and what is active has another status.
std::string spoilt_body(Malformed how, std::string const& body)
{
    switch (how) {
    case Malformed::Truncated: return body.substr(0, body.size() / 2);
    case Malformed::Html: return "<!doctype html><html><body><h1>502 Bad Gateway (sandbox)</h1></body></html>";
    case Malformed::Empty: return {};
    case Malformed::WrongTypes: return R"([{"message":7,"conversations":"none","goals":{},"calls":1,"access_token":[],"status":null}])";
    case Malformed::Deep: return std::string(20'000, '[');
    case Malformed::InvalidUtf8: return "{\"message\":\"\xC3\x28\xFF\"}";
    case Malformed::Strange: return replaced(replaced(body, "{\"", "{\"mood\":\"calm\",\""), "\"status\":\"active\"", "\"status\":\"levitating\"");
    case Malformed::No: break;
    }
    return body;
}

void spoil(net::Response& response, Malformed how)
{
    if (how != Malformed::No && response.status == 204)
        response.status = 200; // 204 cannot have a body
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
        settle_account(m_account, at, manner());
        *accepted.response = record(accepted.conversation, accepted.message, at);
        spoil(*accepted.response, accepted.malformed);
    }
    if (settle_account(m_account, now(), manner()))
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
    return json_response(status, answers().error(status, code, message, make_id(m_account, "", true)));
}

bool Service::take_token(net::Request const& request, std::string& code)
{
    auto const value = request_header(request, "authorization");
    constexpr std::string_view scheme = "bearer ";
    code = "missing_token";
    if (value.size() <= scheme.size() || !same_ignoring_case(value.substr(0, scheme.size()), scheme))
        return false;
    code = "token_expired";
    auto const token = trim(value.substr(scheme.size()));
    for (auto const& session : m_account.sessions)
        if (session.access_token == token) {
            bool const good = session.expires_at > wall_now();
            // The person has the new tokens: the ones before them are no longer needed for an answer that was lost.
            m_revision += std::erase_if(m_account.sessions, [token](Session const& earlier) { return earlier.successor == token; });
            return good;
        }
    return false;
}

Answers Service::answers() const { return { m_dials, m_account, now() }; }

net::Response Service::done(char const* schema, char const* id_name, std::string const& id, std::string_view status)
{
    ++m_revision;
    return m_dials.in_shape_b(Variant::NoBody) ? json_response(204, {}) : json_response(200, answers().done(schema, id_name, id, status));
}

net::Response Service::dispatch(net::Request const& request, std::string_view path, std::string_view query)
{
    if (request.body.size() > body_limit)
        return fail(413, "body_too_large", "The request is too large.");
    if (!path.starts_with("/v1/"))
        return fail(404, "not_found", "There is nothing at this address.");
    std::string id;
    auto const* route = find_route(request.method, path, id);
    if (std::string code; !(route && route->access == Access::Public) && !take_token(request, code))
        return fail(401, code, code == "missing_token" ? "No access token was sent." : "The access token is no longer valid.");
    if (!route)
        return fail(404, "not_found", "There is nothing at this address.");
    for (auto const& [operation, status] : m_dials.missing)
        if (operation == route->operation)
            return fail(status, status == 405 ? "method_not_allowed" : status == 501 ? "not_implemented" : "not_found", "This service cannot do that.");
    return (this->*route->handle)({ .request = request, .query = query, .id = id });
}

net::Response Service::post_refresh(Asked const& asked)
{
    auto const token = text_member(object_of(asked.request.body), "refresh_token");
    if (token.empty())
        return fail(400, "invalid_request", "refresh_token is needed.");
    if (!refresh(token))
        return fail(401, "token_expired", "The refresh token is not known.");
    return json_response(200, answers().tokens(m_account.sessions.back()));
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
    // Who asks again has not got the answer: what that one gave is void.
    std::erase_if(m_account.sessions, [lost = found->successor](Session const& session) { return session.access_token == lost; });
    auto tokens = sign_in();
    if (auto const earlier = std::find_if(m_account.sessions.begin(), m_account.sessions.end(), [&](Session const& s) { return s.refresh_token == refresh_token; }); earlier != m_account.sessions.end())
        earlier->successor = tokens.access_token;
    return tokens;
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

void Service::start_over(bool demo)
{
    forget_accepted();
    m_account = { .next_random = m_account.next_random, .sessions = std::move(m_account.sessions) };
    if (demo)
        fill_demo(m_account, now(), manner());
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
