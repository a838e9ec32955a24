#include "store/poll.h"
#include "store/records.h"
#include "world.h"

#include "base/text.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace kally;
using namespace kally::test;
using std::chrono::milliseconds, std::chrono::seconds, std::chrono::minutes;

namespace {

api::Goal a_goal(std::string id, std::string status, std::vector<api::GoalStep> steps = {})
{
    return { .id = { std::move(id) }, .title = "Coworking space", .status = std::move(status), .created_at = Instant { std::chrono::hours { 1 } }, .steps = std::move(steps) };
}

api::PendingNotifications pending_of(std::vector<api::PendingItem> goals, std::vector<api::PendingItem> actions = {}, std::vector<api::PendingItem> inbox = {})
{
    api::PendingNotifications all;
    all.goals.items = std::move(goals);
    all.actions.items = std::move(actions);
    all.inbox.items = std::move(inbox);
    return all;
}

api::OutboxEmail const mail { .id = { "em_1" }, .to = "hola@example.com", .subject = "A desk", .status = "pending_approval", .body = "May I visit?" };

World& told(World& world, Result<api::PendingNotifications> result)
{
    return world.act(PendingReceived { world.state.live.pending.pending.value(), std::move(result) });
}

/// Signed in, asked once, nothing waits.
World at_rest()
{
    World world;
    told(world, pending_of({}));
    return world;
}

milliseconds wait_of(World const& world) { return world.state.live.due.value() - world.state.now; }
bool is_around(milliseconds wait, milliseconds middle) { return wait >= middle * 8 / 10 && wait <= middle * 12 / 10; }

Error const too_many { .kind = ErrorKind::Unavailable, .status = 429 };

/// With a mail that waits, as it is on the screen.
World with_mail()
{
    auto world = at_rest();
    world.pass(seconds { 20 }).act(PollDue {});
    told(world, pending_of({}, { { .id = "em_1", .kind = "email_approval", .summary = "A desk" } }));
    world.act(MailsReceived { world.find<FetchMails>()->ticket, std::vector { mail } });
    return world;
}

std::string logged(World const& world, std::string_view name)
{
    std::string value;
    for (auto const& effect : world.effects)
        if (auto const* log = effect.get<LogDecision>())
            value = field(*decode_fields(log->record), name);
    return value;
}

} // namespace

TEST_CASE("the interval follows what is open and who looks, and is spread by a fifth", "[store][live]")
{
    struct Case { PollCircumstances now; milliseconds middle; };
    auto const [now, middle] = GENERATE(values<Case>({
        { { .work_open = true }, seconds { 5 } },
        { PollCircumstances {}, seconds { 15 } },
        { { .work_open = true, .visible = false, .hidden_for = minutes { 1 } }, seconds { 60 } },
        { { .visible = false, .hidden_for = minutes { 5 } - milliseconds { 1 } }, seconds { 60 } },
        { { .work_open = true, .failures = 1 }, seconds { 10 } },
        { { .work_open = true, .failures = 3 }, seconds { 40 } },
        { { .failures = 2 }, seconds { 60 } },
        { { .failures = 16 }, minutes { 5 } },
        { { .visible = false, .hidden_for = minutes { 1 }, .failures = 16 }, minutes { 5 } },
    }));
    CHECK(poll_interval(now, 0) == middle * 8 / 10);
    CHECK(poll_interval(now, 0.5) == middle);
    CHECK(poll_interval(now, 0.999).value() <= middle * 12 / 10);
}

TEST_CASE("nobody is asked for a page that was not seen for five minutes", "[store][live]")
{
    CHECK_FALSE(poll_interval({ .work_open = true, .visible = false, .hidden_for = minutes { 5 } }, 0.5));
}

TEST_CASE("what the service asks for is a floor", "[store][live]")
{
    for (double const dice : { 0.0, 0.5, 0.99 }) {
        CHECK(poll_interval({ .work_open = true, .failures = 1, .retry_after = seconds { 90 } }, dice).value() >= seconds { 90 });
        CHECK(poll_interval({ .failures = 4, .retry_after = seconds { 1 } }, dice).value() >= seconds { 192 }); // and no more than that
    }
}

