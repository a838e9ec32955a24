#include "ui/views.h"

#include "base/text.h"

#include <algorithm>
#include <cmath>

namespace kally::ui {

namespace {

using store::IntentState;
using store::ThreadItem;

constexpr float bubble_pad_x = 16, bubble_pad_y = 10;
constexpr float overscan = 400; ///< Drawn and described beyond the edges, so that Tab always has a next thing to go to.

struct Column {
    float x = 0, width = 0;
    float bubble_max = 0; ///< Text width inside a bubble.
};

std::uint64_t mark_of(std::string_view text, std::uint64_t more)
{
    std::uint64_t value = 1469598103934665603ull ^ more;
    for (char const c : text)
        value = (value ^ static_cast<unsigned char>(c)) * 1099511628211ull;
    return value;
}

/// Draws or measures one item; measuring and drawing share the same code so that they cannot disagree.
class ItemView {
public:
    ItemView(Frame& ui, store::State const& state, Local& local, store::Actions& out, Column column, Rect visible)
        : m_ui(ui), m_state(state), m_local(local), m_out(out), m_column(column), m_visible(visible)
    {
    }

    /// Height of an item; draws at `y` when `draw` is set.
    float show(ThreadItem const& item, std::size_t index, float y, bool draw)
    {
        m_draw = draw;
        switch (item.kind) {
        case ThreadItem::Kind::DayDivider: return day(item, y);
        case ThreadItem::Kind::Message:
            return item.message->author == api::Author::User ? own_message(item, index, y) : assistant_message(item, index, y);
        case ThreadItem::Kind::Intent: return intent(item, y);
        case ThreadItem::Kind::Waiting: return waiting(item, y);
        }
        return 0;
    }

    static std::uint64_t mark(ThreadItem const& item)
    {
        switch (item.kind) {
        case ThreadItem::Kind::Message:
            return mark_of(item.message->text, item.message->actions.size() * 64 + item.message->suggestions.size() * 4 + (item.first_of_group ? 2 : 0) + (item.last_reply ? 1 : 0));
        case ThreadItem::Kind::Intent: return mark_of(item.intent->text, static_cast<std::uint64_t>(item.intent->state) + 100);
        case ThreadItem::Kind::DayDivider: return 1;
        case ThreadItem::Kind::Waiting: return 2;
        }
        return 0;
    }

    static float estimate(ThreadItem const& item, float width)
    {
        auto lines = [&](std::size_t bytes) { return std::ceil(static_cast<float>(bytes) * 7.4f / std::max(120.0f, width)) * 24; };
        switch (item.kind) {
        case ThreadItem::Kind::Message:
            return item.message->author == api::Author::User ? lines(item.message->text.size()) + 56 : lines(item.message->text.size()) + 80;
        case ThreadItem::Kind::Intent: return lines(item.intent->text.size()) + 56;
        case ThreadItem::Kind::DayDivider: return 48;
        case ThreadItem::Kind::Waiting: return 44;
        }
        return 60;
    }

private:
    std::string say(Text text) const { return words(text, m_state); }
    Palette const& palette() const { return m_ui.palette(); }

    float day(ThreadItem const& item, float y)
    {
        if (m_draw) {
            auto const name = format_day(item.at, m_state.now, m_state.utc_offset, m_state.settings.language);
            float const width = m_ui.paint().width(text::Type::CaptionMedium, name);
            float const middle = y + 24, half = (m_column.width - width) / 2 - 12;
            separator(m_ui, m_column.x, middle, half);
            separator(m_ui, m_column.x + m_column.width - half, middle, half);
            label(m_ui, { m_column.x + half, y + 16, width + 24, 16 }, "day." + name, name, { .type = text::Type::CaptionMedium, .color = palette().text.tertiary, .align = Align::Centre, .role = Role::Separator });
        }
        return 48;
    }

    struct BubbleLook { Color fill, border; };

