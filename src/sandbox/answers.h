#pragma once

#include "sandbox/dials.h"
#include "sandbox/model.h"

#include <string>
#include <string_view>

/// The bodies that the service answers with, in the shapes that the dials ask for.
namespace kally::sandbox {

/// "There is no such goal (sandbox)."
std::string marked(std::string_view message);

/// Each function answers JSON text.
class Answers {
public:
    Answers(Dials const& dials, Account const& account, Instant now) : m_dials(dials), m_account(account), m_now(now) {}

    std::string tokens(Session const&) const;
    std::string created(Conversation const&) const;
    std::string conversation(Conversation const&) const;
    std::string reply(Conversation const&, Message const&) const;
    std::string history(Conversation const&, std::size_t limit) const;
    std::string goal_list(std::vector<Goal const*> const& page, std::size_t total, bool more) const;
    std::string goal_detail(Goal const&) const;
    std::string plans() const;
    std::string portal(std::string const& url) const;
    std::string subscription(Subscription const&, std::string const& management_url) const;
    std::string call(Call const&) const;
    std::string call_list(std::vector<Call const*> const& page, std::size_t total) const;
    std::string error(int status, std::string_view code, std::string_view message, std::string const& correlation_id) const;

    std::string goal_status(Goal const&) const;

private:
    bool b(Variant v) const { return m_dials.in_shape_b(v); }
    std::string credits(int tenths) const;
    std::string action(Action const&) const;
    std::string actions(Message const&) const;
    std::string message(Message const&) const;
    std::string goal_summary(Goal const&) const;

    Dials const& m_dials;
    Account const& m_account;
    Instant m_now;
};

} // namespace kally::sandbox
