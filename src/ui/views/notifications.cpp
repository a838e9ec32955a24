#include "ui/views/goal_parts.h"
#include "ui/views/page_parts.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

// What waits for the person, in one drawer: the cards, what changed since they left, new messages.
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

std::vector<ButtonSpec> buttons_of(Frame const& ui, store::Review const& review, store::State const& state)
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
    if (!goal_of(review).empty())
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

/// The focus is on the card or on something in it.
bool has_focus(Frame const& ui, std::uint32_t card, std::vector<ButtonSpec> const& buttons)
{
    auto const focused = ui.input().focused;
    return focused == card || std::any_of(buttons.begin(), buttons.end(), [&](auto const& one) { return child_id(card, one.key) == focused; });
}

/// Keys decide about a card only when it has been before one's eyes as a whole; one that is not comes into view instead.
constexpr std::chrono::milliseconds time_to_look { 700 };
std::string_view decided_by_keys(Frame& ui, Rect rect, store::Review const& review, Frame::Scroll const& scroll, std::vector<ButtonSpec> const& buttons)
{
    if (ui.covered() || !has_focus(ui, ui.scope(), buttons))
        return {};
    bool const whole = rect.y >= scroll.view.y && rect.bottom() <= scroll.view.bottom(), seen = whole && ui.shown_for(ui.id("seen"), time_to_look);
    bool const approves = ui.take_key(approve_key, true), declines = ui.take_key(decline_key, true);
    if ((approves || declines) && !whole)
        ui.scroll_to(scroll.id, std::max(0.0f, scroll.top + rect.y - scroll.view.y - 16));
    return seen && (approves || declines) ? decision_key(review, approves) : std::string_view {};
}

void press(store::Review const& review, std::string_view key, store::State const& state, Local& local, store::Actions& out)
{
    auto const leave = [&](store::Route route) {
        local.notifications.open = false;
        out.push_back(store::RouteChanged { std::move(route) });
    };
    if (key == "approve" || key == "discard")
        out.push_back(store::MailDecided { review.mail->id, key == "approve" ? api::EmailAction::Approve : api::EmailAction::Cancel });
    else if (key == "ask-again") {
        local.notifications.open = false;
        discard_and_ask(*review.mail, state, out);
    } else if (key == "answer")
        leave({ .page = store::Page::Chat, .conversation = store::conversation_of(state, *review.goal) });
    else if (key == "open")
        leave({ .page = store::Page::Goals, .goal_tab = review.kind == Kind::Changed ? store::GoalTab::Active : store::GoalTab::NeedsYou, .goal = goal_of(review) });
    for (auto const action : look_of(review.kind).actions)
        if (key == goal_action_key(action))
            decide_goal(review.goal->id, action, local, out);
}

std::string minutes_ago(store::State const& state)
{
    auto const language = state.settings.language;
    auto const at = state.live.missing ? state.goal_lists.contains(store::GoalTab::Active) ? state.goal_lists.at(store::GoalTab::Active).page.answered_at : std::nullopt : state.live.pending.answered_at;
    if (!at)
        return words(Text::NotUpdated, state);
    auto const minutes = std::chrono::duration_cast<std::chrono::minutes>(state.now - *at);
    return minutes.count() < 1 ? words(Text::UpdatedNow, state) : tr_format(Text::UpdatedAgo, language, format_duration(minutes, language));
}

float changes_height(store::State const& state) { return state.live.changes.empty() ? 0 : 40 + 44 * static_cast<float>(state.live.changes.size()); }

