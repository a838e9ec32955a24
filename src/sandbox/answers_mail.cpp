#include "sandbox/answers.h"

#include "sandbox/json_text.h"
#include "sandbox/work.h"

namespace kally::sandbox {

std::string Answers::email(Email const& email, char const* schema) const
{
    return JsonObject { schema, m_dials.absent }
        .text(b(Variant::OtherNames) ? "email_id" : "id", email.id)
        .text("to", email.to)
        .text("subject", email.subject)
        .text("status", email.status)
        .time("created_at", email.created_at)
        .text("body", email.body)
        .done();
}

std::string Answers::outbox() const
{
    JsonList list;
    for (auto one = m_account.emails.rbegin(); one != m_account.emails.rend(); ++one)
        list.raw(email(*one, "OutboxEmail"));
    return JsonObject {}.raw(b(Variant::OtherNames) ? "items" : "emails", list.done()).done();
}

static std::string preview_of(std::string const& body)
{
    std::string out;
    for (char const c : body) {
        if (c != '\n')
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
        if (out.size() > 140 && c == ' ')
            return out + "…";
    }
    return out;
}

std::string Answers::letter(Letter const& letter, Detail detail) const
{
    JsonObject json { "InboxMessageFull", m_dials.absent };
    json.text(b(Variant::OtherNames) ? "message_id" : "id", letter.id)
        .text("from", letter.from)
        .text_or_null("subject", letter.subject)
        .text("channel", letter.channel)
        .text("preview", preview_of(letter.body))
        .flag("unread", letter.unread)
        .time("received_at", letter.at);
    if (detail == Detail::Full)
        json.text("body", letter.body).text_or_null("conversation_id", letter.thread);
    return json.done();
}

std::string Answers::inbox(std::vector<Letter const*> const& letters) const
{
    JsonList list;
    for (auto const* one : letters)
        list.raw(letter(*one, Detail::Listed));
    return JsonObject {}.raw(b(Variant::OtherNames) ? "items" : "messages", list.done()).done();
}

std::string Answers::replies(std::vector<Letter const*> const& letters) const
{
    JsonList list;
    for (auto const* one : letters)
        list.raw(letter(*one, Detail::Listed));
    return JsonObject { "EmailReplies", m_dials.absent }.raw("replies", list.done()).done();
}

std::string Answers::thread(std::string const& id, std::vector<Letter> const& letters) const
{
    JsonList list;
    for (auto const& one : letters)
        list.raw(letter(one, Detail::Full));
    return JsonObject { "InboxThread", m_dials.absent }.text("conversation_id", id).raw("messages", list.done()).done();
}

std::string Answers::action_log(std::vector<Deed const*> const& deeds) const
{
    JsonList list;
    for (auto const* deed : deeds)
        list.raw(JsonObject {}
                     .text("id", deed->id)
                     .text("type", deed->type)
                     .text("description", deed->description)
                     .text("status", deed->undone ? "undone" : "completed")
                     .time("created_at", deed->at)
                     .flag("undoable", std::string_view { why_not_undone(*deed, m_now) }.empty())
                     .done());
    return JsonObject {}.raw("actions", list.done()).done();
}

std::string Answers::notifications() const
{
    JsonList actions, goals, inbox;
    auto action_count = 0, goal_count = 0, inbox_count = 0;
    for (auto const& one : m_account.emails)
        if (one.status == "pending_approval") {
            actions.raw(JsonObject {}.text("id", one.id).text("type", "email_approval").text("summary", one.to + ": " + one.subject).done());
            ++action_count;
        }
    Goal const* active = nullptr;
    for (auto const& goal : m_account.goals) {
        std::string_view const status = status_of(goal, m_now);
        if (status == "needs_input" || status == "pending") {
            goals.raw(JsonObject {}.text("id", goal.id).text("status", status).text("summary", question_of(goal)).done());
            ++goal_count;
        }
        if (status == "active")
            active = &goal;
    }
    for (auto const& one : m_account.inbox)
        if (one.unread) {
            inbox.raw(JsonObject {}.text("id", one.id).text("channel", one.channel).text("preview", preview_of(one.body)).done());
            ++inbox_count;
        }
    auto const group = [](JsonList const& items, int count) { return JsonObject {}.number("count", count).raw("items", items.done()).done(); };
    std::string in_work = "null";
    if (active) {
        auto const step = static_cast<std::size_t>(progress_of(*active, m_now).done);
        in_work = JsonObject {}
                      .text("id", active->id)
                      .text("summary", active->title)
                      .text("status", "in_progress")
                      .text_or_null("current_step_description", step < active->steps.size() ? active->steps[step].text : "")
                      .done();
    }
    return JsonObject {}
        .raw("actions", group(actions, action_count))
        .raw("goals", group(goals, goal_count))
        .raw("inbox", group(inbox, inbox_count))
        .number("total_pending", action_count + goal_count + inbox_count)
        .raw("active_goal", in_work)
        .time("generated_at", m_now)
        .done();
}

} // namespace kally::sandbox
