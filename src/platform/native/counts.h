#pragma once

namespace kally::platform {

/// What was done since the start, as `window.kally` counts it in a page. No page is written to here: `mirror_writes` are the
/// records that one would be told of.
struct Counts {
    unsigned frames = 0, draw_calls = 0, mirror_writes = 0, glyphs = 0;
};
Counts counts();

} // namespace kally::platform
