#include "text/markdown.h"

#include "base/text.h"

#include <md4c.h>

#include <algorithm>

namespace kally::text {

namespace {

constexpr std::size_t source_limit = 2 * 1024 * 1024; ///< A longer message is shown as plain text.
constexpr int depth_limit = 64;                       ///< Deeper nesting is flattened; the parser recurses with it.

/// Of an address that is shown as text: at most 200 bytes, whole characters.
std::string beginning(std::string const& address)
{
    std::size_t end = std::min<std::size_t>(address.size(), 200);
    while (end < address.size() && end > 0 && (static_cast<unsigned char>(address[end]) & 0xC0) == 0x80)
        --end;
    return address.substr(0, end);
}

/// Collects MD4C's events into blocks.
class Builder {
public:
    Document take()
    {
        finish_open();
        for (auto& block : m_document) {
            while (!block.spans.empty() && trim(block.spans.back().text).empty() && block.spans.back().link.empty())
                block.spans.pop_back();
            if (block.kind == BlockKind::Code && !block.code.empty() && block.code.back() == '\n')
                block.code.pop_back();
            if (block.kind == BlockKind::Table)
                align_numbers(block);
        }
        return std::move(m_document);
    }

    static int enter_block(MD_BLOCKTYPE type, void* detail, void* self) { return static_cast<Builder*>(self)->on_enter(type, detail); }
    static int leave_block(MD_BLOCKTYPE type, void*, void* self) { return static_cast<Builder*>(self)->on_leave(type); }
    static int enter_span(MD_SPANTYPE type, void* detail, void* self) { return static_cast<Builder*>(self)->on_span(type, detail, true); }
    static int leave_span(MD_SPANTYPE type, void* detail, void* self) { return static_cast<Builder*>(self)->on_span(type, detail, false); }
    static int text(MD_TEXTTYPE type, MD_CHAR const* text, MD_SIZE size, void* self) { return static_cast<Builder*>(self)->on_text(type, { text, size }); }

private:
    struct List {
        bool ordered = false;
        unsigned next = 1;
        char mark = '.';
    };

    Block& start(BlockKind kind)
    {
        finish_open();
        m_document.push_back({ .kind = kind, .depth = static_cast<int>(m_lists.size()), .quote_depth = m_quotes });
        m_open = true;
        return m_document.back();
    }

    void finish_open() { m_open = false; }

    int on_enter(MD_BLOCKTYPE type, void* detail)
    {
        switch (type) {
        case MD_BLOCK_QUOTE: ++m_quotes; break;
        case MD_BLOCK_UL: m_lists.push_back({}); break;
        case MD_BLOCK_OL: {
            auto const* list = static_cast<MD_BLOCK_OL_DETAIL*>(detail);
            m_lists.push_back({ .ordered = true, .next = list->start, .mark = static_cast<char>(list->mark_delimiter) });
            break;
        }
        case MD_BLOCK_LI: {
            auto const* item = static_cast<MD_BLOCK_LI_DETAIL*>(detail);
            auto& block = start(BlockKind::ListItem);
            if (!m_lists.empty()) {
                auto& list = m_lists.back();
                block.marker = list.ordered ? std::to_string(list.next++) + list.mark : "\u2022";
            }
            if (item->is_task != 0) {
                block.marker = "\u2610";
                block.checked = item->task_mark == 'x' || item->task_mark == 'X';
            }
            m_item_fresh = true;
            break;
        }
        case MD_BLOCK_H: start(BlockKind::Heading).level = static_cast<int>(static_cast<MD_BLOCK_H_DETAIL*>(detail)->level); break;
        case MD_BLOCK_HR:
            start(BlockKind::Rule);
            finish_open();
            break;
        case MD_BLOCK_CODE: {
            auto const* code = static_cast<MD_BLOCK_CODE_DETAIL*>(detail);
            auto& block = start(BlockKind::Code);
            if (code->lang.text != nullptr)
                block.language = to_valid_utf8({ code->lang.text, code->lang.size });
            break;
        }
        case MD_BLOCK_P:
            if (m_item_fresh && m_open && !m_lists.empty()) {
                m_item_fresh = false; // the first paragraph of an item stands beside its mark
                break;
            }
            start(m_lists.empty() ? BlockKind::Paragraph : BlockKind::ListItem);
            break;
        case MD_BLOCK_TABLE: {
            auto const* table = static_cast<MD_BLOCK_TABLE_DETAIL*>(detail);
            auto& block = start(BlockKind::Table);
            block.right_aligned.assign(std::min(table->col_count, 64u), false);
            break;
        }
        case MD_BLOCK_TR: m_document.back().rows.emplace_back(); break;
        case MD_BLOCK_TH:
        case MD_BLOCK_TD: {
            auto& block = m_document.back();
            auto& row = block.rows.back();
            row.emplace_back();
            if (static_cast<MD_BLOCK_TD_DETAIL*>(detail)->align == MD_ALIGN_RIGHT && row.size() <= block.right_aligned.size())
                block.right_aligned[row.size() - 1] = true;
            m_cell = true;
            break;
        }
        default: break;
        }
        return 0;
    }

