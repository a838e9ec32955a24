#include "world.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace kally;
using namespace kally::test;

namespace {

using std::chrono::seconds;

World on_plans(bool credits = false)
{
    World world;
    world.act(RouteChanged { { .page = Page::Plans, .credits = credits } });
    return world;
}

template <typename T>
World& answer(World& world, Remote<T>& remote, Result<T> told)
{
    auto const ticket = remote.pending.value();
    return world.act(Received<T> { ticket, std::move(told) });
}

api::LedgerEntry entry(std::string id, int tenths, Instant at) { return { .id = std::move(id), .type = "call", .credits = Decimal { tenths, 1 }, .at = at }; }

/// The balance, and then the ledger that is asked for because of it.
World& spent(World& world, int tenths, Ledger ledger)
{
    auto& billing = world.state.billing;
    if (!billing.balance.pending)
        world.act(BillingRequested {});
    answer<api::CreditBalance>(world, billing.balance, api::CreditBalance { .used = Decimal { tenths, 1 } });
    if (billing.ledger.pending)
        answer<Ledger>(world, billing.ledger, std::move(ledger));
    return world;
}

Error const gone { .kind = ErrorKind::Rejected, .code = "not_found", .status = 404 };

} // namespace

TEST_CASE("Prices are asked for without a sign-in, and nothing else is")
{
    World world;
    world.act(SignOutPressed {});
    world.act(RouteChanged { { .page = Page::Plans } });
    CHECK(world.state.route.page == Page::Plans);
    CHECK(world.count<Fetch<Plans>>() == 1);
    CHECK(world.count<Fetch<api::Subscription>>() == 0);
    world.act(RouteChanged { { .page = Page::SignIn } });
    world.act(SignedInNow {});
    CHECK(world.state.route.page == Page::Plans); // back to where it was asked for
}

TEST_CASE("The page of plans asks for each thing once")
{
    auto world = on_plans();
    CHECK(world.count<Fetch<api::Subscription>>() == 1);
    CHECK(world.count<Fetch<api::PlanStatus>>() == 1);
    CHECK(world.count<Fetch<api::CreditBreakdown>>() == 1);
    world.act(RouteChanged { { .page = Page::Plans, .credits = true } });
    CHECK(world.effects.size() == 2); // the address, and the prices that only this tab shows
    CHECK(world.count<Fetch<Prices>>() == 1);
}

TEST_CASE("What the service does not have is asked for once")
{
    auto world = on_plans();
    answer<api::CreditBreakdown>(world, world.state.billing.breakdown, gone);
    world.pass(seconds { 60 });
    world.act(RouteChanged { { .page = Page::Chat } });
    world.act(RouteChanged { { .page = Page::Plans } });
    CHECK(world.count<Fetch<api::CreditBreakdown>>() == 0);
    CHECK(world.count<Fetch<api::Subscription>>() == 0); // it is under way still
}

TEST_CASE("Where the balance is refused the figures of minute billing stand in")
{
    auto world = on_plans();
    answer<api::CreditBalance>(world, world.state.billing.balance, gone);
    CHECK(world.count<Fetch<api::Statistics>>() == 1);
}

TEST_CASE("What no entry explains of a change of the balance is told apart")
{
    World world = on_plans(true);
    auto const at = world.state.now;
    auto const first = entry("a", 30, at);
    spent(world, 30, { first });
    CHECK(world.state.billing.others.empty()); // nothing is known of what was before
    SECTION("all of it is explained")
    {
        spent(world, 50, { first, entry("b", 20, at + seconds { 5 }) });
        CHECK(world.state.billing.others.empty());
    }
    SECTION("a part of it is not")
    {
        spent(world, 50, { first, entry("b", 5, at + seconds { 5 }) });
        REQUIRE(world.state.billing.others.size() == 1);
        CHECK(world.state.billing.others[0].credits == Decimal { 15, 1 });
        spent(world, 50, { first, entry("b", 5, at + seconds { 5 }) });
        CHECK(world.state.billing.others.size() == 1); // and is told once
    }
    SECTION("an entry that came before its balance is not held against the next one")
    {
        spent(world, 30, { first, entry("b", 20, at + seconds { 5 }) });
        CHECK(world.state.billing.others.empty());
        spent(world, 50, { first, entry("b", 20, at + seconds { 5 }) });
        CHECK(world.state.billing.others.empty());
    }
    SECTION("older entries that come with more of the ledger explain nothing new")
    {
        spent(world, 50, { first, entry("old", 20, at - seconds { 500 }) });
        REQUIRE(world.state.billing.others.size() == 1);
        CHECK(world.state.billing.others[0].credits == Decimal { 2, 0 });
    }
}

