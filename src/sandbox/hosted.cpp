#include "sandbox/hosted.h"

#include "sandbox/plans.h"

namespace kally::sandbox {

namespace {

constexpr std::string_view checkouts = "/sandbox/checkout/", portal = "/sandbox/portal/account";

struct Words {
    Language language;
    std::string operator()(std::string_view english, std::string_view spanish) const { return std::string { language == Language::Spanish ? spanish : english }; }
};

HostedPage checkout_page(Words say)
{
    return {
        .title = say("Start the $1 trial", "Empezar la prueba de 1 $"),
        .text = say("The paid trial, with a money-back guarantee.", "La prueba de pago, con garantía de devolución."),
        .price = say("$1.00", "1,00 $"),
        .note = say("Play money: no card is asked for and nothing is charged.", "Dinero ficticio: no se pide tarjeta ni se cobra nada."),
        .presses = { { "action", "pay", say("Pay $1 in play money", "Pagar 1 $ ficticio"), true }, { "action", "cancel", say("Cancel", "Cancelar") } },
    };
}

HostedPage checkout_closed(Words say)
{
    return { .title = say("This checkout has ended", "Este pago ya ha terminado"), .text = say("Close this page and go back to the app.", "Cierra esta página y vuelve a la aplicación.") };
}

HostedPage checkout_done(Words say, bool paid)
{
    return {
        .title = paid ? say("Paid in play money", "Pagado con dinero ficticio") : say("Cancelled", "Cancelado"),
        .text = paid ? say("Your trial has started.", "Tu prueba ha empezado.") : say("Nothing was bought.", "No se ha comprado nada."),
        .note = say("Close this page and go back to the app.", "Cierra esta página y vuelve a la aplicación."),
    };
}

HostedPage portal_page(Words say, Subscription const& subscription)
{
    HostedPage page { .title = say("Your play-money plan", "Tu plan de dinero ficticio"), .note = say("Close this page when you are done.", "Cierra esta página cuando acabes.") };
    auto const* current = find_plan(subscription.plan);
    page.facts.push_back({ "Plan", current != nullptr ? current->name : subscription.plan.empty() ? say("none", "ninguno") : say("trial", "prueba") });
    if (!subscription.plan.empty())
        page.facts.push_back({ subscription.renews ? say("Renews on", "Se renueva el") : say("Ends on", "Termina el"), format_timestamp(subscription.until).substr(0, 10) });
    for (auto const& plan : plan_rows)
        if (&plan != current)
            page.presses.push_back({ "plan", plan.key, say("Change to ", "Cambiar a ") + plan.name });
    if (!subscription.plan.empty())
        page.presses.push_back(subscription.renews ? HostedPage::Press { "renew", "no", say("Cancel at the end of the period", "Cancelar al final del periodo") }
                                                   : HostedPage::Press { "renew", "yes", say("Renew after all", "Renovar"), true });
    return page;
}

} // namespace

Visit visit(Service& service, Language language, std::string_view path, std::string_view name, std::string_view value)
{
    Words const say { language };
    if (path == portal) {
        if (name == "plan" && find_plan(value) != nullptr)
            service.change_plan(value);
        else if (name == "renew")
            service.set_renewal(value == "yes");
        return { portal_page(say, service.subscription()) };
    }
    auto const* found = path.starts_with(checkouts) ? service.find_checkout(path.substr(checkouts.size())) : nullptr;
    if (found == nullptr)
        return {};
    if (found->closed)
        return { checkout_closed(say) };
    if (name.empty())
        return { checkout_page(say) };
    bool const paid = name == "action" && value == "pay";
    if (!paid && !(name == "action" && value == "cancel"))
        return {};
    auto const checkout = *found;
    service.close_checkout(checkout.id, paid);
    return { checkout_done(say, paid), paid ? checkout.success_url : checkout.cancel_url };
}

std::vector<Field> visit(Service& service, std::vector<Field> const& asked)
{
    auto path = field(asked, "address");
    if (path.starts_with(service.page_origin()))
        path.remove_prefix(service.page_origin().size());
    auto const made = visit(service, field(asked, "language") == "es" ? Language::Spanish : Language::English, path, field(asked, "name"), field(asked, "value"));
    if (!made.page)
        return {};
    auto const& page = *made.page;
    std::vector<Field> fields { { "title", page.title }, { "text", page.text }, { "price", page.price }, { "note", page.note }, { "leads-to", made.leads_to } };
    for (auto const& fact : page.facts)
        fields.push_back({ "fact " + fact.name, fact.value });
    for (auto const& press : page.presses)
        fields.push_back({ (press.primary ? "primary " : "press ") + press.name + " " + press.value, press.label });
    return fields;
}

} // namespace kally::sandbox
