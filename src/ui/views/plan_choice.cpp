#include "ui/views/plan_choice.h"

#include <algorithm>
#include <cmath>

namespace kally::ui {

namespace {

using store::Offer;

constexpr float card_pad = 20, cards_gap = 16;

class PlanChoice {
public:
    PlanChoice(Frame& ui, PlanFacts const& facts, Local::Plans& local, store::Actions& out)
        : m_ui(ui), m_facts(facts), m_state(facts.state), m_billing(facts.state.billing), m_local(local), m_out(out), m_phone(ui.theme().phone)
    {
    }

    float show(float x, float y, float width)
    {
        m_x = x, m_y = y, m_width = width;
        choice_head();
        if (m_facts.plans == nullptr)
            skeletons();
        else if (m_facts.plans->empty())
            m_y += label(m_ui, { m_x, m_y, m_width, 20 }, "no-plans", say(Text::NoPlans), { .type = text::Type::Ui, .color = m_ui.palette().text.tertiary, .max_lines = 0 }) + 16;
        else if (m_phone)
            rows();
        else
            cards();
        return m_y - y;
    }

    float show_chosen(Rect area)
    {
        if (!m_phone || m_facts.plans == nullptr || m_facts.plans->empty())
            return 0;
        auto const* plan = chosen();
        auto spec = button_of(*plan);
        if (!spec)
            return 0;
        constexpr float height = 48 + 24;
        Rect const bar { area.x, area.bottom() - height, area.width, height };
        m_ui.paint().fill(bar, m_ui.palette().surface.content);
        separator(m_ui, bar.x, bar.y, bar.width);
        spec->key = "take";
        spec->kind = ButtonKind::Primary;
        spec->size = ButtonSize::Large;
        if (button(m_ui, { bar.x + 16, bar.y + 12, bar.width - 32, 48 }, *spec) && !spec->disabled)
            take(*plan);
        return height;
    }

private:
    std::string say(Text text) const { return words(text, m_state); }
    store::Language language() const { return m_state.settings.language; }

    /// The most that a year saves, in percent of the months alone; 0 when no plan has both prices.
    int most_saved() const
    {
        int most = 0;
        if (m_facts.plans != nullptr)
            for (auto const& plan : *m_facts.plans)
                if (plan.monthly && plan.monthly_if_annual)
                    most = std::max(most, ((*plan.monthly - *plan.monthly_if_annual).per_mille_of(*plan.monthly) + 5) / 10);
        return most;
    }

    void choice_head()
    {
        auto const& p = m_ui.palette();
        int const saved = most_saved();
        bool const choice = m_facts.plans != nullptr && std::any_of(m_facts.plans->begin(), m_facts.plans->end(), [](auto const& plan) { return plan.monthly_if_annual.has_value(); });
        auto const title = say(m_facts.subscribed ? Text::ChoosePlan : Text::OrChoosePlan);
        auto const saves = saved > 0 ? tr_format(Text::AnnualSaves, language(), std::to_string(saved)) : std::string {};
        std::string const both[] = { say(Text::Monthly), m_phone && saved > 0 ? saves : say(Text::Annual) };
        float const height = segment_height(m_ui), width = segment_width(m_ui, both);
        label(m_ui, { m_x, m_y + (m_phone ? 0 : 6), m_width, 24 }, "choose", title, { .type = text::Type::Heading, .role = Role::Heading, .level = 2 });
        if (m_phone)
            m_y += 36;
        if (choice) {
            if (!m_phone && saved > 0)
                label(m_ui, { m_x, m_y, m_width - width - 12, height }, "saves", saves, { .type = text::Type::Small, .color = p.success.text, .align = Align::Right });
            if (auto const pressed = segment(m_ui, m_phone ? Rect { m_x, m_y, m_width, height } : Rect { m_x + m_width - width, m_y, width, height }, "period", say(Text::Billing), both, m_facts.annual ? 1 : 0))
                m_local.annual = *pressed == 1;
        }
        m_y += (m_phone && !choice ? 0 : height) + 16;
    }

    struct Feature { std::string text; bool has = true; };
    std::vector<Feature> features(api::Plan const& plan) const
    {
        std::vector<Feature> all;
        if (plan.credits)
            all.push_back({ tr_format(Text::CreditsAMonth, language(), format_credits(*plan.credits, language())) });
        for (auto const& one : plan.features)
            all.push_back({ one });
        if (plan.overage == false)
            all.push_back({ say(Text::NoOverage), false });
        else if (plan.overage_rate)
            all.push_back({ tr_format(Text::OverageAt, language(), format_money(*plan.overage_rate, plan.currency, language())) });
        else if (plan.overage)
            all.push_back({ say(Text::Overage) });
        return all;
    }

