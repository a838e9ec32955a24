#include "world.h"

#include <catch2/catch_test_macros.hpp>

#include <map>

using namespace std::chrono_literals;
using Json = World::Json;

static std::vector<std::string> step_states(Json const& goal)
{
    std::vector<std::string> states;
    for (auto const& step : goal.value("steps", Json::array()))
        states.push_back(step.value("status", ""));
    return states;
}
using States = std::vector<std::string>;

TEST_CASE("a goal moves on by the clock and finishes", "[sandbox][goals]")
{
    World world;
    world.say("Renew my parking permit");
    CHECK(step_states(world.newest_goal()) == States { "in_progress", "pending", "pending" });
    CHECK(world.newest_goal()["status"] == "active");
    world.time += 20s;
    CHECK(step_states(world.newest_goal()) == States { "completed", "in_progress", "pending" });
    world.time += 60s;
    auto const goal = world.newest_goal();
    CHECK(step_states(goal) == States { "completed", "completed", "completed" });
    CHECK(goal["status"] == "completed");
    CHECK(goal["updated_at"] == "2026-11-24T12:01:05Z");

    auto const messages = world.history();
    REQUIRE(messages.size() == 3);
    CHECK(messages[2]["role"] == "assistant");
    CHECK(messages[2]["created_at"] == "2026-11-24T12:01:05Z");
    CHECK(messages[1]["triggered_actions"][0]["status"] == "completed");
}

TEST_CASE("the status of an action is one of four words and follows its goal", "[sandbox][goals]")
{
    World world;
    auto const newest = [&] {
        auto const messages = world.history();
        for (auto message = messages.rbegin(); message != messages.rend(); ++message)
            if (!message->value("triggered_actions", Json::array()).empty())
                return (*message)["triggered_actions"].back()["status"].get<std::string>();
        return std::string {};
    };
    world.say("Find three gyms near Ruzafa and write emails asking for prices");
    CHECK(newest() == "waiting");
    world.say("Approve all 3");
    CHECK(newest() == "in_progress");
    world.time += 2min;
    CHECK(newest() == "completed");
    world.say("Renew my parking permit");
    CHECK(newest() == "in_progress");
    world.say("Stop here");
    CHECK(newest() == "cancelled");
    for (auto const* request : { "Call Casa Lola", "Write to my landlord", "Other times", "Approve", "Schedule a meeting with Ana", "Take the second one", "Book a table for 4", "Confirm the booking",
             "Check my electricity bill", "Ask for a better rate", "Find two dentists" })
        world.say(request);
    auto const messages = world.history();
    for (auto const& message : messages)
        for (auto const& action : message.value("triggered_actions", Json::array())) {
            auto const status = action["status"].get<std::string>();
            CHECK((status == "completed" || status == "in_progress" || status == "waiting" || status == "cancelled"));
        }
}

TEST_CASE("a goal waits for the person and goes on when told", "[sandbox][goals]")
{
    World world;
    world.say("Find three gyms near Ruzafa and write emails asking for prices");
    world.time += 30min;
    CHECK(world.newest_goal()["status"] == "needs_input");
    CHECK(step_states(world.newest_goal()) == States { "completed", "completed", "waiting", "pending", "pending" });
    world.say("Approve all 3");
    CHECK(world.newest_goal()["status"] == "active");
    world.time += 2min;
    CHECK(world.newest_goal()["status"] == "completed");
}

TEST_CASE("a suggestion can complete a goal at once", "[sandbox][goals]")
{
    World world;
    world.say("Schedule a meeting with Ana next week");
    auto const reply = world.say("Take the second one");
    CHECK(reply["goal_completed"] == true);
    CHECK(world.newest_goal()["status"] == "completed");
}

TEST_CASE("a stopped goal stays where it was", "[sandbox][goals]")
{
    World world;
    world.say("Renew my parking permit");
    world.time += 20s;
    world.say("Stop here");
    world.time += 30min;
    CHECK(world.newest_goal()["status"] == "cancelled");
    CHECK(step_states(world.newest_goal()) == States { "completed", "cancelled", "cancelled" });
    CHECK(world.history().size() == 4);
}

