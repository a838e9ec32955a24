#pragma once

#include "api/operations.h"

namespace kally {

/// What waits for the person, as the text that came, so that the other tabs can be given it.
inline api::Operation<std::string> pending_as_text(bool polled)
{
    return { .target = api::get_pending_notifications().target, .decode = [](std::string_view body, api::Drift*) { return Result<std::string> { std::string(body) }; }, .polled = polled };
}

} // namespace kally
