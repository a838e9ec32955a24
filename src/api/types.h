#pragma once

// Shapes of the service, after decoding: variants A and B of the contract have become one. Every member that only an
// inferred shape has is optional, and absent as well when it came with another type than the contract's. Open sets
// (status, intent, role) stay text; the known values stand in the comments.
#include "api/types/activity.h"
#include "api/types/auth.h"
#include "api/types/billing.h"
#include "api/types/calls.h"
#include "api/types/conversations.h"
#include "api/types/credits.h"
#include "api/types/goals.h"
#include "api/types/mail.h"
