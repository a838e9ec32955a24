#include "store/apply.h"
#include "store/records.h"
#include "store/select.h"

#include "base/text.h"

#include <algorithm>
#include <utility>

namespace kally::store {

namespace {

constexpr std::size_t reasons_at_once = 6;

void note(Thread& thread, GoalId const& id, bool front)
{
    if (std::find(thread.goals.begin(), thread.goals.end(), id) != thread.goals.end())
        return;
    thread.goals.insert(front ? thread.goals.begin() : thread.goals.end(), id);
}

bool is_shown(State const& state, GoalId const& id)
{
    if (state.route.page == Page::Goals)
        return state.route.goal == id;
    auto const* thread = open_thread(state);
    return thread != nullptr && !thread->goals.empty() && thread->goals.front() == id;
}

/// What is told of it, over what is known already: a list says less than the goal itself.
void note_goal(State& state, api::Goal const& told)
{
    auto const known = std::exchange(state.goals[told.id], told);
    auto& now = state.goals[told.id];
    auto const keep = [](auto& value, auto const& before) {
        if (!value)
            value = before;
    };
    if (now.title == now.id.text && !known.title.empty())
        now.title = known.title;
    keep(now.status, known.status);
    keep(now.description, known.description);
    keep(now.created_at, known.created_at);
    keep(now.updated_at, known.updated_at);
    keep(now.credits_used, known.credits_used);
    keep(now.credits_estimated, known.credits_estimated);
    keep(now.parent, known.parent);
    keep(now.conversation_id, known.conversation_id);
    keep(now.sub_goal_count, known.sub_goal_count);
    if (now.steps.empty())
        now.steps = known.steps;
}

Effects fetch_page(State& state, GoalTab tab, int offset)
{
    auto& list = state.goal_lists[tab];
    list.offset = offset;
    return { FetchGoals { ask(state, list.page), tab, offset } };
}

Effects fetch_extras(State& state, GoalId const& id)
{
    auto& extras = state.goal_extras[id];
    Effects effects;
    if (!extras.tree.pending && !is_missing(extras.tree))
        effects.push_back(FetchGoalTree { ask(state, extras.tree), id });
    if (!extras.budget.pending && !is_missing(extras.budget))
        effects.push_back(FetchGoalBudget { ask(state, extras.budget), id });
    if (!extras.costs.pending && !is_missing(extras.costs))
        effects.push_back(FetchGoalCosts { ask(state, extras.costs), id });
    return effects;
}

Deed archive_deed(State const& state, std::vector<GoalId> const& ids)
{
    std::vector<Field> fields;
    for (auto const& id : ids)
        fields.push_back({ "goal", id.text });
    return { Deed::Kind::Archive, encode_fields(fields), 0, {}, {}, state.now, owner_now(state) };
}

/// Why a goal waits stands in its steps and its estimate, which a list does not give. Some at a time: the others when these are there.
Effects fetch_reasons(State& state)
{
    Effects effects;
    for (auto const* goal : goals_in(state, GoalTab::Active, {})) {
        if (effects.size() == reasons_at_once)
            break;
        bool const unknown = goal->status == "pending" ? !goal->credits_estimated : tab_of(*goal) == GoalTab::NeedsYou && goal->steps.empty();
        if (unknown && !state.goal_details[goal->id].answered_at)
            effects += fetch_goal(state, goal->id);
    }
    return effects;
}

/// What was open when the person left and is not listed any more: it says itself what came of it.
Effects fetch_gone(State& state)
{
    Effects effects;
    if (!state.live.back_at || state.now - *state.live.back_at > comes_back || !state.goal_lists[GoalTab::Active].complete)
        return effects;
    for (auto const& [id, status] : state.live.seen)
        if (effects.size() < 5 && !state.goals.contains(id) && is_open({ .id = id, .status = status }))
            effects += fetch_goal(state, id);
    return effects;
}

} // namespace

bool is_open(api::Goal const& goal)
{
    auto const status = goal.status.value_or("active");
    return status != "completed" && status != "cancelled" && status != "archived";
}

Effects fetch_goal(State& state, GoalId const& id)
{
    auto& detail = state.goal_details[id];
    if (detail.pending)
        return {};
    return { FetchGoal { ask(state, detail), id } };
}

namespace {

/// Where a goal belongs only the one at the top may say.
Effects fetch_above(State& state, api::Goal const& goal)
{
    return !goal.parent || state.goals.contains(*goal.parent) || state.goal_details[*goal.parent].asked_at ? Effects {} : fetch_goal(state, *goal.parent);
}

} // namespace

Effects refresh_shown_goal(State& state, bool at_once)
{
    auto const* thread = open_thread(state);
    auto const id = state.route.page == Page::Goals ? state.route.goal : thread != nullptr && !thread->goals.empty() ? thread->goals.front() : GoalId {};
    auto const found = state.goal_details.find(id);
    if (found == state.goal_details.end() || found->second.pending || !found->second.value || !is_open(*found->second.value))
        return {};
    if (!at_once && found->second.asked_at && state.now - *found->second.asked_at < goal_refresh - std::chrono::seconds { 1 })
        return {};
    return { FetchGoal { ask(state, found->second), id, true } };
}

Effects fetch_goals(State& state, GoalTab tab)
{
    return inside(state) ? fetch_page(state, tab, 0) : Effects {};
}

Effects fetch_open_goal(State& state)
{
    auto const* thread = open_thread(state);
    if (state.sign_in != SignIn::SignedIn || thread == nullptr || thread->goals.empty())
        return {};
    return fetch_goal(state, thread->goals.front());
}

Effects load_goals_page(State& state)
{
    Effects effects;
    // The first page of each, for the numbers on the tabs.
    for (auto const tab : { GoalTab::Active, GoalTab::Completed, GoalTab::Cancelled, GoalTab::Archived }) {
        if (!is_fresh(state, state.goal_lists[tab].page))
            effects += fetch_page(state, tab, 0);
    }
    effects += fetch_reasons(state);
    if (!state.route.goal.empty()) {
        effects += fetch_goal(state, state.route.goal);
        effects += fetch_extras(state, state.route.goal);
    }
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
    for (auto const& [id, goal] : state.goals)
        if (goal.conversation_id)
            if (auto const found = state.threads.find(thread_key(*goal.conversation_id)); found != state.threads.end())
                note(found->second, id, false);
}

Effects apply(State& state, GoalsRequested const& request) { return fetch_goals(state, request.tab); }

Effects apply(State& state, MoreGoalsRequested const& request)
{
    auto const& list = state.goal_lists[request.tab];
    if (!inside(state) || list.complete || list.page.pending || !list.page.value)
        return {};
    return fetch_page(state, request.tab, list.read);
}

Effects apply(State& state, GoalsReceived const& received)
{
    auto& list = state.goal_lists[received.tab];
    if (!take(state, list.page, received.ticket, received.page) || !received.page.has_value())
        return {};
    auto const& page = *received.page;
    for (auto const& goal : page.goals)
        note_goal(state, goal);
    note_page(list, page.goals.size(), page.total, page.has_more, goals_page);
    list.page.value->goals.clear(); // they stand in state.goals
    link_goals(state);
    if (received.tab != GoalTab::Active)
        return {};
    note_changes(state);
    Effects effects = fetch_reasons(state);
    if (state.route.page != Page::Goals)
        effects += fetch_open_goal(state);
    effects += fetch_gone(state);
    effects += save_seen(state);
    return effects;
}

Effects apply(State& state, GoalReceived const& received)
{
    auto& detail = state.goal_details[received.id];
    bool const was_open = detail.value && is_open(*detail.value);
    if (!take(state, detail, received.ticket, received.goal))
        return {};
    Effects effects;
    if (received.goal.has_value()) {
        note_goal(state, *received.goal);
        note_changes(state);
        effects += fetch_above(state, *received.goal);
    }
    if (state.route.page == Page::Goals && state.route.goal != received.id)
        effects += fetch_reasons(state);
    else if (detail.value && is_shown(state, received.id) && was_open && !is_open(*detail.value) && state.route.page == Page::Chat && !state.route.conversation.empty())
        effects += fetch_history(state, state.route.conversation); // what came of it is said in the conversation
    return effects;
}

Effects apply(State& state, GoalRequested const& request)
{
    Effects effects = fetch_goal(state, request.id);
    effects += fetch_extras(state, request.id);
    return effects;
}

Effects apply(State& state, GoalTreeReceived const& received)
{
    take(state, state.goal_extras[received.id].tree, received.ticket, received.tree);
    return {};
}

Effects apply(State& state, GoalBudgetReceived const& received)
{
    take(state, state.goal_extras[received.id].budget, received.ticket, received.budget);
    return {};
}

Effects apply(State& state, GoalCostsReceived const& received)
{
    take(state, state.goal_extras[received.id].costs, received.ticket, received.costs);
    return {};
}

Effects apply(State& state, ArchivePressed const& pressed)
{
    if (state.sign_in != SignIn::SignedIn || pressed.ids.empty())
        return {};
    return { on_record(archive_deed(state, pressed.ids), ArchiveGoals { pressed.ids }, [&](Error error) { return GoalsArchived { pressed.ids, std::move(error) }; }) };
}

Effects adopt_archive(State& state, Deed const& deed)
{
    std::vector<GoalId> ids;
    for (auto const& one : decode_fields(deed.id).value_or(std::vector<Field> {}))
        ids.push_back({ one.value });
    return apply(state, GoalsArchived { std::move(ids), Error { .kind = ErrorKind::Unanswered, .detail = {} } });
}

Effects apply(State& state, GoalsArchived const& archived)
{
    Effects effects { RemoveIntent { deed_key(archive_deed(state, archived.ids)) } };
    if (!archived.result.has_value() && note_missing(state, Offer::ArchiveMany, archived.result.error(), effects))
        return effects;
    // Whether it worked, and for which, is told by the lists.
    if (archived.result.has_value())
        effects += show_toast(state, "GoalsArchivedToast", Toast::Kind::Done);
    else
        effects += show_toast(state, is_lost(archived.result.error()) ? "ArchiveUnknown" : "ArchiveFailed");
    for (auto const& id : archived.ids)
        effects += fetch_goal(state, id);
    effects += fetch_page(state, GoalTab::Archived, 0);
    return effects;
}

} // namespace kally::store
