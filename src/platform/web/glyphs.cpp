#include "platform/web/glyphs.h"

#include "base/text.h"
#include "platform/face_factors.h"
#include "platform/platform.h"
#include "platform/web/browser.h"

#include <emscripten/emscripten.h>
#include <imgui.h>
#include <imgui_impl_opengl3.h>
#include <imgui_internal.h>

#include <algorithm>
#include <array>
#include <map>
#include <vector>

namespace kally::platform {

namespace {

constexpr std::uint32_t white = 0xFFFFFFFF;
constexpr char32_t first_private = 0xE000, last_private = 0xF8FF;
constexpr double frame_budget = 8; ///< Milliseconds; the last piece of work may take as long again.

std::array<ImFont*, static_cast<std::size_t>(Face::Count)> g_faces {};
unsigned g_loaded = 0;

// ---- time
double g_spent = 0, g_drawn = 0;
bool g_postponed = false;

/// Counts the time until it goes out of scope; only the outermost one does.
class Timed {
public:
    explicit Timed(bool draws) : m_draws(draws), m_start(s_depth++ == 0 ? emscripten_get_now() : 0) {}
    ~Timed()
    {
        if (--s_depth > 0)
            return;
        double const took = emscripten_get_now() - m_start;
        g_spent += took;
        if (m_draws)
            g_drawn += took;
    }
    Timed(Timed const&) = delete;
    Timed& operator=(Timed const&) = delete;

private:
    static inline int s_depth = 0;
    bool m_draws;
    double m_start;
};

// ---- clusters
std::map<std::string, char32_t, std::less<>> g_cluster_glyphs;
std::vector<std::string const*> g_clusters; ///< By code point, from first_private on; the map's nodes stay where they are.

bool is_private(char32_t c) { return c >= first_private && c <= last_private; }

/// What a face draws for a code point, as UTF-8.
std::string text_of(int face, char32_t code_point)
{
    if (is_private(code_point) && face != static_cast<int>(Face::Icon))
        return code_point - first_private < g_clusters.size() ? *g_clusters[code_point - first_private] : std::string {};
    std::string text;
    append_utf8(text, code_point);
    return text;
}

std::optional<std::vector<std::uint32_t>> segment_ends(std::string_view text, bool words)
{
    std::vector<std::uint32_t> ends(text.size());
    int const count = kally_segment_ends(text.data(), static_cast<int>(text.size()), words, ends.data());
    if (count == 0 && !text.empty())
        return {};
    ends.resize(static_cast<std::size_t>(count));
    return ends;
}

// ---- pictures
/// Where the browser falsifies what is read from a canvas, pixels go from the canvas straight to the graphics processor,
/// again whenever the atlas gets another texture.
struct Upload {
    ImFontAtlasRectId rect;
    int face;
    double px;
    std::string text;
    bool to_left;
    std::uint32_t color;
    LineBox part;
    bool done;
};
std::vector<Upload> g_uploads;
bool g_readable = true;

/// Draws into a rectangle of the atlas. True when the text has colours of its own.
bool paint(int face, double px, std::string_view text, bool to_left, std::uint32_t color, LineBox const& part, ImFontAtlasRectId id)
{
    auto* atlas = ImGui::GetIO().Fonts;
    auto* rect = ImFontAtlasPackGetRect(atlas, id);
    int const length = static_cast<int>(text.size());
    bool coloured = false;
    std::vector<unsigned char> pixels(static_cast<std::size_t>(part.width * part.height * 4));
    if (g_readable) {
        coloured = kally_text_draw(face, px, text.data(), length, to_left, color, part.left, part.top, part.width, part.height, pixels.data()) != 0;
    } else {
        coloured = kally_text_coloured(text.data(), length) != 0;
        g_uploads.push_back({ id, face, px, std::string(text), to_left, coloured ? color : white, part, false });
    }
    auto* texture = atlas->TexData;
    ImFontAtlasTextureBlockConvert(pixels.data(), ImTextureFormat_RGBA32, part.width * 4, static_cast<unsigned char*>(texture->GetPixelsAt(rect->x, rect->y)), texture->Format, texture->GetPitch(), part.width, part.height);
    ImFontAtlasTextureBlockQueueUpload(atlas, texture, rect->x, rect->y, rect->w, rect->h);
    return coloured;
}

LineBox measured(int face, double px, std::string_view text, bool to_left)
{
    float metrics[5];
    kally_text_metrics(face, px, text.data(), static_cast<int>(text.size()), to_left, metrics);
    return { metrics[0], static_cast<int>(metrics[1]), static_cast<int>(metrics[2]), static_cast<int>(metrics[3]), static_cast<int>(metrics[4]) };
}

// ---- the loader
int face_of(ImFontConfig const* source) { return static_cast<int>(reinterpret_cast<std::intptr_t>(source->FontLoaderData)) - 1; }

float density_of(ImFontConfig const* source, ImFontBaked const* baked) { return source->RasterizerDensity * baked->RasterizerDensity; }

double em_pixels(ImFontConfig const* source, ImFontBaked const* baked)
{
    return static_cast<double>(baked->Size / face_factors[face_of(source)] * density_of(source, baked));
}

/// The printable ASCII characters of a face and size: they are needed at once, and one readback is far cheaper than one each.
struct Grid {
    static constexpr char32_t first = '!', last = '~';
    static constexpr int count = static_cast<int>(last - first) + 1, columns = 16;
    static constexpr double largest = 64; ///< Device pixels of the em: above, few of them are seen at once and all take megabytes.
    ImFontBaked const* baked = nullptr; ///< The one that is being filled, else none.
    std::array<float, 5 * count> metrics {};
    int cell_width = 0, cell_height = 0;
    std::vector<unsigned char> pixels;

