#include "sandbox/coordinator.h"

#include "base/text.h"
#include "sandbox/language.h"
#include "sandbox/phrases.h"

#include <algorithm>
#include <array>

namespace kally::sandbox {

namespace {

struct Option {
    char const* name;
    char const* site;
    int minutes;
    char const* open_english;
    char const* open_spanish;
    int price; ///< Per month, in euros; 0 is not listed.
};
constexpr Option options[] = {
    { "Patio Norte", "pationorte.example", 4, "24/7", "24/7", 0 },
    { "La Terraza", "laterraza.example", 7, "Mon to Sat", "Lun a sáb", 189 },
    { "Muelle 14", "muelle14.example", 12, "24/7", "24/7", 210 },
    { "Casa Azul", "casaazul.example", 9, "Mon to Fri", "Lun a vie", 175 },
    { "Punto Sur", "puntosur.example", 14, "8:00 to 22:00", "De 8:00 a 22:00", 0 },
    { "El Faro", "elfaro.example", 6, "Every day", "Todos los días", 240 },
    { "Plaza Nueva", "plazanueva.example", 11, "Mon to Sat", "Lun a sáb", 199 },
};
constexpr auto option_count = static_cast<int>(std::size(options));

using P = Phrase;

/// One turn: the request in, the answer out.
class Turn {
public:
    Turn(Account& account, Conversation& conversation, std::string_view request, Instant now, Manner manner)
        : m_account(account), m_conversation(conversation), m_context(conversation.context), m_request(request),
          m_words(words_of(request)), m_now(now), m_manner(manner)
    {
        m_context.language = language_of(m_words, request, m_context.language);
    }

    Message run()
    {
        auto const understanding = understand(m_words);
        auto command = understanding.command;
        if (command == Command::Nonsense && understanding.plain_words)
            command = running() ? Command::FollowUp : Command::Errand;
        if (auto const amount = amount_in(m_request); !amount.empty())
            m_context.amount = amount;
        respond(command, understanding.wants_email);
        m_answer.id = make_id(m_account, "m", m_manner.uuids);
        m_answer.at = m_now;
        for (auto const& action : m_answer.actions)
            m_answer.credits += action.credits;
        if (auto* goal = current_goal(); goal && goal->id == m_answer.goal)
            goal->credits += m_answer.credits;
        return std::move(m_answer);
    }

private:
    void respond(Command command, bool wants_email)
    {
        switch (command) {
        case Command::Search: return intent("search"), search(wants_email);
        case Command::Email: return intent("email"), email();
        case Command::Call: return intent("phone_call"), call();
        case Command::Schedule: return intent("scheduling"), schedule();
        case Command::Booking: return intent("booking"), booking();
        case Command::Bill: return intent("bill_analysis"), bill();
        case Command::Errand: return intent("errand"), errand();
        case Command::FollowUp: return intent("follow_up"), follow_up();
        case Command::Approve: return intent("approval"), approve();
        case Command::Action: return intent("approval"), act_on_bill();
        case Command::Leave: return intent("approval"), leave();
        case Command::ShowDrafts: return intent("drafts"), show_drafts();
        case Command::OtherTimes: return intent("scheduling"), other_times();
        case Command::Compare: return intent("search"), compare();
        case Command::Status: return intent("status"), status();
        case Command::Cancel: return intent("cancel"), cancel();
        case Command::Thanks: return intent("thanks"), thank();
        case Command::Greeting:
        case Command::Help: return intent("help"), add(P::Greeting), examples();
        case Command::Nonsense: return intent("unclear"), add(P::Unclear), examples();
        }
    }

    // What every answer is made of.

