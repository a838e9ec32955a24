#pragma once

#include "api/types.h"
#include "net/transport.h"
#include "sandbox/coordinator.h"
#include "sandbox/dials.h"
#include "sandbox/model.h"
#include "sandbox/requests.h"

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
    bool demo = false;            ///< Begin with a week of work instead of nothing.
    bool recordings_inside = false; ///< Links to recordings hold the recording: there is no server to ask for it.
    Dials dials;
};

/// An answer and how it travels.
struct Answer {
    net::Response response;
    /// Of a message that is recorded later: settle() fills it then, before `latency` is over; until then its status is 0.
    std::shared_ptr<net::Response const> later;
    std::chrono::milliseconds latency { 0 };
    std::optional<std::size_t> drop_at; ///< The connection breaks after this many bytes of the body.
};

class Answers;

/// The service in process: the contract's operations over one invented account. Nothing real is called or charged.
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
    std::optional<api::Tokens> refresh(std::string_view refresh_token); ///< Rotates; the earlier tokens end with the first use of the new ones. Empty when the token is unknown.
    void expire_access_tokens();
    void forget_sessions();
    void start_over() { start_over(m_options.demo); }
    void start_over(bool demo); ///< A new account, with a week of work or without; who is signed in stays so.
    std::string make_name() { return make_id(m_account, "", true); } ///< For codes and forms; unguessable when the seed is.

    std::optional<std::string> recording(std::string_view call) const; ///< The bytes behind a link; empty when there are none.

    static std::vector<std::string_view> operations(); ///< By their names in the contract.

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
    /// A request, taken apart.
    struct Asked {
        net::Request const& request;
        std::string_view query;
        std::string id; ///< What the path names, decoded.
    };
    enum class Access { SignedIn, Public };
    struct Route {
        std::string_view operation;
        Method method;
        std::string_view pattern;
        net::Response (Service::*handle)(Asked const&);
        Access access = Access::SignedIn;
    };
    static Route const routes[];
    static Route const* find_route(Method, std::string_view path, std::string& id);

    net::Response dispatch(net::Request const&, std::string_view path, std::string_view query);
    net::Response fail(int status, std::string_view code, std::string_view message);
    net::Response done(char const* schema, char const* id_name, std::string const& id, std::string_view status);
    Answers answers() const;
    bool dialled(std::string_view path) const;
    bool take_token(net::Request const&, std::string& code);
    Manner manner() const;
    bool uuid_ids() const { return m_dials.in_shape_b(Variant::IdFormat); }

    net::Response post_refresh(Asked const&);
    net::Response get_conversations(Asked const&);
    net::Response post_conversation(Asked const&);
    net::Response post_message(Asked const&);
    net::Response get_history(Asked const&);
    net::Response record(std::string const& conversation, std::string const& message, Instant at);
    void forget_accepted();

    net::Response get_goals(Asked const&);
    net::Response get_goal(Asked const&);
    net::Response get_tree(Asked const&);
    net::Response get_budget(Asked const&);
    net::Response get_costs_of_goal(Asked const&);
    net::Response post_approve_step(Asked const&);
    net::Response post_accept_outcome(Asked const&);
    net::Response post_keep_negotiating(Asked const&);
    net::Response post_escalate(Asked const&);
    net::Response post_cancel(Asked const&);
    net::Response post_cascade_cancel(Asked const&);
    net::Response post_approve_budget(Asked const&);
    net::Response post_soft_cap(Asked const&);
    net::Response post_archive(Asked const&);
    net::Response post_batch_archive(Asked const&);
    net::Response post_estimate(Asked const&);
    net::Response no_goal();
    net::Response of_goal(Asked const&, std::string (Answers::*)(Goal const&) const);
    net::Response on_open_goal(Asked const&, std::optional<net::Response> (Service::*)(Goal&));
    std::optional<net::Response> let_step_run(Goal&);
    std::optional<net::Response> accept_outcome(Goal&);
    std::optional<net::Response> keep_negotiating(Goal&);
    std::optional<net::Response> escalate(Goal&);
    std::optional<net::Response> cancel_one(Goal&);
    std::optional<net::Response> cancel_all_below(Goal&);
    std::optional<net::Response> approve_budget(Goal&);
    std::optional<net::Response> raise_soft_cap(Goal&);
    bool waits_for(Goal const&, Hold) const;
    bool archive(std::string const& id);

    net::Response get_calls(Asked const&);
    net::Response get_call(Asked const&);
    net::Response post_call(Asked const&);
    net::Response get_transcript(Asked const&);
    net::Response get_recording(Asked const&);
    net::Response get_calendar(Asked const&);
    net::Response post_call_cancel(Asked const&);
    net::Response post_call_stop(Asked const&);
    net::Response post_reschedule(Asked const&);
    net::Response no_call();

    net::Response get_plans(Asked const&);
    net::Response get_credit_plans(Asked const&);
    net::Response get_portal(Asked const&);
    net::Response get_subscription(Asked const&);
    net::Response get_statistics(Asked const&);
    net::Response get_plan_status(Asked const&);
    net::Response get_balance(Asked const&);
    net::Response get_ledger(Asked const&);
    net::Response get_costs(Asked const&);
    net::Response get_credit_breakdown(Asked const&);
    net::Response post_checkout(Asked const&);
    net::Response post_plan_change(Asked const&);
    net::Response delete_pending_change(Asked const&);
    std::string portal_address() const;

    net::Response get_notifications(Asked const&);
    net::Response post_email(Asked const&);
    net::Response get_outbox(Asked const&);
    net::Response post_email_approve(Asked const&);
    net::Response post_email_cancel(Asked const&);
    net::Response get_replies(Asked const&);
    net::Response get_inbox(Asked const&);
    net::Response get_letter(Asked const&);
    net::Response get_thread(Asked const&);
    net::Response post_mark_read(Asked const&);
    net::Response get_action_log(Asked const&);
    net::Response post_undo(Asked const&);
    net::Response decide_email(Asked const&, bool approved);

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
