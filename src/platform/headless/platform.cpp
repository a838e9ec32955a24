#include "platform/headless/headless.h"

#include "platform/headless/hooked_items.h"
#include "platform/imgui/textures.h"
#include "platform/native/faces.h"

#include <imgui.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace kally::platform {

namespace {

headless::World g_world;
std::vector<std::function<void()>> g_ready;
std::set<std::string> g_own; ///< Of World::held those of this tab.

class MemoryRecords final : public RecordStore {
public:
    void load(std::string_view table, Loaded done) override
    {
        g_ready.push_back([table = std::string(table), done = std::move(done)] {
            if (!g_world.storage_works) {
                done({});
                return;
            }
            std::vector<std::pair<std::string, std::string>> found;
            for (auto const& [key, text] : g_world.records)
                if (key.first == table)
                    found.emplace_back(key.second, text);
            done(std::move(found));
        });
    }
    void put(std::string_view table, std::string_view key, std::string_view value, std::function<void(bool)> done, std::vector<Name> const& instead_of) override
    {
        bool const works = g_world.storage_works;
        if (works) {
            for (auto const& name : instead_of)
                g_world.records.erase(name);
            if (value.empty())
                g_world.records.erase({ std::string(table), std::string(key) });
            else
                g_world.records[{ std::string(table), std::string(key) }] = value;
        }
        g_ready.push_back([works, done = std::move(done)] { done(works); });
    }
    void replace(std::string_view table, std::string_view key, std::string_view known, std::string_view value, std::function<void(Replaced, std::string)> done) override
    {
        std::pair const name { std::string(table), std::string(key) };
        auto const found = g_world.records.find(name);
        auto const there = found == g_world.records.end() ? std::string {} : found->second;
        auto const replaced = !g_world.storage_works ? Replaced::Refused : there == known ? Replaced::Stored : Replaced::Changed;
        if (replaced == Replaced::Stored && value.empty())
            g_world.records.erase(name);
        else if (replaced == Replaced::Stored)
            g_world.records[name] = value;
        g_ready.push_back([replaced, now = replaced == Replaced::Stored ? std::string(value) : there, done = std::move(done)] { done(replaced, now); });
    }
    void clear() override { g_world.records.clear(); }
};

std::map<std::string, std::string, std::less<>>& values(Keep keep) { return keep == Keep::Device ? g_world.device : g_world.tab; }

} // namespace

namespace headless {

World& world() { return g_world; }

void end_program(std::string const& problem)
{
    std::fprintf(stderr, "%s\n", problem.c_str());
    std::abort();
}

void reset()
{
    g_world = {};
    g_ready.clear();
    g_own.clear();
}

void run_frame()
{
    for (auto const& one : std::exchange(g_ready, {}))
        one();
    if (auto const& turn = g_world.input.visible ? g_world.frame : g_world.advance)
        turn();
}

} // namespace headless

bool start(Options const& options)
{
    if (ImGui::GetCurrentContext() != nullptr)
        return true;
    ImGui::CreateContext();
    auto& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
    add_font_files(options.font_folder);
    headless::hook_items();
    return true;
}

std::string start_problem() { return {}; }
void run(std::function<void()> frame, std::function<void()> advance, std::function<Retained()> idle)
{
    g_world.idle = std::move(idle);
    g_world.frame = std::move(frame);
    g_world.advance = std::move(advance);
}
void stop() {}
void request_frames(int count) { g_world.frames_asked += count; }

Input begin_frame()
{
    auto& io = ImGui::GetIO();
    io.DisplaySize = { g_world.input.width, g_world.input.height };
    io.DisplayFramebufferScale = { g_world.input.density, g_world.input.density };
    io.DeltaTime = 1.0f / 60;
    ImGui::NewFrame();
    Input input = g_world.input;
    for (auto const& scroll : input.scrolls)
        g_world.tops[scroll.id] = scroll.top;
    g_world.input.activated.clear();
    g_world.input.menu = 0;
    g_world.input.edits.clear();
    g_world.input.submitted.clear();
    g_world.input.scrolls.clear();
    g_world.input.keys.clear();
    g_world.input.dropped.reset();
    g_world.input.fragment.reset();
    return input;
}

