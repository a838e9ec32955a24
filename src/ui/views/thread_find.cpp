#include "ui/views/thread_find.h"

#include "base/text.h"
#include "ui/find_text.h"
#include "ui/views/page_parts.h"

#include <cmath>

namespace kally::ui {

namespace {

constexpr std::size_t slice = 400; ///< Items looked through in a frame, a few milliseconds of work.

void go(ThreadFind& find, bool older)
{
    if (find.hits.empty())
        return;
    auto const count = find.hits.size();
    find.current = (find.current + (older ? 1 : count - 1)) % count;
    find.jump = true;
}

} // namespace

void close_find(Frame& ui, ThreadFind& find)
{
    find = { .revision = find.revision + 1 };
    ui.focus(ui.id("find-button"));
}

float draw_find_bar(Frame& ui, Rect area, store::State const& state, ThreadFind& find)
{
    auto const& p = ui.palette();
    bool const phone = ui.theme().phone;
    float const size = phone ? 44 : 32, field_height = phone ? token::control_input_height_phone : token::control_input_height;
    Rect const bar { area.x, area.y, area.width, field_height + 12 };
    ui.paint().fill(bar, p.surface.panel);
    separator(ui, bar.x, bar.bottom() - 1, bar.width);
    ui.open("find", { .role = Role::Group, .name = words(Text::FindInChat, state), .rect = bar });
    auto const language = state.settings.language;
    std::string const said = find.wanted.empty() ? std::string {}
        : find.hits.empty() && find.rest > 0     ? std::string {}
        : find.hits.empty()                      ? words(Text::FindNothing, state)
                                                 : tr_format(Text::CountOf, language, std::to_string(find.hits.size() - find.current), std::to_string(find.hits.size()));
    float const said_width = std::ceil(ui.paint().width(text::Type::Caption, said));
    float const left = bar.x + (phone ? 8 : 16), buttons = bar.right() - 12 - 3 * size, y = bar.y + 6 + (field_height - size) / 2;
    Rect const frame { left, bar.y + 6, buttons - 8 - left, field_height };
    auto const typed = framed_field(ui, frame, { .key = "text", .name = words(Text::FindInChat, state), .placeholder = words(Text::FindInChat, state), .role = Role::SearchBox, .value = find.text, .revision = find.revision }, Icon::Search, said.empty() ? 0 : said_width + 8);
    if (!said.empty())
        label(ui, { frame.right() - 12 - said_width, frame.y, said_width + 1, frame.height }, "count", said, { .type = text::Type::Caption, .color = p.text.secondary, .role = Role::Status });
    auto const still = static_cast<std::uint16_t>(find.hits.empty() ? StateDisabled : StateNone);
    bool const older = icon_button(ui, { buttons, y, size, size }, "older", words(Text::FindPrevious, state), Icon::ChevronUp, false, still);
    bool const newer = icon_button(ui, { buttons + size, y, size, size }, "newer", words(Text::FindNext, state), Icon::ChevronDown, false, still);
    bool const close = icon_button(ui, { buttons + 2 * size, y, size, size }, "close", words(Text::FindClose, state), Icon::X);
    bool inside = typed.focused;
    for (auto const* key : { "older", "newer", "close" })
        inside = inside || ui.input().focused == ui.id(key);
    ui.close();
    if (typed.edited) {
        find.text = *typed.edited;
        find.wanted = searchable(trim(find.text));
        find.rest = std::string::npos;
        find.current = 0;
        find.shown = 0;
        find.jump = true;
    }
    if (older || typed.submitted)
        go(find, true);
    if (newer)
        go(find, false);
    if (close || (inside && ui.take_key("Escape", true)))
        close_find(ui, find);
    return bar.height;
}

void look_further(Frame& ui, ThreadLocal& thread, bool others)
{
    auto& find = thread.find;
    if (others || find.rest > thread.items.size()) {
        find.hits.clear();
        find.rest = find.wanted.empty() ? 0 : thread.items.size();
    }
    for (std::size_t looked = 0; find.rest > 0 && looked < slice; ++looked) {
        if (searchable_text(thread.items[--find.rest]).find(find.wanted) == std::string::npos)
            continue;
        find.hits.push_back(find.rest);
        if (thread.entries[find.rest].id == find.shown) // what the person looks at stays the same
            find.current = find.hits.size() - 1;
    }
    if (auto const item = find.current_item(); item != std::string::npos && find.rest == 0)
        find.shown = thread.entries[item].id;
    if (find.rest > 0)
        ui.animate();
}

float draw_stale_note(Frame& ui, Rect area, store::Thread const& thread, store::State const& state, store::Actions& out)
{
    auto const at = thread.kept_at ? thread.kept_at : thread.history.answered_at;
    auto const said = at ? tr_format(Text::ShowingMessagesFrom, state.settings.language, format_when(*at, state.now, state.utc_offset, state.settings.language)) : words(Text::CouldNotRefresh, state);
    auto const note = draw_note(ui, area, "stale", Tone::Danger, said, words(Text::Retry, state));
    if (note.pressed)
        out.push_back(store::HistoryRequested { state.route.conversation });
    return note.height + 8;
}

} // namespace kally::ui
