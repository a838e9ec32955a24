#include "world.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>

using namespace kally;
using namespace std::chrono_literals;
using Json = World::Json;

// What a person decides outside of the chat: it is done, charged, told and no longer waited for.

namespace {

struct Decided {
    int status = 0;
    Json body;
    std::string code() const { return body.contains("error") ? body["error"]["code"].get<std::string>() : ""; }
};

/// The demonstration account, by what is to be decided in it.
struct Week : World {
    Week() : World({ .demo = true }) {}

    /// The id of what waits with a question that holds these words.
    std::string waiting(std::string const& words)
    {
        auto const pending = get_json("/v1/notifications/pending");
        for (auto const& item : pending["goals"]["items"])
            if (item["summary"].get<std::string>().find(words) != std::string::npos)
                return item["id"];
        return {};
    }
    Decided decide(std::string const& goal, std::string const& what)
    {
        auto const about_budget = what == "approve-budget" || what == "acknowledge-soft-cap";
        auto const response = send(Method::Post, (about_budget ? "/v1/goals/" : "/v1/coordination/goals/") + goal + "/" + what);
        return { response.status, Json::parse(response.body, nullptr, false) };
    }
    Json goal(std::string const& id) { return get_json("/v1/coordination/goals/" + id); }
    double balance() { return std::stod(get_json("/v1/credits/balance")["credits_remaining"].get<std::string>()); }
    std::size_t ledger() { return get_json("/v1/credits/history?limit=1000")["entries"].size(); }
    std::size_t told(std::string const& goal_id)
    {
        auto const list = get_json("/v1/coordination/goals?limit=100");
        for (auto const& one : list["goals"])
            if (one["id"] == goal_id)
                conversation = one["conversation_id"];
        return history().size();
    }
};

} // namespace

TEST_CASE("an approved step runs: it is charged, logged and told, and no longer waits", "[sandbox][decisions]")
{
    Week week;
    auto const id = week.waiting("El Faro");
    auto const rows = week.ledger();
    auto const before = week.balance();
    CHECK(week.goal(id)["steps"][1]["status"] == "waiting");
    auto const done = week.decide(id, "approve-step");
    CHECK(done.status == 200);
    CHECK(done.body == Json { { "success", true }, { "goal_id", id }, { "status", "active" } });
    CHECK(week.goal(id)["steps"][1]["status"] == "in_progress");
    CHECK(week.ledger() == rows + 1);
    CHECK(week.balance() == before - 0.5);
    auto const newest = week.get_json("/v1/credits/history?limit=1")["entries"][0];
    CHECK(newest["type"] == "booking");
    CHECK(newest["goal_id"] == id);
    CHECK(week.get_json("/v1/actions/log?limit=1")["actions"][0]["description"] == "Hold the table at El Faro, with €60 deposit");
    CHECK(week.waiting("El Faro").empty());
    CHECK(week.decide(id, "approve-step").code() == "nothing_waiting");
    CHECK(week.ledger() == rows + 1);
    week.time += 1min;
    CHECK(week.goal(id)["status"] == "completed");
    CHECK(week.decide(id, "approve-step").code() == "goal_already_completed");
}

TEST_CASE("approving the step of drafts sends them all, and answers come in", "[sandbox][decisions]")
{
    Week week;
    auto const id = week.waiting("Send the emails");
    auto const rows = week.ledger();
    CHECK(week.decide(id, "approve-step").status == 200);
    CHECK(week.ledger() == rows + 3);
    CHECK(week.get_json("/v1/notifications/pending")["actions"]["count"] == 0);
    week.time += 2min;
    CHECK(week.goal(id)["status"] == "completed");
    CHECK(week.get_json("/v1/notifications/pending")["inbox"]["count"] == 4); // one of the three has not answered
}

TEST_CASE("an estimate is accepted before work starts", "[sandbox][decisions]")
{
    Week week;
    auto const id = week.waiting("Accept the estimate of 4.5 credits");
    CHECK(week.goal(id)["status"] == "pending");
    auto const refused = week.decide(id, "approve-step");
    CHECK(refused.status == 402);
    CHECK(refused.code() == "budget_approval_required");
    auto const told = week.told(id);
    CHECK(week.decide(id, "approve-budget").body["status"] == "active");
    CHECK(week.told(id) == told + 1);
    CHECK(week.goal(id)["credits_used"] == "1");
    CHECK(week.decide(id, "approve-budget").code() == "no_budget_waiting");
    week.time += 3min;
    CHECK(week.goal(id)["status"] == "completed");
}

TEST_CASE("a goal goes on past its soft limit when that is said", "[sandbox][decisions]")
{
    Week week;
    auto const id = week.waiting("límite flexible");
    auto const budget = [&] { return week.get_json("/v1/coordination/goals/" + id + "/budget"); };
    CHECK(budget()["credits_remaining"] == "0");
    auto const refused = week.decide(id, "approve-step");
    CHECK(refused.status == 402);
    CHECK(refused.code() == "soft_cap_reached");
    CHECK(week.decide(id, "acknowledge-soft-cap").body["status"] == "active");
    CHECK(budget()["credits_remaining"] != "0");
    CHECK(week.decide(id, "acknowledge-soft-cap").code() == "no_soft_cap");
}

