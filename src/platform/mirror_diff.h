#pragma once

#include "base/semantics.h"

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace kally::platform {

/// Which parts of a record differ from what the page already shows.
enum MirrorDirty : std::uint32_t { DirtyPlace = 1, DirtyText = 2, DirtyState = 4, DirtyOrder = 8, DirtyNew = 16 };

/// One change to carry to the page. `record` points into the tree that was compared.
struct MirrorChange {
    SemanticRecord const* record = nullptr;
    std::uint32_t before = 0; ///< The sibling it follows, 0 for the first child.
    Rect local;               ///< Relative to its parent.
    std::uint32_t dirty = 0;
};

/// Compares each frame's tree with the last one, by id. An unchanged tree costs one pass and yields nothing.
class MirrorDiff {
public:
    struct Changes {
        std::vector<MirrorChange> changed; ///< Parents before children.
        std::vector<std::uint32_t> gone;
    };
    Changes const& compare(SemanticTree const&);
    void reset() { m_seen.clear(); } ///< The page forgot everything: the next comparison yields all.

private:
    struct Seen {
        std::uint32_t parent = 0, before = 0;
        Rect local;
        std::uint64_t text = 0;
        std::uint64_t state = 0;
        std::uint32_t round = 0;
    };
    std::unordered_map<std::uint32_t, Seen> m_seen;
    std::uint32_t m_round = 0;
    Changes m_changes;
};

} // namespace kally::platform