    /// The tinted bubble of the person's own words, at the right. Returns its height.
    float bubble(std::string_view key, std::string const& said, float y, BubbleLook look)
    {
        auto const& rich = m_local.rich.get(m_ui.paint(), said, false, m_column.bubble_max, text::Type::Body);
        float const width = std::ceil(rich.layout.width) + 2 * bubble_pad_x, height = rich.layout.height + 2 * bubble_pad_y;
        if (m_draw) {
            Rect const rect { m_column.x + m_column.width - width, y, width, height };
            Corners const corners { 16, 16, 4, 16 };
            if (look.border != 0)
                m_ui.paint().card_corners(rect, look.fill, look.border, corners);
            else
                m_ui.paint().fill_corners(m_ui.paint().snap(rect), look.fill, corners);
            auto const event = draw_rich_text(m_ui, key, rect.x + bubble_pad_x, rect.y + bubble_pad_y, rich,
                { palette().bubble.user_text, palette().bubble.user_muted, palette().bubble.user_link }, m_visible, say(Text::CopyCode));
            act_on(event);
        }
        return height;
    }

    void act_on(RichTextEvent const& event)
    {
        if (!event.link.empty())
            m_out.push_back(store::LinkPressed { event.link });
        if (!event.copy.empty())
            m_out.push_back(store::CopyPressed { event.copy });
    }

    /// A small line under a bubble, right aligned: an icon, words, then things to press. Returns its height.
    struct Meta {
        std::optional<Icon> icon = {};
        bool spinner = false;
        std::string text = {};
        Color color = 0;
        struct Press { std::string_view key; std::string name; };
        std::vector<Press> presses = {};
    };
    template <typename OnPress>
    float meta_right(Meta const& meta, float y, OnPress on_press)
    {
        if (!m_draw)
            return 20;
        auto& paint = m_ui.paint();
        float const words_width = std::ceil(paint.width(text::Type::Caption, meta.text));
        float total = words_width + 16;
        for (auto const& press : meta.presses)
            total += 14 + std::ceil(paint.width(text::Type::CaptionMedium, press.name));
        float x = m_column.x + m_column.width - total;
        Color const color = meta.color == 0 ? palette().text.tertiary : meta.color;
        if (meta.spinner)
            working_spinner(m_ui, x + 6, y + 10, 5);
        else if (meta.icon)
            paint.icon(*meta.icon, x + 6, y + 10, token::icon_xs, color);
        x += 16;
        label(m_ui, { x, y + 2, words_width + 1, 16 }, "state", meta.text, { .type = text::Type::Caption, .color = color });
        x += words_width + 14;
        for (auto const& press : meta.presses) {
            float const width = std::ceil(paint.width(text::Type::CaptionMedium, press.name));
            if (text_button(m_ui, { x, y - 2, width, 24 }, press.key, press.name, text::Type::CaptionMedium))
                on_press(press.key);
            x += width + 14;
        }
        return 20;
    }

    float own_message(ThreadItem const& item, std::size_t index, float y)
    {
        auto const& message = *item.message;
        std::string const key = "m." + (message.id ? message.id->text : std::to_string(index));
        auto const time = message.created_at ? format_time(*message.created_at, m_state.utc_offset) : std::string {};
        if (m_draw)
            m_ui.open(key, { .role = Role::Article, .name = say(Text::You) + (time.empty() ? "" : ", " + time), .rect = article(y, m_local.thread.heights, index) });
        float height = bubble("text", message.text, y, { palette().bubble.user, 0 });
        height += 2 + meta_right({ .icon = Icon::Check, .text = say(Text::Sent) + (time.empty() ? "" : " " + time) }, y + height + 2, [](auto) {});
        if (m_draw)
            m_ui.close();
        return height + 16;
    }

    Rect article(float y, std::vector<float> const& heights, std::size_t index) const
    {
        return { m_column.x, y, m_column.width, index < heights.size() ? heights[index] : 40 };
    }

    float header(ThreadItem const& item, float y)
    {
        if (!item.first_of_group)
            return 0;
        if (m_draw) {
            m_ui.paint().mark({ m_column.x, y, 20, 20 }, palette());
            float const name_width = m_ui.paint().width(text::Type::SmallStrong, "KallyAI");
            draw_label(m_ui, { m_column.x + 28, y, name_width + 4, 20 }, "KallyAI", { .type = text::Type::SmallStrong });
            if (item.message != nullptr && item.message->created_at)
                draw_label(m_ui, { m_column.x + 28 + name_width + 8, y + 2, 120, 16 }, format_time(*item.message->created_at, m_state.utc_offset), { .type = text::Type::Caption, .color = palette().text.tertiary });
        }
        return 28;
    }

