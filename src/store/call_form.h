#pragma once

#include "store/state.h"

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

// The form of a new call: its checks, what becomes of it, how it is kept. Pure.
namespace kally::store {

constexpr std::string_view call_form_key = "#call"; ///< Of its record among the drafts; no thread is called so.
constexpr std::array<std::string_view, 4> call_categories { "restaurant", "clinic", "hotel", "general" }; ///< Source: contract, CallSubmission.

/// What is wrong with a field, the way of putting it right being in the words for it.
enum class CallProblem : std::uint8_t { None, NumberMissing, NumberForm, Emergency, Premium, TaskShort, TooLong, Party, DateForm, TimeForm, Past, ZoneForm };
using CallProblems = std::array<CallProblem, static_cast<std::size_t>(CallField::Count)>;

inline std::string const& at(CallForm const& form, CallField field) { return form[static_cast<std::size_t>(field)]; }
inline std::string& at(CallForm& form, CallField field) { return form[static_cast<std::size_t>(field)]; }
/// The most code points of a field; 0 when its form alone bounds it. Source: contract, CallSubmission.
std::size_t call_limit(CallField);

/// A number as it is sent: "+" and digits, without what people write between them; "00" in front is "+".
std::string plain_number(std::string_view typed);
/// None, or why the number is not called: too short or long for E.164 (at most 15 digits), an emergency or a premium-rate number.
CallProblem check_number(std::string_view typed);

/// A zone and how far it is ahead of UTC now, where that is known.
struct CallZone {
    std::string name; ///< IANA name.
    std::optional<std::chrono::minutes> offset;
};
/// Where the one who is called lives: what the form says, else where the number's country has one zone that, else the person's own.
CallZone zone_of(CallForm const&, State const&);

CallProblems check_call(CallForm const&, State const&);
/// The first field with a problem, in the order of the form; Count when there is none.
CallField first_problem(CallProblems const&);
/// What an error of the service is about; Count when it is not about one field.
CallField field_of(Error const&);

/// The request for a form without problems. `language` is that of the summary.
api::CallRequest call_request(CallForm const&, State const&);
/// The form with what is known of a call.
CallForm form_of(api::Call const&);

std::string encode_call_form(CallForm const&);
CallForm decode_call_form(std::string_view); ///< Unknown or damaged fields stay empty.

} // namespace kally::store
