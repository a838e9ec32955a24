#include "history.h"

#include "api/json.h"
#include "base/time.h"

#include <random>
#include <string_view>

namespace kally::bench {

std::string history_of(int count)
{
    constexpr std::string_view words[] = { "call", "the", "dentist", "before", "Thursday", "and", "ask", "for", "an", "appointment",
        "mañana", "quote", "in", "Málaga", "with", "email", "first", "please", "three", "coworking", "spaces", "near", "downtown" };
    std::mt19937 random { 1 };
    auto const between = [&](int least, int most) { return least + static_cast<int>(random() % static_cast<unsigned>(most - least + 1)); };
    std::string out = R"({"conversation_id":"c_1","messages":[)";
    for (int i = 0; i < count; ++i) {
        std::string text = i % 10 == 0 ? "## Found\n\n- **First**: [page](https://example.com)\n- `second`\n\n" : "";
        for (int word = between(8, 67); word > 0; --word)
            text += std::string { words[random() % std::size(words)] } + (word > 1 ? " " : ".");
        auto const at = Instant { std::chrono::seconds { 1'790'000'000 + i * 7 } };
        out += i > 0 ? "," : "";
        out += R"({"message_id":"m_)" + std::to_string(i) + R"(","role":")" + (i % 2 ? "assistant" : "user") + R"(","content":)"
            + api::quote_json(text) + R"(,"created_at":")" + format_timestamp(at) + "\"";
        if (i % 2)
            out += R"(,"intent":"search","triggered_actions":[{"type":"search","status":"completed"}],"credits_used":"0.5")";
        out += "}";
    }
    return out + "]}";
}

} // namespace kally::bench
