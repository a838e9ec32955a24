#include "sandbox/dials.h"
#include "target.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_adapters.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include <algorithm>
#include <cstdlib>
#include <map>

using namespace kally;
using namespace std::chrono_literals;

/// Each service is started once; those that are ours are begun anew for every case.
static std::vector<Target*> services()
{
    static std::unique_ptr<Target> const all[] = { in_process_sandbox(), http_sandbox(), sandbox_as_live(),
        [] { auto live = live_service([](char const* name) -> char const* { return std::getenv(name); }); return live ? service_at(*std::move(live)) : nullptr; }() };
    std::vector<Target*> there;
    for (auto const& target : all)
        if (target)
            there.push_back(target.get());
    return there;
}

static Target& begin(Target* target)
{
    target->begin();
    UNSCOPED_INFO(target->base_url());
    return *target;
}

/// The sandbox in process and behind HTTP: the same cases for both.
static Target& any_sandbox() { return begin(GENERATE(filter([](Target* target) { return target->is_ours(); }, from_range(services())))); }

/// The sandbox in both ways, a sandbox treated as the live service is, and the live service when KALLY_LIVE_TOKEN is set: what
/// runs here, the cases with the tag [live], leaves no trace there unless KALLY_LIVE_WRITES is 1.
static Target& any_service() { return begin(GENERATE(from_range(services()))); }

/// The text of what went wrong, for a message beside a failed check.
template <typename T>
static std::string problem_of(Result<T> const& result) { return result.has_value() ? "" : result.error().code + " " + result.error().detail; }

static constexpr char request_text[] = "Find three coworking spaces near downtown Malaga and draft outreach emails asking for monthly pricing.";
static constexpr char return_address[] = "https://kallyai.com/app";

TEST_CASE("a conversation is opened, continued and read again", "[contract]")
{
    auto& target = any_sandbox();
    auto const opened = target.send(api::create_conversation());
    REQUIRE(opened.has_value());
    auto const reply = target.send(api::send_message(opened->id, request_text));
    REQUIRE(reply.has_value());
    CHECK(reply->conversation_id == opened->id);
    CHECK(reply->message.intent == "search");
    CHECK(reply->message.actions.size() == 2);
    CHECK(reply->message.suggestions.size() == 3);
    CHECK(reply->message.credits_used == Decimal { 5, 1 });
    auto const follow = target.send(api::send_message(opened->id, reply->message.suggestions.front()));
    REQUIRE(follow.has_value());

    auto const history = target.send(api::get_history(opened->id, 50));
    REQUIRE(history.has_value());
    REQUIRE(history->messages.size() == 4);
    CHECK(history->messages[0].author == api::Author::User);
    CHECK(history->messages[0].text == request_text);
    CHECK(history->messages[1].id == reply->message.id);
    CHECK(history->messages[1].text == reply->message.text);
    CHECK(history->messages[3].author == api::Author::Assistant);

    auto const list = target.send(api::list_conversations());
    REQUIRE(list.has_value());
    REQUIRE(list->size() == 1);
    CHECK(list->front().id == opened->id);
    CHECK(list->front().message_count == 4);
    CHECK(list->front().title == "Coworking spaces near downtown Malaga");
}

TEST_CASE("a message without a conversation opens one", "[contract]")
{
    auto& target = any_sandbox();
    auto const reply = target.send(api::send_message({}, "Llama a Casa Lola"));
    REQUIRE(reply.has_value());
    REQUIRE(reply->conversation_id);
    CHECK(target.send(api::get_history(*reply->conversation_id, 1))->messages.size() == 1);
}

TEST_CASE("goals are listed, read and finish", "[contract]")
{
    auto& target = any_sandbox();
    REQUIRE(target.send(api::send_message({}, "Renew my parking permit")).has_value());
    auto const page = target.send(api::list_goals({ .limit = 20 }));
    REQUIRE(page.has_value());
    REQUIRE(page->goals.size() == 1);
    CHECK(page->goals[0].status == "active");
    auto const goal = target.send(api::get_goal(page->goals[0].id));
    REQUIRE(goal.has_value());
    CHECK(goal->title == "Renew my parking permit");
    REQUIRE(goal->steps.size() == 3);
    CHECK(goal->steps[0].status == "in_progress");
    target.advance(2min);
    CHECK(target.send(api::get_goal(page->goals[0].id))->status == "completed");
    CHECK(target.send(api::list_goals({ .limit = 20 }, "completed"))->goals.size() == 1);
    CHECK(target.send(api::list_goals({ .limit = 20 }, "cancelled"))->goals.empty());
}

