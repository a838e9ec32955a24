#include "sandbox/model.h"

#include "sandbox/json_text.h"
#include "sandbox/work.h"

#include <algorithm>
#include <concepts>

namespace kally::sandbox {

namespace {

// One description per struct serves both directions: each member is named once, and read and written alike. An optional one may
// be missing in a file, as when an earlier version wrote it: its default says that nothing is known. Members added later belong there.

template <typename A> void members(A& a, Step& v)
{
    a("text", v.text); a("milliseconds", v.milliseconds); a.optional("type", v.type); a.optional("credits", v.credits);
}
template <typename A> void members(A& a, Goal& v)
{
    a("id", v.id); a("conversation", v.conversation); a("title", v.title); a.optional("description", v.description);
    a("created_at", v.created_at); a("updated_at", v.updated_at); a("run_start", v.run_start); a("steps", v.steps);
    a("from", v.from); a("gate", v.gate); a.optional("estimated", v.estimated);
    a.optional("parent", v.parent); a.optional("hold", v.hold, Hold::Escalated); a.optional("question", v.question); a.optional("archived", v.archived);
    a("cancelled", v.cancelled); a("finished", v.finished); a.optional("finale", v.finale); a.optional("finale_suggestions", v.finale_suggestions);
}
template <typename A> void members(A& a, Action& v)
{
    a("id", v.id); a("type", v.type); a("status", v.status); a("summary", v.summary); a.optional("goal", v.goal); a.optional("credits", v.credits);
}
template <typename A> void members(A& a, Message& v)
{
    a("id", v.id); a("from_user", v.from_user); a.optional("goal_completed", v.goal_completed); a("text", v.text); a("at", v.at);
    a.optional("intent", v.intent); a.optional("goal", v.goal); a.optional("credits", v.credits); a.optional("actions", v.actions); a.optional("suggestions", v.suggestions);
}
template <typename A> void members(A& a, Context& v)
{
    a.optional("language", v.language, Language::Spanish); a.optional("kind", v.kind, Kind::Errand); a.optional("count", v.count);
    a.optional("first_option", v.first_option); a.optional("slot_shift", v.slot_shift); a.optional("weekday", v.weekday); a.optional("drafts", v.drafts); a.optional("availability", v.availability);
    a.optional("brief", v.brief); a.optional("confirming", v.confirming); a.optional("subject", v.subject); a.optional("place", v.place); a.optional("business", v.business); a.optional("phone", v.phone);
    a.optional("amount", v.amount); a.optional("when", v.when); a.optional("ask", v.ask); a.optional("goal", v.goal);
}
template <typename A> void members(A& a, Conversation& v)
{
    a("id", v.id); a("title", v.title); a("created_at", v.created_at); a("updated_at", v.updated_at);
    a.optional("context", v.context); a("messages", v.messages);
}
template <typename A> void members(A& a, Call& v)
{
    a("id", v.id); a.optional("goal", v.goal); a("status", v.status); a.optional("category", v.category); a("phone", v.phone);
    a("business", v.business); a("task", v.task); a.optional("highlights", v.highlights); a.optional("next_steps", v.next_steps);
    a("created_at", v.created_at); a("ended_at", v.ended_at); a.optional("seconds", v.seconds); a.optional("credits", v.credits); a.optional("key", v.key);
    a.optional("language", v.language, Language::Spanish); a.optional("user_name", v.user_name); a.optional("details", v.details); a.optional("starts_at", v.starts_at);
    a.optional("appointment", v.appointment);
}
template <typename A> void members(A& a, Entry& v)
{
    a("id", v.id); a("type", v.type); a.optional("description", v.description); a.optional("goal", v.goal); a("credits", v.credits); a("at", v.at);
}
template <typename A> void members(A& a, Email& v)
{
    a("id", v.id); a("goal", v.goal); a("thread", v.thread); a("to", v.to); a("subject", v.subject); a("body", v.body); a("status", v.status); a("reply", v.reply);
    a("created_at", v.created_at); a("sent_at", v.sent_at); a("reply_at", v.reply_at);
}
template <typename A> void members(A& a, Letter& v)
{
    a("id", v.id); a("thread", v.thread); a("email", v.email); a("from", v.from); a("subject", v.subject); a("channel", v.channel); a("body", v.body); a("at", v.at); a("unread", v.unread);
}
template <typename A> void members(A& a, Deed& v)
{
    a("id", v.id); a("type", v.type); a.optional("description", v.description); a.optional("goal", v.goal); a("at", v.at); a("undone", v.undone);
}
template <typename A> void members(A& a, Session& v)
{
    a("access_token", v.access_token); a("refresh_token", v.refresh_token); a("expires_at", v.expires_at); a.optional("successor", v.successor);
}
template <typename A> void members(A& a, Checkout& v)
{
    a("id", v.id); a("success_url", v.success_url); a("cancel_url", v.cancel_url); a("closed", v.closed);
}
template <typename A> void members(A& a, Subscription& v)
{
    a("plan", v.plan); a("active", v.active); a("renews", v.renews); a("since", v.since); a("until", v.until);
    a.optional("annual", v.annual); a.optional("next_plan", v.next_plan); a.optional("changes", v.changes);
}
template <typename A> void members(A& a, Account& v)
{
    a("next_random", v.next_random); a("conversations", v.conversations); a("goals", v.goals); a.optional("calls", v.calls);
    a.optional("ledger", v.ledger); a.optional("emails", v.emails); a.optional("inbox", v.inbox); a.optional("deeds", v.deeds);
    a.optional("sessions", v.sessions); a.optional("checkouts", v.checkouts); a.optional("subscription", v.subscription);
}

struct Writer {
    JsonObject json;
    void operator()(char const* name, std::string& v) { json.text(name, v); }
    void operator()(char const* name, bool& v) { json.flag(name, v); }
    template <std::integral T> void operator()(char const* name, T& v) { json.number(name, v); }
    void operator()(char const* name, Instant& v) { json.number(name, v.time_since_epoch().count()); }
    template <typename E> void operator()(char const* name, E& v, E) { json.number(name, static_cast<int>(v)); }
    template <typename T> void operator()(char const* name, std::vector<T>& v)
    {
        JsonList list;
        for (auto& entry : v)
            list.raw(write(entry));
        json.raw(name, list.done());
    }
    template <typename T> requires std::is_class_v<T> void operator()(char const* name, T& v) { json.raw(name, write(v)); }
    template <typename... T> void optional(char const* name, T&&... value) { (*this)(name, value...); }
    static std::string write(std::string& v) { return api::quote_json(v); }
    static std::string write(Instant& v) { return std::to_string(v.time_since_epoch().count()); }
    template <typename T> static std::string write(T& v)
    {
        Writer inner;
        members(inner, v);
        return inner.json.done();
    }
};

struct Reader {
    api::JsonValue const& json;
    bool good = json.kind == api::JsonKind::Object;

