#pragma once

#include "store/state.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

// What views read: derived from State, kept nowhere.
namespace kally::store {

enum class DayGroup { Today, Yesterday, Earlier, Pinned };
struct ConversationGroup {
    DayGroup day = DayGroup::Earlier;
    std::vector<api::Conversation const*> conversations;
};
/// Which conversations are listed: all that are not archived, those of a label, or the archived ones.
struct ListFilter {
    bool archived = false;
    std::string label;
    bool operator==(ListFilter const&) const = default;
};
Mark mark_of(State const&, ConversationId const&); ///< An empty one for most.
/// Put away, and nothing was said since.
bool is_archived(Mark const&, api::Conversation const&);
std::vector<std::string> labels(State const&);     ///< Each once, by the alphabet.
/// Title by which the person knows it: their own, or the service's; "" when there is none.
std::string conversation_title(State const&, api::Conversation const&);
std::string conversation_title(State const&, ConversationId const&);
/// One line of what was said last, as far as it is known here.
std::string preview(State const&, ConversationId const&);

/// Whether the person who is in wrote this, as far as is known.
Owner owner_now(State const&); ///< Of what is written now.
bool is_own(State const&, Owner const&);
/// It waited too long to go without a word: a quarter of an hour, by whichever clock.
bool asks(State const&, Intent const&);
/// Written and not sent: it waits, asks, failed, or may have been sent.
bool is_unsent(State const&, Intent const&);
/// What was written and is not sent, over all conversations, the oldest first: what waits, asks, failed, or may have been sent.
std::vector<Intent const*> unsent(State const&);
/// Whether the service may have carried a request out although it did not say so.
bool is_lost(Error const&);
/// What is no message, was asked for and whose end is not known, or a call that was not made. `where` one can look, and do something about it.
struct Unsure {
    enum class Kind { Call, GoalDecision, MailDecision, Undo, CallOrder, Billing } kind = Kind::Call;
    std::string title; ///< Of what it is about; may be empty.
    Instant at {}; ///< The epoch where it is not known.
    Error error;
    Route where;
    bool refused = false; ///< It was not done.
};
std::vector<Unsure> unsure(State const&);
bool is_in_doubt(Decision const&); ///< It left, and what came of it is not known.

/// One thing in the thread, top to bottom. Pointers live as long as the state is not changed.
struct ThreadItem {
    enum class Kind { NotLoaded, Older, DayDivider, Message, Intent, Waiting } kind = Kind::Message;
    api::Message const* message = nullptr;
    Intent const* intent = nullptr; ///< Intent; Waiting: the one that is waited for.
    Instant at {};                  ///< DayDivider: a moment of that day. Waiting: since when.
    bool first_of_group = false;    ///< Message: another author spoke before.
    bool last_reply = false;        ///< Message: its suggestions are still good.
    bool suggestions_used = false;
    bool asks = false;              ///< Intent: as store::asks.
};
/// Older: the service says that there are messages before these. NotLoaded: the history could not be read, what follows is only
/// what was not sent yet.
std::vector<ThreadItem> thread_items(State const&);
/// Nothing was said, is being sent or is being loaded in the open thread.
bool thread_is_empty(State const&);
/// Title of the open conversation, or "" when it has none yet.
std::string thread_title(State const&);
/// Where a goal stands, by its status. Words that are not known are those of work under way.
GoalTab tab_of(api::Goal const&);
/// The goals of a tab that stand below no other known one, latest activity first. `search` matches titles, descriptions and steps.
std::vector<api::Goal const*> goals_in(State const&, GoalTab, std::string_view search);
struct GoalCount {
    std::size_t known = 0;
    bool more = false; ///< The service has further ones that were not read.
};
GoalCount count_goals(State const&, GoalTab);
/// What a decision about a goal is about: equal as long as nothing of it changed that the person is shown.
/// `asks`: the service's own words for what it waits for.
std::string goal_content(api::Goal const&, std::string_view asks = {});
std::string mail_content(api::OutboxEmail const&);
std::string pending_content(api::PendingNotifications const&); ///< All but when it was told.
/// The service's own words for what a goal waits for; "" when there are none.
std::string asks_of(State const&, GoalId const&);
/// Lines of two contents that differ: what was there, and what is there now. "title: Coworking space"
struct ContentChange { bool now = false; std::string line; };
std::vector<ContentChange> changed_lines(std::string_view seen, std::string_view now);
/// Of these the ones that may not move on by themselves, as a status does, or a step that comes after the others. None where `now` is empty.
std::vector<ContentChange> changed_words(std::string_view seen, std::string_view now);
std::string content_text(std::string_view content); ///< As lines for a person.
/// Whether something goes on that may change without the person.
bool is_work_open(State const&);

/// One thing that waits for the person. Pointers live as long as the state is not changed.
struct Review {
    enum class Kind { Step, Outcome, Budget, SoftCap, Question, Mail, Other, Changed } kind = Kind::Other;
    api::Goal const* goal = nullptr;         ///< All but Mail, Other and Changed.
    api::OutboxEmail const* mail = nullptr;  ///< Mail.
    api::PendingItem const* item = nullptr;  ///< Other: nothing is known of it but its summary.
    std::string asks;                        ///< The service's own words, or "".
    std::optional<Instant> since;
    GoalId sent_goal;  ///< Changed: what was decided about, one of the two.
    EmailId sent_mail;
};
/// Everything that waits for the person: what has changed since it was sent, then what has waited longest first.
std::vector<Review> needs_you(State const&);
/// Where a goal belongs, as it says itself or the nearest one above it does; empty where none says so.
ConversationId conversation_of(State const&, api::Goal const&);
/// How many goals of each conversation wait for the person, those below its own included.
std::map<ConversationId, int> waiting_by_chat(State const&);
/// The step that waits for the person, or null.
api::GoalStep const* waiting_step(api::Goal const&);
/// What kind of answer a goal wants that waits for the person.
Review::Kind kind_of(State const&, api::Goal const&);
bool is_offered(State const&, api::GoalAction); ///< As far as is known; so is the next.
bool is_offered(State const&, api::EmailAction);
/// What may be done to a goal in its state and is offered, those for the person's answer first.
std::vector<api::GoalAction> actions_for(State const&, api::Goal const&);
// ---- plans and credits
/// The seed's table, for when the service does not tell its prices. Source: seed, "Current paid plans".
Plans const& seed_plans();
bool is_subscribed(api::Subscription const&);
/// Whether checkout and portal may be there: one of the named hosts exactly, nothing in front of it, over TLS unless it is the sandbox.
bool is_billing_address(State const&, std::string_view url);
std::optional<Decimal> credits_left(State const&);
/// RFC 4180 with a head; times in UTC.
std::string ledger_csv(std::vector<api::LedgerEntry const*> const&);
/// How far a call is, by its status. Words that are not known are those of a call that is over once it says when it ended.
enum class CallStage { Planned, Running, Over, Unknown };
CallStage stage_of(api::Call const&);
enum class CallFilter { All, Open, Reached, Missed };
/// The calls of a filter, newest first. `search` matches business, number, task and outcome, case and accents aside.
std::vector<api::Call const*> calls_in(State const&, CallFilter, std::string_view search);
/// Newest goal of the open thread, or null.
Remote<api::Goal> const* linked_goal(State const&);

} // namespace kally::store
