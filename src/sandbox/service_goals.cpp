#include "sandbox/service.h"

#include "sandbox/answers.h"
#include "sandbox/json_text.h"
#include "sandbox/plans.h"
#include "sandbox/requests.h"
#include "sandbox/work.h"

#include <algorithm>

namespace kally::sandbox {

using std::chrono::milliseconds, std::chrono::seconds;

net::Response Service::get_goals(Asked const& asked)
{
    auto const limit = query_number(asked.query, "limit", 20, 1, 100'000);
    auto const offset = query_number(asked.query, "offset", 0, 0, 1'000'000'000);
    if (!limit || !offset)
        return fail(422, "invalid_request", "limit or offset is out of range.");
    auto const status = query_value(asked.query, "status").value_or("");
    std::vector<Goal const*> matching;
    for (auto goal = m_account.goals.rbegin(); goal != m_account.goals.rend(); ++goal) {
        std::string_view const own = status_of(*goal, now());
        // Those below another goal are found in its tree. A goal that waits for the person is still an active one for the filter.
        if (goal->parent.empty() && (status.empty() || own == status || (status == "active" && own == "needs_input")))
            matching.push_back(&*goal);
    }
    auto const total = matching.size();
    auto const skipped = std::min(m_dials.in_shape_b(Variant::GoalListParams) ? 0 : static_cast<std::size_t>(*offset), total);
    matching.erase(matching.begin(), matching.begin() + static_cast<std::ptrdiff_t>(skipped));
    auto const more = matching.size() > static_cast<std::size_t>(*limit);
    if (more)
        matching.resize(static_cast<std::size_t>(*limit));
    return json_response(200, answers().goal_list(matching, total, more));
}

net::Response Service::no_goal() { return fail(404, "goal_not_found", "There is no such goal."); }

/// Answers from a goal, or that there is none.
net::Response Service::of_goal(Asked const& asked, std::string (Answers::*told)(Goal const&) const)
{
    auto const* goal = m_account.find_goal(asked.id);
    return goal ? json_response(200, (answers().*told)(*goal)) : no_goal();
}

net::Response Service::get_goal(Asked const& asked) { return of_goal(asked, &Answers::goal_detail); }
net::Response Service::get_tree(Asked const& asked) { return of_goal(asked, &Answers::goal_tree); }
net::Response Service::get_budget(Asked const& asked) { return of_goal(asked, &Answers::budget); }
net::Response Service::get_costs_of_goal(Asked const& asked) { return of_goal(asked, &Answers::cost_breakdown); }

/// Does to a goal that is still open what `act` says; that answers a refusal when it cannot.
net::Response Service::on_open_goal(Asked const& asked, std::optional<net::Response> (Service::*act)(Goal&))
{
    auto* goal = m_account.find_goal(asked.id);
    if (!goal)
        return no_goal();
    if (goal->cancelled)
        return fail(409, "goal_already_cancelled", "The goal was cancelled before.");
    if (goal->archived || progress_of(*goal, now()).finished_at)
        return fail(409, "goal_already_completed", "The goal is completed already.");
    if (auto refusal = (this->*act)(*goal))
        return *std::move(refusal);
    settle();
    return done("GoalActionResult", "goal_id", asked.id, status_of(*m_account.find_goal(asked.id), now()));
}

bool Service::waits_for(Goal const& goal, Hold hold) const { return progress_of(goal, now()).waiting && goal.hold == hold; }

std::optional<net::Response> Service::let_step_run(Goal& goal)
{
    if (waits_for(goal, Hold::Budget))
        return fail(402, "budget_approval_required", "Accept the estimate before work starts.");
    if (waits_for(goal, Hold::SoftCap))
        return fail(402, "soft_cap_reached", "The goal has reached its soft limit.");
    if (!waits_for(goal, Hold::Step) && !waits_for(goal, Hold::Escalated))
        return fail(409, "nothing_waiting", "No step of this goal waits for approval.");
    if (out_of_credits(m_account, now()))
        return fail(402, "quota_exceeded", "No credits are left in this period.");
    auto const question = question_of(goal);
    auto const step = goal.steps[static_cast<std::size_t>(std::clamp(goal.gate, 0, static_cast<int>(goal.steps.size()) - 1))];
    if (has_waiting_email(m_account, goal.id)) {
        send_emails(m_account, goal.id, now(), manner());
    } else if (!step.type.empty()) {
        charge(m_account, step.type, goal.title, goal.id, step.credits, now());
        if (step.type != "phone_call" && step.type != "search")
            log_deed(m_account, step.type, step.text, goal.id, now());
    }
    resume_goal(goal, now());
    tell(m_account, goal, Phrase::StepApproved, { question }, now(), manner());
    return {};
}

std::optional<net::Response> Service::accept_outcome(Goal& goal)
{
    if (!waits_for(goal, Hold::Outcome))
        return fail(409, "no_outcome", "There is no result to accept yet.");
    resume_goal(goal, now());
    tell(m_account, goal, Phrase::OutcomeAccepted, { goal.title }, now(), manner());
    return {};
}

std::optional<net::Response> Service::keep_negotiating(Goal& goal)
{
    if (!waits_for(goal, Hold::Outcome))
        return fail(409, "no_outcome", "There is no result to better yet.");
    if (out_of_credits(m_account, now()))
        return fail(402, "quota_exceeded", "No credits are left in this period.");
    auto const language = language_of(m_account, goal);
    auto const better = say(language, Phrase::BetterOutcome, { question_of(goal) });
    auto const step = say(language, Phrase::StepNegotiate);
    resume_goal(goal, now());
    goal.steps.push_back({ .text = step, .milliseconds = milliseconds { seconds { 40 } }.count() / std::max(1, manner().factor) });
    goal.gate = static_cast<int>(goal.steps.size());
    goal.hold = Hold::Outcome;
    goal.question = better;
    charge(m_account, "phone_call", step, goal.id, 12, now());
    tell(m_account, goal, Phrase::Negotiating, { goal.title }, now(), manner());
    return {};
}

std::optional<net::Response> Service::escalate(Goal& goal)
{
    auto const progress = progress_of(goal, now());
    if (progress.waiting)
        return fail(409, "already_waiting", "The goal waits for you already.");
    resume_goal(goal, now());
    goal.gate = goal.from;
    goal.hold = Hold::Escalated;
    goal.question = say(language_of(m_account, goal), Phrase::AskEscalated);
    tell(m_account, goal, Phrase::Escalated, { goal.title }, now(), manner());
    return {};
}

std::optional<net::Response> Service::cancel_one(Goal& goal)
{
    cancel_goal(m_account, goal, now());
    tell(m_account, goal, Phrase::Cancelled, { goal.title }, now(), manner());
    return {};
}

std::optional<net::Response> Service::cancel_all_below(Goal& goal)
{
    cancel_one(goal);
    for (auto& other : m_account.goals)
        if (other.parent == goal.id && !other.cancelled && !progress_of(other, now()).finished_at)
            cancel_all_below(other);
    return {};
}

std::optional<net::Response> Service::approve_budget(Goal& goal)
{
    if (!waits_for(goal, Hold::Budget))
        return fail(409, "no_budget_waiting", "No estimate of this goal waits for approval.");
    if (out_of_credits(m_account, now()))
        return fail(402, "quota_exceeded", "No credits are left in this period.");
    auto const& step = goal.steps.front();
    charge(m_account, step.type, goal.title, goal.id, step.credits, now());
    resume_goal(goal, now());
    tell(m_account, goal, Phrase::BudgetApproved, { Decimal { goal.estimated, 1 }.to_string(), goal.title }, now(), manner());
    return {};
}

std::optional<net::Response> Service::raise_soft_cap(Goal& goal)
{
    if (!waits_for(goal, Hold::SoftCap))
        return fail(409, "no_soft_cap", "The goal has not reached its soft limit.");
    resume_goal(goal, now());
    goal.estimated += goal.estimated / 2;
    tell(m_account, goal, Phrase::CapRaised, { goal.title }, now(), manner());
    return {};
}

net::Response Service::post_approve_step(Asked const& asked) { return on_open_goal(asked, &Service::let_step_run); }
net::Response Service::post_accept_outcome(Asked const& asked) { return on_open_goal(asked, &Service::accept_outcome); }
net::Response Service::post_keep_negotiating(Asked const& asked) { return on_open_goal(asked, &Service::keep_negotiating); }
net::Response Service::post_escalate(Asked const& asked) { return on_open_goal(asked, &Service::escalate); }
net::Response Service::post_cancel(Asked const& asked) { return on_open_goal(asked, &Service::cancel_one); }
net::Response Service::post_cascade_cancel(Asked const& asked) { return on_open_goal(asked, &Service::cancel_all_below); }
net::Response Service::post_approve_budget(Asked const& asked) { return on_open_goal(asked, &Service::approve_budget); }
net::Response Service::post_soft_cap(Asked const& asked) { return on_open_goal(asked, &Service::raise_soft_cap); }

bool Service::archive(std::string const& id)
{
    auto* goal = m_account.find_goal(id);
    if (!goal || !(goal->cancelled || progress_of(*goal, now()).finished_at))
        return false;
    goal->archived = true;
    ++m_revision;
    return true;
}

net::Response Service::post_archive(Asked const& asked)
{
    if (!m_account.find_goal(asked.id))
        return no_goal();
    return archive(asked.id) ? done("GoalActionResult", "goal_id", asked.id, "archived") : fail(409, "goal_active", "Only what is finished or cancelled goes into the archive.");
}

net::Response Service::post_batch_archive(Asked const& asked)
{
    auto const json = object_of(asked.request.body);
    auto const* ids = api::member(json, "goal_ids");
    if (!ids || ids->kind != api::JsonKind::List)
        return fail(400, "invalid_request", "goal_ids is needed.");
    std::vector<std::string> archived, failed;
    for (auto const& id : ids->children)
        (archive(id.text) ? archived : failed).push_back(id.text);
    return json_response(200, answers().archived(archived, failed));
}

net::Response Service::post_estimate(Asked const& asked)
{
    auto const json = object_of(asked.request.body);
    auto const type = text_member(json, "type"), description = text_member(json, "description");
    for (std::string_view known : { "call", "email", "search", "booking", "ride", "food", "errand" })
        if (type == known && !description.empty())
            return json_response(200, answers().estimate(type, description));
    return fail(422, "invalid_request", "type and description are needed.");
}

} // namespace kally::sandbox
