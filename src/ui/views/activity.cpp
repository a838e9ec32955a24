#include "ui/views/page_parts.h"
#include "ui/views/goal_parts.h"
#include "ui/views/plan_parts.h"

#include <algorithm>
#include <cmath>

namespace kally::ui {

namespace {

using store::ActivityTab;
using Undo = store::Activity::Undo;

Icon icon_of(std::string_view type)
{
    struct Look { std::string_view word; Icon icon; };
    static constexpr Look looks[] = { { "mail", Icon::Mail }, { "call", Icon::Phone }, { "calendar", Icon::Calendar }, { "book", Icon::CalendarCheck }, { "bill", Icon::BadgeDollarSign }, { "chat", Icon::MessagesSquare }, { "sms", Icon::MessagesSquare } };
    for (auto const& look : looks)
        if (type.find(look.word) != type.npos)
            return look.icon;
    return Icon::Sparkles;
}

/// Known words of open sets; any other is shown as it is.
struct Word { std::string_view status; Text text; Tone tone; };
constexpr Word status_words[] = {
    { "pending_approval", Text::NeedsYou, Tone::Warning },
    { "sent", Text::Sent, Tone::Success },
    { "cancelled", Text::Discarded, Tone::Neutral },
    { "completed", Text::Done, Tone::Success },
    { "undone", Text::Undone, Tone::Neutral },
    { "failed", Text::Failed, Tone::Danger },
};
struct Said { std::string text; Tone tone = Tone::Neutral; };
Said status_of(std::string_view status, store::State const& state)
{
    for (auto const& one : status_words)
        if (one.status == status)
            return { words(one.text, state), one.tone };
    return { std::string(status), Tone::Neutral };
}

/// A channel in words; one that is not known as it is.
std::string channel_name(std::string_view channel, store::State const& state)
{
    struct Name { std::string_view channel; Text text; };
    static constexpr Name names[] = { { "email", Text::Email }, { "call", Text::WorkCall }, { "chat", Text::Chat }, { "sms", Text::Sms } };
    for (auto const& one : names)
        if (one.channel == channel)
            return words(one.text, state);
    return std::string { channel };
}

/// One line of a list that leads to what it is about.
struct Line {
    std::string id;
    Icon icon;
    std::string title, detail, time;
    Said status;
    bool strong = false; ///< Unread, or it waits for the person.
};

class ActivityView {
public:
    ActivityView(Frame& ui, store::State const& state, Local& local, store::Actions& out)
        : m_ui(ui)
        , m_state(state)
        , m_activity(state.activity)
        , m_local(local.activity)
        , m_out(out)
        , m_phone(ui.theme().phone)
        , m_row(ui.theme().compact ? token::control_compact_row_list : token::control_row_list)
    {
    }

    void show(Rect area)
    {
        auto const tab = m_state.route.activity_tab;
        bool const one_pane = m_phone || area.width < one_pane_below, chosen = !m_state.route.activity.empty();
        float const pad = m_phone ? 16 : 24;
        if (one_pane && chosen) {
            if (icon_button(m_ui, { area.x + (m_phone ? 4 : 12), area.y + 6, 44, 44 }, "back", say(Text::Back), Icon::ChevronLeft))
                m_out.push_back(store::RouteChanged { { .page = store::Page::Activity, .activity_tab = tab } });
            label(m_ui, { area.x + (m_phone ? 52 : 60), area.y + 18, 160, 20 }, "place", say(tab == ActivityTab::Inbox ? Text::Inbox : Text::Outbox), { .type = text::Type::Ui, .color = m_ui.palette().text.secondary });
            return detail({ area.x, area.y + token::panel_header, area.width, area.height - token::panel_header }, true);
        }
        static std::vector<PageTab> const tabs {
            { "inbox", Text::Inbox, { .page = store::Page::Activity } },
            { "outbox", Text::Outbox, { .page = store::Page::Activity, .activity_tab = ActivityTab::Outbox } },
            { "actions", Text::ActionsTab, { .page = store::Page::Activity, .activity_tab = ActivityTab::Actions } },
        };
        Rect body = draw_page_head(m_ui, area, Text::Activity, tabs, pad, m_state, m_out);
        if (tab == ActivityTab::Actions)
            return actions(body, pad);
        if (one_pane)
            return list(body);
        Rect const left { body.x, body.y, token::panel_master_list, body.height };
        m_ui.paint().fill(left, m_ui.palette().surface.panel);
        upright_separator(m_ui, left.right() - 1, left.y, left.height);
        list(left);
        Rect const right { left.right(), body.y, body.right() - left.right(), body.height };
        if (chosen)
            detail(right, false);
        else
            label(m_ui, { right.x + 24, right.y + right.height / 2 - 20, right.width - 48, 20 }, "choose", say(Text::ChooseMessage), { .type = text::Type::Ui, .color = m_ui.palette().text.tertiary, .align = Align::Centre });
    }

private:
    std::string say(Text text) const { return words(text, m_state); }
    store::Language language() const { return m_state.settings.language; }
    std::string when(std::optional<Instant> const& at) const { return at ? format_when(*at, m_state.now, m_state.utc_offset, language()) : std::string {}; }

