#include "sandbox/answers.h"

#include "sandbox/json_text.h"

#include <algorithm>

namespace kally::sandbox {

std::string Answers::credits(int tenths) const
{
    auto text = Decimal { tenths, 1 }.to_string();
    return b(Variant::CreditsType) ? text : api::quote_json(text);
}

std::string Answers::tokens(Session const& session) const
{
    return JsonObject { "TokenResponse", m_dials.absent }
        .text("access_token", session.access_token)
        .text("refresh_token", session.refresh_token)
        .number("expires_in", m_dials.token_lifetime.count())
        .text("token_type", "Bearer")
        .text("scope", b(Variant::ScopeSpelling) ? "coordination.read coordination.write calls.read" : "coordination:read coordination:write calls:read")
        .done();
}

std::string Answers::created(Conversation const& conversation) const
{
    return JsonObject {}.text(b(Variant::ConversationIdName) ? "id" : "conversation_id", conversation.id).done();
}

std::string Answers::conversation(Conversation const& conversation) const
{
    return JsonObject {}
        .text(b(Variant::ConversationIdName) ? "conversation_id" : "id", conversation.id)
        .text_or_null("title", conversation.title)
        .time("created_at", conversation.created_at)
        .time("updated_at", conversation.updated_at)
        .number("message_count", conversation.messages.size())
        .done();
}

std::string Answers::goal_status(Goal const& goal) const
{
    if (goal.cancelled)
        return "cancelled";
    auto const progress = progress_of(goal, m_now);
    return progress.finished_at ? "completed" : progress.waiting ? "needs_input" : "active";
}

std::string Answers::action(Action const& action) const
{
    auto status = action.status;
    // An action of a goal follows it: what ran when it was told may have ended since.
    if (auto const* goal = m_account.find_goal(action.goal); goal && status != "completed") {
        auto const now = goal_status(*goal);
        if (now == "completed" || now == "cancelled")
            status = now;
        else if (now == "active")
            status = "in_progress";
    }
    JsonObject json { "TriggeredAction", m_dials.absent };
    json.text("id", action.id).text("type", action.type).text("status", status).text("summary", action.summary).text_or_null("goal_id", action.goal);
    if (action.credits > 0)
        json.raw("credits", credits(action.credits));
    return json.done();
}

std::string Answers::actions(Message const& message) const
{
    JsonList list;
    for (auto const& done : message.actions)
        list.raw(action(done));
    return list.done();
}

std::string Answers::reply(Conversation const& conversation, Message const& message) const
{
    JsonObject json;
    json.text(b(Variant::MessageText) ? "response" : "message", message.text).text("conversation_id", conversation.id);
    if (b(Variant::MessageActions)) {
        JsonList taken;
        for (auto const& done : message.actions)
            taken.text(done.type == "phone_call" ? "call_initiated" : done.type);
        if (!message.goal.empty() && !message.actions.empty())
            taken.text("goal_created");
        json.raw("actions_taken", taken.done());
    } else {
        json.raw("triggered_actions", actions(message));
    }
    if (b(Variant::MessageGoal))
        json.text_or_null("goal_id", message.goal);
    else
        json.flag("goal_completed", message.goal_completed).text("message_id", message.id);
    if (!b(Variant::MessageExtras))
        json.text("intent", message.intent).raw("suggestions", json_texts(message.suggestions)).raw("credits_used", credits(message.credits));
    return json.done();
}

std::string Answers::message(Message const& message) const
{
    JsonObject json { "HistoryMessage", m_dials.absent };
    json.text("message_id", message.id)
        .text("role", message.from_user ? "user" : "assistant")
        .text("content", message.text)
        .time("created_at", message.at);
    if (!message.from_user) {
        json.text("intent", message.intent)
            .raw("triggered_actions", actions(message))
            .raw("suggestions", json_texts(message.suggestions))
            .raw("credits_used", credits(message.credits));
        if (!message.goal.empty())
            json.text("goal_id", message.goal);
    }
    return json.done();
}

std::string Answers::history(Conversation const& conversation, std::size_t limit) const
{
    auto const total = conversation.messages.size();
    JsonList list;
    for (auto i = total > limit ? total - limit : 0; i < total; ++i)
        list.raw(message(conversation.messages[i]));
    if (b(Variant::HistoryList))
        return list.done();
    return JsonObject { "History", m_dials.absent }
        .text("conversation_id", conversation.id)
        .raw("messages", list.done())
        .number("total", total)
        .flag("has_more", total > limit)
        .done();
}

std::string Answers::goal_summary(Goal const& goal) const
{
    return JsonObject { "GoalSummary", m_dials.absent }
        .text(b(Variant::GoalIdName) ? "goal_id" : "id", goal.id)
        .text("title", goal.title)
        .text("status", goal_status(goal))
        .time("created_at", goal.created_at)
        .raw("credits_used", credits(goal.credits))
        .number("sub_goal_count", 0)
        .text("conversation_id", goal.conversation)
        .done();
}

std::string Answers::goal_list(std::vector<Goal const*> const& page, std::size_t total, bool more) const
{
    JsonList list;
    for (auto const* goal : page)
        list.raw(goal_summary(*goal));
    return JsonObject { "GoalList", m_dials.absent }
        .raw(b(Variant::GoalListKey) ? "items" : "goals", list.done())
        .number("total", total)
        .flag("has_more", more)
        .done();
}

std::string Answers::goal_detail(Goal const& goal) const
{
    auto const progress = progress_of(goal, m_now);
    JsonList steps;
    for (int i = 0; i < static_cast<int>(goal.steps.size()); ++i) {
        auto const* status = i < progress.done ? "completed"
            : goal.cancelled                   ? "cancelled"
            : i > progress.done                ? "pending"
            : progress.waiting                 ? "waiting"
                                               : "in_progress";
        steps.raw(JsonObject {}.number("step", i + 1).text("description", goal.steps[static_cast<std::size_t>(i)].text).text("status", status).done());
    }
    return JsonObject { "GoalDetail", m_dials.absent }
        .text(b(Variant::GoalIdName) ? "goal_id" : "id", goal.id)
        .text("title", goal.title)
        .text("status", goal_status(goal))
        .text("description", goal.description)
        .time("created_at", goal.created_at)
        .time("updated_at", progress.last_change)
        .raw("credits_used", credits(goal.credits))
        .raw("credits_estimated", credits(std::max(goal.estimated, goal.credits)))
        .raw("parent_goal_id", "null")
        .raw("steps", steps.done())
        .done();
}

std::string marked(std::string_view message)
{
    auto const end = message.size() - message.ends_with('.');
    return std::string { message.substr(0, end) } + " (sandbox)" + std::string { message.substr(end) };
}

struct PlanRow {
    char const* key;
    char const* name;
    int monthly, annual, credits;
    char const* overage;
};
/// Source: seed, "Current paid plans"; credits and overage from the contract's x-plan-prices.
static constexpr PlanRow plan_rows[] = {
    { "starter", "Starter", 19, 15, 200, "0.15" },
    { "pro", "Pro", 49, 39, 600, "0.10" },
    { "power", "Power", 99, 79, 1500, "0.08" },
    { "business", "Business", 299, 239, 4500, "0.05" },
};

std::string Answers::plans() const
{
    JsonList list;
    JsonObject map;
    for (auto const& row : plan_rows) {
        auto const overage = &row != plan_rows || b(Variant::Overage);
        JsonObject plan { "StripePlan", m_dials.absent };
        plan.text("plan_type", row.key)
            .text("name", row.name)
            .text("currency", "usd")
            .number("price_monthly", row.monthly == 299 && b(Variant::BusinessPrice) ? 249 : row.monthly)
            .number("price_annual_monthly", row.annual)
            .raw("credits_allocated", credits(row.credits * 10))
            .flag("overage_enabled", overage)
            .raw("features", R"(["Sandbox: play money, nothing is charged"])");
        if (overage)
            plan.text("overage_rate", row.overage);
        list.raw(plan.done());
        map.raw(row.key, plan.done());
    }
    if (b(Variant::PlansList))
        return list.done();
    return JsonObject {}.raw("plans", b(Variant::PlansMap) ? map.done() : list.done()).done();
}

std::string Answers::portal(std::string const& url) const
{
    return JsonObject {}.text(b(Variant::Portal) ? "url" : "portal_url", url).done();
}

std::string Answers::subscription(Subscription const& own, std::string const& management_url) const
{
    // Variant trial: whoever has bought nothing has 30 free minutes there, which end by use, not by date.
    auto const free_trial = own.plan.empty() && b(Variant::Trial);
    auto const subscription = free_trial ? Subscription { .plan = "trial", .active = true, .until = Instant::max() } : own;
    auto const none = subscription.plan.empty();
    auto const active = subscription.active && subscription.until > m_now;
    auto const* const status = active ? "active" : none ? "none" : "expired";
    auto const until = none || free_trial ? std::string {} : format_timestamp(subscription.until);
    if (b(Variant::SubscriptionUnit))
        return JsonObject {}
            .flag("has_active_subscription", active)
            .text("provider", "stripe")
            .raw("plan", none ? "null" : JsonObject {}.text("type", subscription.plan).text("period", "monthly").number("minutes_included", free_trial ? 30 : 210).done())
            .text("status", status)
            .text_or_null("expires_at", until)
            .flag("auto_renew", subscription.renews)
            .text("management_url", management_url)
            .done();
    JsonObject json { "MySubscriptionCredits", m_dials.absent };
    json.flag("has_active_subscription", active).text("status", status).flag("auto_renew", subscription.renews).text("management_url", management_url);
    if (free_trial) {
        json.text("plan_type", subscription.plan);
    } else if (!none) {
        json.text("plan_type", subscription.plan).time("current_period_start", subscription.since).text("current_period_end", until);
        for (auto const& row : plan_rows)
            if (subscription.plan == row.key)
                json.raw("credits_allocated", credits(row.credits * 10));
    }
    return json.done();
}

std::string Answers::call(Call const& call) const
{
    auto const ended = call.ended_at <= m_now;
    std::string_view status = ended ? std::string_view { call.status } : "in_progress";
    if (status == "failed" && b(Variant::CallStatus))
        status = "terminated";
    JsonObject json;
    json.text("call_id", call.id).text("status", status).raw("credits_used", credits(ended ? call.credits : 0));
    if (ended)
        json.text_or_null("next_steps", call.next_steps).number("duration_seconds", call.seconds);
    if (b(Variant::CallLayout)) {
        json.text("to", call.phone).text("business_name", call.business).time("created_at", call.created_at);
        if (ended)
            json.time("ended_at", call.ended_at).text("result_summary", call.highlights);
        return json.done();
    }
    JsonObject metadata;
    metadata.time("created_at", call.created_at);
    if (ended) {
        metadata.time("ended_at", call.ended_at);
        json.text_or_null("highlights", call.highlights);
    }
    JsonObject submission;
    submission.text("task_category", call.category).text("task_description", call.task).text("respondent_phone", call.phone).text("business_name", call.business);
    return json.raw("metadata", metadata.done()).raw("submission", submission.done()).done();
}

std::string Answers::call_list(std::vector<Call const*> const& page, std::size_t total) const
{
    JsonList list;
    for (auto const* entry : page)
        list.raw(call(*entry));
    return JsonObject {}.raw(b(Variant::CallListKey) ? "items" : "calls", list.done()).number("total", total).done();
}

std::string Answers::error(int status, std::string_view code, std::string_view words, std::string const& correlation_id) const
{
    auto const message = marked(words);
    auto const* const upgrade = b(Variant::UpgradeUrl) ? "https://kallyai.com/app?upgrade=true" : "https://kallyai.com/app";
    if (status == 402 && b(Variant::Error402))
        return JsonObject {}.text("plan_type", "trial").number("minutes_allocated", 30).number("minutes_used", 30).text("upgrade_url", upgrade).done();
    if (b(Variant::ErrorDetail))
        return JsonObject {}.text("detail", message).done();
    if (b(Variant::ErrorFlat))
        return JsonObject {}.text("error", code).text("message", message).done();
    JsonObject error, details;
    error.text("code", code).text("correlation_id", correlation_id);
    if (status == 402)
        details.text("upgrade_url", upgrade);
    if (b(Variant::ErrorMessage))
        details.text("message", message);
    else
        error.text("message", message);
    if (!details.empty())
        error.raw("details", details.done());
    return JsonObject {}.raw("error", error.done()).done();
}

} // namespace kally::sandbox
