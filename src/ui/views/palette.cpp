#include "ui/commands.h"

#include "base/text.h"
#include "ui/views/call_parts.h"
#include "ui/overlays.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace kally::ui {

namespace {

using store::Section, store::State;

/// Something that can be chosen: a command, or what `open` makes of an id.
struct Entry {
    std::string name, detail;
    Icon icon = Icon::Search;
    std::string id = {};
    void (*open)(std::string const& id, State const&, store::Actions&) = nullptr;
    Command const* command = nullptr;
    int rank = 0; ///< How well it fits what was typed.
};

/// How well a name fits: its words in any order, each at the beginning of a word, inside one, or with letters left out. 0: not at all.
int fit(std::string const& name, std::string_view wanted)
{
    int rank = 1;
    while (!wanted.empty()) {
        auto const word = wanted.substr(0, wanted.find(' '));
        wanted.remove_prefix(std::min(wanted.size(), word.size() + 1));
        if (auto const at = name.find(word); at != std::string::npos) {
            rank += at == 0 ? 300 : name[at - 1] == ' ' ? 200 : 100;
            continue;
        }
        std::size_t at = 0;
        for (char const c : word) {
            at = name.find(c, at);
            if (at == std::string::npos)
                return 0;
            ++at;
        }
    }
    return rank;
}

/// The entries of a source that fit best, the best first.
struct Group {
    Text title;
    std::string wanted;
    std::size_t most;
    std::vector<Entry> entries = {};

