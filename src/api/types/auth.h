#pragma once

#include "base/time.h"

#include <optional>
#include <string>

namespace kally::api {

/// Source: contract, schemas TokenResponse and StoredToken.
struct Tokens {
    std::string access_token;
    std::optional<std::string> refresh_token; ///< Absent: keep the previous one.
    std::optional<std::chrono::seconds> expires_in;
    std::optional<Instant> expires_at;        ///< StoredToken only.
};

} // namespace kally::api