    /// What stands where a list or a text could not be read, or is not there yet. True when it is there.
    template <typename T>
    bool there(store::Remote<T> const& remote, Rect body)
    {
        if (remote.value)
            return true;
        if (!remote.error) {
            if (m_ui.shown_for(m_ui.id("skeleton"), skeleton_delay))
                for (int i = 0; i < 6; ++i)
                    skeleton(m_ui, { body.x + 24, body.y + 20 + m_row * static_cast<float>(i), std::max(60.0f, body.width - 120 - 30 * static_cast<float>(i % 3)), 12 });
            return false;
        }
        auto const& error = *remote.error;
        bool const missing = error.status == 405 || error.status == 501 || (error.status == 404 && m_state.route.activity.empty());
        std::string_view pressed;
        NoticeSpec spec { .key = "failed", .tone = missing ? Tone::Info : Tone::Danger, .icon = missing ? Icon::Info : Icon::CircleAlert, .title = say(missing ? Text::NotOffered : Text::ListFailed), .role = missing ? Role::Status : Role::Alert };
        if (!missing) {
            spec.text = error_text(error, language()) + spaced(error_reference(error, language()));
            spec.buttons.push_back({ .key = "again", .name = say(Text::TryAgain), .kind = ButtonKind::OnBar, .size = ButtonSize::Small });
        }
        notice(m_ui, body.x + 16, body.y + 16, body.width - 32, spec, pressed);
        if (!pressed.empty())
            m_out.push_back(store::ActivityRequested {});
        return false;
    }

    std::vector<Line> lines() const
    {
        std::vector<Line> all;
        if (m_state.route.activity_tab == ActivityTab::Inbox) {
            for (auto const& letter : *m_activity.inbox.value)
                all.push_back({ letter.id.text, icon_of(letter.channel.value_or("")), letter.from.value_or(say(Text::SenderUnknown)), letter.subject && !letter.subject->empty() ? *letter.subject : letter.preview.value_or(""), when(letter.received_at), {}, letter.unread.value_or(false) });
            return all;
        }
        for (auto const& mail : *m_state.live.mails.value)
            all.push_back({ mail.id.text, Icon::Mail, mail.to.value_or(say(Text::ReceiverUnknown)), mail.subject.value_or(""), when(mail.created_at), status_of(mail.status.value_or(""), m_state), mail.status == "pending_approval" });
        return all;
    }

