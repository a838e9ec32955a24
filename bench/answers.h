#pragma once

#include <string>
#include <string_view>

namespace kally::bench {

constexpr int many_conversations = 500, many_goals = 2'000, many_calls = 2'000, many_entries = 10'000;

/// A history as the service may send it: 8 to 67 words each, every tenth message Markdown, some with what was done; about 350 bytes
/// of JSON a message. The same for the same count.
std::string history_of(int count);

/// What a service answers to somebody who has used it a great deal: so many of everything, each list whole whatever was asked for.
/// Goals and calls are in every state. "" for other targets.
std::string answer_of_many(std::string_view target);

} // namespace kally::bench
