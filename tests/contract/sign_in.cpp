#include "sign_in.h"

#include "base/text.h"

#include <httplib.h>

static Visit read(httplib::Result const& result)
{
    Visit visit;
    if (!result)
        return visit;
    visit.status = result->status;
    visit.location = result->get_header_value("Location");
    visit.page = result->body;
    auto const mark = visit.location.find('?');
    std::string_view query = mark == std::string::npos ? std::string_view {} : std::string_view { visit.location }.substr(mark + 1);
    while (!query.empty()) {
        auto const end = std::min(query.find('&'), query.size());
        auto const pair = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        auto const equals = std::min(pair.find('='), pair.size());
        visit.members[std::string { pair.substr(0, equals) }] = kally::percent_decode(pair.substr(std::min(equals + 1, pair.size()))).value_or("?");
    }
    return visit;
}

Visit open_page(std::string const& server, std::string const& target, std::string const& language)
{
    httplib::Client client { server };
    return read(client.Get(target, { { "Accept", "text/html" }, { "Accept-Language", language } }));
}

Visit press(std::string const& server, std::string const& action, std::string const& form)
{
    httplib::Client client { server };
    return read(client.Post(action, { { "Accept", "text/html" }, { "Origin", "null" }, { "Sec-Fetch-Site", "same-origin" } }, form, "application/x-www-form-urlencoded"));
}

std::string hidden_value(std::string const& page, std::string const& name)
{
    auto const mark = "name=\"" + name + "\" value=\"";
    auto const at = page.find(mark);
    return at == std::string::npos ? std::string {} : page.substr(at + mark.size(), page.find('"', at + mark.size()) - at - mark.size());
}

Visit consent(std::string const& server, std::string const& target, bool allow)
{
    auto const page = open_page(server, target);
    return press(server, "/sandbox/consent", "ticket=" + hidden_value(page.page, "ticket") + "&decision=" + (allow ? "allow" : "deny"));
}
