#include "sandbox/turn.h"

namespace kally::sandbox {

void Turn::follow_up()
{
    auto const first_mail = has_phrase(m_words, "email first|use email|by email|primero por correo|correo primero|usa el correo|por correo");
    auto const times = has_phrase(m_words, "availability|disponibilidad|available|disponible");
    if (!current_goal()) {
        add(P::FollowNoTask);
        return examples();
    }
    m_answer.goal = m_context.goal;
    if (first_mail && m_context.kind == Kind::Search && !m_context.drafts) {
        m_context.availability = times;
        add(P::FollowEmail);
        return email();
    }
    if (first_mail)
        add(P::FollowEmail);
    if (has_phrase(m_words, "call first|llama primero"))
        add(P::FollowCall);
    if (times) {
        m_context.availability = true;
        add(P::FollowAvailability);
        m_answer.text += availability();
        act("schedule", "completed", 2, P::ActCalendar);
        if (m_context.drafts)
            act("email", waiting() ? "waiting" : "completed", 0, P::ActUpdated);
        renew_letters();
    }
    if (has_phrase(m_words, "keep it under|que no pase de|under|less than|menos de") && !m_context.amount.empty())
        add(P::FollowAmount, { m_context.amount });
    if (has_phrase(m_words, "shorter|mas corto") && m_context.drafts) {
        m_context.brief = true;
        renew_letters();
        add(P::FollowBrief);
        m_answer.text += draft();
    }
    if (m_answer.text.empty())
        add(P::FollowNote, { goal_title() });
    while (m_answer.text.ends_with('\n'))
        m_answer.text.pop_back();
    if (waiting() && m_context.drafts)
        return suggest_on_drafts();
    suggest(P::SayStatus);
    suggest(running() ? P::SayStop : P::SayThanks);
}

void Turn::approve()
{
    auto* goal = current_goal();
    if (!goal || !waiting()) {
        if (running())
            return status();
        add(P::NothingWaiting);
        return examples();
    }
    m_answer.goal = goal->id;
    if (goal->hold != Hold::Step || m_context.kind == Kind::Errand) {
        add(goal->hold == Hold::Outcome ? P::OutcomeAccepted : P::StepApproved, { goal->hold == Hold::Step ? question_of(*goal) : goal->title });
        resume_goal(*goal, m_now);
        suggest(P::SayStatus);
        return suggest(P::SayThanks);
    }
    switch (m_context.kind) {
    case Kind::Schedule: {
        auto const choice = std::max(1, choice_in(m_words));
        auto const with = m_context.business.empty() ? "" : text(P::InvitationNote, { m_context.business });
        complete(*goal);
        add(P::SlotTaken, { slot(choice), with });
        m_answer.text = capitalise_name(m_answer.text);
        act("schedule", "completed", 2, P::ActInvite);
        log("calendar");
        break;
    }
    case Kind::Booking: {
        complete(*goal);
        auto const reference = std::to_string(1000 + m_account.next_random % 9000);
        add(P::BookingDone, { capitalised(m_context.business), m_context.when, reference });
        act("booking", "completed", 0, P::ActBooked, { m_context.business });
        log("booking");
        break;
    }
    case Kind::Bill: return act_on_bill();
    default:
        resume_goal(*goal, m_now);
        if (m_context.kind == Kind::Search && m_context.count > 1)
            add(P::SentAll, { std::to_string(m_context.count) });
        else
            add(P::SentOne, { m_context.business.empty() ? option(0).name : m_context.business });
        // Each mail is charged when it is sent.
        report("email", "in_progress", 3 * send_emails(m_account, goal->id, m_now, m_manner), P::ActSent);
        suggest(P::SayStatus);
        suggest(P::SayStop);
        return;
    }
    suggest(P::SayReminder);
    suggest(P::SayThanks);
}

void Turn::act_on_bill()
{
    auto* goal = current_goal();
    if (!goal || m_context.kind != Kind::Bill || !waiting())
        return approve_without_bill();
    resume_goal(*goal, m_now);
    m_answer.goal = goal->id;
    add(P::BillActing, { raw("the provider", "la compañía") });
    act("email", "in_progress", 3, P::ActProvider, { raw("the provider", "la compañía") });
    log("email");
    suggest(P::SayStatus);
    suggest(P::SayStop);
}

void Turn::approve_without_bill()
{
    if (running())
        return status();
    add(P::NothingWaiting);
    examples();
}

void Turn::leave()
{
    auto* goal = current_goal();
    if (!goal || !waiting())
        return approve_without_bill();
    complete(*goal);
    add(P::BillLeft);
    suggest(P::SayReminder);
    suggest(P::SayThanks);
}

void Turn::show_drafts()
{
    if (!m_context.drafts) {
        add(P::NoDrafts);
        return examples();
    }
    m_answer.goal = m_context.goal;
    if (m_context.kind == Kind::Search) {
        add(P::DraftsIntro, { std::to_string(m_context.count) });
        for (int i = 0; i < m_context.count; ++i)
            m_answer.text += text(P::DraftOne, { option(i).name, option(i).site }) + draft();
    } else {
        add(P::DraftTo, { m_context.business });
        m_answer.text += draft();
    }
    if (waiting())
        return suggest_on_drafts();
    suggest(P::SayStatus);
    suggest(P::SayThanks);
}

void Turn::other_times()
{
    if (!running()) {
        add(P::StatusNothing);
        return examples();
    }
    m_answer.goal = m_context.goal;
    m_context.slot_shift += 1;
    if (m_context.kind == Kind::Booking) {
        m_context.when = slot(1 + m_context.slot_shift % 3);
        return show_booking();
    }
    if (m_context.kind == Kind::Schedule)
        return m_context.when.clear(), show_slots();
    add(P::FollowAvailability);
    m_answer.text += availability();
    m_context.availability = true;
    renew_letters();
    act("schedule", "completed", 2, P::ActCalendar);
    if (waiting() && m_context.drafts)
        return suggest_on_drafts();
    suggest(P::SayStatus);
    suggest(P::SayThanks);
}

void Turn::compare()
{
    if (m_context.count == 0)
        return search(false);
    add(P::CompareIntro);
    add(P::CompareHead);
    for (int i = 0; i < m_context.count; ++i) {
        auto const& o = option(i);
        m_answer.text += "| **" + std::string { o.name } + "** | " + price(o.price) + " | " + hours_of(o) + " | " + std::to_string(o.minutes) + " min |\n";
    }
    suggest(P::SayEmailAll, { std::to_string(m_context.count) });
    suggest(P::SayVisit, { option(0).name });
}

void Turn::status()
{
    auto const* goal = current_goal();
    if (!goal) {
        add(P::StatusNothing);
        return examples();
    }
    m_answer.goal = goal->id;
    auto const progress = progress_of(*goal, m_now);
    if (progress.finished_at || goal->cancelled) {
        add(P::StatusFinished, { goal->title });
        suggest(P::SayReminder);
        return suggest(P::SayThanks);
    }
    add(P::StatusIntro, { goal->title });
    for (int i = 0; i < static_cast<int>(goal->steps.size()); ++i) {
        auto const phrase = i < progress.done ? P::StatusDone : i > progress.done ? P::StatusNext : progress.waiting ? P::StatusWaiting : P::StatusNow;
        add(phrase, { goal->steps[static_cast<std::size_t>(i)].text });
    }
    if (progress.waiting)
        suggest_at_gate();
    else
        suggest(P::SayReminder);
    suggest(P::SayStop);
}

void Turn::suggest_at_gate()
{
    switch (m_context.kind) {
    case Kind::Schedule: return suggest(P::SayFirst), suggest(P::SayOtherTimes);
    case Kind::Booking: return suggest(P::SayConfirm), suggest(P::SayOtherTimes);
    case Kind::Bill: return suggest(P::SayBetterRate), suggest(P::SayLeave);
    default: return suggest(P::SayApproveSend), suggest(P::SayShowDrafts);
    }
}

void Turn::cancel()
{
    auto* goal = current_goal();
    if (!goal || !running()) {
        add(P::NothingToCancel);
        return examples();
    }
    cancel_goal(m_account, *goal, m_now);
    m_answer.goal = goal->id;
    add(P::Cancelled, { goal->title });
    suggest(P::SayExampleSearch);
    suggest(P::SayThanks);
}

void Turn::thank()
{
    auto const active = running() && !waiting();
    add(active ? P::ThanksRunning : P::ThanksDone, { goal_title() });
    suggest(active ? P::SayStatus : P::SayExampleTable);
    suggest(active ? P::SayStop : P::SayExampleBill);
}

} // namespace kally::sandbox
