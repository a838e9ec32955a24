#include "sandbox/demo.h"

namespace kally::sandbox {

struct DemoTurn {
    int conversation;
    int minutes_ago;
    char const* request;
};
static constexpr DemoTurn turns[] = {
    { 0, 2 * 24 * 60 + 95, "Check my electricity bill of €77.69" },
    { 0, 2 * 24 * 60 + 90, "Ask for the extra service to be removed" },
    { 1, 24 * 60 + 40, "Schedule a meeting with Ana next week" },
    { 1, 24 * 60 + 35, "Take the second one" },
    { 2, 75, "Find three coworking spaces near downtown Malaga and draft outreach emails asking for monthly pricing." },
    { 2, 64, "Use email first. Include my availability next week." },
};

void fill_demo(Account& account, Instant now, Manner manner)
{
    using std::chrono::hours, std::chrono::minutes;
    std::string ids[3];
    for (auto const& turn : turns) {
        auto const at = now - minutes { turn.minutes_ago };
        auto& id = ids[turn.conversation];
        if (id.empty()) {
            id = make_id(account, "c", manner.uuids);
            account.conversations.push_back({ .id = id, .created_at = at, .updated_at = at });
        }
        settle_goals(account, at, manner);
        coordinate(account, *account.find_conversation(id), turn.request, at, manner);
    }
    settle_goals(account, now, manner);
    account.subscription = { .plan = "pro", .active = true, .renews = true, .since = now - hours { 12 * 24 }, .until = now + hours { 18 * 24 } };
}

} // namespace kally::sandbox
