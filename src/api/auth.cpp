#include "api/body.h"
#include "api/operations.h"
#include "api/reader.h"

namespace kally::api {
namespace {

Tokens read_tokens(Reader& in)
{
    in.pass_over({ "scope", "token_type" });
    Tokens tokens {
        .access_token = in.filled_text({ "access_token" }),
        .refresh_token = in.optional_text({ "refresh_token" }),
        .expires_at = in.unix_time({ "expires_at" }),
    };
    if (tokens.refresh_token && tokens.refresh_token->empty())
        tokens.refresh_token.reset();
    if (auto seconds = in.integer({ "expires_in" }))
        tokens.expires_in = std::chrono::seconds { *seconds };
    return tokens;
}

} // namespace

Operation<Tokens> refresh_tokens(std::string_view refresh_token)
{
    return {
        .method = Method::Post,
        .target = "/v1/auth/refresh",
        .body = Body {}.text("refresh_token", refresh_token).take(),
        .decode = [](std::string_view body, Drift* drift) { return decode_with(body, drift, read_tokens); },
        .authorized = false,
    };
}

Result<Tokens> decode_tokens(std::string_view json) { return decode_with(json, nullptr, read_tokens); }

} // namespace kally::api