    static Icon icon_of(std::string_view type)
    {
        auto has = [&](std::string_view word) { return type.find(word) != std::string_view::npos; };
        if (has("call") || has("phone"))
            return Icon::Phone;
        if (has("mail"))
            return Icon::Mail;
        if (has("calendar") || has("schedul") || has("book"))
            return Icon::Calendar;
        if (has("search") || has("research"))
            return Icon::Search;
        if (has("goal"))
            return Icon::Target;
        if (has("bill") || has("pay"))
            return Icon::BadgeDollarSign;
        return Icon::Sparkles;
    }

    float actions(api::Message const& message, float y)
    {
        if (message.actions.empty())
            return 0;
        float const row = token::control_action_row, height = row * static_cast<float>(message.actions.size());
        if (!m_draw)
            return height + 12;
        Rect const rect { m_column.x, y, m_column.width, height };
        card(m_ui, rect, palette().surface.raised, palette().border.default_);
        m_ui.open("actions", { .role = Role::List, .name = say(Text::WhatKallyDid), .rect = rect });
        float at = y;
        for (std::size_t i = 0; i < message.actions.size(); ++i, at += row) {
            auto const& action = message.actions[i];
            if (i > 0)
                separator(m_ui, rect.x + 1, at, rect.width - 2);
            std::string const title = action.summary ? *action.summary : action_name(action.type, m_state.settings.language);
            auto const status = action.status.value_or("");
            bool const running = status == "in_progress" || status == "running" || status == "pending";
            bool const waits = status == "waiting" || status == "needs_input" || status == "awaiting_approval";
            bool const failed = status == "failed" || status == "error";
            tile(m_ui, { rect.x + 12, at + 8, 28, 28 }, waits ? Tone::Warning : running ? Tone::Accent : failed ? Tone::Danger : Tone::Neutral, icon_of(action.type), token::icon_md);
            std::string const detail = action.credits ? format_credits(*action.credits, m_state.settings.language) : std::string {};
            float const detail_width = detail.empty() ? 0 : std::ceil(m_ui.paint().width(text::Type::Caption, detail)) + 12;
            draw_label(m_ui, { rect.x + 52, at + 12, rect.width - 52 - 44 - detail_width, 20 }, title, { .type = text::Type::UiMedium });
            if (!detail.empty())
                draw_label(m_ui, { rect.right() - 44 - detail_width, at + 14, detail_width, 16 }, detail, { .type = text::Type::Caption, .color = palette().text.tertiary, .align = Align::Right });
            float const cx = rect.right() - 24, cy = at + 22;
            if (running)
                m_ui.paint().arc(cx, cy, 6, -1.57f, 1.57f, palette().accent.solid, 2);
            else
                m_ui.paint().icon(waits ? Icon::Clock : failed ? Icon::CircleAlert : Icon::CircleCheck, cx, cy, token::icon_md, waits ? palette().warning.icon : failed ? palette().danger.icon : palette().success.icon);
            auto const state_text = say(waits ? Text::NeedsYou : running ? Text::InProgress : failed ? Text::Failed : Text::Done);
            m_ui.record("action." + std::to_string(i), { .role = Role::ListItem, .name = title + ", " + state_text + (detail.empty() ? "" : ", " + detail), .rect = { rect.x, at, rect.width, row } });
        }
        m_ui.close();
        return height + 12;
    }

    float chips(ThreadItem const& item, float y)
    {
        auto const& suggestions = item.message->suggestions;
        if (!item.last_reply || suggestions.empty())
            return 0;
        bool const phone = m_ui.theme().phone;
        float const chip_height = phone ? 36 : token::control_chip_height;
        float x = m_column.x, row = 0;
        for (std::size_t i = 0; i < suggestions.size(); ++i) {
            auto const& suggestion = suggestions[i];
            float const width = std::min(m_column.width, chip_width(m_ui, suggestion));
            if (x > m_column.x && x + width > m_column.x + m_column.width) {
                x = m_column.x;
                row += chip_height + 8;
            }
            if (m_draw && chip(m_ui, { x, y + row, width, chip_height }, { .key = "chip." + std::to_string(i), .name = suggestion, .used = item.suggestions_used }))
                m_out.push_back(store::SuggestionPressed { m_local.thread.key, suggestion });
            x += width + 8;
        }
        return row + chip_height + 12;
    }

