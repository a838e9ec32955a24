#include "ui/views/page_parts.h"

#include "ui/overlays.h"

#include <algorithm>

namespace kally::ui {

std::string waiting_words(std::size_t count, store::State const& state)
{
    return count == 0 ? "" : count == 1 ? words(Text::OneNeedsYou, state) : tr_format(Text::ManyNeedYou, state.settings.language, std::to_string(count));
}

void draw_bell(Frame& ui, float x, float y, store::State const& state, Local& local)
{
    auto const& p = ui.palette();
    auto const count = store::needs_you(state).size();
    Rect const rect { x - 22, y - 22, 44, 44 };
    auto const popup = static_cast<std::uint16_t>(StateHasPopup | (local.notifications.open ? StateExpanded : StateCollapsed));
    auto const item = ui.item("bell", { .role = Role::Button, .state = popup, .name = words(Text::Notifications, state), .hint = waiting_words(count, state), .rect = rect });
    tip(ui, item, rect, words(Text::Notifications, state));
    if (item.hovered || item.held)
        ui.paint().fill(rect, item.held ? p.state.pressed : p.state.hover, token::radius_lg);
    ui.paint().icon(Icon::Bell, x, y, token::icon_nav, p.icon.default_);
    if (count > 0)
        badge(ui, x + 10, y - 10, p.warning.solid, p.warning.on, std::to_string(count));
    if (item.focused)
        ui.paint().focus_ring(rect, p.focus.ring, token::radius_lg);
    if (item.activated)
        local.notifications.open = true;
}

void draw_search(Frame& ui, Rect rect, Text name, std::string& text, std::uint32_t& revision, store::State const& state)
{
    auto const& p = ui.palette();
    bool const phone = ui.theme().phone;
    auto const typed = framed_field(ui, rect, { .key = "search", .name = words(name, state), .placeholder = words(name, state), .role = Role::SearchBox, .value = text, .revision = revision }, Icon::Search, phone ? 0 : 28);
    if (typed.edited)
        text = *typed.edited;
    if (text.empty()) {
        if (!phone) {
            ui.paint().card({ rect.right() - 29, rect.y + 8, 20, 20 }, p.surface.content, p.border.strong, token::radius_xs);
            ui.paint().text_in(text::Type::CaptionMedium, { rect.right() - 29, rect.y + 8, 20, 20 }, p.text.secondary, "/", Align::Centre);
        }
        if (ui.take_key(search_key))
            ui.focus(typed.id);
    } else if (icon_button(ui, { rect.right() - 32, rect.y + (rect.height - 28) / 2, 28, 28 }, "clear", words(Text::ClearSearch, state), Icon::X) || (typed.focused && ui.take_key("Escape", true))) {
        text.clear();
        ++revision;
        ui.focus(typed.id);
    }
}

void ask_assistant(std::string const& text, store::State const& state, store::Actions& out)
{
    auto const draft = state.threads.find("new");
    auto const before = draft == state.threads.end() || draft->second.draft.empty() ? std::string {} : draft->second.draft + "\n\n";
    out.push_back(store::DraftFilled { "new", before + text });
    out.push_back(store::RouteChanged { { .page = store::Page::Chat, .compose = true } });
}

void discard_and_ask(api::OutboxEmail const& mail, store::State const& state, store::Actions& out)
{
    out.push_back(store::MailDecided { mail.id, api::EmailAction::Cancel });
    ask_assistant(tr_format(Text::AskMailAgain, state.settings.language, mail.to.value_or(words(Text::ReceiverUnknown, state)), mail.subject.value_or("")) + "\n", state, out);
}

bool draw_failure(Frame& ui, Rect body, std::string const& title, Error const& error, store::State const& state)
{
    float const width = std::min(400.0f, body.width - 48), x = body.x + (body.width - width) / 2;
    float y = body.y + std::max(24.0f, (body.height - 220) / 2);
    y += label(ui, { x, y, width, 28 }, "failed", title, { .type = text::Type::Title2, .align = Align::Centre, .role = Role::Alert, .max_lines = 0 }) + 8;
    y += label(ui, { x, y, width, 48 }, "reason", error_text(error, state.settings.language) + spaced(error_reference(error, state.settings.language)), { .type = text::Type::Body, .color = ui.palette().text.secondary, .align = Align::Centre, .max_lines = 0 }) + 24;
    ButtonSpec const again { .key = "again", .name = words(Text::TryAgain, state), .kind = ButtonKind::Primary };
    float const size = button_width(ui, again);
    return button(ui, { body.x + (body.width - size) / 2, y, size, button_height(ui, ButtonSize::Medium) }, again);
}

std::string outcome_text(Error const& error, store::State const& state)
{
    return (store::is_lost(error) && !is_explained(error) ? words(Text::OutcomeInDoubt, state) : error_text(error, state.settings.language)) + spaced(error_reference(error, state.settings.language));
}

NoteResult draw_note(Frame& ui, Rect at, std::string_view key, Tone tone, std::string const& said, std::string const& action)
{
    auto const colors = tone_colors(ui.palette(), tone);
    ButtonSpec const spec { .key = "press", .name = action, .kind = ButtonKind::Ghost, .size = ButtonSize::Small };
    float const h = button_height(ui, ButtonSize::Small), width = action.empty() ? 0 : button_width(ui, spec);
    float const text_width = at.width - 40 - 12 - width, text_height = wrapped_height(ui, text::Type::Small, said, text_width);
    Rect const note { at.x, at.y, at.width, std::max(text_height + 20, h + 12) };
    ui.open(key, { .role = Role::Group, .rect = note });
    ui.paint().card(note, colors.tint, colors.border, 10);
    ui.paint().icon(tone == Tone::Danger ? Icon::CircleAlert : Icon::Info, note.x + 20, note.y + 20, token::icon_md, colors.icon);
    label(ui, { note.x + 40, note.y + (note.height - text_height) / 2, text_width, text_height }, "said", said, { .type = text::Type::Small, .color = colors.text, .role = tone == Tone::Danger ? Role::Alert : Role::Status, .max_lines = 0 });
    bool const pressed = !action.empty() && button(ui, { note.right() - 8 - width, note.y + (note.height - h) / 2, width, h }, spec);
    ui.close();
    return { note.height + 12, pressed };
}

Answer draw_question(Frame& ui, std::string_view key, Question const& asked)
{
    float const inner = std::min(token::panel_dialog, ui.window().width - 32) - 48;
    bool const narrow = inner < 360;
    float const h = button_height(ui, ButtonSize::Medium);
    float const title_height = wrapped_height(ui, text::Type::Title2, asked.title, inner), detail_height = wrapped_height(ui, text::Type::Body, asked.detail, inner);
    Rect const r = begin_dialog(ui, key, asked.title, token::panel_dialog, 24 + title_height + 8 + detail_height + 24 + (narrow ? 2 * h + 8 : h) + 24);
    float y = r.y;
    y += label(ui, { r.x, y, r.width, title_height }, "title", asked.title, { .type = text::Type::Title2, .role = Role::Heading, .level = 2, .max_lines = 0 }) + 8;
    y += label(ui, { r.x, y, r.width, detail_height }, "detail", asked.detail, { .type = text::Type::Body, .color = ui.palette().text.secondary, .max_lines = 0 }) + 24;
    ButtonSpec const keep { .key = "keep", .name = asked.keep };
    ButtonSpec const go { .key = "go", .name = asked.go, .kind = asked.danger ? ButtonKind::Danger : ButtonKind::Primary };
    bool kept = false, gone = false;
    if (narrow) {
        gone = button(ui, { r.x, y, r.width, h }, go);
        kept = button(ui, { r.x, y + h + 8, r.width, h }, keep);
    } else {
        float const a = button_width(ui, go), b = button_width(ui, keep);
        kept = button(ui, { r.right() - a - 8 - b, y, b, h }, keep);
        gone = button(ui, { r.right() - a, y, a, h }, go);
    }
    if (ui.layer_is_new())
        ui.focus(ui.id("keep")); // the safe one
    kept = ui.take_key("Escape", true) || kept;
    end_dialog(ui);
    return gone ? Answer::Gone : kept ? Answer::Kept : Answer::None;
}

} // namespace kally::ui
