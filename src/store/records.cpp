#include "store/records.h"

#include "base/text.h"
#include "store/call_form.h"
#include "store/select.h"

#include <charconv>

namespace kally::store {

namespace {

constexpr std::string_view version = "1";
constexpr std::string_view intent_states[] = { "draft", "queued", "sending", "sent", "failed", "unknown", "cancelled" };
constexpr std::string_view themes[] = { "system", "light", "dark" };
constexpr std::string_view languages[] = { "en", "es" };
constexpr std::string_view densities[] = { "comfortable", "compact" };
constexpr std::string_view text_sizes[] = { "small", "default", "large", "largest" };
constexpr std::string_view send_keys[] = { "enter", "mod-enter" };
constexpr std::string_view shortcut_prefix = "shortcut.";
/// Choices of yes or no, by the name of their field.
constexpr std::pair<std::string_view, bool Settings::*> choices[] = {
    { "keep", &Settings::keep_signed_in }, { "notify-needs", &Settings::notify_needs }, { "notify-inbox", &Settings::notify_inbox },
    { "single-keys", &Settings::single_keys },
    { "keep-reading", &Settings::keep_reading },
};

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

void add_owner(std::vector<Field>& fields, Owner const& owner)
{
    fields.push_back({ "session", owner.session });
    fields.push_back({ "account", owner.account });
}

/// Why it failed: kind, status and code; the service's own words are not kept.
std::optional<Error> why(std::string_view text)
{
    int kind = -1, status = 0;
    auto const* const end = text.data() + text.size();
    auto const first = std::from_chars(text.data(), end, kind);
    if (first.ec != std::errc {} || kind < 0 || kind > static_cast<int>(ErrorKind::Malformed) || first.ptr == end)
        return {};
    auto const second = std::from_chars(first.ptr + 1, end, status);
    if (second.ec != std::errc {} || second.ptr == end)
        return {};
    return Error { .kind = static_cast<ErrorKind>(kind), .code = std::string(second.ptr + 1, end), .status = status };
}

Owner owner_in(std::vector<Field> const& fields) { return { std::string(field(fields, "session")), std::string(field(fields, "account")) }; }

} // namespace

Owner owner_of(std::string_view text)
{
    auto const fields = decode_fields(text);
    return fields ? owner_in(*fields) : Owner {};
}

bool is_newer(std::string_view text)
{
    auto const fields = decode_fields(text);
    auto const said = fields ? field(*fields, "version") : std::string_view {};
    int number = 0;
    return std::from_chars(said.data(), said.data() + said.size(), number).ptr == said.data() + said.size() && number > 1;
}

std::string encode_draft(Draft const& draft)
{
    std::vector<Field> fields { { "version", std::string(version) }, { "thread", draft.thread }, { "text", draft.text } };
    if (draft.at != Instant {})
        fields.push_back({ "at", format_timestamp(draft.at) });
    if (!draft.page.empty())
        fields.push_back({ "page", draft.page });
    add_owner(fields, draft.owner);
    return encode_fields(fields);
}

Draft decode_draft(std::string_view name, std::string_view text)
{
    auto const fields = decode_fields(text);
    if (!fields || field(*fields, "version").empty() || field(*fields, "thread").empty())
        return { .thread = std::string(name), .text = std::string(text), .record = std::string(name) };
    return {
        .thread = std::string(field(*fields, "thread")),
        .text = std::string(field(*fields, "text")),
        .owner = owner_in(*fields),
        .at = parse_timestamp(field(*fields, "at")).value_or(Instant {}),
        .page = std::string(field(*fields, "page")),
        .record = std::string(name),
    };
}

std::string draft_key(Draft const& draft) { return draft.page + " " + draft.thread; }

std::string encode_intent(Intent const& intent)
{
    std::vector<Field> fields {
        { "version", std::string(version) },
        { "id", intent.id.text },
        { "conversation", intent.conversation.text },
        { "thread", intent.local_thread },
        { "text", intent.text },
        { "state", name_of(intent_states, intent.state) },
        { "created", format_timestamp(intent.created_at) },
        { "made", format_timestamp(intent.made_at) },
        { "dispatched", intent.dispatched_at ? format_timestamp(*intent.dispatched_at) : "" },
        { "sender", intent.sender },
        { "known", joined(intent.known_before) },
        { "same", intent.same_before ? std::to_string(*intent.same_before) : "" },
        { "queued", format_timestamp(intent.queued_at) },
        { "why", intent.error ? std::to_string(static_cast<int>(intent.error->kind)) + " " + std::to_string(intent.error->status) + " " + intent.error->code : "" },
    };
    add_owner(fields, intent.owner);
    return encode_fields(fields);
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
    Intent intent {
        .id = { std::string(field(*fields, "id")) },
        .conversation = { std::string(field(*fields, "conversation")) },
        .local_thread = std::string(field(*fields, "thread")),
        .text = std::string(field(*fields, "text")),
        .state = *state,
        .recorded = true,
        .record = std::string(text),
        .created_at = *created,
        .made_at = parse_timestamp(field(*fields, "made")).value_or(*created),
        .queued_at = parse_timestamp(field(*fields, "queued")).value_or(*created),
        .owner = owner_in(*fields),
        .dispatched_at = parse_timestamp(field(*fields, "dispatched")),
        .sender = std::string(field(*fields, "sender")),
        .known_before = split(field(*fields, "known")),
        .same_before = same,
    };
    intent.error = why(field(*fields, "why"));
    return intent;
}

std::string encode_call(CallIntent const& call)
{
    std::vector<Field> fields {
        { "version", std::string(version) },
        { "call", call.id.text },
        { "form", encode_call_form(call.form) },
        // Whoever finds it queued cannot know whether the page lived to hear that it was recorded.
        { "state", name_of(intent_states, call.state == IntentState::Queued ? IntentState::Sending : call.state) },
        { "created", format_timestamp(call.created_at) },
        { "dispatched", call.dispatched_at ? format_timestamp(*call.dispatched_at) : "" },
        { "known", joined(call.known_before) },
    };
    add_owner(fields, call.owner);
    return encode_fields(fields);
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
        .owner = owner_in(*fields),
        .created_at = *created,
        .dispatched_at = parse_timestamp(field(*fields, "dispatched")),
        .known_before = split(field(*fields, "known")),
    };
}

