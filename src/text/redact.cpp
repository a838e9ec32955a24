#include "text/redact.h"

#include <algorithm>
#include <utility>

namespace kally::text {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80; }
bool is_mail(char c) { return is_digit(c) || is_letter(c) || std::string_view("._%+-").find(c) != std::string_view::npos; }

/// A to Z, or a capital of Latin-1 in UTF-8.
bool begins_with_capital(std::string_view word)
{
    auto const second = word.size() > 1 ? static_cast<unsigned char>(word[1]) : 0;
    return (word[0] >= 'A' && word[0] <= 'Z') || (static_cast<unsigned char>(word[0]) == 0xC3 && second >= 0x80 && second <= 0x9E);
}

/// Capitals that name nobody: one letter, an abbreviation, a day, a month, the assistant.
bool is_common(std::string_view word)
{
    static constexpr std::string_view common[] = { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "January", "February", "March", "April",
        "May", "June", "July", "August", "September", "October", "November", "December", "KallyAI" };
    bool const small = std::any_of(word.begin() + 1, word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    return !small || std::find(std::begin(common), std::end(common), word) != std::end(common);
}

class Finder {
public:
    Finder(std::string_view text, std::vector<Private>& found) : m_text(text), m_found(found) {}

    void find()
    {
        for (std::size_t at = 0; at < m_text.size();) {
            auto const end = std::max({ mail(at), phone(at), amount(at) });
            if (end > at) {
                at = end;
            } else if (is_letter(m_text[at])) {
                at = words(at);
            } else {
                if (std::string_view(".!?:\n-*#>|\"").find(m_text[at]) != std::string_view::npos)
                    m_begins = true;
                ++at;
            }
        }
    }

private:
    std::size_t add(Hidden kind, std::size_t from, std::size_t to)
    {
        Private one { kind, std::string(m_text.substr(from, to - from)) };
        if (std::find(m_found.begin(), m_found.end(), one) == m_found.end())
            m_found.push_back(std::move(one));
        m_begins = false;
        return to;
    }
    template <typename Test>
    std::size_t run(std::size_t at, Test test) const
    {
        while (at < m_text.size() && test(m_text[at]))
            ++at;
        return at;
    }
    bool inside_word(std::size_t at) const { return at > 0 && (is_letter(m_text[at - 1]) || is_digit(m_text[at - 1])); }

    std::size_t mail(std::size_t at)
    {
        if (inside_word(at) || !is_mail(m_text[at]))
            return 0;
        auto const sign = run(at, is_mail);
        if (sign >= m_text.size() || m_text[sign] != '@')
            return 0;
        auto end = run(sign + 1, is_mail);
        while (end > sign && m_text[end - 1] == '.')
            --end;
        return m_text.substr(sign, end - sign).find('.') == std::string_view::npos ? 0 : add(Hidden::Mail, at, end);
    }

    std::size_t phone(std::size_t at)
    {
        if (inside_word(at) || !(is_digit(m_text[at]) || m_text[at] == '+' || m_text[at] == '('))
            return 0;
        auto end = run(at, [](char c) { return is_digit(c) || std::string_view("+ ()-./").find(c) != std::string_view::npos; });
        while (end > at && !is_digit(m_text[end - 1]))
            --end;
        auto const said = m_text.substr(at, end - at);
        auto const digits = std::count_if(said.begin(), said.end(), is_digit);
        bool const date = said.size() >= 10 && said[4] == '-' && said[7] == '-';
        return digits < 7 || digits > 15 || date ? 0 : add(Hidden::Phone, at, end);
    }

    std::size_t currency(std::size_t at) const
    {
        static constexpr std::string_view signs[] = { "\u20AC", "$", "\u00A3", "EUR", "USD", "GBP" };
        for (auto const sign : signs)
            if (m_text.substr(at).starts_with(sign))
                return at + sign.size();
        return at;
    }
    std::size_t number(std::size_t at) const
    {
        if (at >= m_text.size() || !is_digit(m_text[at]))
            return at;
        auto end = run(at, [](char c) { return is_digit(c) || c == '.' || c == ','; });
        while (!is_digit(m_text[end - 1]))
            --end;
        return end;
    }
    std::size_t blank(std::size_t at) const { return at < m_text.size() && m_text[at] == ' ' ? at + 1 : m_text.substr(at).starts_with("\u00A0") ? at + 2 : at; }

    std::size_t amount(std::size_t at)
    {
        if (inside_word(at))
            return 0;
        if (auto const sign = currency(at); sign > at) {
            auto const from = blank(sign), to = number(from);
            return to > from ? add(Hidden::Amount, at, to) : 0;
        }
        auto const to = number(at);
        if (to == at)
            return 0;
        auto const from = blank(to), sign = currency(from);
        return sign > from ? add(Hidden::Amount, at, sign) : 0;
    }

    /// From the beginning of a word to behind it, or behind the name that begins with it.
    std::size_t words(std::size_t at)
    {
        auto const word_end = [&](std::size_t from) { return run(from, [](char c) { return is_letter(c) || c == '\''; }); };
        bool const begins = std::exchange(m_begins, false);
        auto end = word_end(at);
        auto const is_name = [&](std::size_t from, std::size_t to) { return to > from && begins_with_capital(m_text.substr(from)) && !is_common(m_text.substr(from, to - from)); };
        if (!is_name(at, end))
            return end;
        std::size_t count = 1;
        for (;;) {
            auto const from = end < m_text.size() && m_text[end] == ' ' ? end + 1 : end;
            auto const to = from > end ? word_end(from) : from;
            if (!is_name(from, to))
                break;
            end = to;
            ++count;
        }
        return begins && count == 1 ? end : add(Hidden::Name, at, end);
    }

    std::string_view m_text;
    std::vector<Private>& m_found;
    bool m_begins = true; ///< The next word begins a sentence.
};

} // namespace

void find_private(std::string_view text, std::vector<Private>& found) { Finder(text, found).find(); }

std::string without_private(std::string_view text, std::vector<Private> const& found, bool const (&hide)[hidden_kinds])
{
    static constexpr std::string_view names[] = { "name", "phone", "mail", "amount" };
    std::string out { text };
    // The longest first: a part of one may be another.
    std::vector<bool> done(found.size());
    for (;;) {
        auto longest = found.size();
        for (std::size_t i = 0; i < found.size(); ++i)
            if (!done[i] && (longest == found.size() || found[i].text.size() > found[longest].text.size()))
                longest = i;
        if (longest == found.size())
            return out;
        done[longest] = true;
        auto const kind = static_cast<std::size_t>(found[longest].kind);
        if (!hide[kind])
            continue;
        auto const number = std::count_if(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(longest) + 1, [&](auto const& one) { return one.kind == found[longest].kind; });
        auto const said = "[" + std::string(names[kind]) + " " + std::to_string(number) + "]";
        for (std::size_t at = 0; (at = out.find(found[longest].text, at)) != std::string::npos; at += said.size())
            out.replace(at, found[longest].text.size(), said);
    }
}

} // namespace kally::text
