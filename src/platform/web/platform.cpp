#include "platform/platform.h"

#include "platform/imgui/draw_calls.h"
#include "platform/imgui/textures.h"
#include "platform/mirror_diff.h"
#include "platform/web/browser.h"
#include "platform/web/glyphs.h"

#include <emscripten/emscripten.h>
#include <emscripten/html5.h>
#include <GLES3/gl3.h>
#include <imgui.h>
#include <imgui_impl_opengl3.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cstdarg>
#include <cstdlib>
#include <map>

// Dear ImGui reads settings files and typed numbers through sscanf. Neither exists here, and the real one is 12 KB; what
// is left is its OpenGL backend asking for the number in "#version 300 es".
extern "C" int sscanf(char const* text, char const* format, ...)
{
    constexpr std::string_view version = "#version ";
    if (!std::string_view(text).starts_with(version))
        return 0;
    va_list arguments;
    va_start(arguments, format);
    *va_arg(arguments, int*) = std::atoi(text + version.size());
    va_end(arguments);
    return 1;
}

// Dear ImGui's OpenGL backend asks for all state before it draws, to put it back afterwards. Nothing else draws here, and every question
// waits for the graphics process: these answers are what nobody misses.
extern "C" void glGetIntegerv(GLenum name, GLint* out)
{
    switch (name) {
    case GL_MAJOR_VERSION: *out = 3; break;
    case GL_MAX_TEXTURE_SIZE: *out = kally_most_texels(); break;
    case GL_ACTIVE_TEXTURE: *out = GL_TEXTURE0; break;
    case GL_BLEND_SRC_RGB:
    case GL_BLEND_SRC_ALPHA: *out = GL_ONE; break;
    case GL_BLEND_EQUATION_RGB:
    case GL_BLEND_EQUATION_ALPHA: *out = GL_FUNC_ADD; break;
    case GL_VIEWPORT:
    case GL_SCISSOR_BOX: std::fill_n(out, 4, 0); break;
    default: *out = 0; break; // no object is bound
    }
}

#define KALLY_EXPORT extern "C" EMSCRIPTEN_KEEPALIVE

namespace kally::platform {

namespace {

static_assert(sizeof(SystemColors) == 9 * sizeof(std::uint32_t));

enum PageFlag { PageDark = 1, PageReducedMotion = 2, PageContrast = 4, PageForcedColors = 8, PageOnline = 16, PageVisible = 32, PageCoarse = 64, PageCommandKey = 128, PageWhole = 256 };

std::function<void()> g_frame, g_advance;
std::function<Retained()> g_idle;
std::string g_buffer, g_title;
Input g_input; ///< Collected between frames.
MirrorDiff g_diff;
unsigned g_font_generation = 1;
bool g_fonts_changed = false, g_canvas = false, g_context_lost = false, g_first = true;
double g_last_time = 0, g_mirror_time = 0, g_mirror_layout_time = 0;
unsigned g_draw_calls = 0;
float g_least_height = 0;
std::map<std::uint32_t, std::uint32_t> g_revisions;
Sound g_sound;

std::string take_buffer(int length) { return length < 0 ? std::string {} : std::string(g_buffer.data(), static_cast<std::size_t>(length)); }

/// IndexedDB behind the library; answers come between frames.
class BrowserRecords final : public RecordStore {
public:
    void load(std::string_view table, Loaded done) override
    {
        int const ticket = ++m_last;
        m_loads[ticket].done = std::move(done);
        kally_db_load(std::string(table).c_str(), ticket);
    }
    void put(std::string_view table, std::string_view key, std::string_view value, std::function<void(bool)> done, std::vector<Name> const& instead_of) override
    {
        int const ticket = ++m_last;
        m_puts[ticket] = std::move(done);
        std::vector<char const*> names;
        for (auto const& name : instead_of)
            names.insert(names.end(), { name.first.c_str(), name.second.c_str() });
        kally_db_put(std::string(table).c_str(), std::string(key).c_str(), std::string(value).c_str(), ticket, names.data(), static_cast<int>(names.size()));
    }
    void replace(std::string_view table, std::string_view key, std::string_view known, std::string_view value, std::function<void(Replaced, std::string)> done) override
    {
        int const ticket = ++m_last;
        m_replaces[ticket].done = std::move(done);
        kally_db_replace(std::string(table).c_str(), std::string(key).c_str(), std::string(known).c_str(), std::string(value).c_str(), ticket);
    }
    void clear() override { kally_db_clear(); }
    void hold(std::string_view name, std::function<void(bool)> done, bool wait) // answered in the same way
    {
        int const ticket = ++m_last;
        m_puts[ticket] = std::move(done);
        kally_hold(std::string(name).c_str(), ticket, wait ? 1 : 0);
    }

