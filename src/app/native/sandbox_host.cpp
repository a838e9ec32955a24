#include "app/sandbox_host.h"

#include "platform/platform.h"
#include "sandbox/hosted.h"
#include "sandbox/memory_transport.h"

namespace kally {

struct SandboxHost::Platform {
    sandbox::Service service { { .now = [] { return platform::now(); }, .pace = sandbox::Pace::Accelerated, .factor = 12,
        .seed = static_cast<std::uint64_t>(platform::now().time_since_epoch().count()) } };
    sandbox::MemoryTransport transport { service };
};

SandboxHost::SandboxHost() : m_platform(std::make_unique<Platform>()) {}
SandboxHost::~SandboxHost() = default;

void SandboxHost::start(std::string saved, api::SandboxAccount account, std::function<void(bool)> ready)
{
    if (account == api::SandboxAccount::Demo)
        m_platform->service.start_over(true);
    if (!saved.empty())
        m_platform->service.restore(saved);
    m_platform->service.dials().latency = std::chrono::milliseconds { 700 };
    m_platform->service.dials().only = "/v1/coordination/message";
    ready(true);
}

net::Transport& SandboxHost::transport() { return m_platform->transport; }
api::Tokens SandboxHost::sign_in() { return m_platform->service.sign_in(); }
std::vector<Field> SandboxHost::visit(std::vector<Field> asked) { return sandbox::visit(m_platform->service, asked); }
std::string SandboxHost::save() { return m_platform->service.save(); }
std::uint64_t SandboxHost::revision() const { return m_platform->service.revision(); }
std::optional<Instant> SandboxHost::next_due() const { return m_platform->transport.next_due(); }

} // namespace kally
