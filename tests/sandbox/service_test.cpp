#include "sandbox/memory_transport.h"
#include "world.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace kally;
using namespace std::chrono_literals;
using Json = World::Json;

static std::string code_of(net::Response const& response)
{
    auto const json = Json::parse(response.body, nullptr, false);
    return json.is_object() && json.contains("error") && json["error"].is_object() ? json["error"].value("code", "") : "";
}

TEST_CASE("a token is asked for, ages and is renewed by rotation", "[sandbox][service]")
{
    World world { { .dials = { .token_lifetime = 90s } } };
    CHECK(code_of(world.service.handle({ .url = "/v1/calls" })) == "missing_token");
    CHECK(world.service.handle({ .url = "/v1/stripe/plans" }).status == 200);
    CHECK(code_of(world.service.handle({ .url = "/v1/calls", .headers = { { "authorization", "Bearer nonsense" } } })) == "token_expired");
    auto const tokens = world.service.sign_in();
    world.token = tokens.access_token;
    CHECK(world.get("/v1/calls").status == 200);
    world.time += 91s;
    CHECK(code_of(world.get("/v1/calls")) == "token_expired");
    auto const body = Json { { "refresh_token", *tokens.refresh_token } }.dump();
    auto const renewed = world.service.handle({ .method = Method::Post, .url = "/v1/auth/refresh", .body = body });
    REQUIRE(renewed.status == 200);
    CHECK(Json::parse(renewed.body)["refresh_token"] != *tokens.refresh_token);
    CHECK(Json::parse(renewed.body)["expires_in"] == 90);
    // That answer was lost: who asks again gets other tokens, and what was lost is worth nothing.
    auto const again = world.service.handle({ .method = Method::Post, .url = "/v1/auth/refresh", .body = body });
    REQUIRE(again.status == 200);
    world.token = Json::parse(renewed.body)["access_token"];
    CHECK(world.get("/v1/calls").status == 401);
    world.token = Json::parse(again.body)["access_token"];
    CHECK(world.get("/v1/calls").status == 200);
    CHECK(world.service.handle({ .method = Method::Post, .url = "/v1/auth/refresh", .body = body }).status == 401);
}

TEST_CASE("calls are checked, end as their number says and are made once per key", "[sandbox][service]")
{
    World world;
    auto const submit = [&](std::string const& phone, std::string const& key = {}) {
        Json body { { "submission", { { "task_category", "general" }, { "task_description", "Ask what tuning costs." }, { "respondent_phone", phone }, { "language", "en" } } }, { "timezone", "Europe/Madrid" } };
        return world.service.handle({ .method = Method::Post, .url = "/v1/calls", .headers = { { "Authorization", "Bearer " + world.token }, { "Idempotency-Key", key } }, .body = body.dump() });
    };
    SECTION("the last digit decides how a call ends")
    {
        auto const [phone, status] = GENERATE(table<std::string, std::string>({ { "+441174960140", "success" }, { "+441174960141", "no_answer" }, { "+441174960142", "busy" }, { "+441174960143", "voicemail" }, { "+441174960144", "failed" } }));
        auto const made = submit(phone);
        CHECK(made.status == 201);
        CHECK(Json::parse(made.body)["status"] == status);
    }
    SECTION("a number may be refused")
    {
        auto const [phone, code] = GENERATE(table<std::string, std::string>({ { "", "missing_phone_number" }, { "112", "emergency_number" }, { "+19005550100", "toll_number" } }));
        CHECK(submit(phone).status == 422);
        CHECK(code_of(submit(phone)) == code);
    }
    SECTION("the same key gives the same call")
    {
        CHECK(submit("+441174960140", "k1").body == submit("+441174960140", "k1").body);
        CHECK(submit("+441174960140", "k2").body != submit("+441174960140", "k1").body);
        CHECK(world.get_json("/v1/calls")["total"] == 2);
        CHECK(world.get_json("/v1/calls?limit=1&offset=1")["calls"].size() == 1);
    }
}

