#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

/// A kally-sandbox as a process of its own; ended by SIGTERM at the latest when this goes.
class Child {
public:
    explicit Child(std::vector<std::string> arguments = {});
    ~Child() { stop(); }
    Child(Child const&) = delete;
    Child& operator=(Child const&) = delete;

    std::string const& url() const { return m_url; } ///< "http://127.0.0.1:PORT"; empty when it did not start.
    int port() const;
    int stop();         ///< Its exit code.
    int wait_for_end(); ///< For one that ends by itself.

private:
    pid_t m_process = -1;
    std::string m_url;
};
