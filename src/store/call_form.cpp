#include "store/call_form.h"

#include "api/operations.h"
#include "base/text.h"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace kally::store {

using std::chrono::days, std::chrono::hours, std::chrono::minutes;

namespace {

constexpr std::size_t fewest_digits = 7, most_digits = 15; // ITU-T E.164 knows no least; no country has shorter ones
constexpr std::size_t least_task = 10;

/// Numbers for help, as they are dialled in the country: 112 and 911 (ITU-T E.161.1), and those of police, fire and ambulance in
/// the countries' own plans (ITU-T Operational Bulletin, national numbering plans).
constexpr std::string_view emergency_numbers[] = { "112", "911", "999", "000", "061", "062", "085", "091", "092", "100", "101", "102", "103", "104", "105", "106", "107", "108", "110",
    "111", "113", "114", "115", "116", "117", "118", "119", "120", "122", "123", "133", "144", "15", "17", "18", "190", "191", "192", "193", "194", "197", "198", "199", "933", "988", "995", "998" };

/// Where calls are charged on top: ITU-T E.164 (+979, international premium rate) and the countries' own plans (Ofcom for +44, FCC
/// for +1, CNMC for +34, ARCEP for +33, Bundesnetzagentur for +49, and so on).
constexpr std::string_view premium_numbers[] = { "979", "1900", "34803", "34806", "34807", "34905", "34907", "34118", "449", "44871", "44872", "44873", "44118", "3389", "33118",
    "49900", "49137", "49118", "39892", "39893", "39894", "39895", "39899", "351601", "351607", "351646", "351648", "351760", "351761", "35315", "3190", "3290", "41900", "41901", "41906", "43900", "43901", "43930", "43931", "43939", "4590", "46900", "46939", "46944", "47829", "4870",
    "61190", "64900", "52900", "55900", "54600", "57901", "81990" };

/// Countries (and islands) in one zone: calling code, zone, minutes ahead of UTC in winter, whether the European Union's summer time
/// holds. Longest code first where one begins another. Sources: ITU-T E.164 assigned codes, IANA time zone database.
struct PhoneZone {
    std::string_view code, zone;
    std::int16_t ahead;
    bool summer;
};
constexpr PhoneZone phone_zones[] = {
    { "34922", "Atlantic/Canary", 0, true }, { "34928", "Atlantic/Canary", 0, true }, { "34822", "Atlantic/Canary", 0, true }, { "34828", "Atlantic/Canary", 0, true },
    { "34", "Europe/Madrid", 60, true }, { "351291", "Atlantic/Madeira", 0, true }, { "35129", "Atlantic/Azores", -60, true }, { "351", "Europe/Lisbon", 0, true },
    { "33", "Europe/Paris", 60, true }, { "44", "Europe/London", 0, true }, { "353", "Europe/Dublin", 0, true }, { "39", "Europe/Rome", 60, true },
    { "49", "Europe/Berlin", 60, true }, { "41", "Europe/Zurich", 60, true }, { "43", "Europe/Vienna", 60, true }, { "31", "Europe/Amsterdam", 60, true },
    { "32", "Europe/Brussels", 60, true }, { "352", "Europe/Luxembourg", 60, true }, { "376", "Europe/Andorra", 60, true }, { "45", "Europe/Copenhagen", 60, true },
    { "46", "Europe/Stockholm", 60, true }, { "47", "Europe/Oslo", 60, true }, { "48", "Europe/Warsaw", 60, true }, { "420", "Europe/Prague", 60, true },
    { "36", "Europe/Budapest", 60, true }, { "358", "Europe/Helsinki", 120, true }, { "30", "Europe/Athens", 120, true }, { "40", "Europe/Bucharest", 120, true },
    { "354", "Atlantic/Reykjavik", 0, false }, { "90", "Europe/Istanbul", 180, false }, { "971", "Asia/Dubai", 240, false }, { "91", "Asia/Kolkata", 330, false },
    { "65", "Asia/Singapore", 480, false }, { "852", "Asia/Hong_Kong", 480, false }, { "86", "Asia/Shanghai", 480, false }, { "81", "Asia/Tokyo", 540, false },
    { "82", "Asia/Seoul", 540, false }, { "27", "Africa/Johannesburg", 120, false }, { "54", "America/Argentina/Buenos_Aires", -180, false },
    { "57", "America/Bogota", -300, false }, { "51", "America/Lima", -300, false }, { "506", "America/Costa_Rica", -360, false },
};

constexpr std::string_view field_names[] = { "category", "phone", "task", "business", "name", "date", "time", "party", "language", "preference", "own", "instructions", "zone", "urgent" };
static_assert(std::size(field_names) == static_cast<std::size_t>(CallField::Count));

template <std::size_t Size>
bool begins_with_any(std::string_view digits, std::string_view const (&codes)[Size])
{
    return std::any_of(std::begin(codes), std::end(codes), [&](auto code) { return digits.starts_with(code); });
}

bool is_emergency(std::string_view digits)
{
    return std::find(std::begin(emergency_numbers), std::end(emergency_numbers), digits) != std::end(emergency_numbers);
}

/// Summer time of the European Union: from the last Sunday of March to that of October, 01:00 UTC (Directive 2000/84/EC).
bool is_summer(Instant now)
{
    auto const last_sunday = [&](int month) {
        auto const year = std::to_string(to_civil(now, {}).year);
        auto const end = *parse_timestamp(year + (month < 10 ? "-0" : "-") + std::to_string(month) + "-31T01:00:00Z");
        return end - days { to_civil(end, {}).weekday };
    };
    return now >= last_sunday(3) && now < last_sunday(10);
}

minutes ahead_of_utc(PhoneZone const& zone, Instant now) { return minutes { zone.ahead + (zone.summer && is_summer(now) ? 60 : 0) }; }

/// "Europe/Madrid", "America/Argentina/Buenos_Aires", "UTC".
bool is_zone_name(std::string_view name)
{
    return name == "UTC" || (name.size() <= 40 && name.find('/') != std::string_view::npos && name.front() != '/' && name.back() != '/'
        && std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '/' || c == '_' || c == '-' || c == '+'; }));
}

