#include "platform/native/faces.h"

#include "base/text.h"
#include "platform/platform.h"

#include <imgui.h>

#include <array>
#include <filesystem>

namespace kally::platform {

namespace {

std::array<ImFont*, static_cast<std::size_t>(Face::Count)> g_faces {};

constexpr char const* system_text = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
constexpr char const* system_mono = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf";

} // namespace

void add_font_files(std::string const& folder)
{
    static constexpr std::array<char const*, static_cast<std::size_t>(Face::Count)> files {
        "inter-400.ttf", "inter-500.ttf", "inter-600.ttf", "inter-italic.ttf", "inter-display-600.ttf", "", "icons.ttf" };
    auto* atlas = ImGui::GetIO().Fonts;
    for (std::size_t i = 0; i < files.size(); ++i) {
        std::string path = files[i][0] == '\0' ? system_mono : folder + "/" + files[i];
        if (!std::filesystem::exists(path))
            path = std::filesystem::exists(system_text) ? system_text : std::string {};
        ImFontConfig config;
        config.OversampleH = 2;
        g_faces[i] = path.empty() ? atlas->AddFontDefault() : atlas->AddFontFromFileTTF(path.c_str(), 16, &config);
        // What Inter's Latin cut does not have comes from the system, as far as it has it.
        if (i < 5 && !path.empty() && path != system_text && std::filesystem::exists(system_text)) {
            config.MergeMode = true;
            atlas->AddFontFromFileTTF(system_text, 16, &config);
        }
    }
}

ImFont* font(Face face) { return g_faces[static_cast<std::size_t>(face)]; }

// A window for debugging: no segmenter, no shaping.
std::optional<std::vector<std::uint32_t>> cluster_ends(std::string_view) { return {}; }
std::optional<std::vector<std::uint32_t>> word_ends(std::string_view) { return {}; }
std::optional<float> line_baseline(Face, float, float) { return {}; }
std::optional<LineBox> measure_line(Face, double, std::string_view, bool) { return {}; }
bool draw_line(Face, double, std::string_view, bool, std::uint32_t, LineBox const&, int) { return false; }
bool glyph_time_left() { return true; }

char32_t cluster_glyph(std::string_view cluster)
{
    std::size_t at = 0;
    return cluster.empty() ? U' ' : next_code_point(cluster, at);
}
unsigned font_generation() { return 1; }

} // namespace kally::platform
