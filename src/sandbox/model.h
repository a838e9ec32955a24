#pragma once

#include "base/id.h"
#include "base/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What the sandbox remembers. Credits are counted in tenths, so that they stay exact.
namespace kally::sandbox {

enum class Language : std::uint8_t { English, Spanish };

/// What a task is about; also decides what a go-ahead means.
enum class Kind : std::uint8_t { None, Search, Call, Email, Schedule, Booking, Bill, Errand };

struct Step {
    std::string text;
    std::int64_t milliseconds = 0; ///< How long it takes once begun.
    std::string type;              ///< What it is charged and logged as when the person lets it run; empty: nothing.
    int credits = 0;
};

/// Why a goal waits at its gate.
enum class Hold : std::uint8_t {
    Step,      ///< The step may run when it is approved.
    Budget,    ///< The estimate is to be accepted first.
    SoftCap,   ///< Its soft limit is reached.
    Outcome,   ///< All steps are done, the result is to be accepted.
    Escalated, ///< The person wanted to decide.
};

struct Goal {
    std::string id;
    std::string conversation;
    std::string parent;         ///< The goal above it, or empty.
    std::string title;
    std::string description;
    Instant created_at {};
    Instant updated_at {};
    Instant run_start {};       ///< When step `from` began.
    std::vector<Step> steps;
    int from = 0;               ///< Steps before this one are done.
    int gate = -1;              ///< This step waits for the person, as many as there are: the result does; -1: nothing.
    Hold hold = Hold::Step;     ///< Says nothing without a gate.
    std::string question;       ///< What is asked of the person at the gate; empty: whether the step may run.
    int estimated = 0;
    bool cancelled = false;
    bool archived = false;
    bool finished = false;      ///< Its end was noticed (and told, when there is a finale).
    std::string finale;         ///< What is written into the conversation at the end; may be empty.
    std::vector<std::string> finale_suggestions;
};

/// Where a goal stands at an instant.
struct Progress {
    int done = 0;                       ///< Steps done.
    bool waiting = false;               ///< For the person, at the next one or with the result.
    std::optional<Instant> finished_at; ///< All steps done and nothing waits, since then.
    Instant last_change {};
};
Progress progress_of(Goal const&, Instant now);

struct Action {
    std::string id;
    std::string type; ///< search, phone_call, email, schedule, booking, bill_analysis, errand
    std::string status; ///< completed, in_progress, waiting at the time of the message; told as cancelled after its goal was
    std::string summary;
    std::string goal;
    int credits = 0;
};

struct Message {
    std::string id;
    bool from_user = false;
    bool goal_completed = false;
    std::string text;
    Instant at {};
    std::string intent;
    std::string goal;
    int credits = 0;
    std::vector<Action> actions;
    std::vector<std::string> suggestions;
};

/// What the coordinator keeps in mind over the turns of a conversation.
struct Context {
    Language language = Language::English;
    Kind kind = Kind::None;
    int count = 0;        ///< Of options found.
    int first_option = 0; ///< Into the table of invented names.
    int slot_shift = 0;   ///< Days by which the offered times were moved.
    int weekday = 0;      ///< That the person named, 1 is Monday; 0: none.
    bool drafts = false;  ///< Drafts wait or were sent.
    bool availability = false;
    bool brief = false;   ///< The person asked for a shorter text.
    bool confirming = false; ///< The letter confirms a call.
    std::string subject;
    std::string place;
    std::string business;
    std::string phone;
    std::string amount;
    std::string when;
    std::string ask;      ///< What the other side is asked for.
    std::string goal;     ///< The goal in work.
};

struct Conversation {
    std::string id;
    std::string title;
    Instant created_at {};
    Instant updated_at {};
    Context context;
    std::vector<Message> messages;
};

struct Call {
    std::string id;
    std::string goal;
    std::string status; ///< How it ends; before that it is planned or in progress.
    Language language = Language::English;
    std::string category;
    std::string user_name;
    std::string details; ///< More members of what was asked for, as JSON with a comma in front of each; may be empty.
    std::string phone;
    std::string business;
    std::string task;
    std::string highlights;
    std::string next_steps;
    Instant created_at {};
    Instant starts_at {};   ///< Until then it is planned.
    Instant ended_at {};    ///< Until then it is in progress.
    Instant appointment {}; ///< What was agreed; 1970: nothing was.
    int seconds = 0;        ///< How long the two spoke.
    int credits = 0;
    std::string key; ///< Idempotency key of the request, or empty.
};

/// A row of the ledger.
struct Entry {
    std::string id;
    std::string type; ///< search, call, email_send, calendar, booking, bill_analysis, errand
    std::string description;
    std::string goal;
    int credits = 0;
    Instant at {};
};

struct Email {
    std::string id;
    std::string goal;
    std::string thread; ///< Of the inbox, once it was sent.
    std::string to;
    std::string subject;
    std::string body;
    std::string status; ///< pending_approval, sent, cancelled
    std::string reply;  ///< What will be answered; empty: nothing.
    Instant created_at {};
    Instant sent_at {};
    Instant reply_at {}; ///< When the answer arrives; 1970: it has, or there is none.
};

/// A message of the inbox.
struct Letter {
    std::string id;
    std::string thread;
    std::string email; ///< The one it answers, or empty.
    std::string from;
    std::string subject;
    std::string channel; ///< email, sms, call, chat
    std::string body;
    Instant at {};
    bool unread = true;
};

/// Something done without the person; a row of the action log.
struct Deed {
    std::string id;
    std::string type; ///< calendar, booking, bill, ride, food, errand, email
    std::string description;
    std::string goal;
    Instant at {};
    bool undone = false;
};

struct Session {
    std::string access_token;
    std::string refresh_token;
    Instant expires_at {};
    std::string successor; ///< Access token of the session that a renewal made of this one; "": none. Its first use ends this one.
};

struct Checkout {
    std::string id;
    std::string success_url;
    std::string cancel_url;
    bool closed = false;
};

struct Subscription {
    std::string plan;   ///< Empty: none yet.
    bool active = false;
    bool renews = false;
    bool annual = false;
    Instant since {};
    Instant until {};
    std::string next_plan;        ///< From `until` on; empty: no change is planned.
    std::vector<Instant> changes; ///< Of the plan, within the last hour.
};

/// One account, whole.
struct Account {
    std::uint64_t next_random = 0; ///< State of the id generator.
    std::vector<Conversation> conversations;
    std::vector<Goal> goals;
    std::vector<Call> calls;
    std::vector<Entry> ledger; ///< Oldest first.
    std::vector<Email> emails;
    std::vector<Letter> inbox;
    std::vector<Deed> deeds;
    std::vector<Session> sessions;
    std::vector<Checkout> checkouts;
    Subscription subscription;

    Goal* find_goal(std::string const& id);
    Goal const* find_goal(std::string const& id) const;
    Conversation* find_conversation(std::string const& id);
    Call* find_call(std::string const& id);
    Email* find_email(std::string const& id);
    Letter* find_letter(std::string const& id);
    Deed* find_deed(std::string const& id);
};

/// The state of a goal as the service names it: pending, needs_input, active, completed, cancelled, archived.
char const* status_of(Goal const&, Instant now);
/// All that a goal has cost, in tenths.
int credits_of(Account const&, std::string const& goal);

/// Makes identifiers; short ones like c_7k2m9q or UUIDs. Source: contract, variant id-format.
std::string make_id(Account&, char const* prefix, bool uuid);

std::string save_account(Account const&, Instant now);
/// Reads what save_account wrote, or an earlier version did: what that did not keep is made up from what it did. False, and nothing changed, when the text is something else.
bool restore_account(std::string_view text, Account&, Instant& saved_at);

} // namespace kally::sandbox
