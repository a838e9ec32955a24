#include "api/operations.h"
#include "answers.h"

#include <benchmark/benchmark.h>

using namespace kally;

namespace {

void decode_history(benchmark::State& state)
{
    auto const body = bench::history_of(static_cast<int>(state.range(0)));
    auto const decode = api::get_history({}, 50).decode;
    for (auto _ : state) {
        api::Drift drift; // as the client decodes
        auto const history = decode(body, &drift);
        if (!history.has_value() || history->messages.size() != static_cast<std::size_t>(state.range(0)))
            state.SkipWithError("the history was not read whole");
        benchmark::DoNotOptimize(&history);
    }
    state.counters["bytes_per_message"] = static_cast<double>(body.size()) / static_cast<double>(state.range(0));
}
BENCHMARK(decode_history)->Arg(100)->Arg(10'000)->Unit(benchmark::kMillisecond);

} // namespace
