#include "platform/native/files.h"

#include "base/text.h"

#include <fcntl.h>
#include <sys/file.h>
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
    return m_folder + "/" + std::string(table) + "/" + percent_encode(key) + ".record";
}

void FileRecords::load(std::string_view table, Loaded done)
{
    std::vector<std::pair<std::string, std::string>> records;
    std::error_code problem;
    fs::path const folder = m_folder + "/" + std::string(table);
    if (fs::exists(folder, problem))
        for (auto const& entry : fs::directory_iterator(folder, problem)) {
            if (entry.path().extension() != ".record")
                continue;
            auto key = percent_decode(entry.path().stem().string());
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
    int const lock = ::open((m_folder + "/lock").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600); // of every program that has this folder
    auto replaced = Replaced::Refused;
    std::string now { known };
    if (lock >= 0 && ::flock(lock, LOCK_EX) == 0) {
        now = read_file(path(table, key)).value_or("");
        replaced = now != known ? Replaced::Changed : write(table, key, value) ? Replaced::Stored : Replaced::Refused;
        if (replaced == Replaced::Stored)
            now = value;
    }
    if (lock >= 0)
        ::close(lock);
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

FileValues::FileValues(std::string path)
    : m_path(std::move(path))
{
    if (auto const text = read_file(m_path))
        if (auto const fields = decode_fields(*text))
            for (auto const& field : *fields)
                m_values[field.name] = field.value;
}

std::optional<std::string> FileValues::get(std::string_view key) const
{
    auto const found = m_values.find(key);
    return found == m_values.end() ? std::nullopt : std::optional<std::string> { found->second };
}

bool FileValues::set(std::string_view key, std::string_view text)
{
    m_values[std::string(key)] = text;
    return save();
}

void FileValues::remove(std::string_view key)
{
    if (auto const found = m_values.find(key); found != m_values.end()) {
        m_values.erase(found);
        save();
    }
}

void FileValues::clear()
{
    m_values.clear();
    save();
}

bool FileValues::save() const
{
    std::vector<Field> fields;
    for (auto const& [name, value] : m_values)
        fields.push_back({ name, value });
    return write_atomically(m_path, encode_fields(fields));
}

} // namespace kally::platform
