#pragma once

#include "platform/platform.h"

namespace kally {

/// Records of the sandbox inside the page. They live in this tab, as the sandbox does: what is written there must never
/// meet the person's own messages, nor be sent to the service after a reload.
class TabRecords final : public platform::RecordStore {
public:
    void load(std::string_view table, Loaded) override;
    void put(std::string_view table, std::string_view key, std::string_view value, std::function<void(bool)> done, std::vector<Name> const& instead_of = {}) override;
    void replace(std::string_view table, std::string_view key, std::string_view known, std::string_view value, std::function<void(Replaced, std::string)> done) override;
    void clear() override;
};

} // namespace kally
