#include "app/sign_in_flow.h"

#include "api/operations.h"
#include "platform/platform.h"
#include "session/sign_in.h"

namespace kally {

std::string SignInFlow::address(std::string const& redirect_uri, std::string const& state, std::string& verifier) const
{
    auto const& base = m_config.sign_in_base.empty() ? m_config.api_base : m_config.sign_in_base;
    if (!m_config.code_flow)
        return session::sign_in_address(base, redirect_uri, state);
    std::array<std::uint8_t, 32> random {};
    platform::random_bytes(random);
    auto const pkce = session::make_pkce(random);
    verifier = pkce.verifier;
    return session::authorize_address(m_config.authorize_endpoint.empty() ? base + "/v1/auth/authorize" : m_config.authorize_endpoint,
        m_config.client_id, redirect_uri, state, pkce.challenge);
}

void SignInFlow::exchange(std::string const& code, std::string const& redirect_uri, std::string const& verifier)
{
    net::Request request { .method = Method::Post, .url = m_config.token_endpoint,
        .headers = { { "Accept", "application/json" }, { "Content-Type", "application/x-www-form-urlencoded" } },
        .body = session::token_exchange_body(m_config.client_id, code, redirect_uri, verifier) };
    m_transport.send(std::move(request), [this](Result<net::Response> answer) {
        if (!answer.has_value())
            m_arrived = answer.error();
        else if (answer->status / 100 != 2)
            m_arrived = api::decode_error(answer->status, answer->body);
        else
            m_arrived = api::decode_tokens(answer->body);
    });
}

} // namespace kally