void draw_changes(Frame& ui, Rect at, store::State const& state, Local& local, store::Actions& out)
{
    auto const& p = ui.palette();
    label(ui, { at.x + 4, at.y + 12, at.width - 100, 16 }, "since", words(Text::SinceYouLeft, state), { .type = text::Type::CaptionMedium, .color = p.text.tertiary, .role = Role::Heading, .level = 3 });
    if (text_button(ui, { at.right() - 90, at.y + 8, 86, 24 }, "dismiss", words(Text::Dismiss, state), text::Type::CaptionMedium, {}, Align::Right))
        out.push_back(store::ChangesRead {});
    ui.open("changes", { .role = Role::List, .name = words(Text::SinceYouLeft, state), .rect = { at.x, at.y + 40, at.width, at.height - 40 } });
    float y = at.y + 40;
    for (auto const& change : state.live.changes) {
        auto const known = state.goals.find(change.goal);
        auto const title = known == state.goals.end() ? change.goal.text : known->second.title;
        auto const [tone, icon, word] = [&]() -> std::tuple<Tone, Icon, Text> {
            switch (change.tab) {
            case store::GoalTab::NeedsYou: return { Tone::Warning, Icon::CircleDot, Text::NeedsYou };
            case store::GoalTab::Completed: return { Tone::Success, Icon::CircleCheck, Text::Completed };
            case store::GoalTab::Cancelled: return { Tone::Neutral, Icon::Ban, Text::Cancelled };
            case store::GoalTab::Archived: return { Tone::Neutral, Icon::Archive, Text::Archived };
            case store::GoalTab::Active: break;
            }
            return { Tone::Accent, Icon::Target, change.fresh ? Text::NewGoalMade : Text::InProgress };
        }();
        store::Route const route { .page = store::Page::Goals, .goal_tab = change.tab, .goal = change.goal };
        Rect const row { at.x, y, at.width, 44 };
        auto const item = ui.item("change." + change.goal.text, { .role = Role::Link, .name = title + ", " + words(word, state), .value = store::format_route(route), .rect = row });
        if (item.hovered || item.held)
            ui.paint().fill(row, item.held ? p.state.pressed : p.state.hover, token::radius_md);
        ui.paint().icon(icon, row.x + 12, row.y + 12, token::icon_md, tone_colors(p, tone).icon);
        draw_label(ui, { row.x + 32, row.y + 2, row.width - 40, 20 }, title, { .type = text::Type::Ui });
        draw_label(ui, { row.x + 32, row.y + 22, row.width - 40, 20 }, words(word, state), { .type = text::Type::Small, .color = p.text.secondary });
        if (item.focused)
            ui.paint().focus_ring(row, p.focus.ring, token::radius_md);
        if (item.activated) {
            local.notifications.open = false;
            out.push_back(store::RouteChanged { route });
        }
        y += 44;
    }
    ui.close();
}

void draw_needs(Frame& ui, Rect body, std::vector<store::Review> const& reviews, store::State const& state, Local& local, store::Actions& out)
{
    float const width = body.width - 32;
    std::vector<float> heights;
    float content = 16 + changes_height(state) + (reviews.empty() ? 56 : 0) + 16;
    for (auto const& review : reviews) {
        heights.push_back(review_height(ui, width, review, state));
        content += heights.back() + 12;
    }
    auto const scroll = ui.begin_scroll("cards", { .role = Role::Group, .takes_focus = content > body.height && reviews.empty(), .name = words(Text::NeedsYou, state), .rect = body }, content);
    float y = body.y - scroll.top + 16;
    if (reviews.empty()) {
        label(ui, { body.x + 16, y + 8, width, 20 }, "nothing", words(Text::NothingNeedsYou, state), { .type = text::Type::Ui, .color = ui.palette().text.tertiary, .align = Align::Centre });
        y += 56;
    }
    auto const count = reviews.size();
    if (std::exchange(local.notifications.jump, false) && count > 0) {
        auto const at = std::find_if(reviews.begin(), reviews.end(), [&](auto const& review) { return has_focus(ui, ui.id(review_key(review)), buttons_of(ui, review, state)); }) - reviews.begin();
        ui.focus(ui.id(review_key(reviews[(static_cast<std::size_t>(at) + count - 1) % count])));
    }
    for (std::size_t i = 0; i < count; ++i) {
        draw_review(ui, { body.x + 16, y, width, heights[i] }, reviews[i], scroll, tr_format(Text::CountOf, state.settings.language, std::to_string(count - i), std::to_string(count)), state, local, out);
        y += heights[i] + 12;
    }
    if (!state.live.changes.empty())
        draw_changes(ui, { body.x + 16, y, width, changes_height(state) }, state, local, out);
    ui.end_scroll();
}

