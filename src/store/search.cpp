#include "store/search.h"

#include "base/text.h"

#include <algorithm>

namespace kally::store {

namespace {

DayGroup day_of(State const& state, api::Conversation const& conversation)
{
    auto const moment = conversation.updated_at ? conversation.updated_at : conversation.created_at;
    if (!moment)
        return DayGroup::Earlier;
    int const days = civil_day(state.now, state.utc_offset) - civil_day(*moment, state.utc_offset);
    return days <= 0 ? DayGroup::Today : days == 1 ? DayGroup::Yesterday : DayGroup::Earlier;
}

} // namespace

ChatSearch::Needle::Needle(std::string text)
    : m_text(std::move(text))
{
    m_steps.fill(m_text.size());
    for (std::size_t i = 0; i + 1 < m_text.size(); ++i)
        m_steps[static_cast<unsigned char>(m_text[i])] = m_text.size() - 1 - i;
}

std::size_t ChatSearch::Needle::find_in(std::string_view text) const
{
    auto const size = m_text.size();
    for (auto end = size; size > 0 && end <= text.size(); end += m_steps[static_cast<unsigned char>(text[end - 1])])
        if (text[end - 1] == m_text.back() && text.substr(end - size, size) == m_text)
            return end - size;
    return std::string_view::npos;
}

std::vector<ConversationGroup> const& ChatSearch::list(State const& state, std::string_view search, ListFilter const& filter)
{
    auto const today = Instant { std::chrono::days { civil_day(state.now, state.utc_offset) } } - state.utc_offset;
    Asked asked { state.changes, today, fold_for_search(trim(search)), filter };
    if (m_complete && asked == m_asked)
        return m_groups;
    m_asked = std::move(asked);
    m_complete = true;
    m_groups.clear();
    m_why.clear();
    m_chats_read = 0;
    ++m_lists_made;
    if (!state.conversations.value)
        return m_groups;
    Needle const wanted { m_asked.wanted };
    ConversationGroup pinned { DayGroup::Pinned, {} };
    auto rest = slice;
    for (auto const& conversation : *state.conversations.value) {
        auto const mark = mark_of(state, conversation.id);
        if (is_archived(mark, conversation) != filter.archived || (!filter.label.empty() && mark.label != filter.label))
            continue;
        if (!m_asked.wanted.empty()) {
            bool const said = look(state, conversation, wanted, rest);
            if (!said && wanted.find_in(fold_for_search(conversation_title(state, conversation) + "\n" + mark.label)) == std::string_view::npos)
                continue;
        }
        if (mark.pinned) {
            pinned.conversations.push_back(&conversation);
            continue;
        }
        auto const day = day_of(state, conversation);
        if (m_groups.empty() || m_groups.back().day != day)
            m_groups.push_back({ day, {} });
        m_groups.back().conversations.push_back(&conversation);
    }
    if (!pinned.conversations.empty())
        m_groups.insert(m_groups.begin(), std::move(pinned));
    return m_groups;
}

Excerpt const* ChatSearch::why(api::Conversation const& conversation) const
{
    auto const found = m_why.find(&conversation);
    return found == m_why.end() ? nullptr : &found->second;
}

} // namespace kally::store