    void on_record(int ticket, char const* key, char const* value)
    {
        if (auto const replace = m_replaces.find(ticket); replace != m_replaces.end())
            replace->second.now = value;
        else
            m_loads[ticket].records.emplace_back(key, value);
    }
    void on_done(int ticket, int outcome)
    {
        bool const ok = outcome != 0;
        if (auto replace = m_replaces.extract(ticket))
            replace.mapped().done(static_cast<Replaced>(outcome), std::move(replace.mapped().now));
        else if (auto node = m_loads.extract(ticket)) {
            if (ok)
                node.mapped().done(std::move(node.mapped().records));
            else
                node.mapped().done({});
        } else if (auto put = m_puts.extract(ticket)) {
            put.mapped()(ok);
        }
    }

private:
    struct Load {
        Loaded done;
        std::vector<std::pair<std::string, std::string>> records;
    };
    std::map<int, Load> m_loads;
    struct Replace {
        std::function<void(Replaced, std::string)> done;
        std::string now;
    };
    std::map<int, Replace> m_replaces;
    std::map<int, std::function<void(bool)>> m_puts;
    int m_last = 0;
};

/// Hands what the page keeps over to it. Without a column nothing but the entries changes.
void retain(Retained const& retained)
{
    std::vector<KallyRetainedChange> changes;
    changes.reserve(retained.changes.size());
    for (auto const& c : retained.changes)
        changes.push_back({ static_cast<std::uint32_t>(c.kind), c.id, c.after, static_cast<std::uint32_t>(c.role), c.gap, c.height, c.name.c_str(), c.content.c_str() });
    kally_retain(retained.log, 0, retained.left, retained.width, changes.data(), static_cast<int>(changes.size()), retained.more);
}

BrowserRecords& browser_records()
{
    static BrowserRecords records;
    return records;
}

} // namespace

bool start(Options const&)
{
    EmscriptenWebGLContextAttributes attributes;
    emscripten_webgl_init_context_attributes(&attributes);
    attributes.majorVersion = 2;
    attributes.antialias = false;
    attributes.alpha = false;
    attributes.depth = false;
    attributes.stencil = false;
    attributes.powerPreference = EM_WEBGL_POWER_PREFERENCE_LOW_POWER;
    auto const context = emscripten_webgl_create_context("#canvas", &attributes);
    g_canvas = context > 0;
    if (g_canvas)
        emscripten_webgl_make_context_current(context);
    ImGui::CreateContext();
    auto& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.LogFilename = nullptr;
    io.ConfigFlags |= ImGuiConfigFlags_NoMouseCursorChange;
    kally_page_init();
    add_browser_faces();
    ImGui::GetStyle().FontSizeBase = 16;
    ImGui::GetStyle().CircleTessellationMaxError = 0.1f;
    if (g_canvas) {
        ImGui_ImplOpenGL3_Init("#version 300 es");
    } else {
        // Nothing is drawn, but everything is said: the mirror is enough to sign in, read and send.
        io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
        kally_no_canvas();
    }
    return true;
}

std::string start_problem() { return {}; }

void run(std::function<void()> frame, std::function<void()> advance, std::function<Retained()> idle)
{
    g_idle = std::move(idle);
    g_frame = std::move(frame);
    g_advance = std::move(advance);
    kally_arm(2);
}

void stop() {}
void request_frames(int count) { kally_arm(count); }

Input begin_frame()
{
    float info[8];
    kally_page_info(info);
    Input input = std::move(g_input);
    g_input = {};
    g_input.focused = input.focused;
    g_input.focus_visible = input.focus_visible;
    input.width = info[0];
    input.height = info[1];
    input.density = info[2];
    input.safe_top = info[3];
    input.safe_right = info[4];
    input.safe_bottom = info[5];
    input.safe_left = info[6];
    auto const flags = static_cast<int>(info[7]);
    input.dark = (flags & PageDark) != 0;
    input.reduced_motion = (flags & PageReducedMotion) != 0;
    input.more_contrast = (flags & PageContrast) != 0;
    input.forced_colors = (flags & PageForcedColors) != 0;
    input.online = (flags & PageOnline) != 0;
    input.visible = (flags & PageVisible) != 0;
    input.coarse_pointer = (flags & PageCoarse) != 0;
    input.command_key = (flags & PageCommandKey) != 0;
    input.whole = (flags & PageWhole) != 0;
    input.sound = g_sound;
    if (input.forced_colors)
        kally_system_colors(&input.system_colors.canvas);

    if (g_fonts_changed) {
        // A face arrived late: its glyphs were drawn with a stand-in and are drawn again.
        g_fonts_changed = false;
        ImFontAtlasBuildDiscardBakes(ImGui::GetIO().Fonts, 0);
        for (auto* one : ImGui::GetIO().Fonts->Fonts)
            ImFontAtlasFontDiscardBakes(ImGui::GetIO().Fonts, one, 0);
        ++g_font_generation;
    }
    begin_glyph_frame();
    auto& io = ImGui::GetIO();
    io.DisplaySize = { input.width, input.height };
    io.DisplayFramebufferScale = { input.density, input.density };
    double const time = emscripten_get_now();
    io.DeltaTime = std::clamp(static_cast<float>((time - g_last_time) / 1000), 0.001f, 0.1f);
    g_last_time = time;
    if (g_canvas)
        ImGui_ImplOpenGL3_NewFrame();
    ImGui::NewFrame();
    return input;
}

void end_frame(Output const& output)
{
    ImGui::Render();
    if (!g_canvas) {
        accept_textures();
    } else if (!g_context_lost) {
        auto const part = [&](int shift) { return static_cast<float>(output.background >> shift & 0xFF) / 255; };
        glClearColor(part(0), part(8), part(16), 1);
        glClear(GL_COLOR_BUFFER_BIT);
        upload_glyphs();
        ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
        g_draw_calls += draw_calls(*ImGui::GetDrawData());
    }
    double const drawn_at = emscripten_get_now(), layout_before = g_mirror_layout_time;
    // Moving the focus and scrolling make the browser set the page anew at once, which it would do behind the frame.
    auto const with_layout = [](auto const& act) {
        double const asked_at = emscripten_get_now();
        act();
        g_mirror_layout_time += emscripten_get_now() - asked_at;
    };
    if (output.retained.fresh)
        kally_retain(output.retained.log, 1, 0, 0, nullptr, 0, 0);
    auto const& changes = g_diff.compare(output.tree);
    if (!changes.changed.empty() || !changes.gone.empty()) {
        std::vector<KallyMirrorRecord> records;
        records.reserve(changes.changed.size());
        for (auto const& change : changes.changed) {
            auto const& r = *change.record;
            records.push_back({ r.id, r.parent, change.before, static_cast<std::uint32_t>(r.role), r.state, r.level, r.takes_focus ? 1u : 0u, change.dirty,
                change.local.x, change.local.y, change.local.width, change.local.height, r.content_height, r.font_size, r.line_height,
                r.name.c_str(), r.value.c_str(), r.hint.c_str(), { 0, 0 } });
        }
        kally_mirror_apply(records.data(), static_cast<int>(records.size()), changes.gone.data(), static_cast<int>(changes.gone.size()));
        for (auto const id : changes.gone)
            g_revisions.erase(id);
    }
    if (output.retained.log != 0)
        retain(output.retained);
    if (output.focus != 0)
        with_layout([&] { kally_focus_on(output.focus); });
    kally_mirror_leave();
    for (auto const& field : output.fields) {
        auto const [known, fresh] = g_revisions.try_emplace(field.id, field.revision);
        if (!fresh && known->second == field.revision)
            continue;
        known->second = field.revision;
        kally_field_text(field.id, field.revision, field.text.c_str());
    }
    if (output.least_height != g_least_height) {
        g_least_height = output.least_height;
        kally_least_height(g_least_height);
        kally_arm(1);
    }
    for (auto const& scroll : output.scroll_to)
        with_layout([&] { kally_scroll_to(scroll.id, scroll.top); });
    g_mirror_time += emscripten_get_now() - drawn_at - (g_mirror_layout_time - layout_before);
    if (output.title != g_title) {
        g_title = output.title;
        kally_set_title(g_title.c_str());
    }
    if (g_first && !output.tree.empty()) {
        g_first = false;
        kally_first_frame();
    }
    // A press and its release in one turn need two frames: Dear ImGui trickles its queue.
    if (output.animating || glyphs_postponed() || ImGui::GetCurrentContext()->InputEventsQueue.Size > 0)
        kally_arm(1);
    else if (output.wake_in)
        kally_wake(static_cast<int>(output.wake_in->count()));
}

unsigned font_generation() { return g_font_generation; }

Instant now() { return Instant { std::chrono::milliseconds { static_cast<long long>(emscripten_date_now()) } }; }
std::chrono::minutes utc_offset(Instant instant) { return std::chrono::minutes { kally_utc_offset(static_cast<double>(instant.time_since_epoch().count())) }; }
std::string time_zone() { return take_buffer(kally_page_text(2)); }
std::string preferred_language() { return take_buffer(kally_page_text(3)); }
void random_bytes(std::span<std::uint8_t> bytes) { kally_random(bytes.data(), static_cast<int>(bytes.size())); }

std::optional<std::string> value(Keep keep, std::string_view key)
{
    int const length = kally_value(keep == Keep::Device, std::string(key).c_str());
    if (length < 0)
        return {};
    return take_buffer(length);
}

bool set_value(Keep keep, std::string_view key, std::string_view text) { return kally_set_value(keep == Keep::Device, std::string(key).c_str(), std::string(text).c_str()) != 0; }
void remove_value(Keep keep, std::string_view key) { kally_remove_value(keep == Keep::Device, std::string(key).c_str()); }
RecordStore& records() { return browser_records(); }

std::string page_address() { return take_buffer(kally_page_text(0)); }
std::string fragment() { return take_buffer(kally_page_text(1)); }
void set_fragment(std::string_view text, bool replace) { kally_set_fragment(std::string(text).c_str(), replace ? 1 : 0); }
void cover_fragment(std::string_view text) { kally_set_fragment(std::string(text).c_str(), 2); }
void uncover_fragment(std::string_view text) { kally_set_fragment(std::string(text).c_str(), 3); }
void leave_for(std::string_view url) { kally_leave_for(std::string(url).c_str()); }
bool open_link(std::string_view url) { return kally_open_link(std::string(url).c_str()) != 0; }
void copy_text(std::string_view text) { kally_copy(std::string(text).c_str()); }
bool save_file(std::string_view name, std::string_view type, std::string_view bytes)
{
    kally_save_file(std::string(name).c_str(), std::string(type).c_str(), bytes.data(), static_cast<int>(bytes.size()));
    return true;
}
void join_tabs(std::string_view account) { kally_join_tabs(std::string(account).c_str()); }
bool leads() { return kally_leads() != 0; }
void share(std::string_view text) { kally_share(std::string(text).c_str()); }
std::optional<std::string> take_shared()
{
    int const length = kally_take_shared();
    return length < 0 ? std::nullopt : std::optional { take_buffer(length) };
}
void tell_tabs(std::string_view text) { kally_tell_tabs(std::string(text).c_str()); }
std::optional<std::string> take_told()
{
    int const length = kally_take_told();
    return length < 0 ? std::nullopt : std::optional { take_buffer(length) };
}
void hold(std::string_view name, std::function<void(bool)> done, bool wait) { browser_records().hold(name, std::move(done), wait); }
void release(std::string_view name) { kally_release(std::string(name).c_str()); }
bool is_visible() { return kally_visible() != 0; }
void advance_in(std::optional<Turn> turn)
{
    if (turn)
        kally_advance_in(std::max<double>(static_cast<double>(turn->in.count()), 0), static_cast<double>(turn->every.count()), static_cast<double>(turn->lasts.count()));
    else
        kally_advance_in(-1, 0, 0);
}
std::optional<Instant> repeated_at()
{
    double const at = kally_repeated_at();
    return at > 0 ? std::optional { Instant { std::chrono::milliseconds { static_cast<std::int64_t>(at) } } } : std::nullopt;
}
Notices notices() { return static_cast<Notices>(kally_notices()); }
void ask_for_notices() { kally_ask_for_notices(); }
void notify(std::string_view title, std::string_view body, std::string_view tag, std::string_view fragment)
{
    kally_notify(std::string(title).c_str(), std::string(body).c_str(), std::string(tag).c_str(), std::string(fragment).c_str());
}
bool load_sound(std::string_view type, std::string_view bytes)
{
    kally_load_sound(std::string(type).c_str(), bytes.data(), static_cast<int>(bytes.size()));
    return true;
}
void play_sound(bool on, std::optional<std::chrono::seconds> at) { kally_play_sound(on, at ? static_cast<int>(at->count()) : -1); }
void announce(std::string_view text, bool assertive) { kally_announce(std::string(text).c_str(), assertive ? 1 : 0); }
void set_language(std::string_view code) { kally_set_language(std::string(code).c_str()); }

void set_theme(bool dark)
{
    kally_set_theme(dark ? 1 : 0);
    // Browsers draw the edges of dark letters otherwise than those of light ones.
    static bool drawn_for_dark = false;
    g_fonts_changed |= dark != drawn_for_dark;
    drawn_for_dark = dark;
}

std::string config_text() { return take_buffer(kally_page_text(4)); }

void set_preferences(Preferences const& set) { kally_set_preferences(set.text_scale, set.mod_enter_sends, set.time_zone.c_str(), set.keys.c_str(), set.capture); }

std::vector<std::string> time_zones()
{
    std::vector<std::string> zones;
    auto const all = take_buffer(kally_page_text(5));
    for (std::size_t from = 0; from < all.size();) {
        auto const to = std::min(all.find(' ', from), all.size());
        zones.push_back(all.substr(from, to - from));
        from = to + 1;
    }
    return zones;
}

void wipe_device() { kally_wipe(); }

} // namespace kally::platform

