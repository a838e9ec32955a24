#include "base/text.h"
#include "text/markdown.h"

#include <algorithm>

namespace kally::text {

namespace {

constexpr std::string_view schemes[] = { "https:", "http:", "mailto:", "tel:" };

std::string lower(std::string_view text)
{
    std::string out { text };
    for (char& c : out)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return out;
}

/// Characters that never stand in an address that a person can trust to be what it looks like.
bool is_hostile(char32_t c)
{
    return c <= 0x20 || c == 0x7F || (c >= 0x80 && c < 0xA0) || c == 0xA0 || c == '\\' || c == '"' || c == '<' || c == '>' || c == '`' || c == 0xAD
        || (c >= 0x2000 && c <= 0x200F) || (c >= 0x2028 && c <= 0x202F) || (c >= 0x205F && c <= 0x206F) || c == 0x3000 || c == 0xFEFF || c == 0xFFFD
        || (c >= 0xFFF0 && c <= 0xFFFF) || (c >= 0xE0000 && c <= 0xE0FFF) || c == 0x2215 || c == 0x2044 || c == 0xFF0F || c == 0xFF20 || c == 0xFF1A || c == 0x3002 || c == 0xFF0E;
}

/// Characters that IDNA turns into plain ones, among them dots, slashes and colons: a host that holds one is another than it looks.
bool is_compatible(char32_t c)
{
    return (c >= 0x2024 && c <= 0x2027) || (c >= 0x2100 && c <= 0x2106) || (c >= 0x2488 && c <= 0x249B) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFFEF);
}

struct Split {
    std::string_view authority, rest;
};

Split split_authority(std::string_view after_slashes)
{
    auto const end = std::min(after_slashes.find_first_of("/?#"), after_slashes.size());
    return { after_slashes.substr(0, end), after_slashes.substr(end) };
}

/// RFC 3492, for one label.
std::string punycode(std::u32string const& label)
{
    std::string out;
    for (char32_t const c : label)
        if (c < 0x80)
            out += static_cast<char>(c);
    auto const basic = static_cast<std::uint32_t>(out.size());
    if (basic > 0)
        out += '-';
    std::uint32_t n = 128, delta = 0, bias = 72, handled = basic;
    while (handled < label.size()) {
        char32_t next = 0x10FFFF;
        for (char32_t const c : label)
            if (c >= n && c < next)
                next = c;
        delta += (static_cast<std::uint32_t>(next) - n) * (handled + 1);
        n = static_cast<std::uint32_t>(next);
        for (char32_t const c : label) {
            if (c < n)
                ++delta;
            if (c != n)
                continue;
            std::uint32_t q = delta;
            for (std::uint32_t k = 36;; k += 36) {
                std::uint32_t const t = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
                if (q < t)
                    break;
                std::uint32_t const digit = t + (q - t) % (36 - t);
                out += static_cast<char>(digit < 26 ? 'a' + digit : '0' + digit - 26);
                q = (q - t) / (36 - t);
            }
            out += static_cast<char>(q < 26 ? 'a' + q : '0' + q - 26);
            std::uint32_t d = handled == basic ? delta / 700 : delta / 2;
            d += d / (handled + 1);
            std::uint32_t k = 0;
            for (; d > 455; k += 36)
                d /= 35;
            bias = k + 36 * d / (d + 38);
            delta = 0;
            ++handled;
        }
        ++delta;
        ++n;
    }
    return "xn--" + out;
}

std::string ascii_host(std::string_view host)
{
    std::string out;
    std::u32string label;
    bool plain = true;
    auto flush = [&] {
        if (plain)
            for (char32_t const c : label)
                out += static_cast<char>(c);
        else
            out += punycode(label);
        label.clear();
        plain = true;
    };
    for (std::size_t at = 0; at < host.size();) {
        char32_t const c = next_code_point(host, at);
        if (c == '.') {
            flush();
            out += '.';
            continue;
        }
        plain = plain && c < 0x80;
        label += c;
    }
    flush();
    return lower(out);
}

bool is_host(std::string_view host)
{
    if (host.empty() || host.size() > 253 || host.front() == '.' || host.front() == '-' || host.find("..") != host.npos)
        return false;
    return std::all_of(host.begin(), host.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
    });
}

} // namespace

std::string safe_link(std::string_view address)
{
    address = trim(address);
    if (address.empty() || address.size() > 2048 || !is_valid_utf8(address))
        return {};
    for (std::size_t at = 0; at < address.size();)
        if (is_hostile(next_code_point(address, at)))
            return {};
    auto const colon = address.find(':');
    if (colon == address.npos)
        return {};
    auto const scheme = lower(address.substr(0, colon + 1));
    if (std::find(std::begin(schemes), std::end(schemes), scheme) == std::end(schemes))
        return {};
    auto const rest = address.substr(colon + 1);
    if (scheme == "mailto:") {
        auto const target = rest.substr(0, rest.find('?'));
        return target.find('@') == target.npos || target.front() == '@' || target.back() == '@' ? std::string {} : scheme + std::string(rest);
    }
    if (scheme == "tel:") {
        bool const digits = !rest.empty() && std::all_of(rest.begin(), rest.end(), [](char c) { return (c >= '0' && c <= '9') || std::string_view("+-().").find(c) != std::string_view::npos; })
            && std::any_of(rest.begin(), rest.end(), [](char c) { return c >= '0' && c <= '9'; });
        return digits ? scheme + std::string(rest) : std::string {};
    }
    if (!rest.starts_with("//"))
        return {};
    auto const [authority, path] = split_authority(rest.substr(2));
    if (authority.find('@') != authority.npos || authority.find('%') != authority.npos)
        return {}; // a name before @ looks like the host it is not
    for (std::size_t at = 0; at < authority.size();)
        if (is_compatible(next_code_point(authority, at)))
            return {};
    auto const port_at = authority.find(':');
    auto const port = port_at == authority.npos ? std::string_view {} : authority.substr(port_at + 1);
    if (port_at != authority.npos && (port.empty() || port.size() > 5 || !std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; })))
        return {};
    auto const host = ascii_host(authority.substr(0, port_at));
    if (!is_host(host))
        return {};
    return scheme + "//" + host + (port.empty() ? "" : ":" + std::string(port)) + std::string(path);
}

std::string shown_host(std::string_view address)
{
    auto const safe = safe_link(address);
    auto const slashes = safe.find("//");
    if (slashes == safe.npos || !safe.starts_with("http"))
        return {};
    auto const [authority, rest] = split_authority(std::string_view(safe).substr(slashes + 2));
    (void)rest;
    return std::string(authority.substr(0, authority.find(':')));
}

} // namespace kally::text
