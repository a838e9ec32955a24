#pragma once

#include "api/types.h"
#include "net/transport.h"
#include "sandbox/coordinator.h"
#include "sandbox/dials.h"
#include "sandbox/model.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace kally::sandbox {

/// How the work of goals and calls moves on: in believable time, `factor` times faster, or only by advance().
/// Tokens always age by the injected clock, and nothing is ever dated into the future.
enum class Pace { Real, Accelerated, Frozen };

struct Options {
    std::function<Instant()> now; ///< The clock; must be set.
    Pace pace = Pace::Real;
    int factor = 60;              ///< Of Pace::Accelerated.
    std::uint64_t seed = 1;       ///< Of ids and tokens: the same seed gives the same ones.
    std::string page_origin = "https://sandbox.example"; ///< In front of the links to checkout and portal.
    bool demo = false;            ///< Begin with a few conversations instead of none.
    Dials dials;
};

/// A header of every answer, with the value 1: nobody can take one for the live service's.
constexpr std::string_view mark_header = "x-kally-sandbox";

/// An answer and how it travels.
struct Answer {
    net::Response response;
    /// Of a message that is recorded later: settle() fills it then, before `latency` is over; until then its status is 0.
    std::shared_ptr<net::Response const> later;
    std::chrono::milliseconds latency { 0 };
    std::optional<std::size_t> drop_at; ///< The connection breaks after this many bytes of the body.
};

/// The service in process: the seed's operations over one invented account. Nothing real is called or charged.
///
/// Pure and synchronous: the state changes in answer() and advance() only, goals move on by the clock when somebody looks.
/// Total: any request gets an answer, no content can break it.
class Service {
public:
    explicit Service(Options);

    Answer answer(net::Request const&);
    net::Response handle(net::Request const& request) { return answer(request).response; }

    Dials& dials() { return m_dials; }
    Instant now() const;      ///< Of messages, goals and calls; stands still when frozen.
    Instant wall_now() const; ///< The injected clock, plus what was advanced.
    void advance(std::chrono::milliseconds);
    void settle();          ///< Notices what is due: messages to be recorded, goals that have ended. answer() does it as well.
    void record_accepted(); ///< Records at once what would be recorded later, for a program that ends.

    /// What the consent page gives: tokens of a new session.
    api::Tokens sign_in();
    std::optional<api::Tokens> refresh(std::string_view refresh_token); ///< Rotates; empty when the token is unknown.
    void expire_access_tokens();
    void forget_sessions();
    void start_over(); ///< A new account; who is signed in stays so.
    std::string make_name() { return make_id(m_account, "", true); } ///< For codes and forms; unguessable when the seed is.

    Checkout const* find_checkout(std::string_view id) const;
    /// Ends a checkout; a paid one starts the trial. One that has ended stays as it is.
    void close_checkout(std::string_view id, bool paid);
    void change_plan(std::string_view plan); ///< starter, pro, power, business
    void set_renewal(bool renews);
    Subscription const& subscription() const { return m_account.subscription; }
    std::string const& page_origin() const { return m_options.page_origin; }

    /// The whole account as text, and back. restore() leaves everything as it was when the text is damaged.
    std::string save() const;
    bool restore(std::string_view);
    std::uint64_t revision() const { return m_revision; } ///< Grows with every change worth saving.

private:
    net::Response dispatch(net::Request const&, std::string_view path, std::string_view query);
    net::Response authorized(net::Request const&, std::string_view path, std::string_view query);
    net::Response post_message(std::string const& body);
    net::Response record(std::string const& conversation, std::string const& message, Instant at);
    void forget_accepted();
    bool dialled(std::string_view path) const;
    net::Response get_history(std::string_view query);
    net::Response get_goals(std::string_view query);
    net::Response get_calls(std::string_view query);
    net::Response post_call(net::Request const&);
    net::Response post_checkout(std::string const& body);
    net::Response post_refresh(std::string const& body);
    net::Response fail(int status, std::string_view code, std::string_view message);
    bool knows_token(net::Request const&, std::string& code) const;
    Manner manner() const;
    bool uuid_ids() const { return m_dials.in_shape_b(Variant::IdFormat); }

    struct Accepted {
        Instant due {}; ///< By wall_now().
        std::string conversation;
        std::string message;
        Malformed malformed = Malformed::No;
        std::shared_ptr<net::Response> response; ///< Whoever waits for it holds it as well.
    };

    Options m_options;
    Dials m_dials;
    Account m_account;
    std::vector<Accepted> m_accepted;
    Instant m_start {};
    std::chrono::milliseconds m_advanced { 0 };
    std::uint64_t m_revision = 0;
};

} // namespace kally::sandbox