void draw_updates(Frame& ui, Rect body, api::PendingGroup const& inbox, store::State const& state)
{
    auto const& p = ui.palette();
    auto const scroll = ui.begin_scroll("updates", { .role = Role::List, .takes_focus = !inbox.items.empty(), .name = words(Text::Updates, state), .rect = body }, 24 + 48 * static_cast<float>(std::max<std::size_t>(1, inbox.items.size())));
    float y = body.y - scroll.top + 12;
    if (inbox.items.empty())
        label(ui, { body.x + 16, y + 12, body.width - 32, 20 }, "none", words(Text::NoUpdates, state), { .type = text::Type::Ui, .color = p.text.tertiary, .align = Align::Centre, .role = Role::ListItem });
    for (std::size_t i = 0; i < inbox.items.size(); ++i, y += 48) {
        auto const& item = inbox.items[i];
        auto const channel = item.kind.value_or("");
        ui.paint().icon(channel == "email" ? Icon::Mail : channel == "call" ? Icon::Phone : Icon::MessagesSquare, body.x + 28, y + 16, token::icon_md, p.icon.accent);
        draw_label(ui, { body.x + 48, y + 4, body.width - 64, 40 }, item.summary.value_or(channel), { .type = text::Type::Small, .max_lines = 2 });
        ui.record("update." + item.id.value_or(std::to_string(i)), { .role = Role::ListItem, .name = item.summary.value_or(channel), .rect = { body.x + 16, y, body.width - 32, 44 } });
    }
    ui.end_scroll();
}

/// How old this is, and what to do about it; the record of what was decided.
void draw_foot(Frame& ui, Rect foot, store::State const& state, store::Actions& out, Local& local)
{
    auto const& p = ui.palette();
    separator(ui, foot.x, foot.y, foot.width);
    auto const age = minutes_ago(state);
    float const width = std::ceil(ui.paint().width(text::Type::Caption, age));
    float x = foot.x + 20;
    label(ui, { x, foot.y + 14, width + 1, 20 }, "age", age, { .type = text::Type::Caption, .color = p.text.tertiary, .role = Role::Status });
    if (icon_button(ui, { x + width + 4, foot.y + 10, 28, 28 }, "refresh", words(Text::Refresh, state), Icon::RotateCw))
        out.push_back(store::RefreshPressed {});
    // It says minutes, so that it is drawn once a minute.
    if (state.live.pending.answered_at) {
        auto const old = state.now - *state.live.pending.answered_at;
        ui.wake_in(std::chrono::milliseconds { 60'000 - std::max<std::int64_t>(old.count(), 0) % 60'000 });
    }
    ButtonSpec const save { .key = "export", .name = words(Text::ExportLog, state), .kind = ButtonKind::Ghost, .size = ButtonSize::Small, .icon = Icon::Download };
    float const size = button_width(ui, save);
    if (button(ui, { foot.right() - 12 - size, foot.y + (48 - button_height(ui, ButtonSize::Small)) / 2, size, button_height(ui, ButtonSize::Small) }, save))
        out.push_back(store::ExportLogPressed {});
    auto const name = words(Text::ActivityPage, state);
    if (text_button(ui, { foot.x + 20, foot.y + 48, std::ceil(ui.paint().width(text::Type::SmallMedium, name)) + 1, 24 }, "activity", name, text::Type::SmallMedium)) {
        local.notifications.open = false;
        out.push_back(store::RouteChanged { { .page = store::Page::Activity } });
    }
}

} // namespace

