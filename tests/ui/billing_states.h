#pragma once

#include "store/select.h"

#include <string>
#include <utility>
#include <vector>

// States of the pages about plans, credits and activity.
namespace kally::test {

inline store::Plans four_plans()
{
    auto plans = store::seed_plans();
    plans[1].credits = Decimal { 600, 0 };
    plans[1].overage_rate = Decimal { 10, 2 };
    plans[1].features = { "Everything in Starter" };
    return plans;
}

/// Somebody on Pro, billed for the year, who has used 412 of 1,000 credits.
inline store::State on_pro(store::State state)
{
    state.route = { .page = store::Page::Plans };
    auto& billing = state.billing;
    billing.plans.value = four_plans();
    billing.subscription.value = api::Subscription { .active = true, .plan = "pro", .status = "active", .period = "annual", .period_end = state.now + std::chrono::hours { 24 * 15 }, .auto_renew = true };
    billing.balance.value = api::CreditBalance { .remaining = Decimal { 588, 0 }, .used = Decimal { 412, 0 }, .allocated = Decimal { 1000, 0 }, .period_end = state.now + std::chrono::hours { 24 * 15 } };
    billing.breakdown.value = api::CreditBreakdown { .items = { { "call", Decimal { 168, 0 }, 14 }, { "email_send", Decimal { 96, 0 }, 48 }, { "search", Decimal { 104, 0 }, 26 }, { "calendar", Decimal { 40, 0 }, 22 } } };
    return state;
}

inline store::State with_ledger(store::State state)
{
    state = on_pro(std::move(state));
    state.route.credits = true;
    auto const hour = std::chrono::hours { 1 };
    state.goals[{ "g_1" }] = { .id = { "g_1" }, .title = "Coworking space" };
    state.billing.ledger.value = store::Ledger {
        { .id = "l_3", .type = "call", .description = "Call to Muelle 14", .credits = Decimal { 15, 1 }, .at = state.now - hour, .goal_id = GoalId { "g_1" } },
        { .id = "l_2", .type = "search", .credits = Decimal { 5, 1 }, .at = state.now - 2 * hour },
        { .id = "l_1", .type = "telepathy", .credits = Decimal { 1, 0 }, .at = state.now - 30 * hour, .goal_id = GoalId { "g_1" } },
    };
    state.billing.ledger_complete = true;
    state.billing.prices.value = store::Prices { { "call", { { "base", Decimal { 1, 0 } }, { "per_minute", Decimal { 1, 1 } } } }, { "teleport", { { "per_hop", Decimal { 9, 0 } } } } };
    state.billing.others.push_back({ state.now - 3 * hour, Decimal { 25, 1 } });
    return state;
}

inline store::State with_activity(store::State state, store::ActivityTab tab)
{
    state.route = { .page = store::Page::Activity, .activity_tab = tab };
    auto& activity = state.activity;
    activity.inbox.value = store::Letters { { .id = { "m_1" }, .from = "Ana Ruiz", .subject = "Desks", .channel = "email", .preview = "We have two", .unread = true, .received_at = state.now }, {} };
    state.live.mails.value = std::vector<api::OutboxEmail> { { .id = { "em_1" }, .to = "ana@example.org", .subject = "Price per month", .status = "pending_approval", .created_at = state.now, .body = "How much is a desk?" }, { .status = "bounced" } };
    activity.log.value = store::ActionLog { { .id = { "a_1" }, .type = "calendar", .description = "Dentist on Thursday", .status = "completed", .created_at = state.now, .undoable = true }, {} };
    return state;
}

inline std::vector<std::pair<std::string, store::State>> billing_states(store::State const& signed_in, store::State const& signed_out)
{
    std::vector<std::pair<std::string, store::State>> states;
    states.emplace_back("plans", on_pro(signed_in));
    auto fresh = on_pro(signed_in);
    fresh.billing.subscription.value = api::Subscription { .active = false, .status = "none" };
    fresh.billing.balance = {};
    fresh.billing.breakdown = {};
    states.emplace_back("plans-new", fresh);
    auto open = signed_out;
    open.route = { .page = store::Page::Plans, .checkout = true };
    open.billing.plans.error = Error { .kind = ErrorKind::Unavailable, .status = 503 };
    states.emplace_back("plans-public", open);
    auto busy = on_pro(signed_in);
    busy.billing.wait = store::Billing::Wait::Slow;
    busy.billing.opened = "https://checkout.stripe.com/c/pay/x";
    busy.billing.status.value = api::PlanStatus { .pending_change = api::PendingChange { "starter", busy.now + std::chrono::hours { 24 * 15 } } };
    busy.billing.error = Error { .kind = ErrorKind::Rejected, .code = "pending_change_exists", .status = 400 };
    states.emplace_back("plans-busy", busy);
    states.emplace_back("credits", with_ledger(signed_in));
    states.emplace_back("inbox", with_activity(signed_in, store::ActivityTab::Inbox));
    auto letter = with_activity(signed_in, store::ActivityTab::Inbox);
    letter.route.activity = "m_1";
    letter.activity.letters[{ "m_1" }].value = api::InboxMessage { .id = { "m_1" }, .from = "Ana Ruiz", .subject = "Desks", .channel = "email", .received_at = letter.now, .body = "We have two, from Monday." };
    states.emplace_back("letter", letter);
    auto mail = with_activity(signed_in, store::ActivityTab::Outbox);
    mail.route.activity = "em_1";
    states.emplace_back("outbox", mail);
    auto undo = with_activity(signed_in, store::ActivityTab::Actions);
    undo.activity.undos[{ "a_1" }] = { .at = undo.now + std::chrono::seconds { 4 }, .round = { 9 } };
    states.emplace_back("actions", undo);
    return states;
}

} // namespace kally::test
