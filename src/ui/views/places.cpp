#include "base/text.h"
#include "ui/views.h"

#include <charconv>
#include <cmath>

namespace kally::ui {

namespace {

constexpr std::string_view thread_prefix = "thread.", scroller_prefix = "scroller.";
constexpr double part_grain = 1'000'000;

/// Reads a whole number and moves behind it and the blank that follows.
template <typename Number>
bool read_number(std::string_view& text, Number& out)
{
    auto const [end, problem] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (problem != std::errc {})
        return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (text.starts_with(' '))
        text.remove_prefix(1);
    return true;
}

} // namespace

std::string encode_places(Local& local)
{
    keep_place(local);
    std::vector<Field> fields;
    for (auto const& [thread, place] : local.places)
        fields.push_back({ std::string(thread_prefix) + thread, std::to_string(place.entry) + " " + std::to_string(std::llround(place.part * part_grain)) });
    for (auto const& [id, end] : local.memory.scroll_ends)
        if (auto const top = local.memory.scroll_tops[id]; id != local.thread.log && top > 0)
            fields.push_back({ std::string(scroller_prefix) + std::to_string(id), std::to_string(std::lround(top)) });
    return encode_fields(fields);
}

void decode_places(std::string_view text, Local& local)
{
    for (auto const& [name, value] : decode_fields(text).value_or(std::vector<Field> {})) {
        std::string_view key = name, rest = value;
        if (key.starts_with(thread_prefix)) {
            Place place;
            long long part = 0;
            if (read_number(rest, place.entry) && read_number(rest, part) && rest.empty())
                local.places[std::string(key.substr(thread_prefix.size()))] = { place.entry, static_cast<float>(static_cast<double>(part) / part_grain) };
        } else if (key.starts_with(scroller_prefix)) {
            key.remove_prefix(scroller_prefix.size());
            std::uint32_t id = 0;
            long top = 0;
            if (read_number(key, id) && key.empty() && read_number(rest, top) && rest.empty() && top > 0)
                local.memory.scroll_tops[id] = static_cast<float>(top);
        }
    }
}

} // namespace kally::ui
