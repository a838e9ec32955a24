#include "sandbox/server/http_server.h"

#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <random>
#include <sstream>
#include <thread>

using namespace kally;

namespace {

constexpr char help[] = "kally-sandbox: the KallyAI service as a sandbox on 127.0.0.1. Nothing real is called or charged.\n\n"
                        "  --port N              port to listen on; 0, the default, takes a free one\n"
                        "  --state FILE          keep the account in FILE and read it at start\n"
                        "  --clock KIND          real (default), fast (goals move 60 times faster), frozen (only POST /sandbox/orders moves them)\n"
                        "  --page-origin URL     origin in links to the sandbox's pages; default: its own\n"
                        "  --allow-origin URL    a page of this origin may read answers directly (CORS)\n"
                        "  --token-lifetime S    seconds an access token lives; default 3600\n"
                        "  --account KIND        what a new account holds: demo (default), a week of work, or empty\n";

struct Arguments {
    int port = 0;
    int token_lifetime = 3600;
    std::string state, clock = "real", page_origin, allow_origin, account = "demo";
};

int fail(std::string const& problem)
{
    std::fprintf(stderr, "kally-sandbox: %s; --help explains\n", problem.c_str());
    return 2;
}

bool read_number(char const* text, int high, int& number)
{
    auto const* const end = text + std::strlen(text);
    auto const [stop, problem] = std::from_chars(text, end, number);
    return problem == std::errc {} && stop == end && number >= 0 && number <= high;
}

bool is_origin(std::string const& url)
{
    auto const scheme = url.starts_with("http://") ? 7u : url.starts_with("https://") ? 8u : 0u;
    return scheme > 0 && url.size() > scheme && url.find_first_of("/?#@ \"'<>;,", scheme) == std::string::npos;
}

/// What is wrong with the arguments, or "".
std::string read_arguments(int count, char** values, Arguments& arguments)
{
    for (int i = 1; i < count; i += 2) {
        std::string const name = values[i];
        if (i + 1 >= count)
            return name + " needs a value";
        char const* const value = values[i + 1];
        if (name == "--port") {
            if (!read_number(value, 65535, arguments.port))
                return "--port is not 0 to 65535";
        } else if (name == "--token-lifetime") {
            if (!read_number(value, 1'000'000'000, arguments.token_lifetime))
                return "--token-lifetime is not a number of seconds";
        } else if (name == "--state") {
            arguments.state = value;
        } else if (name == "--clock") {
            arguments.clock = value;
            if (arguments.clock != "real" && arguments.clock != "fast" && arguments.clock != "frozen")
                return "--clock is not real, fast or frozen";
        } else if (name == "--account") {
            arguments.account = value;
            if (arguments.account != "empty" && arguments.account != "demo")
                return "--account is not empty or demo";
        } else if (name == "--page-origin" || name == "--allow-origin") {
            (name == "--page-origin" ? arguments.page_origin : arguments.allow_origin) = value;
            if (!is_origin(value))
                return name + " is not an origin like http://localhost:8976";
        } else {
            return "there is no " + name;
        }
    }
    return {};
}

} // namespace

int main(int count, char** values)
{
    for (int i = 1; i < count; ++i)
        if (std::strcmp(values[i], "--help") == 0)
            return std::fputs(help, stdout) < 0;
    Arguments arguments;
    if (auto const problem = read_arguments(count, values, arguments); !problem.empty())
        return fail(problem);

    // Every thread inherits the mask, so only the thread that waits for them sees these signals.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);

    sandbox::HttpServer server { { .allow_origin = arguments.allow_origin, .state_file = arguments.state } };
    auto const port = server.bind(arguments.port);
    if (port < 0)
        return fail("port " + std::to_string(arguments.port) + " is in use");
    auto const own_origin = "http://127.0.0.1:" + std::to_string(port);

    std::random_device random;
    sandbox::Service service { {
        .now = [] { return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now()); },
        .pace = arguments.clock == "fast" ? sandbox::Pace::Accelerated : arguments.clock == "frozen" ? sandbox::Pace::Frozen : sandbox::Pace::Real,
        .seed = (std::uint64_t { random() } << 32) | random(),
        .page_origin = arguments.page_origin.empty() ? own_origin : arguments.page_origin,
        .demo = arguments.account == "demo",
        .dials = { .token_lifetime = std::chrono::seconds { arguments.token_lifetime } },
    } };
    if (std::ifstream file { arguments.state, std::ios::binary }; !arguments.state.empty() && file) {
        std::ostringstream text;
        text << file.rdbuf();
        if (!service.restore(text.str()))
            return fail(arguments.state + " was not written by this program");
    }

    std::thread watcher { [&] {
        int signal = 0;
        sigwait(&signals, &signal);
        server.stop();
    } };
    std::printf("kally-sandbox listening on %s\n", own_origin.c_str());
    std::fflush(stdout);
    auto const ended_well = server.run(service);
    // When the server ended by itself, the watcher still waits; this process has nothing else to wake it with.
    pthread_kill(watcher.native_handle(), SIGTERM);
    watcher.join();
    return ended_well ? 0 : 1;
}
