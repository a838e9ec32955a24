#include "ui/views/page_parts.h"
#include "ui/views/plan_choice.h"

#include <algorithm>
#include <cmath>

namespace kally::ui {

namespace {

using store::Billing;
using store::Offer;

constexpr float subscription_pad = 20;

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
    PlansView(Frame& ui, PlanFacts const& facts, Local& local, store::Actions& out)
        : m_ui(ui), m_facts(facts), m_state(facts.state), m_billing(facts.state.billing), m_local(local), m_out(out), m_phone(ui.theme().phone)
    {
    }

    /// Returns the height of everything.
    float show(float x, float y, float width)
    {
        m_x = x, m_y = y, m_width = width;
        notices();
        bool const has_plan = m_facts.subscription == nullptr || (m_facts.subscription->plan && !m_facts.subscription->plan->empty());
        if (m_facts.signed_in && has_plan)
            top();
        if (!m_facts.subscribed && (!m_facts.signed_in || m_facts.subscription != nullptr))
            trial_banner();
        m_y += draw_plan_choice(m_ui, m_x, m_y, m_width, m_facts, m_local.plans, m_out);
        if (m_facts.signed_in && !m_facts.subscribed && m_facts.subscription != nullptr)
            no_subscription();
        if (m_facts.signed_in && !has_plan)
            top();
        m_y += label(m_ui, { m_x, m_y, m_width, 20 }, "foot", say(Text::PlansFoot), { .type = text::Type::Caption, .color = m_ui.palette().text.tertiary, .max_lines = 0 }) + 16;
        return m_y - y;
    }

private:
    std::string say(Text text) const { return words(text, m_state); }
    store::Language language() const { return m_state.settings.language; }

    bool has_portal() const { return !m_state.missing.contains(Offer::Portal); }

