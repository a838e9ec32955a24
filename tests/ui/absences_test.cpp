#include "screen.h"

#include "api/operations.h"
#include "sandbox/service.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <nlohmann/json.hpp>

#include <functional>
#include <set>

using namespace kally;
using namespace kally::test;
using namespace kally::store;

namespace {

/// Somebody whose service says of everything only that it is there.
State told_little()
{
    State state;
    state.now = Instant { std::chrono::hours { 24 * 20'000 } };
    state.sign_in = SignIn::SignedIn;
    state.conversations.value = std::vector { api::Conversation { .id = { "c_1" } } };
    state.threads["c_1"].history.value = api::History {};
    state.threads["c_1"].messages = { api::Message {}, api::Message { .author = api::Author::Assistant } };
    for (auto const* id : { "g_1", "g_2" })
        state.goals[{ id }] = { .id = { id }, .title = id };
    state.goal_lists[GoalTab::Active].page.value = api::GoalPage { .goals = { state.goals[{ "g_1" }], state.goals[{ "g_2" }] } };
    auto& extras = state.goal_extras[{ "g_1" }];
    extras.tree.value = api::GoalTree { .goal = state.goals[{ "g_1" }], .sub_goals = { { .goal = state.goals[{ "g_2" }] } } };
    extras.budget.value = api::GoalBudget {};
    extras.costs.value = api::CostBreakdown { .items = { {} } };
    state.live.pending.value = api::PendingNotifications { .actions = { .items = { {} } }, .goals = { .items = { {} } }, .inbox = { .items = { {} } } };
    state.live.pending.answered_at = state.now;
    state.live.mails.value = std::vector { api::OutboxEmail { .id = { "em_1" } }, api::OutboxEmail {} };
    state.activity.inbox.value = Letters { { .id = { "im_1" } }, {} };
    state.activity.letters[{ "im_1" }].value = api::InboxMessage { .id = { "im_1" } };
    state.activity.log.value = ActionLog { { .id = { "ac_1" }, .undoable = true }, {} };
    auto& billing = state.billing;
    billing.plans.value = Plans { { .type = "pro", .name = "pro" }, { .type = "team", .name = "team" } };
    billing.subscription.value = api::Subscription {};
    billing.status.value = api::PlanStatus { .pending_change = api::PendingChange {} };
    billing.balance.value = api::CreditBalance {};
    billing.breakdown.value = api::CreditBreakdown { .items = { {} } };
    billing.prices.value = Prices { {} };
    billing.ledger.value = Ledger { {}, {} };
    state.calls[{ "k_1" }] = { .id = { "k_1" } };
    state.call_order = { { "k_1" } };
    state.call_list.page.value = api::CallPage {};
    return state;
}

} // namespace

TEST_CASE("where the service leaves out all that it may, every page stands, and all that presses has a name", "[ui][absent]")
{
    auto const* address = GENERATE("#/chat/c_1", "#/goals", "#/goals/in/active/g_1", "#/goals/in/needs-you", "#/calls", "#/calls/k_1", "#/plans", "#/plans/credits", "#/activity", "#/activity/inbox/im_1", "#/activity/outbox", "#/activity/outbox/em_1",
        "#/activity/actions", "#/settings/diagnostics");
    auto const width = GENERATE(1280.0f, 390.0f);
    CAPTURE(address, width);
    auto state = told_little();
    state.route = parse_route(address);
    Screen screen { width };
    screen.draw(state);
    std::size_t pressed = 0;
    for (auto const& record : screen.output().tree) {
        bool const presses = record.role == Role::Button || record.role == Role::Link || record.role == Role::Tab || record.role == Role::Radio || record.role == Role::CheckBox;
        pressed += presses;
        CAPTURE(record.id, static_cast<int>(record.role));
        CHECK((!presses || !record.name.empty()));
    }
    CHECK(pressed > 0);
}

namespace {

using Json = nlohmann::json;
constexpr Instant noon { std::chrono::milliseconds { 1'795'521'600'000 } };

/// What the service says of somebody with a week of work, and where it goes in the state.
struct Said {
    std::string body;
    std::vector<std::string> addresses; ///< Of the pages that show it.
    std::function<void(State&, std::string_view body)> put;
};

template <typename T>
void put_in(Remote<T>& remote, Result<T> answer)
{
    remote = {};
    if (answer.has_value())
        remote.value = *std::move(answer);
    else
        remote.error = answer.error();
}

/// Every member of an answer, with those of things in lists once for all of them: "goals.steps.status".
void members_of(Json const& json, std::string const& path, std::set<std::string>& all)
{
    if (json.is_array())
        for (auto const& one : json)
            members_of(one, path, all);
    if (json.is_object())
        for (auto const& [name, value] : json.items()) {
            auto const here = path.empty() ? name : path + "." + name;
            all.insert(here);
            members_of(value, here, all);
        }
}

void leave_out(Json& json, std::string_view path)
{
    if (json.is_array())
        for (auto& one : json)
            leave_out(one, path);
    if (!json.is_object())
        return;
    auto const dot = path.find('.');
    std::string const name { path.substr(0, dot) };
    if (dot == path.npos)
        json.erase(name);
    else if (auto const found = json.find(name); found != json.end())
        leave_out(*found, path.substr(dot + 1));
}

/// What would be read where nothing is: a press without a name, a place that was not filled, a separator with one side.
std::string holes_of(SemanticTree const& tree)
{
    std::string holes;
    for (auto const& record : tree) {
        bool const presses = record.role == Role::Button || record.role == Role::Link || record.role == Role::Tab || record.role == Role::Radio || record.role == Role::CheckBox;
        auto const& name = record.name;
        auto const has = [&](std::string_view part) { return name.find(part) != std::string::npos; };
        if ((presses && name.empty()) || name == "null" || has("{0}") || has("{1}") || has("()") || has(", ,") || name.starts_with(", ") || name.ends_with(", ") || name.ends_with(": ") || name.ends_with("\u00B7  "))
            holes += std::to_string(record.id) + " \"" + name + "\"\n";
    }
    return holes;
}

} // namespace

TEST_CASE("where the service leaves out one member, whichever, its pages stand and show no hole", "[ui][absent]")
{
    sandbox::Service service { { .now = [] { return noon; }, .demo = true } };
    auto const token = service.sign_in().access_token;
    auto const ask = [&](auto const& operation) { return service.handle({ .method = operation.method, .url = operation.target, .headers = { { "Authorization", "Bearer " + token } }, .body = operation.body }).body; };
    auto const read = [&](auto const& operation) { return *operation.decode(ask(operation)); };
    auto const goal = read(api::list_goals({ .limit = 3 })).goals.front().id;
    auto const conversation = read(api::list_conversations()).front().id;
    auto const call = read(api::list_calls({ .limit = 2 })).calls.front().id;
    auto const mail = read(api::list_outbox()).front().id;
    auto const letter = read(api::list_inbox({ .limit = 2 })).front();
    auto const thread = read(api::get_inbox_message(letter.id)).thread_id.value();
    auto const chat = "#/chat/" + conversation.text, goal_page = "#/goals/" + goal.text, call_page = "#/calls/" + call.text, mail_page = "#/activity/outbox/" + mail.text, letter_page = "#/activity/inbox/" + letter.id.text;
    std::vector<Said> const all_said {
        { ask(api::list_conversations()), { "#/chat" }, [](State& s, std::string_view body) { put_in(s.conversations, api::list_conversations().decode(body)); } },
        { ask(api::get_history(conversation, 3)), { chat }, [=](State& s, std::string_view body) {
             auto& one = s.threads[thread_key(conversation)];
             put_in(one.history, api::get_history(conversation, 3).decode(body));
             one.messages = one.history.value ? one.history.value->messages : std::vector<api::Message> {};
         } },
        { ask(api::list_goals({ .limit = 3 })), { "#/goals" }, [](State& s, std::string_view body) {
             auto& page = s.goal_lists[GoalTab::Active].page;
             put_in(page, api::list_goals({ .limit = 3 }).decode(body));
             s.goals.clear();
             if (page.value)
                 for (auto const& one : page.value->goals)
                     s.goals[one.id] = one;
         } },
        { ask(api::get_goal(goal)), { goal_page, "#/goals" }, [=](State& s, std::string_view body) {
             put_in(s.goal_details[goal], api::get_goal(goal).decode(body));
             if (auto const& one = s.goal_details[goal].value)
                 s.goals[goal] = *one;
         } },
        { ask(api::get_goal_tree(goal)), { goal_page }, [=](State& s, std::string_view body) { put_in(s.goal_extras[goal].tree, api::get_goal_tree(goal).decode(body)); } },
        { ask(api::get_goal_budget(goal)), { goal_page }, [=](State& s, std::string_view body) { put_in(s.goal_extras[goal].budget, api::get_goal_budget(goal).decode(body)); } },
        { ask(api::get_cost_breakdown(goal)), { goal_page }, [=](State& s, std::string_view body) { put_in(s.goal_extras[goal].costs, api::get_cost_breakdown(goal).decode(body)); } },
        { ask(api::get_pending_notifications()), { "#/goals/in/needs-you" }, [](State& s, std::string_view body) { put_in(s.live.pending, api::get_pending_notifications().decode(body)); } },
        { ask(api::list_outbox()), { mail_page, "#/goals/in/needs-you" }, [](State& s, std::string_view body) { put_in(s.live.mails, api::list_outbox().decode(body)); } },
        { ask(api::get_email_replies(mail)), { mail_page }, [=](State& s, std::string_view body) { put_in(s.activity.replies[mail], api::get_email_replies(mail).decode(body)); } },
        { ask(api::list_inbox({ .limit = 2 })), { "#/activity" }, [](State& s, std::string_view body) { put_in(s.activity.inbox, api::list_inbox({ .limit = 2 }).decode(body)); } },
        { ask(api::get_inbox_message(letter.id)), { letter_page }, [=](State& s, std::string_view body) { put_in(s.activity.letters[letter.id], api::get_inbox_message(letter.id).decode(body)); } },
        { ask(api::get_inbox_thread(thread)), { letter_page }, [=](State& s, std::string_view body) { put_in(s.activity.threads[thread], api::get_inbox_thread(thread).decode(body)); } },
        { ask(api::get_action_log(4)), { "#/activity/actions" }, [](State& s, std::string_view body) { put_in(s.activity.log, api::get_action_log(4).decode(body)); } },
        { ask(api::list_plans()), { "#/plans" }, [](State& s, std::string_view body) { put_in(s.billing.plans, api::list_plans().decode(body)); } },
        { ask(api::get_subscription()), { "#/plans" }, [](State& s, std::string_view body) { put_in(s.billing.subscription, api::get_subscription().decode(body)); } },
        { ask(api::get_plan_status()), { "#/plans" }, [](State& s, std::string_view body) { put_in(s.billing.status, api::get_plan_status().decode(body)); } },
        { ask(api::get_credit_balance()), { "#/plans/credits" }, [](State& s, std::string_view body) { put_in(s.billing.balance, api::get_credit_balance().decode(body)); } },
        { ask(api::get_credit_breakdown()), { "#/plans/credits" }, [](State& s, std::string_view body) { put_in(s.billing.breakdown, api::get_credit_breakdown().decode(body)); } },
        { ask(api::get_credit_costs()), { "#/plans/credits" }, [](State& s, std::string_view body) { put_in(s.billing.prices, api::get_credit_costs().decode(body)); } },
        { ask(api::get_ledger(3)), { "#/plans/credits" }, [](State& s, std::string_view body) { put_in(s.billing.ledger, api::get_ledger(3).decode(body)); } },
        { ask(api::estimate_cost("call", "Ask a plumber")), { "#/plans/credits" }, [](State& s, std::string_view body) { put_in(s.billing.estimate, api::estimate_cost("call", "Ask a plumber").decode(body)); } },
        { ask(api::list_calls({ .limit = 2 })), { "#/calls" }, [](State& s, std::string_view body) {
             put_in(s.call_list.page, api::list_calls({ .limit = 2 }).decode(body));
             s.call_order.clear();
             if (auto const& page = s.call_list.page.value)
                 for (auto const& one : page->calls) {
                     s.call_order.push_back(one.id);
                     s.calls[one.id] = one;
                 }
         } },
        { ask(api::get_call(call)), { call_page }, [=](State& s, std::string_view body) {
             put_in(s.call_parts[call].call, api::get_call(call).decode(body));
             if (auto const& one = s.call_parts[call].call.value)
                 s.calls[call] = *one;
         } },
        { ask(api::get_transcript(call)), { call_page }, [=](State& s, std::string_view body) { put_in(s.call_parts[call].transcript, api::get_transcript(call).decode(body)); } },
    };
    State whole;
    whole.now = noon;
    whole.sign_in = SignIn::SignedIn;
    whole.billing.estimated = "call";
    for (auto const& said : all_said)
        said.put(whole, said.body);
    Screen screen { 390, 844 };
    std::size_t drawn = 0;
    for (auto const& said : all_said) {
        auto const json = Json::parse(said.body, nullptr, false);
        std::set<std::string> members;
        members_of(json, "", members);
        for (auto const& member : members) {
            auto without = json;
            leave_out(without, member);
            auto state = whole;
            said.put(state, without.dump());
            for (auto const& address : said.addresses) {
                state.route = parse_route(address);
                state.changes = ++drawn; // another one than was listed before
                screen.draw(state);
                CAPTURE(address, member);
                auto const holes = holes_of(screen.tree());
                CHECK(holes == "");
            }
        }
    }
    CHECK(drawn > 150);
}
