#include "ui/commands.h"

#include <algorithm>
#include <iterator>

// Which dialog lies over the page is in its address: the way back closes it, a reload and a new tab show it again.
namespace kally::ui {

namespace {

using store::Dialog;
using Kind = Dialog::Kind;
using Edit = Local::Conversation::Open;

struct GoalQuestion { Kind kind; api::GoalAction action; };
constexpr GoalQuestion goal_questions[] = { { Kind::CancelGoal, api::GoalAction::Cancel }, { Kind::CancelGoals, api::GoalAction::CascadeCancel }, { Kind::ArchiveGoal, api::GoalAction::Archive } };
struct CallQuestion { Kind kind; store::CallPart part; };
constexpr CallQuestion call_questions[] = { { Kind::CancelCall, store::CallPart::Cancel }, { Kind::StopCall, store::CallPart::Stop }, { Kind::RescheduleCall, store::CallPart::Reschedule } };
struct Editing { Kind kind; Edit open; };
constexpr Editing edits[] = { { Kind::Rename, Edit::Rename }, { Kind::Label, Edit::Label }, { Kind::Export, Edit::Export } };

bool is_listed(store::State const& state, std::string_view id)
{
    auto const& all = state.conversations.value;
    return all && std::any_of(all->begin(), all->end(), [&](auto const& one) { return one.id.text == id; });
}

/// The one on top.
std::optional<Dialog> dialog_shown(Local const& local)
{
    if (local.palette.open)
        return Dialog { local.palette.kind == Local::Palette::Kind::All ? Kind::Palette : Kind::TimeZones, {} };
    if (local.help)
        return Dialog { Kind::Shortcuts, {} };
    for (auto const& [kind, open] : edits)
        if (local.conversation.open == open)
            return Dialog { kind, local.conversation.id.text };
    if (local.settings.wipe)
        return Dialog { Kind::ClearDevice, {} };
    if (local.more)
        return Dialog { Kind::More, {} };
    if (local.plans.question)
        return Dialog { Kind::ChangePlan, *local.plans.question };
    for (auto const& [kind, action] : goal_questions)
        if (local.goals.question && local.goals.question->second == action)
            return Dialog { kind, local.goals.question->first.text };
    for (auto const& [kind, part] : call_questions)
        if (local.calls.question && local.calls.question->second == part)
            return Dialog { kind, local.calls.question->first.text };
    if (local.notifications.open)
        return Dialog { local.notifications.updates ? Kind::Updates : Kind::NeedsYou, {} };
    if (local.context_sheet)
        return Dialog { Kind::LinkedGoal, {} };
    return {};
}

void close_dialogs(Local& local)
{
    local.palette.open = local.help = local.more = local.settings.wipe = local.notifications.open = local.context_sheet = false;
    local.conversation.open = Edit::None;
    local.plans.question.reset();
    local.goals.question.reset();
    local.calls.question.reset();
}

/// False: what it is about is not there, or may not be asked now.
bool open_dialog(Dialog const& dialog, store::State const& state, Local& local)
{
    switch (dialog.kind) {
    case Kind::Palette:
    case Kind::TimeZones:
        open_palette(local, dialog.kind == Kind::Palette ? Local::Palette::Kind::All : Local::Palette::Kind::TimeZones);
        return true;
    case Kind::Shortcuts: return local.help = true;
    case Kind::NeedsYou:
    case Kind::Updates:
        local.notifications.updates = dialog.kind == Kind::Updates;
        return local.notifications.open = true;
    case Kind::More: return local.more = true;
    case Kind::LinkedGoal: return local.context_sheet = store::linked_goal(state) != nullptr;
    case Kind::ClearDevice: return local.settings.wipe = state.route.page == store::Page::Settings;
    case Kind::ChangePlan:
        if (is_asked(state, local, dialog.id))
            local.plans.question = dialog.id;
        return local.plans.question.has_value();
    default: break;
    }
    for (auto const& [kind, open] : edits)
        if (kind == dialog.kind && (state.route.conversation.text == dialog.id ? store::open_thread(state) != nullptr : open != Edit::Export && is_listed(state, dialog.id))) {
            edit_chat(state, local, { dialog.id }, open);
            return true;
        }
    for (auto const& [kind, action] : goal_questions)
        if (kind == dialog.kind && is_asked(state, GoalId { dialog.id }, action)) {
            local.goals.question = { GoalId { dialog.id }, action };
            return true;
        }
    for (auto const& [kind, part] : call_questions)
        if (kind == dialog.kind && is_asked(state, CallId { dialog.id }, part)) {
            local.calls.question = { CallId { dialog.id }, part };
            return true;
        }
    return false;
}

} // namespace

void follow_dialog(store::State const& state, Local& local)
{
    auto& mine = local.dialogs;
    if (mine.addressed != state.route.dialog) {
        mine.addressed = state.route.dialog;
        if (mine.shown != mine.addressed) {
            close_dialogs(local);
            mine.shown = mine.addressed;
            mine.awaited = mine.shown.has_value();
        }
    }
    if (mine.awaited)
        mine.awaited = !open_dialog(*mine.shown, state, local);
}

void tell_dialog(Local& local, store::Actions& out)
{
    auto& mine = local.dialogs;
    auto shown = dialog_shown(local);
    if (shown == mine.shown || (mine.awaited && !shown))
        return;
    mine.shown = shown;
    mine.awaited = false;
    out.push_back(store::DialogShown { std::move(shown) });
}

} // namespace kally::ui