TEST_CASE("plans, checkout, portal and subscription", "[contract]")
{
    auto& target = any_sandbox();
    auto const plans = target.send(api::list_plans());
    REQUIRE(plans.has_value());
    REQUIRE(plans->size() == 4);
    CHECK((*plans)[3].name == "Business");
    CHECK((*plans)[3].monthly == Decimal { 299, 0 });
    CHECK((*plans)[3].monthly_if_annual == Decimal { 239, 0 });
    auto const checkout = target.send(api::start_trial_checkout(return_address, return_address));
    REQUIRE(checkout.has_value());
    CHECK(checkout->url.find("/sandbox/checkout/") != std::string::npos);
    auto const portal = target.send(api::get_billing_portal());
    REQUIRE(portal.has_value());
    CHECK(portal->url.find("/sandbox/portal/") != std::string::npos);
    auto const subscription = target.send(api::get_subscription());
    REQUIRE(subscription.has_value());
    CHECK(subscription->active == false);
}

TEST_CASE("a call is made once per key and found again", "[contract]")
{
    auto& target = any_sandbox();
    api::CallRequest const request { .task = "Ask what tuning an upright costs.", .phone = "+441174960140", .business = "Atelier Klavier", .user_name = "Mara", .timezone = "Europe/Madrid" };
    auto const made = target.send(api::create_call(request, "key-1"));
    REQUIRE(made.has_value());
    CHECK(made->status == "success");
    CHECK(target.send(api::create_call(request, "key-1"))->id == made->id);
    CHECK(target.send(api::create_call(request, "key-2"))->id != made->id);
    auto const page = target.send(api::list_calls({ .limit = 1 }));
    REQUIRE(page.has_value());
    CHECK(page->calls.size() == 1);
    CHECK(page->total == 2);
    auto const read = target.send(api::get_call(made->id));
    REQUIRE(read.has_value());
    CHECK(read->business == "Atelier Klavier");
    CHECK(read->phone == "+441174960140");
    CHECK(read->highlights);
}

TEST_CASE("tokens are renewed by rotation", "[contract]")
{
    auto& target = any_sandbox();
    auto const tokens = target.begin();
    target.expire_access_tokens();
    auto const refused = target.send(api::get_subscription());
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().kind == ErrorKind::SignedOut);
    CHECK(refused.error().code == "token_expired");
    auto const renewed = target.send(api::refresh_tokens(*tokens.refresh_token));
    REQUIRE(renewed.has_value());
    CHECK(renewed->refresh_token != tokens.refresh_token);
    CHECK(renewed->expires_in == 3600s);
    target.access_token = renewed->access_token;
    CHECK(target.send(api::get_subscription()).has_value());
    CHECK(target.send(api::refresh_tokens(*tokens.refresh_token)).error().kind == ErrorKind::SignedOut);
}

TEST_CASE("what is not there or not usable is refused in the service's own words", "[contract]")
{
    auto& target = any_sandbox();
    CHECK(target.send(api::get_goal({ "none" })).error().code == "goal_not_found");
    CHECK(target.send(api::get_call({ "none" })).error().code == "call_not_found");
    CHECK(target.send(api::get_history({ "none" }, 5)).error().status == 404);
    target.recording = false; // the next request is wrong on purpose
    CHECK(target.send(api::create_call({ .task = "Ask for help right now", .phone = "112" }, "k")).error().code == "emergency_number");
    target.access_token.clear();
    CHECK(target.send(api::list_calls({})).error().kind == ErrorKind::SignedOut);
}