    float assistant_message(ThreadItem const& item, std::size_t index, float y)
    {
        auto const& message = *item.message;
        std::string const key = "m." + (message.id ? message.id->text : std::to_string(index));
        auto const time = message.created_at ? format_time(*message.created_at, m_state.utc_offset) : std::string {};
        if (m_draw)
            m_ui.open(key, { .role = Role::Article, .name = "KallyAI" + (time.empty() ? "" : ", " + time), .rect = article(y, m_local.thread.heights, index) });
        float height = header(item, y);
        auto const& rich = m_local.rich.get(m_ui.paint(), message.text, true, m_column.width, text::Type::Body);
        if (m_draw) {
            auto const event = draw_rich_text(m_ui, "text", m_column.x, y + height, rich,
                { palette().text.primary, palette().text.secondary, palette().accent.text }, m_visible, say(Text::CopyCode));
            act_on(event);
        }
        height += rich.layout.height + 12;
        height += actions(message, y + height);
        height += chips(item, y + height);
        // The cost of the reply, and a way to take its text along.
        if (m_draw) {
            float x = m_column.x;
            if (message.credits_used) {
                auto const cost = tr_format(Text::CreditsUsed, m_state.settings.language, format_credits(*message.credits_used, m_state.settings.language));
                float const width = std::ceil(m_ui.paint().width(text::Type::Caption, cost));
                label(m_ui, { x, y + height + 2, width + 1, 16 }, "cost", cost, { .type = text::Type::Caption, .color = palette().text.tertiary });
                x += width + 16;
            }
            auto const copy = say(Text::Copy);
            float const width = std::ceil(m_ui.paint().width(text::Type::Caption, copy)) + 20;
            Rect const rect { x - 4, y + height - 2, width + 8, 24 };
            auto const pressed = m_ui.item("copy", { .role = Role::Button, .name = say(Text::CopyMessage), .rect = rect });
            if (pressed.hovered || pressed.held)
                m_ui.paint().fill(rect, pressed.held ? palette().state.pressed : palette().state.hover, token::radius_xs);
            m_ui.paint().icon(Icon::Copy, x + 7, y + height + 10, token::icon_xs, palette().icon.muted);
            draw_label(m_ui, { x + 18, y + height + 2, width, 16 }, copy, { .type = text::Type::Caption, .color = palette().text.tertiary });
            if (pressed.focused)
                m_ui.paint().focus_ring(rect, palette().focus.ring, token::radius_xs);
            if (pressed.activated)
                m_out.push_back(store::CopyPressed { message.text });
        }
        if (m_draw)
            m_ui.close();
        return height + 20 + 16;
    }

    float intent(ThreadItem const& item, float y)
    {
        auto const& intent = *item.intent;
        auto const id = intent.id;
        bool const failed = intent.state == IntentState::Failed, queued = intent.state == IntentState::Queued, unknown = intent.state == IntentState::Unknown;
        BubbleLook const look = failed ? BubbleLook { palette().bubble.failed, palette().danger.border }
            : queued || unknown        ? BubbleLook { palette().bubble.user_queued, 0 }
                                       : BubbleLook { palette().bubble.user, 0 };
        if (m_draw)
            m_ui.open("i." + id.text, { .role = Role::Article, .name = say(Text::You), .rect = { m_column.x, y, m_column.width, 60 } });
        float height = bubble("text", intent.text, y, look) + 2;
        Meta meta;
        if (failed) {
            meta = { .icon = Icon::CircleAlert, .text = say(Text::NotSent), .color = palette().danger.text, .presses = { { "retry", say(Text::Retry) }, { "delete", say(Text::Delete) } } };
        } else if (unknown) {
            meta = { .icon = Icon::CircleAlert, .text = say(Text::MaybeSent), .presses = { { "check", say(Text::CheckAgain) }, { "sent", say(Text::ItWasSent) }, { "delete", say(Text::Delete) } } };
        } else if (queued) {
            meta = { .icon = Icon::Clock, .text = say(Text::Queued), .presses = { { "delete", say(Text::Remove) } } };
        } else {
            meta = { .spinner = true, .text = say(Text::Sending) };
        }
        height += meta_right(meta, y + height, [&](std::string_view key) {
            if (key == "retry")
                m_out.push_back(store::RetryPressed { id });
            else if (key == "delete")
                m_out.push_back(store::DeletePressed { id });
            else if (key == "check")
                m_out.push_back(store::CheckAgainPressed { id });
            else
                m_out.push_back(store::MarkedSent { id });
        });
        if ((failed || unknown) && intent.error) {
            auto const reason = error_text(*intent.error, m_state.settings.language);
            float const width = std::min(m_column.width, 420.0f);
            if (m_draw)
                height += label(m_ui, { m_column.x + m_column.width - width, y + height, width, 16 }, "reason", reason, { .type = text::Type::Caption, .color = failed ? palette().danger.text : palette().text.tertiary, .align = Align::Right, .max_lines = 0 });
            else
                height += wrapped_height(m_ui, text::Type::Caption, reason, width);
        }
        if (m_draw)
            m_ui.close();
        return height + 16;
    }

