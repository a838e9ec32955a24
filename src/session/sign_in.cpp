#include "session/sign_in.h"

#include "api/operations.h"
#include "base/hash.h"
#include "base/text.h"

#include <charconv>
#include <optional>
#include <vector>

namespace kally::session {

namespace {

constexpr std::size_t query_limit = 16 * 1024, token_limit = 8 * 1024, shown_limit = 200;

std::string_view as_text(std::array<std::uint8_t, 32> const& bytes) { return { reinterpret_cast<char const*>(bytes.data()), bytes.size() }; }

std::optional<std::string> decode_form(std::string_view text)
{
    std::string spaced { text };
    for (char& c : spaced)
        if (c == '+')
            c = ' ';
    return percent_decode(spaced);
}

struct Query {
    std::vector<Field> fields;
    bool broken = false; ///< A repeated name or a bad escape: nothing in it is believed.

    std::string const* find(std::string_view name) const
    {
        for (auto const& field : fields)
            if (field.name == name)
                return &field.value;
        return nullptr;
    }
};

Query read_query(std::string_view address)
{
    Query query;
    if (address.size() > query_limit) {
        query.broken = true;
        return query;
    }
    address = address.substr(0, address.find('#'));
    // A question mark behind a first name or value belongs to a bare query.
    if (auto const mark = address.find_first_of("?&="); mark != address.npos && address[mark] == '?')
        address.remove_prefix(mark + 1);
    while (!address.empty()) {
        auto const end = std::min(address.find('&'), address.size());
        auto const part = address.substr(0, end);
        address.remove_prefix(std::min(end + 1, address.size()));
        if (part.empty())
            continue;
        auto const equals = part.find('=');
        auto name = decode_form(part.substr(0, equals));
        auto value = equals == part.npos ? std::optional<std::string> { "" } : decode_form(part.substr(equals + 1));
        if (!name || !value || query.find(*name) != nullptr) {
            query.broken = true;
            return query;
        }
        query.fields.push_back({ std::move(*name), std::move(*value) });
    }
    return query;
}

/// Compared whole, whatever the first difference is.
bool same(std::string_view a, std::string_view b)
{
    if (a.size() != b.size() || a.empty())
        return false;
    unsigned char difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        difference = static_cast<unsigned char>(difference | (a[i] ^ b[i]));
    return difference == 0;
}

/// Text of a stranger: without control and direction characters, not longer than a line or two.
std::string shown(std::string_view text)
{
    std::string out;
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size() && count < shown_limit;) {
        char32_t const c = next_code_point(text, at);
        bool const hidden = c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x61C || c == 0x180E || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E)
            || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE0FFF);
        if (hidden)
            continue;
        append_utf8(out, c);
        ++count;
    }
    return out;
}

Error refused(std::string code, std::string detail = {}) { return { .kind = ErrorKind::Rejected, .detail = std::move(detail), .code = std::move(code) }; }

Error error_of(std::string_view error)
{
    return refused(error == "access_denied" ? "denied" : shown(error), shown(error));
}

Result<api::Tokens> tokens_of(Query const& query)
{
    auto const* access = query.find("access_token");
    if (access == nullptr || !is_token(*access))
        return refused("not_a_token");
    api::Tokens tokens { .access_token = *access };
    if (auto const* refresh = query.find("refresh_token"); refresh != nullptr && is_token(*refresh))
        tokens.refresh_token = *refresh;
    if (auto const* expires = query.find("expires_in")) {
        long long seconds = 0;
        auto const [end, problem] = std::from_chars(expires->data(), expires->data() + expires->size(), seconds);
        if (problem == std::errc {} && end == expires->data() + expires->size() && seconds > 0)
            tokens.expires_in = std::chrono::seconds { seconds };
    }
    return tokens;
}

} // namespace

bool is_token(std::string_view text)
{
    if (text.size() < 4 || text.size() > token_limit)
        return false;
    for (char const c : text)
        if (c <= 0x20 || c > 0x7E)
            return false;
    return true;
}