std::string review_key(store::Review const& review)
{
    auto const goal = goal_of(review);
    auto const mail = mail_of(review);
    return !goal.empty() ? store::decision_key(goal) : !mail.empty() ? store::decision_key(mail) : "other " + review.item->id.value_or("");
}

float review_height(Frame& ui, float width, store::Review const& review, store::State const& state)
{
    float const inner = width - 2 * pad - indent;
    float height = pad + std::max(20.0f, wrapped_height(ui, text::Type::UiStrong, title_of(review, state), inner - 56));
    if (auto const detail = detail_of(review); !detail.empty())
        height += 2 + wrapped_height(ui, text::Type::Small, detail, inner);
    if (review.mail != nullptr)
        height += 10 + mail_box(ui, width - 2 * pad, *review.mail, state).height;
    height += 6 + wrapped_height(ui, text::Type::Caption, effect_of(review, state), inner);
    if (auto const* decision = decision_of(review, state); decision != nullptr && !is_under_way(*decision))
        height += 12 + decision_note_height(ui, width - 2 * pad, *decision, state);
    if (auto const places = place_buttons(ui, width - 2 * pad, buttons_of(ui, review, state)); !places.empty())
        height += 12 + places.back().bottom();
    return height + pad;
}

void draw_review(Frame& ui, Rect rect, store::Review const& review, Frame::Scroll const& scroll, std::string const& place, store::State const& state, Local& local, store::Actions& out)
{
    auto const& p = ui.palette();
    auto const title = title_of(review, state), detail = detail_of(review), effect = effect_of(review, state);
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
    auto const buttons = buttons_of(ui, review, state);
    auto const places = place_buttons(ui, rect.width - 2 * pad, buttons);
    auto const decided = decided_by_keys(ui, rect, review, scroll, buttons);
    for (std::size_t i = 0; i < buttons.size(); ++i)
        if ((button(ui, { rect.x + pad + places[i].x, y + 12 + places[i].y, places[i].width, places[i].height }, buttons[i]) || (buttons[i].key == decided && !buttons[i].busy)) && !buttons[i].disabled)
            press(review, buttons[i].key, state, local, out);
    ui.close();
}

