#include "ui/views/goal_parts.h"

#include <algorithm>

namespace kally::ui {

namespace {

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

/// What of the goals of the open conversation waits for the person, those below its own included.
std::vector<store::Review> waiting_here(store::State const& state)
{
    auto all = store::needs_you(state);
    std::erase_if(all, [&](auto const& review) { return review.goal == nullptr || store::conversation_of(state, *review.goal) != state.route.conversation; });
    return all;
}

/// Their cards, each with a gap above; the goal that the panel shows is named there already.
float waiting_height(Frame& ui, float width, std::vector<store::Review> const& all, GoalId const& shown, store::State const& state)
{
    float height = 0;
    for (auto const& review : all)
        height += 12 + review_height(ui, width, review, state, review.goal->id != shown);
    return height;
}

void draw_waiting(Frame& ui, Rect area, std::vector<store::Review> const& all, GoalId const& shown, store::State const& state, Local& local, store::Actions& out)
{
    float const width = area.width - 39; // as what stands above and below, the line at its left left out
    auto const scroll = ui.begin_scroll("waiting", { .role = Role::Group, .name = words(Text::NeedsYou, state), .rect = area }, waiting_height(ui, width, all, shown, state));
    float y = area.y - scroll.top;
    for (auto const& review : all) {
        bool const titled = review.goal->id != shown;
        float const height = review_height(ui, width, review, state, titled);
        draw_review(ui, { area.x + 19, y + 12, width, height }, review, scroll, {}, state, local, out, titled);
        y += 12 + height;
    }
    ui.end_scroll();
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

void draw_goal_panel(Frame& ui, Rect area, store::State const& state, Local& local, store::Actions& out, bool sheet)
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
            draw_panel_failure(ui, { x, y, width, 0 }, *goal->error, state, out);
        else
            draw_panel_skeleton(ui, x, y, width);
        ui.close();
        return;
    }
    auto const& value = *goal->value;
    auto const language = state.settings.language;
    y += draw_goal_status(ui, x, y, value, state);
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
    float const budget_room = (value.credits_used || value.credits_estimated ? 108 : 12) + 48, room = area.bottom() - budget_room - y;
    // What waits stands still above the budget, where there is room beside the steps; these scroll.
    auto const waiting = ui.input().whole ? waiting_here(state) : std::vector<store::Review> {};
    float const cards = waiting_height(ui, width, waiting, value.id, state), waiting_room = std::min(cards, std::max(room / 2, room - 120));
    Rect const body { area.x + 1, y, area.width - 1, std::max(60.0f, room - waiting_room) };
    ui.need_height(body.y + 60 + std::min(cards, 240.0f) + budget_room);
    float const steps = 8 + steps_height(ui, value, width);
    auto const scroll = ui.begin_scroll("steps", { .role = Role::List, .takes_focus = steps > body.height, .name = words(Text::Steps, state), .rect = body }, steps);
    draw_steps(ui, x, body.y - scroll.top, width, value, state);
    ui.end_scroll();
    if (ui.input().focused == scroll.id && ui.input().focus_visible)
        ui.paint().focus_ring({ body.x + 4, body.y + 4, body.width - 8, body.height - 8 }, p.focus.ring, token::radius_md);
    if (!waiting.empty())
        draw_waiting(ui, { body.x, body.bottom(), body.width, waiting_room }, waiting, value.id, state, local, out);
    draw_budget_card(ui, { x, area.bottom() - 144, width, 76 }, value.credits_used, value.credits_estimated, state);
    if (button(ui, { x, area.bottom() - 52, width, button_height(ui, ButtonSize::Medium) }, { .key = "open", .name = words(Text::OpenGoal, state), .icon = Icon::ArrowRight, .icon_after = true })) {
        local.context_sheet = false;
        out.push_back(store::RouteChanged { { .page = store::Page::Goals, .goal = value.id } });
    }
    ui.close();
}

} // namespace kally::ui
