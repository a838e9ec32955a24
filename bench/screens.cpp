#include "answers.h"
#include "api/operations.h"
#include "platform/headless/headless.h"
#include "platform/headless/hooked_items.h"
#include "store/effect.h"
#include "ui/views.h"

#include <benchmark/benchmark.h>

// What a screen and a search cost somebody who has a great deal of everything.

using namespace kally;

// The oracle of the tests is no part of what is measured.
namespace kally::platform::headless {

void hook_items() { }
std::vector<std::string> take_items_without_record(SemanticTree const&, std::map<std::uint32_t, float> const&, std::map<std::uint32_t, float> const&) { return {}; }

} // namespace kally::platform::headless

namespace {

constexpr int threads_read = 500, messages_each = 100;

template <typename T>
T decoded(api::Operation<T> const& operation)
{
    return *operation.decode(bench::answer_of_many(operation.target));
}

store::State state_of_many()
{
    store::State state;
    state.now = Instant { std::chrono::seconds { 1'790'000'000 } };
    state.sign_in = store::SignIn::SignedIn;
    state.conversations.value = decoded(api::list_conversations());
    for (auto& goal : decoded(api::list_goals({}, {})).goals)
        state.goals[goal.id] = std::move(goal);
    for (auto& call : decoded(api::list_calls({})).calls) {
        state.call_order.push_back(call.id);
        state.calls[call.id] = std::move(call);
    }
    for (auto const tab : { store::GoalTab::Active, store::GoalTab::Completed, store::GoalTab::Cancelled, store::GoalTab::Archived })
        state.goal_lists[tab] = { .page = { .value = api::GoalPage {} }, .complete = true };
    state.call_list = { .page = { .value = api::CallPage {} }, .complete = true };
    state.billing.ledger.value = decoded(api::get_ledger(bench::many_entries));
    auto const history = *api::get_history({}, 50).decode(bench::history_of(messages_each));
    for (int i = 0; i < threads_read; ++i)
        state.threads["c_" + std::to_string(i)].messages = history.messages;
    return state;
}

/// A window that nobody sees.
class Window {
public:
    Window() : state(state_of_many())
    {
        platform::headless::reset();
        platform::start({ .font_folder = KALLY_FONT_FOLDER });
    }
    void go(store::Route route) { benchmark::DoNotOptimize(store::update(state, store::RouteChanged { std::move(route) })); }
    void frame()
    {
        auto const input = platform::begin_frame();
        ui::Frame frame { input, ui::Theme { .reduced_motion = true }, local.memory, m_seconds += 0.02 };
        store::Actions out;
        ui::draw(frame, state, local, out);
        platform::end_frame(frame.finish());
    }
    store::State state;
    ui::Local local;

private:
    double m_seconds = 1000;
};

/// The address changes and the first frame of the screen is drawn. Letters and what the screen measures are there from an earlier visit.
void switch_to(benchmark::State& bench, store::Route const& route)
{
    Window window;
    window.go(route);
    window.frame();
    window.frame();
    for (auto _ : bench) {
        bench.PauseTiming();
        window.go({ .page = store::Page::Settings, .section = store::Section::About });
        window.frame();
        bench.ResumeTiming();
        window.go(route);
        window.frame();
    }
}

/// Another frame of the same screen, as while something moves.
void stay_on(benchmark::State& bench, store::Route const& route)
{
    Window window;
    window.go(route);
    window.frame();
    for (auto _ : bench)
        window.frame();
}

store::Route const chat, goals { .page = store::Page::Goals }, calls { .page = store::Page::Calls }, ledger { .page = store::Page::Plans, .credits = true };
BENCHMARK_CAPTURE(switch_to, chat, chat)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(switch_to, goals_active, goals)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(switch_to, goals_needs_you, { .page = store::Page::Goals, .goal_tab = store::GoalTab::NeedsYou })->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(switch_to, goals_completed, { .page = store::Page::Goals, .goal_tab = store::GoalTab::Completed })->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(switch_to, goals_cancelled, { .page = store::Page::Goals, .goal_tab = store::GoalTab::Cancelled })->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(switch_to, goals_archived, { .page = store::Page::Goals, .goal_tab = store::GoalTab::Archived })->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(switch_to, calls, calls)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(switch_to, plans, { .page = store::Page::Plans })->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(switch_to, credits, ledger)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(switch_to, inbox, { .page = store::Page::Activity })->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(switch_to, outbox, { .page = store::Page::Activity, .activity_tab = store::ActivityTab::Outbox })->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(switch_to, actions, { .page = store::Page::Activity, .activity_tab = store::ActivityTab::Actions })->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(switch_to, settings, { .page = store::Page::Settings })->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(stay_on, chat, chat)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(stay_on, goals, goals)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(stay_on, calls, calls)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(stay_on, credits, ledger)->Unit(benchmark::kMillisecond);

/// Words that no message says, so that all of them are looked through, other ones each time.
void search_chats(benchmark::State& bench)
{
    auto const state = state_of_many();
    store::ChatSearch chats;
    do
        chats.list(state, "dentist");
    while (!chats.is_complete());
    int number = 0;
    for (auto _ : bench)
        if (!chats.list(state, "appointment " + std::to_string(++number)).empty())
            bench.SkipWithError("found what nobody said");
    bench.counters["messages"] = static_cast<double>(chats.messages_folded());
}
BENCHMARK(search_chats)->Unit(benchmark::kMillisecond);

/// The first search of somebody who came into the field a moment before, as a whole.
void search_chats_first(benchmark::State& bench)
{
    auto const state = state_of_many();
    for (auto _ : bench) {
        bench.PauseTiming();
        store::ChatSearch chats;
        while (chats.prepare(state)) { }
        bench.ResumeTiming();
        chats.list(state, "appointment 1");
        if (!chats.is_complete())
            bench.SkipWithError("not all of it was looked through");
    }
}
BENCHMARK(search_chats_first)->Unit(benchmark::kMillisecond);

/// What comes before it, in turns: what was said is folded. The longest turn counts, as frames wait for it.
void search_chats_prepare(benchmark::State& bench)
{
    auto const state = state_of_many();
    for (auto _ : bench) {
        store::ChatSearch chats;
        double longest = 0;
        int turns = 0;
        for (bool more = true; more; ++turns) {
            auto const begun = std::chrono::steady_clock::now();
            more = chats.prepare(state);
            longest = std::max(longest, std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count());
        }
        bench.counters["longest_turn_ms"] = longest;
        bench.counters["turns"] = turns;
    }
}
BENCHMARK(search_chats_prepare)->Unit(benchmark::kMillisecond);

} // namespace
