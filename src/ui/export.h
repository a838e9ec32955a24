#pragma once

#include "store/state.h"
#include "text/redact.h"

#include <string>
#include <vector>

// A conversation as a file of the person's.
namespace kally::ui {

enum class ExportFormat { Markdown, Json, Page };

/// What the conversation as loaded here says of persons and money.
std::vector<text::Private> private_in(store::State const&, ConversationId const&);
/// Messages with their work, and the goals that came of them, as far as they were loaded here. JSON is version 1 of a form of our own:
/// { "kally_export": 1, "title", "messages": [ { "from", "at", "text", "work": [] } ], "goals": [ { "title", "status", "steps": [ { "text", "status" } ] } ] }.
/// Page is HTML for printing, without script and without requests. Markdown and Page are for people: times as on their clock, states in words.
std::string export_conversation(store::State const&, ConversationId const&, ExportFormat, std::vector<text::Private> const&, bool const (&hide)[text::hidden_kinds]);

} // namespace kally::ui
