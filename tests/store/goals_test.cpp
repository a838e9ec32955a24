#include "world.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace kally;
using namespace kally::test;

namespace {

api::Goal goal(std::string id, std::string status, std::vector<api::GoalStep> steps = {})
{
    return { .id = { std::move(id) }, .title = "Coworking space", .status = std::move(status), .steps = std::move(steps) };
}

api::Goal const waiting = goal("g_1", "needs_input", { { .number = 1, .description = "Send the emails", .status = "needs_input" } });

/// On the page of one goal, as the service tells it.
World on_goal(api::Goal const& told)
{
    World world;
    world.act(RouteChanged { { .page = Page::Goals, .goal = told.id } });
    world.act(GoalReceived { world.state.goal_details[told.id].pending.value(), told.id, told });
    return world;
}

Error const broken { .kind = ErrorKind::Unanswered };

} // namespace

TEST_CASE("A goal that is told without its title keeps the one that is known")
{
    auto world = on_goal(waiting);
    auto untitled = waiting;
    untitled.title = untitled.id.text;
    world.act(GoalRequested { untitled.id });
    world.act(GoalReceived { world.state.goal_details[untitled.id].pending.value(), untitled.id, untitled });
    CHECK(world.state.goals[untitled.id].title == "Coworking space");
}

TEST_CASE("The goals page asks for the first page of each list, once")
{
    World world;
    world.act(RouteChanged { { .page = Page::Goals } });
    CHECK(world.count<FetchGoals>() == 3); // the one of active goals is under way since sign-in
    world.act(RouteChanged { { .page = Page::Goals, .goal_tab = GoalTab::Completed } });
    CHECK(world.count<FetchGoals>() == 0);
}

TEST_CASE("A list is read to its end, page by page")
{
    World world;
    auto const receive = [&](int from, int count) {
        api::GoalPage page;
        for (int i = from; i < from + count; ++i)
            page.goals.push_back(goal("g_" + std::to_string(i), "active"));
        world.act(GoalsReceived { world.state.goal_lists[GoalTab::Active].page.pending.value(), GoalTab::Active, std::move(page) });
    };
    receive(0, goals_page);
    CHECK(count_goals(world.state, GoalTab::Active).more);
    world.act(MoreGoalsRequested { GoalTab::Active });
    REQUIRE(world.find<FetchGoals>() != nullptr);
    CHECK(world.find<FetchGoals>()->offset == goals_page);
    world.act(MoreGoalsRequested { GoalTab::Active });
    CHECK(world.count<FetchGoals>() == 0);
    receive(goals_page, 3);
    CHECK_FALSE(count_goals(world.state, GoalTab::Active).more);
    CHECK(count_goals(world.state, GoalTab::Active).known == goals_page + 3);
    world.act(MoreGoalsRequested { GoalTab::Active });
    CHECK(world.count<FetchGoals>() == 0);
}

TEST_CASE("A goal stands where its status says, and below its parent only when that is known")
{
    World world;
    auto child = goal("g_2", "active");
    child.parent = GoalId { "g_1" };
    auto orphan = goal("g_3", "in_progress");
    orphan.parent = GoalId { "elsewhere" };
    for (auto const& one : { waiting, child, orphan, goal("g_4", "completed"), goal("g_5", "cancelled"), goal("g_6", "archived"), goal("g_7", "brooding") })
        world.state.goals[one.id] = one;
    CHECK(goals_in(world.state, GoalTab::NeedsYou, "").size() == 1);
    CHECK(goals_in(world.state, GoalTab::Active, "").size() == 3); // the one that waits, the orphan, the unknown word
    CHECK(goals_in(world.state, GoalTab::Completed, "").size() == 1);
    CHECK(goals_in(world.state, GoalTab::Cancelled, "").size() == 1);
    CHECK(goals_in(world.state, GoalTab::Archived, "").size() == 1);
    CHECK(goals_in(world.state, GoalTab::Active, "EMAILS").size() == 1); // a word of a step
}

