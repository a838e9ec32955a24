#include "api/drift.h"

#include <algorithm>

namespace kally::api {

void Drift::note(std::string said, int times)
{
    if (auto const found = seen.find(said); found != seen.end())
        found->second += times;
    else if (seen.size() < most)
        seen.emplace(std::move(said), times);
}

std::string as_name(std::string_view text)
{
    constexpr std::size_t longest = 40;
    constexpr std::ptrdiff_t most_digits = 4;
    std::string name { text.substr(0, longest + 1) };
    for (char& c : name)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    auto const is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
    auto const is_digit = [](char c) { return c >= '0' && c <= '9'; };
    bool const fits = !name.empty() && name.size() <= longest && is_letter(name.front()) && std::count_if(name.begin(), name.end(), is_digit) <= most_digits
        && std::all_of(name.begin(), name.end(), [&](char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == '-'; });
    return fits ? name : "(\u2026)";
}

} // namespace kally::api
