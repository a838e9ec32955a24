#include "platform/mirror_diff.h"

#include <algorithm>
#include <string_view>

namespace kally::platform {

namespace {

std::uint64_t hash(std::uint64_t seed, std::string_view text)
{
    for (char const c : text)
        seed = (seed ^ static_cast<unsigned char>(c)) * 1099511628211ull;
    return (seed ^ text.size()) * 1099511628211ull;
}

struct Parent {
    Rect rect;
    bool scrolls = false;
    std::uint32_t last_child = 0;
};

} // namespace

MirrorDiff::Changes const& MirrorDiff::compare(SemanticTree const& tree)
{
    ++m_round;
    m_changes.changed.clear();
    m_changes.gone.clear();
    std::unordered_map<std::uint32_t, Parent> parents;
    parents[0] = {};
    std::size_t known = 0;
    for (auto const& record : tree) {
        auto const parent = parents.find(record.parent);
        if (parent == parents.end())
            continue; // a child without a parent has no place
        if (parents.contains(record.id))
            continue; // the same thing twice: the first one counts
        MirrorChange change { .record = &record, .before = parent->second.last_child, .local = record.rect };
        if (record.parent != 0 && !parent->second.scrolls) {
            change.local.x -= parent->second.rect.x;
            change.local.y -= parent->second.rect.y;
        }
        parent->second.last_child = record.id;
        parents[record.id] = { record.rect, (record.state & StateScrolls) != 0, 0 };

        Seen now { .parent = record.parent, .before = change.before, .local = change.local, .round = m_round };
        now.text = hash(hash(hash(1469598103934665603ull, record.name), record.value), record.hint);
        now.state = static_cast<std::uint64_t>(record.state) | static_cast<std::uint64_t>(record.level) << 16 | static_cast<std::uint64_t>(record.takes_focus) << 24
            | static_cast<std::uint64_t>(record.role) << 32 | static_cast<std::uint64_t>(record.content_height * 4) << 40;
        auto [seen, fresh] = m_seen.try_emplace(record.id, now);
        if (fresh) {
            change.dirty = DirtyNew | DirtyPlace | DirtyText | DirtyState | DirtyOrder;
        } else {
            auto const& was = seen->second;
            change.dirty = (was.local == now.local ? 0u : DirtyPlace) | (was.text == now.text ? 0u : DirtyText) | (was.state == now.state ? 0u : DirtyState)
                | (was.parent == now.parent && was.before == now.before ? 0u : DirtyOrder);
            seen->second = now;
            ++known;
        }
        if (change.dirty != 0)
            m_changes.changed.push_back(change);
    }
    if (m_seen.size() != known + static_cast<std::size_t>(std::count_if(m_changes.changed.begin(), m_changes.changed.end(), [](auto const& c) { return (c.dirty & DirtyNew) != 0; })))
        std::erase_if(m_seen, [&](auto const& one) {
            if (one.second.round == m_round)
                return false;
            m_changes.gone.push_back(one.first);
            return true;
        });
    return m_changes;
}

} // namespace kally::platform
