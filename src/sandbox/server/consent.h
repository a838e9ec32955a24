#pragma once

#include "sandbox/service.h"

#include <map>
#include <string>
#include <string_view>

namespace kally::sandbox {

/// Members of a query or a form, decoded ('+' is a space). The first of a name counts.
std::map<std::string, std::string, std::less<>> form_members(std::string_view text);

/// Whether tokens may be sent there: http, localhost or 127.0.0.1, no user info. Source: contract, startCliSignIn.
bool is_loopback_target(std::string_view url);
/// "http://localhost:8976" of "http://localhost:8976/callback?x".
std::string origin_of(std::string_view url);
/// The address with members added to its query.
std::string with_members(std::string_view url, std::vector<std::pair<std::string, std::string>> const& members);

/// The sign-in flows behind the consent page: a loopback redirect with tokens, and an authorization code with PKCE.
///
/// What the page showed is kept here under a ticket that works once and for ten minutes, so that the form carries nothing
/// that could be exchanged on the way.
class Consent {
public:
    explicit Consent(Service& service) : m_service(service) {}

    /// Opens a ticket; empty when the request is refused.
    std::string begin_loopback(std::string_view query);
    std::string begin_code(std::string_view query);
    /// The redirect target of a ticket; empty when it is not known.
    std::string target_of(std::string_view ticket) const;
    /// Where the browser goes now; empty when the ticket is not known, used or too old.
    std::string decide(std::string_view ticket, bool allow);

    /// POST /v1/auth/gpt/token, form encoded: `authorization_code` with a PKCE verifier instead of a client secret (an
    /// extension of this sandbox), and `refresh_token`. `status` becomes 200 or 400.
    std::string token_answer(std::string_view form, int& status);

private:
    struct Ticket {
        std::string name;
        std::string redirect;
        std::string state;
        std::string challenge; ///< Empty in the loopback flow.
        bool is_code = false;  ///< Already a code that waits to be exchanged.
        Instant until {};
    };
    std::string open(Ticket);
    Ticket const* find(std::string_view name, bool is_code) const;
    std::optional<Ticket> take(std::string_view name, bool is_code);

    Service& m_service;
    std::vector<Ticket> m_tickets;
};

} // namespace kally::sandbox
