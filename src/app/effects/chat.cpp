#include "app/app.h"

#include "app/kept.h"
#include "store/records.h"

// Conversations, what is sent in them and what is kept of it.
namespace kally {

namespace {

constexpr auto draft_delay = std::chrono::milliseconds { 500 };

} // namespace

void App::run(store::FetchConversations fetch)
{
    client().send<std::vector<api::Conversation>>(api::list_conversations(), [this, fetch](auto page) {
        push(store::ConversationsReceived { fetch.ticket, std::move(page) });
    });
}

void App::run(store::FetchHistory fetch)
{
    client().send<api::History>(api::get_history(fetch.id, fetch.limit), [this, fetch](auto history) {
        push(store::HistoryReceived { fetch.ticket, fetch.id, std::move(history) });
    });
}

void App::commit_intent(IntentId const& id, std::optional<store::Ticket> commit, std::string const& record)
{
    records().put(intents_table, id.text, record, [this, id, commit](bool stored) { push(store::IntentStored { id, commit, stored }); });
}

void App::run(store::SaveIntent save)
{
    commit_intent(save.intent.id, save.intent.commit, store::encode_intent(save.intent));
}

void App::run(store::RemoveIntent remove) { records().remove(intents_table, remove.id.text); }

void App::run(store::SendIntent order)
{
    m_sending[order.id] = client().send<api::Reply>(api::send_message(order.conversation, order.text), [this, id = order.id](auto reply) {
        m_sending.erase(id);
        push(store::ReplyReceived { id, std::move(reply) });
    });
}

void App::run(store::CancelIntentRequest cancel)
{
    if (auto const found = m_sending.find(cancel.id); found != m_sending.end()) {
        client().cancel(found->second);
        m_sending.erase(found);
    }
}

void App::run(store::SaveDraft save)
{
    auto& draft = m_drafts[save.thread];
    if (!save.typed) // a message left the composer: a page that ends now must not find it there again
        draft.due = platform::now();
    else if (draft.due == Instant {}) // the first key after a pause starts the clock: never older than that
        draft.due = platform::now() + draft_delay;
    draft.text = std::move(save.text);
}

void App::run(store::SaveMark save)
{
    if (save.mark == store::Mark {})
        records().remove(marks_table, save.id.text);
    else
        records().put(marks_table, save.id.text, store::encode_mark(save.mark), [this](bool stored) {
            if (!stored)
                push(store::StorageFailed { "mark" });
        });
}

} // namespace kally
