#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kally::text {

/// How a piece of text looks; a set of bits.
enum Style : std::uint8_t { Plain = 0, Bold = 1, Italic = 2, Code = 4, Strike = 8, LinkStyle = 16, Muted = 32 };

/// A piece of inline text with one look. A line break inside a paragraph is "\n".
struct Span {
    std::string text;
    std::uint8_t style = Plain;
    std::string link; ///< Address when it is a link that may be opened (https, http, mailto, tel), else empty.
    int link_number = -1; ///< Which link of the document it is a part of; -1 for none.
    bool operator==(Span const&) const = default;
};

enum class BlockKind { Paragraph, Heading, ListItem, Code, Quote, Table, Rule };

struct TableCell {
    std::vector<Span> spans;
};

/// One block of a message. Nesting is flattened: `depth` counts enclosing lists, `quote_depth` enclosing quotes.
struct Block {
    BlockKind kind = BlockKind::Paragraph;
    int level = 0;              ///< Heading: 1 to 6.
    int depth = 0;              ///< List nesting; a list item at the top level has depth 1.
    int quote_depth = 0;
    std::string marker;         ///< ListItem: "•" or "3." ; empty for a further paragraph of the same item.
    bool checked = false;       ///< Task list item.
    std::string language;       ///< Code: the fence's word.
    std::vector<Span> spans;    ///< Paragraph, Heading, ListItem, Quote.
    std::string code;           ///< Code: verbatim, without the last line feed.
    std::vector<std::vector<TableCell>> rows; ///< Table: the first row is the header.
    std::vector<bool> right_aligned;          ///< Table, by column: by the source, or all body cells numeric.
};

using Document = std::vector<Block>;

/// Markdown (CommonMark, tables, strikethrough, autolinks, task lists; no raw HTML) to blocks. Total for any input.
/// Images become links with their alternative text. Links of other schemes become plain text with the address behind.
Document parse_markdown(std::string_view source);
/// The person's own message: paragraphs of plain text with line breaks kept and bare web addresses as links.
Document parse_plain(std::string_view source);
/// The text without marks, blocks separated by line feeds: for previews, readers and copies.
std::string plain_text(Document const&);

/// A table as spreadsheets and fields for text take it: a line for each row, tabs between the cells.
std::string table_text(Block const& table);

/// The address as it may be opened, normalised, or empty: only https, http, mailto and tel, no control or bidi characters.
std::string safe_link(std::string_view address);
/// The host a person should see for a link, in ASCII form when scripts are mixed; empty for mailto and tel.
std::string shown_host(std::string_view address);

} // namespace kally::text