TEST_CASE("the trial begins when the checkout is paid", "[sandbox][service]")
{
    World world { { .page_origin = "http://localhost:8976" } };
    CHECK(world.get_json("/v1/users/me/subscription")["has_active_subscription"] == false);
    auto const body = R"({"success_url":"https://kallyai.com/app","cancel_url":"https://kallyai.com/app"})";
    auto const made = Json::parse(world.send(Method::Post, "/v1/stripe/trial-checkout", body).body);
    auto const id = made["session_id"].get<std::string>();
    CHECK(made["checkout_url"] == "http://localhost:8976/sandbox/checkout/" + id);
    world.service.close_checkout(id, true);
    auto const subscription = world.get_json("/v1/users/me/subscription");
    CHECK(subscription["has_active_subscription"] == true);
    CHECK(subscription["current_period_end"] == "2026-12-01T12:00:00Z");
    CHECK(world.send(Method::Post, "/v1/stripe/trial-checkout", body).status == 409);
    world.time += 24h * 8;
    world.token = world.service.sign_in().access_token;
    CHECK(world.get_json("/v1/users/me/subscription")["status"] == "expired");
}

TEST_CASE("history keeps to its limit and its conversation", "[sandbox][service]")
{
    World world;
    world.say("hello");
    auto const first = world.conversation;
    world.say("hello again");
    world.begin_conversation();
    world.say("Call Casa Lola");
    auto const page = world.get_json("/v1/coordination/history?limit=3&conversation_id=" + first);
    CHECK(page["messages"].size() == 3);
    CHECK(page["has_more"] == true);
    CHECK(page["messages"].back()["role"] == "assistant");
    CHECK(world.get("/v1/coordination/history?limit=0").status == 422);
    CHECK(code_of(world.get("/v1/coordination/history?conversation_id=none")) == "conversation_not_found");
}

TEST_CASE("everything survives being saved and restored", "[sandbox][service]")
{
    World world;
    world.say("Find three coworking spaces near downtown Malaga and draft outreach emails asking for monthly pricing.");
    world.say("Use email first. Include my availability next week.");
    auto const saved = world.service.save();

    World other { { .seed = 99 } };
    REQUIRE(other.service.restore(saved));
    other.token = world.token;
    other.conversation = world.conversation;
    CHECK(other.service.save() == saved);
    for (auto const* target : { "/v1/coordination/conversations", "/v1/coordination/goals", "/v1/calls" })
        CHECK(other.get(target).body == world.get(target).body);
    CHECK(other.say("Approve all 3") == world.say("Approve all 3"));

    SECTION("time never runs behind what was told")
    {
        World early;
        early.time -= 2h;
        REQUIRE(early.service.restore(saved));
        CHECK(early.service.now() >= world.time);
    }
    SECTION("a damaged text changes nothing")
    {
        auto const before = other.service.save();
        CHECK_FALSE(other.service.restore(""));
        CHECK_FALSE(other.service.restore(saved.substr(0, saved.size() / 2)));
        CHECK_FALSE(other.service.restore(R"({"format":1,"saved_at":1,"account":{}})"));
        auto broken = Json::parse(saved);
        broken["account"]["goals"][0]["from"] = 77;
        CHECK_FALSE(other.service.restore(broken.dump()));
        CHECK(other.service.save() == before);
    }
}

/// The objects that hold a member, anywhere below.
static void collect_holders(Json& value, std::string const& name, std::vector<Json*>& out)
{
    if (value.is_object() && value.contains(name))
        out.push_back(&value);
    for (auto& child : value)
        if (child.is_structured())
            collect_holders(child, name, out);
}

