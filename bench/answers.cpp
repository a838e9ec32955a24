#include "answers.h"

#include "api/json.h"
#include "base/time.h"

#include <random>
#include <string_view>

namespace kally::bench {

namespace {

std::string moment(int minutes_ago) { return "\"" + format_timestamp(Instant { std::chrono::seconds { 1'790'000'000 } - std::chrono::minutes { minutes_ago } }) + "\""; }

/// {"name":[entry 0, entry 1, ...]}
template <typename Entry>
std::string list_of(std::string_view name, int count, Entry entry)
{
    std::string out = "{\"" + std::string(name) + "\":[";
    for (int i = 0; i < count; ++i)
        out += (i > 0 ? ",{" : "{") + entry(std::to_string(i), i) + "}";
    return out + "],\"total\":" + std::to_string(count) + "}";
}

std::string goal(std::string const& number, int i)
{
    static constexpr std::string_view states[] = { "active", "needs_input", "completed", "cancelled", "archived" };
    return R"("id":"g_)" + number + R"(","title":"Find coworking spaces near Málaga )" + number + R"(","status":")" + std::string(states[i % std::size(states)])
        + R"(","description":"Three quotes, the cheapest first","updated_at":)" + moment(i * 7) + R"(,"credits_used":"1.5","credits_estimated":"4","conversation_id":"c_)"
        + std::to_string(i % many_conversations) + R"(","steps":[{"step":1,"description":"Search","status":"completed"},{"step":2,"description":"Send three emails","status":"waiting_approval"}])";
}

std::string call(std::string const& number, int i)
{
    static constexpr std::string_view states[] = { "scheduled", "in_progress", "success", "no_answer", "busy", "voicemail", "failed", "cancelled" };
    return R"("call_id":"k_)" + number + R"(","status":")" + std::string(states[i % std::size(states)]) + R"(","created_at":)" + moment(i * 11)
        + R"(,"submission":{"respondent_phone":"+34600000000","business_name":"Clínica )" + number + R"(","task_description":"Ask for an appointment before Thursday"})";
}

std::string entry(std::string const& number, int i)
{
    return R"("id":"e_)" + number + R"(","type":"search","description":"Search for coworking spaces","credits":"0.5","timestamp":)" + moment(i * 13) + R"(,"goal_id":"g_)" + std::to_string(i % many_goals) + "\"";
}

std::string conversation(std::string const& number, int i)
{
    return R"("conversation_id":"c_)" + number + R"(","title":"Coworking )" + number + R"(","updated_at":)" + moment(i * 17);
}

} // namespace

std::string answer_of_many(std::string_view target)
{
    if (target.starts_with("/v1/coordination/goals"))
        return list_of("goals", many_goals, goal);
    if (target.starts_with("/v1/calls"))
        return list_of("calls", many_calls, call);
    if (target.starts_with("/v1/credits/history"))
        return list_of("entries", many_entries, entry);
    if (target.starts_with("/v1/coordination/conversations"))
        return list_of("conversations", many_conversations, conversation);
    return {};
}

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
