#include "net/transport.h"

namespace kally::net {

std::string_view header(std::vector<Header> const& headers, std::string_view lower_case_name)
{
    for (auto const& one : headers)
        if (one.name == lower_case_name)
            return one.value;
    return {};
}

} // namespace kally::net