    void list(Rect body)
    {
        bool const inbox = m_state.route.activity_tab == ActivityTab::Inbox;
        if (!(inbox ? there(m_activity.inbox, body) : there(m_state.live.mails, body)))
            return;
        auto const all = lines();
        if (all.empty())
            return draw_nothing_there(m_ui, body, Icon::Mail, say(inbox ? Text::InboxEmpty : Text::OutboxEmpty), say(inbox ? Text::InboxEmptyDetail : Text::OutboxEmptyDetail));
        bool const unread = inbox && std::any_of(all.begin(), all.end(), [](auto const& one) { return one.strong; }) && !m_state.missing.contains(store::Offer::MarkRead);
        if (unread) {
            ButtonSpec const mark { .key = "mark-read", .name = say(Text::MarkAllRead), .kind = ButtonKind::Ghost, .size = ButtonSize::Small, .icon = Icon::CheckCheck, .disabled = !m_state.online };
            float const h = button_height(m_ui, ButtonSize::Small);
            if (button(m_ui, { body.x + 12, body.y + 8, button_width(m_ui, mark), h }, mark) && !mark.disabled)
                m_out.push_back(store::MarkReadPressed {});
            body.y += h + 8;
            body.height -= h + 8;
        }
        bool const more = inbox && static_cast<int>(all.size()) >= m_activity.inbox_limit;
        auto const scroll = m_ui.begin_scroll("list", { .role = Role::Navigation, .name = say(inbox ? Text::Inbox : Text::Outbox), .rect = body }, 8 + m_row * static_cast<float>(all.size()) + (more ? 44 : 0));
        m_ui.begin_roving(scroll.id);
        float y = body.y - scroll.top + 8;
        for (std::size_t i = 0; i < all.size(); ++i, y += m_row)
            if (y + m_row > body.y - 400 && y < body.bottom() + 400)
                row({ body.x + (m_phone ? 0 : 8), y, body.width - (m_phone ? 0 : 16), m_row - (m_phone ? 0 : 2) }, all[i], i);
        m_ui.end_roving();
        if (more)
            more_line(body, y, m_activity.inbox.pending.has_value(), m_activity.inbox.error.has_value());
        m_ui.end_scroll();
    }

    void more_line(Rect body, float y, bool pending, bool failed)
    {
        if (failed) {
            if (text_button(m_ui, { body.x + 21, y + 12, body.width - 42, 20 }, "more", say(Text::MoreFailed), text::Type::SmallMedium))
                m_out.push_back(store::ActivityRequested {});
            return;
        }
        label(m_ui, { body.x + 21, y + 12, body.width - 42, 20 }, "more", say(Text::LoadingMore), { .type = text::Type::Small, .color = m_ui.palette().text.tertiary });
        if (y < body.bottom() + 400 && !pending)
            m_out.push_back(store::MoreActivityRequested {});
    }

    void row(Rect rect, Line const& one, std::size_t index)
    {
        auto const& p = m_ui.palette();
        store::Route const route { .page = store::Page::Activity, .activity_tab = m_state.route.activity_tab, .activity = one.id };
        bool const selected = m_state.route.activity == one.id && !one.id.empty(), inbox = m_state.route.activity_tab == ActivityTab::Inbox;
        std::string name = one.title + (one.detail.empty() ? "" : ", " + one.detail) + (one.status.text.empty() ? "" : ", " + one.status.text) + (inbox && one.strong ? ", " + say(Text::Unread) : "");
        // Without an id there is nothing to open.
        auto const item = m_ui.item("row." + (one.id.empty() ? std::to_string(index) : one.id), { .role = one.id.empty() ? Role::Text : Role::Link, .state = static_cast<std::uint16_t>(selected ? StateCurrent | StateSelected : 0), .name = std::move(name), .value = one.id.empty() ? "" : store::format_route(route), .hint = one.time, .rect = rect });
        if (selected && !m_phone)
            card(m_ui, rect, p.surface.selected, p.border.default_);
        else if (!one.id.empty() && (item.hovered || item.held))
            m_ui.paint().fill(rect, item.held ? p.state.pressed : p.state.hover, m_phone ? 0 : token::radius_lg);
        if (m_phone)
            m_ui.paint().fill({ rect.x + 16, rect.bottom() - 1, rect.width - 16, 1 }, p.border.subtle);
        float const pad = m_phone ? 16 : 13;
        float const top = rect.y + std::floor((m_row - 43) / 2);
        tile(m_ui, { rect.x + pad, top + 2, 36, 36 }, one.strong ? (inbox ? Tone::Accent : Tone::Warning) : Tone::Neutral, one.icon, token::icon_lg);
        float const x = rect.x + pad + 48, right = rect.right() - pad, time_width = one.time.empty() ? 0 : std::ceil(m_ui.paint().width(text::Type::Caption, one.time)) + 8;
        draw_label(m_ui, { x, top, right - x - time_width, 20 }, one.title, { .type = one.strong ? text::Type::UiStrong : text::Type::UiMedium });
        draw_label(m_ui, { right - time_width, top, time_width, 20 }, one.time, { .type = text::Type::Caption, .color = p.text.tertiary, .align = Align::Right });
        float const status_width = one.status.text.empty() ? 0 : pill_width(m_ui, one.status.text, PillMark::None) + 8;
        draw_label(m_ui, { x, top + 23, right - x - std::max(status_width, inbox && one.strong ? 16.0f : 0.0f), 20 }, one.detail, { .type = text::Type::Small, .color = p.text.secondary });
        if (!one.status.text.empty())
            pill(m_ui, right - status_width + 8, top + 23, one.status.tone, one.status.text, PillMark::None);
        if (inbox && one.strong)
            m_ui.paint().circle(right - 5, top + 33, 4, p.accent.solid);
        if (item.focused)
            m_ui.paint().focus_ring({ rect.x + 4, rect.y + 4, rect.width - 8, rect.height - 8 }, p.focus.ring, token::radius_md);
        if (item.activated && !one.id.empty())
            m_out.push_back(store::RouteChanged { route });
    }

