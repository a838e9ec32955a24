#pragma once

#include "sandbox/model.h"

#include <string>
#include <string_view>

/// The sandbox's own pages: plain forms, no script, no inline style, nothing from elsewhere.
namespace kally::sandbox::pages {

std::string style(); ///< /sandbox/style.css; the colours are the tokens'

/// The language that an Accept-Language header wants: Spanish when it comes before English.
Language language_from(std::string_view accept_language);

std::string consent(Language, std::string_view ticket, std::string_view client_origin);
std::string checkout(Language, std::string_view id);
std::string checkout_closed(Language);
/// After paying or cancelling when the page to return to is not ours to open; `link` may be empty.
std::string checkout_done(Language, bool paid, std::string_view link);
std::string portal(Language, Subscription const&);
std::string refused(Language, std::string_view reason);

enum class Reason { RedirectTarget, RedirectPort, OldPage, UnknownCheckout, BadRequest };
std::string_view reason_text(Language, Reason);

} // namespace kally::sandbox::pages
