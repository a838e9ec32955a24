#include "sandbox/service.h"

#include "base/text.h"
#include "sandbox/answers.h"
#include "sandbox/json_text.h"
#include "sandbox/requests.h"
#include "sandbox/work.h"

#include <algorithm>

namespace kally::sandbox {

using std::chrono::hours;

constexpr std::size_t emails_kept = 1000;

net::Response Service::get_notifications(Asked const&) { return json_response(200, answers().notifications()); }

net::Response Service::post_email(Asked const& asked)
{
    auto const json = object_of(asked.request.body);
    Email email { .to = text_member(json, "to"), .subject = text_member(json, "subject"), .body = text_member(json, "body"), .status = "pending_approval", .created_at = now() };
    if (email.to.find('@') == std::string::npos || email.to.find_first_of(" ,;") != std::string::npos)
        return fail(422, "invalid_request", "to is not one address.");
    if (trim(email.subject).empty() || trim(email.body).empty())
        return fail(422, "invalid_request", "subject and body are needed.");
    if (m_account.emails.size() >= emails_kept)
        return fail(429, "rate_limited", "The outbox is full.");
    email.id = make_id(m_account, "em", false);
    email.reply = say(Language::English, Phrase::ReplyLater);
    m_account.emails.push_back(email);
    ++m_revision;
    return json_response(200, answers().email(email, "OutboxEmail"));
}

net::Response Service::get_outbox(Asked const&) { return json_response(200, answers().outbox()); }

/// Approves or drops a mail that waits; the goal that it belongs to goes on when it was the last.
net::Response Service::decide_email(Asked const& asked, bool approved)
{
    auto* email = m_account.find_email(asked.id);
    if (!email)
        return fail(404, "email_not_found", "There is no such email.");
    if (email->status != "pending_approval")
        return fail(409, "email_not_pending", email->status == "sent" ? "The email was sent before." : "The email was dropped before.");
    if (approved)
        send_email(m_account, *email, now(), manner());
    else
        email->status = "cancelled";
    if (auto* goal = m_account.find_goal(email->goal); goal && !has_waiting_email(m_account, goal->id) && progress_of(*goal, now()).waiting && goal->hold == Hold::Step) {
        auto const any_sent = std::any_of(m_account.emails.begin(), m_account.emails.end(), [&](Email const& other) { return other.goal == goal->id && other.status == "sent"; });
        any_sent ? resume_goal(*goal, now()) : cancel_goal(m_account, *goal, now());
    }
    ++m_revision;
    return m_dials.in_shape_b(Variant::NoBody) ? json_response(204, {}) : json_response(200, answers().email(*email, "EmailActionDone"));
}

net::Response Service::post_email_approve(Asked const& asked) { return decide_email(asked, true); }
net::Response Service::post_email_cancel(Asked const& asked) { return decide_email(asked, false); }

net::Response Service::get_replies(Asked const& asked)
{
    if (!m_account.find_email(asked.id))
        return fail(404, "email_not_found", "There is no such email.");
    std::vector<Letter const*> replies;
    for (auto const& letter : m_account.inbox)
        if (letter.email == asked.id)
            replies.push_back(&letter);
    return json_response(200, answers().replies(replies));
}

net::Response Service::get_inbox(Asked const& asked)
{
    auto const limit = query_number(asked.query, "limit", 50, 1, 100'000);
    if (!limit)
        return fail(422, "invalid_request", "limit is not a number from 1.");
    auto const channel = query_value(asked.query, "channel").value_or("");
    auto const unread = query_value(asked.query, "unread") == "true";
    std::vector<Letter const*> letters;
    for (auto const& letter : m_account.inbox)
        if ((channel.empty() || letter.channel == channel) && (!unread || letter.unread))
            letters.push_back(&letter);
    std::stable_sort(letters.begin(), letters.end(), [](auto const* a, auto const* b) { return a->at > b->at; });
    letters.resize(std::min(letters.size(), static_cast<std::size_t>(*limit)));
    return json_response(200, answers().inbox(letters));
}

net::Response Service::get_letter(Asked const& asked)
{
    auto const* letter = m_account.find_letter(asked.id);
    return letter ? json_response(200, answers().letter(*letter, Answers::Detail::Full)) : fail(404, "message_not_found", "There is no such message.");
}

net::Response Service::get_thread(Asked const& asked)
{
    std::vector<Letter> letters;
    for (auto const& email : m_account.emails)
        if (email.thread == asked.id && email.status == "sent")
            letters.push_back({ .id = email.id, .thread = email.thread, .from = "KallyAI", .subject = email.subject, .channel = "email", .body = email.body, .at = email.sent_at, .unread = false });
    for (auto const& letter : m_account.inbox)
        if (letter.thread == asked.id)
            letters.push_back(letter);
    if (asked.id.empty() || letters.empty())
        return fail(404, "thread_not_found", "There is no such thread.");
    std::stable_sort(letters.begin(), letters.end(), [](Letter const& a, Letter const& b) { return a.at < b.at; });
    return json_response(200, answers().thread(asked.id, letters));
}

net::Response Service::post_mark_read(Asked const& asked)
{
    auto const json = object_of(asked.request.body);
    auto const* ids = api::member(json, "message_ids");
    if (!ids || ids->kind != api::JsonKind::List)
        return fail(400, "invalid_request", "message_ids is needed.");
    for (auto const& id : ids->children)
        if (auto* letter = m_account.find_letter(id.text))
            letter->unread = false;
    return done("MarkedRead", "", {}, {});
}

char const* why_not_undone(Deed const& deed, Instant now)
{
    if (deed.undone)
        return "It was undone before.";
    if (deed.type == "email")
        return "An email that was sent cannot be taken back.";
    if (deed.type == "bill")
        return "Nothing was changed that could be reversed.";
    if (deed.type != "calendar" && deed.type != "booking")
        return "What was done outside cannot be reversed.";
    return deed.at + (deed.type == "calendar" ? hours { 24 } : hours { 2 }) <= now ? "The time to undo this is over." : "";
}

net::Response Service::get_action_log(Asked const& asked)
{
    auto const limit = query_number(asked.query, "limit", 50, 1, 100'000);
    if (!limit)
        return fail(422, "invalid_request", "limit is not a number from 1.");
    auto const type = query_value(asked.query, "type").value_or("");
    std::vector<Deed const*> deeds;
    for (auto deed = m_account.deeds.rbegin(); deed != m_account.deeds.rend() && deeds.size() < static_cast<std::size_t>(*limit); ++deed)
        if (type.empty() || deed->type == type)
            deeds.push_back(&*deed);
    return json_response(200, answers().action_log(deeds));
}

net::Response Service::post_undo(Asked const& asked)
{
    auto* deed = m_account.find_deed(asked.id);
    if (!deed)
        return fail(404, "action_not_found", "There is no such action.");
    if (std::string_view const reason = why_not_undone(*deed, now()); !reason.empty())
        return fail(409, "action_not_undoable", reason);
    deed->undone = true;
    return done("Undone", "id", deed->id, "undone");
}

} // namespace kally::sandbox
