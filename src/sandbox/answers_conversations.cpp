#include "sandbox/answers.h"

#include "sandbox/json_text.h"

namespace kally::sandbox {

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

std::string Answers::action(Action const& action) const
{
    auto status = action.status;
    // An action of a goal follows it: what ran when it was told may have ended since.
    if (auto const* goal = m_account.find_goal(action.goal); goal && status != "completed") {
        auto const progress = progress_of(*goal, m_now);
        if (goal->cancelled)
            status = "cancelled";
        else if (progress.finished_at)
            status = "completed";
        else if (!progress.waiting)
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

} // namespace kally::sandbox