TEST_CASE("What is approved was read again, is sent once, and is done when the goal says so")
{
    auto world = on_goal(waiting);
    world.act(GoalDecided { waiting.id, api::GoalAction::ApproveStep });
    REQUIRE(world.find<ReadForDecision>() != nullptr);
    CHECK(world.count<ActOnGoal>() == 0);
    auto const read = world.find<ReadForDecision>()->ticket;
    world.act(GoalDecided { waiting.id, api::GoalAction::Cancel });
    CHECK(world.effects.empty()); // one decision at a time
    world.act(DecisionRead { read, waiting.id, waiting });
    REQUIRE(world.find<ActOnGoal>() != nullptr);
    CHECK(world.find<ActOnGoal>()->action == api::GoalAction::ApproveStep);
    auto const sent = world.find<ActOnGoal>()->ticket;
    world.act(DecisionRead { read, waiting.id, waiting });
    CHECK(world.count<ActOnGoal>() == 0); // the same answer again
    world.act(DecisionAnswered { sent, waiting.id, api::ActionResult { .success = true } });
    CHECK_FALSE(world.state.toast); // an answer alone is no success
    world.act(DecisionRead { world.find<ReadForDecision>()->ticket, waiting.id, goal("g_1", "active", { { .number = 1, .description = "Send the emails", .status = "completed" } }) });
    CHECK(world.state.decisions.empty());
    REQUIRE(world.state.toast);
    CHECK(world.state.toast->text_key == "DecisionDone");
}

TEST_CASE("A goal that is not what the person saw is not decided about")
{
    auto const other_step = goal("g_1", "needs_input", { { .number = 1, .description = "Send the emails and pay 300 EUR", .status = "needs_input" } });
    auto const other_status = goal("g_1", "completed", waiting.steps);
    auto dearer = waiting;
    dearer.credits_estimated = Decimal { 900, 0 };
    for (auto const& now : { other_step, other_status, dearer }) {
        auto world = on_goal(waiting);
        world.act(GoalDecided { waiting.id, api::GoalAction::ApproveStep });
        world.act(DecisionRead { world.find<ReadForDecision>()->ticket, waiting.id, now });
        CHECK(world.count<ActOnGoal>() == 0);
        CHECK(world.state.decisions.at(waiting.id).stage == Decision::Stage::Changed);
        CHECK(goal_content(world.state.goals.at(waiting.id)) == goal_content(now)); // what is there now is shown
        world.act(DecisionDropped { waiting.id });
        CHECK(world.state.decisions.empty());
    }
}

TEST_CASE("A lost answer is settled by what the goal says, and nothing is sent again")
{
    auto const lose = [] {
        auto world = on_goal(waiting);
        world.act(GoalDecided { waiting.id, api::GoalAction::AcceptOutcome });
        world.act(DecisionRead { world.find<ReadForDecision>()->ticket, waiting.id, waiting });
        world.act(DecisionAnswered { world.find<ActOnGoal>()->ticket, waiting.id, broken });
        REQUIRE(world.find<ReadForDecision>() != nullptr);
        return world;
    };
    auto arrived = lose();
    arrived.act(DecisionRead { arrived.find<ReadForDecision>()->ticket, waiting.id, goal("g_1", "completed", waiting.steps) });
    CHECK(arrived.count<ActOnGoal>() == 0);
    CHECK(arrived.state.decisions.empty());
    auto vanished = lose();
    vanished.act(DecisionRead { vanished.find<ReadForDecision>()->ticket, waiting.id, waiting });
    CHECK(vanished.count<ActOnGoal>() == 0);
    CHECK(vanished.state.decisions.at(waiting.id).stage == Decision::Stage::Failed);
    CHECK(vanished.state.decisions.at(waiting.id).error == broken);
}

