#include "sandbox/answers.h"

#include "base/decimal.h"

namespace kally::sandbox {

Json Answers::strip(std::string_view schema, Json object) const
{
    for (auto const& name : m_dials.absent)
        if (name.size() > schema.size() && name[schema.size()] == '.' && std::string_view { name }.starts_with(schema))
            object.erase(name.substr(schema.size() + 1));
    return object;
}

Json Answers::credits(int tenths) const
{
    if (!b(Variant::CreditsType))
        return Decimal { tenths, 1 }.to_string();
    return tenths % 10 == 0 ? Json(tenths / 10) : Json(tenths / 10.0);
}

Json Answers::tokens(Session const& session) const
{
    return strip("TokenResponse", {
        { "access_token", session.access_token },
        { "refresh_token", session.refresh_token },
        { "expires_in", m_dials.token_lifetime.count() },
        { "token_type", "Bearer" },
        { "scope", b(Variant::ScopeSpelling) ? "coordination.read coordination.write calls.read" : "coordination:read coordination:write calls:read" },
    });
}

Json Answers::created(Conversation const& conversation) const
{
    return { { b(Variant::ConversationIdName) ? "id" : "conversation_id", conversation.id } };
}

Json Answers::conversation(Conversation const& conversation) const
{
    return {
        { b(Variant::ConversationIdName) ? "conversation_id" : "id", conversation.id },
        { "title", conversation.title.empty() ? Json() : Json(conversation.title) },
        { "created_at", format_timestamp(conversation.created_at) },
        { "updated_at", format_timestamp(conversation.updated_at) },
        { "message_count", conversation.messages.size() },
    };
}

std::string Answers::goal_status(Goal const& goal) const
{
    if (goal.cancelled)
        return "cancelled";
    auto const progress = progress_of(goal, m_now);
    return progress.finished_at ? "completed" : progress.waiting ? "needs_input" : "active";
}

Json Answers::action(Action const& action) const
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
    Json json {
        { "id", action.id },
        { "type", action.type },
        { "status", std::move(status) },
        { "summary", action.summary },
        { "goal_id", action.goal.empty() ? Json() : Json(action.goal) },
    };
    if (action.credits > 0)
        json["credits"] = credits(action.credits);
    return strip("TriggeredAction", std::move(json));
}

Json Answers::reply(Conversation const& conversation, Message const& message) const
{
    Json json {
        { b(Variant::MessageText) ? "response" : "message", message.text },
        { "conversation_id", conversation.id },
    };
    if (b(Variant::MessageActions)) {
        auto taken = Json::array();
        for (auto const& done : message.actions)
            taken.push_back(done.type == "phone_call" ? "call_initiated" : done.type);
        if (!message.goal.empty() && !message.actions.empty())
            taken.push_back("goal_created");
        json["actions_taken"] = std::move(taken);
    } else {
        auto list = Json::array();
        for (auto const& done : message.actions)
            list.push_back(action(done));
        json["triggered_actions"] = std::move(list);
    }
    if (b(Variant::MessageGoal)) {
        json["goal_id"] = message.goal.empty() ? Json() : Json(message.goal);
    } else {
        json["goal_completed"] = message.goal_completed;
        json["message_id"] = message.id;
    }
    if (!b(Variant::MessageExtras)) {
        json["intent"] = message.intent;
        json["suggestions"] = message.suggestions;
        json["credits_used"] = credits(message.credits);
    }
    return json;
}

Json Answers::message(Message const& message) const
{
    Json json {
        { "message_id", message.id },
        { "role", message.from_user ? "user" : "assistant" },
        { "content", message.text },
        { "created_at", format_timestamp(message.at) },
    };
    if (!message.from_user) {
        auto list = Json::array();
        for (auto const& done : message.actions)
            list.push_back(action(done));
        json["intent"] = message.intent;
        json["triggered_actions"] = std::move(list);
        json["suggestions"] = message.suggestions;
        json["credits_used"] = credits(message.credits);
        if (!message.goal.empty())
            json["goal_id"] = message.goal;
    }
    return strip("HistoryMessage", std::move(json));
}

