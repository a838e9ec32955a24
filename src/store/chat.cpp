#include "store/apply.h"
#include "store/records.h"
#include "store/select.h"

#include "base/order.h"
#include "base/text.h"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

namespace kally::store {

namespace {

std::size_t code_points(std::string_view text)
{
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++count)
        next_code_point(text, at);
    return count;
}

IntentId new_intent_id(State& state) { return { page_name(state.intent_seed) + "-" + std::to_string(++state.last_intent) }; }

} // namespace

void sort_conversations(std::vector<api::Conversation>& all)
{
    sort_by(all, [](api::Conversation const& c) {
        auto const moment = c.updated_at ? c.updated_at : c.created_at;
        return moment ? -moment->time_since_epoch().count() : std::numeric_limits<std::int64_t>::max();
    });
}

namespace {

/// Oldest first; what has no moment is the newest.
void sort_messages(std::vector<api::Message>& messages)
{
    sort_by(messages, [](api::Message const& m) { return m.created_at ? m.created_at->time_since_epoch().count() : std::numeric_limits<std::int64_t>::max(); });
}

/// Takes the words that were sent out of a draft; false when they are not in it.
bool take_out(std::string& draft, std::string const& sent)
{
    auto const at = draft.find(sent);
    if (at == std::string::npos)
        return false;
    draft.erase(at, sent.size());
    if (trim(draft).empty())
        draft.clear();
    return true;
}

/// Refuses what cannot be sent; otherwise makes the intent and asks for its record.
Effects begin_intent(State& state, std::string const& key, std::string_view text, bool from_draft)
{
    auto const words = trim(text);
    if (words.empty())
        return {};
    if (code_points(words) > message_limit)
        return show_toast(state, "MessageTooLong");
    auto& thread = state.threads[key];
    Intent intent { .id = new_intent_id(state), .conversation = key == thread_key({}) ? ConversationId {} : ConversationId { key }, .local_thread = key, .text = std::string(words), .state = IntentState::Queued, .from_draft = from_draft, .commit = next_ticket(state), .created_at = state.now, .made_at = state.latest, .queued_at = state.now, .owner = owner_now(state) };
    thread.intents.push_back(intent.id);
    Effects effects { save(intent) };
    state.intents[intent.id] = std::move(intent);
    return effects;
}

} // namespace

void merge_history(Thread& thread, std::vector<api::Message> fresh)
{
    // Long histories come again and again: what is known is looked up, not searched for.
    auto const words = [](api::Message const& message) { return static_cast<char>('0' + static_cast<int>(message.author)) + std::string(trim(message.text)); };
    auto const is_nameless = [](api::Message const& message) { return !message.id; };
    std::vector<std::string_view> ids;
    for (auto const& theirs : fresh)
        if (theirs.id)
            ids.push_back(theirs.id->text);
    std::sort(ids.begin(), ids.end());
    bool const nameless = ids.size() < fresh.size(), by_words = nameless || std::any_of(thread.messages.begin(), thread.messages.end(), is_nameless);
    std::set<std::string> said, said_nameless;
    auto const note = [&](api::Message const& message) {
        if (!by_words)
            return;
        said.insert(words(message));
        if (is_nameless(message))
            said_nameless.insert(words(message));
    };
    for (auto const& theirs : fresh)
        note(theirs);
    std::vector<api::Message> missing;
    for (auto& mine : thread.messages) {
        bool const known = (mine.id && std::binary_search(ids.begin(), ids.end(), mine.id->text))
            || (is_nameless(mine) ? said.contains(words(mine)) : nameless && said_nameless.contains(words(mine)));
        if (known)
            continue;
        note(mine);
        missing.push_back(std::move(mine));
    }
    fresh.insert(fresh.end(), std::make_move_iterator(missing.begin()), std::make_move_iterator(missing.end()));
    sort_messages(fresh);
    thread.messages = std::move(fresh);
}