TEST_CASE("what waits is asked for again and again, faster while something goes on", "[store][live]")
{
    auto world = at_rest();
    CHECK(is_around(wait_of(world), poll_idle));
    world.act(PollDue {});
    CHECK(world.effects.empty()); // too early: something moved it
    world.pass(seconds { 20 }).act(PollDue {});
    CHECK(world.count<FetchPending>() == 1);
    CHECK(world.count<PollAt>() == 1); // the next one comes even if the answer tells nothing and enters with it
    auto busy = pending_of({});
    busy.active_goal = api::ActiveGoal { .id = GoalId { "g_1" }, .step = "Calling" };
    told(world, busy);
    CHECK(is_around(wait_of(world), poll_busy));
}

TEST_CASE("failures double the interval, a good answer ends that", "[store][live]")
{
    auto world = at_rest();
    for (auto const wanted : { seconds { 30 }, seconds { 60 }, seconds { 120 }, seconds { 240 }, seconds { 300 }, seconds { 300 } }) {
        world.pass(minutes { 10 }).act(PollDue {});
        told(world, too_many);
        CHECK(is_around(wait_of(world), wanted));
    }
    world.pass(minutes { 10 }).act(PollDue {});
    told(world, pending_of({}));
    CHECK(is_around(wait_of(world), poll_idle));
}

TEST_CASE("Retry-After is kept, whoever asks and however the page comes back", "[store][live]")
{
    auto world = at_rest();
    world.pass(seconds { 20 }).act(PollDue {});
    auto const limited = [] { auto error = too_many; error.retry_after = seconds { 90 }; return error; }();
    told(world, limited);
    CHECK(wait_of(world) >= seconds { 90 });
    world.pass(seconds { 60 });
    world.act(VisibilityChanged { false }).act(VisibilityChanged { true });
    CHECK(world.count<FetchPending>() == 0);
    CHECK(wait_of(world) >= seconds { 30 });
    world.act(RefreshPressed {});
    CHECK(world.count<FetchPending>() == 0);
    world.pass(seconds { 31 }).act(RefreshPressed {});
    CHECK(world.count<FetchPending>() == 1);
    CHECK(world.find<FetchPending>()->by_hand);
}

TEST_CASE("a hidden page asks once a minute, stops after five, and asks at once when it is seen again", "[store][live]")
{
    auto world = at_rest();
    world.act(VisibilityChanged { false });
    int asked = 0;
    while (world.state.live.due) {
        world.pass(wait_of(world)).act(PollDue {});
        asked += static_cast<int>(world.count<FetchPending>());
        told(world, pending_of({}));
        REQUIRE(asked < 10);
    }
    CHECK(asked >= 4);
    CHECK(asked <= 7);
    world.pass(minutes { 30 }).act(VisibilityChanged { true });
    CHECK(world.count<FetchPending>() == 1);
    CHECK(is_around(wait_of(world), poll_idle));
}

TEST_CASE("without a network or a session nobody is asked", "[store][live]")
{
    auto world = at_rest();
    world.act(NetworkChanged { false }).pass(minutes { 1 }).act(PollDue {});
    CHECK(world.count<FetchPending>() == 0);
    world.act(NetworkChanged { true });
    CHECK(world.count<FetchPending>() == 1);
    world.act(SessionEnded {}).pass(minutes { 1 }).act(PollDue {});
    CHECK(world.count<FetchPending>() == 0);
    CHECK_FALSE(world.state.live.due);
}

TEST_CASE("goals are read anew when what waits has changed, and not when it is the same", "[store][live]")
{
    auto world = at_rest();
    world.act(GoalsReceived { world.state.goal_lists[GoalTab::Active].page.pending.value(), GoalTab::Active, api::GoalPage {} });
    auto const news = pending_of({ { .id = "g_9", .kind = "needs_input", .summary = "Which day suits you?" } });
    world.pass(seconds { 20 }).act(PollDue {});
    told(world, news);
    CHECK(world.count<FetchGoals>() == 1);
    CHECK(world.find<FetchGoal>()->id == GoalId { "g_9" }); // below another one, it is in no list
    world.act(GoalsReceived { world.state.goal_lists[GoalTab::Active].page.pending.value(), GoalTab::Active, api::GoalPage {} });
    world.pass(seconds { 20 }).act(PollDue {});
    auto later = news;
    later.generated_at = world.state.now;
    told(world, later);
    CHECK(world.count<FetchGoals>() == 0);
    CHECK(world.count<FetchGoal>() == 0);
}

