#include "ui/commands.h"

#include "ui/overlays.h"

#include <algorithm>
#include <cmath>

// Shortcuts as they are shown and chosen: key caps, their help, the rows of the settings.
namespace kally::ui {

namespace {

using store::Actions, store::State;

std::string cap(Frame const& ui, std::string_view key, State const& state)
{
    if (key == "Mod")
        return ui.input().command_key ? "Cmd" : "Ctrl";
    struct Sign { std::string_view key, english, spanish; };
    static constexpr Sign signs[] = { { "ArrowUp", "\u2191", "\u2191" }, { "ArrowDown", "\u2193", "\u2193" }, { "ArrowLeft", "\u2190", "\u2190" }, { "ArrowRight", "\u2192", "\u2192" }, { "Escape", "Esc", "Esc" },
        { "Shift", "Shift", "May\u00FAs" }, { "Enter", "Enter", "Intro" }, { "Home", "Home", "Inicio" }, { "End", "End", "Fin" }, { "Backspace", "\u232B", "\u232B" } };
    for (auto const& sign : signs)
        if (key == sign.key)
            return std::string(state.settings.language == store::Language::Spanish ? sign.spanish : sign.english);
    std::string out { key };
    if (out.size() == 1 && out[0] >= 'a' && out[0] <= 'z')
        out[0] = static_cast<char>(out[0] - 'a' + 'A');
    return out;
}

/// Caps of the first alternative, and "then" as an empty one.
std::vector<std::string> caps(Frame const& ui, std::string_view keys, State const& state)
{
    std::vector<std::string> out;
    each_part(keys.substr(0, keys.find(between_keys)), " ", [&](std::string_view one) {
        if (!out.empty())
            out.emplace_back();
        each_part(one, "+", [&](std::string_view part) { out.push_back(cap(ui, part, state)); });
    });
    // Those that differ only in their digit are shown as one.
    if (auto const at = keys.rfind(between_keys); at != std::string_view::npos && keys.ends_with('8') && keys.starts_with(keys.substr(at + 1, keys.size() - at - 2)))
        out.back() += "\u20268";
    return out;
}

/// What the keys of a command start with the keys of another, however far.
bool clash(std::string_view a, std::string_view b)
{
    auto const shorter = std::min(a.size(), b.size());
    return a.substr(0, shorter) == b.substr(0, shorter) && (a.size() == b.size() || (a.size() > shorter ? a : b)[shorter] == ' ');
}

} // namespace

Command const* conflict(Command const& command, std::string_view keys, store::Settings const& settings)
{
    Command const* found = nullptr;
    for (auto const& other : all_commands())
        if (&other != &command)
            each_part(keys_of(other, settings), between_keys, [&](std::string_view theirs) {
                if (clash(keys, theirs))
                    found = &other;
            });
    return found;
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

float draw_command_row(Frame& ui, Rect row, Command const& command, State const& state, Local& local, Actions& out, bool editable)
{
    auto const keys = keys_of(command, state.settings);
    auto const name = words(command.name, state), said = keys.empty() ? words(Text::NoKeys, state) : keys_text(ui, keys, state);
    float const middle = row.y + row.height / 2;
    if (!editable) {
        ui.record(command.id, { .role = Role::ListItem, .name = name + ": " + said, .rect = row });
        float const used = draw_keys(ui, row.right(), middle, keys, state);
        draw_label(ui, { row.x, row.y, row.width - used - 8, row.height }, name, { .type = text::Type::Ui });
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
        auto wanted = chosen == "Backspace" || chosen == "Delete" ? std::string {} : chosen;
        if (auto const digit = chosen.back(); command.id == numbered && digit >= '1' && digit <= '8') // one choice is one for all of them
            for (char one = wanted.back() = '1'; one < '8';)
                wanted += std::string(between_keys) + chosen.substr(0, chosen.size() - 1) + ++one;
        local.rebind_problem.clear();
        each_part(wanted, between_keys, [&](std::string_view keys) {
            if (auto const* other = conflict(command, keys, state.settings))
                local.rebind_problem = tr_format(Text::KeysTaken, state.settings.language, keys_text(ui, keys, state), words(other->name, state));
        });
        if (!local.rebind_problem.empty())
            break;
        auto settings = state.settings;
        settings.shortcuts[std::string(command.id)] = wanted;
        out.push_back(store::SettingsChanged { settings });
        break;
    }
    return row.height;
}

void draw_help(Frame& ui, State const& state, Local& local, Actions& out)
{
    constexpr float row = 32;
    float const content = row * static_cast<float>(all_commands().size()), height = std::min(content + 24 + 44 + 24, ui.window().height - 32);
    Rect const r = begin_dialog(ui, "help", words(Text::Shortcuts, state), 480, height);
    label(ui, { r.x, r.y, r.width - 40, 28 }, "title", words(Text::Shortcuts, state), { .type = text::Type::Title2, .role = Role::Heading, .level = 2 });
    bool const close = icon_button(ui, { r.right() - 32, r.y - 2, 32, 32 }, "close", words(Text::Close, state), Icon::X);
    if (ui.layer_is_new())
        ui.focus(ui.id("close"));
    auto const scroll = ui.begin_scroll("list", { .role = Role::List, .takes_focus = true, .name = words(Text::Shortcuts, state), .rect = { r.x, r.y + 44, r.width + 12, r.height - 44 } }, content);
    float y = r.y + 44 - scroll.top;
    for (auto const& command : all_commands())
        y += draw_command_row(ui, { r.x, y, r.width, row }, command, state, local, out, false);
    ui.end_scroll();
    if (close || ui.take_key("Escape", true))
        local.help = false;
    end_dialog(ui);
}

} // namespace kally::ui