TEST_CASE("What changed between the last look and the approval is told until it was read, also by the next visit")
{
    auto asked = waiting;
    asked.description = "Find a quiet one";
    asked.credits_estimated = Decimal { 5, 0 };
    auto const approve = [&](Result<api::ActionResult> const& answer, api::Goal const& then) {
        auto world = on_goal(asked);
        world.act(GoalDecided { asked.id, api::GoalAction::ApproveStep });
        world.act(DecisionRead { world.find<ReadForDecision>()->ticket, asked.id, asked });
        world.act(DecisionAnswered { world.find<ActOnGoal>()->ticket, asked.id, answer });
        world.act(DecisionRead { world.find<ReadForDecision>()->ticket, asked.id, then });
        return world;
    };
    auto after = asked;
    after.status = "active";
    after.steps = { { .number = 1, .description = "Send the emails", .status = "in_progress" }, { .number = 2, .description = "Wait for answers", .status = "pending" } };
    api::ActionResult const yes { .success = true };
    SECTION("progress is no change")
    {
        auto const world = approve(yes, after);
        CHECK(world.state.decisions.empty());
        CHECK(world.state.toast->text_key == "DecisionDone");
        CHECK(needs_you(world.state).empty());
    }
    SECTION("another step, sum or description is, whatever was answered")
    {
        auto const lost = GENERATE(true, false);
        auto [line, change] = GENERATE(table<std::string, void (*)(api::Goal&)>({
            { "step: Send the emails and pay 300 EUR", [](api::Goal& goal) { goal.steps[0].description += " and pay 300 EUR"; } },
            { "estimate: 900", [](api::Goal& goal) { goal.credits_estimated = Decimal { 900, 0 }; } },
            { "description: Buy one", [](api::Goal& goal) { goal.description = "Buy one"; } },
        }));
        change(after);
        auto world = approve(lost ? Result<api::ActionResult> { broken } : yes, after);
        auto const& decision = world.state.decisions.at(asked.id);
        CHECK(decision.stage == Decision::Stage::ChangedSince);
        auto const lines = changed_words(decision.seen, decision.now);
        CHECK(std::any_of(lines.begin(), lines.end(), [&line = line](auto const& one) { return one.now && one.line == line; }));
        CHECK(std::any_of(lines.begin(), lines.end(), [](auto const& one) { return !one.now; })); // and what it was before
        CHECK(world.state.toast->text_key == "ToastChangedSince");
        CHECK(world.count<WakeAt>() == 0); // it stays
        CHECK(world.count<RemoveIntent>() == 0);
        REQUIRE(needs_you(world.state).size() == 1);
        CHECK(needs_you(world.state).front().sent_goal == asked.id);
        world.act(DecisionDropped { asked.id });
        REQUIRE(world.find<RemoveIntent>() != nullptr);
        CHECK(world.find<RemoveIntent>()->id.text == decision_key(asked.id));
        CHECK(needs_you(world.state).empty());
    }
    SECTION("where the request was lost with its answer nothing is called sent")
    {
        after = asked;
        after.description = "Buy one";
        auto const world = approve(broken, after);
        CHECK(world.state.decisions.at(asked.id).stage == Decision::Stage::Failed);
    }
    SECTION("the page ended before it could be read")
    {
        after.description = "Buy one";
        World world;
        world.act(RecordsLoaded { .deeds = { { .kind = Deed::Kind::Goal, .id = asked.id.text, .verb = 0, .title = asked.title, .seen = goal_content(asked), .at = world.state.now, .owner = owner_now(world.state) } } });
        REQUIRE(world.find<ReadForDecision>() != nullptr);
        world.act(DecisionRead { world.find<ReadForDecision>()->ticket, asked.id, after });
        CHECK(world.state.decisions.at(asked.id).stage == Decision::Stage::ChangedSince);
    }
}

TEST_CASE("A refusal is shown with its reason, and the next decision starts anew")
{
    auto world = on_goal(waiting);
    world.act(GoalDecided { waiting.id, api::GoalAction::ApproveStep });
    world.act(DecisionRead { world.find<ReadForDecision>()->ticket, waiting.id, waiting });
    world.act(DecisionAnswered { world.find<ActOnGoal>()->ticket, waiting.id, Error { .kind = ErrorKind::Rejected, .code = "quota_exceeded", .status = 402 } });
    CHECK(world.count<ReadForDecision>() == 0);
    CHECK(world.state.decisions.at(waiting.id).error->code == "quota_exceeded");
    world.act(GoalDecided { waiting.id, api::GoalAction::ApproveStep });
    CHECK(world.count<ReadForDecision>() == 1);
}

