#pragma once

#include <string_view>

namespace kally {

// Under which names this device keeps things: values (platform::value) and tables of records (platform::RecordStore).
constexpr std::string_view session_key = "kally.session", settings_key = "kally.settings", sandbox_key = "kally.sandbox", place_key = "kally.place", places_key = "kally.places", kept_key = "kally.kept";
constexpr std::string_view intents_table = "intents", drafts_table = "drafts", marks_table = "marks", kept_table = "kept", decisions_table = "decided", seen_table = "seen";

} // namespace kally
