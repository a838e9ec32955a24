#pragma once

#include "base/semantics.h"

#include <map>
#include <string>
#include <vector>

// The oracle of the tests: Dear ImGui's test-engine hooks hear of every item that it takes input for.
namespace kally::platform::headless {

/// Hears of the items of the current context from now on.
void hook_items();
/// The items since the last call that a person can act upon and that no record of the tree describes: one of the item's own
/// id that overlaps it. A line for each, with its label. Windows as such are no items; those of hidden windows are not reached.
/// `before` and `after` are the positions of the tree's scrollers: a frame that moves one has drawn either at the old or at the new.
std::vector<std::string> take_items_without_record(SemanticTree const& tree, std::map<std::uint32_t, float> const& before, std::map<std::uint32_t, float> const& after);

} // namespace kally::platform::headless
