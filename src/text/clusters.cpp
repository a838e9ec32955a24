#include "text/clusters.h"

#include "base/text.h"

namespace kally::text {

namespace {

bool in(char32_t c, char32_t first, char32_t last) { return c >= first && c <= last; }

bool extends(char32_t c)
{
    return in(c, 0x300, 0x36F) || in(c, 0x483, 0x489) || in(c, 0x591, 0x5BD) || in(c, 0x610, 0x61A) || in(c, 0x64B, 0x65F)
        || in(c, 0x900, 0x903) || in(c, 0x93A, 0x93C) || in(c, 0x93E, 0x94F) || in(c, 0xE31, 0xE31) || in(c, 0xE34, 0xE3A) || in(c, 0xE47, 0xE4E)
        || in(c, 0x1160, 0x11FF) || in(c, 0x1AB0, 0x1AFF) || in(c, 0x1DC0, 0x1DFF) || c == 0x200C || c == 0x200D || in(c, 0x20D0, 0x20FF) || in(c, 0xFE00, 0xFE0F) || in(c, 0xFE20, 0xFE2F)
        || in(c, 0x1F3FB, 0x1F3FF) || in(c, 0xE0020, 0xE007F) || in(c, 0xE0100, 0xE01EF);
}

bool is_flag_letter(char32_t c) { return in(c, 0x1F1E6, 0x1F1FF); }

bool is_ideographic(char32_t c)
{
    return in(c, 0x2E80, 0x303E) || in(c, 0x3041, 0x33FF) || in(c, 0x3400, 0x4DBF) || in(c, 0x4E00, 0xA4CF) || in(c, 0xAC00, 0xD7A3)
        || in(c, 0xF900, 0xFAFF) || in(c, 0xFE30, 0xFE4F) || in(c, 0xFF00, 0xFFEF) || in(c, 0x20000, 0x3FFFD) || in(c, 0x1F300, 0x1FAFF);
}

bool never_starts_line(char32_t c)
{
    constexpr std::u32string_view closing = U"!%),.:;?]}¢°’”‰′″℃、。々〉》」』】〕゛゜ゝゞ・ー！％），．：；？］｝…ぁぃぅぇぉっゃゅょァィゥェォッャュョ";
    return closing.find(c) != closing.npos;
}

bool never_ends_line(char32_t c)
{
    constexpr std::u32string_view opening = U"$([{£¥‘“〈《「『【〔（［｛￥";
    return opening.find(c) != opening.npos;
}

} // namespace

std::size_t next_cluster(std::string_view text, std::size_t at)
{
    if (at >= text.size())
        return text.size();
    char32_t last = next_code_point(text, at);
    bool flag_open = is_flag_letter(last);
    while (at < text.size()) {
        std::size_t next = at;
        char32_t const c = next_code_point(text, next);
        bool const joins = extends(c) || last == 0x200D || (flag_open && is_flag_letter(c)) || (last == '\r' && c == '\n');
        if (!joins)
            break;
        if (is_flag_letter(c))
            flag_open = false; // two letters make one flag
        last = c;
        at = next;
    }
    return at;
}

ClusterEnds cluster_ends(std::string_view text)
{
    ClusterEnds ends;
    if (is_simple(text))
        return ends;
    for (std::size_t at = 0; at < text.size();)
        ends.push_back(static_cast<std::uint32_t>(at = next_cluster(text, at)));
    return ends;
}

std::size_t Clusters::end_of(std::size_t at)
{
    while (m_next < m_ends.size() && m_ends[m_next] <= at)
        ++m_next;
    if (m_next < m_ends.size())
        return m_ends[m_next];
    next_code_point(m_text, at);
    return at;
}

bool may_break_between(char32_t before, char32_t after)
{
    if (never_starts_line(after) || never_ends_line(before))
        return false;
    if (before == '-' || before == 0x2010 || before == 0x2013 || before == 0x2014)
        return !in(after, '0', '9');
    if (before == '/')
        return true;
    return is_ideographic(before) || is_ideographic(after);
}

bool is_unspaced(char32_t c)
{
    return in(c, 0xE01, 0xE2E) || in(c, 0xE30, 0xE4E) || in(c, 0xE81, 0xECD) || in(c, 0x1000, 0x103F) || in(c, 0x1050, 0x108F) || in(c, 0x1780, 0x17D3);
}

bool is_simple(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        if (static_cast<unsigned char>(text[at]) < 0xCC) { // below U+0300
            at += static_cast<unsigned char>(text[at]) < 0x80 ? 1 : 2;
            continue;
        }
        char32_t const c = next_code_point(text, at);
        bool const alone = in(c, 0x370, 0x482) || in(c, 0x48A, 0x590) || in(c, 0x1E00, 0x200A) || in(c, 0x2010, 0x2027) || in(c, 0x202F, 0x205F)
            || in(c, 0x2070, 0x20CF) || in(c, 0x2100, 0x2CEE) || in(c, 0x2E00, 0x3029) || in(c, 0x3030, 0x3098) || in(c, 0x309B, 0xA4CF) || in(c, 0xAC00, 0xD7A3)
            || in(c, 0xF900, 0xFB1C) || in(c, 0xFE30, 0xFE6F) || in(c, 0xFF00, 0xFF9D) || in(c, 0xFFA0, 0xFFFD);
        if (!alone)
            return false;
    }
    return true;
}

bool needs_shaping(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        if (static_cast<unsigned char>(text[at]) < 0xD6) { // below U+0580
            at += static_cast<unsigned char>(text[at]) < 0x80 ? 1 : 2;
            continue;
        }
        char32_t const c = next_code_point(text, at);
        if (in(c, 0x591, 0x109F) || in(c, 0x1700, 0x18AF) || in(c, 0x1900, 0x1CFF) || in(c, 0x200E, 0x200F) || in(c, 0x202A, 0x202E) || in(c, 0x2066, 0x2069)
            || in(c, 0xA800, 0xA82F) || in(c, 0xA840, 0xA8FF) || in(c, 0xA900, 0xAADF) || in(c, 0xABC0, 0xABFF) || in(c, 0xFB1D, 0xFDFF) || in(c, 0xFE70, 0xFEFC)
            || in(c, 0x10800, 0x11FFF) || in(c, 0x1E800, 0x1EFFF))
            return true;
    }
    return false;
}

} // namespace kally::text
