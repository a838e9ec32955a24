#include "ui/format.h"

#include "ui/strings.h"

#include <array>

namespace kally::ui {

namespace {

using store::Language;

constexpr std::array<std::string_view, 12> months_en { "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December" };
constexpr std::array<std::string_view, 12> months_es { "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre" };
constexpr std::array<std::string_view, 12> short_en { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec" };
constexpr std::array<std::string_view, 12> short_es { "ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic" };
constexpr std::array<std::string_view, 7> days_en { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday" };
constexpr std::array<std::string_view, 7> days_es { "domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado" };
constexpr std::array<std::string_view, 7> short_days_en { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
constexpr std::array<std::string_view, 7> short_days_es { "dom", "lun", "mar", "mié", "jue", "vie", "sáb" };

template <std::size_t Count>
std::string pick(std::array<std::string_view, Count> const& english, std::array<std::string_view, Count> const& spanish, int index, Language language)
{
    auto const at = static_cast<std::size_t>(index);
    return std::string(language == Language::Spanish ? spanish[at] : english[at]);
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
        return pick(short_days_en, short_days_es, civil.weekday, language);
    auto out = std::to_string(civil.day) + " " + pick(short_en, short_es, civil.month - 1, language);
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
    bool const spanish = language == Language::Spanish;
    auto day = pick(days_en, days_es, civil.weekday, language);
    if (spanish)
        day[0] = static_cast<char>(day[0] - 'a' + 'A');
    auto out = day + " " + std::to_string(civil.day) + (spanish ? " de " : " ") + pick(months_en, months_es, civil.month - 1, language);
    if (civil.year != today.year)
        out += (spanish ? " de " : " ") + std::to_string(civil.year);
    return out;
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
    if (language == Language::Spanish)
        if (auto const point = text.find('.'); point != text.npos)
            text[point] = ',';
    return text;
}

std::string format_credits(Decimal amount, Language language)
{
    bool const one = amount == Decimal { 1, 0 };
    return format_number(amount, language) + (language == Language::Spanish ? (one ? " crédito" : " créditos") : (one ? " credit" : " credits"));
}

} // namespace kally::ui
