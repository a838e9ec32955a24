#pragma once

#include <string>
#include <string_view>
#include <vector>

/// What reads the words of strangers, one function each. Nothing may crash, and what must hold of any answer is checked: `check` ends
/// the program with its words.
struct Target {
    std::string_view name;
    void (*run)(std::string_view data);
    std::vector<std::string> seeds; ///< What mutation begins with.
};

/// codec, markdown, callback, route.
std::vector<Target> const& targets();
