#include "ui/overlays.h"
#include "ui/views/plan_parts.h"

#include <algorithm>

// What the sandbox inside the page plays for the payment provider.
namespace kally::ui {

void draw_hosted_page(Frame& ui, store::State const& state, store::Actions& out)
{
    auto const& page = *state.billing.hosted;
    auto const& p = ui.palette();
    float const inner = std::min(token::panel_dialog, ui.window().width - 32) - 48, h = button_height(ui, ButtonSize::Medium);
    NoticeSpec const mark { .key = "sandbox", .tone = Tone::Accent, .icon = Icon::Info, .title = words(Text::Sandbox, state), .text = words(Text::SandboxStrip, state) };
    struct Part { std::string_view key; std::string const& said; TextSpec look; float after; };
    Part const head[] = {
        { "title", page.title, { .type = text::Type::Title2, .role = Role::Heading, .level = 2, .max_lines = 0 }, 8 },
        { "text", page.text, { .type = text::Type::Body, .color = p.text.secondary, .max_lines = 0 }, 8 },
        { "price", page.price, { .type = text::Type::Display, .max_lines = 0 }, 8 },
    };
    Part const foot { "note", page.note, { .type = text::Type::Small, .color = p.text.tertiary, .max_lines = 0 }, 0 };
    auto const height_of = [&](Part const& part) { return part.said.empty() ? 0 : wrapped_height(ui, part.look.type, part.said, inner - (part.key == "title" ? 44 : 0)) + part.after; };
    float height = notice_height(ui, inner, mark) + 16 + 28 * static_cast<float>(page.facts.size()) + 8 + (h + 8) * static_cast<float>(page.presses.size()) + 4 + height_of(foot);
    for (auto const& part : head)
        height += height_of(part);
    Rect const r = begin_dialog(ui, "hosted", page.title, token::panel_dialog, height + 48);
    float y = r.y;
    std::string_view none;
    y += notice(ui, r.x, y, r.width, mark, none) + 16;
    bool const closed = icon_button(ui, { r.right() - 28, y - 4, 36, 36 }, "close", words(Text::Close, state), Icon::X);
    if (ui.layer_is_new())
        ui.focus(ui.id("close"));
    auto const draw = [&](Part const& part) {
        if (!part.said.empty())
            label(ui, { r.x, y, r.width - (part.key == "title" ? 44 : 0), 24 }, part.key, part.said, part.look);
        y += height_of(part);
    };
    for (auto const& part : head)
        draw(part);
    for (auto const& fact : page.facts) {
        draw_label(ui, { r.x, y, r.width, 20 }, fact.name, { .type = text::Type::Small, .color = p.text.tertiary });
        draw_label(ui, { r.x, y, r.width, 20 }, fact.value, { .type = text::Type::Small, .align = Align::Right });
        ui.record("fact." + fact.name, { .role = Role::Text, .name = fact.name + ": " + fact.value, .rect = { r.x, y, r.width, 20 } });
        y += 28;
    }
    y += 8;
    for (auto const& press : page.presses) {
        auto const key = "press." + press.name + press.value;
        if (button(ui, { r.x, y, r.width, h }, { .key = key, .name = press.label, .kind = press.primary ? ButtonKind::Primary : ButtonKind::Secondary }))
            out.push_back(store::HostedPressed { page.address, press.name, press.value });
        y += h + 8;
    }
    y += 4;
    draw(foot);
    if (closed || ui.take_key("Escape", true))
        out.push_back(store::HostedPressed {});
    end_dialog(ui);
}

} // namespace kally::ui
