#include "base/time.h"
#include "ui/views/thread_item.h"

#include <algorithm>
#include <cmath>

namespace kally::ui {

namespace {

using store::ThreadItem;

constexpr std::size_t fill_slice = 50; ///< Entries put into the page at a time, some milliseconds of work.
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
    float const right = area.right() - 12 - (has_goal ? size + 8 : 0);
    auto const title = store::thread_title(state);
    bool const unknown = title.empty() && !state.route.conversation.empty();
    if (unknown && state.conversations.pending && ui.shown_for(ui.id("title-skeleton"), skeleton_delay))
        skeleton(ui, { x, area.y + (height - 14) / 2, std::min(168.0f, right - x), 14 });
    auto const summary = phone ? goal_summary(ui.palette(), state) : std::nullopt;
    float const title_height = summary ? height - 16 : height;
    auto const heading = !unknown ? (title.empty() ? words(Text::NewChat, state) : title) : state.conversations.pending ? std::string {} : words(Text::Chat, state);
    if (!heading.empty())
        label(ui, { x, area.y, right - x, title_height }, "title", heading, { .type = phone ? text::Type::Heading : text::Type::BodyStrong, .role = Role::Heading, .level = 1 });
    if (summary) {
        ui.paint().circle(x + 4, area.y + height - 17, 3, summary->color);
        label(ui, { x + 14, area.y + height - 25, right - x - 14, 16 }, "summary", summary->text, { .type = text::Type::Caption, .color = ui.palette().text.tertiary });
    }
    if (has_goal) {
        bool const shown = local.context_open && !narrow;
        if (icon_button(ui, { right + 8, area.y + (height - size) / 2, size, size }, "goal", words(Text::LinkedGoal, state), phone ? Icon::Target : Icon::PanelRight, shown, shown ? StateExpanded : StateCollapsed)) {
            if (narrow || area.width + (shown ? token::panel_context : 0) - token::panel_context < token::panel_context_min_thread)
                local.context_sheet = true;
            else
                local.context_open = !local.context_open;
        }
    }
    return { area.x, area.y + height, area.width, area.height - height };
}

/// Neutral strip under the header while the network is away. Returns the height it took.
float draw_offline_strip(Frame& ui, Rect area, store::State const& state)
{
    if (state.online)
        return 0;
    auto const& p = ui.palette();
    Rect const strip { area.x, area.y, area.width, token::panel_banner };
    ui.paint().fill(strip, p.surface.sunken);
    ui.paint().fill({ strip.x, strip.bottom() - 1, strip.width, 1 }, p.border.default_);
    ui.paint().icon(Icon::CloudOff, strip.x + 32, strip.y + 24, token::icon_lg, p.icon.default_);
    label(ui, { strip.x + 52, strip.y + 14, strip.width - 68, 20 }, "offline", words(ui.theme().phone ? Text::OfflineStripShort : Text::OfflineStrip, state), { .type = text::Type::Ui, .role = Role::Status });
    return strip.height;
}

Transcript::Describe describe(store::State const& state, std::vector<ThreadItem> const& items)
{
    return [&](std::size_t i, platform::Retained::Change& change) { describe_item(state, items[i], change); };
}

} // namespace

