#include "billing_states.h"
#include "screen.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>

using namespace kally;
using namespace kally::test;
using namespace kally::store;

namespace {

State subscriber()
{
    State state;
    state.now = Instant { std::chrono::milliseconds { 1'772'440'000'000 } }; // 2 March 2026, 08:26 UTC
    state.sign_in = SignIn::SignedIn;
    state.conversations.value = std::vector<api::Conversation> {};
    return state;
}

template <typename T>
T const* first(Actions const& actions)
{
    for (auto const& action : actions)
        if (auto const* found = action.get<T>())
            return found;
    return nullptr;
}

bool says(Screen const& screen, std::string_view text) { return screen.show().find(text) != std::string::npos; }

} // namespace

TEST_CASE("Every status of a subscription has its word, and one that is not known its own", "[ui][plans]")
{
    auto const [status, word] = GENERATE(table<std::string, std::string>({
        { "active", "Active" }, { "trialing", "Trial" }, { "cancelled", "Cancelled" }, { "canceled", "Cancelled" }, { "expired", "Expired" },
        { "past_due", "Payment due" }, { "unpaid", "Payment due" }, { "incomplete", "Payment due" }, { "paused", "Paused" }, { "in_escrow", "in_escrow" },
    }));
    auto state = on_pro(subscriber());
    state.billing.subscription.value->status = status;
    Screen screen;
    screen.draw(state);
    CHECK(screen.find(Role::Status, word) != nullptr);
    CHECK(says(screen, status == "active" || status == "trialing" || status == "past_due" || status == "unpaid" || status == "incomplete" || status == "paused" || status == "in_escrow" ? "Renews: 17 March 2026" : "Ends: 17 March 2026"));
}

TEST_CASE("Prices, the year and what it saves are computed from what the service says", "[ui][plans]")
{
    auto state = on_pro(subscriber());
    Screen screen;
    screen.draw(state);
    CHECK(says(screen, "$468 a year, saves $120")); // Pro, and it is billed for the year
    CHECK(says(screen, "$2,868 a year, saves $720"));
    CHECK(says(screen, "Annual, saves up to 21%"));
    CHECK(says(screen, "Overage at $0.10 a credit, work carries on"));
    CHECK(says(screen, "No overage, work pauses"));
    screen.press(state, Role::Radio, "Monthly");
    screen.draw(state);
    CHECK(says(screen, "$299 a month"));
    CHECK(says(screen, "Billed monthly"));
}

TEST_CASE("Any member of a plan and a subscription may be absent", "[ui][plans]")
{
    auto state = on_pro(subscriber());
    state.billing.plans.value = Plans { { .type = "pro", .name = "Pro" }, { .type = "odd", .name = "odd", .currency = "eur", .monthly = Decimal { 5, 0 } } };
    state.billing.subscription.value = api::Subscription { .status = "active" };
    state.billing.balance.value = api::CreditBalance {};
    state.billing.breakdown.value = api::CreditBreakdown { .items = { {} } };
    Screen screen;
    screen.draw(state);
    CHECK(says(screen, "5 EUR a month"));
    CHECK(says(screen, "Not known"));
    CHECK(screen.find(Role::RadioGroup, "Billing") == nullptr); // there is no yearly price
}

TEST_CASE("Without a sign-in the prices are there, and what was published stands in for them with a label", "[ui][plans]")
{
    State state;
    state.sign_in = SignIn::SignedOut;
    state.route = { .page = Page::Plans };
    state.billing.plans.error = Error { .kind = ErrorKind::Offline };
    Screen screen;
    screen.draw(state);
    CHECK(says(screen, "Published prices, not live ones"));
    CHECK(says(screen, "$19 a month"));
    CHECK(says(screen, "Start with a $1 paid trial"));
    CHECK(says(screen, "Money-back guarantee"));
    CHECK(first<RouteChanged>(screen.press(state, Role::Button, "Sign in to start"))->route.page == Page::SignIn);
    state.billing.plans = { .value = four_plans() };
    screen.draw(state);
    CHECK_FALSE(says(screen, "Published prices"));
}