TEST_CASE("a service without notifications is watched through its goals and mails", "[store][live]")
{
    auto const status = GENERATE(404, 405, 501);
    World world;
    world.act(GoalsReceived { world.state.goal_lists[GoalTab::Active].page.pending.value(), GoalTab::Active, api::GoalPage { .goals = { a_goal("g_1", "needs_input") } } });
    told(world, Error { .kind = ErrorKind::Rejected, .status = status });
    CHECK(world.state.live.missing);
    CHECK(world.count<FetchMails>() == 1);
    world.pass(seconds { 20 }).act(PollDue {});
    CHECK(world.count<FetchPending>() == 0);
    REQUIRE(world.count<FetchGoals>() == 1);
    CHECK(world.find<FetchGoals>()->again);
    CHECK(needs_you(world.state).size() == 1);
}

TEST_CASE("where another tab asks, this one takes its answer and asks nobody", "[store][live]")
{
    World world;
    auto const ticket = world.state.live.pending.pending.value();
    world.act(PendingElsewhere { ticket });
    CHECK_FALSE(world.state.live.pending.pending);
    world.act(PendingShared { pending_of({ { .id = "g_1", .kind = "needs_input", .summary = "Pay?" } }) });
    CHECK(asks_of(world.state, { "g_1" }) == "Pay?");
    CHECK(world.count<FetchGoal>() == 1);
    world.act(LeadTaken {});
    CHECK(world.count<FetchPending>() == 0); // it was told a moment ago
    world.pass(seconds { 10 }).act(LeadTaken {});
    CHECK(world.count<FetchPending>() == 1);
}

TEST_CASE("tabs belong together when they know the same oldest conversation", "[store][live]")
{
    World world;
    auto const list = [&](std::vector<api::Conversation> all) {
        world.act(ConversationsRequested {});
        world.act(ConversationsReceived { world.state.conversations.pending.value(), std::move(all) });
        return world.find<JoinTabs>()->account;
    };
    Instant const monday { std::chrono::hours { 100 } };
    CHECK(list({}).empty());
    auto const account = list({ { .id = { "c_2" }, .created_at = monday + seconds { 1 } }, { .id = { "c_1" }, .created_at = monday } });
    CHECK_FALSE(account.empty());
    CHECK(account == list({ { .id = { "c_1" }, .created_at = monday }, { .id = { "c_3" }, .created_at = monday + seconds { 9 } } }));
    CHECK(account != list({ { .id = { "c_3" }, .created_at = monday } }));
    world.act(SignOutPressed {});
    CHECK(world.find<JoinTabs>()->account.empty());
}

TEST_CASE("the system is told in its categories, while nobody sees the page, of what is new", "[store][live]")
{
    auto const needs = GENERATE(false, true), inbox = GENERATE(false, true), visible = GENERATE(false, true);
    auto world = at_rest();
    world.act(NoticesChosen { needs, inbox });
    CHECK(world.count<AskForNotices>() == (needs || inbox ? 1 : 0));
    if (!visible)
        world.act(VisibilityChanged { false });
    world.pass(minutes { 2 }).act(PollDue {});
    told(world, pending_of({ { .id = "g_1", .kind = "needs_input" } }, {}, { { .id = "im_1", .kind = "email" } }));
    CHECK(world.count<Notify>() == (visible ? 0u : std::size_t { needs } + inbox));
    if (!visible && needs)
        CHECK(world.find<Notify>()->route == Route { .page = Page::Goals, .goal_tab = GoalTab::NeedsYou, .goal = { "g_1" } });
    world.pass(minutes { 2 }).act(PollDue {});
    if (world.state.live.pending.pending) {
        told(world, pending_of({ { .id = "g_1", .kind = "needs_input" } }, {}, { { .id = "im_1", .kind = "email" } }));
        CHECK(world.count<Notify>() == 0);
    }
}

