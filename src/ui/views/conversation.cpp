#include "ui/commands.h"

#include "base/text.h"
#include "ui/export.h"
#include "ui/overlays.h"

#include <algorithm>

// What the person does with a conversation on this device: a title and a label of their own, the pin, the archive, the export.
namespace kally::ui {

namespace {

using store::State;
using Open = Local::Conversation::Open;

void draw_menu(Frame& ui, State const& state, Local& local, store::Actions& out)
{
    auto& own = local.conversation;
    auto const mark = store::mark_of(state, own.id);
    float const row = ui.theme().phone ? token::control_height_touch : token::control_row_menu;
    bool const whole = own.id == state.route.conversation; // of another one this device may not know what was said
    Menu menu;
    bool const stay = begin_menu(ui, "conversation-menu", words(Text::MoreActions, state), own.anchor, 264, 12 + 28 + (whole ? 13.0f : 0) + (whole ? 5 : 4) * row, false, menu);
    if (!stay)
        own.open = Open::None;
    menu_heading(ui, menu, "local", words(Text::OnlyOnThisDevice, state));
    auto const close_with = [&](store::Action action) {
        out.push_back(std::move(action));
        own.open = Open::None;
    };
    if (menu_item(ui, menu, "rename", words(Text::RenameChat, state), Icon::PencilLine))
        edit_chat(state, local, own.id, Open::Rename);
    if (menu_item(ui, menu, "label", words(Text::LabelChat, state), Icon::Tag))
        edit_chat(state, local, own.id, Open::Label);
    if (menu_item(ui, menu, "pin", words(mark.pinned ? Text::Unpin : Text::PinChat, state), Icon::Pin))
        close_with(pinned(state, own.id));
    if (menu_item(ui, menu, "archive", words(mark.archived_at ? Text::Unarchive : Text::ArchiveChat, state), Icon::Archive))
        close_with(archived(state, own.id));
    if (whole)
        menu_separator(ui, menu);
    if (whole && menu_item(ui, menu, "export", words(Text::ExportChat, state), Icon::Download))
        edit_chat(state, local, own.id, Open::Export);
    end_menu(ui);
}

void draw_edit(Frame& ui, State const& state, Local& local, store::Actions& out)
{
    auto& own = local.conversation;
    bool const label_it = own.open == Open::Label;
    auto const title = words(label_it ? Text::LabelChat : Text::RenameChat, state), help = words(label_it ? Text::LabelHelp : Text::RenameHelp, state);
    float const inner = std::min(token::panel_dialog, ui.window().width - 32) - 48, h = button_height(ui, ButtonSize::Medium);
    float const field_height = ui.theme().phone ? token::control_input_height_phone : token::control_input_height;
    Rect const r = begin_dialog(ui, "conversation-edit", title, token::panel_dialog, 48 + 28 + 8 + wrapped_height(ui, text::Type::Small, help, inner) + 16 + field_height + 24 + h);
    float y = r.y;
    y += label(ui, { r.x, y, r.width, 28 }, "title", title, { .type = text::Type::Title2, .role = Role::Heading, .level = 2 }) + 8;
    y += label(ui, { r.x, y, r.width, 20 }, "help", help, { .type = text::Type::Small, .color = ui.palette().text.secondary, .max_lines = 0 }) + 16;
    auto const typed = framed_field(ui, { r.x, y, r.width, field_height }, { .key = "text", .name = title, .value = own.text, .revision = own.revision });
    if (typed.edited)
        own.text = *typed.edited;
    if (ui.layer_is_new())
        ui.focus(typed.id);
    y += field_height + 24;
    ButtonSpec const save { .key = "save", .name = words(Text::Save, state), .kind = ButtonKind::Primary };
    ButtonSpec const stay { .key = "cancel", .name = words(Text::Cancel, state) };
    float const a = button_width(ui, save), b = button_width(ui, stay);
    bool close = button(ui, { r.right() - a - 8 - b, y, b, h }, stay) || ui.take_key("Escape", true);
    if (button(ui, { r.right() - a, y, a, h }, save) || typed.submitted) {
        auto mark = store::mark_of(state, own.id);
        (label_it ? mark.label : mark.title) = trim(own.text);
        out.push_back(store::ConversationMarked { own.id, mark, label_it ? "ChatLabelled" : "ChatRenamed" });
        close = true;
    }
    end_dialog(ui);
    if (close)
        own.open = Open::None;
}

} // namespace

void open_menu(Local& local, ConversationId const& id, Rect anchor)
{
    local.conversation.open = Open::Menu;
    local.conversation.id = id;
    local.conversation.anchor = anchor;
}

store::Action pinned(State const& state, ConversationId const& id)
{
    auto mark = store::mark_of(state, id);
    mark.pinned = !mark.pinned;
    return store::ConversationMarked { id, mark, mark.pinned ? "ChatPinned" : "ChatUnpinned" };
}

store::Action archived(State const& state, ConversationId const& id)
{
    auto mark = store::mark_of(state, id);
    if (mark.archived_at) {
        mark.archived_at.reset();
        return store::ConversationMarked { id, mark, "ChatUnarchived" };
    }
    // By the service's clock, where it says something: only what is said after it brings the conversation back.
    mark.archived_at = state.now;
    if (state.conversations.value)
        for (auto const& one : *state.conversations.value)
            if (one.id == id && one.updated_at)
                mark.archived_at = *one.updated_at;
    return store::ConversationMarked { id, mark, "ChatArchived" };
}

void draw_export(Frame& ui, State const& state, Local& local, store::Actions& out)
{
    auto const& p = ui.palette();
    auto& own = local.conversation;
    auto const found = private_in(state, own.id);
    struct Kind { Text name; text::Hidden kind; };
    static constexpr Kind kinds[] = { { Text::HideNames, text::Hidden::Name }, { Text::HidePhones, text::Hidden::Phone }, { Text::HideMails, text::Hidden::Mail }, { Text::HideAmounts, text::Hidden::Amount } };
    bool const phone = ui.theme().phone;
    float const height = 48 + 36 + (phone ? 56 : 48) + 28 + 4 * 60 + 24 + 36 + 24 + 36;
    Rect const r = begin_dialog(ui, "export", words(Text::ExportChat, state), 480, std::min(height, ui.window().height - 32));
    float y = r.y;
    label(ui, { r.x, y, r.width, 28 }, "title", words(Text::ExportChat, state), { .type = text::Type::Title2, .role = Role::Heading, .level = 2 });
    y += 36;
    std::string const formats[] = { "Markdown", "JSON", words(Text::PrintablePage, state) };
    if (auto const pressed = segment(ui, { r.x, y, segment_width(ui, formats), segment_height(ui) }, "format", words(Text::Format, state), formats, static_cast<std::size_t>(own.format)))
        own.format = static_cast<int>(*pressed);
    y += phone ? 56 : 48;
    label(ui, { r.x, y, r.width, 20 }, "hide", words(Text::HideTitle, state), { .type = text::Type::UiMedium });
    y += 28;
    for (auto const& [name, kind] : kinds) {
        // The preview: everything that would be replaced, by its words.
        std::string preview;
        std::size_t count = 0;
        for (auto const& one : found)
            if (one.kind == kind) {
                ++count;
                preview += (preview.empty() ? "" : ", ") + one.text;
            }
        auto const help = count == 0 ? words(Text::NothingToHide, state) : preview;
        auto const said = words(name, state) + " (" + std::to_string(count) + ")";
        float const text_x = r.x + token::control_checkbox + 12;
        auto const item = ui.item(said, { .role = Role::CheckBox, .state = own.hide[static_cast<std::size_t>(kind)] ? StateChecked : StateNone, .name = said, .hint = help, .rect = { r.x, y, r.width, 60 } });
        Rect const box { r.x, y + 1, token::control_checkbox, token::control_checkbox };
        bool& on = own.hide[static_cast<std::size_t>(kind)];
        if (on) {
            ui.paint().fill(box, p.accent.solid, token::radius_xs);
            ui.paint().icon(Icon::Check, box.x + 9, box.y + 9, token::icon_sm, p.accent.on);
        } else {
            ui.paint().card(box, p.surface.content, item.hovered ? p.border.control_hover : p.border.control, token::radius_xs);
        }
        draw_label(ui, { text_x, y, r.right() - text_x, 20 }, said, { .type = text::Type::Ui });
        draw_label(ui, { text_x, y + 21, r.right() - text_x, 32 }, help, { .type = text::Type::Caption, .color = on && count > 0 ? p.warning.text : p.text.tertiary, .max_lines = 2 });
        if (item.focused)
            ui.paint().focus_ring(box, p.focus.ring, token::radius_xs);
        if (item.activated)
            on = !on;
        y += 60;
    }
    label(ui, { r.x, y, r.width, 32 }, "note", words(Text::ExportNote, state), { .type = text::Type::Caption, .color = p.text.tertiary, .max_lines = 2 });
    y += 24 + 36;
    ButtonSpec const save { .key = "save", .name = words(Text::SaveFile, state), .kind = ButtonKind::Primary, .icon = Icon::Download };
    ButtonSpec const stay { .key = "cancel", .name = words(Text::Cancel, state) };
    float const a = button_width(ui, save), b = button_width(ui, stay), h = button_height(ui, ButtonSize::Medium);
    bool close = button(ui, { r.right() - a - 8 - b, y, b, h }, stay) || ui.take_key("Escape", true);
    if (button(ui, { r.right() - a, y, a, h }, save)) {
        static constexpr std::pair<std::string_view, std::string_view> kinds_of_file[] = { { ".md", "text/markdown" }, { ".json", "application/json" }, { ".html", "text/html" } };
        auto const& [end, type] = kinds_of_file[own.format];
        // Without a title, which may be what is hidden.
        out.push_back(store::FileWanted { "kallyai-" + format_timestamp(state.now).substr(0, 10) + std::string(end), std::string(type), export_conversation(state, own.id, static_cast<ExportFormat>(own.format), found, own.hide) });
        close = true;
    }
    if (ui.layer_is_new())
        ui.focus(ui.id("cancel"));
    end_dialog(ui);
    if (close)
        own.open = Open::None;
}

void edit_chat(State const& state, Local& local, ConversationId id, Open what)
{
    auto& edit = local.conversation;
    edit.open = what;
    edit.id = std::move(id);
    edit.text = what == Open::Label ? store::mark_of(state, edit.id).label : what == Open::Rename ? store::conversation_title(state, edit.id) : std::string {};
    ++edit.revision;
}

void draw_conversation_overlay(Frame& ui, State const& state, Local& local, store::Actions& out)
{
    switch (local.conversation.open) {
    case Open::None: return;
    case Open::Menu: return draw_menu(ui, state, local, out);
    case Open::Rename:
    case Open::Label: return draw_edit(ui, state, local, out);
    case Open::Export: return draw_export(ui, state, local, out);
    }
}

} // namespace kally::ui
