#include "screen.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace kally;
using namespace kally::test;
using namespace kally::store;

namespace {

/// Somebody whose service says of everything only that it is there.
State told_little()
{
    State state;
    state.now = Instant { std::chrono::hours { 24 * 20'000 } };
    state.sign_in = SignIn::SignedIn;
    state.conversations.value = std::vector { api::Conversation { .id = { "c_1" } } };
    state.threads["c_1"].history.value = api::History {};
    state.threads["c_1"].messages = { api::Message {}, api::Message { .author = api::Author::Assistant } };
    for (auto const* id : { "g_1", "g_2" })
        state.goals[{ id }] = { .id = { id }, .title = id };
    state.goal_lists[GoalTab::Active].page.value = api::GoalPage { .goals = { state.goals[{ "g_1" }], state.goals[{ "g_2" }] } };
    auto& extras = state.goal_extras[{ "g_1" }];
    extras.tree.value = api::GoalTree { .goal = state.goals[{ "g_1" }], .sub_goals = { { .goal = state.goals[{ "g_2" }] } } };
    extras.budget.value = api::GoalBudget {};
    extras.costs.value = api::CostBreakdown { .items = { {} } };
    state.live.pending.value = api::PendingNotifications { .actions = { .items = { {} } }, .goals = { .items = { {} } }, .inbox = { .items = { {} } } };
    state.live.pending.answered_at = state.now;
    state.live.mails.value = std::vector { api::OutboxEmail { .id = { "em_1" } }, api::OutboxEmail {} };
    state.activity.inbox.value = Letters { { .id = { "im_1" } }, {} };
    state.activity.letters[{ "im_1" }].value = api::InboxMessage { .id = { "im_1" } };
    state.activity.log.value = ActionLog { { .id = { "ac_1" }, .undoable = true }, {} };
    auto& billing = state.billing;
    billing.plans.value = Plans { { .type = "pro", .name = "pro" }, { .type = "team", .name = "team" } };
    billing.subscription.value = api::Subscription {};
    billing.status.value = api::PlanStatus { .pending_change = api::PendingChange {} };
    billing.balance.value = api::CreditBalance {};
    billing.breakdown.value = api::CreditBreakdown { .items = { {} } };
    billing.prices.value = Prices { {} };
    billing.ledger.value = Ledger { {}, {} };
    state.calls[{ "k_1" }] = { .id = { "k_1" } };
    state.call_order = { { "k_1" } };
    state.call_list.page.value = api::CallPage {};
    return state;
}

} // namespace

TEST_CASE("where the service leaves out all that it may, every page stands, and all that presses has a name", "[ui][absent]")
{
    auto const* address = GENERATE("#/chat/c_1", "#/goals", "#/goals/in/active/g_1", "#/goals/in/needs-you", "#/calls", "#/calls/k_1", "#/plans", "#/plans/credits", "#/activity", "#/activity/inbox/im_1", "#/activity/outbox", "#/activity/outbox/em_1",
        "#/activity/actions", "#/settings/diagnostics");
    auto const width = GENERATE(1280.0f, 390.0f);
    CAPTURE(address, width);
    auto state = told_little();
    state.route = parse_route(address);
    Screen screen { width };
    screen.draw(state);
    std::size_t pressed = 0;
    for (auto const& record : screen.output().tree) {
        bool const presses = record.role == Role::Button || record.role == Role::Link || record.role == Role::Tab || record.role == Role::Radio || record.role == Role::CheckBox;
        pressed += presses;
        CAPTURE(record.id, static_cast<int>(record.role));
        CHECK((!presses || !record.name.empty()));
    }
    CHECK(pressed > 0);
}