    struct Paper { std::string title, facts, body; };

    /// Words of others, as they are: nothing in them presses. Returns the height used.
    float paper(std::string const& key, float x, float y, float width, Paper const& one)
    {
        auto const& p = m_ui.palette();
        float const top = y;
        m_ui.open(key, Role::Article, one.title + (one.facts.empty() ? "" : ", " + one.facts), { x, y, width, 10 });
        if (!one.title.empty())
            y += label(m_ui, { x, y, width, 20 }, "from", one.title, { .type = text::Type::UiStrong, .max_lines = 0 });
        if (!one.facts.empty())
            y += label(m_ui, { x, y, width, 16 }, "facts", one.facts, { .type = text::Type::Caption, .color = p.text.tertiary, .max_lines = 0 }) + 8;
        float const height = wrapped_height(m_ui, text::Type::Body, one.body, width - 32) + 24;
        m_ui.paint().fill({ x, y, width, height }, p.surface.sunken, token::radius_lg);
        label(m_ui, { x + 16, y + 12, width - 32, 24 }, "body", one.body, { .type = text::Type::Body, .max_lines = 0 });
        m_ui.close();
        return y + height - top + 20;
    }

    Paper paper_of(api::InboxMessage const& letter) const
    {
        auto const channel = channel_name(letter.channel.value_or(""), m_state), time = letter.received_at ? format_day(*letter.received_at, m_state.now, m_state.utc_offset, language()) + " " + format_time(*letter.received_at, m_state.utc_offset) : std::string {};
        auto const text = letter.body ? *letter.body : letter.preview ? *letter.preview : say(Text::NoText);
        return { letter.from.value_or(say(Text::SenderUnknown)), channel + (channel.empty() || time.empty() ? "" : "  \u00B7  ") + time, text };
    }

    void detail(Rect body, bool one_pane)
    {
        bool const inbox = m_state.route.activity_tab == ActivityTab::Inbox;
        auto const scroll = m_ui.begin_scroll("detail", { .role = Role::Group, .takes_focus = true, .name = say(inbox ? Text::Message : Text::Email), .rect = body }, m_local.height);
        float const pad = m_phone ? 16 : 24, x = body.x + pad, width = std::min(body.width - 2 * pad, token::panel_thread_text_max);
        float const space = one_pane ? 4 : 20, top = body.y - scroll.top + space; // below the way back there is room already
        float const height = space + (inbox ? letter(body, x, top, width) : mail(body, x, top, width)) + 20;
        m_ui.end_scroll();
        if (height != m_local.height) {
            m_local.height = height;
            m_ui.animate(); // the scroller learns it with the next frame
        }
        if (m_ui.input().focused == scroll.id && m_ui.input().focus_visible)
            m_ui.paint().focus_ring({ body.x + 4, body.y + 4, body.width - 8, body.height - 8 }, m_ui.palette().focus.ring, token::radius_md);
    }

