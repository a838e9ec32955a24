#include "ui/find_text.h"

#include "base/text.h"

namespace kally::ui {

namespace {

constexpr char line_end = '\n';

/// A letter of the folded text, and the letter of a run that it comes from.
struct Origin {
    std::size_t run = 0, begin = 0, end = 0;
};

/// The length of the match at `at`, or 0. Where a line ends, a blank may have been left out, or none was there.
std::size_t match_at(std::string_view text, std::size_t at, std::string_view wanted)
{
    auto const begin = at;
    for (char const c : wanted) {
        if (at < text.size() && text[at] == line_end) {
            ++at;
            if (c == ' ')
                continue;
        }
        if (at == text.size() || text[at] != c)
            return 0;
        ++at;
    }
    return at - begin;
}

} // namespace

std::string searchable(std::string_view text)
{
    std::string out;
    for (char const c : fold_for_search(text))
        if (bool const blank = c == ' ' || c == '\n' || c == '\t'; !blank)
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    return out;
}

std::vector<Match> matches_in(RichText const& rich, Painter const& paint, std::string_view wanted)
{
    std::vector<Match> matches;
    auto const& runs = rich.layout.runs;
    for (auto const& unit : rich.layout.units) {
        std::string text;
        std::vector<Origin> origins;
        for (auto i = unit.first_run; i < unit.end_run; ++i) {
            if (i > unit.first_run && runs[i].y != runs[i - 1].y) {
                text += line_end;
                origins.push_back({ i, 0, 0 });
            }
            for (std::size_t at = 0; at < runs[i].text.size();) {
                auto const begin = at;
                next_code_point(runs[i].text, at);
                auto const letters = fold_for_search(std::string_view(runs[i].text).substr(begin, at - begin));
                if (letters == " " && text.ends_with(' '))
                    continue;
                text += letters;
                origins.resize(text.size(), { i, begin, at });
            }
        }
        for (std::size_t at = 0; at < text.size();) {
            auto const length = text[at] == line_end ? 0 : match_at(text, at, wanted);
            if (length == 0) {
                ++at;
                continue;
            }
            for (auto const end = at + length; at < end;) {
                auto const& first = origins[at];
                auto last = at;
                while (last + 1 < end && origins[last + 1].run == first.run)
                    ++last;
                auto const& run = runs[first.run];
                std::string_view const said = run.text;
                // Letters of a line that is drawn as a whole have no places of their own.
                bool const whole = run.direction == text::Direction::RightToLeft;
                float const before = whole ? 0 : paint.width(run.type, said.substr(0, first.begin));
                float const until = whole ? run.width : paint.width(run.type, said.substr(0, origins[last].end));
                if (until > before)
                    matches.push_back({ unit.block, { run.x + before, run.y, until - before, run.line_height } });
                at = last + 1;
            }
        }
    }
    return matches;
}

} // namespace kally::ui
