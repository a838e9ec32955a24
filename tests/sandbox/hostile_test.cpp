#include "world.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <random>

using namespace kally;
using Json = World::Json;

TEST_CASE("any request gets an answer", "[sandbox][hostile]")
{
    World world { { .demo = true } };
    std::vector<std::string> const bodies {
        "", " ", "null", "[]", "{}", "\"text\"", "{", std::string(100'000, '['), "{\"message\":7}", "{\"message\":null}", "{\"message\":\"\"}", "{\"message\":\"  \"}",
        "{\"message\":\"\xFF\xFE\"}", "{\"message\":\"\\ud800\"}", "{\"message\":\"hi\",\"conversation_id\":7}", "{\"message\":\"hi\",\"conversation_id\":\"none\"}",
        "{\"submission\":[]}", "{\"submission\":{\"respondent_phone\":7}}", "{\"refresh_token\":{}}", "{\"success_url\":1,\"cancel_url\":[]}",
        "{\"goal_ids\":[1,null,{}],\"message_ids\":[[]],\"date\":5,\"time\":\"99:99\"}", "{\"date\":\"9999-99-99\",\"time\":\"::::.\"}", "{\"to\":\"@\",\"subject\":\"s\",\"body\":\"b\",\"type\":\"call\",\"description\":\"d\"}",
        "{\"new_plan\":\"power\",\"annual\":7,\"target_plan\":[]}", std::string("{\"message\":\"a\0b\"}", 17),
        "{\"message\":\"" + std::string(90'000, 'a') + "\"}",
    };
    auto const goal = world.get_json("/v1/coordination/goals")["goals"][0]["id"].get<std::string>(), call = world.get_json("/v1/calls")["calls"][0]["call_id"].get<std::string>();
    std::vector<std::string> const targets {
        "", "/", "v1", "/v1", "/v1/", "//", "http://", "https://host", "/v1/coordination/conversations", "/v1/coordination/message", "/v1/coordination/history?limit=-1",
        "/v1/coordination/history?limit=99999999999999999999", "/v1/coordination/history?conversation_id=%", "/v1/coordination/history?conversation_id=%ff&limit=", "/v1/coordination/goals?offset=x",
        "/v1/coordination/goals/", "/v1/coordination/goals/%2e%2e", "/v1/coordination/goals/a/b/c", "/v1/calls", "/v1/calls?limit=201", "/v1/calls/", "/v1/calls/%00", "/v1/stripe/trial-checkout",
        "/v1/auth/refresh", "/v1/unknown", "/v1/stripe/plans?" + std::string(100'000, '&'),
        "/v1/coordination/goals/batch-archive", "/v1/coordination/goals//tree", "/v1/coordination/goals/%2f/approve-step", "/v1/goals/estimate", "/v1/goals/" + goal + "/approve-budget",
        "/v1/coordination/goals/" + goal + "/cascade-cancel", "/v1/coordination/goals/" + goal + "/continue-negotiating", "/v1/calls/none/reschedule", "/v1/calls/" + call + "/reschedule",
        "/v1/calls/" + call + "/stop", "/v1/credits/history?limit=-5", "/v1/subscriptions/change-plan", "/v1/subscriptions/pending-change", "/v1/actions/email/send", "/v1/actions/email//approve",
        "/v1/messages/inbox?channel=%zz&unread=maybe", "/v1/messages/mark-read", "/v1/messages/conversation/", "/v1/actions/log?type=\"", "/v1/actions/%00/undo", "/v1/notifications/pending?x=1",
    };
    for (auto const& target : targets)
        for (auto const& body : bodies)
            for (auto const method : { Method::Get, Method::Post, Method::Delete }) {
                auto const response = world.send(method, target, body);
                if (response.status < 200 || response.status > 499 || Json::parse(response.body, nullptr, false).is_discarded()) {
                    CAPTURE(target, body.substr(0, 80), response.status, response.body.substr(0, 200));
                    CHECK(false);
                }
            }
    CHECK(world.get("/v1/unknown").status == 404);
    CHECK(world.send(Method::Post, "/v1/coordination/message", "{\"message\":\"" + std::string(2'000'000, 'a') + "\"}").status == 413);
    CHECK(world.send(Method::Post, "/v1/coordination/message", "{\"message\":\"  \"}").status == 422);
}

TEST_CASE("no text can break the coordinator", "[sandbox][hostile]")
{
    static constexpr std::string_view pieces[] = { "call ", "email ", "find ", "three ", "near ", "Book ", "at ", "the second one ", "€", "$1,", "999999999999 euros ", "+34", ". ", "llama a ", "ñ", "\xC3", "\xE2\x82",
        "🙏", "\n\n", "**|**", "<script>", "confirm ", "stop here ", "112 ", "Thursday ", "how is it going ", "{0}{1}", "\\", "\"", "% ", "cancel my ", "approve all 3 ", "bill ", "Casa ", "Lola ", "use email first " };
    std::mt19937 random { 7 };
    World world { { .dials = { .token_lifetime = std::chrono::hours { 99 } } } };
    for (int turn = 0; turn < 600; ++turn) {
        if (turn % 40 == 0)
            world.begin_conversation();
        std::string text;
        for (auto left = 1 + random() % 12; left > 0; --left)
            text += pieces[random() % std::size(pieces)];
        world.time += std::chrono::seconds { random() % 30 };
        auto const body = Json { { "message", text }, { "conversation_id", world.conversation } }.dump(-1, ' ', false, Json::error_handler_t::replace);
        auto const response = world.send(Method::Post, "/v1/coordination/message", body);
        CAPTURE(text);
        if (response.status == 422)
            continue; // nothing but blanks
        REQUIRE(response.status == 200);
        auto const reply = Json::parse(response.body, nullptr, false);
        REQUIRE(reply.is_object());
        CHECK_FALSE(reply["message"].get_ref<std::string const&>().empty());
        CHECK_FALSE(reply["suggestions"].empty());
        world.conversation = reply["conversation_id"];
    }
    World other;
    CHECK(other.service.restore(world.service.save()));
}

TEST_CASE("a word of any length and a text of any length are answered", "[sandbox][hostile]")
{
    World world;
    CHECK(world.say(std::string(300'000, 'x'))["intent"] == "unclear");
    std::string many;
    for (int i = 0; i < 50'000; ++i)
        many += "Call Ana and ";
    CHECK(world.say(many)["intent"] == "phone_call");
    CHECK(world.get_json("/v1/coordination/conversations")["conversations"][0]["title"].get<std::string>().size() < 80);
}