/// Every operation once; what fails to decode is reported. The values that both shapes carry are compared.
static void check_every_operation(Target& target)
{
    auto const opened = target.send(api::create_conversation());
    REQUIRE(opened.has_value());
    auto const reply = target.send(api::send_message(opened->id, request_text));
    CHECK(problem_of(reply) == "");
    REQUIRE(reply.has_value());
    CHECK(reply->conversation_id == opened->id);
    CHECK(reply->message.text.starts_with("I found **3 coworking spaces**"));
    REQUIRE_FALSE(reply->message.actions.empty());
    auto const history = target.send(api::get_history(opened->id, 50));
    CHECK(problem_of(history) == "");
    auto const conversations = target.send(api::list_conversations());
    CHECK(problem_of(conversations) == "");
    CHECK(conversations->size() == 1);
    auto const goals = target.send(api::list_goals({ .limit = 5 }));
    CHECK(problem_of(goals) == "");
    REQUIRE(goals->goals.size() == 1);
    auto const goal = target.send(api::get_goal(goals->goals[0].id));
    CHECK(problem_of(goal) == "");
    CHECK(goal->id == goals->goals[0].id);
    auto const plans = target.send(api::list_plans());
    CHECK(problem_of(plans) == "");
    CHECK(plans->size() == 4);
    CHECK(problem_of(target.send(api::start_trial_checkout(return_address, return_address))) == "");
    auto const portal = target.send(api::get_billing_portal());
    CHECK(problem_of(portal) == "");
    CHECK(portal->url.find("/sandbox/portal/") != std::string::npos);
    auto const subscription = target.send(api::get_subscription());
    CHECK(problem_of(subscription) == "");
    if (subscription->plan)
        CHECK(subscription->plan == "trial"); // nothing was bought: none, or the free one of variant trial
    auto const call = target.send(api::create_call({ .task = "Ask what tuning costs.", .phone = "+441174960144", .business = "Atelier Klavier", .timezone = "Europe/Madrid" }, "k"));
    CHECK(problem_of(call) == "");
    auto const calls = target.send(api::list_calls({ .limit = 10 }));
    CHECK(problem_of(calls) == "");
    REQUIRE(calls->calls.size() == 1);
    CHECK(calls->calls[0].business == "Atelier Klavier");
    CHECK(calls->calls[0].created_at);
    CHECK(target.send(api::get_call(calls->calls[0].id))->id == call->id);
    auto const missing = target.send(api::get_goal({ "none" })).error();
    CHECK(missing.kind == ErrorKind::Rejected);
    CHECK_FALSE((missing.detail.empty() && missing.code.empty()));
}

/// What waits in the demonstration account, by words of its question.
static GoalId waiting_goal(api::PendingNotifications const& pending, std::string_view words)
{
    for (auto const& item : pending.goals.items)
        if (item.id && item.summary && item.summary->find(words) != std::string::npos)
            return { *item.id };
    return {};
}

