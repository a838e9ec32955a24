#pragma once

#include "sandbox/coordinator.h"

namespace kally::sandbox {

/// A few conversations of the last days, made by the coordinator itself, and a plan.
void fill_demo(Account&, Instant now, Manner);

} // namespace kally::sandbox
