#pragma once

#include "platform/platform.h"

#include <functional>
#include <unordered_map>
#include <vector>

namespace kally::ui {

/// What the page has been told of the open thread, so that it is told only what is new: entries that come near at once, the others
/// when there is time, the newest first.
class Transcript {
public:
    /// More entries than these the page does not keep, 10,000 messages and the days between them: find and selection of the
    /// browser end there.
    static constexpr std::size_t most = 11'000;

    struct Kept;
    /// One entry of the thread, top to bottom. `id` 0 is room without words.
    struct Entry {
        std::uint32_t id = 0;
        std::uint64_t mark = 0; ///< Changes when what it says does.
        float height = 0;       ///< CSS pixels, up to the next entry.
        enum class Place : std::uint8_t { Unknown, Outside, Page } place = Place::Unknown; ///< The transcript's own note,
        Kept* kept = nullptr;                                                              ///< and what the page has of it: Page only.
    };
    /// Says what an entry consists of; called only for what the page does not have.
    using Describe = std::function<void(std::size_t index, platform::Retained::Change&)>;

    /// Brings the page up to date. Entries [near, near_end) are put there now.
    void sync(platform::Retained&, std::uint32_t log, std::uint64_t frame, float top, std::vector<Entry>&, std::size_t near, std::size_t near_end, Describe const&);
    /// To be said before `sync` when an entry is another than before; else only what comes near is looked at.
    void entries_changed() { m_changed = true; }
    /// Puts up to `count` of the entries that are missing still; they are those of the last sync.
    platform::Retained fill(std::vector<Entry>&, std::size_t count, Describe const&);
    /// The lines of this entry are not known to the page as they stand now; asked once for each `look`.
    bool wants_lines(std::uint32_t id, std::uint64_t look);

    /// An entry as the page was told of it.
    struct Kept {
        std::uint64_t mark = 0, look = 0;
        float gap = 0, height = 0;
        std::uint64_t round = 0;
    };

private:
    bool in_page(Entry&);
    void walk(platform::Retained&, std::vector<Entry>&, std::function<bool(std::size_t)> const& put, Describe const&);

    std::unordered_map<std::uint32_t, Kept> m_kept;
    std::uint32_t m_log = 0;
    std::uint64_t m_frame = 0, m_round = 0;
    bool m_changed = true;      ///< The entries are others than those of the last walk.
    std::size_t m_words = 0;    ///< Entries that say something.
    float m_top = 0;
};

} // namespace kally::ui
