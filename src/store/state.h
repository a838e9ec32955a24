#pragma once

#include "api/drift.h"
#include "api/types.h"
#include "base/result.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kally::store {

/// Names one request; an answer with any other ticket than the wanted one is stale.
struct Ticket {
    std::uint64_t number = 0;
    bool operator==(Ticket const&) const = default;
};

/// Something that lives on the server.
template <typename T>
struct Remote {
    std::optional<T> value;        ///< The last good answer; kept while reloading and after a failure.
    std::optional<Error> error;    ///< Why the last attempt failed; cleared by the next success.
    std::optional<Ticket> pending; ///< The one answer still wanted.
    std::optional<Instant> asked_at;    ///< When the pending or last request left.
    std::optional<Instant> answered_at; ///< When `value` arrived.
    std::optional<Instant> retry_at;    ///< When it is asked for again by itself, after a failure that may pass.
};

// ---- where we are
enum class Page { SignIn, Chat, Goals, Plans, Activity, NotFound, Settings, Calls };
enum class GoalTab { Active, NeedsYou, Completed, Cancelled, Archived };
enum class ActivityTab { Inbox, Outbox, Actions };
enum class Section { Appearance, Region, Notifications, Keyboard, Privacy, Diagnostics, About };
enum class Setting { Theme, TextSize, Density, AppLanguage, TimeZone, NotifyNeeds, NotifyInbox, SendKey, SingleKeys, KeepSignedIn, KeepReading, OwnData, ClearDevice, Requests };
/// What lies over a page and waits for the person.
struct Dialog {
    enum class Kind { Palette, TimeZones, Shortcuts, NeedsYou, Updates, More, LinkedGoal, Rename, Label, Export, CancelGoal, CancelGoals, ArchiveGoal,
        CancelCall, StopCall, RescheduleCall, ChangePlan, ClearDevice } kind = Kind::Palette;
    std::string id; ///< Of the conversation, goal, call or type of plan it is about; empty where it is about none.
    bool operator==(Dialog const&) const = default;
};

/// One address of the application, `#/...`; ids only.
///   #/signin, #/signin/token, #/chat, #/chat/new, #/chat/{conversation id}, #/unsent, #/goals, #/goals/{goal id},
///   #/goals/in/{needs-you, completed, cancelled or archived}, the same with /{goal id}, #/plans, #/plans/credits,
///   #/plans/checkout, #/activity, #/activity/inbox[/{message id}], #/activity/outbox[/{email id}], #/activity/actions,
///   #/settings, #/settings/{section}[/{setting}], #/calls, #/calls/new, #/calls/{call id};
///   each but the first two with ?{dialog}[={id}] behind it; anything else is NotFound with its text.
struct Route {
    Page page = Page::Chat;
    bool paste_token = false;        ///< SignIn: the form for access tokens.
    ConversationId conversation;     ///< Chat: empty is none chosen (or a new one when `compose`).
    bool unsent = false;             ///< Chat: what waits to be sent, over all conversations.
    bool compose = false;            ///< Chat: the empty new conversation. Calls: the form of a new call.
    GoalTab goal_tab = GoalTab::Active; ///< Goals.
    GoalId goal;                     ///< Goals: empty is none chosen.
    CallId call;                     ///< Calls: empty is none chosen.
    bool credits = false;            ///< Plans: the ledger.
    bool checkout = false;           ///< Plans: the address that the checkout returns to. It proves nothing.
    ActivityTab activity_tab = ActivityTab::Inbox; ///< Activity.
    std::string activity;            ///< Activity: id of the message or email; empty is none chosen.
    std::string unknown;             ///< NotFound: what the address said.
    std::optional<Section> section;  ///< Settings: none is the list of sections.
    std::optional<Setting> setting;  ///< Settings: the one in that section that is looked for.
    std::optional<Dialog> dialog;    ///< Over any page but SignIn and NotFound.
    bool operator==(Route const&) const = default;
};
Route parse_route(std::string_view fragment); ///< With or without the leading '#'. Total.
std::string format_route(Route const&);       ///< Starts with "#/".

