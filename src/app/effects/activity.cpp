#include "app/app.h"

// Inbox and the log of actions.
namespace kally {

void App::run(store::Fetch<store::Letters> order) { fetch(api::list_inbox({ .limit = order.limit }), order.ticket); }
void App::run(store::Fetch<store::ActionLog> order) { fetch(api::get_action_log(order.limit), order.ticket); }

void App::run(store::FetchLetter order)
{
    client().send<api::InboxMessage>(api::get_inbox_message(order.id), [this, order](auto letter) { push(store::LetterReceived { order.ticket, order.id, std::move(letter) }); });
}

void App::run(store::FetchLetterThread order)
{
    client().send<api::InboxThread>(api::get_inbox_thread(order.id), [this, order](auto thread) { push(store::LetterThreadReceived { order.ticket, order.id, std::move(thread) }); });
}

void App::run(store::FetchReplies order)
{
    client().send<store::Letters>(api::get_email_replies(order.id), [this, order](auto replies) { push(store::RepliesReceived { order.ticket, order.id, std::move(replies) }); });
}

void App::run(store::MarkRead order)
{
    client().send<api::ActionResult>(api::mark_messages_read(order.ids), [this, order](auto result) { push(store::MarkedRead { order.ids, std::move(result) }); });
}

void App::run(store::UndoAction order)
{
    client().send<api::ActionResult>(api::undo_action(order.id), [this, order](auto result) { push(store::UndoAnswered { order.id, order.round, std::move(result) }); });
}

} // namespace kally