void end_frame(Output const& output)
{
    ImGui::Render();
    accept_textures();
    g_world.output = output;
    if (output.focus != 0) {
        g_world.input.focused = output.focus;
        g_world.input.focus_visible = true;
    }
    auto const before = g_world.tops;
    for (auto const& scroll : output.scroll_to) {
        g_world.input.scrolls.push_back({ scroll.id, scroll.top });
        g_world.tops[scroll.id] = scroll.top;
    }
    // Every frame of every test is held against the oracle.
    for (auto const& item : headless::take_items_without_record(output.tree, before, g_world.tops))
        g_world.unrecorded(item);
}

Instant now() { return g_world.now; }
std::chrono::minutes utc_offset(Instant) { return g_world.utc_offset; }
std::string time_zone() { return "Europe/London"; }
std::string preferred_language() { return g_world.language; }

void random_bytes(std::span<std::uint8_t> bytes)
{
    static std::uint8_t next = 1;
    for (auto& byte : bytes)
        byte = next++;
}

std::optional<std::string> value(Keep keep, std::string_view key)
{
    auto const found = values(keep).find(key);
    return found == values(keep).end() ? std::nullopt : std::optional<std::string> { found->second };
}

bool set_value(Keep keep, std::string_view key, std::string_view text)
{
    if (g_world.storage_works)
        values(keep)[std::string(key)] = text;
    return g_world.storage_works;
}

void remove_value(Keep keep, std::string_view key)
{
    if (auto const found = values(keep).find(key); found != values(keep).end())
        values(keep).erase(found);
}

RecordStore& records()
{
    static MemoryRecords records;
    return records;
}

std::string page_address() { return g_world.page; }
std::string fragment() { return g_world.fragment; }
void set_fragment(std::string_view text, bool) { g_world.fragment = text; }
void cover_fragment(std::string_view text) { g_world.fragment = text; }
void uncover_fragment(std::string_view text) { g_world.fragment = text; }
void leave_for(std::string_view url) { g_world.left_for.emplace_back(url); }

bool open_link(std::string_view url)
{
    g_world.opened.emplace_back(url);
    return true;
}

void copy_text(std::string_view text) { g_world.copied.emplace_back(text); }
bool save_file(std::string_view name, std::string_view type, std::string_view bytes)
{
    if (g_world.storage_works)
        g_world.saved.push_back({ std::string(name), std::string(type), std::string(bytes) });
    return g_world.storage_works;
}
void join_tabs(std::string_view account) { g_world.account = account; }
bool leads() { return g_world.leads; }
void share(std::string_view text) { g_world.shared.emplace_back(text); }
std::optional<std::string> take_shared() { return std::exchange(g_world.heard, {}); }
void tell_tabs(std::string_view text) { g_world.told.emplace_back(text); }
std::optional<std::string> take_told() { return std::exchange(g_world.told_here, {}); }
void hold(std::string_view name, std::function<void(bool)> done, bool wait)
{
    g_ready.push_back([name = std::string(name), done = std::move(done), wait] {
        bool const held = g_world.held.insert(name).second || g_own.contains(name);
        if (held)
            g_own.insert(name);
        done(held || wait);
    });
}
void release(std::string_view name)
{
    if (g_own.erase(std::string(name)) > 0)
        g_world.held.erase(std::string(name));
}
bool is_visible() { return g_world.input.visible; }
void advance_in(std::optional<Turn> turn) { g_world.advances_in = turn ? std::optional { turn->in } : std::nullopt; }
std::optional<Instant> repeated_at() { return {}; }
Notices notices() { return g_world.notices; }
void ask_for_notices() { g_world.notices = Notices::Allowed; }
void notify(std::string_view title, std::string_view body, std::string_view, std::string_view fragment) { g_world.notified.push_back({ std::string(title), std::string(body), std::string(fragment) }); }
bool load_sound(std::string_view type, std::string_view bytes)
{
    g_world.sound = bytes.empty() ? std::string {} : std::string(type);
    return g_world.plays_sound;
}
void play_sound(bool on, std::optional<std::chrono::seconds>) { g_world.playing = on; }
void announce(std::string_view text, bool) { g_world.announced.emplace_back(text); }
void set_language(std::string_view) {}
void set_theme(bool) {}
std::string config_text() { return g_world.config; }
void set_preferences(Preferences const& set) { g_world.preferences = set; }
std::vector<std::string> time_zones() { return { "America/Bogota", "Europe/London", "Europe/Madrid" }; }

void wipe_device()
{
    g_world.device.clear();
    g_world.tab.clear();
    g_world.records.clear();
}

} // namespace kally::platform
