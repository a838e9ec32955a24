#include "ui/views/thread_item.h"
#include "ui/views/plan_parts.h"

#include "base/text.h"
#include "ui/find_text.h"
#include "ui/page_text.h"

#include <algorithm>
#include <cmath>

namespace kally::ui {

namespace {

using store::IntentState;
using store::ThreadItem;

constexpr float bubble_pad_y = 10;

/// Draws or measures one item; measuring and drawing share the same code so that they cannot disagree.
class ItemView {
public:
    ItemView(ThreadView const& view, bool draw)
        : m_ui(view.ui), m_state(view.state), m_local(view.local), m_out(view.out), m_column(view.column), m_visible(view.visible), m_draw(draw)
    {
    }

    /// From the top of what was shown down to the first match of the search, 0 when there is none.
    float first_match() const
    {
        if (m_text.rich == nullptr)
            return 0;
        auto const matches = matches_in(*m_text.rich, m_ui.paint(), m_local.thread.find.wanted);
        return matches.empty() ? 0 : m_text.top + matches.front().rect.y;
    }

    float show(ThreadItem const& item, std::size_t index, float y)
    {
        m_current = index == m_local.thread.find.current_item();
        switch (item.kind) {
        case ThreadItem::Kind::NotLoaded: return not_loaded(y);
        case ThreadItem::Kind::Older: return older(y);
        case ThreadItem::Kind::DayDivider: return day(item, y);
        case ThreadItem::Kind::Message:
            return item.message->author == api::Author::User ? own_message(item, index, y) : assistant_message(item, index, y);
        case ThreadItem::Kind::Intent: return intent(item, index, y);
        case ThreadItem::Kind::Waiting: return waiting(item, y);
        }
        return 0;
    }

private:
    std::string say(Text text) const { return words(text, m_state); }
    Palette const& palette() const { return m_ui.palette(); }

    /// The history is missing above what waits to be sent. `draw_failed_thread` says the same where there is nothing else.
    float not_loaded(float y)
    {
        auto const& error = *store::open_thread(m_state)->history.error;
        auto const reason = error_text(error, m_state.settings.language) + spaced(error_reference(error, m_state.settings.language));
        float const width = m_column.width - 52, reason_height = wrapped_height(m_ui, text::Type::Small, reason, width), height = reason_height + 80;
        if (!m_draw)
            return height + 16;
        Rect const note { m_column.x, y, m_column.width, height };
        m_ui.paint().card(note, palette().danger.tint, palette().danger.border, token::radius_lg);
        m_ui.paint().icon(Icon::CircleAlert, note.x + 22, note.y + 22, token::icon_md, palette().danger.icon);
        label(m_ui, { note.x + 40, note.y + 12, width, 20 }, "failed-title", say(Text::ChatDidNotLoad), { .type = text::Type::UiMedium, .color = palette().danger.text, .role = Role::Heading, .level = 2 });
        label(m_ui, { note.x + 40, note.y + 36, width, reason_height }, "failed-detail", reason, { .type = text::Type::Small, .color = palette().text.secondary, .role = Role::Alert, .max_lines = 0 });
        if (text_button(m_ui, { note.x + 40, note.y + 40 + reason_height, width, 28 }, "again", say(Text::TryAgain), text::Type::SmallMedium))
            m_out.push_back(store::HistoryRequested { m_state.route.conversation });
        return height + 16;
    }

    float older(float y)
    {
        if (!m_draw)
            return 40;
        auto const* thread = store::open_thread(m_state);
        Rect const rect { m_column.x, y + 8, m_column.width, 28 };
        if (thread->older_exhausted)
            label(m_ui, rect, "older", say(Text::OlderExhausted), { .type = text::Type::Caption, .color = palette().text.tertiary, .align = Align::Centre });
        else if (text_button(m_ui, rect, "older", say(Text::ShowOlder), text::Type::CaptionMedium, {}, Align::Centre))
            m_out.push_back(store::OlderRequested { m_state.route.conversation });
        return 40;
    }