std::size_t code_points(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::optional<Instant> wall_clock(std::string_view date, std::string_view time)
{
    if (date.size() != 10 || time.size() != 5)
        return {};
    return parse_timestamp(std::string(date) + "T" + std::string(time) + ":00Z");
}

int party_of(std::string_view text)
{
    int number = 0;
    auto const [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    return problem == std::errc {} && end == text.data() + text.size() ? number : 0;
}

std::string_view words_at(CallForm const& form, CallField field) { return trim(at(form, field)); }

} // namespace

std::size_t call_limit(CallField field)
{
    switch (field) {
    case CallField::Task: return 1000;
    case CallField::Instructions: return 1000; // ours: the service names none
    case CallField::Business:
    case CallField::Preference: return 200;
    case CallField::UserName: return 100;
    default: return 0;
    }
}

std::string plain_number(std::string_view typed)
{
    std::string out;
    for (char const c : trim(typed))
        if (std::string_view(" -./()\t").find(c) == std::string_view::npos)
            out += c;
    if (out.starts_with("00") && out.size() > 4)
        out.replace(0, 2, "+");
    return out;
}

CallProblem check_number(std::string_view typed)
{
    auto const number = plain_number(typed);
    if (number.empty())
        return CallProblem::NumberMissing;
    std::string_view digits = number;
    bool const whole = digits.starts_with('+');
    if (whole)
        digits.remove_prefix(1);
    if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos)
        return CallProblem::NumberForm;
    // As dialled there, or behind a country's code of one to three digits.
    if (is_emergency(digits))
        return CallProblem::Emergency;
    for (std::size_t code = 1; whole && code <= 3 && code < digits.size(); ++code)
        if (digits.size() - code <= 3 && is_emergency(digits.substr(code)))
            return CallProblem::Emergency;
    if (!whole || digits.front() == '0' || digits.size() < fewest_digits || digits.size() > most_digits)
        return CallProblem::NumberForm;
    return begins_with_any(digits, premium_numbers) ? CallProblem::Premium : CallProblem::None;
}

CallZone zone_of(CallForm const& form, State const& state)
{
    auto const name = words_at(form, CallField::Zone);
    auto const digits = plain_number(at(form, CallField::Phone));
    for (auto const& one : phone_zones)
        if (name.empty() ? digits.starts_with('+') && std::string_view(digits).substr(1).starts_with(one.code) : one.zone == name)
            return { std::string(one.zone), ahead_of_utc(one, state.now) };
    if (name == "UTC")
        return { "UTC", minutes { 0 } };
    if (!name.empty() && name != state.time_zone)
        return { std::string(name), {} };
    return { state.time_zone.empty() ? "UTC" : state.time_zone, state.time_zone.empty() ? minutes { 0 } : state.utc_offset };
}

