#include "store/select.h"

#include "store/apply.h"

#include "base/order.h"
#include "base/text.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace kally::store {

namespace {

bool all_done(api::Goal const& goal)
{
    return std::all_of(goal.steps.begin(), goal.steps.end(), [](auto const& step) { return step.status == "completed" || step.status == "done"; });
}

bool waits_for_budget(api::Goal const& goal) { return goal.status == "pending" && goal.credits_estimated; }

} // namespace

Mark mark_of(State const& state, ConversationId const& id)
{
    auto const found = state.marks.find(id);
    return found == state.marks.end() ? Mark {} : found->second;
}

bool is_archived(Mark const& mark, api::Conversation const& conversation)
{
    return mark.archived_at && conversation.updated_at.value_or(Instant {}) <= *mark.archived_at;
}

std::vector<std::string> labels(State const& state)
{
    std::vector<std::string> all;
    for (auto const& [id, mark] : state.marks)
        if (auto const at = std::lower_bound(all.begin(), all.end(), mark.label); !mark.label.empty() && (at == all.end() || *at != mark.label))
            all.insert(at, mark.label);
    return all;
}

std::string conversation_title(State const& state, api::Conversation const& conversation)
{
    auto const mark = mark_of(state, conversation.id);
    return mark.title.empty() ? conversation.title.value_or("") : mark.title;
}

std::string conversation_title(State const& state, ConversationId const& id)
{
    if (state.conversations.value)
        for (auto const& one : *state.conversations.value)
            if (one.id == id)
                return conversation_title(state, one);
    return {};
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

Owner owner_now(State const& state) { return { state.session_before.empty() ? state.session : state.session_before, state.account.value_or("") }; }

bool is_own(State const& state, Owner const& owner)
{
    return owner.session.empty() || owner.session == state.session || (state.account && state.session_before.empty() && owner.account == *state.account);
}

bool asks(State const& state, Intent const& intent)
{
    auto const waited = state.now - intent.queued_at;
    return intent.state == IntentState::Queued && intent.recorded && (waited > ask_after || -waited > ask_after);
}

bool is_unsent(State const& state, Intent const& intent)
{
    return intent.recorded && is_own(state, intent.owner) && (intent.state == IntentState::Queued || intent.state == IntentState::Failed || intent.state == IntentState::Unknown);
}

bool is_in_doubt(Decision const& decision)
{
    bool const open = decision.stage == Decision::Stage::Failed || decision.stage == Decision::Stage::Confirming;
    return open && decision.sent_at && decision.error && is_lost(*decision.error);
}

std::vector<Unsure> unsure(State const& state)
{
    std::vector<Unsure> all;
    auto const add = [&](Unsure::Kind kind, std::string title, Instant at, std::optional<Error> const& error, Route where) {
        if (error && is_lost(*error))
            all.push_back({ kind, std::move(title), at, *error, std::move(where) });
    };
    if (auto const& call = state.new_call.intent; call && call->state != IntentState::Queued && call->state != IntentState::Sending) {
        auto const of = [&](CallField field) { return call->form[static_cast<std::size_t>(field)]; };
        all.push_back({ Unsure::Kind::Call, of(CallField::Business).empty() ? of(CallField::Phone) : of(CallField::Business), call->created_at, call->error.value_or(Error { .kind = ErrorKind::Unanswered, .detail = {} }), { .page = Page::Calls, .compose = true }, call->state == IntentState::Failed });
    }
    for (auto const& [id, decision] : state.decisions)
        if (is_in_doubt(decision))
            add(Unsure::Kind::GoalDecision, decision.title, decision.decided_at, decision.error, { .page = Page::Goals, .goal = id });
    for (auto const& [id, decision] : state.mail_decisions)
        if (is_in_doubt(decision))
            add(Unsure::Kind::MailDecision, decision.title, decision.decided_at, decision.error, { .page = Page::Activity, .activity_tab = ActivityTab::Outbox, .activity = id.text });
    for (auto const& [id, undo] : state.activity.undos) {
        auto const* log = state.activity.log.value ? &*state.activity.log.value : nullptr;
        std::string title;
        if (log != nullptr)
            for (auto const& action : *log)
                if (action.id == id)
                    title = action.description.value_or("");
        add(Unsure::Kind::Undo, title, undo.at, undo.error, { .page = Page::Activity, .activity_tab = ActivityTab::Actions });
    }
    for (auto const& [id, parts] : state.call_parts) {
        auto const known = state.calls.find(id);
        if (parts.order)
            add(Unsure::Kind::CallOrder, known == state.calls.end() ? std::string {} : known->second.business.value_or(known->second.phone.value_or("")), {}, parts.order->error, { .page = Page::Calls, .call = id });
    }
    add(Unsure::Kind::Billing, {}, {}, state.billing.error, { .page = Page::Plans });
    return all;
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
        items.push_back({ .kind = ThreadItem::Kind::Intent, .intent = &intent, .at = intent.created_at, .asks = asks(state, intent) });
        if (intent.state == IntentState::Sending)
            sending = &intent;
    }
    if (sending != nullptr)
        items.push_back({ .kind = ThreadItem::Kind::Waiting, .intent = sending, .at = sending->dispatched_at.value_or(state.now) });
    else if (thread->reply_due)
        items.push_back({ .kind = ThreadItem::Kind::Waiting, .at = *thread->reply_due });
    return items;
}

