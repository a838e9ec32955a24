#include "ui/views/goal_parts.h"
#include "ui/views/page_parts.h"

#include <algorithm>
#include <cmath>
#include <utility>

// One thing that waits for the person, as a card: what it is, what follows, the answers. It stands in the drawer, among the goals and beside its chat.
namespace kally::ui {

namespace {

using Kind = store::Review::Kind;

struct Look {
    Icon icon;
    Text effect;
    std::vector<api::GoalAction> actions; ///< The one that moves it on, then the one that does not.
};

Look look_of(Kind kind)
{
    using enum api::GoalAction;
    switch (kind) {
    case Kind::Step: return { Icon::ListChecks, Text::StepEffect, { ApproveStep, Cancel } };
    case Kind::Outcome: return { Icon::Tag, Text::OutcomeEffect, { AcceptOutcome, KeepNegotiating } };
    case Kind::Budget: return { Icon::WalletCards, Text::BudgetEffect, { ApproveBudget, Cancel } };
    case Kind::SoftCap: return { Icon::WalletCards, Text::SoftCapEffect, { AcknowledgeSoftCap, Cancel } };
    case Kind::Question: return { Icon::MessagesSquare, Text::QuestionEffect, { Cancel } };
    case Kind::Mail: return { Icon::Mail, Text::MailEffect, {} };
    case Kind::Changed: return { Icon::Info, Text::ChangedEffect, {} };
    case Kind::Other: break;
    }
    return { Icon::Bell, Text::OtherEffect, {} };
}

/// What it is about; empty when it is something else.
GoalId goal_of(store::Review const& review) { return review.goal != nullptr ? review.goal->id : review.sent_goal; }
EmailId mail_of(store::Review const& review) { return review.mail != nullptr ? review.mail->id : review.sent_mail; }

store::Decision const* decision_of(store::Review const& review, store::State const& state)
{
    if (auto const found = state.decisions.find(goal_of(review)); found != state.decisions.end())
        return &found->second;
    if (auto const found = state.mail_decisions.find(mail_of(review)); found != state.mail_decisions.end())
        return &found->second;
    return nullptr;
}

std::string title_of(store::Review const& review, store::State const& state)
{
    if (review.kind == Kind::Changed)
        return decision_of(review, state)->title;
    if (review.goal != nullptr)
        return review.goal->title;
    if (review.mail != nullptr)
        return review.mail->to ? tr_format(Text::DraftTo, state.settings.language, *review.mail->to) : words(Text::DraftUnknown, state);
    return review.asks.empty() ? words(Text::NeedsYou, state) : review.asks;
}

/// What is asked.
std::string detail_of(store::Review const& review)
{
    if (review.goal == nullptr)
        return {};
    auto const& goal = *review.goal;
    auto const* step = store::waiting_step(goal);
    std::string detail = step != nullptr ? step->description : review.asks.empty() ? goal.description.value_or("") : review.asks;
    if (step != nullptr && !review.asks.empty() && !review.asks.starts_with(step->description))
        detail += (detail.empty() ? "" : "\n") + review.asks;
    return detail;
}

/// Title and detail: the name of the goal and what is asked, or that alone.
std::pair<std::string, std::string> words_of(store::Review const& review, bool titled, store::State const& state)
{
    auto title = title_of(review, state), detail = detail_of(review);
    if (!titled && !detail.empty())
        title = std::exchange(detail, {});
    return { std::move(title), std::move(detail) };
}

std::string effect_of(store::Review const& review, store::State const& state)
{
    auto const language = state.settings.language;
    auto const* goal = review.goal;
    auto const estimate = goal != nullptr && goal->credits_estimated ? format_credits(*goal->credits_estimated, language) : std::string {};
    auto said = tr_format(look_of(review.kind).effect, language, estimate) + ".";
    if (goal != nullptr && goal->credits_used && !estimate.empty() && review.kind != Kind::Budget)
        said += " " + tr_format(Text::CreditsOf, language, format_number(*goal->credits_used, language), estimate) + ".";
    return said;
}

constexpr float pad = 15, indent = 40;

/// The mail as it would leave, whole: nothing is approved that was not to be read.
struct MailBox { float subject = 0, body = 0, height = 0; std::string text; };
MailBox mail_box(Frame& ui, float width, api::OutboxEmail const& mail, store::State const& state)
{
    MailBox box;
    box.text = mail.body.value_or(words(Text::MailTextUnknown, state));
    box.subject = wrapped_height(ui, text::Type::Small, mail.subject.value_or(""), width - 24 - 60);
    box.body = wrapped_height(ui, text::Type::Small, box.text, width - 24);
    box.height = 10 + 20 + 2 + std::max(20.0f, box.subject) + 8 + 1 + 8 + box.body + 10;
    return box;
}

std::vector<ButtonSpec> buttons_of(Frame const& ui, store::Review const& review, store::State const& state, bool titled = true)
{
    auto const size = ui.theme().phone ? ButtonSize::Medium : ButtonSize::Small;
    auto const* decision = decision_of(review, state);
    bool const busy = decision != nullptr && is_under_way(*decision);
    std::vector<ButtonSpec> buttons;
    auto const add = [&](std::string_view key, Text name, bool own) {
        bool const first = buttons.empty() && name != Text::CancelGoal && name != Text::Discard; // what ends something is never the one to press
        buttons.push_back({ .key = key, .name = words(busy && own ? Text::Sending : name, state), .kind = first ? ButtonKind::Primary : ButtonKind::Secondary, .size = size, .disabled = (busy && !own) || !state.online, .busy = busy && own });
    };
    if (review.kind == Kind::Mail) {
        if (store::is_offered(state, api::EmailAction::Approve))
            add("approve", Text::ApproveAndSend, busy && decision->mail_action == api::EmailAction::Approve);
        if (store::is_offered(state, api::EmailAction::Cancel)) {
            add("discard", Text::Discard, busy && decision->mail_action == api::EmailAction::Cancel);
            add("ask-again", Text::DiscardAndAsk, false);
        }
    }
    if (review.kind == Kind::Question && !store::conversation_of(state, *review.goal).empty())
        buttons.push_back({ .key = "answer", .name = words(Text::Answer, state), .kind = ButtonKind::Primary, .size = size });
    for (auto const action : look_of(review.kind).actions)
        if (store::is_offered(state, action))
            add(goal_action_key(action), goal_action_name(action), busy && decision->action == action);
    if (!goal_of(review).empty() && titled) // where it is named, the way to it is as well
        buttons.push_back({ .key = "open", .name = words(Text::Open, state), .kind = ButtonKind::Ghost, .size = size });
    return buttons;
}

/// One row below the words, or in the whole width of the card, or more of them; on a phone the first one alone, and each row filled.
/// Places count from the card's content.
std::vector<Rect> place_buttons(Frame& ui, float width, std::vector<ButtonSpec> const& buttons)
{
    std::vector<Rect> places;
    if (buttons.empty())
        return places;
    bool const phone = ui.theme().phone;
    float const h = button_height(ui, buttons.front().size);
    float whole = -8;
    for (auto const& one : buttons)
        whole += button_width(ui, one) + 8;
    float const left = whole <= width - indent && !phone ? indent : 0;
    float x = left, y = 0;
    std::size_t first = 0; // of the row
    auto const end_row = [&] {
        float const more = (width - (x - 8)) / static_cast<float>(places.size() - first);
        for (std::size_t i = first; phone && i < places.size(); ++i) {
            places[i].x += more * static_cast<float>(i - first);
            places[i].width += more;
        }
        first = places.size();
    };
    for (auto const& one : buttons) {
        float const size = std::min(width, button_width(ui, one));
        if (x > left && (x + size > width || (phone && buttons[first].kind == ButtonKind::Primary))) {
            end_row();
            x = left;
            y += h + 8;
        }
        places.push_back({ one.key == "open" && !phone ? width - size : x, y, size, h });
        x += size + 8;
    }
    end_row();
    return places;
}

/// The button that the keys for yes and for no stand for; "" where there is none.
std::string_view decision_key(store::Review const& review, bool approves)
{
    if (review.kind == Kind::Mail)
        return approves ? "approve" : "discard";
    auto const actions = look_of(review.kind).actions;
    return actions.size() < (approves ? 2 : 1) ? std::string_view {} : goal_action_key(approves ? actions.front() : actions.back());
}

bool has_focus(Frame const& ui, std::uint32_t card, std::vector<ButtonSpec> const& buttons)
{
    auto const focused = ui.input().focused;
    return focused != 0 && (focused == card || std::any_of(buttons.begin(), buttons.end(), [&](auto const& one) { return child_id(card, one.key) == focused; }));
}

/// Keys decide about a card only when it has been before one's eyes as a whole; one that is not comes into view instead.
constexpr std::chrono::milliseconds time_to_look { 700 };
std::string_view decided_by_keys(Frame& ui, Rect rect, store::Review const& review, std::vector<ButtonSpec> const& buttons, Frame::Scroll const& scroll)
{
    if (ui.covered() || !has_focus(ui, ui.scope(), buttons))
        return {};
    bool const whole = rect.y >= scroll.view.y && rect.bottom() <= scroll.view.bottom(), seen = whole && ui.shown_for(ui.id("seen"), time_to_look);
    bool const approves = ui.take_key(approve_key, true), declines = ui.take_key(decline_key, true);
    if ((approves || declines) && !whole)
        ui.scroll_to(scroll.id, std::max(0.0f, scroll.top + rect.y - scroll.view.y - 16));
    return seen && (approves || declines) ? decision_key(review, approves) : std::string_view {};
}

void press(Frame& ui, store::Review const& review, std::string_view key, store::State const& state, Local& local, store::Actions& out)
{
    auto const leave = [&](store::Route route) {
        local.notifications.open = local.context_sheet = false;
        out.push_back(store::RouteChanged { std::move(route) });
    };
    if (key == "approve" || key == "discard")
        out.push_back(store::MailDecided { review.mail->id, key == "approve" ? api::EmailAction::Approve : api::EmailAction::Cancel });
    else if (key == "ask-again") {
        local.notifications.open = false;
        discard_and_ask(*review.mail, state, out);
    } else if (key == "answer") {
        store::Route const chat { .page = store::Page::Chat, .conversation = store::conversation_of(state, *review.goal) };
        if (chat == state.route)
            ui.focus(local.composer.field); // one is there already
        leave(chat);
    } else if (key == "open")
        leave({ .page = store::Page::Goals, .goal_tab = review.kind == Kind::Changed ? store::GoalTab::Active : store::GoalTab::NeedsYou, .goal = goal_of(review) });
    for (auto const action : look_of(review.kind).actions)
        if (key == goal_action_key(action))
            decide_goal(review.goal->id, action, local, out);
}

} // namespace

std::string review_key(store::Review const& review)
{
    auto const goal = goal_of(review);
    auto const mail = mail_of(review);
    return !goal.empty() ? store::decision_key(goal) : !mail.empty() ? store::decision_key(mail) : "other " + review.item->id.value_or("");
}

bool review_has_focus(Frame const& ui, std::uint32_t card, store::Review const& review, store::State const& state)
{
    return has_focus(ui, card, buttons_of(ui, review, state));
}

float review_height(Frame& ui, float width, store::Review const& review, store::State const& state, bool titled)
{
    auto const [title, detail] = words_of(review, titled, state);
    float const inner = width - 2 * pad - indent;
    float height = pad + std::max(20.0f, wrapped_height(ui, text::Type::UiStrong, title, inner - 56));
    if (!detail.empty())
        height += 2 + wrapped_height(ui, text::Type::Small, detail, inner);
    if (review.mail != nullptr)
        height += 10 + mail_box(ui, width - 2 * pad, *review.mail, state).height;
    height += 6 + wrapped_height(ui, text::Type::Caption, effect_of(review, state), inner);
    if (auto const* decision = decision_of(review, state); decision != nullptr && !is_under_way(*decision))
        height += 12 + decision_note_height(ui, width - 2 * pad, *decision, state);
    if (auto const places = place_buttons(ui, width - 2 * pad, buttons_of(ui, review, state, titled)); !places.empty())
        height += 12 + places.back().bottom();
    return height + pad;
}

void draw_review(Frame& ui, Rect rect, store::Review const& review, Frame::Scroll const& scroll, std::string const& place, store::State const& state, Local& local, store::Actions& out, bool titled)
{
    auto const& p = ui.palette();
    auto const [title, detail] = words_of(review, titled, state);
    auto const effect = effect_of(review, state);
    ui.open(review_key(review), { .role = Role::Article, .takes_focus = true, .name = title, .hint = place, .rect = rect });
    card(ui, rect, p.surface.raised, p.warning.border);
    if (ui.input().focused == ui.scope() && ui.input().focus_visible)
        ui.paint().focus_ring(rect, p.focus.ring, token::radius_lg);
    float const x = rect.x + pad + indent, inner = rect.width - 2 * pad - indent;
    float y = rect.y + pad;
    tile(ui, { rect.x + pad, y, 28, 28 }, Tone::Warning, look_of(review.kind).icon, token::icon_md);
    auto const time = review.since ? format_when(*review.since, state.now, state.utc_offset, state.settings.language) : std::string {};
    draw_label(ui, { x + inner - 60, y + 2, 60, 16 }, time, { .type = text::Type::Caption, .color = p.text.tertiary, .align = Align::Right });
    y += std::max(20.0f, label(ui, { x, y, inner - 56, 20 }, "title", title, { .type = text::Type::UiStrong, .role = Role::Heading, .level = 2, .max_lines = 0 }));
    if (!detail.empty())
        y += 2 + label(ui, { x, y + 2, inner, 20 }, "detail", detail, { .type = text::Type::Small, .color = p.text.secondary, .max_lines = 0 });
    if (review.mail != nullptr) {
        y += 10;
        auto const& mail = *review.mail;
        auto const box = mail_box(ui, rect.width - 2 * pad, mail, state);
        Rect const area { rect.x + pad, y, rect.width - 2 * pad, box.height };
        ui.paint().fill(area, p.surface.sunken, token::radius_md);
        float at = area.y + 10;
        auto const line = [&](Text name, std::string_view key, std::string const& value, float height) {
            draw_label(ui, { area.x + 12, at, 56, 20 }, words(name, state), { .type = text::Type::Small, .color = p.text.tertiary });
            label(ui, { area.x + 72, at, area.width - 84, 20 }, key, value, { .type = text::Type::Small, .max_lines = height > 20 ? 0 : 1 });
            at += std::max(20.0f, height) + 2;
        };
        line(Text::MailTo, "to", mail.to.value_or(""), 20);
        line(Text::MailSubject, "subject", mail.subject.value_or(""), box.subject);
        at += 6;
        separator(ui, area.x, at, area.width);
        label(ui, { area.x + 12, at + 9, area.width - 24, box.body }, "body", box.text, { .type = text::Type::Small, .color = mail.body ? p.text.primary : p.text.tertiary, .max_lines = 0 });
        y += box.height;
    }
    y += 6 + label(ui, { x, y + 6, inner, 16 }, "effect", effect, { .type = text::Type::Caption, .color = p.text.tertiary, .max_lines = 0 });
    if (auto const* decision = decision_of(review, state); decision != nullptr && !is_under_way(*decision)) {
        Rect const note { rect.x + pad, y + 12, rect.width - 2 * pad, decision_note_height(ui, rect.width - 2 * pad, *decision, state) };
        auto const goal = goal_of(review);
        if (draw_decision_note(ui, note, *decision, state, out, goal)) {
            if (!goal.empty())
                out.push_back(store::DecisionDropped { goal });
            else
                out.push_back(store::MailDecisionDropped { mail_of(review) });
        }
        y = note.bottom();
    }
    auto const buttons = buttons_of(ui, review, state, titled);
    auto const places = place_buttons(ui, rect.width - 2 * pad, buttons);
    auto const decided = decided_by_keys(ui, rect, review, buttons, scroll);
    for (std::size_t i = 0; i < buttons.size(); ++i)
        if ((button(ui, { rect.x + pad + places[i].x, y + 12 + places[i].y, places[i].width, places[i].height }, buttons[i]) || (buttons[i].key == decided && !buttons[i].busy)) && !buttons[i].disabled)
            press(ui, review, buttons[i].key, state, local, out);
    ui.close();
}

} // namespace kally::ui
