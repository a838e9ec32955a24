#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace kally::text {

/// End of the grapheme cluster that starts at `at`: combining marks, variation selectors, skin tones, joined emoji and
/// flags stay with their base. A close stand-in for the browser's own segmenter, enough never to cut inside one.
std::size_t next_cluster(std::string_view text, std::size_t at);

/// Ends of the clusters of a text, in bytes; none for a simple text, where each code point is one.
using ClusterEnds = std::vector<std::uint32_t>;
ClusterEnds cluster_ends(std::string_view text); ///< By `next_cluster`.

/// Walks through a text cluster by cluster.
class Clusters {
public:
    /// `text` must outlive the walk.
    Clusters(std::string_view text, ClusterEnds ends) : m_text(text), m_ends(std::move(ends)) {}
    /// End of the cluster at `at`, which does not go back from call to call.
    std::size_t end_of(std::size_t at);

private:
    std::string_view m_text;
    ClusterEnds m_ends;
    std::size_t m_next = 0;
};

/// Whether a line break may stand between two code points, blanks aside: between ideographs and kana, after hyphens and
/// slashes; never before closing punctuation or after opening punctuation.
bool may_break_between(char32_t before, char32_t after);

/// Letters of Thai, Lao, Burmese and Khmer: words stand there without blanks between, so that only a dictionary knows where
/// a line may break.
bool is_unspaced(char32_t);

/// Whether every code point is a cluster by itself and lies in the basic plane, outside its private area: nothing needs to
/// be asked of anybody.
bool is_simple(std::string_view text);

/// Whether a line with this text must be drawn as a whole by the browser: scripts whose letters join, reorder or run to the
/// left, and marks that set the order. Accents, flags and joined emoji are clusters and need no more than that.
bool needs_shaping(std::string_view text);

} // namespace kally::text