    int on_leave(MD_BLOCKTYPE type)
    {
        switch (type) {
        case MD_BLOCK_QUOTE: --m_quotes; break;
        case MD_BLOCK_UL:
        case MD_BLOCK_OL:
            if (!m_lists.empty())
                m_lists.pop_back();
            break;
        case MD_BLOCK_LI: m_item_fresh = false; break;
        case MD_BLOCK_TH:
        case MD_BLOCK_TD: m_cell = false; break;
        case MD_BLOCK_P:
        case MD_BLOCK_H:
        case MD_BLOCK_CODE:
        case MD_BLOCK_TABLE: finish_open(); break;
        default: break;
        }
        return 0;
    }

    int on_span(MD_SPANTYPE type, void* detail, bool enters)
    {
        auto count = [&](int& n) { n += enters ? 1 : -1; };
        switch (type) {
        case MD_SPAN_EM: count(m_italic); break;
        case MD_SPAN_STRONG: count(m_bold); break;
        case MD_SPAN_CODE: count(m_code); break;
        case MD_SPAN_DEL: count(m_strike); break;
        case MD_SPAN_A:
            if (enters)
                open_link({ static_cast<MD_SPAN_A_DETAIL*>(detail)->href.text, static_cast<MD_SPAN_A_DETAIL*>(detail)->href.size });
            else
                close_link();
            break;
        case MD_SPAN_IMG: // never fetched: a link with the picture's description
            if (enters) {
                ++m_image;
                open_link({ static_cast<MD_SPAN_IMG_DETAIL*>(detail)->src.text, static_cast<MD_SPAN_IMG_DETAIL*>(detail)->src.size });
            } else {
                if (m_link_empty)
                    append(m_address);
                close_link();
                --m_image;
            }
            break;
        default: break;
        }
        return 0;
    }

    void open_link(std::string_view address)
    {
        m_address = to_valid_utf8(address);
        m_link = safe_link(m_address);
        m_in_link = true;
        m_link_number += m_link.empty() ? 0 : 1;
        m_link_empty = true;
        m_link_text.clear();
    }

    void close_link()
    {
        // An address that may not be opened is said in words behind its text, so that nothing hides.
        bool const refused = m_in_link && m_link.empty();
        m_link.clear();
        m_in_link = false;
        if (refused && !m_address.empty() && m_address != m_link_text)
            append(" (" + beginning(m_address) + ")");
    }

    int on_text(MD_TEXTTYPE type, std::string_view text)
    {
        switch (type) {
        case MD_TEXT_BR: append("\n"); break;
        case MD_TEXT_SOFTBR: append(" "); break;
        case MD_TEXT_NULLCHAR: append("\uFFFD"); break;
        case MD_TEXT_ENTITY: append(entity(text)); break;
        default: append(text); break;
        }
        return 0;
    }

