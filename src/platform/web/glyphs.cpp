#include "platform/web/glyphs.h"

#include "platform/face_factors.h"
#include "platform/platform.h"
#include "platform/web/browser.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <array>
#include <vector>

namespace kally::platform {

namespace {

std::array<ImFont*, static_cast<std::size_t>(Face::Count)> g_faces {};
unsigned g_loaded = 0;

int face_of(ImFontConfig const* source) { return static_cast<int>(reinterpret_cast<std::intptr_t>(source->FontLoaderData)) - 1; }

float density_of(ImFontConfig const* source, ImFontBaked const* baked) { return source->RasterizerDensity * baked->RasterizerDensity; }

double em_pixels(ImFontConfig const* source, ImFontBaked const* baked)
{
    return static_cast<double>(baked->Size / face_factors[face_of(source)] * density_of(source, baked));
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
    return true;
}

bool load_glyph(ImFontAtlas* atlas, ImFontConfig* source, ImFontBaked* baked, void*, ImWchar code_point, ImFontGlyph* glyph, float* advance_only)
{
    int const face = face_of(source);
    float const density = density_of(source, baked);
    double const px = em_pixels(source, baked);
    float metrics[5]; // advance, left, top, width, height in device pixels
    kally_glyph_metrics(face, static_cast<int>(code_point), px, metrics);
    float const advance = metrics[0] / density; // not rounded: each quad is snapped when it is drawn
    if (advance_only != nullptr) {
        *advance_only = advance;
        return true;
    }
    ++g_loaded;
    glyph->Codepoint = code_point;
    glyph->AdvanceX = advance;
    int const width = static_cast<int>(metrics[3]), height = static_cast<int>(metrics[4]);
    if (code_point <= 32 || width <= 0 || height <= 0)
        return true;
    auto const id = ImFontAtlasPackAddRect(atlas, width, height);
    if (id == ImFontAtlasRectId_Invalid)
        return false;
    auto* rect = ImFontAtlasPackGetRect(atlas, id);
    std::vector<unsigned char> pixels(static_cast<std::size_t>(width * height * 4));
    glyph->Colored = kally_glyph_draw(face, static_cast<int>(code_point), px, static_cast<int>(metrics[1]), static_cast<int>(metrics[2]), width, height, pixels.data()) != 0;
    glyph->X0 = metrics[1] / density;
    glyph->Y0 = metrics[2] / density + baked->Ascent;
    glyph->X1 = glyph->X0 + static_cast<float>(width) / density;
    glyph->Y1 = glyph->Y0 + static_cast<float>(height) / density;
    glyph->Visible = true;
    glyph->PackId = id;
    ImFontAtlasBakedSetFontGlyphBitmap(atlas, baked, source, glyph, rect, pixels.data(), ImTextureFormat_RGBA32, width * 4);
    return true;
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

unsigned glyphs_loaded() { return g_loaded; }

} // namespace kally::platform

// Dear ImGui built with IMGUI_ENABLE_FREETYPE asks this for its loader: ours, so that stb_truetype stays out of the module.
namespace ImGuiFreeType {
ImFontLoader const* GetFontLoader() { return kally::platform::browser_font_loader(); }
}
