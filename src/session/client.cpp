#include "session/client.h"

#include <algorithm>
#include <map>
#include <vector>

namespace kally::session {

namespace {

constexpr auto renew_early = std::chrono::seconds { 60 };
constexpr auto shortest = std::chrono::seconds { 60 }, usual = std::chrono::seconds { 3600 };
constexpr auto longest = std::chrono::hours { 24 * 30 };

} // namespace

struct Client::State {
    struct Wanted {
        net::Request request;
        bool authorized = false;
        bool replayed = false;
        net::Transport::Done done;
        net::RequestId wire = 0; ///< 0 while it waits for a token.
        std::string token;       ///< The one it was sent with.
    };

    net::Transport& transport;
    Vault& vault;
    Settings settings;
    std::optional<Credentials> credentials;
    std::map<net::RequestId, Wanted> wanted;
    std::map<net::RequestId, Result<net::Response>> refused; ///< Answers that need no wire, given in poll().
    net::RequestId last_id = 0;
    net::RequestId renewal = 0;

    bool fresh() const { return credentials && settings.now() + renew_early < credentials->expires_at; }

    void start(net::RequestId id)
    {
        auto& one = wanted[id];
        if (!one.authorized) {
            dispatch(id);
            return;
        }
        if (!credentials) {
            refuse(id, { .kind = ErrorKind::SignedOut });
            return;
        }
        // Without a refresh token an old access token is still the best there is: the service decides.
        if (fresh() || credentials->refresh_token.empty())
            dispatch(id);
        else
            renew();
    }

    void dispatch(net::RequestId id)
    {
        auto& one = wanted[id];
        auto request = one.request;
        if (one.authorized) {
            one.token = credentials->access_token;
            request.headers.push_back({ "Authorization", "Bearer " + one.token });
        }
        one.wire = transport.send(std::move(request), [this, id](Result<net::Response> answer) { arrived(id, std::move(answer)); });
    }

    void arrived(net::RequestId id, Result<net::Response> answer)
    {
        auto const found = wanted.find(id);
        if (found == wanted.end())
            return;
        auto& one = found->second;
        one.wire = 0;
        if (answer.has_value() && answer->status == 401 && one.authorized && !one.replayed) {
            one.replayed = true;
            // Another request may have renewed already: then the newer token is tried, without asking again.
            if (credentials && credentials->access_token != one.token) {
                dispatch(id);
                return;
            }
            if (credentials && !credentials->refresh_token.empty()) {
                credentials->expires_at = settings.now(); // whatever the clock says, the service has spoken
                renew();
                return;
            }
        }
        bool const ends = answer.has_value() && answer->status == 401 && one.authorized && credentials && credentials->access_token == one.token;
        auto done = std::move(one.done);
        wanted.erase(found);
        if (ends)
            lose();
        done(answered(std::move(answer)));
    }

    static Result<net::Response> answered(Result<net::Response> answer)
    {
        if (!answer.has_value() || answer->status / 100 == 2)
            return answer;
        return api::decode_error(answer->status, answer->body, net::header(answer->headers, "retry-after"));
    }

    void refuse(net::RequestId id, Error error) { refused.emplace(id, std::move(error)); }

    void renew()
    {
        if (renewal != 0)
            return;
        auto const operation = api::refresh_tokens(credentials->refresh_token);
        auto const decode = operation.decode;
        auto request = make_request(operation.method, operation.target, operation.body, operation.limit, {});
        request.url = settings.base_url + request.url;
        renewal = transport.send(std::move(request), [this, decode](Result<net::Response> answer) {
            renewal = 0;
            if (answer.has_value() && (answer->status == 400 || answer->status == 401)) {
                lose();
                end_waiting({ .kind = ErrorKind::SignedOut, .status = answer->status });
                return;
            }
            auto response = answered(std::move(answer));
            if (!response.has_value()) {
                end_waiting(response.error()); // no sign-out: the same tokens may be renewed later
                return;
            }
            auto tokens = decode(response->body);
            if (!tokens.has_value()) {
                end_waiting(tokens.error());
                return;
            }
            take(*tokens);
            for (auto& [id, one] : wanted)
                if (one.authorized && one.wire == 0 && !refused.contains(id))
                    dispatch(id);
        });
    }

