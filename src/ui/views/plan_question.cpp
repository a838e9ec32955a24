#include "ui/overlays.h"
#include "ui/views/plan_choice.h"

#include <algorithm>

namespace kally::ui {

namespace {

/// ", $49 a month"; empty when the service does not say.
std::string price_words(api::Plan const& plan, store::State const& state, bool annual)
{
    auto const& price = annual && plan.monthly_if_annual ? plan.monthly_if_annual : plan.monthly;
    return price ? ", " + tr_format(annual && plan.monthly_if_annual ? Text::AMonthBilledYearly : Text::PriceAMonth, state.settings.language, format_money(*price, plan.currency, state.settings.language)) : "";
}

} // namespace

bool is_asked(store::State const& state, Local const& local, std::string_view plan)
{
    PlanFacts const facts { state, local };
    auto const* found = facts.find(plan);
    return found != nullptr && facts.subscription != nullptr && facts.is_offered(*found);
}

void draw_plan_question(Frame& ui, store::State const& state, Local& local, store::Actions& out)
{
    PlanFacts const facts { state, local };
    auto const* plan = facts.find(*local.plans.question);
    auto const language = state.settings.language;
    auto const& p = ui.palette();
    if (plan == nullptr)
        return local.plans.question.reset();
    bool const trial = !facts.subscribed;
    auto const now = facts.current != nullptr ? facts.current->name + price_words(*facts.current, state, facts.subscription->period == "annual") : trial ? words(Text::NoPlanNow, state) : facts.subscription->plan.value_or(words(Text::NotKnown, state));
    std::string when = words(Text::WhenUnknown, state);
    if (facts.current != nullptr && facts.current->monthly && plan->monthly) {
        auto const end = facts.period_end();
        when = *facts.current->monthly < *plan->monthly ? words(Text::WhenNow, state) : end ? tr_format(Text::WhenDate, language, format_date(*end, state.utc_offset, language)) : words(Text::WhenPeriodEnds, state);
    }
    struct Line { Text name; std::string value; };
    std::vector<Line> lines;
    if (!trial)
        lines = { { Text::PlanNow, now }, { Text::PlanNext, plan->name + price_words(*plan, state, facts.annual) }, { Text::PlanWhen, when } };
    auto const title = trial ? words(Text::StartWithTrial, state) : tr_format(Text::ChangeQuestion, language, plan->name);
    auto const detail = trial ? tr_format(Text::TrialFirst, language, plan->name) : words(Text::ChangeEffect, state);
    float const inner = std::min(token::panel_dialog, ui.window().width - 32) - 48;
    bool const narrow = inner < 360;
    float const h = button_height(ui, ButtonSize::Medium);
    float lines_height = lines.empty() ? 0 : 12;
    for (auto const& one : lines)
        lines_height += std::max(24.0f, wrapped_height(ui, text::Type::UiMedium, one.value, inner - 72) + 4);
    float const title_height = wrapped_height(ui, text::Type::Title2, title, inner), detail_height = wrapped_height(ui, text::Type::Body, detail, inner);
    Rect const r = begin_dialog(ui, "plan-question", title, token::panel_dialog, 24 + title_height + 8 + lines_height + detail_height + 24 + (narrow ? 2 * h + 8 : h) + 24);
    float y = r.y;
    y += label(ui, { r.x, y, r.width, title_height }, "title", title, { .type = text::Type::Title2, .role = Role::Heading, .level = 2, .max_lines = 0 }) + 8;
    for (auto const& one : lines) {
        auto const name = words(one.name, state);
        float const used = draw_label(ui, { r.x + 72, y, r.width - 72, 20 }, one.value, { .type = text::Type::UiMedium, .max_lines = 0 });
        draw_label(ui, { r.x, y, 68, 20 }, name, { .type = text::Type::Small, .color = p.text.tertiary });
        ui.record("line." + name, { .role = Role::Text, .name = name + ": " + one.value, .rect = { r.x, y, r.width, used } });
        y += std::max(24.0f, used + 4);
    }
    if (!lines.empty())
        y += 12;
    y += label(ui, { r.x, y, r.width, detail_height }, "detail", detail, { .type = text::Type::Body, .color = p.text.secondary, .max_lines = 0 }) + 24;
    ButtonSpec const keep { .key = "keep", .name = trial ? words(Text::Cancel, state) : words(Text::KeepPlan, state) };
    ButtonSpec const go { .key = "go", .name = trial ? words(Text::StartTrial, state) : facts.button_name(*plan), .kind = ButtonKind::Primary, .disabled = trial && !facts.can_check_out() };
    float const a = button_width(ui, go), b = button_width(ui, keep);
    bool const gone = button(ui, narrow ? Rect { r.x, y, r.width, h } : Rect { r.right() - a, y, a, h }, go) && !go.disabled;
    bool const kept = button(ui, narrow ? Rect { r.x, y + h + 8, r.width, h } : Rect { r.right() - a - 8 - b, y, b, h }, keep);
    if (ui.layer_is_new())
        ui.focus(ui.id("keep")); // the one that costs nothing
    if (gone && trial)
        out.push_back(store::BillingPagePressed { store::BillingPage::Trial });
    else if (gone)
        out.push_back(store::PlanChosen { plan->type, facts.annual ? api::Billed::Annually : api::Billed::Monthly });
    if (gone || kept || ui.take_key("Escape", true))
        local.plans.question.reset();
    end_dialog(ui);
}

} // namespace kally::ui
