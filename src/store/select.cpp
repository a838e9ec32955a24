#include "store/select.h"

#include "base/text.h"

#include <algorithm>
#include <iterator>

namespace kally::store {

namespace {

bool matches(State const& state, api::Conversation const& conversation, std::string const& wanted)
{
    if (fold_for_search(conversation.title.value_or("")).find(wanted) != std::string::npos)
        return true;
    auto const thread = state.threads.find(thread_key(conversation.id));
    return thread != state.threads.end() && std::any_of(thread->second.messages.begin(), thread->second.messages.end(), [&](auto const& m) {
        return fold_for_search(m.text).find(wanted) != std::string::npos;
    });
}

DayGroup day_of(State const& state, api::Conversation const& conversation)
{
    auto const moment = conversation.updated_at ? conversation.updated_at : conversation.created_at;
    if (!moment)
        return DayGroup::Earlier;
    int const days = civil_day(state.now, state.utc_offset) - civil_day(*moment, state.utc_offset);
    return days <= 0 ? DayGroup::Today : days == 1 ? DayGroup::Yesterday : DayGroup::Earlier;
}

} // namespace

std::vector<ConversationGroup> group_conversations(State const& state, std::string_view search)
{
    std::vector<ConversationGroup> groups;
    if (!state.conversations.value)
        return groups;
    auto const wanted = fold_for_search(trim(search));
    for (auto const& conversation : *state.conversations.value) {
        if (!wanted.empty() && !matches(state, conversation, wanted))
            continue;
        auto const day = day_of(state, conversation);
        if (groups.empty() || groups.back().day != day)
            groups.push_back({ day, {} });
        groups.back().conversations.push_back(&conversation);
    }
    return groups;
}

std::string preview(State const& state, ConversationId const& id)
{
    auto const found = state.threads.find(thread_key(id));
    if (found == state.threads.end())
        return {};
    auto const& thread = found->second;
    std::string text;
    if (!thread.intents.empty())
        text = state.intents.find(thread.intents.back())->second.text;
    else if (!thread.messages.empty())
        text = thread.messages.back().text;
    std::string line;
    for (char const c : std::string_view(text).substr(0, 240)) {
        if (c == '\n' && !line.empty())
            break;
        if (std::string_view("*_`#|>\n").find(c) == std::string_view::npos)
            line += c;
    }
    return to_valid_utf8(trim(line));
}

std::vector<ThreadItem> thread_items(State const& state)
{
    std::vector<ThreadItem> items;
    auto const* thread = open_thread(state);
    if (thread == nullptr)
        return items;
    items.reserve(thread->messages.size() + thread->intents.size() + 8);
    Instant from {}, to {}; // of the day that the messages are in
    auto divide = [&](std::optional<Instant> moment) {
        if (!moment || (*moment >= from && *moment < to))
            return;
        from = Instant { std::chrono::days { civil_day(*moment, state.utc_offset) } } - state.utc_offset;
        to = from + std::chrono::days { 1 };
        items.push_back({ .kind = ThreadItem::Kind::DayDivider, .at = *moment });
    };
    if (thread->history.value && thread->history.value->has_more.value_or(false) && !thread->messages.empty())
        items.push_back({ .kind = ThreadItem::Kind::Older });
    if (thread->history.error && thread->messages.empty() && !thread->intents.empty())
        items.push_back({ .kind = ThreadItem::Kind::NotLoaded });
    api::Message const* before = nullptr;
    for (auto const& message : thread->messages) {
        std::size_t const count = items.size();
        divide(message.created_at);
        bool const first = before == nullptr || items.size() != count || before->author != message.author;
        items.push_back({ .message = &message, .first_of_group = first });
        before = &message;
    }
    if (before != nullptr && before->author != api::Author::User && thread->intents.empty()) {
        items.back().last_reply = true;
        items.back().suggestions_used = thread->suggestions_used;
    }
    Intent const* sending = nullptr;
    for (auto const& id : thread->intents) {
        auto const& intent = state.intents.find(id)->second;
        divide(intent.created_at);
        items.push_back({ .kind = ThreadItem::Kind::Intent, .intent = &intent, .at = intent.created_at });
        if (intent.state == IntentState::Sending)
            sending = &intent;
    }
    if (sending != nullptr)
        items.push_back({ .kind = ThreadItem::Kind::Waiting, .intent = sending, .at = sending->dispatched_at.value_or(state.now) });
    return items;
}

bool thread_is_empty(State const& state)
{
    auto const* thread = open_thread(state);
    return thread == nullptr || (thread->messages.empty() && thread->intents.empty() && !thread->history.pending);
}

std::string thread_title(State const& state)
{
    if (state.route.page != Page::Chat || state.route.conversation.empty() || !state.conversations.value)
        return {};
    for (auto const& conversation : *state.conversations.value)
        if (conversation.id == state.route.conversation)
            return conversation.title.value_or("");
    return {};
}

GoalTab tab_of(api::Goal const& goal)
{
    auto const status = goal.status.value_or("");
    if (status == "needs_input" || status.starts_with("waiting") || status.starts_with("awaiting"))
        return GoalTab::NeedsYou;
    if (status == "completed" || status == "done")
        return GoalTab::Completed;
    if (status == "cancelled" || status == "canceled")
        return GoalTab::Cancelled;
    return status == "archived" ? GoalTab::Archived : GoalTab::Active;
}

std::vector<api::Goal const*> goals_in(State const& state, GoalTab tab, std::string_view search)
{
    auto const words = fold_for_search(trim(search));
    auto const matches = [&](api::Goal const& goal) {
        return words.empty() || fold_for_search(goal.title).find(words) != std::string::npos || fold_for_search(goal.description.value_or("")).find(words) != std::string::npos
            || std::any_of(goal.steps.begin(), goal.steps.end(), [&](auto const& step) { return fold_for_search(step.description).find(words) != std::string::npos; });
    };
    std::vector<api::Goal const*> found;
    for (auto const& [id, goal] : state.goals) {
        auto const own = tab_of(goal);
        bool const here = own == tab || (tab == GoalTab::Active && own == GoalTab::NeedsYou);
        bool const below = goal.parent && state.goals.contains(*goal.parent);
        if (here && (!below || own == GoalTab::NeedsYou) && matches(goal))
            found.push_back(&goal);
    }
    auto const moment = [](api::Goal const* goal) { return goal->updated_at ? *goal->updated_at : goal->created_at.value_or(Instant {}); };
    std::stable_sort(found.begin(), found.end(), [&](auto const* a, auto const* b) { return moment(a) > moment(b); });
    return found;
}

GoalCount count_goals(State const& state, GoalTab tab)
{
    auto const list = state.goal_lists.find(tab == GoalTab::NeedsYou ? GoalTab::Active : tab);
    return { .known = goals_in(state, tab, {}).size(), .more = list != state.goal_lists.end() && list->second.page.value && !list->second.complete };
}

std::string goal_content(api::Goal const& goal)
{
    std::vector<Field> fields { { "title", goal.title }, { "status", goal.status.value_or("") }, { "description", goal.description.value_or("") } };
    if (goal.credits_estimated)
        fields.push_back({ "estimate", goal.credits_estimated->to_string() });
    for (auto const& step : goal.steps)
        fields.push_back({ "step", step.status.value_or("") + " " + step.description });
    return encode_fields(fields);
}

api::GoalStep const* waiting_step(api::Goal const& goal)
{
    auto const found = std::find_if(goal.steps.begin(), goal.steps.end(), [](auto const& step) {
        auto const status = step.status.value_or("");
        return status == "needs_input" || status.starts_with("waiting") || status.starts_with("awaiting");
    });
    return found == goal.steps.end() ? nullptr : &*found;
}

std::vector<api::GoalAction> actions_for(api::Goal const& goal)
{
    using enum api::GoalAction;
    switch (tab_of(goal)) {
    case GoalTab::NeedsYou: {
        std::vector<api::GoalAction> actions;
        if (waiting_step(goal) != nullptr)
            actions.push_back(ApproveStep);
        actions.insert(actions.end(), { AcceptOutcome, KeepNegotiating });
        if (goal.credits_used && goal.credits_estimated && *goal.credits_estimated < *goal.credits_used)
            actions.push_back(AcknowledgeSoftCap);
        actions.push_back(Cancel);
        return actions;
    }
    case GoalTab::Active:
        if (goal.status == "pending" && goal.credits_estimated)
            return { ApproveBudget, Cancel };
        return { Escalate, Cancel };
    case GoalTab::Completed:
    case GoalTab::Cancelled: return { Archive };
    case GoalTab::Archived: break;
    }
    return {};
}

CallStage stage_of(api::Call const& call)
{
    static constexpr std::string_view planned[] = { "scheduled", "pending", "queued", "planned" }, running[] = { "in_progress", "calling", "ringing", "initiated" },
                                      over[] = { "success", "no_answer", "busy", "voicemail", "failed", "cancelled", "terminated" };
    auto const says = [&](auto const& words) { return std::find(std::begin(words), std::end(words), call.status) != std::end(words); };
    return says(planned) ? CallStage::Planned : says(running) ? CallStage::Running : says(over) || call.ended_at || call.duration_seconds ? CallStage::Over : CallStage::Unknown;
}

std::vector<api::Call const*> calls_in(State const& state, CallFilter filter, std::string_view search)
{
    auto const wanted = fold_for_search(trim(search));
    std::vector<api::Call const*> found;
    for (auto const& id : state.call_order) {
        auto const& call = state.calls.find(id)->second;
        auto const stage = stage_of(call);
        bool const open = stage == CallStage::Planned || stage == CallStage::Running, reached = call.status == "success";
        bool const here = filter == CallFilter::All || (filter == CallFilter::Open && open) || (filter == CallFilter::Reached && reached) || (filter == CallFilter::Missed && !open && !reached);
        auto const says = [&](std::optional<std::string> const& text) { return text && fold_for_search(*text).find(wanted) != std::string::npos; };
        if (here && (wanted.empty() || says(call.business) || says(call.phone) || says(call.task) || says(call.highlights)))
            found.push_back(&call);
    }
    return found;
}

Remote<api::Goal> const* linked_goal(State const& state)
{
    auto const* thread = open_thread(state);
    if (thread == nullptr || thread->goals.empty())
        return nullptr;
    auto const found = state.goal_details.find(thread->goals.front());
    return found == state.goal_details.end() ? nullptr : &found->second;
}

} // namespace kally::store
