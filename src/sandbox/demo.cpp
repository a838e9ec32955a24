#include "sandbox/demo.h"

#include "base/decimal.h"
#include "sandbox/work.h"

#include <algorithm>

namespace kally::sandbox {

using std::chrono::days, std::chrono::hours, std::chrono::minutes, std::chrono::seconds;

namespace {

/// The conversations of the week; some goals are then told by hand, so that every state is there.
enum Chat { Bill, Tap, Dinner, Piano, Permit, Meeting, Offsite, Internet, Warranty, Plumber, Passport, Coworking, chat_count };

struct DemoTurn {
    Chat chat;
    int minutes_ago;
    char const* request;
};
constexpr int day = 24 * 60;
constexpr DemoTurn turns[] = {
    { Bill, 6 * day + 95, "Check my electricity bill of €77.69" },
    { Bill, 6 * day + 90, "Ask for the extra service to be removed" },
    { Tap, 5 * day + 200, "Escribe a mi casero sobre el grifo de la cocina, que gotea" },
    { Tap, 5 * day + 195, "Aprueba y envía" },
    { Tap, 5 * day + 180, "¿Cómo va?" },
    { Dinner, 4 * day + 300, "Book a table for 4 at Casa Lola on Friday at 21:00" },
    { Dinner, 4 * day + 297, "Confirm the booking" },
    { Piano, 3 * day + 410, "Call Atelier Klavier at +441174960140 and ask what tuning an upright costs" },
    { Piano, 3 * day + 400, "Thanks, that is all" },
    { Permit, 2 * day + 130, "Renew my parking permit" },
    { Permit, 2 * day + 129, "Stop here" },
    { Offsite, day + 500, "Plan the team offsite in Valencia for twelve people in May" },
    { Internet, day + 180, "Negotiate my internet contract" },
    { Meeting, 20 * 60, "Schedule a meeting with Ana next week" },
    { Meeting, 20 * 60 - 5, "Take the second one" },
    { Warranty, 9 * 60, "Claim the warranty repair of my washing machine" },
    { Plumber, 5 * 60, "Busca dos fontaneros cerca de Ruzafa" },
    { Passport, 3 * 60, "Renew my passport before June" },
    { Coworking, 75, "Find three coworking spaces near downtown Malaga and draft outreach emails asking for monthly pricing." },
    { Coworking, 64, "Use email first. Include my availability next week." },
};

struct DemoCall {
    int minutes_ago; ///< Below zero: ahead.
    char const* status;
    Language language;
    char const* category;
    char const* business;
    char const* phone;
    char const* task;
    char const* highlights;
    char const* next_steps;
    int seconds;
    int credits;
    int appointment_days; ///< After the day of the call, at 10:00; 0: nothing was agreed.
};
constexpr auto english = Language::English, spanish = Language::Spanish;
constexpr DemoCall calls[] = {
    { 6 * day + 20, "success", english, "clinic", "Harbour Dental", "+441174960150", "Ask for a check-up in the first week of next month, mornings only.",
        "Sandbox: a check-up is free in eight days at 10:00, it takes half an hour.", "Bring the insurance card.", 112, 12, 8 },
    { 5 * day + 60, "no_answer", english, "general", "Bristol Pianos", "+441174960151", "Ask what tuning an upright costs and whether Tuesday morning is free.", "", "", 0, 10, 0 },
    { 4 * day + 45, "busy", english, "restaurant", "Trattoria Mare", "+441174960152", "Ask for a table for two tonight at 20:30, outside if possible.", "", "", 0, 10, 0 },
    { 3 * day + 380, "voicemail", english, "general", "Atelier Nord", "+441174960153", "Ask for a quote for regulating an upright piano.", "Sandbox: left a message asking for a quote.", "Wait for the call back.", 24, 10, 0 },
    { 2 * day + 240, "failed", spanish, "hotel", "Hotel Miramar", "+34600000004", "Pregunta si admiten un perro pequeño del 3 al 5 de mayo.", "", "", 0, 10, 0 },
    { day + 90, "cancelled", english, "general", "City Council", "+441174960155", "Ask which papers the parking permit needs.", "", "", 0, 0, 0 },
    { 7 * 60, "success", spanish, "restaurant", "Casa Lola", "+34600000001", "Confirma la mesa para cuatro el viernes a las 21:00 y pide una trona.",
        "Zona de pruebas: la mesa está confirmada y tendrán una trona preparada.", "Avisa si llegáis más tarde de las 21:15.", 64, 12, 3 },
    { 4 * 60, "stopped", english, "general", "Bristol Water", "+441174960157", "Ask whether the contract can move to the new flat without a new term.", "", "", 37, 11, 0 },
};

constexpr struct {
    int days_ago;
    char const* type;
    char const* description;
    int credits;
} earlier[] = {
    { 19, "search", "Searched for moving companies", 5 }, { 18, "call", "Call to Swift Movers", 13 }, { 16, "email_send", "Email to Swift Movers", 3 }, { 14, "errand", "Change of address at the bank", 10 },
    { 11, "search", "Searched for dentists near the harbour", 5 }, { 11, "booking", "Booked Trattoria Mare", 5 }, { 10, "calendar", "Entry in your calendar", 2 },
    { 9, "call", "Call to Harbour Dental", 12 }, { 8, "bill_analysis", "Compared the bill", 10 }, { 8, "email_send", "Email to your insurance", 3 },
};

class Demo {
public:
    Demo(Account& account, Instant now, Manner manner) : m_account(account), m_now(now), m_manner(manner) {}