TEST_CASE("a system notification leads to the one thing that it is about, else to the list of them", "[store][live]")
{
    auto const [goals, actions, inbox, address] = GENERATE(table<std::vector<api::PendingItem>, std::vector<api::PendingItem>, std::vector<api::PendingItem>, std::string>({
        { { { .id = "g_1" } }, {}, {}, "#/goals/in/needs-you/g_1" },
        { { { .id = "g_1" }, { .id = "g_2" } }, {}, {}, "#/goals/in/needs-you" },
        { {}, { { .id = "em_1", .kind = "email_approval" } }, {}, "#/activity/outbox/em_1" },
        { {}, { { .id = "em_1", .kind = "email_approval" }, { .id = "em_2", .kind = "email_approval" } }, {}, "#/goals/in/needs-you" },
        { {}, { { .id = "ac_1", .kind = "payment" } }, {}, "#/goals/in/needs-you" },
        { {}, {}, { { .id = "im_1", .kind = "email" } }, "#/activity/inbox/im_1" },
        { {}, {}, { { .id = "im_1" }, { .id = "im_2" } }, "#/activity/inbox" },
    }));
    auto world = at_rest();
    world.act(NoticesChosen { true, true });
    world.act(VisibilityChanged { false });
    world.pass(minutes { 2 }).act(PollDue {});
    told(world, pending_of(goals, actions, inbox));
    REQUIRE(world.count<Notify>() == 1);
    CHECK(format_route(world.find<Notify>()->route) == address);
}

TEST_CASE("everything that waits stands in one list, the oldest first, each with its kind", "[store][needs]")
{
    auto world = with_mail();
    auto& state = world.state;
    auto const add = [&](api::Goal one, int age, std::string asks) {
        one.updated_at = state.now - minutes { age };
        state.live.pending.value->goals.items.push_back({ .id = one.id.text, .kind = one.status, .summary = std::move(asks) });
        state.goals[one.id] = std::move(one);
    };
    auto over = a_goal("g_cap", "needs_input");
    over.credits_used = Decimal { 20, 0 };
    over.credits_estimated = Decimal { 10, 0 };
    auto costly = a_goal("g_budget", "pending");
    costly.credits_estimated = Decimal { 10, 0 };
    add(a_goal("g_step", "needs_input", { { .number = 1, .description = "Pay", .status = "waiting" } }), 1, "Pay?");
    add(a_goal("g_outcome", "needs_input"), 2, "They offer 29.90 a month.");
    add(over, 3, "");
    add(costly, 4, "");
    add(a_goal("g_question", "needs_input"), 5, "Which day suits you?");
    add(a_goal("g_cap_said", "needs_input"), 6, "It has reached its soft limit.");
    add(a_goal("g_runs", "active"), 7, "");
    state.live.pending.value->actions.items.push_back({ .id = "x_1", .kind = "something", .summary = "Look at this" });
    using enum Review::Kind;
    std::vector<Review::Kind> kinds;
    for (auto const& review : needs_you(state))
        kinds.push_back(review.kind);
    CHECK(kinds == std::vector { SoftCap, Question, Budget, SoftCap, Outcome, Step, Mail, Other });
}

TEST_CASE("a mail that cannot be read still says that it waits, and one that is being read does so once", "[store][needs]")
{
    auto world = at_rest();
    world.pass(seconds { 20 }).act(PollDue {});
    told(world, pending_of({}, { { .id = "em_1", .kind = "email_approval", .summary = "A desk" } }));
    auto const ticket = world.find<FetchMails>()->ticket;
    CHECK(needs_you(world.state).empty());
    world.act(MailsReceived { ticket, Error { .kind = ErrorKind::Rejected, .status = 404 } });
    REQUIRE(needs_you(world.state).size() == 1);
    CHECK(needs_you(world.state).front().asks == "A desk");
}

TEST_CASE("a mail is read again before it is approved, and done when the outbox says so", "[store][needs]")
{
    auto world = with_mail();
    auto const action = GENERATE(api::EmailAction::Approve, api::EmailAction::Cancel);
    world.act(MailDecided { mail.id, action });
    REQUIRE(world.find<ReadMailForDecision>() != nullptr);
    CHECK(world.find<ReadMailForDecision>()->first);
    auto const read = world.find<ReadMailForDecision>()->ticket;
    world.act(MailDecided { mail.id, action });
    CHECK(world.effects.empty()); // one at a time
    world.act(MailDecisionRead { read, mail.id, std::vector { mail } });
    REQUIRE(world.find<ActOnMail>() != nullptr);
    CHECK(world.find<ActOnMail>()->action == action);
    CHECK(logged(world, "outcome") == "sent"); // noted before it leaves
    world.act(MailDecisionAnswered { world.find<ActOnMail>()->ticket, mail.id, api::ActionResult { .success = true, .status = "sent" } });
    CHECK_FALSE(world.state.toast);
    world.act(MailDecisionRead { world.find<ReadMailForDecision>()->ticket, mail.id, std::vector<api::OutboxEmail> {} });
    REQUIRE(world.state.toast);
    CHECK(world.state.toast->text_key == "DecisionDone");
    CHECK(world.state.mail_decisions.empty());
    CHECK(needs_you(world.state).empty());
    CHECK(logged(world, "outcome") == "done");
    CHECK(logged(world, "shown").find("body: May I visit?") != std::string::npos);
    CHECK(logged(world, "decision") == (action == api::EmailAction::Approve ? "approve" : "discard"));
    CHECK(logged(world, "came_back") == "success sent");
}