// ---- settings of this device
enum class Theme { System, Light, Dark };
enum class Language { English, Spanish };
enum class ServiceKind { Live, Sandbox };
enum class Density { Comfortable, Compact };
enum class TextSize { Small, Default, Large, Largest };
enum class SendKey { Enter, ModEnter };
struct Settings {
    Theme theme = Theme::System;
    Language language = Language::English;
    bool keep_signed_in = false; ///< Explained choice: tokens also outlive the tab, on this device.
    Density density = Density::Comfortable;
    TextSize text_size = TextSize::Default;
    SendKey send_key = SendKey::Enter;
    std::string time_zone;       ///< IANA name; empty is the one of the device.
    bool notify_needs = false;   ///< System notifications of what needs the person, while nobody sees the page.
    bool notify_inbox = false;   ///< The same of new messages.
    bool single_keys = true;     ///< Shortcuts of one letter work outside fields.
    bool keep_reading = true;    ///< What was read is kept on this device, to be read without a network.
    std::map<std::string, std::string> shortcuts; ///< By command: the keys that the person chose instead; empty is none.
    bool operator==(Settings const&) const = default;
};

// ---- session
enum class SignIn {
    Unknown,   ///< Start-up: nothing read yet.
    SignedOut,
    Leaving,   ///< The browser is on its way to the service's sign-in page (natively: it was opened, we wait).
    SignedIn,
    Expired,   ///< Was signed in; the refresh was refused. The page stays, a dialog asks to sign in again.
};
enum class Reachability { Unknown, Reachable, Slow, Unreachable };

// ---- what the person wants done
/// Whose something is that waits on this device. Who signs in again has another session; the account is what they are known by then.
struct Owner {
    std::string session; ///< Credentials::sign_in of who wrote it; "" in the sandbox.
    std::string account; ///< The oldest conversation of who wrote it; "" when there was none, or it was not read yet.
    bool operator==(Owner const&) const = default;
};
struct Draft {
    std::string thread; ///< thread_key(), or call_form_key.
    std::string text;
    Owner owner;
    Instant at = {}; ///< State::latest when it was typed; the epoch in records that do not say.
    std::string page = {};   ///< In which it is typed: as long as that page lives, no other has it. "" in records of older versions.
    std::string record = {}; ///< The name of the one it was read from.
};
/// An approval, a change of the plan or the like. Its record is there from before the request leaves until its end is known, so that a page
/// that ends in between comes back, says so, and reads what became of it.
struct Deed {
    enum class Kind : std::uint8_t { Goal, Mail, Call, Plan, DropChange, Checkout, Undo, Archive } kind = Kind::Goal;
    std::string id;   ///< Of the goal, mail, call or action; the type of the plan; of several goals one behind the other.
    int verb = 0;     ///< api::GoalAction, api::EmailAction, CallPart or api::Billed.
    std::string title, seen; ///< As in Decision.
    Instant at;
    Owner owner;
};
/// A message; calls are CallIntent, and what else cannot be asked for twice is a Deed.
enum class IntentState { Draft, Queued, Sending, Sent, Failed, Unknown, Cancelled };
struct Intent {
    IntentId id;
    ConversationId conversation; ///< Empty until the service has named one.
    std::string local_thread;    ///< Key of the thread it belongs to, also before the service named one. See thread_key().
    std::string text;
    IntentState state = IntentState::Queued;
    bool from_draft = false;     ///< Typed in the composer, which empties of it with the first commit.
    bool recorded = false;       ///< Its record was committed once: what that says decides after a reload.
    std::string record, before;  ///< What is there of it, as far as this page knows, and what was there before; "" is nothing.
    std::optional<Ticket> commit; ///< The commit that is waited for: of the new record, of "sending" before anything leaves, or of "draft" before it is edited.
    Instant created_at;
    Instant made_at = created_at; ///< State::latest, to tell it from what was typed later.
    Instant queued_at;           ///< When the person last said that it is to be sent.
    Owner owner;
    std::optional<Instant> dispatched_at;
    std::string sender;                ///< The page that sent it last: as long as that lives its request may still leave.
    std::optional<Instant> lost_at;    ///< Unknown: since when, as this page knows, nothing more leaves. Nothing: its sender may live, in another tab.
    std::optional<Error> error;       ///< Why Failed or Unknown.
    std::vector<std::string> known_before; ///< Message ids of the thread before dispatch, to settle Unknown.
    /// The person's messages with the same words that had no id before dispatch; nothing while the thread was not loaded.
    std::optional<std::size_t> same_before;
    std::optional<Instant> check_at;       ///< Unknown: when the history is read next by itself.
};