TEST_CASE("An action that the service does not have is said once and offered no more; a goal that is gone is no such case")
{
    auto const decide = [](World& world, api::GoalAction action, Error const& refusal) {
        world.act(GoalDecided { waiting.id, action });
        world.act(DecisionRead { world.find<ReadForDecision>()->ticket, waiting.id, waiting });
        world.act(DecisionAnswered { world.find<ActOnGoal>()->ticket, waiting.id, refusal });
    };
    auto const offered = [](World const& world) { return actions_for(world.state, waiting); };
    auto world = on_goal(waiting);
    auto const before = offered(world);
    REQUIRE(before.front() == api::GoalAction::ApproveStep);
    SECTION("405 and 501 say so")
    {
        decide(world, api::GoalAction::ApproveStep, { .kind = ErrorKind::Rejected, .status = 405 });
        CHECK(world.count<ReadForDecision>() == 0);
        REQUIRE(world.state.toast);
        CHECK(world.state.toast->text_key == "NotOffered");
        CHECK(world.state.decisions.empty());
        CHECK(world.find<LogDecision>()->ended); // other tabs may decide
        CHECK(world.count<RemoveIntent>() == 1);
        CHECK(offered(world) == std::vector(before.begin() + 1, before.end()));
        decide(world, api::GoalAction::KeepNegotiating, { .kind = ErrorKind::Unavailable, .status = 501 });
        CHECK(offered(world) == std::vector { api::GoalAction::AcceptOutcome, api::GoalAction::Cancel });
    }
    SECTION("a 404 about a goal that is there, whatever its code")
    {
        decide(world, api::GoalAction::ApproveStep, { .kind = ErrorKind::Rejected, .code = "goal_not_found", .status = 404 });
        CHECK(offered(world) == before); // not known yet
        world.act(DecisionRead { world.find<ReadForDecision>()->ticket, waiting.id, waiting });
        CHECK(world.count<ActOnGoal>() == 0);
        CHECK(world.state.decisions.empty());
        CHECK(world.state.toast->text_key == "NotOffered");
        CHECK(offered(world).front() == api::GoalAction::AcceptOutcome);
    }
    SECTION("a 404 about a goal that is gone, or another one by now")
    {
        Error const gone { .kind = ErrorKind::Rejected, .code = "goal_not_found", .status = 404 };
        decide(world, api::GoalAction::ApproveStep, gone);
        bool const read = GENERATE(true, false);
        world.act(DecisionRead { world.find<ReadForDecision>()->ticket, waiting.id, read ? Result<api::Goal> { goal("g_1", "needs_input") } : gone });
        REQUIRE(world.state.decisions.contains(waiting.id));
        CHECK(world.state.decisions.at(waiting.id).error == gone);
        CHECK(world.state.missing.empty());
        CHECK(world.count<RemoveIntent>() == 1);
    }
    SECTION("several at once")
    {
        world.act(GoalsArchived { { waiting.id }, Error { .kind = ErrorKind::Rejected, .status = 404 } });
        CHECK(world.state.missing == std::set { Offer::ArchiveMany });
        CHECK(world.state.toast->text_key == "NotOffered");
        world.act(GoalsArchived { { waiting.id }, Error { .kind = ErrorKind::Rejected, .code = "goal_not_found", .status = 404 } });
        CHECK(world.state.toast->text_key == "ArchiveFailed");
    }
}

TEST_CASE("An operation that the service does not have is asked for once")
{
    auto world = on_goal(waiting);
    auto const& extras = world.state.goal_extras.at(waiting.id);
    world.act(GoalTreeReceived { extras.tree.pending.value(), waiting.id, Error { .kind = ErrorKind::Rejected, .status = 404 } });
    world.act(GoalBudgetReceived { extras.budget.pending.value(), waiting.id, Error { .kind = ErrorKind::Unavailable, .status = 501 } });
    world.act(GoalRequested { waiting.id });
    CHECK(world.count<FetchGoalTree>() == 0);
    CHECK(world.count<FetchGoalBudget>() == 0);
}

TEST_CASE("Addresses of goals are read as they are written, and nothing else")
{
    for (auto const tab : { GoalTab::Active, GoalTab::NeedsYou, GoalTab::Completed, GoalTab::Cancelled, GoalTab::Archived })
        for (auto const* id : { "", "g_1", "a/b c" }) {
            Route const route { .page = Page::Goals, .goal_tab = tab, .goal = { id } };
            CHECK(parse_route(format_route(route)) == route);
        }
    for (auto const* address : { "#/goals/a/b", "#/goals/in", "#/goals/in/nowhere", "#/goals/in/completed/a/b", "#/goals/%00%zz" })
        CHECK(parse_route(address).page == Page::NotFound);
}
