#pragma once

#include "ui/views/plan_parts.h"

// The plans to choose from, and the question before one is taken.
namespace kally::ui {

/// What is known of the plans and of the person's own: the page, the cards and the question say the same.
struct PlanFacts {
    PlanFacts(store::State const&, Local const&);
    api::Plan const* find(std::string_view type) const; ///< Null: there is no such plan.
    std::optional<Instant> period_end() const;
    bool can_check_out() const;
    bool is_offered(api::Plan const&) const; ///< Something would come of choosing it.
    std::string button_name(api::Plan const&) const;

    store::State const& state;
    bool signed_in;
    api::Subscription const* subscription; ///< Null: not known.
    bool subscribed, fallback, annual;     ///< `fallback`: the published prices stand in. `annual`: the prices of a year are shown.
    store::Plans const* plans = nullptr;   ///< Null: not known.
    api::Plan const* current = nullptr;    ///< Of `plans`.
};

/// Cards, or rows on a phone, and above them the choice between months and years. Returns the height used.
float draw_plan_choice(Frame&, float x, float y, float width, PlanFacts const&, Local::Plans&, store::Actions&);
/// On a phone the button of the chosen plan stands at the bottom. Returns its height, 0 without one.
float draw_chosen_plan(Frame&, Rect area, PlanFacts const&, Local::Plans&, store::Actions&);

} // namespace kally::ui