    void add(Entry entry)
    {
        entry.rank = fit(fold_for_search(entry.name), wanted);
        if (entry.rank == 0)
            return;
        entries.push_back(std::move(entry));
        for (auto at = entries.size() - 1; at > 0 && entries[at - 1].rank < entries[at].rank; --at)
            std::swap(entries[at - 1], entries[at]);
        if (entries.size() > most)
            entries.pop_back();
    }
};

void add_commands(State const& state, Group& out, bool places)
{
    for (auto const& command : all_commands())
        if (command.run != nullptr && command.id != "palette" && (command.group == CommandGroup::Places) == places && is_available(command, state))
            out.add({ .name = words(command.name, state), .icon = command.icon, .command = &command });
}
void add_actions(State const& state, Group& out) { add_commands(state, out, false); }
void add_places(State const& state, Group& out) { add_commands(state, out, true); }

void add_chats(State const& state, Group& out)
{
    if (!state.conversations.value)
        return;
    for (auto const& one : *state.conversations.value) {
        auto title = store::conversation_title(state, one);
        auto const moment = one.updated_at ? one.updated_at : one.created_at;
        out.add({ .name = title.empty() ? words(Text::UntitledChat, state) : std::move(title), .detail = moment ? format_when(*moment, state.now, state.utc_offset, state.settings.language) : "",
            .icon = Icon::MessagesSquare, .id = one.id.text, .open = [](std::string const& id, State const&, store::Actions& actions) { actions.push_back(store::ConversationOpened { { id } }); } });
    }
}

void add_goals(State const& state, Group& out)
{
    for (auto const& [id, goal] : state.goals)
        out.add({ .name = goal.title, .detail = store::tab_of(goal) == store::GoalTab::NeedsYou ? words(Text::NeedsYou, state) : "", .icon = Icon::Target, .id = id.text,
            .open = [](std::string const& goal_id, State const& now, store::Actions& actions) {
                auto const tab = store::tab_of(now.goals.find({ goal_id })->second);
                actions.push_back(store::RouteChanged { { .page = store::Page::Goals, .goal_tab = tab == store::GoalTab::NeedsYou ? store::GoalTab::Active : tab, .goal = { goal_id } } });
            } });
}

void add_calls(State const& state, Group& out)
{
    for (auto const* call : store::calls_in(state, store::CallFilter::All, {}))
        out.add({ .name = call_name(*call), .icon = Icon::Phone, .id = call->id.text,
            .open = [](std::string const& id, State const&, store::Actions& actions) { actions.push_back(store::RouteChanged { { .page = store::Page::Calls, .call = { id } } }); } });
}

void add_setting(State const& state, Group& out, Section section, std::optional<store::Setting> setting, Text name, Icon icon)
{
    out.add({ .name = words(name, state), .icon = icon, .id = store::format_route({ .page = store::Page::Settings, .section = section, .setting = setting }),
        .open = [](std::string const& address, State const&, store::Actions& actions) { actions.push_back(store::RouteChanged { store::parse_route(address) }); } });
}

void add_settings(State const& state, Group& out)
{
    for (auto const& [section, name, icon] : all_sections())
        add_setting(state, out, section, {}, name, icon);
    for (auto const& one : all_settings())
        add_setting(state, out, one.section, one.setting, one.name, one.icon);
    struct Choice { Text name; Icon icon; };
    static constexpr Choice themes[] = { { Text::ThemeSystem, Icon::SunMoon }, { Text::ThemeLight, Icon::Sun }, { Text::ThemeDark, Icon::Moon } };
    for (std::size_t i = 0; i < std::size(themes); ++i)
        out.add({ .name = words(Text::ThemeLabel, state) + ": " + words(themes[i].name, state), .icon = themes[i].icon, .id = std::string(1, static_cast<char>('0' + i)),
            .open = [](std::string const& which, State const&, store::Actions& actions) { actions.push_back(store::ThemeChosen { static_cast<store::Theme>(which[0] - '0') }); } });
}

void add_zones(State const& state, Group& out)
{
    auto const choose = [](std::string const& zone, State const& now, store::Actions& actions) {
        auto settings = now.settings;
        settings.time_zone = zone;
        actions.push_back(store::SettingsChanged { std::move(settings) });
    };
    out.add({ .name = words(Text::ZoneOfDevice, state), .icon = Icon::Globe, .open = choose });
    for (auto const& zone : platform::time_zones())
        out.add({ .name = zone, .icon = Icon::Globe, .id = zone, .open = choose });
}

/// Where entries come from; a feature adds one line.
struct Source {
    Text title;
    void (*add)(State const&, Group&);
};
constexpr Source sources[] = {
    { Text::PaletteActions, add_actions },
    { Text::GoTo, add_places },
    { Text::Chats, add_chats },
    { Text::Goals, add_goals },
    { Text::Calls, add_calls },
    { Text::Account, add_settings },
};
constexpr Source zone_sources[] = { { Text::TimeZone, add_zones } };
constexpr std::size_t most_of_a_source = 6, most_zones = 600;
constexpr float row = token::control_row_palette, heading = 32;

std::vector<Group> find_entries(State const& state, Local::Palette const& palette)
{
    bool const zones = palette.kind == Local::Palette::Kind::TimeZones;
    auto const wanted = fold_for_search(trim(palette.text));
    std::vector<Group> groups;
    for (auto const& source : zones ? std::span<Source const> { zone_sources } : std::span<Source const> { sources }) {
        groups.push_back({ source.title, wanted, zones ? most_zones : most_of_a_source });
        source.add(state, groups.back());
        if (groups.back().entries.empty())
            groups.pop_back();
        else
            for (auto at = groups.size() - 1; at > 0 && groups[at - 1].entries[0].rank < groups[at].entries[0].rank; --at)
                std::swap(groups[at - 1], groups[at]);
    }
    if (auto const said = trim(palette.text); !zones && !said.empty()) {
        groups.push_back({ Text::PaletteActions, {}, 1 });
        groups.back().add({ .name = tr_format(Text::AskAbout, state.settings.language, said), .icon = Icon::Sparkles, .id = std::string(said), .open = [](std::string const& text, State const&, store::Actions& actions) {
            actions.push_back(store::NewConversationPressed {});
            actions.push_back(store::DraftFilled { store::thread_key({}), text });
        } });
    }
    return groups;
}

} // namespace

void open_palette(Local& local, Local::Palette::Kind kind)
{
    local.palette = { .kind = kind, .open = true, .revision = local.palette.revision + 1 };
}

