#include "ui/views/goal_parts.h"
#include "ui/views/plan_parts.h"

#include <algorithm>

namespace kally::ui {

namespace {

enum class StepLook { Done, Running, Waiting, Failed, Todo };

/// Known words of an open set; any other is drawn as not yet done, with its own word below.
StepLook look_of(std::string_view status)
{
    if (status == "completed" || status == "done")
        return StepLook::Done;
    if (status == "in_progress" || status == "active" || status == "running")
        return StepLook::Running;
    if (status == "needs_input" || status == "waiting" || status == "awaiting_approval")
        return StepLook::Waiting;
    if (status == "failed")
        return StepLook::Failed;
    return StepLook::Todo;
}

void draw_node(Frame& ui, float x, float y, StepLook look)
{
    auto const& p = ui.palette();
    auto& paint = ui.paint();
    float const cx = x + 10, cy = y + 10;
    switch (look) {
    case StepLook::Done:
        paint.circle(cx, cy, 10, p.success.solid);
        paint.icon(Icon::Check, cx, cy, token::icon_xs, p.success.on);
        break;
    case StepLook::Running:
        paint.ring(cx, cy, 10, p.step.line, 2);
        paint.arc(cx, cy, 9, -1.57f, 1.57f, p.step.active, 2);
        break;
    case StepLook::Waiting:
        paint.ring(cx, cy, 10, p.step.waiting, 2);
        paint.circle(cx, cy, 4, p.step.waiting);
        break;
    case StepLook::Failed:
        paint.circle(cx, cy, 10, p.danger.solid);
        paint.icon(Icon::X, cx, cy, token::icon_xs, p.danger.on);
        break;
    case StepLook::Todo: paint.ring(cx, cy, 10, p.step.todo, 2); break;
    }
}


/// One of the goal's own steps; where the service does not describe it, its number.
std::string name_of(api::Goal const& goal, api::GoalStep const& step, store::State const& state)
{
    auto const place = static_cast<int>(&step - goal.steps.data()) + 1;
    return step.description.empty() ? tr_format(Text::StepNumber, state.settings.language, std::to_string(step.number.value_or(place))) : step.description;
}

float step_height(Frame& ui, api::GoalStep const& step, float width) { return std::max(20.0f, wrapped_height(ui, text::Type::Ui, step.description, width - 32)) + 2 + 16 + 16; }

/// What cannot be taken back is asked once more, with what it does.
bool is_asked_twice(api::GoalAction action) { return action == api::GoalAction::Cancel || action == api::GoalAction::CascadeCancel || action == api::GoalAction::Archive; }

std::string said_of(store::Decision const& decision, store::State const& state)
{
    auto const language = state.settings.language;
    bool const since = decision.stage == store::Decision::Stage::ChangedSince;
    if (store::is_in_doubt(decision))
        return words(Text::DecisionInDoubt, state) + spaced(error_reference(*decision.error, language));
    if (!since && decision.stage != store::Decision::Stage::Changed)
        return error_text(decision.error.value_or(Error {}), language) + spaced(error_reference(decision.error.value_or(Error {}), language));
    auto said = words(since ? Text::ChangedSince : Text::ItemChanged, state);
    auto const lines = since ? store::changed_words(decision.seen, decision.now) : store::changed_lines(decision.seen, decision.now);
    constexpr std::size_t most = 8;
    for (std::size_t i = 0; i < std::min(lines.size(), most); ++i)
        said += "\n" + tr_format(lines[i].now ? Text::LineNow : Text::LineBefore, language, lines[i].line);
    return said;
}

ButtonSpec note_button(store::State const& state) { return { .key = "note-seen", .name = words(Text::Understood, state), .kind = ButtonKind::Ghost, .size = ButtonSize::Small }; }

} // namespace

std::string step_status(api::GoalStep const& step, store::Language language)
{
    auto const status = step.status.value_or("");
    switch (look_of(status)) {
    case StepLook::Done: return std::string(tr(Text::Done, language));
    case StepLook::Running: return std::string(tr(Text::InProgress, language));
    case StepLook::Waiting: return std::string(tr(Text::NeedsYou, language));
    case StepLook::Failed: return std::string(tr(Text::Failed, language));
    case StepLook::Todo: break;
    }
    bool const known = status.empty() || status == "pending" || status == "not_started" || status == "todo";
    return known ? std::string(tr(Text::ToDo, language)) : status;
}

std::optional<GoalLook> look_of_goal(std::string_view status)
{
    if (status == "completed")
        return GoalLook { Text::Completed, Tone::Success, PillMark::Check };
    if (status == "active" || status == "in_progress")
        return GoalLook { Text::InProgress, Tone::Accent, PillMark::None };
    if (status == "needs_input")
        return GoalLook { Text::NeedsYou, Tone::Warning, PillMark::Dot };
    if (status == "cancelled")
        return GoalLook { Text::Cancelled, Tone::Neutral, PillMark::None };
    if (status == "pending")
        return GoalLook { Text::Queued, Tone::Neutral, PillMark::None };
    if (status == "archived")
        return GoalLook { Text::Archived, Tone::Neutral, PillMark::None };
    return {};
}

std::ptrdiff_t done_count(api::Goal const& goal)
{
    return std::count_if(goal.steps.begin(), goal.steps.end(), [](auto const& step) { return look_of(step.status.value_or("")) == StepLook::Done; });
}

std::string steps_done(api::Goal const& goal, store::Language language)
{
    return tr_format(Text::StepsOf, language, std::to_string(done_count(goal)), std::to_string(goal.steps.size()));
}

float goal_status_width(Frame& ui, api::Goal const& goal, store::State const& state)
{
    std::string const status = goal.status.value_or("");
    auto const look = look_of_goal(status);
    return pill_width(ui, look ? words(look->text, state) : status, look ? look->mark : PillMark::None);
}

float draw_goal_status(Frame& ui, float x, float y, api::Goal const& goal, store::State const& state, float height)
{
    std::string const status = goal.status.value_or("");
    if (status.empty())
        return 0;
    auto const look = look_of_goal(status);
    auto const said = look ? words(look->text, state) : status;
    float const width = pill(ui, x, y, look ? look->tone : Tone::Neutral, said, look ? look->mark : PillMark::None, height);
    ui.record("status", { .role = Role::Status, .name = said, .rect = { x, y, width, height } });
    return height + 8;
}

float steps_height(Frame& ui, api::Goal const& goal, float width)
{
    float height = 0;
    for (auto const& step : goal.steps)
        height += step_height(ui, step, width);
    return height;
}

void draw_steps(Frame& ui, float x, float y, float width, api::Goal const& goal, store::State const& state)
{
    auto const& p = ui.palette();
    for (std::size_t i = 0; i < goal.steps.size(); ++i) {
        auto const& step = goal.steps[i];
        auto const look = look_of(step.status.value_or(""));
        float const height = step_height(ui, step, width);
        if (i + 1 < goal.steps.size())
            ui.paint().fill({ x + 9, y + 22, 2, height - 20 }, look == StepLook::Done ? p.step.line_done : p.step.line);
        draw_node(ui, x, y, look);
        bool const now = look == StepLook::Running || look == StepLook::Waiting;
        auto const name = name_of(goal, step, state);
        float const used = draw_label(ui, { x + 32, y, width - 32, 20 }, name, { .type = now ? text::Type::UiMedium : text::Type::Ui, .color = look == StepLook::Todo ? p.text.secondary : p.text.primary, .max_lines = 0 });
        auto const word = step_status(step, state.settings.language);
        draw_label(ui, { x + 32, y + used + 2, width - 32, 16 }, word, { .type = text::Type::Caption, .color = look == StepLook::Failed ? p.danger.text : p.text.tertiary });
        ui.record("step." + std::to_string(i), { .role = Role::ListItem, .name = name + ", " + word, .rect = { x, y, width, height } });
        y += height;
    }
}

float budget_card_height(std::optional<Decimal> used, std::optional<Decimal> estimated, std::optional<Decimal> left)
{
    return !used && !estimated ? 0 : (used && estimated && !estimated->is_zero() ? 76.0f : 52.0f) + (left ? 16.0f : 0);
}

float draw_budget_card(Frame& ui, Rect box, std::optional<Decimal> used, std::optional<Decimal> estimated, store::State const& state, std::optional<Decimal> left)
{
    box.height = budget_card_height(used, estimated, left);
    if (box.height == 0)
        return 0;
    auto const& p = ui.palette();
    auto const language = state.settings.language;
    card(ui, box, p.surface.raised, p.border.default_);
    label(ui, { box.x + 16, box.y + 16, 120, 20 }, "budget", words(Text::Budget, state), { .type = text::Type::UiStrong });
    std::string const said = used && estimated ? tr_format(Text::CreditsOf, language, format_number(*used, language), format_credits(*estimated, language))
        : used                                 ? format_credits(*used, language)
                                               : tr_format(Text::EstimatedCredits, language, format_credits(*estimated, language));
    label(ui, { box.x + 100, box.y + 16, box.width - 116, 20 }, "used", said, { .type = text::Type::Small, .color = p.text.secondary, .align = Align::Right });
    if (used && estimated && !estimated->is_zero())
        meter(ui, { box.x + 16, box.y + 48, box.width - 32, 8 }, "used-part", said, static_cast<float>(used->per_mille_of(*estimated)) / 1000, token::control_meter_default);
    if (left)
        label(ui, { box.x + 16, box.bottom() - 28, box.width - 32, 16 }, "left", tr_format(Text::CreditsLeft, language, format_credits(*left, language)), { .type = text::Type::Caption, .color = p.text.tertiary });
    return box.height;
}

Text goal_action_name(api::GoalAction action)
{
    using enum api::GoalAction;
    switch (action) {
    case ApproveStep: return Text::ApproveStep;
    case AcceptOutcome: return Text::AcceptOutcome;
    case KeepNegotiating: return Text::KeepNegotiating;
    case Escalate: return Text::AskMeAboutIt;
    case Cancel: return Text::CancelGoal;
    case CascadeCancel: return Text::CancelWithSubGoals;
    case Archive: return Text::ArchiveGoal;
    case ApproveBudget: return Text::ApproveBudget;
    case AcknowledgeSoftCap: return Text::GoOnOverBudget;
    }
    return Text::Close;
}

std::string_view goal_action_key(api::GoalAction action)
{
    static constexpr std::string_view keys[] = { "approve-step", "accept-outcome", "keep-negotiating", "escalate", "cancel", "cascade-cancel", "archive", "approve-budget", "soft-cap" };
    return keys[static_cast<std::size_t>(action)];
}

void decide_goal(GoalId const& id, api::GoalAction action, Local& local, store::Actions& out)
{
    if (is_asked_twice(action))
        local.goals.question = { id, action };
    else
        out.push_back(store::GoalDecided { id, action });
}

bool is_under_way(store::Decision const& decision) { return decision.stage <= store::Decision::Stage::Confirming; }

float decision_note_height(Frame& ui, float width, store::Decision const& decision, store::State const& state)
{
    return 24 + wrapped_height(ui, text::Type::Small, said_of(decision, state), width - 52) + 4 + button_height(ui, ButtonSize::Small);
}

bool draw_decision_note(Frame& ui, Rect note, store::Decision const& decision, store::State const& state, store::Actions& out, GoalId const& goal)
{
    bool const changed = decision.stage != store::Decision::Stage::Failed;
    auto const colors = tone_colors(ui.palette(), changed ? Tone::Info : Tone::Danger);
    auto const seen = note_button(state);
    ui.paint().card(note, colors.tint, colors.border, 10);
    ui.paint().icon(changed ? Icon::Info : Icon::CircleAlert, note.x + 20, note.y + 22, token::icon_md, colors.icon);
    float const text = label(ui, { note.x + 40, note.y + 12, note.width - 52, 20 }, "note", said_of(decision, state), { .type = text::Type::Small, .color = colors.text, .role = Role::Alert, .max_lines = 0 });
    float const h = button_height(ui, ButtonSize::Small), y = note.y + 12 + text + 4, width = button_width(ui, seen);
    auto const remedy = changed || !decision.error ? std::nullopt : remedy_of(*decision.error, goal);
    if (remedy && (goal.empty() || remedy->route.goal != goal)) { // what the goal itself asks stands beside it
        ButtonSpec const way { .key = "note-way", .name = words(remedy->action, state), .kind = ButtonKind::OnBar, .size = ButtonSize::Small };
        if (button(ui, { note.x + 38 + width, y, button_width(ui, way), h }, way))
            out.push_back(store::RouteChanged { remedy->route });
    }
    return button(ui, { note.x + 30, y, width, h }, seen);
}

std::string goal_line(api::Goal const& goal, store::State const& state)
{
    auto const language = state.settings.language;
    if (goal.status == "pending" && goal.credits_estimated)
        return tr_format(Text::WaitsForBudget, language, format_credits(*goal.credits_estimated, language));
    if (store::tab_of(goal) == store::GoalTab::NeedsYou) {
        auto const* step = store::waiting_step(goal);
        auto asks = store::asks_of(state, goal.id);
        return step != nullptr ? tr_format(Text::WaitsForYourOk, language, name_of(goal, *step, state)) : !asks.empty() ? asks : words(Text::WaitsForYou, state);
    }
    for (auto const& step : goal.steps)
        if (look_of(step.status.value_or("")) == StepLook::Running)
            return name_of(goal, step, state);
    if (goal.description && !goal.description->empty())
        return *goal.description;
    return goal.credits_used ? tr_format(Text::CreditsUsed, language, format_credits(*goal.credits_used, language)) : std::string {};
}

} // namespace kally::ui