    void fill()
    {
        for (auto const& row : earlier)
            charge(m_account, row.type, row.description, {}, row.credits, m_now - days { row.days_ago });
        for (auto const& turn : turns)
            say_in(turn);
        make_calls();
        make_goals();
        write_letters();
        settle_account(m_account, m_now, m_manner);
        m_account.subscription = { .plan = "pro", .active = true, .renews = true, .since = m_now - days { 12 }, .until = m_now + days { 18 } };
        sort_by_time(m_account.ledger, &Entry::at);
        sort_by_time(m_account.deeds, &Deed::at);
        sort_by_time(m_account.inbox, &Letter::at);
        sort_by_time(m_account.goals, &Goal::created_at);
        sort_by_time(m_account.calls, &Call::created_at);
    }

private:
    template <typename T>
    static void sort_by_time(std::vector<T>& list, Instant T::* at)
    {
        std::stable_sort(list.begin(), list.end(), [at](T const& a, T const& b) { return a.*at < b.*at; });
    }
    Instant ago(int number) const { return m_now - minutes { number }; }
    Conversation& chat(Chat which) { return *m_account.find_conversation(m_ids[which]); }
    Goal& goal_of(Chat which) { return *m_account.find_goal(chat(which).context.goal); }

    void say_in(DemoTurn const& turn)
    {
        auto const at = ago(turn.minutes_ago);
        auto& id = m_ids[turn.chat];
        if (id.empty()) {
            id = make_id(m_account, "c", m_manner.uuids);
            m_account.conversations.push_back({ .id = id, .created_at = at, .updated_at = at });
        }
        settle_account(m_account, at, m_manner);
        coordinate(m_account, chat(turn.chat), turn.request, at, m_manner);
    }

    void make_calls()
    {
        for (auto const& call : calls) {
            auto const ended = ago(call.minutes_ago), began = ended - seconds { call.seconds };
            m_account.calls.push_back({ .id = make_id(m_account, "call", true), .status = call.status, .language = call.language, .category = call.category, .user_name = "Mara Lindqvist",
                .phone = call.phone, .business = call.business, .task = call.task, .highlights = call.highlights, .next_steps = call.next_steps, .created_at = began, .starts_at = began,
                .ended_at = ended, .appointment = call.appointment_days > 0 ? std::chrono::floor<days>(ended) + days { call.appointment_days } + hours { 10 } : Instant {},
                .seconds = call.seconds, .credits = call.credits });
            charge(m_account, "call", say(call.language, Phrase::ActCall, { call.business }), {}, call.credits, ended);
        }
        Call running { .id = make_id(m_account, "call", true), .status = "success", .category = "general", .user_name = "Mara Lindqvist", .phone = "+441174960158", .business = "Lindgren Storage",
            .task = "Ask what a small storage room costs per month and whether one is free now.", .highlights = "Sandbox: a room of four square metres is free and costs €49 a month.",
            .next_steps = "Decide by Friday.", .created_at = m_now - seconds { 40 }, .starts_at = m_now - seconds { 40 }, .ended_at = m_now + seconds { 140 }, .seconds = 180, .credits = 13 };
        charge(m_account, "call", say(english, Phrase::ActCall, { running.business }), {}, running.credits, running.created_at);
        auto planned = running;
        planned.id = make_id(m_account, "call", true);
        planned.phone = "+441174960159";
        planned.business = "Harbour Dental";
        planned.task = "Move the check-up to an afternoon in the same week, if there is one.";
        planned.highlights = "Sandbox: the check-up is moved to the Thursday of that week at 16:00.";
        planned.next_steps = "";
        planned.created_at = ago(120);
        planned.starts_at = std::chrono::floor<days>(m_now) + days { 1 } + hours { 10 };
        planned.ended_at = planned.starts_at + seconds { 95 };
        planned.seconds = 95;
        planned.credits = 0; // charged when it is made, which nobody waits for here
        m_account.calls.push_back(std::move(planned));
        m_account.calls.push_back(std::move(running));
    }

