#pragma once

#include <string>
#include <string_view>

namespace kally::sandbox {

/// base64url of the SHA-256 of a text: what a PKCE verifier must give (RFC 7636, S256).
std::string s256_challenge(std::string_view verifier);

} // namespace kally::sandbox
