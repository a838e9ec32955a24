#include "store/apply.h"
#include "store/poll.h"
#include "store/records.h"
#include "store/select.h"

#include "base/order.h"

#include <algorithm>

// What waits for the person: asked again and again, as seldom as will do (poll.h), by one tab of a browser for all (State::live).
namespace kally::store {

namespace {

/// 0 up to 1, another one each time.
double roll(State& state)
{
    std::uint64_t mix = state.intent_seed + 0x9E3779B97F4A7C15u * next_ticket(state).number;
    mix = (mix ^ (mix >> 30)) * 0xBF58476D1CE4E5B9u;
    mix = (mix ^ (mix >> 27)) * 0x94D049BB133111EBu;
    return static_cast<double>((mix ^ (mix >> 31)) >> 11) / 9007199254740992.0;
}

PollCircumstances circumstances(State const& state)
{
    auto const& live = state.live;
    PollCircumstances now { .work_open = is_work_open(state), .visible = live.visible, .hidden_for = live.visible ? Instant::duration {} : state.now - live.hidden_since, .failures = live.failures };
    if (live.not_before && *live.not_before > state.now)
        now.retry_after = std::chrono::ceil<std::chrono::seconds>(*live.not_before - state.now);
    return now;
}

Effects arrange(State& state)
{
    auto& live = state.live;
    live.due.reset();
    if (state.sign_in == SignIn::SignedIn && state.online)
        if (auto const wait = poll_interval(circumstances(state), roll(state))) {
            live.due = state.now + *wait;
            return { PollAt { live.due, *wait, live.visible ? std::nullopt : std::optional { live.hidden_since + poll_hidden_end } } };
        }
    return { PollAt {} };
}

/// Asks at once what is not being asked.
Effects ask_now(State& state, bool by_hand)
{
    auto& live = state.live;
    Effects effects;
    if (live.missing) {
        auto& list = state.goal_lists[GoalTab::Active];
        if (!list.page.pending) {
            list.offset = 0;
            effects.push_back(FetchGoals { ask(state, list.page), GoalTab::Active, 0, !by_hand });
        }
        if (!live.mails.pending && !is_missing(live.mails))
            effects += fetch_mails(state);
    } else if (!live.pending.pending) {
        effects.push_back(FetchPending { ask(state, live.pending), by_hand });
    }
    return effects;
}

bool is_mail(api::PendingItem const& item) { return item.kind.value_or("").find("mail") != std::string::npos; }

/// Goals and mails that the answer is about, and a word to somebody who does not see the page.
Effects follow_up(State& state, api::PendingNotifications const& pending, bool first)
{
    Effects effects;
    auto& list = state.goal_lists[GoalTab::Active].page;
    if (!first && !list.pending) // the first answer comes with the lists that are read after sign-in anyway
        effects += fetch_goals(state);
    for (auto const& item : pending.goals.items)
        if (item.id && effects.size() < 6 && !state.goals.contains(GoalId { *item.id }))
            effects += fetch_goal(state, { *item.id });
    bool const mail_waits = std::any_of(pending.actions.items.begin(), pending.actions.items.end(), is_mail);
    if ((mail_waits || (state.live.mails.value && !state.live.mails.value->empty())) && !is_missing(state.live.mails))
        effects += fetch_mails(state);
    effects += refresh_shown_goal(state, true);
    return effects;
}

/// What a group holds that was not in it before. `known` becomes what is in it now.
bool has_news(api::PendingGroup const& group, Live::Known& known)
{
    bool news = group.count.value_or(0) > known.count;
    Live::Known now { group.count.value_or(0), {} };
    for (auto const& item : group.items) {
        auto const& id = item.id.value_or("");
        news = news || std::find(known.ids.begin(), known.ids.end(), id) == known.ids.end();
        now.ids.push_back(id);
    }
    known = std::move(now);
    return news;
}

/// What is new goes out in quiet words: there is something, not what.
Effects tell_system(State& state, api::PendingNotifications const& now, bool first)
{
    auto& live = state.live;
    bool const goals = has_news(now.goals, live.known[0]), actions = has_news(now.actions, live.known[1]), inbox = has_news(now.inbox, live.known[2]);
    Effects effects;
    if (first || live.visible)
        return effects;
    if (state.settings.notify_needs && (goals || actions)) {
        Route route { .page = Page::Goals, .goal_tab = GoalTab::NeedsYou };
        if (now.goals.items.size() == 1 && now.actions.items.empty())
            route.goal = { now.goals.items.front().id.value_or("") };
        else if (now.goals.items.empty() && now.actions.items.size() == 1 && is_mail(now.actions.items.front()))
            route = { .page = Page::Activity, .activity_tab = ActivityTab::Outbox, .activity = now.actions.items.front().id.value_or("") };
        effects.push_back(Notify { "needs", std::move(route) });
    }
    if (state.settings.notify_inbox && inbox)
        effects.push_back(Notify { "inbox", { .page = Page::Activity, .activity = now.inbox.items.size() == 1 ? now.inbox.items.front().id.value_or("") : "" }, true });
    return effects;
}

Effects take_in(State& state, api::PendingNotifications const& pending, bool first)
{
    auto& live = state.live;
    live.failures = 0;
    live.not_before.reset();
    live.missing = false;
    auto content = pending_content(pending);
    bool const same = content == live.told;
    live.told = std::move(content);
    Effects effects;
    if (!same) {
        effects += follow_up(state, pending, first);
        effects += tell_system(state, pending, first);
    }
    // What was arranged when nothing was known may be too late now.
    if (auto const wait = poll_interval(circumstances(state), 1); wait && (!live.due || *live.due > state.now + *wait))
        effects += arrange(state);
    return effects;
}

} // namespace

Effects watch(State& state)
{
    if (state.sign_in != SignIn::SignedIn || !state.online || (state.live.not_before && *state.live.not_before > state.now))
        return arrange(state);
    Effects effects = ask_now(state, false);
    effects += refresh_shown_goal(state, false);
    effects += arrange(state);
    return effects;
}

Effects fetch_mails(State& state)
{
    if (!inside(state) || state.live.mails.pending)
        return {};
    return { FetchMails { ask(state, state.live.mails) } };
}

std::string account_in(State const& state)
{
    auto const* oldest = static_cast<api::Conversation const*>(nullptr);
    if (state.sign_in == SignIn::SignedIn && state.conversations.value && !state.in_process)
        for (auto const& one : *state.conversations.value)
            if (oldest == nullptr || one.created_at < oldest->created_at || (one.created_at == oldest->created_at && one.id < oldest->id))
                oldest = &one;
    return oldest == nullptr ? std::string {} : oldest->id.text + (oldest->created_at ? " " + format_timestamp(*oldest->created_at) : "");
}

Effects join_tabs(State const& state) { return { JoinTabs { account_in(state) } }; }

void note_changes(State& state)
{
    auto& live = state.live;
    if (!live.back_at || state.now - *live.back_at > comes_back || live.seen.empty())
        return;
    live.changes.clear();
    for (auto const& [id, goal] : state.goals) {
        auto const known = live.seen.find(id);
        auto const tab = tab_of(goal);
        if (known == live.seen.end() ? !goal.parent && tab != GoalTab::Archived && goal.created_at && *goal.created_at >= live.hidden_since : tab != tab_of({ .id = id, .status = known->second }))
            live.changes.push_back({ id, tab, known == live.seen.end() });
    }
    // What asks for something comes first, then what has ended.
    sort_by(live.changes, [](Live::Change const& change) { return std::int64_t { change.tab == GoalTab::NeedsYou ? 0 : change.tab == GoalTab::Active ? 2 : 1 }; });
    live.changes.resize(std::min<std::size_t>(live.changes.size(), 5));
}

Effects save_seen(State const& state)
{
    // Until the differences were read, what was seen stays what it was.
    if (!state.live.changes.empty() || (state.live.back_at && state.now - *state.live.back_at <= comes_back && !state.live.seen.empty()))
        return {};
    return { SaveSeen { encode_seen(state) } };
}

Effects apply(State& state, VisibilityChanged const& change)
{
    auto& live = state.live;
    if (live.visible == change.visible)
        return {};
    live.visible = change.visible;
    Effects effects;
    if (!change.visible) {
        live.hidden_since = state.now;
        effects += save_seen(state);
        if (live.changes.empty()) {
            live.seen.clear();
            for (auto const& [id, goal] : state.goals)
                live.seen[id] = goal.status.value_or("");
        }
        effects += arrange(state);
        return effects;
    }
    if (state.now - live.hidden_since >= was_away)
        live.back_at = state.now;
    auto const asked = live.missing ? state.goal_lists[GoalTab::Active].page.asked_at : live.pending.asked_at;
    if (!asked || state.now - *asked >= poll_busy)
        return watch(state);
    return arrange(state);
}

Effects apply(State& state, PollDue const&)
{
    // What the last answer said may have moved it.
    return state.live.due && *state.live.due > state.now ? Effects {} : watch(state);
}

Effects apply(State& state, RefreshPressed const&)
{
    if (state.sign_in != SignIn::SignedIn)
        return {};
    if (state.live.not_before && *state.live.not_before > state.now)
        return show_toast(state, "ErrorWait");
    state.live.pending.pending.reset(); // the one under way may be another tab's
    Effects effects = ask_now(state, true);
    effects += fetch_goals(state);
    effects += arrange(state);
    return effects;
}

Effects apply(State& state, LeadTaken const&)
{
    auto const& answered = state.live.pending.answered_at;
    return answered && state.now - *answered < poll_busy ? Effects {} : watch(state);
}

Effects apply(State& state, PendingReceived const& received)
{
    auto& live = state.live;
    bool const first = !live.pending.value;
    auto const asked = live.pending.asked_at;
    if (!take(state, live.pending, received.ticket, received.pending))
        return {};
    if (received.pending.has_value()) {
        live.pending.answered_at = std::max(asked, received.repeated); // it may have waited for the next turn
        return take_in(state, *received.pending, first);
    }
    if (is_missing(live.pending)) {
        live.missing = true;
        Effects effects = fetch_mails(state);
        effects += arrange(state);
        return effects;
    }
    live.failures = std::min(live.failures + 1, 16);
    if (auto const wait = received.pending.error().retry_after)
        live.not_before = state.now + *wait;
    return arrange(state);
}

Effects apply(State& state, PendingShared const& shared)
{
    auto& pending = state.live.pending;
    bool const first = !pending.value;
    pending.value = shared.pending;
    pending.pending.reset();
    pending.error.reset();
    pending.asked_at = pending.answered_at = state.now;
    return take_in(state, shared.pending, first);
}

Effects apply(State& state, PendingElsewhere const& elsewhere)
{
    if (state.live.pending.pending == elsewhere.ticket)
        state.live.pending.pending.reset();
    return {};
}

Effects apply(State& state, MailsReceived const& received)
{
    take(state, state.live.mails, received.ticket, received.mails);
    return {};
}

Effects apply(State& state, ChangesRead const&)
{
    state.live.changes.clear();
    state.live.seen.clear();
    return save_seen(state);
}

Effects apply(State&, ExportLogPressed const&) { return { SaveLog {} }; }

Effects apply(State& state, NoticesChosen const& chosen)
{
    state.settings.notify_needs = chosen.needs;
    state.settings.notify_inbox = chosen.inbox;
    Effects effects { SaveSettings { state.settings } };
    if (chosen.needs || chosen.inbox)
        effects.push_back(AskForNotices {});
    return effects;
}

} // namespace kally::store
