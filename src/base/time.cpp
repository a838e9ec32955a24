#include "base/time.h"

#include <cstdio>

namespace kally {
namespace {

using std::chrono::days;
using std::chrono::milliseconds;
using std::chrono::minutes;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes apart a text from the left; once something is missing, everything after fails.
class Cursor {
public:
    explicit Cursor(std::string_view text) : m_rest(text) {}

    /// A number of exactly `width` digits, `least` to `most`.
    int number(std::size_t width, int least, int most)
    {
        if (m_rest.size() < width)
            return fail();
        int value = 0;
        for (std::size_t i = 0; i < width; ++i) {
            if (!is_digit(m_rest[i]))
                return fail();
            value = value * 10 + (m_rest[i] - '0');
        }
        m_rest.remove_prefix(width);
        return value < least || value > most ? fail() : value;
    }
    bool accept(char c)
    {
        if (m_rest.empty() || m_rest.front() != c)
            return false;
        m_rest.remove_prefix(1);
        return true;
    }
    void expect(char c)
    {
        if (!accept(c))
            fail();
    }
    /// Digits after a decimal point as milliseconds; finer ones are dropped.
    milliseconds fraction()
    {
        int value = 0;
        int weight = 100;
        if (m_rest.empty() || !is_digit(m_rest.front()))
            fail();
        for (; !m_rest.empty() && is_digit(m_rest.front()); m_rest.remove_prefix(1), weight /= 10)
            value += (m_rest.front() - '0') * weight;
        return milliseconds { value };
    }
    bool next_is_digit() const { return !m_rest.empty() && is_digit(m_rest.front()); }
    bool at_end() const { return m_rest.empty(); }
    bool good() const { return m_good; }

private:
    int fail()
    {
        m_good = false;
        m_rest = {};
        return 0;
    }
    std::string_view m_rest;
    bool m_good = true;
};

minutes read_offset(Cursor& in)
{
    if (in.accept('Z') || in.accept('z') || in.at_end())
        return minutes { 0 };
    auto const behind = in.accept('-');
    if (!behind)
        in.expect('+');
    auto offset = minutes { in.number(2, 0, 23) * 60 };
    if (in.accept(':') || in.next_is_digit())
        offset += minutes { in.number(2, 0, 59) };
    return behind ? -offset : offset;
}

} // namespace

std::optional<Instant> parse_timestamp(std::string_view text)
{
    Cursor in { text };
    auto const year = in.number(4, 0, 9999);
    in.expect('-');
    auto const month = in.number(2, 1, 12);
    in.expect('-');
    auto const day = in.number(2, 1, 31);
    auto const date = std::chrono::year_month_day { std::chrono::year { year },
        std::chrono::month { static_cast<unsigned>(month) }, std::chrono::day { static_cast<unsigned>(day) } };
    if (!in.good() || !date.ok())
        return {};
    Instant instant { std::chrono::sys_days { date } };
    if (in.at_end())
        return instant;

    if (!in.accept('T') && !in.accept('t'))
        in.expect(' ');
    instant += std::chrono::hours { in.number(2, 0, 23) };
    in.expect(':');
    instant += minutes { in.number(2, 0, 59) };
    if (in.accept(':')) {
        instant += std::chrono::seconds { in.number(2, 0, 60) }; // 60 is a leap second
        if (in.accept('.') || in.accept(','))
            instant += in.fraction();
    }
    auto const offset = read_offset(in);
    if (!in.good() || !in.at_end())
        return {};
    return instant - offset;
}

std::string format_timestamp(Instant instant)
{
    auto const time = to_civil(instant, minutes { 0 });
    auto const part = (instant - std::chrono::floor<std::chrono::seconds>(instant)).count();
    char fraction[8] = "";
    if (part != 0)
        std::snprintf(fraction, sizeof fraction, ".%03d", static_cast<int>(part));
    char text[64];
    std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d%sZ", time.year, time.month, time.day, time.hour, time.minute,
        time.second, fraction);
    return text;
}

CivilTime to_civil(Instant instant, minutes offset)
{
    auto const local = instant + offset;
    auto const midnight = std::chrono::floor<days>(local);
    auto const date = std::chrono::year_month_day { midnight };
    auto const seconds = static_cast<int>(std::chrono::floor<std::chrono::seconds>(local - midnight).count());
    return {
        .year = static_cast<int>(date.year()),
        .month = static_cast<int>(static_cast<unsigned>(date.month())),
        .day = static_cast<int>(static_cast<unsigned>(date.day())),
        .weekday = static_cast<int>(std::chrono::weekday { midnight }.c_encoding()),
        .hour = seconds / 3600,
        .minute = seconds / 60 % 60,
        .second = seconds % 60,
    };
}

int civil_day(Instant instant, minutes offset)
{
    return static_cast<int>(std::chrono::floor<days>(instant + offset).time_since_epoch().count());
}

} // namespace kally
