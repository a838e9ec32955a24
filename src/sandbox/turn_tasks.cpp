#include "sandbox/turn.h"

#include "base/text.h"

#include <algorithm>

namespace kally::sandbox {

void Turn::search(bool wants_email)
{
    auto const subject = subject_in(m_words);
    auto const place = place_in(m_words);
    m_context.drafts = m_context.availability = m_context.brief = m_context.confirming = false;
    if (!subject.empty())
        m_context.subject = subject;
    if (!place.empty())
        m_context.place = place;
    m_context.ask = ask_in(m_words);
    auto const wanted = count_in(m_words);
    m_context.first_option = m_context.count > 0 ? (m_context.first_option + m_context.count) % option_count : 0;
    m_context.count = wanted > 0 ? std::min(wanted, 5) : 3;
    auto const count = std::to_string(m_context.count);
    auto const near = near_place();
    auto const what = m_context.subject.empty() ? text(P::DefaultSubject) : m_context.subject;

    auto title = what + near;
    if (wants_email) {
        m_context.drafts = true;
        open_goal(std::move(title), Kind::Search, { { P::StepFind, 0 }, { P::StepDraftAll, 0 }, { P::StepSend, 5 }, { P::StepAnswers, 40 }, { P::StepSumUp, 10 } }, what, 2, 2, 5 + 3 * m_context.count);
        finale_of_answers();
    } else {
        auto& goal = open_goal(std::move(title), Kind::Search, { { P::StepFind, 0 }, { P::StepRoom, 25 }, { P::StepCompare, 20 }, { P::StepSumUp, 10 } }, what, 1, -1, 5);
        auto finale = text(P::FinaleClosest, { option(0).name, day(1) });
        if (m_context.count > 1)
            finale += text(P::FinaleCheapest, { option(1).name });
        if (m_context.count > 2)
            finale += text(P::FinaleLongest, { option(2).name });
        set_finale(goal, std::move(finale), { text(P::SayVisit, { option(0).name }), text(P::SayEmailAll, { count }), text(P::SayThanks) });
    }
    if (m_context.subject.empty())
        add(P::SearchFoundSome, { count, "", near });
    else
        add(P::SearchFound, { count, m_context.subject, near });
    add(P::SearchHead);
    for (int i = 0; i < m_context.count; ++i) {
        auto const& o = option(i);
        m_answer.text += "| [" + std::string { o.name } + "](https://" + o.site + ") | " + std::to_string(o.minutes) + " min | " + hours_of(o) + " | " + price(o.price) + " |\n";
    }
    act("search", "completed", 5, P::ActSearch, { what });
    if (wants_email) {
        queue_letters();
        add(P::SearchDrafts, { m_context.ask.empty() ? "" : text(P::SearchAsking, { m_context.ask }) });
        act("email", "waiting", 0, P::ActDrafts, { count });
        suggest_on_drafts();
    } else {
        add(P::SearchWorking);
        suggest(P::SayEmailAll, { count });
        suggest(P::SayCallName, { option(0).name });
        suggest(P::SayCompare);
    }
}

void Turn::finale_of_answers()
{
    auto* goal = current_goal();
    auto finale = text(P::AnswersHead);
    for (int i = 0; i < m_context.count; ++i) {
        auto const last = m_context.count > 1 && i + 1 == m_context.count;
        auto const& o = option(i);
        finale += last ? text(P::AnswersNone, { o.name })
                       : "| [" + std::string { o.name } + "](https://" + o.site + ") | " + price(o.price == 0 ? 165 : o.price - 9) + " | " + day(1) + " |\n";
    }
    set_finale(*goal, std::move(finale), { text(P::SayVisit, { option(0).name }), text(P::SayCallName, { option(m_context.count - 1).name }), text(P::SayThanks) });
}

void Turn::suggest_on_drafts()
{
    if (m_context.count > 1 && m_context.kind == Kind::Search)
        suggest(P::SayApproveAll, { std::to_string(m_context.count) });
    else
        suggest(P::SayApproveSend);
    suggest(P::SayShowDrafts);
    if (m_context.availability)
        suggest(P::SayOtherTimes);
    else
        suggest(P::SayAvailability);
}

std::string Turn::draft() const
{
    auto const matter = m_context.confirming ? std::string {} : m_context.ask.empty() ? m_context.subject : m_context.ask;
    auto const times = m_context.availability ? text(P::DraftAvailability, { slot(1) + ", " + slot(2) + ", " + slot(3) }) : "";
    return text(m_context.brief ? P::DraftBrief : P::DraftBody, { matter.empty() ? "" : text(P::DraftMatter, { matter }), times + text(m_context.confirming ? P::DraftConfirm : P::DraftQuestion) });
}

std::string Turn::letter() const
{
    auto const quoted = draft();
    std::string out;
    for (std::size_t at = 0; at < quoted.size();) {
        auto const end = std::min(quoted.find('\n', at), quoted.size());
        auto line = std::string_view { quoted }.substr(at, end - at);
        line.remove_prefix(std::min(line.size(), line.starts_with("> ") ? std::size_t { 2 } : std::size_t { line.starts_with(">") }));
        out += std::string { line } + '\n';
        at = end + 1;
    }
    while (out.ends_with('\n'))
        out.pop_back();
    return out + "\n\n" + text(P::EmailNote);
}

void Turn::queue_letter(std::string const& to, std::string reply)
{
    auto const& matter = m_context.ask.empty() ? m_context.subject : m_context.ask;
    m_account.emails.push_back({ .id = make_id(m_account, "em", false), .goal = m_context.goal, .to = to, .subject = matter.empty() ? text(P::EmailQuestion) : text(P::EmailSubject, { matter }),
        .body = letter(), .status = "pending_approval", .reply = std::move(reply), .created_at = m_now });
}

void Turn::queue_letters()
{
    if (m_context.kind != Kind::Search) {
        std::string name;
        for (char const c : fold_for_search(m_context.business))
            if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
                name += c;
        return queue_letter((name.empty() ? "hello" : name.substr(0, 40)) + "@mail.example", text(P::ReplyYes, { day(1), capitalised(m_context.business) }));
    }
    for (int i = 0; i < m_context.count; ++i) {
        auto const& o = option(i);
        // The last of several has not answered yet, as the finale says.
        auto const last = m_context.count > 1 && i + 1 == m_context.count;
        queue_letter("hello@" + std::string { o.site }, last ? "" : text(P::ReplyOffer, { day(1), price(o.price == 0 ? 165 : o.price - 9), o.name }));
    }
}

void Turn::renew_letters()
{
    for (auto& email : m_account.emails)
        if (email.goal == m_context.goal && email.status == "pending_approval")
            email.body = letter();
}

void Turn::email()
{
    auto const to_all = m_context.kind == Kind::Search && m_context.count > 0 && business_in(m_words, m_context.language).empty() && named_option() < 0;
    m_context.drafts = true;
    m_context.confirming = has_phrase(m_words, "confirmation|confirmacion");
    if (to_all) {
        auto const count = std::to_string(m_context.count);
        open_goal(text(P::StepSend), Kind::Search, { { P::StepDraftAll, 0 }, { P::StepSend, 5 }, { P::StepAnswers, 40 }, { P::StepSumUp, 10 } }, "", 1, 1, 3 * m_context.count);
        finale_of_answers();
        queue_letters();
        add(P::DraftSame, { count });
        m_answer.text += draft();
        act("email", "waiting", 0, P::ActDrafts, { count });
        return suggest_on_drafts();
    }
    auto const to = business();
    if (auto const matter = matter_in(m_words); !matter.empty())
        m_context.ask = matter;
    auto& goal = open_goal(text(P::TitleEmail, { to }), Kind::Email, { { P::StepDraft, 0 }, { P::StepSend, 5 }, { P::StepAnswers, 40 }, { P::StepSumUp, 5 } }, to, 1, 1, 3);
    set_finale(goal, capitalise_name(text(P::EmailFinale, { to, day(1) })), { text(P::SayReminder), text(P::SayThanks) });
    queue_letters();
    add(P::DraftTo, { to });
    m_answer.text += draft();
    act("email", "waiting", 0, P::ActDraft, { to });
    suggest(P::SayApproveSend);
    suggest(P::SayShorter);
    suggest(P::SayAvailability);
}

std::string Turn::capitalise_name(std::string sentence)
{
    if (sentence.starts_with("**"))
        return "**" + capitalised(std::string_view { sentence }.substr(2));
    return capitalised(sentence);
}

void Turn::call()
{
    if (has_phrase(m_words, "112|911|999|061|091"))
        return add(P::CallRefused), examples();
    auto const whom = business();
    if (auto const phone = phone_in(m_request); !phone.empty())
        m_context.phone = phone;
    auto const number = m_context.phone.empty() ? "" : text(P::CallNumber, { m_context.phone });
    auto& goal = open_goal(text(P::TitleCall, { whom }), Kind::Call, { { P::StepPrepare, 0 }, { P::StepCall, 25 }, { P::StepWriteDown, 5 } }, whom, 1, -1, 15);
    set_finale(goal, text(P::CallFinale, { whom, day(2) }), { text(P::SayConfirmation), text(P::SayReminder), text(P::SayThanks) });
    m_account.calls.push_back({ .id = make_id(m_account, "call", true), .goal = goal.id, .status = "success", .language = m_context.language, .category = "general",
        .phone = m_context.phone.empty() ? "+12025550142" : m_context.phone, .business = capitalised(whom),
        .task = text(P::CallTask, { goal.description }), .highlights = text(P::CallHighlights, { day(2) }), .next_steps = text(P::CallNext),
        .created_at = m_now, .ended_at = m_now + std::chrono::milliseconds { goal.steps[1].milliseconds }, .seconds = 48, .credits = 15 });
    add(P::CallStarted, { whom, number });
    act("phone_call", "in_progress", 15, P::ActCall, { whom });
    suggest(P::SayStatus);
    suggest(P::SayReminder);
    suggest(P::SayStop);
}

void Turn::show_slots()
{
    auto const when = m_context.when.empty() ? "" : " (" + m_context.when + ")";
    add(P::SlotsIntro, { when });
    for (int i = 1; i <= 3; ++i)
        m_answer.text += std::to_string(i) + ". **" + slot(i) + "**\n";
    add(P::SlotsQuestion);
    act("schedule", "completed", 2, P::ActCalendar);
    suggest(P::SayFirst);
    suggest(P::SaySecond);
    suggest(P::SayOtherTimes);
}

void Turn::schedule()
{
    auto const name = business_in(m_words, m_context.language);
    m_context.business = name;
    m_context.when = when_in(m_words);
    m_context.weekday = weekday_in(m_words);
    m_context.slot_shift = 0;
    open_goal(name.empty() ? title_in(m_request) : text(P::TitleSchedule, { name }), Kind::Schedule, { { P::StepCalendar, 0 }, { P::StepChoice, 0, "calendar", 2 }, { P::StepInvite, 5 } }, name, 1, 1, 4);
    show_slots();
}

void Turn::show_booking()
{
    add(P::BookingIntro);
    add(P::BookingWhere, { capitalised(m_context.business) });
    add(P::BookingWhen, { capitalised(m_context.when) });
    if (auto const people = count_in(m_words); people > 0)
        add(P::BookingPeople, { std::to_string(people) });
    if (!m_context.amount.empty())
        add(P::BookingAmount, { m_context.amount });
    add(P::BookingQuestion);
    suggest(P::SayConfirm);
    suggest(P::SayOtherTimes);
    suggest(P::SayStop);
}

void Turn::booking()
{
    auto const where = business();
    m_context.weekday = m_context.slot_shift = 0;
    m_context.when = when_in(m_words);
    if (m_context.when.empty())
        m_context.when = slot(1);
    open_goal(text(P::TitleBooking, { where }), Kind::Booking, { { P::StepAsk, 0 }, { P::StepConfirm, 5, "booking", 0 } }, where, 1, 1, 5);
    act("booking", "completed", 5, P::ActBooking, { where });
    show_booking();
}

/// "€84", "77,69 €" in cents; a usual bill when nothing was said.
static int cents_of(std::string_view amount)
{
    auto cents = 0, decimals = -1;
    for (auto const c : amount)
        if (c >= '0' && c <= '9' && cents < 10'000'000 && decimals < 2) {
            cents = cents * 10 + (c - '0');
            decimals += decimals >= 0;
        } else if ((c == '.' || c == ',') && cents > 0 && decimals < 0) {
            decimals = 0;
        }
    for (decimals = std::max(decimals, 0); decimals < 2 && cents < 100'000'000; ++decimals)
        cents *= 10;
    return cents > 0 ? cents : 7'769;
}

std::string Turn::money(int cents) const
{
    auto const rest = std::to_string(100 + cents % 100).substr(1);
    auto const whole = std::to_string(cents / 100);
    return spanish() ? whole + "," + rest + " €" : "€" + whole + "." + rest;
}

void Turn::bill()
{
    auto& goal = open_goal(text(P::TitleBill), Kind::Bill, { { P::StepReadBill, 0 }, { P::StepUsual, 0 }, { P::StepDecide, 5, "email", 3 }, { P::StepProvider, 40 } }, text(P::DefaultProvider), 2, 2, 20);
    set_finale(goal, text(P::BillFinale, { text(P::DefaultProvider) }), { text(P::SayReminder), text(P::SayThanks) });
    add(P::BillIntro, { m_context.amount.empty() ? "" : text(P::BillOf, { m_context.amount }) });
    // The lines add up to what the person said the bill is.
    auto const total = std::clamp(cents_of(m_context.amount), 1'000, 10'000'000);
    auto const basic = total * 2 / 5, extra = 499, use = total - basic - extra, usual = use * 4 / 5;
    add(P::BillTable, { money(basic), money(use), money(usual), money(extra), money(total - basic - usual) });
    add(P::BillQuestion);
    act("bill_analysis", "completed", 10, P::ActBill);
    log("bill");
    suggest(P::SayRemoveExtra);
    suggest(P::SayBetterRate);
    suggest(P::SayLeave);
}

void Turn::errand()
{
    auto& goal = open_goal(title_in(m_request), Kind::Errand, { { P::StepNeeded, 15 }, { P::StepDo, 40 }, { P::StepCheck, 10 } }, "", 0, -1, 10);
    set_finale(goal, text(P::ErrandFinale, { goal.title }), { text(P::SayReminder), text(P::SayThanks) });
    add(P::ErrandIntro);
    add(P::ErrandStarted);
    act("errand", "in_progress", 10, P::ActErrand, { goal.title });
    log("errand");
    suggest(P::SayStatus);
    suggest(P::SayReminder);
    suggest(P::SayStop);
}

} // namespace kally::sandbox
