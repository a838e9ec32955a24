#pragma once

#include "api/client_config.h"
#include "api/types.h"
#include "base/result.h"
#include "net/transport.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace kally {

/// Signing in through the service's own page: on the web by leaving the page and coming back, natively by a listener on
/// a free loopback port and the system's browser. One source file per platform; the exchange of a code is shared.
class SignInFlow {
public:
    SignInFlow(api::ClientConfig const&, net::Transport&);
    ~SignInFlow();

    /// Whether the service can send the browser back to where this runs.
    bool can_redirect() const;
    /// Makes a new state and opens the sign-in page. On the web the page is left.
    void begin();
    /// What came back since the last call, if anything: tokens, or why not.
    std::optional<Result<api::Tokens>> take_arrived();

private:
    void exchange(std::string const& code, std::string const& redirect_uri, std::string const& verifier);
    std::string address(std::string const& redirect_uri, std::string const& state, std::string& verifier) const;

    api::ClientConfig const& m_config;
    net::Transport& m_transport;
    std::optional<Result<api::Tokens>> m_arrived;
    struct Platform;
    std::unique_ptr<Platform> m_platform;
};

} // namespace kally
