#pragma once

#include "platform/platform.h"

#include <map>

namespace kally::platform {

/// Writes the whole text or nothing: a new file, flushed, then renamed over the old one.
bool write_atomically(std::string const& path, std::string_view text);

/// A file beside what is there already: "name (2).txt" where "name.txt" stands. Of `name` only the last part counts.
bool write_new_file(std::string const& folder, std::string_view name, std::string_view text);

/// Records as files, one folder a table. Callbacks run from `deliver()`, between frames.
class FileRecords final : public RecordStore {
public:
    explicit FileRecords(std::string folder) : m_folder(std::move(folder)) {}
    void load(std::string_view table, Loaded) override;
    void put(std::string_view table, std::string_view key, std::string_view value, std::function<void(bool)> done, std::vector<Name> const& instead_of = {}) override;
    void replace(std::string_view table, std::string_view key, std::string_view known, std::string_view value, std::function<void(Replaced, std::string)> done) override;
    void clear() override;
    bool deliver(); ///< True when something was delivered.

private:
    std::string path(std::string_view table, std::string_view key) const;
    bool write(std::string_view table, std::string_view key, std::string_view value) const;
    std::string m_folder;
    std::vector<std::function<void()>> m_ready;
};

/// Named values in one file.
class FileValues {
public:
    explicit FileValues(std::string path);
    std::optional<std::string> get(std::string_view key) const;
    bool set(std::string_view key, std::string_view text);
    void remove(std::string_view key);
    void clear();

private:
    bool save() const;
    std::string m_path;
    std::map<std::string, std::string, std::less<>> m_values;
};

} // namespace kally::platform