    static bool has(char32_t c) { return c >= first && c <= last; }
};
Grid g_grid;

/// Loads all of them but `own`, which the caller is loading: the grid stays open for it.
void fill_grid(int face, double px, ImFontBaked* baked, char32_t own)
{
    g_grid.baked = baked;
    kally_ascii_metrics(face, px, g_grid.metrics.data());
    g_grid.cell_width = g_grid.cell_height = 0;
    for (int i = 0; i < Grid::count; ++i) {
        g_grid.cell_width = std::max(g_grid.cell_width, static_cast<int>(g_grid.metrics[static_cast<std::size_t>(5 * i + 3)]));
        g_grid.cell_height = std::max(g_grid.cell_height, static_cast<int>(g_grid.metrics[static_cast<std::size_t>(5 * i + 4)]));
    }
    int const rows = (Grid::count + Grid::columns - 1) / Grid::columns;
    g_grid.pixels.resize(static_cast<std::size_t>(g_grid.cell_width * Grid::columns * g_grid.cell_height * rows * 4));
    kally_ascii_draw(face, px, g_grid.metrics.data(), g_grid.cell_width, g_grid.cell_height, g_grid.pixels.data());
    for (char32_t c = Grid::first; c <= Grid::last; ++c)
        if (c != own)
            baked->FindGlyph(c);
}

/// Whether no character of the grid was loaded yet.
bool is_fresh(ImFontBaked* baked)
{
    for (char32_t c = Grid::first; c <= Grid::last; ++c)
        if (baked->IsGlyphLoaded(c))
            return false;
    return true;
}

bool init_source(ImFontAtlas*, ImFontConfig* source)
{
    // The face number stands in the name: the loader's own data belongs to the library.
    source->FontLoaderData = reinterpret_cast<void*>(static_cast<std::intptr_t>(source->Name[0] - '0' + 1));
    return true;
}

void destroy_source(ImFontAtlas*, ImFontConfig* source) { source->FontLoaderData = nullptr; }

bool contains(ImFontAtlas*, ImFontConfig*, ImWchar) { return true; }

bool init_baked(ImFontAtlas*, ImFontConfig* source, ImFontBaked* baked, void*)
{
    float box[2];
    float const density = density_of(source, baked);
    kally_font_box(face_of(source), em_pixels(source, baked), box);
    baked->Ascent = box[0] / density;
    baked->Descent = -box[1] / density;
    baked->LoadNoRenderOnLayout = 1; // what is measured is often not seen
    return true;
}

/// The character that stands for all of a block when it comes to width: ideographs, kana and Hangul fill one square each.
/// A browser looks for the font of every new character by itself, which takes longer than drawing it: a page of new ones is
/// laid out without, and drawn over several frames.
char32_t width_twin(char32_t c)
{
    auto in = [c](char32_t first, char32_t last) { return c >= first && c <= last; };
    return in(0x4E00, 0x9FFF) ? 0x4E00 : in(0xAC00, 0xD7A3) ? 0xAC00 : in(0x3041, 0x3096) || in(0x30A1, 0x30FA) ? 0x3042 : c;
}

bool load_one(ImFontAtlas* atlas, ImFontConfig* source, ImFontBaked* baked, char32_t code_point, ImFontGlyph* glyph, float* advance_only)
{
    int const face = face_of(source);
    float const density = density_of(source, baked);
    double const px = em_pixels(source, baked);
    char32_t const twin = width_twin(code_point);
    if (twin != code_point && advance_only != nullptr) {
        *advance_only = baked->GetCharAdvance(twin);
        return true;
    }
    bool const in_grid = g_grid.baked == baked && Grid::has(code_point);
    auto const text = in_grid ? std::string {} : text_of(face, code_point);
    LineBox box;
    if (in_grid) {
        float const* m = &g_grid.metrics[5 * (code_point - Grid::first)];
        box = { m[0], static_cast<int>(m[1]), static_cast<int>(m[2]), static_cast<int>(m[3]), static_cast<int>(m[4]) };
    } else {
        box = measured(face, px, text, false);
    }
    float const advance = box.advance / density; // not rounded: each quad is snapped when it is drawn
    if (advance_only != nullptr) {
        *advance_only = advance;
        return true;
    }
    ++g_loaded;
    glyph->Codepoint = code_point;
    glyph->AdvanceX = twin != code_point ? baked->GetCharAdvance(twin) : advance;
    if (code_point <= 32 || box.width <= 0 || box.height <= 0)
        return true;
    auto const id = ImFontAtlasPackAddRect(atlas, box.width, box.height);
    if (id == ImFontAtlasRectId_Invalid)
        return false;
    if (in_grid) {
        auto* rect = ImFontAtlasPackGetRect(atlas, id);
        int const pitch = g_grid.cell_width * Grid::columns * 4;
        auto const i = static_cast<int>(code_point - Grid::first);
        auto const* cell = g_grid.pixels.data() + i / Grid::columns * g_grid.cell_height * pitch + i % Grid::columns * g_grid.cell_width * 4;
        ImFontAtlasBakedSetFontGlyphBitmap(atlas, baked, source, glyph, rect, cell, ImTextureFormat_RGBA32, pitch);
    } else {
        glyph->Colored = paint(face, px, text, false, white, box, id);
    }
    glyph->X0 = static_cast<float>(box.left) / density;
    glyph->Y0 = static_cast<float>(box.top) / density + baked->Ascent;
    glyph->X1 = glyph->X0 + static_cast<float>(box.width) / density;
    glyph->Y1 = glyph->Y0 + static_cast<float>(box.height) / density;
    glyph->Visible = true;
    glyph->PackId = id;
    return true;
}

bool load_glyph(ImFontAtlas* atlas, ImFontConfig* source, ImFontBaked* baked, void*, ImWchar code_point, ImFontGlyph* glyph, float* advance_only)
{
    Timed const timed { advance_only == nullptr };
    int const face = face_of(source);
    double const px = em_pixels(source, baked);
    bool const fills = Grid::has(code_point) && face != static_cast<int>(Face::Icon) && px <= Grid::largest && g_readable && g_grid.baked == nullptr && is_fresh(baked);
    if (fills)
        fill_grid(face, px, baked, advance_only == nullptr ? code_point : 0);
    bool const loaded = load_one(atlas, source, baked, code_point, glyph, advance_only);
    if (fills)
        g_grid = {};
    return loaded;
}

} // namespace

ImFontLoader const* browser_font_loader()
{
    static ImFontLoader loader;
    loader.Name = "browser";
    loader.FontSrcInit = init_source;
    loader.FontSrcDestroy = destroy_source;
    loader.FontSrcContainsGlyph = contains;
    loader.FontBakedInit = init_baked;
    loader.FontBakedLoadGlyph = load_glyph;
    return &loader;
}

void add_browser_faces()
{
    g_readable = kally_readback_works() != 0;
    static char no_data[4];
    for (std::size_t i = 0; i < g_faces.size(); ++i) {
        ImFontConfig config;
        config.FontLoader = browser_font_loader();
        config.FontData = no_data;
        config.FontDataSize = sizeof no_data;
        config.FontDataOwnedByAtlas = false;
        config.SizePixels = 16;
        config.Name[0] = static_cast<char>('0' + i);
        config.Name[1] = '\0';
        g_faces[i] = ImGui::GetIO().Fonts->AddFont(&config);
    }
}

ImFont* font(Face face) { return g_faces[static_cast<std::size_t>(face)]; }

std::optional<std::vector<std::uint32_t>> cluster_ends(std::string_view text) { return segment_ends(text, false); }
std::optional<std::vector<std::uint32_t>> word_ends(std::string_view text) { return segment_ends(text, true); }

char32_t cluster_glyph(std::string_view cluster)
{
    if (cluster.empty())
        return U' ';
    std::size_t at = 0;
    char32_t const first = next_code_point(cluster, at);
    if (at == cluster.size() && first <= 0xFFFF && !is_private(first))
        return first;
    if (auto const known = g_cluster_glyphs.find(cluster); known != g_cluster_glyphs.end())
        return known->second;
    char32_t const glyph = first_private + static_cast<char32_t>(g_clusters.size());
    if (glyph > last_private)
        return is_private(first) ? 0xFFFD : first; // no id is left: the base without what is combined with it
    auto const [node, fresh] = g_cluster_glyphs.emplace(cluster, glyph);
    g_clusters.push_back(&node->first);
    return glyph;
}

std::optional<float> line_baseline(Face face, float em, float line_height) { return kally_line_baseline(static_cast<int>(face), em, line_height); }

std::optional<LineBox> measure_line(Face face, double em, std::string_view text, bool to_left)
{
    Timed const timed { false };
    return measured(static_cast<int>(face), em, text, to_left);
}

bool draw_line(Face face, double em, std::string_view text, bool to_left, std::uint32_t color, LineBox const& part, int atlas_rect)
{
    Timed const timed { true };
    ++g_loaded;
    return paint(static_cast<int>(face), em, text, to_left, color, part, atlas_rect);
}

bool glyph_time_left()
{
    // Measuring alone never keeps the screen empty: something is drawn in every frame.
    bool const left = g_spent < frame_budget || g_drawn < frame_budget / 4;
    g_postponed |= !left;
    return left;
}

void begin_glyph_frame()
{
    g_spent = g_drawn = 0;
    g_postponed = false;
}

bool glyphs_postponed() { return g_postponed; }
unsigned glyphs_loaded() { return g_loaded; }
double glyph_time() { return g_spent; }

void upload_glyphs()
{
    if (g_readable)
        return;
    auto* atlas = ImGui::GetIO().Fonts;
    bool const fresh = atlas->TexData->Status == ImTextureStatus_WantCreate;
    if (atlas->TexData->Status != ImTextureStatus_OK)
        ImGui_ImplOpenGL3_UpdateTexture(atlas->TexData);
    std::erase_if(g_uploads, [&](Upload const& one) { return ImFontAtlasPackGetRectSafe(atlas, one.rect) == nullptr; });
    for (auto& one : g_uploads) {
        if (one.done && !fresh)
            continue;
        auto const* rect = ImFontAtlasPackGetRect(atlas, one.rect);
        kally_text_upload(static_cast<unsigned>(atlas->TexData->TexID), rect->x, rect->y, one.face, one.px, one.text.data(), static_cast<int>(one.text.size()), one.to_left,
            one.color, one.part.left, one.part.top, one.part.width, one.part.height);
        one.done = true;
    }
}

} // namespace kally::platform

// Dear ImGui built with IMGUI_ENABLE_FREETYPE asks this for its loader: ours, so that stb_truetype stays out of the module.
namespace ImGuiFreeType {
ImFontLoader const* GetFontLoader() { return kally::platform::browser_font_loader(); }
}