TEST_CASE("A ledger that was asked for before the balance came is read again before it is judged")
{
    auto world = on_plans(true);
    spent(world, 30, {});
    world.act(MoreLedgerRequested {}); // complete: nothing
    world.state.billing.ledger_complete = false;
    world.act(MoreLedgerRequested {});
    auto const early = world.state.billing.ledger.pending.value();
    world.act(BillingRequested {});
    answer<api::CreditBalance>(world, world.state.billing.balance, api::CreditBalance { .used = Decimal { 5, 0 } });
    world.act(Received<Ledger> { early, Ledger {} });
    CHECK(world.count<Fetch<Ledger>>() == 1);
    CHECK(world.state.billing.others.empty());
}

TEST_CASE("The ledger is read to its end")
{
    auto world = on_plans(true);
    Ledger ledger;
    for (int i = 0; i < 100; ++i)
        ledger.push_back(entry(std::to_string(i), 1, world.state.now + seconds { i }));
    spent(world, 10, ledger);
    CHECK_FALSE(world.state.billing.ledger_complete);
    world.act(MoreLedgerRequested {});
    REQUIRE(world.find<Fetch<Ledger>>() != nullptr);
    CHECK(world.find<Fetch<Ledger>>()->limit == 200);
    answer<Ledger>(world, world.state.billing.ledger, ledger);
    CHECK(world.state.billing.ledger_complete);
    world.act(MoreLedgerRequested {});
    CHECK(world.count<Fetch<Ledger>>() == 0);
}

