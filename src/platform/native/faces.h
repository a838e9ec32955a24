#pragma once

#include <string>

namespace kally::platform {

/// Adds the faces of the design from TTF files; a face whose file is missing is drawn with the next best one.
void add_font_files(std::string const& folder);

} // namespace kally::platform