std::string make_state(std::array<std::uint8_t, 32> const& random) { return base64url(as_text(random)); }

std::string sign_in_address(std::string_view base_url, std::string_view redirect_uri, std::string_view state)
{
    return std::string(base_url) + "/v1/auth/cli?redirect_uri=" + percent_encode(redirect_uri) + "&state=" + percent_encode(state);
}

bool is_loopback(std::string_view address)
{
    constexpr std::string_view scheme = "http://";
    if (!address.starts_with(scheme))
        return false;
    address.remove_prefix(scheme.size());
    auto const authority = address.substr(0, address.find_first_of("/?#"));
    auto const host = authority.substr(0, authority.find(':'));
    auto const port = host.size() == authority.size() ? std::string_view {} : authority.substr(host.size() + 1);
    for (char const c : port)
        if (c < '0' || c > '9')
            return false;
    return host == "localhost" || host == "127.0.0.1";
}

Result<api::Tokens> read_callback(std::string_view address_or_query, std::string_view expected_state)
{
    auto const query = read_query(address_or_query);
    auto const* state = query.broken ? nullptr : query.find("state");
    if (state == nullptr || !same(*state, expected_state))
        return refused("state_mismatch");
    if (auto const* error = query.find("error"))
        return error_of(*error);
    return tokens_of(query);
}

Result<std::string> read_code(std::string_view address_or_query, std::string_view expected_state)
{
    auto const query = read_query(address_or_query);
    auto const* state = query.broken ? nullptr : query.find("state");
    if (state == nullptr || !same(*state, expected_state))
        return refused("state_mismatch");
    if (auto const* error = query.find("error"))
        return error_of(*error);
    auto const* code = query.find("code");
    if (code == nullptr || !is_token(*code))
        return refused("not_a_token");
    return *code;
}

Result<api::Tokens> read_paste(std::string_view text)
{
    text = trim(text);
    if (text.starts_with('{')) {
        auto tokens = api::decode_tokens(text);
        if (!tokens.has_value() || !is_token(tokens->access_token))
            return refused("not_a_token");
        if (tokens->refresh_token && !is_token(*tokens->refresh_token))
            tokens->refresh_token.reset();
        return tokens;
    }
    if (text.find("access_token=") != text.npos || text.find("error=") != text.npos) {
        auto const query = read_query(text);
        if (query.broken)
            return refused("not_a_token");
        if (auto const* error = query.find("error"))
            return error_of(*error);
        return tokens_of(query);
    }
    constexpr std::string_view bearer = "Bearer";
    if (text.starts_with(bearer) && (text.size() == bearer.size() || text[bearer.size()] == ' '))
        text = trim(text.substr(bearer.size()));
    if (!is_token(text) || text.find("://") != text.npos)
        return refused("not_a_token");
    return api::Tokens { .access_token = std::string(text) };
}

Pkce make_pkce(std::array<std::uint8_t, 32> const& random)
{
    auto verifier = base64url(as_text(random));
    auto challenge = s256_challenge(verifier);
    return { std::move(verifier), std::move(challenge) };
}

std::string authorize_address(std::string_view authorize_url, std::string_view client_id, std::string_view redirect_uri, std::string_view state,
    std::string_view challenge)
{
    return std::string(authorize_url) + (authorize_url.find('?') == authorize_url.npos ? "?" : "&") + "response_type=code&client_id=" + percent_encode(client_id) + "&redirect_uri=" + percent_encode(redirect_uri)
        + "&state=" + percent_encode(state) + "&code_challenge=" + percent_encode(challenge) + "&code_challenge_method=S256";
}

std::string token_exchange_body(std::string_view client_id, std::string_view code, std::string_view redirect_uri, std::string_view verifier)
{
    return "grant_type=authorization_code&client_id=" + percent_encode(client_id) + "&code=" + percent_encode(code) + "&redirect_uri="
        + percent_encode(redirect_uri) + "&code_verifier=" + percent_encode(verifier);
}

} // namespace kally::session
