#include "app/app.h"

// Goals and what belongs to one.
namespace kally {

void App::run(store::FetchGoals fetch)
{
    static constexpr std::pair<store::GoalTab, std::string_view> filters[] = { { store::GoalTab::Completed, "completed" }, { store::GoalTab::Cancelled, "cancelled" }, { store::GoalTab::Archived, "archived" } };
    std::string_view status; // the service's own choice: new ones and those under way
    for (auto const& [tab, name] : filters)
        if (tab == fetch.tab)
            status = name;
    auto operation = api::list_goals({ .limit = store::goals_page, .offset = fetch.offset }, status);
    operation.polled = fetch.again;
    client().send<api::GoalPage>(std::move(operation), [this, fetch](auto page) {
        push(store::GoalsReceived { fetch.ticket, fetch.tab, std::move(page) });
    });
}

void App::run(store::FetchGoalTree fetch)
{
    client().send<api::GoalTree>(api::get_goal_tree(fetch.id), [this, fetch](auto tree) {
        push(store::GoalTreeReceived { fetch.ticket, fetch.id, std::move(tree) });
    });
}

void App::run(store::FetchGoalBudget fetch)
{
    client().send<api::GoalBudget>(api::get_goal_budget(fetch.id), [this, fetch](auto budget) {
        push(store::GoalBudgetReceived { fetch.ticket, fetch.id, std::move(budget) });
    });
}

void App::run(store::FetchGoalCosts fetch)
{
    client().send<api::CostBreakdown>(api::get_cost_breakdown(fetch.id), [this, fetch](auto costs) {
        push(store::GoalCostsReceived { fetch.ticket, fetch.id, std::move(costs) });
    });
}

void App::run(store::FetchGoal fetch)
{
    auto operation = api::get_goal(fetch.id);
    operation.polled = fetch.again;
    client().send<api::Goal>(std::move(operation), [this, fetch](auto goal) {
        push(store::GoalReceived { fetch.ticket, fetch.id, std::move(goal) });
    });
}

} // namespace kally
