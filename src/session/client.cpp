#include "session/client.h"

#include "session/sign_in.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <vector>

namespace kally::session {

namespace {

constexpr auto renew_early = std::chrono::seconds { 60 };
constexpr auto shortest = std::chrono::seconds { 60 }, usual = std::chrono::seconds { 3600 };
constexpr auto longest = std::chrono::hours { 24 * 30 };

constexpr int most_attempts = 4;
constexpr auto shortest_wait = std::chrono::milliseconds { 500 }, longest_wait = std::chrono::milliseconds { 8000 };
constexpr auto retries_end = std::chrono::seconds { 60 }; ///< After the first attempt began.

/// Whether the same read may succeed in a moment.
bool may_pass(Result<net::Response> const& answer)
{
    if (!answer.has_value())
        return true; // no network, or no whole answer
    static constexpr int passing[] = { 408, 425, 429, 500, 502, 503, 504 };
    return std::find(std::begin(passing), std::end(passing), answer->status) != std::end(passing);
}

/// min(8 s, 0.5 s x 2^n) x 0.5..1, and never sooner than the service asked for, with up to a fifth on top.
std::chrono::milliseconds wait_before(int attempt, std::optional<std::chrono::seconds> floor, double random)
{
    using Milliseconds = std::chrono::milliseconds;
    auto const wait = std::min(longest_wait, Milliseconds { shortest_wait * (1 << attempt) });
    Milliseconds const jittered { static_cast<long long>(static_cast<double>(wait.count()) * (0.5 + random / 2)) };
    if (!floor)
        return jittered;
    return std::max(jittered, Milliseconds { static_cast<long long>(static_cast<double>(Milliseconds { *floor }.count()) * (1 + random / 5)) });
}

void strike_out(std::string& text, std::string const& secret)
{
    if (secret.empty())
        return;
    for (auto at = text.find(secret); at != text.npos; at = text.find(secret, at))
        text.replace(at, secret.size(), "…");
}

/// Services have been seen to quote the token they refuse. An Error is shown, kept and reported, so it holds none.
Error without(Error error, std::initializer_list<std::string const*> secrets)
{
    for (auto const* secret : secrets)
        for (auto* text : { &error.detail, &error.code, &error.correlation_id, &error.link })
            strike_out(*text, *secret);
    return error;
}

/// "/v1/coordination/goals/*/tree": without the query, and without what may be an id.
std::string operation_at(std::string_view target)
{
    target = target.substr(0, target.find('?'));
    std::string out;
    while (!target.empty()) {
        auto const end = std::min(target.find('/', 1), target.size());
        auto const part = target.substr(1, end - 1);
        bool const word = part == "v1" || part.find_first_not_of("abcdefghijklmnopqrstuvwxyz-.") == part.npos;
        out += word ? target.substr(0, end) : "/*";
        target.remove_prefix(end);
    }
    return out;
}

/// What a request that waited for a renewal is told when that failed. It has not been carried out itself, so it must not
/// hear what would mean that it might have been.
Error as_never_sent(Error error)
{
    if (error.kind == ErrorKind::Unanswered)
        error.kind = ErrorKind::Offline;
    else if (error.kind == ErrorKind::Malformed || error.kind == ErrorKind::Rejected)
        error.kind = ErrorKind::Unavailable;
    return error;
}

} // namespace

bool is_newer(Credentials const& a, Credentials const& b)
{
    return a.renewals != b.renewals ? a.renewals > b.renewals : a.expires_at > b.expires_at;
}

struct Client::State {
    struct Wanted {
        net::Request request;
        bool authorized = false;
        bool replayed = false;
        net::Transport::Done done;
        net::RequestId wire = 0; ///< 0 while it waits for a token.
        std::string token;       ///< The one it was sent with.
        bool repeats = false;    ///< A read that may be tried again.
        int attempts = 0;        ///< That failed.
        Instant began {}, due {}; ///< The first attempt; the next one, while it is waited for.
        int session = 0;         ///< The sign-in it belongs to: it is never repeated in another person's name.
    };

    net::Transport& transport;
    Vault& vault;
    api::Drift& drift;
    Settings settings;
    std::optional<Credentials> credentials;
    std::map<net::RequestId, Wanted> wanted;
    std::map<net::RequestId, Result<net::Response>> refused; ///< Answers that need no wire, given in poll().
    net::RequestId last_id = 0;
    net::RequestId renewal = 0;
    int turn = 0;     ///< The turn to renew that is waited for or held; 0: none. A turn is never reused.
    int turns = 0;
    bool granted = false; ///< It is held.
    bool retiring = false; ///< The renewal is of tokens that are still good.
    int session = 0; ///< Counts sign-ins.

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
        if ((fresh() && !retiring) || credentials->refresh_token.empty())
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
        bool const unauthorized = answer.has_value() && answer->status == 401 && one.authorized;
        bool const ours = credentials && one.session == session;
        if (unauthorized && ours && !one.replayed) {
            one.replayed = true;
            // Another request may have renewed already: then the newer token is tried, without asking again.
            if (credentials->access_token != one.token && fresh()) {
                dispatch(id);
                return;
            }
            if (!credentials->refresh_token.empty()) {
                credentials->expires_at = settings.now(); // whatever the clock says, the service has spoken
                renew();
                return;
            }
        }
        if (tries_again(one, answer))
            return;
        bool const ends = unauthorized && ours && credentials->access_token == one.token;
        auto result = answered(std::move(answer), one.token);
        auto done = std::move(one.done);
        auto const target = std::move(one.request.url).substr(settings.base_url.size());
        wanted.erase(found);
        if (ends)
            lose();
        drift = {};
        done(std::move(result));
        tell_drift(target);
    }

