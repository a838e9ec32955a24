// The slice of the ordinary run: the targets under a fixed number of seeded mutations, with any compiler.
#include "targets.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>

/// seeded [runs], or seeded --write FOLDER TARGET: the seeds as files, for libFuzzer.
int main(int count, char** values)
{
    if (count == 4 && std::string_view { values[1] } == "--write") {
        for (auto const& target : targets())
            for (std::size_t i = 0; target.name == values[3] && i < target.seeds.size(); ++i)
                std::ofstream { values[2] + ("/seed-" + std::to_string(i)), std::ios::binary } << target.seeds[i];
        return 0;
    }
    auto const runs = count > 1 ? std::atoi(values[1]) : 1000;
    for (auto const& target : targets()) {
        std::mt19937 random { 20261125 };
        auto const below = [&](std::size_t limit) { return static_cast<std::size_t>(random()) % limit; };
        for (int i = 0; i < runs; ++i) {
            auto data = target.seeds[below(target.seeds.size())];
            for (auto times = below(6); times > 0 && !data.empty(); --times) {
                auto const at = below(data.size());
                auto const length = std::min(data.size() - at, 1 + below(16));
                auto const& other = target.seeds[below(target.seeds.size())];
                switch (below(5)) {
                case 0: data[at] = static_cast<char>(below(256)); break;
                case 1: data.erase(at, length); break;
                case 2: data.insert(below(data.size()), data.substr(at, length)); break;
                case 3: data.insert(at, other.substr(below(other.size()), length)); break;
                case 4: data[at] = "\\\"[]{}%&=#/*_`|<>:\n\x80\xff"[below(22)]; break;
                }
            }
            target.run(data);
        }
        std::printf("%.*s: %d seeded inputs, 0 crashes\n", static_cast<int>(target.name.size()), target.name.data(), runs);
    }
}
