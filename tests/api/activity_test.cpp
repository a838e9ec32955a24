#include "api/operations.h"

#include <catch2/catch_test_macros.hpp>

using namespace kally;
using namespace kally::api;

TEST_CASE("what waits is read by group, and a group may be missing", "[api][notifications]")
{
    auto const pending = get_pending_notifications().decode(
        R"({"actions":{"count":3,"items":[{"id":"em_31","type":"email_approval","summary":"Mail"}]},"goals":{"items":[{"id":"g_1","status":"needs_input","summary":"Which day?"}]},
            "inbox":null,"total_pending":4,"active_goal":{"id":"g_2","summary":"Quotes","status":"in_progress","current_step_description":null},"generated_at":"2026-03-02T08:22:41Z"})");
    REQUIRE(pending.has_value());
    CHECK(pending->actions.count == 3);
    REQUIRE(pending->actions.items.size() == 1);
    CHECK(pending->actions.items[0].kind == "email_approval");
    CHECK_FALSE(pending->goals.count);
    CHECK(pending->goals.items[0].summary == "Which day?");
    CHECK(pending->inbox.items.empty());
    CHECK(pending->total == 4);
    REQUIRE(pending->active_goal);
    CHECK(pending->active_goal->id == GoalId { "g_2" });
    CHECK_FALSE(pending->active_goal->step);
    CHECK_FALSE(get_pending_notifications().decode(R"({"active_goal":null})")->active_goal);
    CHECK(get_pending_notifications().decode(R"({"goals":{"items":[5]}})").error().detail == "goals.items[0] is a number, expected an object");
}

TEST_CASE("the action log says what can be undone", "[api][actions]")
{
    CHECK(get_action_log(20).target == "/v1/actions/log?limit=20");
    CHECK(get_action_log(20, "calendar").target == "/v1/actions/log?type=calendar&limit=20");
    auto const log = get_action_log(5).decode(R"({"actions":[{"id":"ac_1","type":"calendar","status":"completed","undoable":true},{"action_id":"ac_2","type":"new_one"},{}]})");
    REQUIRE(log.has_value());
    REQUIRE(log->size() == 3);
    CHECK((*log)[0].undoable == true);
    CHECK((*log)[1].id == ActionId { "ac_2" });
    CHECK_FALSE((*log)[1].undoable);
    CHECK((*log)[2].id.empty());
    CHECK(undo_action({ "ac 1" }).target == "/v1/actions/ac%201/undo");
    CHECK(undo_action({}).decode(R"({"success":true,"action_id":"ac_1","status":"undone"})")->id == "ac_1");
}
