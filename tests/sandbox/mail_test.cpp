#include "world.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace kally;
using namespace std::chrono_literals;
using Json = World::Json;

static Json outbox(World& world) { return world.get_json("/v1/actions/email/outbox")["emails"]; }
static net::Response act(World& world, Json const& email, char const* what) { return world.send(Method::Post, "/v1/actions/email/" + email["id"].get<std::string>() + "/" + what); }
static std::string code_of(net::Response const& response) { return Json::parse(response.body)["error"]["code"]; }

TEST_CASE("drafts of the chat wait in the outbox, word for word", "[sandbox][mail]")
{
    World world;
    world.say("Find three gyms near Ruzafa and write emails asking for prices");
    auto emails = outbox(world);
    REQUIRE(emails.size() == 3);
    for (auto const& email : emails) {
        CHECK(email["status"] == "pending_approval");
        CHECK(email["subject"] == "Question about prices");
        CHECK(email["body"].get<std::string>().starts_with("Hello,\n\nI am writing on behalf of a client about prices."));
        CHECK(email["body"].get<std::string>().find('>') == std::string::npos);
    }
    world.say("Add my availability next week");
    CHECK(outbox(world)[0]["body"].get<std::string>().find("These times suit us") != std::string::npos);
    world.say("Approve all 3");
    for (auto const& email : outbox(world))
        CHECK(email["status"] == "sent");
}

TEST_CASE("a goal goes on when the last of its mail is decided", "[sandbox][mail]")
{
    World world;
    world.say("Find three gyms near Ruzafa and write emails asking for prices");
    auto const emails = outbox(world);
    SECTION("some sent")
    {
        CHECK(act(world, emails[0], "cancel").status == 200);
        CHECK(act(world, emails[1], "approve").status == 200);
        CHECK(world.newest_goal()["status"] == "needs_input");
        CHECK(act(world, emails[2], "approve").status == 200);
        CHECK(world.newest_goal()["status"] == "active");
        CHECK(world.newest_goal()["credits_used"] == "1.1"); // the search and two mails
    }
    SECTION("none sent")
    {
        for (auto const& email : emails)
            act(world, email, "cancel");
        CHECK(world.newest_goal()["status"] == "cancelled");
        CHECK(world.newest_goal()["credits_used"] == "0.5");
    }
    SECTION("decided once")
    {
        act(world, emails[0], "approve");
        CHECK(code_of(act(world, emails[0], "approve")) == "email_not_pending");
        CHECK(code_of(act(world, emails[0], "cancel")) == "email_not_pending");
        CHECK(world.send(Method::Post, "/v1/actions/email/none/approve").status == 404);
    }
}

TEST_CASE("a sent mail is answered into the inbox, in its thread", "[sandbox][mail]")
{
    World world;
    auto const queued = Json::parse(world.send(Method::Post, "/v1/actions/email/send", R"({"to":"k@tuner.example","subject":"Quote","body":"Could you tell me your price?"})").body);
    CHECK(queued["status"] == "pending_approval");
    CHECK(world.get_json("/v1/notifications/pending")["actions"]["items"][0] == Json { { "id", queued["id"] }, { "type", "email_approval" }, { "summary", "k@tuner.example: Quote" } });
    CHECK(act(world, queued, "approve").status == 200);
    CHECK(world.get_json("/v1/messages/inbox")["messages"].empty());
    world.time += 31s;
    auto const inbox = world.get_json("/v1/messages/inbox")["messages"];
    REQUIRE(inbox.size() == 1);
    CHECK(inbox[0]["from"] == "k@tuner.example");
    CHECK(inbox[0]["subject"] == "Re: Quote");
    CHECK(inbox[0]["unread"] == true);
    CHECK_FALSE(inbox[0].contains("body"));
    CHECK(world.get_json("/v1/actions/email/" + queued["id"].get<std::string>() + "/replies")["replies"][0]["id"] == inbox[0]["id"]);
    auto const whole = world.get_json("/v1/messages/inbox/" + inbox[0]["id"].get<std::string>());
    CHECK(whole["body"].get<std::string>().starts_with("Thank you for your message."));
    CHECK(whole["unread"] == true); // reading alone marks nothing
    auto const thread = world.get_json("/v1/messages/conversation/" + whole["conversation_id"].get<std::string>())["messages"];
    REQUIRE(thread.size() == 2);
    CHECK(thread[0]["from"] == "KallyAI");
    CHECK(thread[1]["id"] == inbox[0]["id"]);
    CHECK(world.send(Method::Post, "/v1/messages/mark-read", Json { { "message_ids", { inbox[0]["id"], "none" } } }.dump()).status == 200);
    CHECK(world.get_json("/v1/messages/inbox?unread=true")["messages"].empty());
    CHECK(world.get_json("/v1/notifications/pending")["total_pending"] == 0);
    CHECK(world.send(Method::Post, "/v1/messages/mark-read", "{}").status == 400);
}

