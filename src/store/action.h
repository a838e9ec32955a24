#pragma once

#include "base/one_of.h"
#include "store/state.h"

#include <string>
#include <utility>
#include <vector>

// What happened. Past events; App stamps nothing into them: time comes with Ticked, which precedes each drained batch.
namespace kally::store {

// ---- the outside world
struct Ticked { Instant now; std::chrono::minutes utc_offset { 0 }; };
struct Started { ///< Once, after config.json, settings and local records were read.
    std::uint64_t seed = 0;
    ServiceKind service = ServiceKind::Live;
    bool in_process = false;                                  ///< The sandbox inside the page goes on after a reload.
    std::vector<std::string> checkout_hosts;
    std::string service_name;
    bool loopback_sign_in = true;
    bool code_flow = false;
    bool signed_in = false;
    std::string session;                                      ///< As in State.
    std::string time_zone;
    Route route;
    Settings settings;
    std::vector<Intent> intents = {};                         ///< Unfinished ones of earlier visits.
    std::vector<Draft> drafts = {};
    std::string seen;                                         ///< encode_seen() of what was there when the person left.
    std::optional<CallIntent> call = {};                      ///< One whose end is not known.
    std::vector<Deed> deeds = {};                             ///< The same.
    UnreadRecords unread = {};
    std::optional<Error> sign_in_error;                       ///< The callback was refused.
};
struct RecordsLoaded { ///< The person's own records, after the sandbox was left or somebody signed in.
    std::vector<Intent> intents = {};
    std::vector<Draft> drafts = {};
    std::string seen = {};
    std::optional<CallIntent> call = {};
    std::vector<Deed> deeds = {};
    UnreadRecords unread = {};
};
struct NetworkChanged { bool online = true; };
struct RouteChanged { Route route; };                        ///< The address changed (link, back, forward, typed).
struct DialogShown { std::optional<Dialog> dialog; };        ///< What lies over the page now; nothing: it was closed.
struct StorageFailed { std::string what; };

// ---- session
struct SignInPressed {};
struct SignInWaitOver {};                                    ///< The sign-in page was opened a while ago and this page is still here.
struct TokenPasted { std::string text; };
struct PasteRefused { Error error; };
struct SignedInNow { std::string session = {}; };            ///< Tokens were adopted.
struct SignInFailed { Error error; };
struct SignedOutElsewhere {};                                ///< In another tab that shares the session.
struct SessionEnded {};                                      ///< The refresh was refused.
struct SignOutPressed {};
struct SandboxPressed {};                                    ///< Explore the in-process sandbox.
struct SandboxStartOverPressed {};
struct SandboxFailed { Error error; };                       ///< Its module could not be fetched.
struct ProbeAnswered { Ticket ticket; std::optional<Error> error; };
struct ProbeRequested {};

// ---- settings
struct ThemeChosen { Theme theme = Theme::System; };
struct LanguageChosen { Language language = Language::English; };
struct KeepSignedInChosen { bool keep = false; };

struct SettingsChanged { Settings settings; };
struct NoticesPressed {};                                    ///< The person wants system notifications.
struct NoticesKnown { Notices notices = Notices::Unsupported; };
struct StorageRequested {};
struct StorageMeasured { std::vector<Stored> stored; };
struct OwnDataPressed {};                                    ///< All of it as a file.
struct WipePressed {};                                       ///< Everything on this device.
struct DiagnosticsRequested {};
struct DiagnosticsRead { std::vector<Exchange> exchanges; };
struct DriftSeen { api::Drift drift; };                       ///< In one answer.
struct KeptShown { Instant at; };                            ///< What is shown next was read then.

// ---- chat
struct ConversationsRequested {};
struct ConversationsReceived { Ticket ticket; Result<std::vector<api::Conversation>> page; std::optional<Instant> kept_at = {}; }; ///< `kept_at`: answered then, and kept on this device.
struct ConversationOpened { ConversationId id; };
struct NewConversationPressed {};
struct SearchBegun {};                                       ///< Something is looked for in the chats.
struct HistoryRequested { ConversationId id; };
struct HistoryRetryDue { ConversationId id; };               ///< The time of an automatic second try has come.
struct OlderRequested { ConversationId id; };                ///< The person wants messages from before those that are shown.
struct HistoryReceived { Ticket ticket; ConversationId id; Result<api::History> history; std::optional<Instant> kept_at = {}; };
struct DraftEdited { std::string thread; std::string text; };
struct DraftFilled { std::string thread; std::string text; }; ///< An example was pressed or a file inserted: it fills the field, nothing is sent.
struct SendPressed { std::string thread; };                  ///< Sends the thread's draft.
struct SuggestionPressed { std::string thread; std::string text; };
/// The record is committed: dispatch may follow. Or it could not be, as another tab has `changed` it, to this text, or for want of room.
struct IntentStored { IntentId id; std::optional<Ticket> commit; bool stored = true; std::optional<std::string> changed = {}; };
struct ReplyReceived { IntentId id; Result<api::Reply> reply; };
struct StopWaitingPressed { IntentId id; };
struct RetryPressed { IntentId id; };                        ///< Failed, or too old to go unasked: now.
struct EditPressed { IntentId id; };                         ///< Not sent yet: back into the composer.
struct DeletePressed { IntentId id; };
struct CheckAgainPressed { IntentId id; };                   ///< Unknown: read the history once more.
struct UnknownCheckDue { IntentId id; };                     ///< The time to read the history again has come.
struct SenderGone { IntentId id; };                          ///< The page that sent it lives no more.
struct MarkedSent { IntentId id; };                          ///< The person says an Unknown one did arrive.

struct MarksLoaded { std::vector<std::pair<ConversationId, Mark>> marks; };
struct ConversationMarked { ConversationId id; Mark mark; std::string said; }; ///< `said` names the text of the note.
struct MarkUndone {};                                        ///< Takes back the last change of a mark.

// ---- goals
struct GoalsRequested { GoalTab tab = GoalTab::Active; };    ///< From the first page on, to bring the list up to date.
struct MoreGoalsRequested { GoalTab tab = GoalTab::Active; };
struct GoalsReceived { Ticket ticket; GoalTab tab = GoalTab::Active; Result<api::GoalPage> page; };
struct GoalReceived { Ticket ticket; GoalId id; Result<api::Goal> goal; };
struct GoalRequested { GoalId id; };                         ///< Try again.
struct GoalTreeReceived { Ticket ticket; GoalId id; Result<api::GoalTree> tree; };
struct GoalBudgetReceived { Ticket ticket; GoalId id; Result<api::GoalBudget> budget; };
struct GoalCostsReceived { Ticket ticket; GoalId id; Result<api::CostBreakdown> costs; };
struct GoalDecided { GoalId id; api::GoalAction action = api::GoalAction::ApproveStep; }; ///< About the goal as it is shown now.
/// Before the request, or after it. `asks`: the service's own words for what it waits for, "" when it has none.
struct DecisionRead { Ticket ticket; GoalId id; Result<api::Goal> goal; std::string asks; };
struct DecisionRecorded { Ticket ticket; GoalId id; };       ///< Its record is there: it may leave.
struct DecisionAnswered { Ticket ticket; GoalId id; Result<api::ActionResult> result; };
struct DecisionDropped { GoalId id; };                       ///< The person has read why nothing came of it.
struct ArchivePressed { std::vector<GoalId> ids; };          ///< Several at once.
struct GoalsArchived { std::vector<GoalId> ids; Result<api::BatchArchived> result; };

// ---- plans, billing, credits, inbox, outbox, actions
/// The answer to a Fetch of the same type.
template <typename T>
struct Received { Ticket ticket; Result<T> answer; };
struct BillingRequested {};                                  ///< Everything on the page of plans, again.
struct BillingPagePressed { BillingPage page = BillingPage::Trial; };
struct BillingPageReceived { Ticket ticket; BillingPage page = BillingPage::Trial; Result<api::Page> answer; };
struct HostedPressed { std::string address, name, value; };   ///< Opens that page of the sandbox, or presses something on it; without an address it is closed.
struct HostedShown { std::optional<HostedPage> page; std::string leads_to; }; ///< `leads_to`: the address that it goes back to, when it is done.
struct CheckoutPollDue { Ticket round; };
struct CheckoutCheckPressed {};                              ///< Looks for the subscription for another minute.
struct PlanChosen { std::string plan; api::Billed billed = api::Billed::Monthly; }; ///< After the question.
struct PlanChangeAnswered { Ticket ticket; Result<api::PlanChange> result; };
struct DropChangePressed {};
struct DropChangeAnswered { Ticket ticket; Result<api::ActionResult> result; };
struct BillingNoteRead {};
struct MoreLedgerRequested {};
struct EstimatePressed { std::string type, task; };          ///< `type` as in api::estimate_cost().
struct ActivityRequested {};                                 ///< The open tab, again.
struct MoreActivityRequested {};                             ///< Older ones of the open tab.
struct LetterReceived { Ticket ticket; InboxId id; Result<api::InboxMessage> letter; };
struct LetterThreadReceived { Ticket ticket; ThreadId id; Result<api::InboxThread> thread; };
struct RepliesReceived { Ticket ticket; EmailId id; Result<Letters> replies; };
struct MarkReadPressed {};                                   ///< Everything in the inbox.
struct MarkedRead { std::vector<InboxId> ids; Result<api::ActionResult> result; };
struct UndoPressed { ActionId id; };                         ///< Begins to count down.
struct UndoStopped { ActionId id; };                         ///< It stays as it is; or its refusal was read.
struct UndoDue { ActionId id; Ticket round; };
struct UndoAnswered { ActionId id; Ticket round; Result<api::ActionResult> result; };

// ---- what waits for the person
struct VisibilityChanged { bool visible = true; };
struct PollDue {};                                           ///< The time to ask again has come.
struct RefreshPressed {};
struct LeadTaken {};                                         ///< From now on this tab is the one that asks for all of the browser.
struct PendingReceived { Ticket ticket; Result<api::PendingNotifications> pending; std::optional<Instant> repeated = {}; }; ///< `repeated`: when the page asked again by itself.
struct PendingShared { api::PendingNotifications pending; }; ///< Another tab of this browser has asked.
struct PendingElsewhere { Ticket ticket; };                  ///< Another tab of this browser asks.
struct MailsReceived { Ticket ticket; Result<std::vector<api::OutboxEmail>> mails; };
struct MailDecided { EmailId id; api::EmailAction action = api::EmailAction::Approve; }; ///< About the mail as it is shown now.
struct MailDecisionRead { Ticket ticket; EmailId id; Result<std::vector<api::OutboxEmail>> mails; };
struct MailDecisionRecorded { Ticket ticket; EmailId id; };
struct MailDecisionAnswered { Ticket ticket; EmailId id; Result<api::ActionResult> result; };
struct MailDecisionDropped { EmailId id; };
struct ChangesRead {};                                       ///< "Since you left" was read.
struct ExportLogPressed {};
struct NoticesChosen { bool needs = false, inbox = false; }; ///< System notifications; asks the browser where it was not asked yet.

// ---- calls
struct CallsRequested {};                                    ///< From the first page on.
struct MoreCallsRequested {};
struct CallsReceived { Ticket ticket; Result<api::CallPage> page; };
struct CallPartRequested { CallId id; CallPart part = CallPart::Details; }; ///< Details, Transcript, Recording or Calendar: asked for, or once more.
struct CallReceived { Ticket ticket; CallId id; Result<api::Call> call; };
struct CallRefreshDue { CallId id; };                        ///< It is not over, and on the screen.
struct TranscriptReceived { Ticket ticket; CallId id; Result<api::Transcript> transcript; };
struct RecordingReceived { Ticket ticket; CallId id; Result<api::Recording> recording; bool saved = false; }; ///< Loaded, or saved.
struct SoundPressed { bool play = true; std::optional<std::chrono::seconds> at; }; ///< Of the recording that is loaded.
struct CalendarReceived { Ticket ticket; CallId id; Result<Done> saved; };
struct CallOrdered { CallId id; CallPart verb = CallPart::Cancel; std::string date, time; }; ///< Asked before. Date and time to reschedule.
struct CallOrderAnswered { Ticket ticket; CallId id; Result<api::ActionResult> result; };
struct CallOrderDropped { CallId id; };                      ///< The person has read why nothing came of it.
struct CallFieldEdited { CallField field = CallField::Phone; std::string text; };
struct CallAgainPressed { CallId id; };                      ///< Fills the form with what is known of a call.
enum class CallStep {
    Send,        ///< Also once more, after it failed or was not found.
    StopWaiting,
    Check,       ///< Unknown: read the list once more.
    CheckDue,    ///< The same by itself.
    Forget,      ///< Unknown or failed: the person does not want it any more.
    Clear,       ///< Empties the form.
};
struct CallStepped { CallStep step = CallStep::Send; };
struct CallPlaced { IntentId id; Result<api::Call> call; };

// ---- small things
struct FileWanted { std::string name, type, bytes; };        ///< Something to keep as a file.
struct FileSaved { bool saved = true; };
struct LinkPressed { std::string url; };
struct CopyPressed { std::string text; };
struct FileRefused { std::string reason; };                  ///< A dropped file cannot be inserted; names the text that says why.
struct ToastDismissed { std::uint32_t number = 0; };        ///< 0: the person's, whichever shows. Otherwise the time of this one is up.

struct Action : OneOf<Ticked, Started, RecordsLoaded, NetworkChanged, RouteChanged, DialogShown, StorageFailed,
    SignInPressed, SignInWaitOver, TokenPasted, PasteRefused, SignedInNow, SignInFailed, SessionEnded, SignedOutElsewhere, SignOutPressed, SandboxPressed,
    SandboxStartOverPressed, SandboxFailed, ProbeAnswered, ProbeRequested,
    ThemeChosen, LanguageChosen, KeepSignedInChosen,
    ConversationsRequested, ConversationsReceived, ConversationOpened, NewConversationPressed, SearchBegun, HistoryRequested, HistoryRetryDue, OlderRequested, HistoryReceived,
    DraftEdited, DraftFilled, SendPressed, SuggestionPressed, IntentStored, ReplyReceived, StopWaitingPressed, RetryPressed, EditPressed, DeletePressed,
    CheckAgainPressed, UnknownCheckDue, SenderGone, MarkedSent,
    GoalsRequested, MoreGoalsRequested, GoalsReceived, GoalReceived, GoalRequested, GoalTreeReceived, GoalBudgetReceived,
    GoalCostsReceived, GoalDecided, DecisionRead, DecisionRecorded, DecisionAnswered, DecisionDropped, ArchivePressed, GoalsArchived,
    Received<Plans>, Received<api::Subscription>, Received<api::PlanStatus>, Received<api::CreditBalance>, Received<api::Statistics>, Received<api::CreditBreakdown>, Received<api::Estimate>, EstimatePressed,
    Received<Prices>, Received<Ledger>, Received<Letters>, Received<ActionLog>, Received<KeptHistories>,
    BillingRequested, BillingPagePressed, BillingPageReceived, HostedPressed, HostedShown, CheckoutPollDue, CheckoutCheckPressed, PlanChosen, PlanChangeAnswered, DropChangePressed,
    DropChangeAnswered, BillingNoteRead, MoreLedgerRequested, ActivityRequested, MoreActivityRequested, LetterReceived, LetterThreadReceived, RepliesReceived,
    MarkReadPressed, MarkedRead, UndoPressed, UndoStopped, UndoDue, UndoAnswered, FileWanted,
    VisibilityChanged, PollDue, RefreshPressed, LeadTaken, PendingReceived, PendingShared, PendingElsewhere, MailsReceived, MailDecided, MailDecisionRead,
    MailDecisionRecorded, MailDecisionAnswered, MailDecisionDropped, ChangesRead, ExportLogPressed,
    SettingsChanged, NoticesPressed, NoticesKnown, StorageRequested, StorageMeasured, OwnDataPressed, WipePressed, DiagnosticsRequested, DiagnosticsRead, DriftSeen, KeptShown,
    MarksLoaded, ConversationMarked, MarkUndone, NoticesChosen,
    CallsRequested, MoreCallsRequested, CallsReceived, CallPartRequested, CallReceived, CallRefreshDue, TranscriptReceived,
    RecordingReceived, SoundPressed, CalendarReceived, CallOrdered, CallOrderAnswered, CallOrderDropped, CallFieldEdited, CallAgainPressed,
    CallStepped, CallPlaced, FileSaved,
    LinkPressed, CopyPressed, FileRefused, ToastDismissed> {
    using OneOf::OneOf;
};
using Actions = std::vector<Action>;

} // namespace kally::store