Json Answers::history(Conversation const& conversation, std::size_t limit) const
{
    auto const total = conversation.messages.size();
    auto list = Json::array();
    for (auto i = total > limit ? total - limit : 0; i < total; ++i)
        list.push_back(message(conversation.messages[i]));
    if (b(Variant::HistoryList))
        return list;
    return strip("History", {
        { "conversation_id", conversation.id },
        { "messages", std::move(list) },
        { "total", total },
        { "has_more", total > limit },
    });
}

Json Answers::goal_summary(Goal const& goal) const
{
    return strip("GoalSummary", {
        { b(Variant::GoalIdName) ? "goal_id" : "id", goal.id },
        { "title", goal.title },
        { "status", goal_status(goal) },
        { "created_at", format_timestamp(goal.created_at) },
        { "credits_used", credits(goal.credits) },
        { "sub_goal_count", 0 },
        { "conversation_id", goal.conversation },
    });
}

Json Answers::goal_list(std::vector<Goal const*> const& page, std::size_t total, bool more) const
{
    auto list = Json::array();
    for (auto const* goal : page)
        list.push_back(goal_summary(*goal));
    return strip("GoalList", { { b(Variant::GoalListKey) ? "items" : "goals", std::move(list) }, { "total", total }, { "has_more", more } });
}

