#include "app/app.h"

#include "app/kept.h"

// What this device kept of answers, where there are none: without a network any, and while the service gives nothing the chats that were
// read in this sign-in, since of an earlier one nobody knows yet whose it was.
namespace kally {

void App::find_kept(std::string target, std::function<void(std::optional<KeptAnswer>)> done)
{
    platform::records().load(kept_table, [target = std::move(target), done = std::move(done)](auto records) {
        std::optional<KeptAnswer> kept;
        if (records)
            for (auto const& [key, text] : *records)
                if (key == target)
                    kept = read_kept_answer(text);
        done(kept);
        platform::request_frames(1);
    });
}

void App::read_kept(std::string target, Error error, net::Transport::Done done)
{
    find_kept(std::move(target), [this, error = std::move(error), done = std::move(done)](std::optional<KeptAnswer> kept) {
        if (kept)
            push(store::KeptShown { *parse_timestamp(kept->at) });
        done(kept ? Result<net::Response> { net::Response { .status = 200, .body = std::string(kept->body) } } : Result<net::Response> { error });
    });
}

void App::find_own_kept(std::string target, std::function<void(KeptAnswer const&)> done)
{
    find_kept(std::move(target), [this, session = m_state.session, done = std::move(done)](std::optional<KeptAnswer> kept) {
        if (kept && !session.empty() && kept->session == session && m_state.session == session)
            done(*kept);
    });
}

void App::read_kept(store::FetchConversations fetch)
{
    find_own_kept(api::list_conversations().target, [this, fetch](KeptAnswer const& kept) {
        push(store::ConversationsReceived { fetch.ticket, api::list_conversations().decode(kept.body, nullptr), parse_timestamp(kept.at) });
    });
}

void App::read_kept(store::FetchHistory const& fetch)
{
    find_own_kept(api::get_history(fetch.id, fetch.limit).target, [this, fetch](KeptAnswer const& kept) {
        push(store::HistoryReceived { fetch.ticket, fetch.id, api::get_history(fetch.id, fetch.limit).decode(kept.body, nullptr), parse_timestamp(kept.at) });
    });
}

} // namespace kally