struct Thread {
    Remote<api::History> history;
    std::vector<api::Message> messages; ///< History merged by id with what was answered here; sorted by time.
    Ticket as_of;                       ///< Another one whenever `messages` are others than before.
    std::optional<Instant> kept_at;     ///< The service gave no history: this is what it said then, as this device kept it.
    std::vector<IntentId> intents;      ///< Those not yet part of `messages`, oldest first.
    std::string draft;                  ///< What stands in the composer.
    std::uint32_t draft_revision = 0;   ///< Raised when the program (not typing) changes the draft, so that the field follows.
    std::vector<GoalId> goals;          ///< Goals known to belong to this conversation, newest first.
    bool suggestions_used = false;      ///< The chips of the last reply were pressed.
    std::optional<Instant> reply_due;   ///< Something was said since then and no reply stands in the history yet: it is looked for.
    int history_limit = 200;            ///< How many messages are asked for; grows when the person wants older ones.
    std::optional<std::size_t> older_than_count; ///< Messages that were there when older ones were asked for.
    bool older_exhausted = false;       ///< The service has more, and gives no more.
};

/// What was said in earlier visits, as far as this device kept it; oldest first.
using KeptHistories = std::map<ConversationId, std::vector<api::Message>>;

/// What the service gives page by page. The entries themselves stand elsewhere in State.
template <typename T>
struct Paged {
    Remote<T> page;           ///< The one asked for last.
    int offset = 0;           ///< Where that one began.
    int read = 0;             ///< How many entries were read so far.
    std::optional<int> total; ///< As the service says.
    bool complete = false;    ///< The last page was read.
};

// ---- goals
/// The goals of one filter of the service. There is none for NeedsYou: its goals are those of Active that wait.
using GoalList = Paged<api::GoalPage>;
/// What a goal is made of beside its steps. Where the service has no such operation, its error stays and nothing is shown.
struct GoalExtras {
    Remote<api::GoalTree> tree;
    Remote<api::GoalBudget> budget;
    Remote<api::CostBreakdown> costs;
};
/// Something the person decided about a goal or a mail that waits. It is read before the request leaves, and any difference from what was seen
/// stops it; and read again after it, since only that says whether it worked.
struct Decision {
    api::GoalAction action = api::GoalAction::ApproveStep;
    enum class Stage {
        Checking,   ///< It is read once more.
        Sending,
        Confirming, ///< Answered, or the answer was lost: it is read to see.
        Changed,    ///< Nothing was sent: it is not what the person saw. The new one is shown.
        Failed,     ///< Refused, or nothing came of it: `error`.
        ChangedSince, ///< It was sent, and its words are others than the person saw: these are shown until they were read.
    } stage = Stage::Checking;
    api::EmailAction mail_action = api::EmailAction::Approve; ///< Of a mail.
    std::string title;
    std::string seen;           ///< goal_content() or mail_content() of what the person saw.
    std::string now;            ///< The same of what was read last; what differs from `seen` is shown.
    Ticket ticket;              ///< Of the answer that is waited for.
    bool answered = false;      ///< The service said yes; not, when the answer was lost.
    std::optional<Error> error;
    // For the log.
    Instant decided_at {};
    std::optional<Instant> sent_at;
    std::string answer;         ///< What came back, in a line.
};

/// What keeps a decision and what is decided about it apart from others; in the log and as the name of its lock.
std::string decision_key(GoalId const&);
std::string decision_key(EmailId const&);

// ---- what waits for the person
struct Live {
    Remote<api::PendingNotifications> pending; ///< What the service says that waits, as this tab or another one of the browser heard last.
    Remote<std::vector<api::OutboxEmail>> mails;
    struct Known { int count = 0; std::vector<std::string> ids; } known[3]; ///< Of goals, actions and messages: what the system needs no more be told of.
    std::string told;             ///< pending_content() of the last answer.
    bool missing = false;         ///< The service has no such operation: the goals alone tell.
    bool visible = true;
    Instant hidden_since {};
    int failures = 0;             ///< 429 and failures since the last answer.
    std::optional<Instant> not_before; ///< The service asked to be left alone until then.
    std::optional<Instant> due;   ///< When it is asked next.
    // Since the person left: what they saw last, against what is there when they come back.
    std::map<GoalId, std::string> seen; ///< Status of each goal.
    std::optional<Instant> back_at;     ///< Differences are looked for a while from here on.
    struct Change { GoalId goal; GoalTab tab = GoalTab::Active; bool fresh = false; };
    std::vector<Change> changes;        ///< At most five, until the person has read them.
};

