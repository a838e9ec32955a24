#include "ui/views/plan_parts.h"

#include <algorithm>
#include <cmath>

namespace kally::ui {

namespace {

using store::Billing;
using store::Offer;

constexpr float card_pad = 20, cards_gap = 16;

/// Known words of an open set; any other is shown as it is.
struct StatusLook { std::string_view status; Text text; Tone tone; };
constexpr StatusLook statuses[] = {
    { "active", Text::PlanActive, Tone::Success },
    { "trialing", Text::PlanTrial, Tone::Accent },
    { "trial", Text::PlanTrial, Tone::Accent },
    { "cancelled", Text::Cancelled, Tone::Neutral },
    { "canceled", Text::Cancelled, Tone::Neutral },
    { "expired", Text::PlanExpired, Tone::Neutral },
    { "past_due", Text::PlanUnpaid, Tone::Danger },
    { "unpaid", Text::PlanUnpaid, Tone::Danger },
    { "incomplete", Text::PlanUnpaid, Tone::Danger },
    { "paused", Text::PlanPaused, Tone::Neutral },
};

class PlansView {
public:
    PlansView(Frame& ui, store::State const& state, Local& local, store::Actions& out)
        : m_ui(ui)
        , m_state(state)
        , m_billing(state.billing)
        , m_local(local)
        , m_out(out)
        , m_phone(ui.theme().phone)
        , m_signed_in(state.sign_in != store::SignIn::SignedOut)
        , m_subscription(m_billing.subscription.value ? &*m_billing.subscription.value : nullptr)
        , m_subscribed(m_subscription != nullptr && store::is_subscribed(*m_subscription))
        , m_fallback(m_billing.plans.error.has_value() && !m_billing.plans.value)
        , m_annual(local.plans.annual.value_or(m_subscription != nullptr && m_subscription->period == "annual"))
    {
        m_plans = m_billing.plans.value ? &*m_billing.plans.value : m_fallback ? &store::seed_plans() : nullptr;
        if (m_subscribed)
            m_current = find(m_subscription->plan.value_or(""));
    }

    /// Returns the height of everything.
    float show(float x, float y, float width)
    {
        m_x = x, m_y = y, m_width = width;
        notices();
        bool const has_plan = m_subscription == nullptr || (m_subscription->plan && !m_subscription->plan->empty());
        if (m_signed_in && has_plan)
            top();
        if (!m_subscribed && (!m_signed_in || m_subscription != nullptr))
            trial_banner();
        choice_head();
        if (m_plans == nullptr)
            skeletons();
        else if (m_plans->empty())
            line("no-plans", words(Text::NoPlans, m_state), text::Type::Ui);
        else if (m_phone)
            rows();
        else
            cards();
        if (m_signed_in && !m_subscribed && m_subscription != nullptr)
            no_subscription();
        if (m_signed_in && !has_plan)
            top();
        line("foot", words(Text::PlansFoot, m_state), text::Type::Caption);
        return m_y - y;
    }

