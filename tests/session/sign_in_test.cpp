#include "session/sign_in.h"

#include "base/text.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <string>
#include <vector>

using namespace kally;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view state = "8AZz0-_state-of-32-bytes-as-base64url-abcde";
std::string const page = "http://localhost:8976/callback.html";
std::string const good = "access_token=at_good&refresh_token=rt_good&expires_in=3600";
std::string with_state(std::string const& rest) { return page + "?state=" + std::string(state) + (rest.empty() ? "" : "&" + rest); }

/// The lines of hostile_callbacks.txt that begin with this mark, filled in.
std::vector<std::string> hostile_queries(char mark)
{
    std::string const right { state };
    auto changed = [&](auto change) {
        auto out = right;
        std::transform(out.begin(), out.end(), out.begin(), change);
        return out;
    };
    std::pair<std::string, std::string> const values[] = { { "{state}", right }, { "{good}", good }, { "{tail}", right.substr(1) }, { "{tail2}", right.substr(2) }, { "{head}", right.substr(0, right.size() - 1) },
        { "{lower}", changed([](unsigned char c) { return static_cast<char>(std::tolower(c)); }) }, { "{upper}", changed([](unsigned char c) { return static_cast<char>(std::toupper(c)); }) },
        { "{reversed}", std::string { right.rbegin(), right.rend() } }, { "{long}", std::string(20'000, 'x') } };
    std::vector<std::string> out;
    std::ifstream file { KALLY_HOSTILE_CALLBACKS };
    for (std::string line; std::getline(file, line);) {
        if (line.front() != mark)
            continue;
        line.erase(0, 1);
        for (auto const& [name, value] : values)
            for (auto at = line.find(name); at != line.npos; at = line.find(name, at + value.size()))
                line.replace(at, name.size(), value);
        for (auto at = line.find("\\x"); at != line.npos; at = line.find("\\x", at + 1))
            line.replace(at, 4, 1, static_cast<char>(std::stoi(line.substr(at + 2, 2), nullptr, 16)));
        out.push_back(line);
    }
    return out;
}

std::string text_of(Error const& error) { return error.detail + "|" + error.code + "|" + error.correlation_id + "|" + error.link; }

} // namespace

TEST_CASE("A state carries all 32 bytes", "[session]")
{
    std::array<std::uint8_t, 32> random {};
    auto const zeros = session::make_state(random);
    CHECK(zeros == std::string(43, 'A'));
    for (auto& byte : random) {
        byte = 1;
        CHECK(session::make_state(random) != zeros);
        byte = 0;
    }
}

TEST_CASE("PKCE makes the pair of the standard's example", "[session]")
{
    // RFC 7636, appendix B.
    auto const pair = session::make_pkce({ 116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37, 77, 105, 214, 191, 240, 91, 88, 5, 88, 83, 132, 141, 121 });
    CHECK(pair.verifier == "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    CHECK(pair.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

TEST_CASE("Addresses of the sign-in escape what they carry", "[session]")
{
    CHECK(session::sign_in_address("https://api.example", "http://localhost:8976/callback.html", "s-_1")
        == "https://api.example/v1/auth/cli?redirect_uri=http%3A%2F%2Flocalhost%3A8976%2Fcallback.html&state=s-_1");
    CHECK(session::sign_in_address("", "http://localhost/?a=1&b=2#c", "s&t=u") == "/v1/auth/cli?redirect_uri=http%3A%2F%2Flocalhost%2F%3Fa%3D1%26b%3D2%23c&state=s%26t%3Du");
    CHECK(session::authorize_address("https://a.example/authorize", "my client", "http://localhost/cb", "st", "ch")
        == "https://a.example/authorize?response_type=code&client_id=my%20client&redirect_uri=http%3A%2F%2Flocalhost%2Fcb&state=st&code_challenge=ch&code_challenge_method=S256");
    CHECK(session::authorize_address("https://a.example/authorize?tenant=1", "c", "r", "s", "h").starts_with("https://a.example/authorize?tenant=1&response_type=code&client_id=c"));
    CHECK(session::token_exchange_body("c 1", "co&de", "http://localhost/cb", "ver")
        == "grant_type=authorization_code&client_id=c%201&code=co%26de&redirect_uri=http%3A%2F%2Flocalhost%2Fcb&code_verifier=ver");
}

TEST_CASE("Only plain addresses of this machine receive tokens", "[session]")
{
    for (auto const* yes : { "http://localhost", "http://localhost/", "http://localhost:8976/callback.html", "http://127.0.0.1:1/", "http://127.0.0.1?x", "http://localhost#x" })
        CHECK(session::is_loopback(yes));
    for (auto const* no : { "", "localhost", "https://localhost/", "http://localhost.example.com/", "http://127.0.0.1.example.com/", "http://localhost@example.com/", "http://localhost:80@example.com/",
             "http://user@localhost/", "http://example.com/localhost", "http://example.com?http://localhost", "http://127.0.0.2/", "http://[::1]/", "http://0.0.0.0/", "http://LOCALHOST/", "HTTP://localhost/",
             "http:localhost", "http:/localhost/", "http:///localhost/", "//localhost/", "http://localhost\\@example.com/", "http://localhost:8976a/", "file://localhost/", "http://localhost:-1/", " http://localhost/" }) {
        INFO(no);
        CHECK_FALSE(session::is_loopback(no));
    }
}

TEST_CASE("A callback with the right state brings its tokens", "[session]")
{
    for (auto const& address : { with_state(good), page + "?" + good + "&state=" + std::string(state), "?" + good + "&state=" + std::string(state), good + "&state=" + std::string(state),
             with_state(good) + "#fragment", with_state(good + "&unknown=1&&other"), "state=" + std::string(state) + "&" + good + "&token_type=Bearer" }) {
        INFO(address);
        auto const tokens = session::read_callback(address, state);
        REQUIRE(tokens.has_value());
        CHECK(tokens->access_token == "at_good");
        CHECK(tokens->refresh_token == "rt_good");
        CHECK(tokens->expires_in == 3600s);
    }
    auto const bare = session::read_callback(with_state("access_token=at_good"), state);
    REQUIRE(bare.has_value());
    CHECK_FALSE(bare->refresh_token);
    CHECK_FALSE(bare->expires_in);
    auto const escaped = session::read_callback(with_state("access_token=at%2Bgood%3D%3D&refresh_token=rt?good"), state);
    REQUIRE(escaped.has_value());
    CHECK(escaped->access_token == "at+good==");
    CHECK(escaped->refresh_token == "rt?good");
}

TEST_CASE("A life that is no positive number is as if absent", "[session]")
{
    for (auto const* life : { "", "0", "-1", "abc", "3600x", "3.5", "1e3", "+3600", "99999999999999999999", "0x10", " 3600", "%00" }) {
        INFO(life);
        auto const tokens = session::read_callback(with_state("access_token=at_good&expires_in=" + std::string(life)), state);
        REQUIRE(tokens.has_value());
        CHECK_FALSE(tokens->expires_in);
    }
}

TEST_CASE("A callback whose state is not exactly the expected one is refused before anything is read", "[session][corpus]")
{
    std::string const right { state };
    std::vector<std::string> hostile { "", page, page + "#state=" + right + "&" + good, page + "#?state=" + right + "&" + good, page + "/state/" + right + "?" + good, "javascript:alert(1)?state=wrong&" + good,
        std::string(100'000, '&'), std::string("\0state=", 7) + right };
    for (auto const& query : hostile_queries('?'))
        hostile.push_back(page + "?" + query);
    CHECK(hostile.size() >= 150);
    for (auto const& address : hostile) {
        INFO(address.substr(0, 300));
        auto const tokens = session::read_callback(address, state);
        REQUIRE_FALSE(tokens.has_value());
        CHECK(tokens.error() == Error { .kind = ErrorKind::Rejected, .detail = {}, .code = "state_mismatch" });
        auto const code = session::read_code(address, state);
        REQUIRE_FALSE(code.has_value());
        CHECK(code.error().code == "state_mismatch");
    }
    WARN(hostile.size() << " hostile callbacks, 0 accepted");
}

TEST_CASE("With the right state too, a callback that can be read in two ways or holds no token signs nobody in", "[session][corpus]")
{
    auto const hostile = hostile_queries('!');
    CHECK(hostile.size() >= 50);
    for (auto const& query : hostile) {
        INFO(query.substr(0, 300));
        auto const tokens = session::read_callback(page + "?" + query, state);
        REQUIRE_FALSE(tokens.has_value());
        CHECK(tokens.error().kind == ErrorKind::Rejected);
    }
    WARN(hostile.size() << " hostile callbacks with the right state, 0 accepted");
}

TEST_CASE("Without an expected state no callback is believed", "[session]")
{
    for (auto const& address : { page + "?" + good, page + "?state=&" + good, with_state(good), std::string {} })
        CHECK(session::read_callback(address, "").error().code == "state_mismatch");
}

TEST_CASE("A callback with the right state and no token that can be sent is refused", "[session]")
{
    for (auto const* rest : { "", "refresh_token=rt_good", "access_token", "access_token=", "access_token=abc", "access_token=at%20good", "access_token=at+good", "access_token=at%0d%0aX-Evil:1",
             "access_token=at%00good", "access_token=t%C3%B6ken", "Access_Token=at_good", "access_token[]=at_good", "accessToken=at_good" }) {
        INFO(rest);
        auto const tokens = session::read_callback(with_state(rest), state);
        REQUIRE_FALSE(tokens.has_value());
        CHECK(tokens.error().code == "not_a_token");
    }
    CHECK_FALSE(session::read_callback(with_state("access_token=" + std::string(9000, 'a')), state).has_value());
}

TEST_CASE("A refresh token that cannot be sent is left out", "[session]")
{
    for (auto const* refresh : { "", "ab", "rt%20good", "rt%0Agood" }) {
        auto const tokens = session::read_callback(with_state("access_token=at_good&refresh_token=" + std::string(refresh)), state);
        REQUIRE(tokens.has_value());
        CHECK_FALSE(tokens->refresh_token);
    }
}

TEST_CASE("A denial and other errors of the service are said, before any token", "[session]")
{
    auto const denied = session::read_callback(with_state("error=access_denied&" + good), state);
    REQUIRE_FALSE(denied.has_value());
    CHECK(denied.error().kind == ErrorKind::Rejected);
    CHECK(denied.error().code == "denied");
    auto const other = session::read_callback(with_state("error=temporarily_unavailable"), state);
    REQUIRE_FALSE(other.has_value());
    CHECK(other.error().code == "temporarily_unavailable");
    CHECK(other.error().detail == "temporarily_unavailable");
    CHECK(session::read_code(with_state("error=access_denied&code=abcd"), state).error().code == "denied");
}

TEST_CASE("The words of an error are cleaned and cut", "[session]")
{
    auto said = [](std::string const& escaped) {
        auto const answer = session::read_callback(with_state("error=" + escaped), state);
        REQUIRE_FALSE(answer.has_value());
        return answer.error().detail;
    };
    CHECK(said("try+again%21") == "try again!");
    CHECK(said("a%0Ab%00c%1Bd%7Fe%C2%85f") == "abcdef");
    CHECK(said("a%E2%80%AEb%E2%80%8Fc%E2%81%A6d%D8%9Ce%EF%BB%BFf%E2%80%A8g%E2%80%8Bh") == "abcdefgh");
    CHECK(said("Espa%C3%B1a%20%F0%9F%98%80") == "España 😀");
    CHECK(said("%3Cb%3Ebold%3C/b%3E") == "<b>bold</b>"); // text stays text
    CHECK(said(std::string(5000, 'x')) == std::string(200, 'x'));
    std::string many, cut;
    for (int i = 0; i < 300; ++i)
        many += "%C3%B1";
    for (int i = 0; i < 200; ++i)
        cut += "ñ";
    CHECK(said(many) == cut);
}

TEST_CASE("A code comes only with the right state", "[session]")
{
    auto const code = session::read_code(with_state("code=abc-123_%2F"), state);
    REQUIRE(code.has_value());
    CHECK(*code == "abc-123_/");
    for (auto const* rest : { "", "code=", "code=ab%20cd", "Code=abcd", "code" })
        CHECK(session::read_code(with_state(rest), state).error().code == "not_a_token");
    CHECK(session::read_code(with_state("code=abcd&code=abcd"), state).error().code == "state_mismatch");
}

TEST_CASE("Whatever a person pastes is understood or refused", "[session]")
{
    struct Case {
        std::string text, access, refresh;
    };
    std::vector<Case> const understood {
        { "at_pasted", "at_pasted", "" }, { "  at_pasted\n", "at_pasted", "" }, { "Bearer at_pasted", "at_pasted", "" }, { "\tBearer   at_pasted ", "at_pasted", "" },
        { "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.s1g-na_ture", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.s1g-na_ture", "" }, { "YWJjZGVmZw==", "YWJjZGVmZw==", "" },
        { R"({"access_token":"at_pasted"})", "at_pasted", "" }, { R"( {"access_token":"at_pasted","refresh_token":"rt_pasted","expires_in":3600} )", "at_pasted", "rt_pasted" },
        { R"({"access_token":"at_pasted","refresh_token":"","expires_at":1900000000})", "at_pasted", "" }, { R"({"access_token":"at_pasted","refresh_token":"rt\nbad"})", "at_pasted", "" },
        { R"({"access_token":"at_pasted","unknown":{"deep":[1,2]}})", "at_pasted", "" },
        { page + "?" + good + "&state=whatever", "at_good", "rt_good" }, { page + "?" + good, "at_good", "rt_good" }, { good, "at_good", "rt_good" }, { "?" + good, "at_good", "rt_good" },
        { "\n" + page + "?state=x&" + good + " ", "at_good", "rt_good" }, { "https://anywhere.example/?" + good, "at_good", "rt_good" },
    };
    for (auto const& [text, access, refresh] : understood) {
        INFO(text);
        auto const tokens = session::read_paste(text);
        REQUIRE(tokens.has_value());
        CHECK(tokens->access_token == access);
        CHECK(tokens->refresh_token.value_or("") == refresh);
    }
    for (std::string const& text : std::vector<std::string> { "", " ", "\n", "abc", "two words", "at_one at_two", "at_one\nat_two", "tökén-of-mine", "Bearer", "Bearer ", "Bearer a b", "{", "{}", "[]", "{\"access_token\":", "{\"access_token\":1}",
             R"({"access_token":null})", R"({"access_token":""})", R"({"access_token":"a b c d"})", R"({"access_token":"at\r\nX-Evil: 1"})", R"({"access_token":"ab"})", R"({"accessToken":"at_pasted"})", R"({"error":"access_denied"})",
             "http://localhost:8976/", "https://api.example/v1/auth/cli", page, page + "?state=x", page + "?access_token=", page + "?access_token=a%20b%20c", page + "?" + good + "&access_token=other", page + "?" + good + "&x=%",
             page + "#" + good, "javascript://at_pasted", std::string("at_\0pasted", 10), "at_\x7fpasted", std::string(10'000, 'a'), std::string(100'000, '{'), page + "?access_token=" + std::string(20'000, 'a'), "\xff\xfe\xfd\xfc" }) {
        INFO(text.substr(0, 200));
        auto const tokens = session::read_paste(text);
        REQUIRE_FALSE(tokens.has_value());
        CHECK(tokens.error().kind == ErrorKind::Rejected);
        CHECK(tokens.error().code == "not_a_token");
    }
    auto const denied = session::read_paste(page + "?error=access_denied&state=x");
    REQUIRE_FALSE(denied.has_value());
    CHECK(denied.error().code == "denied");
}

TEST_CASE("No refusal repeats what may be a token", "[session]")
{
    for (auto const& address : { page + "?state=wrong&access_token=CANARY&refresh_token=CANARY", with_state("access_token=CANARY%20&refresh_token=CANARY"), with_state("error=access_denied&access_token=CANARY"),
             with_state("access_token=CANARY&access_token=CANARY"), with_state("refresh_token=CANARY&code=CANARY%20") }) {
        auto const tokens = session::read_callback(address, state);
        REQUIRE_FALSE(tokens.has_value());
        CHECK(text_of(tokens.error()).find("CANARY") == std::string::npos);
        auto const code = session::read_code(address, state);
        REQUIRE_FALSE(code.has_value());
        CHECK(text_of(code.error()).find("CANARY") == std::string::npos);
    }
    for (std::string const text : { "CANARY and more", "{\"access_token\":\"CAN ARY CANARY\"}", "{\"access_token\":\"CANARY\"", "http://x.example/CANARY", "access_token=CANARY%20&x=1" }) {
        auto const tokens = session::read_paste(text);
        REQUIRE_FALSE(tokens.has_value());
        CHECK(text_of(tokens.error()).find("CANARY") == std::string::npos);
    }
}