bool thread_is_empty(State const& state)
{
    auto const* thread = open_thread(state);
    return thread == nullptr || (thread->messages.empty() && thread->intents.empty() && !thread->history.pending);
}

std::string thread_title(State const& state)
{
    return state.route.page == Page::Chat ? conversation_title(state, state.route.conversation) : std::string {};
}

GoalTab tab_of(api::Goal const& goal)
{
    auto const status = goal.status.value_or("");
    if (status == "needs_input" || status.starts_with("waiting") || status.starts_with("awaiting") || waits_for_budget(goal))
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
    sort_by(found, [](api::Goal const* goal) { return -(goal->updated_at ? *goal->updated_at : goal->created_at.value_or(Instant {})).time_since_epoch().count(); });
    return found;
}

GoalCount count_goals(State const& state, GoalTab tab)
{
    auto const list = state.goal_lists.find(tab == GoalTab::NeedsYou ? GoalTab::Active : tab);
    return { .known = goals_in(state, tab, {}).size(), .more = list != state.goal_lists.end() && list->second.page.value && !list->second.complete };
}

std::string goal_content(api::Goal const& goal, std::string_view asks)
{
    std::vector<Field> fields { { "title", goal.title }, { "status", goal.status.value_or("") }, { "description", goal.description.value_or("") } };
    if (goal.credits_estimated)
        fields.push_back({ "estimate", goal.credits_estimated->to_string() });
    for (auto const& step : goal.steps)
        fields.push_back({ "step", step.status.value_or("") + " " + step.description });
    if (!asks.empty())
        fields.push_back({ "asks", std::string(asks) });
    return encode_fields(fields);
}

std::string mail_content(api::OutboxEmail const& mail)
{
    return encode_fields({ { "to", mail.to.value_or("") }, { "subject", mail.subject.value_or("") }, { "status", mail.status.value_or("") }, { "body", mail.body.value_or("") } });
}

std::string pending_content(api::PendingNotifications const& pending)
{
    std::vector<Field> fields;
    for (auto const* group : { &pending.actions, &pending.goals, &pending.inbox }) {
        fields.push_back({ "group", std::to_string(group->count.value_or(-1)) });
        for (auto const& item : group->items)
            fields.push_back({ item.id.value_or(""), item.kind.value_or("") + " " + item.summary.value_or("") });
    }
    if (auto const& goal = pending.active_goal)
        fields.push_back({ goal->id.value_or(GoalId {}).text, goal->status.value_or("") + " " + goal->step.value_or("") });
    return encode_fields(fields);
}

std::string asks_of(State const& state, GoalId const& id)
{
    if (state.live.pending.value && !state.live.missing)
        for (auto const& item : state.live.pending.value->goals.items)
            if (item.id == id.text)
                return item.summary.value_or("");
    return {};
}

std::vector<ContentChange> changed_lines(std::string_view seen, std::string_view now)
{
    auto const before = decode_fields(seen).value_or(std::vector<Field> {}), after = decode_fields(now).value_or(std::vector<Field> {});
    std::vector<ContentChange> lines;
    auto const only_in = [&](std::vector<Field> const& here, std::vector<Field> const& there, bool is_now) {
        for (auto const& one : here)
            if (std::find(there.begin(), there.end(), one) == there.end() && !one.value.empty())
                lines.push_back({ is_now, one.name + ": " + one.value });
    };
    only_in(before, after, false);
    only_in(after, before, true);
    return lines;
}

std::string content_text(std::string_view content)
{
    std::string text;
    for (auto const& one : decode_fields(content).value_or(std::vector<Field> {}))
        text += (text.empty() ? "" : "\n") + one.name + ": " + one.value;
    return text;
}

bool is_work_open(State const& state)
{
    if (state.live.pending.value && state.live.pending.value->active_goal && !state.live.missing)
        return true;
    return std::any_of(state.goals.begin(), state.goals.end(), [](auto const& one) { return one.second.status == "active" || one.second.status == "in_progress"; })
        || std::any_of(state.intents.begin(), state.intents.end(), [](auto const& one) { return one.second.state == IntentState::Sending; });
}

Review::Kind kind_of(State const& state, api::Goal const& goal)
{
    using Kind = Review::Kind;
    // It stands nowhere: steps and credits tell most of it, the service's words the rest.
    auto const asks = fold_for_search(asks_of(state, goal.id));
    auto const says = [&](std::string_view word) { return asks.find(word) != std::string::npos; };
    bool const over = goal.credits_used && goal.credits_estimated && *goal.credits_estimated < *goal.credits_used;
    return waits_for_budget(goal) ? Kind::Budget
        : waiting_step(goal) != nullptr ? Kind::Step
        : over || says("soft cap") || says("soft limit") || says("limite") ? Kind::SoftCap
        : goal.steps.empty() ? says("?") ? Kind::Question : Kind::Outcome
        : all_done(goal) ? Kind::Outcome
                         : Kind::Question;
}