    api::JsonValue const* find(char const* name)
    {
        auto const* found = good ? api::member(json, name) : nullptr;
        good = found != nullptr;
        return found;
    }
    void operator()(char const* name, std::string& v)
    {
        if (auto const* value = find(name))
            good = read(*value, v);
    }
    void operator()(char const* name, bool& v)
    {
        if (auto const* value = find(name)) {
            good = value->kind == api::JsonKind::Boolean;
            v = value->text == "true";
        }
    }
    template <std::integral T> void operator()(char const* name, T& v)
    {
        if (auto const* value = find(name)) {
            auto const number = whole<T>(*value);
            good = number.has_value();
            v = number.value_or(T {});
        }
    }
    void operator()(char const* name, Instant& v)
    {
        if (auto const* value = find(name))
            good = read(*value, v);
    }
    template <typename E> void operator()(char const* name, E& v, E last)
    {
        int number = 0;
        (*this)(name, number);
        good = good && number >= 0 && number <= static_cast<int>(last);
        if (good)
            v = static_cast<E>(number);
    }
    template <typename T> void operator()(char const* name, std::vector<T>& v)
    {
        auto const* value = find(name);
        if (!value)
            return;
        good = value->kind == api::JsonKind::List;
        for (auto const& entry : value->children) {
            if (!good)
                return;
            good = read(entry, v.emplace_back());
        }
    }
    template <typename T> requires std::is_class_v<T> void operator()(char const* name, T& v)
    {
        if (auto const* value = find(name))
            good = read(*value, v);
    }
    template <typename... T> void optional(char const* name, T&&... value)
    {
        if (good && api::member(json, name))
            (*this)(name, value...);
    }
    static bool read(api::JsonValue const& value, std::string& v)
    {
        v = value.text;
        return value.kind == api::JsonKind::Text;
    }
    static bool read(api::JsonValue const& value, Instant& v)
    {
        // Far outside any calendar the arithmetic with durations would overflow.
        constexpr std::int64_t bound = 253'402'300'800'000;
        auto const count = whole<std::int64_t>(value);
        if (!count || *count <= -bound || *count >= bound)
            return false;
        v = Instant { std::chrono::milliseconds { *count } };
        return true;
    }
    template <typename T> static bool read(api::JsonValue const& value, T& v)
    {
        Reader inner { value };
        if (inner.good)
            members(inner, v);
        return inner.good;
    }
};

constexpr int format_version = 1;

} // namespace

std::string save_account(Account const& account, Instant now)
{
    auto copy = account; // The description of the members serves reading too, so it takes them as changeable.
    return JsonObject {}.number("format", format_version).number("saved_at", now.time_since_epoch().count()).raw("account", Writer::write(copy)).done();
}

/// Whether a goal is its own ancestor, or as deep as nobody made it: walks through the tree would not end.
static bool has_ring(Account const& account)
{
    for (auto const& goal : account.goals) {
        auto levels = 0;
        for (auto const* above = account.find_goal(goal.parent); above; above = account.find_goal(above->parent))
            if (++levels > 32)
                return true;
    }
    return false;
}

/// What an earlier version kept no ledger of: each action of a message and each call of its own was one row.
static void make_ledger(Account& account)
{
    for (auto const& conversation : account.conversations)
        for (auto const& message : conversation.messages)
            for (auto const& action : message.actions)
                charge(account, action.type, action.summary, action.goal, action.credits, message.at);
    for (auto const& call : account.calls)
        if (call.goal.empty())
            charge(account, "call", call.business, {}, call.credits, call.created_at);
    std::stable_sort(account.ledger.begin(), account.ledger.end(), [](Entry const& a, Entry const& b) { return a.at < b.at; });
}

/// Whether numbers that lead somewhere stay within what the code made: a file may have been edited.
static bool is_sound(Account const& account)
{
    for (auto const& goal : account.goals)
        if (goal.from < 0 || goal.from > static_cast<int>(goal.steps.size()))
            return false;
    if (has_ring(account))
        return false;
    for (auto const& entry : account.ledger)
        if (entry.credits < 0 || entry.credits > 10'000)
            return false;
    for (auto const& conversation : account.conversations)
        if (auto const& c = conversation.context; c.count < 0 || c.count > 9 || c.first_option < 0 || c.first_option > 99 || c.slot_shift < 0
            || c.slot_shift > 100'000 || c.weekday < 0 || c.weekday > 7)
            return false;
    return true;
}

bool restore_account(std::string_view text, Account& account, Instant& saved_at)
{
    auto const json = api::parse_json(text);
    if (!json.has_value())
        return false;
    Reader reader { *json };
    int format = 0;
    Account restored;
    Instant at {};
    reader("format", format);
    reader("saved_at", at);
    reader("account", restored);
    if (!reader.good || format != format_version || !is_sound(restored))
        return false;
    if (!api::member(*api::member(*json, "account"), "ledger"))
        make_ledger(restored);
    account = std::move(restored);
    saved_at = at;
    return true;
}

} // namespace kally::sandbox