TEST_CASE("a result is accepted, or bettered once more", "[sandbox][decisions]")
{
    Week week;
    auto const id = week.waiting("€29.90");
    SECTION("accepted")
    {
        CHECK(week.decide(id, "accept-outcome").body["status"] == "completed");
        CHECK(week.waiting("€29.90").empty());
        CHECK(week.decide(id, "accept-outcome").code() == "goal_already_completed");
    }
    SECTION("bettered")
    {
        auto const rows = week.ledger();
        CHECK(week.decide(id, "continue-negotiating").body["status"] == "active");
        CHECK(week.ledger() == rows + 1);
        CHECK(week.waiting("€29.90").empty());
        CHECK(week.decide(id, "accept-outcome").code() == "no_outcome");
        week.time += 1min;
        CHECK(week.goal(id)["steps"].size() == 4);
        CHECK(week.waiting("5 % less") == id);
        CHECK(week.decide(id, "accept-outcome").status == 200);
    }
}

TEST_CASE("a goal in work can be taken over and given back", "[sandbox][decisions]")
{
    Week week;
    week.begin_conversation();
    auto const id = week.say("Renew my parking permit")["triggered_actions"][0]["goal_id"].get<std::string>();
    CHECK(week.decide(id, "escalate").body["status"] == "needs_input");
    week.time += 30min;
    CHECK(week.goal(id)["steps"][0]["status"] == "paused");
    CHECK(week.waiting("You wanted to decide") != "");
    CHECK(week.decide(id, "escalate").code() == "already_waiting");
    CHECK(week.decide(id, "approve-step").body["status"] == "active");
    week.time += 3min;
    CHECK(week.goal(id)["status"] == "completed");
}

TEST_CASE("cancelling stops one goal, or everything below it", "[sandbox][decisions]")
{
    Week week;
    auto const list = week.get_json("/v1/coordination/goals?limit=50")["goals"];
    auto const id = std::find_if(list.begin(), list.end(), [](Json const& one) { return one["sub_goal_count"] == 3; })->at("id").get<std::string>();
    auto const states = [&] {
        auto const tree = week.get_json("/v1/coordination/goals/" + id + "/tree");
        std::vector<std::string> out { tree["status"] };
        for (auto const& one : tree["sub_goals"])
            out.push_back(one["status"]);
        return out;
    };
    using States = std::vector<std::string>;
    CHECK(states() == States { "active", "completed", "active", "needs_input" });
    SECTION("one")
    {
        CHECK(week.decide(id, "cancel").body["status"] == "cancelled");
        CHECK(states() == States { "cancelled", "completed", "active", "needs_input" });
        CHECK(week.decide(id, "cancel").code() == "goal_already_cancelled");
    }
    SECTION("all")
    {
        CHECK(week.decide(id, "cascade-cancel").status == 200);
        CHECK(states() == States { "cancelled", "completed", "cancelled", "cancelled" });
        CHECK(week.waiting("El Faro").empty());
    }
}

TEST_CASE("cancelling a goal drops its mail", "[sandbox][decisions]")
{
    Week week;
    CHECK(week.decide(week.waiting("Send the emails"), "cancel").status == 200);
    CHECK(week.get_json("/v1/notifications/pending")["actions"]["count"] == 0);
}

TEST_CASE("only what has ended goes into the archive", "[sandbox][decisions]")
{
    Week week;
    auto const finished = week.get_json("/v1/coordination/goals?status=completed")["goals"];
    auto const open = week.waiting("€29.90");
    CHECK(week.decide(finished[0]["id"], "archive").body["status"] == "archived");
    CHECK(week.decide(open, "archive").code() == "goal_active");
    auto const answer = Json::parse(week.send(Method::Post, "/v1/coordination/goals/batch-archive", Json { { "goal_ids", { finished[1]["id"], open, "none" } } }.dump()).body);
    CHECK(answer["archived"] == 1);
    CHECK(answer["failed"] == Json { open, "none" });
    CHECK(week.get_json("/v1/coordination/goals?status=archived")["total"] == 3);
    CHECK(week.send(Method::Post, "/v1/coordination/goals/batch-archive", "{}").status == 400);
}

TEST_CASE("what is not there cannot be decided", "[sandbox][decisions]")
{
    World world;
    auto const action = GENERATE(as<std::string> {}, "coordination/goals/none/approve-step", "coordination/goals/none/accept-outcome", "coordination/goals/none/continue-negotiating",
        "coordination/goals/none/escalate", "coordination/goals/none/cancel", "coordination/goals/none/cascade-cancel", "coordination/goals/none/archive", "goals/none/approve-budget",
        "goals/none/acknowledge-soft-cap");
    auto const answer = world.send(Method::Post, "/v1/" + action);
    CHECK(answer.status == 404);
    CHECK(Json::parse(answer.body)["error"]["code"] == "goal_not_found");
}

TEST_CASE("the chat decides as well", "[sandbox][decisions]")
{
    Week week;
    auto const id = week.waiting("€29.90");
    week.told(id); // its conversation
    CHECK(week.say("Approve")["message"].get<std::string>().starts_with("Accepted, and **A better internet contract** is closed."));
    CHECK(week.goal(id)["status"] == "completed");
}
