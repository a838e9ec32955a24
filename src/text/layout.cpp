#include "text/layout.h"

#include "base/text.h"
#include "text/clusters.h"

#include <algorithm>
#include <cmath>

namespace kally::text {

namespace {

constexpr float paragraph_gap = 12, item_gap = 4, indent = 20, quote_indent = 16;
constexpr float code_padding = 12, code_label = 32, table_row = 32, cell_padding = 12, table_copy = 28;
constexpr float inline_code_padding = 4;

Type typed(Type base, std::uint8_t style)
{
    if ((style & Code) != 0)
        return Type::Code;
    bool const bold = (style & Bold) != 0;
    if (bold && base == Type::Body)
        return Type::BodyStrong;
    if (bold && base == Type::Small)
        return Type::SmallStrong;
    if (bold && base == Type::Ui)
        return Type::UiStrong;
    if ((style & Italic) != 0 && base == Type::Body)
        return Type::BodyItalic;
    return base;
}

Direction direction_of(std::vector<Span> const& spans, bool* found = nullptr)
{
    bool known = false;
    for (auto const& span : spans)
        if (auto const direction = base_direction(span.text, &known); known) {
            if (found != nullptr)
                *found = true;
            return direction;
        }
    return Direction::LeftToRight;
}

/// Sets spans into lines. One instance per paragraph or cell.
class Setter {
public:
    Setter(Layout& out, Measure const& measure, Type base, Direction direction, float left, float top, float width, int block, int part = 0)
        : m_out(out), m_measure(measure), m_base(base), m_base_direction(direction), m_direction(direction), m_left(left), m_top(top), m_width(width), m_line(measure.line_height(base)), m_block(block), m_part(part)
    {
    }

    /// Returns the height used.
    float set(std::vector<Span> const& spans, std::uint8_t more_style = Plain)
    {
        m_first_run = m_out.runs.size();
        m_reorders = std::any_of(spans.begin(), spans.end(), [](Span const& span) { return needs_shaping(span.text); });
        char32_t last = 0;
        for (auto const& span : spans) {
            auto const style = static_cast<std::uint8_t>(span.style | more_style);
            std::string_view const text = span.text;
            Clusters clusters { text, m_measure.cluster_ends(text) };
            auto const words = has_unspaced(text) ? m_measure.word_ends(text) : ClusterEnds {};
            std::size_t from = 0;
            for (std::size_t at = 0; at < text.size();) {
                std::size_t next = clusters.end_of(at);
                std::size_t peek = at;
                char32_t const c = next_code_point(text, peek);
                if (c == '\n') {
                    piece(span, style, text.substr(from, at - from));
                    flush();
                    break_line();
                    if (m_reorders)
                        m_direction = direction_after(spans, span, next);
                    from = next;
                    last = 0;
                    at = next;
                    continue;
                }
                bool const after_blank = is_blank(last) && !is_blank(c);
                if (last != 0 && (after_blank || (!is_blank(c) && may_break_between(last, c)) || (is_unspaced(last) && is_unspaced(c) && std::binary_search(words.begin(), words.end(), at)))) {
                    piece(span, style, text.substr(from, at - from));
                    flush();
                    from = at;
                }
                last = c;
                at = next;
            }
            piece(span, style, text.substr(from));
        }
        flush();
        finish_line();
        m_out.units.push_back({ .block = m_block, .part = m_part, .rect = { m_left, m_top, m_width, m_y + m_line }, .type = m_base, .first_run = m_first_run, .end_run = m_out.runs.size() });
        return m_y + m_line;
    }

    float widest() const { return m_widest; }
    void align_right() { m_aligns_right = true; } ///< Lines that run to the right end at the right of the column.

private:
    struct Piece {
        Span const* span;
        std::uint8_t style;
        std::string_view text;
    };

    static bool has_unspaced(std::string_view text)
    {
        if (is_simple(text))
            return false;
        for (std::size_t at = 0; at < text.size();)
            if (is_unspaced(next_code_point(text, at)))
                return true;
        return false;
    }