TEST_CASE("A change of plan is asked about with now, next and when, the safe answer in focus", "[ui][plans]")
{
    auto state = on_pro(subscriber());
    Screen screen;
    screen.draw(state);
    CHECK(first<PlanChosen>(screen.press(state, Role::Button, "Upgrade to Power")) == nullptr);
    screen.draw(state);
    REQUIRE(screen.find(Role::Dialog, "Change to Power?") != nullptr);
    CHECK(says(screen, "Now: Pro, $39 a month, billed yearly"));
    CHECK(says(screen, "Next: Power, $79 a month, billed yearly"));
    CHECK(says(screen, "When: At once, and it is charged at once"));
    auto const go = screen.press(state, Role::Button, "Upgrade to Power");
    REQUIRE(first<PlanChosen>(go) != nullptr);
    CHECK(first<PlanChosen>(go)->plan == "power");
    CHECK(first<PlanChosen>(go)->billed == api::Billed::Annually);
    screen.draw(state);
    screen.press(state, Role::Button, "Switch to Starter");
    screen.draw(state);
    CHECK(says(screen, "When: On 17 March 2026, when this period ends"));
    CHECK(first<PlanChosen>(screen.press(state, Role::Button, "Keep my plan")) == nullptr);
    screen.draw(state);
    CHECK(screen.find(Role::Dialog, "Change to Starter?") == nullptr);
}

TEST_CASE("A planned change can be dropped, a wait for the checkout is calm, and what is not offered is not there", "[ui][plans]")
{
    auto state = on_pro(subscriber());
    state.billing.status.value = api::PlanStatus { .pending_change = api::PendingChange { "starter", state.now } };
    Screen screen;
    screen.draw(state);
    CHECK(says(screen, "Planned: Starter from 2 March 2026"));
    CHECK(first<DropChangePressed>(screen.press(state, Role::Button, "Keep my plan")) != nullptr);
    state.billing.wait = Billing::Wait::Slow;
    screen.draw(state);
    CHECK(says(screen, "Still processing"));
    CHECK(first<CheckoutCheckPressed>(screen.press(state, Role::Button, "Check again")) != nullptr);
    state.missing = { Offer::Portal, Offer::ChangePlan, Offer::DropChange };
    screen.draw(state);
    CHECK(screen.find(Role::Button, "Manage billing") == nullptr);
    CHECK(screen.find(Role::Button, "Upgrade to Power") == nullptr);
    CHECK(screen.find(Role::Button, "Keep my plan") == nullptr);
}

TEST_CASE("A page that the sandbox plays is marked as such, covers the rest, and nothing on it is pressed by itself", "[ui][plans]")
{
    auto const width = GENERATE(1280.0f, 390.0f);
    auto state = on_pro(subscriber());
    state.in_process = true;
    state.service = ServiceKind::Sandbox;
    state.billing.hosted = HostedPage { .address = "a", .title = "Your play-money plan", .note = "Close it.", .facts = { { "Plan", "Pro" } }, .presses = { { "plan", "power", "Change to Power" } } };
    Screen screen { width };
    screen.draw(state);
    CHECK(screen.find(Role::Dialog, "Your play-money plan") != nullptr);
    CHECK(says(screen, "Sample data. Nothing real is called or charged."));
    CHECK(says(screen, "Plan: Pro"));
    auto const pressed = screen.press(state, Role::Button, "Change to Power");
    REQUIRE(first<HostedPressed>(pressed) != nullptr);
    CHECK(first<HostedPressed>(pressed)->value == "power");
    auto const closed = screen.press(state, Role::Button, "Close");
    REQUIRE(first<HostedPressed>(closed) != nullptr);
    CHECK(first<HostedPressed>(closed)->address.empty());
}

TEST_CASE("The use of credits is a table for readers that adds up to what was used", "[ui][credits]")
{
    auto state = on_pro(subscriber());
    Screen screen;
    screen.draw(state);
    REQUIRE(screen.find(Role::Table, "Credits by kind of work") != nullptr);
    for (auto const* cell : { "168 credits", "96 credits", "104 credits", "40 credits", "4 credits" }) // the last is what nothing explains
        CHECK(screen.find(Role::Cell, cell) != nullptr);
    CHECK(says(screen, "588 credits left until 17 March 2026"));
    state.route = { .compose = true };
    screen.draw(state);
    CHECK(says(screen, "588 credits left")); // below the composer
}

TEST_CASE("The ledger sums by day and by goal, finds, and can be kept as a file", "[ui][credits]")
{
    auto state = with_ledger(subscriber());
    ++state.changes;
    Screen screen { 1280, 1400 };
    screen.draw(state);
    CHECK(says(screen, "Today: 4.5 credits"));
    CHECK(says(screen, "Yesterday: 1 credit"));
    CHECK(says(screen, "Other: the balance changed, no entry says why"));
    CHECK(says(screen, "Call: 1 credit + 0.1 credits a minute"));
    screen.press(state, Role::Radio, "By goal");
    screen.draw(state);
    CHECK(says(screen, "Coworking space: 2.5 credits"));
    CHECK(says(screen, "Without a goal: 3 credits"));
    screen.type(state, "Search the ledger", "muelle");
    screen.draw(state);
    CHECK_FALSE(says(screen, "telepathy"));
    auto const* file = [&] {
        static Actions actions;
        actions = screen.press(state, Role::Button, "Export CSV");
        return first<FileWanted>(actions);
    }();
    REQUIRE(file != nullptr);
    CHECK(std::count(file->bytes.begin(), file->bytes.end(), '\n') == 2); // the head, and what was found
}

