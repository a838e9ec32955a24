#include "ui/views.h"

#include "base/text.h"

#include <algorithm>
#include <cmath>

namespace kally::ui {

namespace {

constexpr std::size_t count_shown_from = 3000;

std::size_t code_points(std::string_view text)
{
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++count)
        next_code_point(text, at);
    return count;
}

constexpr float pad_left = 16;

struct Measures {
    float width, text, lines, box, hint, above, total, send;
};

std::string draft_of(store::State const& state, std::string const& key)
{
    auto const found = state.threads.find(key);
    return found == state.threads.end() ? std::string {} : found->second.draft;
}

Measures measure(Frame& ui, float width, std::string const& draft, store::State const& state, Local& local, bool docked)
{
    bool const phone = ui.theme().phone;
    Measures m {};
    m.send = phone ? 44 : token::control_send;
    m.width = phone ? width - m.send - 8 : width;
    m.text = m.width - pad_left - (phone ? 16 : 10 + m.send + 12);
    auto const type = phone ? text::Type::Input : text::Type::Body;
    float const line = type_token(type).line;
    auto const& shaped = local.rich.get(ui.paint(), draft.empty() ? std::string_view { " " } : std::string_view { draft }, false, m.text - 2, type);
    float const wanted = std::max(1.0f, std::round(shaped.layout.height / line) + (!draft.empty() && draft.back() == '\n' ? 1 : 0));
    m.lines = std::min(wanted, token::control_composer_max_lines) * line;
    m.box = phone ? std::max(44.0f, m.lines + 20) : std::max(token::control_composer_min_height, m.lines + 32);
    m.hint = !phone ? 28 : store::credits_left(state) ? 20 : 0;
    m.above = docked ? (phone ? 8.0f : 12.0f) : 0;
    m.total = m.above + m.box + m.hint + (docked ? (phone ? std::max(12.0f, ui.input().safe_bottom) : 8) : 0);
    return m;
}

} // namespace

float composer_height(Frame& ui, float width, std::string const& key, store::State const& state, Local& local, bool docked)
{
    auto const m = measure(ui, width, draft_of(state, key), state, local, docked);
    return docked ? m.total : m.box + m.hint;
}

