#include "app/app.h"

#include "app/kept.h"
#include "app/pending_text.h"

// What waits for the person, asked again and again, and told.
namespace kally {

void App::run(store::PollAt poll) { m_poll = poll; }

void App::run(store::JoinTabs join)
{
    platform::join_tabs(join.account);
    if (join.account.empty() || m_sandbox_client)
        return;
    // What another person has read here is not this one's to read without a network.
    if (auto const before = platform::value(platform::Keep::Device, account_key); before && *before != join.account)
        make_room([] {});
    platform::set_value(platform::Keep::Device, account_key, join.account);
}

void App::run(store::FetchPending fetch)
{
    if (!fetch.by_hand && !platform::leads()) {
        push(store::PendingElsewhere { fetch.ticket });
        return;
    }
    client().send<std::string>(pending_as_text(!fetch.by_hand), [this, fetch](auto body) {
        if (!body.has_value()) {
            push(store::PendingReceived { fetch.ticket, body.error() });
            return;
        }
        auto pending = api::get_pending_notifications().decode(*body);
        if (pending.has_value())
            platform::share(*body);
        push(store::PendingReceived { fetch.ticket, std::move(pending), platform::repeated_at() });
    });
}

void App::run(store::FetchMails fetch)
{
    client().send<std::vector<api::OutboxEmail>>(api::list_outbox(), [this, fetch](auto mails) {
        push(store::MailsReceived { fetch.ticket, std::move(mails) });
    });
}

void App::run(store::SaveSeen save)
{
    records().put(seen_table, "goals", save.seen, [](bool) {});
}

void App::run(store::AskForNotices)
{
    if (platform::notices() == platform::Notices::NotAsked)
        platform::ask_for_notices();
}

void App::run(store::Notify notice)
{
    // Of several tabs the one that asks also tells.
    if (!platform::leads() || platform::notices() != platform::Notices::Allowed)
        return;
    auto const text = ui::tr(notice.inbox ? ui::Text::NoticeInbox : ui::Text::NoticeNeeds, m_state.settings.language);
    platform::notify("KallyAI", text, notice.tag, store::format_route(notice.route));
}

} // namespace kally
