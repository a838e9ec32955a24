#include "sandbox/server/consent.h"

#include "base/hash.h"
#include "base/text.h"
#include "sandbox/answers.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace kally::sandbox {

static constexpr std::size_t tickets_kept = 256;
static constexpr std::chrono::minutes ticket_lifetime { 10 };
static constexpr std::string_view client_id = "demo-client";

std::map<std::string, std::string, std::less<>> form_members(std::string_view text)
{
    std::map<std::string, std::string, std::less<>> members;
    while (!text.empty()) {
        auto const end = std::min(text.find('&'), text.size());
        auto pair = std::string { text.substr(0, end) };
        text.remove_prefix(std::min(end + 1, text.size()));
        std::replace(pair.begin(), pair.end(), '+', ' ');
        auto const equals = std::min(pair.find('='), pair.size());
        auto name = percent_decode(std::string_view { pair }.substr(0, equals));
        auto value = percent_decode(std::string_view { pair }.substr(std::min(equals + 1, pair.size())));
        if (name && value)
            members.emplace(std::move(*name), std::move(*value));
    }
    return members;
}

static std::string member(std::map<std::string, std::string, std::less<>> const& members, std::string_view name)
{
    auto const found = members.find(name);
    return found == members.end() ? std::string {} : found->second;
}

bool is_loopback_target(std::string_view url)
{
    for (auto const c : url)
        if (static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) >= 0x7F || c == '\\' || c == '#' || c == '"' || c == '\'' || c == ';')
            return false;
    for (std::string_view start : { "http://localhost", "http://127.0.0.1" }) {
        if (!url.starts_with(start))
            continue;
        auto rest = url.substr(start.size());
        if (rest.starts_with(':')) {
            auto const digits = std::min(rest.find_first_not_of("0123456789", 1), rest.size());
            if (digits < 2 || digits > 6)
                return false;
            rest.remove_prefix(digits);
        }
        return rest.empty() || rest.front() == '/' || rest.front() == '?';
    }
    return false;
}

/// Variant redirect-path, shape B.
static bool is_port_target(std::string_view url)
{
    constexpr std::string_view start = "http://127.0.0.1:";
    auto const port = url.starts_with(start) ? url.substr(start.size()) : std::string_view {};
    return port.size() == 4 && port >= "8740" && port <= "8760" && port.find_first_not_of("0123456789") == port.npos;
}

std::string origin_of(std::string_view url)
{
    auto const scheme = url.find("://");
    return scheme == url.npos ? std::string {} : std::string { url.substr(0, url.find_first_of("/?#", scheme + 3)) };
}

std::string with_members(std::string_view url, std::vector<std::pair<std::string, std::string>> const& members)
{
    std::string out { url };
    auto separator = out.find('?') == out.npos ? '?' : '&';
    for (auto const& [name, value] : members) {
        out += separator + name + "=" + percent_encode(value);
        separator = '&';
    }
    return out;
}

std::string Consent::open(Ticket ticket)
{
    ticket.name = m_service.make_name();
    ticket.until = m_service.wall_now() + ticket_lifetime;
    if (m_tickets.size() >= tickets_kept)
        m_tickets.erase(m_tickets.begin());
    m_tickets.push_back(std::move(ticket));
    return m_tickets.back().name;
}

Consent::Ticket const* Consent::find(std::string_view name, bool is_code) const
{
    for (auto const& ticket : m_tickets)
        if (ticket.name == name && ticket.is_code == is_code && ticket.until > m_service.wall_now())
            return &ticket;
    return nullptr;
}

std::optional<Consent::Ticket> Consent::take(std::string_view name, bool is_code)
{
    auto const* found = find(name, is_code);
    if (!found)
        return {};
    auto ticket = *found;
    m_tickets.erase(m_tickets.begin() + (found - m_tickets.data()));
    return ticket;
}

std::string Consent::begin_loopback(std::string_view query)
{
    auto const members = form_members(query);
    auto redirect = member(members, "redirect_uri");
    if (m_service.dials().in_shape_b(Variant::RedirectPath) ? !is_port_target(redirect) : !is_loopback_target(redirect))
        return {};
    return open({ .redirect = std::move(redirect), .state = member(members, "state") });
}

std::string Consent::begin_code(std::string_view query)
{
    auto const members = form_members(query);
    auto redirect = member(members, "redirect_uri");
    auto challenge = member(members, "code_challenge");
    auto const ours = is_loopback_target(redirect) || origin_of(redirect) == m_service.page_origin();
    if (!ours || member(members, "response_type") != "code" || member(members, "client_id") != client_id || challenge.size() != 43
        || member(members, "code_challenge_method") != "S256")
        return {};
    return open({ .redirect = std::move(redirect), .state = member(members, "state"), .challenge = std::move(challenge) });
}

std::string Consent::target_of(std::string_view ticket) const
{
    auto const* found = find(ticket, false);
    return found ? found->redirect : std::string {};
}

std::string Consent::decide(std::string_view name, bool allow)
{
    auto ticket = take(name, false);
    if (!ticket)
        return {};
    std::vector<std::pair<std::string, std::string>> members;
    auto const redirect = ticket->redirect;
    auto const state = ticket->state;
    if (!allow) {
        members.push_back({ "error", "access_denied" });
    } else if (!ticket->challenge.empty()) {
        ticket->is_code = true;
        members.push_back({ "code", open(std::move(*ticket)) });
    } else {
        auto const tokens = m_service.sign_in();
        members.push_back({ "access_token", tokens.access_token });
        members.push_back({ "refresh_token", tokens.refresh_token.value_or("") });
        members.push_back({ "expires_in", std::to_string(tokens.expires_in.value_or(std::chrono::seconds { 3600 }).count()) });
    }
    if (!state.empty())
        members.push_back({ "state", state });
    return with_members(redirect, members);
}

std::string Consent::token_answer(std::string_view form, int& status)
{
    using Json = nlohmann::json;
    auto const members = form_members(form);
    auto refuse = [&](char const* error, char const* description) {
        status = 400;
        return Json { { "error", error }, { "error_description", marked(description) } }.dump();
    };
    std::optional<api::Tokens> tokens;
    auto const grant = member(members, "grant_type");
    if (member(members, "client_id") != client_id)
        return refuse("invalid_client", "The client is not known.");
    if (grant == "authorization_code") {
        // The code is spent even when the rest is wrong, so that nobody can guess twice.
        auto const code = take(member(members, "code"), true);
        if (!code || code->redirect != member(members, "redirect_uri"))
            return refuse("invalid_grant", "The code is not known, was used before or belongs to another address.");
        if (s256_challenge(member(members, "code_verifier")) != code->challenge)
            return refuse("invalid_grant", "The verifier does not fit.");
        tokens = m_service.sign_in();
    } else if (grant == "refresh_token") {
        tokens = m_service.refresh(member(members, "refresh_token"));
        if (!tokens)
            return refuse("invalid_grant", "The refresh token is not known.");
    } else {
        return refuse("unsupported_grant_type", "Only authorization_code and refresh_token are offered.");
    }
    status = 200;
    return Json { { "access_token", tokens->access_token }, { "refresh_token", tokens->refresh_token.value_or("") },
        { "expires_in", tokens->expires_in.value_or(std::chrono::seconds { 3600 }).count() }, { "scope", "coordination:read coordination:write" } }
        .dump();
}

} // namespace kally::sandbox
