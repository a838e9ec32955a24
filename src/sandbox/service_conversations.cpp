#include "sandbox/service.h"

#include "base/text.h"
#include "sandbox/answers.h"
#include "sandbox/json_text.h"
#include "sandbox/plans.h"
#include "sandbox/requests.h"

#include <algorithm>

namespace kally::sandbox {

net::Response Service::get_conversations(Asked const&)
{
    std::vector<Conversation const*> sorted;
    for (auto const& conversation : m_account.conversations)
        sorted.push_back(&conversation);
    std::sort(sorted.begin(), sorted.end(), [](auto const* a, auto const* b) { return a->updated_at != b->updated_at ? a->updated_at > b->updated_at : a < b; });
    JsonList list;
    for (auto const* conversation : sorted)
        list.raw(answers().conversation(*conversation));
    return json_response(200, JsonObject {}.raw(m_dials.in_shape_b(Variant::OtherNames) ? "items" : "conversations", list.done()).done());
}

net::Response Service::post_conversation(Asked const&)
{
    m_account.conversations.push_back({ .id = make_id(m_account, "c", uuid_ids()), .created_at = now(), .updated_at = now() });
    ++m_revision;
    return json_response(m_dials.in_shape_b(Variant::Created) ? 201 : 200, answers().created(m_account.conversations.back()));
}

net::Response Service::post_message(Asked const& asked)
{
    auto const json = object_of(asked.request.body);
    if (json.kind != api::JsonKind::Object)
        return fail(400, "invalid_request", "The body is not a JSON object.");
    auto const message = text_member(json, "message");
    if (trim(message).empty())
        return json_response(422, R"json({"detail":[{"loc":["body","message"],"msg":"field required (sandbox)","type":"missing"}]})json");
    auto const id = text_member(json, "conversation_id");
    if (!id.empty() && !m_account.find_conversation(id))
        return fail(404, "conversation_not_found", "There is no such conversation.");
    if (out_of_credits(m_account, now()))
        return fail(402, "quota_exceeded", "No credits are left in this period.");
    if (m_dials.record_after.count() == 0 || !dialled("/v1/coordination/message"))
        return record(id, message, now());
    m_accepted.push_back({ .due = wall_now() + m_dials.record_after, .conversation = id, .message = message, .response = std::make_shared<net::Response>() });
    return json_response(200, {});
}

net::Response Service::record(std::string const& id, std::string const& message, Instant at)
{
    if (id.empty())
        m_account.conversations.push_back({ .id = make_id(m_account, "c", uuid_ids()), .created_at = at, .updated_at = at });
    auto* conversation = id.empty() ? &m_account.conversations.back() : m_account.find_conversation(id);
    auto const& reply = coordinate(m_account, *conversation, message, at, manner());
    ++m_revision;
    return json_response(200, answers().reply(*conversation, reply));
}

net::Response Service::get_history(Asked const& asked)
{
    auto const limit = query_number(asked.query, "limit", 50, 1, 100'000);
    if (!limit)
        return fail(422, "invalid_request", "limit is not a number from 1.");
    auto const id = query_value(asked.query, "conversation_id").value_or("");
    Conversation const* found = nullptr;
    for (auto const& conversation : m_account.conversations)
        if (id.empty() ? !found || conversation.updated_at >= found->updated_at : conversation.id == id)
            found = &conversation;
    if (!found && !id.empty())
        return fail(404, "conversation_not_found", "There is no such conversation.");
    return json_response(200, answers().history(found ? *found : Conversation {}, static_cast<std::size_t>(*limit)));
}

} // namespace kally::sandbox
