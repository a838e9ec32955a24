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

void go(Actions& out, store::Page page) { out.push_back(store::RouteChanged { { .page = page } }); }

constexpr Command commands[] = {
    { "palette", Text::OpenPalette, Icon::Search, General, "Mod+k", [](Frame&, State const&, Local& local, Actions&) { open_palette(local); } },
    { "help", Text::Shortcuts, Icon::Keyboard, General, "?|Mod+/", [](Frame&, State const&, Local& local, Actions&) { local.help = true; } },
    { search_key, Text::SearchHere, Icon::Search, General, "/", nullptr },
    { "new-chat", Text::NewChat, Icon::SquarePen, General, "n|Mod+Shift+o", [](Frame&, State const&, Local&, Actions& out) { out.push_back(store::NewConversationPressed {}); } },
    { "new-call", Text::NewCall, Icon::Phone, General, "Shift+n", [](Frame&, State const&, Local&, Actions& out) { out.push_back(store::RouteChanged { { .page = store::Page::Calls, .compose = true } }); } },
    { "needs", Text::NewestNeed, Icon::Bell, Review, "Alt+Shift+a", [](Frame&, State const&, Local& local, Actions&) { open_needs(local); } },
    { approve_key, Text::ApproveFocused, Icon::Check, Review, "Mod+Alt+Enter", nullptr },
    { decline_key, Text::DeclineFocused, Icon::X, Review, "Mod+Alt+Backspace", nullptr },
    { "undo", Text::Undo, Icon::RotateCw, General, "Mod+z", [](Frame&, State const&, Local&, Actions& out) { out.push_back(store::MarkUndone {}); } },
    { "previous-chat", Text::PreviousChat, Icon::ArrowUp, General, "Alt+ArrowUp", [](Frame&, State const& state, Local& local, Actions& out) { step_chat(state, local, out, -1); } },
    { "next-chat", Text::NextChat, Icon::ArrowDown, General, "Alt+ArrowDown", [](Frame&, State const& state, Local& local, Actions& out) { step_chat(state, local, out, 1); } },
    { "previous-waiting", Text::PreviousWaiting, Icon::ArrowUp, General, "Alt+Shift+ArrowUp", [](Frame&, State const& state, Local& local, Actions& out) { step_chat(state, local, out, -1, true); } },
    { "next-waiting", Text::NextWaiting, Icon::ArrowDown, General, "Alt+Shift+ArrowDown", [](Frame&, State const& state, Local& local, Actions& out) { step_chat(state, local, out, 1, true); } },
    { numbered, Text::PinnedChat, Icon::Pin, General, "Alt+1|Alt+2|Alt+3|Alt+4|Alt+5|Alt+6|Alt+7|Alt+8", [](Frame&, State const& state, Local& local, Actions& out) { open_pinned(state, local, out); } },
    { "ArrowUp", Text::PreviousRow, Icon::ArrowUp, General, "k", nullptr },
    { "ArrowDown", Text::NextRow, Icon::ArrowDown, General, "j", nullptr },
    { choose_key, Text::ChooseRow, Icon::ListChecks, General, "x", nullptr },
    { "Shift+ArrowUp", Text::ChoosePrevious, Icon::ListChecks, General, "Shift+k", nullptr },
    { "Shift+ArrowDown", Text::ChooseNext, Icon::ListChecks, General, "Shift+j", nullptr },
    { "write", Text::WriteMessage, Icon::PencilLine, Chat, "Shift+Escape", [](Frame& ui, State const&, Local& local, Actions&) { ui.focus(local.composer.field); } },
    { "rename", Text::RenameChat, Icon::PencilLine, Chat, "F2|Shift+r", [](Frame&, State const& state, Local& local, Actions&) { edit_chat(state, local, state.route.conversation, Open::Rename); } },
    { "pin", Text::PinChat, Icon::Pin, Chat, "", [](Frame&, State const& state, Local&, Actions& out) { out.push_back(pinned(state, state.route.conversation)); } },
    { "archive", Text::ArchiveChat, Icon::Archive, Chat, "e", [](Frame&, State const& state, Local&, Actions& out) { out.push_back(archived(state, state.route.conversation)); } },
    { "label", Text::LabelChat, Icon::Tag, Chat, "", [](Frame&, State const& state, Local& local, Actions&) { edit_chat(state, local, state.route.conversation, Open::Label); } },
    { "export", Text::ExportChat, Icon::Download, Chat, "", [](Frame&, State const& state, Local& local, Actions&) { edit_chat(state, local, state.route.conversation, Open::Export); } },
    { "copy-reply", Text::CopyReply, Icon::Copy, Chat, "", [](Frame&, State const& state, Local&, Actions& out) { copy_reply(state, out); } },
    { "copy-code", Text::CopyLastCode, Icon::Copy, Chat, "Mod+:", [](Frame&, State const& state, Local&, Actions& out) { copy_code(state, out); } },
    { "thread-top", Text::ThreadTop, Icon::ArrowUp, Chat, "", [](Frame& ui, State const&, Local& local, Actions&) { ui.scroll_to(local.thread.log, 0); } },
    { "thread-end", Text::ThreadEnd, Icon::ArrowDown, Chat, "Shift+g", [](Frame& ui, State const&, Local& local, Actions&) { ui.scroll_to(local.thread.log, ui.scroll_end(local.thread.log)); } },
    { "goal", Text::LinkedGoal, Icon::PanelRight, Chat, "Mod+Shift+s", [](Frame&, State const& state, Local& local, Actions&) { toggle_goal(state, local); } },
    { "go.chat", Text::Chat, Icon::MessagesSquare, Places, "g c", [](Frame&, State const&, Local&, Actions& out) { go(out, store::Page::Chat); } },
    { "go.unsent", Text::Unsent, Icon::Clock, Places, "g u", [](Frame&, State const&, Local&, Actions& out) { out.push_back(store::RouteChanged { { .unsent = true } }); } },
    { "go.goals", Text::Goals, Icon::Target, Places, "g g", [](Frame&, State const&, Local&, Actions& out) { go(out, store::Page::Goals); } },
    { "go.calls", Text::Calls, Icon::Phone, Places, "g l", [](Frame&, State const&, Local&, Actions& out) { go(out, store::Page::Calls); } },
    { "go.plans", Text::Plans, Icon::WalletCards, Places, "g p", [](Frame&, State const&, Local&, Actions& out) { go(out, store::Page::Plans); } },
    { "go.credits", Text::Credits, Icon::WalletCards, Places, "", [](Frame&, State const&, Local&, Actions& out) { out.push_back(store::RouteChanged { { .page = store::Page::Plans, .credits = true } }); } },
    { "go.activity", Text::Activity, Icon::Mail, Places, "g a", [](Frame&, State const&, Local&, Actions& out) { go(out, store::Page::Activity); } },
    { "go.settings", Text::Account, Icon::Settings, Places, "g s|Mod+,|Mod+.", [](Frame&, State const&, Local&, Actions& out) { go(out, store::Page::Settings); } },
};