TEST_CASE("Only a billing address of a named host is opened", "[corpus]")
{
    std::pair<std::string, bool> const addresses[] = {
        { "https://checkout.stripe.com/c/pay/x", true },
        { "https://checkout.stripe.com", true },
        { "https://checkout.stripe.com?x=1", true },
        { "http://checkout.stripe.com/c/pay/x", false },
        { "HTTP://checkout.stripe.com/", false },
        { "https://checkout.stripe.com.evil.example/c", false },
        { "https://checkout-stripe.com/", false },
        { "https://checkoutstripe.com/", false },
        { "https://checkout.stripe.co/", false },
        { "https://checkout.stripe.com.co/", false },
        { "https://checkout.stripe.cm/", false },
        { "https://checkout.stripe.net/", false },
        { "https://checkout.stripe.org/", false },
        { "https://checkout.stripe.io/", false },
        { "https://checkout.str1pe.com/", false },
        { "https://checkout.stripé.com/", false },
        { "https://checkout.strìpe.com/", false },
        { "https://checkout.stripe.cоm/", false },
        { "https://сheckout.stripe.com/", false },
        { "https://checkout.ѕtripe.com/", false },
        { "https://checkout.stripe。com/", false },
        { "https://checkout．stripe.com/", false },
        { "https://checkout.stripe.com／pay", false },
        { "https://xn--checkout-stripe-com-x.example/", false },
        { "https://checkout.xn--strpe-vva.com/", false },
        { "https://checkouts.stripe.com/", false },
        { "https://check-out.stripe.com/", false },
        { "https://checkout..stripe.com/", false },
        { "https://.checkout.stripe.com/", false },
        { "https://checkout.stripe.com./", false },
        { "https://x.checkout.stripe.com/", false },
        { "https://www.checkout.stripe.com/", false },
        { "https://evil.checkout.stripe.com/", false },
        { "https://stripe.com/", false },
        { "https://www.stripe.com/", false },
        { "https://dashboard.stripe.com/", false },
        { "https://connect.stripe.com/", false },
        { "https://buy.stripe.com/", false },
        { "https://pay.stripe.com/", false },
        { "https://api.stripe.com/", false },
        { "https://stripe.com.checkout.example/", false },
        { "https://evil.example/checkout.stripe.com", false },
        { "https://evil.example/?https://checkout.stripe.com/", false },
        { "https://evil.example/#checkout.stripe.com", false },
        { "https://evil.example#@checkout.stripe.com/", false },
        { "https://evil.example?@checkout.stripe.com/", false },
        { "https://checkout.stripe.com@evil.example/", false },
        { "https://checkout.stripe.com:pass@evil.example/", false },
        { "https://checkout.stripe.com:443@evil.example/", false },
        { "https://evil.example@checkout.stripe.com/", false },
        { "https://@checkout.stripe.com/", false },
        { "https://checkout.stripe.com%40evil.example/", false },
        { "https://checkout.stripe.com%2eevil.example/", false },
        { "https://checkout.stripe.com%00.evil.example/", false },
        { "https://checkout%2estripe%2ecom/", false },
        { "https://checkout.stripe.com:8443/", false },
        { "https://checkout.stripe.com:80/", false },
        { "https://checkout.stripe.com:443/", false },
        { "https://checkout.stripe.com:/", false },
        { "https://CHECKOUT.stripe.com.evil.example", false },
        { "https://Checkout.Stripe.Com/", false },
        { "HTTPS://checkout.stripe.com/", false },
        { "Https://checkout.stripe.com/", false },
        { "https:checkout.stripe.com/", false },
        { "https:/checkout.stripe.com/", false },
        { "https:///checkout.stripe.com/", false },
        { "https:////checkout.stripe.com/", false },
        { "https:\\\\checkout.stripe.com/", false },
        { "https://\\checkout.stripe.com/", false },
        { "https://evil.example\\@checkout.stripe.com/", false },
        { "https://checkout.stripe.com\\@evil.example/", false },
        { "https://checkout.stripe.com\\.evil.example/", false },
        { "https://checkout.stripe.com;evil.example/", false },
        { "https://checkout.stripe.com,evil.example/", false },
        { "https://checkout.stripe.com&evil.example/", false },
        { "https://checkout.stripe.com evil.example/", false },
        { "https://checkout.stripe.com/ x", false },
        { " https://checkout.stripe.com/", false },
        { "https://checkout.stripe.com/\n", false },
        { "https://\tcheckout.stripe.com/", false },
        { "https://checkout.stripe.com\t.evil.example/", false },
        { "https://check\rout.stripe.com/", false },
        { "https://checkout.stripe.com/\u202Ex", false },
        { "https://\u200Bcheckout.stripe.com/", false },
        { "https://checkout\u00AD.stripe.com/", false },
        { "\uFEFFhttps://checkout.stripe.com/", false },
        { "//checkout.stripe.com/", false },
        { "/checkout.stripe.com/", false },
        { "checkout.stripe.com", false },
        { "checkout.stripe.com/pay", false },
        { "javascript:alert(1)//checkout.stripe.com", false },
        { "javascript://checkout.stripe.com/%0aalert(1)", false },
        { "data:text/html,checkout.stripe.com", false },
        { "blob:https://checkout.stripe.com/x", false },
        { "view-source:https://checkout.stripe.com/", false },
        { "ftp://checkout.stripe.com/", false },
        { "ws://checkout.stripe.com/", false },
        { "file://checkout.stripe.com/", false },
        { "mailto:pay@checkout.stripe.com", false },
        { "https://127.0.0.1/checkout.stripe.com", false },
        { "https://localhost/", false },
        { "https://[::1]/", false },
        { "https://", false },
        { "https://?checkout.stripe.com", false },
        { "https://#checkout.stripe.com", false },
        { "", false },
    };
    CHECK(std::size(addresses) >= 60 + 3);
    for (auto const& [url, allowed] : addresses) {
        CAPTURE(url);
        World world;
        world.state.checkout_hosts = { "checkout.stripe.com", "billing.stripe.com" };
        CHECK(is_billing_address(world.state, url) == allowed);
        world.act(BillingPagePressed { BillingPage::Portal });
        world.act(BillingPageReceived { world.find<AskBillingPage>()->ticket, BillingPage::Portal, api::Page { url } });
        CHECK(world.count<OpenLink>() == (allowed ? 1 : 0));
        CHECK(world.state.billing.error.has_value() == !allowed);
    }
    WARN(std::size(addresses) - 3 << " false checkout addresses, 0 opened");
}