// ---- plans, billing, credits
using Plans = std::vector<api::Plan>;
using Ledger = std::vector<api::LedgerEntry>;
using Prices = std::vector<api::Price>;
enum class BillingPage { Trial, Portal };
/// What a service may not have: it hides the control for it, once that was told.
enum class Offer : std::uint8_t {
    Trial, Portal, ChangePlan, DropChange, MarkRead, Undo, ArchiveMany, ApproveMail, DiscardMail, Estimate,
    Goal ///< The first of api::GoalAction, the others follow.
};
constexpr Offer offer_of(api::GoalAction action) { return static_cast<Offer>(static_cast<int>(Offer::Goal) + static_cast<int>(action)); }
constexpr Offer offer_of(api::EmailAction action) { return action == api::EmailAction::Approve ? Offer::ApproveMail : Offer::DiscardMail; }
/// A page that the sandbox inside this one plays for the payment provider, in place of a new tab.
struct HostedPage {
    std::string address, title, text, price, note;
    struct Fact { std::string name, value; };
    std::vector<Fact> facts;
    struct Press { std::string name, value, label; bool primary = false; };
    std::vector<Press> presses;
};
struct Billing {
    Remote<Plans> plans;                  ///< Public.
    Remote<api::Subscription> subscription;
    Remote<api::PlanStatus> status;       ///< For the change that is planned.
    Remote<api::CreditBalance> balance;
    Remote<api::Statistics> minutes;      ///< Asked for where the balance is refused.
    Remote<api::CreditBreakdown> breakdown;
    Remote<Prices> prices;                ///< Public.
    Remote<Ledger> ledger;
    Remote<api::Estimate> estimate;       ///< Of the task that was asked about last,
    std::string estimated;                ///< and its type.
    int ledger_limit = 100;               ///< How many entries are asked for; grows when the person wants older ones.
    bool ledger_complete = false;

    Ticket balance_at;                    ///< When the balance came: a ledger that was asked for sooner may lack what it counts.
    /// The balance as it was when the ledger was judged by it last.
    struct Look { Decimal used; std::optional<Instant> period_start; };
    std::optional<Look> look;
    std::set<std::string> known;          ///< Entries that were there then.
    Decimal carried;                      ///< What entries explain beyond the change that was seen so far; not above zero.
    struct Other { Instant at; Decimal credits; };
    std::vector<Other> others;            ///< Parts of changes of the balance that no entry explains, oldest first.

    std::optional<BillingPage> asked;     ///< Its address is being asked for.
    Ticket asked_by;
    std::string opened;                   ///< Address of the checkout that was opened last.
    std::optional<HostedPage> hosted;     ///< In front of everything, until it is closed.
    enum class Wait {
        None,
        Polling,  ///< The subscription is read every 2 s: nothing else says whether it was paid.
        Slow,     ///< It did not come within 60 s.
    } wait = Wait::None;
    int polls_left = 0;
    Ticket poll_round;                    ///< Of the polling; an older one ends.

    struct Change { std::string plan; api::Billed billed = api::Billed::Monthly; api::PlanChangeBody body = api::PlanChangeBody::Reference; Ticket ticket; };
    std::optional<Change> change;         ///< Under way; one at a time.
    std::optional<Instant> change_again_at; ///< The service allows no other change before.
    std::optional<Ticket> dropping;       ///< The planned change is being dropped.
    std::optional<Error> error;           ///< Why the last wish came to nothing; until the person has read it.
    std::optional<Deed> unsure;           ///< It left and no answer came: the subscription and its status tell.
};

// ---- inbox, outbox, actions
using Letters = std::vector<api::InboxMessage>;
using ActionLog = std::vector<api::LoggedAction>;
struct Activity {
    Remote<Letters> inbox;
    int inbox_limit = 50;                 ///< How many are asked for; grows when the person wants older ones. So does the next.
    Remote<ActionLog> log;
    int log_limit = 50;
    std::map<InboxId, Remote<api::InboxMessage>> letters; ///< With their text.
    std::map<ThreadId, Remote<api::InboxThread>> threads;
    std::map<EmailId, Remote<Letters>> replies; ///< The mails themselves stand in `Live`.
    struct Undo {
        enum class Stage { Counting, Sending, Refused } stage = Stage::Counting;
        Instant at;                       ///< Counting: when the request leaves.
        Ticket round;
        std::optional<Error> error;       ///< Refused: why.
    };
    std::map<ActionId, Undo> undos;
};

