#include "base/text.h"

namespace kally {
namespace {

// The letter below the accents, one per code point; '.' has none of its own. Source: canonical decompositions of Unicode,
// with the strokes of letters like "ł" and "ø" taken off as well, as people type them.
constexpr std::string_view latin_from_00c0 =
    "aaaaaa.ceeeeiiii.nooooo.ouuuuy..aaaaaa.ceeeeiiii.nooooo.ouuuuy.yaaaaaaccccccccddddeeeeeeeeeegggg"
    "gggghhhhiiiiiiiiii..jjkk.llllllllllnnnnnnn..oooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
constexpr std::string_view latin_from_01cd = "aaiioouuuuuuuuuu.aaaa....ggkkoooo..j...gg..nnaa..ooaaaaeeeeiiiioooorrrruuuusstt";
constexpr std::string_view latin_from_1e00 =
    "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrr"
    "ssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy......aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
    "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy";
constexpr std::u16string_view greek_from_0386 =
    u"α·εηι.ο.υωιαβγδεζηθικλμνξοπρ.στυφχψωιυαεηιυαβγδεζηθικλμνξοπρσστυφχψωιυουω";

/// The entry of a table that starts at `first`, or 0.
template <typename Table>
char32_t entry(Table const& table, char32_t first, char32_t code_point)
{
    if (code_point < first || code_point - first >= table.size())
        return 0;
    auto const found = static_cast<char32_t>(table[code_point - first]);
    return found == U'.' ? 0 : found;
}

std::string_view spelled_out(char32_t code_point)
{
    switch (code_point) {
    case U'Æ': case U'æ': return "ae";
    case U'Œ': case U'œ': return "oe";
    case U'ß': case U'ẞ': return "ss";
    case U'Ĳ': case U'ĳ': return "ij";
    default: return {};
    }
}

char32_t fold_cyrillic(char32_t c)
{
    if (c >= 0x400 && c <= 0x40F)
        c += 0x50;
    else if (c >= 0x410 && c <= 0x42F)
        c += 0x20;
    else if ((c >= 0x460 && c <= 0x481) || (c >= 0x48A && c <= 0x4BF) || c >= 0x4D0)
        c |= 1; // capital and small letters alternate
    switch (c) {
    case U'ѐ': case U'ё': return U'е';
    case U'ѓ': return U'г';
    case U'ї': return U'і';
    case U'ќ': return U'к';
    case U'й': case U'ѝ': return U'и';
    case U'ў': return U'у';
    default: return c;
    }
}

char32_t fold(char32_t c)
{
    for (auto letter : { entry(latin_from_00c0, 0xC0, c), entry(latin_from_01cd, 0x1CD, c), entry(latin_from_1e00, 0x1E00, c),
             entry(greek_from_0386, 0x386, c) })
        if (letter != 0)
            return letter;
    switch (c) {
    case U'Ơ': case U'ơ': return U'o';
    case U'Ư': case U'ư': return U'u';
    case U'Ð': return U'ð';
    case U'Þ': return U'þ';
    case U'Ŋ': return U'ŋ';
    default: return c >= 0x400 && c <= 0x52F ? fold_cyrillic(c) : c;
    }
}

} // namespace

std::string fold_for_search(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        auto const plain = at, folded = out.size();
        while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80)
            ++at;
        if (at > plain) { // most of any text, and a whole run of it is far quicker than its letters
            out.append(text, plain, at - plain);
            for (char* c = out.data() + folded; c < out.data() + out.size(); ++c)
                *c = static_cast<char>(*c >= 'A' && *c <= 'Z' ? *c | 0x20 : *c);
            continue;
        }
        auto const c = next_code_point(text, at);
        if (auto const letters = spelled_out(c); !letters.empty())
            out += letters;
        else if (c < 0x300 || c > 0x36F) // accents that stand as code points of their own fall away
            append_utf8(out, fold(c));
    }
    return out;
}

} // namespace kally
