#include "store/apply.h"
#include "store/records.h"
#include "store/select.h"

#include "base/hash.h"
#include "base/text.h"

#include <charconv>
#include <utility>

// What cannot be asked for twice, beside messages: on record before it leaves, and read when its end was not heard.
namespace kally::store {

std::string encode_deed(Deed const& deed)
{
    std::vector<Field> fields {
        { "version", "1" },
        { "deed", std::to_string(static_cast<int>(deed.kind)) },
        { "id", deed.id },
        { "verb", std::to_string(deed.verb) },
        { "title", deed.title },
        { "seen", deed.seen },
        { "at", format_timestamp(deed.at) },
    };
    fields.push_back({ "session", deed.owner.session });
    fields.push_back({ "account", deed.owner.account });
    return encode_fields(fields);
}

std::optional<Deed> decode_deed(std::string_view text)
{
    auto const fields = decode_fields(text);
    if (!fields || field(*fields, "version") != "1")
        return {};
    auto const number = [&](std::string_view name) {
        auto const said = field(*fields, name);
        int value = -1;
        return std::from_chars(said.data(), said.data() + said.size(), value).ec == std::errc {} ? value : -1;
    };
    auto const at = parse_timestamp(field(*fields, "at"));
    int const kind = number("deed"), verb = number("verb");
    if (!at || kind < 0 || kind > static_cast<int>(Deed::Kind::Archive) || verb < 0 || verb > 255)
        return {};
    return Deed { static_cast<Deed::Kind>(kind), std::string(field(*fields, "id")), verb, std::string(field(*fields, "title")), std::string(field(*fields, "seen")), *at, owner_of(text) };
}

IntentId deed_key(Deed const& deed)
{
    static constexpr std::string_view kinds[] = { "goal ", "email ", "call ", "plan ", "drop ", "checkout ", "undo ", "archive " };
    constexpr std::size_t longest = 128; // of many goals, and whatever the service names its own: the natively kept record is a file of this name
    auto const id = deed.kind == Deed::Kind::Plan ? std::string {} : deed.id.size() > longest ? s256_challenge(deed.id) : deed.id; // whichever plan
    return { std::string(kinds[static_cast<std::size_t>(deed.kind)]) + id };
}

bool is_deed(IntentId const& id) { return id.text.find(' ') != std::string::npos; }

Deed plan_deed(State const& state, Deed::Kind kind, std::string plan, int verb)
{
    return { kind, std::move(plan), verb, {}, {}, state.now, owner_now(state) };
}

Error decided_elsewhere() { return { .kind = ErrorKind::Rejected, .detail = {}, .code = "decided_elsewhere" }; }

Effect forget_plan(Deed::Kind kind, std::string plan) { return RemoveIntent { deed_key({ .kind = kind, .id = std::move(plan) }) }; }

Effects doubt_plan(State& state, Deed deed)
{
    auto& billing = state.billing;
    billing.unsure = std::move(deed);
    billing.subscription.pending.reset(); // what is under way was asked before
    billing.status.pending.reset();
    return read_money_again(state);
}

Effects settle_plan(State& state)
{
    auto& billing = state.billing;
    if (!billing.unsure || billing.subscription.pending || billing.status.pending)
        return {};
    auto const deed = *std::exchange(billing.unsure, {});
    auto const* status = billing.status.value && !billing.status.error ? &*billing.status.value : nullptr;
    auto const* subscription = billing.subscription.value && !billing.subscription.error ? &*billing.subscription.value : nullptr;
    auto const planned = status != nullptr && status->pending_change ? status->pending_change->plan : std::nullopt;
    char const* found = nullptr;
    bool const billed_so = subscription != nullptr && (!subscription->period || (*subscription->period == "annual") == (deed.verb == static_cast<int>(api::Billed::Annually)));
    if (deed.kind == Deed::Kind::Plan)
        found = billed_so && subscription->plan == deed.id ? "PlanChanged" : planned == deed.id ? "PlanChangesLater" : nullptr;
    else if (deed.kind == Deed::Kind::DropChange)
        found = status != nullptr && !status->pending_change ? "PlanKept" : nullptr;
    else
        found = subscription != nullptr && is_subscribed(*subscription) ? "CheckoutDone" : nullptr;
    Effects effects { forget_plan(deed.kind, deed.id) };
    if (found == nullptr)
        return effects;
    billing.error.reset();
    effects += show_toast(state, found, Toast::Kind::Done);
    return effects;
}

Effects adopt_plan(State& state, Deed const& deed)
{
    if (state.billing.unsure || state.billing.change || state.billing.dropping || state.billing.asked)
        return {};
    state.billing.error = Error { .kind = ErrorKind::Unanswered, .detail = {} };
    return doubt_plan(state, deed);
}

std::string encode_decision(std::string const& key, Decision const& decision)
{
    static constexpr std::string_view stages[] = { "checking", "sent", "confirming", "changed", "failed", "changed afterwards" };
    static constexpr std::string_view actions[] = { "approve step", "accept outcome", "keep negotiating", "escalate", "cancel", "cancel with sub-goals", "archive", "approve budget", "acknowledge soft cap" };
    bool const mail = key.starts_with("email");
    bool const done = decision.stage == Decision::Stage::Confirming; // what failed says so
    return encode_fields({
        { "at", format_timestamp(decision.decided_at) },
        { "item", key },
        { "title", decision.title },
        { "decision", std::string(mail ? decision.mail_action == api::EmailAction::Approve ? "approve" : "discard" : actions[static_cast<std::size_t>(decision.action)]) },
        { "shown", content_text(decision.seen) },
        { "sent", decision.sent_at ? format_timestamp(*decision.sent_at) : "not sent" },
        { "came_back", decision.answer },
        { "then", content_text(decision.now) },
        { "outcome", std::string(done ? "done" : stages[static_cast<std::size_t>(decision.stage)]) },
    });
}

} // namespace kally::store