    /// Takes back what the chat said the work has cost: it has not begun.
    void forget_work(Chat which)
    {
        auto const id = goal_of(which).id;
        std::erase_if(m_account.ledger, [&](Entry const& entry) { return entry.goal == id; });
        std::erase_if(m_account.deeds, [&](Deed const& deed) { return deed.goal == id; });
        for (auto& message : chat(which).messages) {
            message.actions.clear();
            message.credits = 0;
        }
    }

    /// Lets the goal wait at a step, or with its result when that is the number of steps.
    void hold(Goal& goal, int gate, Hold why, std::string question)
    {
        goal.from = goal.gate = gate;
        goal.hold = why;
        goal.question = std::move(question);
        goal.finished = false;
    }

    Goal& add_below(Chat which, char const* title, int minutes_ago, std::vector<Step> steps, int from)
    {
        auto const at = ago(minutes_ago);
        auto const& above = goal_of(which);
        m_account.goals.push_back({ .id = make_id(m_account, "g", m_manner.uuids), .conversation = above.conversation, .parent = above.id, .title = title, .description = title,
            .created_at = at, .updated_at = at, .run_start = at, .steps = std::move(steps), .from = from, .estimated = 20 });
        return m_account.goals.back();
    }

    /// Removes the end that the chat has told already, as this goal goes on, and says instead how it stands; empty: as it was said.
    void reopen(Chat which, std::string words)
    {
        auto& conversation = chat(which);
        goal_of(which).finished = false;
        std::erase_if(conversation.messages, [](Message const& message) { return message.intent == "result"; });
        auto& last = conversation.messages.back();
        conversation.updated_at = last.at;
        if (!words.empty())
            last.text = std::move(words) + say(english, Phrase::SandboxNote);
    }

