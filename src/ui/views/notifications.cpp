#include "ui/overlays.h"
#include "ui/views/goal_parts.h"
#include "ui/views/page_parts.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

// What waits for the person, in one drawer: the cards (review.cpp), what changed since they left, new messages.
namespace kally::ui {

namespace {

std::string minutes_ago(store::State const& state)
{
    auto const language = state.settings.language;
    auto const at = state.live.missing ? state.goal_lists.contains(store::GoalTab::Active) ? state.goal_lists.at(store::GoalTab::Active).page.answered_at : std::nullopt : state.live.pending.answered_at;
    if (!at)
        return words(Text::NotUpdated, state);
    auto const minutes = std::chrono::duration_cast<std::chrono::minutes>(state.now - *at);
    return minutes.count() < 1 ? words(Text::UpdatedNow, state) : tr_format(Text::UpdatedAgo, language, format_duration(minutes, language));
}

float changes_height(store::State const& state) { return state.live.changes.empty() ? 0 : 40 + 44 * static_cast<float>(state.live.changes.size()); }

void draw_changes(Frame& ui, Rect at, store::State const& state, Local& local, store::Actions& out)
{
    auto const& p = ui.palette();
    label(ui, { at.x + 4, at.y + 12, at.width - 100, 16 }, "since", words(Text::SinceYouLeft, state), { .type = text::Type::CaptionMedium, .color = p.text.tertiary, .role = Role::Heading, .level = 3 });
    if (text_button(ui, { at.right() - 90, at.y + 8, 86, 24 }, "dismiss", words(Text::Dismiss, state), text::Type::CaptionMedium, {}, Align::Right))
        out.push_back(store::ChangesRead {});
    ui.open("changes", { .role = Role::List, .name = words(Text::SinceYouLeft, state), .rect = { at.x, at.y + 40, at.width, at.height - 40 } });
    float y = at.y + 40;
    for (auto const& change : state.live.changes) {
        auto const known = state.goals.find(change.goal);
        auto const title = known == state.goals.end() ? change.goal.text : known->second.title;
        auto const [tone, icon, word] = [&]() -> std::tuple<Tone, Icon, Text> {
            switch (change.tab) {
            case store::GoalTab::NeedsYou: return { Tone::Warning, Icon::CircleDot, Text::NeedsYou };
            case store::GoalTab::Completed: return { Tone::Success, Icon::CircleCheck, Text::Completed };
            case store::GoalTab::Cancelled: return { Tone::Neutral, Icon::Ban, Text::Cancelled };
            case store::GoalTab::Archived: return { Tone::Neutral, Icon::Archive, Text::Archived };
            case store::GoalTab::Active: break;
            }
            return { Tone::Accent, Icon::Target, change.fresh ? Text::NewGoalMade : Text::InProgress };
        }();
        store::Route const route { .page = store::Page::Goals, .goal_tab = change.tab, .goal = change.goal };
        Rect const row { at.x, y, at.width, 44 };
        auto const item = ui.item("change." + change.goal.text, { .role = Role::Link, .name = title + ", " + words(word, state), .value = store::format_route(route), .rect = row });
        if (item.hovered || item.held)
            ui.paint().fill(row, item.held ? p.state.pressed : p.state.hover, token::radius_md);
        ui.paint().icon(icon, row.x + 12, row.y + 12, token::icon_md, tone_colors(p, tone).icon);
        draw_label(ui, { row.x + 32, row.y + 2, row.width - 40, 20 }, title, { .type = text::Type::Ui });
        draw_label(ui, { row.x + 32, row.y + 22, row.width - 40, 20 }, words(word, state), { .type = text::Type::Small, .color = p.text.secondary });
        if (item.focused)
            ui.paint().focus_ring(row, p.focus.ring, token::radius_md);
        if (item.activated) {
            local.notifications.open = false;
            out.push_back(store::RouteChanged { route });
        }
        y += 44;
    }
    ui.close();
}

void draw_needs(Frame& ui, Rect body, std::vector<store::Review> const& reviews, store::State const& state, Local& local, store::Actions& out)
{
    float const width = body.width - 32;
    std::vector<float> heights;
    float content = 16 + changes_height(state) + (reviews.empty() ? 56 : 0) + 16;
    for (auto const& review : reviews) {
        heights.push_back(review_height(ui, width, review, state));
        content += heights.back() + 12;
    }
    auto const scroll = ui.begin_scroll("cards", { .role = Role::Group, .takes_focus = content > body.height && reviews.empty(), .name = words(Text::NeedsYou, state), .rect = body }, content);
    float y = body.y - scroll.top + 16;
    if (reviews.empty()) {
        label(ui, { body.x + 16, y + 8, width, 20 }, "nothing", words(Text::NothingNeedsYou, state), { .type = text::Type::Ui, .color = ui.palette().text.tertiary, .align = Align::Centre });
        y += 56;
    }
    auto const count = reviews.size();
    if (std::exchange(local.notifications.jump, false) && count > 0) {
        auto const at = std::find_if(reviews.begin(), reviews.end(), [&](auto const& review) { return review_has_focus(ui, ui.id(review_key(review)), review, state); }) - reviews.begin();
        ui.focus(ui.id(review_key(reviews[(static_cast<std::size_t>(at) + count - 1) % count])));
    }
    for (std::size_t i = 0; i < count; ++i) {
        draw_review(ui, { body.x + 16, y, width, heights[i] }, reviews[i], scroll, tr_format(Text::CountOf, state.settings.language, std::to_string(count - i), std::to_string(count)), state, local, out);
        y += heights[i] + 12;
    }
    if (!state.live.changes.empty())
        draw_changes(ui, { body.x + 16, y, width, changes_height(state) }, state, local, out);
    ui.end_scroll();
}

void draw_updates(Frame& ui, Rect body, api::PendingGroup const& inbox, store::State const& state)
{
    auto const& p = ui.palette();
    auto const scroll = ui.begin_scroll("updates", { .role = Role::List, .takes_focus = !inbox.items.empty(), .name = words(Text::Updates, state), .rect = body }, 24 + 48 * static_cast<float>(std::max<std::size_t>(1, inbox.items.size())));
    float y = body.y - scroll.top + 12;
    if (inbox.items.empty())
        label(ui, { body.x + 16, y + 12, body.width - 32, 20 }, "none", words(Text::NoUpdates, state), { .type = text::Type::Ui, .color = p.text.tertiary, .align = Align::Centre, .role = Role::ListItem });
    for (std::size_t i = 0; i < inbox.items.size(); ++i, y += 48) {
        auto const& item = inbox.items[i];
        auto const channel = item.kind.value_or("");
        ui.paint().icon(channel == "email" ? Icon::Mail : channel == "call" ? Icon::Phone : Icon::MessagesSquare, body.x + 28, y + 16, token::icon_md, p.icon.accent);
        draw_label(ui, { body.x + 48, y + 4, body.width - 64, 40 }, item.summary.value_or(channel), { .type = text::Type::Small, .max_lines = 2 });
        ui.record("update." + item.id.value_or(std::to_string(i)), { .role = Role::ListItem, .name = item.summary.value_or(channel), .rect = { body.x + 16, y, body.width - 32, 44 } });
    }
    ui.end_scroll();
}

/// How old this is, and what to do about it; the record of what was decided.
void draw_foot(Frame& ui, Rect foot, store::State const& state, store::Actions& out, Local& local)
{
    auto const& p = ui.palette();
    separator(ui, foot.x, foot.y, foot.width);
    auto const age = minutes_ago(state);
    float const width = std::ceil(ui.paint().width(text::Type::Caption, age));
    float x = foot.x + 20;
    label(ui, { x, foot.y + 14, width + 1, 20 }, "age", age, { .type = text::Type::Caption, .color = p.text.tertiary, .role = Role::Status });
    if (icon_button(ui, { x + width + 4, foot.y + 10, 28, 28 }, "refresh", words(Text::Refresh, state), Icon::RotateCw))
        out.push_back(store::RefreshPressed {});
    // It says minutes, so that it is drawn once a minute.
    if (state.live.pending.answered_at) {
        auto const old = state.now - *state.live.pending.answered_at;
        ui.wake_in(std::chrono::milliseconds { 60'000 - std::max<std::int64_t>(old.count(), 0) % 60'000 });
    }
    ButtonSpec const save { .key = "export", .name = words(Text::ExportLog, state), .kind = ButtonKind::Ghost, .size = ButtonSize::Small, .icon = Icon::Download };
    float const size = button_width(ui, save);
    if (button(ui, { foot.right() - 12 - size, foot.y + (48 - button_height(ui, ButtonSize::Small)) / 2, size, button_height(ui, ButtonSize::Small) }, save))
        out.push_back(store::ExportLogPressed {});
    auto const name = words(Text::ActivityPage, state);
    if (text_button(ui, { foot.x + 20, foot.y + 48, std::ceil(ui.paint().width(text::Type::SmallMedium, name)) + 1, 24 }, "activity", name, text::Type::SmallMedium)) {
        local.notifications.open = false;
        out.push_back(store::RouteChanged { { .page = store::Page::Activity } });
    }
}

} // namespace

void draw_notifications(Frame& ui, float top, store::State const& state, Local& local, store::Actions& out)
{
    auto const& p = ui.palette();
    bool const phone = ui.theme().phone;
    auto const reviews = store::needs_you(state);
    auto const inbox = state.live.pending.value && !state.live.missing ? state.live.pending.value->inbox : api::PendingGroup {};
    ui.begin_layer("notifications", true);
    Rect panel { 0, top, ui.window().width, ui.window().height - top };
    if (phone) {
        ui.paint().fill(ui.window(), p.surface.raised);
    } else {
        ui.paint().fill(ui.window(), p.state.scrim);
        panel = { ui.window().width - 12 - 408, 12, 408, ui.window().height - 24 };
        overlay_surface(ui, panel, token::radius_xl);
    }
    ui.open("drawer", { .role = Role::Dialog, .state = StateModal, .name = words(Text::Notifications, state), .rect = panel });
    label(ui, { panel.x + 20, panel.y, 200, 56 }, "title", words(Text::Notifications, state), { .type = text::Type::Title2, .role = Role::Heading, .level = 2 });
    Rect const settings { panel.right() - 12 - 2 * 36, panel.y + 10, 36, 36 };
    auto const popup = static_cast<std::uint16_t>(StateHasPopup | (local.notifications.menu ? StateExpanded : StateCollapsed));
    if (platform::notices() != platform::Notices::Unsupported && icon_button(ui, settings, "settings", words(Text::NoticeSettings, state), Icon::Settings2, false, popup)) {
        local.notifications.menu = true;
        local.notifications.menu_anchor = { settings.right() - 280, settings.y, 280, settings.height };
    }
    bool close = icon_button(ui, { panel.right() - 12 - 36, panel.y + 10, 36, 36 }, "close", words(Text::Close, state), Icon::X);
    if (ui.layer_is_new())
        ui.focus(ui.id("close")); // nothing that decides anything
    Rect const tabs { panel.x + 20, panel.y + 56, panel.width - 40, token::panel_tabs_row };
    ui.open("tabs", { .role = Role::TabList, .name = words(Text::Notifications, state), .rect = tabs });
    ui.begin_roving(ui.id("tabs"), true);
    auto const updates = std::max<std::size_t>(inbox.items.size(), static_cast<std::size_t>(std::max(0, inbox.count.value_or(0))));
    TabSpec const specs[] = { { .key = "needs", .name = words(Text::NeedsYou, state), .count = std::to_string(reviews.size()), .attention = !reviews.empty(), .current = !local.notifications.updates },
        { .key = "updates", .name = words(Text::Updates, state), .count = std::to_string(updates), .current = local.notifications.updates } };
    float x = tabs.x;
    for (auto const& spec : specs) {
        float const width = tab_width(ui, spec);
        if (tab(ui, { x, tabs.y, width, tabs.height }, spec))
            local.notifications.updates = spec.key == "updates";
        x += width + 28;
    }
    ui.end_roving();
    ui.close();
    separator(ui, panel.x, tabs.bottom(), panel.width);
    float const foot = 80;
    float const note = state.live.missing ? 28 : 0;
    Rect const body { panel.x, tabs.bottom() + 1, panel.width, panel.bottom() - foot - note - tabs.bottom() - 1 - (phone ? ui.input().safe_bottom : 0) };
    if (local.notifications.updates)
        draw_updates(ui, body, inbox, state);
    else
        draw_needs(ui, body, reviews, state, local, out);
    if (state.live.missing)
        label(ui, { panel.x + 20, body.bottom(), panel.width - 40, 28 }, "missing", words(Text::GoalsAloneTell, state), { .type = text::Type::Caption, .color = p.text.tertiary });
    draw_foot(ui, { panel.x, body.bottom() + note, panel.width, foot }, state, out, local);
    ui.need_height(body.y + 160 + foot);
    if (!local.notifications.menu && !local.goals.question)
        close = ui.take_key("Escape", true) || close;
    ui.close();
    ui.end_layer();
    if (close)
        local.notifications.open = false;
}

void draw_notice_menu(Frame& ui, store::State const& state, Local& local, store::Actions& out)
{
    float const row = ui.theme().phone ? token::control_height_touch : token::control_row_menu;
    bool const refused = platform::notices() == platform::Notices::Refused;
    auto const& settings = state.settings;
    Menu menu;
    bool close = !begin_menu(ui, "notice-menu", words(Text::NoticeSettings, state), local.notifications.menu_anchor, 280, 12 + 28 + 2 * row + (refused ? 44 : 0), false, menu);
    menu_heading(ui, menu, "title", words(Text::NoticeSettings, state));
    if (menu_item(ui, menu, "needs", words(Text::NoticesOfNeeds, state), Icon::Bell, Role::MenuItemCheckBox, settings.notify_needs && !refused))
        out.push_back(store::NoticesChosen { !settings.notify_needs, settings.notify_inbox });
    if (menu_item(ui, menu, "inbox", words(Text::NoticesOfInbox, state), Icon::Mail, Role::MenuItemCheckBox, settings.notify_inbox && !refused))
        out.push_back(store::NoticesChosen { settings.notify_needs, !settings.notify_inbox });
    if (refused)
        label(ui, { menu.rect.x + 16, menu.y, menu.rect.width - 32, 40 }, "refused", words(Text::NoticesRefused, state), { .type = text::Type::Caption, .color = ui.palette().text.tertiary, .max_lines = 0 });
    end_menu(ui);
    if (close)
        local.notifications.menu = false;
}

} // namespace kally::ui
