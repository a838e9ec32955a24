#include "app/app.h"

#include "app/kept.h"
#include "store/records.h"

// Conversations, what is sent in them and what is kept of it.
namespace kally {

void App::run(store::FetchConversations fetch)
{
    if (fetch.kept)
        return read_kept(fetch);
    client().send<std::vector<api::Conversation>>(api::list_conversations(), [this, fetch](auto page) {
        push(store::ConversationsReceived { fetch.ticket, std::move(page) });
    });
}

void App::run(store::FetchHistory fetch)
{
    if (fetch.kept)
        return read_kept(fetch);
    client().send<api::History>(api::get_history(fetch.id, fetch.limit), [this, fetch](auto history) {
        push(store::HistoryReceived { fetch.ticket, fetch.id, std::move(history) });
    });
}

void App::commit_intent(store::SaveIntent const& save, bool again)
{
    auto const& intent = save.intent;
    records().replace(intents_table, intent.id.text, intent.before, intent.record, [this, save, again](platform::RecordStore::Replaced replaced, std::string now) {
        if (replaced == platform::RecordStore::Replaced::Refused && !again) {
            make_room([this, save] { commit_intent(save, true); });
            return;
        }
        bool const changed = replaced == platform::RecordStore::Replaced::Changed;
        push(store::IntentStored { save.intent.id, save.intent.commit, replaced == platform::RecordStore::Replaced::Stored, changed ? std::optional { std::move(now) } : std::nullopt });
    });
}

void App::run(store::SaveIntent save)
{
    m_writer.flush(true); // what storage refused before, too: a draft that is to be gone is gone before the message can leave
    commit_intent(save, false);
}

void App::run(store::RemoveIntent remove)
{
    if (store::is_deed(remove.id)) {
        remove_deed(remove.id.text);
        return;
    }
    m_writer.write({ std::string(intents_table), remove.id.text }, {}, platform::now());
    m_writer.flush(false);
}

void App::run(store::SendIntent order)
{
    m_sending[order.id] = client().send<api::Reply>(api::send_message(order.conversation, order.text), [this, id = order.id](auto reply) {
        m_sending.erase(id);
        push(store::ReplyReceived { id, std::move(reply) });
    });
}

void App::run(store::SaveDraft save)
{
    auto const now = platform::now();
    store::Draft const draft { save.thread, std::move(save.text), store::owner_now(m_state), save.at.value_or(m_state.latest), m_page };
    std::vector<Name> instead_of;
    for (auto& record : save.instead_of)
        instead_of.push_back({ std::string(drafts_table), std::move(record) });
    if (!save.from.empty()) {
        Name const from { drafts_table, store::draft_key({ .thread = save.from, .page = m_page }) };
        auto const taken = m_writer.take(from);
        instead_of.insert(instead_of.end(), taken.begin(), taken.end());
        instead_of.push_back(from);
    }
    if (!save.was.empty())
        instead_of.push_back({ std::string(intents_table), save.was.text });
    m_writer.write({ std::string(drafts_table), store::draft_key(draft) }, draft.text.empty() ? std::string {} : store::encode_draft(draft), save.typed ? now + draft_delay : now, std::move(instead_of));
    if (!save.typed)
        m_writer.flush(false); // before the record after which the message may leave: a page that ends then must not find it in the composer again
}

} // namespace kally
