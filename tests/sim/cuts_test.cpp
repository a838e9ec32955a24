#include "browser.h"
#include "cutter.h"

#include "net/transport_factory.h"
#include "store/select.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cstdio>
#include <thread>
#include <tuple>

using namespace kally;
using namespace kally::sim;
using namespace std::chrono_literals;

namespace {

std::string name_of(Cut cut)
{
    static constexpr char const* names[] = { "before connecting", "connected", "in the head", "behind the head", "in the body", "behind the body", "in the answer's head", "in the answer's body" };
    return names[static_cast<std::size_t>(cut)];
}

struct Write {
    std::string name;
    Method method;
    std::string target, body, key;
    bool authorized;
};

template <typename T>
Write write(std::string name, api::Operation<T> operation)
{
    return { std::move(name), operation.method, operation.target, operation.body, operation.idempotency_key, operation.authorized };
}

/// Every operation of the contract that changes something.
std::vector<Write> all_writes()
{
    GoalId const goal { "g_1" };
    std::vector<Write> writes {
        write("refreshTokens", api::refresh_tokens("rt")),
        write("createConversation", api::create_conversation()),
        write("sendMessage", api::send_message({ "c_1" }, "Find a gym")),
        write("batchArchiveGoals", api::archive_goals({ goal })),
        write("estimateCost", api::estimate_cost("call", "one")),
        write("createCall", api::create_call({ .task = "Book a table for two", .phone = "+34951234560" }, "key-1")),
        write("cancelCall", api::act_on_call({ "call_1" }, api::CallAction::Cancel)),
        write("stopCall", api::act_on_call({ "call_1" }, api::CallAction::Stop)),
        write("rescheduleCall", api::reschedule_call({ "call_1" }, "2026-12-01", "09:30")),
        write("startTrialCheckout", api::start_trial_checkout("http://127.0.0.1/a", "http://127.0.0.1/b")),
        write("changePlan", api::change_plan("pro", api::Billed::Monthly)),
        write("cancelPendingChange", api::cancel_pending_change()),
        write("queueEmail", api::queue_email({ .to = "a@example.com", .subject = "Hi", .body = "Hello" })),
        write("approveEmail", api::act_on_email({ "e_1" }, api::EmailAction::Approve)),
        write("cancelEmail", api::act_on_email({ "e_1" }, api::EmailAction::Cancel)),
        write("markMessagesRead", api::mark_messages_read({ { "m_1" } })),
        write("undoAction", api::undo_action({ "a_1" })),
    };
    static constexpr std::pair<char const*, api::GoalAction> actions[] = { { "approveGoalStep", api::GoalAction::ApproveStep }, { "acceptGoalOutcome", api::GoalAction::AcceptOutcome },
        { "continueNegotiating", api::GoalAction::KeepNegotiating }, { "escalateGoal", api::GoalAction::Escalate }, { "cancelGoal", api::GoalAction::Cancel },
        { "cascadeCancelGoal", api::GoalAction::CascadeCancel }, { "archiveGoal", api::GoalAction::Archive }, { "approveBudget", api::GoalAction::ApproveBudget },
        { "acknowledgeSoftCap", api::GoalAction::AcknowledgeSoftCap } };
    for (auto const& [name, action] : actions)
        writes.push_back(write(name, api::act_on_goal(goal, action)));
    return writes;
}

char const* method_name(Method method) { return method == Method::Delete ? "DELETE" : method == Method::Post ? "POST" : "GET"; }

/// The application over a real connection to a service that cuts it.
struct Page {
    Browser browser { 1 };
    Cutter cutter { browser.service };
    Tab& tab;

