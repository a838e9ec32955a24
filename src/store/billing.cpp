#include "store/apply.h"
#include "store/select.h"

#include <algorithm>
#include <utility>

// Plans, the subscription, the checkout and the credits (State::billing).
namespace kally::store {

namespace {

template <typename T>
Effects fetch(State& state, Remote<T>& remote, int limit = 0)
{
    if (remote.pending)
        return {};
    return { Fetch<T> { ask(state, remote), limit } };
}

/// Unless it is new, or the service does not have it.
template <typename T>
Effects fetch_if_old(State& state, Remote<T>& remote)
{
    return is_fresh(state, remote) || is_missing(remote) ? Effects {} : fetch(state, remote);
}

Effects fetch_ledger(State& state) { return is_missing(state.billing.ledger) ? Effects {} : fetch(state, state.billing.ledger, state.billing.ledger_limit); }

std::string key_of(api::LedgerEntry const& entry)
{
    if (entry.id && !entry.id->empty())
        return *entry.id;
    return (entry.at ? format_timestamp(*entry.at) : "") + entry.type.value_or("") + entry.description.value_or("") + (entry.credits ? entry.credits->to_string() : "");
}

/// What was used since the last look, less what new entries explain. An entry that came sooner than its balance is carried over.
void judge_balance(State& state)
{
    auto& billing = state.billing;
    auto const& ledger = *billing.ledger.value;
    Decimal explained;
    std::optional<Instant> oldest;
    for (auto const& entry : ledger)
        if (billing.known.contains(key_of(entry)) && entry.at && (!oldest || *entry.at < *oldest))
            oldest = entry.at;
    for (auto const& entry : ledger) {
        bool const is_new = billing.known.insert(key_of(entry)).second;
        bool const from_before = oldest && entry.at && *entry.at < *oldest; // read because older ones were asked for
        if (is_new && !from_before && entry.credits)
            explained = explained + *entry.credits;
    }
    auto const& balance = billing.balance.value;
    if (!balance || !balance->used)
        return;
    bool const same_period = billing.look && billing.look->period_start == balance->period_start;
    if (same_period) {
        auto const rest = *balance->used - billing.look->used - explained + billing.carried;
        billing.carried = rest < Decimal {} ? rest : Decimal {};
        if (Decimal {} < rest)
            billing.others.push_back({ state.now, rest });
    } else {
        billing.carried = {};
    }
    billing.look = Billing::Look { *balance->used, balance->period_start };
}

} // namespace

Effects note_missing(State& state, Offer offer) { return state.missing.insert(offer).second ? show_toast(state, "NotOffered") : Effects {}; }

bool note_missing(State& state, Offer offer, Error const& error, Effects& effects)
{
    bool const no_such_thing = error.status == 404 && (error.code.empty() || error.code == "not_found");
    if (!no_such_thing && error.status != 405 && error.status != 501)
        return false;
    effects += note_missing(state, offer);
    return true;
}

Effects read_money_again(State& state)
{
    auto& billing = state.billing;
    Effects effects = fetch(state, billing.subscription);
    effects += fetch(state, billing.status);
    effects += fetch(state, billing.balance);
    effects += fetch(state, billing.breakdown);
    return effects;
}

Effects fetch_subscription(State& state) { return fetch(state, state.billing.subscription); }

Effects load_plans_page(State& state)
{
    auto& billing = state.billing;
    Effects effects = fetch_if_old(state, billing.plans);
    if (state.route.credits)
        effects += fetch_if_old(state, billing.prices);
    if (state.sign_in != SignIn::SignedIn)
        return effects;
    if (state.route.checkout && billing.wait == Billing::Wait::None)
        effects += begin_polling(state);
    effects += fetch_if_old(state, billing.subscription);
    effects += fetch_if_old(state, billing.status);
    effects += fetch_if_old(state, billing.breakdown);
    auto const balance = fetch_if_old(state, billing.balance); // the ledger follows it
    if (balance.empty() && !billing.balance.pending && !is_fresh(state, billing.ledger))
        effects += fetch_ledger(state);
    effects += Effects { balance };
    return effects;
}

Effects fetch_balance(State& state)
{
    return state.sign_in == SignIn::SignedIn && !is_missing(state.billing.balance) ? fetch(state, state.billing.balance) : Effects {};
}

Effects apply(State& state, BillingRequested const&)
{
    auto& billing = state.billing;
    Effects effects = fetch(state, billing.plans);
    if (state.sign_in != SignIn::SignedIn)
        return effects;
    effects += read_money_again(state);
    if (state.route.credits)
        effects += fetch(state, billing.prices);
    return effects;
}

Effects apply(State& state, Received<Plans> const& received)
{
    take(state, state.billing.plans, received.ticket, received.answer);
    return {};
}

Effects apply(State& state, Received<api::Subscription> const& received)
{
    auto& billing = state.billing;
    if (!take(state, billing.subscription, received.ticket, received.answer))
        return {};
    if (billing.unsure)
        return settle_plan(state);
    if (billing.wait == Billing::Wait::None || !received.answer.has_value() || !is_subscribed(*received.answer))
        return {};
    billing.wait = Billing::Wait::None;
    billing.opened.clear();
    Effects effects = show_toast(state, "CheckoutDone", Toast::Kind::Done);
    effects += fetch(state, billing.status);
    effects += fetch(state, billing.balance);
    if (state.route.checkout)
        effects += go_to(state, { .page = Page::Plans }, true);
    return effects;
}

Effects apply(State& state, Received<api::PlanStatus> const& received)
{
    return take(state, state.billing.status, received.ticket, received.answer) && state.billing.unsure ? settle_plan(state) : Effects {};
}

Effects apply(State& state, Received<api::CreditBalance> const& received)
{
    auto& billing = state.billing;
    if (!take(state, billing.balance, received.ticket, received.answer))
        return {};
    billing.balance_at = next_ticket(state);
    bool const changed = billing.look && received.answer.has_value() && received.answer->used != billing.look->used;
    Effects effects;
    if (changed || (state.route.page == Page::Plans && (!billing.ledger.value || state.route.credits)))
        effects += fetch_ledger(state);
    if (!received.answer.has_value() && received.answer.error().kind == ErrorKind::Rejected)
        effects += fetch_if_old(state, billing.minutes); // the figures of minute billing stand in, where there are any
    return effects;
}

Effects apply(State& state, Received<api::Statistics> const& received)
{
    take(state, state.billing.minutes, received.ticket, received.answer);
    return {};
}

Effects apply(State& state, Received<api::CreditBreakdown> const& received)
{
    take(state, state.billing.breakdown, received.ticket, received.answer);
    return {};
}

Effects apply(State& state, Received<Prices> const& received)
{
    take(state, state.billing.prices, received.ticket, received.answer);
    return {};
}

Effects apply(State& state, Received<Ledger> const& received)
{
    auto& billing = state.billing;
    if (!take(state, billing.ledger, received.ticket, received.answer) || !received.answer.has_value())
        return {};
    billing.ledger_complete = static_cast<int>(billing.ledger.value->size()) < billing.ledger_limit;
    if (received.ticket.number < billing.balance_at.number) // what was spent last need not stand in it
        return fetch_ledger(state);
    judge_balance(state);
    return {};
}

Effects apply(State& state, MoreLedgerRequested const&)
{
    auto& billing = state.billing;
    if (billing.ledger.pending || billing.ledger_complete || !billing.ledger.value || billing.ledger_limit > 50'000)
        return {};
    billing.ledger_limit *= 2; // there is no offset: what is there already comes again
    return fetch_ledger(state);
}

Effects apply(State& state, BillingNoteRead const&)
{
    state.billing.error.reset();
    return {};
}

// ---- what views read

bool is_subscribed(api::Subscription const& subscription)
{
    auto const status = subscription.status.value_or("");
    return subscription.active.value_or(status == "active" || status == "trialing" || status == "trial");
}

std::optional<Decimal> credits_left(State const& state)
{
    auto const& balance = state.billing.balance.value;
    if (!balance)
        return {};
    if (balance->remaining)
        return balance->remaining;
    return balance->allocated && balance->used ? std::optional { *balance->allocated - *balance->used } : std::nullopt;
}

} // namespace kally::store