float draw_composer(Frame& ui, Rect area, std::string const& key, std::string_view placeholder, store::State const& state, Local& local, store::Actions& out)
{
    auto const& p = ui.palette();
    bool const phone = ui.theme().phone;
    auto const found = state.threads.find(key);
    std::string const draft = draft_of(state, key);
    std::uint32_t const revision = found == state.threads.end() ? 0 : found->second.draft_revision;
    if (auto& mine = local.composer; mine.thread != key || mine.draft_revision != revision)
        mine = { key, revision, mine.revision + 1, mine.field, mine.thread == key ? mine.recalled : 0 };
    bool const docked = area.height > 0;
    auto const m = measure(ui, area.width, draft, state, local, docked);
    float const send_size = m.send, box_width = m.width, text_width = m.text, box_height = m.box, hint_height = m.hint;
    float const y = docked ? area.height - m.total + m.above : area.y;

    Rect const box = ui.paint().snap(Rect { area.x, y, box_width, box_height });
    if (docked && phone)
        separator(ui, 0, y - m.above, ui.window().width);
    ui.open("composer", { .role = Role::Group, .name = words(Text::WriteMessage, state), .rect = { area.x, y, area.width, box_height + hint_height } });
    bool const focused = ui.input().focused == ui.id("message");
    float const radius = phone ? 22 : token::radius_xl;
    ui.paint().card(box, p.surface.raised, focused ? p.focus.ring : p.border.control, radius);
    if (focused)
        ui.paint().stroke(box, p.focus.ring, radius, 2);
    float const text_height = m.lines;
    auto const typed = field(ui, { box.x + pad_left, box.y + (box_height - text_height) / 2, text_width, text_height },
        { .key = "message", .name = words(Text::MessageKally, state), .placeholder = std::string(placeholder), .role = Role::TextArea, .type = phone ? text::Type::Input : text::Type::Body, .value = draft, .revision = local.composer.revision, .takes_arrows = draft.empty() || local.composer.recalled > 0 });
    // The first message turns the new-chat page into a thread, whose composer is another element: the caret goes along.
    if (local.composer.field != typed.id && local.composer.field != 0 && ui.input().focused == local.composer.field)
        ui.focus(typed.id);
    local.composer.field = typed.id;
    if (typed.edited && *typed.edited != draft) {
        out.push_back(store::DraftEdited { key, *typed.edited });
        local.composer.recalled = 0;
    } else if (typed.focused) {
        bool const older = ui.take_key("ArrowUp", true);
        if (older || ui.take_key("ArrowDown", true))
            recall(key, older, state, local, out);
    }
    std::string const& now = typed.edited ? *typed.edited : draft;

    bool const empty = trim(now).empty();
    std::size_t const count = code_points(now);
    bool const too_long = count > message_limit;
    Rect const send = phone ? Rect { area.right() - send_size, box.bottom() - send_size, send_size, send_size }
                            : Rect { box.right() - 10 - send_size, box.bottom() - 10 - send_size, send_size, send_size };
    bool const off = empty || too_long;
    auto const item = ui.item("send", { .role = Role::Button, .state = off ? StateDisabled : StateNone, .name = words(Text::Send, state), .rect = send });
    tip(ui, item, send, words(Text::Send, state));
    float const send_radius = phone ? send_size / 2 : 10;
    if (off)
        ui.paint().fill(send, p.state.fill, send_radius);
    else if (item.held || item.hovered)
        ui.paint().fill(send, item.held ? p.accent.solid_pressed : p.accent.solid_hover, send_radius);
    else
        ui.paint().gradient(send, p.accent.solid_top, p.accent.solid, send_radius);
    draw_outline(ui, send, send_radius);
    ui.paint().icon(Icon::ArrowUp, send.x + send.width / 2, send.y + send.height / 2, token::icon_lg, off ? p.icon.disabled : p.accent.on);
    if (item.focused)
        ui.paint().focus_ring(send, p.focus.ring, send_radius);
    if ((item.activated || typed.submitted) && !off) {
        out.push_back(store::SendPressed { key });
        ui.focus(typed.id);
    }
    if (hint_height > 0) {
        float const hint_y = box.bottom() + (phone ? 4 : 8);
        auto const left = store::credits_left(state);
        auto const balance = left ? tr_format(Text::CreditsLeft, state.settings.language, format_credits(*left, state.settings.language)) : std::string {};
        float const balance_width = left ? std::ceil(ui.paint().width(text::Type::Caption, balance)) : 0, right = box.right() - 4 - balance_width - (left ? 16 : 0);
        if (left)
            label(ui, { box.right() - 4 - balance_width, hint_y, balance_width + 1, 16 }, "credits", balance, { .type = text::Type::Caption, .color = Decimal {} < *left ? p.text.tertiary : p.warning.text });
        if (!phone)
            draw_label(ui, { box.x + 4, hint_y, right - box.x - 4 - (count >= count_shown_from ? 116 : 0), 16 }, words(state.settings.send_key == store::SendKey::Enter ? Text::ComposerHint : Text::ComposerHintMod, state), { .type = text::Type::Caption, .color = p.text.tertiary });
        if (count >= count_shown_from)
            label(ui, { right - 116, hint_y, 116, 16 }, "count", tr_format(Text::CountOf, state.settings.language, std::to_string(count), std::to_string(message_limit)),
                { .type = text::Type::Caption, .color = too_long ? p.danger.text : p.text.tertiary, .align = Align::Right, .role = Role::Status });
    }
    ui.close();
    return docked ? m.total : box_height + hint_height;
}

} // namespace kally::ui