    explicit Page(std::string fragment) : tab(browser.add_tab())
    {
        browser.service.start_over(true);
        browser.api_base = cutter.address();
        browser.sign_in(tab);
        tab.fragment = std::move(fragment);
        tab.open();
        go_on([this] { return tab.state().conversations.value && tab.state().goal_lists.contains(store::GoalTab::Active) && tab.state().live.mails.value; });
    }
    /// Lets time go by, at most 20 s of the page's and as long as it takes, until this holds.
    template <typename Condition>
    bool go_on(Condition reached)
    {
        for (int i = 0; i < 4000 && !reached(); ++i) {
            cutter.poll();
            tab.show(true);
            browser.pass(5ms);
            std::this_thread::sleep_for(200us);
        }
        return reached();
    }
    void rest(milliseconds time)
    {
        auto const until = browser.now + time;
        go_on([&] { return browser.now >= until; });
    }
    void look_at(GoalId const& id)
    {
        tab.act(store::RouteChanged { { .page = store::Page::Goals, .goal = id } });
        go_on([&] { return tab.state().goal_details.contains(id) && tab.state().goal_details.at(id).value; });
    }
    std::vector<GoalId> completed()
    {
        auto const& state = tab.state();
        std::vector<GoalId> ids;
        tab.act(store::GoalsRequested { store::GoalTab::Completed });
        go_on([&] {
            for (auto const& [id, goal] : state.goals)
                if (goal.status == "completed")
                    ids.push_back(id);
            return !ids.empty();
        });
        REQUIRE(ids.size() > 1);
        return ids;
    }
    /// The person does it, and the request that comes of it is cut; `under_way` from then on until it has ended. What is read before a decision leaves still is.
    template <typename UnderWay>
    void cut(char const* method, std::string const& path, Cut point, store::Action action, UnderWay under_way)
    {
        bool const late = point == Cut::BeforeConnecting && (action.get<store::GoalDecided>() != nullptr || action.get<store::MailDecided>() != nullptr);
        if (!late)
            cutter.cut(method, path, point);
        tab.act(std::move(action));
        go_on(under_way);
        if (late)
            cutter.cut(method, path, point);
        go_on([&] { return cutter.cuts() > 0 && !under_way(); });
        cutter.let_through();
        rest(300ms);
    }
};

struct Shown { bool certain = false, done = false; std::string words; }; ///< What the page says of a write, and whether it claims to know.

Shown of_message(store::State const& state, std::string const& text)
{
    for (auto const& [id, intent] : state.intents)
        if (intent.text == text)
            return { intent.state != store::IntentState::Unknown, intent.state == store::IntentState::Sent, "state " + std::to_string(static_cast<int>(intent.state)) };
    return { true, true, "sent" };
}

template <typename Id>
Shown of_decision(std::map<Id, store::Decision> const& decisions, Id const& id)
{
    auto const found = decisions.find(id);
    if (found == decisions.end())
        return { true, true, "done" };
    auto const& decision = found->second;
    // It could be read afterwards: then what it says is meant.
    bool const known = decision.stage == store::Decision::Stage::Changed || (decision.stage == store::Decision::Stage::Failed && decision.now == decision.seen);
    return { known, false, "stage " + std::to_string(static_cast<int>(decision.stage)) };
}

Shown of_error(std::optional<Error> const& error)
{
    if (!error)
        return { true, true, "done" };
    return { !store::is_lost(*error), false, "error " + std::to_string(static_cast<int>(error->kind)) + " " + error->code };
}

Shown of_toast(store::State const& state, std::string const& done, std::string const& unknown)
{
    auto const said = state.toast ? state.toast->text_key : "nothing";
    return { said != unknown, said == done, said };
}

Shown of_call(store::State const& state)
{
    auto const& intent = state.new_call.intent;
    if (!intent)
        return { true, true, "placed" };
    return { intent->state != store::IntentState::Unknown, false, "state " + std::to_string(static_cast<int>(intent->state)) };
}

} // namespace

