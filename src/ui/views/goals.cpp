#include "ui/views/goal_parts.h"
#include "ui/views/page_parts.h"

#include <algorithm>
#include <cmath>

namespace kally::ui {

namespace {

struct Tabs {
    store::GoalTab tab;
    std::string_view key;
    Text name, none;
};
constexpr Tabs tabs[] = {
    { store::GoalTab::Active, "active", Text::TabActive, Text::NoActiveGoals },
    { store::GoalTab::NeedsYou, "needs-you", Text::NeedsYou, Text::NothingNeedsYou },
    { store::GoalTab::Completed, "completed", Text::TabCompleted, Text::NoCompletedGoals },
    { store::GoalTab::Cancelled, "cancelled", Text::TabCancelled, Text::NoCancelledGoals },
    { store::GoalTab::Archived, "archived", Text::TabArchived, Text::NoArchivedGoals },
};

/// The row of tabs. Where it does not fit the numbers go first, then the names come closer to each other.
void draw_tabs(Frame& ui, Rect row, store::State const& state, store::Actions& out)
{
    ui.open("tabs", { .role = Role::TabList, .name = words(Text::Goals, state), .rect = row });
    ui.begin_roving(ui.id("tabs"), true);
    float const gap = ui.theme().phone ? 16 : 28;
    std::vector<TabSpec> specs;
    float whole = -gap;
    for (auto const& one : tabs) {
        auto count = store::count_goals(state, one.tab);
        if (one.tab == store::GoalTab::NeedsYou)
            count.known = store::needs_you(state).size();
        bool const attention = one.tab == store::GoalTab::NeedsYou && count.known > 0;
        specs.push_back({ .key = one.key, .name = words(one.name, state), .count = std::to_string(count.known) + (count.more ? "+" : ""), .attention = attention, .current = state.route.goal_tab == one.tab });
        whole += tab_width(ui, specs.back()) + gap;
    }
    if (whole > row.width)
        for (auto& spec : specs) {
            spec.type = text::Type::SmallMedium;
            if (!spec.attention)
                spec.count.clear();
        }
    whole = -gap;
    for (auto const& spec : specs)
        whole += tab_width(ui, spec) + gap;
    float const step = whole > row.width ? std::max(4.0f, gap - (whole - row.width) / (std::size(tabs) - 1)) : gap;
    float x = row.x;
    for (std::size_t i = 0; i < std::size(tabs); ++i) {
        float const width = tab_width(ui, specs[i]);
        if (tab(ui, { x, row.y, width, row.height }, specs[i]))
            out.push_back(store::RouteChanged { { .page = store::Page::Goals, .goal_tab = tabs[i].tab } });
        x += width + step;
    }
    ui.end_roving();
    ui.close();
}

/// Ticks the row that has the focus by its key, and with Shift and an arrow that one and the next: the arrow goes on to move there.
void choose_by_keys(Frame& ui, std::uint32_t row, GoalId const& id, bool can_choose, Local& local)
{
    auto& own = local.goals;
    if (can_choose && ui.take_key(choose_key)) {
        own.choosing = true;
        if (!own.chosen.erase(id))
            own.chosen.insert(id);
        own.last = id;
        ui.focus(row); // which is another element from now on
    }
    auto const at = std::find(own.shown.begin(), own.shown.end(), id) - own.shown.begin();
    for (auto const& key : ui.keys())
        if (auto const to = at + (key.key == "ArrowDown") - (key.key == "ArrowUp"); own.choosing && key.shift && to != at && to >= 0 && to < std::ssize(own.shown)) {
            own.last = own.shown[static_cast<std::size_t>(to)];
            own.chosen.insert({ id, own.last });
        }
}

void draw_row(Frame& ui, Rect rect, api::Goal const& goal, bool can_choose, store::State const& state, Local& local, store::Actions& out)
{
    auto const& p = ui.palette();
    auto const language = state.settings.language;
    if (auto const row = ui.id("row." + goal.id.text); ui.input().focused == row) {
        choose_by_keys(ui, row, goal.id, can_choose, local);
        if (local.goals.focus_back == row)
            ui.focus(row); // another element from now on
    }
    bool const phone = ui.theme().phone, selected = state.route.goal == goal.id, waits = store::tab_of(goal) == store::GoalTab::NeedsYou;
    bool const choosing = local.goals.choosing;
    auto const moment = goal.updated_at ? goal.updated_at : goal.created_at;
    std::string const time = moment ? format_when(*moment, state.now, state.utc_offset, language) : std::string {};
    std::string const line = goal_line(goal, state), progress = goal.steps.empty() ? std::string {} : steps_done(goal, language);
    store::Route const route { .page = store::Page::Goals, .goal_tab = state.route.goal_tab, .goal = goal.id };
    bool const chosen = choosing && local.goals.chosen.contains(goal.id);
    auto const item_state = static_cast<std::uint16_t>(choosing ? (chosen ? StateChecked : 0) : selected ? StateCurrent | StateSelected : 0);
    auto const item = ui.item("row." + goal.id.text, { .role = choosing ? Role::CheckBox : Role::Link, .state = item_state, .name = goal.title + (line.empty() ? "" : ", " + line),
        .value = choosing ? "" : store::format_route(route), .hint = progress + (progress.empty() || time.empty() ? "" : ", ") + time, .rect = rect });
    if (selected && !phone && !choosing)
        card(ui, rect, p.surface.selected, p.border.default_);
    else if (item.hovered || item.held)
        ui.paint().fill(rect, item.held ? p.state.pressed : p.state.hover, phone ? 0 : token::radius_lg);
    if (phone)
        ui.paint().fill({ rect.x + 16, rect.bottom() - 1, rect.width - 16, 1 }, p.border.subtle);
    float const pad = phone ? 16 : 13;
    float x = rect.x + pad;
    float const right = rect.right() - pad;
    if (choosing) {
        Rect const box { x, rect.y + 15, token::control_checkbox, token::control_checkbox };
        if (chosen) {
            ui.paint().fill(box, p.accent.solid, token::radius_xs);
            ui.paint().icon(Icon::Check, box.x + 9, box.y + 9, token::icon_sm, p.accent.on);
        } else {
            ui.paint().card(box, p.surface.content, p.border.control, token::radius_xs);
        }
        x += 30;
    }
    float const time_width = time.empty() ? 0 : std::ceil(ui.paint().width(text::Type::Caption, time)) + 8;
    draw_label(ui, { x, rect.y + 14, right - x - time_width, 20 }, goal.title, { .type = waits ? text::Type::UiStrong : text::Type::UiMedium });
    draw_label(ui, { right - time_width, rect.y + 14, time_width, 20 }, time, { .type = text::Type::Caption, .color = p.text.tertiary, .align = Align::Right });
    if (waits)
        ui.paint().circle(x + 4, rect.y + 48, 4, p.warning.icon);
    draw_label(ui, { x + (waits ? 16 : 0), rect.y + 38, right - x - (waits ? 16 : 0), 20 }, line, { .type = text::Type::Small, .color = p.text.secondary });
    if (!goal.steps.empty()) {
        auto const done = done_count(goal);
        auto const of = std::to_string(done) + " " + tr_format(Text::OfMany, language, std::to_string(goal.steps.size()));
        float const count = std::max(36.0f, std::ceil(ui.paint().width(text::Type::Caption, of))), part = static_cast<float>(done) / static_cast<float>(goal.steps.size()); // the meters of all rows end in one line
        Rect const track { x, rect.y + 68, right - x - count - 12, 4 };
        ui.paint().fill(track, p.meter.track, 2);
        if (part > 0)
            ui.paint().fill({ track.x, track.y, std::max(4.0f, track.width * part), 4 }, part >= 1 ? p.meter.fill_done : p.meter.fill, 2);
        draw_label(ui, { right - count - 1, rect.y + 62, count + 1, 16 }, of, { .type = text::Type::Caption, .color = p.text.tertiary, .align = Align::Right });
    }
    if (item.focused)
        ui.paint().focus_ring({ rect.x + 4, rect.y + 4, rect.width - 8, rect.height - 8 }, p.focus.ring, token::radius_md);
    if (!item.activated)
        return;
    if (!choosing) {
        out.push_back(store::RouteChanged { route });
        return;
    }
    // With Shift everything between the last one and this is chosen as well.
    auto const& shown = local.goals.shown;
    auto const to = std::find(shown.begin(), shown.end(), goal.id), from = std::find(shown.begin(), shown.end(), local.goals.last);
    if (ui.input().shift && from != shown.end() && to != shown.end())
        local.goals.chosen.insert(std::min(from, to), std::max(from, to) + 1);
    else if (!local.goals.chosen.erase(goal.id))
        local.goals.chosen.insert(goal.id);
    local.goals.last = goal.id;
}

void draw_list_skeleton(Frame& ui, Rect body)
{
    if (!ui.shown_for(ui.id("skeleton"), skeleton_delay))
        return;
    static constexpr float titles[] = { 172, 138, 156, 122, 164, 146 };
    float y = body.y + 12;
    for (float const width : titles) {
        if (y + token::control_row_goal > body.bottom())
            return;
        skeleton(ui, { body.x + 21, y + 4, width, 12 });
        skeleton(ui, { body.x + 21, y + 28, width + 40, 10 });
        skeleton(ui, { body.x + 21, y + 56, body.width - 100, 4 }, 2);
        y += token::control_row_goal + 2;
    }
}

/// What stands where no row is: nothing yet, nothing in this tab, nothing found, or the reason why nothing was loaded.
void draw_nothing(Frame& ui, Rect body, store::State const& state, Local& local, store::Actions& out)
{
    auto const& p = ui.palette();
    auto const list = state.goal_lists.find(state.route.goal_tab == store::GoalTab::NeedsYou ? store::GoalTab::Active : state.route.goal_tab);
    auto const* page = list == state.goal_lists.end() ? nullptr : &list->second.page;
    float const width = std::min(400.0f, body.width - 48), x = body.x + (body.width - width) / 2;
    float y = body.y + std::max(24.0f, (body.height - 220) / 2);
    if (page != nullptr && page->error && !page->value) {
        if (draw_failure(ui, body, words(Text::GoalsFailed, state), *page->error, state))
            out.push_back(store::GoalsRequested { list->first });
        return;
    }
    if (page == nullptr || !page->value) {
        draw_list_skeleton(ui, body);
        return;
    }
    if (!local.goals.search.empty()) {
        y += label(ui, { x, y, width, 20 }, "none", tr_format(Text::NothingFoundFor, state.settings.language, local.goals.search), { .type = text::Type::UiMedium, .align = Align::Centre, .max_lines = 0 }) + 16;
        ButtonSpec const clear { .key = "clear-search", .name = words(Text::ClearSearch, state) };
        float const size = button_width(ui, clear);
        if (button(ui, { body.x + (body.width - size) / 2, y, size, button_height(ui, ButtonSize::Medium) }, clear)) {
            local.goals.search.clear();
            ++local.goals.search_revision;
        }
        return;
    }
    if (!state.goals.empty()) {
        auto const* here = std::find_if(std::begin(tabs), std::end(tabs), [&](auto const& one) { return one.tab == state.route.goal_tab; });
        label(ui, { x, body.y + 32, width, 20 }, "none", words(here->none, state), { .type = text::Type::Ui, .color = p.text.tertiary, .align = Align::Centre, .max_lines = 0 });
        return;
    }
    tile(ui, { body.x + body.width / 2 - 24, y, 48, 48 }, Tone::Accent, Icon::Target, token::icon_hero);
    y += 64;
    y += label(ui, { x, y, width, 28 }, "empty-title", words(Text::NoGoalsYet, state), { .type = text::Type::Title2, .align = Align::Centre, .role = Role::Heading, .level = 2, .max_lines = 0 }) + 8;
    y += label(ui, { x, y, width, 48 }, "empty-detail", words(Text::NoGoalsDetail, state), { .type = text::Type::Body, .color = p.text.secondary, .align = Align::Centre, .max_lines = 0 }) + 24;
    ButtonSpec const start { .key = "start", .name = words(Text::StartChat, state), .kind = ButtonKind::Primary, .icon = Icon::SquarePen };
    float const size = button_width(ui, start);
    if (button(ui, { body.x + (body.width - size) / 2, y, size, button_height(ui, ButtonSize::Medium) }, start))
        out.push_back(store::NewConversationPressed {});
}

/// The focus stays where it was when the rows become links again, or goes back to the way in.
void stop_choosing(Frame& ui, Local::Goals& own)
{
    own.choosing = false;
    own.chosen.clear();
    own.focus_back = ui.input().focused;
}

/// Choosing several to archive them: how many, all, archive, leave. Returns its height.
float draw_chooser(Frame& ui, Rect body, store::State const& state, Local& local, store::Actions& out)
{
    auto const& p = ui.palette();
    constexpr float height = 52;
    Rect const bar { body.x, body.bottom() - height, body.width, height };
    ui.paint().fill(bar, p.surface.raised);
    separator(ui, bar.x, bar.y, bar.width);
    auto const count = std::to_string(local.goals.chosen.size());
    ButtonSpec const archive { .key = "archive-chosen", .name = tr_format(Text::ArchiveCount, state.settings.language, count), .kind = ButtonKind::Primary, .size = ButtonSize::Small, .disabled = local.goals.chosen.empty() };
    ButtonSpec const stop { .key = "stop-choosing", .name = words(Text::Cancel, state), .kind = ButtonKind::Ghost, .size = ButtonSize::Small };
    float const width = button_width(ui, archive), h = button_height(ui, ButtonSize::Small);
    if (button(ui, { bar.right() - 16 - width, bar.y + (height - h) / 2, width, h }, archive) && !local.goals.chosen.empty()) {
        out.push_back(store::ArchivePressed { { local.goals.chosen.begin(), local.goals.chosen.end() } });
        stop_choosing(ui, local.goals);
    }
    if (button(ui, { bar.x + 8, bar.y + (height - h) / 2, button_width(ui, stop), h }, stop) || ui.take_key("Escape"))
        stop_choosing(ui, local.goals);
    return height;
}

void draw_goal_list(Frame& ui, Rect body, store::State const& state, Local& local, store::Actions& out)
{
    auto const tab = state.route.goal_tab;
    auto const goals = store::goals_in(state, tab, local.goals.search);
    local.goals.shown.clear();
    for (auto const* goal : goals)
        local.goals.shown.push_back(goal->id);
    // What is no goal stands there as it does behind the bell.
    std::vector<store::Review> reviews;
    if (tab == store::GoalTab::NeedsYou && local.goals.search.empty())
        reviews = store::needs_you(state);
    std::erase_if(reviews, [](auto const& review) { return review.goal != nullptr; });
    if (goals.empty() && reviews.empty()) {
        local.goals.choosing = false;
        draw_nothing(ui, body, state, local, out);
        return;
    }
    if (local.goals.choosing)
        body.height -= draw_chooser(ui, body, state, local, out);
    bool const finished = (tab == store::GoalTab::Completed || tab == store::GoalTab::Cancelled) && !state.missing.contains(store::Offer::ArchiveMany);
    bool const phone = ui.theme().phone;
    float const inset = phone ? 0 : 8, row = ui.theme().compact ? token::control_compact_row_goal : token::control_row_goal, pitch = phone ? row : row + 2, heading = 34;
    std::vector<api::Goal const*> waiting, others;
    for (auto const* goal : goals)
        (tab == store::GoalTab::Active && store::tab_of(*goal) == store::GoalTab::NeedsYou ? waiting : others).push_back(goal);
    bool const more = store::count_goals(state, tab).more;
    float content = 8 + static_cast<float>(goals.size()) * pitch + (waiting.empty() ? 0 : heading) + (tab == store::GoalTab::Active && !others.empty() ? heading : 0) + (more ? 44 : 0) + (finished ? 44 : 0);
    for (auto const& review : reviews)
        content += review_height(ui, body.width - 32, review, state) + 12;
    auto const scroll = ui.begin_scroll("list", { .role = Role::Navigation, .name = words(Text::Goals, state), .rect = body }, content);
    float y = body.y - scroll.top + (tab == store::GoalTab::Active ? 0 : 8);
    if (finished && !local.goals.choosing && state.online) {
        ButtonSpec const choose { .key = "choose", .name = words(Text::ChooseToArchive, state), .kind = ButtonKind::Ghost, .size = ButtonSize::Small, .icon = Icon::Archive };
        if (button(ui, { body.x + 12, y, button_width(ui, choose), button_height(ui, ButtonSize::Small) }, choose))
            local.goals.choosing = true;
        if (local.goals.focus_back)
            ui.focus(ui.id("choose")); // unless a row has it
        y += 36;
    }
    ui.begin_roving(scroll.id);
    auto const draw_group = [&](Text name, bool titled, std::vector<api::Goal const*> const& group) {
        if (group.empty())
            return;
        if (titled) {
            label(ui, { body.x + (phone ? 16 : 20), y + 12, body.width - 40, 16 }, "group." + words(name, state), words(name, state), { .type = text::Type::CaptionMedium, .color = ui.palette().text.tertiary });
            y += heading;
        }
        for (auto const* goal : group) {
            if (y + row > body.y - 400 && y < body.bottom() + 400)
                draw_row(ui, { body.x + inset, y, body.width - 2 * inset, row }, *goal, finished && state.online, state, local, out);
            y += pitch;
        }
    };
    draw_group(Text::NeedsYou, true, waiting);
    draw_group(Text::InProgress, tab == store::GoalTab::Active, others);
    ui.end_roving();
    local.goals.focus_back.reset();
    for (auto const& review : reviews) {
        float const height = review_height(ui, body.width - 32, review, state);
        draw_review(ui, { body.x + 16, y + 12, body.width - 32, height }, review, scroll, {}, state, local, out);
        y += height + 12;
    }
    if (more) {
        auto const source = tab == store::GoalTab::NeedsYou ? store::GoalTab::Active : tab;
        auto const& page = state.goal_lists.at(source).page;
        if (page.error) {
            if (text_button(ui, { body.x + 21, y + 12, body.width - 42, 20 }, "more", words(Text::MoreFailed, state), text::Type::SmallMedium))
                out.push_back(store::MoreGoalsRequested { source });
        } else {
            label(ui, { body.x + 21, y + 12, body.width - 42, 20 }, "more", words(Text::LoadingMore, state), { .type = text::Type::Small, .color = ui.palette().text.tertiary });
            if (y < body.bottom() + 400 && !page.pending)
                out.push_back(store::MoreGoalsRequested { source });
        }
    }
    ui.end_scroll();
}

/// Title, search and tabs. Returns what is left.
Rect draw_head(Frame& ui, Rect area, store::State const& state, Local& local, store::Actions& out)
{
    bool const phone = ui.theme().phone;
    float const left = phone ? 16 : 20, header = token::panel_header;
    label(ui, { area.x + left, area.y + 12, 200, 32 }, "title", words(Text::Goals, state), { .type = phone ? text::Type::Title1 : text::Type::Title2, .role = Role::Heading, .level = 1 });
    ButtonSpec const fresh { .key = "new", .name = words(Text::NewGoal, state), .icon = Icon::Plus };
    float const new_width = phone ? 44 : button_width(ui, fresh);
    if (phone ? icon_button(ui, { area.right() - 52, area.y + 6, 44, 44 }, "new", fresh.name, Icon::Plus) : button(ui, { area.right() - 24 - new_width, area.y + 10, new_width, 36 }, fresh))
        out.push_back(store::NewConversationPressed {});
    if (phone)
        draw_bell(ui, area.right() - 74, area.y + 28, state, local);
    float y = area.y + header;
    Rect const search = phone ? Rect { area.x + 16, y, area.width - 32, token::control_input_height_phone } : Rect { area.right() - 24 - new_width - 12 - 240, area.y + 10, 240, token::control_input_height };
    draw_search(ui, search, Text::SearchGoals, local.goals.search, local.goals.search_revision, state);
    if (phone)
        y = search.bottom() + 4;
    draw_tabs(ui, { area.x + left, y, area.width - 2 * left, token::panel_tabs_row }, state, out);
    y += token::panel_tabs_row;
    separator(ui, area.x, y, area.width);
    return { area.x, y + 1, area.width, area.bottom() - y - 1 };
}

} // namespace

void draw_goals(Frame& ui, Rect area, store::State const& state, Local& local, store::Actions& out)
{
    auto const& p = ui.palette();
    bool const one_pane = ui.theme().phone || area.width < one_pane_below;
    bool const chosen = !state.route.goal.empty();
    ui.open("goals", { .role = Role::Region, .name = words(Text::Goals, state), .rect = area });
    ui.paint().fill(area, p.surface.content);
    ui.need_height(area.y + 360);
    if (one_pane && chosen) {
        draw_goal_detail(ui, area, state, local, out, true);
        ui.close();
        return;
    }
    Rect body = draw_head(ui, area, state, local, out);
    float const strip = draw_offline_strip(ui, body, state);
    body = { body.x, body.y + strip, body.width, body.height - strip };
    if (one_pane || (state.goals.empty() && !chosen)) {
        draw_goal_list(ui, body, state, local, out);
    } else {
        Rect const list { body.x, body.y, token::panel_master_list, body.height };
        ui.paint().fill(list, p.surface.panel);
        upright_separator(ui, list.right() - 1, list.y, list.height);
        draw_goal_list(ui, list, state, local, out);
        Rect const detail { list.right(), body.y, body.right() - list.right(), body.height };
        if (chosen)
            draw_goal_detail(ui, detail, state, local, out, false);
        else
            label(ui, { detail.x + 24, detail.y + detail.height / 2 - 20, detail.width - 48, 20 }, "choose-one", words(Text::ChooseGoal, state), { .type = text::Type::Ui, .color = p.text.tertiary, .align = Align::Centre });
    }
    ui.close();
}

} // namespace kally::ui
