#include "sandbox/answers.h"

#include "sandbox/json_text.h"

#include <algorithm>

namespace kally::sandbox {

/// What a breakdown calls the kinds of the ledger.
static std::string_view action_name(std::string_view type) { return type == "call" ? "phone_call" : type; }

std::string Answers::steps(Goal const& goal) const
{
    auto const progress = progress_of(goal, m_now);
    JsonList steps;
    for (int i = 0; i < static_cast<int>(goal.steps.size()); ++i) {
        auto const* status = i < progress.done ? "completed"
            : goal.cancelled                   ? "cancelled"
            : i > progress.done                ? "pending"
            : !progress.waiting                ? "in_progress"
            : goal.hold == Hold::Step          ? "waiting"
            : goal.hold == Hold::Budget        ? "pending"
                                               : "paused";
        steps.raw(JsonObject {}.number("step", i + 1).text("description", goal.steps[static_cast<std::size_t>(i)].text).text("status", status).done());
    }
    return steps.done();
}

std::string Answers::goal_summary(Goal const& goal) const
{
    auto const children = std::count_if(m_account.goals.begin(), m_account.goals.end(), [&](Goal const& other) { return other.parent == goal.id; });
    return JsonObject { "GoalSummary", m_dials.absent }
        .text(b(Variant::GoalIdName) ? "goal_id" : "id", goal.id)
        .text(b(Variant::OtherNames) ? "summary" : "title", goal.title)
        .text("status", status_of(goal, m_now))
        .time("created_at", goal.created_at)
        .raw("credits_used", credits(credits_of(m_account, goal.id)))
        .number("sub_goal_count", children)
        .text("conversation_id", goal.conversation)
        .done();
}

std::string Answers::goal_list(std::vector<Goal const*> const& page, std::size_t total, bool more) const
{
    JsonList list;
    for (auto const* goal : page)
        list.raw(goal_summary(*goal));
    return JsonObject { "GoalList", m_dials.absent }
        .raw(b(Variant::GoalListKey) ? "items" : "goals", list.done())
        .number("total", total)
        .flag("has_more", more)
        .done();
}

std::string Answers::goal_detail(Goal const& goal) const
{
    auto const used = credits_of(m_account, goal.id);
    return JsonObject { "GoalDetail", m_dials.absent }
        .text(b(Variant::GoalIdName) ? "goal_id" : "id", goal.id)
        .text("title", goal.title)
        .text("status", status_of(goal, m_now))
        .text("description", goal.description)
        .time("created_at", goal.created_at)
        .time("updated_at", progress_of(goal, m_now).last_change)
        .raw("credits_used", credits(used))
        .raw("credits_estimated", credits(std::max(goal.estimated, used)))
        .text_or_null("parent_goal_id", goal.parent)
        .raw("steps", steps(goal))
        .done();
}

std::string Answers::goal_branch(Goal const& goal) const
{
    JsonList children;
    for (auto const& other : m_account.goals)
        if (other.parent == goal.id)
            children.raw(goal_branch(other));
    return JsonObject { "GoalTree", m_dials.absent }
        .text(b(Variant::GoalIdName) ? "goal_id" : "id", goal.id)
        .text("title", goal.title)
        .text("status", status_of(goal, m_now))
        .text_or_null("parent_goal_id", goal.parent)
        .raw("credits_used", credits(credits_of(m_account, goal.id)))
        .raw("steps", steps(goal))
        .raw(b(Variant::OtherNames) ? "children" : "sub_goals", children.done())
        .done();
}

std::string Answers::goal_tree(Goal const& goal) const
{
    auto tree = goal_branch(goal);
    return b(Variant::OtherNames) ? JsonObject {}.raw("tree", tree).done() : tree;
}

std::string Answers::budget(Goal const& goal) const
{
    auto const used = credits_of(m_account, goal.id);
    auto const estimated = std::max(goal.estimated, used);
    JsonList breakdown;
    std::vector<std::string_view> told;
    for (auto const& entry : m_account.ledger) {
        if (entry.goal != goal.id || std::find(told.begin(), told.end(), entry.type) != told.end())
            continue;
        told.push_back(entry.type);
        auto sum = 0;
        for (auto const& other : m_account.ledger)
            sum += other.goal == goal.id && other.type == entry.type ? other.credits : 0;
        breakdown.raw(JsonObject {}.text("action", action_name(entry.type)).raw("credits", credits(sum)).done());
    }
    return JsonObject {}
        .text("goal_id", goal.id)
        .raw("credits_estimated", credits(estimated))
        .raw("credits_used", credits(used))
        .raw("credits_remaining", credits(estimated - used))
        .raw("breakdown", breakdown.done())
        .done();
}

std::string Answers::cost_breakdown(Goal const& goal) const
{
    JsonList items;
    auto calls = 0;
    for (auto const& entry : m_account.ledger)
        if (entry.goal == goal.id)
            items.raw(JsonObject {}
                          .text("action", entry.type == "call" ? "call_" + std::to_string(++calls) : entry.type)
                          .raw("credits", credits(entry.credits))
                          .time("timestamp", entry.at)
                          .done());
    return JsonObject {}.text("goal_id", goal.id).raw("total_credits", credits(credits_of(m_account, goal.id))).raw("items", items.done()).done();
}

std::string Answers::estimate(std::string_view type, std::string_view description) const
{
    // Source: contract, CreditCosts; a call is taken to last three minutes and to need a search first.
    auto const call = type == "call";
    auto const price = call ? 13 : type == "email" ? 3 : type == "errand" ? 10 : 5;
    JsonObject breakdown;
    if (call)
        breakdown.raw("search", credits(5));
    breakdown.raw(type, credits(price));
    return JsonObject {}
        .raw("estimated_credits", credits(price + (call ? 5 : 0)))
        .raw("breakdown", breakdown.done())
        .text("confidence", description.size() < 30 ? "medium" : "high")
        .done();
}

std::string Answers::archived(std::vector<std::string> const& done, std::vector<std::string> const& failed) const
{
    return JsonObject { "BatchArchived", m_dials.absent }.number("archived", done.size()).raw("goal_ids", json_texts(done)).raw("failed", json_texts(failed)).done();
}

} // namespace kally::sandbox
