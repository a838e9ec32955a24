#include "ui/views/thread_item.h"

#include "ui/find_text.h"
#include "ui/page_text.h"

#include <algorithm>
#include <cmath>

// What is known of an entry without drawing it: for the page, for the search, and whether it has changed.
namespace kally::ui {

namespace {

using store::ThreadItem;

/// Of a text without reading all of it: threads of many thousand messages are looked through in every frame.
std::uint64_t mark_of(std::string_view id, std::string_view text, std::uint64_t more)
{
    std::uint64_t value = 1469598103934665603ull ^ more ^ text.size() << 20;
    auto const add = [&](char c) { value = (value ^ static_cast<unsigned char>(c)) * 1099511628211ull; };
    for (char const c : id)
        add(c);
    constexpr std::size_t samples = 16;
    std::size_t const step = std::max<std::size_t>(1, text.size() / samples);
    for (std::size_t at = 0; at < text.size(); at += step)
        add(text[at]);
    return value;
}

} // namespace

std::string message_key(api::Message const& message, std::size_t index) { return "m." + (message.id ? message.id->text : std::to_string(index)); }

std::string message_name(store::State const& state, api::Message const& message)
{
    auto const time = message.created_at ? ", " + format_time(*message.created_at, state.utc_offset) : std::string {};
    return (message.author == api::Author::User ? words(Text::You, state) : "KallyAI") + time;
}

std::string day_name(store::State const& state, ThreadItem const& item) { return format_day(item.at, state.now, state.utc_offset, state.settings.language); }

std::uint64_t item_mark(ThreadItem const& item)
{
    switch (item.kind) {
    case ThreadItem::Kind::Message:
        return mark_of(item.message->id ? item.message->id->text : "", item.message->text, item.message->actions.size() * 64 + item.message->suggestions.size() * 4 + (item.first_of_group ? 2 : 0) + (item.last_reply ? 1 : 0));
    case ThreadItem::Kind::Intent: return mark_of(item.intent->id.text, item.intent->text, static_cast<std::uint64_t>(item.intent->state) * 4 + item.intent->recorded * 2 + item.asks + 100);
    case ThreadItem::Kind::NotLoaded: return 4;
    case ThreadItem::Kind::Older: return 3;
    case ThreadItem::Kind::DayDivider: return 1;
    case ThreadItem::Kind::Waiting: return 2;
    }
    return 0;
}

std::uint64_t item_glance(ThreadItem const& item)
{
    auto const* text = item.message != nullptr ? &item.message->text : item.intent != nullptr ? &item.intent->text : nullptr;
    auto value = static_cast<std::uint64_t>(item.kind) << 4 | (item.first_of_group ? 2 : 0) | (item.last_reply ? 1 : 0);
    if (item.kind == ThreadItem::Kind::DayDivider)
        value ^= static_cast<std::uint64_t>(item.at.time_since_epoch().count()) << 8;
    if (item.intent != nullptr)
        value ^= (static_cast<std::uint64_t>(item.intent->state) << 2 | static_cast<std::uint64_t>(item.intent->recorded) << 1 | static_cast<std::uint64_t>(item.asks)) << 8;
    if (item.message != nullptr)
        value ^= item.message->actions.size() << 12 ^ item.message->suggestions.size() << 20;
    return text == nullptr ? value : (value ^ reinterpret_cast<std::uintptr_t>(text->data()) * 1099511628211ull) * 31 + text->size();
}

std::uint32_t item_id(store::State const& state, ThreadItem const& item, std::size_t index, std::uint32_t log)
{
    switch (item.kind) {
    case ThreadItem::Kind::Message: return child_id(log, message_key(*item.message, index));
    case ThreadItem::Kind::Intent: return child_id(log, "i." + item.intent->id.text);
    case ThreadItem::Kind::DayDivider: return child_id(log, "day." + day_name(state, item));
    case ThreadItem::Kind::NotLoaded:
    case ThreadItem::Kind::Older:
    case ThreadItem::Kind::Waiting: return 0;
    }
    return 0;
}

void describe_item(store::State const& state, ThreadItem const& item, platform::Retained::Change& change)
{
    if (item.kind == ThreadItem::Kind::DayDivider) {
        change.role = Role::Separator;
        change.name = day_name(state, item);
        return;
    }
    bool const typed = item.kind == ThreadItem::Kind::Intent || item.message->author == api::Author::User;
    std::string_view const said = item.kind == ThreadItem::Kind::Intent ? item.intent->text : item.message->text;
    change.name = item.kind == ThreadItem::Kind::Intent ? words(Text::You, state) : message_name(state, *item.message);
    change.content = encode_content(typed ? text::parse_plain(said) : text::parse_markdown(said), change.id);
}

std::string searchable_text(ThreadItem const& item)
{
    if (item.intent != nullptr)
        return item.kind == ThreadItem::Kind::Intent ? searchable(item.intent->text) : std::string {};
    if (item.message == nullptr)
        return {};
    std::string_view const said = item.message->text;
    // Most messages have no marks, and are not taken apart for it.
    bool const plain = item.message->author == api::Author::User || said.find_first_of("*_`~#>|[<\\&") == said.npos;
    return searchable(plain ? std::string(said) : text::plain_text(text::parse_markdown(said)));
}

float estimated_height(ThreadItem const& item, float width)
{
    auto lines = [&](std::size_t bytes) { return std::ceil(static_cast<float>(bytes) * 7.4f / std::max(120.0f, width)) * 24; };
    switch (item.kind) {
    case ThreadItem::Kind::Message:
        return item.message->author == api::Author::User ? lines(item.message->text.size()) + 56 : lines(item.message->text.size()) + 80;
    case ThreadItem::Kind::Intent: return lines(item.intent->text.size()) + 56;
    case ThreadItem::Kind::NotLoaded: return 136;
    case ThreadItem::Kind::Older: return 40;
    case ThreadItem::Kind::DayDivider: return 48;
    case ThreadItem::Kind::Waiting: return 44;
    }
    return 60;
}

} // namespace kally::ui
