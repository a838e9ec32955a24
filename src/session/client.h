#pragma once

#include "api/operations.h"
#include "net/transport.h"

#include <functional>
#include <memory>
#include <string>

namespace kally::session {

/// What is kept of a signed-in session.
struct Credentials {
    std::string access_token;
    std::string refresh_token; ///< Empty when the service gave none.
    Instant expires_at;
    std::string sign_in; ///< The same through all renewals: tabs that have it share the session. Empty: nobody shares it.
    int renewals = 0;    ///< Since the sign-in. Which ones are newer does not depend on a clock, which may be set back.
    bool operator==(Credentials const&) const = default;
};
/// Of the same sign-in.
bool is_newer(Credentials const&, Credentials const&);

/// Where the credentials of this tab live between reloads; the app binds it to the platform.
/// Memory is the truth: a vault that cannot write loses the session at the next reload and nothing else.
class Vault {
public:
    virtual ~Vault() = default;
    virtual std::optional<Credentials> load() = 0;
    virtual void save(Credentials const&) = 0;
    virtual void wipe() = 0;
};

/// What the tabs of a browser do for each other: of those that share a session one renews it, and the others hear of it.
class Tabs {
public:
    virtual ~Tabs() = default;
    /// Runs `go` once no other tab renews, at once or later; until end_turn() none does.
    virtual void take_turn(std::function<void()> go) = 0;
    virtual void end_turn() = 0;
    virtual void tell(Credentials const&) = 0; ///< Renewed ones. Client::hear() of the others follows.
};

/// The service, typed: adds the token, renews it 60 s before its end, one renewal at a time shared by all waiting
/// requests and by all tabs of this sign-in; after a 401 renews once and repeats once, then answers SignedOut. A read that failed in a way
/// that may pass (no answer, 408, 425, 429, 500, 502, 503, 504) is tried up to 4 times within 60 s, not before the service's Retry-After,
/// unless it is polled or `once`. Nothing else is ever repeated but a renewal whose answer was lost, once.
/// When the renewal fails otherwise, what waited for it hears Offline or Unavailable: it was not carried out.
/// No Error holds a token, even if the service quotes one.
///
/// `done` runs exactly once from inside `poll()`; not at all after `cancel()`, `sign_out()` or destruction.
class Client {
public:
    struct Settings {
        std::string base_url;             ///< Without a trailing slash; empty means relative to the page (relay).
        std::function<Instant()> now;
        std::function<void()> on_signed_out; ///< The refresh, or a renewed token, was refused: credentials are gone.
        std::function<void(Credentials const&)> on_renewed;
        /// 0 to 1, another one each time: how long a read waits before it is tried again. Without it nothing is.
        std::function<double()> random = {};
        std::function<bool()> online = {}; ///< Without a network nothing is tried again.
        std::function<std::string()> name_sign_in = {}; ///< A new Credentials::sign_in; without it no session is shared.
        Tabs* tabs = nullptr;                           ///< Outlives the client; nothing: this one is alone.
        /// Stands between an operation that may be kept, by its target, and who asked; may answer in place of an error, and later.
        std::function<net::Transport::Done(std::string target, net::Transport::Done)> remembering = {};
        /// What an answer said otherwise than described, each with the operation before it; after its `done`.
        std::function<void(api::Drift const&)> on_drift = {};
    };
    Client(net::Transport&, Vault&, Settings);
    ~Client();

    bool signed_in() const;
    Instant fresh_until() const;      ///< From then on the next request renews the access token first; the epoch when nobody is signed in.
    std::string sign_in() const;      ///< Credentials::sign_in; "" when nobody is signed in.
    void restore();                   ///< Reads the vault at start.
    /// What another tab has renewed; nothing happens when it is another sign-in's, or what is here already.
    void hear(Credentials const&);
    /// After sign-in or paste; expiry is bounded to 60 s .. 30 days, 3600 s when absent. What waits for the earlier session's
    /// renewal is answered SignedOut, what travels is never repeated with these tokens. An access token that cannot be
    /// sent (see is_token) leaves nobody signed in.
    void adopt(api::Tokens const&);
    /// The same for tokens that an address carried, which histories and logs of others may keep: they are retired by a renewal before
    /// anything else leaves. Where the service does not give new ones, whatever it answers, these stay good.
    void adopt_from_address(api::Tokens const&);
    void sign_out();                  ///< Forgets the credentials, cancels every request that carries them, wipes the vault.

    /// `done` takes a Result<T>; it is kept as it is, so that one wrapper for each call is compiled and not two.
    template <typename T, typename Done>
    net::RequestId send(api::Operation<T> operation, Done done)
    {
        auto decode = operation.decode;
        auto request = make_request(operation.method, operation.target, operation.body, operation.limit, operation.accept, operation.idempotency_key);
        request.polled = operation.polled;
        return send_raw(std::move(request), operation.authorized, operation.kept, operation.once, [decode, &drift = m_drift, done = std::move(done)](Result<net::Response> answer) mutable {
            done(answer.has_value() ? decode(answer->body, &drift) : Result<T> { answer.error() });
        });
    }
    void cancel(net::RequestId);
    void poll();              ///< Answers what needs no wire, and sends what is to be tried again by now; does not poll the transport.
    std::optional<Instant> next_due() const; ///< When poll() has something to send again.
    bool has_answers() const; ///< poll() has something to answer: a frame is needed, as no arrival will ask for one.

private:
    static net::Request make_request(Method, std::string const& target, std::string const& body, TimeLimit, std::string_view accept, std::string const& key);
    /// Answers only 2xx as a value; any other status has become an Error by api::decode_error.
    net::RequestId send_raw(net::Request, bool authorized, bool kept, bool once, net::Transport::Done);
    struct State;
    api::Drift m_drift; ///< Of the answer that is being decoded.
    std::unique_ptr<State> m_state;
};

} // namespace kally::session
