#pragma once

#include "api/client_config.h"
#include "api/types.h"
#include "base/text.h"
#include "net/transport.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace kally {

/// The sandbox inside the page: natively part of the program, on the web a module fetched on demand.
class SandboxHost {
public:
    SandboxHost();
    ~SandboxHost();

    /// Makes it ready with what an earlier visit saved ("" for a new account, which begins as told). `ready(false)` when it cannot be loaded;
    /// runs between frames, on the web later.
    void start(std::string saved, api::SandboxAccount, std::function<void(bool)> ready);
    net::Transport& transport();
    api::Tokens sign_in();
    std::vector<Field> visit(std::vector<Field> asked); ///< Its checkout and portal, see sandbox/hosted.h; empty when there is no such page.
    std::string save();
    std::uint64_t revision() const; ///< Grows with every change worth saving.
    std::optional<Instant> next_due() const; ///< When the next answer is ready.

private:
    struct Platform;
    std::unique_ptr<Platform> m_platform;
};

} // namespace kally
