#pragma once

#include "ui/widgets.h"

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>

namespace kally::ui {

/// A message set for one width: what it says and where its lines stand.
struct RichText {
    text::Document document;
    text::Layout layout;
    std::string plain; ///< For readers, search and copies.
};

/// Laid out once per (source, width), dropped when fonts change.
class RichTextCache {
public:
    /// `markdown` false keeps the text as typed. The result stays valid until `clear()`.
    RichText const& get(Painter const&, std::string_view source, bool markdown, float width, text::Type body);
    bool contains(std::string_view source, bool markdown, float width, text::Type body) const;
    void clear() { m_texts.clear(); }
    std::size_t size() const { return m_texts.size(); }

private:
    std::unordered_map<std::uint64_t, std::unique_ptr<RichText>> m_texts;
};

/// How a place shows rich text.
struct RichTextSpec {
    Color text, muted, link;
    Rect visible;                  ///< Only what overlaps it is drawn.
    std::string copy_code, copy_table; ///< Names of the buttons.
    std::string_view wanted = {};  ///< What is looked for, `searchable`: it is marked.
    bool current = false;          ///< Of all that holds it this is what the person looks at.
};

/// What the person pressed in it.
struct RichTextEvent {
    std::string link; ///< Address to open, or empty.
    std::string copy; ///< Text to copy, or empty.
};

/// Draws at (x, y) and describes links, code and tables.
RichTextEvent draw_rich_text(Frame&, std::string_view key, float x, float y, RichText const&, RichTextSpec const&);

} // namespace kally::ui
