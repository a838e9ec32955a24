#pragma once

#include "store/action.h"

// What is asked of the outside world. Orders; each comes back as an action where something can be said about it.
namespace kally::store {

struct Effect;

constexpr int goals_page = 50; ///< Goals asked for at once; the service's bounds are not public.

// `kept`: not from the service, but what this device kept of its last answer in this sign-in, if anything.
struct FetchConversations { Ticket ticket; bool kept = false; };
struct FetchHistory { Ticket ticket; ConversationId id; int limit = 200; bool kept = false; };
struct FetchGoals { Ticket ticket; GoalTab tab = GoalTab::Active; int offset = 0; bool again = false; }; ///< `again`: as below.
struct FetchGoal { Ticket ticket; GoalId id; bool again = false; }; ///< `again`: an answer that tells nothing new may wait.
struct FetchGoalTree { Ticket ticket; GoalId id; };
struct FetchGoalBudget { Ticket ticket; GoalId id; };
struct FetchGoalCosts { Ticket ticket; GoalId id; };
/// DecisionRead follows. `first`: before anything else it is made sure that no other tab decides about it, too.
struct ReadForDecision { Ticket ticket; GoalId id; bool first = false; bool with_asks = true; };
struct ActOnGoal { Ticket ticket; GoalId id; api::GoalAction action = api::GoalAction::ApproveStep; }; ///< Never repeated; DecisionAnswered follows.
struct ArchiveGoals { std::vector<GoalId> ids; };
/// Reads it; Received<T> follows. `limit` is of lists that take one.
template <typename T>
struct Fetch { Ticket ticket; int limit = 0; };
struct AskBillingPage { Ticket ticket; BillingPage page = BillingPage::Trial; }; ///< BillingPageReceived follows.
struct VisitHosted { std::string address, name, value; }; ///< Of the sandbox inside the page; HostedShown follows.
struct ChangePlan { Ticket ticket; std::string plan; api::Billed billed = api::Billed::Monthly; api::PlanChangeBody body = api::PlanChangeBody::Reference; };
struct DropChange { Ticket ticket; };
struct EstimateCost { Ticket ticket; std::string type, task; };
struct FetchLetter { Ticket ticket; InboxId id; };
struct FetchLetterThread { Ticket ticket; ThreadId id; };
struct FetchReplies { Ticket ticket; EmailId id; };
struct MarkRead { std::vector<InboxId> ids; };
struct UndoAction { ActionId id; Ticket round; };       ///< Never repeated.
struct SaveFile { std::string name, type, bytes; };      ///< FileSaved follows.
/// PollDue then, drawing nothing; nothing: not any more. One at a time. While the answers bring nothing new the page may go on by
/// itself, `every` so long, up to `until`.
struct PollAt { std::optional<Instant> at; std::chrono::milliseconds every { 0 }; std::optional<Instant> until; };
struct FetchPending { Ticket ticket; bool by_hand = false; }; ///< Where another tab asks for this one, PendingElsewhere follows, unless it was pressed for.
struct JoinTabs { std::string account; };               ///< Tabs of the same account share answers; "" is alone.
struct FetchMails { Ticket ticket; };
struct ReadMailForDecision { Ticket ticket; EmailId id; bool first = false; }; ///< MailDecisionRead follows.
struct ActOnMail { Ticket ticket; EmailId id; api::EmailAction action = api::EmailAction::Approve; }; ///< Never repeated.
struct LogDecision { std::string key, entry, record; bool ended = false; }; ///< Keeps what is known of it as that entry; `ended`: other tabs may decide again.
struct SaveLog {};                                      ///< The kept decisions as a file for the person.
struct SaveSeen { std::string seen; };
struct AskForNotices {};
struct Notify { std::string tag; Route route; bool inbox = false; }; ///< A system notification in quiet words.
constexpr int calls_page = 50;                          ///< Calls asked for at once; the service takes 1 to 200.
struct FetchCalls { Ticket ticket; int offset = 0; };
/// Details, Transcript, Recording (its sound too, into the player) or Calendar (saved, if it is one).
struct FetchCallPart { Ticket ticket; CallId id; CallPart part = CallPart::Details; };
struct PlaySound { bool on = true; std::optional<std::chrono::seconds> at; };
struct UnloadSound {};
struct ActOnCall { Ticket ticket; CallId id; CallPart verb = CallPart::Cancel; std::string date, time; };
struct SaveCall { CallIntent intent; };                 ///< Commit the record, then IntentStored with the intent's `commit`.
struct PlaceCall { IntentId id; api::CallRequest request; }; ///< The one dispatch, with the id as its key; answered by CallPlaced.
struct ProbeService { Ticket ticket; };                 ///< GET /v1/stripe/plans, public.
/// Commits its record in place of the one that was there `before`, then IntentStored with the intent's `commit`. Of several tabs that have
/// the same one only one can: so there is one dispatch.
struct SaveIntent { Intent intent; };
struct RemoveIntent { IntentId id; };                  ///< That of a deed not while another tab is about it.
struct SendIntent { IntentId id; ConversationId conversation; std::string text; }; ///< The one dispatch; answered by ReplyReceived.
struct CancelIntentRequest { IntentId id; };            ///< Stop waiting; nothing comes back.
struct FindSender { IntentId id; std::string sender; }; ///< SenderGone follows if that page lives no more.
/// Empty text removes the record. What is typed may wait for more. In the same step go the record of the intent that it was, and
/// those of drafts that other pages left and that it holds now, and that of the thread `from` which it was moved. What
/// is left of it was typed no later than `at`, where that is given.
struct SaveDraft { std::string thread; std::string text; bool typed = false; IntentId was = {}; std::vector<std::string> instead_of = {}; std::string from = {}; std::optional<Instant> at = {}; };
struct LeaveDrafts { std::string page; };               ///< What that page left is not for this one: another may take it up.
struct LoadRecords { bool anew = false; };              ///< RecordsLoaded follows. `anew`: somebody else is here, the views forget what they kept.
struct SaveSettings { Settings settings; };
struct BeginSignIn {};                                  ///< New state, off to the service's page.
struct AdoptPaste { std::string text; };
struct EndSession {};                                   ///< Wipe tokens, cancel requests.
struct WipeLocalData { Owner of; };                     ///< What this device keeps of them (sign-out); what others wrote stays for them.
struct EnterSandbox { bool start_over = false; };       ///< Switch to the in-process service; SignedInNow follows.
struct LeaveSandbox {};                                 ///< RecordsLoaded follows, with the person's own.
/// The address. `Over`: a dialog has opened over the page, and the way back closes it; `Back`: it was closed otherwise.
struct Navigate { Route route; enum class Step { Push, Replace, Over, Back } step = Step::Push; };
struct OpenLink { std::string url; };                   ///< Allowed schemes only; the app checks again.
struct CopyText { std::string text; };
struct Announce { std::string text; std::optional<Error> error; }; ///< Live region: literal text, or an error in words, at once.
struct MeasureStorage {};                               ///< StorageMeasured follows.
struct SaveOwnData { std::string read; };                ///< That JSON with everything this device keeps, tokens aside; FileSaved follows.
struct WipeDevice {};                                   ///< Everything that this site keeps in this browser.
struct ReadDiagnostics {};                              ///< DiagnosticsRead follows.
struct SaveMark { ConversationId id; Mark mark; };      ///< An empty one removes the record.
/// Commits the record of a deed, then carries out what it is about, or `stored` has happened; where it cannot be kept, `otherwise` has, and
/// where another tab is about the same, `elsewhere`.
struct Committed { Deed deed; std::vector<Effect> then; Action otherwise, elsewhere; std::optional<Action> stored = {}; };
struct WakeAt { Instant at; Action action; };           ///< Deliver the action at that time (polling, slow notes, toast end).

struct Effect : OneOf<FetchConversations, FetchHistory, FetchGoals, FetchGoal, FetchGoalTree, FetchGoalBudget, FetchGoalCosts,
    ReadForDecision, ActOnGoal, ArchiveGoals,
    Fetch<Plans>, Fetch<api::Subscription>, Fetch<api::PlanStatus>, Fetch<api::CreditBalance>, Fetch<api::Statistics>, Fetch<api::CreditBreakdown>, Fetch<Prices>,
    Fetch<Ledger>, Fetch<Letters>, Fetch<ActionLog>, Fetch<KeptHistories>, AskBillingPage, VisitHosted, ChangePlan, DropChange, EstimateCost, FetchLetter, FetchLetterThread, FetchReplies, MarkRead,
    UndoAction, SaveFile,
    PollAt, FetchPending, JoinTabs, FetchMails, ReadMailForDecision, ActOnMail, LogDecision, SaveLog, SaveSeen,
    AskForNotices, Notify,
    FetchCalls, FetchCallPart, PlaySound, UnloadSound, ActOnCall, SaveCall, PlaceCall, ProbeService, SaveIntent, RemoveIntent, LoadRecords, Committed,
    SendIntent, CancelIntentRequest, FindSender, SaveDraft, LeaveDrafts, SaveSettings, BeginSignIn, AdoptPaste, EndSession, WipeLocalData, EnterSandbox,
    LeaveSandbox, Navigate, OpenLink, CopyText, Announce, WakeAt,
    MeasureStorage, SaveOwnData, WipeDevice, ReadDiagnostics, SaveMark> {
    using OneOf::OneOf;
};
using Effects = std::vector<Effect>;

/// Applies one action and says what it asks of the outside world. The only code that changes State.
[[nodiscard]] Effects update(State&, Action const&);

} // namespace kally::store
