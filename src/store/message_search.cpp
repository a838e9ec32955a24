#include "store/search.h"

#include "base/text.h"
#include "store/apply.h"

#include <algorithm>

// What was said in the chats. Apart from the list of them, which the first screen draws.
namespace kally::store {

namespace {

constexpr int letters_before = 18;       ///< Of the message in front of the hit, so that the hit is seen in a narrow row.
constexpr std::size_t bytes_after = 160;

bool is_inside_letter(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// Without the marks of Markdown, blanks and line ends one space.
std::string in_one_line(std::string_view text)
{
    std::string line;
    for (char const c : text)
        if (bool const blank = c == ' ' || c == '\n' || c == '\t'; blank && !line.empty() && line.back() != ' ')
            line += ' ';
        else if (!blank && std::string_view("*_`#|>").find(c) == std::string_view::npos)
            line += c;
    return to_valid_utf8(line);
}

} // namespace

Excerpt excerpt_around(std::string_view text, std::string_view wanted)
{
    std::string folded;
    std::vector<std::size_t> from; // for each byte of it the place of its letter
    for (std::size_t at = 0; at < text.size();) {
        auto const begin = at;
        next_code_point(text, at);
        folded += fold_for_search(text.substr(begin, at - begin));
        from.resize(folded.size(), begin);
    }
    from.push_back(text.size());
    auto const found = folded.find(wanted);
    if (found == std::string::npos || wanted.empty())
        return {};
    auto const begin = from[found];
    auto last = from[found + wanted.size() - 1];
    next_code_point(text, last);
    auto const end = std::max(last, from[found + wanted.size()]); // with the accents that stand behind it

    auto start = begin;
    for (int letters = 0; start > 0 && letters < letters_before; ++letters)
        do
            --start;
        while (start > 0 && is_inside_letter(text[start]));
    bool const cut = start > 0;
    if (auto const blank = text.find_first_of(" \n", start); cut && blank < begin)
        start = blank + 1;
    auto stop = std::min(text.size(), end + bytes_after);
    while (stop < text.size() && is_inside_letter(text[stop]))
        --stop;
    bool const spaced = end < stop && (text[end] == ' ' || text[end] == '\n');
    return { (cut ? "\u2026" : "") + in_one_line(text.substr(start, begin - start)), in_one_line(text.substr(begin, end - begin)), (spaced ? " " : "") + in_one_line(text.substr(end, stop - end)) };
}

/// The messages of a conversation that can be searched, folded as far as `rest` goes: how much more may be folded now. Null where none were read.
std::vector<api::Message> const* ChatSearch::fold(State const& state, api::Conversation const& conversation, std::size_t& rest)
{
    std::vector<api::Message> const* messages = nullptr;
    Ticket as_of;
    if (auto const thread = state.threads.find(thread_key(conversation.id)); thread != state.threads.end() && !thread->second.messages.empty()) {
        messages = &thread->second.messages;
        as_of = thread->second.as_of;
    } else if (auto const& kept = state.kept_histories.value) {
        if (auto const found = kept->find(conversation.id); found != kept->end())
            messages = &found->second;
    }
    if (messages == nullptr)
        return nullptr;
    auto& folded = m_folded[thread_key(conversation.id)];
    if (folded.as_of != as_of || folded.ends.size() > messages->size())
        folded = { .as_of = as_of };
    auto& ends = folded.ends;
    for (; ends.size() < messages->size() && rest > 0; ++m_messages_folded) {
        auto const before = folded.text.size();
        folded.text += fold_for_search((*messages)[messages->size() - 1 - ends.size()].text);
        folded.text += '\0'; // so that nothing is found in two of them
        ends.push_back(folded.text.size());
        rest -= std::min(rest, folded.text.size() - before);
    }
    return messages;
}

bool ChatSearch::prepare(State const& state)
{
    if (m_prepared == state.changes || !state.conversations.value)
        return false;
    auto rest = slice / 4; // somebody may type meanwhile
    for (auto const& conversation : *state.conversations.value)
        fold(state, conversation, rest);
    if (rest == 0)
        return true;
    m_prepared = state.changes;
    return false;
}

/// Whether the messages of a conversation say it, as far as they were folded.
bool ChatSearch::look(State const& state, api::Conversation const& conversation, Needle const& wanted, std::size_t& rest)
{
    auto const* messages = fold(state, conversation, rest);
    if (messages == nullptr)
        return false;
    ++m_chats_read;
    auto const& folded = m_folded[thread_key(conversation.id)];
    auto const& ends = folded.ends;
    if (ends.size() < messages->size())
        m_complete = false;
    auto const hit = wanted.find_in(folded.text);
    if (hit == std::string_view::npos)
        return false;
    auto const message = static_cast<std::size_t>(std::upper_bound(ends.begin(), ends.end(), hit) - ends.begin());
    m_why[&conversation] = excerpt_around((*messages)[messages->size() - 1 - message].text, m_asked.wanted);
    return true;
}

Effects apply(State& state, SearchBegun const&)
{
    // Once: what is said from here on is in the threads.
    return state.kept_histories.asked_at ? Effects {} : Effects { Fetch<KeptHistories> { ask(state, state.kept_histories) } };
}

Effects apply(State& state, Received<KeptHistories> const& received)
{
    take(state, state.kept_histories, received.ticket, received.answer);
    return {};
}

} // namespace kally::store
