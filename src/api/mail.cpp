#include "api/action_result.h"
#include "api/body.h"
#include "api/operations.h"
#include "api/query.h"

#include <algorithm>

namespace kally::api {
namespace {

OutboxEmail read_email(Reader& in)
{
    return {
        .id = in.optional_id<EmailId>({ "id", "email_id" }).value_or(EmailId {}),
        .to = in.optional_text({ "to" }),
        .subject = in.optional_text({ "subject" }),
        .status = in.optional_text({ "status" }, { "pending_approval", "sent", "cancelled", "failed" }),
        .created_at = in.instant({ "created_at" }),
        .body = in.optional_text({ "body" }),
    };
}

std::vector<OutboxEmail> read_outbox(Reader& in) { return in.list({ "emails", "items" }, read_email); }

InboxMessage read_message(Reader& in)
{
    return {
        .id = in.optional_id<InboxId>({ "id", "message_id" }).value_or(InboxId {}),
        .from = in.optional_text({ "from" }),
        .subject = in.optional_text({ "subject" }),
        .channel = in.optional_text({ "channel" }, { "email", "sms", "call", "chat" }),
        .preview = in.optional_text({ "preview" }),
        .unread = in.boolean({ "unread" }),
        .received_at = in.instant({ "received_at" }),
        .body = in.optional_text({ "body", "content", "text" }),
        .thread_id = in.optional_id<ThreadId>({ "conversation_id" }),
    };
}

std::vector<InboxMessage> read_inbox(Reader& in) { return in.list({ "messages", "items" }, read_message); }
std::vector<InboxMessage> read_replies(Reader& in) { return in.list({ "replies", "messages", "items", "emails" }, read_message); }

InboxThread read_thread(Reader& in)
{
    return {
        .id = in.optional_id<ThreadId>({ "conversation_id" }),
        .messages = in.list({ "messages", "items", "thread" }, read_message),
    };
}

std::string below_email(EmailId const& email, std::string_view rest) { return Query { "/v1/actions/email/", email.text }.take().append(rest); }

} // namespace

Operation<OutboxEmail> queue_email(EmailDraft const& draft)
{
    return {
        .method = Method::Post,
        .target = "/v1/actions/email/send",
        .body = Body {}.text("to", draft.to).text("subject", draft.subject).text("body", draft.body).text_if_any("cc", draft.cc).take(),
        .decode = [](std::string_view body, Drift* drift) { return decode_with(body, drift, read_email); },
    };
}

Operation<std::vector<OutboxEmail>> list_outbox()
{
    return {
        .target = "/v1/actions/email/outbox",
        .decode = [](std::string_view body, Drift* drift) { return decode_with(body, drift, read_outbox); },
        .kept = true,
    };
}

Operation<ActionResult> act_on_email(EmailId const& email, EmailAction action)
{
    return {
        .method = Method::Post,
        .target = below_email(email, action == EmailAction::Approve ? "/approve" : "/cancel"),
        .decode = decode_action_result,
    };
}

Operation<std::vector<InboxMessage>> get_email_replies(EmailId const& email)
{
    return {
        .target = below_email(email, "/replies"),
        .decode = [](std::string_view body, Drift* drift) { return decode_with(body, drift, read_replies); },
        .kept = true,
    };
}

Operation<std::vector<InboxMessage>> list_inbox(InboxQuery const& wanted)
{
    Query query { "/v1/messages/inbox" };
    if (!wanted.channel.empty())
        query.add("channel", wanted.channel);
    query.add("limit", std::max(wanted.limit, 1));
    if (wanted.unread_only)
        query.add("unread", std::string_view { "true" });
    return {
        .target = query.take(),
        .decode = [](std::string_view body, Drift* drift) { return decode_with(body, drift, read_inbox); },
        .kept = true,
    };
}

Operation<InboxMessage> get_inbox_message(InboxId const& message)
{
    return {
        .target = Query { "/v1/messages/inbox/", message.text }.take(),
        .decode = [](std::string_view body, Drift* drift) { return decode_with(body, drift, read_message); },
        .kept = true,
    };
}

Operation<InboxThread> get_inbox_thread(ThreadId const& thread)
{
    return {
        .target = Query { "/v1/messages/conversation/", thread.text }.take(),
        .decode = [](std::string_view body, Drift* drift) { return decode_with(body, drift, read_thread); },
        .kept = true,
    };
}

Operation<ActionResult> mark_messages_read(std::vector<InboxId> const& messages)
{
    std::vector<std::string> ids;
    for (auto const& message : messages)
        ids.push_back(message.text);
    return {
        .method = Method::Post,
        .target = "/v1/messages/mark-read",
        .body = Body {}.texts("message_ids", ids).take(),
        .decode = decode_action_result,
    };
}

} // namespace kally::api
