#include "ui/page_text.h"

#include <cmath>

namespace kally::ui {

namespace {

constexpr char field_end = '\x1c', block_end = '\x1d', unit_end = '\x1e', span_end = '\x1f';

/// The separators are no characters of a text; a line of code or a message may still hold them.
void append_text(std::string& out, std::string_view text)
{
    for (char const c : text)
        if (c < '\x1c' || c > '\x1f')
            out += c;
}

void append_spans(std::string& out, std::vector<text::Span> const& spans, std::uint32_t article)
{
    out += unit_end;
    bool first = true;
    for (auto const& span : spans) {
        if (!first)
            out += span_end;
        first = false;
        bool const link = span.link_number >= 0;
        // The look of a link is told by its id.
        out += static_cast<char>('0' + (span.style & (text::Bold | text::Italic | text::Code | text::Strike)) + (link ? text::LinkStyle : 0));
        if (link) {
            out += std::to_string(link_id(article, span.link_number));
            out += field_end;
            append_text(out, span.link);
            out += field_end;
            append_text(out, text::shown_host(span.link));
            out += field_end;
        }
        append_text(out, span.text);
    }
}

std::string number(float value) { return std::to_string(std::lround(value * 64)); }

std::uint32_t child(std::uint32_t article, std::string_view what, int number)
{
    std::string key { what };
    key += std::to_string(number);
    return child_id(article, key);
}

} // namespace

std::uint32_t link_id(std::uint32_t article, int link_number) { return child(article, "text.link.", link_number); }
std::uint32_t box_id(std::uint32_t article, int block) { return child(article, "text.box.", block); }

std::string encode_content(text::Document const& document, std::uint32_t article)
{
    std::string out;
    for (auto const& block : document) {
        if (&block != &document.front())
            out += block_end;
        switch (block.kind) {
        case text::BlockKind::Paragraph: out += 'p'; break;
        case text::BlockKind::Heading: out += "h" + std::to_string(block.level); break;
        case text::BlockKind::ListItem:
            out += 'l';
            append_text(out, block.marker);
            break;
        case text::BlockKind::Quote: out += 'q'; break;
        case text::BlockKind::Rule: out += 'r'; continue;
        case text::BlockKind::Code:
            out += 'c';
            append_text(out, block.language);
            append_spans(out, { { .text = block.code } }, article);
            continue;
        case text::BlockKind::Table:
            out += "t" + std::to_string(block.right_aligned.size());
            for (auto const& row : block.rows)
                for (std::size_t column = 0; column < block.right_aligned.size(); ++column)
                    append_spans(out, column < row.size() ? row[column].spans : std::vector<text::Span> {}, article);
            continue;
        }
        append_spans(out, block.spans, article);
    }
    return out;
}

std::string encode_lines(RichText const& rich, std::uint32_t article, float x, float y)
{
    std::string out;
    auto field = [&](std::string_view text) {
        out += span_end;
        out += text;
    };
    auto place = [&](Rect const& r) {
        for (float const value : { r.x, r.y, r.width, r.height })
            field(number(value));
    };
    auto next = [&] {
        if (!out.empty())
            out += unit_end;
    };
    auto box_of = [&](int block) -> Rect const* {
        for (auto const& decoration : rich.layout.decorations)
            if (decoration.block == block && (decoration.kind == text::Decoration::Kind::CodeBox || decoration.kind == text::Decoration::Kind::TableFrame))
                return &decoration.rect;
        return nullptr;
    };
    int last_box = -1;
    for (auto const& unit : rich.layout.units) {
        auto const kind = rich.document[static_cast<std::size_t>(unit.block)].kind;
        if (kind == text::BlockKind::Code && unit.part != 0)
            continue; // the language is the box's name
        Rect origin { -x, -y, 0, 0 };
        if (auto const* box = box_of(unit.block)) {
            Rect shown = *box;
            float content = box->width;
            for (auto const& scroll : rich.layout.scrolls)
                if (scroll.block == unit.block) {
                    shown = scroll.rect;
                    content = scroll.content_width;
                }
            if (last_box != unit.block) {
                last_box = unit.block;
                next();
                out += 'b';
                field(std::to_string(unit.block));
                place({ shown.x + x, shown.y + y, shown.width, shown.height });
                field(number(content));
                field(std::to_string(box_id(article, unit.block)));
            }
            origin = shown;
        }
        next();
        out += std::to_string(unit.block) + "." + std::to_string(unit.part);
        place({ unit.rect.x - origin.x, unit.rect.y - origin.y, unit.rect.width, unit.rect.height });
        auto const& token = type_token(unit.type);
        field(std::to_string(static_cast<int>(token.face)));
        field(number(token.size));
        field(number(token.line));
        bool const rightwards = unit.first_run < unit.end_run && rich.layout.runs[unit.first_run].line_direction == text::Direction::RightToLeft;
        field(unit.right ? "1" : rightwards ? "2" : "0");
        if (kind == text::BlockKind::Code)
            continue; // its lines end where the source says so
        int line = -1;
        for (auto run = unit.first_run; run < unit.end_run; ++run) {
            auto const& one = rich.layout.runs[run];
            auto const at = static_cast<int>((one.y + one.line_height / 2 - unit.rect.y) / token.line);
            field(at != line ? "1" : "0");
            append_text(out, one.text);
            line = at;
        }
    }
    return out;
}

} // namespace kally::ui
