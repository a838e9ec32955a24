#include "app/sign_in_flow.h"

#include "base/text.h"
#include "platform/platform.h"
#include "session/sign_in.h"

#include <utility>

namespace kally {

namespace {

// Shared with shell/callback.js, which compares and removes the state before it looks at anything else.
constexpr std::string_view state_key = "kally.state", callback_key = "kally.callback", verifier_key = "kally.verifier";

std::string redirect_uri(api::ClientConfig const& config)
{
    auto page = platform::page_address();
    page.resize(page.rfind('/') + 1);
    return page + config.callback;
}

} // namespace

struct SignInFlow::Platform {
    bool looked = false;
};

SignInFlow::SignInFlow(api::ClientConfig const& config, net::Transport& transport)
    : m_config(config)
    , m_transport(transport)
    , m_platform(std::make_unique<Platform>())
{
}

SignInFlow::~SignInFlow() = default;

bool SignInFlow::can_redirect() const { return session::is_loopback(platform::page_address()); }

void SignInFlow::begin()
{
    std::array<std::uint8_t, 32> random {};
    platform::random_bytes(random);
    auto const state = session::make_state(random);
    std::string verifier;
    auto const target = address(redirect_uri(m_config), state, verifier);
    bool const kept = platform::set_value(platform::Keep::Tab, state_key, state + " " + std::to_string(platform::now().time_since_epoch().count()));
    if (!verifier.empty())
        platform::set_value(platform::Keep::Tab, verifier_key, verifier);
    if (!kept) {
        m_arrived = Error { .kind = ErrorKind::Rejected, .detail = {}, .code = "state_mismatch" };
        return;
    }
    platform::leave_for(target);
}

std::optional<Result<api::Tokens>> SignInFlow::take_arrived()
{
    // The callback page loads this one anew: what it left is there at the start or never, and is not looked for in every frame.
    auto const query = std::exchange(m_platform->looked, true) ? std::nullopt : platform::value(platform::Keep::Tab, callback_key);
    if (query) {
        platform::remove_value(platform::Keep::Tab, callback_key);
        // The callback page has compared the state; here it is only taken apart by the same reader.
        auto const at = query->find(' ');
        auto const state = query->substr(0, at);
        auto const answer = at == query->npos ? std::string {} : query->substr(at + 1);
        auto const verifier = platform::value(platform::Keep::Tab, verifier_key);
        platform::remove_value(platform::Keep::Tab, verifier_key);
        if (m_config.code_flow && verifier) {
            auto const code = session::read_code(answer, state);
            if (code.has_value())
                exchange(*code, redirect_uri(m_config), *verifier);
            else
                m_arrived = code.error();
        } else {
            m_arrived = session::read_callback(answer, state);
        }
    }
    return std::exchange(m_arrived, {});
}

} // namespace kally
