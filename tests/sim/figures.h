#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace kally::sim {

/// How many runs and from which seed on: KALLY_RUNS and KALLY_SEED, for long runs and to repeat one that failed.
struct Seeds {
    unsigned long runs, first;

    explicit Seeds(unsigned long usual) : runs(number("KALLY_RUNS", usual)), first(number("KALLY_SEED", 1)) {}
    std::string text() const { return std::to_string(runs) + " runs, seeds " + std::to_string(first) + " to " + std::to_string(first + runs - 1); }

private:
    static unsigned long number(char const* name, unsigned long usual)
    {
        auto const* text = std::getenv(name);
        return text != nullptr ? std::strtoul(text, nullptr, 10) : usual;
    }
};

/// The first of them, "seed 17: ...", a line each.
inline void print_problems(std::vector<std::string> const& problems)
{
    for (std::size_t i = 0; i < problems.size() && i < 20; ++i)
        std::printf("  %s\n", problems[i].c_str());
}

} // namespace kally::sim
