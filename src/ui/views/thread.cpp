#include "base/time.h"
#include "ui/views/goal_parts.h"
#include "ui/views/thread_find.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace kally::ui {

namespace {

using store::ThreadItem;

constexpr std::size_t fill_slice = 50; ///< Entries put into the page at a time, some milliseconds of work.
constexpr float match_margin = 32; ///< A match that is nearer to an edge of the view is moved away from it.
constexpr float top_pad = 16, end_pad = 8; ///< Above the first entry, below the last.
constexpr double drift_rest = 0.2; ///< Seconds after the last movement of the scroller.
constexpr float overscan = 400; ///< Drawn and described beyond the edges, so that Tab always has a next thing to go to.

void draw_skeleton_thread(Frame& ui, Rect body, float x, float width)
{
    if (!ui.shown_for(ui.id("skeleton"), skeleton_delay))
        return;
    auto const fill = ui.palette().state.skeleton;
    ui.paint().fill_corners({ x + width * 0.32f, body.y + 32, width * 0.68f, 68 }, fill, { 16, 16, 4, 16 });
    ui.paint().mark({ x, body.y + 132, 20, 20 }, ui.palette());
    skeleton(ui, { x, body.y + 168, width * 0.94f, 12 });
    skeleton(ui, { x, body.y + 192, width * 0.88f, 12 });
    skeleton(ui, { x, body.y + 216, width * 0.61f, 12 });
    skeleton(ui, { x, body.y + 252, width, 152 }, token::radius_lg);
    skeleton(ui, { x, body.y + 420, 112, 32 }, 16);
    skeleton(ui, { x + 120, body.y + 420, 136, 32 }, 16);
}

void draw_failed_thread(Frame& ui, Rect body, store::State const& state, Error const& error, std::optional<Instant> retry_at, store::Actions& out)
{
    auto const& p = ui.palette();
    float const width = std::min(400.0f, body.width - 48), x = body.x + (body.width - width) / 2;
    float y = body.y + std::max(24.0f, (body.height - 48 - 240) / 2);
    tile(ui, { body.x + body.width / 2 - 24, y, 48, 48 }, Tone::Danger, error.kind == ErrorKind::Offline ? Icon::CloudOff : Icon::CloudAlert, token::icon_hero);
    y += 64;
    y += label(ui, { x, y, width, 28 }, "failed-title", words(Text::ChatDidNotLoad, state), { .type = text::Type::Title2, .align = Align::Centre, .role = Role::Heading, .level = 2, .max_lines = 0 }) + 8;
    y += label(ui, { x, y, width, 48 }, "failed-detail", error_text(error, state.settings.language), { .type = text::Type::Body, .color = p.text.secondary, .align = Align::Centre, .role = Role::Alert, .max_lines = 0 }) + 24;
    ButtonSpec const again { .key = "again", .name = words(Text::TryAgain, state), .kind = ButtonKind::Primary, .icon = Icon::RotateCw };
    ButtonSpec const details { .key = "details", .name = words(Text::CopyDetails, state) };
    float const a = button_width(ui, again), d = button_width(ui, details), h = button_height(ui, ButtonSize::Medium);
    float const left = body.x + (body.width - a - 8 - d) / 2;
    if (button(ui, { left, y, a, h }, again))
        out.push_back(store::HistoryRequested { state.route.conversation });
    if (button(ui, { left + a + 8, y, d, h }, details))
        out.push_back(store::CopyPressed { error_details(error) });
    float caption = y + h + 16;
    if (retry_at) {
        auto const rest = std::max(std::chrono::seconds { 0 }, std::chrono::ceil<std::chrono::seconds>(*retry_at - state.now));
        auto const language = state.settings.language;
        auto said = tr_format(Text::TryingAgainIn, language, format_duration(rest, language));
        if (error.status != 0)
            said = tr_format(Text::ErrorStatus, language, std::to_string(error.status), said);
        // Counts without a voice: the alert above has said what happened.
        draw_label(ui, { x, caption, width, 16 }, said, { .type = text::Type::Caption, .color = p.text.tertiary, .align = Align::Centre });
        ui.wake_in(std::chrono::seconds { 1 });
        caption += 20;
    }
    if (auto const reference = error_reference(error, state.settings.language); !reference.empty())
        label(ui, { x, caption, width, 16 }, "failed-reference", reference, { .type = text::Type::Caption, .color = p.text.tertiary, .align = Align::Centre });
}

/// Opens and closes the bar of the search.
void draw_find_button(Frame& ui, Rect rect, store::State const& state, ThreadFind& find)
{
    if (!icon_button(ui, rect, "find-button", words(Text::FindInChat, state), Icon::Search, find.open, find.open ? StateExpanded : StateCollapsed))
        return;
    if (find.open)
        return close_find(ui, find);
    find.open = true;
    ui.focus(child_id(ui.id("find"), "text"));
}

/// The header of the thread. Returns the rest of the area.
Rect draw_thread_header(Frame& ui, Rect area, store::State const& state, Local& local, store::Actions& out, bool narrow)
{
    bool const phone = ui.theme().phone;
    float const height = phone ? token::panel_phone_header : token::panel_header;
    separator(ui, area.x, area.y + height - 1, area.width);
    float x = area.x + (narrow ? 4 : 24);
    if (narrow) {
        if (icon_button(ui, { x, area.y + 6, 44, 44 }, "back", words(Text::Back, state), Icon::ChevronLeft))
            out.push_back(store::RouteChanged { { .page = store::Page::Chat } });
        x += 48;
    }
    auto const* thread = store::open_thread(state);
    bool const has_goal = thread != nullptr && !thread->goals.empty();
    float const size = phone ? 44 : 32;
    // From the right: what else can be done, the linked goal, the pin where there is room, the search.
    bool const known = !state.route.conversation.empty();
    float const step = size + (phone ? 0 : 8), more = area.right() - 12 - size, goal_x = more - (known ? step : 0), pin_x = goal_x - (has_goal ? step : 0), right = pin_x - (known && !phone ? step : 0);
    auto const title = store::thread_title(state);
    bool const unknown = title.empty() && !state.route.conversation.empty();
    if (unknown && state.conversations.pending && ui.shown_for(ui.id("title-skeleton"), skeleton_delay))
        skeleton(ui, { x, area.y + (height - 14) / 2, std::min(168.0f, right - x), 14 });
    auto const summary = phone ? goal_summary(ui.palette(), state) : std::nullopt;
    float const title_height = summary ? height - 16 : height;
    auto const heading = !unknown ? (title.empty() ? words(Text::NewChat, state) : title) : state.conversations.pending ? std::string {} : words(Text::Chat, state);
    // Where the panel does not fit its pill stands here; on a phone the line below says as much.
    auto const* goal = phone || local.context_fits ? nullptr : store::linked_goal(state);
    float room = right - x;
    if (goal != nullptr && goal->value && look_of_goal(goal->value->status.value_or(""))) {
        float const wide = goal_status_width(ui, *goal->value, state), name = std::min(room - wide - 24, std::ceil(ui.paint().width(text::Type::BodyStrong, heading)) + 1);
        draw_goal_status(ui, x + name + 12, area.y + (height - token::control_pill_height_sm) / 2, *goal->value, state);
        room = name;
    }
    if (!heading.empty())
        label(ui, { x, area.y, room, title_height }, "title", heading, { .type = phone ? text::Type::Heading : text::Type::BodyStrong, .role = Role::Heading, .level = 1 });
    if (summary) {
        ui.paint().circle(x + 4, area.y + height - 17, 3, summary->color);
        label(ui, { x + 14, area.y + height - 25, right - x - 14, 16 }, "summary", summary->text, { .type = text::Type::Caption, .color = ui.palette().text.tertiary });
    }
    if (!local.thread.items.empty())
        draw_find_button(ui, { right, area.y + (height - size) / 2, size, size }, state, local.thread.find);
    if (known && !phone) {
        bool const on = store::mark_of(state, state.route.conversation).pinned;
        if (icon_button(ui, { pin_x, area.y + (height - size) / 2, size, size }, "pin", words(on ? Text::Unpin : Text::PinChat, state), Icon::Pin, on))
            out.push_back(pinned(state, state.route.conversation));
    }
    if (has_goal) {
        bool const shown = local.context_open && local.context_fits;
        if (icon_button(ui, { goal_x, area.y + (height - size) / 2, size, size }, "goal", words(Text::LinkedGoal, state), phone ? Icon::Target : Icon::PanelRight, shown, shown ? StateExpanded : StateCollapsed))
            toggle_goal(state, local);
    }
    if (known) {
        Rect const r { more, area.y + (height - size) / 2, size, size };
        bool const open = local.conversation.open == Local::Conversation::Open::Menu;
        if (icon_button(ui, r, "more", words(Text::MoreActions, state), Icon::Ellipsis, false, static_cast<std::uint16_t>(StateHasPopup | (open ? StateExpanded : StateCollapsed))))
            open_menu(local, state.route.conversation, r);
    }
    return { area.x, area.y + height, area.width, area.height - height };
}

/// Where the page does not hold the whole thread, the line that says which search does. Returns the height it took.
float draw_reach(Frame& ui, Rect area, float x, float width, std::size_t items, store::State const& state)
{
    if (items <= Transcript::most)
        return 0;
    auto const said = words(Text::FindReach, state);
    float const height = wrapped_height(ui, text::Type::Caption, said, width) + 17;
    ui.paint().fill({ area.x, area.y, area.width, height }, ui.palette().surface.sunken);
    separator(ui, area.x, area.y + height - 1, area.width);
    label(ui, { x, area.y + 8, width, height - 17 }, "reach", said, { .type = text::Type::Caption, .color = ui.palette().text.secondary, .max_lines = 0 });
    return height;
}

/// What stands at the top of the view now, by the heights of the last frame.
std::optional<Place> place_now(Local const& local)
{
    auto const& mine = local.thread;
    auto const scrolled = local.memory.scroll_tops.find(mine.log);
    if (mine.items.size() != mine.entries.size() || scrolled == local.memory.scroll_tops.end())
        return {};
    float y = top_pad + mine.drift - scrolled->second;
    for (std::size_t i = 0; i < mine.entries.size(); ++i) {
        auto const& entry = mine.entries[i];
        // Messages keep their ids; days are called otherwise tomorrow.
        if (mine.items[i].kind == ThreadItem::Kind::Message && y + entry.height > 0)
            return Place { entry.id, -y / entry.height };
        y += entry.height;
    }
    return {};
}

Transcript::Describe describe(store::State const& state, std::vector<ThreadItem> const& items)
{
    return [&](std::size_t i, platform::Retained::Change& change) { describe_item(state, items[i], change); };
}

} // namespace