void draw_thread(Frame& ui, Rect area, store::State const& state, Local& local, store::Actions& out)
{
    bool const phone = ui.theme().phone;
    bool const narrow = area.x == 0 || area.x <= token::panel_rail; // the list is not beside it
    auto const* thread = store::open_thread(state);
    std::string const key = store::thread_key(state.route.conversation);
    auto& mine = local.thread;
    ui.open("thread", { .role = Role::Region, .name = words(Text::Conversation, state), .rect = area });
    Rect body = draw_thread_header(ui, area, state, local, out, narrow);
    float const strip = draw_offline_strip(ui, body, state);
    body = { body.x, body.y + strip, body.width, body.height - strip };

    float const gutter = phone ? token::panel_gutter_phone : token::panel_gutter_desktop;
    float const width = std::min(token::panel_thread_text_max, body.width - 2 * gutter);
    ThreadColumn const column { body.x + (body.width - width) / 2, width, width * 0.84f - 2 * bubble_padding };
    float const foot = composer_height(ui, column.width, key, state, local, true);
    auto const finish = [&] { // the composer comes last: Tab order is reading order
        draw_composer(ui, { column.x, 0, column.width, area.bottom() }, key, words(state.online ? Text::MessageKally : Text::WriteWhileOffline, state), state, local, out);
        ui.close();
    };
    Rect const view { body.x, body.y, body.width, area.bottom() - foot - body.y };
    ui.need_height(body.y + 160 + foot); // what is written never covers what was said

    auto const day = civil_day(state.now, state.utc_offset);
    bool const changed = mine.stale || mine.changes != state.changes || mine.day != day || mine.key != key;
    if (changed)
        mine.items = store::thread_items(state);
    mine.changes = state.changes;
    mine.day = day;
    mine.stale = false;
    auto const& items = mine.items;
    if (items.empty()) {
        if (thread != nullptr && thread->history.error)
            draw_failed_thread(ui, view, state, *thread->history.error, thread->history.retry_at, out);
        else
            draw_skeleton_thread(ui, view, column.x, column.width);
        finish();
        return;
    }

    unsigned const fonts = platform::font_generation();
    if (mine.key != key || mine.width != width || mine.fonts != fonts) {
        bool const other = mine.key != key;
        mine = { .key = key, .items = std::move(mine.items), .changes = mine.changes, .day = day, .stale = false, .width = width, .fonts = fonts,
            .at_end = other || mine.at_end, .composer_lines = mine.composer_lines, .transcript = other ? Transcript {} : std::move(mine.transcript) };
    }
    ThreadView const items_view { ui, state, local, out, column, view };
    if (mine.language != state.settings.language)
        mine.glances.clear();
    mine.language = state.settings.language;
    auto const log = mine.log = ui.id("log");
    auto& entries = mine.entries;
    float const top_pad = 16, end_pad = 8;
    if (changed || mine.glances.size() != items.size()) {
        bool other = entries.size() != items.size();
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
    float content = mine.content + top_pad + end_pad;
    if (items.size() > mine.items_seen) {
        auto const& last = items.back();
        if (last.kind == ThreadItem::Kind::Waiting || last.kind == ThreadItem::Kind::Intent)
            mine.at_end = true; // what the person just sent is always shown
        mine.items_seen = items.size();
    }

    // What shows is measured exactly before it is drawn; the first visible item keeps its place when heights above it change.
    float top = local.memory.scroll_tops[log];
    float const end_before = ui.scroll_end(log);
    // A finger moves by a few pixels a frame: whoever scrolls away from the end is let go at once.
    bool const moved = std::any_of(ui.input().scrolls.begin(), ui.input().scrolls.end(), [&](auto const& scroll) { return scroll.id == log; });
    if (mine.items_seen > 0 && end_before > 0)
        mine.at_end = mine.at_end && !moved ? top >= end_before - 40 || local.memory.scroll_ends[log] == 0 : top >= end_before - 2;
    bool const follow = mine.at_end;
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
        float shown = end_pad;
        for (std::size_t i = items.size(); i-- > 0 && shown < view.height + overscan;) {
            measure(i);
            shown += entries[i].height;
        }
        top = std::max(0.0f, std::ceil(content) - view.height);
    } else {
        float y = top_pad;
        for (std::size_t i = 0; i < items.size() && y < top + view.height + overscan; ++i) {
            float const before = y;
            if (y + entries[i].height > top - overscan) {
                float const change = measure(i);
                if (before < top && change != 0)
                    top += change;
            }
            y += entries[i].height;
        }
    }
    if (std::abs(top - local.memory.scroll_tops[log]) > 0.5f)
        ui.scroll_to(log, top);
    // A short thread stands at the bottom, beside the composer.
    float const slack = std::max(0.0f, view.height - content);
    auto const scroll = ui.begin_scroll("log", { .role = Role::Log, .takes_focus = true, .name = words(Text::Messages, state), .rect = view }, std::max(content, view.height));
    float y = view.y - scroll.top + top_pad + slack;
    std::size_t near = items.size(), near_end = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (y + entries[i].height > view.y - overscan && y < view.bottom() + overscan) {
            near = std::min(near, i);
            near_end = i + 1;
        }
        y += entries[i].height;
    }
    ui.retained().left = column.x - view.x;
    ui.retained().width = column.width;
    mine.transcript.sync(ui.retained(), log, local.memory.frame, top_pad + slack, entries, near, near_end, describe(state, items));
    y = view.y - scroll.top + top_pad + slack;
    for (std::size_t i = 0; i < near_end; ++i) {
        if (i >= near)
            draw_item(items_view, items[i], i, y);
        y += entries[i].height;
    }
    ui.end_scroll();
    if (!mine.at_end && scroll.top < ui.scroll_end(scroll.id) - 200) {
        Rect const jump { view.x + view.width / 2 - 18, view.bottom() - 52, 36, 36 };
        card(ui, jump, ui.palette().surface.raised, ui.palette().border.strong, 18);
        if (icon_button(ui, jump, "latest", words(Text::JumpToLatest, state), Icon::ArrowDown))
            mine.at_end = true;
    }
    finish();
}

platform::Retained fill_thread(store::State const& state, Local& local)
{
    auto& mine = local.thread;
    if (mine.changes != state.changes || mine.key != store::thread_key(state.route.conversation))
        return {}; // the next frame shows something else
    return mine.transcript.fill(mine.entries, fill_slice, describe(state, mine.items));
}

} // namespace kally::ui