    using Arguments = std::initializer_list<std::string_view>;
    std::string text(P phrase, Arguments arguments = {}) const { return say(m_context.language, phrase, arguments); }
    void add(P phrase, Arguments arguments = {}) { m_answer.text += text(phrase, arguments); }
    void intent(char const* name) { m_answer.intent = name; }
    void suggest(P phrase, Arguments arguments = {}) { m_answer.suggestions.push_back(text(phrase, arguments)); }
    void examples()
    {
        suggest(P::SayExampleSearch);
        suggest(P::SayExampleTable);
        suggest(P::SayExampleBill);
    }
    void act(char const* type, char const* state, int credits, P phrase, Arguments arguments = {})
    {
        m_answer.actions.push_back({ .id = make_id(m_account, "a", m_manner.uuids), .type = type, .status = state,
            .summary = capitalised(text(phrase, arguments)), .goal = m_context.goal, .credits = credits });
    }
    bool spanish() const { return m_context.language == Language::Spanish; }
    std::string raw(char const* english, char const* in_spanish) const { return spanish() ? in_spanish : english; }

    /// The day of next week, later by what the person turned down; weekday 1 is Monday.
    std::string day(int weekday) const
    {
        using std::chrono::hours;
        auto const today = to_civil(m_now, {});
        auto const until_monday = (8 - today.weekday) % 7 == 0 ? 7 : (8 - today.weekday) % 7;
        auto const at = to_civil(m_now + hours { 24 * (until_monday + weekday - 1 + m_context.slot_shift) }, {});
        static constexpr char const* days_en[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
        static constexpr char const* days_es[] = { "dom", "lun", "mar", "mié", "jue", "vie", "sáb" };
        static constexpr char const* months_en[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
        static constexpr char const* months_es[] = { "ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic" };
        auto const& names = spanish() ? days_es : days_en;
        auto const& months = spanish() ? months_es : months_en;
        return std::string { names[at.weekday] } + " " + std::to_string(at.day) + " " + months[at.month - 1];
    }
    std::string slot(int number) const
    {
        if (number == 2)
            return day(3) + raw(" at 15:30", " a las 15:30");
        return number == 3 ? day(4) + raw(" at 17:00", " a las 17:00") : day(2) + raw(" at 10:00", " a las 10:00");
    }
    std::string availability() const
    {
        return "- **" + day(2) + "**, " + raw("10:00 to 13:00", "de 10:00 a 13:00") + "\n- **" + day(3) + "**, " + raw("15:00 to 18:00", "de 15:00 a 18:00")
            + "\n- **" + day(4) + "**, " + raw("after 16:30", "a partir de las 16:30") + "\n";
    }

    // Options that a search found.

    Option const& option(int index) const { return options[(m_context.first_option + index) % option_count]; }
    std::string price(int euros) const
    {
        if (euros == 0)
            return text(P::NotListed);
        auto const ask = fold_for_search(m_context.ask);
        auto const monthly = ask.find("month") != ask.npos || ask.find("mens") != ask.npos || fold_for_search(m_context.subject).find("cowork") != std::string::npos;
        auto const number = std::to_string(monthly ? euros : euros / 4);
        return (spanish() ? number + " €" : "€" + number) + (monthly ? raw(" / month", " / mes") : "");
    }
    std::string hours_of(Option const& o) const { return raw(o.open_english, o.open_spanish); }
    /// The one that the request names, or counts ("the second one"); -1 when none.
    int named_option() const
    {
        auto const folded = fold_for_search(m_request);
        for (int i = 0; i < m_context.count; ++i)
            if (folded.find(fold_for_search(option(i).name)) != std::string::npos)
                return i;
        auto const choice = choice_in(m_words);
        return choice > 0 && choice <= m_context.count && has_phrase(m_words, "first one|second one|third one|primera|segunda|tercera") ? choice - 1 : -1;
    }
    std::string business()
    {
        auto name = business_in(m_words, m_context.language);
        if (auto const index = named_option(); index >= 0)
            name = option(index).name;
        if (name.empty() && m_context.count > 0)
            name = option(m_context.count - 1).name;
        if (name.empty())
            name = m_context.business;
        if (name.empty())
            name = text(P::DefaultBusiness);
        return m_context.business = name;
    }

    // Goals.

    Goal* current_goal() { return m_account.find_goal(m_context.goal); }
    bool running()
    {
        auto const* goal = current_goal();
        return goal && !goal->cancelled && !progress_of(*goal, m_now).finished_at;
    }
    bool waiting()
    {
        auto const* goal = current_goal();
        return goal && progress_of(*goal, m_now).waiting;
    }
    struct Plan {
        P phrase;
        int seconds;
    };
    /// Opens a goal whose first `from` steps are done, and that waits for the person at step `gate`.
    Goal& open_goal(std::string title, Kind kind, std::initializer_list<Plan> plan, std::string const& argument, int from, int gate, int estimated)
    {
        Goal goal { .id = make_id(m_account, "g", m_manner.uuids), .conversation = m_conversation.id, .title = capitalised(title),
            .description = std::string { m_request.substr(0, 400) }, .created_at = m_now, .updated_at = m_now, .run_start = m_now,
            .from = from, .gate = gate, .estimated = estimated };
        goal.description = to_valid_utf8(goal.description);
        for (auto const& step : plan)
            goal.steps.push_back({ capitalised(text(step.phrase, { argument })), step.seconds * std::int64_t { 1000 } / std::max(1, m_manner.factor) });
        m_context.kind = kind;
        m_context.goal = goal.id;
        m_answer.goal = goal.id;
        m_account.goals.push_back(std::move(goal));
        return m_account.goals.back();
    }
    void resume(Goal& goal)
    {
        goal.from = progress_of(goal, m_now).done;
        goal.gate = -1;
        goal.run_start = goal.updated_at = m_now;
    }
    void complete(Goal& goal)
    {
        goal.gate = -1;
        goal.from = static_cast<int>(goal.steps.size());
        goal.run_start = goal.updated_at = m_now;
        goal.finished = true;
        goal.finale.clear();
        m_answer.goal = goal.id;
        m_answer.goal_completed = true;
    }
    void set_finale(Goal& goal, std::string finale, std::vector<std::string> suggestions)
    {
        goal.finale = std::move(finale) + text(P::SandboxResult);
        goal.finale_suggestions = std::move(suggestions);
    }
    std::string goal_title()
    {
        auto const* goal = current_goal();
        return goal ? goal->title : std::string {};
    }

    // The tasks.

    void search(bool wants_email)
    {
        auto const subject = subject_in(m_words);
        auto const place = place_in(m_words);
        m_context.drafts = m_context.availability = m_context.brief = false;
        if (!subject.empty())
            m_context.subject = subject;
        if (!place.empty())
            m_context.place = place;
        m_context.ask = ask_in(m_words);
        auto const wanted = count_in(m_words);
        m_context.first_option = m_context.count > 0 ? (m_context.first_option + m_context.count) % option_count : 0;
        m_context.count = wanted > 0 ? std::min(wanted, 5) : 3;
        auto const count = std::to_string(m_context.count);
        auto const near = m_context.place.empty() ? "" : text(P::SearchNear, { m_context.place });
        auto const what = m_context.subject.empty() ? text(P::DefaultSubject) : m_context.subject;

        auto title = m_context.place.empty() ? what : text(P::TitleNear, { what, m_context.place });
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

    void finale_of_answers()
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

    void suggest_on_drafts()
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

    std::string draft() const
    {
        auto const matter = m_context.ask.empty() ? m_context.subject : m_context.ask;
        auto const times = m_context.availability ? text(P::DraftAvailability, { slot(1) + ", " + slot(2) + ", " + slot(3) }) : "";
        return text(m_context.brief ? P::DraftBrief : P::DraftBody, { matter.empty() ? "" : text(P::DraftMatter, { matter }), times + text(P::DraftQuestion) });
    }

    void email()
    {
        auto const to_all = m_context.kind == Kind::Search && m_context.count > 0 && business_in(m_words, m_context.language).empty() && named_option() < 0;
        m_context.drafts = true;
        if (to_all) {
            auto const count = std::to_string(m_context.count);
            open_goal(text(P::StepSend), Kind::Search, { { P::StepDraftAll, 0 }, { P::StepSend, 5 }, { P::StepAnswers, 40 }, { P::StepSumUp, 10 } }, "", 1, 1, 3 * m_context.count);
            finale_of_answers();
            add(P::DraftsIntro, { count });
            m_answer.text += draft();
            act("email", "waiting", 0, P::ActDrafts, { count });
            return suggest_on_drafts();
        }
        auto const to = business();
        if (auto const matter = matter_in(m_words); !matter.empty())
            m_context.ask = matter;
        auto& goal = open_goal(text(P::TitleEmail, { to }), Kind::Email, { { P::StepDraft, 0 }, { P::StepSend, 5 }, { P::StepAnswers, 40 }, { P::StepSumUp, 5 } }, to, 1, 1, 3);
        set_finale(goal, capitalise_name(text(P::EmailFinale, { to, day(1) })), { text(P::SayReminder), text(P::SayThanks) });
        add(P::DraftTo, { to });
        m_answer.text += draft();
        act("email", "waiting", 0, P::ActDraft, { to });
        suggest(P::SayApproveSend);
        suggest(P::SayShorter);
        suggest(P::SayAvailability);
    }

    /// A sentence that begins with a bold name: "**your dentist** replied" begins with a capital.
    static std::string capitalise_name(std::string sentence)
    {
        if (sentence.starts_with("**"))
            return "**" + capitalised(std::string_view { sentence }.substr(2));
        return capitalised(sentence);
    }

    void call()
    {
        if (has_phrase(m_words, "112|911|999|061|091"))
            return add(P::CallRefused), examples();
        auto const whom = business();
        if (auto const phone = phone_in(m_request); !phone.empty())
            m_context.phone = phone;
        auto const number = m_context.phone.empty() ? "" : text(P::CallNumber, { m_context.phone });
        auto& goal = open_goal(text(P::TitleCall, { whom }), Kind::Call, { { P::StepPrepare, 0 }, { P::StepCall, 25 }, { P::StepWriteDown, 5 } }, whom, 1, -1, 15);
        set_finale(goal, text(P::CallFinale, { whom, day(2) }), { text(P::SayConfirmation), text(P::SayReminder), text(P::SayThanks) });
        m_account.calls.push_back({ .id = make_id(m_account, "call", true), .goal = goal.id, .status = "success", .category = "general",
            .phone = m_context.phone.empty() ? "+12025550142" : m_context.phone, .business = capitalised(whom),
            .task = text(P::CallTask, { goal.description }), .highlights = text(P::CallHighlights, { day(2) }), .next_steps = text(P::CallNext),
            .created_at = m_now, .ended_at = m_now + std::chrono::milliseconds { goal.steps[1].milliseconds }, .seconds = 48, .credits = 15 });
        add(P::CallStarted, { whom, number });
        act("phone_call", "in_progress", 15, P::ActCall, { whom });
        suggest(P::SayStatus);
        suggest(P::SayReminder);
        suggest(P::SayStop);
    }

    void show_slots()
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

    void schedule()
    {
        auto const name = business_in(m_words, m_context.language);
        m_context.business = name;
        m_context.when = when_in(m_words);
        m_context.slot_shift = 0;
        open_goal(name.empty() ? title_in(m_request) : text(P::TitleSchedule, { name }), Kind::Schedule, { { P::StepCalendar, 0 }, { P::StepChoice, 0 }, { P::StepInvite, 5 } }, name, 1, 1, 4);
        show_slots();
    }

    void show_booking()
    {
        add(P::BookingIntro);
        add(P::BookingWhere, { capitalised(m_context.business) });
        add(P::BookingWhen, { m_context.when });
        if (auto const people = count_in(m_words); people > 0)
            add(P::BookingPeople, { std::to_string(people) });
        if (!m_context.amount.empty())
            add(P::BookingAmount, { m_context.amount });
        add(P::BookingQuestion);
        suggest(P::SayConfirm);
        suggest(P::SayOtherTimes);
        suggest(P::SayStop);
    }

    void booking()
    {
        auto const where = business();
        m_context.when = when_in(m_words);
        if (m_context.when.empty())
            m_context.when = slot(1);
        open_goal(text(P::TitleBooking, { where }), Kind::Booking, { { P::StepAsk, 0 }, { P::StepConfirm, 5 } }, where, 1, 1, 5);
        act("booking", "completed", 5, P::ActBooking, { where });
        show_booking();
    }

    void bill()
    {
        auto& goal = open_goal(text(P::TitleBill), Kind::Bill, { { P::StepReadBill, 0 }, { P::StepUsual, 0 }, { P::StepDecide, 5 }, { P::StepProvider, 40 } }, text(P::DefaultProvider), 2, 2, 20);
        set_finale(goal, text(P::BillFinale, { text(P::DefaultProvider) }), { text(P::SayReminder), text(P::SayThanks) });
        add(P::BillIntro, { m_context.amount.empty() ? "" : text(P::BillOf, { m_context.amount }) });
        add(P::BillTable);
        add(P::BillQuestion);
        act("bill_analysis", "completed", 10, P::ActBill);
        suggest(P::SayRemoveExtra);
        suggest(P::SayBetterRate);
        suggest(P::SayLeave);
    }

    void errand()
    {
        auto& goal = open_goal(title_in(m_request), Kind::Errand, { { P::StepNeeded, 15 }, { P::StepDo, 40 }, { P::StepCheck, 10 } }, "", 0, -1, 10);
        set_finale(goal, text(P::ErrandFinale, { goal.title }), { text(P::SayReminder), text(P::SayThanks) });
        add(P::ErrandIntro);
        add(P::ErrandStarted);
        act("errand", "in_progress", 10, P::ActErrand);
        suggest(P::SayStatus);
        suggest(P::SayReminder);
        suggest(P::SayStop);
    }

    // What goes on with a task.

    void follow_up()
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
        }
        if (has_phrase(m_words, "keep it under|que no pase de|under|less than|menos de") && !m_context.amount.empty())
            add(P::FollowAmount, { m_context.amount });
        if (has_phrase(m_words, "shorter|mas corto") && m_context.drafts) {
            m_context.brief = true;
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

    void approve()
    {
        auto* goal = current_goal();
        if (!goal || !waiting()) {
            if (running())
                return status();
            add(P::NothingWaiting);
            return examples();
        }
        m_answer.goal = goal->id;
        switch (m_context.kind) {
        case Kind::Schedule: {
            auto const choice = std::max(1, choice_in(m_words));
            auto const with = m_context.business.empty() ? "" : text(P::InvitationNote, { m_context.business });
            complete(*goal);
            add(P::SlotTaken, { slot(choice), with });
            m_answer.text = capitalise_name(m_answer.text);
            act("schedule", "completed", 2, P::ActInvite);
            break;
        }
        case Kind::Booking: {
            complete(*goal);
            auto const reference = std::to_string(1000 + m_account.next_random % 9000);
            add(P::BookingDone, { capitalised(m_context.business), m_context.when, reference });
            act("booking", "completed", 0, P::ActBooked, { m_context.business });
            break;
        }
        case Kind::Bill: return act_on_bill();
        default:
            resume(*goal);
            if (m_context.kind == Kind::Search && m_context.count > 1)
                add(P::SentAll, { std::to_string(m_context.count) });
            else
                add(P::SentOne, { m_context.business.empty() ? option(0).name : m_context.business });
            act("email", "in_progress", m_context.kind == Kind::Search ? 3 * m_context.count : 3, P::ActSent);
            suggest(P::SayStatus);
            suggest(P::SayStop);
            return;
        }
        suggest(P::SayReminder);
        suggest(P::SayThanks);
    }

    void act_on_bill()
    {
        auto* goal = current_goal();
        if (!goal || m_context.kind != Kind::Bill || !waiting())
            return approve_without_bill();
        resume(*goal);
        m_answer.goal = goal->id;
        add(P::BillActing, { raw("the provider", "la compañía") });
        act("email", "in_progress", 3, P::ActProvider, { raw("the provider", "la compañía") });
        suggest(P::SayStatus);
        suggest(P::SayStop);
    }
    void approve_without_bill()
    {
        if (running())
            return status();
        add(P::NothingWaiting);
        examples();
    }

    void leave()
    {
        auto* goal = current_goal();
        if (!goal || !waiting())
            return approve_without_bill();
        complete(*goal);
        add(P::BillLeft);
        suggest(P::SayReminder);
        suggest(P::SayThanks);
    }

    void show_drafts()
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
    }

    void other_times()
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
        act("schedule", "completed", 2, P::ActCalendar);
        if (waiting() && m_context.drafts)
            return suggest_on_drafts();
        suggest(P::SayStatus);
    }

    void compare()
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

    void status()
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
        suggest(P::SayStop);
    }
    void suggest_at_gate()
    {
        switch (m_context.kind) {
        case Kind::Schedule: return suggest(P::SayFirst), suggest(P::SayOtherTimes);
        case Kind::Booking: return suggest(P::SayConfirm), suggest(P::SayOtherTimes);
        case Kind::Bill: return suggest(P::SayBetterRate), suggest(P::SayLeave);
        default: return suggest(P::SayApproveSend), suggest(P::SayShowDrafts);
        }
    }

