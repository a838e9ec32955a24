#include "ui/commands.h"
#include "ui/overlays.h"
#include "ui/views/call_parts.h"

#include <algorithm>
#include <cmath>

namespace kally::ui {

namespace {

/// The sandbox says so on top of every page. Returns its height.
float draw_sandbox_strip(Frame& ui, store::State const& state, store::Actions& out)
{
    auto const& p = ui.palette();
    float const top = ui.input().safe_top;
    Rect const strip { 0, top, ui.window().width, token::panel_sandbox_strip };
    ui.open("sandbox", { .role = Role::Banner, .name = words(Text::Sandbox, state), .rect = strip });
    ui.paint().fill({ 0, 0, strip.width, strip.bottom() }, p.accent.tint);
    ui.paint().fill({ 0, strip.bottom() - 1, strip.width, 1 }, p.accent.border);
    ui.paint().icon(Icon::FlaskConical, 24, strip.y + 16, token::icon_sm, p.icon.accent);
    bool const phone = ui.theme().phone;
    auto const name = words(Text::Sandbox, state) + ".";
    float const name_width = std::ceil(ui.paint().width(text::Type::SmallStrong, name));
    label(ui, { 38, strip.y + 6, name_width + 2, 20 }, "name", name, { .type = text::Type::SmallStrong });
    auto const sign_in = words(Text::SignIn, state), again = words(Text::StartOver, state);
    float right = strip.width - 16;
    float const sign_in_width = std::ceil(ui.paint().width(text::Type::SmallMedium, sign_in)), again_width = std::ceil(ui.paint().width(text::Type::SmallMedium, again));
    // In the page's own sandbox two things to press stand at the right; the words take what is left.
    float const note_width = (state.in_process ? right - sign_in_width - 24 - again_width - 16 : right) - 42 - name_width;
    auto const full = words(Text::SandboxStrip, state);
    bool const short_form = phone || ui.paint().width(text::Type::Small, full) > note_width;
    label(ui, { 38 + name_width + 4, strip.y + 6, note_width, 20 }, "note", short_form ? words(Text::SandboxStripShort, state) : full, { .type = text::Type::Small, .color = p.text.secondary });
    if (state.in_process) {
        if (text_button(ui, { right - sign_in_width - 24 - again_width, strip.y + 4, again_width, 24 }, "again", again, text::Type::SmallMedium))
            out.push_back(store::SandboxStartOverPressed {});
        if (text_button(ui, { right - sign_in_width, strip.y + 4, sign_in_width, 24 }, "signin", sign_in, text::Type::SmallMedium))
            out.push_back(store::SignOutPressed {});
    }
    ui.close();
    return strip.bottom();
}

/// The places, in the order of the rail; each has an address.
struct Place {
    store::Page page;
    std::string_view key;
    Icon icon;
    Text name;
};
constexpr Place places[] = {
    { store::Page::Chat, "chat", Icon::MessagesSquare, Text::Chat },
    { store::Page::Goals, "goals", Icon::Target, Text::Goals },
    { store::Page::Calls, "calls", Icon::Phone, Text::Calls },
    { store::Page::Plans, "plans", Icon::WalletCards, Text::Plans },
};
/// Places that come after them in the rail, where they have room there, and behind "More" on a phone.
struct FurtherPlace {
    Place place;
    bool in_rail;
};
constexpr FurtherPlace further_places[] = {
    { { store::Page::Activity, "activity", Icon::Mail, Text::Activity }, false },
    { { store::Page::Settings, "settings", Icon::Settings, Text::Account }, true },
};

/// Name of the page as a whole; what is no place belongs to the chats.
Text name_of_page(store::Page page)
{
    for (auto const& place : places)
        if (place.page == page)
            return place.name;
    for (auto const& [place, in_rail] : further_places)
        if (place.page == page)
            return place.name;
    return Text::Chat;
}

/// How much of a place waits for the person; shown in brass.
std::size_t waiting_in(store::Page page, store::State const& state) { return page == store::Page::Goals ? store::needs_you(state).size() : 0; }

SemanticRecord place_record(Place const& place, std::size_t waiting, store::State const& state)
{
    return { .role = Role::Link, .state = state.route.page == place.page ? StateCurrent : StateNone, .value = store::format_route({ .page = place.page }),
        .hint = waiting_words(waiting, state) };
}

void draw_page(Frame& ui, Rect area, store::State const& state, Local& local, store::Actions& out)
{
    switch (state.route.page) {
    case store::Page::Goals: return draw_goals(ui, area, state, local, out);
    case store::Page::Calls: return draw_calls(ui, area, state, local, out);
    case store::Page::Plans: return draw_plans(ui, area, state, local, out);
    case store::Page::Activity: return draw_activity(ui, area, state, local, out);
    case store::Page::Settings: return draw_settings(ui, area, state, local, out);
    case store::Page::NotFound: return draw_not_found(ui, area, state, out);
    case store::Page::Chat:
    case store::Page::SignIn: break;
    }
    draw_chat(ui, area, state, local, out);
}

/// On a phone one thing is open by itself, without the bar of places.
bool is_one_thing(store::Route const& route) { return route.compose || route.unsent || !route.conversation.empty() || !route.goal.empty() || !route.call.empty() || !route.activity.empty() || route.section; }

/// The rail of places; it shows only what exists.
void draw_rail(Frame& ui, Rect rail, store::State const& state, Local& local, store::Actions& out)
{
    auto const& p = ui.palette();
    ui.paint().fill(rail, p.surface.rail);
    upright_separator(ui, rail.right() - 1, rail.y, rail.height);
    ui.open("rail", { .role = Role::Navigation, .name = words(Text::Places, state), .rect = rail });
    float y = rail.y + 72;
    auto draw_place = [&](std::string_view key, Icon icon, Text text, bool current, SemanticRecord record, std::size_t waiting = 0) {
        Rect const rect { rail.x + 8, y, token::control_nav_item_width, token::control_nav_item_height };
        y += token::control_nav_item_height + 4;
        record.name = words(text, state);
        record.rect = rect;
        auto const item = ui.item(key, std::move(record));
        if (current)
            card(ui, rect, p.surface.selected, p.border.default_);
        else if (item.hovered || item.held)
            ui.paint().fill(rect, item.held ? p.state.pressed : p.state.hover, token::radius_lg);
        ui.paint().icon(icon, rect.x + rect.width / 2, rect.y + 17, token::icon_nav, current ? p.icon.accent : p.icon.default_);
        ui.paint().text_in(text::Type::Micro, { rect.x, rect.y + 31, rect.width, 16 }, current ? p.text.primary : p.text.secondary, words(text, state), Align::Centre);
        if (waiting > 0)
            badge(ui, rect.x + rect.width / 2 + 14, rect.y + 11, p.warning.solid, p.warning.on, std::to_string(waiting));
        if (item.focused)
            ui.paint().focus_ring(rect, p.focus.ring, token::radius_lg);
        return item.activated;
    };
    auto const visit = [&](Place const& place) {
        auto const waiting = waiting_in(place.page, state);
        if (draw_place(place.key, place.icon, place.name, state.route.page == place.page, place_record(place, waiting, state), waiting))
            out.push_back(store::RouteChanged { { .page = place.page } });
    };
    for (auto const& place : places)
        visit(place);
    for (auto const& [place, in_rail] : further_places)
        if (in_rail)
            visit(place);
    ui.need_height(y + 60);
    auto const left = store::credits_left(state);
    bool const low = y + 60 + token::control_nav_item_height > rail.bottom();
    float const room = left && !low ? token::control_nav_item_height : 0;
    float const bell = std::max(y + 30, rail.bottom() - 42 - room);
    draw_bell(ui, rail.x + rail.width / 2, bell, state, local);
    if (!left || !low)
        ui.paint().mark({ rail.x + 18, rail.y + 16, 36, 36 }, p);
    if (left) { // in view on every page, in the place of the mark where the window is low, and a way to what the others were used for
        y = low ? rail.y + 14 : bell + 30;
        auto const number = format_number(*left, state.settings.language);
        store::Route const route { .page = store::Page::Plans, .credits = true };
        Rect const rect { rail.x + 8, y, token::control_nav_item_width, 44 };
        auto const item = ui.item("credits", { .role = Role::Link, .name = tr_format(Text::CreditsLeft, state.settings.language, format_credits(*left, state.settings.language)), .value = store::format_route(route), .rect = rect });
        if (item.hovered || item.held)
            ui.paint().fill(rect, item.held ? p.state.pressed : p.state.hover, token::radius_lg);
        ui.paint().text_in(text::Type::SmallMedium, { rect.x, rect.y + 4, rect.width, 20 }, Decimal {} < *left ? p.text.primary : p.warning.text, number, Align::Centre);
        ui.paint().text_in(text::Type::Micro, { rect.x, rect.y + 24, rect.width, 16 }, p.text.secondary, words(Text::Credits, state), Align::Centre);
        if (item.focused)
            ui.paint().focus_ring(rect, p.focus.ring, token::radius_lg);
        if (item.activated)
            out.push_back(store::RouteChanged { route });
    }
    ui.close();
}

/// On a phone what is left stands at the foot of every page; where there is a composer, that says it in the same place.
bool has_balance(store::State const& state) { return store::credits_left(state) && (state.route.page != store::Page::Chat || (!state.route.compose && state.route.conversation.empty())); }

void draw_balance(Frame& ui, float bottom, store::State const& state)
{
    auto const& p = ui.palette();
    auto const left = *store::credits_left(state);
    label(ui, { 16, bottom - 18, ui.window().width - 32, 16 }, "credits", tr_format(Text::CreditsLeft, state.settings.language, format_credits(left, state.settings.language)),
        { .type = text::Type::Caption, .color = Decimal {} < left ? p.text.tertiary : p.warning.text, .align = Align::Right });
}

void draw_bottom_bar(Frame& ui, Rect bar, store::State const& state, Local& local, store::Actions& out)
{
    auto const& p = ui.palette();
    ui.paint().fill(bar, p.surface.panel);
    separator(ui, bar.x, bar.y, bar.width);
    ui.open("bar", { .role = Role::Navigation, .name = words(Text::Places, state), .rect = bar });
    float const width = bar.width / static_cast<float>(std::size(places) + 1);
    float x = bar.x;
    auto draw_place = [&](std::string_view key, Icon icon, Text name, bool current, SemanticRecord record, std::size_t waiting = 0) {
        Rect const rect { x, bar.y, width, token::panel_bottom_bar };
        x += width;
        record.name = words(name, state);
        record.rect = rect;
        auto const item = ui.item(key, std::move(record));
        Color const color = current ? p.accent.text : p.text.secondary;
        ui.paint().icon(icon, rect.x + width / 2, rect.y + 20, token::icon_nav, color);
        ui.paint().text_in(text::Type::Micro, { rect.x, rect.y + 34, width, 16 }, color, words(name, state), Align::Centre);
        if (waiting > 0)
            badge(ui, rect.x + width / 2 + 14, rect.y + 14, p.warning.solid, p.warning.on, std::to_string(waiting));
        if (item.focused)
            ui.paint().focus_ring({ rect.x + 6, rect.y + 4, rect.width - 12, rect.height - 8 }, p.focus.ring, token::radius_md);
        return item.activated;
    };
    for (auto const& place : places) {
        auto const waiting = waiting_in(place.page, state);
        if (draw_place(place.key, place.icon, place.name, state.route.page == place.page, place_record(place, waiting, state), waiting))
            out.push_back(store::RouteChanged { { .page = place.page } });
    }
    bool const further = std::any_of(std::begin(further_places), std::end(further_places), [&](auto const& one) { return one.place.page == state.route.page; });
    if (draw_place("more", Icon::Ellipsis, Text::More, further, { .role = Role::Button, .state = static_cast<std::uint16_t>(local.more ? StateExpanded : StateCollapsed) }))
        local.more = true;
    ui.close();
}

/// What has no room on the bar, from the bottom of the page.
void draw_more(Frame& ui, store::State const& state, Local& local, store::Actions& out)
{
    auto const& p = ui.palette();
    auto const window = ui.window();
    constexpr float row = 56;
    std::size_t const rows = std::size(further_places) + 1;
    float const height = 56 + row * static_cast<float>(rows) + 8 + ui.input().safe_bottom;
    ui.begin_layer("more", true);
    ui.need_height(height);
    ui.paint().fill(window, p.state.scrim);
    bool close = ui.item("outside", { .role = Role::Group, .rect = window }).activated || ui.take_key("Escape", true);
    Rect const sheet { 0, window.height - height, window.width, height };
    ui.open("dialog", { .role = Role::Dialog, .state = StateModal, .name = words(Text::More, state), .rect = sheet });
    ui.paint().fill(sheet, p.surface.raised, token::radius_xl);
    ui.paint().fill({ 0, sheet.bottom() - token::radius_xl, sheet.width, token::radius_xl }, p.surface.raised);
    label(ui, { 16, sheet.y + 16, sheet.width - 80, 28 }, "title", words(Text::More, state), { .type = text::Type::Title2, .role = Role::Heading, .level = 2 });
    close |= icon_button(ui, { sheet.right() - 52, sheet.y + 8, 44, 44 }, "close", words(Text::Close, state), Icon::X);
    float y = sheet.y + 56;
    auto const draw_row = [&](std::string_view key, Icon icon, Text name, SemanticRecord record) {
        Rect const rect { 0, y, sheet.width, row };
        y += row;
        record.name = words(name, state);
        record.rect = rect;
        auto const item = ui.item(key, std::move(record));
        if (item.hovered || item.held)
            ui.paint().fill(rect, item.held ? p.state.pressed : p.state.hover);
        ui.paint().icon(icon, 28, rect.y + row / 2, token::icon_nav, p.icon.default_);
        draw_label(ui, { 56, rect.y, rect.width - 72, row }, words(name, state), { .type = text::Type::Ui });
        if (item.focused)
            ui.paint().focus_ring({ 6, rect.y + 4, rect.width - 12, row - 8 }, p.focus.ring, token::radius_md);
        return item.activated;
    };
    for (auto const& [place, in_rail] : further_places)
        if (draw_row(place.key, place.icon, place.name, place_record(place, 0, state))) {
            out.push_back(store::RouteChanged { { .page = place.page } });
            close = true;
        }
    if (draw_row("palette", Icon::Search, Text::OpenPalette, { .role = Role::Button })) {
        open_palette(local);
        close = true;
    }
    if (ui.layer_is_new())
        ui.focus(ui.id("close"));
    ui.close();
    ui.end_layer();
    if (close)
        local.more = false;
}

} // namespace

void draw_settings_menu(Frame& ui, Rect anchor, bool above, store::State const& state, Local& local, store::Actions& out)
{
    float const row = ui.theme().phone ? token::control_height_touch : token::control_row_menu;
    bool const themes = local.menu == Local::Open::Theme;
    auto const name = words(themes ? Text::ThemeLabel : Text::LanguageLabel, state);
    Menu menu;
    bool close = !begin_menu(ui, "settings-menu", name, anchor, 312, 12 + 28 + (themes ? 3 : 2) * row, above, menu);
    menu_heading(ui, menu, "title", name);
    struct ThemeChoice { Text text; Icon icon; store::Theme theme; };
    struct LanguageChoice { Text text; store::Language language; };
    if (themes) {
        for (auto const& choice : { ThemeChoice { Text::ThemeSystem, Icon::SunMoon, store::Theme::System }, { Text::ThemeLight, Icon::Sun, store::Theme::Light }, { Text::ThemeDark, Icon::Moon, store::Theme::Dark } })
            if (menu_item(ui, menu, words(choice.text, state), words(choice.text, state), choice.icon, Role::MenuItemRadio, state.settings.theme == choice.theme)) {
                out.push_back(store::ThemeChosen { choice.theme });
                close = true;
            }
    } else {
        for (auto const& choice : { LanguageChoice { Text::LanguageEnglish, store::Language::English }, { Text::LanguageSpanish, store::Language::Spanish } })
            if (menu_item(ui, menu, words(choice.text, state), words(choice.text, state), Icon::Globe, Role::MenuItemRadio, state.settings.language == choice.language)) {
                out.push_back(store::LanguageChosen { choice.language });
                close = true;
            }
    }
    end_menu(ui);
    if (close)
        local.menu = Local::Open::None;
}

void draw_session_dialog(Frame& ui, store::State const& state, Local&, store::Actions& out)
{
    auto const& p = ui.palette();
    auto const* thread = store::open_thread(state);
    std::string const draft = thread != nullptr ? thread->draft : std::string {};
    float const inner = std::min(token::panel_dialog, ui.window().width - 32) - 48;
    auto const detail = words(Text::SessionExpiredDetail, state);
    bool const narrow = inner < 360;
    float const height = 24 + 44 + 20 + 28 + 8 + wrapped_height(ui, text::Type::Body, detail, inner) + (draft.empty() ? 0 : 16 + 40) + 24 + (narrow ? 3 * 52 - 8 : 36) + 24;
    Rect const r = begin_dialog(ui, "session-dialog", words(Text::SessionExpiredTitle, state), token::panel_dialog, height);
    float y = r.y;
    tile(ui, { r.x, y, 44, 44 }, Tone::Accent, Icon::LockKeyhole, token::icon_nav);
    y += 64;
    y += label(ui, { r.x, y, r.width, 28 }, "title", words(Text::SessionExpiredTitle, state), { .type = text::Type::Title2, .role = Role::Heading, .level = 2 }) + 8;
    y += label(ui, { r.x, y, r.width, 48 }, "detail", detail, { .type = text::Type::Body, .color = p.text.secondary, .max_lines = 0 });
    if (!draft.empty()) {
        y += 16;
        ui.paint().fill({ r.x, y, r.width, 40 }, p.surface.sunken, token::radius_md);
        ui.paint().icon(Icon::PencilLine, r.x + 20, y + 20, token::icon_md, p.icon.muted);
        label(ui, { r.x + 40, y, r.width - 52, 40 }, "draft", draft, { .type = text::Type::Small, .color = p.text.secondary });
        y += 40;
    }
    y += 24;
    ButtonSpec const again { .key = "again", .name = words(Text::SignInAgain, state), .kind = ButtonKind::Primary, .busy = state.sign_in == store::SignIn::Leaving };
    ButtonSpec const sandbox { .key = "sandbox", .name = words(Text::ExploreSandbox, state) };
    ButtonSpec const leave { .key = "signout", .name = words(Text::SignOut, state), .kind = ButtonKind::Ghost };
    float const h = button_height(ui, ButtonSize::Medium);
    bool again_pressed = false, sandbox_pressed = false, leave_pressed = false;
    if (narrow) {
        again_pressed = button(ui, { r.x, y, r.width, h }, again);
        sandbox_pressed = button(ui, { r.x, y + h + 8, r.width, h }, sandbox);
        leave_pressed = button(ui, { r.x, y + 2 * (h + 8), r.width, h }, leave);
    } else {
        float const a = button_width(ui, again), s = button_width(ui, sandbox), l = button_width(ui, leave);
        leave_pressed = button(ui, { r.x - 14, y, l, h }, leave);
        sandbox_pressed = button(ui, { r.right() - a - 8 - s, y, s, h }, sandbox);
        again_pressed = button(ui, { r.right() - a, y, a, h }, again);
    }
    if (again_pressed)
        out.push_back(store::SignInPressed {});
    if (sandbox_pressed)
        out.push_back(store::SandboxPressed {});
    if (leave_pressed)
        out.push_back(store::SignOutPressed {});
    end_dialog(ui);
}

void draw_toast(Frame& ui, store::State const& state, Local& local, store::Actions& out)
{
    if (!state.toast)
        return;
    auto const& p = ui.palette();
    auto const& toast = *state.toast;
    bool const trouble = toast.kind == store::Toast::Kind::Trouble;
    std::string const said = toast_text(toast, state.settings.language);
    ui.begin_layer("toast", false);
    auto const undo = words(Text::Undo, state);
    bool const undoable = toast.kind == store::Toast::Kind::Undoable;
    float const undo_width = undoable ? std::ceil(ui.paint().width(text::Type::UiMedium, undo)) + 24 : 0;
    float const beside = ui.window().width - token::panel_drawer - 12, least = 360; // the open drawer has its own foot
    float const room = local.notifications.open && !ui.theme().phone && beside >= least ? beside : ui.window().width;
    float const width = std::min(room - 32, std::ceil(ui.paint().width(text::Type::UiMedium, said)) + 44 + 40 + 1 + undo_width);
    float const text_height = wrapped_height(ui, text::Type::UiMedium, said, width - 44 - 40 - undo_width), height = text_height + token::control_toast - 20;
    float const bottom = local.foot > 0 ? local.foot + 8 : ui.theme().phone ? token::panel_bottom_bar + 16 + ui.input().safe_bottom : 24;
    Rect const rect { (room - width) / 2, ui.window().height - bottom - height, width, height };
    ui.open("toast", { .role = Role::Region, .name = words(Text::Notice, state), .rect = rect });
    ui.paint().fill(rect, p.surface.inverse, token::radius_lg);
    ui.paint().icon(trouble ? Icon::CircleAlert : Icon::Check, rect.x + 24, rect.y + 24, token::icon_md, p.text.inverse);
    label(ui, { rect.x + 44, rect.y + (height - text_height) / 2, width - 44 - 40 - undo_width, text_height }, "text", said, { .type = text::Type::UiMedium, .color = p.text.inverse, .role = trouble ? Role::Alert : Role::Status, .max_lines = 0 });
    if (undoable) {
        Rect const button_rect { rect.right() - 40 - undo_width, rect.y + 2, undo_width, 44 };
        auto const item = ui.item("undo", { .role = Role::Button, .name = undo, .rect = button_rect });
        ui.paint().text_in(text::Type::UiMedium, button_rect, p.text.inverse, undo, Align::Centre);
        ui.paint().fill({ button_rect.x + 12, button_rect.y + 32, button_rect.width - 24, 1 }, p.text.inverse);
        if (item.focused)
            ui.paint().focus_ring({ button_rect.x + 4, button_rect.y + 8, button_rect.width - 8, 28 }, p.text.inverse, token::radius_sm);
        if (item.activated)
            out.push_back(store::MarkUndone {});
    }
    auto const close = ui.item("close", { .role = Role::Button, .name = words(Text::Close, state), .rect = { rect.right() - 44, rect.y + 2, 44, 44 } });
    ui.paint().icon(Icon::X, rect.right() - 24, rect.y + 24, token::icon_md, p.text.inverse);
    bool const read = ui.hovers(rect) || ui.input().focused == close.id || (undoable && ui.input().focused == ui.id("undo"));
    if (close.activated || (toast.due && !read))
        out.push_back(store::ToastDismissed {});
    if (close.focused)
        ui.paint().focus_ring({ rect.right() - 38, rect.y + 10, 28, 28 }, p.text.inverse, token::radius_sm);
    ui.close();
    ui.end_layer();
}

void draw(Frame& ui, store::State const& state, Local& local, store::Actions& out)
{
    if (local.fonts != platform::font_generation()) {
        local.rich.clear();
        local.fonts = platform::font_generation();
    }
    ui.begin();
    local.foot = 0;
    if (state.sign_in == store::SignIn::Unknown)
        return;
    bool const inside = state.sign_in == store::SignIn::SignedIn || state.sign_in == store::SignIn::Expired || (state.sign_in == store::SignIn::Leaving && state.route.page != store::Page::SignIn);
    if (!inside) {
        if (ui.input().dropped)
            take_dropped_file(ui, state, local, out, false);
        if (state.route.page == store::Page::Plans) { // prices are public
            Rect const page { 0, ui.input().safe_top, ui.window().width, ui.window().height - ui.input().safe_top };
            ui.open("main", { .role = Role::Main, .name = words(Text::Plans, state), .rect = page });
            draw_plans(ui, page, state, local, out);
            ui.close();
            ui.set_title(words(Text::Plans, state) + " - KallyAI");
        } else {
            draw_sign_in(ui, state, local, out);
        }
        draw_toast(ui, state, local, out);
        draw_tip(ui);
        return;
    }
    if (!local.pasted.empty()) { // it was accepted: a token stays nowhere longer than it must
        local.pasted.clear();
        ++local.pasted_revision;
    }
    bool const expired = state.sign_in != store::SignIn::SignedIn;
    if (ui.input().dropped)
        take_dropped_file(ui, state, local, out, !expired);
    follow_dialog(state, local);
    bool const sheet = state.route.page == store::Page::Calls && state.route.compose && !ui.theme().phone;
    auto const drawer_is_covered = [&] {
        return expired || local.dropped || local.menu != Local::Open::None || local.context_sheet || local.goals.menu || local.goals.question || local.plans.question || state.billing.hosted || local.notifications.menu || local.palette.open || local.help || local.more
            || local.settings.wipe || sheet || local.calls.menu != Local::Calls::Open::None || local.calls.question || local.conversation.open != Local::Conversation::Open::None;
    };
    if (state.route.page != store::Page::Settings) {
        local.settings.asked = false;
        local.settings.shown.reset();
        local.rebinding.clear();
    }
    if (!drawer_is_covered() && local.rebinding.empty())
        run_shortcuts(ui, state, local, out);
    ui.cover_lower_layers(local.notifications.open || drawer_is_covered());
    float const top = state.service == store::ServiceKind::Sandbox ? draw_sandbox_strip(ui, state, out) : ui.input().safe_top;
    Rect area { 0, top, ui.window().width, ui.window().height - top };
    float bar_height = 0;
    Rect main = area;
    if (ui.theme().phone) {
        if (!is_one_thing(state.route)) {
            bar_height = token::panel_bottom_bar + ui.input().safe_bottom;
            main.height -= bar_height;
        }
    } else {
        draw_rail(ui, { 0, area.y, token::panel_rail, area.height }, state, local, out);
        main = { token::panel_rail, area.y, area.width - token::panel_rail, area.height };
    }
    ui.open("main", { .role = Role::Main, .name = words(name_of_page(state.route.page), state), .rect = main });
    bool const balance = ui.theme().phone && has_balance(state);
    draw_page(ui, { main.x, main.y, main.width, main.height - (balance ? 20 : 0) }, state, local, out);
    if (balance)
        draw_balance(ui, main.bottom() - (bar_height > 0 ? 0 : ui.input().safe_bottom), state);
    ui.close();
    if (bar_height > 0)
        draw_bottom_bar(ui, { 0, area.bottom() - bar_height, area.width, bar_height }, state, local, out);
    if (local.context_sheet) {
        ui.begin_layer("goal-layer", true);
        float const width = ui.theme().phone ? ui.window().width : 408;
        if (!ui.theme().phone)
            ui.paint().fill(ui.window(), ui.palette().state.scrim);
        ui.open("dialog", { .role = Role::Dialog, .state = StateModal, .name = words(Text::LinkedGoal, state), .rect = { ui.window().width - width, 0, width, ui.window().height } });
        draw_goal_panel(ui, { ui.window().width - width, top, width, ui.window().height - top }, state, local, out, true);
        if (ui.take_key("Escape", true))
            local.context_sheet = false;
        ui.close();
        ui.end_layer();
    }
    if (local.notifications.open)
        draw_notifications(ui, top, state, local, out);
    if (local.notifications.menu)
        draw_notice_menu(ui, state, local, out);
    if (sheet)
        draw_new_call_sheet(ui, top, state, local, out);
    if (local.calls.menu != Local::Calls::Open::None)
        draw_call_menu(ui, state, local, out);
    if (local.calls.question)
        draw_call_question(ui, state, local, out);
    if (local.goals.menu)
        draw_goal_menu(ui, state, local, out);
    if (local.goals.question)
        draw_goal_question(ui, state, local, out);
    if (local.plans.question)
        draw_plan_question(ui, state, local, out);
    if (state.billing.hosted)
        draw_hosted_page(ui, state, out);
    local.menu = Local::Open::None; // those of the sign-in page
    if (local.more)
        draw_more(ui, state, local, out);
    if (local.settings.wipe)
        draw_wipe_question(ui, state, local, out);
    if (local.conversation.open != Local::Conversation::Open::None)
        draw_conversation_overlay(ui, state, local, out);
    if (local.help)
        draw_help(ui, state, local, out);
    if (local.palette.open)
        draw_palette(ui, state, local, out);
    if (local.dropped)
        draw_dropped_file(ui, state, local, out);
    if (expired)
        draw_session_dialog(ui, state, local, out);
    tell_dialog(local, out);
    draw_toast(ui, state, local, out);
    draw_tip(ui);
    auto const goal = state.goals.find(state.route.goal);
    auto const call = state.calls.find(state.route.call);
    auto const page = name_of_page(state.route.page);
    auto const title = state.route.unsent ? words(Text::Unsent, state) : page == Text::Chat ? store::thread_title(state) : page == Text::Goals && goal != state.goals.end() ? goal->second.title : call != state.calls.end() ? call_name(call->second) : words(page, state);
    auto const waiting = store::needs_you(state).size();
    ui.set_title((waiting > 0 ? "(" + std::to_string(waiting) + ") " : "") + (title.empty() ? "KallyAI" : title + " - KallyAI"));
}

} // namespace kally::ui
