#pragma once

#include "store/action.h"

// What is asked of the outside world. Orders; each comes back as an action where something can be said about it.
namespace kally::store {

constexpr int goals_page = 50; ///< Goals asked for at once; the service's bounds are not public.

struct FetchConversations { Ticket ticket; };
struct FetchHistory { Ticket ticket; ConversationId id; int limit = 200; };
struct FetchGoals { Ticket ticket; GoalTab tab = GoalTab::Active; int offset = 0; };
struct FetchGoal { Ticket ticket; GoalId id; bool again = false; }; ///< `again`: an answer that tells nothing new may wait.
struct FetchGoalTree { Ticket ticket; GoalId id; };
struct FetchGoalBudget { Ticket ticket; GoalId id; };
struct FetchGoalCosts { Ticket ticket; GoalId id; };
struct ReadForDecision { Ticket ticket; GoalId id; };   ///< DecisionRead follows.
struct ActOnGoal { Ticket ticket; GoalId id; api::GoalAction action = api::GoalAction::ApproveStep; }; ///< Never repeated; DecisionAnswered follows.
struct ArchiveGoals { std::vector<GoalId> ids; };
constexpr int calls_page = 50;                          ///< Calls asked for at once; the service takes 1 to 200.
struct FetchCalls { Ticket ticket; int offset = 0; };
/// Details, Transcript, Recording (its sound too, into the player) or Calendar (saved, if it is one).
struct FetchCallPart { Ticket ticket; CallId id; CallPart part = CallPart::Details; };
struct PlaySound { bool on = true; std::optional<std::chrono::seconds> at; };
struct UnloadSound {};
struct ActOnCall { Ticket ticket; CallId id; CallPart verb = CallPart::Cancel; std::string date, time; };
struct SaveCall { CallIntent intent; };                 ///< Commit the record, then IntentStored with the intent's `commit`.
struct PlaceCall { IntentId id; api::CallRequest request; }; ///< The one dispatch, with the id as its key; answered by CallPlaced.
struct SaveFile { std::string name, type, bytes; }; ///< FileSaved follows.
struct ProbeService { Ticket ticket; };                 ///< GET /v1/stripe/plans, public.
struct SaveIntent { Intent intent; };                   ///< Commit the record, then IntentStored with the intent's `commit`.
struct RemoveIntent { IntentId id; };
struct SendIntent { IntentId id; ConversationId conversation; std::string text; }; ///< The one dispatch; answered by ReplyReceived.
struct CancelIntentRequest { IntentId id; };            ///< Stop waiting; nothing comes back.
struct SaveDraft { std::string thread; std::string text; bool typed = false; }; ///< Empty text removes the record. What is typed may wait for more.
struct SaveSettings { Settings settings; };
struct BeginSignIn {};                                  ///< New state, off to the service's page.
struct AdoptPaste { std::string text; };
struct EndSession {};                                   ///< Wipe tokens, cancel requests.
struct WipeLocalData {};                                ///< Drafts and intents of this device (sign-out).
struct EnterSandbox { bool start_over = false; };       ///< Switch to the in-process service; SignedInNow follows.
struct LeaveSandbox {};                                 ///< RecordsLoaded follows, with the person's own.
struct Navigate { Route route; bool replace = false; };
struct OpenLink { std::string url; };                   ///< Allowed schemes only; the app checks again.
struct CopyText { std::string text; };
struct Announce { std::string text; std::optional<Error> error; }; ///< Live region: literal text, or an error in words, at once.
struct WakeAt { Instant at; Action action; };           ///< Deliver the action at that time (polling, slow notes, toast end).

struct Effect : OneOf<FetchConversations, FetchHistory, FetchGoals, FetchGoal, FetchGoalTree, FetchGoalBudget, FetchGoalCosts,
    ReadForDecision, ActOnGoal, ArchiveGoals,
    FetchCalls, FetchCallPart, PlaySound, UnloadSound, ActOnCall, SaveCall, PlaceCall, SaveFile, ProbeService, SaveIntent, RemoveIntent,
    SendIntent, CancelIntentRequest, SaveDraft, SaveSettings, BeginSignIn, AdoptPaste, EndSession, WipeLocalData, EnterSandbox,
    LeaveSandbox, Navigate, OpenLink, CopyText, Announce, WakeAt> {
    using OneOf::OneOf;
};
using Effects = std::vector<Effect>;

/// Applies one action and says what it asks of the outside world. The only code that changes State.
[[nodiscard]] Effects update(State&, Action const&);

} // namespace kally::store
