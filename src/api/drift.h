#pragma once

#include <map>
#include <string>
#include <string_view>

namespace kally::api {

/// What answers said otherwise than the contract describes, with how often: "messages[].mood is unknown".
/// Made of names of members and of values that look like such names; never of a text that somebody wrote.
struct Drift {
    static constexpr std::size_t most = 100; ///< Different ones; what comes after them is left out.
    std::map<std::string, int> seen;

    void note(std::string said, int times = 1);
    bool operator==(Drift const&) const = default;
};

/// The text when it looks like the name of a member or a value of an enumeration: a letter, then at most 39 of a-z, 0-9, "_",
/// "." and "-", with no more than four digits (so no phone number and no id). Capitals become small. Otherwise "(…)".
std::string as_name(std::string_view);

} // namespace kally::api
