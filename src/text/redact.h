#pragma once

#include <string>
#include <string_view>
#include <vector>

// What a text says of persons and money, so that it can be left out of what is passed on. Found by looks, not by understanding:
// whoever passes it on sees what is hidden before.
namespace kally::text {

enum class Hidden { Name, Phone, Mail, Amount };
constexpr std::size_t hidden_kinds = 4;

struct Private {
    Hidden kind = Hidden::Name;
    std::string text;
    bool operator==(Private const&) const = default;
};

/// Adds what `text` holds and `found` does not, in the order of the text. A name is a row of words with a capital, but for a single
/// one at the beginning of a sentence; a phone number has 7 to 15 digits; an amount stands beside its currency.
void find_private(std::string_view text, std::vector<Private>& found);
/// The text with those of the chosen kinds replaced by "[name 1]", alike wherever they stand.
std::string without_private(std::string_view text, std::vector<Private> const& found, bool const (&hide)[hidden_kinds]);

} // namespace kally::text
