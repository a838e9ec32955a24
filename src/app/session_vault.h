#pragma once

#include "session/client.h"

#include <functional>
#include <optional>
#include <string_view>

namespace kally {

/// As the vault and the other tabs write them; nothing where a part is missing or the time is none.
std::optional<session::Credentials> read_credentials(std::string_view text);

/// Keeps credentials in this tab, and on this device only by the person's choice.
class PlatformVault final : public session::Vault {
public:
    std::optional<session::Credentials> load() override;
    void save(session::Credentials const&) override;
    void wipe() override;
    bool keep_on_device = false;
};

/// Renews in turn with the other tabs of this browser.
class PlatformTabs final : public session::Tabs {
public:
    void take_turn(std::function<void()> go) override;
    void end_turn() override;
    void tell(session::Credentials const&) override;
};

/// The sandbox's credentials live as long as the page.
class MemoryVault final : public session::Vault {
public:
    std::optional<session::Credentials> load() override { return m_credentials; }
    void save(session::Credentials const& credentials) override { m_credentials = credentials; }
    void wipe() override { m_credentials.reset(); }

private:
    std::optional<session::Credentials> m_credentials;
};

} // namespace kally
