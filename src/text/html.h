#pragma once

#include "text/markdown.h"

#include <string>
#include <string_view>

namespace kally::text {

/// Blocks as HTML: paragraphs, headings (from `first_level` on, at most h6), nested lists, quotes, code, tables. Everything that comes from
/// the source is escaped, and links are those that `safe_link` allows: the result holds no script and asks for nothing.
std::string to_html(Document const&, int first_level = 1);

} // namespace kally::text