TEST_CASE("no answer to a write that was cut anywhere says what is not so, and none is sent again", "[sim][cuts]")
{
    std::size_t exchanges = 0, unknown = 0, never_left = 0, wrong = 0;
    auto const writes = all_writes();
    for (auto const& one : writes)
        for (auto const point : all_cuts) {
            auto now = Instant { 1'795'521'600'000ms };
            sandbox::Service service { { .now = [&] { return now; } } };
            Cutter cutter { service };
            MemoryVault vault;
            auto const transport = net::make_transport();
            session::Client client { *transport, vault, { .base_url = cutter.address(), .now = [&] { return now; }, .on_signed_out = {}, .on_renewed = {} } };
            client.adopt(service.sign_in());
            cutter.cut(method_name(one.method), one.target, point);
            std::optional<Result<Done>> answer;
            client.send<Done>({ .method = one.method, .target = one.target, .body = one.body, .decode = [](std::string_view, api::Drift*) -> Result<Done> { return Done {}; }, .authorized = one.authorized, .idempotency_key = one.key },
                [&](Result<Done> got) { answer = std::move(got); });
            auto const turn = [&](auto enough) {
                for (int i = 0; i < 20'000 && !enough(i); ++i) {
                    cutter.poll();
                    transport->poll();
                    client.poll();
                    std::this_thread::sleep_for(100us);
                }
            };
            turn([&](int) { return answer.has_value(); });
            turn([](int i) { return i > 10; }); // nothing comes after it
            INFO(one.name << ", cut " << name_of(point));
            REQUIRE(answer);
            ++exchanges;
            CHECK(cutter.cuts() == 1);
            CHECK(cutter.carried() == (point >= Cut::BehindBody));
            auto const kind = answer->has_value() ? std::nullopt : std::optional { answer->error().kind };
            unknown += kind == ErrorKind::Unanswered;
            never_left += kind == ErrorKind::Offline;
            bool const so = kind == ErrorKind::Unanswered || (kind == ErrorKind::Offline && cutter.carried() == 0);
            wrong += !so;
            CHECK(so);
        }
    std::printf("writes cut at %zu points: %zu operations, %zu exchanges, %zu unknown, %zu said to have never left; untrue %zu\n", all_cuts.size(), writes.size(), exchanges, unknown, never_left, wrong);
}

