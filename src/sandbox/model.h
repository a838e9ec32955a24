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
};

struct Goal {
    std::string id;
    std::string conversation;
    std::string title;
    std::string description;
    Instant created_at {};
    Instant updated_at {};
    Instant run_start {};       ///< When step `from` began.
    std::vector<Step> steps;
    int from = 0;               ///< Steps before this one are done.
    int gate = -1;              ///< This step waits for the person; -1: none does.
    int credits = 0;
    int estimated = 0;
    bool cancelled = false;
    bool finished = false;      ///< Its end was noticed (and told, when there is a finale).
    std::string finale;         ///< What is written into the conversation at the end; may be empty.
    std::vector<std::string> finale_suggestions;
};

/// Where a goal stands at an instant.
struct Progress {
    int done = 0;                       ///< Steps done.
    bool waiting = false;               ///< The next one waits for the person.
    std::optional<Instant> finished_at; ///< All steps done, since then.
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
    std::string status; ///< How it ends; before that it is in progress.
    std::string category;
    std::string phone;
    std::string business;
    std::string task;
    std::string highlights;
    std::string next_steps;
    Instant created_at {};
    Instant ended_at {}; ///< Until then it is in progress.
    int seconds = 0;     ///< How long the two spoke.
    int credits = 0;
    std::string key; ///< Idempotency key of the request, or empty.
};

struct Session {
    std::string access_token;
    std::string refresh_token;
    Instant expires_at {};
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
    Instant since {};
    Instant until {};
};

/// One account, whole.
struct Account {
    std::uint64_t next_random = 0; ///< State of the id generator.
    std::vector<Conversation> conversations;
    std::vector<Goal> goals;
    std::vector<Call> calls;
    std::vector<Session> sessions;
    std::vector<Checkout> checkouts;
    Subscription subscription;

    Goal* find_goal(std::string const& id);
    Goal const* find_goal(std::string const& id) const;
    Conversation* find_conversation(std::string const& id);
};

/// Makes identifiers; short ones like c_7k2m9q or UUIDs. Source: contract, variant id-format.
std::string make_id(Account&, char const* prefix, bool uuid);

std::string save_account(Account const&, Instant now);
/// Reads what save_account wrote. False, and nothing changed, when the text is something else.
bool restore_account(std::string_view text, Account&, Instant& saved_at);

} // namespace kally::sandbox
