#include "app/app.h"
#include "app/debug_tools.h"

#include <string>

int main(int argc, char** argv)
{
    auto const launch = kally::read_launch(argc, argv);
    if (launch.exit_code)
        return *launch.exit_code;
    if (!kally::platform::start(launch.options))
        return kally::report_start_problem();
    // On the web run() returns at once and the page goes on: the application lives as long as the page.
    static kally::App app { kally::api::decode_client_config(launch.config) };
    kally::attach_debug_tools(app);
    app.start();
    kally::platform::run([] { app.frame(); }, [] { app.advance(); }, [] { return app.fill(); });
    return 0;
}
