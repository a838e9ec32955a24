#include "ui/commands.h"

#include "ui/widgets.h"

#include <algorithm>
#include <cmath>

namespace kally::ui {

namespace {

using store::Actions, store::State;
using enum CommandGroup;
using Open = Local::Conversation::Open;

constexpr double sequence_seconds = 1.5; ///< Between the two keys of a shortcut.
constexpr std::string_view apart = "|";

void go(Actions& out, store::Page page) { out.push_back(store::RouteChanged { { .page = page } }); }

/// The chat that many conversations away in the list that is shown.
void step_chat(State const& state, Local& local, Actions& out, int by)
{
    std::vector<ConversationId> ids;
    for (auto const& group : local.lists.chats.list(state, local.search, local.filter))
        for (auto const* one : group.conversations)
            ids.push_back(one->id);
    auto const here = std::find(ids.begin(), ids.end(), state.route.conversation);
    auto const to = here == ids.end() ? 0 : here - ids.begin() + by;
    if (to >= 0 && to < static_cast<std::ptrdiff_t>(ids.size()))
        out.push_back(store::ConversationOpened { ids[static_cast<std::size_t>(to)] });
}

void edit_chat(State const& state, Local& local, Open what)
{
    auto const mark = store::mark_of(state, state.route.conversation);
    auto& edit = local.conversation;
    edit.open = what;
    edit.id = state.route.conversation;
    edit.text = what == Open::Label ? mark.label : store::thread_title(state);
    ++edit.revision;
}

constexpr Command commands[] = {
    { "palette", Text::OpenPalette, Icon::Search, General, "Mod+k", [](Frame&, State const&, Local& local, Actions&) { open_palette(local); } },
    { "help", Text::Shortcuts, Icon::Keyboard, General, "?|Mod+/", [](Frame&, State const&, Local& local, Actions&) { local.help = true; } },
    { "search", Text::SearchHere, Icon::Search, General, "/", nullptr },
    { "new-chat", Text::NewChat, Icon::SquarePen, General, "n|Mod+Shift+o", [](Frame&, State const&, Local&, Actions& out) { out.push_back(store::NewConversationPressed {}); } },
    { "undo", Text::Undo, Icon::RotateCw, General, "Mod+z", [](Frame&, State const&, Local&, Actions& out) { out.push_back(store::MarkUndone {}); } },
    { "previous-chat", Text::PreviousChat, Icon::ArrowUp, General, "Alt+ArrowUp", [](Frame&, State const& state, Local& local, Actions& out) { step_chat(state, local, out, -1); } },
    { "next-chat", Text::NextChat, Icon::ArrowDown, General, "Alt+ArrowDown", [](Frame&, State const& state, Local& local, Actions& out) { step_chat(state, local, out, 1); } },
    { "write", Text::WriteMessage, Icon::PencilLine, Chat, "Shift+Escape", [](Frame& ui, State const&, Local& local, Actions&) { ui.focus(local.composer.field); } },
    { "rename", Text::RenameChat, Icon::PencilLine, Chat, "F2|Shift+r", [](Frame&, State const& state, Local& local, Actions&) { edit_chat(state, local, Open::Rename); } },
    { "pin", Text::PinChat, Icon::Pin, Chat, "", [](Frame&, State const& state, Local&, Actions& out) { out.push_back(pinned(state, state.route.conversation)); } },
    { "archive", Text::ArchiveChat, Icon::Archive, Chat, "e", [](Frame&, State const& state, Local&, Actions& out) { out.push_back(archived(state, state.route.conversation)); } },
    { "label", Text::LabelChat, Icon::Tag, Chat, "", [](Frame&, State const& state, Local& local, Actions&) { edit_chat(state, local, Open::Label); } },
    { "export", Text::ExportChat, Icon::Download, Chat, "", [](Frame&, State const& state, Local& local, Actions&) { edit_chat(state, local, Open::Export); } },
    { "goal", Text::LinkedGoal, Icon::PanelRight, Chat, "Mod+Shift+s", [](Frame&, State const&, Local& local, Actions&) { local.context_open = !local.context_open; } },
    { "go.chat", Text::Chat, Icon::MessagesSquare, Places, "g c", [](Frame&, State const&, Local&, Actions& out) { go(out, store::Page::Chat); } },
    { "go.unsent", Text::Unsent, Icon::Clock, Places, "g u", [](Frame&, State const&, Local&, Actions& out) { out.push_back(store::RouteChanged { { .unsent = true } }); } },
    { "go.goals", Text::Goals, Icon::Target, Places, "g g", [](Frame&, State const&, Local&, Actions& out) { go(out, store::Page::Goals); } },
    { "go.calls", Text::Calls, Icon::Phone, Places, "g l", [](Frame&, State const&, Local&, Actions& out) { go(out, store::Page::Calls); } },
    { "go.settings", Text::Account, Icon::Settings, Places, "g s|Mod+,|Mod+.", [](Frame&, State const&, Local&, Actions& out) { go(out, store::Page::Settings); } },
};

/// The parts of a text between the separators, one after the other.
template <typename Use>
void each(std::string_view text, std::string_view separator, Use use)
{
    while (!text.empty()) {
        auto const part = text.substr(0, text.find(separator));
        use(part);
        text.remove_prefix(std::min(text.size(), part.size() + 1));
    }
}

/// The key as the views and the table name it.
std::string name_of_key(platform::Input::Key const& key)
{
    return std::string(key.ctrl ? "Mod+" : "") + (key.alt ? "Alt+" : "") + (key.shift && key.key.size() > 1 ? "Shift+" : "") + key.key;
}

bool is_single(std::string_view key) { return key.size() == 1 || (key.starts_with("Shift+") && key.size() == 7); }

std::string cap(Frame const& ui, std::string_view key, State const& state)
{
    if (key == "Mod")
        return ui.input().command_key ? "Cmd" : "Ctrl";
    if (key == "Shift" && state.settings.language == store::Language::Spanish)
        return "May\u00FAs";
    static constexpr std::pair<std::string_view, std::string_view> signs[] = { { "ArrowUp", "\u2191" }, { "ArrowDown", "\u2193" }, { "ArrowLeft", "\u2190" }, { "ArrowRight", "\u2192" }, { "Escape", "Esc" } };
    for (auto const& [name, sign] : signs)
        if (key == name)
            return std::string(sign);
    std::string out { key };
    if (out.size() == 1 && out[0] >= 'a' && out[0] <= 'z')
        out[0] = static_cast<char>(out[0] - 'a' + 'A');
    return out;
}

/// Caps of the first alternative, and "then" as an empty one.
std::vector<std::string> caps(Frame const& ui, std::string_view keys, State const& state)
{
    std::vector<std::string> out;
    each(keys.substr(0, keys.find(apart)), " ", [&](std::string_view one) {
        if (!out.empty())
            out.emplace_back();
        each(one, "+", [&](std::string_view part) { out.push_back(cap(ui, part, state)); });
    });
    return out;
}

/// What the keys of a command start with the keys of another, however far.
bool clash(std::string_view a, std::string_view b)
{
    auto const shorter = std::min(a.size(), b.size());
    return a.substr(0, shorter) == b.substr(0, shorter) && (a.size() == b.size() || (a.size() > shorter ? a : b)[shorter] == ' ');
}

} // namespace

std::span<Command const> all_commands() { return commands; }

std::string keys_of(Command const& command, store::Settings const& settings)
{
    auto const own = settings.shortcuts.find(std::string(command.id));
    return own == settings.shortcuts.end() ? std::string(command.keys) : own->second;
}

bool is_available(Command const& command, State const& state)
{
    return command.group != Chat || (state.route.page == store::Page::Chat && (!state.route.conversation.empty() || command.id == "write"));
}

Command const* conflict(Command const& command, std::string_view keys, store::Settings const& settings)
{
    Command const* found = nullptr;
    for (auto const& other : commands)
        if (&other != &command)
            each(keys_of(other, settings), apart, [&](std::string_view theirs) {
                if (clash(keys, theirs))
                    found = &other;
            });
    return found;
}

std::string shortcut_keys(store::Settings const& settings)
{
    std::string all;
    for (auto const& command : commands)
        each(keys_of(command, settings), apart, [&](std::string_view keys) {
            bool const sequence = keys.find(' ') != std::string_view::npos;
            each(keys, " ", [&](std::string_view key) {
                if (settings.single_keys || !(sequence || is_single(key)))
                    all += " " + std::string(key);
            });
        });
    return all;
}

std::string keys_text(Frame const& ui, std::string_view keys, State const& state)
{
    std::string out;
    for (auto const& one : caps(ui, keys, state))
        if (one.empty())
            out += " " + words(Text::Then, state) + " ";
        else
            out += (out.empty() || out.back() == ' ' ? "" : "+") + one;
    return out;
}

float draw_keys(Frame& ui, float right, float middle, std::string_view keys, State const& state)
{
    auto const& p = ui.palette();
    auto const all = caps(ui, keys, state);
    float x = right;
    for (auto one = all.rbegin(); one != all.rend(); ++one) {
        auto const text = one->empty() ? words(Text::Then, state) : *one;
        float const ink = std::ceil(ui.paint().width(text::Type::Caption, text)), width = one->empty() ? ink : std::max(20.0f, ink + 10);
        Rect const rect { x - width, middle - 10, width, 20 };
        if (!one->empty())
            ui.paint().card(rect, p.surface.content, p.border.strong, token::radius_xs);
        ui.paint().text_in(text::Type::Caption, rect, one->empty() ? p.text.tertiary : p.text.secondary, text, Align::Centre);
        x -= width + 4;
    }
    return right - x;
}

void run_shortcuts(Frame& ui, State const& state, Local& local, Actions& out)
{
    if (!local.keys.prefix.empty() && ui.seconds() - local.keys.since > sequence_seconds)
        local.keys.prefix.clear();
    for (auto& pressed : ui.keys()) {
        auto const key = name_of_key(pressed);
        auto const whole = (local.keys.prefix.empty() ? "" : local.keys.prefix + " ") + key;
        bool begins = false;
        Command const* meant = nullptr;
        std::string first;
        for (auto const& command : commands)
            if (is_available(command, state))
                each(keys_of(command, state.settings), apart, [&](std::string_view keys) {
                    if (keys == whole)
                        meant = &command;
                    begins |= keys.size() > whole.size() && keys.starts_with(whole) && keys[whole.size()] == ' ';
                });
        local.keys.prefix = begins && meant == nullptr ? whole : "";
        local.keys.since = ui.seconds();
        if (meant != nullptr && meant->run != nullptr) {
            pressed.key.clear();
            meant->run(ui, state, local, out);
        } else if (meant != nullptr) {
            pressed = { .key = std::string(meant->keys) };
        } else if (key == "/") {
            pressed.key.clear(); // another key was chosen for what it does
        }
    }
}

float draw_command_row(Frame& ui, Rect row, Command const& command, State const& state, Local& local, Actions& out, bool editable)
{
    auto const keys = keys_of(command, state.settings);
    auto const name = words(command.name, state), said = keys.empty() ? words(Text::NoKeys, state) : keys_text(ui, keys, state);
    float const middle = row.y + row.height / 2;
    if (!editable) {
        ui.record(command.id, { .role = Role::ListItem, .name = name + ": " + said, .rect = row });
        draw_label(ui, { row.x, row.y, row.width - 160, row.height }, name, { .type = text::Type::Ui });
        draw_keys(ui, row.right(), middle, keys, state);
        return row.height;
    }
    // The way back to its own keys stands before the keys, so that these stay in line.
    bool const changed = state.settings.shortcuts.contains(std::string(command.id)), choosing = local.rebinding == command.id;
    float const keys_width = ui.theme().phone ? 120 : 140, right = row.right() - keys_width;
    label(ui, { row.x, row.y, row.width - keys_width - (changed ? 44 : 8), row.height }, std::string(command.id) + ".name", name, { .type = text::Type::Ui });
    if (changed && icon_button(ui, { right - 36, middle - 16, 32, 32 }, std::string(command.id) + ".reset", tr_format(Text::ResetKeys, state.settings.language, name), Icon::RotateCw)) {
        auto settings = state.settings;
        settings.shortcuts.erase(std::string(command.id));
        out.push_back(store::SettingsChanged { settings });
    }
    auto const shown = choosing ? words(Text::PressKeys, state) : said;
    Rect const rect { right, middle - 16, keys_width, 32 };
    auto const item = ui.item(command.id, { .role = Role::Button, .name = name + ": " + shown, .rect = rect });
    auto const& p = ui.palette();
    ui.paint().card(rect, p.surface.content, choosing ? p.focus.ring : item.hovered ? p.border.control_hover : p.border.control, token::radius_md);
    if (choosing || keys.empty())
        draw_label(ui, rect, shown, { .type = text::Type::Small, .color = p.text.secondary, .align = Align::Centre });
    else
        draw_keys(ui, rect.right() - 8, middle, keys, state);
    if (item.focused)
        ui.paint().focus_ring(rect, p.focus.ring, token::radius_md);
    if (item.activated) {
        local.rebinding = choosing ? "" : std::string(command.id);
        local.rebind_problem.clear();
    }
    if (!choosing)
        return row.height;
    for (auto& pressed : ui.keys()) {
        auto const chosen = name_of_key(pressed);
        pressed.key.clear();
        if (chosen.empty())
            continue;
        local.rebinding.clear();
        if (chosen == "Escape" || chosen == "Enter" || chosen == "Space" || chosen == "F6") // they have a meaning everywhere
            break;
        if (auto const* other = conflict(command, chosen, state.settings)) {
            local.rebind_problem = tr_format(Text::KeysTaken, state.settings.language, keys_text(ui, chosen, state), words(other->name, state));
            break;
        }
        auto settings = state.settings;
        settings.shortcuts[std::string(command.id)] = chosen == "Backspace" || chosen == "Delete" ? "" : chosen;
        out.push_back(store::SettingsChanged { settings });
        break;
    }
    return row.height;
}

void draw_help(Frame& ui, State const& state, Local& local, Actions& out)
{
    constexpr float row = 32;
    float const content = row * static_cast<float>(std::size(commands)), height = std::min(content + 24 + 44 + 24, ui.window().height - 32);
    Rect const r = begin_dialog(ui, "help", words(Text::Shortcuts, state), 480, height);
    label(ui, { r.x, r.y, r.width - 40, 28 }, "title", words(Text::Shortcuts, state), { .type = text::Type::Title2, .role = Role::Heading, .level = 2 });
    bool const close = icon_button(ui, { r.right() - 32, r.y - 2, 32, 32 }, "close", words(Text::Close, state), Icon::X);
    if (ui.layer_is_new())
        ui.focus(ui.id("close"));
    auto const scroll = ui.begin_scroll("list", { .role = Role::List, .takes_focus = true, .name = words(Text::Shortcuts, state), .rect = { r.x, r.y + 44, r.width + 12, r.height - 44 } }, content);
    float y = r.y + 44 - scroll.top;
    for (auto const& command : commands)
        y += draw_command_row(ui, { r.x, y, r.width, row }, command, state, local, out, false);
    ui.end_scroll();
    if (close || ui.take_key("Escape", true))
        local.help = false;
    end_dialog(ui);
}

} // namespace kally::ui
