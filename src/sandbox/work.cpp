#include "sandbox/work.h"

#include <algorithm>
#include <utility>

namespace kally::sandbox {

using std::chrono::seconds;

constexpr auto email_price = 3;

/// The ledger's word for an action's type.
static std::string_view ledger_type(std::string_view type)
{
    return type == "phone_call" ? "call" : type == "email" ? "email_send" : type == "schedule" ? "calendar" : type;
}

void charge(Account& account, std::string_view type, std::string_view description, std::string const& goal, int credits, Instant at)
{
    if (credits > 0)
        account.ledger.push_back({ .id = make_id(account, "cr", false), .type = std::string { ledger_type(type) }, .description = std::string { description },
            .goal = goal, .credits = credits, .at = at });
}

void log_deed(Account& account, std::string_view type, std::string_view description, std::string const& goal, Instant at)
{
    account.deeds.push_back({ .id = make_id(account, "ac", false), .type = std::string { type }, .description = std::string { description }, .goal = goal, .at = at });
}

Language language_of(Account& account, Goal const& goal)
{
    auto const* conversation = account.find_conversation(goal.conversation);
    return conversation ? conversation->context.language : Language::English;
}

void send_email(Account& account, Email& email, Instant now, Manner manner)
{
    auto const* goal = account.find_goal(email.goal);
    auto const description = say(goal ? language_of(account, *goal) : Language::English, Phrase::TitleEmail, { email.to });
    email.status = "sent";
    email.sent_at = now;
    email.thread = make_id(account, "th", false);
    if (!email.reply.empty())
        email.reply_at = now + std::chrono::milliseconds { seconds { 30 } } / std::max(1, manner.factor);
    charge(account, "email_send", description, email.goal, email_price, now);
    log_deed(account, "email", description, email.goal, now);
}

int send_emails(Account& account, std::string const& goal, Instant now, Manner manner)
{
    auto sent = 0;
    for (auto& email : account.emails)
        if (email.goal == goal && email.status == "pending_approval") {
            send_email(account, email, now, manner);
            ++sent;
        }
    return sent;
}

void drop_emails(Account& account, std::string const& goal)
{
    for (auto& email : account.emails)
        if (email.goal == goal && email.status == "pending_approval")
            email.status = "cancelled";
}

bool has_waiting_email(Account const& account, std::string const& goal)
{
    return std::any_of(account.emails.begin(), account.emails.end(), [&](Email const& email) { return email.goal == goal && email.status == "pending_approval"; });
}

void resume_goal(Goal& goal, Instant now)
{
    goal.from = progress_of(goal, now).done;
    goal.gate = -1;
    goal.hold = Hold::Step;
    goal.question.clear();
    goal.run_start = goal.updated_at = now;
}

void cancel_goal(Account& account, Goal& goal, Instant now)
{
    // What is done stays done; the walk through the steps stops where it is.
    goal.from = progress_of(goal, now).done;
    goal.cancelled = goal.finished = true;
    goal.updated_at = goal.run_start = now;
    drop_emails(account, goal.id);
    for (auto& call : account.calls)
        if (call.goal == goal.id && call.starts_at > now) {
            call.status = "cancelled";
            call.starts_at = call.ended_at = now;
        }
}

std::string question_of(Goal const& goal)
{
    if (!goal.question.empty())
        return goal.question;
    auto const gate = static_cast<std::size_t>(std::max(0, goal.gate));
    return gate < goal.steps.size() ? goal.steps[gate].text : goal.title;
}

void tell(Account& account, Goal const& goal, Phrase phrase, std::initializer_list<std::string_view> arguments, Instant now, Manner manner)
{
    auto* conversation = account.find_conversation(goal.conversation);
    if (!conversation)
        return;
    auto const language = conversation->context.language;
    conversation->messages.push_back({ .id = make_id(account, "m", manner.uuids), .text = say(language, phrase, arguments) + say(language, Phrase::SandboxMark), .at = now,
        .intent = "approval", .goal = goal.id });
    conversation->updated_at = now;
}

/// Notices goals that have ended and writes their finale into the conversation.
static bool settle_goals(Account& account, Instant now, Manner manner)
{
    auto changed = false;
    for (auto& goal : account.goals) {
        if (goal.finished || goal.cancelled)
            continue;
        auto const at = progress_of(goal, now).finished_at;
        if (!at)
            continue;
        goal.finished = changed = true;
        goal.updated_at = *at;
        auto* conversation = account.find_conversation(goal.conversation);
        if (!conversation || goal.finale.empty())
            continue;
        // It belongs where it happened, which may be before what was said since.
        auto& messages = conversation->messages;
        auto const place = std::find_if(messages.begin(), messages.end(), [&](Message const& m) { return m.at > *at; });
        messages.insert(place, { .id = make_id(account, "m", manner.uuids), .goal_completed = true, .text = goal.finale, .at = *at,
            .intent = "result", .goal = goal.id, .suggestions = goal.finale_suggestions });
        conversation->updated_at = std::max(conversation->updated_at, *at);
    }
    return changed;
}

static bool settle_mail(Account& account, Instant now)
{
    auto changed = false;
    for (auto& email : account.emails) {
        if (email.reply_at == Instant {} || email.reply_at > now)
            continue;
        account.inbox.push_back({ .id = make_id(account, "im", false), .thread = email.thread, .email = email.id, .from = email.to, .subject = "Re: " + email.subject, .channel = "email",
            .body = email.reply, .at = email.reply_at });
        email.reply_at = {};
        changed = true;
    }
    return changed;
}

static bool settle_plan(Account& account, Instant now)
{
    auto& subscription = account.subscription;
    if (subscription.next_plan.empty() || subscription.until > now)
        return false;
    subscription.plan = std::exchange(subscription.next_plan, {});
    subscription.since = subscription.until;
    subscription.until += std::chrono::hours { 24 * 30 };
    return true;
}

bool settle_account(Account& account, Instant now, Manner manner)
{
    auto const goals = settle_goals(account, now, manner), mail = settle_mail(account, now), plan = settle_plan(account, now);
    return goals || mail || plan;
}

} // namespace kally::sandbox
