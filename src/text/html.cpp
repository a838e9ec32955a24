#include "text/html.h"

#include "base/text.h"

#include <algorithm>

namespace kally::text {

namespace {

bool is_numbered(Block const& block) { return !block.marker.empty() && block.marker.front() >= '0' && block.marker.front() <= '9'; }

/// What is open, and is closed again from the inside out.
class Nesting {
public:
    explicit Nesting(std::string& out) : m_out(out) {}

    void quotes(int depth)
    {
        if (depth == m_quotes)
            return;
        lists(0);
        for (; m_quotes > depth; --m_quotes)
            m_out += "</blockquote>\n";
        for (; m_quotes < depth; ++m_quotes)
            m_out += "<blockquote>\n";
    }
    /// Closes the lists below that depth, the item that was last in it stays open.
    void lists(int depth)
    {
        for (; std::ssize(m_lists) > depth; m_lists.pop_back())
            m_out += m_lists.back() ? "</li></ol>\n" : "</li></ul>\n";
    }
    void item(Block const& block)
    {
        bool const numbered = is_numbered(block);
        auto const depth = std::max(1, block.depth);
        lists(depth);
        if (std::ssize(m_lists) == depth && m_lists.back() != numbered)
            lists(depth - 1);
        bool const further = std::ssize(m_lists) == depth;
        if (further)
            m_out += "</li>\n";
        while (std::ssize(m_lists) < depth) {
            m_lists.push_back(numbered);
            m_out += numbered ? "<ol>" : "<ul>";
            if (std::ssize(m_lists) < depth)
                m_out += "<li>";
        }
        m_out += numbered ? "<li value=\"" + block.marker.substr(0, block.marker.size() - 1) + "\">" : "<li>";
    }
    void end() { quotes(0); lists(0); }

private:
    std::string& m_out;
    int m_quotes = 0;
    std::vector<bool> m_lists; ///< Whether each is numbered.
};

void append_spans(std::string& out, std::vector<Span> const& spans)
{
    static constexpr std::pair<Style, std::string_view> tags[] = { { Bold, "strong" }, { Italic, "em" }, { Strike, "del" }, { Code, "code" } };
    for (auto const& span : spans) {
        if (!span.link.empty())
            out += "<a href=\"" + escape_html(span.link) + "\">";
        for (auto const& [style, tag] : tags)
            if ((span.style & style) != 0)
                out.append("<").append(tag).append(">");
        auto const text = escape_html(span.text);
        for (char const c : text)
            out += c == '\n' ? std::string { "<br>" } : std::string { c };
        for (auto tag = std::rbegin(tags); tag != std::rend(tags); ++tag)
            if ((span.style & tag->first) != 0)
                out.append("</").append(tag->second).append(">");
        if (!span.link.empty())
            out += "</a>";
    }
}

void append_table(std::string& out, Block const& block)
{
    out += "<table>\n";
    for (auto const& row : block.rows) {
        bool const head = &row == &block.rows.front();
        out += "<tr>";
        for (std::size_t column = 0; column < block.right_aligned.size(); ++column) {
            out += head ? "<th" : "<td";
            out += block.right_aligned[column] ? " class=\"right\">" : ">";
            if (column < row.size())
                append_spans(out, row[column].spans);
            out += head ? "</th>" : "</td>";
        }
        out += "</tr>\n";
    }
    out += "</table>\n";
}

} // namespace

std::string to_html(Document const& document, int first_level)
{
    std::string out;
    Nesting nesting { out };
    for (auto const& block : document) {
        nesting.quotes(block.quote_depth);
        bool const item = block.kind == BlockKind::ListItem && !block.marker.empty();
        if (item)
            nesting.item(block);
        else
            nesting.lists(block.depth);
        switch (block.kind) {
        case BlockKind::Rule: out += "<hr>\n"; break;
        case BlockKind::Code: out += "<pre><code>" + escape_html(block.code) + "</code></pre>\n"; break;
        case BlockKind::Table: append_table(out, block); break;
        case BlockKind::Heading: {
            auto const tag = "h" + std::to_string(std::min(6, block.level + first_level - 1)) + ">";
            out += "<" + tag;
            append_spans(out, block.spans);
            out += "</" + tag + "\n";
            break;
        }
        case BlockKind::Paragraph:
        case BlockKind::ListItem:
        case BlockKind::Quote:
            out += item ? "" : "<p>";
            if (block.marker == "\u2610")
                out += block.checked ? "\u2611 " : "\u2610 ";
            append_spans(out, block.spans);
            out += item ? "" : "</p>\n";
            break;
        }
    }
    nesting.end();
    return out;
}

} // namespace kally::text
