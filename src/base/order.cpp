#include "base/order.h"

#include <algorithm>

namespace kally {

std::vector<std::size_t> ascending(std::vector<std::int64_t> const& keys)
{
    std::vector<std::pair<std::int64_t, std::size_t>> order;
    order.reserve(keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i)
        order.emplace_back(keys[i], i);
    std::sort(order.begin(), order.end());
    std::vector<std::size_t> positions;
    positions.reserve(keys.size());
    for (auto const& one : order)
        positions.push_back(one.second);
    return positions;
}

} // namespace kally
