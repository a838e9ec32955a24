#include "store/poll.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <vector>

// How often a million people ask the service whether something waits, over a day: by the client's own policy, and by what a simple
// one would do (every 5 s in every tab, as long as it is open).

using namespace kally;
using std::chrono::milliseconds;

namespace {

constexpr int people = 1'000'000, sampled = 20'000; ///< So many are played; each stands for fifty.
constexpr std::int64_t day = 24 * 3'600'000, minute = 60'000;

struct Random {
    std::uint64_t state;
    double next()
    {
        state += 0x9E3779B97F4A7C15u;
        auto mix = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9u;
        mix = (mix ^ (mix >> 27)) * 0x94D049BB133111EBu;
        return static_cast<double>((mix ^ (mix >> 31)) >> 11) / 9007199254740992.0;
    }
    std::int64_t up_to(std::int64_t most) { return static_cast<std::int64_t>(next() * static_cast<double>(most)); }
};

struct Load {
    std::vector<double> by_minute = std::vector<double>(day / minute);
    void ask(std::int64_t at)
    {
        if (at < day)
            by_minute[static_cast<std::size_t>(at / minute)] += static_cast<double>(people) / sampled / 60;
    }
    double average() const
    {
        double sum = 0;
        for (double const one : by_minute)
            sum += one;
        return sum / static_cast<double>(by_minute.size());
    }
    double peak() const { return *std::max_element(by_minute.begin(), by_minute.end()); }
};

/// Two tabs are open from the morning on for eight hours, around 9 o'clock. In every hour they are looked at for six minutes in one go;
/// work is under way for half of that time and for twenty minutes of every hour in all.
void play(Random& random, Load& with, Load& without)
{
    auto const opened = 8 * 60 * minute + random.up_to(120 * minute), closed = opened + 8 * 60 * minute;
    auto const look = random.up_to(50 * minute), work = look + 3 * minute;
    constexpr std::int64_t hour = 60 * minute;
    for (int tab = 0; tab < 2; ++tab)
        for (auto at = opened + random.up_to(5'000); at < closed; at += 5'000)
            without.ask(at);
    // One of the two asks, whichever it is.
    for (auto at = opened; at < closed;) {
        auto const in_hour = (at - opened) % hour;
        bool const visible = in_hour >= look && in_hour < look + 6 * minute;
        auto const hidden_for = visible ? 0 : in_hour >= look ? in_hour - look - 6 * minute : in_hour + hour - look - 6 * minute;
        bool const open = in_hour >= work && in_hour < work + 20 * minute;
        with.ask(at);
        auto const wait = store::poll_interval({ .work_open = open, .visible = visible, .hidden_for = milliseconds { hidden_for } }, random.next());
        auto const next_look = at - in_hour + look + (in_hour >= look ? hour : 0);
        // Whoever comes back is told at once.
        at = wait ? std::min(at + wait->count(), visible ? day : next_look) : next_look;
    }
}

void million_people(benchmark::State& state)
{
    for (auto _ : state) {
        Load with, without;
        Random random { 1 };
        for (int i = 0; i < sampled; ++i)
            play(random, with, without);
        state.counters["average_per_s"] = with.average();
        state.counters["peak_per_s"] = with.peak();
        state.counters["average_per_s_without"] = without.average();
        state.counters["peak_per_s_without"] = without.peak();
        if (with.average() * 10 > without.average() || with.peak() * 5 > without.peak())
            state.SkipWithError("the rules save less than nine in ten requests, or four in five at the peak");
    }
}
BENCHMARK(million_people)->Unit(benchmark::kMillisecond)->Iterations(1);

} // namespace
