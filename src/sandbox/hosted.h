#pragma once

#include "base/text.h"
#include "sandbox/service.h"

// The pages that the service leaves to a payment provider, as the sandbox plays them: the checkout of the trial and the billing portal.
// The server shows them as forms, the page that has the sandbox inside it as a dialog.
namespace kally::sandbox {

struct HostedPage {
    std::string title, text, price, note;
    struct Fact { std::string name, value; };
    std::vector<Fact> facts;
    struct Press { std::string name, value, label; bool primary = false; };
    std::vector<Press> presses;
};

/// What comes of opening such a page or of pressing something on it.
struct Visit {
    std::optional<HostedPage> page; ///< Nothing when there is no such page, or no such thing to press.
    std::string leads_to;           ///< The address that the program wanted to be told of, when the page is done.
};

/// `path` stands behind Options::page_origin; `name` and `value` are those of what was pressed, empty to open it.
Visit visit(Service&, Language, std::string_view path, std::string_view name = {}, std::string_view value = {});

/// The same as text fields, for a page outside of this module: title, text, price, note, leads-to, "fact NAME" for each fact, and
/// "press NAME VALUE" or "primary NAME VALUE" with the label for each press. `asked` has language (en or es), address, name and value.
std::vector<Field> visit(Service&, std::vector<Field> const& asked);

} // namespace kally::sandbox
