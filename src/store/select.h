#pragma once

#include "store/state.h"

#include <string>
#include <string_view>
#include <vector>

// What views read: derived from State, kept nowhere.
namespace kally::store {

enum class DayGroup { Today, Yesterday, Earlier };
struct ConversationGroup {
    DayGroup day = DayGroup::Earlier;
    std::vector<api::Conversation const*> conversations;
};
/// Conversations by day, newest first. `search` matches titles and the messages that were read, case and accents aside.
std::vector<ConversationGroup> group_conversations(State const&, std::string_view search);
/// One line of what was said last, as far as it is known here.
std::string preview(State const&, ConversationId const&);

/// One thing in the thread, top to bottom. Pointers live as long as the state is not changed.
struct ThreadItem {
    enum class Kind { NotLoaded, Older, DayDivider, Message, Intent, Waiting } kind = Kind::Message;
    api::Message const* message = nullptr;
    Intent const* intent = nullptr; ///< Intent; Waiting: the one that is waited for.
    Instant at {};                  ///< DayDivider: a moment of that day. Waiting: since when.
    bool first_of_group = false;    ///< Message: another author spoke before.
    bool last_reply = false;        ///< Message: its suggestions are still good.
    bool suggestions_used = false;
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
std::string goal_content(api::Goal const&);
/// The step that waits for the person, or null.
api::GoalStep const* waiting_step(api::Goal const&);
/// What may be done to a goal in its state, those for the person's answer first.
std::vector<api::GoalAction> actions_for(api::Goal const&);
/// How far a call is, by its status. Words that are not known are those of a call that is over once it says when it ended.
enum class CallStage { Planned, Running, Over, Unknown };
CallStage stage_of(api::Call const&);
enum class CallFilter { All, Open, Reached, Missed };
/// The calls of a filter, newest first. `search` matches business, number, task and outcome, case and accents aside.
std::vector<api::Call const*> calls_in(State const&, CallFilter, std::string_view search);
/// Newest goal of the open thread, or null.
Remote<api::Goal> const* linked_goal(State const&);

} // namespace kally::store