/// Every operation on the week of the demonstration account once, those of check_every_operation() aside.
static void check_week(Target& target, api::PlanChangeBody form)
{
    auto const sent = [&](auto const& operation) {
        auto result = target.send(operation);
        CAPTURE(operation.target);
        CHECK(problem_of(result) == "");
        REQUIRE(result.has_value());
        return *std::move(result);
    };
    auto const act = [&](GoalId const& goal, api::GoalAction action) {
        REQUIRE_FALSE(goal.empty());
        auto const result = sent(api::act_on_goal(goal, action));
        CHECK(result.success.value_or(true));
    };
    auto const pending = sent(api::get_pending_notifications());
    CHECK(pending.total == 11);
    CHECK(pending.actions.items.size() == 3);
    CHECK(pending.inbox.count == 2);
    REQUIRE(pending.active_goal);
    REQUIRE(pending.active_goal->id);

    auto const goals = sent(api::list_goals({ .limit = 50 })).goals;
    REQUIRE(goals.size() == 12);
    auto const parent = std::find_if(goals.begin(), goals.end(), [](api::Goal const& goal) { return goal.sub_goal_count == 3; });
    REQUIRE(parent != goals.end());
    CHECK(sent(api::get_goal(parent->id)).id == parent->id);
    auto const tree = sent(api::get_goal_tree(parent->id));
    CHECK(tree.goal.id == parent->id);
    CHECK((tree.sub_goals.size() == 3 || tree.sub_goals.empty())); // those may be left out
    auto const budget = sent(api::get_goal_budget(parent->id));
    CHECK(budget.used == parent->credits_used);
    CHECK(sent(api::get_cost_breakdown(parent->id)).total == parent->credits_used);
    CHECK(sent(api::estimate_cost("call", "Phone a piano tuner and ask for a quote")).breakdown.size() == 2);

    auto const offer = waiting_goal(pending, "€29.90");
    act(waiting_goal(pending, "El Faro"), api::GoalAction::ApproveStep);
    act(waiting_goal(pending, "Accept the estimate"), api::GoalAction::ApproveBudget);
    act(waiting_goal(pending, "límite flexible"), api::GoalAction::AcknowledgeSoftCap);
    act(offer, api::GoalAction::KeepNegotiating);
    target.advance(1min);
    act(offer, api::GoalAction::AcceptOutcome);
    act(*pending.active_goal->id, api::GoalAction::Escalate);
    act(waiting_goal(pending, "You wanted"), api::GoalAction::Cancel);
    act(parent->id, api::GoalAction::CascadeCancel);
    auto const finished = sent(api::list_goals({ .limit = 50 }, "completed")).goals;
    REQUIRE(finished.size() >= 2);
    act(finished[0].id, api::GoalAction::Archive);
    auto const archived = sent(api::archive_goals({ finished[1].id, offer, { "none" } }));
    if (archived.archived)
        CHECK(archived.archived == 2);

    auto const calls = sent(api::list_calls({ .limit = 50 })).calls;
    auto const with = [&](std::string_view status) {
        auto const found = std::find_if(calls.begin(), calls.end(), [&](api::Call const& call) { return call.status == status; });
        REQUIRE(found != calls.end());
        return found->id;
    };
    CHECK(sent(api::get_call(with("success"))).id == with("success"));
    CHECK(sent(api::get_transcript(with("success"))).lines.size() == 7);
    CHECK_FALSE(sent(api::get_recording(with("success"))).url.empty());
    CHECK(sent(api::get_calendar(with("success"))).text.starts_with("BEGIN:VCALENDAR"));
    sent(api::reschedule_call(with("scheduled"), "2030-03-11", "09:30"));
    sent(api::act_on_call(with("scheduled"), api::CallAction::Cancel));
    sent(api::act_on_call(with("in_progress"), api::CallAction::Stop));

    auto const outbox = sent(api::list_outbox());
    REQUIRE(outbox.size() == 5);
    CHECK_FALSE(sent(api::queue_email({ .to = "k@tuner.example", .subject = "Quote", .body = "Could you tell me your price?", .cc = "m@client.example" })).id.empty());
    sent(api::act_on_email(outbox[0].id, api::EmailAction::Approve));
    sent(api::act_on_email(outbox[1].id, api::EmailAction::Cancel));
    auto const answered = std::find_if(outbox.begin(), outbox.end(), [](api::OutboxEmail const& email) { return email.status == "sent"; });
    REQUIRE(answered != outbox.end());
    CHECK(sent(api::get_email_replies(answered->id)).size() <= 1);
    auto const inbox = sent(api::list_inbox({ .channel = "email" }));
    REQUIRE(inbox.size() == 2);
    auto const letter = sent(api::get_inbox_message(inbox[0].id));
    CHECK(letter.id == inbox[0].id);
    if (letter.thread_id)
        CHECK(sent(api::get_inbox_thread(*letter.thread_id)).messages.size() <= 1);
    sent(api::mark_messages_read({ inbox[0].id }));
    CHECK(sent(api::list_inbox({ .unread_only = true })).size() == 1);
    auto const log = sent(api::get_action_log(50));
    auto const undoable = std::find_if(log.begin(), log.end(), [](api::LoggedAction const& action) { return action.undoable == true; });
    REQUIRE(undoable != log.end());
    sent(api::undo_action(undoable->id));
    CHECK(sent(api::get_action_log(50, "calendar")).size() == 2);

    auto const balance = sent(api::get_credit_balance());
    CHECK(*balance.remaining + *balance.used == balance.allocated);
    CHECK(sent(api::get_credit_breakdown()).total == balance.used);
    CHECK(sent(api::get_ledger(5)).size() == 5);
    CHECK(sent(api::get_credit_costs()).size() == 9);
    CHECK(sent(api::list_credit_plans()).size() == 4);
    CHECK(sent(api::get_statistics()).plan == "pro");
    CHECK(sent(api::change_plan("power", api::Billed::Monthly, form)).change_type == "upgrade");
    CHECK(sent(api::change_plan("starter", api::Billed::Annually, form)).change_type == "downgrade_scheduled");
    CHECK(sent(api::get_plan_status()).pending_change->plan == "starter");
    sent(api::cancel_pending_change());
    CHECK_FALSE(sent(api::get_plan_status()).pending_change);
    sent(api::get_subscription());
}

