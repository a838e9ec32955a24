#include "world.h"

#include "store/records.h"
#include "store/select.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace kally;
using namespace kally::test;

namespace {

api::Goal goal(std::string status = "needs_input")
{
    return { .id = { "g_1" }, .title = "Dinner", .status = std::move(status) };
}

World begun(std::vector<Deed> deeds, bool online = true)
{
    World world;
    world.state = {};
    world.state.online = online;
    world.act(Ticked { Instant { std::chrono::hours { 480'000 } } });
    world.act(Started { .seed = 1, .signed_in = true, .deeds = std::move(deeds) });
    return world;
}

Deed approval() { return { Deed::Kind::Goal, "g_1", static_cast<int>(api::GoalAction::ApproveStep), "Dinner", goal_content(goal()), Instant { std::chrono::hours { 479'999 } }, {} }; }

/// What the world is asked to carry out once its record is there.
Effects ordered(World const& world)
{
    auto const* order = world.find<Committed>();
    return order == nullptr ? Effects {} : order->then;
}

World with_goal()
{
    World world;
    world.stores_deeds = false;
    world.state.goals[{ "g_1" }] = goal();
    world.state.live.missing = true;
    return world;
}

} // namespace

TEST_CASE("an approval is on record before it leaves, and one that cannot be is not sent", "[store][deeds]")
{
    auto world = with_goal();
    world.act(GoalDecided { { "g_1" } });
    auto const read = *world.find<ReadForDecision>();
    world.act(DecisionRead { read.ticket, { "g_1" }, goal(), {} });
    CHECK(world.count<ActOnGoal>() == 0);
    REQUIRE(world.find<Committed>() != nullptr);
    auto const order = *world.find<Committed>();
    CHECK(deed_key(order.deed).text == "goal g_1");
    REQUIRE(order.then.size() == 1);
    CHECK(order.then[0].get<ActOnGoal>() != nullptr);
    auto const back = decode_deed(encode_deed(order.deed));
    REQUIRE(back);
    CHECK(back->seen == order.deed.seen);
    SECTION("it cannot be kept")
    {
        world.act(order.otherwise);
        auto const& decision = world.state.decisions[{ "g_1" }];
        CHECK(decision.stage == Decision::Stage::Failed);
        CHECK(decision.error->code == "not_recorded");
    }
    SECTION("its record goes with its end")
    {
        world.act(DecisionAnswered { order.then[0].get<ActOnGoal>()->ticket, { "g_1" }, api::ActionResult { .success = true } });
        world.act(DecisionRead { world.find<ReadForDecision>()->ticket, { "g_1" }, goal("active"), {} });
        REQUIRE(world.find<RemoveIntent>() != nullptr);
        CHECK(world.find<RemoveIntent>()->id.text == "goal g_1");
    }
    SECTION("pressed twice it leaves once")
    {
        world.act(GoalDecided { { "g_1" } });
        CHECK(world.effects.empty());
    }
}

TEST_CASE("an approval that left when the page ended is looked up, and never sent again", "[store][deeds]")
{
    auto world = begun({ approval() });
    CHECK(world.count<ActOnGoal>() == 0);
    REQUIRE(world.count<ReadForDecision>() == 1);
    CHECK(world.state.decisions[{ "g_1" }].stage == Decision::Stage::Confirming);
    auto const ticket = world.find<ReadForDecision>()->ticket;
    SECTION("it was carried out")
    {
        world.act(DecisionRead { ticket, { "g_1" }, goal("active"), {} });
        CHECK_FALSE(world.state.decisions.contains({ "g_1" }));
        CHECK(world.count<RemoveIntent>() == 1);
        CHECK(world.state.toast->text_key == "DecisionDone");
    }
    SECTION("everything is as it was: the person is told that no answer came")
    {
        world.act(DecisionRead { ticket, { "g_1" }, goal(), {} });
        CHECK(world.state.decisions[{ "g_1" }].stage == Decision::Stage::Failed);
        CHECK(world.state.decisions[{ "g_1" }].error->kind == ErrorKind::Unanswered);
        CHECK(world.count<RemoveIntent>() == 1);
    }
    SECTION("it cannot be read: the next visit looks again")
    {
        world.act(DecisionRead { ticket, { "g_1" }, Error { ErrorKind::Unavailable }, {} });
        CHECK(world.state.decisions[{ "g_1" }].error->kind == ErrorKind::Unanswered);
        CHECK(world.count<RemoveIntent>() == 0);
    }
    CHECK(world.count<ActOnGoal>() == 0);
}

TEST_CASE("without a network a deed waits for one to be looked up", "[store][deeds]")
{
    auto world = begun({ approval() }, false);
    CHECK(world.count<ReadForDecision>() == 0);
    world.act(NetworkChanged { true });
    REQUIRE(world.count<LoadRecords>() == 1);
    world.act(RecordsLoaded { .deeds = { approval() } });
    CHECK(world.count<ReadForDecision>() == 1);
}

TEST_CASE("a change of the plan is on record before it leaves, and after a lost answer the subscription tells", "[store][deeds]")
{
    World world;
    world.stores_deeds = false;
    bool const reloaded = GENERATE(false, true);
    if (!reloaded) {
        world.act(PlanChosen { "pro" });
        CHECK(world.count<ChangePlan>() == 0);
        auto const then = ordered(world);
        REQUIRE(then.size() == 1);
        world.act(PlanChosen { "pro" });
        CHECK(world.effects.empty());
        world.act(PlanChangeAnswered { then[0].get<ChangePlan>()->ticket, Error { ErrorKind::Unanswered } });
    } else {
        world = begun({ { Deed::Kind::Plan, "pro", 0, {}, {}, Instant {}, {} } });
    }
    CHECK(world.count<ChangePlan>() == 0);
    CHECK(world.state.billing.error->kind == ErrorKind::Unanswered);
    REQUIRE(world.state.billing.subscription.pending);
    REQUIRE(world.state.billing.status.pending);
    auto const subscription = *world.state.billing.subscription.pending, status = *world.state.billing.status.pending;
    auto const [plan, pending, toast] = GENERATE(table<std::string, std::string, std::string>({ { "pro", "", "PlanChanged" }, { "starter", "pro", "PlanChangesLater" }, { "starter", "", "" } }));
    world.act(Received<api::Subscription> { subscription, api::Subscription { .plan = plan } });
    world.act(Received<api::PlanStatus> { status, api::PlanStatus { .plan = plan, .pending_change = pending.empty() ? std::nullopt : std::optional { api::PendingChange { .plan = pending } } } });
    CHECK(world.count<RemoveIntent>() == 1);
    CHECK((world.state.toast ? world.state.toast->text_key : "") == toast);
    CHECK(world.state.billing.error.has_value() == toast.empty()); // that no answer came stays true
    CHECK(world.count<ChangePlan>() == 0);
}

TEST_CASE("a checkout, a dropped change and an order for a call are on record first as well", "[store][deeds]")
{
    World world;
    world.stores_deeds = false;
    world.act(BillingPagePressed { BillingPage::Trial });
    CHECK(ordered(world).size() == 1);
    CHECK(world.count<AskBillingPage>() == 0);
    world.act(DropChangePressed {});
    CHECK(ordered(world).size() == 1);
    CHECK(world.count<DropChange>() == 0);
    world.act(CallOrdered { { "k_1" }, CallPart::Cancel });
    CHECK(ordered(world).size() == 1);
    CHECK(world.count<ActOnCall>() == 0);
    world.state.billing.asked.reset();
    world.act(BillingPagePressed { BillingPage::Portal }); // a read
    CHECK(world.count<AskBillingPage>() == 1);
}

TEST_CASE("an order for a call that left when the page ended is looked up", "[store][deeds]")
{
    auto world = begun({ { Deed::Kind::Call, "k_1", static_cast<int>(CallPart::Cancel), {}, "scheduled", Instant {}, {} } });
    CHECK(world.count<ActOnCall>() == 0);
    REQUIRE(world.count<FetchCallPart>() == 1);
    auto const ticket = world.find<FetchCallPart>()->ticket;
    auto const status = GENERATE(std::string { "cancelled" }, std::string { "scheduled" });
    world.act(CallReceived { ticket, { "k_1" }, api::Call { .id = { "k_1" }, .status = status } });
    CHECK(world.count<RemoveIntent>() == 1);
    CHECK(world.state.call_parts[{ "k_1" }].order.has_value() == (status == "scheduled"));
}
