#include "ui/views.h"

#include <algorithm>
#include <cmath>

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

struct GoalLook { Text text; Tone tone; PillMark mark; };

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

Text step_word(StepLook look)
{
    switch (look) {
    case StepLook::Done: return Text::Done;
    case StepLook::Running: return Text::InProgress;
    case StepLook::Waiting: return Text::NeedsYou;
    case StepLook::Failed: return Text::Failed;
    case StepLook::Todo: break;
    }
    return Text::ToDo;
}

std::ptrdiff_t done_count(api::Goal const& goal)
{
    return std::count_if(goal.steps.begin(), goal.steps.end(), [](auto const& step) { return look_of(step.status.value_or("")) == StepLook::Done; });
}

std::string steps_done(api::Goal const& goal, store::Language language)
{
    return tr_format(Text::StepsOf, language, std::to_string(done_count(goal)), std::to_string(goal.steps.size()));
}

void draw_panel_skeleton(Frame& ui, float x, float y, float width)
{
    if (!ui.shown_for(ui.id("skeleton"), skeleton_delay))
        return;
    skeleton(ui, { x, y, 76, 20 }, 10);
    skeleton(ui, { x, y + 36, width * 0.8f, 14 });
    skeleton(ui, { x, y + 66, width, 4 }, 2);
    static constexpr float widths[] = { 184, 142, 205, 163, 126 };
    for (std::size_t i = 0; i < std::size(widths); ++i) {
        float const top = y + 94 + static_cast<float>(i) * 44;
        ui.paint().circle(x + 10, top + 10, 10, ui.palette().state.skeleton);
        skeleton(ui, { x + 32, top + 4, std::min(widths[i], width - 32), 12 });
    }
}

} // namespace

std::optional<GoalSummary> goal_summary(Palette const& p, store::State const& state)
{
    auto const* goal = store::linked_goal(state);
    if (goal == nullptr || !goal->value)
        return {};
    std::string const status = goal->value->status.value_or("");
    auto const look = look_of_goal(status);
    GoalSummary out { look ? words(look->text, state) : status, tone_colors(p, look ? look->tone : Tone::Neutral).icon };
    if (!goal->value->steps.empty())
        out.text += (out.text.empty() ? "" : ", ") + steps_done(*goal->value, state.settings.language);
    if (out.text.empty())
        return {};
    return out;
}