TEST_CASE("the inbox keeps to its channel, its limit and what is unread", "[sandbox][mail]")
{
    World world { { .demo = true } };
    auto const count = [&](char const* query) { return world.get_json(std::string { "/v1/messages/inbox" } + query)["messages"].size(); };
    CHECK(count("") == 5);
    CHECK(count("?channel=email") == 2);
    CHECK(count("?channel=sms") == 1);
    CHECK(count("?channel=call") == 1);
    CHECK(count("?channel=chat") == 1);
    CHECK(count("?unread=true") == 2);
    CHECK(count("?limit=2") == 2);
    CHECK(world.get("/v1/messages/inbox?limit=x").status == 422);
    CHECK(world.get("/v1/messages/inbox/none").status == 404);
    CHECK(world.get("/v1/messages/conversation/none").status == 404);
}

TEST_CASE("a mail needs an address and words", "[sandbox][mail]")
{
    World world;
    auto const body = GENERATE(as<std::string> {}, R"({"to":"nobody","subject":"a","body":"b"})", R"({"to":"a@b.example, c@d.example","subject":"a","body":"b"})", R"({"to":"a@b.example","subject":" ","body":"b"})",
        R"({"to":"a@b.example","subject":"a"})", "[]");
    CHECK(world.send(Method::Post, "/v1/actions/email/send", body).status == 422);
    CHECK(outbox(world).empty());
}

TEST_CASE("an action can be undone for a time, or says why not", "[sandbox][actions]")
{
    World world { { .demo = true } };
    auto const log = [&](char const* query = "") { return world.get_json(std::string { "/v1/actions/log" } + query)["actions"]; };
    auto const undo = [&](Json const& action) { return world.send(Method::Post, "/v1/actions/" + action["id"].get<std::string>() + "/undo"); };
    auto const calendar = log("?type=calendar");
    REQUIRE(calendar.size() == 2);
    CHECK(calendar[1]["status"] == "undone");
    CHECK(undo(calendar[1]).body.find("undone before (sandbox)") != std::string::npos);
    CHECK(log("?limit=3").size() == 3);
    CHECK(undo(log("?type=email")[0]).body.find("cannot be taken back (sandbox)") != std::string::npos);
    CHECK(code_of(undo(log("?type=bill")[0])) == "action_not_undoable");
    SECTION("in time")
    {
        CHECK(calendar[0]["undoable"] == true);
        CHECK(Json::parse(undo(calendar[0]).body) == Json { { "success", true }, { "id", calendar[0]["id"] }, { "status", "undone" } });
        CHECK(log("?type=calendar")[0]["undoable"] == false);
        CHECK(undo(calendar[0]).status == 409);
    }
    SECTION("too late")
    {
        world.time += 6h;
        world.token = world.service.sign_in().access_token;
        CHECK(log("?type=calendar")[0]["undoable"] == false);
        CHECK(undo(calendar[0]).body.find("time to undo this is over (sandbox)") != std::string::npos);
    }
    CHECK(world.send(Method::Post, "/v1/actions/none/undo").status == 404);
}