    std::string under_price(api::Plan const& plan) const
    {
        if (!m_facts.annual)
            return plan.monthly ? say(Text::BilledMonthly) : std::string {};
        if (!plan.monthly_if_annual)
            return say(Text::MonthlyOnly);
        auto const year = *plan.monthly_if_annual * 12;
        auto const said = tr_format(Text::AYear, language(), format_money(year, plan.currency, language()));
        if (!plan.monthly || !(year < *plan.monthly * 12))
            return said;
        return tr_format(Text::AndSaves, language(), said, format_money(*plan.monthly * 12 - year, plan.currency, language()));
    }

    std::optional<Decimal> price_of(api::Plan const& plan) const { return m_facts.annual && plan.monthly_if_annual ? plan.monthly_if_annual : plan.monthly; }

    /// None where nothing would come of it.
    std::optional<ButtonSpec> button_of(api::Plan const& plan) const
    {
        if (!m_facts.signed_in)
            return m_phone ? std::optional { ButtonSpec { .key = "choose", .name = say(Text::SignInToStart) } } : std::nullopt;
        if (m_facts.current == &plan)
            return ButtonSpec { .key = "choose", .name = say(Text::CurrentPlan), .disabled = true };
        if (!m_facts.is_offered(plan))
            return {};
        bool const too_soon = m_billing.change_again_at && m_state.now < *m_billing.change_again_at;
        bool const own = m_billing.change && m_billing.change->plan == plan.type;
        return ButtonSpec { .key = "choose", .name = m_facts.button_name(plan), .disabled = !m_state.online || m_facts.subscription == nullptr || too_soon || (m_billing.change && !own), .busy = own };
    }

    void take(api::Plan const& plan)
    {
        if (!m_facts.signed_in)
            m_out.push_back(store::RouteChanged { { .page = store::Page::SignIn } });
        else
            m_local.question = plan.type;
    }

    void feature_list(float x, float y, float width, api::Plan const& plan, text::Type type)
    {
        auto const& p = m_ui.palette();
        auto const all = features(plan);
        if (all.empty())
            return;
        m_ui.open("features", Role::List, tr_format(Text::WhatPlanHas, language(), plan.name), { x, y, width, 10 });
        for (std::size_t i = 0; i < all.size(); ++i) {
            m_ui.paint().icon(all[i].has ? Icon::Check : Icon::Minus, x + 8, y + 10, token::icon_md, all[i].has ? p.success.icon : p.icon.muted);
            float const used = draw_label(m_ui, { x + 24, y, width - 24, 20 }, all[i].text, { .type = type, .color = p.text.secondary, .max_lines = 0 });
            m_ui.record("feature." + std::to_string(i), Role::ListItem, all[i].text, { x, y, width, used });
            y += std::max(20.0f, used) + 8;
        }
        m_ui.close();
    }

    float features_height(api::Plan const& plan, float width) const
    {
        float height = 0;
        for (auto const& one : features(plan))
            height += std::max(20.0f, wrapped_height(m_ui, text::Type::Small, one.text, width - 24)) + 8;
        return height;
    }

