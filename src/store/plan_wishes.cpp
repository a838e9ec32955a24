#include "store/apply.h"
#include "store/select.h"

#include <algorithm>
#include <utility>

// What the person wants done about plan and subscription, and what only the page of plans needs.
namespace kally::store {

namespace {

Effects fail(State& state, Error const& error)
{
    state.billing.error = error;
    return { Announce { {}, error } };
}

/// The checkout was left: nothing comes of it.
void stop_waiting(State& state)
{
    state.billing.wait = Billing::Wait::None;
    state.billing.opened.clear();
}

} // namespace

Effects begin_polling(State& state)
{
    auto& billing = state.billing;
    billing.wait = Billing::Wait::Polling;
    billing.polls_left = checkout_polls;
    billing.poll_round = next_ticket(state);
    Effects effects = fetch_subscription(state);
    effects.push_back(WakeAt { state.now + checkout_poll, CheckoutPollDue { billing.poll_round } });
    return effects;
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
    return { on_record(plan_deed(state, Deed::Kind::Checkout, {}, 0), order, [&](Error error) { return BillingPageReceived { order.ticket, order.page, std::move(error) }; }) };
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
    if (!state.in_process && !is_billing_address(state, url)) {
        effects += fail(state, { .kind = ErrorKind::Malformed, .code = "address_refused" });
        return effects;
    }
    effects.push_back(state.in_process ? Effect { VisitHosted { url, {}, {} } } : Effect { OpenLink { url } });
    if (trial) {
        billing.opened = url;
        effects += begin_polling(state);
    } else {
        effects.push_back(WakeAt { state.now + checkout_poll, BillingRequested {} }); // a page that nobody sees waits with it
    }
    return effects;
}

Effects apply(State& state, HostedPressed const& pressed)
{
    if (!pressed.address.empty())
        return { VisitHosted { pressed.address, pressed.name, pressed.value } };
    state.billing.hosted.reset();
    stop_waiting(state);
    return apply(state, BillingRequested {});
}

Effects apply(State& state, HostedShown const& shown)
{
    state.billing.hosted = shown.page;
    auto const hash = shown.leads_to.find('#');
    if (hash == std::string::npos)
        return {};
    state.billing.hosted.reset();
    auto const back = parse_route(std::string_view { shown.leads_to }.substr(hash));
    if (!back.checkout)
        stop_waiting(state);
    return go_to(state, back, false);
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
    Effects effects = fetch_subscription(state);
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
    return { on_record(plan_deed(state, Deed::Kind::Plan, chosen.plan, static_cast<int>(chosen.billed)), order, [&](Error error) { return PlanChangeAnswered { order.ticket, std::move(error) }; }) };
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

Effects apply(State& state, EstimatePressed const& pressed)
{
    auto& billing = state.billing;
    if (state.sign_in != SignIn::SignedIn || !state.online || pressed.task.empty())
        return {};
    billing.estimate = {};
    billing.estimated = pressed.type;
    return { EstimateCost { ask(state, billing.estimate), pressed.type, pressed.task } };
}

Effects apply(State& state, Received<api::Estimate> const& received)
{
    Effects effects;
    if (take(state, state.billing.estimate, received.ticket, received.answer) && !received.answer.has_value())
        note_missing(state, Offer::Estimate, received.answer.error(), effects);
    return effects;
}

Effects apply(State& state, DropChangePressed const&)
{
    if (state.sign_in != SignIn::SignedIn || !state.online || state.billing.dropping)
        return {};
    state.billing.error.reset();
    state.billing.dropping = next_ticket(state);
    DropChange const order { *state.billing.dropping };
    return { on_record(plan_deed(state, Deed::Kind::DropChange, {}, 0), order, [&](Error error) { return DropChangeAnswered { order.ticket, std::move(error) }; }) };
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
