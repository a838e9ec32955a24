#pragma once

#include "ui/views.h"
#include "ui/widgets.h"

#include <algorithm>
#include <span>

// The one table of what can be done by name: the palette, the shortcuts, their help and their settings all read it.
namespace kally::ui {

enum class CommandGroup { General, Chat, Places, Review }; ///< Review: also with the drawer of what waits over the page.

struct Command {
    std::string_view id;  ///< Names it in the settings of this device.
    Text name;
    Icon icon;
    CommandGroup group;
    /// Keys, the first one shown; "|" stands between alternatives, a space between two keys pressed one after the other.
    /// "Mod" is Ctrl, or the command key of a Mac.
    std::string_view keys;
    /// Null: what has the focus, or the page that is open, does it, to which the keys come by the name of the id.
    void (*run)(Frame&, store::State const&, Local&, store::Actions&);
};
std::span<Command const> all_commands();
constexpr std::string_view between_keys = "|"; ///< Between alternatives.
/// The parts of a text between the separators, one after the other.
template <typename Use>
void each_part(std::string_view text, std::string_view separator, Use use)
{
    while (!text.empty()) {
        auto const part = text.substr(0, text.find(separator));
        use(part);
        text.remove_prefix(std::min(text.size(), part.size() + 1));
    }
}
std::string name_of_key(platform::Input::Key const&); ///< As the views and the table name it.
std::string keys_of(Command const&, store::Settings const&); ///< As set by the person, or its own.
constexpr std::string_view numbered = "pinned-chat"; ///< The command that opens one of eight, with a key for each that ends in its number.
/// Chats can be acted upon only where one is open.
bool is_available(Command const&, store::State const&);
/// Another command that these keys would start, or begin to, or null.
Command const* conflict(Command const&, std::string_view keys, store::Settings const&);

/// "Ctrl+Shift+O", "G then C".
std::string keys_text(Frame const&, std::string_view keys, store::State const&);
/// The first alternative as key caps that end at `right`, centred at `middle`. Returns their width; draws only.
float draw_keys(Frame&, float right, float middle, std::string_view keys, store::State const&);

/// Carries out what the keys of this frame ask for.
void run_shortcuts(Frame&, store::State const&, Local&, store::Actions&);
/// The command and its keys in a row; `editable` lets them be chosen anew. Returns the height it took.
float draw_command_row(Frame&, Rect, Command const&, store::State const&, Local&, store::Actions&, bool editable);
void draw_help(Frame&, store::State const&, Local&, store::Actions&);

// What they do, in views/command_runs.cpp.
/// The chat that many away in the list that is shown; `waiting`: of those that wait for the person.
void step_chat(store::State const&, Local&, store::Actions&, int by, bool waiting = false);
void open_pinned(store::State const&, Local const&, store::Actions&);
void copy_reply(store::State const&, store::Actions&);
void copy_code(store::State const&, store::Actions&); ///< The last block of code in the open chat.
/// Opens what waits for the person at the newest of it, and goes from there to older ones and round.
void open_needs(Local&);
void open_palette(Local&, Local::Palette::Kind = Local::Palette::Kind::All);

} // namespace kally::ui