std::string encode_settings(Settings const& settings)
{
    std::vector<Field> fields {
        { "version", std::string(version) },
        { "theme", name_of(themes, settings.theme) },
        { "language", name_of(languages, settings.language) },
        { "density", name_of(densities, settings.density) },
        { "text-size", name_of(text_sizes, settings.text_size) },
        { "send-key", name_of(send_keys, settings.send_key) },
        { "time-zone", settings.time_zone },
    };
    for (auto const& [name, choice] : choices)
        fields.push_back({ std::string(name), settings.*choice ? "yes" : "no" });
    for (auto const& [command, keys] : settings.shortcuts)
        fields.push_back({ std::string(shortcut_prefix) + command, keys });
    return encode_fields(fields);
}

std::optional<Settings> decode_settings(std::string_view text)
{
    auto const fields = decode_fields(text);
    if (!fields || field(*fields, "version") != version)
        return {};
    Settings settings;
    settings.theme = one_of<Theme>(themes, field(*fields, "theme")).value_or(Theme::System);
    settings.language = one_of<Language>(languages, field(*fields, "language")).value_or(Language::English);
    settings.density = one_of<Density>(densities, field(*fields, "density")).value_or(Density::Comfortable);
    settings.text_size = one_of<TextSize>(text_sizes, field(*fields, "text-size")).value_or(TextSize::Default);
    settings.send_key = one_of<SendKey>(send_keys, field(*fields, "send-key")).value_or(SendKey::Enter);
    settings.time_zone = field(*fields, "time-zone");
    for (auto const& [name, choice] : choices)
        if (auto const said = field(*fields, name); !said.empty())
            settings.*choice = said == "yes";
    for (auto const& one : *fields)
        if (one.name.starts_with(shortcut_prefix))
            settings.shortcuts[one.name.substr(shortcut_prefix.size())] = one.value;
    return settings;
}

std::string encode_seen(State const& state)
{
    std::vector<Field> fields { { "version", std::string(version) }, { "at", format_timestamp(state.now) } };
    for (auto goal = state.goals.begin(); goal != state.goals.end() && fields.size() < 500; ++goal)
        fields.push_back({ "goal", goal->second.status.value_or("") + " " + goal->first.text });
    return encode_fields(fields);
}

void adopt_seen(State& state, std::string_view text)
{
    auto const fields = decode_fields(text);
    auto const at = fields ? parse_timestamp(field(*fields, "at")) : std::nullopt;
    if (!at || field(*fields, "version") != version)
        return;
    state.live.hidden_since = *at;
    for (auto const& one : *fields)
        if (auto const space = one.value.find(' '); one.name == "goal" && space != std::string::npos)
            state.live.seen[{ one.value.substr(space + 1) }] = one.value.substr(0, space);
}

std::string encode_mark(Mark const& mark)
{
    return encode_fields({
        { "version", std::string(version) },
        { "title", mark.title },
        { "label", mark.label },
        { "pinned", mark.pinned ? "yes" : "no" },
        { "archived", mark.archived_at ? format_timestamp(*mark.archived_at) : "" },
    });
}

std::optional<Mark> decode_mark(std::string_view text)
{
    auto const fields = decode_fields(text);
    if (!fields || field(*fields, "version") != version)
        return {};
    return Mark { std::string(field(*fields, "title")), std::string(field(*fields, "label")), field(*fields, "pinned") == "yes", parse_timestamp(field(*fields, "archived")) };
}

} // namespace kally::store
