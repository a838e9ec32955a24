#include "screen.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace kally;
using namespace kally::test;

namespace {

store::State somebody()
{
    store::State state;
    state.now = Instant { std::chrono::hours { 24 * 20'000 } };
    state.sign_in = store::SignIn::SignedIn;
    state.conversations.value = std::vector<api::Conversation> {};
    state.live.pending.value = api::PendingNotifications {};
    state.live.pending.answered_at = state.now;
    return state;
}

api::OutboxEmail const mail { .id = { "em_1" }, .to = "hola@example.com", .subject = "A desk", .status = "pending_approval", .created_at = Instant {}, .body = "May I visit?\nOn Tuesday." };

api::Goal const goal { .id = { "g_1" }, .title = "Coworking space", .status = "needs_input", .steps = { { .number = 1, .description = "Pay 60 EUR", .status = "waiting" } } };

template <typename T>
T const* last(store::Actions const& out)
{
    T const* found = nullptr;
    for (auto const& action : out)
        if (auto const* one = action.get<T>())
            found = one;
    return found;
}

/// The drawer, opened by the bell.
struct Drawer : Screen {
    explicit Drawer(store::State const& state, float width = 1280)
        : Screen(width)
    {
        draw(state);
        press(state, Role::Button, "Notifications");
        draw(state);
    }
};

} // namespace

TEST_CASE("a mail that waits stands there whole, and is approved or dropped by one press each", "[ui][needs]")
{
    auto const width = GENERATE(1280.0f, 390.0f);
    auto state = somebody();
    state.live.mails.value = std::vector { mail };
    Drawer screen { state, width };
    CHECK(screen.output().title == "(1) KallyAI");
    CHECK(screen.find(Role::Article, "Email to hola@example.com") != nullptr);
    CHECK(screen.find(Role::Text, "A desk") != nullptr);
    CHECK(screen.find(Role::Text, *mail.body) != nullptr);
    auto out = screen.press(state, Role::Button, "Approve and send");
    REQUIRE(last<store::MailDecided>(out) != nullptr);
    CHECK(last<store::MailDecided>(out)->action == api::EmailAction::Approve);
    out = screen.press(state, Role::Button, "Discard");
    REQUIRE(last<store::MailDecided>(out) != nullptr);
    CHECK(last<store::MailDecided>(out)->action == api::EmailAction::Cancel);
}

TEST_CASE("a mail that should be another one is discarded, and a message that asks for it begun and not sent", "[ui][needs]")
{
    auto const on_page = GENERATE(false, true);
    auto state = somebody();
    state.live.mails.value = std::vector { mail };
    state.threads["new"].draft = "Good morning.";
    if (on_page)
        state.route = { .page = store::Page::Activity, .activity_tab = store::ActivityTab::Outbox, .activity = "em_1" };
    Screen screen;
    screen.draw(state);
    if (!on_page)
        screen.press(state, Role::Button, "Notifications");
    screen.draw(state);
    auto const out = screen.press(state, Role::Button, "Discard and ask again");
    REQUIRE(last<store::MailDecided>(out) != nullptr);
    CHECK(last<store::MailDecided>(out)->action == api::EmailAction::Cancel);
    REQUIRE(last<store::DraftFilled>(out) != nullptr);
    CHECK(last<store::DraftFilled>(out)->text == "Good morning.\n\nWrite the email to hola@example.com about \"A desk\" again, and change this:\n");
    REQUIRE(last<store::RouteChanged>(out) != nullptr);
    CHECK(last<store::RouteChanged>(out)->route.compose);
    CHECK(last<store::SendPressed>(out) == nullptr);
}

TEST_CASE("what the service does not tell of a mail is said to be unknown", "[ui][needs]")
{
    auto state = somebody();
    state.live.mails.value = std::vector { api::OutboxEmail { .id = { "em_1" } } };
    Drawer const screen { state };
    CHECK(screen.find(Role::Article, "Email") != nullptr);
    CHECK(screen.find(Role::Text, "The service does not show its text") != nullptr);
}

TEST_CASE("a step is approved from its card, and cancelling its goal is asked first", "[ui][needs]")
{
    auto state = somebody();
    state.goals[goal.id] = goal;
    Drawer screen { state };
    CHECK(screen.find(Role::Text, "Pay 60 EUR") != nullptr);
    auto out = screen.press(state, Role::Button, "Approve step");
    REQUIRE(last<store::GoalDecided>(out) != nullptr);
    out = screen.press(state, Role::Button, "Cancel goal");
    CHECK(last<store::GoalDecided>(out) == nullptr);
    CHECK(screen.find(Role::Dialog, "Cancel \"Coworking space\"?") != nullptr);
}

TEST_CASE("what the service turned out not to have is offered nowhere, and the rest is", "[ui][needs]")
{
    auto const width = GENERATE(1280.0f, 390.0f);
    auto state = somebody();
    state.live.mails.value = std::vector { mail };
    state.goals[goal.id] = goal;
    state.goal_details[goal.id].value = goal;
    state.missing = { store::Offer::DiscardMail, store::offer_of(api::GoalAction::ApproveStep) };
    auto const offered = [&](Screen const& screen, char const* name) { return screen.find(Role::Button, name) != nullptr; };
    {
        Drawer screen { state, width };
        CHECK(offered(screen, "Approve and send"));
        CHECK_FALSE(offered(screen, "Discard"));
        CHECK_FALSE(offered(screen, "Approve step"));
        CHECK(offered(screen, "Cancel goal"));
    }
    Screen screen { width };
    state.route = { .page = store::Page::Activity, .activity_tab = store::ActivityTab::Outbox, .activity = mail.id.text };
    screen.draw(state);
    CHECK(offered(screen, "Approve and send"));
    CHECK_FALSE(offered(screen, "Discard"));
    state.route = { .page = store::Page::Goals, .goal = goal.id };
    for (auto const action : { api::GoalAction::Cancel, api::GoalAction::AcceptOutcome, api::GoalAction::KeepNegotiating }) {
        screen.draw(state);
        CHECK_FALSE(offered(screen, "Approve step"));
        CHECK(offered(screen, "Keep negotiating"));
        CHECK(offered(screen, "Cancel goal") == !state.missing.contains(store::offer_of(api::GoalAction::Cancel)));
        state.missing.insert(store::offer_of(action));
    }
    screen.draw(state);
    CHECK_FALSE(offered(screen, "Keep negotiating"));
    CHECK(screen.find(Role::Heading, goal.title) != nullptr);
}

TEST_CASE("while it is decided about nothing else can be pressed, and what changed is named", "[ui][needs]")
{
    auto state = somebody();
    state.live.mails.value = std::vector { mail };
    auto& decision = state.mail_decisions[mail.id] = { .seen = store::mail_content(mail) };
    Drawer screen { state };
    CHECK(screen.find(Role::Button, "Sending") != nullptr);
    CHECK((screen.find(Role::Button, "Discard")->state & StateDisabled) != 0);
    auto dearer = mail;
    dearer.body = "May I pay 300 EUR?";
    decision.stage = store::Decision::Stage::Changed;
    decision.now = store::mail_content(dearer);
    screen.draw(state);
    bool named = false;
    for (auto const& record : screen.tree())
        named = named || (record.role == Role::Alert && record.name.find("Before: body: May I visit?\nOn Tuesday.") != std::string::npos && record.name.find("Now: body: May I pay 300 EUR?") != std::string::npos);
    CHECK(named);
    auto const out = screen.press(state, Role::Button, "OK");
    CHECK(last<store::MailDecisionDropped>(out) != nullptr);
}

TEST_CASE("what changed after it was sent is told with its name and its lines, until it was read", "[ui][needs]")
{
    auto const width = GENERATE(1280.0f, 390.0f);
    auto state = somebody();
    auto now = goal;
    now.status = "active";
    now.credits_estimated = Decimal { 900, 0 };
    state.goals[goal.id] = now;
    auto& decision = state.decisions[goal.id] = { .stage = store::Decision::Stage::ChangedSince, .title = goal.title, .seen = store::goal_content(goal), .now = store::goal_content(now) };
    auto reworded = mail;
    reworded.body = "May I pay 300 EUR?";
    state.mail_decisions[mail.id] = { .stage = store::Decision::Stage::ChangedSince, .title = "A desk", .seen = store::mail_content(mail), .now = store::mail_content(reworded) };
    state.goals[{ "g_0" }] = { .id = { "g_0" }, .title = "Older", .status = "needs_input", .updated_at = Instant {} };
    Drawer screen { state, width };
    CHECK(screen.find(Role::Article, goal.title) != nullptr);
    CHECK(screen.find(Role::Article, "A desk") != nullptr);
    auto const first = std::find_if(screen.tree().begin(), screen.tree().end(), [](auto const& record) { return record.role == Role::Article; });
    CHECK(first->name != "Older"); // what was sent comes before what waits
    auto const told = [&](char const* line) {
        return std::any_of(screen.tree().begin(), screen.tree().end(), [&](auto const& record) { return record.role == Role::Alert && record.name.starts_with("Sent. ") && record.name.find(line) != std::string::npos; });
    };
    CHECK(told("Now: estimate: 900"));
    CHECK(told("Before: body: May I visit?\nOn Tuesday."));
    CHECK(told("Now: body: May I pay 300 EUR?"));
    CHECK(screen.find(Role::Button, "Approve and send") == nullptr); // nothing of it is asked again
    state.mail_decisions.clear();
    screen.draw(state);
    auto const out = screen.press(state, Role::Button, "OK");
    REQUIRE(last<store::DecisionDropped>(out) != nullptr);
    CHECK(last<store::DecisionDropped>(out)->id == goal.id);
    decision.stage = store::Decision::Stage::Confirming;
    screen.draw(state);
    CHECK_FALSE(told("estimate"));
    state.route = { .page = store::Page::Goals, .goal = goal.id };
    decision.stage = store::Decision::Stage::ChangedSince;
    Screen page { width };
    page.draw(state);
    CHECK(std::any_of(page.tree().begin(), page.tree().end(), [](auto const& record) { return record.role == Role::Alert && record.name.find("Now: estimate: 900") != std::string::npos; }));
}

TEST_CASE("keys go from the newest of what waits to the oldest and round, and say which it is of how many", "[ui][needs]")
{
    auto state = somebody();
    state.goals[goal.id] = goal;
    state.goals[goal.id].updated_at = state.now - std::chrono::hours { 1 };
    state.live.mails.value = std::vector { mail };
    state.goals[{ "g_2" }] = { .id = { "g_2" }, .title = "Warranty", .status = "needs_input", .updated_at = state.now - std::chrono::hours { 2 } };
    Screen screen;
    screen.draw(state);
    auto const jump = [&] {
        screen.key(state, "Alt+Shift+a");
        screen.draw(state);
        for (auto const& record : screen.tree())
            if (record.id == screen.input.focused && record.role == Role::Article)
                return record.name + ", " + record.hint;
        return std::string {};
    };
    CHECK(jump() == "Coworking space, 1 of 3");
    CHECK(jump() == "Warranty, 2 of 3");
    CHECK(jump() == "Email to hola@example.com, 3 of 3");
    screen.input.focused = screen.find(Role::Button, "Discard")->id; // on something in it
    CHECK(jump() == "Coworking space, 1 of 3");
    state.goals.clear();
    state.live.mails.value->clear();
    screen.key(state, "Escape");
    screen.draw(state);
    screen.key(state, "Alt+Shift+a");
    screen.draw(state);
    CHECK(screen.find(Role::Dialog, "Notifications") != nullptr);
}

TEST_CASE("the card in focus is decided about by keys, when it could be looked at as a whole, and as by its buttons", "[ui][needs]")
{
    auto state = somebody();
    state.goals[goal.id] = goal;
    state.goals[goal.id].updated_at = state.now;
    state.live.mails.value = std::vector { mail };
    Drawer screen { state };
    auto const look_at = [&](std::uint32_t id, int draws = 12) { // a quarter of a second each three
        screen.input.focused = id;
        for (int i = 0; i < draws; ++i)
            screen.draw(state);
    };
    auto const article = [&](char const* name) { return screen.find(Role::Article, name)->id; };
    auto const is_decided = [](store::Actions const& out) { return last<store::MailDecided>(out) != nullptr || last<store::GoalDecided>(out) != nullptr; };
    look_at(screen.find(Role::Button, "Close")->id);
    CHECK_FALSE(is_decided(screen.key(state, "Mod+Alt+Enter")));
    look_at(article("Email to hola@example.com"), 1);
    CHECK_FALSE(is_decided(screen.key(state, "Mod+Alt+Enter"))); // it has only just come there
    look_at(article("Email to hola@example.com"));
    auto out = screen.key(state, "Mod+Alt+Enter");
    REQUIRE(last<store::MailDecided>(out) != nullptr);
    CHECK(last<store::MailDecided>(out)->action == api::EmailAction::Approve);
    look_at(screen.find(Role::Button, "Approve and send")->id);
    out = screen.key(state, "Mod+Alt+Backspace");
    REQUIRE(last<store::MailDecided>(out) != nullptr);
    CHECK(last<store::MailDecided>(out)->action == api::EmailAction::Cancel);
    look_at(article("Coworking space"));
    out = screen.key(state, "Mod+Alt+Enter");
    REQUIRE(last<store::GoalDecided>(out) != nullptr);
    CHECK(last<store::GoalDecided>(out)->action == api::GoalAction::ApproveStep);
    state.decisions[goal.id] = { .seen = store::goal_content(goal) };
    screen.draw(state);
    CHECK_FALSE(is_decided(screen.key(state, "Mod+Alt+Enter"))); // one at a time
    state.decisions.clear();
    state.online = false;
    screen.draw(state);
    CHECK_FALSE(is_decided(screen.key(state, "Mod+Alt+Enter")));
    state.online = true;
    screen.draw(state);
    CHECK_FALSE(is_decided(screen.key(state, "Mod+Alt+Backspace"))); // what ends a goal is asked once more
    screen.draw(state);
    REQUIRE(screen.find(Role::Dialog, "Cancel \"Coworking space\"?") != nullptr);
    CHECK_FALSE(is_decided(screen.key(state, "Mod+Alt+Enter")));
}

TEST_CASE("a card that is not in view as a whole is brought there by the keys that decide, and is not decided about", "[ui][needs]")
{
    auto state = somebody();
    auto longer = mail;
    for (int i = 0; i < 12; ++i)
        *longer.body += "\nAnd another line of it.";
    state.live.mails.value = std::vector { longer, longer };
    state.live.mails.value->back().id = { "em_2" };
    state.live.mails.value->back().to = "ana@example.com";
    Drawer screen { state };
    screen.input.focused = screen.find(Role::Article, "Email to ana@example.com")->id;
    auto const press = [&] {
        for (int i = 0; i < 12; ++i)
            screen.draw(state);
        return last<store::MailDecided>(screen.key(state, "Mod+Alt+Enter"));
    };
    CHECK(press() == nullptr);
    CHECK_FALSE(screen.output().scroll_to.empty());
    screen.draw(state);
    CHECK(press() != nullptr);
}

TEST_CASE("how old it is is said in minutes", "[ui][live]")
{
    auto state = somebody();
    Drawer screen { state };
    CHECK(screen.find(Role::Status, "Updated just now") != nullptr);
    state.now += std::chrono::seconds { 130 };
    screen.draw(state);
    CHECK(screen.find(Role::Status, "Updated 2 min ago") != nullptr);
    CHECK(last<store::RefreshPressed>(screen.press(state, Role::Button, "Refresh")) != nullptr);
}

TEST_CASE("what changed since the person left leads to its goal and goes when it was read", "[ui][live]")
{
    auto state = somebody();
    state.goals[goal.id] = goal;
    state.goals[goal.id].status = "completed";
    state.live.changes = { { goal.id, store::GoalTab::Completed } };
    Drawer screen { state };
    CHECK(last<store::ChangesRead>(screen.press(state, Role::Button, "Dismiss")) != nullptr);
    auto const out = screen.press(state, Role::Link, "Coworking space, Completed");
    REQUIRE(last<store::RouteChanged>(out) != nullptr);
    CHECK(last<store::RouteChanged>(out)->route.goal == goal.id);
    screen.draw(state);
    CHECK(screen.find(Role::Dialog, "Notifications") == nullptr);
}
