#include "ui/commands.h"

#include "ui/views/goal_parts.h"
#include "ui/overlays.h"

#include <algorithm>
#include <cmath>

namespace kally::ui {

namespace {

using store::Section, store::State;

constexpr SectionOfSettings sections[] = {
    { Section::Appearance, Text::Appearance, Icon::SunMoon },
    { Section::Region, Text::LanguageAndRegion, Icon::Languages },
    { Section::Notifications, Text::Notifications, Icon::Bell },
    { Section::Keyboard, Text::Keyboard, Icon::Keyboard },
    { Section::Privacy, Text::DataAndPrivacy, Icon::Shield },
    { Section::Diagnostics, Text::Diagnostics, Icon::ListChecks },
    { Section::About, Text::About, Icon::Info },
};
/// In the order of store::Setting.
constexpr SingleSetting single_settings[] = {
    { store::Setting::Theme, Section::Appearance, Text::ThemeLabel, Icon::SunMoon },
    { store::Setting::TextSize, Section::Appearance, Text::TextSize, Icon::SunMoon },
    { store::Setting::Density, Section::Appearance, Text::Density, Icon::SunMoon },
    { store::Setting::AppLanguage, Section::Region, Text::AppLanguage, Icon::Languages },
    { store::Setting::TimeZone, Section::Region, Text::TimeZone, Icon::Globe },
    { store::Setting::NotifyNeeds, Section::Notifications, Text::NotifyNeeds, Icon::Bell },
    { store::Setting::NotifyInbox, Section::Notifications, Text::NotifyInbox, Icon::Bell },
    { store::Setting::SendKey, Section::Keyboard, Text::SendKeyName, Icon::Keyboard },
    { store::Setting::SingleKeys, Section::Keyboard, Text::SingleKeys, Icon::Keyboard },
    { store::Setting::KeepSignedIn, Section::Privacy, Text::KeepSignedIn, Icon::Shield },
    { store::Setting::KeepReading, Section::Privacy, Text::KeepReading, Icon::Shield },
    { store::Setting::OwnData, Section::Privacy, Text::OwnData, Icon::Download },
    { store::Setting::ClearDevice, Section::Privacy, Text::ClearDevice, Icon::Shield },
    { store::Setting::Requests, Section::Diagnostics, Text::Requests, Icon::ListChecks },
};
constexpr float pad = 20, command_row = 44, request_row = 24, control = token::control_segment_height;

/// Rows of settings on a card, one below the other. Each change is applied and kept at once.
struct Form {
    Frame& ui;
    State const& state;
    Local& local;
    store::Actions& out;
    float x, y, width;
    int key = 0, rows = 0; ///< Of the card that is open.
    float top = 0;
    std::optional<Text> titled = {}; ///< The page says this already.

    std::string say(Text text) const { return words(text, state); }
    void set(store::Settings settings) { out.push_back(store::SettingsChanged { std::move(settings) }); }