bool is_single(std::string_view key) { return key.size() == 1 || (key.starts_with("Shift+") && key.size() == 7); }

} // namespace

std::string name_of_key(platform::Input::Key const& key)
{
    return std::string(key.ctrl ? "Mod+" : "") + (key.alt ? "Alt+" : "") + (key.shift && key.key.size() > 1 ? "Shift+" : "") + key.key;
}

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

std::string shortcut_keys(State const& state)
{
    std::string all;
    for (auto const& command : commands)
        if (is_available(command, state))
            each_part(keys_of(command, state.settings), between_keys, [&](std::string_view keys) {
                bool const sequence = keys.find(' ') != std::string_view::npos;
                each_part(keys, " ", [&](std::string_view key) {
                    if (state.settings.single_keys || !(sequence || is_single(key)))
                        all += " " + std::string(key);
                });
            });
    return all;
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
            if (is_available(command, state) && (command.group == Review || !local.notifications.open))
                each_part(keys_of(command, state.settings), between_keys, [&](std::string_view keys) {
                    if (keys == whole)
                        meant = &command;
                    begins |= keys.size() > whole.size() && keys.starts_with(whole) && keys[whole.size()] == ' ';
                });
        local.keys.prefix = begins && meant == nullptr ? whole : "";
        local.keys.since = ui.seconds();
        if (meant != nullptr && meant->run != nullptr) {
            pressed.key.clear();
            local.keys.number = meant->id == numbered ? whole.back() - '1' : 0;
            meant->run(ui, state, local, out);
        } else if (meant != nullptr) {
            pressed.shift = meant->id.starts_with("Shift+");
            pressed.key = meant->id.substr(pressed.shift ? 6 : 0);
        }
    }
}

} // namespace kally::ui