    float heading(float x, float y, float width, std::string const& title) { return label(m_ui, { x, y, width, 32 }, "title", title, { .type = text::Type::Title1, .role = Role::Heading, .level = 2, .max_lines = 0 }) + 16; }

    float letter(Rect body, float x, float y, float width)
    {
        auto const found = m_activity.letters.find({ m_state.route.activity });
        if (found == m_activity.letters.end() || !there(found->second, { body.x, y, body.width, body.height }))
            return body.height - 40;
        auto const& own = *found->second.value;
        float const top = y;
        y += heading(x, y, width, own.subject && !own.subject->empty() ? *own.subject : say(Text::NoSubject));
        auto const thread = own.thread_id ? m_activity.threads.find(*own.thread_id) : m_activity.threads.end();
        if (thread == m_activity.threads.end() || !thread->second.value || thread->second.value->messages.empty())
            return y + paper("letter", x, y, width, paper_of(own)) - top;
        auto const& messages = thread->second.value->messages;
        for (std::size_t i = 0; i < messages.size(); ++i)
            y += paper("letter." + std::to_string(i), x, y, width, paper_of(messages[i].id == own.id && !messages[i].body ? own : messages[i]));
        return y - top;
    }

    float mail(Rect body, float x, float y, float width)
    {
        if (!there(m_state.live.mails, { body.x, y, body.width, body.height }))
            return body.height - 40;
        auto const& outbox = *m_state.live.mails.value;
        auto const found = std::find_if(outbox.begin(), outbox.end(), [&](auto const& one) { return one.id.text == m_state.route.activity; });
        if (found == outbox.end())
            return label(m_ui, { x, y, width, 20 }, "gone", error_text({ .kind = ErrorKind::Rejected, .status = 404 }, language()), { .type = text::Type::Ui, .role = Role::Alert });
        auto const& own = *found;
        float const top = y;
        auto const status = status_of(own.status.value_or(""), m_state);
        if (!status.text.empty()) {
            float const pill_wide = pill(m_ui, x, y, status.tone, status.text, PillMark::None);
            m_ui.record("status", Role::Status, status.text, { x, y, pill_wide, 20 });
            y += 30;
        }
        y += heading(x, y, width, own.subject && !own.subject->empty() ? *own.subject : say(Text::NoSubject));
        auto const to = own.to ? tr_format(Text::ToWhom, language(), *own.to) : say(Text::ReceiverUnknown);
        y += paper("mail", x, y, width, { to, when(own.created_at), own.body ? *own.body : say(Text::NoBodyYet) });
        y += decide(x, y, width, own);
        auto const replies = m_activity.replies.find(own.id);
        if (replies == m_activity.replies.end() || !replies->second.value || replies->second.value->empty())
            return y - top;
        y += label(m_ui, { x, y, width, 24 }, "replies", say(Text::Replies), { .type = text::Type::Heading, .role = Role::Heading, .level = 3 }) + 12;
        for (std::size_t i = 0; i < replies->second.value->size(); ++i)
            y += paper("reply." + std::to_string(i), x, y, width, paper_of((*replies->second.value)[i]));
        return y - top;
    }

