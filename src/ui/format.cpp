#include "ui/format.h"

#include "ui/strings.h"

#include <algorithm>

namespace kally::ui {

namespace {

using store::Language;

/// One of the words that a catalogue entry lists with spaces between.
std::string pick(Text list, int index, Language language)
{
    auto words = tr(list, language);
    for (int i = 0; i < index; ++i)
        words.remove_prefix(words.find(' ') + 1);
    return std::string(words.substr(0, words.find(' ')));
}

std::string two(int number) { return (number < 10 ? "0" : "") + std::to_string(number); }

} // namespace

std::string format_time(Instant instant, std::chrono::minutes offset)
{
    auto const civil = to_civil(instant, offset);
    return two(civil.hour) + ":" + two(civil.minute);
}

std::string format_when(Instant instant, Instant now, std::chrono::minutes offset, Language language)
{
    auto const civil = to_civil(instant, offset), today = to_civil(now, offset);
    int const days = civil_day(now, offset) - civil_day(instant, offset);
    if (days == 0)
        return format_time(instant, offset);
    if (days > 0 && days < 7)
        return pick(Text::DaysShort, civil.weekday, language);
    auto out = std::to_string(civil.day) + " " + pick(Text::MonthsShort, civil.month - 1, language);
    if (civil.year != today.year)
        out += " " + std::to_string(civil.year);
    return out;
}

std::string format_day(Instant instant, Instant now, std::chrono::minutes offset, Language language)
{
    int const days = civil_day(now, offset) - civil_day(instant, offset);
    if (days == 0)
        return std::string(tr(Text::Today, language));
    if (days == 1)
        return std::string(tr(Text::Yesterday, language));
    auto const civil = to_civil(instant, offset), today = to_civil(now, offset);
    auto day = pick(Text::Days, civil.weekday, language);
    auto const out = tr_format(Text::DayAndMonth, language, day + " " + std::to_string(civil.day), pick(Text::Months, civil.month - 1, language));
    return civil.year == today.year ? out : tr_format(Text::DateAndYear, language, out, std::to_string(civil.year));
}

std::string format_duration(std::chrono::seconds duration, Language)
{
    auto const all = std::max<long long>(0, duration.count());
    if (all < 60)
        return std::to_string(all) + " s";
    return std::to_string(all / 60) + " min" + (all % 60 == 0 ? "" : " " + std::to_string(all % 60) + " s");
}

std::string format_number(Decimal number, Language language)
{
    auto text = number.to_string();
    auto const point = std::min(text.find('.'), text.size());
    bool const spanish = language == Language::Spanish;
    if (point < text.size() && spanish)
        text[point] = ',';
    std::size_t const first = text.front() == '-' ? 1 : 0;
    if (point - first > (spanish ? 4 : 3)) // Spanish keeps four digits together
        for (auto at = point; at > first + 3;)
            text.insert(at -= 3, 1, spanish ? '.' : ',');
    return text;
}

std::string format_date(Instant instant, std::chrono::minutes offset, Language language)
{
    auto const civil = to_civil(instant, offset);
    auto const day = tr_format(Text::DayAndMonth, language, std::to_string(civil.day), pick(Text::Months, civil.month - 1, language));
    return tr_format(Text::DateAndYear, language, day, std::to_string(civil.year));
}

std::string format_money(Decimal amount, std::string_view currency, Language language)
{
    auto text = format_number(amount, language);
    auto const mark = text.find(language == Language::Spanish ? ',' : '.');
    if (amount.to_string().find('.') != std::string::npos && mark + 2 == text.size())
        text += '0'; // cents are two
    bool const dollars = currency.empty() || currency == "usd" || currency == "USD";
    if (dollars)
        return language == Language::Spanish ? text + " $" : text.starts_with('-') ? "-$" + text.substr(1) : "$" + text;
    std::string code { currency };
    std::transform(code.begin(), code.end(), code.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return text + " " + code;
}

std::string format_credits(Decimal amount, Language language)
{
    return tr_format(amount == Decimal { 1, 0 } ? Text::OneCredit : Text::ManyCredits, language, format_number(amount, language));
}

} // namespace kally::ui
