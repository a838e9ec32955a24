#pragma once

#include "base/time.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace kally {

constexpr auto draft_delay = std::chrono::milliseconds { 500 }; ///< From the first key after the last save; typing on does not move it.

constexpr std::string_view page_lock = "page "; ///< And the page's name: held as long as it lives.
// Under which names this device keeps things: values (platform::value) and tables of records (platform::RecordStore).
constexpr std::string_view session_key = "kally.session", settings_key = "kally.settings", sandbox_key = "kally.sandbox", place_key = "kally.place", places_key = "kally.places", kept_key = "kally.kept", account_key = "kally.account";
constexpr std::string_view intents_table = "intents", drafts_table = "drafts", marks_table = "marks", kept_table = "kept", decisions_table = "decided", seen_table = "seen", unread_table = "unread";

/// A record of `kept_table`: when the answer came and in which sign-in (which earlier versions did not write), in the first line, and
/// below it the body as it came, which may have megabytes.
struct KeptAnswer { std::string_view at; std::string_view session; std::string_view body; };
std::string write_kept_answer(Instant at, std::string_view session, std::string_view body);
std::optional<KeptAnswer> read_kept_answer(std::string_view record); ///< Nothing when its first line is no time.

} // namespace kally
