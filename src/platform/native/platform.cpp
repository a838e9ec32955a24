#include "platform/platform.h"

#include "platform/imgui/draw_calls.h"
#include "platform/mirror_diff.h"
#include "platform/native/counts.h"
#include "platform/native/faces.h"
#include "platform/native/files.h"
#include "platform/native/interaction.h"

#include <SDL.h>
#include <SDL_opengl.h>
#include <imgui.h>
#include <imgui_impl_opengl3.h>
#include <imgui_impl_sdl2.h>
#include <imgui_internal.h>

#include <sys/random.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <memory>
#include <utility>

namespace kally::platform {

namespace {

constexpr int poll_milliseconds = 40; ///< Requests are polled this often: this build is for debugging, not for idling.

struct Window {
    SDL_Window* window = nullptr;
    SDL_GLContext context = nullptr;
    std::unique_ptr<FileRecords> records;
    std::unique_ptr<FileLocks> locks;
    std::unique_ptr<FileValues> device;
    std::map<std::string, std::string, std::less<>> tab;
    Interaction interaction;
    MirrorDiff mirror;
    Counts counts;
    std::string fragment, title, tree_file;
    std::optional<std::string> new_fragment;
    bool running = false;
};
Window g;
std::string g_problem;

std::string default_data_folder()
{
    if (char const* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data != '\0')
        return std::string(data) + "/kally";
    char const* home = std::getenv("HOME");
    return std::string(home != nullptr ? home : "/tmp") + "/.local/share/kally";
}

/// Starts a program with one argument, without a shell; the page it opens is not waited for.
bool run_program(char const* program, std::string const& argument)
{
    pid_t const child = ::fork();
    if (child < 0)
        return false;
    if (child == 0) {
        if (::fork() == 0) { // the grandchild belongs to nobody: nothing has to reap it
            ::execlp(program, program, argument.c_str(), static_cast<char*>(nullptr));
            ::_exit(127);
        }
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return true;
}

bool open_in_browser(std::string const& url)
{
    char const* browser = std::getenv("BROWSER");
    return run_program(browser != nullptr && *browser != '\0' ? browser : "xdg-open", url);
}

} // namespace

bool start(Options const& options)
{
    if (SDL_Init(SDL_INIT_VIDEO) != 0) {
        g_problem = std::string("no display: ") + SDL_GetError();
        return false;
    }
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_CORE);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 2);
    g.window = SDL_CreateWindow(options.title.c_str(), SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, options.width, options.height,
        SDL_WINDOW_OPENGL | SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
    g.context = g.window != nullptr ? SDL_GL_CreateContext(g.window) : nullptr;
    if (g.context == nullptr) {
        g_problem = std::string("OpenGL 3.2 is not available: ") + SDL_GetError();
        return false;
    }
    SDL_GL_SetSwapInterval(1);
    ImGui::CreateContext();
    auto& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    add_font_files(options.font_folder);
    ImGui::GetStyle().CircleTessellationMaxError = 0.1f;
    ImGui_ImplSDL2_InitForOpenGL(g.window, g.context);
    ImGui_ImplOpenGL3_Init("#version 150");
    SDL_StartTextInput();
    auto const folder = options.data_folder.empty() ? default_data_folder() : options.data_folder;
    g.records = std::make_unique<FileRecords>(folder + "/records");
    g.locks = std::make_unique<FileLocks>(folder + "/locks");
    g.device = std::make_unique<FileValues>(folder + "/values");
    if (char const* tree = std::getenv("KALLY_TREE"))
        g.tree_file = tree;
    return true;
}

std::string start_problem() { return g_problem; }

void run(std::function<void()> frame, std::function<void()>, std::function<Retained()>)
{
    g.running = true;
    while (g.running) {
        SDL_Event event;
        if (SDL_WaitEventTimeout(&event, poll_milliseconds) != 0) {
            do {
                ImGui_ImplSDL2_ProcessEvent(&event);
                g.interaction.on_event(event, ImGui::GetIO().WantCaptureMouse && ImGui::GetCurrentContext()->HoveredWindow != nullptr
                        && std::string_view(ImGui::GetCurrentContext()->HoveredWindow->Name).find("Network") == 0);
                if (event.type == SDL_QUIT)
                    g.running = false;
            } while (SDL_PollEvent(&event) != 0);
        }
        g.records->deliver();
        g.locks->deliver();
        frame();
    }
    ImGui_ImplOpenGL3_Shutdown();
    ImGui_ImplSDL2_Shutdown();
    ImGui::DestroyContext();
    SDL_GL_DeleteContext(g.context);
    SDL_DestroyWindow(g.window);
    SDL_Quit();
}

void stop() { g.running = false; }
void request_frames(int) {}

Input begin_frame()
{
    ImGui_ImplOpenGL3_NewFrame();
    ImGui_ImplSDL2_NewFrame();
    ImGui::NewFrame();
    auto const& io = ImGui::GetIO();
    Input input;
    input.width = io.DisplaySize.x;
    input.height = io.DisplaySize.y;
    input.density = io.DisplayFramebufferScale.x > 0 ? io.DisplayFramebufferScale.x : 1;
    input.scales_text = false; // this build is for debugging: its window shows pixels as they are
    input.fragment = std::exchange(g.new_fragment, {});
    g.interaction.fill(input);
    return input;
}

void end_frame(Output const& output)
{
    auto const& io = ImGui::GetIO();
    g.interaction.update(output, io.DisplaySize.x, io.DisplaySize.y);
    g.interaction.draw_fields(io.DisplayFramebufferScale.x > 0 ? io.DisplayFramebufferScale.x : 1);
    ImGui::Render();
    glViewport(0, 0, static_cast<int>(io.DisplaySize.x * io.DisplayFramebufferScale.x), static_cast<int>(io.DisplaySize.y * io.DisplayFramebufferScale.y));
    auto const part = [&](int shift) { return static_cast<float>(output.background >> shift & 0xFF) / 255; };
    glClearColor(part(0), part(8), part(16), 1);
    glClear(GL_COLOR_BUFFER_BIT);
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
    ++g.counts.frames;
    g.counts.draw_calls += draw_calls(*ImGui::GetDrawData());
    auto const& changes = g.mirror.compare(output.tree);
    g.counts.mirror_writes += static_cast<unsigned>(changes.changed.size() + changes.gone.size());
    SDL_GL_SwapWindow(g.window);
    if (output.title != g.title) {
        g.title = output.title;
        SDL_SetWindowTitle(g.window, g.title.c_str());
    }
    if (!g.tree_file.empty())
        write_atomically(g.tree_file, g.interaction.tree_text());
}

Counts counts()
{
    auto counts = g.counts;
    auto& baked = ImGui::GetIO().Fonts->Builder->BakedPool;
    for (int i = 0; i < baked.Size; ++i)
        counts.glyphs += static_cast<unsigned>(baked[i].Glyphs.Size);
    return counts;
}

Instant now() { return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

std::chrono::minutes utc_offset(Instant instant)
{
    auto const seconds = static_cast<std::time_t>(std::chrono::duration_cast<std::chrono::seconds>(instant.time_since_epoch()).count());
    std::tm local {};
    localtime_r(&seconds, &local);
    return std::chrono::minutes { local.tm_gmtoff / 60 };
}

std::string time_zone()
{
    char const* zone = std::getenv("TZ");
    return zone != nullptr ? zone : "";
}

std::string preferred_language()
{
    char const* language = std::getenv("LANG");
    return language != nullptr ? language : "en";
}

void random_bytes(std::span<std::uint8_t> bytes)
{
    for (std::size_t at = 0; at < bytes.size();) {
        auto const got = ::getrandom(bytes.data() + at, bytes.size() - at, 0);
        at += got > 0 ? static_cast<std::size_t>(got) : 0;
    }
}

std::optional<std::string> value(Keep keep, std::string_view key)
{
    if (keep == Keep::Device)
        return g.device->get(key);
    auto const found = g.tab.find(key);
    return found == g.tab.end() ? std::nullopt : std::optional<std::string> { found->second };
}

bool set_value(Keep keep, std::string_view key, std::string_view text)
{
    if (keep == Keep::Device)
        return g.device->set(key, text);
    g.tab[std::string(key)] = text;
    return true;
}

void remove_value(Keep keep, std::string_view key)
{
    if (keep == Keep::Device)
        g.device->remove(key);
    else if (auto const found = g.tab.find(key); found != g.tab.end())
        g.tab.erase(found);
}

RecordStore& records() { return *g.records; }
std::string page_address() { return {}; }
std::string fragment() { return g.fragment; }
void set_fragment(std::string_view text, bool) { g.fragment = text; }
void cover_fragment(std::string_view text) { g.fragment = text; }
void uncover_fragment(std::string_view text) { g.fragment = text; }
void leave_for(std::string_view url) { open_in_browser(std::string(url)); }

bool open_link(std::string_view url)
{
    for (std::string_view const scheme : { "https://", "http://", "mailto:", "tel:" })
        if (url.starts_with(scheme))
            return open_in_browser(std::string(url));
    return false;
}

void copy_text(std::string_view text) { SDL_SetClipboardText(std::string(text).c_str()); }
bool save_file(std::string_view name, std::string_view, std::string_view bytes)
{
    char const* home = std::getenv("HOME");
    auto const downloads = std::string(home != nullptr ? home : "") + "/Downloads";
    return write_new_file(::access(downloads.c_str(), W_OK) == 0 ? downloads : ".", name, bytes);
}
void join_tabs(std::string_view) {}
bool leads() { return true; }
void share(std::string_view) {}
std::optional<std::string> take_shared() { return {}; }
void tell_tabs(std::string_view) {}
std::optional<std::string> take_told() { return {}; }
void hold(std::string_view name, std::function<void(bool)> done, bool wait) { g.locks->hold(name, std::move(done), wait); }
void release(std::string_view name) { g.locks->release(name); }
bool is_visible() { return (SDL_GetWindowFlags(g.window) & (SDL_WINDOW_HIDDEN | SDL_WINDOW_MINIMIZED)) == 0; }
void advance_in(std::optional<Turn>) {} // frames come all the time
std::optional<Instant> repeated_at() { return {}; }
Notices notices() { return Notices::Unsupported; }
void ask_for_notices() {}
void notify(std::string_view, std::string_view, std::string_view, std::string_view) {}
bool load_sound(std::string_view, std::string_view) { return false; }
void play_sound(bool, std::optional<std::chrono::seconds>) {}
void announce(std::string_view, bool) {}
void set_language(std::string_view) {}

void set_theme(bool dark)
{
    // For the fields that this platform draws itself, and for the debugging windows.
    if (dark)
        ImGui::StyleColorsDark();
    else
        ImGui::StyleColorsLight();
}

std::string config_text() { return {}; }

void set_preferences(Preferences const& set)
{
    g.interaction.set_preferences(set);
    static std::string const of_system = time_zone();
    auto const& zone = set.time_zone.empty() ? of_system : set.time_zone;
    if (zone.empty())
        ::unsetenv("TZ");
    else
        ::setenv("TZ", zone.c_str(), 1);
    ::tzset();
}


std::vector<std::string> time_zones()
{
    // Of each line that is no comment: country, coordinates, name.
    std::vector<std::string> zones;
    std::ifstream table("/usr/share/zoneinfo/zone.tab");
    for (std::string line; std::getline(table, line);)
        if (std::size_t const at = line.find('\t', line.find('\t') + 1) + 1; line[0] != '#' && at != 0)
            zones.push_back(line.substr(at, line.find('\t', at) - at));
    std::sort(zones.begin(), zones.end());
    return zones;
}

void wipe_device()
{
    g.records->clear();
    g.device->clear();
    g.tab.clear();
}

} // namespace kally::platform
