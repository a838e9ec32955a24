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
    CHECK(order.then.empty());
    REQUIRE(order.stored);
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
    SECTION("what is told while it is put on record stops it")
    {
        auto dearer = goal();
        dearer.credits_estimated = Decimal { 900, 0 };
        world.act(GoalRequested { { "g_1" } });
        world.act(GoalReceived { world.find<FetchGoal>()->ticket, { "g_1" }, dearer });
        world.act(*order.stored);
        CHECK(world.count<ActOnGoal>() == 0);
        CHECK(world.count<RemoveIntent>() == 1);
        CHECK(world.state.decisions[{ "g_1" }].stage == Decision::Stage::Changed);
        CHECK(field(*decode_fields(world.find<LogDecision>()->record), "sent") == "not sent");
    }
    SECTION("its record goes with its end")
    {
        world.act(*order.stored);
        REQUIRE(world.find<ActOnGoal>() != nullptr);
        world.act(DecisionAnswered { world.find<ActOnGoal>()->ticket, { "g_1" }, api::ActionResult { .success = true } });
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
    CHECK(unsure(world.state).size() == 1); // at once
    auto const subscription = *world.state.billing.subscription.pending, status = *world.state.billing.status.pending;
    auto const [plan, pending, toast] = GENERATE(table<std::string, std::string, std::string>({ { "pro", "", "PlanChanged" }, { "starter", "pro", "PlanChangesLater" }, { "starter", "", "" }, { "pro", "", "" } }));
    // The plan that it was before, but for the year.
    auto const period = plan == "pro" && toast.empty() ? std::optional<std::string> { "annual" } : std::nullopt;
    world.act(Received<api::Subscription> { subscription, api::Subscription { .plan = plan, .period = period } });
    world.act(Received<api::PlanStatus> { status, api::PlanStatus { .plan = plan, .pending_change = pending.empty() ? std::nullopt : std::optional { api::PendingChange { .plan = pending } } } });
    CHECK(world.count<RemoveIntent>() == 1);
    CHECK((world.state.toast ? world.state.toast->text_key : "") == toast);
    CHECK(unsure(world.state).size() == (toast.empty() ? 1 : 0)); // that no answer came stays true
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

TEST_CASE("what several goals or an action are asked for is on record first, and looked up when the page ended", "[store][deeds]")
{
    World world;
    world.stores_deeds = false;
    SECTION("archived together")
    {
        std::vector<GoalId> const ids { { "g_1" }, { "g_2" } };
        world.act(ArchivePressed { ids });
        CHECK(world.count<ArchiveGoals>() == 0);
        REQUIRE(ordered(world).size() == 1);
        CHECK(ordered(world)[0].get<ArchiveGoals>()->ids == ids);
        auto const deed = world.find<Committed>()->deed;
        world.act(GoalsArchived { ids, api::BatchArchived {} });
        REQUIRE(world.find<RemoveIntent>() != nullptr);
        CHECK(world.find<RemoveIntent>()->id == deed_key(deed));
        auto later = begun({ decode_deed(encode_deed(deed)).value() });
        CHECK(later.count<ArchiveGoals>() == 0);
        CHECK(later.state.toast->text_key == "ArchiveUnknown");
        CHECK(later.count<FetchGoal>() == 2);
        CHECK(later.find<RemoveIntent>()->id == deed_key(deed));
    }
    SECTION("archived together, very many")
    {
        std::vector<GoalId> ids;
        for (int i = 0; i < 2'000; ++i)
            ids.push_back({ "g_" + std::to_string(i) });
        world.act(ArchivePressed { ids });
        REQUIRE(ordered(world).size() == 1);
        auto const deed = world.find<Committed>()->deed;
        CHECK(deed_key(deed).text.size() <= 200); // the native record is a file of this name
        CHECK(is_deed(deed_key(deed)));
        ids.pop_back();
        world.act(ArchivePressed { ids });
        CHECK(deed_key(world.find<Committed>()->deed) != deed_key(deed));
        auto later = begun({ decode_deed(encode_deed(deed)).value() });
        CHECK(later.count<FetchGoal>() == 2'000);
        CHECK(later.find<RemoveIntent>()->id == deed_key(deed));
    }
    SECTION("undone")
    {
        world.act(UndoPressed { { "a_1" } });
        world.act(UndoDue { { "a_1" }, world.state.activity.undos.at({ "a_1" }).round });
        CHECK(world.count<UndoAction>() == 0);
        REQUIRE(ordered(world).size() == 1);
        CHECK(ordered(world)[0].get<UndoAction>()->id.text == "a_1");
        auto const deed = world.find<Committed>()->deed;
        auto later = begun({ decode_deed(encode_deed(deed)).value() });
        CHECK(later.count<UndoAction>() == 0);
        CHECK(later.count<Fetch<ActionLog>>() == 1);
        CHECK(unsure(later.state).size() == 1);
        CHECK(later.find<RemoveIntent>()->id == deed_key(deed));
        world.act(Action(world.find<Committed>()->elsewhere));
        CHECK(world.state.activity.undos.at({ "a_1" }).error->code == "decided_elsewhere");
        CHECK(unsure(world.state).empty()); // nothing left
    }
}

TEST_CASE("whatever has no answer stands in one place, with a way to where it belongs", "[store][deeds]")
{
    World world;
    auto& state = world.state;
    Error const lost { .kind = ErrorKind::Unanswered }, refused { .kind = ErrorKind::Rejected, .status = 409 };
    state.decisions[{ "g_1" }] = { .stage = Decision::Stage::Failed, .title = "Dinner", .error = lost, .sent_at = state.now };
    state.decisions[{ "g_2" }] = { .stage = Decision::Stage::Failed, .title = "Refused", .error = refused };
    state.decisions[{ "g_3" }] = { .stage = Decision::Stage::Sending, .title = "Under way" };
    state.mail_decisions[{ "em_1" }] = { .stage = Decision::Stage::Failed, .title = "A desk", .error = lost, .sent_at = state.now };
    state.mail_decisions[{ "em_2" }] = { .stage = Decision::Stage::Failed, .title = "Could not be read before", .error = lost };
    state.calls[{ "call_1" }] = { .id = { "call_1" }, .business = "Casa Lola" };
    state.call_parts[{ "call_1" }].order = CallOrder { .stage = CallOrder::Stage::Failed, .error = lost };
    state.billing.error = lost;
    state.new_call.intent = CallIntent { .state = IntentState::Unknown };
    state.new_call.intent->form[static_cast<std::size_t>(CallField::Phone)] = "+34911100000";
    std::vector<std::string> found;
    for (auto const& one : unsure(state))
        found.push_back(one.title + " " + format_route(one.where) + (one.refused ? " refused" : ""));
    CHECK(found == std::vector<std::string> { "+34911100000 #/calls/new", "Dinner #/goals/g_1", "A desk #/activity/outbox/em_1", "Casa Lola #/calls/call_1", " #/plans" });
    state.new_call.intent->state = IntentState::Sending;
    CHECK(unsure(state).size() == 4);
    state.decisions[{ "g_1" }].stage = Decision::Stage::Confirming; // while it is looked up, too
    CHECK(unsure(state).size() == 4);
}