CallProblems check_call(CallForm const& form, State const& state)
{
    CallProblems problems {};
    auto const blame = [&](CallField field, CallProblem problem) { problems[static_cast<std::size_t>(field)] = problem; };
    blame(CallField::Phone, check_number(at(form, CallField::Phone)));
    if (code_points(words_at(form, CallField::Task)) < least_task)
        blame(CallField::Task, CallProblem::TaskShort);
    for (std::size_t i = 0; i < form.size(); ++i)
        if (auto const most = call_limit(static_cast<CallField>(i)); most > 0 && code_points(trim(form[i])) > most)
            problems[i] = CallProblem::TooLong;
    if (auto const own = words_at(form, CallField::UserPhone); !own.empty() && check_number(own) != CallProblem::None)
        blame(CallField::UserPhone, CallProblem::NumberForm);
    if (auto const party = words_at(form, CallField::Party); !party.empty())
        if (int const number = party_of(party); number < 1 || number > 50)
            blame(CallField::Party, CallProblem::Party);
    auto const date = words_at(form, CallField::Date), time = words_at(form, CallField::Time);
    bool const date_good = date.empty() || wall_clock(date, "00:00"), time_good = time.empty() || wall_clock("2026-01-01", time);
    if (!date_good)
        blame(CallField::Date, CallProblem::DateForm);
    if (!time_good)
        blame(CallField::Time, CallProblem::TimeForm);
    auto const zone = zone_of(form, state);
    if (!is_zone_name(zone.name))
        blame(CallField::Zone, CallProblem::ZoneForm);
    if (date_good && time_good && !date.empty()) {
        // Where the zone's clock is not known here it may be as far behind as any is (UTC-12).
        auto const there = state.now + zone.offset.value_or(minutes { -12 * 60 });
        if (*wall_clock(date, time.empty() ? "23:59" : time) < there)
            blame(time.empty() ? CallField::Date : CallField::Time, CallProblem::Past);
    }
    return problems;
}

CallField first_problem(CallProblems const& problems)
{
    auto const found = std::find_if(problems.begin(), problems.end(), [](auto one) { return one != CallProblem::None; });
    return static_cast<CallField>(found - problems.begin());
}

CallField field_of(Error const& error)
{
    auto const* meaning = api::meaning_of(error.code);
    switch (meaning == nullptr ? api::Remedy::None : meaning->remedy) {
    case api::Remedy::ChangeNumber: return CallField::Phone;
    case api::Remedy::Rephrase: return CallField::Task;
    case api::Remedy::FixTime: return CallField::Date;
    case api::Remedy::FixLanguage: return CallField::Language;
    default: break;
    }
    bool const number = error.code == "emergency_number" || error.code.find("country") != std::string::npos;
    return number ? CallField::Phone : CallField::Count;
}

api::CallRequest call_request(CallForm const& form, State const& state)
{
    auto const text = [&](CallField field) { return std::string(words_at(form, field)); };
    std::string const own = state.settings.language == Language::Spanish ? "es" : "en";
    api::CallRequest call {
        .category = at(form, CallField::Category).empty() ? "general" : text(CallField::Category),
        .task = text(CallField::Task),
        .phone = plain_number(at(form, CallField::Phone)),
        .business = text(CallField::Business),
        .user_name = text(CallField::UserName),
        .user_phone = plain_number(at(form, CallField::UserPhone)),
        .appointment_date = text(CallField::Date),
        .appointment_time = text(CallField::Time),
        .time_preference = text(CallField::Preference),
        .party_size = party_of(words_at(form, CallField::Party)),
        .language = own,
        .call_language = at(form, CallField::Language).empty() ? own : text(CallField::Language),
        .urgent = !at(form, CallField::Urgent).empty(),
        .timezone = zone_of(form, state).name,
    };
    std::string_view rest = at(form, CallField::Instructions);
    while (!rest.empty()) {
        auto const line = rest.substr(0, rest.find('\n'));
        if (auto const words = trim(line); !words.empty())
            call.instructions.emplace_back(words);
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    }
    return call;
}

CallForm form_of(api::Call const& call)
{
    CallForm form;
    at(form, CallField::Category) = call.category.value_or("");
    at(form, CallField::Phone) = call.phone.value_or("");
    at(form, CallField::Task) = call.task.value_or("");
    at(form, CallField::Business) = call.business.value_or("");
    at(form, CallField::UserName) = call.user_name.value_or("");
    if (call.party_size)
        at(form, CallField::Party) = std::to_string(*call.party_size);
    return form;
}

std::string encode_call_form(CallForm const& form)
{
    std::vector<Field> fields;
    for (std::size_t i = 0; i < form.size(); ++i)
        if (!form[i].empty())
            fields.push_back({ std::string(field_names[i]), form[i] });
    return encode_fields(fields);
}

CallForm decode_call_form(std::string_view text)
{
    CallForm form;
    if (auto const fields = decode_fields(text))
        for (std::size_t i = 0; i < form.size(); ++i)
            form[i] = field(*fields, field_names[i]);
    return form;
}

} // namespace kally::store
