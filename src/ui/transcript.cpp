#include "ui/transcript.h"

namespace kally::ui {

using platform::Retained;

void Transcript::sync(Retained& out, std::uint32_t log, std::uint64_t frame, float top, std::vector<Entry> const& entries, std::size_t near, std::size_t near_end, Describe const& describe)
{
    out.log = log;
    // A log that was not there in the last frame is a new one, and empty.
    out.fresh = m_log != log || frame > m_frame + 1;
    if (out.fresh)
        m_kept.clear();
    m_log = log;
    m_frame = frame;
    m_top = top;
    walk(out, entries, [&](std::size_t i) { return i >= near && i < near_end; }, describe);
    std::size_t words = 0;
    for (auto const& entry : entries)
        words += entry.id != 0;
    out.more = m_kept.size() < std::min(words, most);
}

Retained Transcript::fill(std::vector<Entry> const& entries, std::size_t count, Describe const& describe)
{
    Retained out { .log = m_log };
    std::vector<bool> wanted(entries.size(), false);
    std::size_t missing = 0, kept = 0;
    for (std::size_t i = entries.size(); i-- > 0 && kept + missing < most;) {
        if (entries[i].id == 0)
            continue;
        if (m_kept.contains(entries[i].id)) {
            ++kept;
        } else if (missing++ < count) {
            wanted[i] = true;
        }
    }
    walk(out, entries, [&](std::size_t i) { return wanted[i]; }, describe);
    out.more = missing > count;
    return out;
}

void Transcript::walk(Retained& out, std::vector<Entry> const& entries, std::function<bool(std::size_t)> const& put, Describe const& describe)
{
    ++m_round;
    std::size_t seen = 0;
    std::uint32_t before = 0;
    float gap = m_top;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        auto const& entry = entries[i];
        auto found = entry.id == 0 ? m_kept.end() : m_kept.find(entry.id);
        bool const fresh = found == m_kept.end();
        if (entry.id == 0 || (fresh && !put(i)) || (!fresh && found->second.round == m_round)) {
            gap += entry.height;
            continue;
        }
        if (fresh)
            found = m_kept.try_emplace(entry.id).first;
        auto& kept = found->second;
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
