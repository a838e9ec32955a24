#include "base/text.h"
#include "ui/views/page_parts.h"

#include <algorithm>
#include <cmath>

namespace kally::ui {

namespace {

struct ListMetrics {
    float header, row, label, inset;
};

ListMetrics metrics(Frame const& ui)
{
    if (ui.theme().phone)
        return { token::panel_phone_header, ui.theme().compact ? token::control_compact_row_phone : token::control_row_phone, 36, 0 };
    return { token::panel_header, ui.theme().compact ? token::control_compact_row_conversation : token::control_row_conversation, 32, 8 };
}

/// A line in which what was looked for stands out.
void draw_excerpt(Frame& ui, Rect line, store::Excerpt const& why, bool phone)
{
    auto const& p = ui.palette();
    struct Part { std::string const& text; text::Type type; Color color; };
    for (auto const& part : { Part { why.before, phone ? text::Type::Ui : text::Type::Small, p.text.tertiary }, Part { why.hit, phone ? text::Type::UiMedium : text::Type::SmallMedium, p.text.primary }, Part { why.after, phone ? text::Type::Ui : text::Type::Small, p.text.tertiary } }) {
        if (line.width < 8)
            return;
        float const width = std::min(line.width, ui.paint().width(part.type, part.text));
        draw_label(ui, { line.x, line.y, width + 1, line.height }, part.text, { .type = part.type, .color = part.color });
        line.x += width;
        line.width -= width;
    }
}

/// `why`: what was said in it that is looked for, or null. `waits`: how many of its goals wait for the person.
void draw_row(Frame& ui, Rect rect, api::Conversation const& conversation, store::Excerpt const* why, int waits, store::State const& state, Local& local, store::Actions& out)
{
    auto const& p = ui.palette();
    auto& paint = ui.paint();
    bool const phone = ui.theme().phone;
    bool const selected = state.route.conversation == conversation.id;
    auto const language = state.settings.language;
    auto title = store::conversation_title(state, conversation);
    if (title.empty())
        title = words(Text::UntitledChat, state);
    auto const mark = store::mark_of(state, conversation.id);
    auto const moment = conversation.updated_at ? conversation.updated_at : conversation.created_at;
    std::string const time = moment ? format_when(*moment, state.now, state.utc_offset, language) : std::string {};
    std::string preview = why != nullptr ? why->before + why->hit + why->after : store::preview(state, conversation.id);
    if (preview.empty() && conversation.message_count)
        preview = *conversation.message_count == 1 ? words(Text::OneMessage, state) : tr_format(Text::ManyMessages, language, std::to_string(*conversation.message_count));

    // What is the person's own is said to be: it is not the service's.
    std::string hint = time;
    if (why != nullptr)
        hint += (hint.empty() ? "" : ", ") + preview;
    if (waits > 0)
        hint += (hint.empty() ? "" : ", ") + words(Text::NeedsYou, state);
    if (!mark.label.empty())
        hint += (hint.empty() ? "" : ", ") + mark.label;
    if (mark != store::Mark {})
        hint += (hint.empty() ? "" : ", ") + words(Text::OnlyOnThisDevice, state);
    auto const item_state = static_cast<std::uint16_t>(StateHasPopup | (selected ? StateCurrent | StateSelected : 0));
    auto const item = ui.item("row." + conversation.id.text, { .role = Role::Link, .state = item_state, .name = title,
        .value = "#" + store::format_route({ .page = store::Page::Chat, .conversation = conversation.id }).substr(1), .hint = hint, .rect = rect });
    if (phone) {
        if (item.hovered || item.held)
            paint.fill(rect, item.held ? p.state.pressed : p.state.hover);
        paint.fill({ rect.x + 16, rect.bottom() - 1, rect.width - 16, 1 }, p.border.subtle);
    } else if (selected) {
        card(ui, rect, p.surface.selected, p.border.default_, token::radius_md);
        if (item.held)
            paint.fill(rect, p.state.pressed, token::radius_md);
    } else if (item.hovered || item.held) {
        paint.fill(rect, item.held ? p.state.pressed : p.state.hover, token::radius_md);
    }
    float const pad = phone ? 16 : 13;
    float const x = rect.x + pad, width = rect.width - 2 * pad;
    auto const time_type = phone ? text::Type::Small : text::Type::Caption;
    float const time_width = time.empty() ? 0 : std::ceil(paint.width(time_type, time)) + 8;
    float const lines = preview.empty() ? (phone ? 24.0f : 20.0f) : (phone ? 48.0f : 42.0f);
    float const top = rect.y + (rect.height - lines) / 2;
    auto const title_type = phone ? text::Type::Heading : waits > 0 ? text::Type::UiStrong : text::Type::UiMedium;
    float const title_line = type_token(title_type).line;
    float const pin = mark.pinned ? 20 : 0;
    draw_label(ui, { x, top, width - time_width - pin, title_line }, title, { .type = title_type });
    if (mark.pinned)
        paint.icon(Icon::Pin, x + width - time_width - 8, top + title_line / 2, token::icon_sm, p.icon.muted);
    if (!time.empty())
        draw_label(ui, { x + width - time_width, top, time_width, title_line }, time, { .type = time_type, .color = p.text.tertiary, .align = Align::Right });
    Rect line { x, top + title_line + (phone ? 4.0f : 2.0f), width, 20 };
    if (waits > 0) {
        badge(ui, line.right() - token::control_badge_min_width / 2, line.y + 10, p.warning.solid, p.warning.on, std::to_string(waits));
        line.width -= token::control_badge_min_width + 8;
    }
    if (!mark.label.empty()) {
        float const label_width = std::min(width / 2, pill_width(ui, mark.label, PillMark::None));
        pill(ui, line.right() - label_width, top + title_line + 2, Tone::Neutral, mark.label, PillMark::None);
        line.width -= label_width + 8;
    }
    if (why != nullptr)
        draw_excerpt(ui, line, *why, phone);
    else
        draw_label(ui, line, preview, { .type = phone ? text::Type::Ui : text::Type::Small, .color = p.text.tertiary });
    if (item.focused)
        paint.focus_ring({ rect.x + 4, rect.y + 4, rect.width - 8, rect.height - 8 }, p.focus.ring, token::radius_md - 2);
    if (item.activated)
        out.push_back(store::ConversationOpened { conversation.id });
    if (item.menu)
        open_menu(local, conversation.id, { rect.x + pad, rect.y + rect.height / 2, 0, 0 });
}

void draw_skeleton(Frame& ui, Rect body, ListMetrics const& m)
{
    static constexpr float titles[] = { 152, 118, 172, 135, 162, 108, 142, 123, 157 };
    static constexpr float previews[] = { 206, 176, 221, 162, 196, 186, 216, 147, 201 };
    if (!ui.shown_for(ui.id("skeleton"), skeleton_delay))
        return;
    float const x = body.x + m.inset + 13, right = body.right() - m.inset - 13;
    float y = body.y + 12;
    for (std::size_t i = 0; i < std::size(titles) && y + m.row < body.bottom(); ++i, y += m.row) {
        skeleton(ui, { x, y, titles[i], 12 });
        skeleton(ui, { right - 32, y, 32, 10 });
        skeleton(ui, { x, y + 24, previews[i], 10 });
    }
}

/// The note above a list that could not be brought up to date. Returns its height.
float draw_refresh_note(Frame& ui, Rect body, store::State const& state, store::Actions& out)
{
    auto const& p = ui.palette();
    std::string const since = state.conversations.answered_at ? tr_format(Text::ShowingChatsFrom, state.settings.language, format_when(*state.conversations.answered_at, state.now, state.utc_offset, state.settings.language)) : words(Text::NothingLoadedYet, state);
    float const width = body.width - 32 - 36 - 20 - ui.paint().width(text::Type::CaptionMedium, words(Text::Retry, state)), height = wrapped_height(ui, text::Type::Caption, since, width);
    Rect const note { body.x + 16, body.y + 12, body.width - 32, 44 + height };
    ui.paint().card(note, p.danger.tint, p.danger.border, 10);
    ui.paint().icon(Icon::CircleAlert, note.x + 20, note.y + 21, token::icon_md, p.danger.icon);
    label(ui, { note.x + 36, note.y + 11, note.width - 48, 20 }, "refresh-title", words(Text::CouldNotRefresh, state), { .type = text::Type::SmallMedium, .color = p.danger.text, .role = Role::Alert });
    label(ui, { note.x + 36, note.y + 34, width, height }, "refresh-since", since, { .type = text::Type::Caption, .color = p.text.secondary, .max_lines = 0 });
    if (text_button(ui, { note.right() - 72, note.y + 32, 60, 20 }, "refresh", words(Text::Retry, state), text::Type::CaptionMedium, {}, Align::Right))
        out.push_back(store::ConversationsRequested {});
    return note.height + 20;
}

/// Leads to what is not sent, as long as there is any. Returns its height.
float draw_unsent_row(Frame& ui, Rect body, store::State const& state, store::Actions& out)
{
    auto const messages = std::count_if(state.intents.begin(), state.intents.end(), [&](auto const& one) { return store::is_unsent(state, one.second); });
    auto const others = static_cast<std::ptrdiff_t>(store::unsure(state).size()), count = messages + others;
    if (count == 0)
        return 0;
    auto const said = others > 0 ? tr_format(Text::SomeUnknown, state.settings.language, std::to_string(count)) : count == 1 ? words(Text::OneUnsent, state) : tr_format(Text::ManyUnsent, state.settings.language, std::to_string(count));
    auto const note = draw_note(ui, { body.x + 16, body.y + 8, body.width - 32, 0 }, "unsent", Tone::Warning, said, words(Text::Show, state));
    if (note.pressed)
        out.push_back(store::RouteChanged { { .unsent = true } });
    return note.height + 4;
}

/// Returns where the next thing goes.
float draw_empty(Frame& ui, Rect body, std::string const& title, std::string const& detail, std::optional<Icon> icon)
{
    auto const& p = ui.palette();
    float const width = std::min(240.0f, body.width - 48);
    float const x = body.x + (body.width - width) / 2;
    float y = body.y + std::max(24.0f, (body.height - 200) / 2);
    if (icon)
        ui.paint().icon(*icon, body.x + body.width / 2, y + 12, token::icon_hero, p.icon.muted);
    y += 36;
    y += label(ui, { x, y, width, 20 }, "empty-title", title, { .type = text::Type::UiMedium, .align = Align::Centre, .max_lines = 0 });
    y += 8;
    return detail.empty() ? y : y + label(ui, { x, y, width, 40 }, "empty-detail", detail, { .type = text::Type::Small, .color = p.text.tertiary, .align = Align::Centre, .max_lines = 0 }) + 20;
}

/// How far the search went: the service has none of its own.
std::string searched(store::ChatSearch const& chats, store::State const& state)
{
    auto const read = chats.chats_read();
    return read == 0 ? words(Text::SearchedTitles, state) : read == 1 ? words(Text::SearchedOne, state) : tr_format(Text::SearchedMany, state.settings.language, std::to_string(read));
}

/// All, the labels and what is archived, where there is anything to choose from. Returns the height it took.
float draw_filters(Frame& ui, Rect row, store::State const& state, Local& local)
{
    auto const labels = store::labels(state);
    bool const archived = std::any_of(state.marks.begin(), state.marks.end(), [](auto const& one) { return one.second.archived_at.has_value(); });
    if (labels.empty() && !archived) {
        local.filter = {};
        return 0;
    }
    ui.open("filters", { .role = Role::RadioGroup, .name = words(Text::OnlyOnThisDevice, state), .rect = { row.x, row.y + 4, row.width, 28 } });
    ui.begin_roving(ui.scope(), true);
    float x = row.x, y = row.y + 4;
    auto const choose = [&](std::string const& key, std::string const& name, store::ListFilter filter) {
        auto const& p = ui.palette();
        float const width = std::min(row.width, std::ceil(ui.paint().width(text::Type::CaptionMedium, name)) + 20);
        if (x + width > row.right() && x > row.x) {
            x = row.x;
            y += 32;
        }
        bool const on = local.filter == filter;
        Rect const r { x, y, width, 28 };
        auto const item = ui.item(key, { .role = Role::Radio, .state = static_cast<std::uint16_t>(on ? StateChecked | StateSelected : 0), .name = name, .rect = r });
        ui.paint().card(r, on ? p.accent.tint : p.surface.raised, on ? p.accent.border : p.border.strong, 14);
        ui.paint().text_in(text::Type::CaptionMedium, r, on ? p.accent.text : p.text.secondary, name, Align::Centre);
        if (item.focused)
            ui.paint().focus_ring(r, p.focus.ring, 14);
        if (item.activated)
            local.filter = std::move(filter);
        x += width + 6;
    };
    choose("all", words(Text::AllChats, state), {});
    for (auto const& one : labels)
        choose("label." + one, one, { .label = one });
    if (archived)
        choose("archived", words(Text::ArchivedChats, state), { .archived = true });
    ui.end_roving();
    ui.close();
    return y + 32 - row.y;
}

} // namespace

void draw_chat_list(Frame& ui, Rect area, store::State const& state, Local& local, store::Actions& out)
{
    auto const& p = ui.palette();
    bool const phone = ui.theme().phone;
    auto const m = metrics(ui);
    ui.open("chats", { .role = Role::Region, .name = words(Text::Chats, state), .rect = area });
    float const left = phone ? 16 : 20;
    label(ui, { area.x + left, area.y + 12, area.width - 100, 32 }, "title", words(Text::Chats, state), { .type = phone ? text::Type::Title1 : text::Type::Title2, .role = Role::Heading, .level = 1 });
    if (phone) {
        draw_bell(ui, area.right() - 78, area.y + 28, state, local);
        Rect const button_rect { area.right() - 52, area.y + 6, 44, 44 };
        auto const item = ui.item("new", { .role = Role::Button, .name = words(Text::NewChat, state), .rect = button_rect });
        Rect const drawn { button_rect.x + 4, button_rect.y + 4, 36, 36 };
        ui.paint().fill(drawn, item.held ? p.accent.solid_pressed : p.accent.solid, 10);
        ui.paint().icon(Icon::SquarePen, drawn.x + 18, drawn.y + 18, token::icon_lg, p.accent.on);
        if (item.focused)
            ui.paint().focus_ring(drawn, p.focus.ring, 10);
        if (item.activated)
            out.push_back(store::NewConversationPressed {});
    } else if (icon_button(ui, { area.right() - 44, area.y + 12, 32, 32 }, "new", words(Text::NewChat, state), Icon::SquarePen, true)) {
        out.push_back(store::NewConversationPressed {});
    }
    float y = area.y + m.header + (phone ? 4 : 0);
    float const field_height = phone ? token::control_input_height_phone : token::control_input_height;
    Rect const search { area.x + 16, y, area.width - 32, field_height };
    draw_search(ui, search, Text::SearchChats, local.search, local.search_revision, state);
    y += field_height + (phone ? 8 : 4);

    y += draw_filters(ui, { area.x + 16, y, area.width - 32, 0 }, state, local);

    Rect body { area.x, y, area.width, area.bottom() - y };
    ui.need_height(y + 260);
    float const unsent = draw_unsent_row(ui, body, state, out);
    body = { body.x, body.y + unsent, body.width, body.height - unsent };
    auto const& remote = state.conversations;
    if (remote.error) {
        float const used = draw_refresh_note(ui, body, state, out);
        body = { body.x, body.y + used, body.width, body.height - used };
    }
    if (!remote.value) {
        // A service that was asleep takes its time with the first answer.
        auto const waited = remote.pending && remote.asked_at ? state.now - *remote.asked_at : Instant::duration { 0 };
        if (remote.pending && waited < cold_start)
            ui.wake_in(std::chrono::duration_cast<std::chrono::milliseconds>(cold_start - waited));
        if (waited >= cold_start) {
            float const used = draw_note(ui, { body.x + 16, body.y + 8, body.width - 32, 0 }, "cold", Tone::Info, words(Text::ServiceStarting, state), {}).height;
            body = { body.x, body.y + used, body.width, body.height - used };
        }
        if (remote.pending)
            draw_skeleton(ui, body, m);
        ui.close();
        return;
    }
    bool const searching = !trim(local.search).empty(), about_to = !searching && ui.input().focused == ui.id("search");
    if ((searching || about_to) && !state.kept_histories.asked_at)
        out.push_back(store::SearchBegun {});
    auto& chats = local.lists.chats;
    if (about_to && chats.prepare(state))
        ui.animate();
    auto const& groups = local.lists.chats.list(state, local.search, local.filter);
    bool const complete = chats.is_complete() && (!searching || !state.kept_histories.pending);
    if (!chats.is_complete())
        ui.animate();
    if (groups.empty() && !complete) {
        ui.close();
        return;
    }
    if (groups.empty()) {
        if (local.search.empty() && local.filter == store::ListFilter {} && state.conversations.value->empty()) {
            float const at = draw_empty(ui, body, words(Text::NoChatsYet, state), words(Text::NoChatsDetail, state), Icon::MessagesSquare);
            // Where the new chat is not beside the list, the button that fills it stands here.
            ButtonSpec const start { .key = "start", .name = words(Text::StartChat, state) };
            float const width = button_width(ui, start);
            if (phone && button(ui, { body.x + (body.width - width) / 2, at, width, button_height(ui, ButtonSize::Medium) }, start))
                out.push_back(store::NewConversationPressed {});
        } else
            draw_empty(ui, body, local.search.empty() ? words(Text::NoKeys, state) : tr_format(Text::NothingFoundFor, state.settings.language, local.search), searching ? searched(chats, state) : std::string {}, Icon::Search);
        ui.close();
        return;
    }
    float content = 8;
    for (auto const& group : groups)
        content += m.label + static_cast<float>(group.conversations.size()) * m.row;
    auto const foot = searching && complete ? searched(chats, state) : std::string {};
    float const foot_height = foot.empty() ? 0 : wrapped_height(ui, text::Type::Caption, foot, body.width - 2 * left);
    content += foot.empty() ? 0 : foot_height + 28;
    auto const scroll = ui.begin_scroll("list", { .role = Role::Navigation, .name = words(Text::Chats, state), .rect = body }, content);
    ui.begin_roving(scroll.id);
    auto const waiting = store::waiting_by_chat(state);
    float at = body.y - scroll.top;
    for (auto const& group : groups) {
        auto const name = words(group.day == store::DayGroup::Pinned ? Text::Pinned : group.day == store::DayGroup::Today ? Text::Today : group.day == store::DayGroup::Yesterday ? Text::Yesterday : Text::Earlier, state);
        label(ui, { body.x + left, at + 12, body.width - 2 * left, 16 }, "group." + name, name, { .type = phone ? text::Type::SmallMedium : text::Type::CaptionMedium, .color = p.text.tertiary });
        at += m.label;
        for (auto const* conversation : group.conversations) {
            // A little beyond the edges too, so that Tab and arrows always have a next row to go to.
            if (at + m.row > body.y - 400 && at < body.bottom() + 400) {
                auto const waits = waiting.find(conversation->id);
                draw_row(ui, { body.x + m.inset, at, body.width - 2 * m.inset, m.row }, *conversation, chats.why(*conversation), waits == waiting.end() ? 0 : waits->second, state, local, out);
            }
            at += m.row;
        }
    }
    ui.end_roving();
    if (!foot.empty())
        label(ui, { body.x + left, at + 12, body.width - 2 * left, foot_height }, "searched", foot, { .type = text::Type::Caption, .color = p.text.tertiary, .role = Role::Status, .max_lines = 0 });
    ui.end_scroll();
    ui.close();
}

} // namespace kally::ui