    float waiting(ThreadItem const& item, float y)
    {
        if (!m_draw)
            return 44;
        auto const seconds = std::chrono::duration_cast<std::chrono::seconds>(m_state.now - item.at);
        m_ui.open("waiting", { .role = Role::Group, .name = say(Text::Working), .rect = { m_column.x, y, m_column.width, 28 } });
        m_ui.paint().mark({ m_column.x, y + 4, 20, 20 }, palette());
        float const phase = m_ui.theme().reduced_motion ? 0 : static_cast<float>(std::fmod(m_ui.seconds() * 1000 / token::motion_typing_cycle, 1.0));
        for (int i = 0; i < 3; ++i) {
            float const part = 0.5f + 0.5f * std::cos((phase - static_cast<float>(i) * 0.18f) * 6.2831853f);
            m_ui.paint().circle(m_column.x + 32 + static_cast<float>(i) * 9, y + 14 - (m_ui.theme().reduced_motion ? 0 : part * 2), 3, faded(palette().accent.solid, 0.35f + 0.65f * part));
        }
        if (!m_ui.theme().reduced_motion)
            m_ui.animate();
        else
            m_ui.wake_in(std::chrono::seconds { 1 });
        // The clock has a place of its own, so that nothing moves while it counts; readers hear it once.
        std::string const said = seconds.count() < 5 ? say(Text::Working)
            : seconds.count() < 30                   ? tr_format(Text::WorkingFor, m_state.settings.language, format_duration(seconds, m_state.settings.language))
                                                     : tr_format(Text::StillWorkingFor, m_state.settings.language, format_duration(seconds, m_state.settings.language));
        float const room = m_column.width - 64 - 110;
        draw_label(m_ui, { m_column.x + 64, y + 4, room, 20 }, said, { .type = text::Type::Small, .color = palette().text.tertiary });
        auto const stop = say(Text::StopWaiting);
        float const width = std::ceil(m_ui.paint().width(text::Type::CaptionMedium, stop));
        float const said_width = std::min(room, std::ceil(m_ui.paint().width(text::Type::Small, said) / 40) * 40);
        if (item.intent != nullptr && text_button(m_ui, { m_column.x + 64 + said_width + 12, y + 2, width, 24 }, "stop", stop, text::Type::CaptionMedium))
            m_out.push_back(store::StopWaitingPressed { item.intent->id });
        m_ui.close();
        return 44;
    }

