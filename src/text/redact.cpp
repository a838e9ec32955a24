#include "text/redact.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace kally::text {

namespace {

constexpr std::size_t none = 0;

bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }

/// The small letter of a capital of Latin, Greek or Cyrillic; anything else as it is.
char32_t small(char32_t c)
{
    if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3AB) || (c >= 0x410 && c <= 0x42F))
        return c + 32;
    if (c >= 0x400 && c <= 0x40F)
        return c + 80;
    if (c == 0x178)
        return 0xFF;
    // Latin Extended-A has its capitals at even places, but for two stretches.
    bool const odd = (c >= 0x139 && c <= 0x148) || c >= 0x179;
    if (c >= 0x100 && c <= 0x17E && (c & 1) == (odd ? 1u : 0u) && c != 0x138)
        return c + 1;
    constexpr std::pair<char32_t, char32_t> accented[] = { { 0x386, 0x3AC }, { 0x388, 0x3AD }, { 0x389, 0x3AE }, { 0x38A, 0x3AF }, { 0x38C, 0x3CC }, { 0x38E, 0x3CD }, { 0x38F, 0x3CE } };
    for (auto const& [capital, letter] : accented)
        if (c == capital)
            return letter;
    return c;
}

/// Of any script; signs, blanks and punctuation are none.
bool is_letter(char32_t c)
{
    if (c < 0xC0)
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == 0xAA || c == 0xBA;
    bool const sign = c == 0xD7 || c == 0xF7 || (c >= 0x2000 && c <= 0x2BFF) || (c >= 0x3000 && c <= 0x303F) || (c >= 0xFF00 && c <= 0xFF20) || c == 0xFFFD || c >= 0x1F000;
    return !sign;
}

/// Of Latin, Greek, Cyrillic, or a digit. Other scripts have no capitals, and many no blanks: any place there may begin a word.
bool is_in_word(char32_t c) { return is_digit(c) || (c < 0x530 && is_letter(c)); }
/// Whether two characters that stand side by side are of one word.
bool joins(char32_t a, char32_t b) { return is_in_word(a) && is_in_word(b); }

std::u32string in_small(std::string_view text)
{
    std::u32string out;
    for (std::size_t at = 0; at < text.size();)
        out += small(next_code_point(text, at));
    return out;
}