TEST_CASE("a file of an earlier version is read, another one refused", "[sandbox][service]")
{
    World world;
    world.say("Find three coworking spaces near downtown Malaga and draft outreach emails asking for monthly pricing.");
    world.say("Call the second one");
    auto const saved = Json::parse(world.service.save());
    SECTION("a member with a true default may be missing")
    {
        auto const name = GENERATE(as<std::string> {},
            "weekday", "confirming", "slot_shift", "language", "kind", "context", "suggestions", "actions", "intent",
            "finale_suggestions", "description", "highlights", "key", "calls", "checkouts", "subscription", "sessions");
        CAPTURE(name);
        auto older = saved;
        std::vector<Json*> holders;
        collect_holders(older, name, holders);
        REQUIRE_FALSE(holders.empty());
        for (auto* found : holders)
            found->erase(name);
        World other;
        REQUIRE(other.service.restore(older.dump()));
        other.token = other.service.sign_in().access_token;
        other.conversation = world.conversation;
        CHECK(other.history().size() == world.history().size());
        CHECK(other.say("hello")["intent"] == "help");
    }
    SECTION("of another type it may not")
    {
        auto broken = saved;
        std::vector<Json*> holders;
        collect_holders(broken, "weekday", holders);
        (*holders.front())["weekday"] = "Monday";
        CHECK_FALSE(world.service.restore(broken.dump()));
        (*holders.front())["weekday"] = 77;
        CHECK_FALSE(world.service.restore(broken.dump()));
    }
    SECTION("without what makes it an account it is none")
    {
        auto const name = GENERATE(as<std::string> {}, "format", "saved_at", "account", "next_random", "conversations", "goals", "messages", "from_user", "text", "at", "steps", "gate", "created_at", "status", "access_token");
        CAPTURE(name);
        auto foreign = saved;
        std::vector<Json*> holders;
        collect_holders(foreign, name, holders);
        REQUIRE_FALSE(holders.empty());
        holders.front()->erase(name);
        auto const before = world.service.save();
        CHECK_FALSE(world.service.restore(foreign.dump()));
        CHECK(world.service.save() == before);
    }
    SECTION("of a version that is not known yet it is left alone")
    {
        auto newer = saved;
        newer["format"] = 2;
        CHECK_FALSE(world.service.restore(newer.dump()));
    }
    SECTION("members that only a later version has are ignored")
    {
        auto later = saved;
        later["account"]["mood"] = { { "good", true } };
        CHECK(world.service.restore(later.dump()));
    }
}

TEST_CASE("the transport keeps to its contract", "[sandbox][transport]")
{
    World world { { .dials = { .latency = 500ms } } };
    sandbox::MemoryTransport transport { world.service };
    std::vector<std::string> answers;
    auto const note = [&](std::string name) {
        return [&answers, name](Result<net::Response> answer) {
            answers.push_back(name + (answer.has_value() ? " " + std::to_string(answer->status) : answer.error().kind == ErrorKind::Unanswered ? " unanswered" : " offline"));
        };
    };
    SECTION("an answer comes out of poll, after the latency, once")
    {
        transport.send({ .url = "https://sandbox.example/v1/stripe/plans" }, note("plans"));
        CHECK(transport.next_due() == world.time + 500ms);
        transport.poll();
        CHECK(answers.empty());
        world.time += 500ms;
        transport.poll();
        transport.poll();
        CHECK(answers == std::vector<std::string> { "plans 200" });
        CHECK_FALSE(transport.next_due());
    }
    SECTION("a cancelled request stays silent, another one does not")
    {
        auto const id = transport.send({ .url = "/v1/stripe/plans" }, note("first"));
        transport.send({ .url = "/v1/stripe/plans" }, note("second"));
        transport.cancel(id);
        world.time += 1s;
        transport.poll();
        CHECK(answers == std::vector<std::string> { "second 200" });
    }
    SECTION("the time limit leaves a request unanswered, but done")
    {
        transport.send({ .method = Method::Post, .url = "/v1/coordination/conversations", .headers = { { "Authorization", "Bearer " + world.token } }, .time_limit = 100ms }, note("new"));
        world.time += 100ms;
        transport.poll();
        CHECK(answers == std::vector<std::string> { "new unanswered" });
        CHECK(world.get_json("/v1/coordination/conversations")["conversations"].size() == 1);
    }
    SECTION("what a callback sends waits for the next poll")
    {
        world.service.dials().latency = 0ms;
        transport.send({ .url = "/v1/stripe/plans" }, [&](auto) { transport.send({ .url = "/v1/stripe/plans" }, note("inner")); });
        transport.poll();
        CHECK(answers.empty());
        transport.poll();
        CHECK(answers == std::vector<std::string> { "inner 200" });
    }
}

TEST_CASE("a call that is over when it is answered says so, however the clock goes on meanwhile", "[sandbox][calls]")
{
    World world;
    world.tick = std::chrono::milliseconds { 1 };
    auto const answer = world.send(Method::Post, "/v1/calls", R"({"submission":{"task_description":"Ask what tuning an upright costs.","respondent_phone":"+441174960140"}})");
    REQUIRE(answer.status == 201);
    CHECK(World::Json::parse(answer.body)["status"] == "success");
}
