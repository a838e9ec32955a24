#include "store/records.h"

#include "base/text.h"
#include "store/call_form.h"

#include <charconv>

namespace kally::store {

namespace {

constexpr std::string_view version = "1";
constexpr std::string_view intent_states[] = { "draft", "queued", "sending", "sent", "failed", "unknown", "cancelled" };
constexpr std::string_view themes[] = { "system", "light", "dark" };
constexpr std::string_view languages[] = { "en", "es" };

template <typename Enum, std::size_t Count>
std::optional<Enum> one_of(std::string_view const (&names)[Count], std::string_view name)
{
    for (std::size_t i = 0; i < Count; ++i)
        if (names[i] == name)
            return static_cast<Enum>(i);
    return {};
}

template <typename Enum, std::size_t Count>
std::string name_of(std::string_view const (&names)[Count], Enum value)
{
    return std::string(names[static_cast<std::size_t>(value)]);
}

std::string joined(std::vector<std::string> const& ids)
{
    std::string out;
    for (auto const& id : ids)
        out += (out.empty() ? "" : " ") + percent_encode(id);
    return out;
}

std::vector<std::string> split(std::string_view text)
{
    std::vector<std::string> out;
    while (!text.empty()) {
        auto const end = std::min(text.find(' '), text.size());
        if (auto id = percent_decode(text.substr(0, end)); id && !id->empty())
            out.push_back(std::move(*id));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

} // namespace

std::string encode_intent(Intent const& intent)
{
    return encode_fields({
        { "version", std::string(version) },
        { "id", intent.id.text },
        { "conversation", intent.conversation.text },
        { "thread", intent.local_thread },
        { "text", intent.text },
        { "state", name_of(intent_states, intent.state) },
        { "created", format_timestamp(intent.created_at) },
        { "dispatched", intent.dispatched_at ? format_timestamp(*intent.dispatched_at) : "" },
        { "known", joined(intent.known_before) },
        { "same", intent.same_before ? std::to_string(*intent.same_before) : "" },
    });
}

std::optional<Intent> decode_intent(std::string_view text)
{
    auto const fields = decode_fields(text);
    if (!fields || field(*fields, "version") != version)
        return {};
    auto const state = one_of<IntentState>(intent_states, field(*fields, "state"));
    auto const created = parse_timestamp(field(*fields, "created"));
    if (!state || !created || field(*fields, "id").empty() || field(*fields, "text").empty() || field(*fields, "thread").empty())
        return {};
    std::optional<std::size_t> same;
    auto const count = field(*fields, "same");
    if (std::size_t number = 0; !count.empty() && std::from_chars(count.data(), count.data() + count.size(), number).ec == std::errc {})
        same = number;
    return Intent {
        .id = { std::string(field(*fields, "id")) },
        .conversation = { std::string(field(*fields, "conversation")) },
        .local_thread = std::string(field(*fields, "thread")),
        .text = std::string(field(*fields, "text")),
        .state = *state,
        .created_at = *created,
        .dispatched_at = parse_timestamp(field(*fields, "dispatched")),
        .known_before = split(field(*fields, "known")),
        .same_before = same,
    };
}

std::string encode_call(CallIntent const& call)
{
    return encode_fields({
        { "version", std::string(version) },
        { "call", call.id.text },
        { "form", encode_call_form(call.form) },
        // Whoever finds it queued cannot know whether the page lived to hear that it was recorded.
        { "state", name_of(intent_states, call.state == IntentState::Queued ? IntentState::Sending : call.state) },
        { "created", format_timestamp(call.created_at) },
        { "dispatched", call.dispatched_at ? format_timestamp(*call.dispatched_at) : "" },
        { "known", joined(call.known_before) },
    });
}

std::optional<CallIntent> decode_call(std::string_view text)
{
    auto const fields = decode_fields(text);
    if (!fields || field(*fields, "version") != version || field(*fields, "call").empty())
        return {};
    auto const state = one_of<IntentState>(intent_states, field(*fields, "state"));
    auto const created = parse_timestamp(field(*fields, "created"));
    if (!state || !created)
        return {};
    return CallIntent {
        .id = { std::string(field(*fields, "call")) },
        .form = decode_call_form(field(*fields, "form")),
        .state = *state,
        .created_at = *created,
        .dispatched_at = parse_timestamp(field(*fields, "dispatched")),
        .known_before = split(field(*fields, "known")),
    };
}

std::string encode_settings(Settings const& settings)
{
    return encode_fields({
        { "version", std::string(version) },
        { "theme", name_of(themes, settings.theme) },
        { "language", name_of(languages, settings.language) },
        { "keep", settings.keep_signed_in ? "yes" : "no" },
    });
}

std::optional<Settings> decode_settings(std::string_view text)
{
    auto const fields = decode_fields(text);
    if (!fields || field(*fields, "version") != version)
        return {};
    Settings settings;
    settings.theme = one_of<Theme>(themes, field(*fields, "theme")).value_or(Theme::System);
    settings.language = one_of<Language>(languages, field(*fields, "language")).value_or(Language::English);
    settings.keep_signed_in = field(*fields, "keep") == "yes";
    return settings;
}

} // namespace kally::store