    /// What may be done with a mail that waits; it is read again before anything leaves. Returns the height used.
    float decide(float x, float y, float width, api::OutboxEmail const& mail)
    {
        auto const found = m_state.mail_decisions.find(mail.id);
        store::Decision const* decision = found == m_state.mail_decisions.end() ? nullptr : &found->second;
        bool const over = decision != nullptr && !is_under_way(*decision);
        float const top = y;
        if (over) {
            Rect const note { x, y, width, decision_note_height(m_ui, width, *decision, m_state) };
            if (draw_decision_note(m_ui, note, *decision, m_state, m_out))
                m_out.push_back(store::MailDecisionDropped { mail.id });
            y += note.height + 12;
        }
        if (mail.status.value_or("pending_approval") == "pending_approval" && !mail.id.empty()) {
            bool const busy = decision != nullptr && !over;
            struct Way { std::string_view key; Text name; ButtonKind kind; api::EmailAction action; };
            float const h = button_height(m_ui, ButtonSize::Medium);
            float at = x;
            for (auto const& way : { Way { "approve", Text::ApproveAndSend, ButtonKind::Primary, api::EmailAction::Approve }, Way { "discard", Text::Discard, ButtonKind::Secondary, api::EmailAction::Cancel } }) {
                if (!store::is_offered(m_state, way.action))
                    continue;
                bool const own = busy && decision->mail_action == way.action;
                ButtonSpec const spec { .key = way.key, .name = say(own ? Text::Sending : way.name), .kind = way.kind, .disabled = !m_state.online || (busy && !own), .busy = own };
                float const wide = button_width(m_ui, spec);
                if (button(m_ui, { at, y, wide, h }, spec) && !spec.disabled)
                    m_out.push_back(store::MailDecided { mail.id, way.action });
                at += wide + 8;
            }
            ButtonSpec const again { .key = "ask-again", .name = say(Text::DiscardAndAsk), .kind = ButtonKind::Ghost, .disabled = !m_state.online || busy };
            float const wide = button_width(m_ui, again);
            bool const discards = store::is_offered(m_state, api::EmailAction::Cancel);
            if (discards && at + wide > x + width) {
                at = x;
                y += h + 8;
            }
            if (discards && button(m_ui, { at, y, wide, h }, again) && !again.disabled)
                discard_and_ask(mail, m_state, m_out);
            y += h + 24;
        }
        return y - top;
    }

    void actions(Rect body, float pad)
    {
        if (!there(m_activity.log, body))
            return;
        auto const& log = *m_activity.log.value;
        if (log.empty())
            return draw_nothing_there(m_ui, body, Icon::Sparkles, say(Text::ActionsEmpty), say(Text::ActionsEmptyDetail));
        bool const more = static_cast<int>(log.size()) >= m_activity.log_limit;
        float const width = std::min(body.width - 2 * pad, token::panel_page_max);
        auto const scroll = m_ui.begin_scroll("log", { .role = Role::Group, .takes_focus = true, .name = say(Text::ActionsTab), .rect = body }, m_local.log_height);
        float const top = body.y - scroll.top + 8;
        float y = top;
        m_ui.open("actions", Role::List, say(Text::ActionsTab), { body.x + pad, y, width, m_local.log_height });
        for (std::size_t i = 0; i < log.size(); ++i)
            y += action(body.x + pad, y, width, log[i], i);
        m_ui.close();
        if (more)
            more_line(body, y, m_activity.log.pending.has_value(), m_activity.log.error.has_value());
        m_ui.end_scroll();
        float const height = y - top + 8 + (more ? 44 : 0) + 16;
        if (height != m_local.log_height) {
            m_local.log_height = height;
            m_ui.animate();
        }
        if (m_ui.input().focused == scroll.id && m_ui.input().focus_visible)
            m_ui.paint().focus_ring({ body.x + 4, body.y + 4, body.width - 8, body.height - 8 }, m_ui.palette().focus.ring, token::radius_md);
    }

