#pragma once

#include "ui/views.h"

// What the panel beside a thread and the page of goals show alike.
namespace kally::ui {

/// A status that is known, in a word and its colours; nothing for one that is not.
struct GoalLook { Text text; Tone tone; PillMark mark; };
std::optional<GoalLook> look_of_goal(std::string_view status);
/// The status as a pill with its record; one that is not known in the service's own word. Returns the height used, 0 without a status.
float draw_goal_status(Frame&, float x, float y, api::Goal const&, store::State const&, float height = token::control_pill_height_sm);

/// In a word; one that is not known in the service's own.
std::string step_status(api::GoalStep const&, store::Language);

float goal_status_width(Frame&, api::Goal const&, store::State const&);

std::ptrdiff_t done_count(api::Goal const&);
std::string steps_done(api::Goal const&, store::Language); ///< "3 of 5 steps"
/// The steps one below the other, each a list item; both share their code. Heights in CSS pixels.
float steps_height(Frame&, api::Goal const&, float width);
void draw_steps(Frame&, float x, float y, float width, api::Goal const&, store::State const&);
/// Credits used of those estimated, with a meter when both are known, and what is left. Draws nothing when neither is known; returns the height used.
float draw_budget_card(Frame&, Rect, std::optional<Decimal> used, std::optional<Decimal> estimated, store::State const&, std::optional<Decimal> left = {});
float budget_card_height(std::optional<Decimal> used, std::optional<Decimal> estimated, std::optional<Decimal> left = {});
Text goal_action_name(api::GoalAction);
std::string_view goal_action_key(api::GoalAction);
/// Decides, or asks once more where it cannot be taken back.
void decide_goal(GoalId const&, api::GoalAction, Local&, store::Actions&);
bool is_under_way(store::Decision const&);
/// Why nothing came of a decision: the lines that changed, or what went wrong. True when the person has read it.
bool draw_decision_note(Frame&, Rect, store::Decision const&, store::State const&, store::Actions&, GoalId const& = {});
/// Where a goal beside its chat could not be loaded: why, and trying again.
void draw_panel_failure(Frame&, Rect, Error const&, store::State const&, store::Actions&);
float decision_note_height(Frame&, float width, store::Decision const&, store::State const&);
/// What a goal is doing or waits for, in one line; empty when nothing is known.
std::string goal_line(api::Goal const&, store::State const&);

} // namespace kally::ui