static void check_shape(Target& target, std::string const& dials, bool client_body)
{
    target.begin();
    target.turn(dials);
    check_every_operation(target);
    target.begin(Target::Account::Demo);
    target.turn(dials);
    check_week(target, client_body ? api::PlanChangeBody::Client : api::PlanChangeBody::Reference);
}

TEST_CASE("every operation is read in both shapes of every variant", "[contract][shapes]")
{
    auto& target = any_sandbox();
    target.drift = {};
    check_shape(target, "{}", false);
    for (std::size_t i = 0; i < sandbox::variant_count; ++i) {
        auto const name = std::string { sandbox::name_of(static_cast<sandbox::Variant>(i)) };
        CAPTURE(name);
        check_shape(target, R"({"shape":[")" + name + R"("]})", name == "change-plan-body");
    }
    check_shape(target, R"({"shape":"B"})", true);
    std::string deviations; // no documented form is one
    for (auto const& [said, times] : target.drift.seen)
        deviations += said + "\n";
    CHECK(deviations == "");
}

TEST_CASE("every operation is read without any member of an inferred shape", "[contract][shapes][absent]")
{
    auto& target = any_sandbox();
    // Over HTTP the answers are those of the same sandbox: there every tenth member, and all at once, show that its dial is reached.
    auto const& members = sandbox::inferred_members();
    for (std::size_t i = 0; i < members.size(); i += target.is_remote() ? 10 : 1) {
        CAPTURE(members[i]);
        check_shape(target, R"({"absent":[")" + std::string { members[i] } + R"("]})", false);
    }
    auto const tokens = target.begin();
    target.turn(R"({"absent":"all"})");
    CHECK(target.send(api::refresh_tokens(*tokens.refresh_token)).has_value());
    target.begin(Target::Account::Demo);
    target.turn(R"({"absent":"all"})");
    check_week(target, api::PlanChangeBody::Reference);
}

TEST_CASE("an operation that the service does not have is refused, and no other", "[contract][missing]")
{
    auto& target = any_sandbox();
    target.begin(Target::Account::Demo);
    auto const status = GENERATE(404, 405, 501);
    target.turn(R"({"missing":{"getCreditBalance":)" + std::to_string(status) + R"(,"getTranscript":)" + std::to_string(status) + "}}");
    auto const balance = target.send(api::get_credit_balance());
    REQUIRE_FALSE(balance.has_value());
    CHECK(balance.error().status == status);
    CHECK(balance.error().kind == (status == 501 ? ErrorKind::Unavailable : ErrorKind::Rejected));
    CHECK(target.send(api::get_transcript({ "none" })).error().status == status);
    CHECK(target.send(api::get_ledger(5)).has_value());
    CHECK(target.send(api::list_calls({})).has_value());
}

