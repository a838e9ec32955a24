#include "api/body.h"
#include "api/operations.h"
#include "api/query.h"
#include "api/reader.h"
#include "base/text.h"

#include <algorithm>

namespace kally::api {
namespace {

/// Variant conversation-id: `conversation_id` after creation, `id` in lists.
constexpr std::string_view conversation_id = "conversation_id";
constexpr std::string_view history_path = "/v1/coordination/history";

Conversation read_conversation(Reader& in)
{
    return {
        .id = in.id<ConversationId>({ "id", conversation_id }),
        .title = in.optional_text({ "title" }),
        .created_at = in.instant({ "created_at" }),
        .updated_at = in.instant({ "updated_at" }),
        .message_count = in.integer({ "message_count" }),
    };
}

Conversation read_created_conversation(Reader& in)
{
    auto conversation = read_conversation(in);
    if (auto id = in.optional_id<ConversationId>({ conversation_id }))
        conversation.id = std::move(*id);
    return conversation;
}

TriggeredAction read_action(Reader const& in)
{
    return {
        .type = in.optional_text({ "type" }).value_or(""),
        .id = in.optional_text({ "id" }),
        .status = in.optional_text({ "status" }),
        .summary = in.optional_text({ "summary", "description" }),
        .goal_id = in.optional_id<GoalId>({ "goal_id" }),
        .credits = in.decimal({ "credits", "credits_used" }),
    };
}

/// Variant message-actions: entries are plain names or objects. An entry that says nothing is left out.
std::vector<TriggeredAction> read_actions(Reader const& in)
{
    std::vector<TriggeredAction> actions;
    auto const* list = in.find({ "triggered_actions", "actions_taken" }, [](JsonValue const& value) { return value.kind == JsonKind::List; });
    if (!list)
        return actions;
    for (std::size_t i = 0; i < list->children.size(); ++i) {
        auto const& entry = list->children[i];
        auto action = entry.kind == JsonKind::Object ? read_action(Reader { in, list->name, i, entry }) : TriggeredAction { .type = entry.kind == JsonKind::Text ? entry.text : "" };
        if (!action.type.empty() || action.summary)
            actions.push_back(std::move(action));
    }
    return actions;
}

Author to_author(std::string_view role)
{
    return role == "user" ? Author::User : role == "assistant" ? Author::Assistant : role == "system" ? Author::System : Author::Unknown;
}

Message read_message(Reader& in)
{
    return {
        .id = in.optional_id<MessageId>({ "message_id", "id" }),
        .author = to_author(in.optional_text({ "role", "sender", "speaker", "author" }, { "user", "assistant", "system" }).value_or("")),
        .text = in.optional_text({ "content", "message", "text", "response", "body" }).value_or(""),
        .created_at = in.instant({ "created_at", "timestamp", "sent_at" }),
        .intent = in.optional_text({ "intent" }),
        .actions = read_actions(in),
        .suggestions = in.texts({ "suggestions" }),
        .credits_used = in.decimal({ "credits_used" }),
        .goal_id = in.optional_id<GoalId>({ "goal_id" }),
    };
}

/// Sorts the dated messages among the places they hold.
void sort_by_time(std::vector<Message>& messages)
{
    auto const earlier = [](Message const& a, Message const& b) { return *a.created_at < *b.created_at; };
    std::vector<std::size_t> places;
    for (std::size_t place = 0; place < messages.size(); ++place)
        if (messages[place].created_at)
            places.push_back(place);
    if (places.size() < 2)
        return;
    if (earlier(messages[places.back()], messages[places.front()])) {
        // Newest first: turned round, so that what carries the same second also comes to stand in order.
        std::reverse(messages.begin(), messages.end());
        for (auto& place : places)
            place = messages.size() - 1 - place;
        std::reverse(places.begin(), places.end());
    }
    auto const in_order = [&](std::size_t a, std::size_t b) { return earlier(messages[a], messages[b]); };
    if (std::is_sorted(places.begin(), places.end(), in_order))
        return;
    auto order = places;
    std::stable_sort(order.begin(), order.end(), in_order);
    std::vector<Message> sorted;
    sorted.reserve(order.size());
    for (auto place : order)
        sorted.push_back(std::move(messages[place]));
    for (std::size_t i = 0; i < places.size(); ++i)
        messages[places[i]] = std::move(sorted[i]);
}

History read_history(Reader& in)
{
    History history;
    if (in.is_list()) {
        history.messages = in.bare_list(read_message);
    } else {
        history.conversation_id = in.optional_id<ConversationId>({ conversation_id });
        history.messages = in.list({ "messages", "history", "items", "entries" }, read_message);
        history.has_more = in.boolean({ "has_more" });
        history.total = in.integer({ "total" });
    }
    sort_by_time(history.messages);
    return history;
}

/// Where both forms are mixed the seed's wins, member by member.
Reply read_reply(Reader& in)
{
    return {
        .message = {
            .id = in.optional_id<MessageId>({ "message_id" }),
            .author = Author::Assistant,
            .text = in.text({ "message", "response" }),
            .created_at = in.instant({ "created_at", "timestamp" }),
            .intent = in.optional_text({ "intent" }),
            .actions = read_actions(in),
            .suggestions = in.texts({ "suggestions" }),
            .credits_used = in.decimal({ "credits_used" }),
            .goal_id = in.optional_id<GoalId>({ "goal_id" }),
        },
        .conversation_id = in.optional_id<ConversationId>({ conversation_id }),
        .goal_completed = in.boolean({ "goal_completed" }),
    };
}

std::vector<Conversation> read_conversations(Reader& in) { return in.list({ "conversations", "items" }, read_conversation); }

} // namespace

Operation<std::vector<Conversation>> list_conversations()
{
    return {
        .target = "/v1/coordination/conversations",
        .decode = [](std::string_view body, Drift* drift) { return decode_with(body, drift, read_conversations); },
        .kept = true,
    };
}

Operation<Conversation> create_conversation()
{
    return {
        .method = Method::Post,
        .target = "/v1/coordination/conversations",
        .decode = [](std::string_view body, Drift* drift) { return decode_with(body, drift, read_created_conversation); },
    };
}

Operation<Reply> send_message(ConversationId const& conversation, std::string_view message)
{
    return {
        .method = Method::Post,
        .target = "/v1/coordination/message",
        .body = Body {}.text("message", message).text_if_any(conversation_id, conversation.text).take(),
        .decode = [](std::string_view answer, Drift* drift) { return decode_with(answer, drift, read_reply); },
        .limit = TimeLimit::Long,
    };
}

std::optional<ConversationId> history_asked_for(std::string_view target)
{
    auto const before = std::string(history_path) + "?" + std::string(conversation_id) + "=";
    if (!target.starts_with(before))
        return {};
    auto const id = target.substr(before.size());
    auto text = percent_decode(id.substr(0, id.find('&')));
    return text ? std::optional { ConversationId { *std::move(text) } } : std::nullopt;
}

Operation<History> get_history(ConversationId const& conversation, int limit)
{
    Query query { history_path };
    if (!conversation.empty())
        query.add(conversation_id, conversation.text);
    query.add("limit", std::max(limit, 1));
    return {
        .target = query.take(),
        .decode = [](std::string_view body, Drift* drift) { return decode_with(body, drift, read_history, Reader::Shape::ObjectOrList); },
        .kept = true,
    };
}

} // namespace kally::api
