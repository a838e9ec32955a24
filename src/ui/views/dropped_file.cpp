#include "ui/overlays.h"
#include "ui/views.h"

#include "base/text.h"

#include <algorithm>
#include <cmath>

namespace kally::ui {

namespace {

constexpr std::size_t lines_shown = 6;
constexpr std::size_t file_name_most = 200; ///< Bytes; longer names are cut where they are shown.

std::size_t code_points(std::string_view text)
{
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++count)
        next_code_point(text, at);
    return count;
}

std::string draft_of(store::State const& state)
{
    auto const found = state.threads.find(store::thread_key(state.route.conversation));
    return found == state.threads.end() ? std::string {} : found->second.draft;
}

/// Why it cannot be inserted, or nothing.
std::optional<std::string_view> refusal(platform::DroppedFile const& file, store::State const& state, bool can_write)
{
    using Problem = platform::DroppedFile::Problem;
    switch (file.problem) {
    case Problem::Binary: return "FileIsNoText";
    case Problem::TooLarge: return "FileTooLarge";
    case Problem::Several: return "FilesOneAtATime";
    case Problem::Unreadable: return "FileUnreadable";
    case Problem::None: break;
    }
    if (!can_write || state.route.page != store::Page::Chat)
        return "FileNeedsChat";
    if (trim(file.text).empty())
        return "FileIsEmpty";
    if (code_points(quoted_into(draft_of(state), file)) > message_limit)
        return "FileTooLarge";
    return {};
}

std::string size_text(double bytes, store::Language language)
{
    if (bytes < 1024)
        return tr_format(Text::SizeBytes, language, std::to_string(static_cast<int>(bytes)));
    return tr_format(Text::SizeKilobytes, language, std::to_string(static_cast<int>(std::ceil(bytes / 1024))));
}

} // namespace

std::string quoted_into(std::string const& draft, platform::DroppedFile const& file)
{
    std::string out = draft;
    if (!draft.empty())
        out += draft.ends_with("\n\n") ? "" : draft.ends_with('\n') ? "\n" : "\n\n";
    out += file.name.substr(0, file_name_most) + ":\n";
    std::string_view text = file.text;
    while (text.ends_with('\n'))
        text.remove_suffix(1);
    for (std::size_t from = 0; from <= text.size();) {
        auto const to = std::min(text.find('\n', from), text.size());
        out += to == from ? ">\n" : "> " + std::string(text.substr(from, to - from)) + "\n";
        from = to + 1;
    }
    return out + "\n";
}

void take_dropped_file(Frame& ui, store::State const& state, Local& local, store::Actions& out, bool can_write)
{
    auto const& file = *ui.input().dropped;
    if (auto const reason = refusal(file, state, can_write))
        out.push_back(store::FileRefused { std::string(*reason) });
    else
        local.dropped = file;
}

void draw_dropped_file(Frame& ui, store::State const& state, Local& local, store::Actions& out)
{
    auto const& p = ui.palette();
    auto const& file = *local.dropped;
    std::string shown = file.text.substr(0, 2000);
    std::size_t lines = 0, end = 0;
    while (end < shown.size() && lines < lines_shown)
        lines += shown[end++] == '\n' ? 1 : 0;
    shown.resize(end);
    bool const all = end == file.text.size();
    while (!shown.empty() && (shown.back() == '\n' || (!all && !is_valid_utf8(shown))))
        shown.pop_back();

    float const inner = std::min(token::panel_dialog, ui.window().width - 32) - 48;
    auto const title = words(Text::InsertFileTitle, state), detail = words(Text::InsertFileDetail, state);
    auto const name = file.name.substr(0, file_name_most) + ", " + size_text(file.size, state.settings.language);
    float const detail_height = wrapped_height(ui, text::Type::Body, detail, inner);
    float const preview = std::min(wrapped_height(ui, text::Type::Code, shown, inner - 24), static_cast<float>(lines_shown) * type_token(text::Type::Code).line);
    float const room = std::max(type_token(text::Type::Code).line, std::min(preview, ui.window().height - 32 - 48 - 28 - 8 - detail_height - 16 - 28 - 24 - 24 - 44));
    bool const phone = ui.theme().phone;
    float const button_size = button_height(ui, ButtonSize::Medium);
    Rect const r = begin_dialog(ui, "dropped-file", title, token::panel_dialog, 48 + 28 + 8 + detail_height + 16 + 28 + room + 24 + 24 + button_size);
    float y = r.y;
    y += label(ui, { r.x, y, r.width, 28 }, "title", title, { .type = text::Type::Title2, .role = Role::Heading, .level = 2 }) + 8;
    y += label(ui, { r.x, y, r.width, detail_height }, "detail", detail, { .type = text::Type::Body, .color = p.text.secondary, .max_lines = 0 }) + 16;
    label(ui, { r.x, y, r.width, 20 }, "name", name, { .type = text::Type::UiMedium });
    y += 28;
    ui.paint().card({ r.x, y, r.width, room + 24 }, p.code.bg, p.code.border, token::radius_md);
    ui.paint().push_clip({ r.x + 12, y + 12, r.width - 24, room });
    label(ui, { r.x + 12, y + 12, r.width - 24, room }, "lines", shown, { .type = text::Type::Code, .color = p.code.text, .role = Role::Code, .max_lines = static_cast<int>(room / type_token(text::Type::Code).line) });
    ui.paint().pop_clip();
    y += room + 24 + 24;
    ButtonSpec const insert { .key = "insert", .name = words(Text::Insert, state), .kind = ButtonKind::Primary };
    ButtonSpec const cancel { .key = "cancel", .name = words(Text::Cancel, state) };
    float const gap = 8;
    float const insert_width = phone ? (r.width - gap) / 2 : button_width(ui, insert), cancel_width = phone ? (r.width - gap) / 2 : button_width(ui, cancel);
    bool close = button(ui, { r.right() - insert_width - gap - cancel_width, y, cancel_width, button_size }, cancel);
    bool const inserted = button(ui, { r.right() - insert_width, y, insert_width, button_size }, insert);
    if (ui.layer_is_new())
        ui.focus(ui.id("insert"));
    if (ui.take_key("Escape", true))
        close = true;
    end_dialog(ui);
    if (inserted) {
        auto const key = store::thread_key(state.route.conversation);
        out.push_back(store::DraftFilled { key, quoted_into(draft_of(state), file) });
        ui.memory().openers["dropped-file"].id = local.composer.field; // where one writes on
    }
    if (close || inserted)
        local.dropped.reset();
}

} // namespace kally::ui