    Frame& m_ui;
    store::State const& m_state;
    Local& m_local;
    store::Actions& m_out;
    Column m_column;
    Rect m_visible;
    bool m_draw = false;
};

void draw_skeleton_thread(Frame& ui, Rect body, float x, float width)
{
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
    if (retry_at) {
        auto const left = std::max(std::chrono::seconds { 0 }, std::chrono::ceil<std::chrono::seconds>(*retry_at - state.now));
        auto const language = state.settings.language;
        auto said = tr_format(Text::TryingAgainIn, language, format_duration(left, language));
        if (error.status != 0)
            said = tr_format(Text::ErrorStatus, language, std::to_string(error.status), said);
        // Counts without a voice: the alert above has said what happened.
        draw_label(ui, { x, y + h + 16, width, 16 }, said, { .type = text::Type::Caption, .color = p.text.tertiary, .align = Align::Centre });
        ui.wake_in(std::chrono::seconds { 1 });
    }
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
    label(ui, { x, area.y, right - x, height }, "title", title.empty() ? words(Text::NewChat, state) : title, { .type = phone ? text::Type::Heading : text::Type::BodyStrong, .role = Role::Heading, .level = 1 });
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
    label(ui, { strip.x + 52, strip.y + 14, strip.width - 68, 20 }, "offline", words(Text::OfflineStrip, state), { .type = text::Type::Ui, .role = Role::Status });
    return strip.height;
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
    Column const column { body.x + (body.width - width) / 2, width, width * 0.84f - 2 * bubble_pad_x };
    float const foot = composer_height(ui, column.width, key, state, local, true);
    auto const finish = [&] { // the composer comes last: Tab order is reading order
        draw_composer(ui, { column.x, 0, column.width, area.bottom() }, key, words(state.online ? Text::MessageKally : Text::WriteWhileOffline, state), state, local, out);
        ui.close();
    };
    Rect const view { body.x, body.y, body.width, area.bottom() - foot - body.y };

    auto const items = store::thread_items(state);
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
        mine = { .key = key, .width = width, .fonts = fonts, .at_end = other || mine.at_end, .composer_lines = mine.composer_lines };
    }
    ItemView view_of { ui, state, local, out, column, { view.x, view.y, view.width, view.height } };
    mine.heights.resize(items.size(), 0);
    mine.marks.resize(items.size(), 0);
    float const top_pad = 16, end_pad = 8;
    float content = top_pad + end_pad;
    for (std::size_t i = 0; i < items.size(); ++i) {
        auto const mark = ItemView::mark(items[i]);
        if (mine.marks[i] != mark) {
            // Opening never waits for the layout of what is not shown: an estimate stands in.
            mine.heights[i] = ItemView::estimate(items[i], width);
            mine.marks[i] = mark;
        }
        content += mine.heights[i];
    }
    if (items.size() > mine.items_seen) {
        auto const& last = items.back();
        if (last.kind == ThreadItem::Kind::Waiting || last.kind == ThreadItem::Kind::Intent)
            mine.at_end = true; // what the person just sent is always shown
        mine.items_seen = items.size();
    }

    // What shows is measured exactly before it is drawn; the first visible item keeps its place when heights above it change.
    auto const log = ui.id("log");
    float top = local.memory.scroll_tops[log];
    float const end_before = ui.scroll_end(log);
    if (mine.items_seen > 0 && end_before > 0)
        mine.at_end = mine.at_end ? top >= end_before - 40 || local.memory.scroll_ends[log] == 0 : top >= end_before - 4;
    bool const follow = mine.at_end;
    auto measure = [&](std::size_t i) {
        float const exact = view_of.show(items[i], i, 0, false);
        float const change = exact - mine.heights[i];
        mine.heights[i] = exact;
        content += change;
        return change;
    };
    if (follow) {
        float shown = end_pad;
        for (std::size_t i = items.size(); i-- > 0 && shown < view.height + overscan;) {
            measure(i);
            shown += mine.heights[i];
        }
        top = std::max(0.0f, std::ceil(content) - view.height);
    } else {
        float y = top_pad;
        for (std::size_t i = 0; i < items.size() && y < top + view.height + overscan; ++i) {
            float const before = y;
            if (y + mine.heights[i] > top - overscan) {
                float const change = measure(i);
                if (before < top && change != 0)
                    top += change;
            }
            y += mine.heights[i];
        }
    }
    if (std::abs(top - local.memory.scroll_tops[log]) > 0.5f)
        ui.scroll_to(log, top);
    // A short thread stands at the bottom, beside the composer.
    float const slack = std::max(0.0f, view.height - content);
    auto const scroll = ui.begin_scroll("log", { .role = Role::Log, .takes_focus = true, .name = words(Text::Messages, state), .rect = view }, std::max(content, view.height));
    float y = view.y - scroll.top + top_pad + slack;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (y + mine.heights[i] > view.y - overscan && y < view.bottom() + overscan)
            view_of.show(items[i], i, y, true);
        y += mine.heights[i];
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

} // namespace kally::ui
