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

Effects begin_polling(State& state)
{
    auto& billing = state.billing;
    billing.wait = Billing::Wait::Polling;
    billing.polls_left = checkout_polls;
    billing.poll_round = next_ticket(state);
    Effects effects = fetch(state, billing.subscription);
    effects.push_back(WakeAt { state.now + checkout_poll, CheckoutPollDue { billing.poll_round } });
    return effects;
}

Effects fail(State& state, Error const& error)
{
    state.billing.error = error;
    return { Announce { {}, error } };
}

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

bool note_missing(State& state, Offer offer, Error const& error, Effects& effects)
{
    bool const no_such_thing = error.status == 404 && (error.code.empty() || error.code == "not_found");
    if (!no_such_thing && error.status != 405 && error.status != 501)
        return false;
    if (state.missing.insert(offer).second)
        effects += show_toast(state, "NotOffered");
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

Effects apply(State& state, BillingPagePressed const& pressed)
{
    auto& billing = state.billing;
    if (state.sign_in != SignIn::SignedIn || !state.online || billing.asked)
        return {};
    billing.error.reset();
    billing.asked = pressed.page;
    billing.asked_by = next_ticket(state);
    AskBillingPage const order { billing.asked_by, pressed.page };
    if (pressed.page == BillingPage::Portal) // a read
        return { order };
    return { on_record(plan_deed(state, Deed::Kind::Checkout, {}, 0), order, BillingPageReceived { order.ticket, order.page, not_recorded() }) };
}

Effects apply(State& state, BillingPageReceived const& received)
{
    auto& billing = state.billing;
    if (!billing.asked || billing.asked_by != received.ticket)
        return {};
    billing.asked.reset();
    bool const trial = received.page == BillingPage::Trial;
    Effects effects;
    if (trial)
        effects.push_back(forget_plan(Deed::Kind::Checkout, {}));
    if (!received.answer.has_value()) {
        if (note_missing(state, trial ? Offer::Trial : Offer::Portal, received.answer.error(), effects))
            return effects;
        effects += fail(state, received.answer.error());
        return effects;
    }
    auto const& url = received.answer->url;
    if (!is_billing_address(state, url)) {
        effects += fail(state, { .kind = ErrorKind::Malformed, .code = "address_refused" });
        return effects;
    }
    effects.push_back(OpenLink { url });
    if (trial) {
        billing.opened = url;
        effects += begin_polling(state);
    } else {
        effects.push_back(WakeAt { state.now + checkout_poll, BillingRequested {} }); // a page that nobody sees waits with it
    }
    return effects;
}

Effects apply(State& state, CheckoutPollDue const& due)
{
    auto& billing = state.billing;
    if (billing.wait != Billing::Wait::Polling || billing.poll_round != due.round)
        return {};
    if (--billing.polls_left <= 0) {
        billing.wait = Billing::Wait::Slow;
        return {};
    }
    Effects effects = fetch(state, billing.subscription);
    effects.push_back(WakeAt { state.now + checkout_poll, due });
    return effects;
}

Effects apply(State& state, CheckoutCheckPressed const&) { return state.sign_in == SignIn::SignedIn ? begin_polling(state) : Effects {}; }

Effects apply(State& state, PlanChosen const& chosen)
{
    auto& billing = state.billing;
    bool const too_soon = billing.change_again_at && state.now < *billing.change_again_at;
    if (state.sign_in != SignIn::SignedIn || !state.online || billing.change || too_soon)
        return {};
    billing.error.reset();
    billing.change = Billing::Change { .plan = chosen.plan, .billed = chosen.billed, .ticket = next_ticket(state) };
    ChangePlan const order { billing.change->ticket, chosen.plan, chosen.billed };
    return { on_record(plan_deed(state, Deed::Kind::Plan, chosen.plan, static_cast<int>(chosen.billed)), order, PlanChangeAnswered { order.ticket, not_recorded() }) };
}

Effects apply(State& state, PlanChangeAnswered const& answered)
{
    auto& billing = state.billing;
    if (!billing.change || billing.change->ticket != answered.ticket)
        return {};
    auto& change = *billing.change;
    if (answered.result.has_value()) {
        bool const later = answered.result->change_type == "downgrade_scheduled";
        bool const refused = answered.result->success == false;
        Effects effects { forget_plan(Deed::Kind::Plan, change.plan) };
        billing.change.reset();
        effects += read_money_again(state);
        effects += show_toast(state, refused ? "PlanNotChanged" : later ? "PlanChangesLater" : "PlanChanged", refused ? Toast::Kind::Trouble : Toast::Kind::Done);
        return effects;
    }
    auto const& error = answered.result.error();
    // Two bodies are documented. One that was refused as a whole changed nothing; the other has no word for the year.
    bool const unread = error.status == 422 || error.code == "invalid_request";
    if (unread && change.body == api::PlanChangeBody::Reference && change.billed == api::Billed::Monthly) {
        change.body = api::PlanChangeBody::Client;
        change.ticket = next_ticket(state);
        return { ChangePlan { change.ticket, change.plan, change.billed, change.body } };
    }
    auto const deed = plan_deed(state, Deed::Kind::Plan, change.plan, static_cast<int>(change.billed));
    billing.change.reset();
    if (error.retry_after && error.status == 429)
        billing.change_again_at = state.now + *error.retry_after;
    if (is_lost(error)) { // only what is true now says what became of it
        Effects effects = fail(state, error);
        effects += doubt_plan(state, deed);
        return effects;
    }
    Effects effects { forget_plan(deed.kind, deed.id) };
    if (note_missing(state, Offer::ChangePlan, error, effects))
        return effects;
    effects += fail(state, error);
    effects += read_money_again(state);
    return effects;
}

Effects apply(State& state, DropChangePressed const&)
{
    if (state.sign_in != SignIn::SignedIn || !state.online || state.billing.dropping)
        return {};
    state.billing.error.reset();
    state.billing.dropping = next_ticket(state);
    DropChange const order { *state.billing.dropping };
    return { on_record(plan_deed(state, Deed::Kind::DropChange, {}, 0), order, DropChangeAnswered { order.ticket, not_recorded() }) };
}

Effects apply(State& state, DropChangeAnswered const& answered)
{
    if (state.billing.dropping != answered.ticket)
        return {};
    state.billing.dropping.reset();
    if (!answered.result.has_value() && is_lost(answered.result.error())) {
        Effects effects = fail(state, answered.result.error());
        effects += doubt_plan(state, plan_deed(state, Deed::Kind::DropChange, {}, 0));
        return effects;
    }
    Effects effects { forget_plan(Deed::Kind::DropChange, {}) };
    if (!answered.result.has_value()) {
        if (note_missing(state, Offer::DropChange, answered.result.error(), effects))
            return effects;
        effects += fail(state, answered.result.error());
    }
    effects += read_money_again(state);
    return effects;
}

Effects apply(State& state, BillingNoteRead const&)
{
    state.billing.error.reset();
    return {};
}

// ---- what views read

Plans const& seed_plans()
{
    static Plans const plans = [] {
        Plans all;
        struct Row { char const *key, *name; int monthly, annual; bool overage; };
        for (auto const& row : { Row { "starter", "Starter", 19, 15, false }, Row { "pro", "Pro", 49, 39, true }, Row { "power", "Power", 99, 79, true }, Row { "business", "Business", 299, 239, true } })
            all.push_back({ .type = row.key, .name = row.name, .currency = "usd", .monthly = Decimal { row.monthly }, .monthly_if_annual = Decimal { row.annual }, .overage = row.overage });
        return all;
    }();
    return plans;
}

bool is_subscribed(api::Subscription const& subscription)
{
    auto const status = subscription.status.value_or("");
    return subscription.active.value_or(status == "active" || status == "trialing" || status == "trial");
}

bool is_billing_address(State const& state, std::string_view url)
{
    bool const secure = url.starts_with("https://");
    if (!secure && (state.service != ServiceKind::Sandbox || !url.starts_with("http://")))
        return false;
    url.remove_prefix(secure ? 8 : 7);
    // What a browser would read otherwise than it looks is refused as a whole.
    if (std::any_of(url.begin(), url.end(), [](unsigned char c) { return c <= ' ' || c >= 0x7F || c == '\\' || c == '@'; }))
        return false;
    auto const host = url.substr(0, url.find_first_of("/?#"));
    return std::find(state.checkout_hosts.begin(), state.checkout_hosts.end(), host) != state.checkout_hosts.end();
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

std::string ledger_csv(std::vector<api::LedgerEntry const*> const& entries)
{
    // A program that opens it must not take words for a formula.
    auto const cell = [](std::string const& text) {
        std::string out = "\"";
        if (!text.empty() && std::string_view { "=+-@\t\r" }.find(text.front()) != std::string_view::npos)
            out += '\'';
        for (char const c : text)
            out += c == '"' ? "\"\"" : std::string(1, c);
        return out + "\"";
    };
    std::string out = "time,type,description,credits,goal_id,id\r\n";
    for (auto const* entry : entries)
        out += (entry->at ? format_timestamp(*entry->at) : "") + "," + cell(entry->type.value_or("")) + "," + cell(entry->description.value_or("")) + ","
            + (entry->credits ? entry->credits->to_string() : "") + "," + cell(entry->goal_id ? entry->goal_id->text : "") + "," + cell(entry->id.value_or("")) + "\r\n";
    return out;
}

} // namespace kally::store