// ---- what the library calls
using namespace kally::platform;

KALLY_EXPORT char* kally_buffer(int bytes)
{
    g_buffer.resize(static_cast<std::size_t>(bytes) + 1);
    return g_buffer.data();
}
KALLY_EXPORT void kally_frame()
{
    if (g_frame) // input can come before the application is up
        g_frame();
}
KALLY_EXPORT void kally_idle()
{
    if (auto const retained = g_idle(); retained.log != 0)
        retain(retained);
}
KALLY_EXPORT void kally_advance()
{
    if (g_advance)
        g_advance();
}
KALLY_EXPORT void kally_on_pointer(float x, float y) { ImGui::GetIO().AddMousePosEvent(x, y); }
KALLY_EXPORT void kally_on_button(int button, int down) { ImGui::GetIO().AddMouseButtonEvent(button, down != 0); }
KALLY_EXPORT void kally_on_click(std::uint32_t id, int shift)
{
    g_input.activated.push_back(id);
    g_input.shift = shift != 0;
}
KALLY_EXPORT void kally_on_menu(std::uint32_t id) { g_input.menu = id; }
KALLY_EXPORT void kally_on_focus(std::uint32_t id, int visible)
{
    g_input.focused = id;
    g_input.focus_visible = visible != 0;
}
KALLY_EXPORT void kally_on_scroll(std::uint32_t id, float top) { g_input.scrolls.push_back({ id, top }); }
KALLY_EXPORT void kally_on_edit(std::uint32_t id, std::uint32_t revision) { g_input.edits.push_back({ id, g_buffer.c_str(), revision }); }
KALLY_EXPORT void kally_on_submit(std::uint32_t id) { g_input.submitted.push_back(id); }
KALLY_EXPORT void kally_on_key(int modifiers, int in_field)
{
    g_input.keys.push_back({ g_buffer.c_str(), (modifiers & 1) != 0, (modifiers & 2) != 0, (modifiers & 4) != 0, (modifiers & 8) != 0, in_field != 0 });
}
KALLY_EXPORT void kally_on_sound(int state, int position, int length) { g_sound = { static_cast<Sound::State>(state), position, length }; }
KALLY_EXPORT void kally_on_file(char const* name, char const* text, double size, int problem)
{
    g_input.dropped = DroppedFile { name, size, text, static_cast<DroppedFile::Problem>(problem) };
}
KALLY_EXPORT void kally_on_fragment() { g_input.fragment = g_buffer.c_str(); }
KALLY_EXPORT void kally_on_fonts() { g_fonts_changed = true; }
KALLY_EXPORT void kally_on_context(int lost)
{
    g_context_lost = lost != 0;
    if (g_context_lost)
        return;
    ImGui_ImplOpenGL3_DestroyDeviceObjects();
    ImGui_ImplOpenGL3_CreateDeviceObjects();
}
KALLY_EXPORT void kally_on_record(int ticket, char const* key, char const* value) { browser_records().on_record(ticket, key, value); }
KALLY_EXPORT void kally_on_db(int ticket, int ok) { browser_records().on_done(ticket, ok); }
KALLY_EXPORT unsigned kally_draw_calls() { return g_draw_calls; }
KALLY_EXPORT double kally_mirror_time() { return g_mirror_time; }
KALLY_EXPORT double kally_mirror_layout_time() { return g_mirror_layout_time; }
KALLY_EXPORT unsigned kally_glyph_count() { return glyphs_loaded(); }
KALLY_EXPORT double kally_glyph_time() { return glyph_time(); }
