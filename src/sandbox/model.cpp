#include "sandbox/model.h"

#include <algorithm>

namespace kally::sandbox {

Progress progress_of(Goal const& goal, Instant now)
{
    auto at = goal.run_start;
    auto index = goal.from;
    auto const size = static_cast<int>(goal.steps.size());
    auto last = goal.updated_at;
    while (!goal.cancelled && index < size && index != goal.gate) {
        auto const end = at + std::chrono::milliseconds { goal.steps[static_cast<std::size_t>(index)].milliseconds };
        if (end > now)
            break;
        at = end;
        last = std::max(last, end);
        ++index;
    }
    Progress progress { .done = index, .waiting = !goal.cancelled && index == goal.gate, .last_change = last };
    if (index >= size && !progress.waiting)
        progress.finished_at = at;
    return progress;
}

char const* status_of(Goal const& goal, Instant now)
{
    if (goal.archived)
        return "archived";
    if (goal.cancelled)
        return "cancelled";
    auto const progress = progress_of(goal, now);
    if (progress.finished_at)
        return "completed";
    return !progress.waiting ? "active" : goal.hold == Hold::Budget ? "pending" : "needs_input";
}

int credits_of(Account const& account, std::string const& goal)
{
    auto sum = 0;
    for (auto const& entry : account.ledger)
        if (entry.goal == goal)
            sum += entry.credits;
    return sum;
}

template <typename List>
static auto* find_by_id(List& list, std::string const& id)
{
    for (auto& entry : list)
        if (entry.id == id)
            return &entry;
    return static_cast<decltype(&list.front())>(nullptr);
}

Goal* Account::find_goal(std::string const& id) { return find_by_id(goals, id); }
Goal const* Account::find_goal(std::string const& id) const { return find_by_id(goals, id); }
Conversation* Account::find_conversation(std::string const& id) { return find_by_id(conversations, id); }
Call* Account::find_call(std::string const& id) { return find_by_id(calls, id); }
Email* Account::find_email(std::string const& id) { return find_by_id(emails, id); }
Letter* Account::find_letter(std::string const& id) { return find_by_id(inbox, id); }
Deed* Account::find_deed(std::string const& id) { return find_by_id(deeds, id); }

/// SplitMix64: small, and every state gives another value.
static std::uint64_t next_random(std::uint64_t& state)
{
    auto z = (state += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

std::string make_id(Account& account, char const* prefix, bool uuid)
{
    static constexpr char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
    auto high = next_random(account.next_random);
    if (!uuid) {
        auto id = std::string { prefix } + "_";
        for (int i = 0; i < 8; ++i, high >>= 5)
            id += digits[high & 31];
        return id;
    }
    auto low = next_random(account.next_random);
    std::string id;
    for (int i = 0; i < 32; ++i) {
        if (i == 8 || i == 12 || i == 16 || i == 20)
            id += '-';
        auto& from = i < 16 ? high : low;
        auto nibble = from & 15;
        from >>= 4;
        if (i == 12)
            nibble = 4;
        if (i == 16)
            nibble = 8 | (nibble & 3);
        id += digits[nibble];
    }
    return id;
}

} // namespace kally::sandbox
