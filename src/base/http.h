#pragma once

#include <chrono>

namespace kally {

enum class Method { Get, Post, Delete };

/// How long a request may take. Source: contract, x-limits (messages and calls stay open while the service works).
enum class TimeLimit { Usual, Long };
constexpr std::chrono::seconds time_limit(TimeLimit kind) { return std::chrono::seconds { kind == TimeLimit::Long ? 300 : 30 }; }

} // namespace kally
