#pragma once

#include <map>
#include <string>

/// Presses a button of the consent page, as a browser would: the members of the address that it leads to.
struct Visit {
    int status = 0;
    std::string location;
    std::string page;
    std::map<std::string, std::string> members;
};
Visit open_page(std::string const& server, std::string const& target, std::string const& language = "en");
Visit press(std::string const& server, std::string const& action, std::string const& form);
Visit consent(std::string const& server, std::string const& target, bool allow);
std::string hidden_value(std::string const& page, std::string const& name);