    void cancel()
    {
        auto* goal = current_goal();
        if (!goal || !running()) {
            add(P::NothingToCancel);
            return examples();
        }
        // What is done stays done; the walk through the steps stops where it is.
        auto const progress = progress_of(*goal, m_now);
        goal->from = progress.done;
        goal->cancelled = goal->finished = true;
        goal->updated_at = goal->run_start = m_now;
        m_answer.goal = goal->id;
        add(P::Cancelled, { goal->title });
        suggest(P::SayExampleSearch);
        suggest(P::SayThanks);
    }

    void thank()
    {
        auto const active = running() && !waiting();
        auto const* goal = current_goal();
        m_answer.goal_completed = goal && !goal->cancelled && !running();
        add(active ? P::ThanksRunning : P::ThanksDone, { goal_title() });
        suggest(active ? P::SayStatus : P::SayExampleTable);
        suggest(active ? P::SayStop : P::SayExampleBill);
    }

    Account& m_account;
    Conversation& m_conversation;
    Context& m_context;
    std::string_view m_request;
    std::vector<Word> m_words;
    Instant m_now;
    Manner m_manner;
    Message m_answer;
};

} // namespace

Message const& coordinate(Account& account, Conversation& conversation, std::string_view request, Instant now, Manner manner)
{
    if (conversation.title.empty())
        conversation.title = title_in(request);
    conversation.messages.push_back({ .id = make_id(account, "m", manner.uuids), .from_user = true, .text = std::string { request }, .at = now });
    auto const first = conversation.messages.size() == 1;
    auto answer = Turn { account, conversation, request, now, manner }.run();
    while (answer.text.ends_with('\n'))
        answer.text.pop_back();
    if (first) {
        answer.text += say(conversation.context.language, Phrase::SandboxNote);
        if (auto const* goal = account.find_goal(answer.goal); goal && conversation.context.kind == Kind::Search)
            conversation.title = goal->title;
    }
    conversation.updated_at = now;
    conversation.messages.push_back(std::move(answer));
    return conversation.messages.back();
}

bool settle_goals(Account& account, Instant now, Manner manner)
{
    auto changed = false;
    for (auto& goal : account.goals) {
        if (goal.finished || goal.cancelled)
            continue;
        auto const at = progress_of(goal, now).finished_at;
        if (!at)
            continue;
        goal.finished = changed = true;
        goal.updated_at = *at;
        auto* conversation = account.find_conversation(goal.conversation);
        if (!conversation || goal.finale.empty())
            continue;
        // It belongs where it happened, which may be before what was said since.
        auto& messages = conversation->messages;
        auto const place = std::find_if(messages.begin(), messages.end(), [&](Message const& m) { return m.at > *at; });
        messages.insert(place, { .id = make_id(account, "m", manner.uuids), .goal_completed = true, .text = goal.finale, .at = *at,
            .intent = "result", .goal = goal.id, .suggestions = goal.finale_suggestions });
        conversation->updated_at = std::max(conversation->updated_at, *at);
    }
    return changed;
}

} // namespace kally::sandbox