namespace {

/// The conversation that the service chose for the nameless thread becomes a thread of its own.
Effects adopt_conversation(State& state, Intent& intent, ConversationId const& id)
{
    if (id.empty() || intent.conversation == id)
        return {};
    intent.conversation = id;
    std::string const nameless = thread_key({}), named = thread_key(id);
    if (intent.local_thread != nameless)
        return {};
    auto node = state.threads.extract(nameless);
    Effects effects;
    if (node) {
        auto& target = state.threads[named];
        auto& from = node.mapped();
        target.messages.insert(target.messages.end(), from.messages.begin(), from.messages.end());
        target.as_of = next_ticket(state);
        target.intents.insert(target.intents.end(), from.intents.begin(), from.intents.end());
        if (target.draft.empty())
            target.draft = from.draft;
        else if (!from.draft.empty())
            add_to_draft(target, from.draft);
        effects.push_back(SaveDraft { .thread = named, .text = target.draft, .from = nameless });
        target.draft_revision = std::max(target.draft_revision, from.draft_revision) + 1;
        target.history.answered_at = state.now; // what was answered here is the history so far
    }
    for (auto& [other_id, other] : state.intents) {
        if (other.local_thread != nameless)
            continue;
        other.local_thread = named;
        if (other.conversation.empty() && other.state != IntentState::Unknown) // what may have arrived has begun one of its own
            other.conversation = id;
        if (other.recorded && !other.commit && other.state != IntentState::Sent && !is_elsewhere(other))
            effects.push_back(save(other)); // another page must not begin a conversation with it
    }
    if (state.route.page == Page::Chat && (state.route.compose || state.route.conversation.empty()))
        effects += go_to(state, { .conversation = id, .dialog = state.route.dialog }, true);
    return effects;
}

/// What was said last and got no reply yet may get one that this page does not hear: it is looked for.
Effects look_for_reply(State& state, Thread& thread, ConversationId const& id)
{
    auto const* last = thread.messages.empty() ? nullptr : &thread.messages.back();
    auto const since = std::exchange(thread.reply_due, {});
    auto const said = since ? since : last != nullptr ? last->created_at : std::nullopt;
    bool const busy = std::any_of(thread.intents.begin(), thread.intents.end(), [&](auto const& one) { return state.intents[one].state == IntentState::Sending || state.intents[one].state == IntentState::Unknown; });
    if (last == nullptr || last->author != api::Author::User || busy || !said || state.now - *said > reply_latest || *said - state.now > clock_slack)
        return {};
    thread.reply_due = said;
    thread.history.retry_at = state.now + std::clamp<Instant::duration>(state.now - *said, check_soonest, check_latest);
    return { WakeAt { *thread.history.retry_at, HistoryRetryDue { id } } };
}

std::string first_words(std::string_view text, std::size_t limit)
{
    std::size_t at = 0, count = 0;
    while (at < text.size() && count++ < limit)
        next_code_point(text, at);
    std::string out;
    for (char const c : text.substr(0, at))
        if (std::string_view("*_`#|>").find(c) == std::string_view::npos) // spoken, not shown: marks would be read aloud
            out += c;
    return out;
}

Effects finish_with_reply(State& state, Intent intent, api::Reply reply)
{
    Effects effects;
    if (reply.conversation_id)
        effects += adopt_conversation(state, state.intents[intent.id], *reply.conversation_id);
    std::string const key = state.intents[intent.id].local_thread;
    drop(state, intent.id);
    auto& thread = state.threads[key];
    // A history that came in the meantime may hold both already.
    bool const own_there = std::any_of(thread.messages.begin(), thread.messages.end(), [&](auto const& m) {
        return m.author == api::Author::User && trim(m.text) == trim(intent.text) && m.id && !contains_id(intent.known_before, m.id);
    });
    if (!own_there)
        thread.messages.push_back({ .author = api::Author::User, .text = intent.text, .created_at = intent.dispatched_at.value_or(intent.created_at) });
    thread.reply_due.reset();
    auto& message = reply.message;
    message.author = api::Author::Assistant;
    if (!message.created_at)
        message.created_at = state.now;
    bool const reply_there = message.id && std::any_of(thread.messages.begin(), thread.messages.end(), [&](auto const& m) { return m.id == message.id; });
    effects.push_back(Announce { first_words(message.text, 500) });
    if (!reply_there)
        thread.messages.push_back(std::move(message));
    sort_messages(thread.messages);
    thread.as_of = next_ticket(state);
    thread.suggestions_used = false;
    effects.push_back(RemoveIntent { intent.id });
    if (!thread.intents.empty())
        effects += count_beside(state, key, intent.text);
    link_goals(state);
    effects += fetch_conversations(state);
    effects += fetch_goals(state);
    effects += watch(state);
    effects += dispatch_ready(state);
    return effects;
}

} // namespace

