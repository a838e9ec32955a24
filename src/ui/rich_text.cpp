#include "ui/rich_text.h"

#include "ui/find_text.h"
#include "ui/page_text.h"

#include <functional>

namespace kally::ui {

namespace {

std::uint64_t key_of(std::string_view source, bool markdown, float width, text::Type body)
{
    std::uint64_t value = 1469598103934665603ull;
    for (char const c : source)
        value = (value ^ static_cast<unsigned char>(c)) * 1099511628211ull;
    auto const more = static_cast<std::uint64_t>(width * 8) << 16 | static_cast<std::uint64_t>(body) << 1 | (markdown ? 1 : 0);
    return (value ^ more) * 1099511628211ull;
}

using text::Decoration;

void draw_decoration(Frame& ui, Decoration const& decoration, Rect rect)
{
    auto const& p = ui.palette();
    auto& paint = ui.paint();
    switch (decoration.kind) {
    case Decoration::Kind::CodeBox: paint.card(rect, p.code.bg, p.code.border, token::radius_md); break;
    case Decoration::Kind::InlineCode: paint.fill(rect, p.code.inline_bg, token::radius_xs); break;
    case Decoration::Kind::QuoteBar: paint.fill({ rect.x, rect.y, 2, rect.height }, p.border.strong, 1); break;
    case Decoration::Kind::TableFrame: paint.card(rect, p.surface.content, p.border.default_, token::radius_md); break;
    case Decoration::Kind::TableHeader:
        paint.fill_corners({ rect.x + 1, rect.y + 1, rect.width - 2, rect.height - 1 }, p.surface.sunken, { token::radius_md - 1, token::radius_md - 1, 0, 0 });
        paint.fill({ rect.x, rect.bottom() - 1, rect.width, 1 }, p.border.default_);
        break;
    case Decoration::Kind::TableRowLine: paint.fill({ rect.x + 1, rect.y, rect.width - 2, 1 }, p.border.subtle); break;
    case Decoration::Kind::Rule: paint.fill({ rect.x, rect.y, rect.width, 1 }, p.border.default_); break;
    case Decoration::Kind::CheckBox:
        if (decoration.checked) {
            paint.fill(rect, p.accent.solid, token::radius_xs);
            paint.icon(Icon::Check, rect.x + rect.width / 2, rect.y + rect.height / 2, token::icon_xs, p.accent.on);
        } else {
            paint.card(rect, p.surface.content, p.border.control, token::radius_xs);
        }
        break;
    }
}

Color color_of(Palette const& p, text::Run const& run, text::Block const& block, RichTextSpec const& colors)
{
    if (block.kind == text::BlockKind::Code)
        return (run.style & text::Muted) != 0 ? p.code.muted : p.code.text;
    if (!run.link.empty())
        return colors.link;
    if ((run.style & text::Code) != 0)
        return p.code.inline_;
    if ((run.style & text::Muted) != 0 || block.quote_depth > 0)
        return colors.muted;
    if (block.kind == text::BlockKind::Table && run.type == text::Type::SmallMedium)
        return p.text.secondary;
    return colors.text;
}

} // namespace

RichText const& RichTextCache::get(Painter const& paint, std::string_view source, bool markdown, float width, text::Type body)
{
    auto& slot = m_texts[key_of(source, markdown, width, body)];
    if (!slot) {
        slot = std::make_unique<RichText>();
        slot->document = markdown ? text::parse_markdown(source) : text::parse_plain(source);
        slot->layout = text::lay_out(slot->document, width, FontMeasure { paint }, body, markdown ? text::Fit::Column : text::Fit::Content);
        slot->plain = text::plain_text(slot->document);
    }
    return *slot;
}

bool RichTextCache::contains(std::string_view source, bool markdown, float width, text::Type body) const
{
    return m_texts.contains(key_of(source, markdown, width, body));
}

RichTextEvent draw_rich_text(Frame& ui, std::string_view key, float x, float y, RichText const& rich, RichTextSpec const& spec)
{
    Rect const visible = spec.visible;
    RichTextEvent event;
    auto& paint = ui.paint();
    auto placed = [&](Rect r) { return Rect { x + r.x, y + r.y, r.width, r.height }; };
    auto const& layout = rich.layout;

    std::unordered_map<int, Rect> clips; // of blocks whose content is wider than the column: it scrolls sideways in its own box
    std::unordered_map<int, float> moved;
    for (auto const& scroll : layout.scrolls) {
        clips[scroll.block] = placed(scroll.rect);
        auto const found = ui.memory().scroll_tops.find(box_id(ui.scope(), scroll.block));
        moved[scroll.block] = found == ui.memory().scroll_tops.end() ? 0 : found->second;
    }
    auto sideways = [&](int block, Rect rect) {
        if (auto const by = moved.find(block); by != moved.end())
            rect.x -= by->second;
        return rect;
    };

    ui.record(key, { .role = Role::Text, .state = StateRetained, .name = rich.plain, .rect = placed({ 0, 0, layout.width, layout.height }) });
    for (auto const& decoration : layout.decorations)
        if (Rect const rect = decoration.kind == Decoration::Kind::CodeBox ? placed(decoration.rect) : sideways(decoration.block, placed(decoration.rect)); rect.overlaps(visible)) {
            auto const clip = clips.find(decoration.block);
            if (clip != clips.end())
                paint.push_clip(clip->second);
            draw_decoration(ui, decoration, rect);
            if (clip != clips.end())
                paint.pop_clip();
        }

    if (!spec.wanted.empty())
        for (auto const& match : matches_in(rich, paint, spec.wanted)) {
            Rect const rect = sideways(match.block, placed(match.rect));
            auto const clip = clips.find(match.block);
            if (!rect.overlaps(visible))
                continue;
            if (clip != clips.end())
                paint.push_clip(clip->second);
            paint.fill(rect, ui.palette().state.text_selection, token::radius_xs);
            if (spec.current)
                paint.fill({ rect.x, rect.bottom() - 2, rect.width, 2 }, ui.palette().accent.solid);
            if (clip != clips.end())
                paint.pop_clip();
        }

    Frame::Item link;
    int open_link = -1;
    for (auto const& run : layout.runs) {
        Rect const rect = sideways(run.block, placed({ run.x, run.y, run.width, run.line_height }));
        if (run.link_number >= 0 && run.link_number != open_link) {
            // One link may stand on several lines: its record is that of the first, the page has it whole.
            open_link = run.link_number;
            std::string link_key { key };
            link_key += ".link." + std::to_string(open_link);
            link = {};
            if (rect.overlaps(visible))
                link = ui.item(link_key, { .role = Role::Link, .state = StateRetained, .name = run.text, .value = run.link, .hint = text::shown_host(run.link), .rect = rect });
            if (link.activated)
                event.link = run.link;
        }
        if (!rect.overlaps(visible))
            continue;
        auto const& block = rich.document[static_cast<std::size_t>(run.block)];
        auto const clip = clips.find(run.block);
        if (clip != clips.end())
            paint.push_clip(clip->second);
        Color const color = color_of(ui.palette(), run, block, spec);
        paint.text(run.type, rect.x, rect.y, color, run.text, run.direction);
        if ((run.style & text::Strike) != 0)
            paint.fill({ rect.x, rect.y + rect.height / 2, rect.width, 1 }, color);
        if (run.link_number >= 0) {
            paint.fill({ rect.x, rect.y + rect.height - 4, rect.width, 1 }, link.hovered ? color : faded(color, 0.4f));
            if (link.focused)
                paint.focus_ring(rect, ui.palette().focus.ring, token::radius_xs);
        }
        if (clip != clips.end())
            paint.pop_clip();
    }

    for (auto const& decoration : layout.decorations) {
        bool const table = decoration.kind == Decoration::Kind::TableFrame;
        if (!table && decoration.kind != Decoration::Kind::CodeBox)
            continue;
        auto const clip = clips.find(decoration.block);
        Rect const box = clip != clips.end() ? clip->second : placed(decoration.rect);
        if (!box.overlaps(visible))
            continue;
        bool const at_left = table && layout.directions[static_cast<std::size_t>(decoration.block)] == text::Direction::RightToLeft;
        Rect const button { at_left ? box.x + 4 : box.right() - 32, box.y + 2, 28, 28 };
        if (table && clip != clips.end()) // the header goes on below it
            paint.fill({ button.x - (at_left ? 3 : 4), box.y + 1, 35, 30 }, ui.palette().surface.sunken);
        auto const& block = rich.document[static_cast<std::size_t>(decoration.block)];
        std::string copy_key { key };
        copy_key += ".copy." + std::to_string(decoration.block);
        if (icon_button(ui, button, copy_key, table ? spec.copy_table : spec.copy_code, Icon::Copy))
            event.copy = table ? text::table_text(block) : block.code;
    }
    return event;
}

} // namespace kally::ui