std::vector<Review> needs_you(State const& state)
{
    using Kind = Review::Kind;
    std::vector<Review> all;
    for (auto const& [id, goal] : state.goals) {
        if (tab_of(goal) != GoalTab::NeedsYou)
            continue;
        all.push_back({ .kind = kind_of(state, goal), .goal = &goal, .asks = asks_of(state, id), .since = goal.updated_at ? goal.updated_at : goal.created_at });
    }
    if (state.live.mails.value)
        for (auto const& mail : *state.live.mails.value)
            if (mail.status.value_or("pending_approval") == "pending_approval" && !mail.id.empty())
                all.push_back({ .kind = Kind::Mail, .mail = &mail, .since = mail.created_at });
    // Of what is neither, the summary is all there is.
    if (state.live.pending.value && !state.live.missing)
        for (auto const& item : state.live.pending.value->actions.items) {
            bool const mail = item.kind.value_or("").find("mail") != std::string::npos;
            bool const listed = item.id && std::any_of(all.begin(), all.end(), [&](auto const& one) { return one.mail != nullptr && one.mail->id.text == *item.id; });
            if (!listed && (!mail || state.live.mails.error))
                all.push_back({ .item = &item, .asks = item.summary.value_or("") });
        }
    // What was decided about and has changed since is to be read, where it does not wait again itself.
    for (auto const& [id, decision] : state.decisions)
        if (decision.stage == Decision::Stage::ChangedSince && std::none_of(all.begin(), all.end(), [&id = id](auto const& one) { return one.goal != nullptr && one.goal->id == id; }))
            all.push_back({ .kind = Kind::Changed, .since = decision.sent_at, .sent_goal = id });
    for (auto const& [id, decision] : state.mail_decisions)
        if (decision.stage == Decision::Stage::ChangedSince && std::none_of(all.begin(), all.end(), [&id = id](auto const& one) { return one.mail != nullptr && one.mail->id == id; }))
            all.push_back({ .kind = Kind::Changed, .since = decision.sent_at, .sent_mail = id });
    sort_by(all, [](Review const& review) { return review.kind == Kind::Changed ? std::numeric_limits<std::int64_t>::min() : review.since ? review.since->time_since_epoch().count() : std::numeric_limits<std::int64_t>::max(); });
    return all;
}

std::map<ConversationId, int> waiting_by_chat(State const& state)
{
    std::map<ConversationId, int> count;
    for (auto const& [id, goal] : state.goals)
        if (tab_of(goal) == GoalTab::NeedsYou)
            if (auto const chat = conversation_of(state, goal); !chat.empty())
                ++count[chat];
    return count;
}

ConversationId conversation_of(State const& state, api::Goal const& goal)
{
    auto const* at = &goal;
    for (auto left = state.goals.size(); !at->conversation_id && at->parent && left > 0; --left) { // it is the service that says what stands above what
        auto const above = state.goals.find(*at->parent);
        if (above == state.goals.end())
            return {};
        at = &above->second;
    }
    return at->conversation_id.value_or(ConversationId {});
}

api::GoalStep const* waiting_step(api::Goal const& goal)
{
    auto const found = std::find_if(goal.steps.begin(), goal.steps.end(), [](auto const& step) {
        auto const status = step.status.value_or("");
        return status == "needs_input" || status.starts_with("waiting") || status.starts_with("awaiting");
    });
    return found == goal.steps.end() ? nullptr : &*found;
}

bool is_offered(State const& state, api::GoalAction action) { return !state.missing.contains(offer_of(action)); }
bool is_offered(State const& state, api::EmailAction action) { return !state.missing.contains(offer_of(action)); }

std::vector<api::GoalAction> actions_for(State const& state, api::Goal const& goal)
{
    using enum api::GoalAction;
    auto const in_its_state = [&]() -> std::vector<api::GoalAction> {
        switch (tab_of(goal)) {
        case GoalTab::NeedsYou:
            switch (kind_of(state, goal)) {
            case Review::Kind::Budget: return { ApproveBudget, Cancel };
            case Review::Kind::Step:
            case Review::Kind::Question: return { ApproveStep, AcceptOutcome, KeepNegotiating, Cancel }; // what a question wants only its words tell
            case Review::Kind::SoftCap: return { AcknowledgeSoftCap, AcceptOutcome, KeepNegotiating, Cancel };
            default: return { AcceptOutcome, KeepNegotiating, Cancel };
            }
        case GoalTab::Active: return { Escalate, Cancel };
        case GoalTab::Completed:
        case GoalTab::Cancelled: return { Archive };
        case GoalTab::Archived: break;
        }
        return {};
    };
    auto actions = in_its_state();
    std::erase_if(actions, [&](auto action) { return !is_offered(state, action); });
    return actions;
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
