#pragma once

#include "store/select.h"

// The list of chats and the search in it.
namespace kally::store {

/// The part of a message that a search found, in one line.
struct Excerpt {
    std::string before, hit, after;
};
/// Around the first place where `text` says `wanted`, which is folded; all empty when it does not. The hit comes early in the line.
Excerpt excerpt_around(std::string_view text, std::string_view wanted);

/// The listed chats, made anew only after an action or for another search. What was said is folded once and kept until it changes:
/// folding costs more than looking.
class ChatSearch {
public:
    static constexpr std::size_t slice = 1 << 20; ///< Bytes that are folded in one call, some milliseconds of work.

    /// The pinned conversations, then the others by day, newest first. `search` matches titles, labels and messages, those that were
    /// read in this visit and those that this device kept of earlier ones; case and accents aside. As long as it is not complete
    /// some of the messages were not looked at, and the next call goes on with them.
    std::vector<ConversationGroup> const& list(State const&, std::string_view search, ListFilter const& = {});
    bool is_complete() const { return m_complete; }
    /// Folds a part of what is not folded yet, so that the first search has only to look: for somebody who is about to search. Whether
    /// more is left, with the next call.
    bool prepare(State const&);
    /// Why a listed conversation was found, when it was for what was said in it: the latest such message. Else null.
    Excerpt const* why(api::Conversation const&) const;
    std::size_t chats_read() const { return m_chats_read; } ///< In how many of the listed conversations messages could be searched.
    std::size_t lists_made() const { return m_lists_made; } ///< So many times there was something to do.
    std::size_t messages_folded() const { return m_messages_folded; }

private:
    struct Asked {
        std::uint64_t changes = 0;
        Instant today; ///< When it began.
        std::string wanted;
        ListFilter filter;
        bool operator==(Asked const&) const = default;
    };
    struct Folded {
        Ticket as_of;                  ///< Of the thread when it was begun.
        std::string text;              ///< Its messages in one piece, the newest first.
        std::vector<std::size_t> ends; ///< Of each of them.
    };
    /// What is looked for, by the method of Horspool: most of the text is stepped over, the more the longer the words are.
    class Needle {
    public:
        explicit Needle(std::string);
        std::size_t find_in(std::string_view) const; ///< npos when it is not there.

    private:
        std::string m_text;
        std::array<std::size_t, 256> m_steps; ///< From a byte under the last one of the text to the next place where it may be.
    };
    std::vector<api::Message> const* fold(State const&, api::Conversation const&, std::size_t& rest);
    bool look(State const&, api::Conversation const&, Needle const& wanted, std::size_t& rest);

    Asked m_asked;
    bool m_complete = false;
    std::vector<ConversationGroup> m_groups;
    std::map<api::Conversation const*, Excerpt> m_why;
    std::map<std::string, Folded> m_folded; ///< By thread_key().
    std::optional<std::uint64_t> m_prepared; ///< All of what there was after so many changes is folded.
    std::size_t m_chats_read = 0, m_lists_made = 0, m_messages_folded = 0;
};

} // namespace kally::store
