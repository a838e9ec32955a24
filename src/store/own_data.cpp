#include "api/body.h"
#include "store/apply.h"
#include "store/records.h"

namespace kally::store {

namespace {

std::string const& said(std::string const& text) { return text; }
std::string said(Instant at) { return format_timestamp(at); }
std::string said(Decimal const& amount) { return amount.to_string(); }
std::string said(bool value) { return value ? "true" : "false"; }
template <typename Tag>
std::string const& said(Id<Tag> const& id)
{
    return id.text;
}

/// An object of texts, without the members that are not known.
class Entry {
public:
    template <typename T>
    Entry& add(std::string_view name, T const& value)
    {
        m_body.text_if_any(name, said(value));
        return *this;
    }
    template <typename T>
    Entry& add(std::string_view name, std::optional<T> const& value)
    {
        return value ? add(name, *value) : *this;
    }
    Entry& raw(std::string_view name, std::string_view json)
    {
        m_body.raw(name, json);
        return *this;
    }
    std::string take() { return m_body.take(); }

private:
    api::Body m_body;
};

template <typename List, typename Write>
std::string list_of(List const& list, Write write)
{
    std::string out;
    for (auto const& one : list)
        out += (out.empty() ? "\n" : ",\n") + write(one);
    return "[" + out + "]";
}

std::string write_message(api::Message const& message)
{
    static constexpr std::string_view authors[] = { "user", "assistant", "system", "" };
    auto const work = list_of(message.actions, [](auto const& one) { return Entry {}.add("type", one.type).add("summary", one.summary).add("status", one.status).add("goal_id", one.goal_id).take(); });
    return Entry {}.add("id", message.id).add("from", std::string { authors[static_cast<std::size_t>(message.author)] }).add("at", message.created_at).add("text", message.text).add("credits", message.credits_used).raw("work", work).take();
}

std::string write_goal(api::Goal const& goal)
{
    auto const steps = list_of(goal.steps, [](auto const& step) { return Entry {}.add("text", step.description).add("status", step.status).take(); });
    return Entry {}.add("id", goal.id).add("title", goal.title).add("status", goal.status).add("description", goal.description).add("created_at", goal.created_at).add("conversation_id", goal.conversation_id).add("parent", goal.parent).add("credits_used", goal.credits_used).add("credits_estimated", goal.credits_estimated).raw("steps", steps).take();
}

std::string write_call(State const& state, api::Call const& call)
{
    Entry entry;
    entry.add("id", call.id).add("status", call.status).add("business", call.business).add("phone", call.phone).add("task", call.task).add("for", call.user_name).add("date", call.appointment_date).add("time", call.appointment_time);
    entry.add("at", call.created_at).add("ended_at", call.ended_at).add("seconds", call.duration_seconds).add("credits", call.credits_used).add("highlights", call.highlights).add("next_steps", call.next_steps);
    if (auto const parts = state.call_parts.find(call.id); parts != state.call_parts.end() && parts->second.transcript.value)
        entry.raw("transcript", list_of(parts->second.transcript.value->lines, [](auto const& line) { return Entry {}.add("speaker", line.speaker).add("text", line.text).take(); }));
    return entry.take();
}

std::string write_letter(api::InboxMessage const& letter)
{
    return Entry {}.add("id", letter.id).add("from", letter.from).add("subject", letter.subject).add("channel", letter.channel).add("at", letter.received_at).add("text", letter.body ? letter.body : letter.preview).take();
}

std::string write_mail(api::OutboxEmail const& mail)
{
    return Entry {}.add("id", mail.id).add("to", mail.to).add("subject", mail.subject).add("status", mail.status).add("at", mail.created_at).add("text", mail.body).take();
}

std::string write_paid(api::LedgerEntry const& one)
{
    return Entry {}.add("id", one.id).add("type", one.type).add("description", one.description).add("credits", one.credits).add("at", one.at).add("goal_id", one.goal_id).take();
}

std::string write_deed(api::LoggedAction const& one)
{
    return Entry {}.add("id", one.id).add("type", one.type).add("description", one.description).add("status", one.status).add("at", one.created_at).take();
}

} // namespace

std::string encode_read(State const& state)
{
    Entry out;
    if (state.conversations.value)
        out.raw("conversations", list_of(*state.conversations.value, [](auto const& one) { return Entry {}.add("id", one.id).add("title", one.title).add("created_at", one.created_at).add("updated_at", one.updated_at).take(); }));
    out.raw("threads", list_of(state.threads, [](auto const& one) { return Entry {}.add("conversation_id", one.first).add("draft", one.second.draft).raw("messages", list_of(one.second.messages, write_message)).take(); }));
    out.raw("goals", list_of(state.goals, [](auto const& one) { return write_goal(one.second); }));
    out.raw("calls", list_of(state.calls, [&](auto const& one) { return write_call(state, one.second); }));
    if (state.billing.ledger.value)
        out.raw("ledger", list_of(*state.billing.ledger.value, write_paid));
    if (auto const& balance = state.billing.balance.value)
        out.raw("balance", Entry {}.add("remaining", balance->remaining).add("used", balance->used).add("allocated", balance->allocated).add("plan", balance->plan).take());
    if (auto const& plan = state.billing.subscription.value)
        out.raw("subscription", Entry {}.add("plan", plan->plan).add("status", plan->status).add("period", plan->period).add("period_end", plan->period_end).add("renews", plan->auto_renew).take());
    if (state.live.mails.value)
        out.raw("outbox", list_of(*state.live.mails.value, write_mail));
    if (state.activity.inbox.value)
        out.raw("inbox", list_of(*state.activity.inbox.value, [&](auto const& one) {
            auto const whole = state.activity.letters.find(one.id);
            return write_letter(whole != state.activity.letters.end() && whole->second.value ? *whole->second.value : one);
        }));
    if (state.activity.log.value)
        out.raw("actions", list_of(*state.activity.log.value, write_deed));
    return out.take();
}

Effects apply(State& state, OwnDataPressed const&) { return { SaveOwnData { encode_read(state) } }; }

} // namespace kally::store
