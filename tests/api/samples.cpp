#include "samples.h"

#include "api/operations.h"

using namespace kally;
using namespace kally::api;

namespace {

/// Collects every text of a value, whatever its type.
class Texts {
public:
    std::vector<std::string> all;

    void add(std::string const& text) { all.push_back(text); }
    template <typename Tag>
    void add(Id<Tag> const& id) { add(id.text); }
    template <typename T>
    void add(std::optional<T> const& value)
    {
        if (value)
            add(*value);
    }
    template <typename T>
    void add(std::vector<T> const& values)
    {
        for (auto const& value : values)
            add(value);
    }
    void add(Tokens const& v) { each(v.access_token, v.refresh_token); }
    void add(Conversation const& v) { each(v.id, v.title); }
    void add(TriggeredAction const& v) { each(v.type, v.id, v.status, v.summary, v.goal_id); }
    void add(Message const& v) { each(v.id, v.text, v.intent, v.actions, v.suggestions, v.goal_id); }
    void add(History const& v) { each(v.conversation_id, v.messages); }
    void add(Reply const& v) { each(v.message, v.conversation_id); }
    void add(GoalStep const& v) { each(v.description, v.status); }
    void add(Goal const& v) { each(v.id, v.title, v.status, v.description, v.parent, v.conversation_id, v.steps); }
    void add(GoalPage const& v) { add(v.goals); }
    void add(Plan const& v) { each(v.type, v.name, v.currency); }
    void add(Subscription const& v) { each(v.plan, v.status, v.management_url); }
    void add(Page const& v) { each(v.url, v.session_id); }
    void add(Call const& v) { each(v.id, v.status, v.phone, v.business, v.task, v.highlights, v.next_steps); }
    void add(CallPage const& v) { add(v.calls); }

private:
    template <typename... T>
    void each(T const&... values)
    {
        (add(values), ...);
    }
};

template <typename T>
std::function<Outcome(std::string_view)> decoder(Operation<T> const& operation)
{
    return [decode = operation.decode](std::string_view body) -> Outcome {
        auto const value = decode(body);
        if (!value.has_value())
            return value.error();
        Texts texts;
        texts.add(*value);
        return texts.all;
    };
}

} // namespace

