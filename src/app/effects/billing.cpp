#include "app/app.h"

// Plans, the subscription and what was spent.
namespace kally {

void App::run(store::Fetch<store::Plans> order) { fetch(api::list_plans(), order.ticket); }
void App::run(store::Fetch<api::PlanStatus> order) { fetch(api::get_plan_status(), order.ticket); }
void App::run(store::Fetch<api::Statistics> order) { fetch(api::get_statistics(), order.ticket); }
void App::run(store::Fetch<api::CreditBreakdown> order) { fetch(api::get_credit_breakdown(), order.ticket); }
void App::run(store::Fetch<store::Prices> order) { fetch(api::get_credit_costs(), order.ticket); }
void App::run(store::Fetch<store::Ledger> order) { fetch(api::get_ledger(order.limit), order.ticket); }

void App::run(store::EstimateCost order) { fetch(api::estimate_cost(order.type, order.task), order.ticket); }

void App::run(store::AskBillingPage order)
{
    auto const page = platform::page_address();
    std::string const here = page.empty() ? "https://kallyai.com/app" : page; // natively there is no page to come back to
    auto operation = order.page == store::BillingPage::Portal ? api::get_billing_portal()
                                                              : api::start_trial_checkout(page.empty() ? here : here + "#/plans/checkout", page.empty() ? here : here + "#/plans");
    client().send<api::Page>(std::move(operation), [this, order](auto answer) { push(store::BillingPageReceived { order.ticket, order.page, std::move(answer) }); });
}

void App::run(store::VisitHosted order)
{
    if (!m_sandbox_client)
        return;
    auto const fields = m_sandbox->visit({ { "language", m_state.settings.language == store::Language::Spanish ? "es" : "en" }, { "address", order.address }, { "name", order.name }, { "value", order.value } });
    auto const text = [&](std::string_view name) { return std::string { field(fields, name) }; };
    store::HostedPage page { .address = order.address, .title = text("title"), .text = text("text"), .price = text("price"), .note = text("note") };
    for (auto const& [name, value] : fields) {
        auto const kind = std::string_view { name }.substr(0, name.find(' ')), rest = std::string_view { name }.substr(std::min(kind.size() + 1, name.size()));
        auto const space = std::min(rest.find(' '), rest.size());
        if (kind == "fact")
            page.facts.push_back({ std::string { rest }, value });
        else if (kind == "press" || kind == "primary")
            page.presses.push_back({ std::string { rest.substr(0, space) }, std::string { rest.substr(std::min(space + 1, rest.size())) }, value, kind == "primary" });
    }
    push(store::HostedShown { page.title.empty() ? std::nullopt : std::optional { std::move(page) }, text("leads-to") });
}

void App::run(store::ChangePlan order)
{
    client().send<api::PlanChange>(api::change_plan(order.plan, order.billed, order.body), [this, order](auto result) {
        push(store::PlanChangeAnswered { order.ticket, std::move(result) });
    });
}

void App::run(store::DropChange order)
{
    client().send<api::ActionResult>(api::cancel_pending_change(), [this, order](auto result) { push(store::DropChangeAnswered { order.ticket, std::move(result) }); });
}

} // namespace kally
