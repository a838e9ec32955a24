#include "base/order.h"

#include <catch2/catch_test_macros.hpp>

#include <string>

using namespace kally;

TEST_CASE("a list is sorted by its key and equal keys keep their order", "[base]")
{
    struct Entry { std::string name; int key; };
    std::vector<Entry> all { { "b1", 2 }, { "a1", 1 }, { "b2", 2 }, { "c", INT32_MAX }, { "a2", 1 }, { "n", -5 } };
    sort_by(all, [](Entry const& e) { return std::int64_t { e.key }; });
    std::string names;
    for (auto const& entry : all)
        names += entry.name + " ";
    CHECK(names == "n a1 a2 b1 b2 c ");
    CHECK(ascending({}).empty());
}