    bool tries_again(Wanted& one, Result<net::Response> const& answer) const
    {
        if (!one.repeats || !may_pass(answer) || ++one.attempts >= most_attempts || !settings.random || (settings.online && !settings.online()))
            return false;
        auto const floor = answer.has_value() ? api::decode_error(answer->status, answer->body, net::header(answer->headers, "retry-after")).retry_after : std::nullopt;
        auto const now = settings.now(), due = now + wait_before(one.attempts - 1, floor, settings.random());
        if (now < one.began || due >= one.began + retries_end) // or the clock was set back
            return false;
        one.due = due;
        return true;
    }

    /// What is to be tried again by now.
    void go_again()
    {
        auto const now = settings.now();
        for (auto& [id, one] : wanted)
            if (one.due != Instant {} && (one.due <= now || now < one.began) && !refused.contains(id)) {
                one.due = {};
                if (one.authorized && one.session != session) {
                    refuse(id, { .kind = ErrorKind::SignedOut });
                    continue;
                }
                // The whole of it stays within its time.
                one.request.time_limit = std::min<std::chrono::milliseconds>(one.request.time_limit, std::max<std::chrono::milliseconds>(one.began + retries_end - now, std::chrono::seconds { 1 }));
                start(id);
            }
    }

    void tell_drift(std::string_view target) const
    {
        if (drift.seen.empty() || !settings.on_drift)
            return;
        api::Drift told;
        for (auto const& [said, times] : drift.seen)
            told.note(operation_at(target) + " " + said, times);
        settings.on_drift(told);
    }

    Result<net::Response> answered(Result<net::Response> answer, std::string const& token) const
    {
        if (answer.has_value() && answer->status / 100 == 2)
            return answer;
        auto error = answer.has_value() ? api::decode_error(answer->status, answer->body, net::header(answer->headers, "retry-after")) : answer.error();
        if (!credentials)
            return without(std::move(error), { &token });
        return without(std::move(error), { &token, &credentials->access_token, &credentials->refresh_token });
    }

    void refuse(net::RequestId id, Error error) { refused.emplace(id, std::move(error)); }

    void renew()
    {
        if (turn != 0)
            return;
        turn = ++turns;
        if (settings.tabs == nullptr)
            renew_in_turn();
        else
            settings.tabs->take_turn([this, mine = turn] {
                if (mine == turn)
                    renew_in_turn();
                else
                    settings.tabs->end_turn(); // it was given up while it waited
            });
    }

    void renew_in_turn()
    {
        granted = true;
        if (auto const kept = vault.load())
            hear(*kept);
        if (fresh() && !retiring)
            go_on();
        else
            ask(false);
    }

    void end_turn()
    {
        if (renewal != 0)
            transport.cancel(std::exchange(renewal, 0)); // its answer would bring the session back
        retiring = false;
        if (std::exchange(turn, 0) != 0 && std::exchange(granted, false) && settings.tabs != nullptr)
            settings.tabs->end_turn();
    }

    void hear(Credentials const& told)
    {
        if (!credentials || told.sign_in.empty() || told.sign_in != credentials->sign_in || told.access_token == credentials->access_token
            || !is_newer(told, *credentials) || !is_token(told.access_token))
            return;
        credentials = told;
        retiring = false;
        vault.save(told);
    }

    /// Everything that waited goes out with the tokens that are there now.
    void go_on()
    {
        end_turn();
        for (auto& [id, one] : wanted)
            if (one.authorized && one.wire == 0 && one.due == Instant {} && !refused.contains(id))
                dispatch(id);
    }

