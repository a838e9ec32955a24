#pragma once

#include <string>

namespace kally::bench {

/// A history as the service may send it: 8 to 67 words each, every tenth message Markdown, some with what was done; about 350 bytes
/// of JSON a message. The same for the same count.
std::string history_of(int count);

} // namespace kally::bench