TEST_CASE("What a task would cost is asked for by its kind, and the answer adds up in words", "[ui][credits]")
{
    auto const width = GENERATE(1280.0f, 390.0f);
    Screen screen { width, 1400 };
    auto state = with_ledger(subscriber());
    screen.draw(state);
    CHECK(screen.find(Role::Button, "Call") == nullptr); // of what?
    screen.type(state, "Describe a task", "Ask a plumber for a quote");
    screen.draw(state);
    auto const out = screen.press(state, Role::Button, "Call");
    REQUIRE(first<EstimatePressed>(out) != nullptr);
    CHECK(first<EstimatePressed>(out)->type == "call");
    CHECK(first<EstimatePressed>(out)->task == "Ask a plumber for a quote");
    state.billing.estimated = "call";
    state.billing.estimate.value = api::Estimate { .credits = Decimal { 15, 1 }, .breakdown = { { "search", Decimal { 5, 1 } }, { "call", Decimal { 1, 0 } } } };
    screen.draw(state);
    CHECK(screen.find(Role::Status, "Call: About 1.5 credits (Search 0.5, Call 1)") != nullptr);
    state.billing.estimate = {};
    state.billing.estimate.error = Error { .kind = ErrorKind::Rejected, .status = 422 };
    screen.draw(state);
    CHECK(screen.find(Role::Alert, ui::error_text(*state.billing.estimate.error, Language::English)) != nullptr);
    state.missing.insert(store::Offer::Estimate);
    screen.draw(state);
    CHECK(screen.find(Role::Heading, "What would it cost?") == nullptr);
}

TEST_CASE("Each 402 leads to its own way out, and the text stays", "[ui][remedy]")
{
    struct Case { std::string code, action; Page page; };
    auto const [code, action, page] = GENERATE(Case { "quota_exceeded", "See plans", Page::Plans }, Case { "budget_exceeded", "Review the budget", Page::Goals },
        Case { "budget_approval_required", "Review the estimate", Page::Goals }, Case { "soft_cap_reached", "Review the goal", Page::Goals }, Case { "", "See plans", Page::Plans });
    CAPTURE(code);
    auto state = subscriber();
    state.route = { .conversation = { "c_1" } };
    state.threads["c_1"].history.answered_at = state.now;
    state.threads["c_1"].intents = { { "i_1" } };
    state.intents[{ "i_1" }] = { .id = { "i_1" }, .conversation = { "c_1" }, .local_thread = "c_1", .text = "Call Muelle 14", .state = IntentState::Failed, .recorded = true, .created_at = state.now, .error = Error { .kind = ErrorKind::Rejected, .code = code, .status = 402 } };
    Screen screen { GENERATE(1280.0f, 390.0f), 800 };
    screen.draw(state);
    CHECK(says(screen, "Not sent"));
    auto const actions = screen.press(state, Role::Button, action);
    REQUIRE(first<RouteChanged>(actions) != nullptr);
    CHECK(first<RouteChanged>(actions)->route.page == page);
}

TEST_CASE("An undo says what is taken back and when, can be stopped, and gives the reason when it is refused", "[ui][activity]")
{
    auto state = with_activity(subscriber(), ActivityTab::Actions);
    Screen screen;
    screen.draw(state);
    CHECK(first<UndoPressed>(screen.press(state, Role::Button, "Undo")) != nullptr);
    state.activity.undos[{ "a_1" }] = { .at = state.now + std::chrono::milliseconds { 3500 }, .round = { 1 } };
    screen.draw(state);
    CHECK(says(screen, "\"Dentist on Thursday\" is taken back in 4 s"));
    CHECK(first<UndoStopped>(screen.press(state, Role::Button, "Keep it")) != nullptr);
    state.activity.undos[{ "a_1" }] = { .stage = Activity::Undo::Stage::Refused, .round = { 1 }, .error = Error { .kind = ErrorKind::Rejected, .detail = "The time to undo this is over.", .code = "action_not_undoable", .status = 409 } };
    screen.draw(state);
    CHECK(says(screen, "It stays as it is: The time to undo this is over."));
    CHECK(screen.find(Role::Button, "Undo") == nullptr);
}