    /// On a phone the button of the chosen plan stands at the bottom. Returns its height, 0 without one.
    float sticky(Rect area)
    {
        if (!m_phone || m_plans == nullptr || m_plans->empty())
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

    void question()
    {
        auto const* plan = find(*m_local.plans.question);
        auto const language = m_state.settings.language;
        auto const& p = m_ui.palette();
        if (plan == nullptr)
            return m_local.plans.question.reset();
        bool const trial = !m_subscribed;
        auto const now = m_current != nullptr ? m_current->name + price_words(*m_current, m_subscription->period == "annual") : trial ? words(Text::NoPlanNow, m_state) : m_subscription->plan.value_or(words(Text::NotKnown, m_state));
        std::string when = words(Text::WhenUnknown, m_state);
        if (m_current != nullptr && m_current->monthly && plan->monthly) {
            auto const end = period_end();
            when = *m_current->monthly < *plan->monthly ? words(Text::WhenNow, m_state) : end ? tr_format(Text::WhenDate, language, format_date(*end, m_state.utc_offset, language)) : words(Text::WhenPeriodEnds, m_state);
        }
        struct Line { Text name; std::string value; };
        std::vector<Line> lines;
        if (!trial)
            lines = { { Text::PlanNow, now }, { Text::PlanNext, plan->name + price_words(*plan, m_annual) }, { Text::PlanWhen, when } };
        auto const title = trial ? words(Text::StartWithTrial, m_state) : tr_format(Text::ChangeQuestion, language, plan->name);
        auto const detail = trial ? tr_format(Text::TrialFirst, language, plan->name) : words(Text::ChangeEffect, m_state);
        float const inner = std::min(token::panel_dialog, m_ui.window().width - 32) - 48;
        bool const narrow = inner < 360;
        float const h = button_height(m_ui, ButtonSize::Medium);
        float lines_height = lines.empty() ? 0 : 12;
        for (auto const& one : lines)
            lines_height += std::max(24.0f, wrapped_height(m_ui, text::Type::UiMedium, one.value, inner - 72) + 4);
        float const title_height = wrapped_height(m_ui, text::Type::Title2, title, inner), detail_height = wrapped_height(m_ui, text::Type::Body, detail, inner);
        Rect const r = begin_dialog(m_ui, "plan-question", title, token::panel_dialog, 24 + title_height + 8 + lines_height + detail_height + 24 + (narrow ? 2 * h + 8 : h) + 24);
        float y = r.y;
        y += label(m_ui, { r.x, y, r.width, title_height }, "title", title, { .type = text::Type::Title2, .role = Role::Heading, .level = 2, .max_lines = 0 }) + 8;
        for (auto const& one : lines) {
            auto const name = words(one.name, m_state);
            float const used = draw_label(m_ui, { r.x + 72, y, r.width - 72, 20 }, one.value, { .type = text::Type::UiMedium, .max_lines = 0 });
            draw_label(m_ui, { r.x, y, 68, 20 }, name, { .type = text::Type::Small, .color = p.text.tertiary });
            m_ui.record("line." + name, { .role = Role::Text, .name = name + ": " + one.value, .rect = { r.x, y, r.width, used } });
            y += std::max(24.0f, used + 4);
        }
        if (!lines.empty())
            y += 12;
        y += label(m_ui, { r.x, y, r.width, detail_height }, "detail", detail, { .type = text::Type::Body, .color = p.text.secondary, .max_lines = 0 }) + 24;
        ButtonSpec const keep { .key = "keep", .name = trial ? words(Text::Cancel, m_state) : words(Text::KeepPlan, m_state) };
        ButtonSpec const go { .key = "go", .name = trial ? words(Text::StartTrial, m_state) : button_name(*plan), .kind = ButtonKind::Primary, .disabled = trial && !can_check_out() };
        float const a = button_width(m_ui, go), b = button_width(m_ui, keep);
        bool const gone = button(m_ui, narrow ? Rect { r.x, y, r.width, h } : Rect { r.right() - a, y, a, h }, go) && !go.disabled;
        bool const kept = button(m_ui, narrow ? Rect { r.x, y + h + 8, r.width, h } : Rect { r.right() - a - 8 - b, y, b, h }, keep);
        if (m_ui.layer_is_new())
            m_ui.focus(m_ui.id("keep")); // the one that costs nothing
        if (gone && trial)
            m_out.push_back(store::BillingPagePressed { store::BillingPage::Trial });
        else if (gone)
            m_out.push_back(store::PlanChosen { plan->type, m_annual ? api::Billed::Annually : api::Billed::Monthly });
        if (gone || kept || m_ui.take_key("Escape", true))
            m_local.plans.question.reset();
        end_dialog(m_ui);
    }

private:
    std::string say(Text text) const { return words(text, m_state); }
    store::Language language() const { return m_state.settings.language; }

    api::Plan const* find(std::string_view type) const
    {
        if (m_plans != nullptr)
            for (auto const& plan : *m_plans)
                if (plan.type == type)
                    return &plan;
        return nullptr;
    }

    std::optional<Instant> period_end() const
    {
        if (m_subscription != nullptr && m_subscription->period_end)
            return m_subscription->period_end;
        return m_billing.status.value ? m_billing.status.value->period_end : std::nullopt;
    }

    bool can_check_out() const { return m_state.online && !m_state.missing.contains(Offer::Trial); }
    bool has_portal() const { return !m_state.missing.contains(Offer::Portal); }

    std::string price_words(api::Plan const& plan, bool annual) const
    {
        auto const& price = annual && plan.monthly_if_annual ? plan.monthly_if_annual : plan.monthly;
        return price ? ", " + tr_format(annual && plan.monthly_if_annual ? Text::AMonthBilledYearly : Text::PriceAMonth, language(), format_money(*price, plan.currency, language())) : "";
    }

    void line(std::string_view key, std::string const& said, text::Type type) { m_y += label(m_ui, { m_x, m_y, m_width, 20 }, key, said, { .type = type, .color = m_ui.palette().text.tertiary, .max_lines = 0 }) + 16; }

    ButtonSpec portal_button(ButtonSize size = ButtonSize::Medium) const
    {
        return { .key = "portal", .name = say(Text::ManageBilling), .size = size, .icon = Icon::ExternalLink, .icon_after = true, .disabled = !m_state.online, .busy = m_billing.asked == store::BillingPage::Portal };
    }
    ButtonSpec trial_button(ButtonKind kind, ButtonSize size) const
    {
        return { .key = "trial", .name = m_signed_in ? say(Text::StartTrial) : say(Text::SignInToStart), .kind = kind, .size = size, .icon = Icon::ArrowRight, .icon_after = true, .disabled = m_signed_in && !m_state.online, .busy = m_billing.asked == store::BillingPage::Trial };
    }
    void start_trial()
    {
        if (m_signed_in)
            m_out.push_back(store::BillingPagePressed { store::BillingPage::Trial });
        else
            m_out.push_back(store::RouteChanged { { .page = store::Page::SignIn } });
    }

    void show_notice(NoticeSpec spec)
    {
        std::string_view pressed;
        m_y += notice(m_ui, m_x, m_y, m_width, spec, pressed) + 16;
        if (pressed == "portal")
            m_out.push_back(store::BillingPagePressed { store::BillingPage::Portal });
        else if (pressed == "trial")
            start_trial();
        else if (pressed == "drop")
            m_out.push_back(store::DropChangePressed {});
        else if (pressed == "check")
            m_out.push_back(store::CheckoutCheckPressed {});
        else if (pressed == "seen")
            m_out.push_back(store::BillingNoteRead {});
        else if (pressed == "again")
            m_out.push_back(store::BillingRequested {});
        else if (pressed == "sign-in")
            m_out.push_back(store::RouteChanged { { .page = store::Page::SignIn } });
    }

    void notices()
    {
        auto const small = [&](std::string_view key, Text name, bool disabled = false) { return ButtonSpec { .key = key, .name = say(name), .kind = ButtonKind::OnBar, .size = ButtonSize::Small, .disabled = disabled }; };
        if (m_state.route.checkout && !m_signed_in)
            show_notice({ .key = "elsewhere", .title = say(Text::CheckoutElsewhere), .text = say(Text::CheckoutElsewhereDetail), .buttons = { small("sign-in", Text::SignIn) } });
        if (m_billing.wait == Billing::Wait::Polling && !m_billing.hosted) {
            show_notice({ .key = "waiting", .tone = Tone::Accent, .icon = Icon::Clock, .title = say(m_state.in_process ? Text::CheckoutElsewhere : Text::CheckoutWaiting), .text = say(Text::CheckoutWaitingDetail), .role = Role::Status });
            open_again();
        }
        if (m_billing.wait == Billing::Wait::Slow) {
            show_notice({ .key = "slow", .icon = Icon::Clock, .title = say(Text::CheckoutSlow), .text = say(Text::CheckoutSlowDetail), .buttons = { small("check", Text::CheckAgain, !m_state.online) } });
            open_again();
        }
        if (auto const& error = m_billing.error) {
            auto said = error_text(*error, language()) + spaced(error_reference(*error, language()));
            if (m_billing.change_again_at && m_state.now < *m_billing.change_again_at)
                said += " " + tr_format(Text::ChangeAgainAt, language(), format_time(*m_billing.change_again_at, m_state.utc_offset));
            std::vector<ButtonSpec> ways;
            if (error->code == "trial_requires_checkout" || error->code == "no_active_subscription") {
                if (can_check_out())
                    ways.push_back(small("trial", Text::StartTrial));
                if (has_portal())
                    ways.push_back(small("portal", Text::ManageBilling));
            }
            if (error->code == "pending_change_exists" && !m_state.missing.contains(Offer::DropChange))
                ways.push_back(small("drop", Text::DropChange, !m_state.online));
            ways.push_back({ .key = "seen", .name = say(Text::Understood), .kind = ButtonKind::Ghost, .size = ButtonSize::Small });
            show_notice({ .key = "error", .tone = Tone::Danger, .icon = Icon::CircleAlert, .text = said, .buttons = ways, .role = Role::Alert });
        }
        if (m_fallback)
            show_notice({ .key = "fallback", .icon = Icon::CloudAlert, .title = say(Text::PricesFallback), .text = say(Text::PricesFallbackDetail), .buttons = { small("again", Text::TryAgain, m_billing.plans.pending.has_value()) } });
        if (m_signed_in && m_billing.subscription.error && m_subscription == nullptr)
            show_notice({ .key = "no-subscription", .tone = Tone::Danger, .icon = Icon::CircleAlert, .title = say(Text::SubscriptionFailed), .text = error_text(*m_billing.subscription.error, language()) + spaced(error_reference(*m_billing.subscription.error, language())), .buttons = { small("again", Text::TryAgain) }, .role = Role::Alert });
        if (auto const& status = m_billing.status.value; m_signed_in && status && status->pending_change) {
            auto const& change = *status->pending_change;
            auto const* next = find(change.plan.value_or(""));
            auto const name = next != nullptr ? next->name : change.plan.value_or(say(Text::NotKnown));
            auto const said = change.effective_at ? tr_format(Text::PendingChangeAt, language(), name, format_date(*change.effective_at, m_state.utc_offset, language())) : tr_format(Text::PendingChange, language(), name);
            std::vector<ButtonSpec> ways;
            if (!m_state.missing.contains(Offer::DropChange))
                ways.push_back({ .key = "drop", .name = say(Text::KeepPlan), .kind = ButtonKind::OnBar, .size = ButtonSize::Small, .disabled = !m_state.online, .busy = m_billing.dropping.has_value() });
            show_notice({ .key = "pending", .icon = Icon::CalendarCheck, .title = said, .buttons = ways });
        }
    }

    /// The checkout itself, where the browser kept it from opening. A real link: only that opens for sure. That of the page's own sandbox is no address.
    void open_again()
    {
        if (m_billing.opened.empty())
            return;
        auto const name = say(Text::OpenCheckout);
        float const width = std::ceil(m_ui.paint().width(text::Type::SmallMedium, name));
        Rect const rect { m_x, m_y - 8, width + 24, 24 };
        auto const item = m_ui.item("open-again", { .role = m_state.in_process ? Role::Button : Role::Link, .name = name, .value = m_state.in_process ? "" : m_billing.opened, .rect = rect });
        m_ui.paint().text_in(text::Type::SmallMedium, { rect.x, rect.y, width + 1, 24 }, m_ui.palette().accent.text, name);
        m_ui.paint().icon(Icon::ExternalLink, rect.x + width + 14, rect.y + 12, token::icon_sm, m_ui.palette().accent.text);
        if (item.focused)
            m_ui.paint().focus_ring(rect, m_ui.palette().focus.ring, token::radius_xs);
        if (item.activated)
            m_out.push_back(m_state.in_process ? store::Action { store::HostedPressed { m_billing.opened, {}, {} } } : store::LinkPressed { m_billing.opened });
        m_y += 32;
    }

    void top()
    {
        if (m_subscription == nullptr && m_billing.subscription.pending && m_ui.shown_for(m_ui.id("skeleton"), skeleton_delay)) {
            skeleton(m_ui, { m_x, m_y, m_width, 176 }, token::radius_lg);
            m_y += 200;
            return;
        }
        bool const has = m_subscription != nullptr && m_subscription->plan && !m_subscription->plan->empty();
        bool const side = m_width >= 720 && has;
        float const subscription_width = side ? 320 : m_width, usage_width = side ? m_width - 336 : m_width;
        bool const together = m_phone && has; // one card
        float const usage = together ? 0 : usage_card_height(usage_width, m_state), own = has ? subscription_height(together) : 0;
        if (has)
            subscription({ m_x, m_y, subscription_width, side ? std::max(own, usage) : own }, together);
        if (side) {
            draw_usage_card(m_ui, m_x + 336, m_y, usage_width, m_state);
            m_y += std::max(own, usage) + 24;
            return;
        }
        if (has)
            m_y += own + (together ? 24 : 12);
        if (usage > 0)
            m_y += draw_usage_card(m_ui, m_x, m_y, usage_width, m_state) + (m_phone ? 12 : 24);
    }

    struct Fact { Text name; std::string value; };
    std::vector<Fact> facts() const
    {
        std::vector<Fact> all;
        auto const& own = *m_subscription;
        if (auto const end = period_end()) {
            auto const status = own.status.value_or("");
            bool const over = *end < m_state.now, ends = own.auto_renew == false || status == "cancelled" || status == "canceled" || status == "expired";
            all.push_back({ over ? Text::PlanEnded : ends ? Text::PlanEnds : Text::PlanRenews, format_date(*end, m_state.utc_offset, language()) });
        }
        if (own.period) {
            bool const annual = *own.period == "annual";
            auto value = annual ? say(Text::Annual) : *own.period == "monthly" ? say(Text::Monthly) : *own.period;
            if (annual && m_current != nullptr && m_current->monthly_if_annual)
                value += ", " + tr_format(Text::AYear, language(), format_money(*m_current->monthly_if_annual * 12, m_current->currency, language()));
            all.push_back({ Text::Billing, value });
        }
        if (own.provider && *own.provider != "stripe" && !own.provider->empty())
            all.push_back({ Text::BilledBy, *own.provider == "apple" ? "Apple" : *own.provider == "google" ? "Google" : *own.provider });
        if (own.minutes_included)
            all.push_back({ Text::MinutesIncluded, std::to_string(*own.minutes_included) });
        return all;
    }

    /// What was used belongs to it where there is room for one card only.
    float subscription_height(bool with_usage) const
    {
        float const usage = with_usage ? usage_height(m_width - 2 * card_pad, m_state) : 0;
        return 20 + 24 + 12 + 28 * static_cast<float>(facts().size()) + (usage > 0 ? 12 + usage : 0) + (has_portal() ? 16 + button_height(m_ui, ButtonSize::Medium) : 0) + 20;
    }

    void subscription(Rect box, bool with_usage)
    {
        auto const& p = m_ui.palette();
        auto const& own = *m_subscription;
        auto const status = own.status.value_or(own.active ? (*own.active ? "active" : "expired") : "");
        bool const trial = own.plan == "trial" && m_subscribed;
        auto const* look = std::find_if(std::begin(statuses), std::end(statuses), [&](auto const& one) { return one.status == (trial ? "trial" : status); });
        bool const known = look != std::end(statuses);
        auto const word = known ? say(look->text) : status;
        auto const name = m_current != nullptr ? m_current->name : own.plan == "trial" ? say(Text::PlanTrial) : *own.plan;
        m_ui.open("subscription", Role::Region, say(Text::YourPlan), box);
        card(m_ui, box, p.surface.raised, p.border.default_);
        float const x = box.x + card_pad, width = box.width - 2 * card_pad, name_width = std::ceil(m_ui.paint().width(text::Type::Heading, name));
        float y = box.y + card_pad;
        label(m_ui, { x, y, name_width + 1, 24 }, "plan", name, { .type = text::Type::Heading, .role = Role::Heading, .level = 2 });
        if (!word.empty() && !(trial && name == word)) {
            auto const mark = known && look->tone == Tone::Success ? PillMark::Check : PillMark::None;
            float const pill_wide = pill(m_ui, x + name_width + 8, y + 2, known ? look->tone : Tone::Neutral, word, mark);
            m_ui.record("status", Role::Status, word, { x + name_width + 8, y + 2, pill_wide, 20 });
        }
        if (m_current != nullptr) {
            auto const& price = own.period == "annual" && m_current->monthly_if_annual ? m_current->monthly_if_annual : m_current->monthly;
            if (price && own.period)
                label(m_ui, { x, y + 2, width, 20 }, "price", tr_format(Text::PriceAMonth, language(), format_money(*price, m_current->currency, language())), { .type = text::Type::Small, .color = p.text.secondary, .align = Align::Right });
        }
        y += 24 + 12;
        for (auto const& fact : facts()) {
            auto const fact_name = say(fact.name);
            draw_label(m_ui, { x, y, width, 20 }, fact_name, { .type = text::Type::Small, .color = p.text.tertiary });
            draw_label(m_ui, { x + 70, y, width - 70, 20 }, fact.value, { .type = text::Type::Small, .align = Align::Right });
            m_ui.record("fact." + fact_name, { .role = Role::Text, .name = fact_name + ": " + fact.value, .rect = { x, y, width, 20 } });
            y += 28;
        }
        if (with_usage)
            draw_usage(m_ui, x, y + 12, width, m_state);
        if (has_portal()) {
            float const h = button_height(m_ui, ButtonSize::Medium);
            auto const spec = portal_button();
            if (button(m_ui, { x, box.bottom() - card_pad - h, width, h }, spec) && !spec.disabled)
                m_out.push_back(store::BillingPagePressed { store::BillingPage::Portal });
        }
        m_ui.close();
    }

    void trial_banner()
    {
        if (m_signed_in && m_state.missing.contains(Offer::Trial))
            return;
        auto const& p = m_ui.palette();
        auto const title = say(Text::TrialTitle), detail = say(Text::TrialDetail);
        auto const spec = trial_button(ButtonKind::OnBrand, ButtonSize::Large);
        float const button_wide = button_width(m_ui, spec), h = button_height(m_ui, ButtonSize::Large), pad = m_phone ? 20 : 32;
        bool const beside = m_width > 640;
        float const text_width = m_width - 2 * pad - (beside ? button_wide + 24 : 0);
        float const title_height = wrapped_height(m_ui, text::Type::Title1, title, text_width), text_height = title_height + 4 + wrapped_height(m_ui, text::Type::Body, detail, text_width);
        Rect const box { m_x, m_y, m_width, 2 * pad + text_height + (beside ? 0 : 16 + h) };
        m_ui.open("trial-banner", Role::Region, title, box);
        m_ui.paint().gradient(box, p.brand.top, p.brand.bottom, token::radius_xl);
        if (beside) {
            m_ui.paint().push_clip(box);
            for (float const d : { 160.0f, 320.0f, 520.0f })
                m_ui.paint().ring(box.right() - 94, box.y + box.height / 2, d / 2, p.brand.ring, 1);
            m_ui.paint().pop_clip();
        }
        label(m_ui, { box.x + pad, box.y + pad, text_width, title_height }, "title", title, { .type = text::Type::Title1, .color = p.brand.on, .role = Role::Heading, .level = 2, .max_lines = 0 });
        label(m_ui, { box.x + pad, box.y + pad + title_height + 4, text_width, 24 }, "detail", detail, { .type = text::Type::Body, .color = p.brand.on_muted, .max_lines = 0 });
        Rect const at = beside ? Rect { box.right() - pad - button_wide, box.y + (box.height - h) / 2, button_wide, h } : Rect { box.x + pad, box.bottom() - pad - h, m_width - 2 * pad, h };
        if (button(m_ui, at, spec) && !spec.disabled)
            start_trial();
        m_ui.close();
        m_y += box.height + 24;
    }

    /// The most that a year saves, in percent of the months alone; 0 when no plan has both prices.
    int most_saved() const
    {
        int most = 0;
        if (m_plans != nullptr)
            for (auto const& plan : *m_plans)
                if (plan.monthly && plan.monthly_if_annual)
                    most = std::max(most, ((*plan.monthly - *plan.monthly_if_annual).per_mille_of(*plan.monthly) + 5) / 10);
        return most;
    }

    void choice_head()
    {
        auto const& p = m_ui.palette();
        int const saved = most_saved();
        bool const choice = m_plans != nullptr && std::any_of(m_plans->begin(), m_plans->end(), [](auto const& plan) { return plan.monthly_if_annual.has_value(); });
        auto const title = say(m_subscribed ? Text::ChoosePlan : Text::OrChoosePlan);
        auto const saves = saved > 0 ? tr_format(Text::AnnualSaves, language(), std::to_string(saved)) : std::string {};
        std::string const both[] = { say(Text::Monthly), m_phone && saved > 0 ? saves : say(Text::Annual) };
        float const height = segment_height(m_ui), width = segment_width(m_ui, both);
        label(m_ui, { m_x, m_y + (m_phone ? 0 : 6), m_width, 24 }, "choose", title, { .type = text::Type::Heading, .role = Role::Heading, .level = 2 });
        if (m_phone)
            m_y += 36;
        if (choice) {
            if (!m_phone && saved > 0)
                label(m_ui, { m_x, m_y, m_width - width - 12, height }, "saves", saves, { .type = text::Type::Small, .color = p.success.text, .align = Align::Right });
            if (auto const pressed = segment(m_ui, m_phone ? Rect { m_x, m_y, m_width, height } : Rect { m_x + m_width - width, m_y, width, height }, "period", say(Text::Billing), both, m_annual ? 1 : 0))
                m_local.plans.annual = *pressed == 1;
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
        if (!m_annual)
            return plan.monthly ? say(Text::BilledMonthly) : std::string {};
        if (!plan.monthly_if_annual)
            return say(Text::MonthlyOnly);
        auto const year = *plan.monthly_if_annual * 12;
        auto const said = tr_format(Text::AYear, language(), format_money(year, plan.currency, language()));
        if (!plan.monthly || !(year < *plan.monthly * 12))
            return said;
        return tr_format(Text::AndSaves, language(), said, format_money(*plan.monthly * 12 - year, plan.currency, language()));
    }

    std::optional<Decimal> price_of(api::Plan const& plan) const { return m_annual && plan.monthly_if_annual ? plan.monthly_if_annual : plan.monthly; }

    std::string button_name(api::Plan const& plan) const
    {
        if (!m_subscribed)
            return tr_format(Text::ChoosePlanNamed, language(), plan.name);
        bool const up = m_current == nullptr || (m_current->monthly && plan.monthly && *m_current->monthly < *plan.monthly);
        return tr_format(up ? Text::UpgradeTo : Text::SwitchTo, language(), plan.name);
    }

    /// None where nothing would come of it.
    std::optional<ButtonSpec> button_of(api::Plan const& plan) const
    {
        if (!m_signed_in)
            return m_phone ? std::optional { ButtonSpec { .key = "choose", .name = say(Text::SignInToStart) } } : std::nullopt;
        if (m_current == &plan)
            return ButtonSpec { .key = "choose", .name = say(Text::CurrentPlan), .disabled = true };
        if (m_subscribed ? m_state.missing.contains(Offer::ChangePlan) : !can_check_out())
            return {};
        bool const too_soon = m_billing.change_again_at && m_state.now < *m_billing.change_again_at;
        bool const own = m_billing.change && m_billing.change->plan == plan.type;
        return ButtonSpec { .key = "choose", .name = button_name(plan), .disabled = !m_state.online || m_subscription == nullptr || too_soon || (m_billing.change && !own), .busy = own };
    }

    void take(api::Plan const& plan)
    {
        if (!m_signed_in)
            start_trial();
        else
            m_local.plans.question = plan.type;
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
        auto const count = m_plans->size();
        std::size_t const columns = m_width >= 880 ? std::min<std::size_t>(4, count) : std::min<std::size_t>(2, count);
        float const width = (m_width - cards_gap * static_cast<float>(columns - 1)) / static_cast<float>(columns), inner = width - 2 * card_pad, h = button_height(m_ui, ButtonSize::Medium);
        bool const buttons = std::any_of(m_plans->begin(), m_plans->end(), [&](auto const& plan) { return button_of(plan).has_value(); });
        float tallest = 0;
        for (auto const& plan : *m_plans)
            tallest = std::max(tallest, features_height(plan, inner));
        float const height = card_pad + 24 + 12 + 40 + 4 + 16 + 16 + (buttons ? h + 16 : 0) + tallest + card_pad - (tallest > 0 ? 8 : 16);
        for (std::size_t i = 0; i < count; ++i) {
            auto const& plan = (*m_plans)[i];
            Rect const box { m_x + (width + cards_gap) * static_cast<float>(i % columns), m_y + (height + cards_gap) * static_cast<float>(i / columns), width, height };
            bool const current = m_current == &plan;
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
        auto const* plan = find(m_local.plans.chosen);
        return plan != nullptr ? plan : m_current != nullptr ? m_current : &m_plans->front();
    }

    void rows()
    {
        auto const& p = m_ui.palette();
        auto const* taken = chosen();
        m_ui.open("rows", Role::RadioGroup, say(Text::ChoosePlan), { m_x, m_y, m_width, 10 });
        m_ui.begin_roving(m_ui.id("rows"));
        struct Opened { Rect box; api::Plan const* plan; };
        std::optional<Opened> opened;
        for (auto const& plan : *m_plans) {
            bool const on = taken == &plan;
            auto const under = under_price(plan);
            float const more = on ? features_height(plan, m_width - 80) + (under.empty() ? 0 : 28) : 0;
            Rect const box { m_x, m_y, m_width, 56 + more };
            auto const amount = price_of(plan);
            auto const said = amount ? format_money(*amount, plan.currency, language()) : say(Text::NotKnown), month = amount ? say(Text::AMonth) : std::string {};
            auto const item = m_ui.item("pick." + plan.type + std::to_string(&plan - m_plans->data()), { .role = Role::Radio, .state = on ? StateChecked : StateNone, .name = plan.name + ", " + said + " " + month + (m_current == &plan ? ", " + say(Text::YourPlan) : ""), .rect = { box.x, box.y, box.width, 56 } });
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
            if (m_current == &plan)
                pill(m_ui, box.x + 54 + name_width, cy - 10, Tone::Neutral, say(Text::YourPlan), PillMark::None);
            float const month_width = std::ceil(m_ui.paint().width(text::Type::Small, month));
            draw_label(m_ui, { box.right() - 16 - month_width, cy - 10, month_width + 1, 20 }, month, { .type = text::Type::Small, .color = p.text.tertiary });
            draw_label(m_ui, { box.x + 46, cy - 12, box.width - 46 - 16 - month_width - 4, 24 }, said, { .type = text::Type::Heading, .align = Align::Right });
            if (item.focused)
                m_ui.paint().focus_ring(box, p.focus.ring, token::radius_lg);
            if (item.activated)
                m_local.plans.chosen = plan.type;
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

    void no_subscription()
    {
        if (m_subscription->plan && !m_subscription->plan->empty())
            return;
        auto const& p = m_ui.palette();
        Rect const box { m_x, m_y + 8, m_width, 80 };
        m_ui.open("none", Role::Group, say(Text::NoSubscription), box);
        card(m_ui, box, p.surface.raised, p.border.default_);
        tile(m_ui, { box.x + 20, box.y + 22, 36, 36 }, Tone::Neutral, Icon::WalletCards, token::icon_lg);
        label(m_ui, { box.x + 72, box.y + 18, box.width - 92, 20 }, "title", say(Text::NoSubscription), { .type = text::Type::UiStrong });
        label(m_ui, { box.x + 72, box.y + 40, box.width - 92, 20 }, "detail", say(Text::NoSubscriptionDetail), { .type = text::Type::Small, .color = p.text.tertiary });
        m_ui.close();
        m_y += 80 + 24;
    }

    Frame& m_ui;
    store::State const& m_state;
    Billing const& m_billing;
    Local& m_local;
    store::Actions& m_out;
    bool m_phone, m_signed_in;
    api::Subscription const* m_subscription;
    bool m_subscribed, m_fallback, m_annual;
    store::Plans const* m_plans = nullptr;
    api::Plan const* m_current = nullptr;
    float m_x = 0, m_y = 0, m_width = 0;
};

} // namespace

void draw_plan_question(Frame& ui, store::State const& state, Local& local, store::Actions& out) { PlansView(ui, state, local, out).question(); }

void draw_plans(Frame& ui, Rect area, store::State const& state, Local& local, store::Actions& out)
{
    bool const phone = ui.theme().phone, signed_in = state.sign_in != store::SignIn::SignedOut;
    float const gutter = phone ? token::panel_gutter_phone : token::panel_gutter_page;
    ui.open("plans", Role::Region, words(Text::PlansTitle, state), area);
    ui.paint().fill(area, ui.palette().surface.content);
    ui.need_height(area.y + 420);
    static std::vector<PageTab> const tabs {
        { "plans", Text::Plans, { .page = store::Page::Plans } },
        { "credits", Text::Credits, { .page = store::Page::Plans, .credits = true } },
    };
    Rect body = draw_page_head(ui, area, Text::PlansTitle, signed_in ? tabs : std::vector<PageTab> {}, gutter, state, out);
    if (!signed_in) {
        ButtonSpec const sign_in { .key = "sign-in", .name = words(Text::SignIn, state) };
        float const width = button_width(ui, sign_in), h = button_height(ui, ButtonSize::Medium);
        if (button(ui, { area.right() - gutter - width, area.y + (body.y - area.y - h) / 2, width, h }, sign_in))
            out.push_back(store::RouteChanged { { .page = store::Page::SignIn } });
    }
    float const strip = draw_offline_strip(ui, body, state);
    body.y += strip;
    body.height -= strip;
    if (state.route.credits && signed_in) {
        draw_credits(ui, body, state, local, out);
        ui.close();
        return;
    }
    PlansView view(ui, state, local, out);
    body.height -= view.sticky(body);
    float const width = std::min(token::panel_page_max, body.width - 2 * gutter);
    auto const scroll = ui.begin_scroll("body", { .role = Role::Group, .takes_focus = true, .name = words(Text::PlansTitle, state), .rect = body }, local.plans.height);
    float const height = 16 + view.show(body.x + (body.width - width) / 2, body.y - scroll.top + 16, width) + 8;
    ui.end_scroll();
    if (height != local.plans.height) {
        local.plans.height = height;
        ui.animate(); // the scroller learns it with the next frame
    }
    if (ui.input().focused == scroll.id && ui.input().focus_visible)
        ui.paint().focus_ring({ body.x + 4, body.y + 4, body.width - 8, body.height - 8 }, ui.palette().focus.ring, token::radius_md);
    ui.close();
}

} // namespace kally::ui
