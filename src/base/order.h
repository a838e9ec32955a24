#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace kally {

/// Positions of the keys in ascending order; equal keys keep theirs. One sort for every list of the program.
std::vector<std::size_t> ascending(std::vector<std::int64_t> const& keys);

/// Sorts by a key of each element, stably.
template <typename T, typename Key>
void sort_by(std::vector<T>& all, Key key)
{
    std::vector<std::int64_t> keys;
    keys.reserve(all.size());
    for (auto const& one : all)
        keys.push_back(key(one));
    std::vector<T> sorted;
    sorted.reserve(all.size());
    for (auto const at : ascending(keys))
        sorted.push_back(std::move(all[at]));
    all = std::move(sorted);
}

} // namespace kally
