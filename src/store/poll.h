#pragma once

#include <chrono>
#include <optional>

namespace kally::store {

/// What decides when the service is asked again whether something waits.
struct PollCircumstances {
    bool work_open = false;                         ///< Something goes on that may change by itself.
    bool visible = true;                            ///< Somebody may see this page.
    std::chrono::milliseconds hidden_for { 0 };     ///< Since when not; says nothing while it is visible.
    int failures = 0;                               ///< 429 and failures since the last answer.
    std::optional<std::chrono::seconds> retry_after; ///< What the service asked for with the last of them.
};

constexpr std::chrono::milliseconds poll_busy { 5'000 }, poll_idle { 15'000 }, poll_hidden { 60'000 }, poll_longest { 300'000 }, poll_hidden_end { 300'000 };

/// How long to wait from now on, or nothing when it is not asked any more until the page is seen again. `dice` is 0 up to 1 and
/// spreads the interval by 20 % to both sides; what the service asked for is a floor. Doubled with each failure, to 5 minutes at most.
std::optional<std::chrono::milliseconds> poll_interval(PollCircumstances const&, double dice);

} // namespace kally::store
