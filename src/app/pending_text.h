#pragma once

#include "api/operations.h"

namespace kally {

/// What waits for the person, as the text that came, so that the other tabs can be given it.
inline api::Operation<std::string> pending_as_text(bool polled)
{
    auto const as_text = [](std::string_view body, api::Drift* drift) {
        (void)api::get_pending_notifications().decode(body, drift); // whoever takes the text decodes it without telling
        return Result<std::string> { std::string(body) };
    };
    return { .target = api::get_pending_notifications().target, .decode = as_text, .polled = polled };
}

} // namespace kally