    /// Answers everything that waited for the renewal, from the next poll().
    void end_waiting(Error const& error)
    {
        for (auto const& [id, one] : wanted)
            if (one.authorized && one.wire == 0 && !refused.contains(id))
                refuse(id, error);
    }

    void take(api::Tokens const& tokens)
    {
        Credentials fresh_ones { .access_token = tokens.access_token };
        if (tokens.refresh_token && !tokens.refresh_token->empty())
            fresh_ones.refresh_token = *tokens.refresh_token;
        else if (credentials)
            fresh_ones.refresh_token = credentials->refresh_token; // none came back: the old one stays good
        auto const now = settings.now();
        std::chrono::seconds life = usual;
        if (tokens.expires_in)
            life = *tokens.expires_in;
        else if (tokens.expires_at)
            life = std::chrono::duration_cast<std::chrono::seconds>(*tokens.expires_at - now);
        fresh_ones.expires_at = now + std::clamp<std::chrono::seconds>(life, shortest, longest);
        credentials = std::move(fresh_ones);
        vault.save(*credentials);
        if (settings.on_renewed)
            settings.on_renewed(*credentials);
    }

    void lose()
    {
        if (!credentials)
            return;
        credentials.reset();
        vault.wipe();
        if (settings.on_signed_out)
            settings.on_signed_out();
    }
};

Client::Client(net::Transport& transport, Vault& vault, Settings settings)
    : m_state(std::make_unique<State>(State { transport, vault, std::move(settings) }))
{
}

Client::~Client()
{
    for (auto const& [id, one] : m_state->wanted)
        if (one.wire != 0)
            m_state->transport.cancel(one.wire);
    if (m_state->renewal != 0)
        m_state->transport.cancel(m_state->renewal);
}

bool Client::signed_in() const { return m_state->credentials.has_value(); }

void Client::restore() { m_state->credentials = m_state->vault.load(); }

void Client::adopt(api::Tokens const& tokens)
{
    m_state->credentials.reset(); // another sign-in: no refresh token of the one before
    m_state->take(tokens);
}

void Client::sign_out()
{
    auto& state = *m_state;
    for (auto one = state.wanted.begin(); one != state.wanted.end();) {
        if (!one->second.authorized) {
            ++one;
            continue;
        }
        if (one->second.wire != 0)
            state.transport.cancel(one->second.wire);
        state.refused.erase(one->first);
        one = state.wanted.erase(one);
    }
    if (state.renewal != 0)
        state.transport.cancel(std::exchange(state.renewal, 0));
    state.credentials.reset();
    state.vault.wipe();
}

net::Request Client::make_request(Method method, std::string const& target, std::string const& body, TimeLimit limit, std::string const& key)
{
    net::Request request { .method = method, .url = target, .headers = { { "Accept", "application/json" } }, .body = body, .time_limit = time_limit(limit) };
    if (!body.empty())
        request.headers.push_back({ "Content-Type", "application/json" });
    if (!key.empty())
        request.headers.push_back({ "Idempotency-Key", key });
    return request;
}

net::RequestId Client::send_raw(net::Request request, bool authorized, net::Transport::Done done)
{
    auto& state = *m_state;
    auto const id = ++state.last_id;
    request.url = state.settings.base_url + request.url;
    state.wanted[id] = { .request = std::move(request), .authorized = authorized, .done = [done = std::move(done)](Result<net::Response> answer) { done(State::answered(std::move(answer))); } };
    state.start(id);
    return id;
}

void Client::cancel(net::RequestId id)
{
    auto& state = *m_state;
    auto const found = state.wanted.find(id);
    if (found == state.wanted.end())
        return;
    if (found->second.wire != 0)
        state.transport.cancel(found->second.wire);
    state.wanted.erase(found);
    state.refused.erase(id);
}

void Client::poll()
{
    auto& state = *m_state;
    while (!state.refused.empty()) {
        auto node = state.refused.extract(state.refused.begin());
        auto const found = state.wanted.find(node.key());
        if (found == state.wanted.end())
            continue;
        auto done = std::move(found->second.done);
        state.wanted.erase(found);
        done(std::move(node.mapped()));
    }
}

} // namespace kally::session