    RichTextSpec rich_text_spec(Color text, Color muted, Color link) const
    {
        return { text, muted, link, m_visible, say(Text::CopyCode), say(Text::CopyTable), m_local.thread.find.wanted, m_current };
    }

    float day(ThreadItem const& item, float y)
    {
        if (m_draw) {
            auto const name = day_name(m_state, item);
            float const width = m_ui.paint().width(text::Type::CaptionMedium, name);
            float const middle = y + 24, half = (m_column.width - width) / 2 - 12;
            separator(m_ui, m_column.x, middle, half);
            separator(m_ui, m_column.x + m_column.width - half, middle, half);
            Rect const rect { m_column.x + half, y + 16, width + 24, 16 };
            draw_label(m_ui, rect, name, { .type = text::Type::CaptionMedium, .color = palette().text.tertiary, .align = Align::Centre });
            m_ui.record("day." + name, { .role = Role::Separator, .state = StateRetained, .name = name, .rect = rect });
        }
        return 48;
    }

    struct BubbleLook { Color fill, border; };

    /// The tinted bubble of the person's own words, at the right. Returns its height.
    float bubble(std::string_view key, std::string const& said, float y, BubbleLook look)
    {
        auto const& rich = m_local.rich.get(m_ui.paint(), said, false, m_column.bubble_max, text::Type::Body);
        m_text = { &rich, bubble_pad_y };
        float const width = std::ceil(rich.layout.width) + 2 * bubble_padding, height = rich.layout.height + 2 * bubble_pad_y;
        if (m_draw) {
            Rect const rect { m_column.x + m_column.width - width, y, width, height };
            Corners const corners { 16, 16, 4, 16 };
            if (look.border == 0 && m_ui.theme().outlined)
                look.border = palette().border.control;
            if (look.border != 0)
                m_ui.paint().card_corners(rect, look.fill, look.border, corners);
            else
                m_ui.paint().fill_corners(m_ui.paint().snap(rect), look.fill, corners);
            act_on(draw_rich_text(m_ui, key, rect.x + bubble_padding, rect.y + bubble_pad_y, rich,
                rich_text_spec(palette().bubble.user_text, palette().bubble.user_muted, palette().bubble.user_link)));
            tell_lines(rich, rect.x + bubble_padding, rect.y + bubble_pad_y);
        }
        return height;
    }

    /// Where the words of the open article stand, for the page; told again when they are set anew.
    void tell_lines(RichText const& rich, float x, float y)
    {
        auto const article = m_ui.scope();
        auto const look = static_cast<std::uint64_t>(m_column.width * 8) << 32 ^ static_cast<std::uint64_t>((x - m_article.x) * 8) << 16 ^ static_cast<std::uint64_t>((y - m_article.y) * 8) << 1 ^ m_local.fonts << 4 ^ 1;
        if (m_local.thread.transcript.wants_lines(article, look))
            m_ui.retained().changes.push_back({ .kind = platform::Retained::Change::Kind::Lines, .id = article, .content = encode_lines(rich, article, x - m_article.x, y - m_article.y) });
    }

