#pragma once

#include <cstddef>
#include <string_view>

namespace kally::text {

/// End of the grapheme cluster that starts at `at`: combining marks, variation selectors, skin tones, joined emoji and
/// flags stay with their base. A close stand-in for the browser's own segmenter, enough never to cut inside one.
std::size_t next_cluster(std::string_view text, std::size_t at);

/// Whether a line break may stand between two code points, blanks aside: between ideographs and kana, after hyphens and
/// slashes; never before closing punctuation or after opening punctuation.
bool may_break_between(char32_t before, char32_t after);

/// Whether a line with this text must be drawn as a whole by the browser: joining or right-to-left scripts, combining
/// marks, joined emoji.
bool needs_shaping(std::string_view text);

} // namespace kally::text
