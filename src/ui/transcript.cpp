#include "ui/transcript.h"

#include <algorithm>

namespace kally::ui {

using platform::Retained;

void Transcript::sync(Retained& out, std::uint32_t log, std::uint64_t frame, float top, std::vector<Entry>& entries, std::size_t near, std::size_t near_end, Describe const& describe)
{
    out.log = log;
    // A log that was not there in the last frame is a new one, and empty.
    out.fresh = m_log != log || frame > m_frame + 1;
    if (out.fresh) {
        m_kept.clear();
        for (auto& entry : entries)
            entry.place = Entry::Place::Unknown;
    }
    m_log = log;
    m_frame = frame;
    bool missing = false;
    for (std::size_t i = near; i < near_end && !missing; ++i)
        missing = entries[i].id != 0 && !in_page(entries[i]);
    if (out.fresh || missing || m_changed || m_top != top) {
        m_changed = false;
        m_top = top;
        m_words = static_cast<std::size_t>(std::count_if(entries.begin(), entries.end(), [](auto const& entry) { return entry.id != 0; }));
        walk(out, entries, [&](std::size_t i) { return i >= near && i < near_end; }, describe);
    }
    out.more = m_kept.size() < std::min(m_words, most);
}

Retained Transcript::fill(std::vector<Entry>& entries, std::size_t count, Describe const& describe)
{
    Retained out { .log = m_log };
    std::vector<bool> wanted(entries.size(), false);
    std::size_t missing = 0, kept = 0;
    for (std::size_t i = entries.size(); i-- > 0 && kept + missing < most;) {
        if (entries[i].id == 0)
            continue;
        if (in_page(entries[i])) {
            ++kept;
        } else if (missing++ < count) {
            wanted[i] = true;
        }
    }
    walk(out, entries, [&](std::size_t i) { return wanted[i]; }, describe);
    out.more = missing > count;
    return out;
}

/// Ten thousand entries are not looked up again and again.
bool Transcript::in_page(Entry& entry)
{
    if (entry.place == Entry::Place::Unknown) {
        auto const found = m_kept.find(entry.id);
        entry.place = found == m_kept.end() ? Entry::Place::Outside : Entry::Place::Page;
        entry.kept = found == m_kept.end() ? nullptr : &found->second; // stays where it is until it is removed
    }
    return entry.place == Entry::Place::Page;
}

void Transcript::walk(Retained& out, std::vector<Entry>& entries, std::function<bool(std::size_t)> const& put, Describe const& describe)
{
    ++m_round;
    std::size_t seen = 0;
    std::uint32_t before = 0;
    float gap = m_top;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        auto& entry = entries[i];
        bool const fresh = entry.id == 0 || !in_page(entry);
        if (entry.id == 0 || (fresh && !put(i)) || (!fresh && entry.kept->round == m_round)) {
            gap += entry.height;
            continue;
        }
        if (fresh)
            entry.kept = &m_kept[entry.id];
        entry.place = Entry::Place::Page;
        auto& kept = *entry.kept;
        if (fresh || kept.mark != entry.mark) {
            Retained::Change change { .id = entry.id, .after = before, .gap = gap, .height = entry.height };
            describe(i, change);
            out.changes.push_back(std::move(change));
            kept = { .mark = entry.mark };
        } else if (kept.gap != gap || kept.height != entry.height) {
            out.changes.push_back({ .kind = Retained::Change::Kind::Size, .id = entry.id, .gap = gap, .height = entry.height });
        }
        kept.gap = gap;
        kept.height = entry.height;
        kept.round = m_round;
        gap = 0;
        before = entry.id;
        ++seen;
    }
    if (seen != m_kept.size())
        std::erase_if(m_kept, [&](auto const& one) {
            if (one.second.round == m_round)
                return false;
            out.changes.push_back({ .kind = Retained::Change::Kind::Remove, .id = one.first });
            return true;
        });
}

bool Transcript::wants_lines(std::uint32_t id, std::uint64_t look)
{
    auto const found = m_kept.find(id);
    if (found == m_kept.end() || found->second.look == look)
        return false;
    found->second.look = look;
    return true;
}

} // namespace kally::ui