    void make_goals()
    {
        constexpr std::int64_t long_time = 4 * 24 * 3'600'000;
        goal_of(Dinner).archived = true;
        reopen(Offsite, "I split this into three parts and work on them side by side:\n\n1. **A venue** for twelve people\n2. **Train or flight**, door to door\n3. **Dinner** on the first evening\n\nI ask you before "
                        "anything is paid.");
        reopen(Internet, "I read your contract and call **Northern Internet** about a better price. You decide on what they offer.");
        reopen(Warranty, "I would claim the repair from the shop first, then from the maker. That takes about **4.5 credits**, and I start when you accept the estimate.");
        reopen(Plumber, "");
        reopen(Passport, "I find out which papers you need and when an appointment is free, and ask you before I book one.");

        auto& offsite = goal_of(Offsite);
        offsite.title = "Team offsite in Valencia";
        offsite.steps = { { .text = "Agree on dates and budget" }, { .text = "Arrange venue, travel and dinner", .milliseconds = long_time }, { .text = "Send the programme to everybody", .milliseconds = 60'000 } };
        offsite.from = 1;
        offsite.run_start = ago(300);
        offsite.estimated = 120;
        auto& venue = add_below(Offsite, "A venue for twelve people", day + 480, { { .text = "Find three venues" }, { .text = "Compare price and access" } }, 2);
        charge(m_account, "search", "Searched for venues in Valencia", venue.id, 5, ago(day + 470));
        auto& travel = add_below(Offsite, "Train or flight", day + 470, { { .text = "Collect the fares" }, { .text = "Compare door to door", .milliseconds = long_time } }, 1);
        charge(m_account, "search", "Searched for fares to Valencia", travel.id, 5, ago(day + 450));
        auto& dinner = add_below(Offsite, "Dinner on the first evening", 400, { { .text = "Ask three restaurants" }, { .text = "Hold the table at El Faro, with €60 deposit", .milliseconds = 20'000, .type = "booking", .credits = 5 },
                                                                                   { .text = "Tell the kitchen about allergies", .milliseconds = 20'000 } }, 1);
        charge(m_account, "call", "Call to El Faro", dinner.id, 12, ago(390));
        hold(dinner, 1, Hold::Step, "Hold the table at El Faro, with €60 deposit?");

        auto& internet = goal_of(Internet);
        internet.title = "A better internet contract";
        internet.steps = { { .text = "Read the contract" }, { .text = "Call Northern Internet" }, { .text = "Write down the offer" } };
        charge(m_account, "call", "Call to Northern Internet", internet.id, 14, ago(240));
        internet.estimated = 30;
        hold(internet, 3, Hold::Outcome, "They offer €29.90 a month instead of €38.50, for twelve months.");

        forget_work(Warranty);
        auto& warranty = goal_of(Warranty);
        warranty.title = "Warranty repair of the washing machine";
        warranty.estimated = 45;
        warranty.steps.front().type = "errand";
        warranty.steps.front().credits = 10;
        hold(warranty, 0, Hold::Budget, say(english, Phrase::AskBudget, { Decimal { warranty.estimated, 1 }.to_string() }));

        auto& plumber = goal_of(Plumber);
        charge(m_account, "call", "Llamada a Fontanería Ruzafa", plumber.id, 12, ago(280));
        plumber.estimated = credits_of(m_account, plumber.id);
        hold(plumber, 2, Hold::SoftCap, say(spanish, Phrase::AskSoftCap, { Decimal { plumber.estimated, 1 }.to_string() }));

        hold(goal_of(Passport), 1, Hold::Escalated, say(english, Phrase::AskEscalated));

        goal_of(Coworking).estimated += 2; // the entry in the calendar, which was asked for later
    }

    void write_letters()
    {
        auto const add = [&](int minutes_ago, char const* channel, char const* from, char const* subject, char const* body, bool unread) {
            m_account.inbox.push_back({ .id = make_id(m_account, "im", false), .thread = make_id(m_account, "th", false), .from = from, .subject = subject, .channel = channel, .body = body,
                .at = ago(minutes_ago), .unread = unread });
        };
        add(4 * day + 280, "sms", "Casa Lola", "", "Your table for 4 on Friday at 21:00 is confirmed. Reply to change it. (sandbox)", false);
        add(3 * day + 100, "call", "Atelier Nord", "Missed call", "A quote for regulating an upright: €140, within two weeks. They ask for a call back. (sandbox)", true);
        add(day + 30, "chat", "Ana Ruiz", "", "Thursday works better for me, is 15:30 all right? (sandbox)", false);
        add(110, "email", "billing@northern.example", "Your offer", "Hello,\n\nas agreed on the telephone: €29.90 a month for twelve months, valid until Friday.\n\nKind regards,\nNorthern Internet\n\n(sandbox)", true);
        // One that the person did not want to be sent.
        m_account.emails.insert(m_account.emails.begin(), { .id = make_id(m_account, "em", false), .to = "info@bristolpianos.example", .subject = "Question about tuning",
            .body = "Hello,\n\nwhat does tuning an upright cost?\n\n" + say(english, Phrase::EmailNote), .status = "cancelled", .created_at = ago(5 * day + 50) });
        for (auto& letter : m_account.inbox)
            if (!letter.email.empty() && letter.at < m_now - days { 3 })
                letter.unread = false;
        log_deed(m_account, "ride", "Ride to the station, 7:40", {}, ago(2 * day));
        log_deed(m_account, "calendar", "Lunch with Ana, Tuesday 13:00", {}, ago(day + 700));
        m_account.deeds.back().undone = true;
    }

    Account& m_account;
    Instant m_now;
    Manner m_manner;
    std::string m_ids[chat_count];
};

} // namespace

void fill_demo(Account& account, Instant now, Manner manner) { Demo { account, now, manner }.fill(); }

} // namespace kally::sandbox
