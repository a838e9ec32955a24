#include "store/apply.h"
#include "store/select.h"

// What the person decides about a goal: read again, sent once, read again (State::decisions).
namespace kally::store {

namespace {

bool is_under_way(Decision const& decision)
{
    return decision.stage == Decision::Stage::Checking || decision.stage == Decision::Stage::Sending || decision.stage == Decision::Stage::Confirming;
}

Effects read_again(State& state, GoalId const& id, Decision& decision, Decision::Stage stage)
{
    decision.stage = stage;
    decision.ticket = next_ticket(state);
    return { ReadForDecision { decision.ticket, id } };
}

Effects fail(Decision& decision, Error const& error)
{
    decision.stage = Decision::Stage::Failed;
    decision.error = error;
    return { Announce { {}, error } };
}

Decision* awaited(State& state, GoalId const& id, Ticket ticket)
{
    auto const found = state.decisions.find(id);
    return found != state.decisions.end() && is_under_way(found->second) && found->second.ticket == ticket ? &found->second : nullptr;
}

} // namespace

Effects apply(State& state, GoalDecided const& decided)
{
    auto const known = state.goals.find(decided.id);
    auto const found = state.decisions.find(decided.id);
    if (state.sign_in != SignIn::SignedIn || !state.online || known == state.goals.end() || (found != state.decisions.end() && is_under_way(found->second)))
        return {};
    auto& decision = state.decisions[decided.id] = { .action = decided.action, .seen = goal_content(known->second) };
    return read_again(state, decided.id, decision, Decision::Stage::Checking);
}

Effects apply(State& state, DecisionRead const& read)
{
    auto* decision = awaited(state, read.id, read.ticket);
    if (decision == nullptr)
        return {};
    if (!read.goal.has_value()) {
        if (decision->stage == Decision::Stage::Checking)
            return fail(*decision, read.goal.error());
        // It was sent: what came of it stands in the goal, which cannot be read now. The usual round will tell.
        bool const answered = decision->answered;
        if (!answered)
            return fail(*decision, decision->error.value_or(read.goal.error()));
        state.decisions.erase(read.id);
        return show_toast(state, "DecisionSent", Toast::Kind::Done);
    }
    auto const& goal = *read.goal;
    state.goals[read.id] = goal;
    auto& detail = state.goal_details[read.id];
    detail.value = goal;
    detail.error.reset();
    detail.answered_at = state.now;
    bool const same = goal_content(goal) == decision->seen;
    if (decision->stage == Decision::Stage::Checking) {
        if (!same) {
            decision->stage = Decision::Stage::Changed;
            return {};
        }
        decision->stage = Decision::Stage::Sending;
        decision->ticket = next_ticket(state);
        return { ActOnGoal { decision->ticket, read.id, decision->action } };
    }
    if (same && !decision->answered) // the answer was lost, and so was the request
        return fail(*decision, decision->error.value_or(Error {}));
    state.decisions.erase(read.id);
    Effects effects = show_toast(state, same ? "DecisionSent" : "DecisionDone", Toast::Kind::Done);
    effects += load_open_page(state);
    effects += fetch_goals(state);
    return effects;
}

Effects apply(State& state, DecisionAnswered const& answered)
{
    auto* decision = awaited(state, answered.id, answered.ticket);
    if (decision == nullptr)
        return {};
    decision->answered = answered.result.has_value() && answered.result->success.value_or(true);
    if (!answered.result.has_value()) {
        decision->error = answered.result.error();
        if (!is_lost(*decision->error))
            return fail(*decision, *decision->error);
    }
    return read_again(state, answered.id, *decision, Decision::Stage::Confirming);
}

Effects apply(State& state, DecisionDropped const& dropped)
{
    if (auto const found = state.decisions.find(dropped.id); found != state.decisions.end() && !is_under_way(found->second))
        state.decisions.erase(found);
    return {};
}

} // namespace kally::store