    void ask(bool again)
    {
        auto const operation = api::refresh_tokens(credentials->refresh_token);
        auto const decode = operation.decode;
        auto request = make_request(operation.method, operation.target, operation.body, operation.limit, operation.accept, {});
        request.url = settings.base_url + request.url;
        renewal = transport.send(std::move(request), [this, decode, again](Result<net::Response> answer) {
            renewal = 0;
            if (!again && !answer.has_value() && answer.error().kind == ErrorKind::Unanswered) {
                ask(true); // the service may have given new tokens already, which nobody has
                return;
            }
            bool const still_good = std::exchange(retiring, false);
            if (still_good && !(answer.has_value() && answer->status / 100 == 2)) {
                go_on();
                return;
            }
            if (answer.has_value() && (answer->status == 400 || answer->status == 401)) {
                lose();
                return;
            }
            auto response = answered(std::move(answer), {});
            if (!response.has_value()) {
                end_waiting(as_never_sent(response.error())); // no sign-out: the same tokens may be renewed later
                return;
            }
            auto tokens = decode(response->body);
            if (!tokens.has_value() || !is_token(tokens->access_token)) {
                if (still_good)
                    go_on();
                else
                    end_waiting({ .kind = ErrorKind::Unavailable, .status = response->status });
                return;
            }
            take(*tokens);
            if (settings.tabs != nullptr && !credentials->sign_in.empty())
                settings.tabs->tell(*credentials);
            go_on();
        });
    }

    /// Answers everything that waited for the renewal, from the next poll().
    void end_waiting(Error const& error)
    {
        end_turn();
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
        if (credentials) {
            fresh_ones.sign_in = credentials->sign_in;
            fresh_ones.renewals = credentials->renewals + 1;
        } else if (settings.name_sign_in) {
            fresh_ones.sign_in = settings.name_sign_in();
        }
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
        end_waiting({ .kind = ErrorKind::SignedOut, .status = 401 });
        credentials.reset();
        vault.wipe();
        if (settings.on_signed_out)
            settings.on_signed_out();
    }
};

Client::Client(net::Transport& transport, Vault& vault, Settings settings)
    : m_state(std::make_unique<State>(State { transport, vault, m_drift, std::move(settings) }))
{
}

Client::~Client()
{
    for (auto const& [id, one] : m_state->wanted)
        if (one.wire != 0)
            m_state->transport.cancel(one.wire);
    m_state->end_turn();
}

Instant Client::fresh_until() const { return m_state->credentials ? m_state->credentials->expires_at - renew_early : Instant {}; }
std::string Client::sign_in() const { return m_state->credentials ? m_state->credentials->sign_in : std::string {}; }
void Client::hear(Credentials const& told) { m_state->hear(told); }
bool Client::signed_in() const { return m_state->credentials.has_value(); }

void Client::restore()
{
    m_state->credentials = m_state->vault.load();
    if (m_state->credentials && !is_token(m_state->credentials->access_token))
        m_state->credentials.reset();
}

void Client::adopt(api::Tokens const& tokens)
{
    auto& state = *m_state;
    state.end_waiting({ .kind = ErrorKind::SignedOut });
    state.credentials.reset(); // nor is the earlier refresh token kept
    ++state.session;
    if (is_token(tokens.access_token))
        state.take(tokens);
    else
        state.vault.wipe();
}

void Client::adopt_from_address(api::Tokens const& tokens)
{
    adopt(tokens);
    auto& state = *m_state;
    if (!state.credentials || state.credentials->refresh_token.empty())
        return;
    state.retiring = true;
    state.renew();
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
    state.end_turn();
    state.credentials.reset();
    state.vault.wipe();
}

net::Request Client::make_request(Method method, std::string const& target, std::string const& body, TimeLimit limit, std::string_view accept, std::string const& key)
{
    net::Request request { .method = method, .url = target, .headers = { { "Accept", std::string { accept } } }, .body = body, .time_limit = time_limit(limit) };
    if (!body.empty())
        request.headers.push_back({ "Content-Type", "application/json" });
    if (!key.empty())
        request.headers.push_back({ "Idempotency-Key", key });
    return request;
}

net::RequestId Client::send_raw(net::Request request, bool authorized, bool kept, bool once, net::Transport::Done done)
{
    auto& state = *m_state;
    auto const id = ++state.last_id;
    if (kept && state.settings.remembering)
        done = state.settings.remembering(request.url, std::move(done));
    request.url = state.settings.base_url + request.url;
    bool const repeats = request.method == Method::Get && !request.polled && !once;
    state.wanted[id] = { .request = std::move(request), .authorized = authorized, .done = std::move(done), .repeats = repeats, .began = state.settings.now(), .session = state.session };
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

bool Client::has_answers() const { return !m_state->refused.empty(); }

std::optional<Instant> Client::next_due() const
{
    std::optional<Instant> next;
    for (auto const& [id, one] : m_state->wanted)
        if (one.due != Instant {} && (!next || one.due < *next))
            next = one.due;
    return next;
}

void Client::poll()
{
    auto& state = *m_state;
    state.go_again();
    // Only those of now: what their callbacks send is answered by the next poll.
    for (auto& [id, answer] : std::exchange(state.refused, {})) {
        auto const found = state.wanted.find(id);
        if (found == state.wanted.end())
            continue; // a callback before it cancelled it
        auto done = std::move(found->second.done);
        state.wanted.erase(found);
        done(std::move(answer));
    }
}

} // namespace kally::session
