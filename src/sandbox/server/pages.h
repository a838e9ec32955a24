#pragma once

#include "sandbox/hosted.h"

#include <string>
#include <string_view>

/// The sandbox's own pages: plain forms, no script, no inline style, nothing from elsewhere.
namespace kally::sandbox::pages {

std::string style(); ///< /sandbox/style.css; the colours are the tokens'

/// The language that an Accept-Language header wants: Spanish when it comes before English.
Language language_from(std::string_view accept_language);

std::string consent(Language, std::string_view ticket, std::string_view client_origin);
/// The checkout or the portal; its form goes to `action`. `link` is the page to return to when it is not ours to open, or empty.
std::string hosted(Language, HostedPage const&, std::string_view action, std::string_view link = {});
std::string refused(Language, std::string_view reason);

enum class Reason { RedirectTarget, RedirectPort, OldPage, UnknownCheckout, BadRequest };
std::string_view reason_text(Language, Reason);

} // namespace kally::sandbox::pages
