#include "platform/native/files.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>

using namespace kally::platform;
namespace fs = std::filesystem;

namespace {

struct Folder {
    fs::path path = fs::temp_directory_path() / ("kally-files-" + std::to_string(::getpid()));
    Folder() { fs::remove_all(path); }
    ~Folder() { fs::remove_all(path); }
};

using Loaded = std::optional<std::vector<std::pair<std::string, std::string>>>;

} // namespace

TEST_CASE("records come back as they were put, and callbacks run between frames", "[platform][files]")
{
    Folder folder;
    std::string const text = "line\nname=value \xF0\x9F\x99\x82", key = GENERATE(std::string { "a/../b ñ" }, "archive " + std::string(1'000, '/') + ".record", std::string(600, 'a') + ".record");
    bool stored = false;
    {
        FileRecords records { folder.path };
        records.put("drafts", key, text, [&](bool ok) { stored = ok; });
        CHECK_FALSE(stored);
        CHECK(records.deliver());
        CHECK(stored);
    }
    FileRecords records { folder.path };
    Loaded loaded;
    records.load("drafts", [&](Loaded all) { loaded = std::move(all); });
    records.deliver();
    REQUIRE(loaded);
    REQUIRE(loaded->size() == 1);
    CHECK(loaded->front() == std::pair { key, text });
    records.remove("drafts", key);
    records.load("drafts", [&](Loaded all) { loaded = std::move(all); });
    records.deliver();
    CHECK(loaded->empty());
    CHECK_FALSE(fs::exists(folder.path.parent_path() / "b ñ.record"));
}

TEST_CASE("of several who replace the same record one does", "[platform][files]")
{
    Folder folder;
    FileRecords one { folder.path }, other { folder.path };
    using Replaced = RecordStore::Replaced;
    std::vector<std::pair<Replaced, std::string>> ends;
    auto const note = [&](Replaced replaced, std::string now) { ends.push_back({ replaced, std::move(now) }); };
    one.replace("intents", "i", "", "queued", note);
    one.replace("intents", "i", "queued", "sending, one", note);
    other.replace("intents", "i", "queued", "sending, other", note);
    CHECK(ends.empty());
    one.deliver();
    other.deliver();
    REQUIRE(ends.size() == 3);
    CHECK(ends[0] == std::pair { Replaced::Stored, std::string { "queued" } });
    CHECK(ends[1] == std::pair { Replaced::Stored, std::string { "sending, one" } });
    CHECK(ends[2] == std::pair { Replaced::Changed, std::string { "sending, one" } });
    Loaded loaded;
    other.load("intents", [&](Loaded all) { loaded = std::move(all); });
    other.deliver();
    CHECK(loaded->front().second == "sending, one");
    fs::create_directories(folder.path / "intents" / "j.record.new"); // in the way of the new file
    one.replace("intents", "j", "", "words", note);
    one.deliver();
    CHECK(ends.back() == std::pair { Replaced::Refused, std::string {} });
}

TEST_CASE("a write that cannot be made leaves the old text", "[platform][files]")
{
    Folder folder;
    auto const file = (folder.path / "value").string();
    REQUIRE(write_atomically(file, "old"));
    fs::create_directories(file + ".new"); // in the way of the new file
    CHECK_FALSE(write_atomically(file, "new"));
    std::ifstream in { file };
    std::string text;
    in >> text;
    CHECK(text == "old");
}

TEST_CASE("values of the device survive, and a damaged file is an empty one", "[platform][files]")
{
    Folder folder;
    auto const file = (folder.path / "values").string();
    {
        FileValues values { file };
        CHECK(values.set("theme", "dark & light"));
        CHECK(values.set("gone", "x"));
        values.remove("gone");
    }
    CHECK(FileValues { file }.get("theme") == "dark & light");
    CHECK_FALSE(FileValues { file }.get("gone"));
    std::ofstream { file } << "\xff\x00 broken";
    CHECK_FALSE(FileValues { file }.get("theme"));
}

TEST_CASE("of two programs that have the same values neither writes over those of the other", "[platform][files]")
{
    Folder folder;
    FileValues const one { folder.path / "values" }, other { folder.path / "values" };
    CHECK(one.set("session", "old"));
    CHECK(other.set("theme", "dark"));
    CHECK(one.set("session", "new"));
    CHECK(other.get("session") == "new");
    CHECK(one.get("theme") == "dark");
}

TEST_CASE("of several programs one holds a lock, until it lets go of it or ends", "[platform][files]")
{
    Folder folder;
    auto one = std::make_unique<FileLocks>(folder.path);
    FileLocks other { folder.path };
    std::string const name = "archive " + std::string(300, '/');
    std::vector<std::string> ends;
    auto const ask = [&](FileLocks& program, std::string who, bool wait = false) {
        program.hold(name, [&ends, who](bool held) { ends.push_back(who + (held ? " has it" : " has not")); }, wait);
    };
    ask(*one, "one");
    CHECK(ends.empty());
    one->deliver();
    ask(*one, "one"); // it has it already
    ask(other, "other");
    ask(other, "other, later", true);
    other.deliver();
    one->deliver();
    CHECK(ends == std::vector<std::string> { "one has it", "other has not", "one has it" });
    one->release(name);
    other.deliver();
    CHECK(ends.back() == "other, later has it");
    ask(*one, "one", true);
    other.release("another");
    one->deliver();
    CHECK(ends.back() == "other, later has it");
    other.release(name);
    one->deliver();
    CHECK(ends.back() == "one has it");
    one.reset();
    ask(other, "other");
    other.deliver();
    CHECK(ends.back() == "other has it");
}

TEST_CASE("a file for the person stands beside those of the same name, and in no other folder", "[platform][files]")
{
    Folder folder;
    fs::create_directories(folder.path);
    CHECK(write_new_file(folder.path, "log.json", "one"));
    CHECK(write_new_file(folder.path, "../log.json", "two"));
    CHECK_FALSE(write_new_file(folder.path, "..", "three"));
    std::string first, second;
    std::ifstream { folder.path / "log.json" } >> first;
    std::ifstream { folder.path / "log (2).json" } >> second;
    CHECK(first == "one");
    CHECK(second == "two");
    CHECK(std::distance(fs::directory_iterator { folder.path }, {}) == 2);
}
