#include "samples.h"

#include "api/operations.h"
#include "base/text.h"

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
    void add(GoalTree const& v) { each(v.goal, v.sub_goals); }
    void add(ActionResult const& v) { each(v.id, v.status, v.message); }
    void add(BatchArchived const& v) { each(v.goal_ids, v.failed); }
    void add(CostItem const& v) { add(v.action); }
    void add(GoalBudget const& v) { each(v.goal_id, v.breakdown); }
    void add(CostBreakdown const& v) { each(v.goal_id, v.items); }
    void add(Estimate const& v) { each(v.breakdown, v.confidence); }
    void add(Plan const& v) { each(v.type, v.name, v.currency, v.features); }
    void add(Subscription const& v) { each(v.plan, v.status, v.provider, v.period, v.management_url); }
    void add(Page const& v) { each(v.url, v.session_id); }
    void add(PendingChange const& v) { add(v.plan); }
    void add(PlanStatus const& v) { each(v.plan, v.status, v.pending_change); }
    void add(PlanChange const& v) { each(v.change_type, v.plan); }
    void add(Statistics const& v) { each(v.plan, v.status); }
    void add(Call const& v)
    {
        each(v.id, v.status, v.phone, v.business, v.task, v.category, v.user_name, v.appointment_date, v.appointment_time, v.highlights, v.next_steps);
    }
    void add(CallPage const& v) { add(v.calls); }
    void add(TranscriptLine const& v) { each(v.speaker, v.text); }
    void add(Transcript const& v) { add(v.lines); }
    void add(Recording const& v) { each(v.url, v.format); }
    void add(CreditBalance const& v) { add(v.plan); }
    void add(LedgerEntry const& v) { each(v.id, v.type, v.description, v.goal_id); }
    void add(Amount const& v) { add(v.name); }
    void add(Price const& v) { each(v.action, v.parts); }
    void add(UseOfCredits const& v) { add(v.action); }
    void add(CreditBreakdown const& v) { add(v.items); }
    void add(OutboxEmail const& v) { each(v.id, v.to, v.subject, v.status, v.body); }
    void add(InboxMessage const& v) { each(v.id, v.from, v.subject, v.channel, v.preview, v.body, v.thread_id); }
    void add(InboxThread const& v) { each(v.id, v.messages); }
    void add(LoggedAction const& v) { each(v.id, v.type, v.description, v.status); }
    void add(PendingItem const& v) { each(v.id, v.kind, v.summary); }
    void add(PendingGroup const& v) { add(v.items); }
    void add(ActiveGoal const& v) { each(v.id, v.summary, v.status, v.step); }
    void add(PendingNotifications const& v) { each(v.actions, v.goals, v.inbox, v.active_goal); }

private:
    template <typename... T>
    void each(T const&... values)
    {
        (add(values), ...);
    }
};