template <std::size_t Count>
bool is_one_of(std::u32string_view word, std::u32string_view const (&list)[Count])
{
    return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

/// Capitals that name nobody: one letter, an abbreviation, a day, a month, the assistant.
bool is_common(std::string_view word)
{
    static constexpr std::u32string_view common[] = { U"monday", U"tuesday", U"wednesday", U"thursday", U"friday", U"saturday", U"sunday", U"january", U"february", U"march", U"april",
        U"may", U"june", U"july", U"august", U"september", U"october", U"november", U"december", U"kallyai" };
    std::size_t at = 0;
    next_code_point(word, at);
    bool any_small = false;
    while (at < word.size()) {
        auto const c = next_code_point(word, at);
        any_small = any_small || (is_letter(c) && small(c) == c);
    }
    return !any_small || is_one_of(in_small(word), common);
}

bool is_title(std::u32string_view word)
{
    static constexpr std::u32string_view titles[] = { U"mr", U"mrs", U"ms", U"dr", U"dra", U"sr", U"sra", U"srta", U"d", U"dª", U"don", U"doña", U"señor", U"señora", U"prof" };
    return is_one_of(word, titles);
}

bool is_particle(std::u32string_view word)
{
    static constexpr std::u32string_view particles[] = { U"de", U"del", U"la", U"las", U"los", U"da", U"do", U"dos", U"di", U"du", U"van", U"von", U"der", U"den", U"ter", U"al", U"el", U"bin", U"ibn" };
    return is_one_of(word, particles);
}

bool is_currency(std::u32string_view word)
{
    static constexpr std::u32string_view words[] = { U"eur", U"euro", U"euros", U"usd", U"dollar", U"dollars", U"dólar", U"dólares", U"dolares", U"gbp", U"pound", U"pounds", U"libra", U"libras", U"chf",
        U"franc", U"francs", U"franco", U"francos", U"mxn", U"ars", U"cop", U"clp", U"pen", U"peso", U"pesos", U"sol", U"soles", U"brl", U"real", U"reais", U"jpy", U"yen", U"yenes", U"cny", U"inr", U"rupees",
        U"cad", U"aud", U"sek", U"nok", U"dkk", U"kr", U"pln", U"zł", U"cent", U"cents", U"céntimos", U"centavos", U"bucks", U"quid" };
    return is_one_of(word, words);
}

/// "20k", "3 mil", "2 millones de"
bool is_scale(std::u32string_view word)
{
    static constexpr std::u32string_view scales[] = { U"k", U"m", U"mil", U"millón", U"millones", U"thousand", U"million" };
    return is_one_of(word, scales);
}

/// Walks through one text. Its parts answer where what they know ends, or `none`.
class Walk {
public:
    Walk(std::string_view text, std::map<char32_t, std::vector<std::u32string>> const& known, std::vector<Private>& found) : m_text(text), m_known(known), m_found(found) {}

    void go()
    {
        for (std::size_t at = 0; at < m_text.size();) {
            auto const from = at;
            if (auto const end = date(at); end != none) {
                at = end;
            } else if (auto const [kind, private_end] = longest(at); private_end != none) {
                at = add(kind, at, private_end);
            } else if (is_letter(code_point(at)) && is_in_word(code_point(at))) {
                at = words(at);
            } else {
                auto const c = next_code_point(m_text, at);
                if (std::u32string_view(U".!?:\n-*#>|\"\u00A1\u00BF\u201C\u00AB\u2022").find(c) != std::u32string_view::npos)
                    m_begins = true;
            }
            m_before = last_of(m_text.substr(from, at - from));
        }
    }

private:
    std::pair<Hidden, std::size_t> longest(std::size_t at) const
    {
        std::pair<Hidden, std::size_t> best { Hidden::Amount, amount(at) };
        for (auto const& one : { std::pair { Hidden::Mail, mail(at) }, std::pair { Hidden::Phone, phone(at) }, std::pair { Hidden::Name, known(at) } })
            if (one.second > best.second)
                best = one;
        return best;
    }
    std::size_t add(Hidden kind, std::size_t from, std::size_t to)
    {
        Private one { kind, std::string(m_text.substr(from, to - from)) };
        if (std::find(m_found.begin(), m_found.end(), one) == m_found.end())
            m_found.push_back(std::move(one));
        m_begins = false;
        return to;
    }
    char32_t code_point(std::size_t at) const { return at < m_text.size() ? next_code_point(m_text, at) : 0; }
    static char32_t last_of(std::string_view text)
    {
        auto at = text.size();
        while (at > 0 && (static_cast<unsigned char>(text[--at]) & 0xC0) == 0x80)
            ;
        return text.empty() ? 0 : next_code_point(text, at);
    }
    template <typename Test>
    std::size_t run(std::size_t at, Test test) const
    {
        for (auto next = at; at < m_text.size(); at = next)
            if (!test(next_code_point(m_text, next)))
                break;
        return at;
    }
    bool is_inside_word() const { return is_in_word(m_before); }
    std::size_t blank(std::size_t at) const
    {
        auto next = at;
        return at < m_text.size() && is_blank(next_code_point(m_text, next)) ? next : at;
    }
    static bool is_blank(char32_t c) { return c == ' ' || c == 0xA0 || c == 0x2009 || c == 0x202F; }
    static bool is_dash(char32_t c) { return c == '-' || (c >= 0x2010 && c <= 0x2014); }
    std::u32string letters(std::size_t at) const { return in_small(m_text.substr(at, run(at, is_letter) - at)); }

    std::size_t known(std::size_t at) const
    {
        auto const first = code_point(at);
        auto const found = m_known.find(small(first));
        if (found == m_known.end() || joins(m_before, first))
            return none;
        for (auto const& name : found->second) {
            auto end = at;
            char32_t last = 0;
            auto const alike = std::all_of(name.begin(), name.end(), [&](char32_t wanted) { return end < m_text.size() && small(last = next_code_point(m_text, end)) == wanted; });
            if (alike && !joins(last, code_point(end)))
                return end;
        }
        return none;
    }

    std::size_t mail(std::size_t at) const
    {
        auto const is_part = [](char32_t c) { return is_digit(c) || is_letter(c) || (c < 0x80 && std::string_view("._%+-").find(static_cast<char>(c)) != std::string_view::npos); };
        if (is_inside_word() || !is_part(code_point(at)))
            return none;
        auto const sign = run(at, is_part);
        if (sign >= m_text.size() || m_text[sign] != '@')
            return none;
        auto end = run(sign + 1, is_part);
        while (end > sign && m_text[end - 1] == '.')
            --end;
        return m_text.substr(sign, end - sign).find('.') == std::string_view::npos ? none : end;
    }

    /// The text from there on with '9' for each digit, as far as it is of digits and these separators.
    std::string shape(std::size_t at, std::string_view separators) const
    {
        std::string out;
        for (; at < m_text.size() && (is_digit(m_text[at]) || separators.find(m_text[at]) != std::string_view::npos); ++at)
            out += is_digit(m_text[at]) ? '9' : m_text[at];
        return out;
    }
    /// "2026-03-02", "2.3.2026", "2024-2025".
    std::size_t date(std::size_t at) const
    {
        if (is_inside_word() || !is_digit(m_text[at]))
            return none;
        auto const said = shape(at, "-./");
        for (std::string_view const form : { "9999-99-99", "99/99/9999", "9/9/9999", "99/9/9999", "9/99/9999", "99.99.9999", "9.9.9999", "99.9.9999", "9.99.9999", "99-99-9999" })
            if (said.starts_with(form) && (said.size() == form.size() || said[form.size()] != '9'))
                return at + form.size();
        auto const is_year = [&](std::size_t place) { auto const century = m_text.substr(place, 2); return century == "19" || century == "20"; };
        return said == "9999-9999" && is_year(at) && is_year(at + 5) ? at + said.size() : none;
    }

    std::size_t phone(std::size_t at) const
    {
        if (is_inside_word() || !(is_digit(m_text[at]) || m_text[at] == '+' || m_text[at] == '('))
            return none;
        auto end = none;
        std::size_t digits = 0, between = 0;
        for (auto next = at; next < m_text.size() && between < 3;) {
            auto const c = next_code_point(m_text, next);
            if (is_digit(c)) {
                between = 0;
                if (++digits > 15)
                    break;
                if (digits >= 7 && !is_digit(code_point(next)))
                    end = next;
            } else if (is_blank(c) || is_dash(c) || c == '(' || c == ')' || c == '.' || c == '/' || (c == '+' && digits == 0)) {
                ++between;
            } else {
                break;
            }
        }
        return end;
    }

    std::size_t currency(std::size_t at) const
    {
        static constexpr std::string_view signs[] = { "US$", "MX$", "R$", "A$", "C$", "$", "\u20AC", "\u00A3", "\u00A5", "\u20B9", "\u20BD", "\u20BA", "\u20A9", "\u20AA", "\u20AB", "\u0E3F" };
        for (auto const sign : signs)
            if (m_text.substr(at).starts_with(sign))
                return at + sign.size();
        return is_currency(letters(at)) ? run(at, is_letter) : at;
    }
    /// "1.234,50", "1 234", "1'234", "20-30"; behind its last digit.
    std::size_t number(std::size_t at) const
    {
        auto end = run(at, is_digit);
        if (end == at)
            return at;
        for (;;) {
            auto const next = code_point(end);
            auto const group = end + (next < 0x80 ? 1 : next < 0x800 ? 2 : 3), to = run(group, is_digit);
            bool const three = to - group == 3, mark = next == '.' || next == ',' || is_dash(next);
            if (!(mark && to > group) && !((next == '\'' || next == 0x2019 || is_blank(next)) && three))
                return end;
            end = to;
        }
    }
    std::size_t scale(std::size_t at) const
    {
        auto const from = blank(at);
        if (!is_scale(letters(from)))
            return at;
        auto const end = run(from, is_letter), of = blank(end);
        return of > end && letters(of) == U"de" ? of + 2 : end;
    }
    std::size_t amount(std::size_t at) const
    {
        if (is_inside_word())
            return none;
        if (auto const sign = currency(at); sign > at) {
            auto const from = blank(sign), to = number(from);
            return to > from ? scale(to) : none;
        }
        auto const digits = number(at);
        if (digits == at)
            return none;
        auto const from = blank(scale(digits)), sign = currency(from);
        return sign > from ? sign : none;
    }

    /// Letters with apostrophes and hyphens between.
    std::size_t word_end(std::size_t at) const
    {
        auto end = run(at, is_letter);
        for (auto next = end; next > at && next < m_text.size(); end = next) {
            auto const c = next_code_point(m_text, next);
            auto const to = run(next, is_letter);
            if (!(c == '\'' || c == 0x2019 || c == 0x2010 || c == 0x2011 || c == '-') || to == next)
                break;
            next = to;
        }
        return end;
    }
    bool begins_capital(std::size_t at) const { return small(code_point(at)) != code_point(at); }
    bool is_name(std::size_t from, std::size_t to) const { return to > from && begins_capital(from) && !is_common(m_text.substr(from, to - from)); }
    /// Behind the next word of the name that ends at `end`, with the particles and initials before it; `end` when there is none.
    std::size_t next_of_name(std::size_t end) const
    {
        auto at = end;
        for (int between = 0; between < 4; ++between) {
            auto const from = blank(at), to = word_end(from);
            if (from == at || to == from)
                return end;
            if (is_name(from, to))
                return to;
            bool const initial = begins_capital(from) && in_small(m_text.substr(from, to - from)).size() == 1, point = initial && to < m_text.size() && m_text[to] == '.';
            if (!initial && !is_particle(in_small(m_text.substr(from, to - from))))
                return end;
            at = point ? to + 1 : to;
        }
        return end;
    }

    /// From the beginning of a word to behind it, or behind the name that begins with it.
    std::size_t words(std::size_t at)
    {
        bool const begins = std::exchange(m_begins, false), titled = std::exchange(m_titled, false);
        auto const first = word_end(at);
        if (is_title(in_small(m_text.substr(at, first - at)))) {
            m_titled = true;
            return first < m_text.size() && m_text[first] == '.' ? first + 1 : first;
        }
        if (!is_name(at, first))
            return first;
        auto end = first;
        for (auto next = next_of_name(end); next > end; next = next_of_name(end))
            end = next;
        return begins && !titled && end == first ? end : add(Hidden::Name, at, end);
    }

    std::string_view m_text;
    std::map<char32_t, std::vector<std::u32string>> const& m_known;
    std::vector<Private>& m_found;
    bool m_begins = true;   ///< The next word begins a sentence.
    bool m_titled = false;  ///< "Mr" stands before it.
    char32_t m_before = 0;  ///< The character before.
};

} // namespace