TEST_CASE("Lists of the activity say what they lack: nothing yet, not offered, not loaded", "[ui][activity]")
{
    auto const tab = GENERATE(ActivityTab::Inbox, ActivityTab::Outbox, ActivityTab::Actions);
    auto state = with_activity(subscriber(), tab);
    Screen screen;
    auto const with = [&](auto change) {
        state.activity = {};
        state.live.mails = {};
        change(state.activity.inbox);
        change(state.live.mails);
        change(state.activity.log);
        screen.draw(state);
    };
    with([](auto& remote) { remote.value.emplace(); });
    CHECK((says(screen, "No messages") || says(screen, "No emails") || says(screen, "Nothing was done yet")));
    with([](auto& remote) { remote.error = Error { .kind = ErrorKind::Rejected, .status = 501 }; });
    CHECK(says(screen, "This service does not offer that"));
    CHECK(screen.find(Role::Button, "Try again") == nullptr);
    with([](auto& remote) { remote.error = Error { .kind = ErrorKind::Unavailable, .correlation_id = "6f3d", .status = 503 }; });
    CHECK(says(screen, "6f3d"));
    CHECK(first<ActivityRequested>(screen.press(state, Role::Button, "Try again")) != nullptr);
}

TEST_CASE("A mail that waits is approved or discarded where it is read, one decision at a time", "[ui][activity]")
{
    auto state = with_activity(subscriber(), ActivityTab::Outbox);
    state.route.activity = "em_1";
    Screen screen;
    screen.draw(state);
    CHECK(first<MailDecided>(screen.press(state, Role::Button, "Approve and send"))->action == api::EmailAction::Approve);
    CHECK(first<MailDecided>(screen.press(state, Role::Button, "Discard"))->action == api::EmailAction::Cancel);
    state.mail_decisions[{ "em_1" }] = { .stage = Decision::Stage::Sending };
    screen.draw(state);
    CHECK(first<MailDecided>(screen.press(state, Role::Button, "Discard")) == nullptr);
    state.mail_decisions[{ "em_1" }] = { .stage = Decision::Stage::Failed, .error = Error { .kind = ErrorKind::Rejected, .code = "quota_exceeded", .status = 402 } };
    screen.draw(state);
    CHECK(first<RouteChanged>(screen.press(state, Role::Button, "See plans"))->route.page == Page::Plans);
    state.live.mails.value->front().status = "sent";
    screen.draw(state);
    CHECK(screen.find(Role::Button, "Approve and send") == nullptr);
}

TEST_CASE("Without a network plans, credits and activity say why nothing can be pressed", "[ui][plans][activity]")
{
    auto const* address = GENERATE("#/plans", "#/plans/credits", "#/activity", "#/activity/actions");
    auto const width = GENERATE(1280.0f, 390.0f);
    auto state = with_ledger(on_pro(subscriber()));
    state.route = parse_route(address);
    Screen screen { width };
    screen.draw(state);
    CHECK_FALSE(says(screen, "You are offline"));
    state.online = false;
    screen.draw(state);
    CHECK(says(screen, "You are offline"));
}

TEST_CASE("Compact lists of messages, mails, actions and the ledger show more", "[ui][credits][activity]")
{
    struct Place { State state; Role role; std::string_view name; };
    auto const place = GENERATE(values<Place>({
        { with_activity(subscriber(), ActivityTab::Inbox), Role::Link, "Ana Ruiz, Desks, Unread" },
        { with_activity(subscriber(), ActivityTab::Outbox), Role::Link, "ana@example.org, Price per month, Needs you" },
        { with_ledger(subscriber()), Role::ListItem, "Search, 0.5 credits, 06:26" },
    }));
    Screen screen;
    auto state = place.state;
    auto const height = [&] {
        screen.draw(state);
        auto const* row = screen.find(place.role, place.name);
        INFO(screen.show());
        REQUIRE(row != nullptr);
        return row->rect.height;
    };
    auto const comfortable = height();
    state.settings.density = Density::Compact;
    CHECK(height() < comfortable);
    auto log = with_activity(subscriber(), ActivityTab::Actions);
    screen.draw(log);
    auto const list = screen.find(Role::List, "Actions")->rect.height;
    log.settings.density = Density::Compact;
    screen.draw(log);
    CHECK(screen.find(Role::List, "Actions")->rect.height < list);
}