bool has_left(Intent const& intent) { return intent.state == IntentState::Sending && !intent.commit; }

bool contains_id(std::vector<std::string> const& ids, std::optional<MessageId> const& id)
{
    return id && std::find(ids.begin(), ids.end(), id->text) != ids.end();
}

std::size_t count_own(std::vector<api::Message> const& messages, Intent const& intent, bool without_id)
{
    return static_cast<std::size_t>(std::count_if(messages.begin(), messages.end(), [&](auto const& m) {
        bool const fresh = without_id ? !m.id : !contains_id(intent.known_before, m.id);
        return m.author == api::Author::User && fresh && trim(m.text) == trim(intent.text);
    }));
}

std::string page_name(std::uint64_t seed)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string text = "i-";
    for (int shift = 60; shift >= 0; shift -= 4)
        text += digits[(seed >> shift) & 15];
    return text;
}

std::string thread_key(ConversationId const& id) { return id.empty() ? "new" : id.text; }

Thread const* open_thread(State const& state)
{
    auto const found = state.threads.find(thread_key(state.route.conversation));
    return found == state.threads.end() ? nullptr : &found->second;
}

Effects fetch_conversations(State& state)
{
    if (!inside(state))
        return {};
    return { FetchConversations { ask(state, state.conversations) } };
}

Effects fetch_history(State& state, ConversationId const& id)
{
    auto& thread = state.threads[thread_key(id)];
    return { FetchHistory { ask(state, thread.history), id, thread.history_limit } };
}

void drop(State& state, IntentId const& id)
{
    auto const found = state.intents.find(id);
    if (found == state.intents.end())
        return;
    if (auto const thread = state.threads.find(found->second.local_thread); thread != state.threads.end())
        std::erase(thread->second.intents, id);
    state.intents.erase(found);
}

Effect save(Intent& intent)
{
    intent.before = std::exchange(intent.record, intent.state == IntentState::Cancelled ? std::string {} : encode_intent(intent));
    return SaveIntent { intent };
}

bool is_elsewhere(Intent const& intent) { return intent.state == IntentState::Unknown && !intent.lost_at; }

Effects dispatch_ready(State& state)
{
    if (!state.online || state.sign_in != SignIn::SignedIn)
        return {};
    Effects effects;
    for (auto& [key, thread] : state.threads) {
        bool const busy = std::any_of(thread.intents.begin(), thread.intents.end(), [&](auto const& id) { return state.intents[id].state == IntentState::Sending; });
        if (busy)
            continue;
        for (auto const& id : thread.intents) {
            auto& intent = state.intents[id];
            if (intent.state != IntentState::Queued || !intent.recorded || !is_own(state, intent.owner))
                continue;
            if (asks(state, intent)) // nothing overtakes it
                break;
            intent.state = IntentState::Sending;
            intent.dispatched_at = state.now;
            intent.sender = page_name(state.intent_seed);
            intent.lost_at.reset();
            intent.error.reset();
            intent.known_before.clear();
            for (auto const& message : thread.messages)
                if (message.id)
                    intent.known_before.push_back(message.id->text);
            intent.same_before.reset();
            if (intent.conversation.empty() || thread.history.answered_at)
                intent.same_before = count_own(thread.messages, intent, true);
            intent.check_at.reset();
            // The record must say "sending" before the first byte leaves: a page that ends in between must not send again.
            intent.commit = next_ticket(state);
            effects.push_back(save(intent));
            break;
        }
    }
    return effects;
}

