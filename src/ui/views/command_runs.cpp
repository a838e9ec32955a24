#include "ui/commands.h"

#include "text/markdown.h"

#include <algorithm>

// What commands do that takes more than an action.
namespace kally::ui {

namespace {

using store::Actions, store::State;

constexpr std::size_t most_recalled = 50;

/// What the person said in a thread, from the last on, 1; the same words in a row count once. Null where there is no more.
std::string const* said_before(State const& state, std::string const& key, std::size_t back)
{
    auto const found = state.threads.find(key);
    if (found == state.threads.end() || back == 0 || back > most_recalled)
        return nullptr;
    std::string const* said = nullptr;
    auto const is_it = [&](std::string const& text) {
        if (said == nullptr || *said != text)
            --back;
        said = &text;
        return back == 0;
    };
    auto const& thread = found->second;
    for (auto at = thread.intents.rbegin(); at != thread.intents.rend(); ++at)
        if (is_it(state.intents.find(*at)->second.text))
            return said;
    for (auto at = thread.messages.rbegin(); at != thread.messages.rend(); ++at)
        if (at->author == api::Author::User && is_it(at->text))
            return said;
    return nullptr;
}

/// The replies in the open chat, the last one first, until `use` says that it was the one.
template <typename Use>
void each_reply(State const& state, Use use)
{
    auto const* thread = store::open_thread(state);
    for (auto at = thread != nullptr ? thread->messages.size() : 0; at > 0; --at)
        if (auto const& message = thread->messages[at - 1]; message.author == api::Author::Assistant && use(message.text))
            return;
}

} // namespace

void step_chat(State const& state, Local& local, Actions& out, int by, bool waiting)
{
    auto const& here = state.route.conversation;
    auto const waits = waiting ? store::waiting_by_chat(state) : std::map<ConversationId, int> {};
    std::vector<ConversationId> ids;
    for (auto const& group : local.lists.chats.list(state, local.search, local.filter))
        for (auto const* one : group.conversations)
            if (!waiting || one->id == here || waits.contains(one->id))
                ids.push_back(one->id);
    auto const at = std::find(ids.begin(), ids.end(), here);
    auto const to = at == ids.end() ? 0 : at - ids.begin() + by;
    if (to >= 0 && to < static_cast<std::ptrdiff_t>(ids.size()))
        out.push_back(store::ConversationOpened { ids[static_cast<std::size_t>(to)] });
}

void open_pinned(State const& state, Local const& local, Actions& out)
{
    if (!state.conversations.value)
        return;
    auto left = local.keys.number;
    for (auto const& one : *state.conversations.value)
        if (auto const mark = store::mark_of(state, one.id); mark.pinned && !store::is_archived(mark, one) && left-- <= 0)
            return out.push_back(store::ConversationOpened { one.id });
}

void copy_reply(State const& state, Actions& out)
{
    each_reply(state, [&](std::string const& text) {
        out.push_back(store::CopyPressed { text });
        return true;
    });
}

void copy_code(State const& state, Actions& out)
{
    each_reply(state, [&](std::string const& text) {
        auto const blocks = text::parse_markdown(text);
        auto const code = std::find_if(blocks.rbegin(), blocks.rend(), [](auto const& block) { return block.kind == text::BlockKind::Code; });
        if (code == blocks.rend())
            return false;
        out.push_back(store::CopyPressed { code->code });
        return true;
    });
}

void toggle_goal(State const& state, Local& local)
{
    auto const* thread = store::open_thread(state);
    if (thread == nullptr || thread->goals.empty())
        return;
    auto& shown = local.context_fits ? local.context_open : local.context_sheet;
    shown = !shown;
}

void open_needs(Local& local)
{
    local.notifications.open = true;
    local.notifications.updates = false;
    local.notifications.jump = true;
}

void recall(std::string const& thread, bool older, State const& state, Local& local, Actions& out)
{
    auto const found = state.threads.find(thread);
    auto const draft = found == state.threads.end() ? std::string {} : found->second.draft;
    auto& back = local.composer.recalled;
    if (draft.empty())
        back = 0;
    else if (auto const* said = said_before(state, thread, back); said == nullptr || *said != draft)
        return;
    if (back == 0 && !older)
        return;
    auto const to = older ? back + 1 : back - 1;
    auto const* said = said_before(state, thread, to);
    if (to > 0 && said == nullptr)
        return;
    back = to;
    out.push_back(store::DraftFilled { thread, to > 0 ? *said : std::string {} });
}

} // namespace kally::ui