TEST_CASE("The sandbox may name its own host, also without TLS, and the live service may not")
{
    World world;
    world.state.checkout_hosts = { "localhost:8976" };
    CHECK_FALSE(is_billing_address(world.state, "http://localhost:8976/sandbox/portal/account"));
    world.state.service = ServiceKind::Sandbox;
    CHECK(is_billing_address(world.state, "http://localhost:8976/sandbox/portal/account"));
    CHECK_FALSE(is_billing_address(world.state, "http://localhost:8977/sandbox/portal/account"));
}

TEST_CASE("After the checkout the subscription alone says whether it was paid")
{
    World world;
    world.state.checkout_hosts = { "checkout.stripe.com" };
    world.act(BillingPagePressed { BillingPage::Trial });
    world.act(BillingPagePressed { BillingPage::Trial });
    CHECK(world.effects.empty()); // one at a time
    world.act(BillingPageReceived { world.state.billing.asked_by, BillingPage::Trial, api::Page { "https://checkout.stripe.com/c" } });
    REQUIRE(world.count<OpenLink>() == 1);
    auto const none = api::Subscription { .active = false, .status = "none" };
    auto const poll = [&] {
        if (world.state.billing.subscription.pending)
            answer<api::Subscription>(world, world.state.billing.subscription, none);
        world.pass(seconds { 2 });
        world.act(CheckoutPollDue { world.state.billing.poll_round });
    };
    SECTION("it is looked for every two seconds for a minute, and then no more")
    {
        std::size_t asked = 0;
        auto const begun = world.state.now;
        while (world.state.billing.wait == Billing::Wait::Polling) {
            poll();
            asked += world.count<Fetch<api::Subscription>>();
        }
        CHECK(world.state.now - begun == seconds { 60 });
        CHECK(asked == 29);
        CHECK(world.state.billing.wait == Billing::Wait::Slow);
        CHECK(world.effects.empty());
        world.act(CheckoutPollDue { world.state.billing.poll_round });
        CHECK(world.effects.empty());
        world.act(CheckoutCheckPressed {});
        CHECK(world.state.billing.wait == Billing::Wait::Polling);
    }
    SECTION("a subscription ends it")
    {
        poll();
        answer<api::Subscription>(world, world.state.billing.subscription, api::Subscription { .active = true, .plan = "trial", .status = "active" });
        CHECK(world.state.billing.wait == Billing::Wait::None);
        CHECK(world.state.toast->text_key == "CheckoutDone");
        world.act(CheckoutPollDue { world.state.billing.poll_round });
        CHECK(world.effects.empty());
    }
}

TEST_CASE("The address that the checkout returns to proves nothing")
{
    World world;
    world.act(RouteChanged { parse_route("#/plans/checkout") });
    CHECK(world.state.billing.wait == Billing::Wait::Polling);
    CHECK_FALSE(world.state.toast);
    answer<api::Subscription>(world, world.state.billing.subscription, api::Subscription { .active = false, .status = "none" });
    CHECK_FALSE(world.state.toast);
    CHECK(world.state.billing.wait == Billing::Wait::Polling);
}