Effects settle_all_unknown(State& state)
{
    Effects effects;
    if (state.intents.empty())
        return effects;
    for (auto const& [key, thread] : state.threads)
        effects += settle_unknown(state, key);
    return effects;
}

Effects apply(State& state, ConversationsRequested const&) { return fetch_conversations(state); }

namespace {

bool may_pass(Error const& error) { return error.kind == ErrorKind::Offline || error.kind == ErrorKind::Unanswered || error.kind == ErrorKind::Unavailable; }

} // namespace

Effects apply(State& state, ConversationsReceived const& received)
{
    if (received.kept_at) {
        show_kept(state, received);
        return {};
    }
    if (!take(state, state.conversations, received.ticket, received.page))
        return {};
    if (state.conversations.value)
        sort_conversations(*state.conversations.value);
    Effects effects = received.page.has_value() ? note_account(state) : Effects {};
    if (!state.conversations.value && may_pass(*state.conversations.error))
        effects.push_back(FetchConversations { .ticket = received.ticket, .kept = true });
    effects += join_tabs(state);
    return effects;
}

Effects apply(State& state, ConversationOpened const& opened)
{
    Effects effects = go_to(state, { .conversation = opened.id }, false);
    effects += load_open_page(state);
    return effects;
}

Effects apply(State& state, NewConversationPressed const&) { return go_to(state, { .compose = true }, false); }

Effects apply(State& state, HistoryRequested const& request) { return fetch_history(state, request.id); }

Effects apply(State& state, HistoryReceived const& received)
{
    auto& thread = state.threads[thread_key(received.id)];
    if (received.kept_at) {
        show_kept(state, received);
        return {};
    }
    if (!take(state, thread.history, received.ticket, received.history))
        return {};
    Effects effects;
    if (!received.history.has_value()) {
        if (!may_pass(received.history.error()))
            return {};
        if (thread.messages.empty())
            effects.push_back(FetchHistory { .ticket = received.ticket, .id = received.id, .limit = thread.history_limit, .kept = true });
        auto const wait = std::max<std::chrono::seconds>(load_again, received.history.error().retry_after.value_or(std::chrono::seconds { 0 }));
        thread.history.retry_at = state.now + wait;
        effects.push_back(WakeAt { *thread.history.retry_at, HistoryRetryDue { received.id } });
        for (auto const& id : thread.intents)
            if (auto& intent = state.intents[id]; intent.state == IntentState::Unknown)
                effects += check_later(state, intent);
        return effects;
    }
    thread.kept_at.reset();
    auto fresh = std::exchange(thread.history.value->messages, {}); // they live in thread.messages
    if (std::any_of(thread.intents.begin(), thread.intents.end(), [&](auto const& id) { return may_have_arrived(state.intents[id]); }))
        effects += settle_by(state, thread, fresh);
    if (auto const before = std::exchange(thread.older_than_count, {}))
        thread.older_exhausted = fresh.size() <= *before;
    merge_history(thread, std::move(fresh));
    thread.as_of = next_ticket(state);
    effects += look_for_reply(state, thread, received.id);
    link_goals(state);
    effects += fetch_open_goal(state);
    return effects;
}

Effects apply(State& state, DraftEdited const& edit)
{
    state.threads[edit.thread].draft = edit.text;
    return { SaveDraft { edit.thread, edit.text, true } };
}

Effects apply(State& state, DraftFilled const& filled)
{
    auto& thread = state.threads[filled.thread];
    thread.draft = filled.text;
    ++thread.draft_revision;
    return { SaveDraft { filled.thread, filled.text } };
}

Effects apply(State& state, SendPressed const& press)
{
    auto const found = state.threads.find(press.thread);
    if (found == state.threads.end())
        return {};
    // What was sent a moment ago stands in the draft until its record is there: only what came behind it is new.
    auto fresh = found->second.draft;
    for (auto const& id : found->second.intents)
        if (auto const& intent = state.intents[id]; intent.from_draft && !intent.recorded)
            take_out(fresh, intent.text);
    return begin_intent(state, press.thread, fresh, true);
}

