#include "ui/views.h"

#include <algorithm>

namespace kally::ui {

namespace {

struct Panes {
    bool list = true, thread = true, context_fits = false;
    float list_width = token::panel_conversation_list;
};

Panes panes_for(Frame const& ui, float width, store::State const& state)
{
    bool const chosen = state.route.compose || state.route.unsent || !state.route.conversation.empty();
    if (ui.theme().phone || width - token::panel_conversation_list < token::panel_thread_min)
        return { .list = !chosen, .thread = chosen, .list_width = width };
    float const thread = width - token::panel_conversation_list;
    return { .context_fits = thread - token::panel_context >= token::panel_context_min_thread };
}

} // namespace

void draw_chat(Frame& ui, Rect area, store::State const& state, Local& local, store::Actions& out)
{
    auto const& p = ui.palette();
    auto const panes = panes_for(ui, area.width, state);
    local.context_fits = panes.context_fits;
    Rect rest = area;
    if (panes.list) {
        Rect const list { area.x, area.y, panes.thread ? panes.list_width : area.width, area.height };
        if (!ui.theme().phone)
            ui.paint().fill(list, p.surface.panel);
        if (panes.thread)
            upright_separator(ui, list.right() - 1, list.y, list.height);
        draw_chat_list(ui, list, state, local, out);
        rest = { list.right(), area.y, area.right() - list.right(), area.height };
    }
    if (!panes.thread) {
        local.in_new_chat = false;
        return;
    }
    if (state.route.unsent) {
        local.in_new_chat = false;
        draw_unsent(ui, rest, state, out);
        return;
    }
    Rect thread = rest;
    auto const* open = store::open_thread(state);
    bool const context = panes.context_fits && local.context_open && open != nullptr && !open->goals.empty();
    if (context)
        thread.width -= token::panel_context;
    bool const fresh = state.route.conversation.empty() && store::thread_is_empty(state);
    if (fresh)
        draw_new_chat(ui, thread, state, local, out);
    else
        draw_thread(ui, thread, state, local, out);
    // A new chat is there to be written in at once; where the focus opens an on-screen keyboard the person does that.
    if (fresh && !local.in_new_chat && !ui.input().coarse_pointer && !ui.covered())
        ui.focus(local.composer.field);
    local.in_new_chat = fresh;
    if (context)
        draw_goal_panel(ui, { thread.right(), area.y, token::panel_context, area.height }, state, local, out, false);
}

void draw_not_found(Frame& ui, Rect area, store::State const& state, store::Actions& out)
{
    auto const& p = ui.palette();
    float const width = std::min(400.0f, area.width - 48), x = area.x + (area.width - width) / 2;
    float y = area.y + std::max(16.0f, area.height / 2 - 100);
    ui.need_height(area.y + 16 + 64 + 56 + 72 + 24 + 44 + 80);
    tile(ui, { area.x + area.width / 2 - 24, y, 48, 48 }, Tone::Neutral, Icon::Search, token::icon_hero);
    y += 64;
    y += label(ui, { x, y, width, 28 }, "title", words(Text::NotFoundTitle, state), { .type = text::Type::Title2, .align = Align::Centre, .role = Role::Heading, .level = 1, .max_lines = 0 }) + 8;
    y += label(ui, { x, y, width, 48 }, "detail", words(Text::NotFoundDetail, state), { .type = text::Type::Body, .color = p.text.secondary, .align = Align::Centre, .max_lines = 0 }) + 24;
    ButtonSpec const back { .key = "home", .name = words(Text::GoToChats, state), .kind = ButtonKind::Primary };
    float const button_size = button_width(ui, back);
    if (button(ui, { area.x + (area.width - button_size) / 2, y, button_size, button_height(ui, ButtonSize::Medium) }, back))
        out.push_back(store::RouteChanged { { .page = store::Page::Chat } });
}

void draw_new_chat(Frame& ui, Rect area, store::State const& state, Local& local, store::Actions& out)
{
    auto const& p = ui.palette();
    bool const phone = ui.theme().phone;
    float const gutter = phone ? token::panel_gutter_phone : token::panel_gutter_desktop;
    float const width = std::min(token::panel_thread_text_max, area.width - 2 * gutter), x = area.x + (area.width - width) / 2;
    std::string const key = store::thread_key({});
    ui.open("new-chat", { .role = Role::Region, .name = words(Text::NewChat, state), .rect = area });
    Rect body = area;
    if (phone) {
        if (icon_button(ui, { area.x + 4, area.y + 6, 44, 44 }, "back", words(Text::Back, state), Icon::ChevronLeft))
            out.push_back(store::RouteChanged { { .page = store::Page::Chat } });
        body = { area.x, area.y + 56, area.width, area.height - 56 };
    }
    struct Example { Text title, request; Tone tone; Icon icon; };
    static constexpr Example examples[] = {
        { Text::ExampleCall, Text::ExampleCallRequest, Tone::Accent, Icon::Phone },
        { Text::ExampleEmail, Text::ExampleEmailRequest, Tone::Danger, Icon::Mail },
        { Text::ExampleWeek, Text::ExampleWeekRequest, Tone::Success, Icon::Calendar },
        { Text::ExampleResearch, Text::ExampleResearchRequest, Tone::Info, Icon::Search },
    };
    bool const two_columns = width >= 560;
    float const card_width = two_columns ? (width - 12) / 2 : width, card_height = 94;
    float const examples_height = two_columns ? 2 * card_height + 12 : 4 * (card_height + 12);
    float const total = 48 + 24 + 32 + 8 + 24 + 32 + 84 + 28 + 24 + examples_height;
    float y = body.y + std::max(16.0f, (body.height - 32 - total) / 2);
    float const above = y - body.y - 16;
    ui.paint().mark({ area.x + area.width / 2 - 24, y, 48, 48 }, p);
    y += 72;
    y += label(ui, { x, y, width, 32 }, "title", words(Text::NewChatTitle, state), { .type = text::Type::Title1, .align = Align::Centre, .role = Role::Heading, .level = 1, .max_lines = 0 }) + 8;
    y += label(ui, { x, y, width, 24 }, "lead", words(Text::NewChatLead, state), { .type = text::Type::Body, .color = p.text.secondary, .align = Align::Centre, .max_lines = 0 }) + 32;
    float const composer = draw_composer(ui, { x, y, width, 0 }, key, words(Text::NewChatPlaceholder, state), state, local, out);
    y += composer + 28;
    ui.need_height(y - above + 24 + examples_height + 16);
    label(ui, { x + 4, y, width - 8, 16 }, "examples-title", words(Text::TryOneOfThese, state), { .type = text::Type::CaptionMedium, .color = p.text.tertiary });
    y += 24;
    for (std::size_t i = 0; i < std::size(examples); ++i) {
        auto const& example = examples[i];
        float const cx = two_columns && i % 2 == 1 ? x + card_width + 12 : x;
        Rect const rect { cx, y, card_width, card_height };
        auto const title = words(example.title, state), request = words(example.request, state);
        auto const item = ui.item("example." + std::to_string(i), { .role = Role::Button, .name = title + ": " + request, .rect = rect });
        card(ui, rect, p.surface.raised, item.hovered ? p.border.control : p.border.default_);
        auto const [color, tint] = [&]() -> std::pair<Color, Color> {
            switch (i) {
            case 0: return { p.action.call, p.action.call_tint };
            case 1: return { p.action.email, p.action.email_tint };
            case 2: return { p.action.schedule, p.action.schedule_tint };
            default: return { p.action.research, p.action.research_tint };
            }
        }();
        ui.paint().fill({ rect.x + 16, rect.y + 16, 36, 36 }, tint, 10);
        ui.paint().icon(example.icon, rect.x + 34, rect.y + 34, token::icon_lg, color);
        draw_label(ui, { rect.x + 64, rect.y + 15, rect.width - 80, 20 }, title, { .type = text::Type::UiStrong });
        draw_label(ui, { rect.x + 64, rect.y + 37, rect.width - 80, 40 }, request, { .type = text::Type::Small, .color = p.text.secondary, .max_lines = 2 });
        if (item.focused)
            ui.paint().focus_ring(rect, p.focus.ring, token::radius_lg);
        if (item.activated)
            out.push_back(store::DraftFilled { key, request });
        if (!two_columns || i % 2 == 1)
            y += card_height + 12;
    }
    ui.close();
}

} // namespace kally::ui
