#include "app/session_vault.h"

#include "app/kept.h"
#include "base/text.h"
#include "platform/platform.h"

#include <charconv>

namespace kally {

namespace {

constexpr std::string_view renewal_lock = "renew";

std::string credentials_text(session::Credentials const& credentials)
{
    return encode_fields({ { "access", credentials.access_token }, { "refresh", credentials.refresh_token }, { "expires", format_timestamp(credentials.expires_at) }, { "sign_in", credentials.sign_in }, { "renewals", std::to_string(credentials.renewals) } });
}

std::optional<session::Credentials> kept_credentials(platform::Keep keep)
{
    auto const text = platform::value(keep, session_key);
    return text ? read_credentials(*text) : std::nullopt;
}

} // namespace

std::optional<session::Credentials> read_credentials(std::string_view text)
{
    auto const fields = decode_fields(text);
    if (!fields)
        return {};
    auto const expires = parse_timestamp(field(*fields, "expires"));
    if (field(*fields, "access").empty() || !expires)
        return {};
    int renewals = 0;
    auto const said = field(*fields, "renewals");
    std::from_chars(said.data(), said.data() + said.size(), renewals);
    return session::Credentials { std::string(field(*fields, "access")), std::string(field(*fields, "refresh")), *expires, std::string(field(*fields, "sign_in")), renewals };
}

std::optional<session::Credentials> PlatformVault::load()
{
    auto const here = kept_credentials(platform::Keep::Tab), device = kept_credentials(platform::Keep::Device);
    // Another tab may have renewed what both hold.
    if (here && device && here->sign_in == device->sign_in && session::is_newer(*device, *here))
        return device;
    return here ? here : device;
}

void PlatformVault::save(session::Credentials const& credentials)
{
    auto const text = credentials_text(credentials);
    platform::set_value(platform::Keep::Tab, session_key, text);
    if (keep_on_device)
        platform::set_value(platform::Keep::Device, session_key, text);
    else
        platform::remove_value(platform::Keep::Device, session_key);
}

void PlatformVault::wipe()
{
    // Somebody else may be signed in on this device meanwhile.
    auto const here = kept_credentials(platform::Keep::Tab), device = kept_credentials(platform::Keep::Device);
    if (!here || !device || here->sign_in == device->sign_in)
        platform::remove_value(platform::Keep::Device, session_key);
    platform::remove_value(platform::Keep::Tab, session_key);
}

void PlatformTabs::take_turn(std::function<void()> go)
{
    platform::hold(renewal_lock, [go = std::move(go)](bool) { go(); }, true);
}

void PlatformTabs::end_turn() { platform::release(renewal_lock); }
void PlatformTabs::tell(session::Credentials const& credentials) { platform::tell_tabs(credentials_text(credentials)); }

} // namespace kally