// ---- calls
/// The operations that a service may lack: bits of State::missing_calls.
enum class CallPart : std::uint8_t { Create = 1, Transcript = 2, Recording = 4, Calendar = 8, Cancel = 16, Stop = 32, Reschedule = 64, Details = 128 };
/// Something that is to be done with a call. Success is what the call says afterwards.
struct CallOrder {
    CallPart verb = CallPart::Cancel; ///< Cancel, Stop or Reschedule.
    enum class Stage { Sending, Confirming, Failed } stage = Stage::Sending;
    Ticket ticket;
    std::string seen;      ///< Status of the call before.
    bool answered = false; ///< The service said yes; not, when the answer was lost.
    std::optional<Error> error;
};
/// What a call is made of beside its place in the list.
struct CallParts {
    Remote<api::Call> call;
    Remote<api::Transcript> transcript;
    Remote<api::Recording> recording; ///< Its sound was loaded with it, or saved where nothing can play it.
    Remote<Done> calendar;            ///< The file was saved.
    std::optional<CallOrder> order;   ///< One at a time.
};
/// The fields of the form, all as typed. Category is one of call_categories, Language "en" or "es", Urgent "yes".
enum class CallField : std::uint8_t { Category, Phone, Task, Business, UserName, Date, Time, Party, Language, Preference, UserPhone, Instructions, Zone, Urgent, Count };
using CallForm = std::array<std::string, static_cast<std::size_t>(CallField::Count)>;
/// A call that the person wants made. There is one at a time.
struct CallIntent {
    IntentId id;          ///< Also its idempotency key: the same over every repeat and reload, another one for another content.
    CallForm form;        ///< What is asked for.
    IntentState state = IntentState::Queued; ///< Queued until its record is there, then Sending, Unknown or Failed.
    bool recorded = false;                   ///< Its record was committed once, and with it the form.
    std::optional<Ticket> commit;            ///< Of the record that is waited for.
    Owner owner;
    Instant created_at;
    std::optional<Instant> dispatched_at;  ///< Of the last try.
    std::vector<std::string> known_before; ///< Ids of the calls to this number that were there before the first try.
    std::optional<Instant> lost_at;        ///< Unknown: since when. Only a list that is asked for later says anything.
    bool looked = false;                   ///< Such a list was read, and the call is not in it.
    std::optional<Instant> check_at;       ///< Unknown: when the list is read next by itself.
    std::optional<Error> error;
};
struct NewCall {
    CallForm form;
    std::uint32_t revision = 0; ///< Raised when the program (not typing) changes the form.
    std::uint32_t refused = 0;  ///< Raised when the form could not be sent as it is: its problems are shown from then on.
    std::optional<CallIntent> intent;
};

struct Toast {
    enum class Kind { Trouble, Done, Undoable }; ///< Undoable: done, and can be taken back (MarkUndone)
    std::uint32_t number = 0; ///< Raised with each toast.
    std::string text_key;     ///< Name of a Text (ui/strings), resolved by the view; or literal text when not a key.
    Kind kind = Kind::Trouble;
    Instant shown_at;
    bool due = false;         ///< Its time is up: it goes unless the pointer or the focus is on it, which the view knows.
};

// ---- around it
/// What the person made of a conversation, on this device only; the service knows nothing of it.
struct Mark {
    std::string title, label;           ///< Empty is none.
    bool pinned = false;
    std::optional<Instant> archived_at; ///< What is said after it brings the conversation back.
    bool operator==(Mark const&) const = default;
};
enum class Notices { Unsupported, NotAsked, Allowed, Refused }; ///< Whether the system shows notifications of ours.
/// Records that are damaged were put aside, at most 50 of them; those of a newer version stay where they are.
struct UnreadRecords {
    std::size_t damaged = 0, newer = 0;
};
/// What this device keeps, by kind.
struct Stored {
    std::string kind; ///< intents, drafts, marks, kept, settings or session.
    std::size_t count = 0, bytes = 0;
};
struct Exchange { ///< A request, as far as diagnostics tell.
    Instant at;
    std::string method, path;
    int status = 0; ///< 0: no answer.
    std::chrono::milliseconds duration { 0 };
};