    /// Returns the height used.
    float action(float x, float y, float width, api::LoggedAction const& one, std::size_t index)
    {
        auto const& p = m_ui.palette();
        auto const found = m_activity.undos.find(one.id);
        Undo const* undo = found == m_activity.undos.end() || found->second.round.number == 0 ? nullptr : &found->second;
        bool const counting = undo != nullptr && undo->stage == Undo::Stage::Counting, sending = undo != nullptr && undo->stage == Undo::Stage::Sending, refused = undo != nullptr && undo->stage == Undo::Stage::Refused;
        auto const type = one.type.value_or("");
        auto const title = one.description && !one.description->empty() ? *one.description : type.empty() ? say(Text::NotKnown) : type;
        auto const status = status_of(one.status.value_or(""), m_state);
        auto const under = status.text + (status.text.empty() || !one.created_at ? "" : "  \u00B7  ") + when(one.created_at);
        bool const can = one.undoable.value_or(false) && !one.id.empty() && !m_state.missing.contains(store::Offer::Undo) && !refused;
        auto const left = counting ? std::max<long long>(1, std::chrono::ceil<std::chrono::seconds>(undo->at - m_state.now).count()) : 0;
        auto const size = m_phone ? ButtonSize::Medium : ButtonSize::Small;
        ButtonSpec const spec { .key = counting ? "keep" : "undo", .name = say(counting ? Text::KeepIt : sending ? Text::Undoing : Text::UndoIt), .kind = ButtonKind::Secondary, .size = size, .disabled = !m_state.online && !counting, .busy = sending };
        float const wide = can || counting || sending ? button_width(m_ui, spec) + 12 : 0, text_width = width - 48 - wide;
        auto const note = counting ? tr_format(Text::UndoIn, language(), title, std::to_string(left)) : refused ? refusal(*undo->error) : std::string {};
        float const title_height = wrapped_height(m_ui, text::Type::UiMedium, title, text_width), note_height = note.empty() ? 0 : wrapped_height(m_ui, text::Type::Small, note, text_width) + 4;
        float const space = m_ui.theme().compact ? token::control_compact_row_action : token::control_row_action;
        float const height = space + title_height + 2 + 16 + note_height + space;
        m_ui.open("action." + (one.id.empty() ? std::to_string(index) : one.id.text), Role::ListItem, "", { x, y, width, height });
        tile(m_ui, { x, y + space, 36, 36 }, Tone::Neutral, icon_of(type), token::icon_lg);
        float at = y + space;
        at += label(m_ui, { x + 48, at, text_width, title_height }, "title", title, { .type = text::Type::UiMedium, .max_lines = 0 }) + 2;
        label(m_ui, { x + 48, at, text_width, 16 }, "under", under, { .type = text::Type::Caption, .color = p.text.tertiary });
        at += 20;
        if (!note.empty())
            label(m_ui, { x + 48, at, text_width, note_height }, "note", note, { .type = text::Type::Small, .color = refused ? p.danger.text : p.text.secondary, .role = refused ? Role::Alert : Role::Status, .max_lines = 0 });
        float const h = button_height(m_ui, size);
        if (wide > 0 && button(m_ui, { x + width - wide + 12, y + space + (36 - h) / 2, wide - 12, h }, spec) && !spec.disabled) {
            if (counting)
                m_out.push_back(store::UndoStopped { one.id });
            else
                m_out.push_back(store::UndoPressed { one.id });
        }
        if (counting)
            m_ui.wake_in(std::chrono::seconds { 1 });
        m_ui.close();
        m_ui.paint().fill({ x + 48, y + height - 1, width - 48, 1 }, p.border.subtle);
        return height;
    }

    /// The service's own reason is the one that helps.
    std::string refusal(Error const& error) const
    {
        if (store::is_lost(error)) // it may have been undone
            return outcome_text(error, m_state);
        return tr_format(Text::UndoRefused, language(), error.detail.empty() ? error_text(error, language()) : error.detail) + spaced(error_reference(error, language()));
    }

    Frame& m_ui;
    store::State const& m_state;
    store::Activity const& m_activity;
    Local::Activity& m_local;
    store::Actions& m_out;
    bool m_phone;
    float m_row; ///< Height of a message in its list.
};

} // namespace

void draw_activity(Frame& ui, Rect area, store::State const& state, Local& local, store::Actions& out)
{
    ui.open("activity", Role::Region, words(Text::Activity, state), area);
    ui.paint().fill(area, ui.palette().surface.content);
    ui.need_height(area.y + 360);
    float const strip = draw_offline_strip(ui, area, state);
    ActivityView(ui, state, local, out).show({ area.x, area.y + strip, area.width, area.height - strip });
    ui.close();
}

} // namespace kally::ui
