#pragma once

#include "store/effect.h"

#include <algorithm>

// The parts of update(), one file per feature. Internal to store/.
namespace kally::store {

constexpr std::size_t message_limit = 4000; ///< Code points of one message; ours, the service names none.
constexpr auto stale_after = std::chrono::seconds { 30 };
constexpr auto goal_refresh = std::chrono::seconds { 15 };
constexpr auto comes_back = std::chrono::seconds { 30 };  ///< For so long after the person came, what is new happened while they were away.
constexpr auto was_away = std::chrono::minutes { 5 };
constexpr auto probe_again = std::chrono::seconds { 15 };
constexpr auto probe_slow = std::chrono::seconds { 2 };
constexpr auto load_again = std::chrono::seconds { 10 };
constexpr auto sign_in_wait = std::chrono::seconds { 15 };
/// A message may be worked on for as long as its request may take; only then its absence from the history means anything.
constexpr auto unknown_settles = std::chrono::seconds { 300 };
constexpr auto check_soonest = std::chrono::seconds { 5 }, check_latest = std::chrono::seconds { 60 };
/// What waits longer is sent only after a question: it may have been meant for then.
constexpr auto ask_after = std::chrono::minutes { 15 };
constexpr auto reply_latest = std::chrono::minutes { 10 }; ///< For so long a reply is looked for that the page did not hear.
constexpr auto clock_slack = std::chrono::minutes { 2 }; ///< Between the service's clock and this one.
constexpr auto checkout_poll = std::chrono::seconds { 2 };
constexpr int checkout_polls = 30;     ///< A minute of them.
constexpr auto undo_delay = std::chrono::seconds { 5 };
constexpr auto toast_stay = std::chrono::seconds { 5 }, undoable_stays = std::chrono::seconds { 8 };

Ticket next_ticket(State&);
Error not_recorded();      ///< Nothing left, as it could not be written down first.
Error decided_elsewhere(); ///< Nor did it, as another tab is about it.
bool inside(State const&); ///< Signed in, or was until a moment ago.
Effects& operator+=(Effects&, Effects&&);
/// Shows a toast and says when it goes.
Effects show_toast(State&, std::string text_key, Toast::Kind = Toast::Kind::Trouble);
/// The person's place, before anybody signed in: settings, service and clocks stay, everything else goes.
State emptied(State const&);

/// Marks a remote as asked for.
template <typename T>
Ticket ask(State& state, Remote<T>& remote)
{
    auto const ticket = next_ticket(state);
    remote.pending = ticket;
    remote.asked_at = state.now;
    remote.retry_at.reset();
    return ticket;
}

/// Remembers, each once, what was answered otherwise than described.
void note_drift(State&, Error const&);

/// Takes an answer into a remote; false when it is stale.
template <typename T>
bool take(State& state, Remote<T>& remote, Ticket ticket, Result<T> const& answer)
{
    if (remote.pending != ticket)
        return false;
    remote.pending.reset();
    if (answer.has_value()) {
        remote.value = *answer;
        remote.error.reset();
        remote.answered_at = state.now;
    } else {
        remote.error = answer.error();
        note_drift(state, *remote.error);
    }
    return true;
}

/// An operation that the service does not have is asked for once.
template <typename T>
bool is_missing(Remote<T> const& remote)
{
    return remote.error && (remote.error->status == 404 || remote.error->status == 405 || remote.error->status == 501);
}
template <typename T>
bool is_fresh(State const& state, Remote<T> const& remote) { return remote.pending || (remote.answered_at && *remote.answered_at > state.stale_until && state.now - *remote.answered_at < stale_after); }

/// Notes how far a list was read with the page that has just come; `size` is that of a full one.
template <typename T>
void note_page(Paged<T>& list, std::size_t count, std::optional<int> total, std::optional<bool> has_more, int size)
{
    int const end = list.offset + static_cast<int>(count);
    list.read = std::max(list.read, end);
    list.total = total;
    // What neither says that there is more nor how many there are ends with its first short page.
    list.complete = count == 0 || (has_more ? !*has_more : total ? end >= *total : static_cast<int>(count) < size);
}

// route.cpp
Effects go_to(State&, Route, bool replace);
/// What the page that is open now still needs.
Effects load_open_page(State&);

// kept.cpp
void show_kept(State&, ConversationsReceived const&);
void show_kept(State&, HistoryReceived const&);

// chat.cpp
void sort_conversations(std::vector<api::Conversation>&); ///< Newest first; those without a moment come last.
/// What the service says of a thread becomes its messages; what was answered here and is not in it yet stays.
void merge_history(Thread&, std::vector<api::Message>);
Effects fetch_conversations(State&);
Effects fetch_history(State&, ConversationId const&);
Effects dispatch_ready(State&); ///< Sends what waits and may go, first in first out per thread.
Effect save(Intent&);             ///< Its record as it is now, in place of the one that is known to be there; none of what is cancelled.
bool is_elsewhere(Intent const&); ///< Another page may be sending it: its record is that one's.
void drop(State&, IntentId const&);
Effects settle_all_unknown(State&);
bool has_left(Intent const&);     ///< Dispatched: its record says so and the request is under way.
bool contains_id(std::vector<std::string> const& ids, std::optional<MessageId> const&);
/// Messages of the person with the same words that were not known before it left, or that have no id.
std::size_t count_own(std::vector<api::Message> const&, Intent const&, bool without_id);

// goals.cpp
Effects fetch_goals(State&, GoalTab = GoalTab::Active);
Effects fetch_open_goal(State&);  ///< Of the open conversation, or the one that is shown.
Effects load_goals_page(State&);
void link_goals(State&);
Effects fetch_goal(State&, GoalId const&);
/// The goal on the screen once more while it is under way; whatever it tells anew draws a frame, nothing else does.
Effects refresh_shown_goal(State&, bool at_once);
bool is_open(api::Goal const&);

// unsent.cpp
Effects adopt_unfinished(State&, RecordsLoaded const&);
void add_to_draft(Thread&, std::string_view text); ///< In front of what stands in the composer, unless it has this paragraph.
Effects settle_unknown(State&, std::string const& thread);
/// As far as is known here: a history may say so.
inline bool may_have_arrived(Intent const& intent) { return intent.state == IntentState::Unknown || intent.state == IntentState::Failed; }
Effects settle_by(State&, Thread&, std::vector<api::Message> const& history);
Effects check_later(State&, Intent&); ///< Reads the history again after as long as the message has been away, within bounds.
/// A message of this thread is at the service: others with the same words are looked for beside it.
Effects count_beside(State&, std::string const& thread, std::string const& text);
void wait_anew(State&, Instant now); ///< The clock was turned, or nothing ran: what has to be waited for is waited for from now on.
/// Another tab has changed the record, it could not be written (then it is as `before`), or the message is deleted or taken back into the composer.
Effects stored_otherwise(State&, Intent&, bool changed);

// deeds.cpp
/// Its record is committed, then the order is carried out; where that cannot be, `refused` has happened.
/// `refused` makes the action that says why it did not leave.
template <typename Refused>
Effect on_record(Deed deed, Effect order, Refused refused)
{
    return Committed { std::move(deed), { std::move(order) }, refused(not_recorded()), refused(decided_elsewhere()) };
}
Deed plan_deed(State const&, Deed::Kind, std::string plan, int verb);
Effect forget_plan(Deed::Kind, std::string plan);
Effects doubt_plan(State&, Deed); ///< No answer came: the subscription and its status are read for what is true.
Effects settle_plan(State&);      ///< Once both were.

// session.cpp
bool note_owner(State&, Owner const&); ///< is_own, and remembers when it is not.
/// Whose conversations these are: another person than before finds nothing of them, the same one everything.
Effects note_account(State&);

// live.cpp
std::string account_in(State const&); ///< By the oldest conversation: ids are the service's own, tokens differ from tab to tab. "" when there is none.
Effects watch(State&);              ///< Asks what waits, and arranges for the next time.
Effects fetch_mails(State&);
Effects join_tabs(State const&);    ///< Once it is known whose tab this is.
void note_changes(State&);          ///< Since the person left, as far as goals are known by now.
Effects save_seen(State const&);

// billing.cpp
Effects load_plans_page(State&);
Effects fetch_subscription(State&);
Effects begin_polling(State&);    ///< The subscription, for a minute: nothing else says whether it was paid.
Effects read_money_again(State&); ///< What a decision about money may have changed.
Effects fetch_balance(State&);    ///< Something may have been spent.
Effects note_missing(State&, Offer); ///< The service has no such operation: said once, its control is not shown again.
/// The same when the refusal says so; nothing when the refusal is about something else.
bool note_missing(State&, Offer, Error const&, Effects&);

// activity.cpp
Effects load_activity_page(State&);

// calls.cpp
Effects fetch_calls(State&);      ///< The first page.
Effects load_calls_page(State&);
void note_call(State&, api::Call const&);
Effects end_sound(State&);        ///< When another page is open than that of the call the sound belongs to.

// new_call.cpp
/// A deed of an earlier visit, whose end nobody heard: it is read. Each in the file of its subject.
Effects adopt_decision(State&, Deed const&);
Effects adopt_plan(State&, Deed const&);
Effects adopt_order(State&, Deed const&);
Effects adopt_undo(State&, Deed const&);
Effects adopt_archive(State&, Deed const&);
std::string form_to_keep(State const&); ///< What is to be kept of the form of a new call: nothing of what its intent has on record.
void adopt_call(State&, std::optional<CallIntent>, std::string_view form); ///< Of an earlier visit; one of both is there.
Effects call_stored(State&, IntentStored const&);
Effects settle_call(State&, api::CallPage const&, std::optional<Instant> asked_at); ///< Looks for a call whose answer was lost.

Effects apply(State&, Started const&);
Effects apply(State&, RecordsLoaded const&);
Effects apply(State&, NetworkChanged const&);
Effects apply(State&, RouteChanged const&);
Effects apply(State&, DialogShown const&);
Effects apply(State&, StorageFailed const&);
Effects apply(State&, SignInPressed const&);
Effects apply(State&, SignInWaitOver const&);
Effects apply(State&, TokenPasted const&);
Effects apply(State&, PasteRefused const&);
Effects apply(State&, SignedInNow const&);
Effects apply(State&, SignInFailed const&);
Effects apply(State&, SessionEnded const&);
Effects apply(State&, SignedOutElsewhere const&);
Effects apply(State&, SignOutPressed const&);
Effects apply(State&, SandboxPressed const&);
Effects apply(State&, SandboxStartOverPressed const&);
Effects apply(State&, SandboxFailed const&);
Effects apply(State&, ProbeAnswered const&);
Effects apply(State&, ProbeRequested const&);
Effects apply(State&, ThemeChosen const&);
Effects apply(State&, LanguageChosen const&);
Effects apply(State&, KeepSignedInChosen const&);
Effects apply(State&, ConversationsRequested const&);
Effects apply(State&, ConversationsReceived const&);
Effects apply(State&, ConversationOpened const&);
Effects apply(State&, NewConversationPressed const&);
Effects apply(State&, SearchBegun const&);
Effects apply(State&, HistoryRequested const&);
Effects apply(State&, HistoryRetryDue const&);
Effects apply(State&, OlderRequested const&);
Effects apply(State&, HistoryReceived const&);
Effects apply(State&, DraftEdited const&);
Effects apply(State&, DraftFilled const&);
Effects apply(State&, SendPressed const&);
Effects apply(State&, SuggestionPressed const&);
Effects apply(State&, IntentStored const&);
Effects apply(State&, ReplyReceived const&);
Effects apply(State&, StopWaitingPressed const&);
Effects apply(State&, RetryPressed const&);
Effects apply(State&, EditPressed const&);
Effects apply(State&, DeletePressed const&);
Effects apply(State&, CheckAgainPressed const&);
Effects apply(State&, UnknownCheckDue const&);
Effects apply(State&, SenderGone const&);
Effects apply(State&, MarkedSent const&);
Effects apply(State&, GoalsReceived const&);
Effects apply(State&, GoalReceived const&);
Effects apply(State&, GoalsRequested const&);
Effects apply(State&, MoreGoalsRequested const&);
Effects apply(State&, GoalRequested const&);
Effects apply(State&, GoalTreeReceived const&);
Effects apply(State&, GoalBudgetReceived const&);
Effects apply(State&, GoalCostsReceived const&);
Effects apply(State&, GoalDecided const&);
Effects apply(State&, DecisionRead const&);
Effects apply(State&, DecisionRecorded const&);
Effects apply(State&, DecisionAnswered const&);
Effects apply(State&, DecisionDropped const&);
Effects apply(State&, ArchivePressed const&);
Effects apply(State&, GoalsArchived const&);
Effects apply(State&, Received<Plans> const&);
Effects apply(State&, Received<api::Subscription> const&);
Effects apply(State&, Received<api::PlanStatus> const&);
Effects apply(State&, Received<api::CreditBalance> const&);
Effects apply(State&, Received<api::Statistics> const&);
Effects apply(State&, Received<api::CreditBreakdown> const&);
Effects apply(State&, EstimatePressed const&);
Effects apply(State&, Received<api::Estimate> const&);
Effects apply(State&, Received<Prices> const&);
Effects apply(State&, Received<Ledger> const&);
Effects apply(State&, Received<Letters> const&);
Effects apply(State&, Received<KeptHistories> const&);
Effects apply(State&, Received<ActionLog> const&);
Effects apply(State&, BillingRequested const&);
Effects apply(State&, BillingPagePressed const&);
Effects apply(State&, BillingPageReceived const&);
Effects apply(State&, HostedPressed const&);
Effects apply(State&, HostedShown const&);
Effects apply(State&, CheckoutPollDue const&);
Effects apply(State&, CheckoutCheckPressed const&);
Effects apply(State&, PlanChosen const&);
Effects apply(State&, PlanChangeAnswered const&);
Effects apply(State&, DropChangePressed const&);
Effects apply(State&, DropChangeAnswered const&);
Effects apply(State&, BillingNoteRead const&);
Effects apply(State&, MoreLedgerRequested const&);
Effects apply(State&, ActivityRequested const&);
Effects apply(State&, MoreActivityRequested const&);
Effects apply(State&, LetterReceived const&);
Effects apply(State&, LetterThreadReceived const&);
Effects apply(State&, RepliesReceived const&);
Effects apply(State&, MarkReadPressed const&);
Effects apply(State&, MarkedRead const&);
Effects apply(State&, UndoPressed const&);
Effects apply(State&, UndoStopped const&);
Effects apply(State&, UndoDue const&);
Effects apply(State&, UndoAnswered const&);
Effects apply(State&, FileWanted const&);
Effects apply(State&, VisibilityChanged const&);
Effects apply(State&, PollDue const&);
Effects apply(State&, RefreshPressed const&);
Effects apply(State&, LeadTaken const&);
Effects apply(State&, PendingReceived const&);
Effects apply(State&, PendingShared const&);
Effects apply(State&, PendingElsewhere const&);
Effects apply(State&, MailsReceived const&);
Effects apply(State&, MailDecided const&);
Effects apply(State&, MailDecisionRead const&);
Effects apply(State&, MailDecisionRecorded const&);
Effects apply(State&, MailDecisionAnswered const&);
Effects apply(State&, MailDecisionDropped const&);
Effects apply(State&, ChangesRead const&);
Effects apply(State&, ExportLogPressed const&);
Effects apply(State&, NoticesChosen const&);
Effects apply(State&, CallsRequested const&);
Effects apply(State&, MoreCallsRequested const&);
Effects apply(State&, CallsReceived const&);
Effects apply(State&, CallReceived const&);
Effects apply(State&, CallRefreshDue const&);
Effects apply(State&, TranscriptReceived const&);
Effects apply(State&, RecordingReceived const&);
Effects apply(State&, SoundPressed const&);
Effects apply(State&, CalendarReceived const&);
Effects apply(State&, CallOrdered const&);
Effects apply(State&, CallOrderAnswered const&);
Effects apply(State&, CallOrderDropped const&);
Effects apply(State&, CallFieldEdited const&);
Effects apply(State&, CallAgainPressed const&);
Effects apply(State&, CallPlaced const&);
Effects apply(State&, CallPartRequested const&);
Effects apply(State&, CallStepped const&);
Effects apply(State&, FileSaved const&);
Effects apply(State&, LinkPressed const&);
Effects apply(State&, CopyPressed const&);
Effects apply(State&, FileRefused const&);
Effects apply(State&, ToastDismissed const&);
Effects apply(State&, Ticked const&);
Effects apply(State&, SettingsChanged const&);
Effects apply(State&, NoticesPressed const&);
Effects apply(State&, NoticesKnown const&);
Effects apply(State&, StorageRequested const&);
Effects apply(State&, StorageMeasured const&);
Effects apply(State&, OwnDataPressed const&);
Effects apply(State&, WipePressed const&);
Effects apply(State&, DiagnosticsRequested const&);
Effects apply(State&, DiagnosticsRead const&);
Effects apply(State&, DriftSeen const&);
Effects apply(State&, KeptShown const&);
Effects apply(State&, MarksLoaded const&);
Effects apply(State&, ConversationMarked const&);
Effects apply(State&, MarkUndone const&);

} // namespace kally::store
