#include "store/apply.h"
#include "store/records.h"
#include "store/select.h"

#include "base/text.h"

#include <algorithm>

// What the person decides about a goal or a mail: read again, sent once, read again (State::decisions, State::mail_decisions).
namespace kally::store {

namespace {

using Stage = Decision::Stage;

bool is_under_way(Decision const& decision) { return decision.stage == Stage::Checking || decision.stage == Stage::Sending || decision.stage == Stage::Confirming; }

std::string said(Error const& error)
{
    static constexpr std::string_view kinds[] = { "offline", "no answer", "signed out", "refused", "unavailable", "unreadable" };
    std::string line { kinds[static_cast<std::size_t>(error.kind)] };
    for (auto const& part : { error.status == 0 ? std::string {} : std::to_string(error.status), error.code, error.detail, error.correlation_id })
        if (!part.empty())
            line += " " + part;
    return line;
}

std::string said(api::ActionResult const& result)
{
    std::string line = result.success ? *result.success ? "success" : "no success" : "answered";
    for (auto const* part : { &result.status, &result.message })
        if (*part)
            line += " " + **part;
    return line;
}

/// Entries sort by time; the same decision is written over.
Effect log(std::string key, Decision const& decision, bool ended)
{
    auto entry = format_timestamp(decision.decided_at) + " " + key;
    auto record = encode_decision(key, decision);
    return LogDecision { std::move(key), std::move(entry), std::move(record), ended };
}

template <typename Id>
Decision* awaited(std::map<Id, Decision>& decisions, Id const& id, Ticket ticket)
{
    auto const found = decisions.find(id);
    return found != decisions.end() && is_under_way(found->second) && found->second.ticket == ticket ? &found->second : nullptr;
}

Effects read_again(State& state, Decision& decision, GoalId const& id)
{
    decision.ticket = next_ticket(state);
    return { ReadForDecision { decision.ticket, id, decision.stage == Stage::Checking, !state.live.missing } };
}

Effects read_again(State& state, Decision& decision, EmailId const& id)
{
    decision.ticket = next_ticket(state);
    return { ReadMailForDecision { decision.ticket, id, decision.stage == Stage::Checking } };
}

Deed deed_of(State const& state, Decision const& decision, GoalId const& id)
{
    return { Deed::Kind::Goal, id.text, static_cast<int>(decision.action), decision.title, decision.seen, decision.decided_at, owner_now(state) };
}

Deed deed_of(State const& state, Decision const& decision, EmailId const& id)
{
    return { Deed::Kind::Mail, id.text, static_cast<int>(decision.mail_action), decision.title, decision.seen, decision.decided_at, owner_now(state) };
}

/// What may be under way is on record before it leaves.
Effect send(State const& state, Decision const& decision, GoalId const& id)
{
    return Committed { deed_of(state, decision, id), {}, DecisionAnswered { decision.ticket, id, not_recorded() }, DecisionAnswered { decision.ticket, id, decided_elsewhere() }, DecisionRecorded { decision.ticket, id } };
}

Effect send(State const& state, Decision const& decision, EmailId const& id)
{
    return Committed { deed_of(state, decision, id), {}, MailDecisionAnswered { decision.ticket, id, not_recorded() }, MailDecisionAnswered { decision.ticket, id, decided_elsewhere() }, MailDecisionRecorded { decision.ticket, id } };
}

/// It ends here, and stays to be read. What came of it may be `known`; else its record stays, and the next visit looks again.
template <typename Id>
Effects stop(Decision& decision, Id const& id, Stage stage, bool known = true)
{
    bool const on_record = known && decision.sent_at.has_value();
    decision.stage = stage;
    Effects effects;
    if (on_record) // while it is still this tab's
        effects.push_back(RemoveIntent { { decision_key(id) } });
    effects.push_back(log(decision_key(id), decision, true));
    if (decision.error)
        effects.push_back(Announce { {}, decision.error });
    return effects;
}

template <typename Id>
Effects fail(Decision& decision, Id const& id, Error const& error, bool known = true)
{
    decision.error = error;
    if (decision.answer.empty())
        decision.answer = said(error);
    return stop(decision, id, Stage::Failed, known);
}

/// Of a content what moves on by itself.
std::vector<Field> progress_of(std::string_view content)
{
    std::vector<Field> fields;
    for (auto& one : decode_fields(content).value_or(std::vector<Field> {})) {
        if (one.name == "step")
            one.value.resize(std::min(one.value.find(' '), one.value.size()));
        if (one.name == "status" || one.name == "step" || one.name == "asks")
            fields.push_back(std::move(one));
    }
    return fields;
}

/// And the rest: the words.
std::string words_of(std::string_view content)
{
    std::vector<Field> fields;
    for (auto& one : decode_fields(content).value_or(std::vector<Field> {})) {
        if (one.name == "step")
            one.value.erase(0, std::min(one.value.find(' '), one.value.size()) + 1);
        if (one.name != "status" && one.name != "asks")
            fields.push_back(std::move(one));
    }
    return encode_fields(fields);
}

/// It worked, as far as can be told. The record of the decision goes.
template <typename Id>
Effects finish(State& state, std::map<Id, Decision>& decisions, Id const& id, char const* toast)
{
    Effects effects { RemoveIntent { { decision_key(id) } }, log(decision_key(id), decisions.at(id), true) };
    decisions.erase(id);
    effects += show_toast(state, toast, Toast::Kind::Done);
    return effects;
}

Offer offer_of(GoalId const&, Decision const& decision) { return store::offer_of(decision.action); }
Offer offer_of(EmailId const&, Decision const& decision) { return store::offer_of(decision.mail_action); }

/// It is there, what is not there is the operation: nothing came of it, and nothing will.
template <typename Id>
Effects give_up(State& state, std::map<Id, Decision>& decisions, Id const& id)
{
    auto& decision = decisions.at(id);
    auto const offer = offer_of(id, decision);
    decision.stage = Stage::Failed;
    Effects effects { RemoveIntent { { decision_key(id) } }, log(decision_key(id), decision, true) };
    decisions.erase(id);
    effects += note_missing(state, offer);
    return effects;
}

bool is_not_found(Decision const& decision) { return decision.error && decision.error->status == 404; }

template <typename Id>
Effects begin(State& state, std::map<Id, Decision>& decisions, Id const& id, Decision decision)
{
    auto const found = decisions.find(id);
    if (state.sign_in != SignIn::SignedIn || !state.online || (found != decisions.end() && is_under_way(found->second)))
        return {};
    decision.decided_at = state.now;
    auto& kept = decisions[id] = std::move(decision);
    return read_again(state, kept, id);
}

/// What is there now was read: before the request, or to see what came of it.
template <typename Id>
Effects go_on(State& state, std::map<Id, Decision>& decisions, Id const& id, Decision& decision, std::string content)
{
    decision.now = std::move(content);
    bool const same = decision.now == decision.seen;
    if (decision.stage == Stage::Checking) {
        if (!same)
            return stop(decision, id, Stage::Changed);
        decision.stage = Stage::Sending;
        decision.ticket = next_ticket(state);
        decision.sent_at = state.now;
        return { log(decision_key(id), decision, false), send(state, decision, id) };
    }
    if (is_not_found(decision))
        return same ? give_up(state, decisions, id) : fail(decision, id, *decision.error);
    if (!decision.answered && progress_of(decision.now) == progress_of(decision.seen)) // the answer was lost, and so was the request
        return fail(decision, id, decision.error.value_or(Error {}));
    if (!changed_words(decision.seen, decision.now).empty()) {
        decision.error.reset();
        show_toast(state, "ToastChangedSince"); // it stays until it is read
        return stop(decision, id, Stage::ChangedSince, false);
    }
    return finish(state, decisions, id, same ? "DecisionSent" : "DecisionDone");
}

/// On record, it leaves, unless the usual round was told otherwise meanwhile.
template <typename Id>
Effects leave(Decision* decision, Id const& id, std::string content, Effect order)
{
    if (decision == nullptr || decision->stage != Stage::Sending)
        return {};
    if (content == decision->seen)
        return { std::move(order) };
    decision->now = std::move(content);
    decision->sent_at.reset();
    Effects effects { RemoveIntent { { decision_key(id) } } };
    effects += stop(*decision, id, Stage::Changed);
    return effects;
}

template <typename Id>
Effects could_not_read(State& state, std::map<Id, Decision>& decisions, Id const& id, Decision& decision, Error const& error)
{
    if (decision.stage == Stage::Checking)
        return fail(decision, id, error);
    // It was sent: what came of it cannot be read now. The usual round will tell.
    if (!decision.answered)
        return fail(decision, id, decision.error.value_or(error), is_not_found(decision));
    return finish(state, decisions, id, "DecisionSent");
}

template <typename Id>
Effects take_answer(State& state, std::map<Id, Decision>& decisions, Id const& id, Ticket ticket, Result<api::ActionResult> const& result)
{
    auto* decision = awaited(decisions, id, ticket);
    if (decision == nullptr)
        return {};
    decision->answered = result.has_value() && result->success.value_or(true);
    decision->answer = result.has_value() ? said(*result) : said(result.error());
    if (!result.has_value()) {
        decision->error = result.error();
        if (decision->error->status == 405 || decision->error->status == 501)
            return give_up(state, decisions, id);
        // Whether it or the operation was not found, reading it again tells.
        if (!is_lost(*decision->error) && !is_not_found(*decision))
            return fail(*decision, id, *decision->error);
    }
    decision->stage = Stage::Confirming;
    return read_again(state, *decision, id);
}

template <typename Id>
Effects forget(std::map<Id, Decision>& decisions, Id const& id)
{
    auto const found = decisions.find(id);
    if (found == decisions.end() || is_under_way(found->second))
        return {};
    bool const read = found->second.stage == Stage::ChangedSince; // until then a page that ends tells it again
    decisions.erase(found);
    return read ? Effects { RemoveIntent { { decision_key(id) } } } : Effects {};
}

/// It came to its end while it was read: what belongs to it is read, too.
template <typename Id>
bool is_over(std::map<Id, Decision> const& decisions, Id const& id)
{
    auto const found = decisions.find(id);
    return found == decisions.end() || found->second.stage == Stage::ChangedSince;
}

api::OutboxEmail const* mail_of(std::vector<api::OutboxEmail> const& mails, EmailId const& id)
{
    auto const found = std::find_if(mails.begin(), mails.end(), [&](auto const& mail) { return mail.id == id; });
    return found == mails.end() ? nullptr : &*found;
}

} // namespace

/// It had left when the page went away: only what is there now says what became of it.
template <typename Id>
static Effects adopt(State& state, std::map<Id, Decision>& decisions, Id const& id, Decision decision)
{
    if (decisions.contains(id))
        return {};
    decision.stage = Stage::Confirming;
    decision.error = Error { .kind = ErrorKind::Unanswered, .detail = {} };
    decision.answer = "no answer, the page ended";
    auto& kept = decisions[id] = std::move(decision);
    return read_again(state, kept, id);
}

Effects adopt_decision(State& state, Deed const& deed)
{
    Decision decision { .title = deed.title, .seen = deed.seen, .decided_at = deed.at, .sent_at = deed.at };
    if (deed.kind == Deed::Kind::Goal) {
        decision.action = static_cast<api::GoalAction>(deed.verb);
        return adopt(state, state.decisions, GoalId { deed.id }, std::move(decision));
    }
    decision.mail_action = static_cast<api::EmailAction>(deed.verb);
    return adopt(state, state.mail_decisions, EmailId { deed.id }, std::move(decision));
}

std::vector<ContentChange> changed_words(std::string_view seen, std::string_view now)
{
    auto lines = now.empty() ? std::vector<ContentChange> {} : changed_lines(words_of(seen), words_of(now));
    bool const further = std::all_of(lines.begin(), lines.end(), [](auto const& one) { return one.now && one.line.starts_with("step: "); });
    return further ? std::vector<ContentChange> {} : lines;
}

std::string decision_key(GoalId const& id) { return "goal " + id.text; }
std::string decision_key(EmailId const& id) { return "email " + id.text; }

Effects apply(State& state, GoalDecided const& decided)
{
    auto const known = state.goals.find(decided.id);
    if (known == state.goals.end())
        return {};
    return begin(state, state.decisions, decided.id, { .action = decided.action, .title = known->second.title, .seen = goal_content(known->second, asks_of(state, decided.id)) });
}

Effects apply(State& state, DecisionRead const& read)
{
    auto* decision = awaited(state.decisions, read.id, read.ticket);
    if (decision == nullptr)
        return {};
    if (!read.goal.has_value())
        return could_not_read(state, state.decisions, read.id, *decision, read.goal.error());
    auto const& goal = *read.goal;
    state.goals[read.id] = goal;
    auto& detail = state.goal_details[read.id];
    detail.value = goal;
    detail.error.reset();
    detail.answered_at = state.now;
    bool const confirming = decision->stage == Stage::Confirming;
    Effects effects = go_on(state, state.decisions, read.id, *decision, goal_content(goal, read.asks));
    if (confirming && is_over(state.decisions, read.id)) {
        effects += load_open_page(state);
        effects += fetch_goals(state);
        effects += watch(state);
        effects += fetch_balance(state);
    }
    return effects;
}

Effects apply(State& state, DecisionRecorded const& recorded)
{
    auto* decision = awaited(state.decisions, recorded.id, recorded.ticket);
    return leave(decision, recorded.id, goal_content(state.goals[recorded.id], asks_of(state, recorded.id)), ActOnGoal { recorded.ticket, recorded.id, decision == nullptr ? api::GoalAction {} : decision->action });
}

Effects apply(State& state, DecisionAnswered const& answered) { return take_answer(state, state.decisions, answered.id, answered.ticket, answered.result); }

Effects apply(State& state, DecisionDropped const& dropped) { return forget(state.decisions, dropped.id); }

Effects apply(State& state, MailDecided const& decided)
{
    auto const* mail = state.live.mails.value ? mail_of(*state.live.mails.value, decided.id) : nullptr;
    if (mail == nullptr)
        return {};
    return begin(state, state.mail_decisions, decided.id, { .mail_action = decided.action, .title = mail->subject.value_or(""), .seen = mail_content(*mail) });
}

Effects apply(State& state, MailDecisionRead const& read)
{
    auto* decision = awaited(state.mail_decisions, read.id, read.ticket);
    if (decision == nullptr)
        return {};
    if (!read.mails.has_value())
        return could_not_read(state, state.mail_decisions, read.id, *decision, read.mails.error());
    state.live.mails.value = *read.mails;
    state.live.mails.answered_at = state.now;
    bool const confirming = decision->stage == Stage::Confirming;
    auto const* mail = mail_of(*read.mails, read.id);
    Effects effects = go_on(state, state.mail_decisions, read.id, *decision, mail == nullptr ? std::string {} : mail_content(*mail));
    if (confirming && is_over(state.mail_decisions, read.id))
        effects += watch(state);
    return effects;
}

Effects apply(State& state, MailDecisionRecorded const& recorded)
{
    auto* decision = awaited(state.mail_decisions, recorded.id, recorded.ticket);
    auto const* mail = state.live.mails.value ? mail_of(*state.live.mails.value, recorded.id) : nullptr;
    return leave(decision, recorded.id, mail == nullptr ? std::string {} : mail_content(*mail), ActOnMail { recorded.ticket, recorded.id, decision == nullptr ? api::EmailAction {} : decision->mail_action });
}

Effects apply(State& state, MailDecisionAnswered const& answered) { return take_answer(state, state.mail_decisions, answered.id, answered.ticket, answered.result); }

Effects apply(State& state, MailDecisionDropped const& dropped) { return forget(state.mail_decisions, dropped.id); }

} // namespace kally::store
