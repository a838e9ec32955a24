#include "app/debug_tools.h"

#include "app/app.h"
#include "platform/native/counts.h"

#include <imgui.h>

#include <cstdio>
#include <string_view>

namespace kally {

namespace {

constexpr char const* usage = R"(usage: kally [--api URL] [--sandbox] [--data DIR] [--fonts DIR] [--size WxH]

  --api URL    the service, or a relay in front of it (https://api.kallyai.com)
  --sandbox    the service at URL is a sandbox: say so on top of every page
  --data DIR   where drafts, settings and unsent messages are kept
  --fonts DIR  folder of the TTF files (the build makes it)
  --size WxH   size of the window, 1280x800 when not given

F12 shows Dear ImGui's metrics, F11 the requests of this session, F10 what drawing takes.
)";

std::string quoted(std::string_view text)
{
    std::string out = "\"";
    for (char const c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        if (static_cast<unsigned char>(c) >= 0x20)
            out += c;
    }
    return out + "\"";
}

/// Method, path, status and time of what was sent; bodies only when asked, tokens never.
void draw_network_panel(net::LoggingTransport& log)
{
    ImGui::SetNextWindowSize({ 560, 320 }, ImGuiCond_FirstUseEver);
    if (!ImGui::Begin("Network")) {
        ImGui::End();
        return;
    }
    bool bodies = log.keeps_bodies();
    if (ImGui::Checkbox("Keep bodies", &bodies))
        log.keep_bodies(bodies);
    if (ImGui::BeginTable("exchanges", 4, ImGuiTableFlags_RowBg | ImGuiTableFlags_ScrollY | ImGuiTableFlags_Resizable)) {
        ImGui::TableSetupColumn("Method", ImGuiTableColumnFlags_WidthFixed, 60);
        ImGui::TableSetupColumn("Path");
        ImGui::TableSetupColumn("Status", ImGuiTableColumnFlags_WidthFixed, 90);
        ImGui::TableSetupColumn("ms", ImGuiTableColumnFlags_WidthFixed, 60);
        ImGui::TableHeadersRow();
        for (auto entry = log.exchanges().rbegin(); entry != log.exchanges().rend(); ++entry) {
            ImGui::TableNextRow();
            ImGui::TableNextColumn();
            ImGui::TextUnformatted(entry->method == Method::Get ? "GET" : entry->method == Method::Post ? "POST" : "DELETE");
            ImGui::TableNextColumn();
            ImGui::TextUnformatted(entry->path.c_str());
            for (auto const* body : { &entry->request_body, &entry->response_body })
                if (!body->empty())
                    ImGui::TextWrapped("%s %.400s", body == &entry->request_body ? ">" : "<", body->c_str());
            ImGui::TableNextColumn();
            if (entry->status == 0)
                ImGui::TextUnformatted(entry->finished ? "no answer" : "…");
            else
                ImGui::Text("%d", entry->status);
            ImGui::TableNextColumn();
            ImGui::Text("%lld", static_cast<long long>(entry->duration.count()));
        }
        ImGui::EndTable();
    }
    ImGui::End();
}

/// Frames, draw calls, records told and glyphs loaded: so far, and by the last frame.
void draw_counts(platform::Counts const& now, platform::Counts const& before)
{
    ImGui::SetNextWindowPos({ ImGui::GetIO().DisplaySize.x - 8, ImGui::GetIO().DisplaySize.y - 8 }, ImGuiCond_Always, { 1, 1 });
    ImGui::Begin("Counts", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoInputs | ImGuiWindowFlags_NoSavedSettings);
    auto const line = [](char const* name, unsigned count, unsigned last) { ImGui::Text("%s %u +%u", name, count, count - last); };
    line("frames", now.frames, before.frames);
    line("draw calls", now.draw_calls, before.draw_calls);
    line("mirror writes", now.mirror_writes, before.mirror_writes);
    line("glyphs", now.glyphs, before.glyphs);
    ImGui::End();
}

} // namespace

Launch read_launch(int argc, char** argv)
{
    Launch launch;
    std::string api = "https://api.kallyai.com";
    bool sandbox = false;
    for (int i = 1; i < argc; ++i) {
        std::string_view const argument = argv[i];
        bool const has_value = i + 1 < argc;
        if (argument == "--help") {
            std::fputs(usage, stdout);
            launch.exit_code = 0;
            return launch;
        }
        if (argument == "--sandbox") {
            sandbox = true;
        } else if (argument == "--api" && has_value) {
            api = argv[++i];
        } else if (argument == "--data" && has_value) {
            launch.options.data_folder = argv[++i];
        } else if (argument == "--fonts" && has_value) {
            launch.options.font_folder = argv[++i];
        } else if (argument == "--size" && has_value && std::sscanf(argv[i + 1], "%dx%d", &launch.options.width, &launch.options.height) == 2) {
            ++i;
        } else {
            std::fprintf(stderr, "kally: cannot use '%s'\n%s", argv[i], usage);
            launch.exit_code = 2;
            return launch;
        }
    }
    if (launch.options.font_folder.empty())
        launch.options.font_folder = KALLY_FONT_FOLDER;
    auto const host = api.find("://") == std::string::npos ? api : api.substr(api.find("://") + 3);
    launch.config = "{\"api_base\":" + quoted(api) + ",\"service_name\":" + quoted(host) + ",\"service\":" + (sandbox ? "\"sandbox\"" : "\"live\"") + "}";
    return launch;
}

int report_start_problem()
{
    std::fprintf(stderr, "kally: %s\n", platform::start_problem().c_str());
    return 1;
}

void attach_debug_tools(App& app)
{
    app.draw_extra = [&app, metrics = false, network = false, counting = false, before = platform::Counts {}]() mutable {
        if (ImGui::IsKeyPressed(ImGuiKey_F12, false))
            metrics = !metrics;
        if (ImGui::IsKeyPressed(ImGuiKey_F11, false))
            network = !network;
        if (ImGui::IsKeyPressed(ImGuiKey_F10, false))
            counting = !counting;
        if (metrics)
            ImGui::ShowMetricsWindow(&metrics);
        if (network)
            draw_network_panel(app.network_log());
        auto const counts = platform::counts();
        if (counting)
            draw_counts(counts, before);
        before = counts;
    };
}

} // namespace kally
