#include "store/apply.h"

#include <algorithm>

namespace kally::store {

namespace {

bool is_open(api::Goal const& goal)
{
    auto const status = goal.status.value_or("active");
    return status != "completed" && status != "cancelled" && status != "archived";
}

void note(Thread& thread, GoalId const& id, bool front)
{
    if (std::find(thread.goals.begin(), thread.goals.end(), id) != thread.goals.end())
        return;
    thread.goals.insert(front ? thread.goals.begin() : thread.goals.end(), id);
}

} // namespace

Effects fetch_goals(State& state)
{
    if (!inside(state))
        return {};
    return { FetchGoals { ask(state, state.goals) } };
}

Effects fetch_open_goal(State& state)
{
    auto const* thread = open_thread(state);
    if (state.sign_in != SignIn::SignedIn || thread == nullptr || thread->goals.empty())
        return {};
    auto const& id = thread->goals.front();
    auto& detail = state.goal_details[id];
    if (detail.pending)
        return {};
    bool const again = detail.value && is_open(*detail.value);
    Effects effects { FetchGoal { ask(state, detail), id, again } };
    if (again) // an answer that tells nothing new wakes nobody for the next round
        effects.push_back(WakeAt { state.now + goal_refresh, GoalRefreshDue { id } });
    return effects;
}

void link_goals(State& state)
{
    // A goal belongs to a conversation when it says so, or when one of the messages names it. Newest first.
    for (auto& [key, thread] : state.threads)
        for (auto const& message : thread.messages) {
            if (message.goal_id)
                note(thread, *message.goal_id, true);
            for (auto const& action : message.actions)
                if (action.goal_id)
                    note(thread, *action.goal_id, true);
        }
    if (!state.goals.value)
        return;
    for (auto const& goal : state.goals.value->goals)
        if (goal.conversation_id)
            if (auto const found = state.threads.find(thread_key(*goal.conversation_id)); found != state.threads.end())
                note(found->second, goal.id, false);
}

Effects apply(State& state, GoalsReceived const& received)
{
    if (!take(state, state.goals, received.ticket, received.page))
        return {};
    link_goals(state);
    return fetch_open_goal(state);
}

Effects apply(State& state, GoalReceived const& received)
{
    auto& detail = state.goal_details[received.id];
    bool const was_open = detail.value && is_open(*detail.value);
    if (!take(state, detail, received.ticket, received.goal))
        return {};
    auto const* thread = open_thread(state);
    bool const shown = thread != nullptr && !thread->goals.empty() && thread->goals.front() == received.id;
    if (!shown || !detail.value)
        return {};
    if (!is_open(*detail.value)) // what came of it is said in the conversation
        return was_open && !state.route.conversation.empty() ? fetch_history(state, state.route.conversation) : Effects {};
    return was_open ? Effects {} : Effects { WakeAt { state.now + goal_refresh, GoalRefreshDue { received.id } } };
}

Effects apply(State& state, GoalRefreshDue const& due)
{
    auto const* thread = open_thread(state);
    bool const shown = thread != nullptr && !thread->goals.empty() && thread->goals.front() == due.id;
    if (!shown || !state.online)
        return {};
    auto const& detail = state.goal_details[due.id];
    if (!detail.value || !is_open(*detail.value))
        return {};
    if (detail.asked_at && state.now - *detail.asked_at < goal_refresh - std::chrono::seconds { 1 })
        return {}; // another round has asked already
    if (detail.pending) // it takes its time
        return { WakeAt { state.now + goal_refresh, due } };
    return fetch_open_goal(state);
}

} // namespace kally::store
