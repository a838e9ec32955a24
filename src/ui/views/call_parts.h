#pragma once

#include "ui/views.h"

// What the list of calls, one call and the form show alike.
namespace kally::ui {

/// A status that is known, in a word, its colours and picture; one that is not known is shown in the service's own word.
struct CallLook { std::string text; Tone tone = Tone::Neutral; Icon icon = Icon::Phone; };
CallLook look_of_call(api::Call const&, store::State const&);
/// Whom it is to: business, else number, else the id.
std::string call_name(api::Call const&);
std::string format_clock(std::chrono::seconds); ///< "01:08", "1:00:05"
/// "KallyAI", the other side by its name, or the service's own word; with its tag, which is empty for words that are not known.
struct Speaker { std::string name, tag; bool ours = false; };
Speaker speaker_of(api::TranscriptLine const&, api::Call const&, store::State const&);

/// The whole call as a file, with what was said in it.
enum class CallFormat { Text, Markdown, Json };
store::FileWanted export_call(api::Call const&, api::Transcript const&, CallFormat, store::State const&);

} // namespace kally::ui