float draw_offline_strip(Frame& ui, Rect area, store::State const& state)
{
    if (state.online)
        return 0;
    auto const& p = ui.palette();
    auto const said = state.kept_at ? tr_format(Text::OfflineKept, state.settings.language, format_when(*state.kept_at, state.now, state.utc_offset, state.settings.language))
                                    : words(ui.theme().phone ? Text::OfflineStripShort : Text::OfflineStrip, state);
    float const width = area.width - 68, text_height = wrapped_height(ui, text::Type::Ui, said, width);
    Rect const strip { area.x, area.y, area.width, std::max(token::panel_banner, text_height + 28) };
    ui.paint().fill(strip, p.surface.sunken);
    ui.paint().fill({ strip.x, strip.bottom() - 1, strip.width, 1 }, p.border.default_);
    ui.paint().icon(Icon::CloudOff, strip.x + 32, strip.y + 24, token::icon_lg, p.icon.default_);
    label(ui, { strip.x + 52, strip.y + 14, width, text_height }, "offline", said, { .type = text::Type::Ui, .role = Role::Status, .max_lines = 0 });
    return strip.height;
}

void draw_thread(Frame& ui, Rect area, store::State const& state, Local& local, store::Actions& out)
{
    bool const phone = ui.theme().phone;
    bool const narrow = area.x == 0 || area.x <= token::panel_rail; // the list is not beside it
    auto const* thread = store::open_thread(state);
    std::string const key = store::thread_key(state.route.conversation);
    float const gutter = phone ? token::panel_gutter_phone : token::panel_gutter_desktop;
    float const width = std::min(token::panel_thread_text_max, area.width - 2 * gutter);
    ThreadColumn const column { area.x + (area.width - width) / 2, width, width * 0.84f - 2 * bubble_padding };

    auto& mine = local.thread;
    if (mine.key != key) {
        keep_place(local);
        mine = { .key = key, .composer_lines = mine.composer_lines };
    }
    auto const day = civil_day(state.now, state.utc_offset);
    unsigned const fonts = platform::font_generation();
    bool const changed = mine.stale || mine.changes != state.changes || mine.day != day, other_size = mine.width != width || mine.fonts != fonts;
    auto place = changed || other_size ? place_now(local) : std::nullopt; // kept, whatever becomes of the entries above it
    if (changed)
        mine.items = store::thread_items(state);
    mine.changes = state.changes;
    mine.day = day;
    mine.stale = false;
    auto const& items = mine.items;

    ui.open("thread", { .role = Role::Region, .name = words(Text::Conversation, state), .rect = area });
    Rect body = draw_thread_header(ui, area, state, local, out, narrow);
    auto const take = [&](float height) { body = { body.x, body.y + height, body.width, body.height - height }; };
    take(draw_offline_strip(ui, body, state));
    if (state.online && thread != nullptr && thread->history.error && !thread->messages.empty())
        take(draw_stale_note(ui, { column.x, body.y + 8, column.width, 0 }, *thread, state, out));
    if (mine.find.open)
        take(draw_find_bar(ui, body, state, mine.find));
    take(draw_reach(ui, body, column.x, column.width, items.size(), state));
    float const foot = local.foot = composer_height(ui, column.width, key, state, local, true);
    auto const finish = [&] { // the composer comes last: Tab order is reading order
        draw_composer(ui, { column.x, 0, column.width, area.bottom() }, key, words(state.online ? Text::MessageKally : Text::WriteWhileOffline, state), state, local, out);
        ui.close();
    };
    Rect const view { body.x, body.y, body.width, area.bottom() - foot - body.y };
    ui.need_height(body.y + 160 + foot); // what is written never covers what was said

    if (items.empty()) {
        if (thread != nullptr && thread->history.error)
            draw_failed_thread(ui, view, state, *thread->history.error, thread->history.retry_at, out);
        else
            draw_skeleton_thread(ui, view, column.x, column.width);
        finish();
        return;
    }

    if (other_size) {
        mine.entries.clear();
        mine.glances.clear();
        mine.width = width;
        mine.fonts = fonts;
    }
    ThreadView const items_view { ui, state, local, out, column, view };
    if (mine.language != state.settings.language)
        mine.glances.clear();
    mine.language = state.settings.language;
    auto const log = mine.log = ui.id("log");
    auto& entries = mine.entries;
    bool other = entries.size() != items.size();
    if (changed || mine.glances.size() != items.size()) {
        entries.resize(items.size());
        mine.glances.resize(items.size(), 0);
        mine.content = 0;
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (auto const glance = item_glance(items[i]); mine.glances[i] != glance) {
                mine.glances[i] = glance;
                auto const mark = item_mark(items[i]) ^ static_cast<std::uint64_t>(mine.language) << 60;
                // Opening never waits for the layout of what is not shown: an estimate stands in.
                if (entries[i].mark != mark)
                    entries[i] = { .mark = mark, .height = estimated_height(items[i], width) };
                entries[i].id = item_id(state, items[i], i, log);
                entries[i].place = Transcript::Entry::Place::Unknown;
                other = true;
            }
            mine.content += entries[i].height;
        }
        if (other)
            mine.transcript.entries_changed();
    }
    if (mine.find.open)
        look_further(ui, mine, other);
    float content = mine.content + mine.drift + top_pad + end_pad;
    bool const opening = !std::exchange(mine.opened, true);
    if (opening) {
        auto const left = local.places.find(key);
        place = left == local.places.end() ? std::nullopt : std::optional { left->second };
    }
    auto const anchor = place ? std::find_if(entries.begin(), entries.end(), [&](auto const& entry) { return entry.id == place->entry; }) : entries.end();
    // What shows is measured exactly before it is drawn; the first visible item keeps its place when heights above it change.
    float top = local.memory.scroll_tops[log];
    float const end_before = ui.scroll_end(log);
    // A finger moves by a few pixels a frame: whoever scrolls away from the end is let go at once.
    bool const moved = std::any_of(ui.input().scrolls.begin(), ui.input().scrolls.end(), [&](auto const& scroll) { return scroll.id == log; });
    if (opening)
        mine.at_end = anchor == entries.end();
    else if (end_before > 0)
        mine.at_end = top >= end_before - (mine.at_end && !moved ? 40 : 2);
    if (items.size() > std::exchange(mine.items_seen, items.size()) && !opening && (items.back().kind == ThreadItem::Kind::Waiting || items.back().kind == ThreadItem::Kind::Intent))
        mine.at_end = true; // what the person just sent is always shown
    auto const match = mine.find.jump ? mine.find.current_item() : std::string::npos;
    if (match != std::string::npos)
        mine.find.jump = false;
    bool const follow = mine.at_end && match == std::string::npos;
    auto const undrift = [&] {
        content -= mine.drift;
        return std::exchange(mine.drift, 0.0f);
    };
    if (moved) {
        if (std::abs(std::exchange(mine.moved_to, top) - top) > view.height)
            undrift(); // nothing that was seen is seen still
        mine.moved_at = ui.seconds();
    }
    auto measure = [&](std::size_t i) {
        float const exact = std::ceil(item_height(items_view, items[i], i)); // whole pixels: the page adds them up too
        float const change = exact - entries[i].height;
        if (change != 0) {
            entries[i].height = exact;
            mine.content += change;
            content += change;
            mine.transcript.entries_changed();
        }
        return change;
    };
    if (follow) {
        undrift();
        float shown = end_pad;
        for (std::size_t i = items.size(); i-- > 0 && shown < view.height + overscan;) {
            measure(i);
            shown += entries[i].height;
        }
        top = std::max(0.0f, std::ceil(content) - view.height);
    } else {
        auto const top_of = [&](std::size_t i) {
            measure(i);
            return std::accumulate(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(i), top_pad, [](float sum, auto const& entry) { return sum + entry.height; });
        };
        if (match != std::string::npos || anchor != entries.end())
            top -= undrift();
        if (match != std::string::npos) {
            float const at = top_of(match) + first_match(items_view, items[match], match);
            if (at < top + match_margin || at > top + view.height - 2 * match_margin)
                top = at - view.height / 3;
            mine.at_end = false;
        } else if (anchor != entries.end()) {
            top = top_of(static_cast<std::size_t>(anchor - entries.begin())) + place->part * anchor->height;
        }
        top = std::max(0.0f, top);
        float y = top_pad + mine.drift, above = 0;
        for (std::size_t i = 0; i < items.size() && y < top + view.height + overscan; ++i) {
            float const end = y + entries[i].height;
            if (end > top - overscan) {
                float const change = measure(i);
                if (end <= top) {
                    above += change;
                    y -= change;
                }
            }
            y += entries[i].height;
        }
        mine.drift -= above;
        content -= above;
        // A scroller that is moved by somebody else stops below the finger: only what rests is put right, and what comes near its top.
        double const rested = ui.seconds() - mine.moved_at;
        if (rested < 0 || rested >= drift_rest || top < view.height + overscan + std::abs(mine.drift))
            top -= undrift();
        else if (mine.drift != 0)
            ui.wake_in(std::chrono::milliseconds { 1 + static_cast<int>((drift_rest - rested) * 1000) });
    }
    if (std::abs(top - local.memory.scroll_tops[log]) > 0.5f)
        ui.scroll_to(log, top);
    // A short thread stands at the bottom, beside the composer.
    float const slack = std::max(0.0f, view.height - content);
    auto const scroll = ui.begin_scroll("log", { .role = Role::Log, .takes_focus = true, .name = words(Text::Messages, state), .rect = view }, std::max(content, view.height));
    // Whole pixels add up to the same from both ends: what is near is looked for from the nearer one.
    float const above = view.y - overscan, below = view.bottom() + overscan;
    std::size_t near = 0;
    float first_y = view.y - scroll.top + top_pad + slack + mine.drift;
    if (scroll.top > content / 2)
        for (near = items.size(), first_y += mine.content; near > 0 && first_y > above;)
            first_y -= entries[--near].height;
    else
        for (; near < items.size() && first_y + entries[near].height <= above; ++near)
            first_y += entries[near].height;
    std::size_t near_end = near;
    for (float y = first_y; near_end < items.size() && y < below; ++near_end)
        y += entries[near_end].height;
    ui.retained().left = column.x - view.x;
    ui.retained().width = column.width;
    mine.transcript.sync(ui.retained(), log, local.memory.frame, top_pad + slack + mine.drift, entries, near, near_end, describe(state, items));
    float y = first_y;
    for (std::size_t i = near; i < near_end; ++i) {
        draw_item(items_view, items[i], i, y);
        y += entries[i].height;
    }
    ui.end_scroll();
    if (!mine.at_end && scroll.top < ui.scroll_end(scroll.id) - 200) {
        Rect const jump { view.x + view.width / 2 - 18, view.bottom() - 52, 36, 36 };
        card(ui, jump, ui.palette().surface.raised, ui.palette().border.strong, 18);
        if (icon_button(ui, jump, "latest", words(Text::JumpToLatest, state), Icon::ArrowDown))
            ui.scroll_to(log, ui.scroll_end(log));
    }
    finish();
}

void keep_place(Local& local)
{
    auto const& mine = local.thread;
    if (!mine.opened)
        return; // it has not been shown: what was taken down before still holds
    auto const place = mine.at_end ? std::nullopt : place_now(local);
    if (place)
        local.places[mine.key] = *place;
    else
        local.places.erase(mine.key);
}

platform::Retained fill_thread(store::State const& state, Local& local)
{
    auto& mine = local.thread;
    if (mine.changes != state.changes || mine.key != store::thread_key(state.route.conversation))
        return {}; // the next frame shows something else
    return mine.transcript.fill(mine.entries, fill_slice, describe(state, mine.items));
}

} // namespace kally::ui
