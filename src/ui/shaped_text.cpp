#include "ui/shaped_text.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <string>
#include <unordered_map>

namespace kally::ui {

namespace {

constexpr int picture_life = 60, text_life = 240; ///< Frames without use.
constexpr std::size_t most_texts = 4096;
constexpr int widest_piece = 1024;                ///< Device pixels: longer lines would make the atlas wide.

struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view> {}(text); }
};

struct Cache {
    std::unordered_map<std::string, ShapedText, Hash, std::equal_to<>> texts;
    int tidied = 0;
    unsigned fonts = 0;
};

Cache& cache()
{
    static Cache one;
    return one;
}

void release(ShapedLine& line)
{
    for (auto const& piece : line.pieces)
        if (piece.rect >= 0)
            ImGui::GetIO().Fonts->RemoveCustomRect(piece.rect);
    line.pieces.clear();
    line.drawn = false;
}

void release(ShapedText& text)
{
    for (auto& line : text.lines)
        release(line);
}

/// Lets go of what was not seen for a while, and of everything when the fonts changed.
void tidy(Cache& all, int frame)
{
    bool const other_fonts = all.fonts != platform::font_generation();
    bool const crowded = all.texts.size() > most_texts && frame != all.tidied;
    if (!other_fonts && !crowded && frame - all.tidied < picture_life)
        return;
    all.tidied = frame;
    all.fonts = platform::font_generation();
    for (auto at = all.texts.begin(); at != all.texts.end();) {
        auto& text = at->second;
        if (other_fonts || frame - text.used > (crowded ? 1 : text_life)) {
            release(text);
            at = all.texts.erase(at);
            continue;
        }
        for (auto& line : text.lines)
            if (frame - line.used > picture_life)
                release(line);
        ++at;
    }
}

} // namespace

ShapedText& shaped_text(std::string_view words)
{
    auto& all = cache();
    int const frame = ImGui::GetFrameCount();
    tidy(all, frame);
    auto known = all.texts.find(words);
    if (known == all.texts.end()) {
        known = all.texts.try_emplace(std::string(words)).first;
        auto& text = known->second;
        auto ends = platform::cluster_ends(words);
        text::Clusters clusters { words, ends ? std::move(*ends) : text::cluster_ends(words) };
        for (std::size_t at = 0; at < words.size();) {
            auto const end = clusters.end_of(at);
            text.clusters.push_back({ platform::cluster_glyph(words.substr(at, end - at)), static_cast<std::uint32_t>(end) });
            at = end;
        }
        text.whole = text::needs_shaping(words);
        text.direction = text::base_direction(words);
    }
    known->second.used = frame;
    return known->second;
}

ShapedLine* shaped_line(ShapedText& text, std::string_view words, platform::Face face, float em, float density, text::Direction direction, std::uint32_t color)
{
    for (auto& line : text.lines)
        if (line.face == face && line.em == em && line.density == density && line.direction == direction && (!line.coloured || line.color == color))
            return &line;
    auto const box = platform::measure_line(face, static_cast<double>(em) * static_cast<double>(density), words, direction == text::Direction::RightToLeft);
    if (!box)
        return nullptr;
    text.lines.push_back({ .face = face, .em = em, .density = density, .direction = direction, .box = *box, .used = ImGui::GetFrameCount() });
    return &text.lines.back();
}

bool draw_shaped_line(ShapedLine& line, std::string_view words, std::uint32_t color)
{
    line.used = ImGui::GetFrameCount();
    if (line.drawn || line.box.width == 0)
        return true;
    if (line.pieces.empty())
        for (int from = 0; from < line.box.width; from += widest_piece)
            line.pieces.push_back({ { 0, line.box.left + from, line.box.top, std::min(widest_piece, line.box.width - from), line.box.height } });
    for (auto& piece : line.pieces) {
        if (piece.rect >= 0)
            continue;
        if (!platform::glyph_time_left())
            return false;
        piece.rect = ImFontAtlasPackAddRect(ImGui::GetIO().Fonts, piece.box.width, piece.box.height);
        if (piece.rect < 0)
            return false;
        piece.coloured = platform::draw_line(line.face, static_cast<double>(line.em) * static_cast<double>(line.density), words,
            line.direction == text::Direction::RightToLeft, color, piece.box, piece.rect);
        if (piece.coloured) {
            line.coloured = true;
            line.color = color;
        }
    }
    line.drawn = true;
    return true;
}

} // namespace kally::ui
