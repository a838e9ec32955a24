#include "api/client_config.h"
#include "api/operations.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

using namespace kally;
using namespace kally::api;
using Json = nlohmann::json;

namespace {

Json parse(std::string const& text) { return Json::parse(text, nullptr, false); }

} // namespace

TEST_CASE("reads ask for what the contract names", "[api][operations]")
{
    CHECK(list_conversations().target == "/v1/coordination/conversations");
    CHECK(list_conversations().method == Method::Get);
    CHECK(get_history({ "c_1" }, 50).target == "/v1/coordination/history?conversation_id=c_1&limit=50");
    CHECK(get_history({}, 0).target == "/v1/coordination/history?limit=1");
    CHECK(get_history({ "a&b/c ñ" }, 5).target == "/v1/coordination/history?conversation_id=a%26b%2Fc%20%C3%B1&limit=5");
    CHECK(history_asked_for(get_history({ "a&b/c ñ" }, 5).target) == ConversationId { "a&b/c ñ" });
    CHECK_FALSE(history_asked_for(get_history({}, 5).target));
    CHECK_FALSE(history_asked_for(get_goal({ "g_1" }).target));
    CHECK(get_goal({ "g/../1?x#y" }).target == "/v1/coordination/goals/g%2F..%2F1%3Fx%23y");
    CHECK(list_plans().target == "/v1/stripe/plans");
    CHECK(get_billing_portal().target == "/v1/stripe/billing-portal");
    CHECK(get_subscription().target == "/v1/users/me/subscription");
    CHECK(list_calls({ .limit = 500, .offset = -1 }).target == "/v1/calls?limit=200&offset=0");
    CHECK(get_call({ "k 1" }).target == "/v1/calls/k%201");
}

TEST_CASE("goals are asked for with both sets of parameters", "[api][goal-list-params]")
{
    CHECK(list_goals({ .limit = 20, .offset = 0 }).target == "/v1/coordination/goals?limit=20&offset=0");
    CHECK(list_goals({ .limit = 20 }, "active").target == "/v1/coordination/goals?status=active&limit=20");
    CHECK(list_goals({ .limit = 20, .offset = 20 }, "active").target == "/v1/coordination/goals?status=active&limit=20&offset=20");
}

TEST_CASE("only public operations go without a token, only work is given long", "[api][operations]")
{
    CHECK_FALSE(refresh_tokens("rt").authorized);
    CHECK_FALSE(list_plans().authorized);
    CHECK(get_subscription().authorized);
    CHECK(create_conversation().authorized);
    CHECK(send_message({}, "m").limit == TimeLimit::Long);
    CHECK(create_call({}, "key").limit == TimeLimit::Long);
    CHECK(get_history({}, 1).limit == TimeLimit::Usual);
    CHECK(create_call({}, "key").idempotency_key == "key");
    CHECK(send_message({}, "m").idempotency_key.empty());
}

TEST_CASE("what a page shows may be read without a network, a first page of each list; what is searched for, sold or played may not", "[api][operations]")
{
    for (bool const kept : { list_conversations().kept, get_history({}, 50).kept, list_goals({}, {}).kept, get_goal({}).kept, get_goal_tree({}).kept, get_goal_budget({}).kept, get_cost_breakdown({}).kept, list_calls({}).kept,
             get_call({}).kept, get_transcript({}).kept, list_outbox().kept, get_email_replies({}).kept, list_inbox({}).kept, get_inbox_message({}).kept, get_inbox_thread({}).kept, get_action_log(50, {}).kept, list_plans().kept,
             get_subscription().kept, get_plan_status().kept, get_credit_balance().kept, get_ledger(100).kept, get_credit_costs().kept, get_credit_breakdown().kept })
        CHECK(kept);
    for (bool const kept : { list_calls({ .offset = 50 }).kept, get_ledger(200).kept, get_recording({}).kept, get_calendar({}).kept, get_billing_portal().kept, get_pending_notifications().kept, refresh_tokens("rt").kept })
        CHECK_FALSE(kept);
}

TEST_CASE("bodies carry any text unharmed", "[api][operations]")
{
    std::string const text = "Say \"hi\" \\ to\n\tMálaga 🙂 \x01 </script>";
    auto const message = send_message({ "c_\"1" }, text);
    CHECK(message.method == Method::Post);
    CHECK(message.target == "/v1/coordination/message");
    CHECK(parse(message.body) == Json { { "message", text }, { "conversation_id", "c_\"1" } });
    CHECK(parse(send_message({}, "m").body) == Json { { "message", "m" } });
    CHECK(parse(send_message({}, "a\xFF").body) == Json { { "message", "a\uFFFD" } });
    CHECK(parse(refresh_tokens(text).body) == Json { { "refresh_token", text } });
    CHECK(parse(start_trial_checkout("https://a.example/?x=\"", "https://b.example").body)
        == Json { { "success_url", "https://a.example/?x=\"" }, { "cancel_url", "https://b.example" } });
    CHECK(create_conversation().body.empty());
    CHECK(create_conversation().method == Method::Post);
}

TEST_CASE("a new call says what the contract requires", "[api][operations]")
{
    auto const full = create_call(
        { .category = "clinic", .task = "Ask for an appointment.", .phone = "+34952000000", .business = "Clinic", .user_name = "Ana", .language = "es", .timezone = "Europe/Madrid" },
        "key");
    CHECK(full.target == "/v1/calls");
    CHECK(parse(full.body)
        == Json { { "submission",
                      { { "task_category", "clinic" }, { "task_description", "Ask for an appointment." }, { "respondent_phone", "+34952000000" },
                          { "business_name", "Clinic" }, { "user_name", "Ana" }, { "language", "es" }, { "call_language", "es" } } },
            { "timezone", "Europe/Madrid" } });
    auto const more = parse(create_call({ .user_phone = "+34952000001", .appointment_date = "2026-03-11", .appointment_time = "21:00", .time_preference = "after nine", .party_size = 4,
        .language = "en", .call_language = "es", .urgent = true, .instructions = { "No \"nuts\"", "Quiet table" } }, "key").body)["submission"];
    CHECK(more == Json { { "task_category", "general" }, { "user_phone", "+34952000001" }, { "appointment_date", "2026-03-11" }, { "appointment_time", "21:00" }, { "time_preference_text", "after nine" },
        { "language", "en" }, { "call_language", "es" }, { "party_size", 4 }, { "is_urgent", true }, { "additional_instructions", { "No \"nuts\"", "Quiet table" } } });
    auto const bare = parse(create_call({ .task = "Ask what it costs.", .phone = "+34952000000", .timezone = "UTC" }, "key").body);
    CHECK_FALSE(bare["submission"].contains("business_name"));
    CHECK(bare["submission"]["language"] == "en");
}

TEST_CASE("the sandbox inside the page begins empty unless the site says otherwise", "[api][config]")
{
    CHECK(decode_client_config("{}").sandbox_account == SandboxAccount::Demo);
    CHECK(decode_client_config(R"({"sandbox_account":"empty"})").sandbox_account == SandboxAccount::Empty);
    CHECK(decode_client_config(R"({"sandbox_account":"rich"})").sandbox_account == SandboxAccount::Demo);
    CHECK(decode_client_config(R"({"sandbox_account":true})").sandbox_account == SandboxAccount::Demo);
}