    void cards()
    {
        auto const& p = m_ui.palette();
        auto const count = m_facts.plans->size();
        std::size_t const columns = m_width >= 880 ? std::min<std::size_t>(4, count) : std::min<std::size_t>(2, count);
        float const width = (m_width - cards_gap * static_cast<float>(columns - 1)) / static_cast<float>(columns), inner = width - 2 * card_pad, h = button_height(m_ui, ButtonSize::Medium);
        bool const buttons = std::any_of(m_facts.plans->begin(), m_facts.plans->end(), [&](auto const& plan) { return button_of(plan).has_value(); });
        float tallest = 0;
        for (auto const& plan : *m_facts.plans)
            tallest = std::max(tallest, features_height(plan, inner));
        float const height = card_pad + 24 + 12 + 40 + 4 + 16 + 16 + (buttons ? h + 16 : 0) + tallest + card_pad - (tallest > 0 ? 8 : 16);
        for (std::size_t i = 0; i < count; ++i) {
            auto const& plan = (*m_facts.plans)[i];
            Rect const box { m_x + (width + cards_gap) * static_cast<float>(i % columns), m_y + (height + cards_gap) * static_cast<float>(i / columns), width, height };
            bool const current = m_facts.current == &plan;
            m_ui.open("plan." + plan.type + std::to_string(i), Role::Group, plan.name, box);
            card(m_ui, box, p.surface.raised, current ? p.accent.solid : p.border.default_);
            if (current)
                m_ui.paint().stroke(m_ui.paint().snap(box), p.accent.solid, token::radius_lg, 2);
            float const x = box.x + card_pad;
            float y = box.y + card_pad;
            auto const yours = say(Text::YourPlan);
            float const pill_wide = current ? pill_width(m_ui, yours, PillMark::Check) + 8 : 0;
            label(m_ui, { x, y, inner - pill_wide, 24 }, "name", plan.name, { .type = text::Type::Heading, .role = Role::Heading, .level = 3 });
            if (current) {
                pill(m_ui, box.right() - card_pad - pill_wide + 8, y + 2, Tone::Accent, yours, PillMark::Check);
                m_ui.record("yours", Role::Text, yours, { box.right() - card_pad - pill_wide + 8, y + 2, pill_wide - 8, 20 });
            }
            y += 36;
            price(x, y, inner, plan);
            y += 44;
            if (auto const under = under_price(plan); !under.empty())
                label(m_ui, { x, y, inner, 16 }, "under", under, { .type = text::Type::Caption, .color = p.text.tertiary });
            y += 32;
            if (auto const spec = button_of(plan); spec && button(m_ui, { x, y, inner, h }, *spec) && !spec->disabled)
                take(plan);
            feature_list(x, buttons ? y + h + 16 : y, inner, plan, text::Type::Small);
            m_ui.close();
        }
        m_y += (height + cards_gap) * static_cast<float>((count + columns - 1) / columns);
    }

    void price(float x, float y, float width, api::Plan const& plan)
    {
        auto const amount = price_of(plan);
        auto const said = amount ? format_money(*amount, plan.currency, language()) : say(Text::NotKnown);
        auto const type = amount ? text::Type::Display : text::Type::Title2;
        float const size = std::ceil(m_ui.paint().width(type, said));
        draw_label(m_ui, { x, y, size + 1, 40 }, said, { .type = type });
        if (amount)
            draw_label(m_ui, { x + size + 6, y + 14, width - size - 6, 20 }, say(Text::AMonth), { .type = text::Type::Small, .color = m_ui.palette().text.tertiary });
        m_ui.record("price", Role::Text, amount ? said + " " + say(Text::AMonth) : said, { x, y, width, 40 });
    }

    api::Plan const* chosen() const
    {
        auto const* plan = m_facts.find(m_local.chosen);
        return plan != nullptr ? plan : m_facts.current != nullptr ? m_facts.current : &m_facts.plans->front();
    }

    void rows()
    {
        auto const& p = m_ui.palette();
        auto const* taken = chosen();
        m_ui.open("rows", Role::RadioGroup, say(Text::ChoosePlan), { m_x, m_y, m_width, 10 });
        m_ui.begin_roving(m_ui.id("rows"));
        struct Opened { Rect box; api::Plan const* plan; };
        std::optional<Opened> opened;
        for (auto const& plan : *m_facts.plans) {
            bool const on = taken == &plan;
            auto const under = under_price(plan);
            float const more = on ? features_height(plan, m_width - 80) + (under.empty() ? 0 : 28) : 0;
            Rect const box { m_x, m_y, m_width, 56 + more };
            auto const amount = price_of(plan);
            auto const said = amount ? format_money(*amount, plan.currency, language()) : say(Text::NotKnown), month = amount ? say(Text::AMonth) : std::string {};
            auto const item = m_ui.item("pick." + plan.type + std::to_string(&plan - m_facts.plans->data()), { .role = Role::Radio, .state = on ? StateChecked : StateNone, .name = plan.name + ", " + said + " " + month + (m_facts.current == &plan ? ", " + say(Text::YourPlan) : ""), .rect = { box.x, box.y, box.width, 56 } });
            card(m_ui, box, p.surface.raised, on ? p.accent.solid : p.border.default_);
            if (on)
                m_ui.paint().stroke(m_ui.paint().snap(box), p.accent.solid, token::radius_lg, 2);
            float const cy = box.y + 28;
            if (on) {
                m_ui.paint().circle(box.x + 25, cy, 9, p.accent.solid);
                m_ui.paint().circle(box.x + 25, cy, 4, p.accent.on);
            } else {
                m_ui.paint().ring(box.x + 25, cy, 9, p.border.control, 1);
            }
            float const name_width = std::ceil(m_ui.paint().width(text::Type::Heading, plan.name));
            draw_label(m_ui, { box.x + 46, cy - 12, name_width + 1, 24 }, plan.name, { .type = text::Type::Heading });
            if (m_facts.current == &plan)
                pill(m_ui, box.x + 54 + name_width, cy - 10, Tone::Neutral, say(Text::YourPlan), PillMark::None);
            float const month_width = std::ceil(m_ui.paint().width(text::Type::Small, month));
            draw_label(m_ui, { box.right() - 16 - month_width, cy - 10, month_width + 1, 20 }, month, { .type = text::Type::Small, .color = p.text.tertiary });
            draw_label(m_ui, { box.x + 46, cy - 12, box.width - 46 - 16 - month_width - 4, 24 }, said, { .type = text::Type::Heading, .align = Align::Right });
            if (item.focused)
                m_ui.paint().focus_ring(box, p.focus.ring, token::radius_lg);
            if (item.activated)
                m_local.chosen = plan.type;
            if (on)
                opened = Opened { box, &plan };
            m_y += box.height + 12;
        }
        m_ui.end_roving();
        m_ui.close();
        if (opened) {
            feature_list(opened->box.x + 46, opened->box.y + 50, m_width - 80, *opened->plan, text::Type::Small);
            if (auto const under = under_price(*opened->plan); !under.empty())
                label(m_ui, { opened->box.x + 46, opened->box.bottom() - 32, m_width - 62, 20 }, "under", under, { .type = text::Type::Small, .color = p.text.tertiary });
        }
        m_y += 4;
    }