template <typename T>
Sample::Decode decoder(Operation<T> const& operation)
{
    return { [decode = operation.decode](std::string_view body, Drift* drift) -> Outcome {
        auto const value = decode(body, drift);
        if (!value.has_value())
            return value.error();
        Texts texts;
        texts.add(*value);
        return texts.all;
    } };
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
        { "goal tree",
            R"({"id":"g_800","title":"Quotes","status":"active","credits_used":"2.5","sub_goals":[{"id":"g_801","title":"Phone","status":"completed","parent_goal_id":"g_800","steps":[{"step":1,"description":"Dial","status":"completed"}],"sub_goals":[]},{"goal_id":"g_802","title":"Write","status":"pending","children":[{"id":"g_803"}]}]})",
            { "/id", "/sub_goals/0/id", "/sub_goals/1/goal_id", "/sub_goals/1/children/0/id" }, decoder(get_goal_tree({})) },
        { "goal tree under another name", R"({"tree":{"id":"g_1","title":"Quotes","subgoals":[{"id":"g_2"}]}})",
            { "/tree", "/tree/id", "/tree/subgoals/0/id" }, decoder(get_goal_tree({})) },
        { "goal action", R"({"success":true,"goal_id":"g_802","status":"cancelled","message":"Stopped"})", {},
            decoder(act_on_goal({}, GoalAction::Cancel)), true },
        { "archived goals", R"({"archived":2,"goal_ids":["g_801","g_802"],"failed":["g_803"]})", {}, decoder(archive_goals({})), true },
        { "budget",
            R"({"goal_id":"g_800","credits_estimated":4,"credits_used":"2.0","credits_remaining":2,"breakdown":[{"action":"phone_call","credits":1.5},{"action":"search","credits":"0.5"}]})",
            {}, decoder(get_goal_budget({})) },
        { "cost breakdown",
            R"({"goal_id":"g_800","total_credits":2,"items":[{"action":"search","credits":0.5,"timestamp":"2026-03-02T08:15:12Z"},{"action":"call_1","credits":1.5}]})",
            {}, decoder(get_cost_breakdown({})) },
        { "estimate", R"({"estimated_credits":1.5,"breakdown":{"search":0.5,"call":"1"},"confidence":"high"})", {}, decoder(estimate_cost("call", "d")) },
        { "transcript",
            R"({"entries":[{"speaker":"AI","content":"Good morning","timestamp":"00:00:02"},{"speaker":"HUMAN","content":"What can I do?","timestamp":"00:00:07"}]})",
            { "/entries" }, decoder(get_transcript({})) },
        { "transcript of the clients", R"({"transcript":[{"role":"AI","text":"Good morning"},"HUMAN: hello"]})", { "/transcript" }, decoder(get_transcript({})) },
        { "transcript as lines", R"(["AI: Good morning",{"role":"HUMAN","text":"Hello"}])", {}, decoder(get_transcript({})) },
        { "recording", R"({"url":"https://storage.example/demo.mp3","duration_seconds":81.4,"format":"mp3"})", { "/url" }, decoder(get_recording({})) },
        { "call action", R"({"success":true,"call_id":"k_1","status":"cancelled"})", {}, decoder(act_on_call({}, CallAction::Stop)), true },
        { "pending notifications",
            R"({"actions":{"count":1,"items":[{"id":"em_31","type":"email_approval","summary":"Mail is ready"}]},"goals":{"count":1,"items":[{"id":"g_802","status":"needs_input","summary":"Which day?"}]},"inbox":{"count":1,"items":[{"id":"im_77","channel":"email","preview":"Re: quote"}]},"total_pending":3,"active_goal":{"id":"g_800","summary":"Quotes","status":"in_progress","current_step_description":"Phoning"},"generated_at":"2026-03-02T08:22:41Z"})",
            {}, decoder(get_pending_notifications()) },
        { "action log",
            R"({"actions":[{"id":"ac_410","type":"calendar","description":"Put it in","status":"completed","created_at":"2026-03-02T10:05:00Z","undoable":true}]})",
            {}, decoder(get_action_log(5)) },
        { "undone action", R"({"success":true,"action_id":"ac_410","status":"undone"})", {}, decoder(undo_action({})), true },
        { "balance",
            R"({"credits_remaining":512,"credits_used":"88.0","credits_allocated":600,"plan_type":"pro","period_start":"2026-03-01T00:00:00Z","period_end":"2026-04-01T00:00:00Z"})",
            {}, decoder(get_credit_balance()) },
        { "ledger",
            R"({"entries":[{"id":"cr_901","type":"call","description":"Call to Atelier","credits":1.5,"timestamp":"2026-03-02T08:21:22Z","goal_id":"g_800"},{"id":"cr_902","goal_id":null}]})",
            {}, decoder(get_ledger(5)) },
        { "costs", R"({"costs":{"call":{"base":1,"per_minute":0.1},"search":{"per_query":"0.5"}}})", {}, decoder(get_credit_costs()) },
        { "breakdown",
            R"({"items":[{"action_type":"call","credits_total":61,"transaction_count":9}],"total_spent":61,"period_start":"2026-03-01T00:00:00Z","period_end":"2026-04-01T00:00:00Z"})",
            {}, decoder(get_credit_breakdown()) },
        { "credit plans", R"({"plans":{"starter":{"name":"Starter","credits_allocated":200,"price_monthly":19,"overage_rate":"0.15"}}})", { "/plans" },
            decoder(list_credit_plans()) },
        { "statistics",
            R"({"plan_type":"personal","minutes_allocated":210,"minutes_used":40.5,"minutes_remaining":169.5,"calls_allocated":35,"calls_used":6,"calls_remaining":29,"period_start":"2026-03-01T00:00:00Z","period_end":"2026-04-01T00:00:00Z","usage_percentage":19,"subscription_status":"active"})",
            {}, decoder(get_statistics()) },
        { "plan status",
            R"({"plan_type":"pro","status":"active","current_period_start":"2026-03-01T00:00:00Z","current_period_end":"2026-04-01T00:00:00Z","pending_change":{"new_plan":"starter","effective_date":"2026-04-01T00:00:00Z"}})",
            {}, decoder(get_plan_status()) },
        { "plan change",
            R"({"success":true,"change_type":"upgrade","new_plan":"power","bonus_minutes":0,"new_period_start":"2026-03-02T00:00:00Z","new_period_end":"2026-04-02T00:00:00Z"})",
            {}, decoder(change_plan("power", Billed::Monthly)) },
        { "dropped change", R"({"success":true,"message":"The plan stays as it is."})", {}, decoder(cancel_pending_change()), true },
        { "queued email", R"({"id":"em_31","to":"k@t.example","subject":"Quote","status":"pending_approval","created_at":"2026-03-02T08:22:00Z","body":"Could you?"})",
            {}, decoder(queue_email({})) },
        { "outbox", R"({"emails":[{"id":"em_31","to":"k@t.example","subject":"Quote","status":"pending_approval","created_at":"2026-03-02T08:22:00Z"}]})", {},
            decoder(list_outbox()) },
        { "outbox under the other names", R"({"items":[{"email_id":"em_31"}]})", {}, decoder(list_outbox()) },
        { "sent email", R"({"id":"em_31","to":"k@t.example","subject":"Quote","status":"sent"})", {}, decoder(act_on_email({}, EmailAction::Approve)), true },
        { "replies", R"({"replies":[{"id":"im_77","from":"k@t.example","subject":"Re: Quote","channel":"email","preview":"95 pounds","unread":true,"received_at":"2026-03-02T10:02:00Z"}]})",
            {}, decoder(get_email_replies({})) },
        { "inbox", R"({"messages":[{"id":"im_77","from":"k@t.example","subject":null,"channel":"sms","preview":"95 pounds","unread":true,"received_at":"2026-03-02T10:02:00Z"}]})",
            {}, decoder(list_inbox({})) },
        { "inbox message", R"({"message_id":"im_77","from":"k@t.example","subject":"Re: Quote","channel":"email","content":"Tuning costs 95.","unread":true,"conversation_id":"th_12"})",
            {}, decoder(get_inbox_message({})) },
        { "inbox thread", R"({"conversation_id":"th_12","thread":[{"id":"im_77","from":"k@t.example","body":"Tuning costs 95."}]})", {}, decoder(get_inbox_thread({})) },
        { "marked as read", R"({"success":true,"message":"Done"})", {}, decoder(mark_messages_read({})), true },
    };
    return all;
}

std::string fault(std::string const& body, Outcome const& outcome)
{
    if (!outcome.has_value()) {
        if (outcome.error().kind != ErrorKind::Malformed || outcome.error().status != 0)
            return "another kind of error";
        return outcome.error().detail.empty() ? "an error without words" : "";
    }
    if (body.find('\\') != std::string::npos)
        return ""; // escapes make texts that the body does not hold as they are
    auto const readable = to_valid_utf8(body);
    for (auto const& text : *outcome)
        if (readable.find(text) == std::string::npos)
            return "invented: " + text;
    return "";
}