    /// Each line of the person's own has its direction, as in a field: that of its first letter, or the paragraph's.
    Direction direction_after(std::vector<Span> const& spans, Span const& span, std::size_t at) const
    {
        std::string_view rest = std::string_view(span.text).substr(at);
        for (auto const* one = &span;;) {
            auto const end = rest.find('\n');
            bool known = false;
            if (auto const direction = base_direction(rest.substr(0, end), &known); known)
                return direction;
            if (end != rest.npos || ++one == spans.data() + spans.size())
                return m_base_direction;
            rest = one->text;
        }
    }

    static bool is_blank(char32_t c) { return c == ' ' || c == '\t'; }

    void piece(Span const& span, std::uint8_t style, std::string_view text)
    {
        if (!text.empty())
            m_chunk.push_back({ &span, style, text });
    }

    float width_of(Piece const& p, std::string_view text) const
    {
        return m_measure.width(typed(m_base, p.style), text) + ((p.style & Code) != 0 && m_base != Type::Code ? 2 * inline_code_padding : 0);
    }

    static std::string_view without_blanks(std::string_view text)
    {
        while (!text.empty() && is_blank(static_cast<unsigned char>(text.back())))
            text.remove_suffix(1);
        return text;
    }

    /// Places what was collected up to a place where the line may break.
    void flush()
    {
        if (m_chunk.empty())
            return;
        float visible = 0, full = 0;
        for (auto const& p : m_chunk) {
            auto const bare = without_blanks(p.text);
            visible = full + (bare.empty() ? 0 : width_of(p, bare));
            full += width_of(p, p.text);
        }
        if (m_x > 0 && m_x + visible > m_width)
            break_line();
        if (visible > m_width) {
            for (auto const& p : m_chunk)
                place_anywhere(p);
        } else {
            for (auto const& p : m_chunk)
                place(p, p.text);
        }
        m_chunk.clear();
    }

    /// A word wider than the column: broken between clusters.
    void place_anywhere(Piece const& p)
    {
        std::size_t from = 0, at = 0;
        float width = 0;
        Clusters clusters { p.text, m_measure.cluster_ends(p.text) };
        while (at < p.text.size()) {
            auto const next = clusters.end_of(at);
            float const more = m_measure.width(typed(m_base, p.style), p.text.substr(at, next - at));
            if (m_x + width + more > m_width && (m_x > 0 || at > from)) {
                if (at > from)
                    place(p, p.text.substr(from, at - from));
                break_line();
                from = at;
                width = 0;
            }
            width += more;
            at = next;
        }
        place(p, p.text.substr(from));
    }

    void place(Piece const& p, std::string_view text)
    {
        if (text.empty())
            return;
        bool const code = (p.style & Code) != 0 && m_base != Type::Code;
        auto& runs = m_out.runs;
        float const width = width_of(p, text);
        if (runs.size() > m_line_first && runs.back().style == p.style && runs.back().link_number == p.span->link_number && !code) {
            runs.back().text += text;
            runs.back().width = m_x + width - (runs.back().x - m_left);
        } else {
            float const pad = code ? inline_code_padding : 0;
            auto const type = typed(m_base, p.style);
            float const line = m_measure.line_height(type);
            runs.push_back({ .text = std::string(text), .type = type, .style = p.style, .link = p.span->link, .link_number = p.span->link_number, .x = m_left + m_x + pad,
                .y = m_top + m_y + std::floor((m_line - line) / 2), .width = width - 2 * pad, .line_height = line, .block = m_block });
            if (code)
                m_out.decorations.push_back({ .kind = Decoration::Kind::InlineCode, .rect = { m_left + m_x, m_top + m_y + (m_line - 20) / 2, width, 20 }, .block = m_block });
        }
        m_x += width;
        // Blanks at the end hang: they count for no line's width.
        auto const bare = without_blanks(text);
        if (!bare.empty())
            m_visible = m_x - (bare.size() == text.size() ? 0 : m_measure.width(typed(m_base, p.style), text.substr(bare.size())));
    }