void draw_goal_panel(Frame& ui, Rect area, store::State const& state, Local& local, bool sheet)
{
    auto const& p = ui.palette();
    ui.paint().fill(area, p.surface.panel);
    if (!sheet || !ui.theme().phone)
        upright_separator(ui, area.x, area.y, area.height);
    ui.open(sheet ? "goal-sheet" : "goal-panel", { .role = Role::Region, .name = words(Text::LinkedGoal, state), .rect = area });
    float const header = token::panel_header;
    label(ui, { area.x + 20, area.y, area.width - 80, header }, "title", words(Text::LinkedGoal, state), { .type = text::Type::UiStrong, .role = Role::Heading, .level = 2 });
    separator(ui, area.x, area.y + header - 1, area.width);
    if (sheet && icon_button(ui, { area.right() - 48, area.y + 10, 36, 36 }, "close", words(Text::Close, state), Icon::X))
        local.context_sheet = false;
    if (sheet && ui.layer_is_new())
        ui.focus(ui.id("close"));

    auto const* goal = store::linked_goal(state);
    float const x = area.x + 20, width = area.width - 40;
    float y = area.y + header + 20;
    if (goal == nullptr || !goal->value) {
        if (goal != nullptr && goal->error)
            label(ui, { x, y, width, 60 }, "error", error_text(*goal->error, state.settings.language) + spaced(error_reference(*goal->error, state.settings.language)), { .type = text::Type::Small, .color = p.danger.text, .role = Role::Alert, .max_lines = 0 });
        else
            draw_panel_skeleton(ui, x, y, width);
        ui.close();
        return;
    }
    auto const& value = *goal->value;
    auto const language = state.settings.language;
    std::string const status = value.status.value_or("");
    if (auto const look = look_of_goal(status)) {
        auto const said = words(look->text, state);
        pill(ui, x, y, look->tone, said, look->mark);
        ui.record("status", { .role = Role::Status, .name = said, .rect = { x, y, 120, 20 } });
        y += 28;
    } else if (!status.empty()) {
        pill(ui, x, y, Tone::Neutral, status, PillMark::None);
        ui.record("status", { .role = Role::Status, .name = status, .rect = { x, y, 120, 20 } });
        y += 28;
    }
    y += label(ui, { x, y, width, 24 }, "goal", value.title, { .type = text::Type::Heading, .role = Role::Heading, .level = 3, .max_lines = 3 }) + 4;
    if (value.description && !value.description->empty())
        y += label(ui, { x, y, width, 20 }, "description", *value.description, { .type = text::Type::Small, .color = p.text.tertiary, .max_lines = 4 }) + 8;
    if (!value.steps.empty()) {
        auto const progress = steps_done(value, language);
        y += 8;
        meter(ui, { x, y, width, 4 }, "progress", progress, static_cast<float>(done_count(value)) / static_cast<float>(value.steps.size()), token::control_meter_thin);
        y += 12;
        label(ui, { x, y, width, 16 }, "steps-of", progress, { .type = text::Type::Caption, .color = p.text.tertiary });
        if (value.created_at)
            draw_label(ui, { x, y, width, 16 }, tr_format(Text::StartedAt, language, format_when(*value.created_at, state.now, state.utc_offset, language)), { .type = text::Type::Caption, .color = p.text.tertiary, .align = Align::Right });
        y += 32;
    }
    float const budget_room = value.credits_used || value.credits_estimated ? 108 : 0;
    Rect const body { area.x + 1, y, area.width - 1, std::max(60.0f, area.bottom() - budget_room - y) };
    float content = 8;
    std::vector<float> heights;
    for (auto const& step : value.steps) {
        heights.push_back(std::max(20.0f, wrapped_height(ui, text::Type::Ui, step.description, width - 32)) + 2 + 16 + 16);
        content += heights.back();
    }
    ui.need_height(body.y + 60 + budget_room);
    auto const scroll = ui.begin_scroll("steps", { .role = Role::List, .name = words(Text::Steps, state), .rect = body }, content);
    float at = body.y - scroll.top;
    for (std::size_t i = 0; i < value.steps.size(); ++i) {
        auto const& step = value.steps[i];
        auto const look = look_of(step.status.value_or(""));
        if (i + 1 < value.steps.size())
            ui.paint().fill({ x + 9, at + 22, 2, heights[i] - 20 }, look == StepLook::Done ? p.step.line_done : p.step.line);
        draw_node(ui, x, at, look);
        bool const now = look == StepLook::Running || look == StepLook::Waiting;
        float const used = draw_label(ui, { x + 32, at, width - 32, 20 }, step.description, { .type = now ? text::Type::UiMedium : text::Type::Ui, .color = look == StepLook::Todo ? p.text.secondary : p.text.primary, .max_lines = 0 });
        auto const word = words(step_word(look), state);
        draw_label(ui, { x + 32, at + used + 2, width - 32, 16 }, word, { .type = text::Type::Caption, .color = look == StepLook::Failed ? p.danger.text : p.text.tertiary });
        ui.record("step." + std::to_string(i), { .role = Role::ListItem, .name = step.description + ", " + word, .rect = { x, at, width, heights[i] } });
        at += heights[i];
    }
    ui.end_scroll();
    if (budget_room > 0) {
        Rect const box { x, area.bottom() - 88 - 20 + 12, width, 76 };
        card(ui, box, p.surface.raised, p.border.default_);
        label(ui, { box.x + 16, box.y + 16, 120, 20 }, "budget", words(Text::Budget, state), { .type = text::Type::UiMedium });
        std::string const used = value.credits_used ? format_credits(*value.credits_used, language) : words(Text::NothingUsed, state);
        std::string const said = value.credits_used && value.credits_estimated
            ? tr_format(Text::CreditsOf, language, format_number(*value.credits_used, language), format_credits(*value.credits_estimated, language))
            : used;
        label(ui, { box.x + 100, box.y + 16, box.width - 116, 20 }, "used", said, { .type = text::Type::Small, .color = p.text.secondary, .align = Align::Right });
        if (value.credits_used && value.credits_estimated && !value.credits_estimated->is_zero()) {
            auto const number = [](Decimal d) {
                double v = static_cast<double>(d.units);
                for (int i = 0; i < d.scale; ++i)
                    v /= 10;
                return v;
            };
            meter(ui, { box.x + 16, box.y + 48, box.width - 32, 8 }, "used-part", said, static_cast<float>(number(*value.credits_used) / number(*value.credits_estimated)), token::control_meter_default);
        }
    }
    ui.close();
}

} // namespace kally::ui
