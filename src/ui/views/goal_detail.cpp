#include "ui/overlays.h"
#include "ui/views/goal_parts.h"
#include "ui/views/page_parts.h"
#include "ui/views/plan_parts.h"

#include <algorithm>
#include <cmath>

namespace kally::ui {

namespace {

constexpr float side_width = 280, side_gap = 32, two_columns_from = 680;

struct Bar {
    std::string title, detail;
    std::vector<api::GoalAction> actions; ///< The first is the one that moves the goal on.
};

/// What the goal asks the person for; nothing when it goes on by itself or is over.
std::optional<Bar> bar_of(api::Goal const& goal, store::State const& state)
{
    if (store::tab_of(goal) != store::GoalTab::NeedsYou)
        return {};
    auto const actions = store::actions_for(state, goal);
    auto const asks = store::asks_of(state, goal.id);
    if (store::kind_of(state, goal) == store::Review::Kind::Budget)
        return Bar { words(Text::ApproveThisBudget, state), tr_format(Text::EstimatedCredits, state.settings.language, format_credits(*goal.credits_estimated, state.settings.language)) + (asks.empty() ? "" : "\n" + asks), actions };
    auto const* step = store::waiting_step(goal);
    return Bar { words(step != nullptr ? Text::ApproveThisStep : Text::GoalWaits, state), (step != nullptr ? step->description : goal.description.value_or("")) + (asks.empty() || (step != nullptr && asks == step->description) ? "" : "\n" + asks), actions };
}

ButtonSpec bar_button(api::GoalAction action, bool first, store::Decision const* decision, store::State const& state)
{
    bool const busy = decision != nullptr && is_under_way(*decision), own = busy && decision->action == action;
    return { .key = goal_action_key(action), .name = words(own ? Text::Sending : goal_action_name(action), state),
        .kind = action == api::GoalAction::Cancel ? ButtonKind::DangerGhost : first ? ButtonKind::Primary : ButtonKind::OnBar,
        .icon = first ? std::optional { Icon::Check } : std::nullopt, .disabled = (busy && !own) || !state.online, .busy = own };
}

float bar_height(Frame& ui, float width, Bar const& bar)
{
    bool const phone = ui.theme().phone;
    float const text_width = width - (phone ? 32 : 32 + 48);
    float const text_height = 24 + 4 + std::min(4 * 20.0f, wrapped_height(ui, text::Type::Small, bar.detail, text_width));
    auto const count = bar.actions.size();
    float const rows = count == 0 ? -16.0f : !phone ? 36.0f : count == 1 ? 44.0f : count == 2 ? 96.0f : 148.0f;
    return 16 + text_height + 16 + rows + 16;
}

/// What the goal asks and what can be answered; the way to end it stands apart at the end.
void draw_bar(Frame& ui, Rect rect, api::Goal const& goal, Bar const& bar, store::Decision const* decision, store::State const& state, Local& local, store::Actions& out)
{
    auto const& p = ui.palette();
    bool const phone = ui.theme().phone;
    ui.open("bar", { .role = Role::Region, .name = bar.title, .rect = rect });
    if (phone) {
        ui.paint().fill(rect, p.warning.tint);
        ui.paint().fill({ rect.x, rect.y, rect.width, 1 }, p.warning.border);
    } else {
        ui.paint().card(rect, p.warning.tint, p.warning.border, token::radius_lg);
        ui.paint().fill({ rect.x + 16, rect.y + 16, 36, 36 }, p.surface.raised, 10);
        ui.paint().icon(Icon::ListChecks, rect.x + 34, rect.y + 34, token::icon_lg, p.warning.icon);
    }
    float const x = rect.x + (phone ? 16 : 64), width = rect.right() - 16 - x;
    float y = rect.y + 14;
    label(ui, { x, y, width, 24 }, "question", bar.title, { .type = phone ? text::Type::Heading : text::Type::UiStrong, .role = Role::Heading, .level = 3 });
    y += 24;
    y += label(ui, { x, y, width, 20 }, "asked", bar.detail, { .type = text::Type::Small, .color = p.text.secondary, .max_lines = 4 }) + 16;
    std::vector<api::GoalAction> pressed;
    float const h = button_height(ui, ButtonSize::Medium);
    std::vector<std::pair<ButtonSpec, api::GoalAction>> buttons;
    for (std::size_t i = 0; i < bar.actions.size(); ++i)
        buttons.emplace_back(bar_button(bar.actions[i], i == 0, decision, state), bar.actions[i]);
    auto const press = [&](Rect at, std::pair<ButtonSpec, api::GoalAction> const& one) {
        if (button(ui, at, one.first) && !one.first.disabled)
            decide_goal(goal.id, one.second, local, out);
    };
    float const left = rect.x + 16, room = rect.width - 32;
    if (phone && !buttons.empty()) {
        // The one that moves the goal on in full width, the others side by side, the end below.
        press({ left, y, room, 44 }, buttons.front());
        y += 52;
        std::size_t const middle = std::max<std::size_t>(buttons.size(), 2) - 2;
        if (middle > 0) {
            float const each = (room - 8 * static_cast<float>(middle - 1)) / static_cast<float>(middle);
            for (std::size_t i = 1; i <= middle; ++i)
                press({ left + static_cast<float>(i - 1) * (each + 8), y, each, 44 }, buttons[i]);
            y += 52;
        }
        if (buttons.size() > 1)
            press({ left, y, room, 44 }, buttons.back());
    } else {
        float at = left;
        for (auto const& one : buttons) {
            float const size = button_width(ui, one.first);
            bool const end = one.second == api::GoalAction::Cancel;
            press({ end ? rect.right() - 16 - size : at, y, size, h }, one);
            at += size + 8;
        }
    }
    ui.close();
}

void count_below(api::GoalTree const& tree, std::vector<std::string>& names)
{
    for (auto const& child : tree.sub_goals) {
        auto const tab = store::tab_of(child.goal);
        if (tab == store::GoalTab::Active || tab == store::GoalTab::NeedsYou)
            names.push_back(child.goal.title);
        count_below(child, names);
    }
}

std::vector<std::string> open_below(store::State const& state, GoalId const& id)
{
    std::vector<std::string> names;
    if (auto const found = state.goal_extras.find(id); found != state.goal_extras.end() && found->second.tree.value)
        count_below(*found->second.tree.value, names);
    return names;
}

struct TreeRow {
    api::Goal const* goal;
    int depth;
};

void flatten(api::GoalTree const& tree, int depth, std::vector<TreeRow>& rows)
{
    for (auto const& child : tree.sub_goals) {
        rows.push_back({ &child.goal, depth });
        if (depth < 4) // what lies deeper is reached through its parent
            flatten(child, depth + 1, rows);
    }
}

/// Everything below a goal in one: how many there are, how many are done, what they cost together as far as that is known.
struct RolledUp {
    int all = 0, done = 0;
    std::optional<Decimal> credits;
};

void roll_up(api::GoalTree const& tree, RolledUp& sum)
{
    for (auto const& child : tree.sub_goals) {
        ++sum.all;
        sum.done += store::tab_of(child.goal) == store::GoalTab::Completed;
        if (child.goal.credits_used)
            sum.credits = sum.credits.value_or(Decimal {}) + *child.goal.credits_used;
        roll_up(child, sum);
    }
}

constexpr float tree_row = 32;

/// The goals below this one, each a link to its own page with its state and cost.
void draw_tree(Frame& ui, Rect box, std::vector<TreeRow> const& rows, RolledUp const& sum, store::State const& state, store::Actions& out)
{
    auto const& p = ui.palette();
    auto const language = state.settings.language;
    card(ui, box, p.surface.raised, p.border.default_);
    auto const together = tr_format(Text::ManyDone, language, std::to_string(sum.done), std::to_string(sum.all)) + (sum.credits ? ", " + format_credits(*sum.credits, language) : "");
    float const together_width = std::ceil(ui.paint().width(text::Type::Caption, together)) + 1;
    label(ui, { box.right() - 16 - together_width, box.y + 16, together_width, 20 }, "together", together, { .type = text::Type::Caption, .color = p.text.tertiary });
    label(ui, { box.x + 16, box.y + 16, box.width - 40 - together_width, 20 }, "sub-goals", words(Text::SubGoals, state), { .type = text::Type::UiStrong, .role = Role::Heading, .level = 3 });
    ui.open("tree", { .role = Role::List, .name = words(Text::SubGoals, state), .rect = { box.x, box.y + 44, box.width, box.height - 52 } });
    float y = box.y + 44;
    for (auto const& row : rows) {
        auto const look = look_of_goal(row.goal->status.value_or(""));
        auto const word = look ? words(look->text, state) : row.goal->status.value_or("");
        auto const cost = row.goal->credits_used ? format_credits(*row.goal->credits_used, language) : std::string {};
        store::Route const route { .page = store::Page::Goals, .goal_tab = state.route.goal_tab, .goal = row.goal->id };
        Rect const rect { box.x + 8, y, box.width - 16, tree_row };
        auto const item = ui.item("sub." + row.goal->id.text, { .role = Role::Link, .name = row.goal->title + (word.empty() ? "" : ", " + word), .value = store::format_route(route), .hint = cost, .rect = rect });
        if (item.hovered || item.held)
            ui.paint().fill(rect, item.held ? p.state.pressed : p.state.hover, token::radius_sm);
        float const x = rect.x + 8 + 20 * static_cast<float>(row.depth);
        if (row.depth > 0) {
            ui.paint().fill({ x - 12, y, 1, tree_row / 2 }, p.border.strong);
            ui.paint().fill({ x - 12, y + tree_row / 2, 8, 1 }, p.border.strong);
        }
        ui.paint().circle(x + 7, y + tree_row / 2, 4, tone_colors(p, look ? look->tone : Tone::Neutral).icon);
        float const cost_width = cost.empty() ? 0 : std::ceil(ui.paint().width(text::Type::Small, cost));
        draw_label(ui, { x + 20, y, rect.right() - 8 - cost_width - 8 - x - 20, tree_row }, row.goal->title, { .type = text::Type::Small });
        draw_label(ui, { rect.right() - 8 - cost_width, y, cost_width + 1, tree_row }, cost, { .type = text::Type::Small, .color = p.text.tertiary });
        if (item.focused)
            ui.paint().focus_ring({ rect.x + 2, rect.y + 2, rect.width - 4, rect.height - 4 }, p.focus.ring, token::radius_xs);
        if (item.activated)
            out.push_back(store::RouteChanged { route });
        y += tree_row;
    }
    ui.close();
}

void draw_costs(Frame& ui, Rect box, std::vector<api::CostItem> const& items, store::State const& state)
{
    auto const& p = ui.palette();
    auto const language = state.settings.language;
    card(ui, box, p.surface.raised, p.border.default_);
    label(ui, { box.x + 16, box.y + 16, box.width - 32, 20 }, "costs", words(Text::Costs, state), { .type = text::Type::UiStrong, .role = Role::Heading, .level = 3 });
    float y = box.y + 44;
    for (std::size_t i = 0; i < items.size(); ++i, y += 24) {
        auto const name = work_name(items[i].action, state) + (items[i].at ? "  \u00B7  " + format_when(*items[i].at, state.now, state.utc_offset, language) : ""), cost = items[i].credits ? format_credits(*items[i].credits, language) : std::string {};
        draw_label(ui, { box.x + 16, y, box.width - 120, 20 }, name, { .type = text::Type::Small, .color = p.text.secondary });
        draw_label(ui, { box.x + 16, y, box.width - 32, 20 }, cost, { .type = text::Type::Small, .align = Align::Right });
        ui.record("cost." + std::to_string(i), { .role = Role::Text, .name = name + (cost.empty() ? "" : ", " + cost), .rect = { box.x + 16, y, box.width - 32, 20 } });
    }
}

/// Budget, goals below, costs: a column of its own, or the budget above the steps and the rest under them.
struct Side {
    std::optional<Decimal> used, estimated, left;
    std::vector<TreeRow> rows;
    RolledUp below;
    std::vector<api::CostItem> const* costs = nullptr;
    float budget() const
    {
        float const card = budget_card_height(used, estimated, left);
        return card > 0 ? card + 16 : 0;
    }
    float height() const { return budget() + (rows.empty() ? 0 : 56 + tree_row * static_cast<float>(rows.size()) + 16) + (costs == nullptr ? 0 : 60 + 24 * static_cast<float>(costs->size()) + 16); }
};

Side side_of(api::Goal const& goal, store::State const& state)
{
    Side side { .used = goal.credits_used, .estimated = goal.credits_estimated };
    auto const found = state.goal_extras.find(goal.id);
    if (found == state.goal_extras.end())
        return side;
    if (auto const& budget = found->second.budget.value) {
        side.used = budget->used ? budget->used : side.used;
        side.estimated = budget->estimated ? budget->estimated : side.estimated;
        side.left = budget->remaining;
        side.costs = budget->breakdown.empty() ? nullptr : &budget->breakdown;
    }
    if (auto const& tree = found->second.tree.value) {
        flatten(*tree, 0, side.rows);
        roll_up(*tree, side.below);
    }
    if (auto const& costs = found->second.costs.value; costs && !costs->items.empty())
        side.costs = &costs->items;
    return side;
}

void draw_below_budget(Frame& ui, float x, float y, float width, Side const& side, store::State const& state, store::Actions& out)
{
    if (!side.rows.empty()) {
        float const height = 56 + tree_row * static_cast<float>(side.rows.size());
        draw_tree(ui, { x, y, width, height }, side.rows, side.below, state, out);
        y += height + 16;
    }
    if (side.costs != nullptr)
        draw_costs(ui, { x, y, width, 60 + 24 * static_cast<float>(side.costs->size()) }, *side.costs, state);
}

/// What else can be done: everything that the bar does not offer.
std::vector<api::GoalAction> menu_actions(api::Goal const& goal, bool has_bar, store::State const& state)
{
    std::vector<api::GoalAction> actions = has_bar ? std::vector<api::GoalAction> {} : store::actions_for(state, goal);
    auto const tab = store::tab_of(goal);
    if ((tab == store::GoalTab::Active || tab == store::GoalTab::NeedsYou) && store::is_offered(state, api::GoalAction::CascadeCancel) && !open_below(state, goal.id).empty())
        actions.push_back(api::GoalAction::CascadeCancel);
    return actions;
}

void draw_detail_skeleton(Frame& ui, Rect body)
{
    if (!ui.shown_for(ui.id("skeleton"), skeleton_delay))
        return;
    float const x = body.x + 24;
    skeleton(ui, { x, body.y + 28, 88, 20 }, 10);
    skeleton(ui, { x, body.y + 68, std::min(340.0f, body.width - 48), 24 });
    skeleton(ui, { x, body.y + 104, std::min(260.0f, body.width - 48), 12 });
    static constexpr float widths[] = { 184, 142, 205, 163 };
    for (std::size_t i = 0; i < std::size(widths); ++i) {
        float const top = body.y + 156 + static_cast<float>(i) * 58;
        ui.paint().circle(x + 10, top + 10, 10, ui.palette().state.skeleton);
        skeleton(ui, { x + 32, top + 4, std::min(widths[i], body.width - 80), 12 });
    }
}

} // namespace

bool is_asked(store::State const& state, GoalId const& id, api::GoalAction action)
{
    auto const known = state.goals.find(id);
    if (known == state.goals.end())
        return false;
    auto const actions = menu_actions(known->second, false, state);
    return std::find(actions.begin(), actions.end(), action) != actions.end();
}

void draw_goal_question(Frame& ui, store::State const& state, Local& local, store::Actions& out)
{
    auto const [id, action] = *local.goals.question;
    auto const known = state.goals.find(id);
    if (known == state.goals.end()) {
        local.goals.question.reset();
        return;
    }
    auto const language = state.settings.language;
    bool const cascade = action == api::GoalAction::CascadeCancel, archive = action == api::GoalAction::Archive;
    auto const title = tr_format(archive ? Text::ArchiveQuestion : Text::CancelQuestion, language, known->second.title);
    std::string detail = words(archive ? Text::ArchiveEffect : cascade ? Text::CascadeEffect : Text::CancelEffect, state);
    auto const below = cascade ? open_below(state, id) : std::vector<std::string> {};
    constexpr std::size_t most = 6;
    for (std::size_t i = 0; i < std::min(below.size(), most); ++i)
        detail += "\n\u2022 " + below[i];
    if (below.size() > most)
        detail += "\n" + tr_format(Text::AndMore, language, std::to_string(below.size() - most));
    auto const answer = draw_question(ui, "goal-question", { .title = title, .detail = detail, .keep = words(archive ? Text::Cancel : Text::KeepGoal, state), .go = words(goal_action_name(action), state), .danger = !archive });
    if (answer == Answer::Gone)
        out.push_back(store::GoalDecided { id, action });
    if (answer != Answer::None)
        local.goals.question.reset();
}

void draw_goal_menu(Frame& ui, store::State const& state, Local& local, store::Actions& out)
{
    auto const known = state.goals.find(state.route.goal);
    if (known == state.goals.end()) {
        local.goals.menu = false;
        return;
    }
    auto const actions = menu_actions(known->second, bar_of(known->second, state).has_value(), state);
    float const row = ui.theme().phone ? token::control_height_touch : token::control_row_menu;
    Menu menu;
    bool close = !begin_menu(ui, "goal-menu", words(Text::MoreActions, state), local.goals.menu_anchor, 240, 12 + row * static_cast<float>(actions.size()), false, menu);
    for (auto const action : actions) {
        bool const ends = action == api::GoalAction::Cancel || action == api::GoalAction::CascadeCancel;
        if (menu_item(ui, menu, goal_action_key(action), words(goal_action_name(action), state), ends ? Icon::Ban : action == api::GoalAction::Archive ? Icon::Archive : Icon::Bell, Role::MenuItem, false, ends)) {
            decide_goal(known->first, action, local, out);
            close = true;
        }
    }
    end_menu(ui);
    if (close)
        local.goals.menu = false;
}

void draw_goal_detail(Frame& ui, Rect area, store::State const& state, Local& local, store::Actions& out, bool alone)
{
    auto const& p = ui.palette();
    bool const phone = ui.theme().phone;
    auto const& id = state.route.goal;
    auto const known = state.goals.find(id);
    auto const detail = state.goal_details.find(id);
    Error const* error = detail != state.goal_details.end() && detail->second.error ? &*detail->second.error : nullptr;
    bool const there = known != state.goals.end();
    ui.open("goal", { .role = Role::Region, .name = there ? known->second.title : words(Text::Goal, state), .rect = area });
    float const pad = phone ? 16 : 24;
    Rect body = area;
    float const head = alone ? token::panel_header : 64;
    float const tools_y = alone ? area.y + 10 : area.y + 22;
    if (alone) {
        if (icon_button(ui, { area.x + (phone ? 4 : 12), area.y + 6, 44, 44 }, "back", words(Text::Back, state), Icon::ChevronLeft))
            out.push_back(store::RouteChanged { { .page = store::Page::Goals, .goal_tab = state.route.goal_tab } });
        label(ui, { area.x + (phone ? 52 : 60), area.y + 18, 160, 20 }, "place", words(Text::Goals, state), { .type = text::Type::Ui, .color = p.text.secondary });
    }
    body.y += head;
    body.height -= head;
    if (!there) {
        if (error != nullptr) {
            if (draw_failure(ui, body, words(error->status == 404 ? Text::GoalGone : Text::GoalFailed, state), *error, state))
                out.push_back(store::GoalRequested { id });
        } else {
            draw_detail_skeleton(ui, body);
        }
        ui.close();
        return;
    }
    auto const& goal = known->second;
    auto const language = state.settings.language;
    auto const found = state.decisions.find(id);
    store::Decision const* decision = found == state.decisions.end() ? nullptr : &found->second;
    auto const bar = bar_of(goal, state);

    // ---- above everything that scrolls: the state, the way to the conversation and to what else can be done
    if (!alone)
        draw_goal_status(ui, area.x + pad, area.y + 28, goal, state, token::control_pill_height);
    float right = area.right() - (phone ? 8 : 16);
    if (state.online && !menu_actions(goal, bar.has_value(), state).empty()) {
        Rect const more { right - 36, tools_y, 36, 36 };
        auto const popup = static_cast<std::uint16_t>(StateHasPopup | (local.goals.menu ? StateExpanded : StateCollapsed));
        if (icon_button(ui, more, "more", words(Text::MoreActions, state), Icon::Ellipsis, false, popup)) {
            local.goals.menu = true;
            local.goals.menu_anchor = { more.right() - 240, more.y, 240, more.height };
        }
        right -= 44;
    }
    if (auto const conversation = store::conversation_of(state, goal); !conversation.empty()) {
        ButtonSpec const open { .key = "chat", .name = words(Text::OpenChat, state), .kind = ButtonKind::Ghost, .icon = Icon::MessagesSquare };
        float const width = phone ? 44 : button_width(ui, open);
        if (phone ? icon_button(ui, { right - width, tools_y - 4, width, 44 }, "chat", open.name, Icon::MessagesSquare) : button(ui, { right - width, tools_y, width, 36 }, open))
            out.push_back(store::RouteChanged { { .page = store::Page::Chat, .conversation = conversation } });
    }

    if (decision != nullptr && !is_under_way(*decision)) {
        Rect const note { body.x + pad, body.y, body.width - 2 * pad, decision_note_height(ui, body.width - 2 * pad, *decision, state) };
        if (draw_decision_note(ui, note, *decision, state, out, id))
            out.push_back(store::DecisionDropped { id });
        body.y += note.height + 12;
        body.height -= note.height + 12;
    }
    Rect bar_rect;
    if (bar) {
        float const height = bar_height(ui, area.width - (phone ? 0 : 2 * pad), *bar);
        bar_rect = phone ? Rect { area.x, area.bottom() - height - ui.input().safe_bottom, area.width, height + ui.input().safe_bottom } : Rect { area.x + pad, area.bottom() - height - 20, area.width - 2 * pad, height };
        body.height = bar_rect.y - (phone ? 0 : 16) - body.y;
        ui.need_height(body.y + 120 + height);
    }

    // ---- what scrolls
    auto const side = side_of(goal, state);
    float const x = body.x + pad, width = body.width - 2 * pad;
    bool const two = width >= two_columns_from && side.height() > 0;
    float const main_width = two ? width - side_width - side_gap : width;
    std::string under = goal.description.value_or("");
    if (goal.created_at) {
        auto const started = tr_format(Text::StartedAt, language, format_when(*goal.created_at, state.now, state.utc_offset, language));
        auto const joined = under + "  \u00B7  " + started;
        under = under.empty() ? started : ui.paint().width(text::Type::Small, joined) <= width ? joined : under + "\n" + started; // no dot at the end of a line
    }
    float const title_height = wrapped_height(ui, text::Type::Title1, goal.title, width), under_height = under.empty() ? 0 : wrapped_height(ui, text::Type::Small, under, width);
    float const top = 4 + (!alone || goal.status.value_or("").empty() ? 0 : 34) + title_height + 4 + under_height + 24;
    float const steps = goal.steps.empty() ? 0 : 32 + steps_height(ui, goal, main_width);
    float const content = top + (two ? std::max(steps, side.height()) : side.height() + steps + (steps > 0 ? 8 : 0)) + 24;
    // It may hold nothing that takes the focus: then arrows scroll it when it has the focus itself.
    auto const scroll = ui.begin_scroll("body", { .role = Role::Group, .takes_focus = content > body.height, .name = goal.title, .rect = body }, content);
    float y = body.y - scroll.top + 4;
    if (alone && draw_goal_status(ui, x, y, goal, state, token::control_pill_height) > 0)
        y += 34;
    y += label(ui, { x, y, width, title_height }, "title", goal.title, { .type = text::Type::Title1, .role = Role::Heading, .level = 2, .max_lines = 0 }) + 4;
    if (!under.empty())
        y += label(ui, { x, y, width, under_height }, "under", under, { .type = text::Type::Small, .color = p.text.tertiary, .max_lines = 0 });
    y += 24;
    float const side_x = two ? x + main_width + side_gap : x, side_wide = two ? side_width : width;
    draw_budget_card(ui, { side_x, y, side_wide, 0 }, side.used, side.estimated, state, side.left);
    if (!two)
        y += side.budget();
    float const below = two ? y + side.budget() : y + steps + (steps > 0 ? 8 : 0);
    if (!goal.steps.empty()) {
        label(ui, { x, y, main_width, 20 }, "steps-title", words(Text::Steps, state), { .type = text::Type::UiStrong, .role = Role::Heading, .level = 3 });
        ui.open("steps", { .role = Role::List, .name = words(Text::Steps, state), .rect = { x, y + 32, main_width, steps - 32 } });
        draw_steps(ui, x, y + 32, main_width, goal, state);
        ui.close();
    }
    draw_below_budget(ui, side_x, below, side_wide, side, state, out);
    ui.end_scroll();
    if (ui.input().focused == scroll.id && ui.input().focus_visible)
        ui.paint().focus_ring({ body.x + 4, body.y + 4, body.width - 8, body.height - 8 }, p.focus.ring, token::radius_md);
    if (bar)
        draw_bar(ui, bar_rect, goal, *bar, decision, state, local, out);
    ui.close();
}

void draw_panel_failure(Frame& ui, Rect at, Error const& error, store::State const& state, store::Actions& out)
{
    auto const& p = ui.palette();
    float y = at.y + label(ui, { at.x, at.y, at.width, 60 }, "error", error_text(error, state.settings.language), { .type = text::Type::Small, .color = p.danger.text, .role = Role::Alert, .max_lines = 0 }) + 4;
    if (auto const reference = error_reference(error, state.settings.language); !reference.empty())
        y += label(ui, { at.x, y, at.width, 16 }, "reference", reference, { .type = text::Type::Caption, .color = p.text.tertiary, .max_lines = 0 }) + 4;
    ButtonSpec const again { .key = "again", .name = words(Text::TryAgain, state), .size = ButtonSize::Small };
    if (button(ui, { at.x, y + 8, button_width(ui, again), button_height(ui, ButtonSize::Small) }, again))
        out.push_back(store::GoalRequested { store::open_thread(state)->goals.front() });
}

} // namespace kally::ui
