#include "app/app.h"

#include "app/kept.h"
#include "base/text.h"
#include "store/records.h"

#include <algorithm>
#include <utility>

// Answers that stay readable without a network.
namespace kally {

namespace {

constexpr std::size_t kept_most = 120; ///< Answers that are kept to be read without a network; the oldest go.
constexpr std::size_t kept_largest = 5'000'000; ///< Bytes of one, as of a thread of 14,000 messages; of what is larger the last that was not stays.
constexpr std::size_t kept_at_once = 200'000; ///< Larger ones are kept after the frame that shows them.

} // namespace

std::string write_kept_answer(Instant at, std::string_view session, std::string_view body) { return format_timestamp(at).append(" ").append(session).append("\n").append(body); }

std::optional<KeptAnswer> read_kept_answer(std::string_view record)
{
    auto const end = std::min(record.find('\n'), record.size()), space = std::min(record.substr(0, end).find(' '), end);
    auto const at = record.substr(0, space);
    if (end == record.size() || !parse_timestamp(at))
        return {};
    return KeptAnswer { at, record.substr(std::min(space + 1, end), end - std::min(space + 1, end)), record.substr(end + 1) };
}

net::Transport::Done App::remembering(std::string target, net::Transport::Done done)
{
    return [this, target = std::move(target), done = std::move(done)](Result<net::Response> answer) {
        bool const allowed = m_state.settings.keep_reading;
        auto const size = answer.has_value() ? answer->body.size() : kept_largest + 1;
        if (allowed && size <= kept_at_once)
            keep(target, answer->body);
        else if (allowed && size <= kept_largest)
            m_to_keep.push_back({ target, answer->body });
        if (!allowed || answer.has_value() || m_state.online) {
            done(std::move(answer));
            return;
        }
        read_kept(target, answer.error(), done);
    };
}

void App::keep_large()
{
    for (auto const& [target, body] : std::exchange(m_to_keep, {}))
        if (m_state.settings.keep_reading && m_state.sign_in == store::SignIn::SignedIn) // still, a frame later
            keep(target, body);
}

void App::keep(std::string const& target, std::string const& body)
{
    // The names stand in the order of their last reading, so that the oldest can go without a look at all records.
    std::string names = target;
    std::size_t count = 1;
    std::string_view rest;
    auto const before = platform::value(platform::Keep::Device, kept_key).value_or("");
    for (rest = before; !rest.empty();) {
        auto const name = rest.substr(0, rest.find(' '));
        rest.remove_prefix(std::min(rest.size(), name.size() + 1));
        if (name == target)
            continue;
        if (++count > kept_most)
            platform::records().remove(kept_table, name);
        else
            names += ' ' + std::string(name);
    }
    if (names != before)
        platform::set_value(platform::Keep::Device, kept_key, names);
    platform::records().put(kept_table, target, write_kept_answer(platform::now(), m_state.session, body), [](bool) {});
}

} // namespace kally