Effects apply(State& state, SuggestionPressed const& press)
{
    auto& thread = state.threads[press.thread];
    if (thread.suggestions_used)
        return {};
    auto effects = begin_intent(state, press.thread, press.text, false);
    thread.suggestions_used = !effects.empty();
    return effects;
}

Effects apply(State& state, IntentStored const& stored)
{
    auto const found = state.intents.find(stored.id);
    if (found == state.intents.end())
        return call_stored(state, stored);
    auto& intent = found->second;
    Effects effects;
    bool const refused = !stored.stored && !stored.changed;
    if (refused)
        effects += apply(state, StorageFailed { "intent" });
    if (!stored.stored)
        intent.record = stored.changed.value_or(intent.before);
    if (!stored.commit || intent.commit != stored.commit) { // of a record that another has replaced
        if (stored.changed && !intent.commit && !has_left(intent))
            effects += stored_otherwise(state, intent, true);
        return effects;
    }
    intent.commit.reset();
    if (!stored.stored || intent.state == IntentState::Draft || intent.state == IntentState::Cancelled) {
        effects += stored_otherwise(state, intent, stored.changed.has_value());
        return effects;
    }
    if (intent.recorded) {
        effects.push_back(SendIntent { intent.id, intent.conversation, intent.text });
        return effects;
    }
    intent.recorded = true;
    // Only now does the composer empty, and only of what was sent: what was typed behind it begins the next message.
    auto const key = intent.local_thread;
    auto& thread = state.threads[key];
    if (intent.from_draft && take_out(thread.draft, intent.text)) {
        ++thread.draft_revision;
        SaveDraft save { key, thread.draft };
        // What is left may be the next message, whose record follows: a page that ends then finds it there.
        for (auto const& id : thread.intents)
            if (auto const& next = state.intents[id]; next.from_draft && !next.recorded && !save.at)
                save.at = next.made_at;
        effects.push_back(std::move(save));
    }
    effects += dispatch_ready(state);
    if (state.intents[stored.id].state == IntentState::Queued)
        effects.push_back(WakeAt { state.now + ask_after, UnknownCheckDue { stored.id } });
    return effects;
}

Effects apply(State& state, ReplyReceived const& received)
{
    auto const found = state.intents.find(received.id);
    if (found == state.intents.end() || !has_left(found->second))
        return {};
    auto& intent = found->second;
    if (received.reply.has_value()) {
        intent.state = IntentState::Sent;
        Effects effects = finish_with_reply(state, intent, *received.reply);
        effects += fetch_balance(state);
        return effects;
    }
    auto const& error = received.reply.error();
    intent.error = error;
    // Whoever failed on the way may have passed it on first; "not now" (429, 503) alone says that it did not.
    bool const passed_on = error.kind == ErrorKind::Unavailable && error.status != 429 && error.status != 503;
    switch (passed_on ? ErrorKind::Unanswered : error.kind) {
    case ErrorKind::SignedOut:
        // Refused before it was looked at: it waits for the next sign-in, with everything typed.
        intent.state = IntentState::Queued;
        intent.error.reset();
        intent.dispatched_at.reset();
        state.sign_in = SignIn::Expired;
        return { save(intent) };
    case ErrorKind::Unanswered:
    case ErrorKind::Malformed: { // an answer that cannot be read says that it arrived, not what became of it
        intent.state = IntentState::Unknown;
        intent.lost_at = state.now;
        std::string const thread = intent.local_thread;
        Effects effects { save(intent) };
        effects += settle_unknown(state, thread);
        effects += dispatch_ready(state);
        return effects;
    }
    default: break;
    }
    intent.state = IntentState::Failed;
    Effects effects { save(intent), Announce { {}, error } };
    effects += dispatch_ready(state);
    return effects;
}

} // namespace kally::store
