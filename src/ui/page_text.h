#pragma once

#include "ui/rich_text.h"

#include <string>

// How the page is told about a message: first what it says, when it comes near also where each line stands.
// Both are lists in text, taken apart by web/mirror_library.js; U+001C to U+001F separate, deepest first, and stand nowhere else.
namespace kally::ui {

/// Blocks (U+001D) of units (U+001E) of spans (U+001F). A block begins with its kind: p, h1 to h6, l (with its marker), q, c (with the
/// language), t (with the number of columns), r. A span begins with its style as one character from "0" on; that of a link goes
/// on with the id, the address and the host to show, each ended by U+001C. `article` is the id that links are named under.
std::string encode_content(text::Document const&, std::uint32_t article);

/// Units (U+001E) of fields (U+001F): "block.part", x, y, width, height, face, size, line height, 1 when right-aligned, 2 when it runs from the right; then the
/// runs, each beginning with "1" when it starts a line, else "0". Boxes that hold units (code, tables) come first as "b", their block,
/// x, y, width, height, width of the content and the id of the sideways scroller. Lengths are in 64ths of a
/// CSS pixel, the browser's own grain, and relative to the article or the box.
std::string encode_lines(RichText const&, std::uint32_t article, float x, float y);

/// Ids of what stands in a message, under its article.
std::uint32_t link_id(std::uint32_t article, int link_number);
std::uint32_t box_id(std::uint32_t article, int block);

} // namespace kally::ui
