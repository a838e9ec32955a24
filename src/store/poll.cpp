#include "store/poll.h"

#include <algorithm>

namespace kally::store {

using std::chrono::milliseconds;

std::optional<milliseconds> poll_interval(PollCircumstances const& now, double dice)
{
    if (!now.visible && now.hidden_for >= poll_hidden_end)
        return {};
    auto interval = !now.visible ? poll_hidden : now.work_open ? poll_busy : poll_idle;
    for (int i = 0; i < now.failures && interval < poll_longest; ++i)
        interval = std::min(interval * 2, poll_longest);
    auto const spread = [](milliseconds time, double part) { return milliseconds { static_cast<milliseconds::rep>(static_cast<double>(time.count()) * part) }; };
    auto const wait = spread(interval, 0.8 + 0.4 * dice);
    return now.retry_after ? std::max(wait, spread(*now.retry_after, 1 + 0.2 * dice)) : wait;
}

} // namespace kally::store
