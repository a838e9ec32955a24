#pragma once

#include <bitset>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kally::sandbox {

/// Where the contract knows two shapes; shape A is the default. Source: contract, x-variants. Those from ErrorDetail on are no
/// variants there but further forms that it allows: a transcript that is a bare list or plain lines, actions that answer 204
/// without a body, the other names of x-aliases (items, children, email_id, ...), 201 for a new conversation.
enum class Variant {
    MessageText, MessageActions, MessageGoal, MessageExtras, CreditsType, ConversationIdName, IdFormat, GoalIdName,
    GoalListKey, GoalListParams, CallListKey, CallLayout, CallStatus, TranscriptLayout, Portal, SubscriptionUnit, ChangePlanBody, ErrorMessage, Error402,
    ErrorFlat, UpgradeUrl, BusinessPrice, Overage, Trial, ScopeSpelling, RedirectPath, ErrorDetail, HistoryList, PlansMap, PlansList,
    TranscriptList, TranscriptLines, NoBody, OtherNames, Created,
    Count,
};
constexpr std::size_t variant_count = static_cast<std::size_t>(Variant::Count);
std::string_view name_of(Variant); ///< "message-text", as in x-variants.

/// The operations that the service knows, by their names in the contract. Those of the sign-in pages are not among them.
std::vector<std::string_view> const& operation_names();

/// Members that only an inferred shape has, as "Schema.member"; each can be left out.
std::vector<std::string_view> const& inferred_members();

/// How a 2xx body is spoilt.
enum class Malformed { No, Truncated, Html, Empty, WrongTypes, Deep, InvalidUtf8, Strange };

/// What a test turns to see how a client copes. The defaults are a healthy service in shape A.
struct Dials {
    std::bitset<variant_count> shape_b;   ///< Variants answered in shape B.
    std::vector<std::string> absent;      ///< Of inferred_members().
    std::vector<std::pair<std::string, int>> missing; ///< Operations that this service does not have, and how they say so: 404, 405 or 501.
    std::chrono::milliseconds latency { 0 };
    std::chrono::milliseconds record_after { 0 }; ///< A message is accepted at once, but carried out and recorded only then.
    int status = 0;                       ///< 400 to 599: refuse with this status, nothing is done. 0: off.
    std::string code;                     ///< Error code of the refusal; empty: the usual one of that status.
    std::optional<int> retry_after;       ///< Seconds in the Retry-After header of a refusal.
    std::optional<std::size_t> drop_at;   ///< Break the connection after this many bytes of the body; the work is done.
    Malformed malformed = Malformed::No;  ///< Spoil the body; the work is done.
    std::chrono::seconds token_lifetime { 3600 };
    std::string only;                     ///< Latency and faults apply to paths that begin with this; empty: to all below /v1.
    int times = 0;                        ///< Faults end after this many requests; 0: they stay.
    bool in_shape_b(Variant v) const { return shape_b.test(static_cast<std::size_t>(v)); }
};

/// Applies a JSON object to the dials; members that it does not name stay. See docs/sandbox.md for the members.
/// Answers what is wrong ("status is not 0 or 400 to 599"), or "" and then the dials have changed.
std::string apply_json(Dials&, std::string_view json);
std::string to_json(Dials const&);

} // namespace kally::sandbox
