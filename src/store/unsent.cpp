#include "store/apply.h"
#include "store/records.h"
#include "store/select.h"

#include "base/order.h"
#include "base/text.h"

#include <algorithm>
#include <tuple>
#include <utility>

// Messages that are not sent, or of which it is not known: what an earlier visit left, what other tabs, histories and the device make of them, and what the
// person does about them. Older messages, which nobody waits for at first, stand here too.
namespace kally::store {

namespace {

Effects adopt_deed(State& state, Deed const& deed)
{
    switch (deed.kind) {
    case Deed::Kind::Goal:
    case Deed::Kind::Mail: return adopt_decision(state, deed);
    case Deed::Kind::Call: return adopt_order(state, deed);
    case Deed::Kind::Undo: return adopt_undo(state, deed);
    case Deed::Kind::Archive: return adopt_archive(state, deed);
    default: return adopt_plan(state, deed);
    }
}

/// It had left, from another page or from this one before: whether it arrived, only the history can tell.
void be_told(State const& state, Intent& intent)
{
    if (intent.state == IntentState::Sending)
        intent.state = IntentState::Unknown;
    if (intent.state == IntentState::Unknown && intent.sender == page_name(state.intent_seed))
        intent.lost_at = state.now;
}

void adopt_intent(State& state, Intent intent)
{
    be_told(state, intent);
    intent.recorded = true;
    if (intent.queued_at == Instant {})
        intent.queued_at = intent.created_at;
    // Written by somebody with no conversation, as the one who is in now: perhaps the same one.
    if (intent.owner.session != state.session && intent.owner.account.empty())
        intent.queued_at = {};
    state.threads[intent.local_thread].intents.push_back(intent.id);
    state.intents[intent.id] = std::move(intent);
}

/// Another tab has had its hands on it: what the record says holds.
Effects follow(State& state, Intent& intent)
{
    auto const id = intent.id;
    auto const thread = intent.local_thread;
    auto told = decode_intent(intent.record);
    Effects effects;
    if (!told || told->state == IntentState::Draft || told->state == IntentState::Sent || told->state == IntentState::Cancelled) {
        auto const conversation = intent.conversation;
        drop(state, id); // sent by then, or taken back
        effects += conversation.empty() ? fetch_conversations(state) : fetch_history(state, conversation);
    } else {
        told->local_thread = thread;
        intent = *std::move(told);
        be_told(state, intent);
        effects += settle_unknown(state, thread);
    }
    effects += dispatch_ready(state);
    return effects;
}

/// Whether this history holds the message: the same words once more than before it left. Where it is not known what was
/// there before, only a message of that time or later counts.
bool arrived(Intent const& intent, std::vector<api::Message> const& history, bool perhaps = false)
{
    if (intent.same_before)
        return count_own(history, intent, false) > *intent.same_before;
    return std::any_of(history.begin(), history.end(), [&](auto const& m) {
        return m.author == api::Author::User && trim(m.text) == trim(intent.text) && !contains_id(intent.known_before, m.id)
            && (perhaps || (m.created_at && intent.dispatched_at && *m.created_at >= *intent.dispatched_at - clock_slack));
    });
}

/// Whether the goals were read as late as the history has to be, and none of this conversation began as the message left, or after:
/// but for those that another message of the history is named for.
bool began_nothing(State const& state, Intent const& intent, std::vector<api::Message> const& history)
{
    auto const known = state.goal_lists.find(GoalTab::Active);
    if (known == state.goal_lists.end())
        return false;
    auto const& list = known->second.page;
    if (is_missing(list))
        return true;
    if (!list.answered_at || *list.answered_at - *intent.lost_at < unknown_settles || *list.answered_at > state.now)
        return false;
    return std::none_of(state.goals.begin(), state.goals.end(), [&](auto const& one) {
        auto const& goal = one.second;
        return goal.conversation_id == intent.conversation && goal.created_at && intent.dispatched_at && *goal.created_at >= *intent.dispatched_at - clock_slack
            && std::none_of(history.begin(), history.end(), [&](auto const& message) { return message.goal_id == goal.id; });
    });
}

Effects look_for(State& state, Intent const& intent)
{
    Effects effects;
    if (!state.goal_lists[GoalTab::Active].page.pending)
        effects += fetch_goals(state);
    // Without a conversation of its own one may exist all the same: the person finds it in the list.
    effects += intent.conversation.empty() ? fetch_conversations(state) : fetch_history(state, intent.conversation);
    return effects;
}

bool is_undelivered(Intent const& intent) { return intent.state == IntentState::Failed && intent.error && intent.error->code == "not_delivered"; }

} // namespace

/// Reads the history again after as long as the message has been away, within bounds.
Effects check_later(State& state, Intent& intent)
{
    if (intent.check_at)
        return {};
    auto const away = intent.dispatched_at ? state.now - *intent.dispatched_at : std::chrono::milliseconds { 0 };
    intent.check_at = state.now + std::clamp<std::chrono::milliseconds>(away, check_soonest, check_latest);
    return { WakeAt { *intent.check_at, UnknownCheckDue { intent.id } } };
}

void add_to_draft(Thread& thread, std::string_view text)
{
    if (("\n\n" + thread.draft + "\n\n").find("\n\n" + std::string(text) + "\n\n") == std::string::npos)
        thread.draft = std::string(text) + (trim(thread.draft).empty() ? std::string {} : "\n\n" + thread.draft);
    ++thread.draft_revision;
}

Effects count_beside(State& state, std::string const& thread, std::string const& text)
{
    Effects effects;
    for (auto const& id : state.threads[thread].intents) {
        auto& other = state.intents[id];
        if (!other.same_before || trim(other.text) != trim(text))
            continue;
        ++*other.same_before;
        if (other.recorded && !other.commit && !is_elsewhere(other))
            effects.push_back(save(other));
    }
    return effects;
}

Effects settle_by(State& state, Thread& thread, std::vector<api::Message> const& fresh)
{
    Effects effects;
    for (auto const& id : std::vector<IntentId>(thread.intents)) {
        auto& intent = state.intents[id];
        if (intent.state != IntentState::Unknown && !is_undelivered(intent))
            continue;
        // Its absence means something only when nothing of it can be on its way any more, in a history that was asked for by then and not kept on this device.
        auto const asked_at = thread.history.asked_at;
        bool const is_over = !state.kept_at && asked_at && intent.lost_at && *asked_at - *intent.lost_at >= unknown_settles && *asked_at <= state.now; // or the clock was turned
        if (arrived(intent, fresh)) {
            thread.reply_due = intent.dispatched_at;
            effects.push_back(RemoveIntent { id });
            auto const text = intent.text, key = intent.local_thread;
            drop(state, id);
            effects += count_beside(state, key, text);
        } else if (intent.state == IntentState::Unknown && is_over && !intent.conversation.empty() && !arrived(intent, fresh, true) && began_nothing(state, intent, fresh)) {
            intent.state = IntentState::Failed;
            intent.error = Error { .kind = ErrorKind::Unanswered, .detail = {}, .code = "not_delivered" };
            effects.push_back(save(intent));
        } else if (intent.state == IntentState::Unknown) {
            effects += check_later(state, intent);
        }
    }
    return effects;
}

Effects settle_unknown(State& state, std::string const& key)
{
    auto const thread = state.threads.find(key);
    if (thread == state.threads.end() || state.sign_in != SignIn::SignedIn)
        return {};
    Effects effects;
    for (auto const& id : thread->second.intents) {
        auto const& intent = state.intents[id];
        if (is_elsewhere(intent))
            effects.push_back(FindSender { id, intent.sender });
        if (intent.state == IntentState::Unknown && (intent.conversation.empty() || !thread->second.history.pending))
            effects += look_for(state, intent);
    }
    return effects;
}

void wait_anew(State& state, Instant now)
{
    for (auto& [id, intent] : state.intents)
        if (intent.lost_at)
            intent.lost_at = now;
}

std::vector<Intent const*> unsent(State const& state)
{
    std::vector<Intent const*> all;
    for (auto const& [id, intent] : state.intents)
        if (is_unsent(state, intent))
            all.push_back(&intent);
    sort_by(all, [](Intent const* one) { return one->created_at.time_since_epoch().count(); });
    return all;
}

Effects adopt_unfinished(State& state, RecordsLoaded const& loaded)
{
    Effects effects;
    // As they were written; of the same moment by their number, which ends the id.
    std::vector<Intent const*> all;
    for (auto const& intent : loaded.intents)
        all.push_back(&intent);
    std::sort(all.begin(), all.end(), [](Intent const* a, Intent const* b) {
        return std::tuple { a->created_at, a->id.text.size(), a->id.text } < std::tuple { b->created_at, b->id.text.size(), b->id.text };
    });
    for (auto const* one : all) {
        auto const& intent = *one;
        if (!note_owner(state, intent.owner) || state.intents.contains(intent.id))
            continue;
        if (intent.state == IntentState::Draft) { // the page ended while it was taken back
            auto& thread = state.threads[intent.local_thread];
            add_to_draft(thread, intent.text);
            effects.push_back(SaveDraft { .thread = intent.local_thread, .text = thread.draft, .was = intent.id });
        } else if (intent.state == IntentState::Sent || intent.state == IntentState::Cancelled) {
            effects.push_back(RemoveIntent { intent.id });
        } else {
            adopt_intent(state, intent);
        }
    }
    for (auto const& deed : loaded.deeds)
        if (note_owner(state, deed.owner)) {
            if (state.sign_in == SignIn::SignedIn && state.online)
                effects += adopt_deed(state, deed);
            else
                state.deeds_wait = true;
        }
    return effects;
}

Effects stored_otherwise(State& state, Intent& intent, bool changed)
{
    if (changed)
        return follow(state, intent);
    auto const id = intent.id;
    auto const key = intent.local_thread;
    auto& thread = state.threads[key];
    if (intent.state == IntentState::Cancelled) {
        if (!intent.record.empty()) // refused: it is still there
            return follow(state, intent);
        if (!intent.from_draft)
            thread.suggestions_used = false; // it may have been a suggestion: it can be chosen again
        drop(state, id);
        return dispatch_ready(state);
    }
    if (!intent.recorded) { // not sent: the words stay where they are
        if (!intent.from_draft)
            thread.suggestions_used = false;
        drop(state, id);
        return {};
    }
    if (intent.record == intent.before) { // refused: what the record says cannot be told otherwise, after a reload it would go once more
        intent.state = IntentState::Failed;
        intent.error = not_recorded();
        return {};
    }
    thread.draft = intent.text + (trim(thread.draft).empty() ? std::string {} : "\n\n" + thread.draft);
    ++thread.draft_revision;
    Effects effects { SaveDraft { .thread = key, .text = thread.draft, .was = id } };
    effects += go_to(state, key == thread_key({}) ? Route { .compose = true } : Route { .conversation = { key } }, false);
    drop(state, id);
    effects += load_open_page(state);
    effects += dispatch_ready(state);
    return effects;
}

Effects apply(State& state, RetryPressed const& retry)
{
    auto const found = state.intents.find(retry.id);
    if (found == state.intents.end() || found->second.commit || (found->second.state != IntentState::Failed && found->second.state != IntentState::Queued))
        return {};
    auto& intent = found->second;
    intent.state = IntentState::Queued;
    intent.queued_at = state.now;
    intent.error.reset();
    Effects effects { save(intent), WakeAt { state.now + ask_after, UnknownCheckDue { intent.id } } };
    effects += dispatch_ready(state);
    return effects;
}

Effects apply(State& state, EditPressed const& edit)
{
    auto const found = state.intents.find(edit.id);
    if (found == state.intents.end() || !found->second.recorded || found->second.commit || (found->second.state != IntentState::Queued && found->second.state != IntentState::Failed))
        return {};
    // The record says so first: from then on no tab sends it, and a page that ends finds its words.
    found->second.state = IntentState::Draft;
    found->second.commit = next_ticket(state);
    return { save(found->second) };
}

Effects apply(State& state, DeletePressed const& remove)
{
    auto const found = state.intents.find(remove.id);
    if (found == state.intents.end() || found->second.state == IntentState::Sending || found->second.commit)
        return {};
    // Another tab may be sending it: it is gone when its record is, in place of the one that is known.
    found->second.state = IntentState::Cancelled;
    found->second.commit = next_ticket(state);
    return { save(found->second) };
}

Effects apply(State& state, SenderGone const& gone)
{
    auto const found = state.intents.find(gone.id);
    if (found == state.intents.end() || !is_elsewhere(found->second))
        return {};
    found->second.lost_at = state.now;
    return {};
}

Effects apply(State& state, CheckAgainPressed const& check)
{
    auto const found = state.intents.find(check.id);
    if (found == state.intents.end() || found->second.state != IntentState::Unknown)
        return {};
    return look_for(state, found->second);
}

Effects apply(State& state, MarkedSent const& marked)
{
    auto const found = state.intents.find(marked.id);
    if (found == state.intents.end() || found->second.state != IntentState::Unknown)
        return {};
    auto const intent = found->second;
    drop(state, marked.id);
    auto beside = count_beside(state, intent.local_thread, intent.text);
    auto& thread = state.threads[intent.local_thread];
    thread.messages.push_back({ .author = api::Author::User, .text = intent.text, .created_at = intent.dispatched_at.value_or(intent.created_at) });
    thread.as_of = next_ticket(state);
    Effects effects { RemoveIntent { marked.id } };
    effects += std::move(beside);
    effects += dispatch_ready(state);
    return effects;
}

Effects apply(State& state, StopWaitingPressed const& stop)
{
    auto const found = state.intents.find(stop.id);
    if (found == state.intents.end() || !has_left(found->second))
        return {};
    found->second.state = IntentState::Unknown;
    found->second.lost_at = state.now;
    std::string const thread = found->second.local_thread;
    Effects effects { CancelIntentRequest { stop.id }, save(found->second) };
    effects += settle_unknown(state, thread);
    effects += dispatch_ready(state);
    return effects;
}

Effects apply(State& state, UnknownCheckDue const& due)
{
    auto const found = state.intents.find(due.id);
    if (found == state.intents.end() || !found->second.check_at || *found->second.check_at > state.now)
        return {};
    found->second.check_at.reset();
    return found->second.state == IntentState::Unknown && state.online ? settle_unknown(state, found->second.local_thread) : Effects {};
}

Effects apply(State& state, OlderRequested const& request)
{
    auto& thread = state.threads[thread_key(request.id)];
    if (thread.history.pending)
        return {};
    thread.history_limit *= 4;
    thread.older_than_count = thread.messages.size();
    return fetch_history(state, request.id);
}

Effects apply(State& state, HistoryRetryDue const& due)
{
    auto const thread = state.threads.find(thread_key(due.id));
    bool const wanted = thread != state.threads.end() && thread->second.history.retry_at && *thread->second.history.retry_at <= state.now;
    bool const shown = state.route.page == Page::Chat && state.route.conversation == due.id;
    if (!wanted || !shown || state.sign_in != SignIn::SignedIn)
        return {};
    return fetch_history(state, due.id);
}

} // namespace kally::store