TEST_CASE("A plan is changed once, and what came of it is read")
{
    auto world = on_plans();
    answer<api::Subscription>(world, world.state.billing.subscription, api::Subscription { .active = true, .plan = "pro", .status = "active" });
    world.act(PlanChosen { "power", api::Billed::Annually });
    REQUIRE(world.find<ChangePlan>() != nullptr);
    CHECK(world.find<ChangePlan>()->billed == api::Billed::Annually);
    auto const ticket = world.find<ChangePlan>()->ticket;
    world.act(PlanChosen { "business" });
    CHECK(world.effects.empty());
    SECTION("done")
    {
        world.act(PlanChangeAnswered { ticket, api::PlanChange { .success = true, .change_type = "upgrade" } });
        CHECK(world.count<Fetch<api::Subscription>>() == 1);
        CHECK(world.state.toast->text_key == "PlanChanged");
        world.act(PlanChangeAnswered { ticket, api::PlanChange { .success = true } });
        CHECK(world.effects.empty());
    }
    SECTION("later")
    {
        world.act(PlanChangeAnswered { ticket, api::PlanChange { .success = true, .change_type = "downgrade_scheduled" } });
        CHECK(world.state.toast->text_key == "PlanChangesLater");
    }
    SECTION("no answer: it is never sent again, and what is true is read")
    {
        world.act(PlanChangeAnswered { ticket, Error { .kind = ErrorKind::Unanswered } });
        CHECK(world.count<ChangePlan>() == 0);
        CHECK(world.count<Fetch<api::Subscription>>() == 1);
        CHECK(world.state.billing.error);
    }
    SECTION("too many: not before the time that was named")
    {
        world.act(PlanChangeAnswered { ticket, Error { .kind = ErrorKind::Unavailable, .code = "rate_limited", .status = 429, .retry_after = seconds { 600 } } });
        world.act(PlanChosen { "power" });
        CHECK(world.effects.empty());
        world.pass(seconds { 601 });
        world.act(PlanChosen { "power" });
        CHECK(world.count<ChangePlan>() == 1);
    }
    SECTION("a body that was not read is sent in the other documented form only where that says the same")
    {
        Error const unread { .kind = ErrorKind::Rejected, .code = "invalid_request", .status = 422 };
        world.act(PlanChangeAnswered { ticket, unread });
        CHECK(world.count<ChangePlan>() == 0); // the other form has no word for the year
        world.act(PlanChosen { "power" });
        world.act(PlanChangeAnswered { world.find<ChangePlan>()->ticket, unread });
        REQUIRE(world.find<ChangePlan>() != nullptr);
        CHECK(world.find<ChangePlan>()->body == api::PlanChangeBody::Client);
        world.act(PlanChangeAnswered { world.find<ChangePlan>()->ticket, unread });
        CHECK(world.count<ChangePlan>() == 0);
    }
    SECTION("a service that has no such thing says so once")
    {
        world.act(PlanChangeAnswered { ticket, Error { .kind = ErrorKind::Rejected, .status = 501 } });
        CHECK(world.state.missing.contains(Offer::ChangePlan));
        CHECK(world.state.toast->text_key == "NotOffered");
    }
}

TEST_CASE("The exported ledger is a table that no program takes for formulas")
{
    api::LedgerEntry const one { .id = "l_1", .type = "call", .description = "=HYPERLINK(\"x\"), said", .credits = Decimal { 15, 1 }, .at = Instant {}, .goal_id = GoalId { "g_1" } };
    api::LedgerEntry const bare;
    CHECK(ledger_csv({ &one, &bare }) == "time,type,description,credits,goal_id,id\r\n"
                                         "1970-01-01T00:00:00Z,\"call\",\"'=HYPERLINK(\"\"x\"\"), said\",1.5,\"g_1\",\"l_1\"\r\n"
                                         ",\"\",\"\",,\"\",\"\"\r\n");
}