TEST_CASE("a decision on a goal is refused with the code that names its remedy", "[contract][errors]")
{
    auto& target = any_sandbox();
    target.begin(Target::Account::Demo);
    auto const pending = target.send(api::get_pending_notifications());
    REQUIRE(pending.has_value());
    auto const code = [&](std::string_view words, api::GoalAction action) { return target.send(api::act_on_goal(waiting_goal(*pending, words), action)).error().code; };
    CHECK(code("Accept the estimate", api::GoalAction::ApproveStep) == "budget_approval_required");
    CHECK(code("límite flexible", api::GoalAction::ApproveStep) == "soft_cap_reached");
    CHECK(api::meaning_of("budget_approval_required")->remedy == api::Remedy::ApproveBudget);
    CHECK(api::meaning_of("soft_cap_reached")->remedy == api::Remedy::AcknowledgeSoftCap);
    auto const log = target.send(api::get_action_log(50));
    REQUIRE(log.has_value());
    auto const fixed = std::find_if(log->begin(), log->end(), [](api::LoggedAction const& action) { return action.undoable == false; });
    REQUIRE(fixed != log->end());
    auto const refused = target.send(api::undo_action(fixed->id));
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == "action_not_undoable");
    CHECK_FALSE(refused.error().detail.empty());
}

TEST_CASE("every refusal of the table becomes an error with meaning", "[contract][errors]")
{
    auto& target = any_sandbox();
    auto const shape = GENERATE(as<std::string> {}, "[]", R"(["error-message"])", R"(["error-flat"])");
    auto const [status, code, kind] = GENERATE(table<int, std::string, ErrorKind>({
        { 401, "token_expired", ErrorKind::SignedOut }, { 402, "quota_exceeded", ErrorKind::Rejected }, { 402, "budget_approval_required", ErrorKind::Rejected },
        { 403, "forbidden", ErrorKind::Rejected }, { 422, "safety_violation", ErrorKind::Rejected }, { 429, "rate_limited", ErrorKind::Unavailable },
        { 500, "search_failed", ErrorKind::Unavailable }, { 503, "search_failed", ErrorKind::Unavailable },
    }));
    target.turn("{\"shape\":" + shape + ",\"status\":" + std::to_string(status) + ",\"code\":\"" + code + "\",\"retry_after\":7}");
    auto const answer = target.send(api::send_message({}, "hello"));
    REQUIRE_FALSE(answer.has_value());
    CHECK(answer.error().status == status);
    CHECK(answer.error().code == code);
    CHECK(answer.error().kind == kind);
    CHECK_FALSE(answer.error().detail.empty());
    CHECK(api::meaning_of(code) != nullptr);
    if (status == 429)
        CHECK(answer.error().retry_after == 7s);
}

TEST_CASE("an old bare body of 402 still names the way to upgrade", "[contract][errors]")
{
    auto& target = any_sandbox();
    target.turn(R"({"shape":["error-402","upgrade-url"],"status":402})");
    auto const answer = target.send(api::send_message({}, "hello"));
    REQUIRE_FALSE(answer.has_value());
    CHECK(answer.error().link == "https://kallyai.com/app?upgrade=true");
}

TEST_CASE("a spoilt body is malformed, never more", "[contract][faults]")
{
    auto& target = any_sandbox();
    target.recording = false;
    auto const kind = GENERATE(as<std::string> {}, "truncated", "html", "empty", "wrong_types", "deep");
    target.turn(R"({"malformed":")" + kind + "\"}");
    CHECK(target.send(api::send_message({}, "hello")).error().kind == ErrorKind::Malformed);
    CHECK(target.send(api::list_goals({})).error().kind == ErrorKind::Malformed);
    CHECK(target.send(api::get_billing_portal()).error().kind == ErrorKind::Malformed);
}

TEST_CASE("a broken connection leaves a message unanswered, and the history tells what became of it", "[contract][faults]")
{
    auto& target = any_sandbox();
    auto const opened = target.send(api::create_conversation());
    REQUIRE(opened.has_value());
    auto const drop_at = GENERATE(0, 1, 40);
    target.turn("{\"drop_at\":" + std::to_string(drop_at) + ",\"times\":1}");
    auto const answer = target.send(api::send_message(opened->id, "Renew my parking permit"));
    REQUIRE_FALSE(answer.has_value());
    CHECK(answer.error().kind == ErrorKind::Unanswered);
    auto const history = target.send(api::get_history(opened->id, 10));
    REQUIRE(history.has_value());
    CHECK(history->messages.size() == 2);
}

