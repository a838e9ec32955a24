#include "ui/commands.h"

#include "base/text.h"
#include "ui/widgets.h"

#include <algorithm>
#include <cmath>

namespace kally::ui {

namespace {

using store::State;

/// Something that can be chosen: an action, a command, or a time zone by its name.
struct Entry {
    std::string name, detail;
    Icon icon = Icon::Search;
    std::optional<store::Action> action = {};
    Command const* command = nullptr;
    int rank = 0; ///< How well it fits what was typed.
};
using Entries = std::vector<Entry>;

void add_commands(Frame&, State const& state, Entries& out, bool places)
{
    for (auto const& command : all_commands())
        if (command.run != nullptr && command.id != "palette" && (command.group == CommandGroup::Places) == places && is_available(command, state))
            out.push_back({ .name = words(command.name, state), .icon = command.icon, .command = &command });
}
void add_actions(Frame& ui, State const& state, Entries& out) { add_commands(ui, state, out, false); }
void add_places(Frame& ui, State const& state, Entries& out) { add_commands(ui, state, out, true); }

void add_chats(Frame&, State const& state, Entries& out)
{
    if (!state.conversations.value)
        return;
    for (auto const& one : *state.conversations.value) {
        auto title = store::conversation_title(state, one);
        auto const moment = one.updated_at ? one.updated_at : one.created_at;
        out.push_back({ .name = title.empty() ? words(Text::UntitledChat, state) : std::move(title), .detail = moment ? format_when(*moment, state.now, state.utc_offset, state.settings.language) : "",
            .icon = Icon::MessagesSquare, .action = store::ConversationOpened { one.id } });
    }
}

void add_goals(Frame&, State const& state, Entries& out)
{
    for (auto const& [id, goal] : state.goals)
        out.push_back({ .name = goal.title, .detail = store::tab_of(goal) == store::GoalTab::NeedsYou ? words(Text::NeedsYou, state) : "", .icon = Icon::Target,
            .action = store::RouteChanged { { .page = store::Page::Goals, .goal_tab = store::tab_of(goal) == store::GoalTab::NeedsYou ? store::GoalTab::Active : store::tab_of(goal), .goal = id } } });
}

void add_settings(Frame&, State const& state, Entries& out)
{
    for (auto const& section : all_sections())
        out.push_back({ .name = words(section.name, state), .icon = section.icon, .action = store::RouteChanged { { .page = store::Page::Settings, .section = section.section } } });
    auto settings = state.settings;
    for (auto const& [theme, name, icon] : { std::tuple { store::Theme::Light, Text::ThemeLight, Icon::Sun }, { store::Theme::Dark, Text::ThemeDark, Icon::Moon }, { store::Theme::System, Text::ThemeSystem, Icon::SunMoon } }) {
        settings.theme = theme;
        out.push_back({ .name = words(Text::ThemeLabel, state) + ": " + words(name, state), .icon = icon, .action = store::SettingsChanged { settings } });
    }
}

void add_zones(Frame&, State const& state, Entries& out)
{
    auto settings = state.settings;
    settings.time_zone.clear();
    out.push_back({ .name = words(Text::ZoneOfDevice, state), .icon = Icon::Globe, .action = store::SettingsChanged { settings } });
    static auto const zones = platform::time_zones();
    for (auto const& zone : zones) {
        settings.time_zone = zone;
        out.push_back({ .name = zone, .icon = Icon::Globe, .action = store::SettingsChanged { settings } });
    }
}

/// Where entries come from; a feature adds one line.
struct Source {
    Text title;
    void (*add)(Frame&, State const&, Entries&);
};
constexpr Source sources[] = {
    { Text::PaletteActions, add_actions },
    { Text::GoTo, add_places },
    { Text::Chats, add_chats },
    { Text::Goals, add_goals },
    { Text::Account, add_settings },
};
constexpr Source zone_sources[] = { { Text::TimeZone, add_zones } };
constexpr std::size_t most_of_a_source = 6, most_zones = 600;
constexpr float row = token::control_row_palette, heading = 32;

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

struct Group {
    Text title;
    Entries entries;
};

std::vector<Group> find_entries(Frame& ui, State const& state, Local::Palette const& palette)
{
    bool const zones = palette.kind == Local::Palette::Kind::TimeZones;
    auto const wanted = fold_for_search(trim(palette.text));
    std::vector<Group> groups;
    for (auto const& source : zones ? std::span<Source const> { zone_sources } : std::span<Source const> { sources }) {
        Group group { source.title, {} };
        source.add(ui, state, group.entries);
        for (auto& entry : group.entries)
            entry.rank = fit(fold_for_search(entry.name), wanted);
        std::erase_if(group.entries, [](auto const& entry) { return entry.rank == 0; });
        std::stable_sort(group.entries.begin(), group.entries.end(), [](auto const& a, auto const& b) { return a.rank > b.rank; });
        group.entries.resize(std::min(group.entries.size(), zones ? most_zones : most_of_a_source));
        if (!group.entries.empty())
            groups.push_back(std::move(group));
    }
    std::stable_sort(groups.begin(), groups.end(), [](auto const& a, auto const& b) { return a.entries.front().rank > b.entries.front().rank; });
    if (auto const said = trim(palette.text); !zones && !said.empty())
        groups.push_back({ Text::PaletteActions, { { .name = tr_format(Text::AskAbout, state.settings.language, said), .icon = Icon::Sparkles, .action = store::DraftFilled { store::thread_key({}), std::string(said) } } } });
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
    auto const groups = find_entries(ui, state, palette);
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
    if (typed.edited) {
        palette.text = *typed.edited;
        palette.chosen = 0;
        ui.animate();
    }
    if (ui.layer_is_new())
        ui.focus(typed.id);
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
            draw_label(ui, { r.x + 52 + name, r.y, right - r.x - 52 - name, row }, entry.detail, { .type = text::Type::Small, .color = p.text.tertiary });
            if (item.activated || (chosen && typed.submitted))
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
        if (pressed->action) {
            if (pressed->action->get<store::DraftFilled>() != nullptr)
                out.push_back(store::NewConversationPressed {});
            out.push_back(*pressed->action);
        }
    }
    if (close)
        palette.open = false;
}

} // namespace kally::ui
