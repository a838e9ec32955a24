#include "targets.h"

#include "../api/samples.h"
#include "api/operations.h"
#include "base/text.h"
#include "session/sign_in.h"
#include "store/state.h"
#include "text/layout.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>

using namespace kally;

namespace {

void check(bool holds, char const* what, std::string_view data)
{
    if (holds)
        return;
    std::fprintf(stderr, "does not hold: %s, of: %.*s\n", what, static_cast<int>(data.size()), data.data());
    std::abort();
}

/// The first byte says which operation answers.
void run_codec(std::string_view data)
{
    if (data.empty())
        return;
    auto const& sample = samples()[static_cast<unsigned char>(data.front()) % samples().size()];
    std::string const body { data.substr(1) };
    auto const found = fault(body, sample.decode(body));
    check(found.empty(), found.c_str(), data);
    auto const error = api::decode_error(400 + static_cast<unsigned char>(data.front()), body);
    check(is_valid_utf8(error.detail + error.code + error.link + error.correlation_id) && error.detail.size() <= 1010, "an error is short and readable", data);
}

/// Eight pixels a code point.
class Table final : public text::Measure {
public:
    float width(text::Type, std::string_view text) const override
    {
        float total = 0;
        for (std::size_t at = 0; at < text.size(); total += 8)
            next_code_point(text, at);
        return total;
    }
    float line_height(text::Type) const override { return 24; }
};

/// The first byte says how wide the column is.
void run_markdown(std::string_view data)
{
    if (data.empty())
        return;
    auto const width = static_cast<float>(static_cast<unsigned char>(data.front())) * 4;
    auto const document = text::parse_markdown(data.substr(1));
    auto const layout = text::lay_out(document, width, Table {});
    check(std::isfinite(layout.height) && layout.height >= 0 && std::isfinite(layout.width), "the layout has a size", data);
    for (auto const& run : layout.runs) {
        check(std::isfinite(run.x) && std::isfinite(run.y) && run.y >= 0 && run.y <= layout.height, "each run is inside", data);
        check(is_valid_utf8(run.text), "text is readable", data);
        check(run.link.empty() || text::safe_link(run.link) == run.link, "links are safe", data);
    }
}

constexpr std::string_view state = "8AZz0-_state-of-32-bytes-as-base64url-abcde";

void run_callback(std::string_view data)
{
    auto const tokens = session::read_callback(data, state);
    if (tokens.has_value()) {
        check(session::is_token(tokens->access_token) && (!tokens->refresh_token || session::is_token(*tokens->refresh_token)), "tokens can be sent", data);
        check(session::read_callback(data, "another").error().code == "state_mismatch", "the state decides", data);
    } else {
        check(tokens.error().kind == ErrorKind::Rejected && is_valid_utf8(tokens.error().detail), "a refusal is readable", data);
    }
    check(!session::read_callback(data, "").has_value(), "without a state nobody comes in", data);
    if (auto const code = session::read_code(data, state); code.has_value())
        check(session::is_token(*code), "a code can be sent", data);
    if (auto const pasted = session::read_paste(data); pasted.has_value())
        check(session::is_token(pasted->access_token), "what is pasted can be sent", data);
    session::is_loopback(data);
}

void run_route(std::string_view data)
{
    auto const route = store::parse_route(data);
    check(is_valid_utf8(route.unknown) && route.unknown.size() <= 3 * 256, "what is not known is short and readable", data);
    if (route.page != store::Page::NotFound)
        check(store::parse_route(store::format_route(route)) == route, "an address leads to where it was made", data);
}

std::vector<std::string> codec_seeds()
{
    std::vector<std::string> out;
    for (std::size_t i = 0; i < samples().size(); ++i)
        out.push_back(static_cast<char>(i) + samples()[i].body);
    return out;
}

} // namespace

std::vector<Target> const& targets()
{
    static std::vector<Target> const all {
        { "codec", run_codec, codec_seeds() },
        { "markdown", run_markdown, { "P# Title\n\n- one **two** `three`\n  1. four\n- [x] five\n\n> quote\n\n| a | b |\n|---|--:|\n| 1 | [x](https://x.example) |\n\n```c\nint x;\n```\n\n---\n~~no~~ <b> &amp; https://y.example\n", "\x20\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d hello \xe4\xb8\xad\xe6\x96\x87 \xf0\x9f\x98\x80\xe2\x80\x8d\xf0\x9f\x92\xbb *a* __b__ [c](mailto:d@e.example)" } },
        { "callback", run_callback, { "?state=" + std::string { state } + "&access_token=at_good&refresh_token=rt_good&expires_in=3600", "http://localhost:8976/callback?error=access_denied&state=" + std::string { state }, "code=abcd&state=" + std::string { state },
                              R"({"access_token":"at_good","refresh_token":"rt_good"})", "Bearer at_good" } },
        { "route", run_route, { "#/chat/c1", "#/goals/in/needs-you/g%201", "#/activity/inbox/m1", "#/plans/credits", "#/settings/privacy", "#/calls/new", "#/signin/token", "#/nowhere/%zz?x" } },
    };
    return all;
}
