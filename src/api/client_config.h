#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kally::api {

/// What the sandbox inside the page begins with.
enum class SandboxAccount { Empty, Demo };

/// What `config.json` beside the page says about the service (docs/hosting.md).
struct ClientConfig {
    std::string api_base;         ///< Without a trailing slash; empty: the page's own origin relays.
    std::string sign_in_base;     ///< Where the sign-in page lives; empty: as `api_base`.
    bool code_flow = false;       ///< `flow` is "code": PKCE with the three members below.
    std::string client_id;
    std::string authorize_endpoint;
    std::string token_endpoint;
    bool sandbox = false;         ///< `service` is "sandbox".
    SandboxAccount sandbox_account = SandboxAccount::Demo; ///< A week of work, unless `sandbox_account` is "empty".
    std::string service_name = "api.kallyai.com";
    std::string callback = "callback.html"; ///< Relative to the page.
    std::vector<std::string> checkout_hosts; ///< Hosts that checkout and portal links may name.
};

/// Reads the file; anything missing or of another type keeps its default, a broken file is all defaults.
ClientConfig decode_client_config(std::string_view json);

} // namespace kally::api