TEST_CASE("a mail that is not what was seen is not sent, and the lines that changed are named", "[store][needs]")
{
    auto world = with_mail();
    auto other = mail;
    other.body = "May I visit, and pay 300 EUR?";
    world.act(MailDecided { mail.id, api::EmailAction::Approve });
    world.act(MailDecisionRead { world.find<ReadMailForDecision>()->ticket, mail.id, std::vector { other } });
    CHECK(world.count<ActOnMail>() == 0);
    auto const& decision = world.state.mail_decisions.at(mail.id);
    CHECK(decision.stage == Decision::Stage::Changed);
    auto const lines = changed_lines(decision.seen, decision.now);
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].line == "body: May I visit?");
    CHECK(lines[1].now);
    CHECK(lines[1].line == "body: May I visit, and pay 300 EUR?");
    CHECK(logged(world, "outcome") == "changed");
    CHECK(logged(world, "sent") == "not sent");
    CHECK(world.find<LogDecision>()->ended); // other tabs may decide
    world.act(MailDecisionDropped { mail.id });
    world.act(MailDecided { mail.id, api::EmailAction::Approve });
    world.act(MailDecisionRead { world.find<ReadMailForDecision>()->ticket, mail.id, std::vector { other } });
    CHECK(world.count<ActOnMail>() == 1); // it was seen by now
}

TEST_CASE("an offer that changed in the service's own words stops a decision about its goal", "[store][needs]")
{
    auto world = at_rest();
    auto const offered = a_goal("g_1", "needs_input");
    world.state.goals[offered.id] = offered;
    world.pass(seconds { 20 }).act(PollDue {});
    told(world, pending_of({ { .id = "g_1", .kind = "needs_input", .summary = "They offer 29.90" } }));
    world.act(GoalDecided { offered.id, api::GoalAction::AcceptOutcome });
    auto const ticket = world.find<ReadForDecision>()->ticket;
    CHECK(world.find<ReadForDecision>()->with_asks);
    SECTION("the same")
    {
        world.act(DecisionRead { ticket, offered.id, offered, "They offer 29.90" });
        CHECK(world.count<ActOnGoal>() == 1);
    }
    SECTION("another one")
    {
        world.act(DecisionRead { ticket, offered.id, offered, "They offer 99.90" });
        CHECK(world.count<ActOnGoal>() == 0);
        CHECK(world.state.decisions.at(offered.id).stage == Decision::Stage::Changed);
    }
    SECTION("another tab decides")
    {
        world.act(DecisionRead { ticket, offered.id, Error { .kind = ErrorKind::Rejected, .code = "decided_elsewhere" }, {} });
        CHECK(world.count<ActOnGoal>() == 0);
        CHECK(world.state.decisions.at(offered.id).error->code == "decided_elsewhere");
    }
}

TEST_CASE("a mail action that the service does not have is said once and hidden; a mail that is gone is no such case", "[store][needs]")
{
    auto world = with_mail();
    world.act(MailDecided { mail.id, api::EmailAction::Cancel });
    world.act(MailDecisionRead { world.find<ReadMailForDecision>()->ticket, mail.id, std::vector { mail } });
    world.act(MailDecisionAnswered { world.find<ActOnMail>()->ticket, mail.id, Error { .kind = ErrorKind::Rejected, .status = 404 } });
    bool const there = GENERATE(true, false);
    world.act(MailDecisionRead { world.find<ReadMailForDecision>()->ticket, mail.id, there ? std::vector { mail } : std::vector<api::OutboxEmail> {} });
    CHECK(is_offered(world.state, api::EmailAction::Cancel) == !there);
    CHECK(is_offered(world.state, api::EmailAction::Approve));
    CHECK(world.state.mail_decisions.empty() == there);
    CHECK(world.state.toast.has_value() == there); // and it does not say that it was done
}

