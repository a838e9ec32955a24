#pragma once

#include "platform/platform.h"

#include <optional>
#include <string>

namespace kally {

class App;

/// How the program was started: on the web from config.json, natively from the command line.
struct Launch {
    platform::Options options;
    std::string config;           ///< JSON as in config.json.
    std::optional<int> exit_code; ///< Set when there is nothing to run (help, a wrong argument).
};
Launch read_launch(int argc, char** argv);
/// Says why the window could not be opened; returns the exit code.
int report_start_problem();
/// Natively: Dear ImGui's metrics behind F12, the network panel behind F11, counts of drawing behind F10. On the web `?debug`
/// in the address shows these counts, which the page itself keeps.
void attach_debug_tools(App&);

} // namespace kally
