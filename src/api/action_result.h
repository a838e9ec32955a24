#pragma once

#include "api/reader.h"
#include "api/types.h"
#include "base/text.h"

namespace kally::api {

ActionResult read_action_result(Reader&);

/// Like decode_with, but an answer without a body is the empty value. Source: contract, response EmptyDone.
template <typename T>
Result<T> decode_or_empty(std::string_view body, Drift* drift, T (*read)(Reader&))
{
    return trim(body).empty() ? Result<T> { T {} } : decode_with(body, drift, read);
}

inline Result<ActionResult> decode_action_result(std::string_view body, Drift* drift) { return decode_or_empty(body, drift, read_action_result); }

} // namespace kally::api
