#pragma once

#include "store/effect.h"
#include "store/search.h"

#include <algorithm>
#include <string>

namespace kally::test {

using namespace store;

/// The state of somebody who is signed in, and what update() asked for.
struct World {
    State state;
    Effects effects; ///< Of the last action.
    bool stores_deeds = true;

    World()
    {
        act(Ticked { Instant { std::chrono::hours { 24 * 20'000 } } });
        act(Started { .seed = 7, .service_name = "test", .signed_in = true });
    }

    World& act(Action action)
    {
        effects = update(state, std::move(action));
        if (!stores_deeds)
            return *this;
        // What was to be on record first is, and goes on.
        for (std::size_t i = 0; i < effects.size(); ++i)
            if (auto const* order = effects[i].get<Committed>()) {
                auto then = order->then;
                if (order->stored) {
                    auto more = update(state, *order->stored);
                    then.insert(then.end(), more.begin(), more.end());
                }
                effects.insert(effects.end(), then.begin(), then.end());
            }
        return *this;
    }
    /// As on a page that runs: what goes by at once is a clock that is turned, or sleep (`jump`).
    World& pass(std::chrono::milliseconds time)
    {
        for (; time > std::chrono::minutes { 1 }; time -= std::chrono::minutes { 1 })
            jump(std::chrono::minutes { 1 });
        return jump(time);
    }
    World& jump(std::chrono::milliseconds time) { return act(Ticked { state.now + time }); }

    template <typename T>
    T const* find() const
    {
        for (auto const& effect : effects)
            if (auto const* found = effect.get<T>())
                return found;
        return nullptr;
    }
    template <typename T>
    std::size_t count() const
    {
        return static_cast<std::size_t>(std::count_if(effects.begin(), effects.end(), [](auto const& e) { return e.template get<T>() != nullptr; }));
    }

    Thread& thread(std::string const& key = "c_1") { return state.threads[key]; }
    Intent& only_intent() { return state.intents.begin()->second; }

    /// Commits what the last action asked to save, and what that asks for in turn, until something leaves or nothing is to be saved.
    World& commit(bool stored = true)
    {
        auto const wanted = [this]() -> std::optional<Intent> {
            for (auto const& effect : effects)
                if (auto const* save = effect.get<SaveIntent>(); save != nullptr && save->intent.commit)
                    return save->intent;
            return {};
        };
        for (auto intent = wanted(); intent; intent = wanted())
            act(IntentStored { intent->id, intent->commit, stored });
        return *this;
    }

    /// Types and sends in a thread, through the commits of the record; what dispatch asked for is in `effects`.
    IntentId send(std::string const& text, std::string const& key = "c_1")
    {
        act(DraftEdited { key, text });
        act(SendPressed { key });
        auto const* save = find<SaveIntent>();
        if (save == nullptr)
            return {};
        auto const id = save->intent.id;
        commit();
        return id;
    }

    void read_goals(std::vector<api::Goal> goals = {})
    {
        act(GoalsRequested { GoalTab::Active });
        act(GoalsReceived { *state.goal_lists[GoalTab::Active].page.pending, GoalTab::Active, api::GoalPage { .goals = std::move(goals) } });
    }
    void load_history(std::vector<api::Message> messages, std::string const& key = "c_1")
    {
        read_goals();
        act(HistoryRequested { { key } });
        auto const* fetch = find<FetchHistory>();
        act(HistoryReceived { fetch->ticket, { key }, api::History { .messages = std::move(messages) } });
    }
};

inline api::Message said(std::string id, api::Author author, std::string text, Instant at)
{
    return { .id = MessageId { std::move(id) }, .author = author, .text = std::move(text), .created_at = at };
}

inline api::Reply reply(std::string text, std::string conversation = "c_1", std::string id = "m_reply")
{
    return { .message = { .id = MessageId { std::move(id) }, .author = api::Author::Assistant, .text = std::move(text), .suggestions = { "Yes" } }, .conversation_id = ConversationId { std::move(conversation) } };
}

} // namespace kally::test
