#pragma once

#include "sandbox/coordinator.h"
#include "sandbox/phrases.h"

/// What work leaves behind, whoever asked for it: rows of the ledger and of the action log, mail, and what a decision does to a goal.
namespace kally::sandbox {

/// Adds a row to the ledger; none for nothing. `type` is an action's type or the ledger's own word for it.
void charge(Account&, std::string_view type, std::string_view description, std::string const& goal, int credits, Instant);
/// Adds a row to the action log. `type` is one of the log's: calendar, booking, bill, ride, food, errand, email.
void log_deed(Account&, std::string_view type, std::string_view description, std::string const& goal, Instant);

/// Sends a mail that waits, and charges it.
void send_email(Account&, Email&, Instant now, Manner);
/// Sends all mail of a goal that waits. How many that were.
int send_emails(Account&, std::string const& goal, Instant now, Manner);
/// Drops all mail of a goal that waits.
void drop_emails(Account&, std::string const& goal);
bool has_waiting_email(Account const&, std::string const& goal);

/// Lets a goal go on past its gate.
void resume_goal(Goal&, Instant now);
/// Stops a goal where it is, with the mail and the calls that it has not come to.
void cancel_goal(Account&, Goal&, Instant now);
/// What a goal asks of the person, in a line.
std::string question_of(Goal const&);
Language language_of(Account&, Goal const&);
/// Writes into the goal's conversation what the person decided elsewhere.
void tell(Account&, Goal const&, Phrase, std::initializer_list<std::string_view> arguments, Instant now, Manner);

/// Notices what is due by `now`: goals that have ended, mail that is answered, a plan that changes. True when there was something.
bool settle_account(Account&, Instant now, Manner);

} // namespace kally::sandbox
