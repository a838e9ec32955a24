#pragma once

#include "platform/platform.h"

#include <chrono>
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

/// Locks of all programs that have this folder, as files: the system lets go of those of a program that ends. Callbacks run from `deliver()`.
class FileLocks {
public:
    explicit FileLocks(std::string folder) : m_folder(std::move(folder)) {}
    ~FileLocks();
    FileLocks(FileLocks const&) = delete;
    void hold(std::string_view name, std::function<void(bool)> done, bool wait); ///< As platform::hold.
    void release(std::string_view name);
    void deliver();

private:
    struct Asked {
        std::string name;
        std::function<void(bool)> done;
        std::optional<std::chrono::steady_clock::time_point> until; ///< It waits.
    };
    std::string path(std::string_view name) const;
    bool take(std::string const& name);
    std::string m_folder;
    std::map<std::string, int, std::less<>> m_held; ///< Their open files.
    std::vector<Asked> m_asked;
};

/// Named values in one file, which other programs may write, too.
class FileValues {
public:
    explicit FileValues(std::string path) : m_path(std::move(path)) {}
    std::optional<std::string> get(std::string_view key) const;
    bool set(std::string_view key, std::string_view text) const;
    void remove(std::string_view key) const;
    void clear() const;

private:
    using Values = std::map<std::string, std::string, std::less<>>;
    Values read() const;
    template <typename Change>
    bool change(Change) const;
    std::string m_path;
};

} // namespace kally::platform