std::vector<Sample> const& samples()
{
    static std::vector<Sample> const all {
        { "tokens", R"({"access_token":"at_1","refresh_token":"rt_1","expires_in":3600,"scope":"calls:read","token_type":"bearer"})",
            { "/access_token" }, decoder(refresh_tokens("rt")) },
        { "stored tokens", R"({"access_token":"at_1","refresh_token":null,"expires_at":1790000000.25})", { "/access_token" },
            decoder(refresh_tokens("rt")) },
        { "conversations",
            R"({"conversations":[{"id":"c_1","title":"Piano tuner","created_at":"2026-03-02T08:15:00Z","updated_at":"2026-03-02T08:16:00Z","message_count":6},{"id":"c_2","title":null}]})",
            { "/conversations/0/id", "/conversations/1/id" }, decoder(list_conversations()) },
        { "conversations under the other names", R"({"items":[{"conversation_id":"0b6c5e0e-58de-4a37-8e1e-21c8b7a5a001","message_count":2}]})",
            { "/items/0/conversation_id" }, decoder(list_conversations()) },
        { "created conversation", R"({"conversation_id":"c_9","title":"New","created_at":"2026-03-02T08:15:00Z"})", { "/conversation_id" },
            decoder(create_conversation()) },
        { "reply of the seed",
            R"({"message":"Two tuners found.","intent":"search","triggered_actions":[{"id":"a_1","type":"search","status":"completed","description":"Searched","goal_id":"g_1"},"email"],"suggestions":["Write to both","Phone"],"credits_used":"0.5","conversation_id":"c_1","message_id":"m_1","goal_completed":false,"goal_id":"g_2"})",
            { "/message" }, decoder(send_message({}, "m")) },
        { "reply of the large reference",
            R"({"response":"I opened a goal.","goal_id":"5d0c7a52","conversation_id":"c_1","actions_taken":["goal_created","call_initiated"]})",
            { "/response" }, decoder(send_message({}, "m")) },
        { "history",
            R"({"conversation_id":"c_1","messages":[{"message_id":"m_1","role":"user","content":"Ask","created_at":"2026-03-02T08:15:01Z"},{"message_id":"m_2","role":"assistant","content":"Found","created_at":"2026-03-02T08:15:09Z","intent":"search","triggered_actions":[{"type":"search","summary":"Two"}],"suggestions":["Write"],"credits_used":0.5,"goal_id":"g_1"}],"has_more":false,"total":2})",
            {}, decoder(get_history({}, 50)) },
        { "history as a list", R"([{"id":"m_1","sender":"user","text":"Ask","timestamp":"2026-03-02T08:15:01Z"},{"speaker":"assistant","body":"Found"}])",
            {}, decoder(get_history({}, 50)) },
        { "goals",
            R"({"goals":[{"id":"g_1","title":"Quotes","status":"active","created_at":"2026-03-02T08:15:09Z","credits_used":2,"sub_goal_count":2,"conversation_id":"c_1"}],"total":1,"has_more":false})",
            { "/goals/0/id" }, decoder(list_goals({})) },
        { "goals under the other names", R"({"items":[{"goal_id":"g_1","summary":"Quotes","status":"needs_input"}]})", { "/items/0/goal_id" },
            decoder(list_goals({})) },
        { "goal",
            R"({"id":"g_1","title":"Quotes","status":"active","description":"Obtain","created_at":"2026-03-02T08:15:09Z","updated_at":"2026-03-02T08:22:40Z","credits_used":2,"credits_estimated":"4.0","parent_goal_id":"g_0","steps":[{"step":1,"description":"Find","status":"completed"},{"step":2,"description":"Phone","status":"in_progress"}]})",
            { "/id" }, decoder(get_goal({})) },
        { "plans",
            R"({"plans":[{"plan_type":"starter","name":"Starter","currency":"usd","price_monthly":19,"price_annual_monthly":15,"credits_allocated":200,"overage_enabled":false,"overage_rate":"0.15","features":["calls"]}]})",
            { "/plans" }, decoder(list_plans()) },
        { "plans by name", R"({"plans":{"pro":{"name":"Pro","monthly_price":49.5},"power":{"price":"99"}}})", { "/plans" }, decoder(list_plans()) },
        { "plans as a list", R"([{"slug":"business","amount":299,"annual_price":239}])", {}, decoder(list_plans()) },
        { "checkout", R"({"checkout_url":"https://checkout.example/c/1","session_id":"cs_1"})", { "/checkout_url" },
            decoder(start_trial_checkout("a", "b")) },
        { "portal", R"({"portal_url":"https://billing.example/p/1"})", { "/portal_url" }, decoder(get_billing_portal()) },
        { "portal of the clients", R"({"url":"https://billing.example/p/2"})", { "/url" }, decoder(get_billing_portal()) },
        { "subscription in minutes",
            R"({"has_active_subscription":true,"provider":"stripe","plan":{"type":"personal","period":"monthly","minutes_included":210},"status":"active","expires_at":"2026-04-01T00:00:00Z","auto_renew":true,"management_url":"https://billing.example"})",
            {}, decoder(get_subscription()) },
        { "subscription in credits",
            R"({"has_active_subscription":true,"plan_type":"pro","status":"active","current_period_end":"2026-04-01T00:00:00Z"})", {},
            decoder(get_subscription()) },
        { "calls",
            R"({"calls":[{"call_id":"k_1","status":"success","metadata":{"created_at":"2026-03-02T08:20:00Z","ended_at":"2026-03-02T08:21:00Z"},"submission":{"respondent_phone":"+441174960143","business_name":"Atelier","task_description":"Ask"}}],"total":1})",
            { "/calls", "/calls/0/call_id", "/calls/0/status" }, decoder(list_calls({})) },
        { "calls under the other name",
            R"({"items":[{"call_id":"k_1","status":"terminated","to":"+441174960143","business_name":"Atelier","created_at":"2026-03-02T08:20:00Z","ended_at":"2026-03-02T08:21:00Z","result_summary":"Done"}],"total":1})",
            { "/items", "/items/0/call_id", "/items/0/status" }, decoder(list_calls({})) },
        { "call",
            R"({"call_id":"k_1","status":"success","highlights":"95 pounds","next_steps":"Confirm","duration_seconds":81.4,"credits_used":1.5,"metadata":{"created_at":"2026-03-02T08:20:00Z"},"submission":null})",
            { "/call_id", "/status" }, decoder(get_call({})) },
    };
    return all;
}