/// Everything the views need. Values only. Changed by update() alone.
struct State {
    Instant now;                        ///< As of the last Ticked.
    Instant latest;                     ///< The latest that was ever now in this page: of two things made in it the later one has no earlier, whatever became of the clock.
    std::chrono::minutes utc_offset { 0 }; ///< Of the person's zone, now.
    std::string time_zone;              ///< IANA name, or empty.
    bool online = true;                 ///< What the browser says of the network.
    std::uint64_t changes = 0;          ///< Actions so far, the clock's and typing aside: equal means that the same is listed.
    std::uint64_t last_ticket = 0;
    std::uint64_t intent_seed = 0;      ///< Random, set once at start; intent ids derive from it.
    std::uint64_t last_intent = 0;

    ServiceKind service = ServiceKind::Live;
    ServiceKind live_service = ServiceKind::Live; ///< What config.json names; `service` differs inside the page's own sandbox.
    bool in_process = false;            ///< The sandbox inside the page, entered without an account.
    std::vector<std::string> checkout_hosts; ///< The hosts, exactly, that checkout and portal may be on.
    std::string service_name;           ///< Host shown to the person, for example api.kallyai.com.
    bool loopback_sign_in = true;       ///< False: this host cannot receive the redirect; paste is offered first.
    bool code_flow = false;             ///< config.json names a client id: sign-in by code and PKCE.
    SignIn sign_in = SignIn::Unknown;
    std::string session;                ///< Credentials::sign_in of who is in, the same through renewals and reloads; "" in the sandbox.
    std::optional<std::string> account; ///< Oldest conversation of whose state this is; "" where there is none; nothing until the list was read.
    std::string session_before;         ///< Somebody signed in anew after this one: whether it is the same person, their conversations tell. "": nobody did.
    bool foreign = false;               ///< Records were seen that are not theirs, as far as was known then.
    bool deeds_wait = false;            ///< Records of deeds were seen that can be settled only with a network.
    std::optional<Error> sign_in_error; ///< Of the last attempt: denied, wrong state, refused paste.
    bool checking_paste = false;        ///< A pasted token is being tried.
    Reachability reachability = Reachability::Unknown;
    std::optional<Ticket> probe;
    std::optional<Instant> probe_asked_at;

    Route route;
    Route after_sign_in;                ///< Where to go back to.
    Settings settings;

    Remote<std::vector<api::Conversation>> conversations; ///< Newest activity first.
    std::map<std::string, Thread> threads;                ///< By thread_key().
    Remote<KeptHistories> kept_histories;                 ///< For the search of chats: read when something is searched first.
    std::map<IntentId, Intent> intents;
    std::map<GoalTab, GoalList> goal_lists;
    std::map<GoalId, api::Goal> goals;          ///< Every goal that was seen, as it was told last.
    std::map<GoalId, GoalExtras> goal_extras;
    std::map<GoalId, Decision> decisions;       ///< One at a time for each goal.
    std::map<GoalId, Remote<api::Goal>> goal_details;
    Billing billing;
    Activity activity;
    std::set<Offer> missing;                    ///< What this service turned out not to have.
    std::map<EmailId, Decision> mail_decisions; ///< The same for mails.
    Live live;
    Paged<api::CallPage> call_list;
    std::vector<CallId> call_order;             ///< Newest first, of what was listed.
    std::map<CallId, api::Call> calls;          ///< Every call that was seen, as it was told last.
    std::map<CallId, CallParts> call_parts;
    std::uint8_t missing_calls = 0;             ///< Bits of CallPart: asked for once, and never again.
    CallId sounding;                            ///< Whose recording is in the player.
    NewCall new_call;
    std::optional<Toast> toast;

    std::map<ConversationId, Mark> marks;
    std::optional<std::pair<ConversationId, Mark>> marked_before; ///< What the last change of a mark replaced.
    Notices notices = Notices::Unsupported;
    std::vector<Stored> stored;                 ///< As measured last.
    std::vector<Exchange> exchanges;            ///< The newest first, as read last.
    api::Drift drift;                           ///< What the service said otherwise than described.
    std::optional<Instant> kept_at;             ///< What is shown was kept on this device then: there is no network.
    Instant stale_until {};                     ///< Answers up to then may be ones that were kept.
    std::optional<std::string> storage_trouble; ///< Local storage could not be read or written; what was lost, in words' key.
    UnreadRecords unread;                       ///< What this device keeps and this program cannot read.
};

/// Of the page with this State::intent_seed: begins the ids of its messages and stands in what it sends.
std::string page_name(std::uint64_t seed);
/// Key of a thread: the conversation id, or "new" for the one that is not yet known to the service.
std::string thread_key(ConversationId const&);
/// The thread that the route shows, or null.
Thread const* open_thread(State const&);

} // namespace kally::store
