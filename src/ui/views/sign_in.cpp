#include "ui/views.h"

#include <algorithm>
#include <cmath>

namespace kally::ui {

namespace {

using store::Reachability;

constexpr float form_height = 428;

void draw_rings(Frame& ui, float x, float y, std::initializer_list<float> diameters)
{
    for (float const d : diameters)
        ui.paint().ring(x, y, d / 2, ui.palette().brand.ring, 1);
}

/// One card of the picture: a tile, two lines, something at the right.
void draw_example(Frame& ui, Rect rect, Tone tone, Icon icon, std::string_view title, std::string_view detail, std::string_view status, Tone status_tone)
{
    auto const& p = ui.palette();
    ui.paint().fill(rect, p.surface.raised, token::radius_xl);
    tile(ui, { rect.x + 16, rect.y + 17, 36, 36 }, tone, icon, token::icon_lg);
    auto const mark = status_tone == Tone::Warning ? PillMark::Dot : PillMark::Check;
    float const right = status.empty() ? 16 : pill_width(ui, status, mark) + 24;
    draw_label(ui, { rect.x + 64, rect.y + 15, rect.width - 64 - right, 20 }, title, { .type = text::Type::UiStrong });
    draw_label(ui, { rect.x + 64, rect.y + 37, rect.width - 64 - right, 16 }, detail, { .type = text::Type::Caption, .color = p.text.tertiary });
    if (!status.empty())
        pill(ui, rect.right() - right + 8, rect.y + 25, status_tone, status, mark);
}

/// The two answers to a draft, as they look; nothing presses in a picture.
void draw_example_buttons(Frame& ui, float x, float y, store::State const& state)
{
    auto const& p = ui.palette();
    auto const approve = words(Text::ApproveAndSend, state), discard = words(Text::Discard, state);
    float const height = token::control_height_sm, pad = token::control_pad_x_sm;
    float const width = std::ceil(ui.paint().width(text::Type::SmallMedium, approve)) + 2 * pad + token::icon_sm + 6;
    Rect const first { x, y, width, height };
    ui.paint().gradient(first, p.accent.solid_top, p.accent.solid, token::radius_sm);
    ui.paint().icon(Icon::Check, x + pad + token::icon_sm / 2, y + height / 2, token::icon_sm, p.accent.on);
    ui.paint().text_in(text::Type::SmallMedium, { x + pad + token::icon_sm + 6, y, width, height }, p.accent.on, approve);
    Rect const second { first.right() + 8, y, std::ceil(ui.paint().width(text::Type::SmallMedium, discard)) + 2 * pad, height };
    ui.paint().fill(second, p.state.fill, token::radius_sm);
    ui.paint().text_in(text::Type::SmallMedium, second, p.text.primary, discard, Align::Centre);
}

void draw_wave(Frame& ui, float x, float y, float width)
{
    static constexpr int heights[] = { 10, 18, 28, 16, 34, 22, 38, 26, 14, 30, 20, 36, 24, 12, 26, 18, 32, 22, 10, 16, 24, 14, 8, 16, 34, 22, 38, 26, 14, 30, 20, 36, 24, 12, 26, 18, 32, 22, 10, 16 };
    int const count = std::min(static_cast<int>(std::size(heights)), static_cast<int>(width / 10));
    for (int i = 0; i < count; ++i) {
        auto const h = static_cast<float>(heights[i]);
        ui.paint().fill({ x + static_cast<float>(i) * 10, y + (40 - h) / 2, 4, h }, i * 8 < count * 5 ? ui.palette().meter.fill : ui.palette().border.strong, 2);
    }
}

void draw_user_bubble(Frame& ui, float right, float y, std::string_view text, float padding)
{
    auto const& brand = ui.palette().brand;
    float const width = ui.paint().width(text::Type::Body, text) + 2 * padding + 2;
    ui.paint().fill_corners({ right - width, y, width, 48 }, brand.bubble, { 16, 16, 4, 16 });
    ui.paint().text(text::Type::Body, right - width + padding + 1, y + 12, brand.on, text);
}

/// The picture beside the form. Decoration: one image with a name, nothing in it presses.
void draw_picture(Frame& ui, Rect r, store::State const& state)
{
    auto const& p = ui.palette();
    ui.record("picture", { .role = Role::Image, .name = words(Text::SignInPicture, state), .rect = r });
    ui.paint().gradient(r, p.brand.top, p.brand.bottom, token::radius_panel);
    ui.paint().push_clip(r);
    float const cx = r.x + r.width / 2, cy = r.y + r.height / 2;
    draw_rings(ui, cx, cy, { 360, 560, 780, 1020 });
    ui.paint().pop_clip();

    float const width = std::min(432.0f, r.width - 128);
    float y = cy - 209;
    draw_user_bubble(ui, cx + 240 > r.right() - 24 ? r.right() - 24 : cx + 240, y, words(Text::ExampleRequest, state), 16);
    y += 60;
    Rect const call { std::max(r.x + 24, cx - 304), y, width, 122 };
    ui.paint().fill(call, p.surface.raised, token::radius_xl);
    draw_example(ui, { call.x, call.y, call.width, 70 }, Tone::Accent, Icon::PhoneCall, words(Text::ExampleCallTitle, state), words(Text::ExampleCallDetail, state), {}, Tone::Neutral);
    ui.paint().text_in(text::Type::Small, { call.right() - 66, call.y + 24, 50, 20 }, p.text.secondary, "0:42", Align::Right);
    draw_wave(ui, call.x + 20, call.y + 66, call.width - 40);
    y += 134;
    Rect const mail { std::min(r.right() - 24 - width, cx - 192), y, width, 118 };
    ui.paint().fill(mail, p.surface.raised, token::radius_xl);
    draw_example(ui, { mail.x, mail.y, mail.width, 70 }, Tone::Warning, Icon::Mail, words(Text::ExampleMailTitle, state), words(Text::ExampleMailDetail, state), words(Text::NeedsYou, state), Tone::Warning);
    draw_example_buttons(ui, mail.x + 16, mail.y + 70, state);
    y += 130;
    draw_example(ui, { cx - 256 < r.x + 24 ? r.x + 24 : cx - 256, y, width, 70 }, Tone::Success, Icon::CalendarCheck, words(Text::ExampleCalendarTitle, state), words(Text::ExampleCalendarDetail, state), words(Text::Done, state), Tone::Success);
    ui.paint().text_in(text::Type::Body, { r.x + 24, r.bottom() - 64, r.width - 48, 24 }, p.brand.on_muted, words(Text::SignInPromise, state), Align::Centre);
}

void draw_reachability(Frame& ui, Rect r, store::State const& state, Align align)
{
    auto const& p = ui.palette();
    auto const [text, color] = [&]() -> std::pair<Text, Color> {
        switch (state.reachability) {
        case Reachability::Reachable: return { Text::ServiceReachable, p.success.icon };
        case Reachability::Slow: return { Text::ServiceSlow, p.info.icon };
        case Reachability::Unreachable: return { Text::ServiceUnreachable, p.danger.icon };
        case Reachability::Unknown: break;
        }
        auto const waited = state.probe && state.probe_asked_at ? state.now - *state.probe_asked_at : Instant::duration { 0 };
        if (waited >= cold_start)
            return { Text::ServiceStarting, p.info.icon };
        ui.wake_in(std::chrono::duration_cast<std::chrono::milliseconds>(cold_start - waited));
        return { Text::ServiceChecking, p.icon.muted };
    }();
    auto const said = words(text, state);
    float const width = ui.paint().width(text::Type::Caption, said) + 16;
    float const x = align == Align::Centre ? r.x + (r.width - width) / 2 : r.x;
    ui.paint().circle(x + 4, r.y + r.height / 2, 4, color);
    label(ui, { x + 16, r.y, width - 16 + 1, r.height }, "reachability", said, { .type = text::Type::Caption, .color = p.text.tertiary, .role = Role::Status });
}

/// Language and theme at the foot: two quiet buttons that open menus.
void draw_foot_choices(Frame& ui, Rect r, store::State const& state, Local& local, store::Actions& out)
{
    auto const& p = ui.palette();
    auto choice = [&](std::string_view key, float right, Icon icon, std::string const& name, std::string const& purpose, Local::Open menu) {
        float const width = ui.paint().width(text::Type::Caption, name) + 20 + 12;
        Rect const rect { right - width, r.y - 6, width, r.height + 12 };
        auto const item = ui.item(key, { .role = Role::Button, .state = StateHasPopup, .name = purpose + ": " + name, .rect = rect });
        if (item.hovered || item.held)
            ui.paint().fill(rect, item.held ? p.state.pressed : p.state.hover, token::radius_sm);
        ui.paint().icon(icon, rect.x + 13, r.y + r.height / 2, token::icon_sm, p.icon.default_);
        ui.paint().text_in(text::Type::Caption, { rect.x + 26, r.y, width - 26, r.height }, p.text.tertiary, name);
        if (item.focused)
            ui.paint().focus_ring(rect, p.focus.ring, token::radius_sm);
        if (item.activated)
            local.menu = menu;
        return rect;
    };
    auto const theme_text = state.settings.theme == store::Theme::Light ? Text::ThemeLight : state.settings.theme == store::Theme::Dark ? Text::ThemeDark : Text::ThemeSystem;
    auto const theme = choice("theme", r.right() + 6, ui.theme().dark ? Icon::Moon : Icon::Sun, words(theme_text, state), words(Text::ThemeLabel, state), Local::Open::Theme);
    auto const language = choice("language", theme.x, Icon::Globe, words(state.settings.language == store::Language::Spanish ? Text::LanguageSpanish : Text::LanguageEnglish, state), words(Text::LanguageLabel, state), Local::Open::Language);
    if (local.menu != Local::Open::None)
        draw_settings_menu(ui, local.menu == Local::Open::Theme ? theme : language, true, state, local, out);
}

float draw_error_note(Frame& ui, float x, float y, float width, store::State const& state)
{
    if (!state.sign_in_error)
        return 0;
    auto const& p = ui.palette();
    auto const said = error_text(*state.sign_in_error, state.settings.language) + spaced(error_reference(*state.sign_in_error, state.settings.language));
    float const text_width = width - 24 - 24;
    float const height = wrapped_height(ui, text::Type::Small, said, text_width) + 22;
    ui.paint().card({ x, y, width, height }, p.danger.tint, p.danger.border, 10);
    ui.paint().icon(Icon::CircleAlert, x + 20, y + 21, token::icon_md, p.danger.icon);
    label(ui, { x + 36, y + 11, text_width, height - 22 }, "error", said, { .type = text::Type::Small, .color = p.danger.text, .role = Role::Alert, .max_lines = 0 });
    return height + 16;
}

/// Both forms return where they end.
float draw_start(Frame& ui, Rect form, store::State const& state, store::Actions& out)
{
    auto const& p = ui.palette();
    bool const phone = ui.theme().phone;
    float const x = form.x, width = form.width;
    float y = form.y;
    auto const title_type = phone ? text::Type::Title1 : text::Type::Display;
    y += label(ui, { x, y, width, 80 }, "title", words(Text::SignInTitle, state), { .type = title_type, .role = Role::Heading, .level = 1, .max_lines = 0 });
    y += phone ? 8 : 12;
    y += label(ui, { x, y, width, 48 }, "lead", words(Text::SignInLead, state), { .type = text::Type::Body, .color = p.text.secondary, .max_lines = 0 });
    y += phone ? 24 : 32;
    y += draw_error_note(ui, x, y, width, state);

    bool const reachable = state.reachability != Reachability::Unreachable;
    bool const can_redirect = state.loopback_sign_in || state.code_flow;
    float const height = button_height(ui, ButtonSize::Large);
    if (can_redirect) {
        if (button(ui, { x, y, width, height }, { .key = "continue", .name = words(Text::ContinueWithKally, state), .kind = ButtonKind::Primary, .size = ButtonSize::Large, .icon = Icon::ArrowRight, .icon_after = true, .disabled = !reachable, .busy = state.sign_in == store::SignIn::Leaving }))
            out.push_back(store::SignInPressed {});
        y += height + 12;
    }
    if (button(ui, { x, y, width, height }, { .key = "sandbox", .name = words(Text::ExploreSandbox, state), .kind = can_redirect ? ButtonKind::Secondary : ButtonKind::Primary, .size = ButtonSize::Large }))
        out.push_back(store::SandboxPressed {});
    y += height + 12;
    y += label(ui, { x, y, width, 20 }, "sandbox-note", words(Text::SandboxNote, state), { .type = text::Type::Small, .color = p.text.tertiary, .align = Align::Centre, .max_lines = 0 });
    if (phone) {
        y += 8;
    } else {
        y += 32;
        auto const or_text = words(Text::Or, state);
        float const or_width = ui.paint().width(text::Type::Caption, or_text);
        separator(ui, x, y + 8, (width - or_width) / 2 - 12);
        separator(ui, x + (width + or_width) / 2 + 12, y + 8, (width - or_width) / 2 - 12);
        draw_label(ui, { x, y, width, 16 }, or_text, { .type = text::Type::Caption, .color = p.text.tertiary, .align = Align::Centre });
        y += 16 + 16;
    }
    if (text_button(ui, { x, y, width, phone ? 44.0f : 28.0f }, "token", words(Text::UseAccessToken, state), text::Type::UiMedium, Icon::KeyRound, Align::Centre))
        out.push_back(store::RouteChanged { { .page = store::Page::SignIn, .paste_token = true } });
    y += phone ? 44 : 36;
    if (text_button(ui, { x, y, width, phone ? 44.0f : 28.0f }, "plans", words(Text::SeePlansAndPrices, state), text::Type::UiMedium, Icon::WalletCards, Align::Centre))
        out.push_back(store::RouteChanged { { .page = store::Page::Plans } });
    return y + (phone ? 44 : 28);
}

float draw_paste(Frame& ui, Rect form, store::State const& state, Local& local, store::Actions& out)
{
    auto const& p = ui.palette();
    float const x = form.x, width = form.width;
    float y = form.y;
    if (button(ui, { x - 8, y - 4, button_width(ui, { .key = "back", .name = words(Text::Back, state), .size = ButtonSize::Small, .icon = Icon::ChevronLeft }), 28 },
            { .key = "back", .name = words(Text::Back, state), .kind = ButtonKind::Ghost, .size = ButtonSize::Small, .icon = Icon::ChevronLeft }))
        out.push_back(store::RouteChanged { { .page = store::Page::SignIn } });
    y += 44;
    y += label(ui, { x, y, width, 32 }, "title", words(Text::UseAccessToken, state), { .type = text::Type::Title1, .role = Role::Heading, .level = 1 });
    y += 8;
    y += label(ui, { x, y, width, 48 }, "lead", words(Text::PasteLead, state), { .type = text::Type::Body, .color = p.text.secondary, .max_lines = 0 });
    y += 24;
    y += draw_error_note(ui, x, y, width, state);
    if (local.paste_checked && !state.checking_paste) {
        local.paste_checked = false;
        if (state.sign_in_error && state.sign_in_error->code == "paste_refused") { // a token stays nowhere longer than it must
            local.pasted.clear();
            ++local.pasted_revision;
        }
    }
    auto const field_name = words(Text::AccessToken, state);
    draw_label(ui, { x, y, width, 20 }, field_name, { .type = text::Type::UiMedium });
    y += 28;
    auto const typed = framed_field(ui, { x, y, width, 44 }, { .key = "paste", .name = field_name, .placeholder = words(Text::PastePlaceholder, state), .password = !local.paste_shown, .invalid = state.sign_in_error.has_value(), .value = local.pasted, .revision = local.pasted_revision }, {}, 40);
    if (typed.edited)
        local.pasted = *typed.edited;
    if (icon_button(ui, { x + width - 40, y + 6, 32, 32 }, "show", words(local.paste_shown ? Text::HideToken : Text::ShowToken, state), Icon::Eye, local.paste_shown))
        local.paste_shown = !local.paste_shown;
    y += 44 + 16;
    if (checkbox(ui, x, y, width, "keep", words(Text::ForgetWhenTabCloses, state), words(Text::ForgetHelp, state), !state.settings.keep_signed_in))
        out.push_back(store::KeepSignedInChosen { !state.settings.keep_signed_in });
    y += 20 + 2 + wrapped_height(ui, text::Type::Small, words(Text::ForgetHelp, state), width - 30) + 24;
    bool const pressed = button(ui, { x, y, width, button_height(ui, ButtonSize::Large) }, { .key = "continue", .name = words(Text::Continue, state), .kind = ButtonKind::Primary, .size = ButtonSize::Large, .disabled = local.pasted.empty(), .busy = state.checking_paste });
    if ((pressed || typed.submitted) && !local.pasted.empty() && !state.checking_paste) {
        local.paste_checked = true;
        out.push_back(store::TokenPasted { local.pasted });
    }
    return y + button_height(ui, ButtonSize::Large);
}

} // namespace

void draw_sign_in(Frame& ui, store::State const& state, Local& local, store::Actions& out)
{
    auto const& p = ui.palette();
    Rect const window = ui.window();
    ui.cover_lower_layers(local.menu != Local::Open::None);
    ui.open("main", { .role = Role::Main, .name = words(Text::SignIn, state), .rect = window });
    bool const phone = ui.theme().phone;
    bool const picture = window.width >= 1024 && window.height >= 640;
    float const column = picture ? 560 : window.width;
    float const width = phone ? window.width - 48 : std::min(token::panel_signin_form, column - 48);
    float const x = phone ? 24 : (column - width) / 2;

    if (phone) {
        float const below = 522 + (state.sign_in_error ? 80.0f : 0.0f) + (state.route.paste_token ? 60.0f : 0.0f);
        float const head = std::max(120.0f, window.height - std::max(below, 80 + local.sign_in_form + 64 + ui.input().safe_bottom));
        ui.record("picture", { .role = Role::Image, .name = words(Text::SignInPicture, state), .rect = { 0, 0, window.width, head } });
        ui.paint().gradient({ 0, 0, window.width, head + 24 }, p.brand.top, p.brand.bottom, 0);
        ui.paint().push_clip({ 0, 0, window.width, head });
        draw_rings(ui, window.width / 2, 210, { 280, 440, 640 });
        if (head >= 280) {
            draw_user_bubble(ui, window.width - 24, 72, words(Text::ExampleRequestShort, state), 15);
            draw_example(ui, { 24, 132, window.width - 88, 66 }, Tone::Accent, Icon::PhoneCall, words(Text::ExampleCallTitle, state), words(Text::ExampleCallDetailShort, state), {}, Tone::Neutral);
            ui.paint().text_in(text::Type::Small, { window.width - 130, 155, 50, 20 }, p.text.secondary, "0:42", Align::Right);
            draw_example(ui, { 64, 210, window.width - 88, 66 }, Tone::Success, Icon::CalendarCheck, words(Text::ExampleBookedTitle, state), words(Text::ExampleBookedDetail, state), words(Text::Done, state), Tone::Success);
        }
        ui.paint().pop_clip();
        ui.paint().fill_corners({ 0, head, window.width, window.height - head }, p.surface.content, { 24, 24, 0, 0 });
        float y = head + 24;
        ui.paint().mark({ x, y, 36, 36 }, p);
        label(ui, { x + 48, y + 4, 200, 28 }, "brand", "KallyAI", { .type = text::Type::Title2 });
        y += 36 + 20;
        Rect const form { x, y, width, window.height - y };
        float const end = state.route.paste_token ? draw_paste(ui, form, state, local, out) : draw_start(ui, form, state, out);
        local.sign_in_form = end - form.y;
        ui.need_height(120 + 80 + local.sign_in_form + 64 + ui.input().safe_bottom);
        draw_reachability(ui, { x, window.height - 36 - ui.input().safe_bottom, width / 2, 16 }, state, Align::Left);
        draw_foot_choices(ui, { x + width / 2, window.height - 36 - ui.input().safe_bottom, width / 2, 16 }, state, local, out);
    } else {
        ui.paint().mark({ 40, 32, 36, 36 }, p);
        label(ui, { 88, 36, 200, 28 }, "brand", "KallyAI", { .type = text::Type::Title2 });
        float const height = std::max(form_height + (state.sign_in_error ? 60 : 0), local.sign_in_form);
        float const top = std::max(96.0f, (68 + window.height - 48 - height) / 2);
        Rect const form { x, top, width, height };
        float const end = state.route.paste_token ? draw_paste(ui, form, state, local, out) : draw_start(ui, form, state, out);
        local.sign_in_form = end - top;
        ui.need_height(96 + local.sign_in_form + 64);
        float const foot = window.height - 48;
        draw_reachability(ui, { 40, foot, 200, 16 }, state, Align::Left);
        draw_foot_choices(ui, { 240, foot, column - 280, 16 }, state, local, out);
        if (picture)
            draw_picture(ui, { column, 16, window.width - column - 16, window.height - 32 }, state);
    }
    ui.close();
    ui.set_title(words(Text::SignIn, state) + " - KallyAI");
}

} // namespace kally::ui