/// Sends a message and does not wait for the answer.
static Target::Pending begin_message(Target& target, ConversationId const& conversation, std::string_view text)
{
    auto const operation = api::send_message(conversation, text);
    return target.start(operation.method, operation.target, operation.body, true, "", 20s);
}

TEST_CASE("a message may be recorded late: the history read meanwhile does not have it", "[contract][faults][later]")
{
    auto& target = any_sandbox();
    auto const opened = target.send(api::create_conversation());
    REQUIRE(opened.has_value());
    auto const recorded = [&] { return target.send(api::get_history(opened->id, 10))->messages.size(); };
    SECTION("and the answer comes when it is recorded")
    {
        target.turn(R"({"record_after_ms":1500})");
        auto const begin = std::chrono::steady_clock::now();
        auto const answer = begin_message(target, opened->id, "Renew my parking permit");
        CHECK(recorded() == 0);
        CHECK(target.send(api::list_conversations())->front().message_count == 0);
        CHECK_FALSE(answer->has_value());
        auto const response = target.wait(answer);
        CHECK(std::chrono::steady_clock::now() - begin >= 1490ms);
        REQUIRE(response.has_value());
        auto const reply = api::send_message(opened->id, "").decode(response->body);
        REQUIRE(reply.has_value());
        auto const history = target.send(api::get_history(opened->id, 10));
        REQUIRE(history->messages.size() == 2);
        CHECK(history->messages[1].id == reply->message.id);
    }
    SECTION("and a connection that breaks at once tells nothing of it")
    {
        target.turn(R"({"record_after_ms":1500,"drop_at":5,"times":1})");
        auto const begin = std::chrono::steady_clock::now();
        auto const answer = begin_message(target, opened->id, "Renew my parking permit");
        auto const response = target.wait(answer);
        CHECK(std::chrono::steady_clock::now() - begin < 1400ms);
        REQUIRE_FALSE(response.has_value());
        CHECK(response.error().kind == ErrorKind::Unanswered);
        CHECK(recorded() == 0);
        while (recorded() == 0 && std::chrono::steady_clock::now() - begin < 5s) { }
        CHECK(std::chrono::steady_clock::now() - begin >= 1490ms);
        CHECK(recorded() == 2);
    }
}

TEST_CASE("who has bought nothing has no plan, or the free trial of the older service", "[contract][shapes]")
{
    auto& target = any_sandbox();
    CHECK_FALSE(target.send(api::get_subscription())->plan);
    target.turn(R"({"shape":["trial"]})");
    auto const trial = target.send(api::get_subscription());
    REQUIRE(trial.has_value());
    CHECK(trial->plan == "trial");
    CHECK(trial->active == true);
    CHECK_FALSE(trial->period_end);
    target.turn(R"({"shape":["trial","subscription-unit"]})");
    CHECK(target.send(api::get_subscription())->minutes_included == 30);
    CHECK(target.send(api::start_trial_checkout(return_address, return_address)).has_value());
}

TEST_CASE("an answer may take its time", "[contract][faults]")
{
    auto& target = any_sandbox();
    target.turn(R"({"latency_ms":300})");
    auto const begin = std::chrono::steady_clock::now();
    CHECK(target.send(api::list_plans()).has_value());
    CHECK(std::chrono::steady_clock::now() - begin >= 290ms);
}