void draw_notifications(Frame& ui, float top, store::State const& state, Local& local, store::Actions& out)
{
    auto const& p = ui.palette();
    bool const phone = ui.theme().phone;
    auto const reviews = store::needs_you(state);
    auto const inbox = state.live.pending.value && !state.live.missing ? state.live.pending.value->inbox : api::PendingGroup {};
    ui.begin_layer("notifications", true);
    Rect panel { 0, top, ui.window().width, ui.window().height - top };
    if (phone) {
        ui.paint().fill(ui.window(), p.surface.raised);
    } else {
        ui.paint().fill(ui.window(), p.state.scrim);
        panel = { ui.window().width - 12 - 408, 12, 408, ui.window().height - 24 };
        overlay_surface(ui, panel, token::radius_xl);
    }
    ui.open("drawer", { .role = Role::Dialog, .state = StateModal, .name = words(Text::Notifications, state), .rect = panel });
    label(ui, { panel.x + 20, panel.y, 200, 56 }, "title", words(Text::Notifications, state), { .type = text::Type::Title2, .role = Role::Heading, .level = 2 });
    Rect const settings { panel.right() - 12 - 2 * 36, panel.y + 10, 36, 36 };
    auto const popup = static_cast<std::uint16_t>(StateHasPopup | (local.notifications.menu ? StateExpanded : StateCollapsed));
    if (platform::notices() != platform::Notices::Unsupported && icon_button(ui, settings, "settings", words(Text::NoticeSettings, state), Icon::Settings2, false, popup)) {
        local.notifications.menu = true;
        local.notifications.menu_anchor = { settings.right() - 280, settings.y, 280, settings.height };
    }
    bool close = icon_button(ui, { panel.right() - 12 - 36, panel.y + 10, 36, 36 }, "close", words(Text::Close, state), Icon::X);
    if (ui.layer_is_new())
        ui.focus(ui.id("close")); // nothing that decides anything
    Rect const tabs { panel.x + 20, panel.y + 56, panel.width - 40, token::panel_tabs_row };
    ui.open("tabs", { .role = Role::TabList, .name = words(Text::Notifications, state), .rect = tabs });
    ui.begin_roving(ui.id("tabs"), true);
    auto const updates = std::max<std::size_t>(inbox.items.size(), static_cast<std::size_t>(std::max(0, inbox.count.value_or(0))));
    TabSpec const specs[] = { { .key = "needs", .name = words(Text::NeedsYou, state), .count = std::to_string(reviews.size()), .attention = !reviews.empty(), .current = !local.notifications.updates },
        { .key = "updates", .name = words(Text::Updates, state), .count = std::to_string(updates), .current = local.notifications.updates } };
    float x = tabs.x;
    for (auto const& spec : specs) {
        float const width = tab_width(ui, spec);
        if (tab(ui, { x, tabs.y, width, tabs.height }, spec))
            local.notifications.updates = spec.key == "updates";
        x += width + 28;
    }
    ui.end_roving();
    ui.close();
    separator(ui, panel.x, tabs.bottom(), panel.width);
    float const foot = 80;
    float const note = state.live.missing ? 28 : 0;
    Rect const body { panel.x, tabs.bottom() + 1, panel.width, panel.bottom() - foot - note - tabs.bottom() - 1 - (phone ? ui.input().safe_bottom : 0) };
    if (local.notifications.updates)
        draw_updates(ui, body, inbox, state);
    else
        draw_needs(ui, body, reviews, state, local, out);
    if (state.live.missing)
        label(ui, { panel.x + 20, body.bottom(), panel.width - 40, 28 }, "missing", words(Text::GoalsAloneTell, state), { .type = text::Type::Caption, .color = p.text.tertiary });
    draw_foot(ui, { panel.x, body.bottom() + note, panel.width, foot }, state, out, local);
    ui.need_height(body.y + 160 + foot);
    if (!local.notifications.menu && !local.goals.question)
        close = ui.take_key("Escape", true) || close;
    ui.close();
    ui.end_layer();
    if (close)
        local.notifications.open = false;
}

void draw_notice_menu(Frame& ui, store::State const& state, Local& local, store::Actions& out)
{
    float const row = ui.theme().phone ? token::control_height_touch : token::control_row_menu;
    bool const refused = platform::notices() == platform::Notices::Refused;
    auto const& settings = state.settings;
    Menu menu;
    bool close = !begin_menu(ui, "notice-menu", words(Text::NoticeSettings, state), local.notifications.menu_anchor, 280, 12 + 28 + 2 * row + (refused ? 44 : 0), false, menu);
    menu_heading(ui, menu, "title", words(Text::NoticeSettings, state));
    if (menu_item(ui, menu, "needs", words(Text::NoticesOfNeeds, state), Icon::Bell, Role::MenuItemCheckBox, settings.notify_needs && !refused))
        out.push_back(store::NoticesChosen { !settings.notify_needs, settings.notify_inbox });
    if (menu_item(ui, menu, "inbox", words(Text::NoticesOfInbox, state), Icon::Mail, Role::MenuItemCheckBox, settings.notify_inbox && !refused))
        out.push_back(store::NoticesChosen { settings.notify_needs, !settings.notify_inbox });
    if (refused)
        label(ui, { menu.rect.x + 16, menu.y, menu.rect.width - 32, 40 }, "refused", words(Text::NoticesRefused, state), { .type = text::Type::Caption, .color = ui.palette().text.tertiary, .max_lines = 0 });
    end_menu(ui);
    if (close)
        local.notifications.menu = false;
}

} // namespace kally::ui
