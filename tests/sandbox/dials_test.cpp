#include "sandbox/memory_transport.h"
#include "world.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>

using namespace kally;
using namespace std::chrono_literals;
using sandbox::Malformed, sandbox::Variant;
using Json = World::Json;

static void turn(World& world, std::string const& json) { REQUIRE(sandbox::apply_json(world.service.dials(), json) == ""); }

TEST_CASE("shape B of each variant looks as the contract says", "[sandbox][dials]")
{
    World world { { .demo = true } };
    auto const shape = [&](char const* variant) { turn(world, std::string { R"({"shape":[")" } + variant + R"("]})"); };
    SECTION("message")
    {
        shape("message-text");
        CHECK(world.say("hello").contains("response"));
        shape("message-actions");
        auto const reply = world.say("Call Casa Lola");
        CHECK(reply["actions_taken"] == Json { "call_initiated", "goal_created" });
        CHECK_FALSE(reply.contains("triggered_actions"));
        shape("message-goal");
        auto const linked = world.say("Call Casa Lola");
        CHECK(linked["goal_id"].is_string());
        CHECK_FALSE(linked.contains("message_id"));
        shape("message-extras");
        CHECK_FALSE(world.say("hello").contains("suggestions"));
        shape("credits-type");
        CHECK(world.say("Check my electricity bill")["credits_used"] == 1);
    }
    SECTION("identifiers")
    {
        shape("conversation-id");
        CHECK(Json::parse(world.send(Method::Post, "/v1/coordination/conversations").body).contains("id"));
        CHECK(world.get_json("/v1/coordination/conversations")["conversations"][0].contains("conversation_id"));
        shape("id-format");
        CHECK(Json::parse(world.send(Method::Post, "/v1/coordination/conversations").body)["conversation_id"].get<std::string>().size() == 36);
        shape("goal-id");
        auto const goal = world.get_json("/v1/coordination/goals")["goals"][0];
        CHECK_FALSE(goal.contains("id"));
        CHECK(world.get_json("/v1/coordination/goals/" + goal["goal_id"].get<std::string>()).contains("goal_id"));
    }
    SECTION("lists")
    {
        shape("goal-list-key");
        CHECK(world.get_json("/v1/coordination/goals").contains("items"));
        shape("goal-list-params");
        CHECK(world.get_json("/v1/coordination/goals?offset=1&limit=1")["goals"] == world.get_json("/v1/coordination/goals?limit=1")["goals"]);
        shape("history-list");
        CHECK(world.get_json("/v1/coordination/history").is_array());
        shape("plans-map");
        CHECK(world.get_json("/v1/stripe/plans")["plans"]["pro"]["price_monthly"] == 49);
        shape("plans-list");
        CHECK(world.get_json("/v1/stripe/plans").is_array());
    }
    SECTION("calls")
    {
        world.say("Call Casa Lola");
        shape("call-list-key");
        CHECK(world.get_json("/v1/calls").contains("items"));
        shape("call-layout");
        CHECK(world.get_json("/v1/calls")["calls"][0]["business_name"] == "Casa Lola");
        shape("call-status");
        world.send(Method::Post, "/v1/calls", R"({"submission":{"task_description":"Ask for the price","respondent_phone":"+441174960144"}})");
        CHECK(world.get_json("/v1/calls")["calls"][0]["status"] == "terminated");
    }
    SECTION("billing and sign-in")
    {
        shape("portal");
        CHECK(world.get_json("/v1/stripe/billing-portal").contains("url"));
        shape("subscription-unit");
        CHECK(world.get_json("/v1/users/me/subscription")["plan"]["minutes_included"] == 210);
        shape("business-price");
        CHECK(world.get_json("/v1/stripe/plans")["plans"][3]["price_monthly"] == 249);
        shape("overage");
        CHECK(world.get_json("/v1/stripe/plans")["plans"][0]["overage_rate"] == "0.15");
        World stranger;
        turn(stranger, R"({"shape":["trial"]})");
        auto const trial = stranger.get_json("/v1/users/me/subscription");
        CHECK(trial["plan_type"] == "trial");
        CHECK(trial["has_active_subscription"] == true);
        CHECK_FALSE(trial.contains("current_period_end"));
        turn(stranger, R"({"shape":["trial","subscription-unit"]})");
        CHECK(stranger.get_json("/v1/users/me/subscription")["plan"] == Json { { "type", "trial" }, { "period", "monthly" }, { "minutes_included", 30 } });
        shape("trial");
        CHECK(world.get_json("/v1/users/me/subscription")["plan_type"] == "pro"); // bought is bought
        shape("scope-spelling");
        auto const refresh = world.service.sign_in().refresh_token.value_or("");
        auto const tokens = world.send(Method::Post, "/v1/auth/refresh", Json { { "refresh_token", refresh } }.dump());
        CHECK(Json::parse(tokens.body)["scope"].get<std::string>().starts_with("coordination.read"));
    }
    SECTION("errors")
    {
        shape("error-message");
        CHECK(world.get_json("/v1/calls/none")["error"]["details"]["message"] == "There is no such call (sandbox).");
        shape("error-flat");
        CHECK(world.get_json("/v1/calls/none")["error"] == "call_not_found");
        shape("error-detail");
        CHECK(world.get_json("/v1/calls/none") == Json { { "detail", "There is no such call (sandbox)." } });
        shape("error-402");
        world.service.dials().status = 402;
        CHECK(world.get_json("/v1/calls")["upgrade_url"] == "https://kallyai.com/app");
        turn(world, R"({"shape":["error-402","upgrade-url"]})");
        CHECK(world.get_json("/v1/calls")["upgrade_url"] == "https://kallyai.com/app?upgrade=true");
    }
}

TEST_CASE("each inferred member can be left out", "[sandbox][dials]")
{
    World world { { .demo = true } };
    world.conversation = world.get_json("/v1/coordination/conversations")["conversations"][0]["id"];
    auto const saved = world.service.save();
    auto const goals = world.get_json("/v1/coordination/goals?limit=50")["goals"];
    auto const goal = goals[0]["id"].get<std::string>(), finished = world.get_json("/v1/coordination/goals?status=completed")["goals"][0]["id"].get<std::string>();
    auto const parent = std::find_if(goals.begin(), goals.end(), [](Json const& one) { return one["sub_goal_count"] == 3; })->at("id").get<std::string>();
    auto const calls = world.get_json("/v1/calls")["calls"];
    auto const planned = std::find_if(calls.begin(), calls.end(), [](Json const& one) { return one["status"] == "scheduled"; })->at("call_id").get<std::string>();
    auto const emails = world.get_json("/v1/actions/email/outbox")["emails"];
    auto const answered = std::find_if(emails.begin(), emails.end(), [](Json const& one) { return one["status"] == "sent"; })->at("id").get<std::string>();
    auto const letter = world.get_json("/v1/messages/inbox")["messages"][0]["id"].get<std::string>();
    auto const thread = world.get_json("/v1/messages/inbox/" + letter)["conversation_id"].get<std::string>();
    auto const log = world.get_json("/v1/actions/log")["actions"];
    auto const undoable = std::find_if(log.begin(), log.end(), [](Json const& one) { return one["undoable"] == true; })->at("id").get<std::string>();
    /// Every body that has an inferred shape, by its schemas, all from the same account.
    auto const bodies = [&](std::string_view schema) {
        REQUIRE(world.service.restore(saved));
        auto const tokens = world.service.sign_in();
        world.token = tokens.access_token;
        auto const get = [&](std::string const& target) { return world.get(target).body; };
        auto const post = [&](std::string const& target, Json const& body = nullptr) { return world.send(Method::Post, target, body.is_null() ? "" : body.dump()).body; };
        if (schema == "TokenResponse")
            return post("/v1/auth/refresh", { { "refresh_token", tokens.refresh_token.value_or("") } });
        if (schema == "GoalTree")
            return get("/v1/coordination/goals/" + parent + "/tree");
        if (schema == "GoalActionResult")
            return post("/v1/coordination/goals/" + goal + "/cancel");
        if (schema == "BatchArchived")
            return post("/v1/coordination/goals/batch-archive", { { "goal_ids", { finished, goal } } });
        if (schema == "CallActionResult")
            return post("/v1/calls/" + planned + "/cancel");
        if (schema == "OutboxEmail")
            return get("/v1/actions/email/outbox");
        if (schema == "EmailActionDone")
            return post("/v1/actions/email/" + emails[0]["id"].get<std::string>() + "/approve");
        if (schema == "EmailReplies")
            return get("/v1/actions/email/" + answered + "/replies");
        if (schema == "InboxMessageFull")
            return get("/v1/messages/inbox/" + letter);
        if (schema == "InboxThread")
            return get("/v1/messages/conversation/" + thread);
        if (schema == "MarkedRead")
            return post("/v1/messages/mark-read", { { "message_ids", { letter } } });
        if (schema == "Undone")
            return post("/v1/actions/" + undoable + "/undo");
        std::string all;
        for (auto const& target : { "/v1/coordination/history?conversation_id=" + world.conversation, std::string { "/v1/coordination/goals" }, "/v1/coordination/goals/" + goal,
                 std::string { "/v1/stripe/plans" }, std::string { "/v1/users/me/subscription" } })
            all += get(target);
        return all;
    };
    auto const count = [](std::string const& text, std::string const& part) {
        auto number = 0;
        for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
            ++number;
        return number;
    };
    for (auto const member : sandbox::inferred_members()) {
        CAPTURE(member);
        auto const schema = member.substr(0, member.find('.'));
        auto const key = "\"" + std::string { member.substr(member.find('.') + 1) } + "\":";
        turn(world, R"({"absent":[]})");
        auto const whole = bodies(schema);
        turn(world, Json { { "absent", { member } } }.dump());
        CHECK(count(bodies(schema), key) < count(whole, key));
    }
    turn(world, R"({"absent":"all"})");
    CHECK(world.service.dials().absent.size() == sandbox::inferred_members().size());
    CHECK(world.get("/v1/coordination/history").body == "{}");
}

TEST_CASE("an operation can be missing, and says so in one of three ways", "[sandbox][dials]")
{
    World world { { .demo = true } };
    auto const [status, code] = GENERATE(table<int, std::string>({ { 404, "not_found" }, { 405, "method_not_allowed" }, { 501, "not_implemented" } }));
    turn(world, Json { { "missing", { { "getCreditBalance", status }, { "getRecording", status } } } }.dump());
    auto const refused = world.get("/v1/credits/balance");
    CHECK(refused.status == status);
    CHECK(Json::parse(refused.body)["error"]["code"] == code);
    CHECK(world.get("/v1/calls/none/recording").status == status);
    CHECK(world.get("/v1/credits/history").status == 200);
    CHECK(world.get("/v1/calls").status == 200);
    turn(world, R"({"missing":{}})");
    CHECK(world.get("/v1/credits/balance").status == 200);
}

TEST_CASE("further forms that the contract allows can be had", "[sandbox][dials]")
{
    World world { { .demo = true } };
    auto const shape = [&](char const* variant) { turn(world, std::string { R"({"shape":[")" } + variant + R"("]})"); };
    auto const calls = world.get_json("/v1/calls")["calls"];
    auto const spoken = std::find_if(calls.begin(), calls.end(), [](Json const& one) { return one["status"] == "success"; })->at("call_id").get<std::string>();
    auto const goal = world.get_json("/v1/coordination/goals")["goals"][0]["id"].get<std::string>();
    shape("transcript-layout");
    auto const other = world.get_json("/v1/calls/" + spoken + "/transcript");
    CHECK(other["transcript"][0].contains("role"));
    CHECK(other["transcript"][0].contains("text"));
    shape("transcript-list");
    CHECK(world.get_json("/v1/calls/" + spoken + "/transcript")[0]["speaker"] == "AI");
    shape("transcript-lines");
    CHECK(world.get_json("/v1/calls/" + spoken + "/transcript")["transcript"][0].get<std::string>().starts_with("AI: "));
    shape("other-names");
    CHECK(world.get_json("/v1/coordination/goals/" + goal + "/tree")["tree"].contains("children"));
    CHECK(world.get_json("/v1/coordination/conversations").contains("items"));
    CHECK(world.get_json("/v1/actions/email/outbox")["items"][0].contains("email_id"));
    CHECK(world.get_json("/v1/messages/inbox")["items"][0].contains("message_id"));
    shape("created");
    CHECK(world.send(Method::Post, "/v1/coordination/conversations").status == 201);
    shape("no-body");
    auto const done = world.send(Method::Post, "/v1/coordination/goals/" + goal + "/cancel");
    CHECK(done.status == 204);
    CHECK(done.body.empty());
    shape("change-plan-body");
    CHECK(world.send(Method::Post, "/v1/subscriptions/change-plan", R"({"new_plan":"power"})").status == 400);
    CHECK(world.send(Method::Post, "/v1/subscriptions/change-plan", R"({"target_plan":"power"})").status == 200);
}

TEST_CASE("a refusal can be forced, with its code and its Retry-After", "[sandbox][dials]")
{
    World world;
    turn(world, R"({"status":429,"retry_after":7})");
    auto const limited = world.get("/v1/calls");
    CHECK(limited.status == 429);
    CHECK(net::header(limited.headers, "retry-after") == "7");
    CHECK(Json::parse(limited.body)["error"]["code"] == "rate_limited");
    turn(world, R"({"status":402,"code":"budget_exceeded","retry_after":null})");
    auto const refused = world.send(Method::Post, "/v1/coordination/message", R"({"message":"Call Casa Lola"})");
    CHECK(refused.status == 402);
    CHECK(Json::parse(refused.body)["error"]["code"] == "budget_exceeded");
    turn(world, R"({"reset":true})");
    CHECK(world.get_json("/v1/calls")["total"] == 0); // refused means not done
}

TEST_CASE("faults can be kept to some paths and to some requests", "[sandbox][dials]")
{
    World world;
    turn(world, R"({"status":503,"only":"/v1/coordination/message","times":2})");
    CHECK(world.get("/v1/calls").status == 200);
    auto const say = [&] { return world.send(Method::Post, "/v1/coordination/message", R"({"message":"hello"})").status; };
    CHECK(say() == 503);
    CHECK(say() == 503);
    CHECK(say() == 200);
}

TEST_CASE("a body can be spoilt after the work is done", "[sandbox][dials]")
{
    auto const kind = GENERATE(as<std::string> {}, "truncated", "html", "empty", "wrong_types", "deep", "invalid_utf8");
    World world;
    turn(world, Json { { "malformed", kind }, { "times", 1 } }.dump());
    auto const spoilt = world.send(Method::Post, "/v1/coordination/message", R"({"message":"hello"})");
    CHECK(spoilt.status == 200);
    auto const json = Json::parse(spoilt.body, nullptr, false);
    CHECK((json.is_discarded() || !json.is_object()));
    CHECK(world.get_json("/v1/coordination/conversations")["conversations"].size() == 1);
}

TEST_CASE("a whole answer can hold what no contract knows", "[sandbox][dials]")
{
    World world { { .demo = true } };
    turn(world, R"({"malformed":"strange"})");
    auto const goals = world.get_json("/v1/coordination/goals?status=active")["goals"];
    REQUIRE_FALSE(goals.empty());
    CHECK(goals[0]["mood"] == "calm");
    CHECK(std::any_of(goals.begin(), goals.end(), [](Json const& goal) { return goal["status"] == "levitating"; }));
}

TEST_CASE("a connection can break at a byte", "[sandbox][dials]")
{
    World world;
    turn(world, R"({"drop_at":12})");
    CHECK(world.service.answer({ .url = "/v1/stripe/plans" }).drop_at == 12);
    sandbox::MemoryTransport transport { world.service };
    std::optional<Result<net::Response>> answer;
    transport.send({ .url = "/v1/stripe/plans" }, [&](auto got) { answer = std::move(got); });
    transport.poll();
    REQUIRE(answer);
    REQUIRE_FALSE(answer->has_value());
    CHECK(answer->error().kind == ErrorKind::Unanswered);
}

TEST_CASE("a message can be recorded later than it was accepted", "[sandbox][dials][later]")
{
    auto const pace = GENERATE(sandbox::Pace::Real, sandbox::Pace::Frozen);
    World world { { .pace = pace } };
    world.say("hello");
    turn(world, R"({"record_after_ms":4000,"latency_ms":100})");
    sandbox::MemoryTransport transport { world.service };
    std::vector<std::string> answers;
    auto const send = [&](std::string const& conversation, std::string const& text, std::chrono::milliseconds limit = 30s) {
        return transport.send({ .method = Method::Post, .url = "/v1/coordination/message", .headers = { { "Authorization", "Bearer " + world.token } },
                                  .body = Json { { "message", text }, { "conversation_id", conversation } }.dump(), .time_limit = limit },
            [&](Result<net::Response> answer) {
                auto const json = answer.has_value() ? Json::parse(answer->body, nullptr, false) : Json {};
                answers.push_back(answer.has_value() ? std::to_string(answer->status) + " " + (json.is_object() ? json.value("message_id", "") : "spoilt") : "unanswered");
            });
    };
    auto const conversations = [&] { return world.get_json("/v1/coordination/conversations")["conversations"]; };
    auto const pass = [&](std::chrono::milliseconds time) {
        world.time += time;
        transport.poll();
    };
    SECTION("history, list and answer have it after that, and not before")
    {
        send(world.conversation, "Renew my parking permit");
        pass(3900ms);
        CHECK(answers.empty());
        CHECK(world.history().size() == 2);
        CHECK(conversations()[0]["message_count"] == 2);
        CHECK(world.get_json("/v1/coordination/goals")["goals"].empty());
        pass(100ms);
        CHECK(world.history().size() == 4);
        CHECK(conversations()[0]["message_count"] == 4);
        CHECK(answers == std::vector<std::string> { "200 " + world.history()[3]["message_id"].get<std::string>() });
        CHECK(world.newest_goal()["status"] == "active");
    }
    SECTION("a conversation that the message opens is listed after that")
    {
        send("", "Call Casa Lola");
        CHECK(conversations().size() == 1);
        pass(4s);
        CHECK(conversations().size() == 2);
    }
    SECTION("a connection breaks at once, the work is recorded later")
    {
        turn(world, R"({"drop_at":0,"times":1})");
        send(world.conversation, "Renew my parking permit");
        pass(100ms);
        CHECK(answers == std::vector<std::string> { "unanswered" });
        CHECK(world.history().size() == 2);
        world.time += 4s;
        CHECK(world.history().size() == 4);
    }
    SECTION("a time limit or a cancelled request does not take the work back")
    {
        send(world.conversation, "Renew my parking permit", 1s);
        transport.cancel(send(world.conversation, "How is it going?"));
        pass(1s);
        CHECK(answers == std::vector<std::string> { "unanswered" });
        pass(3s);
        CHECK(world.history().size() == 6);
        CHECK(answers.size() == 1);
    }
    SECTION("a body can be spoilt as well")
    {
        turn(world, R"({"malformed":"empty","times":1})");
        send(world.conversation, "Renew my parking permit");
        pass(4s);
        CHECK(answers == std::vector<std::string> { "200 spoilt" });
    }
    SECTION("each is recorded in its turn, dated when it was")
    {
        send(world.conversation, "Renew my parking permit");
        turn(world, R"({"record_after_ms":1000})");
        send(world.conversation, "hello again");
        world.time += 9s;
        auto const messages = world.history();
        REQUIRE(messages.size() == 6);
        CHECK(messages[2]["content"] == "hello again");
        CHECK(messages[4]["content"] == "Renew my parking permit");
        if (pace == sandbox::Pace::Real)
            CHECK(messages[4]["created_at"] == "2026-11-24T12:00:04Z");
    }
    SECTION("other paths and refusals stay as they are")
    {
        turn(world, R"({"only":"/v1/calls"})");
        send(world.conversation, "Renew my parking permit");
        CHECK(world.history().size() == 4);
        turn(world, R"({"only":""})");
        send("none", "hello");
        pass(100ms);
        CHECK(answers.back() == "404 ");
    }
    SECTION("a new account knows nothing of it, and who waits is told")
    {
        send(world.conversation, "Renew my parking permit");
        world.service.start_over();
        pass(4s);
        CHECK(answers == std::vector<std::string> { "503 " });
        CHECK(conversations().empty());
    }
    SECTION("a program that ends records it at once")
    {
        send(world.conversation, "Renew my parking permit");
        world.service.record_accepted();
        CHECK(world.history().size() == 4);
    }
}

TEST_CASE("the lifetime of tokens and the latency can be turned", "[sandbox][dials]")
{
    World world;
    turn(world, R"({"token_lifetime":5,"latency_ms":250})");
    CHECK(world.service.sign_in().expires_in == 5s);
    CHECK(world.service.answer({ .url = "/v1/stripe/plans" }).latency == 250ms);
    world.service.expire_access_tokens();
    CHECK(world.get("/v1/calls").status == 401);
}

TEST_CASE("a turn of the dials is taken whole or not at all", "[sandbox][dials]")
{
    auto const [json, problem] = GENERATE(table<std::string, std::string>({
        { "", "the body is not a JSON object" },
        { "[1]", "the body is not a JSON object" },
        { R"({"status":200})", "status is not 0 or 400 to 599" },
        { R"({"latency_ms":5,"shape":["nonsense"]})", "shape names a variant that is not known" },
        { R"({"latency_ms":5,"absent":["Nothing.here"]})", "absent names a member that is not known" },
        { R"({"latency_ms":5,"drop_at":-1})", "drop_at is not null or a whole number" },
        { R"({"latency_ms":5,"malformed":"sour"})", "malformed is not one of truncated, html, empty, wrong_types, deep, invalid_utf8, strange" },
        { R"({"latency_ms":1e9})", "latency_ms is not 0 to 600000" },
        { R"({"latency_ms":5,"record_after_ms":600001})", "record_after_ms is not 0 to 600000" },
        { R"({"latency_ms":5,"missing":["getGoal"]})", "missing is not an object of operations" },
        { R"({"latency_ms":5,"missing":{"getGoal":500}})", "missing has a status that is not 404, 405 or 501" },
        { R"({"latency_ms":5,"missing":{"getNothing":404}})", "missing names an operation that is not known" },
        { R"({"volume":11})", "there is no dial volume" },
    }));
    sandbox::Dials dials;
    CHECK(sandbox::apply_json(dials, json) == problem);
    CHECK(dials.latency == 0ms);
}

TEST_CASE("the dials can be read back", "[sandbox][dials]")
{
    sandbox::Dials dials;
    REQUIRE(sandbox::apply_json(dials, R"({"shape":"B","absent":["History.total"],"missing":{"getGoalTree":501},"latency_ms":7,"record_after_ms":9,"status":500,"drop_at":3,"malformed":"html","only":"/v1/calls","times":4})") == "");
    sandbox::Dials again;
    REQUIRE(sandbox::apply_json(again, sandbox::to_json(dials)) == "");
    CHECK(sandbox::to_json(again) == sandbox::to_json(dials));
    CHECK(again.record_after == 9ms);
    CHECK(again.shape_b.all());
}
