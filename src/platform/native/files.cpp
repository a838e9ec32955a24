#include "platform/native/files.h"

#include "base/hash.h"
#include "base/text.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

namespace kally::platform {

namespace fs = std::filesystem;

namespace {

std::optional<std::string> read_file(fs::path const& path)
{
    std::ifstream in { path, std::ios::binary };
    if (!in)
        return {};
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

/// For as long as it lives no other program has it.
class Lock {
public:
    explicit Lock(std::string const& path) : m_file(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600)), m_held(m_file >= 0 && ::flock(m_file, LOCK_EX) == 0) {}
    ~Lock()
    {
        if (m_file >= 0)
            ::close(m_file);
    }
    Lock(Lock const&) = delete;
    bool held() const { return m_held; }

private:
    int m_file;
    bool m_held;
};

} // namespace

bool write_atomically(std::string const& path, std::string_view text)
{
    std::error_code problem;
    fs::create_directories(fs::path(path).parent_path(), problem);
    auto const fresh = path + ".new";
    int const file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        return false;
    bool good = true;
    for (std::size_t at = 0; good && at < text.size();) {
        auto const written = ::write(file, text.data() + at, text.size() - at);
        good = written > 0;
        at += good ? static_cast<std::size_t>(written) : 0;
    }
    good = good && ::fsync(file) == 0;
    good = ::close(file) == 0 && good;
    return good && std::rename(fresh.c_str(), path.c_str()) == 0;
}

bool write_new_file(std::string const& folder, std::string_view name, std::string_view text)
{
    auto const wanted = fs::path(name).filename();
    if (wanted.empty() || wanted == "." || wanted == "..")
        return false;
    for (int number = 1; number < 1000; ++number) {
        auto const path = fs::path(folder) / (number == 1 ? wanted.string() : wanted.stem().string() + " (" + std::to_string(number) + ")" + wanted.extension().string());
        if (std::error_code problem; !fs::exists(path, problem))
            return !problem && write_atomically(path.string(), text);
    }
    return false;
}

std::string FileRecords::path(std::string_view table, std::string_view key) const
{
    // A name of a file is short (255 bytes on most systems): a longer key goes on in a folder of its beginning.
    constexpr std::size_t longest = 200;
    auto name = percent_encode(key);
    for (std::size_t at = longest; at < name.size(); at += longest + 1)
        name.insert(at, 1, '/');
    return m_folder + "/" + std::string(table) + "/" + name + ".record";
}

void FileRecords::load(std::string_view table, Loaded done)
{
    std::vector<std::pair<std::string, std::string>> records;
    std::error_code problem;
    fs::path const folder = m_folder + "/" + std::string(table);
    if (fs::exists(folder, problem))
        for (auto const& entry : fs::recursive_directory_iterator(folder, problem)) {
            std::error_code gone;
            if (entry.path().extension() != ".record" || !entry.is_regular_file(gone))
                continue;
            auto name = entry.path().lexically_relative(folder).replace_extension().string();
            std::erase(name, '/');
            auto key = percent_decode(name);
            auto text = read_file(entry.path());
            if (key && text)
                records.emplace_back(std::move(*key), std::move(*text));
        }
    bool const readable = !problem;
    m_ready.push_back([records = std::move(records), readable, done = std::move(done)]() mutable {
        if (readable)
            done(std::move(records));
        else
            done({});
    });
}

bool FileRecords::write(std::string_view table, std::string_view key, std::string_view value) const
{
    std::error_code problem;
    return value.empty() ? fs::remove(path(table, key), problem) || !problem : write_atomically(path(table, key), value);
}

void FileRecords::put(std::string_view table, std::string_view key, std::string_view value, std::function<void(bool)> done, std::vector<Name> const& instead_of)
{
    // A program that ends between the two leaves both: nothing is lost by it.
    std::error_code problem;
    bool const stored = write(table, key, value);
    if (stored)
        for (auto const& [other_table, other_key] : instead_of)
            fs::remove(path(other_table, other_key), problem);
    m_ready.push_back([stored, done = std::move(done)] { done(stored); });
}

void FileRecords::replace(std::string_view table, std::string_view key, std::string_view known, std::string_view value, std::function<void(Replaced, std::string)> done)
{
    std::error_code problem;
    fs::create_directories(m_folder, problem);
    Lock const lock { m_folder + "/lock" };
    auto replaced = Replaced::Refused;
    std::string now { known };
    if (lock.held()) {
        now = read_file(path(table, key)).value_or("");
        replaced = now != known ? Replaced::Changed : write(table, key, value) ? Replaced::Stored : Replaced::Refused;
        if (replaced == Replaced::Stored)
            now = value;
    }
    m_ready.push_back([replaced, now = std::move(now), done = std::move(done)] { done(replaced, now); });
}

void FileRecords::clear()
{
    std::error_code problem;
    fs::remove_all(m_folder, problem);
}

bool FileRecords::deliver()
{
    auto const ready = std::exchange(m_ready, {});
    for (auto const& one : ready)
        one();
    return !ready.empty();
}

FileLocks::~FileLocks()
{
    while (!m_held.empty())
        release(std::string(m_held.begin()->first));
}

std::string FileLocks::path(std::string_view name) const { return m_folder + "/" + s256_challenge(name); } // of any length, and whatever stands in it

bool FileLocks::take(std::string const& name)
{
    if (m_held.contains(name))
        return true;
    std::error_code problem;
    fs::create_directories(m_folder, problem);
    int const file = ::open(path(name).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    struct stat opened {}, there {};
    // Who had it may have removed the file between the two.
    bool const held = file >= 0 && ::flock(file, LOCK_EX | LOCK_NB) == 0 && ::fstat(file, &opened) == 0 && ::stat(path(name).c_str(), &there) == 0 && opened.st_ino == there.st_ino;
    if (held)
        m_held[name] = file;
    else if (file >= 0)
        ::close(file);
    return held;
}

void FileLocks::hold(std::string_view name, std::function<void(bool)> done, bool wait)
{
    m_asked.push_back({ std::string(name), std::move(done), wait ? std::optional { std::chrono::steady_clock::now() + std::chrono::seconds { 70 } } : std::nullopt });
}

void FileLocks::release(std::string_view name)
{
    auto const found = m_held.find(name);
    if (found == m_held.end())
        return;
    ::unlink(path(name).c_str());
    ::close(found->second);
    m_held.erase(found);
}

void FileLocks::deliver()
{
    for (auto& asked : std::exchange(m_asked, {})) {
        bool const held = take(asked.name);
        if (!held && asked.until && std::chrono::steady_clock::now() < *asked.until)
            m_asked.push_back(std::move(asked));
        else
            asked.done(held || asked.until);
    }
}

FileValues::Values FileValues::read() const
{
    Values values;
    if (auto const text = read_file(m_path))
        if (auto const fields = decode_fields(*text))
            for (auto const& field : *fields)
                values[field.name] = field.value;
    return values;
}

template <typename Change>
bool FileValues::change(Change change) const
{
    std::error_code problem;
    fs::create_directories(fs::path(m_path).parent_path(), problem);
    Lock const lock { m_path + ".lock" };
    auto values = read();
    change(values);
    std::vector<Field> fields;
    for (auto const& [name, value] : values)
        fields.push_back({ name, value });
    return lock.held() && write_atomically(m_path, encode_fields(fields));
}

std::optional<std::string> FileValues::get(std::string_view key) const
{
    auto const values = read();
    auto const found = values.find(key);
    return found == values.end() ? std::nullopt : std::optional<std::string> { found->second };
}

bool FileValues::set(std::string_view key, std::string_view text) const
{
    return change([&](Values& values) { values[std::string(key)] = text; });
}

void FileValues::remove(std::string_view key) const
{
    change([&](Values& values) { values.erase(std::string(key)); });
}

void FileValues::clear() const
{
    change([](Values& values) { values.clear(); });
}

} // namespace kally::platform
