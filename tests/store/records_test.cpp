#include "world.h"

#include "store/call_form.h"
#include "store/records.h"
#include "store/select.h"

#include <catch2/catch_test_macros.hpp>

#include <cstdlib>
#include <random>

using namespace kally;
using namespace kally::test;

namespace {

std::string damaged(std::string text, std::vector<std::string> const& others, std::mt19937& random)
{
    auto const below = [&](std::size_t limit) { return static_cast<std::size_t>(random()) % limit; };
    for (auto times = 1 + below(5); times > 0 && !text.empty(); --times) {
        auto const at = below(text.size()), length = 1 + below(16);
        auto const& other = others[below(others.size())];
        switch (below(5)) {
        case 0: text[at] = static_cast<char>(below(256)); break;
        case 1: text.erase(at, length); break;
        case 2: text.insert(at, other.substr(below(other.size()), length)); break;
        case 3: text[at] = "\n=%-9.Z\0\xff"[below(9)]; break;
        case 4: text.resize(at); break;
        }
    }
    return text;
}

template <typename T>
bool asks_for(Effects const& effects)
{
    return std::any_of(effects.begin(), effects.end(), [](auto const& one) { return one.template get<T>() != nullptr; });
}

} // namespace

TEST_CASE("whatever stands in a record of this device, the program begins, and nothing leaves by it", "[store][records][mutations]")
{
    Instant const at { std::chrono::hours { 480'000 } };
    Intent const intent { .id = { "p1-1" }, .conversation = { "c_1" }, .local_thread = "c_1", .text = "Find a gym\nfor = 20 %", .state = IntentState::Queued, .created_at = at,
        .queued_at = at, .dispatched_at = at, .known_before = { "m_1", "m_2" } };
    CallIntent call { .id = { "p1-2" }, .state = IntentState::Unknown, .created_at = at };
    call.form[static_cast<std::size_t>(CallField::Phone)] = "+34951234560";
    Deed const deed { Deed::Kind::Goal, "g_1", static_cast<int>(api::GoalAction::ApproveStep), "Dinner", "title: Dinner", at, {} };
    World known;
    known.state.goals[{ "g_1" }] = { .id = { "g_1" }, .title = "Dinner", .status = "needs_input" };
    std::vector<std::string> const records { encode_intent(intent), encode_call(call), encode_deed(deed), encode_draft({ "c_1", "half a thought", {}, at, "p1" }), encode_settings({}),
        encode_mark({ .title = "My own" }), encode_seen(known.state), encode_call_form(call.form) };
    auto const* const wanted = std::getenv("KALLY_MUTATIONS");
    std::mt19937 random { 5 };
    std::size_t read = 0;
    for (int left = wanted == nullptr ? 20'000 : std::atoi(wanted); left > 0; --left) {
        auto const text = damaged(records[static_cast<std::size_t>(random()) % records.size()], records, random);
        INFO(text);
        World world;
        world.state = {};
        world.state.online = true;
        world.stores_deeds = false;
        world.act(Ticked { at + std::chrono::minutes { 1 } });
        Started started { .seed = 1, .signed_in = true, .seen = text };
        if (auto settings = decode_settings(text))
            started.settings = *settings;
        if (auto one = decode_intent(text))
            started.intents.push_back(*one);
        if (auto one = decode_call(text))
            started.call = *one;
        if (auto one = decode_deed(text))
            started.deeds.push_back(*one);
        started.drafts.push_back(decode_draft("p2 c_1", text));
        read += started.intents.size() + started.deeds.size() + started.call.has_value();
        if (auto const mark = decode_mark(text))
            CHECK(decode_mark(encode_mark(*mark)) == mark);
        world.act(std::move(started));
        bool const leaves = asks_for<SendIntent>(world.effects) || asks_for<PlaceCall>(world.effects) || asks_for<ActOnGoal>(world.effects) || asks_for<ActOnMail>(world.effects)
            || asks_for<ActOnCall>(world.effects) || asks_for<ChangePlan>(world.effects) || asks_for<DropChange>(world.effects) || asks_for<UndoAction>(world.effects) || asks_for<ArchiveGoals>(world.effects);
        REQUIRE_FALSE(leaves);
        for (auto const& key : { std::string { "c_1" }, thread_key({}) })
            world.act(RouteChanged { { .conversation = { key } } });
        REQUIRE(unsent(world.state).size() <= 1);
        REQUIRE(unsure(world.state).size() <= 2);
        REQUIRE(thread_items(world.state).size() < 10);
    }
    CHECK(read > 0);
}