    void skeletons()
    {
        if (m_ui.shown_for(m_ui.id("cards-skeleton"), skeleton_delay))
            for (int i = 0; i < 4; ++i) {
                float const width = m_phone ? m_width : (m_width - 3 * cards_gap) / 4;
                skeleton(m_ui, m_phone ? Rect { m_x, m_y + 68 * static_cast<float>(i), width, 56 } : Rect { m_x + (width + cards_gap) * static_cast<float>(i), m_y, width, 240 }, token::radius_lg);
            }
        m_y += m_phone ? 280 : 256;
    }

    Frame& m_ui;
    PlanFacts const& m_facts;
    store::State const& m_state;
    store::Billing const& m_billing;
    Local::Plans& m_local;
    store::Actions& m_out;
    bool m_phone;
    float m_x = 0, m_y = 0, m_width = 0;
};

} // namespace

PlanFacts::PlanFacts(store::State const& from, Local const& local)
    : state(from)
    , signed_in(state.sign_in != store::SignIn::SignedOut)
    , subscription(state.billing.subscription.value ? &*state.billing.subscription.value : nullptr)
    , subscribed(subscription != nullptr && store::is_subscribed(*subscription))
    , fallback(state.billing.plans.error.has_value() && !state.billing.plans.value)
    , annual(local.plans.annual.value_or(subscription != nullptr && subscription->period == "annual"))
    , plans(state.billing.plans.value ? &*state.billing.plans.value : fallback ? &store::seed_plans() : nullptr)
{
    if (subscribed)
        current = find(subscription->plan.value_or(""));
}

api::Plan const* PlanFacts::find(std::string_view type) const
{
    if (plans != nullptr)
        for (auto const& plan : *plans)
            if (plan.type == type)
                return &plan;
    return nullptr;
}

std::optional<Instant> PlanFacts::period_end() const
{
    if (subscription != nullptr && subscription->period_end)
        return subscription->period_end;
    return state.billing.status.value ? state.billing.status.value->period_end : std::nullopt;
}

bool PlanFacts::is_offered(api::Plan const& plan) const { return &plan != current && (subscribed ? !state.missing.contains(store::Offer::ChangePlan) : can_check_out()); }
bool PlanFacts::can_check_out() const { return state.online && !state.missing.contains(store::Offer::Trial); }

std::string PlanFacts::button_name(api::Plan const& plan) const
{
    if (!subscribed)
        return tr_format(Text::ChoosePlanNamed, state.settings.language, plan.name);
    bool const up = current == nullptr || (current->monthly && plan.monthly && *current->monthly < *plan.monthly);
    return tr_format(up ? Text::UpgradeTo : Text::SwitchTo, state.settings.language, plan.name);
}

float draw_plan_choice(Frame& ui, float x, float y, float width, PlanFacts const& facts, Local::Plans& local, store::Actions& out) { return PlanChoice(ui, facts, local, out).show(x, y, width); }

float draw_chosen_plan(Frame& ui, Rect area, PlanFacts const& facts, Local::Plans& local, store::Actions& out) { return PlanChoice(ui, facts, local, out).show_chosen(area); }

} // namespace kally::ui