    void finish_line()
    {
        m_widest = std::max(m_widest, m_visible);
        auto& runs = m_out.runs;
        if (runs.size() > m_line_first) {
            auto& last = runs.back();
            auto const bare = without_blanks(last.text);
            if (bare.size() != last.text.size()) {
                last.width -= m_measure.width(last.type, std::string_view(last.text).substr(bare.size()));
                last.text.resize(bare.size());
                if (last.text.empty())
                    runs.pop_back();
            }
        }
        if (m_reorders)
            order_line();
        if (m_aligns_right && m_direction == Direction::LeftToRight) {
            for (auto i = m_line_first; i < runs.size(); ++i)
                runs[i].x += m_width - m_visible;
            for (auto i = m_line_boxes; i < m_out.decorations.size(); ++i)
                m_out.decorations[i].rect.x += m_width - m_visible;
        }
        m_line_first = runs.size();
        m_line_boxes = m_out.decorations.size();
    }

    /// Puts the runs of the line in the order in which they are seen, and the line at the side where it starts.
    ///
    /// The bidirectional algorithm at the grain of runs: inside a run the browser orders the letters. A run with letters of
    /// both directions takes the paragraph's; what has no letters takes that of its neighbours when they agree.
    void order_line()
    {
        auto& runs = m_out.runs;
        struct Slot {
            Run* run;
            Order order;
            float pad, width;
            int level;
        };
        std::vector<Slot> slots;
        float total = 0;
        for (std::size_t i = m_line_first; i < runs.size(); ++i) {
            auto& run = runs[i];
            float const pad = (run.style & Code) != 0 && m_base != Type::Code ? inline_code_padding : 0;
            slots.push_back({ &run, order_of(run.text), pad, run.width + 2 * pad, 0 });
            total += slots.back().width;
        }
        int const base = m_direction == Direction::RightToLeft ? 1 : 0;
        bool const base_right = base == 1;
        auto runs_left = [&](Order const& order) { return order.left && order.right ? base_right : order.right; }; // of one that has letters
        auto before = [&](std::size_t i) {
            while (i-- > 0)
                if (slots[i].order.left || slots[i].order.right)
                    return runs_left(slots[i].order);
            return base_right;
        };
        auto after = [&](std::size_t i) {
            while (++i < slots.size())
                if (slots[i].order.left || slots[i].order.right)
                    return runs_left(slots[i].order);
            return base_right;
        };
        auto ends_with_letter = [](std::string_view text) {
            std::size_t at = text.size();
            while (at > 0 && (static_cast<unsigned char>(text[--at]) & 0xC0) == 0x80) { }
            auto const last = order_of(text.substr(at));
            return last.left || last.right;
        };
        for (std::size_t i = 0; i < slots.size(); ++i) {
            auto& [run, order, pad, width, level] = slots[i];
            bool left_running = base_right;
            level = base;
            if (order.left != order.right) {
                level = order.right ? 1 : base_right ? 2 : 0;
                // A full stop at its end belongs to what follows.
                left_running = ends_with_letter(run->text) || after(i) == order.right ? order.right : base_right;
            } else if (!order.left && order.number) {
                level = base_right || before(i) ? 2 : 0;
                left_running = false;
            } else if (!order.left && before(i) == after(i)) {
                level = before(i) ? 1 : base_right ? 2 : 0;
                left_running = before(i);
            }
            run->direction = left_running ? Direction::RightToLeft : Direction::LeftToRight;
            run->line_direction = m_direction;
        }
        std::vector<Slot*> seen;
        for (auto& slot : slots)
            seen.push_back(&slot);
        for (int level = 2; level > 0; --level) // rule L2
            for (std::size_t from = 0; from < seen.size(); ++from) {
                std::size_t to = from;
                while (to < seen.size() && seen[to]->level >= level)
                    ++to;
                if (to > from) {
                    std::reverse(seen.begin() + static_cast<std::ptrdiff_t>(from), seen.begin() + static_cast<std::ptrdiff_t>(to));
                    from = to;
                }
            }
        float x = base_right ? m_left + m_width - total : m_left;
        for (auto* slot : seen) {
            slot->run->x = x + slot->pad;
            x += slot->width;
        }
        // Boxes of inline code were made in reading order, one for each such run.
        std::size_t box = m_line_boxes;
        for (auto const& slot : slots)
            if (slot.pad > 0 && box < m_out.decorations.size())
                m_out.decorations[box++].rect.x = slot.run->x - slot.pad;
    }

    void break_line()
    {
        finish_line();
        m_x = 0;
        m_visible = 0;
        m_y += m_line;
    }