PrivateFinder::PrivateFinder(std::vector<std::string> const& known)
{
    constexpr std::size_t shortest = 2;
    for (auto const& name : known)
        if (auto letters = in_small(trim(name)); letters.size() >= shortest)
            m_known[letters.front()].push_back(std::move(letters));
    for (auto& [first, names] : m_known)
        std::sort(names.begin(), names.end(), [](auto const& a, auto const& b) { return a.size() > b.size(); });
}

void PrivateFinder::find(std::string_view text) { Walk(text, m_known, m_found).go(); }

std::string without_private(std::string_view text, std::vector<Private> const& found, bool const (&hide)[hidden_kinds])
{
    static constexpr std::string_view names[] = { "name", "phone", "mail", "amount" };
    struct Hiding {
        std::string_view text;
        std::string instead;
    };
    std::array<std::vector<Hiding>, 256> by_first; // the longest first: a part of one may be another
    std::size_t counts[hidden_kinds] = {};
    for (auto const& one : found) {
        auto const kind = static_cast<std::size_t>(one.kind);
        auto const number = ++counts[kind];
        if (hide[kind] && !one.text.empty())
            by_first[static_cast<unsigned char>(one.text.front())].push_back({ one.text, "[" + std::string(names[kind]) + " " + std::to_string(number) + "]" });
    }
    for (auto& list : by_first)
        std::stable_sort(list.begin(), list.end(), [](auto const& a, auto const& b) { return a.text.size() > b.text.size(); });
    std::string out;
    while (!text.empty()) {
        auto const& list = by_first[static_cast<unsigned char>(text.front())];
        auto const one = std::find_if(list.begin(), list.end(), [&](auto const& hiding) { return text.starts_with(hiding.text); });
        if (one == list.end())
            out += text.front();
        else
            out += one->instead;
        text.remove_prefix(one == list.end() ? 1 : one->text.size());
    }
    return out;
}

} // namespace kally::text
