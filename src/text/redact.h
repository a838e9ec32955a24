#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

// What a text says of persons and money, so that it can be left out of what is passed on. Found by looks and by what is known
// already, not by understanding: whoever passes it on sees what is hidden before.
namespace kally::text {

enum class Hidden { Name, Phone, Mail, Amount };
constexpr std::size_t hidden_kinds = 4;

struct Private {
    Hidden kind = Hidden::Name;
    std::string text;
    bool operator==(Private const&) const = default;
};

/// Finds what is private in one text after the other.
///
/// A name is one of `known` in any spelling of its capitals and any script, or a row of words with a capital (Latin, Greek,
/// Cyrillic) with particles and initials between, but for a single one at the beginning of a sentence without a title before
/// it; a phone number has 7 to 15 digits and is no date; an amount stands beside its currency, a sign, a code or a word.
class PrivateFinder {
public:
    explicit PrivateFinder(std::vector<std::string> const& known = {});
    void find(std::string_view text);
    std::vector<Private> take() { return std::move(m_found); } ///< Each once, as it is written, in the order of the texts.

private:
    std::map<char32_t, std::vector<std::u32string>> m_known; ///< In small letters, by the first; the longest first.
    std::vector<Private> m_found;
};

/// The text with those of the chosen kinds replaced by "[name 1]", alike wherever they stand.
std::string without_private(std::string_view text, std::vector<Private> const& found, bool const (&hide)[hidden_kinds]);

} // namespace kally::text