TEST_CASE("what an account holds is read", "[contract][live]")
{
    auto& target = any_service();
    if (target.is_ours()) {
        REQUIRE(target.send(api::send_message({}, request_text)).has_value());
        REQUIRE(target.send(api::create_call({ .task = "Ask what tuning costs.", .phone = "+441174960140", .business = "Atelier Klavier", .timezone = "Europe/Madrid" }, "k")).has_value());
    }
    auto const conversations = target.send(api::list_conversations());
    CHECK(problem_of(conversations) == "");
    if (conversations.has_value() && !conversations->empty()) {
        auto const history = target.send(api::get_history(conversations->front().id, 50));
        CHECK(problem_of(history) == "");
        CHECK((!history.has_value() || history->messages.size() <= 50));
        CHECK(problem_of(target.send(api::get_history(conversations->front().id, 1))) == "");
    }
    auto const goals = target.send(api::list_goals({ .limit = 5 }));
    CHECK(problem_of(goals) == "");
    CHECK(problem_of(target.send(api::list_goals({ .limit = 5 }, "completed"))) == "");
    if (goals.has_value() && !goals->goals.empty()) {
        auto const goal = target.send(api::get_goal(goals->goals.front().id));
        CHECK(problem_of(goal) == "");
        CHECK((!goal.has_value() || goal->id == goals->goals.front().id));
    }
    auto const calls = target.send(api::list_calls({ .limit = 1 }));
    CHECK(problem_of(calls) == "");
    if (calls.has_value() && !calls->calls.empty()) {
        auto const call = target.send(api::get_call(calls->calls.front().id));
        CHECK(problem_of(call) == "");
        CHECK((!call.has_value() || call->id == calls->calls.front().id));
    }
    CHECK(problem_of(target.send(api::get_subscription())) == "");
}

TEST_CASE("the plans need no sign-in, all else does", "[contract][live]")
{
    auto& target = any_service();
    target.access_token = "none";
    auto const conversations = target.send(api::list_conversations());
    REQUIRE_FALSE(conversations.has_value());
    CHECK(conversations.error().kind == ErrorKind::SignedOut);
    auto const plans = target.send(api::list_plans());
    CHECK(problem_of(plans) == "");
    CHECK((!plans.has_value() || !plans->empty()));
}

TEST_CASE("what is not there is refused in words", "[contract][live]")
{
    auto& target = any_service();
    auto const goal = target.send(api::get_goal({ "none" }));
    auto const call = target.send(api::get_call({ "none" }));
    REQUIRE_FALSE(goal.has_value());
    REQUIRE_FALSE(call.has_value());
    for (auto const& error : { goal.error(), call.error() }) {
        CHECK(error.kind == ErrorKind::Rejected);
        CHECK_FALSE((error.code.empty() && error.detail.empty()));
    }
}

TEST_CASE("a harmless message is answered and stands in the history", "[contract][live][writes]")
{
    auto& target = any_service();
    if (!target.may_write())
        SKIP("KALLY_LIVE_WRITES is not 1");
    auto const opened = target.send(api::create_conversation());
    CHECK(problem_of(opened) == "");
    REQUIRE(opened.has_value());
    auto const before = target.send(api::get_history(opened->id, 10));
    CHECK(problem_of(before) == "");
    CHECK((!before.has_value() || before->messages.empty()));
    constexpr char thanks[] = "Thank you, there is nothing to do today.";
    auto const reply = target.send(api::send_message(opened->id, thanks));
    CHECK(problem_of(reply) == "");
    REQUIRE(reply.has_value());
    CHECK_FALSE(reply->message.text.empty());
    CHECK(reply->conversation_id.value_or(opened->id) == opened->id);
    auto const history = target.send(api::get_history(opened->id, 10));
    REQUIRE(history.has_value());
    REQUIRE(history->messages.size() >= 2);
    CHECK(history->messages.front().text == thanks);
    CHECK(history->messages.front().author == api::Author::User);
}

TEST_CASE("the live service is named by the environment, and there is none without a token", "[contract]")
{
    static std::map<std::string, std::string> environment;
    environment.clear();
    auto const read = [](char const* name) -> char const* { return environment.contains(name) ? environment[name].c_str() : nullptr; };
    environment["KALLY_LIVE_URL"] = "http://localhost:8976/";
    environment["KALLY_LIVE_WRITES"] = "1";
    CHECK_FALSE(live_service(read));
    environment["KALLY_LIVE_TOKEN"] = "secret";
    CHECK(live_service(read)->url == "http://localhost:8976");
    CHECK(live_service(read)->token == "secret");
    CHECK(live_service(read)->may_write);
    environment = { { "KALLY_LIVE_TOKEN", "secret" }, { "KALLY_LIVE_WRITES", "yes" } };
    CHECK(live_service(read)->url == "https://api.kallyai.com");
    CHECK_FALSE(live_service(read)->may_write);
}
