#include "app/sign_in_flow.h"

#include "platform/platform.h"
#include "session/loopback_listener.h"
#include "session/sign_in.h"

#include <utility>

namespace kally {

struct SignInFlow::Platform {
    std::unique_ptr<session::LoopbackListener> listener;
    std::string state, verifier, redirect_uri;
};

SignInFlow::SignInFlow(api::ClientConfig const& config, net::Transport& transport)
    : m_config(config)
    , m_transport(transport)
    , m_platform(std::make_unique<Platform>())
{
}

SignInFlow::~SignInFlow() = default;

bool SignInFlow::can_redirect() const { return true; }

void SignInFlow::begin()
{
    std::array<std::uint8_t, 32> random {};
    platform::random_bytes(random);
    auto& mine = *m_platform;
    mine.state = session::make_state(random);
    mine.listener = session::LoopbackListener::open([this](std::string_view query) {
        // The state decides; whether it brought tokens or a refusal is read afterwards.
        auto const refused = [](Error const& error) { return error.code == "state_mismatch"; };
        auto const tokens = session::read_callback(query, m_platform->state);
        return tokens.has_value() || !refused(tokens.error());
    });
    if (!mine.listener) {
        m_arrived = Error { .kind = ErrorKind::Offline, .detail = "no free port on this machine" };
        return;
    }
    mine.redirect_uri = mine.listener->redirect_uri();
    mine.verifier.clear();
    platform::leave_for(address(mine.redirect_uri, mine.state, mine.verifier));
}

std::optional<Result<api::Tokens>> SignInFlow::take_arrived()
{
    auto& mine = *m_platform;
    if (mine.listener)
        if (auto const query = mine.listener->poll()) {
            if (m_config.code_flow) {
                auto const code = session::read_code(*query, mine.state);
                if (code.has_value())
                    exchange(*code, mine.redirect_uri, mine.verifier);
                else
                    m_arrived = code.error();
            } else {
                m_arrived = session::read_callback(*query, mine.state);
            }
            mine.state.clear();
        }
    return std::exchange(m_arrived, {});
}

} // namespace kally