    Layout& m_out;
    Measure const& m_measure;
    Type m_base;
    Direction m_base_direction, m_direction; ///< Of the paragraph, of the line.
    bool m_aligns_right = false;
    bool m_reorders = false; ///< Some line may have to be put in another order.
    float m_left, m_top, m_width, m_line;
    int m_block, m_part;
    std::vector<Piece> m_chunk;
    float m_x = 0, m_y = 0, m_visible = 0, m_widest = 0;
    std::size_t m_first_run = 0;
    std::size_t m_line_first = m_out.runs.size();
    std::size_t m_line_boxes = m_out.decorations.size(); ///< First inline code box of the line.
};

Type heading_type(int level) { return level <= 1 ? Type::Title2 : level == 2 ? Type::Heading : Type::UiStrong; }

/// The beginning of a text that has room on a line.
std::string fitting(std::string_view text, Type type, float room, Measure const& measure)
{
    std::size_t fits = 0;
    while (fits < text.size()) {
        auto const end = next_cluster(text, fits);
        if (measure.width(type, text.substr(0, end)) > room)
            break;
        fits = end;
    }
    return std::string { text.substr(0, fits) };
}

float set_code(Layout& out, Block const& block, int index, float x, float y, float width, Measure const& measure)
{
    float const line = measure.line_height(Type::Code);
    float const room = width - 2 * code_padding - 40;
    std::vector<Span> const label { { fitting(block.language, Type::Caption, room, measure), Muted, {} } };
    std::size_t const box = out.decorations.size();
    out.decorations.push_back({ .kind = Decoration::Kind::CodeBox, .block = index });
    if (!label.front().text.empty())
        Setter { out, measure, Type::Caption, Direction::LeftToRight, x + code_padding, y + 8, room, index, 1 }.set(label);
    float widest = 0, at = y + code_label;
    std::size_t const first = out.runs.size();
    std::string_view const code = block.code;
    for (std::size_t from = 0; from <= code.size();) {
        auto const end = std::min(code.find('\n', from), code.size());
        std::string text { code.substr(from, end - from) };
        for (auto tab = text.find('\t'); tab != text.npos; tab = text.find('\t'))
            text.replace(tab, 1, "    ");
        if (!text.empty()) {
            float const run = measure.width(Type::Code, text);
            widest = std::max(widest, run);
            out.runs.push_back({ .text = std::move(text), .type = Type::Code, .style = Code, .x = x + code_padding, .y = at, .width = run, .line_height = line, .block = index });
        }
        at += line;
        from = end + 1;
    }
    out.units.push_back({ .block = index, .rect = { x + code_padding, y + code_label, widest, at - y - code_label }, .type = Type::Code, .first_run = first, .end_run = out.runs.size() });
    float const height = at + code_padding - y;
    out.decorations[box].rect = { x, y, width, height };
    if (widest + 2 * code_padding > width)
        out.scrolls.push_back({ .block = index, .rect = { x, y, width, height }, .content_width = widest + 2 * code_padding });
    out.width = std::max(out.width, x + width);
    return height;
}

/// Columns follow the direction of the table's first letter.
Direction table_direction(Block const& block)
{
    bool known = false;
    for (auto const& row : block.rows)
        for (auto const& cell : row)
            if (auto const direction = direction_of(cell.spans, &known); known)
                return direction;
    return Direction::LeftToRight;
}

float set_table(Layout& out, Block const& block, int index, float x, float y, float width, Measure const& measure)
{
    std::size_t const columns = block.right_aligned.size();
    if (columns == 0 || block.rows.empty())
        return 0;
    std::vector<float> wanted(columns, 0);
    auto cell_width = [&](TableCell const& cell, Type type) {
        float sum = 0;
        for (auto const& span : cell.spans)
            sum += measure.width(typed(type, span.style), span.text) + ((span.style & Code) != 0 ? 2 * inline_code_padding : 0);
        return sum;
    };
    bool const mirrored = out.directions.back() == Direction::RightToLeft;
    // The button that copies stands where the header ends.
    auto padding = [&](std::size_t row, std::size_t c) { return 2 * cell_padding + (row == 0 && c + 1 == columns ? table_copy : 0); };
    for (std::size_t row = 0; row < block.rows.size(); ++row)
        for (std::size_t c = 0; c < std::min(columns, block.rows[row].size()); ++c)
            wanted[c] = std::max(wanted[c], cell_width(block.rows[row][c], row == 0 ? Type::SmallMedium : Type::Small) + padding(row, c));
    constexpr float longest_word = 160; // an address or the like is broken sooner than that a table is pushed apart
    std::vector<float> least(columns);
    for (std::size_t c = 0; c < columns; ++c)
        least[c] = padding(0, c);
    for (std::size_t row = 0; row < block.rows.size(); ++row)
        for (std::size_t c = 0; c < std::min(columns, block.rows[row].size()); ++c)
            for (auto const& span : block.rows[row][c].spans)
                for (std::size_t from = 0; from < span.text.size();) {
                    auto const to = std::min(span.text.find(' ', from), span.text.size());
                    float const word = measure.width(typed(Type::SmallMedium, span.style), span.text.substr(from, to - from));
                    least[c] = std::max(least[c], std::min(word + ((span.style & Code) != 0 ? 2 * inline_code_padding : 0), longest_word) + padding(row, c) + 1);
                    from = to + 1;
                }
    float total = 0;
    for (float const w : wanted)
        total += w;
    // Narrower than the column: the rest is shared. A little wider: long cells wrap. Much wider: the table scrolls sideways.
    std::vector<float> widths = wanted;
    if (total < width) {
        for (auto& w : widths)
            w += (width - total) / static_cast<float>(columns);
    } else if (total > width) {
        // The column with the most to give wraps first; none gets narrower than its longest word.
        for (float excess = total - width; excess > 0;) {
            std::size_t most = 0;
            for (std::size_t c = 1; c < columns; ++c)
                if (widths[c] - least[c] > widths[most] - least[most])
                    most = c;
            float const give = std::min({ excess, widths[most] - least[most], std::max(24.0f, excess / static_cast<float>(columns)) });
            if (give <= 0)
                break;
            widths[most] -= give;
            excess -= give;
        }
    }
    float table_width = 0;
    for (float const w : widths)
        table_width += w;

    out.decorations.push_back({ .kind = Decoration::Kind::TableFrame, .block = index });
    std::size_t const frame = out.decorations.size() - 1;
    float at = y;
    for (std::size_t row = 0; row < block.rows.size(); ++row) {
        Type const type = row == 0 ? Type::SmallMedium : Type::Small;
        if (row == 0)
            out.decorations.push_back({ .kind = Decoration::Kind::TableHeader, .block = index });
        std::size_t const header = out.decorations.size() - 1;
        float height = table_row, left = mirrored ? x + table_width : x;
        for (std::size_t c = 0; c < columns; ++c) {
            if (mirrored)
                left -= widths[c];
            if (c < block.rows[row].size()) {
                float const inner = widths[c] - padding(row, c);
                auto const direction = direction_of(block.rows[row][c].spans);
                Setter setter { out, measure, type, direction, left + (mirrored ? padding(row, c) - cell_padding : cell_padding), at + 6, inner + 0.5f, index, static_cast<int>(row * columns + c) };
                bool const right = block.right_aligned[c] && direction == Direction::LeftToRight;
                if (right)
                    setter.align_right();
                height = std::max(height, setter.set(block.rows[row][c].spans) + 12);
                out.units.back().right = right;
            }
            if (!mirrored)
                left += widths[c];
        }
        if (row == 0)
            out.decorations[header].rect = { x, at, table_width, height };
        else if (row + 1 < block.rows.size())
            out.decorations.push_back({ .kind = Decoration::Kind::TableRowLine, .rect = { x, at + height - 1, table_width, 1 }, .block = index });
        at += height;
    }
    out.decorations[frame].rect = { x, y, table_width, at - y };
    if (table_width > width + 0.5f)
        out.scrolls.push_back({ .block = index, .rect = { x, y, width, at - y }, .content_width = table_width });
    out.width = std::max(out.width, x + std::min(width, table_width));
    return at - y;
}

} // namespace

Layout lay_out(Document const& document, float width, Measure const& measure, Type body, Fit fit)
{
    Layout out;
    width = std::max(40.0f, width);
    float y = 0;
    Block const* before = nullptr;
    bool quote_mirrored = false; // the quote's bars stand at the side where its first block starts
    for (std::size_t i = 0; i < document.size(); ++i) {
        auto const& block = document[i];
        auto const index = static_cast<int>(i);
        auto const direction = block.kind == BlockKind::Table ? table_direction(block) : direction_of(block.spans);
        out.directions.push_back(direction);
        bool const mirrored = direction == Direction::RightToLeft;
        if (block.quote_depth > 0 && (before == nullptr || before->quote_depth == 0))
            quote_mirrored = mirrored;
        float const deepest = width * 0.6f;
        float const list_inset = static_cast<float>(block.depth) * indent, quote_inset = static_cast<float>(block.quote_depth) * quote_indent;
        float const left = std::min(deepest, (mirrored ? 0 : list_inset) + (quote_mirrored ? 0 : quote_inset));
        float const right = std::min(deepest - left, (mirrored ? list_inset : 0) + (quote_mirrored ? quote_inset : 0));
        if (before != nullptr) {
            bool const same_list = before->kind == BlockKind::ListItem && block.kind == BlockKind::ListItem;
            y += same_list ? item_gap : block.kind == BlockKind::Heading ? paragraph_gap + 4 : paragraph_gap;
        }
        float const top = y, room = width - left - right;
        switch (block.kind) {
        case BlockKind::Paragraph:
        case BlockKind::Quote:
        case BlockKind::Heading:
        case BlockKind::ListItem: {
            Type const type = block.kind == BlockKind::Heading ? heading_type(block.level) : body;
            if (block.kind == BlockKind::ListItem && !block.marker.empty()) {
                float const line = measure.line_height(body);
                // Where a marker of this width stands: before the text, at either side.
                auto beside = [&](float from_text, float mark) { return mirrored ? std::min(width - mark, width - right + from_text - mark) : std::max(0.0f, left - from_text); };
                if (block.marker == "\u2610") {
                    out.decorations.push_back({ .kind = Decoration::Kind::CheckBox, .rect = { beside(20, 14), y + (line - 14) / 2, 14, 14 }, .block = index, .checked = block.checked });
                } else {
                    float const mark = measure.width(body, block.marker);
                    bool const bullet = block.marker == "\u2022";
                    out.runs.push_back({ .text = block.marker, .type = body, .x = beside(bullet ? 14 : 6 + mark, mark), .y = y, .width = mark, .line_height = line, .block = index, .direction = direction, .line_direction = direction });
                }
            }
            Setter setter { out, measure, type, direction, left, y, room, index };
            y += setter.set(block.spans);
            out.width = std::max(out.width, left + setter.widest() + right);
            break;
        }
        case BlockKind::Code: y += set_code(out, block, index, left, y, room, measure); break;
        case BlockKind::Table: y += set_table(out, block, index, left, y, room, measure); break;
        case BlockKind::Rule:
            out.decorations.push_back({ .kind = Decoration::Kind::Rule, .rect = { left, y + 8, room, 1 }, .block = index });
            out.width = std::max(out.width, width);
            y += 17;
            break;
        }
        for (int quote = 0; quote < block.quote_depth; ++quote) {
            float const inset = std::min(deepest, static_cast<float>(quote) * quote_indent);
            out.decorations.push_back({ .kind = Decoration::Kind::QuoteBar, .rect = { quote_mirrored ? width - inset - 2 : inset, top, 2, y - top }, .block = index });
        }
        if (block.quote_depth == 0)
            quote_mirrored = false;
        before = &block;
    }
    out.height = y;
    // What starts at the right was set against the column's edge.
    auto at_right = [](Run const& run) { return run.line_direction == Direction::RightToLeft; };
    if (fit == Fit::Content) {
        float const spare = width - out.width;
        if (std::any_of(out.runs.begin(), out.runs.end(), at_right))
            for (auto& unit : out.units)
                unit.rect.width -= spare;
        for (auto& run : out.runs)
            run.x -= at_right(run) ? spare : 0;
        for (auto& decoration : out.decorations)
            decoration.rect.x -= out.directions[static_cast<std::size_t>(decoration.block)] == Direction::RightToLeft ? spare : 0;
    } else if (std::any_of(out.runs.begin(), out.runs.end(), at_right)) {
        out.width = width;
    }
    return out;
}

} // namespace kally::text