    /// A heading and a card that is as high as its rows were in the last frame.
    void begin(Text name)
    {
        if (name != titled) {
            label(ui, { x, y, width, 24 }, say(name), say(name), { .type = text::Type::Heading, .role = Role::Heading, .level = 2 });
            y += 36;
        }
        key = static_cast<int>(name);
        top = y;
        rows = 0;
        card(ui, { x, y, width, std::max(2.0f, local.settings.heights[key]) }, ui.palette().surface.raised, ui.palette().border.default_);
    }
    void end()
    {
        if (float& height = local.settings.heights[key]; height != y - top) {
            height = y - top;
            ui.animate();
        }
        y += 24;
    }
    /// Takes `height` below a line that separates it from what is above.
    Rect take(float height)
    {
        if (rows++ > 0)
            separator(ui, x + 1, y, width - 2);
        Rect const row { x + pad, y, width - 2 * pad, height };
        y += height;
        return row;
    }
    /// The setting that the address names stands out.
    void mark(Text name, Rect r)
    {
        if (!state.route.setting || single_settings[static_cast<std::size_t>(*state.route.setting)].name != name)
            return;
        local.settings.setting_top = r.y;
        ui.paint().fill({ x + 4, r.y + 4, width - 8, r.height - 8 }, ui.palette().accent.tint, token::radius_md);
    }
    /// Name and help of a setting; returns where its control of that width goes, beside them or below.
    Rect row(Text name, std::string const& help, float wanted)
    {
        bool const below = wanted > 0 && wanted + 150 > width - 2 * pad;
        float const words_width = width - 2 * pad - (below || wanted == 0 ? 0 : wanted + 16);
        float const help_height = help.empty() ? 0 : wrapped_height(ui, text::Type::Small, help, words_width);
        float const usual = ui.theme().compact ? token::control_compact_row_settings : token::control_row_settings;
        float const own = std::max(usual + 1, usual - 42 + 20 + help_height + (help.empty() ? 0 : 2));
        Rect const r = take(own + (below ? control + 20 : 0));
        mark(name, r);
        float const text_height = 20 + (help.empty() ? 0 : 2 + help_height), at = r.y + std::floor((own - text_height) / 2);
        label(ui, { r.x, at, words_width, 20 }, say(name) + ".name", say(name), { .type = text::Type::UiMedium });
        if (!help.empty())
            label(ui, { r.x, at + 22, words_width, help_height }, say(name) + ".help", help, { .type = text::Type::Small, .color = ui.palette().text.tertiary, .max_lines = 0 });
        if (below)
            return { r.x, r.y + own - 4, wanted, control };
        return { r.right() - wanted, r.y + (own - control) / 2, wanted, control };
    }
    template <typename Enum>
    void choose(Text name, Text help, std::vector<Text> const& parts, Enum store::Settings::*which)
    {
        std::vector<std::string> said;
        for (auto const part : parts)
            said.push_back(say(part));
        Rect const at = row(name, say(help), segment_width(ui, said));
        if (auto const pressed = segment(ui, { at.x, at.y, at.width, segment_height(ui) }, say(name), say(name), said, static_cast<std::size_t>(state.settings.*which))) {
            auto settings = state.settings;
            settings.*which = static_cast<Enum>(*pressed);
            set(settings);
        }
    }
    void decide(Text name, Text help, bool store::Settings::*which)
    {
        Rect const at = row(name, say(help), token::control_toggle_width);
        if (toggle(ui, { at.x - 8, at.y, at.width + 8, at.height }, say(name), say(name), state.settings.*which)) {
            auto settings = state.settings;
            settings.*which = !(settings.*which);
            set(settings);
        }
    }
    bool press(Text name, std::string const& help, ButtonSpec const& spec)
    {
        return button(ui, row(name, help, button_width(ui, spec)), spec);
    }
    void tell(Text name, std::string const& what)
    {
        row(name, what, 0);
    }
};

/// A page in miniature, in the colours of a theme.
void draw_miniature(Frame& ui, Rect r, Palette const& p, float from)
{
    auto& paint = ui.paint();
    float const left = r.x + r.width * from;
    float const corner = from == 0 ? token::radius_sm : 0;
    paint.fill_corners({ left, r.y, r.right() - left, r.height }, p.surface.content, { corner, token::radius_sm, token::radius_sm, corner });
    if (from == 0) {
        paint.fill_corners({ r.x, r.y, 14, r.height }, p.surface.rail, { token::radius_sm, 0, 0, token::radius_sm });
        paint.fill({ r.x + 14, r.y, 34, r.height }, p.surface.panel);
        for (int i = 0; i < 3; ++i)
            paint.fill({ r.x + 20, r.y + 8 + 9 * static_cast<float>(i), i == 1 ? 16.0f : 20.0f, 4 }, p.border.strong, 2);
    }
    float const x = std::max(left, r.x + 48) + 10, room = r.right() - 10 - x;
    paint.fill({ r.right() - 10 - room * 0.44f, r.y + 10, room * 0.44f, 10 }, p.accent.tint_strong, 5);
    paint.fill({ x, r.y + 26, room * 0.78f, 4 }, p.border.strong, 2);
    paint.fill({ x, r.y + 36, room * 0.58f, 4 }, p.border.strong, 2);
}

void draw_themes(Form& form)
{
    auto& ui = form.ui;
    auto const& p = ui.palette();
    bool const phone = ui.theme().phone;
    float const gap = phone ? 8 : 16, height = phone ? 100 : 120;
    Rect const row = form.take(height + 40);
    form.mark(Text::ThemeLabel, row);
    float const width = (row.width - 2 * gap) / 3;
    struct Choice { store::Theme theme; Text name; };
    Choice const choices[] = { { store::Theme::Light, Text::ThemeLight }, { store::Theme::Dark, Text::ThemeDark }, { store::Theme::System, ui.theme().phone ? Text::ThemeSystem : Text::MatchSystem } };
    ui.open("themes", { .role = Role::RadioGroup, .name = form.say(Text::ThemeLabel), .rect = row });
    ui.begin_roving(ui.scope(), true);
    float x = row.x;
    for (auto const& choice : choices) {
        bool const on = form.state.settings.theme == choice.theme;
        auto const name = form.say(choice.name);
        Rect const r = ui.paint().snap(Rect { x, row.y + 20, width, height });
        x += width + gap;
        auto const item = ui.item(name, { .role = Role::Radio, .state = static_cast<std::uint16_t>(on ? StateChecked | StateSelected : 0), .name = name, .rect = r });
        ui.paint().card(r, p.surface.raised, on ? p.accent.solid : item.hovered ? p.border.control_hover : p.border.default_, token::radius_lg);
        if (on)
            ui.paint().stroke(r, p.accent.solid, token::radius_lg, 2);
        Rect const page { r.x + 9, r.y + 10, r.width - 18, height - 49 };
        draw_miniature(ui, page, choice.theme == store::Theme::Dark ? dark_palette : light_palette, 0);
        if (choice.theme == store::Theme::System)
            draw_miniature(ui, page, dark_palette, 0.45f);
        ui.paint().stroke(page, p.border.default_, token::radius_sm, 1);
        float const middle = r.bottom() - 21;
        radio_mark(ui, r.x + 22, middle, on);
        draw_label(ui, { r.x + 38, middle - 12, r.width - 42, 24 }, name, { .type = phone ? text::Type::SmallMedium : text::Type::UiMedium });
        if (item.focused)
            ui.paint().focus_ring(r, p.focus.ring, token::radius_lg);
        if (item.activated) {
            auto settings = form.state.settings;
            settings.theme = choice.theme;
            form.set(settings);
        }
    }
    ui.end_roving();
    ui.close();
}

void draw_appearance(Form& form)
{
    form.begin(Text::Appearance);
    draw_themes(form);
    if (form.ui.input().scales_text)
        form.choose(Text::TextSize, Text::TextSizeHelp, { Text::SizeSmall, Text::SizeDefault, Text::SizeLarge, Text::SizeLargest }, &store::Settings::text_size);
    form.choose(Text::Density, Text::DensityHelp, { Text::Comfortable, Text::Compact }, &store::Settings::density);
    form.end();
}

void draw_region(Form& form)
{
    auto& ui = form.ui;
    form.begin(Text::LanguageAndRegion);
    form.choose(Text::AppLanguage, Text::AppLanguageHelp, { Text::LanguageEnglish, Text::LanguageSpanish }, &store::Settings::language);
    auto const zone = form.state.settings.time_zone.empty() ? form.say(Text::ZoneOfDevice) : form.state.settings.time_zone;
    Rect const at = form.row(Text::TimeZone, form.say(Text::TimeZoneHelp), 200);
    auto const& p = ui.palette();
    auto const item = ui.item("zone", { .role = Role::Button, .state = StateHasPopup, .name = form.say(Text::TimeZone) + ": " + zone, .rect = at });
    ui.paint().card(at, p.surface.content, item.hovered ? p.border.control_hover : p.border.control, token::radius_md);
    draw_label(ui, { at.x + 12, at.y, at.width - 44, at.height }, zone, { .type = text::Type::Ui });
    ui.paint().icon(Icon::ChevronDown, at.right() - 20, at.y + at.height / 2, token::icon_md, p.icon.muted);
    if (item.focused)
        ui.paint().focus_ring(at, p.focus.ring, token::radius_md);
    if (item.activated)
        open_palette(form.local, Local::Palette::Kind::TimeZones);
    form.end();
}

void draw_notifications(Form& form)
{
    using enum store::Notices;
    form.begin(Text::Notifications);
    static constexpr Text said[] = { Text::NoticesUnsupported, Text::NoticesNotAsked, Text::NoticesAllowed, Text::NoticesRefused };
    auto const help = form.say(said[static_cast<std::size_t>(form.state.notices)]);
    if (form.state.notices != NotAsked)
        form.tell(Text::SystemNotices, help);
    else if (form.press(Text::SystemNotices, help, { .key = "allow", .name = form.say(Text::AllowNotices) }))
        form.out.push_back(store::NoticesPressed {});
    if (form.state.notices == NotAsked || form.state.notices == Allowed) {
        form.decide(Text::NotifyNeeds, Text::NotifyNeedsHelp, &store::Settings::notify_needs);
        form.decide(Text::NotifyInbox, Text::NotifyInboxHelp, &store::Settings::notify_inbox);
    }
    form.end();
}

void draw_keyboard(Form& form)
{
    auto& ui = form.ui;
    form.begin(Text::Keyboard);
    form.choose(Text::SendKeyName, Text::SendKeyHelp, { Text::SendByEnter, Text::SendByModEnter }, &store::Settings::send_key);
    form.decide(Text::SingleKeys, Text::SingleKeysHelp, &store::Settings::single_keys);
    if (!form.local.rebind_problem.empty()) {
        Rect const r = form.take(40);
        label(ui, { r.x, r.y + 10, r.width, 20 }, "problem", form.local.rebind_problem, { .type = text::Type::SmallMedium, .color = ui.palette().danger.text, .role = Role::Alert });
    }
    for (auto const& command : all_commands())
        draw_command_row(ui, form.take(command_row), command, form.state, form.local, form.out, true);
    if (!form.state.settings.shortcuts.empty()
        && form.press(Text::ResetAllKeys, {}, { .key = "reset-all", .name = form.say(Text::Reset) })) {
        auto settings = form.state.settings;
        settings.shortcuts.clear();
        form.set(settings);
    }
    form.end();
}

std::string format_size(std::size_t bytes)
{
    return bytes < 1024 ? std::to_string(bytes) + " B" : bytes < 1024 * 1024 ? std::to_string((bytes + 512) / 1024) + " KB" : std::to_string((bytes + 512 * 1024) / (1024 * 1024)) + " MB";
}

void draw_privacy(Form& form)
{
    auto& ui = form.ui;
    form.begin(Text::DataAndPrivacy);
    form.decide(Text::KeepReading, Text::KeepReadingHelp, &store::Settings::keep_reading);
    Rect const at = form.row(Text::KeepSignedIn, form.say(Text::KeepSignedInHelp), token::control_toggle_width);
    if (toggle(ui, { at.x - 8, at.y, at.width + 8, at.height }, "keep", form.say(Text::KeepSignedIn), form.state.settings.keep_signed_in))
        form.out.push_back(store::KeepSignedInChosen { !form.state.settings.keep_signed_in });
    struct Kind { std::string_view kind; Text name; };
    static constexpr Kind kinds[] = { { "kept", Text::KindKept }, { "drafts", Text::KindDrafts }, { "intents", Text::KindIntents }, { "decided", Text::KindDecided }, { "seen", Text::KindSeen }, { "marks", Text::KindMarks }, { "unread", Text::UnreadRecords }, { "settings", Text::KindSettings }, { "session", Text::KindSession } };
    Rect const title = form.take(40);
    label(ui, { title.x, title.y + 14, title.width, 20 }, "stored", form.say(Text::OnThisDevice), { .type = text::Type::UiMedium });
    Rect const list = { title.x, form.y, title.width, 28.0f * static_cast<float>(std::size(kinds)) };
    ui.open("kinds", { .role = Role::List, .name = form.say(Text::OnThisDevice), .rect = list });
    float y = list.y;
    for (auto const& [kind, name] : kinds) {
        store::Stored found;
        for (auto const& one : form.state.stored)
            if (one.kind == kind) {
                found.count += one.count;
                found.bytes += one.bytes;
            }
        auto const said = form.say(name), count = std::to_string(found.count), size = format_size(found.bytes);
        ui.record(kind, { .role = Role::ListItem, .name = said + ": " + count + ", " + size, .rect = { list.x, y, list.width, 28 } });
        draw_label(ui, { list.x, y, list.width - 112, 28 }, said, { .type = text::Type::Small, .color = ui.palette().text.secondary });
        draw_label(ui, { list.right() - 108, y, 40, 28 }, count, { .type = text::Type::Small, .color = ui.palette().text.secondary, .align = Align::Right });
        draw_label(ui, { list.right() - 64, y, 64, 28 }, size, { .type = text::Type::Small, .color = ui.palette().text.tertiary, .align = Align::Right });
        y += 28;
    }
    ui.close();
    form.y = y + 12;
    if (form.press(Text::OwnData, form.say(Text::OwnDataHelp), { .key = "own-data", .name = form.say(Text::Download), .icon = Icon::Download }))
        form.out.push_back(store::OwnDataPressed {});
    if (form.press(Text::ClearDevice, form.say(Text::ClearDeviceHelp), { .key = "wipe", .name = form.say(Text::Clear), .kind = ButtonKind::DangerGhost }))
        form.local.settings.wipe = true;
    form.end();
    form.begin(Text::AccountTitle);
    if (form.press(Text::SignedInTo, form.state.service_name, { .key = "signout", .name = form.say(form.state.in_process ? Text::LeaveSandbox : Text::SignOut), .icon = Icon::LogOut }))
        form.out.push_back(store::SignOutPressed {});
    form.end();
}

/// "/v1/calls calls[].mood is unknown (3)"; empty when there is none.
std::string drift_lines(State const& state)
{
    std::string out;
    for (auto const& [said, times] : state.drift.seen)
        out += (out.empty() ? "" : "\n") + said + (times > 1 ? " (" + std::to_string(times) + ")" : "");
    return out;
}

/// What diagnostics tell, line by line: versions, deviations, requests.
std::string report(State const& state)
{
    std::string out = "KallyAI web client " KALLY_VERSION "\n" + state.service_name + "\n";
    out += drift_lines(state) + "\n";
    for (auto const& one : state.exchanges)
        out += format_timestamp(one.at) + " " + one.method + " " + one.path + " " + std::to_string(one.status) + " " + std::to_string(one.duration.count()) + " ms\n";
    return out;
}

void draw_diagnostics(Form& form)
{
    auto& ui = form.ui;
    auto const& state = form.state;
    form.begin(Text::Diagnostics);
    if (auto const& unread = form.state.unread; unread.damaged + unread.newer > 0)
        form.tell(Text::UnreadRecords, tr_format(Text::UnreadCount, form.state.settings.language, std::to_string(unread.damaged), std::to_string(unread.newer)));
    auto const drift = drift_lines(form.state);
    form.tell(Text::Drift, drift.empty() ? form.say(Text::NoDrift) : drift);
    bool& shown = form.local.settings.requests;
    if (form.press(Text::Requests, form.say(Text::RequestsHelp), { .key = "requests", .name = form.say(shown ? Text::Hide : Text::Show), .state = static_cast<std::uint16_t>(shown ? StateExpanded : StateCollapsed) })) {
        shown = !shown;
        form.out.push_back(store::DiagnosticsRequested {});
    }
    if (shown) {
        float const content = request_row * static_cast<float>(state.exchanges.size());
        Rect const r = form.take(std::min(content, 320.0f) + 12);
        auto const scroll = ui.begin_scroll("exchanges", { .role = Role::List, .takes_focus = true, .name = form.say(Text::Requests), .rect = { r.x, r.y + 6, r.width + 12, r.height - 12 } }, content);
        float y = r.y + 6 - scroll.top;
        for (std::size_t i = 0; i < state.exchanges.size(); ++i, y += request_row) {
            auto const& one = state.exchanges[i];
            auto const what = one.method + " " + one.path, came = (one.status == 0 ? form.say(Text::NoAnswer) : std::to_string(one.status)) + ", " + std::to_string(one.duration.count()) + " ms";
            ui.record("exchange." + std::to_string(i), { .role = Role::ListItem, .name = format_time(one.at, state.utc_offset) + " " + what + ", " + came, .rect = { r.x, y, r.width, request_row } });
            draw_label(ui, { r.x, y, 44, request_row }, format_time(one.at, state.utc_offset), { .type = text::Type::Caption, .color = ui.palette().text.tertiary });
            draw_label(ui, { r.x + 48, y, r.width - 170, request_row }, what, { .type = text::Type::Caption });
            draw_label(ui, { r.right() - 116, y, 116, request_row }, came, { .type = text::Type::Caption, .color = one.status >= 400 || one.status == 0 ? ui.palette().danger.text : ui.palette().text.tertiary, .align = Align::Right });
        }
        ui.end_scroll();
        if (form.press(Text::Report, form.say(Text::ReportHelp), { .key = "copy", .name = form.say(Text::Copy) }))
            form.out.push_back(store::CopyPressed { report(state) });
    }
    form.end();
}

void draw_about(Form& form)
{
    using enum store::Reachability;
    auto& ui = form.ui;
    form.begin(Text::About);
    form.tell(Text::Version, KALLY_VERSION);
    form.tell(Text::Connection, form.say(!form.state.online || form.state.reachability == Unreachable ? Text::ServiceUnreachable : form.state.reachability == Slow ? Text::ServiceSlow : Text::ServiceReachable) + ": " + form.state.service_name);
    form.tell(Text::Independent, form.say(Text::IndependentHelp));
    Rect const r = form.take(52);
    auto const name = form.say(Text::Licences);
    Rect const link { r.x, r.y + 14, std::ceil(ui.paint().width(text::Type::UiMedium, name)) + 2, 24 };
    auto const item = ui.item("licences", { .role = Role::Link, .name = name, .value = "licences.txt", .rect = link });
    draw_label(ui, link, name, { .type = text::Type::UiMedium, .color = ui.palette().accent.text });
    if (item.focused)
        ui.paint().focus_ring(link, ui.palette().focus.ring, token::radius_xs);
    if (item.activated)
        form.out.push_back(store::LinkPressed { platform::page_address() + "licences.txt" });
    form.end();
}

void draw_section(Form& form, Section section)
{
    switch (section) {
    case Section::Appearance: return draw_appearance(form);
    case Section::Region: return draw_region(form);
    case Section::Notifications: return draw_notifications(form);
    case Section::Keyboard: return draw_keyboard(form);
    case Section::Privacy: return draw_privacy(form);
    case Section::Diagnostics: return draw_diagnostics(form);
    case Section::About: return draw_about(form);
    }
}

/// The sections by name; on a phone it is the whole page.
void draw_nav(Frame& ui, Rect area, State const& state, store::Actions& out)
{
    auto const& p = ui.palette();
    bool const phone = ui.theme().phone;
    auto const current = state.route.section.value_or(Section::Appearance);
    if (!phone) {
        ui.paint().fill(area, p.surface.panel);
        upright_separator(ui, area.right() - 1, area.y, area.height);
    }
    label(ui, { area.x + (phone ? 16 : 20), area.y + 12, area.width - 40, 32 }, "title", words(Text::Account, state), { .type = phone ? text::Type::Title1 : text::Type::Title2, .role = Role::Heading, .level = 1 });
    float const row = phone ? 56 : token::control_row_menu;
    Rect const list { area.x, area.y + token::panel_header, area.width, area.height - token::panel_header };
    ui.open("sections", { .role = Role::Navigation, .name = words(Text::Account, state), .rect = list });
    ui.begin_roving(ui.scope());
    float y = list.y;
    for (auto const& [section, text, icon] : sections) {
        bool const on = !phone && section == current;
        auto const name = words(text, state);
        Rect const r = phone ? Rect { area.x, y, area.width, row } : Rect { area.x + 8, y, area.width - 17, row };
        store::Route const route { .page = store::Page::Settings, .section = section };
        auto const item = ui.item(name, { .role = Role::Link, .state = static_cast<std::uint16_t>(on ? StateCurrent | StateSelected : 0), .name = name, .value = store::format_route(route), .rect = r });
        if (on)
            card(ui, r, p.surface.selected, p.border.default_, token::radius_md);
        else if (item.hovered || item.held)
            ui.paint().fill(r, item.held ? p.state.pressed : p.state.hover, phone ? 0 : token::radius_md);
        float const left = phone ? 16 : 13;
        ui.paint().icon(icon, r.x + left + 8, r.y + row / 2, token::icon_md, on ? p.icon.default_ : p.icon.muted);
        draw_label(ui, { r.x + left + 28, r.y, r.width - 50, row }, name, { .type = phone ? text::Type::Ui : on ? text::Type::UiMedium : text::Type::Ui, .color = on || phone ? p.text.primary : p.text.secondary });
        if (phone) {
            ui.paint().icon(Icon::ChevronRight, r.right() - 24, r.y + row / 2, token::icon_md, p.icon.muted);
            separator(ui, r.x + 16, r.bottom() - 1, r.width - 16);
        }
        if (item.focused)
            ui.paint().focus_ring({ r.x + 2, r.y + 2, r.width - 4, r.height - 4 }, p.focus.ring, token::radius_sm);
        if (item.activated)
            out.push_back(store::RouteChanged { route });
        y += row + (phone ? 0 : 2);
    }
    ui.end_roving();
    ui.close();
}

} // namespace

std::span<SectionOfSettings const> all_sections() { return sections; }
std::span<SingleSetting const> all_settings() { return single_settings; }

void draw_settings(Frame& ui, Rect area, State const& state, Local& local, store::Actions& out)
{
    auto& own = local.settings;
    bool const phone = ui.theme().phone;
    ui.open("settings", { .role = Role::Region, .name = words(Text::Account, state), .rect = area });
    ui.need_height(area.y + 360);
    if (!own.asked) {
        own.asked = true;
        out.push_back(store::StorageRequested {});
    }
    Rect body = area;
    if (phone && !state.route.section) {
        draw_nav(ui, area, state, out);
        ui.close();
        return;
    }
    auto const wanted = state.route.section.value_or(Section::Appearance);
    if (phone) {
        auto const& here = sections[static_cast<std::size_t>(wanted)];
        if (icon_button(ui, { area.x + 4, area.y + 6, 44, 44 }, "back", words(Text::Back, state), Icon::ChevronLeft))
            out.push_back(store::RouteChanged { { .page = store::Page::Settings } });
        label(ui, { area.x + 56, area.y, area.width - 72, 56 }, "title", words(here.name, state), { .type = text::Type::Heading, .role = Role::Heading, .level = 1 });
        separator(ui, area.x, area.y + 55, area.width);
        body = { area.x, area.y + 56, area.width, area.height - 56 };
    } else {
        draw_nav(ui, { area.x, area.y, token::panel_settings_nav, area.height }, state, out);
        body = { area.x + token::panel_settings_nav, area.y, area.width - token::panel_settings_nav, area.height };
    }
    float const gutter = phone ? token::panel_gutter_phone : token::panel_gutter_desktop, width = std::min(token::panel_settings_content, body.width - 2 * gutter);
    auto const scroll = ui.begin_scroll("page", { .role = Role::Group, .name = words(Text::Account, state), .rect = body }, own.content);
    Form form { ui, state, local, out, std::floor(body.x + (body.width - width) / 2), body.y - scroll.top + 16, width };
    for (auto const& one : sections) {
        own.tops[static_cast<int>(one.section)] = form.y - body.y + scroll.top - 16;
        if (phone)
            form.titled = one.name;
        if (!phone || one.section == wanted)
            draw_section(form, one.section);
    }
    float const content = form.y - body.y + scroll.top;
    ui.end_scroll();
    // Whoever comes by an address or by the list sees that section or setting first; once the heights are known.
    if (own.content == content && (own.shown != wanted || own.shown_setting != state.route.setting)) {
        own.shown = wanted;
        own.shown_setting = state.route.setting;
        float const top = own.shown_setting ? own.setting_top - body.y + scroll.top - 56 : phone ? 0 : own.tops[static_cast<int>(wanted)];
        ui.scroll_to(scroll.id, std::clamp(top, 0.0f, ui.scroll_end(scroll.id)));
        ui.animate();
    }
    if (own.content != content) {
        own.content = content;
        ui.animate();
    }
    ui.close();
}

void draw_wipe_question(Frame& ui, State const& state, Local& local, store::Actions& out)
{
    auto const& p = ui.palette();
    float const inner = std::min(token::panel_dialog, ui.window().width - 32) - 48;
    auto const detail = words(Text::WipeDetail, state);
    Rect const r = begin_dialog(ui, "wipe", words(Text::WipeQuestion, state), token::panel_dialog, 24 + 28 + 8 + wrapped_height(ui, text::Type::Body, detail, inner) + 24 + 36 + 24);
    float y = r.y;
    y += label(ui, { r.x, y, r.width, 28 }, "title", words(Text::WipeQuestion, state), { .type = text::Type::Title2, .role = Role::Heading, .level = 2 }) + 8;
    y += label(ui, { r.x, y, r.width, 48 }, "detail", detail, { .type = text::Type::Body, .color = p.text.secondary, .max_lines = 0 }) + 24;
    ButtonSpec const wipe { .key = "do", .name = words(Text::ClearAll, state), .kind = ButtonKind::Danger };
    ButtonSpec const stay { .key = "stay", .name = words(Text::Cancel, state) };
    float const a = button_width(ui, wipe), b = button_width(ui, stay), h = button_height(ui, ButtonSize::Medium);
    bool close = button(ui, { r.right() - a - 8 - b, y, b, h }, stay);
    if (button(ui, { r.right() - a, y, a, h }, wipe)) {
        out.push_back(store::WipePressed {});
        close = true;
    }
    if (ui.layer_is_new())
        ui.focus(ui.id("stay"));
    if (close || ui.take_key("Escape", true))
        local.settings.wipe = false;
    end_dialog(ui);
}

} // namespace kally::ui
