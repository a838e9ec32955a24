#pragma once

#include "sandbox/dials.h"
#include "sandbox/model.h"

#include <nlohmann/json.hpp>

#include <string_view>

/// The bodies that the service answers with, in the shapes that the dials ask for.
namespace kally::sandbox {

using Json = nlohmann::json;

class Answers {
public:
    Answers(Dials const& dials, Account const& account, Instant now) : m_dials(dials), m_account(account), m_now(now) {}

    Json tokens(Session const&) const;
    Json created(Conversation const&) const;
    Json conversation(Conversation const&) const;
    Json reply(Conversation const&, Message const&) const;
    Json history(Conversation const&, std::size_t limit) const;
    Json goal_list(std::vector<Goal const*> const& page, std::size_t total, bool more) const;
    Json goal_detail(Goal const&) const;
    Json plans() const;
    Json portal(std::string const& url) const;
    Json subscription(Subscription const&, std::string const& management_url) const;
    Json call(Call const&) const;
    Json call_list(std::vector<Call const*> const& page, std::size_t total) const;
    Json error(int status, std::string_view code, std::string_view message, std::string const& correlation_id) const;

    std::string goal_status(Goal const&) const;

private:
    bool b(Variant v) const { return m_dials.in_shape_b(v); }
    Json credits(int tenths) const;
    Json action(Action const&) const;
    Json message(Message const&) const;
    Json goal_summary(Goal const&) const;
    /// Leaves out what the dials want absent of this schema.
    Json strip(std::string_view schema, Json) const;

    Dials const& m_dials;
    Account const& m_account;
    Instant m_now;
};

} // namespace kally::sandbox
