#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kally {

std::array<std::uint8_t, 32> sha256(std::string_view); ///< FIPS 180-4.
std::string base64url(std::string_view bytes);          ///< RFC 4648, section 5, without padding.
/// Bytes of base64 (RFC 4648, section 4), padded or not; nothing when it is none.
std::optional<std::string> decode_base64(std::string_view text);
/// base64url of the SHA-256: the challenge of a PKCE verifier (RFC 7636, S256).
std::string s256_challenge(std::string_view verifier);

} // namespace kally