    ButtonSpec portal_button(ButtonSize size = ButtonSize::Medium) const
    {
        return { .key = "portal", .name = say(Text::ManageBilling), .size = size, .icon = Icon::ExternalLink, .icon_after = true, .disabled = !m_state.online, .busy = m_billing.asked == store::BillingPage::Portal };
    }
    ButtonSpec trial_button(ButtonKind kind, ButtonSize size) const
    {
        return { .key = "trial", .name = m_facts.signed_in ? say(Text::StartTrial) : say(Text::SignInToStart), .kind = kind, .size = size, .icon = Icon::ArrowRight, .icon_after = true, .disabled = m_facts.signed_in && !m_state.online, .busy = m_billing.asked == store::BillingPage::Trial };
    }
    void start_trial()
    {
        if (m_facts.signed_in)
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
        if (m_state.route.checkout && !m_facts.signed_in)
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
            auto said = outcome_text(*error, m_state);
            if (m_billing.change_again_at && m_state.now < *m_billing.change_again_at)
                said += " " + tr_format(Text::ChangeAgainAt, language(), format_time(*m_billing.change_again_at, m_state.utc_offset));
            std::vector<ButtonSpec> ways;
            if (error->code == "trial_requires_checkout" || error->code == "no_active_subscription") {
                if (m_facts.can_check_out())
                    ways.push_back(small("trial", Text::StartTrial));
                if (has_portal())
                    ways.push_back(small("portal", Text::ManageBilling));
            }
            if (error->code == "pending_change_exists" && !m_state.missing.contains(Offer::DropChange))
                ways.push_back(small("drop", Text::DropChange, !m_state.online));
            ways.push_back({ .key = "seen", .name = say(Text::Understood), .kind = ButtonKind::Ghost, .size = ButtonSize::Small });
            show_notice({ .key = "error", .tone = Tone::Danger, .icon = Icon::CircleAlert, .text = said, .buttons = ways, .role = Role::Alert });
        }
        if (m_facts.fallback)
            show_notice({ .key = "fallback", .icon = Icon::CloudAlert, .title = say(Text::PricesFallback), .text = say(Text::PricesFallbackDetail), .buttons = { small("again", Text::TryAgain, m_billing.plans.pending.has_value()) } });
        if (m_facts.signed_in && m_billing.subscription.error && m_facts.subscription == nullptr)
            show_notice({ .key = "no-subscription", .tone = Tone::Danger, .icon = Icon::CircleAlert, .title = say(Text::SubscriptionFailed), .text = error_text(*m_billing.subscription.error, language()) + spaced(error_reference(*m_billing.subscription.error, language())), .buttons = { small("again", Text::TryAgain) }, .role = Role::Alert });
        if (auto const& status = m_billing.status.value; m_facts.signed_in && status && status->pending_change) {
            auto const& change = *status->pending_change;
            auto const* next = m_facts.find(change.plan.value_or(""));
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
        if (m_facts.subscription == nullptr && m_billing.subscription.pending && m_ui.shown_for(m_ui.id("skeleton"), skeleton_delay)) {
            skeleton(m_ui, { m_x, m_y, m_width, 176 }, token::radius_lg);
            m_y += 200;
            return;
        }
        bool const has = m_facts.subscription != nullptr && m_facts.subscription->plan && !m_facts.subscription->plan->empty();
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
        auto const& own = *m_facts.subscription;
        if (auto const end = m_facts.period_end()) {
            auto const status = own.status.value_or("");
            bool const over = *end < m_state.now, ends = own.auto_renew == false || status == "cancelled" || status == "canceled" || status == "expired";
            all.push_back({ over ? Text::PlanEnded : ends ? Text::PlanEnds : Text::PlanRenews, format_date(*end, m_state.utc_offset, language()) });
        }
        if (own.period) {
            bool const annual = *own.period == "annual";
            auto value = annual ? say(Text::Annual) : *own.period == "monthly" ? say(Text::Monthly) : *own.period;
            if (annual && m_facts.current != nullptr && m_facts.current->monthly_if_annual)
                value += ", " + tr_format(Text::AYear, language(), format_money(*m_facts.current->monthly_if_annual * 12, m_facts.current->currency, language()));
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
        float const usage = with_usage ? usage_height(m_width - 2 * subscription_pad, m_state) : 0;
        return 20 + 24 + 12 + 28 * static_cast<float>(facts().size()) + (usage > 0 ? 12 + usage : 0) + (has_portal() ? 16 + button_height(m_ui, ButtonSize::Medium) : 0) + 20;
    }

    void subscription(Rect box, bool with_usage)
    {
        auto const& p = m_ui.palette();
        auto const& own = *m_facts.subscription;
        auto const status = own.status.value_or(own.active ? (*own.active ? "active" : "expired") : "");
        bool const trial = own.plan == "trial" && m_facts.subscribed;
        auto const* look = std::find_if(std::begin(statuses), std::end(statuses), [&](auto const& one) { return one.status == (trial ? "trial" : status); });
        bool const known = look != std::end(statuses);
        auto const word = known ? say(look->text) : status;
        auto const name = m_facts.current != nullptr ? m_facts.current->name : own.plan == "trial" ? say(Text::PlanTrial) : *own.plan;
        m_ui.open("subscription", Role::Region, say(Text::YourPlan), box);
        card(m_ui, box, p.surface.raised, p.border.default_);
        float const x = box.x + subscription_pad, width = box.width - 2 * subscription_pad, name_width = std::ceil(m_ui.paint().width(text::Type::Heading, name));
        float y = box.y + subscription_pad;
        label(m_ui, { x, y, name_width + 1, 24 }, "plan", name, { .type = text::Type::Heading, .role = Role::Heading, .level = 2 });
        if (!word.empty() && !(trial && name == word)) {
            auto const mark = known && look->tone == Tone::Success ? PillMark::Check : PillMark::None;
            float const pill_wide = pill(m_ui, x + name_width + 8, y + 2, known ? look->tone : Tone::Neutral, word, mark);
            m_ui.record("status", Role::Status, word, { x + name_width + 8, y + 2, pill_wide, 20 });
        }
        if (m_facts.current != nullptr) {
            auto const& price = own.period == "annual" && m_facts.current->monthly_if_annual ? m_facts.current->monthly_if_annual : m_facts.current->monthly;
            if (price && own.period)
                label(m_ui, { x, y + 2, width, 20 }, "price", tr_format(Text::PriceAMonth, language(), format_money(*price, m_facts.current->currency, language())), { .type = text::Type::Small, .color = p.text.secondary, .align = Align::Right });
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
            if (button(m_ui, { x, box.bottom() - subscription_pad - h, width, h }, spec) && !spec.disabled)
                m_out.push_back(store::BillingPagePressed { store::BillingPage::Portal });
        }
        m_ui.close();
    }

    void trial_banner()
    {
        if (m_facts.signed_in && m_state.missing.contains(Offer::Trial))
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

    void no_subscription()
    {
        if (m_facts.subscription->plan && !m_facts.subscription->plan->empty())
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
    PlanFacts const& m_facts;
    store::State const& m_state;
    Billing const& m_billing;
    Local& m_local;
    store::Actions& m_out;
    bool m_phone;
    float m_x = 0, m_y = 0, m_width = 0;
};

} // namespace

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
    PlanFacts const facts { state, local };
    body.height -= draw_chosen_plan(ui, body, facts, local.plans, out);
    PlansView view(ui, facts, local, out);
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
