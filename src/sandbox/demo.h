#pragma once

#include "sandbox/coordinator.h"

namespace kally::sandbox {

/// A week of work: conversations made by the coordinator itself, goals in every state, calls in every outcome, mail that waits, a
/// ledger of it all, and a plan. The same clock and seed give the same week.
void fill_demo(Account&, Instant now, Manner);

} // namespace kally::sandbox