TEST_CASE("the pace decides how fast work goes, and nothing is dated into the future", "[sandbox][goals]")
{
    SECTION("accelerated")
    {
        World world { { .pace = kally::sandbox::Pace::Accelerated, .factor = 60 } };
        world.say("Renew my parking permit");
        world.time += 2s;
        auto const goal = world.newest_goal();
        CHECK(goal["status"] == "completed");
        CHECK(goal["updated_at"] == "2026-11-24T12:00:01.082Z");
    }
    SECTION("frozen")
    {
        World world { { .pace = kally::sandbox::Pace::Frozen } };
        world.say("Renew my parking permit");
        world.time += 30min;
        CHECK(world.newest_goal()["status"] == "active");
        world.service.advance(2min);
        CHECK(world.newest_goal()["status"] == "completed");
    }
}

TEST_CASE("goals are listed newest first, by page and by state", "[sandbox][goals]")
{
    World world;
    world.say("Renew my parking permit");
    world.say("Stop here");
    world.say("Call Casa Lola");
    world.say("Check my electricity bill");
    auto const all = world.get_json("/v1/coordination/goals");
    REQUIRE(all["goals"].size() == 3);
    CHECK(all["goals"][0]["title"] == "Bill check");
    CHECK(all["total"] == 3);
    auto const page = world.get_json("/v1/coordination/goals?limit=1&offset=1");
    REQUIRE(page["goals"].size() == 1);
    CHECK(page["goals"][0]["title"] == "Call Casa Lola");
    CHECK(page["has_more"] == true);
    CHECK(world.get_json("/v1/coordination/goals?status=cancelled")["goals"].size() == 1);
    CHECK(world.get_json("/v1/coordination/goals?status=active")["goals"].size() == 2);
    CHECK(world.get_json("/v1/coordination/goals?offset=99")["goals"].empty());
}

TEST_CASE("a call of the coordinator shows up in the calls and ends", "[sandbox][goals]")
{
    World world;
    world.say("Call Casa Lola");
    auto const running = world.get_json("/v1/calls")["calls"][0];
    CHECK(running["status"] == "in_progress");
    world.time += 1min;
    auto const ended = world.get_json("/v1/calls/" + running["call_id"].get<std::string>());
    CHECK(ended["status"] == "success");
    CHECK(ended["submission"]["business_name"] == "Casa Lola");
    CHECK(ended["duration_seconds"] == 48);
}

TEST_CASE("the demonstration account holds a week of work", "[sandbox][goals][demo]")
{
    World world { { .demo = true } };
    auto const conversations = world.get_json("/v1/coordination/conversations")["conversations"];
    REQUIRE(conversations.size() == 12);
    CHECK(conversations[0]["title"] == "Coworking spaces near downtown Malaga");
    CHECK(conversations.back()["created_at"].get<std::string>() < "2026-11-19");
    CHECK(world.get_json("/v1/users/me/subscription")["plan_type"] == "pro");
    auto const states = [&](char const* path, char const* key) {
        std::map<std::string, int> count;
        auto const list = world.get_json(path)[key];
        for (auto const& one : list)
            ++count[one["status"].get<std::string>()];
        return count;
    };
    CHECK(states("/v1/coordination/goals?limit=50", "goals") == std::map<std::string, int> { { "active", 1 }, { "archived", 1 }, { "cancelled", 1 }, { "completed", 4 }, { "needs_input", 4 }, { "pending", 1 } });
    CHECK(states("/v1/calls", "calls")
        == std::map<std::string, int> { { "busy", 1 }, { "cancelled", 2 }, { "failed", 1 }, { "in_progress", 1 }, { "no_answer", 1 }, { "scheduled", 1 }, { "success", 3 }, { "voicemail", 1 } });
    CHECK(states("/v1/actions/email/outbox", "emails") == std::map<std::string, int> { { "cancelled", 1 }, { "pending_approval", 3 }, { "sent", 1 } });
    auto const pending = world.get_json("/v1/notifications/pending");
    CHECK(pending["actions"]["count"] == 3);
    CHECK(pending["goals"]["count"] == 6);
    CHECK(pending["inbox"]["count"] == 2);
    CHECK(pending["total_pending"] == 11);
    CHECK(pending["active_goal"]["status"] == "in_progress");
}

TEST_CASE("the same clock and seed give the same week", "[sandbox][goals][demo]")
{
    World one { { .demo = true } }, other { { .demo = true } };
    CHECK(one.service.save() == other.service.save());
    World later { { .seed = 2, .demo = true } };
    CHECK(one.service.save() != later.service.save());
}

TEST_CASE("the demonstration account is kept and read again", "[sandbox][goals][demo]")
{
    World world { { .demo = true } }, other;
    REQUIRE(other.service.restore(world.service.save()));
    CHECK(other.service.save() == world.service.save());
}
