#pragma once

#include "sandbox/dials.h"
#include "sandbox/model.h"

#include <string>
#include <string_view>

/// The bodies that the service answers with, in the shapes that the dials ask for.
namespace kally::sandbox {

/// "There is no such goal (sandbox)."
std::string marked(std::string_view message);

char const* call_status(Call const&, Instant now); ///< scheduled, in_progress, or how it ended; "stopped" is ours.
bool was_spoken(Call const&, Instant now);         ///< There is a transcript and a recording.
std::string calendar_text(Call const&);            ///< Of the appointment, as an iCalendar file.
std::string recording_bytes();                     ///< A short WAV file.
/// Why an action cannot be reversed, or "".
char const* why_not_undone(Deed const&, Instant now);

/// Each function answers JSON text.
class Answers {
public:
    Answers(Dials const& dials, Account const& account, Instant now) : m_dials(dials), m_account(account), m_now(now) {}

    std::string tokens(Session const&) const;
    std::string error(int status, std::string_view code, std::string_view message, std::string const& correlation_id) const;
    /// Of an action: that it worked, on what and how that stands now.
    std::string done(char const* schema, char const* id_name, std::string const& id, std::string_view status) const;

    std::string created(Conversation const&) const;
    std::string conversation(Conversation const&) const;
    std::string reply(Conversation const&, Message const&) const;
    std::string history(Conversation const&, std::size_t limit) const;

    std::string goal_list(std::vector<Goal const*> const& page, std::size_t total, bool more) const;
    std::string goal_detail(Goal const&) const;
    std::string goal_tree(Goal const&) const;
    std::string budget(Goal const&) const;
    std::string cost_breakdown(Goal const&) const;
    std::string estimate(std::string_view type, std::string_view description) const;
    std::string archived(std::vector<std::string> const& done, std::vector<std::string> const& failed) const;

    std::string call(Call const&) const;
    std::string call_list(std::vector<Call const*> const& page, std::size_t total) const;
    std::string transcript(Call const&) const;
    std::string recording(std::string const& url) const;

    std::string plans() const;
    std::string credit_plans() const;
    std::string portal(std::string const& url) const;
    std::string subscription(Subscription const&, std::string const& management_url) const;
    std::string plan_status() const;
    std::string plan_change(char const* type, std::string_view plan, Instant since, Instant until) const;
    std::string statistics() const;
    std::string balance() const;
    std::string ledger(std::size_t limit) const;
    std::string costs() const;
    std::string credit_breakdown() const;

    enum class Detail { Listed, Full };
    std::string email(Email const&, char const* schema) const;
    std::string outbox() const;
    std::string letter(Letter const&, Detail) const;
    std::string inbox(std::vector<Letter const*> const&) const;
    std::string replies(std::vector<Letter const*> const&) const;
    std::string thread(std::string const& id, std::vector<Letter> const&) const;
    std::string action_log(std::vector<Deed const*> const&) const;
    std::string notifications() const;

private:
    bool b(Variant v) const { return m_dials.in_shape_b(v); }
    std::string credits(int tenths) const;
    std::string action(Action const&) const;
    std::string actions(Message const&) const;
    std::string message(Message const&) const;
    std::string steps(Goal const&) const;
    std::string goal_summary(Goal const&) const;
    std::string goal_branch(Goal const&) const;

    Dials const& m_dials;
    Account const& m_account;
    Instant m_now;
};

} // namespace kally::sandbox
