#pragma once

#include "api/types.h"
#include "base/result.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace kally::session {

/// 32 random bytes as base64url without padding: the `state` of one sign-in, single use, kept per tab.
std::string make_state(std::array<std::uint8_t, 32> const& random);

/// Address of the loopback sign-in page. Source: seed; contract, startCliSignIn.
std::string sign_in_address(std::string_view base_url, std::string_view redirect_uri, std::string_view state);

/// Whether the service would send tokens to this address: http, localhost or 127.0.0.1. Source: contract, startCliSignIn.
bool is_loopback(std::string_view address);

/// What a callback address (or its bare query) brought. `state` is compared before anything else is read; a wrong or
/// missing one is Rejected with code "state_mismatch"; `error` is Rejected with that text as detail and code "denied" or
/// the service's own; duplicated parameters are refused.
Result<api::Tokens> read_callback(std::string_view address_or_query, std::string_view expected_state);

/// Whatever a person pasted: an access token, token JSON, or a callback address (whose state cannot be compared then).
Result<api::Tokens> read_paste(std::string_view text);

/// Authorization code flow with PKCE (S256), for services that name a client id and a token endpoint in config.json.
struct Pkce {
    std::string verifier;  ///< 43 characters of base64url
    std::string challenge; ///< base64url of its SHA-256
};
Pkce make_pkce(std::array<std::uint8_t, 32> const& random);
std::string authorize_address(std::string_view authorize_url, std::string_view client_id, std::string_view redirect_uri,
    std::string_view state, std::string_view challenge);
Result<std::string> read_code(std::string_view address_or_query, std::string_view expected_state); ///< The `code` of a callback.
std::string token_exchange_body(std::string_view client_id, std::string_view code, std::string_view redirect_uri, std::string_view verifier); ///< Form encoded.

/// Whether this can be sent as a token: 4 to 8192 visible ASCII characters, no blanks.
bool is_token(std::string_view text);

} // namespace kally::session
