#include "child.h"

#include <array>
#include <csignal>
#include <cstdlib>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

Child::Child(std::vector<std::string> arguments)
{
    std::array<int, 2> ends {};
    if (pipe(ends.data()) != 0)
        return;
    arguments.insert(arguments.begin(), KALLY_SANDBOX_PROGRAM);
    std::vector<char*> pointers;
    for (auto& argument : arguments)
        pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    posix_spawn_file_actions_addclose(&actions, ends[1]);
    if (posix_spawn(&m_process, KALLY_SANDBOX_PROGRAM, &actions, nullptr, pointers.data(), environ) != 0)
        m_process = -1;
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    std::string line;
    char c = 0;
    while (line.size() < 200 && read(ends[0], &c, 1) == 1 && c != '\n')
        line += c;
    close(ends[0]);
    constexpr std::string_view start = "kally-sandbox listening on ";
    if (line.starts_with(start))
        m_url = line.substr(start.size());
}

int Child::port() const { return m_url.empty() ? 0 : std::atoi(m_url.c_str() + m_url.rfind(':') + 1); }

int Child::stop()
{
    if (m_process > 0)
        kill(m_process, SIGTERM);
    return wait_for_end();
}

int Child::wait_for_end()
{
    if (m_process <= 0)
        return -1;
    int status = 0;
    waitpid(m_process, &status, 0);
    m_process = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}
