#pragma once

#include "store/state.h"

#include <optional>
#include <string>
#include <string_view>

// What is kept on this device, as flat records with a version. A record of a newer version is left alone.
namespace kally::store {

std::string encode_intent(Intent const&);
std::optional<Intent> decode_intent(std::string_view); ///< Empty when it is damaged or of a newer version.
/// A call whose end is not known, kept in the table of intents.
std::string encode_call(CallIntent const&);
std::optional<CallIntent> decode_call(std::string_view);
std::string encode_settings(Settings const&);
std::optional<Settings> decode_settings(std::string_view);

} // namespace kally::store
