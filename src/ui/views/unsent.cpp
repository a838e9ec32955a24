#include "ui/views/goal_parts.h"
#include "ui/views/page_parts.h"

#include "base/text.h"

#include <algorithm>
#include <cmath>

// What was written and is not sent, over all conversations.
namespace kally::ui {

namespace {

using store::Intent, store::IntentState, store::State;

constexpr int lines_shown = 6;

struct Press {
    std::string_view key;
    Text name;
    ButtonKind kind = ButtonKind::Ghost;
    store::Action action;
};

/// How an item stands, why, and what can be done about it.
struct Standing {
    Tone tone = Tone::Neutral;
    Icon icon = Icon::Clock;
    std::string state, cause;
    std::vector<Press> presses;
};

Standing standing_of(Intent const& intent, State const& state)
{
    auto const language = state.settings.language;
    Press const open { "open", Text::OpenChat, ButtonKind::Ghost, store::RouteChanged { intent.conversation.empty() ? store::Route { .compose = true } : store::Route { .conversation = intent.conversation } } };
    Press const now { "now", Text::SendNow, ButtonKind::Primary, store::RetryPressed { intent.id } };
    Press const edit { "edit", Text::EditUnsent, ButtonKind::Secondary, store::EditPressed { intent.id } };
    Press const discard { "discard", Text::Discard, ButtonKind::DangerGhost, store::DeletePressed { intent.id } };
    if (intent.state == IntentState::Failed)
        return { Tone::Danger, Icon::CircleAlert, words(Text::NotSent, state), intent.error ? error_text(*intent.error, language) + spaced(error_reference(*intent.error, language)) : std::string {}, { now, edit, discard, open } };
    if (intent.state == IntentState::Unknown)
        return { Tone::Warning, Icon::CircleAlert, words(Text::MaybeSent, state), error_text(intent.error.value_or(Error { .kind = ErrorKind::Unanswered, .detail = {} }), language),
            { { "check", Text::CheckAgain, ButtonKind::Secondary, store::CheckAgainPressed { intent.id } }, { "sent", Text::ItWasSent, ButtonKind::Secondary, store::MarkedSent { intent.id } }, discard, open } };
    if (store::asks(state, intent))
        return { Tone::Warning, Icon::Clock, tr_format(Text::SendStill, language, format_when(intent.created_at, state.now, state.utc_offset, language)), {}, { now, edit, discard, open } };
    return { Tone::Neutral, Icon::Clock, words(Text::Queued, state), state.online ? std::string {} : words(Text::OfflineStrip, state), { edit, discard, open } };
}

std::string title_of(Intent const& intent, State const& state)
{
    if (intent.conversation.empty())
        return words(Text::NewChat, state);
    auto const title = store::conversation_title(state, intent.conversation);
    return title.empty() ? words(Text::UntitledChat, state) : title;
}

/// The buttons in as many lines as they take; draws unless `out` is null. Returns the height.
float presses(Frame& ui, float x, float y, float width, std::vector<Press> const& all, State const& state, store::Actions* out)
{
    auto const size = ui.theme().phone ? ButtonSize::Medium : ButtonSize::Small;
    float const height = button_height(ui, size);
    float at = x, top = y;
    for (auto const& one : all) {
        ButtonSpec const spec { .key = one.key, .name = words(one.name, state), .kind = one.kind, .size = size };
        float const wide = button_width(ui, spec);
        if (at > x && at + wide > x + width) {
            at = x;
            top += height + 8;
        }
        if (out != nullptr && button(ui, { at, top, wide, height }, spec))
            out->push_back(one.action);
        at += wide + 8;
    }
    return top + height - y;
}

float text_height(Frame& ui, Intent const& intent, float width)
{
    return std::min(wrapped_height(ui, text::Type::Body, intent.text, width), lines_shown * type_token(text::Type::Body).line);
}

float card_height(Frame& ui, Intent const& intent, float width, State const& state)
{
    auto const standing = standing_of(intent, state);
    float const inner = width - 32;
    return 16 + 20 + 8 + text_height(ui, intent, inner) + 12 + 20 + (standing.cause.empty() ? 0 : 2 + wrapped_height(ui, text::Type::Small, standing.cause, inner - 24)) + 12
        + presses(ui, 0, 0, inner, standing.presses, state, nullptr) + 16;
}

void draw_item(Frame& ui, Rect rect, Intent const& intent, State const& state, store::Actions& out)
{
    auto const& p = ui.palette();
    auto const standing = standing_of(intent, state);
    auto const title = title_of(intent, state), age = format_when(intent.created_at, state.now, state.utc_offset, state.settings.language);
    auto const colors = tone_colors(p, standing.tone);
    float const x = rect.x + 16, width = rect.width - 32, age_width = std::ceil(ui.paint().width(text::Type::Caption, age)) + 8;
    ui.open("i." + intent.id.text, { .role = Role::Article, .name = title + ", " + age, .rect = rect });
    card(ui, rect, p.surface.raised, p.border.default_);
    float y = rect.y + 16;
    label(ui, { x, y, width - age_width, 20 }, "title", title, { .type = text::Type::UiMedium, .role = Role::Heading, .level = 2 });
    label(ui, { x + width - age_width, y, age_width, 20 }, "age", age, { .type = text::Type::Caption, .color = p.text.tertiary, .align = Align::Right });
    y += 28;
    float const said = text_height(ui, intent, width);
    label(ui, { x, y, width, said }, "text", intent.text, { .type = text::Type::Body, .max_lines = lines_shown });
    y += said + 12;
    ui.paint().icon(standing.icon, x + 8, y + 10, token::icon_sm, standing.tone == Tone::Neutral ? p.icon.muted : colors.icon);
    label(ui, { x + 24, y, width - 24, 20 }, "state", standing.state, { .type = text::Type::SmallMedium, .color = standing.tone == Tone::Neutral ? p.text.secondary : colors.text });
    y += 20;
    if (!standing.cause.empty())
        y += 2 + label(ui, { x + 24, y + 2, width - 24, 20 }, "cause", standing.cause, { .type = text::Type::Small, .color = p.text.secondary, .max_lines = 0 });
    presses(ui, x, y + 12, width, standing.presses, state, &out);
    ui.close();
}

/// Something else: what is to be done about it is done where it belongs. What was asked for, and of what.
std::string name_of(store::Unsure const& one, State const& state)
{
    using Kind = store::Unsure::Kind;
    auto const of = [&](Text what) { return words(what, state) + (one.title.empty() ? "" : ": " + one.title); };
    auto const title_or = [&](Text what) { return one.title.empty() ? words(what, state) : one.title; };
    switch (one.kind) {
    case Kind::Call: return of(Text::NewCall);
    case Kind::GoalDecision: return of(goal_action_name(state.decisions.find(one.where.goal)->second.action));
    case Kind::MailDecision: return of(state.mail_decisions.find({ one.where.activity })->second.mail_action == api::EmailAction::Approve ? Text::ApproveAndSend : Text::Discard);
    case Kind::Undo: return title_or(Text::Activity);
    case Kind::CallOrder: return title_or(Text::Calls);
    case Kind::Billing: return title_or(Text::Plans);
    }
    return one.title;
}

std::string cause_of(store::Unsure const& one, State const& state)
{
    bool const decision = one.kind == store::Unsure::Kind::GoalDecision || one.kind == store::Unsure::Kind::MailDecision;
    return !one.refused && decision ? words(Text::DecisionInDoubt, state) + spaced(error_reference(one.error, state.settings.language)) : outcome_text(one.error, state);
}

float card_height(Frame& ui, store::Unsure const& one, float width, State const& state)
{
    return 16 + 20 + 8 + 20 + 2 + wrapped_height(ui, text::Type::Small, cause_of(one, state), width - 56) + 12 + button_height(ui, ui.theme().phone ? ButtonSize::Medium : ButtonSize::Small) + 16;
}

void draw_item(Frame& ui, Rect rect, int number, store::Unsure const& one, State const& state, store::Actions& out)
{
    auto const& p = ui.palette();
    auto const title = name_of(one, state), age = one.at == Instant {} ? std::string {} : format_when(one.at, state.now, state.utc_offset, state.settings.language);
    float const x = rect.x + 16, width = rect.width - 32, age_width = std::ceil(ui.paint().width(text::Type::Caption, age)) + 8;
    ui.open("u." + std::to_string(number), { .role = Role::Article, .name = title, .rect = rect });
    card(ui, rect, p.surface.raised, p.border.default_);
    label(ui, { x, rect.y + 16, width - age_width, 20 }, "title", title, { .type = text::Type::UiMedium, .role = Role::Heading, .level = 2 });
    draw_label(ui, { x + width - age_width, rect.y + 16, age_width, 20 }, age, { .type = text::Type::Caption, .color = p.text.tertiary, .align = Align::Right });
    auto const colors = tone_colors(p, one.refused ? Tone::Danger : Tone::Warning);
    ui.paint().icon(Icon::CircleAlert, x + 8, rect.y + 54, token::icon_sm, colors.icon);
    label(ui, { x + 24, rect.y + 44, width - 24, 20 }, "state", words(one.refused ? Text::NotSent : Text::NoAnswerCame, state), { .type = text::Type::SmallMedium, .color = colors.text });
    float const used = label(ui, { x + 24, rect.y + 66, width - 24, 20 }, "cause", cause_of(one, state), { .type = text::Type::Small, .color = p.text.secondary, .max_lines = 0 });
    std::vector<Press> const open { { "open", Text::Open, ButtonKind::Secondary, store::RouteChanged { one.where } } };
    presses(ui, x, rect.y + 66 + used + 12, width, open, state, &out);
    ui.close();
}

} // namespace

void draw_unsent(Frame& ui, Rect area, State const& state, store::Actions& out)
{
    auto const& p = ui.palette();
    bool const phone = ui.theme().phone;
    float const gutter = phone ? token::panel_gutter_phone : token::panel_gutter_desktop;
    float const width = std::min(token::panel_thread_text_max, area.width - 2 * gutter), x = area.x + (area.width - width) / 2;
    auto const all = store::unsent(state);
    auto const others = store::unsure(state);
    ui.open("unsent", { .role = Role::Region, .name = words(Text::Unsent, state), .rect = area });
    float top = area.y;
    if (phone) {
        if (icon_button(ui, { area.x + 4, area.y + 6, 44, 44 }, "back", words(Text::Back, state), Icon::ChevronLeft))
            out.push_back(store::RouteChanged { { .page = store::Page::Chat } });
        label(ui, { area.x + 52, area.y + 18, 160, 20 }, "place", words(Text::Chats, state), { .type = text::Type::Ui, .color = p.text.secondary });
        top += token::panel_header;
    }
    float const space = phone ? 4 : 20; // below the way back there is room already
    Rect const body { area.x, top, area.width, area.bottom() - top };
    float content = space + 32 + 40;
    for (auto const* one : all)
        content += card_height(ui, *one, width, state) + 12;
    for (auto const& one : others)
        content += card_height(ui, one, width, state) + 12;
    auto const scroll = ui.begin_scroll("list", { .role = Role::Group, .name = words(Text::Unsent, state), .rect = body }, content);
    float y = body.y + space - scroll.top;
    label(ui, { x, y, width, 32 }, "title", words(Text::Unsent, state), { .type = phone ? text::Type::Title1 : text::Type::Title2, .role = Role::Heading, .level = 1 });
    y += 48;
    if (all.empty() && others.empty())
        label(ui, { x, y, width, 20 }, "none", words(Text::UnsentNone, state), { .type = text::Type::Body, .color = p.text.secondary });
    for (auto const* one : all) {
        float const height = card_height(ui, *one, width, state);
        draw_item(ui, { x, y, width, height }, *one, state, out);
        y += height + 12;
    }
    for (int number = 0; auto const& one : others) {
        float const height = card_height(ui, one, width, state);
        draw_item(ui, { x, y, width, height }, number++, one, state, out);
        y += height + 12;
    }
    ui.end_scroll();
    ui.close();
}

} // namespace kally::ui
