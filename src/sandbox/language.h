#pragma once

#include "sandbox/model.h"

#include <string>
#include <string_view>
#include <vector>

/// How the coordinator understands a request: words, cues and a few things worth remembering. English and Spanish.
namespace kally::sandbox {

struct Word {
    std::string text;   ///< As written.
    std::string folded; ///< Lower case, without accents.
    bool ends = false;  ///< Punctuation follows that ends a part of the sentence.
};
/// The words of a text; at most 400, the rest is not looked at.
std::vector<Word> words_of(std::string_view text);

/// What a message wants. The order decides between equal scores.
enum class Command : std::uint8_t {
    Approve, ShowDrafts, OtherTimes, Compare, Status, Cancel, Leave, Action, FollowUp, Bill, Booking, Schedule, Search, Call, Email, Errand,
    Thanks, Greeting, Help, Nonsense,
};
struct Understanding {
    Command command = Command::Nonsense;
    bool wants_email = false; ///< Beside the main thing.
    bool plain_words = false; ///< Ordinary words of the language, if nothing that is known.
};
Understanding understand(std::vector<Word> const&);

/// Decides by function words; `usual` when they do not tell.
Language language_of(std::vector<Word> const&, std::string_view text, Language usual);

/// Position just behind the first of the phrases ("find|look for") that begins at `from` or later, or -1.
int after_phrase(std::vector<Word> const&, std::string_view phrases, std::size_t from = 0);
bool has_phrase(std::vector<Word> const&, std::string_view phrases);

int count_in(std::vector<Word> const&);             ///< "three", "5"; 0 when none from 1 to 9.
int choice_in(std::vector<Word> const&);            ///< "the second one": 2; 0 when none.
std::string subject_in(std::vector<Word> const&);   ///< What is searched for: "coworking spaces".
std::string place_in(std::vector<Word> const&);     ///< "downtown Malaga"
std::string business_in(std::vector<Word> const&, Language); ///< Whom it is about: "Casa Lola", "your dentist".
int weekday_in(std::vector<Word> const&);           ///< 1 is Monday, 7 Sunday; 0 when none.
std::string when_in(std::vector<Word> const&);      ///< "on Friday at 21:00"
std::string ask_in(std::vector<Word> const&);       ///< "monthly pricing"
std::string matter_in(std::vector<Word> const&);    ///< What a letter is about.
std::string amount_in(std::string_view text);       ///< "€200"
std::string phone_in(std::string_view text);        ///< "+442079460111"
std::string title_in(std::string_view text);        ///< The first sentence, at most 48 characters, whole words.

std::string capitalised(std::string_view text);

} // namespace kally::sandbox
