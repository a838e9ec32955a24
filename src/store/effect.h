#pragma once

#include "store/action.h"

// What is asked of the outside world. Orders; each comes back as an action where something can be said about it.
namespace kally::store {

struct FetchConversations { Ticket ticket; };
struct FetchHistory { Ticket ticket; ConversationId id; int limit = 200; };
struct FetchGoals { Ticket ticket; };
struct FetchGoal { Ticket ticket; GoalId id; bool again = false; }; ///< `again`: an answer that tells nothing new may wait.
struct ProbeService { Ticket ticket; };                 ///< GET /v1/stripe/plans, public.
struct SaveIntent { Intent intent; };                   ///< Commit the record, then IntentStored with the intent's `commit`.
struct RemoveIntent { IntentId id; };
struct SendIntent { IntentId id; ConversationId conversation; std::string text; }; ///< The one dispatch; answered by ReplyReceived.
struct CancelIntentRequest { IntentId id; };            ///< Stop waiting; nothing comes back.
struct SaveDraft { std::string thread; std::string text; }; ///< Empty text removes the record.
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

using AnyEffect = std::variant<FetchConversations, FetchHistory, FetchGoals, FetchGoal, ProbeService, SaveIntent, RemoveIntent,
    SendIntent, CancelIntentRequest, SaveDraft, SaveSettings, BeginSignIn, AdoptPaste, EndSession, WipeLocalData, EnterSandbox,
    LeaveSandbox, Navigate, OpenLink, CopyText, Announce, WakeAt>;
/// One of them; as Action.
struct Effect : AnyEffect {
    template <typename T>
        requires(!std::is_same_v<std::remove_cvref_t<T>, Effect>)
    Effect(T&& order) : AnyEffect(std::in_place_type<std::remove_cvref_t<T>>, std::forward<T>(order)) {}
    Effect(Effect const&);
    Effect(Effect&&) noexcept;
    Effect& operator=(Effect const&);
    Effect& operator=(Effect&&) noexcept;
    ~Effect();
};
using Effects = std::vector<Effect>;

/// Applies one action and says what it asks of the outside world. The only code that changes State.
[[nodiscard]] Effects update(State&, Action);

} // namespace kally::store
