#include "ui/page_text.h"
#include "ui/transcript.h"

#include <catch2/catch_test_macros.hpp>

using namespace kally;
using ui::Transcript;
using Kind = platform::Retained::Change::Kind;

namespace {

std::vector<Transcript::Entry> thread(std::uint32_t count)
{
    std::vector<Transcript::Entry> entries;
    for (std::uint32_t i = 0; i < count; ++i)
        entries.push_back({ .id = i + 1, .mark = 100 + i, .height = 50 });
    return entries;
}

void say_index(std::size_t index, platform::Retained::Change& change) { change.content = std::to_string(index); }

std::vector<std::uint32_t> ids(platform::Retained const& retained, Kind kind)
{
    std::vector<std::uint32_t> found;
    for (auto const& change : retained.changes)
        if (change.kind == kind)
            found.push_back(change.id);
    return found;
}

} // namespace

TEST_CASE("what is near goes to the page at once, the rest when there is time, the newest first", "[ui][transcript]")
{
    Transcript transcript;
    auto entries = thread(10);
    platform::Retained out;
    transcript.sync(out, 7, 1, 16, entries, 8, 10, say_index);
    CHECK(out.fresh);
    CHECK(ids(out, Kind::Put) == std::vector<std::uint32_t> { 9, 10 });
    CHECK(out.changes[0].gap == 16 + 8 * 50);
    CHECK(out.changes[1].after == 9);
    CHECK(out.more);

    auto const slice = transcript.fill(entries, 3, say_index);
    CHECK(ids(slice, Kind::Put) == std::vector<std::uint32_t> { 6, 7, 8 });
    CHECK(ids(slice, Kind::Size) == std::vector<std::uint32_t> { 9 }); // the room above it is theirs now
    CHECK(slice.more);
    CHECK_FALSE(transcript.fill(entries, 100, say_index).more);

    platform::Retained still;
    transcript.sync(still, 7, 2, 16, entries, 0, 10, say_index);
    CHECK(still.changes.empty());
    CHECK_FALSE(still.more);
}

TEST_CASE("an entry that says something else is told again, one that is gone is taken away", "[ui][transcript]")
{
    Transcript transcript;
    auto entries = thread(4);
    platform::Retained out;
    transcript.sync(out, 7, 1, 0, entries, 0, 4, say_index);
    entries[1].mark = 1;
    entries[2].height = 80;
    entries.pop_back();
    transcript.entries_changed();
    platform::Retained next;
    transcript.sync(next, 7, 2, 0, entries, 0, 3, say_index);
    CHECK(ids(next, Kind::Put) == std::vector<std::uint32_t> { 2 });
    CHECK(ids(next, Kind::Size) == std::vector<std::uint32_t> { 3 });
    CHECK(ids(next, Kind::Remove) == std::vector<std::uint32_t> { 4 });
}

TEST_CASE("a log that was away for a frame is told all anew", "[ui][transcript]")
{
    Transcript transcript;
    auto entries = thread(2);
    platform::Retained first, second;
    transcript.sync(first, 7, 1, 0, entries, 0, 2, say_index);
    transcript.sync(second, 7, 3, 0, entries, 0, 2, say_index);
    CHECK(second.fresh);
    CHECK(ids(second, Kind::Put) == std::vector<std::uint32_t> { 1, 2 });
}

TEST_CASE("no more entries than the page can hold are kept", "[ui][transcript]")
{
    Transcript transcript;
    auto entries = thread(Transcript::most + 500);
    platform::Retained out;
    transcript.sync(out, 7, 1, 0, entries, entries.size() - 5, entries.size(), say_index);
    CHECK(out.more);
    auto const rest = transcript.fill(entries, entries.size(), say_index);
    CHECK(ids(rest, Kind::Put).size() == Transcript::most - 5);
    CHECK_FALSE(rest.more);
}

TEST_CASE("what a message says reaches the page by blocks, with its links named", "[ui][transcript]")
{
    auto const document = text::parse_markdown("## Found\n\n- **one** [two](https://example.com)\n\n| a | b |\n|---|---|\n| 1 | 2 |");
    auto const id = std::to_string(ui::link_id(5, 0));
    CHECK(ui::encode_content(document, 5) == "h2\x1e" "0Found\x1d" "l\u2022\x1e" "1one\x1f" "0 \x1f" "@" + id + "\x1chttps://example.com\x1c" "example.com\x1ctwo\x1d" "t2\x1e" "0a\x1e" "0b\x1e" "01\x1e" "02");
}

TEST_CASE("separators inside a message do not separate", "[ui][transcript][hostile]")
{
    CHECK(ui::encode_content(text::parse_plain("a\x1c\x1d\x1e\x1f" "b"), 5) == "p\x1e" "0ab");
}