TEST_CASE("a refused decision is kept with what came back", "[store][log]")
{
    auto world = with_mail();
    world.act(MailDecided { mail.id, api::EmailAction::Approve });
    world.act(MailDecisionRead { world.find<ReadMailForDecision>()->ticket, mail.id, std::vector { mail } });
    world.act(MailDecisionAnswered { world.find<ActOnMail>()->ticket, mail.id, Error { .kind = ErrorKind::Rejected, .detail = "The email was sent before.", .code = "email_not_pending", .status = 409 } });
    CHECK(logged(world, "outcome") == "failed");
    CHECK(logged(world, "came_back") == "refused 409 email_not_pending The email was sent before.");
    CHECK(logged(world, "sent") != "not sent");
}

TEST_CASE("a chat waits with whatever stands below its goal, however far, and with nothing that says in circles where it belongs", "[store][live]")
{
    auto world = at_rest();
    api::GoalPage page { .has_more = false };
    page.goals.push_back(a_goal("g_top", "active"));
    page.goals.back().conversation_id = ConversationId { "c_1" };
    world.act(GoalsReceived { world.state.goal_lists[GoalTab::Active].page.pending.value(), GoalTab::Active, page });
    world.pass(seconds { 20 }).act(PollDue {});
    told(world, pending_of({ { .id = "g_low", .kind = "needs_input", .summary = "Hold the table?" } }));
    auto const tell = [&](char const* id, char const* status, std::optional<GoalId> parent) {
        auto one = a_goal(id, status);
        one.parent = std::move(parent);
        auto const* fetch = world.find<FetchGoal>();
        REQUIRE(fetch != nullptr);
        REQUIRE(fetch->id.text == id);
        world.act(GoalReceived { fetch->ticket, { id }, one });
    };
    tell("g_low", "needs_input", GoalId { "g_middle" });
    CHECK(waiting_by_chat(world.state).empty());
    tell("g_middle", "active", GoalId { "g_top" }); // it is in no list: only asking tells what stands above it
    CHECK(world.count<FetchGoal>() == 0);
    CHECK(waiting_by_chat(world.state) == std::map<ConversationId, int> { { { "c_1" }, 1 } });
    world.state.goals[{ "g_top" }].status = "needs_input";
    CHECK(waiting_by_chat(world.state).at({ "c_1" }) == 2);
    world.state.goals[{ "g_low" }].status = "completed";
    CHECK(waiting_by_chat(world.state).at({ "c_1" }) == 1);
    world.state.goals[{ "g_low" }].status = "needs_input";
    world.state.goals[{ "g_middle" }].parent = GoalId { "g_low" };
    CHECK(waiting_by_chat(world.state).at({ "c_1" }) == 1);
}

TEST_CASE("since the person left: what changed, what asks first, five at most, until it was read", "[store][live]")
{
    State before;
    before.now = Instant { std::chrono::hours { 24 * 19'000 } };
    for (int i = 0; i < 8; ++i)
        before.goals[{ "g_" + std::to_string(i) }] = a_goal("g_" + std::to_string(i), "active");
    World world;
    world.act(Started { .seed = 7, .signed_in = true, .seen = encode_seen(before) });
    api::GoalPage page { .has_more = false };
    for (int i = 0; i < 6; ++i)
        page.goals.push_back(a_goal("g_" + std::to_string(i), i == 3 ? "needs_input" : i == 5 ? "active" : "completed"));
    auto fresh = a_goal("g_new", "active");
    fresh.created_at = before.now + minutes { 1 };
    page.goals.push_back(fresh);
    world.act(GoalsReceived { world.state.goal_lists[GoalTab::Active].page.pending.value(), GoalTab::Active, page });
    auto const& changes = world.state.live.changes;
    REQUIRE(changes.size() == 5);
    CHECK(changes.front().goal == GoalId { "g_3" });
    CHECK(changes[1].tab == GoalTab::Completed);
    CHECK(world.count<SaveSeen>() == 0); // not before it was read
    CHECK(world.count<FetchGoal>() >= 2); // those that are in no list any more say themselves what came of them
    world.act(ChangesRead {});
    CHECK(changes.empty());
    CHECK(world.count<SaveSeen>() == 1);
    world.pass(minutes { 1 });
    world.act(GoalsRequested {});
    page.goals[0].status = "cancelled";
    world.act(GoalsReceived { world.state.goal_lists[GoalTab::Active].page.pending.value(), GoalTab::Active, page });
    CHECK(changes.empty()); // the person was there
}