TEST_CASE("what the page shows of a write that was cut anywhere is true, or that it is not known", "[sim][cuts]")
{
    std::size_t shown = 0, known = 0, wrong = 0;
    auto const judge = [&](std::string const& what, Cut point, Cutter const& cutter, Shown const& said) {
        INFO(what << ", cut " << name_of(point) << ": " << said.words << ", carried out " << cutter.carried());
        ++shown;
        known += said.certain;
        CHECK(cutter.cuts() > 0);
        CHECK(cutter.carried() <= 1);
        bool const so = !said.certain || said.done == (cutter.carried() == 1);
        wrong += !so;
        CHECK(so);
    };
    for (auto const point : all_cuts) {
        {
            Page page { "/chat/new" };
            page.cutter.cut("POST", "/v1/coordination/message", point);
            page.tab.act(store::DraftEdited { "new", "Find a gym" });
            page.tab.act(store::SendPressed { "new" });
            page.go_on([&] { return page.cutter.cuts() > 0 && !page.tab.state().intents.empty() && page.tab.state().intents.begin()->second.state > store::IntentState::Sending; });
            page.cutter.let_through();
            page.rest(7s); // an uncertain one looks again after 5 s
            judge("message", point, page.cutter, of_message(page.tab.state(), "Find a gym"));
        }
        static constexpr std::tuple<char const*, api::GoalAction, char const*> verbs[] = { { "approve-step", api::GoalAction::ApproveStep, "Dinner on the first evening" },
            { "accept-outcome", api::GoalAction::AcceptOutcome, "A better internet contract" }, { "continue-negotiating", api::GoalAction::KeepNegotiating, "A better internet contract" },
            { "escalate", api::GoalAction::Escalate, "Team offsite in Valencia" }, { "cancel", api::GoalAction::Cancel, "A better internet contract" },
            { "cascade-cancel", api::GoalAction::CascadeCancel, "Team offsite in Valencia" }, { "approve-budget", api::GoalAction::ApproveBudget, "Warranty repair of the washing machine" },
            { "acknowledge-soft-cap", api::GoalAction::AcknowledgeSoftCap, "Fontaneros cerca de Ruzafa" } };
        for (auto const& [verb, action, title] : verbs) {
            Page page { "/goals" };
            auto const& state = page.tab.state();
            GoalId id;
            for (auto const& [number, goal] : state.goals)
                if (goal.title == title)
                    id = number;
            REQUIRE_FALSE(id.empty());
            page.look_at(id);
            page.cut("POST", api::act_on_goal(id, action).target, point, store::GoalDecided { id, action },
                [&] { return state.decisions.contains(id) && state.decisions.at(id).stage == store::Decision::Stage::Sending; });
            judge(verb, point, page.cutter, of_decision(state.decisions, id));
        }
        for (auto const action : { api::EmailAction::Approve, api::EmailAction::Cancel }) {
            Page page { "/activity/outbox" };
            auto const& state = page.tab.state();
            EmailId id;
            for (auto const& review : store::needs_you(state))
                if (review.mail != nullptr)
                    id = review.mail->id;
            REQUIRE_FALSE(id.empty());
            page.cut("POST", "/v1/actions/email/" + id.text + (action == api::EmailAction::Approve ? "/approve" : "/cancel"), point, store::MailDecided { id, action },
                [&] { return state.mail_decisions.contains(id) && state.mail_decisions.at(id).stage == store::Decision::Stage::Sending; });
            judge("mail", point, page.cutter, of_decision(state.mail_decisions, id));
        }
        for (auto const verb : { store::CallPart::Cancel, store::CallPart::Reschedule, store::CallPart::Stop }) {
            Page page { "/calls" };
            auto const& state = page.tab.state();
            auto const wanted = verb == store::CallPart::Stop ? store::CallStage::Running : store::CallStage::Planned;
            CallId id;
            page.go_on([&] {
                for (auto const& [number, call] : state.calls)
                    if (store::stage_of(call) == wanted)
                        id = number;
                return !id.empty();
            });
            REQUIRE_FALSE(id.empty());
            page.cut("POST", "/v1/calls/" + id.text + (verb == store::CallPart::Cancel ? "/cancel" : verb == store::CallPart::Stop ? "/stop" : "/reschedule"), point, store::CallOrdered { id, verb, "2026-12-01", "09:30" },
                [&] { return state.call_parts.contains(id) && state.call_parts.at(id).order && state.call_parts.at(id).order->stage == store::CallOrder::Stage::Sending; });
            auto const& order = state.call_parts.at(id).order;
            judge("order for a call", point, page.cutter, of_error(order ? order->error : std::nullopt));
        }
        {
            Page page { "/plans" };
            auto const& state = page.tab.state();
            page.browser.service.change_plan("starter");
            page.cut("POST", "/v1/subscriptions/change-plan", point, store::PlanChosen { "pro" }, [&] { return state.billing.change.has_value(); });
            judge("change of the plan", point, page.cutter, of_error(state.billing.error));
        }
        {
            Page page { "/plans" };
            auto const& state = page.tab.state();
            page.browser.service.change_plan("pro");
            page.tab.act(store::PlanChosen { "starter" });
            page.go_on([&] { return state.billing.status.value && state.billing.status.value->pending_change && !state.billing.status.pending && !state.billing.subscription.pending; });
            page.cut("DELETE", "/v1/subscriptions/pending-change", point, store::DropChangePressed {}, [&] { return state.billing.dropping.has_value(); });
            judge("dropped change", point, page.cutter, of_error(state.billing.error));
        }
        {
            Page page { "/plans" };
            auto const& state = page.tab.state();
            page.browser.service.start_over(false);
            page.cut("POST", "/v1/stripe/trial-checkout", point, store::BillingPagePressed { store::BillingPage::Trial }, [&] { return state.billing.asked.has_value(); });
            judge("checkout", point, page.cutter, of_error(state.billing.error));
        }
        {
            Page page { "/activity/actions" };
            auto const& state = page.tab.state();
            ActionId id;
            page.go_on([&] {
                if (state.activity.log.value)
                    for (auto const& action : *state.activity.log.value)
                        if (action.undoable.value_or(false) && action.status != "undone")
                            id = action.id;
                return !id.empty();
            });
            REQUIRE_FALSE(id.empty());
            page.tab.act(store::UndoPressed { id });
            page.rest(4900ms); // a while to take it back
            auto const in = [&](store::Activity::Undo::Stage stage) { return state.activity.undos.contains(id) && state.activity.undos.at(id).stage == stage; };
            page.cut("POST", "/v1/actions/" + id.text + "/undo", point, store::ToastDismissed {}, [&] { return in(store::Activity::Undo::Stage::Sending); });
            auto const undo = state.activity.undos.find(id);
            judge("undo", point, page.cutter, of_error(undo == state.activity.undos.end() ? std::nullopt : undo->second.error));
        }
        {
            Page page { "/goals" };
            auto const& state = page.tab.state();
            auto const id = page.completed().back();
            page.look_at(id);
            page.cut("POST", api::act_on_goal(id, api::GoalAction::Archive).target, point, store::GoalDecided { id, api::GoalAction::Archive },
                [&] { return state.decisions.contains(id) && state.decisions.at(id).stage == store::Decision::Stage::Sending; });
            judge("archive", point, page.cutter, of_decision(state.decisions, id));
        }
        {
            Page page { "/goals" };
            auto const& state = page.tab.state();
            auto const ids = page.completed();
            page.cut("POST", "/v1/coordination/goals/batch-archive", point, store::ArchivePressed { ids }, [&] { return page.cutter.cuts() == 0 || !state.toast; });
            judge("archiving several", point, page.cutter, of_toast(state, "GoalsArchivedToast", "ArchiveUnknown"));
        }
        {
            Page page { "/activity/inbox" };
            auto const& state = page.tab.state();
            auto const unread = [&] {
                auto const& letters = state.activity.inbox.value;
                return letters && std::any_of(letters->begin(), letters->end(), [](auto const& letter) { return letter.unread.value_or(false); });
            };
            page.go_on(unread);
            REQUIRE(unread());
            page.cut("POST", "/v1/messages/mark-read", point, store::MarkReadPressed {}, [&] { return page.cutter.cuts() == 0 || !(state.toast || state.activity.inbox.pending); });
            judge("marked as read", point, page.cutter, { true, !unread(), "unread" });
        }
        {
            Page page { "/chat/new" };
            auto const& state = page.tab.state();
            page.browser.service.expire_access_tokens();
            page.cut("POST", "/v1/auth/refresh", point, store::ConversationsRequested {}, [&] { return page.cutter.cuts() == 0 || state.conversations.pending; });
            page.tab.act(store::ConversationsRequested {});
            page.go_on([&] { return !state.conversations.pending && !state.conversations.error; });
            INFO("renewal, cut " << name_of(point));
            CHECK(state.sign_in == store::SignIn::SignedIn);
            CHECK_FALSE((state.conversations.pending || state.conversations.error));
        }
        {
            Page page { "/calls/new" };
            auto const& state = page.tab.state();
            page.cutter.cut("POST", "/v1/calls", point);
            page.tab.act(store::CallFieldEdited { store::CallField::Category, "restaurant" });
            page.tab.act(store::CallFieldEdited { store::CallField::Phone, "+34951234560" });
            page.tab.act(store::CallFieldEdited { store::CallField::Task, "Book a table for two on Friday" });
            page.tab.act(store::CallStepped { store::CallStep::Send });
            page.go_on([&] { return state.new_call.intent.has_value(); });
            page.go_on([&] { return page.cutter.cuts() > 0 && (!state.new_call.intent || state.new_call.intent->state > store::IntentState::Sending); });
            page.cutter.let_through();
            page.rest(300ms);
            judge("call", point, page.cutter, of_call(state));
        }
    }
    std::printf("what the page shows of writes cut at %zu points: %zu states, %zu certain, %zu unknown; untrue %zu\n", all_cuts.size(), shown, known, shown - known, wrong);
}