    static std::string entity(std::string_view text)
    {
        struct Named { std::string_view name, value; };
        static constexpr Named named[] = { { "&amp;", "&" }, { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" }, { "&apos;", "'" }, { "&nbsp;", "\u00A0" },
            { "&euro;", "\u20AC" }, { "&pound;", "\u00A3" }, { "&copy;", "\u00A9" }, { "&reg;", "\u00AE" }, { "&hellip;", "\u2026" }, { "&ndash;", "\u2013" },
            { "&mdash;", "\u2014" }, { "&middot;", "\u00B7" }, { "&bull;", "\u2022" }, { "&rarr;", "\u2192" }, { "&times;", "\u00D7" }, { "&deg;", "\u00B0" } };
        for (auto const& one : named)
            if (one.name == text)
                return std::string(one.value);
        if (text.size() > 3 && text[1] == '#') {
            bool const hex = text[2] == 'x' || text[2] == 'X';
            std::uint32_t value = 0;
            for (char const c : text.substr(hex ? 3 : 2)) {
                int const digit = c >= '0' && c <= '9' ? c - '0' : hex && c >= 'a' && c <= 'f' ? c - 'a' + 10 : hex && c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
                if (digit < 0)
                    break;
                value = value * (hex ? 16u : 10u) + static_cast<std::uint32_t>(digit);
                if (value > 0x10FFFF)
                    break;
            }
            bool const valid = value >= 0x20 && value <= 0x10FFFF && !(value >= 0xD800 && value <= 0xDFFF);
            std::string out;
            append_utf8(out, valid ? value : 0xFFFD);
            return out;
        }
        return std::string(text);
    }

    void append(std::string_view text)
    {
        if (text.empty())
            return;
        if (m_in_link) {
            m_link_empty = false;
            m_link_text += text;
        }
        if (m_document.empty() || (!m_open && !m_cell))
            start(m_lists.empty() ? BlockKind::Paragraph : BlockKind::ListItem);
        m_item_fresh = false;
        auto& block = m_document.back();
        if (block.kind == BlockKind::Code) {
            block.code += text;
            return;
        }
        auto const style = static_cast<std::uint8_t>((m_bold > 0 ? Bold : 0) | (m_italic > 0 ? Italic : 0) | (m_code > 0 ? Code : 0) | (m_strike > 0 ? Strike : 0) | (m_link.empty() ? 0 : LinkStyle));
        int const number = m_link.empty() ? -1 : m_link_number;
        auto& spans = block.kind == BlockKind::Table && !block.rows.empty() && !block.rows.back().empty() ? block.rows.back().back().spans : block.spans;
        if (!spans.empty() && spans.back().style == style && spans.back().link_number == number)
            spans.back().text += text;
        else
            spans.push_back({ std::string(text), style, m_link, number });
    }

    static bool is_numeric(TableCell const& cell)
    {
        std::string all;
        for (auto const& span : cell.spans)
            all += span.text;
        auto const text = trim(all);
        bool digit = false;
        for (std::size_t at = 0; at < text.size();) {
            char32_t const c = next_code_point(text, at);
            if (c >= '0' && c <= '9')
                digit = true;
            else if (std::u32string_view(U" .,+-−%€$£\u00A0").find(c) == std::u32string_view::npos)
                return false;
        }
        return digit || text.empty();
    }

    static void align_numbers(Block& block)
    {
        for (std::size_t column = 0; column < block.right_aligned.size(); ++column) {
            bool numeric = block.rows.size() > 1, any = false;
            for (std::size_t row = 1; row < block.rows.size() && numeric; ++row) {
                if (column >= block.rows[row].size())
                    continue;
                numeric = is_numeric(block.rows[row][column]);
                any = any || !block.rows[row][column].spans.empty();
            }
            if (numeric && any)
                block.right_aligned[column] = true;
        }
    }

    Document m_document;
    std::vector<List> m_lists;
    int m_quotes = 0, m_bold = 0, m_italic = 0, m_code = 0, m_strike = 0, m_image = 0;
    int m_link_number = -1; ///< Of the last link.
    bool m_open = false, m_cell = false, m_item_fresh = false, m_in_link = false, m_link_empty = true;
    std::string m_link, m_address, m_link_text;
};

/// Nesting that would make the parser recurse is cut off before it sees it: at most `depth_limit` marks at a line's start.
std::string tame(std::string_view source)
{
    std::string out = to_valid_utf8(source);
    for (std::size_t line = 0; line < out.size();) {
        auto end = out.find('\n', line);
        if (end == out.npos)
            end = out.size();
        int marks = 0;
        for (std::size_t at = line; at < end && (out[at] == '>' || out[at] == ' ' || out[at] == '-' || out[at] == '*' || out[at] == '+' || out[at] == '\t'); ++at)
            if (out[at] != ' ' && ++marks > depth_limit)
                out[at] = ' ';
        line = end + 1;
    }
    return out;
}

std::string joined(std::vector<Span> const& spans)
{
    std::string all;
    for (auto const& span : spans)
        all += span.text;
    return all;
}

} // namespace

Document parse_markdown(std::string_view source)
{
    if (source.size() > source_limit)
        return parse_plain(source);
    auto const text = tame(source);
    Builder builder;
    MD_PARSER parser {};
    parser.flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_PERMISSIVEAUTOLINKS | MD_FLAG_TASKLISTS | MD_FLAG_NOHTML | MD_FLAG_COLLAPSEWHITESPACE;
    parser.enter_block = Builder::enter_block;
    parser.leave_block = Builder::leave_block;
    parser.enter_span = Builder::enter_span;
    parser.leave_span = Builder::leave_span;
    parser.text = Builder::text;
    if (md_parse(text.data(), static_cast<MD_SIZE>(text.size()), &parser, &builder) != 0)
        return parse_plain(source);
    return builder.take();
}

Document parse_plain(std::string_view source)
{
    auto const text = to_valid_utf8(source);
    Document document;
    document.push_back({ .kind = BlockKind::Paragraph });
    auto& spans = document.back().spans;
    int links = 0;
    auto add = [&](std::string_view piece, std::string const& link) {
        if (piece.empty())
            return;
        if (link.empty() && !spans.empty() && spans.back().link.empty())
            spans.back().text += piece;
        else
            spans.push_back({ std::string(piece), static_cast<std::uint8_t>(link.empty() ? Plain : LinkStyle), link, link.empty() ? -1 : links++ });
    };
    std::size_t from = 0;
    while (from < text.size()) {
        auto end = std::min(text.find_first_of(" \n\t", from), text.size());
        auto word = std::string_view(text).substr(from, end - from);
        if (word.starts_with("https://") || word.starts_with("http://")) {
            auto bare = word;
            while (!bare.empty() && std::string_view(".,;:!?)'\"").find(bare.back()) != std::string_view::npos)
                bare.remove_suffix(1);
            auto const link = safe_link(bare);
            if (!link.empty()) {
                add(bare, link);
                word.remove_prefix(bare.size());
            }
        }
        add(word, {});
        if (end < text.size())
            add(std::string_view(text).substr(end, 1), {});
        from = end + 1;
    }
    return document;
}

std::string table_text(Block const& table)
{
    std::string out;
    for (auto const& row : table.rows) {
        if (&row != &table.rows.front())
            out += '\n';
        for (auto const& cell : row) {
            if (&cell != &row.front())
                out += '\t';
            for (char const c : joined(cell.spans))
                out += c == '\t' || c == '\n' ? ' ' : c;
        }
    }
    return out;
}

std::string plain_text(Document const& document)
{
    std::string out;
    auto line = [&](std::string_view text) {
        if (!out.empty())
            out += '\n';
        out += text;
    };
    for (auto const& block : document) {
        switch (block.kind) {
        case BlockKind::Code: line(block.code); break;
        case BlockKind::Rule: break;
        case BlockKind::Table: line(table_text(block)); break;
        case BlockKind::ListItem: line((block.marker.empty() ? "" : block.marker + " ") + joined(block.spans)); break;
        default: line(joined(block.spans)); break;
        }
    }
    return out;
}

} // namespace kally::text