TEST_CASE("An estimate is asked for by task and kind; a service without it is not asked again")
{
    auto world = on_plans();
    world.act(EstimatePressed { "call", "" });
    CHECK(world.effects.empty()); // nothing was described
    world.act(EstimatePressed { "call", "Ask a plumber" });
    REQUIRE(world.find<EstimateCost>() != nullptr);
    CHECK(world.find<EstimateCost>()->task == "Ask a plumber");
    auto const first = world.find<EstimateCost>()->ticket;
    world.act(EstimatePressed { "search", "Ask a plumber" });
    world.act(Received<api::Estimate> { first, api::Estimate { .credits = Decimal { 1, 0 } } });
    CHECK_FALSE(world.state.billing.estimate.value); // of another kind
    CHECK(world.state.billing.estimated == "search");
    SECTION("refused with a reason")
    {
        world.act(Received<api::Estimate> { *world.state.billing.estimate.pending, Error { .kind = ErrorKind::Rejected, .status = 422 } });
        CHECK(world.state.billing.estimate.error);
        CHECK(world.state.missing.empty());
    }
    SECTION("not there")
    {
        world.act(Received<api::Estimate> { *world.state.billing.estimate.pending, Error { .kind = ErrorKind::Rejected, .status = 404 } });
        CHECK(world.state.missing == std::set { Offer::Estimate });
    }
}

TEST_CASE("The checkout of the sandbox inside the page is a page of it, whose way back is an address that proves nothing")
{
    auto world = on_plans();
    world.state.in_process = true;
    world.state.service = ServiceKind::Sandbox;
    world.act(BillingPagePressed { BillingPage::Trial });
    world.act(BillingPageReceived { world.state.billing.asked_by, BillingPage::Trial, api::Page { .url = "https://sandbox.example/sandbox/checkout/cs_1" } });
    CHECK(world.count<OpenLink>() == 0);
    REQUIRE(world.count<VisitHosted>() == 1);
    CHECK(world.find<VisitHosted>()->address == "https://sandbox.example/sandbox/checkout/cs_1");
    CHECK(world.state.billing.wait == Billing::Wait::Polling);
    world.act(HostedShown { HostedPage { .address = "https://sandbox.example/sandbox/checkout/cs_1", .title = "Start" }, {} });
    REQUIRE(world.state.billing.hosted);
    SECTION("pressed, it is done and leads back")
    {
        world.act(HostedPressed { world.state.billing.hosted->address, "action", "pay" });
        CHECK(world.find<VisitHosted>()->value == "pay");
        world.act(HostedShown { HostedPage { .title = "Paid" }, "https://app.example/#/plans/checkout" });
        CHECK_FALSE(world.state.billing.hosted);
        CHECK(world.state.route == Route { .page = Page::Plans, .checkout = true });
        CHECK(world.state.billing.wait == Billing::Wait::Polling); // nothing is known yet
    }
    SECTION("closed, the page of plans is read again")
    {
        answer<api::Subscription>(world, world.state.billing.subscription, api::Subscription {});
        world.act(HostedPressed {});
        CHECK_FALSE(world.state.billing.hosted);
        CHECK(world.count<Fetch<api::Subscription>>() == 1);
        CHECK(world.state.billing.wait == Billing::Wait::None); // nothing is waited for
        CHECK(world.state.billing.opened.empty());
    }
    SECTION("left, it leads back to the plans and nothing is waited for")
    {
        world.act(HostedPressed { world.state.billing.hosted->address, "action", "cancel" });
        world.act(HostedShown { HostedPage { .title = "Left" }, "https://app.example/#/plans" });
        CHECK_FALSE(world.state.billing.hosted);
        CHECK(world.state.billing.wait == Billing::Wait::None);
    }
    SECTION("a way back that is no place of the page leaves its last words")
    {
        world.act(HostedShown { HostedPage { .title = "Paid" }, "https://kallyai.com/app" });
        REQUIRE(world.state.billing.hosted);
        CHECK(world.state.billing.hosted->title == "Paid");
    }
}
