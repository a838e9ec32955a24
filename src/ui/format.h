#pragma once

#include "base/decimal.h"
#include "base/time.h"
#include "store/state.h"

#include <string>

// Times, days, durations and amounts as the person reads them (design, section 9).
namespace kally::ui {

std::string format_time(Instant, std::chrono::minutes offset); ///< "10:38"
/// "10:38" today, "Mon" this week, "4 Mar" this year, "4 Mar 2025".
std::string format_when(Instant, Instant now, std::chrono::minutes offset, store::Language);
std::string format_day(Instant, Instant now, std::chrono::minutes offset, store::Language); ///< "Today", "Yesterday", "Monday 4 March"
std::string format_duration(std::chrono::seconds, store::Language);                          ///< "12 s", "2 min 5 s"
std::string format_number(Decimal, store::Language);                                         ///< With the language's decimal mark.
std::string format_date(Instant, std::chrono::minutes offset, store::Language);              ///< "17 March 2026"
std::string format_money(Decimal, std::string_view currency, store::Language);               ///< "$2,868", "0,10 $", "15 EUR"; whole amounts without cents.
std::string format_credits(Decimal, store::Language);                                        ///< "2 credits", "1 credit", "0.5 credits"

} // namespace kally::ui
