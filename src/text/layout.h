#pragma once

#include "base/semantics.h"
#include "text/clusters.h"
#include "text/direction.h"
#include "text/markdown.h"

#include <memory>

namespace kally::text {

/// The type role that a piece of text is set in (tokens, `type`).
enum class Type : std::uint8_t { Display, Title1, Title2, Heading, Body, BodyStrong, Ui, UiMedium, UiStrong, Small, SmallMedium,
    Caption, CaptionMedium, Micro, Code, BodyItalic, SmallStrong, Input };

/// Widths of text; implemented over fonts by ui, by a table in tests.
class Measure {
public:
    virtual ~Measure() = default;
    virtual float width(Type, std::string_view) const = 0; ///< CSS pixels, unrounded; no line feeds inside.
    virtual float line_height(Type) const = 0;             ///< CSS pixels, from the tokens.
    virtual ClusterEnds cluster_ends(std::string_view text) const { return text::cluster_ends(text); }
    virtual ClusterEnds word_ends(std::string_view) const { return {}; } ///< By a dictionary, ascending; none where there is none.
};

/// A stretch of one line with one look, placed relative to the layout's origin.
struct Run {
    std::string text;
    Type type = Type::Body;
    std::uint8_t style = Plain;
    std::string link;
    int link_number = -1;          ///< As `Span::link_number`.
    float x = 0, y = 0, width = 0; ///< y is the top of the line box.
    float line_height = 0;
    int block = 0;                 ///< Index into the document.
    Direction direction = Direction::LeftToRight; ///< In which its text is drawn; neighbours may have the other one.
    Direction line_direction = Direction::LeftToRight; ///< Of its line: it starts at that side of the column.
    bool operator==(Run const&) const = default;
};

/// Something drawn behind the runs.
struct Decoration {
    enum class Kind { CodeBox, InlineCode, QuoteBar, TableFrame, TableHeader, TableRowLine, Rule, CheckBox } kind = Kind::Rule;
    Rect rect;
    int block = 0;
    bool checked = false;
};

/// A box wider than the column (code, table): its content scrolls sideways inside `rect`.
struct ScrollBox {
    int block = 0;
    Rect rect;
    float content_width = 0;
};

/// A text of its own inside a block: a paragraph, a cell, the lines of a code block. What the page shows as one element.
struct Unit {
    int block = 0, part = 0; ///< Part: the number of the cell in its table, row by row; 0 elsewhere.
    Rect rect;               ///< The column it was set in, as high as its lines.
    Type type = Type::Body;
    bool right = false;      ///< Set at the right end of its column.
    std::size_t first_run = 0, end_run = 0;
};

struct Layout {
    std::vector<Run> runs;               ///< In reading order; on a line with two directions x does not grow with it.
    std::vector<Unit> units;             ///< In reading order.
    std::vector<Decoration> decorations; ///< In paint order.
    std::vector<ScrollBox> scrolls;
    float width = 0;                     ///< Of the widest line: a bubble shrinks to it.
    float height = 0;
    std::vector<Direction> directions;   ///< Of each block, by its first letter (`dir=auto`); code runs to the right. After a hard
                                         ///< break each line has its own (`unicode-bidi: plaintext`).
};

/// What lines that start at the right are aligned to: the whole column, or the widest line of the document.
enum class Fit { Column, Content };

/// Sets a document in a column of `width` CSS pixels. Pure; the caller caches by (content, width).
///
/// Breaks after blanks and hyphens, between ideographs and where a dictionary ends a word of an unspaced script; a word wider than the column breaks anywhere; blanks hang.
/// Metrics (design, section 4): paragraph gap 12, list indent 20, code box padding 12 with a 20 label row, table row 32,
/// cell padding 12, table text Small, header SmallMedium; 28 at the end of a table's header are left for the button that copies it.
/// Paragraphs that run to the left stand at the right, with marker and quote bar there; each cell starts at its own side.
Layout lay_out(Document const&, float width, Measure const&, Type body = Type::Body, Fit fit = Fit::Column);

} // namespace kally::text