Json Answers::goal_detail(Goal const& goal) const
{
    auto const progress = progress_of(goal, m_now);
    auto steps = Json::array();
    for (int i = 0; i < static_cast<int>(goal.steps.size()); ++i) {
        auto const* status = i < progress.done ? "completed"
            : goal.cancelled                   ? "cancelled"
            : i > progress.done                ? "pending"
            : progress.waiting                 ? "waiting"
                                               : "in_progress";
        steps.push_back({ { "step", i + 1 }, { "description", goal.steps[static_cast<std::size_t>(i)].text }, { "status", status } });
    }
    auto json = strip("GoalDetail", {
        { "title", goal.title },
        { "status", goal_status(goal) },
        { "description", goal.description },
        { "created_at", format_timestamp(goal.created_at) },
        { "updated_at", format_timestamp(progress.last_change) },
        { "credits_used", credits(goal.credits) },
        { "credits_estimated", credits(std::max(goal.estimated, goal.credits)) },
        { "parent_goal_id", nullptr },
        { "steps", std::move(steps) },
    });
    json[b(Variant::GoalIdName) ? "goal_id" : "id"] = goal.id;
    return json;
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

Json Answers::plans() const
{
    auto list = Json::array();
    auto map = Json::object();
    for (auto const& row : plan_rows) {
        auto const is_starter = row.monthly == 19;
        auto const overage = !is_starter || b(Variant::Overage);
        Json plan {
            { "plan_type", row.key },
            { "name", row.name },
            { "currency", "usd" },
            { "price_monthly", row.monthly == 299 && b(Variant::BusinessPrice) ? 249 : row.monthly },
            { "price_annual_monthly", row.annual },
            { "credits_allocated", credits(row.credits * 10) },
            { "overage_enabled", overage },
            { "features", Json::array() },
        };
        if (overage)
            plan["overage_rate"] = row.overage;
        plan = strip("StripePlan", std::move(plan));
        list.push_back(plan);
        map[row.key] = std::move(plan);
    }
    if (b(Variant::PlansList))
        return list;
    return { { "plans", b(Variant::PlansMap) ? std::move(map) : std::move(list) } };
}

Json Answers::portal(std::string const& url) const
{
    return { { b(Variant::Portal) ? "url" : "portal_url", url } };
}

Json Answers::subscription(Subscription const& subscription, std::string const& management_url) const
{
    auto const active = subscription.active && subscription.until > m_now;
    auto const* const status = active ? "active" : subscription.plan.empty() ? "none" : "expired";
    if (b(Variant::SubscriptionUnit)) {
        return {
            { "has_active_subscription", active },
            { "provider", "stripe" },
            { "plan", subscription.plan.empty() ? Json() : Json { { "type", subscription.plan }, { "period", "monthly" }, { "minutes_included", 210 } } },
            { "status", status },
            { "expires_at", subscription.plan.empty() ? Json() : Json(format_timestamp(subscription.until)) },
            { "auto_renew", subscription.renews },
            { "management_url", management_url },
        };
    }
    Json json {
        { "has_active_subscription", active },
        { "status", status },
        { "auto_renew", subscription.renews },
        { "management_url", management_url },
    };
    if (!subscription.plan.empty()) {
        json["plan_type"] = subscription.plan;
        json["current_period_start"] = format_timestamp(subscription.since);
        json["current_period_end"] = format_timestamp(subscription.until);
        for (auto const& row : plan_rows)
            if (subscription.plan == row.key)
                json["credits_allocated"] = credits(row.credits * 10);
    }
    return strip("MySubscriptionCredits", std::move(json));
}

Json Answers::call(Call const& call) const
{
    auto const ended = call.ended_at <= m_now;
    auto status = ended ? call.status : "in_progress";
    if (ended && call.status == "failed" && b(Variant::CallStatus))
        status = "terminated";
    Json json { { "call_id", call.id }, { "status", status }, { "credits_used", credits(ended ? call.credits : 0) } };
    if (ended) {
        json["next_steps"] = call.next_steps.empty() ? Json() : Json(call.next_steps);
        json["duration_seconds"] = call.seconds;
    }
    if (b(Variant::CallLayout)) {
        json["to"] = call.phone;
        json["business_name"] = call.business;
        json["created_at"] = format_timestamp(call.created_at);
        if (ended) {
            json["ended_at"] = format_timestamp(call.ended_at);
            json["result_summary"] = call.highlights;
        }
        return json;
    }
    Json metadata { { "created_at", format_timestamp(call.created_at) } };
    if (ended) {
        metadata["ended_at"] = format_timestamp(call.ended_at);
        json["highlights"] = call.highlights.empty() ? Json() : Json(call.highlights);
    }
    json["metadata"] = std::move(metadata);
    json["submission"] = {
        { "task_category", call.category },
        { "task_description", call.task },
        { "respondent_phone", call.phone },
        { "business_name", call.business },
    };
    return json;
}

Json Answers::call_list(std::vector<Call const*> const& page, std::size_t total) const
{
    auto list = Json::array();
    for (auto const* entry : page)
        list.push_back(call(*entry));
    return { { b(Variant::CallListKey) ? "items" : "calls", std::move(list) }, { "total", total } };
}

Json Answers::error(int status, std::string_view code, std::string_view message, std::string const& correlation_id) const
{
    auto const* const upgrade = b(Variant::UpgradeUrl) ? "https://kallyai.com/app?upgrade=true" : "https://kallyai.com/app";
    if (status == 402 && b(Variant::Error402))
        return { { "plan_type", "trial" }, { "minutes_allocated", 30 }, { "minutes_used", 30 }, { "upgrade_url", upgrade } };
    if (b(Variant::ErrorDetail))
        return { { "detail", message } };
    if (b(Variant::ErrorFlat))
        return { { "error", code }, { "message", message } };
    Json error { { "code", code }, { "correlation_id", correlation_id } };
    auto details = Json::object();
    if (status == 402)
        details["upgrade_url"] = upgrade;
    if (b(Variant::ErrorMessage))
        details["message"] = message;
    else
        error["message"] = message;
    if (!details.empty())
        error["details"] = std::move(details);
    return { { "error", std::move(error) } };
}

} // namespace kally::sandbox