void draw_palette(Frame& ui, State const& state, Local& local, store::Actions& out)
{
    auto const& p = ui.palette();
    auto& palette = local.palette;
    bool const phone = ui.theme().phone;
    auto const groups = find_entries(state, palette);
    std::size_t count = 0;
    float content = 8;
    for (auto const& group : groups) {
        count += group.entries.size();
        content += heading + row * static_cast<float>(group.entries.size());
    }
    float const foot = phone ? 0 : 40, head = 56, nothing = count == 0 ? 64 : 0;
    auto const window = ui.window();
    float const top = phone ? ui.input().safe_top : std::min(token::panel_palette_top, window.height / 7);
    float const width = phone ? window.width : std::min(token::panel_palette, window.width - 32);
    float const list = std::min(content + 8 + nothing, std::max(120.0f, window.height - top - head - foot - (phone ? 0 : 48)));
    ui.begin_layer("palette", true);
    ui.paint().fill(window, p.state.scrim);
    bool const outside = ui.item("outside", { .role = Role::Group, .rect = window }).activated;
    Rect const rect = ui.paint().snap(Rect { (window.width - width) / 2, top, width, head + list + foot });
    ui.open("dialog", { .role = Role::Dialog, .state = StateModal, .name = words(Text::OpenPalette, state), .rect = rect });
    overlay_surface(ui, rect, phone ? 0 : token::radius_xl);
    ui.paint().icon(Icon::Search, rect.x + 29, rect.y + head / 2, token::icon_lg, p.icon.muted);
    auto const type = phone ? text::Type::Input : text::Type::Body;
    auto const typed = field(ui, { rect.x + 50, rect.y + (head - type_token(type).line) / 2, width - 50 - 70, type_token(type).line },
        { .key = "field", .name = words(Text::OpenPalette, state), .placeholder = words(palette.kind == Local::Palette::Kind::All ? Text::PalettePlaceholder : Text::TimeZone, state), .role = Role::ComboBox, .type = type, .value = palette.text, .revision = palette.revision });
    bool const changed = typed.edited && *typed.edited != palette.text;
    if (changed) {
        palette.text = *typed.edited;
        palette.chosen = 0;
        ui.animate();
    }
    // Words and Enter in one frame: what is listed is of the words before.
    bool const submitted = std::exchange(palette.awaits_list, typed.submitted && changed) || (typed.submitted && !changed);
    if (ui.layer_is_new()) {
        ui.focus(typed.id);
        // Calls and goals are found from anywhere, also before their pages were opened.
        if (!state.call_list.page.value)
            out.push_back(store::CallsRequested {});
        if (auto const goals = state.goal_lists.find(store::GoalTab::Active); goals == state.goal_lists.end() || !goals->second.page.value)
            out.push_back(store::GoalsRequested {});
    }
    bool close = outside || ui.take_key("Escape", true);
    if (phone)
        close |= icon_button(ui, { rect.right() - 52, rect.y + 6, 44, 44 }, "close", words(Text::Close, state), Icon::X);
    else
        draw_keys(ui, rect.right() - 16, rect.y + head / 2, "Escape", state);
    separator(ui, rect.x, rect.y + head - 1, width);

    auto const before = palette.chosen;
    if (count > 0) {
        if (ui.take_key("ArrowDown", true))
            palette.chosen = (palette.chosen + 1) % count;
        if (ui.take_key("ArrowUp", true))
            palette.chosen = (palette.chosen + count - 1) % count;
        palette.chosen = std::min(palette.chosen, count - 1);
    }
    Entry const* pressed = nullptr;
    auto const scroll = ui.begin_scroll("list", { .role = Role::ListBox, .name = words(Text::Results, state), .rect = { rect.x, rect.y + head, width, list } }, content);
    float y = rect.y + head - scroll.top;
    std::size_t at = 0;
    for (std::size_t g = 0; g < groups.size(); ++g) {
        auto const title = words(groups[g].title, state);
        float const group_height = heading + row * static_cast<float>(groups[g].entries.size());
        ui.open("group." + std::to_string(g), { .role = Role::Group, .name = title, .rect = { rect.x, y, width, group_height } });
        draw_label(ui, { rect.x + 20, y + 12, width - 40, 16 }, title, { .type = text::Type::CaptionMedium, .color = p.text.tertiary });
        y += heading;
        for (auto const& entry : groups[g].entries) {
            bool const chosen = at == palette.chosen;
            Rect const r { rect.x + 8, y, width - 16, row };
            auto const keys = entry.command != nullptr ? keys_of(*entry.command, state.settings) : std::string {};
            auto const item = ui.item("option." + std::to_string(at), { .role = Role::Option, .state = chosen ? StateSelected : StateNone, .name = entry.name + (entry.detail.empty() ? "" : ", " + entry.detail), .hint = keys_text(ui, keys, state), .rect = r });
            if (chosen || item.hovered)
                ui.paint().fill(r, chosen ? p.accent.tint : p.state.hover, token::radius_md);
            ui.paint().icon(entry.icon, r.x + 20, r.y + row / 2, token::icon_md, chosen ? p.icon.accent : p.icon.muted);
            float right = r.right() - 12;
            if (chosen && !phone) {
                ui.paint().icon(Icon::CornerDownLeft, right - 7, r.y + row / 2, token::icon_sm, p.icon.muted);
                right -= 24;
            }
            if (!keys.empty() && !phone)
                right -= draw_keys(ui, right, r.y + row / 2, keys, state);
            float const name = std::min(right - r.x - 40, std::ceil(ui.paint().width(text::Type::UiMedium, entry.name)) + 1);
            draw_label(ui, { r.x + 40, r.y, name, row }, entry.name, { .type = text::Type::UiMedium });
            if (float const rest = right - r.x - 52 - name; ui.paint().width(text::Type::Small, entry.detail) <= rest) // a piece of it tells nothing
                draw_label(ui, { r.x + 52 + name, r.y, rest, row }, entry.detail, { .type = text::Type::Small, .color = p.text.tertiary });
            if (item.activated || (chosen && submitted))
                pressed = &entry;
            if (chosen && before != at) {
                float const from = y + scroll.top - rect.y - head - (at == 0 ? heading : 0), to = from + row + 8;
                if (from < scroll.top || to > scroll.top + list)
                    ui.scroll_to(scroll.id, std::clamp(from < scroll.top ? from : to - list, 0.0f, ui.scroll_end(scroll.id)));
            }
            y += row;
            ++at;
        }
        ui.close();
    }
    ui.end_scroll();
    if (count == 0)
        label(ui, { rect.x + 20, rect.y + head + 20, width - 40, 20 }, "nothing", tr_format(Text::NothingFoundFor, state.settings.language, palette.text), { .type = text::Type::Ui, .color = p.text.tertiary, .role = Role::Status });
    if (!phone) {
        float const foot_y = rect.bottom() - foot;
        separator(ui, rect.x, foot_y, width);
        label(ui, { rect.right() - 220, foot_y, 200, foot }, "count", count == 1 ? words(Text::OneResult, state) : tr_format(Text::ManyResults, state.settings.language, std::to_string(count)), { .type = text::Type::Caption, .color = p.text.tertiary, .align = Align::Right, .role = Role::Status });
        float x = rect.x + 20;
        for (auto const& [keys, name] : { std::pair { "ArrowUp+ArrowDown", Text::Move }, { "Enter", Text::OpenIt } }) {
            float const caps = draw_keys(ui, x + (name == Text::Move ? 44 : 44), foot_y + foot / 2, keys, state);
            x += 44 + (caps > 48 ? caps - 44 : 0) + 6;
            auto const said = words(name, state);
            float const ink = std::ceil(ui.paint().width(text::Type::Caption, said)) + 1;
            draw_label(ui, { x, foot_y, ink, foot }, said, { .type = text::Type::Caption, .color = p.text.tertiary });
            x += ink + 16;
        }
    }
    ui.close();
    ui.end_layer();
    if (pressed != nullptr) {
        close = true;
        if (pressed->command != nullptr)
            pressed->command->run(ui, state, local, out);
        else
            pressed->open(pressed->id, state, out);
    }
    if (close)
        palette.open = false;
}

} // namespace kally::ui
