#include "text/markdown.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <iterator>

using namespace kally::text;

TEST_CASE("addresses that may be opened are kept, in their plain form", "[text][links]")
{
    auto const [address, safe, host] = GENERATE(table<std::string, std::string, std::string>({
        { "https://example.com", "https://example.com", "example.com" },
        { "HTTPS://Example.COM/Path?q=1#f", "https://example.com/Path?q=1#f", "example.com" },
        { " http://example.com:8080/a ", "http://example.com:8080/a", "example.com" },
        { "mailto:ana@example.com?subject=Hi", "mailto:ana@example.com?subject=Hi", "" },
        { "tel:+34-600(123)456", "tel:+34-600(123)456", "" },
        { "https://m\u00FCnchen.example/", "https://xn--mnchen-3ya.example/", "xn--mnchen-3ya.example" },
        { "https://\u0430pple.example/", "https://xn--pple-43d.example/", "xn--pple-43d.example" },
    }));
    CHECK(safe_link(address) == safe);
    CHECK(shown_host(address) == host);
}

TEST_CASE("no other address is opened", "[text][links][hostile][corpus]")
{
    std::string const hostile[] = { "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)", "java\nscript:alert(1)", "\x01javascript:alert(1)",
        "javascript&colon;alert(1)", "javascript://example.com/%0aalert(1)", "vbscript:x", "data:text/html,<script>", "data:image/svg+xml,x", "file:///etc/passwd", "ftp://example.com",
        "blob:https://example.com/x", "about:blank", "chrome://settings", "view-source:https://example.com", "intent://x#Intent;end", "ws://example.com", "wss://example.com", "sms:123",
        "ssh://example.com", "smb://example.com/x", "steam://run", "ms-word:ofe|u|x", "x", "", " ", "//example.com", "/relative", "../up", "#fragment", "?query", "example.com", "www.example.com",
        "https:example.com", "https:/example.com", "https:///example.com", "https://", "https://?x", "https://#x", "https://.example.com", "https://example..com", "https://-example.com",
        "https://user@example.com", "https://user:pass@example.com", "https://example.com@evil.example", "https://example.com%40evil.example", "https://example.com\\@evil.example",
        "https://example.com\\evil", "https:\\\\example.com", "https://exa mple.com", "https://example.com/a b", "https://example.com/\ta", "https://example.com/\na", "https://example.com/\ra",
        "https://example.com:99999999", "https://example.com:", "https://example.com:8x", "https://[::1]/", "https://example.com\"onclick=x", "https://example.com/<b>", "https://example.com/`x`",
        "https://example.com/\u202Egnp.exe", "https://\u202Eexample.com", "https://example.com/\u2066x", "https://example.com/\u200Bx", "https://exam\u200Bple.com", "https://exam\u00ADple.com",
        "https://example.com\u2215evil", "https://example.com\u2044evil", "https://example.com\uFF0Fevil", "https://example\u3002com", "https://example\uFF0Ecom", "https://example.com\uFF20evil",
        "https://\u00A0example.com", "https://example.com/\u2028x", "https://example.com/\uFEFFx", "https://example.com/\uFFFDx", "https://example.com/\U000E0041x", "https://example.com/\xff",
        "https://example.com/\xc0\xaf", "https://%65xample.com", "https://exam%70le.com", "mailto:", "mailto:nobody", "mailto:@example.com", "mailto:a@", "mailto:a b@example.com", "tel:", "tel:abc",
        "tel:javascript", "tel:+", "tel://1;x", "tel:1,2#3", "http://" + std::string(300, 'a') + ".example", "https://example.com/" + std::string(3000, 'x'), "h\u0442tps://example.com",
        "https\u003A\u2060//example.com", "https://example.com/\x7f", "https://example.com/\u0085", "httpss://example.com", "xhttps://example.com", "https ://example.com", "https//example.com",
        "javascript:void(0)", "javascript\x02:alert(1)", "javascript%3Aalert(1)", "&#106;avascript:alert(1)", "feed:javascript:alert(1)", "jar:https://example.com!/", "livescript:x", "mocha:x", "data:,x",
        "DATA:text/html;base64,PHNjcmlwdD4=", "filesystem:https://example.com/x", "resource://x", "moz-extension://x/y", "chrome-extension://x/y", "edge://settings", "ms-settings:privacy", "search-ms:query=x", "facetime:x",
        "market://details?id=x", "itms-services://?action=x", "android-app://x", "ldap://example.com", "gopher://example.com", "telnet://example.com", "magnet:?xt=x", "bitcoin:x", "geo:0,0", "cid:x", "mid:x", "urn:x:y",
        "https://example.com,evil.example", "https://example.com;evil.example/", "https://example.com!evil.example/", "https://example.com$evil.example/", "https://example.com&evil.example/", "https://example.com'evil.example/",
        "https://(example.com)/", "https://example.com*evil.example/", "https://*.example.com/", "https://[fe80::1%25lo]/", "https://[::ffff:127.0.0.1]/", "https://example.com:443:443/", "https://example.com:-1/", "https://example.com:\u0661/",
        "https://:443/", "https://:@example.com/", "https://@example.com/", "https://example.com:80@evil.example/", "https://example.com|evil.example/", "https://example.com^evil.example/", "https://{example.com}/",
        "https://example.com\uFF3Cevil.example/", "https://example.com\u3002evil.example/", "https://example.com\uFF61evil.example/", "https://example.com\u2024evil.example/", "https://example.com\u2100.evil.example/",
        "https://example.com\u2105evil.example/", "https://\uFF45xample.com/", "https://example.com\uFE52evil.example/", "https://example\u2488com/", "https://\u202Egro.elpmaxe/", "https://example.com/\u2067x", "https://example.com/\u061Cx\u200E", "https://example.com/\u2029x",
        "mailto:a@b@", "mailto:?subject=x", "tel:+34 600", "tel:%2B34600", "tel:911;phone-context=x" };
    CHECK(std::size(hostile) >= 160);
    for (auto const& address : hostile) {
        CAPTURE(address);
        CHECK(safe_link(address).empty());
        CHECK(shown_host(address).empty());
    }
    WARN(std::size(hostile) << " hostile links, 0 accepted");
}