    void open_article(std::string_view key, std::string name, float y, float height)
    {
        m_article = { m_column.x, y, m_column.width, height };
        m_ui.open(key, { .role = Role::Article, .state = StateRetained, .name = std::move(name), .rect = m_article });
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
        auto const time = message.created_at ? format_time(*message.created_at, m_state.utc_offset) : std::string {};
        if (m_draw)
            open_article(message_key(message, index), message_name(m_state, message), y, m_local.thread.entries[index].height);
        float height = bubble("text", message.text, y, { palette().bubble.user, 0 });
        height += 2 + meta_right({ .icon = Icon::Check, .text = say(Text::Sent) + (time.empty() ? "" : " " + time) }, y + height + 2, [](auto) {});
        if (m_draw)
            m_ui.close();
        return height + 16;
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

    /// The state of something that was triggered. The words of the service's vocabulary; any other is shown as it is.
    struct ActionLook {
        Tone tone = Tone::Neutral;
        std::optional<Icon> icon = {};
        Color color = 0;
        std::optional<Text> word = {};
        bool running = false;
    };
    ActionLook look_of(std::string_view status) const
    {
        auto is = [&](std::initializer_list<std::string_view> any) { return std::find(any.begin(), any.end(), status) != any.end(); };
        auto const& p = palette();
        if (is({ "completed", "done", "success", "succeeded", "sent" }))
            return { .icon = Icon::CircleCheck, .color = p.success.icon, .word = Text::Done };
        if (is({ "in_progress", "running", "pending", "started", "queued" }))
            return { .tone = Tone::Accent, .word = Text::InProgress, .running = true };
        if (is({ "waiting", "needs_input", "awaiting_approval", "waiting_for_approval" }))
            return { .tone = Tone::Warning, .icon = Icon::Clock, .color = p.warning.icon, .word = Text::NeedsYou };
        if (is({ "failed", "error" }))
            return { .tone = Tone::Danger, .icon = Icon::CircleAlert, .color = p.danger.icon, .word = Text::Failed };
        if (is({ "cancelled", "canceled", "discarded" }))
            return { .icon = Icon::Ban, .color = p.icon.muted, .word = Text::Cancelled };
        return {};
    }

    /// What a message did for a goal leads to it.
    void goal_link(GoalId const& goal, std::string const& deed, Rect rect)
    {
        store::Route const route { .page = store::Page::Goals, .goal = goal };
        auto const item = m_ui.item("goal", { .role = Role::Link, .name = say(Text::OpenGoal) + ": " + deed, .value = store::format_route(route), .rect = rect });
        if (item.hovered || item.held)
            m_ui.paint().fill(rect, item.held ? palette().state.pressed : palette().state.hover, token::radius_lg);
        if (item.focused)
            m_ui.paint().focus_ring({ rect.x + 3, rect.y + 3, rect.width - 6, rect.height - 6 }, palette().focus.ring, token::radius_md);
        if (item.activated)
            m_out.push_back(store::RouteChanged { route });
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
        GoalId linked; // once is enough
        for (std::size_t i = 0; i < message.actions.size(); ++i, at += row) {
            auto const& action = message.actions[i];
            if (i > 0)
                separator(m_ui, rect.x + 1, at, rect.width - 2);
            std::string const title = action.summary ? *action.summary : action_name(action.type, m_state.settings.language);
            auto const look = look_of(action.status.value_or(""));
            tile(m_ui, { rect.x + 12, at + 8, 28, 28 }, look.tone, icon_of(action.type), token::icon_md);
            std::string detail = action.credits ? format_credits(*action.credits, m_state.settings.language) : std::string {};
            // A state that is none of the known words is shown as the service calls it, never taken for done.
            if (!look.word && action.status && !action.status->empty())
                detail = *action.status + (detail.empty() ? "" : ", " + detail);
            float const detail_width = detail.empty() ? 0 : std::ceil(m_ui.paint().width(text::Type::Caption, detail)) + 12;
            draw_label(m_ui, { rect.x + 52, at + 12, rect.width - 52 - 44 - detail_width, 20 }, title, { .type = text::Type::UiMedium });
            if (!detail.empty())
                draw_label(m_ui, { rect.right() - 44 - detail_width, at + 14, detail_width, 16 }, detail, { .type = text::Type::Caption, .color = palette().text.tertiary, .align = Align::Right });
            float const cx = rect.right() - 24, cy = at + 22;
            if (look.running)
                m_ui.paint().arc(cx, cy, 6, -1.57f, 1.57f, palette().accent.solid, 2);
            else if (look.icon)
                m_ui.paint().icon(*look.icon, cx, cy, token::icon_md, look.color);
            auto const state_text = look.word ? say(*look.word) : std::string {};
            Rect const whole { rect.x, at, rect.width, row };
            auto const key = "action." + std::to_string(i), said = title + (state_text.empty() ? "" : ", " + state_text) + (detail.empty() ? "" : ", " + detail);
            if (auto const goal = action.goal_id ? action.goal_id : message.goal_id; goal && *goal != linked) {
                linked = *goal;
                m_ui.open(key, { .role = Role::ListItem, .rect = whole });
                m_ui.record("said", { .role = Role::Text, .name = said, .rect = whole });
                goal_link(linked, title, whole);
                m_ui.close();
            } else {
                m_ui.record(key, { .role = Role::ListItem, .name = said, .rect = whole });
            }
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
        if (m_draw)
            open_article(message_key(message, index), message_name(m_state, message), y, m_local.thread.entries[index].height);
        float height = header(item, y);
        auto const& rich = m_local.rich.get(m_ui.paint(), message.text, true, m_column.width, text::Type::Body);
        m_text = { &rich, height };
        if (m_draw) {
            act_on(draw_rich_text(m_ui, "text", m_column.x, y + height, rich, rich_text_spec(palette().text.primary, palette().text.secondary, palette().accent.text)));
            tell_lines(rich, m_column.x, y + height);
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
            auto const pressed = m_ui.item("copy", { .role = Role::Button, .name = say(Text::CopyMessage), .rect = for_fingers(m_ui, rect) });
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

    float intent(ThreadItem const& item, std::size_t index, float y)
    {
        auto const& intent = *item.intent;
        auto const id = intent.id;
        bool const failed = intent.state == IntentState::Failed, queued = intent.state == IntentState::Queued && intent.recorded, // before that it may still be lost
                    unknown = intent.state == IntentState::Unknown;
        BubbleLook const look = failed ? BubbleLook { palette().bubble.failed, palette().danger.border }
            : queued || unknown        ? BubbleLook { palette().bubble.user_queued, 0 }
                                       : BubbleLook { palette().bubble.user, 0 };
        if (m_draw)
            open_article("i." + id.text, say(Text::You), y, m_local.thread.entries[index].height);
        float height = bubble("text", intent.text, y, look) + 2;
        Meta meta;
        if (failed) {
            meta = { .icon = Icon::CircleAlert, .text = say(Text::NotSent), .color = palette().danger.text, .presses = { { "retry", say(Text::Retry) }, { "edit", say(Text::EditUnsent) }, { "delete", say(Text::Delete) } } };
        } else if (unknown) {
            meta = { .icon = Icon::CircleAlert, .text = say(Text::MaybeSent), .presses = { { "check", say(Text::CheckAgain) }, { "sent", say(Text::ItWasSent) }, { "delete", say(Text::Delete) } } };
        } else if (queued) {
            meta = { .icon = Icon::Clock, .text = say(Text::Queued), .presses = { { "edit", say(Text::EditUnsent) }, { "delete", say(Text::Remove) } } };
            if (item.asks) {
                meta.text = m_ui.theme().phone ? say(Text::SendStillShort) : tr_format(Text::SendStill, m_state.settings.language, format_when(intent.created_at, m_state.now, m_state.utc_offset, m_state.settings.language));
                meta.color = palette().warning.text;
                meta.presses.push_back({ "retry", say(Text::SendNow) });
            }
        } else {
            meta = { .spinner = true, .text = say(Text::Sending) };
        }
        height += meta_right(meta, y + height, [&](std::string_view key) {
            if (key == "retry")
                m_out.push_back(store::RetryPressed { id });
            else if (key == "edit")
                m_out.push_back(store::EditPressed { id });
            else if (key == "delete")
                m_out.push_back(store::DeletePressed { id });
            else if (key == "check")
                m_out.push_back(store::CheckAgainPressed { id });
            else
                m_out.push_back(store::MarkedSent { id });
        });
        if (auto const wanted = failed && intent.error ? remedy(*intent.error) : std::nullopt) {
            auto const [spec, route] = *wanted;
            if (m_draw) {
                std::string_view pressed;
                height += 4 + notice(m_ui, m_column.x, y + height + 4, m_column.width, spec, pressed);
                if (!pressed.empty())
                    m_out.push_back(store::RouteChanged { route });
            } else {
                height += 4 + notice_height(m_ui, m_column.width, spec);
            }
        } else if ((failed || unknown) && intent.error) {
            auto const language = m_state.settings.language;
            auto const reason = error_text(*intent.error, language) + spaced(error_reference(*intent.error, language));
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

    /// Money or an answer is wanted first: what is missing, that the text is kept, and the way there.
    std::optional<std::pair<NoticeSpec, store::Route>> remedy(Error const& error) const
    {
        auto const* thread = store::open_thread(m_state);
        auto const found = remedy_of(error, thread != nullptr && !thread->goals.empty() ? thread->goals.front() : GoalId {});
        if (!found)
            return {};
        auto const language = m_state.settings.language;
        return { { NoticeSpec { .key = "remedy", .tone = Tone::Warning, .icon = Icon::BadgeDollarSign, .title = say(found->title), .text = error_text(error, language) + spaced(error_reference(error, language)),
                        .buttons = { { .key = "remedy-way", .name = say(found->action), .kind = ButtonKind::OnBar, .size = ButtonSize::Small } }, .role = Role::Alert },
            found->route } };
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
        std::string const said = seconds.count() < 5       ? say(Text::Working)
            : m_ui.theme().phone && seconds.count() < 30   ? tr_format(Text::WorkingForShort, m_state.settings.language, format_duration(seconds, m_state.settings.language))
            : seconds.count() < 30                         ? tr_format(Text::WorkingFor, m_state.settings.language, format_duration(seconds, m_state.settings.language))
                                                           : tr_format(m_ui.theme().phone ? Text::StillWorkingForShort : Text::StillWorkingFor, m_state.settings.language, format_duration(seconds, m_state.settings.language));
        float const room = m_column.width - 64 - 110;
        draw_label(m_ui, { m_column.x + 64, y + 4, room, 20 }, said, { .type = text::Type::Small, .color = palette().text.tertiary });
        auto const stop = say(Text::StopWaiting);
        float const width = std::ceil(m_ui.paint().width(text::Type::CaptionMedium, stop));
        float const said_width = std::min(room, std::ceil(m_ui.paint().width(text::Type::Small, said) / 40) * 40);
        if (item.intent != nullptr && (text_button(m_ui, { m_column.x + 64 + said_width + 12, y + 2, width, 24 }, "stop", stop, text::Type::CaptionMedium) || m_ui.take_key("Escape", true)))
            m_out.push_back(store::StopWaitingPressed { item.intent->id });
        m_ui.close();
        return 44;
    }

    Frame& m_ui;
    store::State const& m_state;
    Local& m_local;
    store::Actions& m_out;
    ThreadColumn m_column;
    Rect m_visible;
    bool m_draw, m_current = false;
    struct { RichText const* rich = nullptr; float top = 0; } m_text; ///< What it says, and how far below its top.
    Rect m_article; ///< The one that is open.
};

} // namespace

float draw_item(ThreadView const& view, ThreadItem const& item, std::size_t index, float y) { return ItemView(view, true).show(item, index, y); }
float item_height(ThreadView const& view, ThreadItem const& item, std::size_t index) { return ItemView(view, false).show(item, index, 0); }

float first_match(ThreadView const& view, ThreadItem const& item, std::size_t index)
{
    ItemView measured { view, false };
    measured.show(item, index, 0);
    return measured.first_match();
}

} // namespace kally::ui
