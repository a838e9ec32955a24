#pragma once

#include "ui/rich_text.h"

#include <string>
#include <string_view>
#include <vector>

// Search in what messages say.
namespace kally::ui {

/// Text as it is searched: case and accents folded, any blanks one space.
std::string searchable(std::string_view text);

/// A stretch of one line, placed relative to the layout's origin.
struct Match {
    int block = 0;
    Rect rect;
};
/// Where `wanted`, which is `searchable`, stands in a message: a match over several lines is several stretches. In reading order.
std::vector<Match> matches_in(RichText const&, Painter const&, std::string_view wanted);

} // namespace kally::ui
