#include "sandbox/turn.h"

#include "base/text.h"

#include <algorithm>

namespace kally::sandbox {

Message Turn::run()
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
    return std::move(m_answer);
}

void Turn::respond(Command command, bool wants_email)
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

void Turn::examples()
{
    suggest(P::SayExampleSearch);
    suggest(P::SayExampleTable);
    suggest(P::SayExampleBill);
}

void Turn::report(char const* type, char const* state, int credits, P phrase, Arguments arguments)
{
    m_answer.actions.push_back({ .id = make_id(m_account, "a", m_manner.uuids), .type = type, .status = state,
        .summary = capitalised(text(phrase, arguments)), .goal = m_context.goal, .credits = credits });
}

void Turn::act(char const* type, char const* state, int credits, P phrase, Arguments arguments)
{
    report(type, state, credits, phrase, arguments);
    charge(m_account, type, m_answer.actions.back().summary, m_context.goal, credits, m_now);
}

void Turn::log(char const* type) { log_deed(m_account, type, m_answer.actions.back().summary, m_context.goal, m_now); }

std::string Turn::day(int weekday) const
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

std::string Turn::slot(int number) const
{
    auto const own = m_context.weekday;
    if (number == 2)
        return day(own > 0 ? own : 3) + raw(" at 15:30", " a las 15:30");
    return number == 3 ? day(own > 0 ? own : 4) + raw(" at 17:00", " a las 17:00") : day(own > 0 ? own : 2) + raw(" at 10:00", " a las 10:00");
}

std::string Turn::availability() const
{
    return "- **" + day(2) + "**, " + raw("10:00 to 13:00", "de 10:00 a 13:00") + "\n- **" + day(3) + "**, " + raw("15:00 to 18:00", "de 15:00 a 18:00")
        + "\n- **" + day(4) + "**, " + raw("after 16:30", "a partir de las 16:30") + "\n";
}

std::string Turn::near_place() const
{
    if (m_context.place.empty())
        return {};
    auto const contracted = spanish() && !m_context.place.starts_with("del ");
    return text(P::SearchNear, { contracted ? "de " + m_context.place : m_context.place });
}

std::string Turn::price(int euros) const
{
    if (euros == 0)
        return text(P::NotListed);
    auto const ask = fold_for_search(m_context.ask);
    auto const monthly = ask.find("month") != ask.npos || ask.find("mens") != ask.npos || fold_for_search(m_context.subject).find("cowork") != std::string::npos;
    auto const number = std::to_string(monthly ? euros : euros / 4);
    return (spanish() ? number + " €" : "€" + number) + (monthly ? raw(" / month", " / mes") : "");
}

int Turn::named_option() const
{
    auto const folded = fold_for_search(m_request);
    for (int i = 0; i < m_context.count; ++i)
        if (folded.find(fold_for_search(option(i).name)) != std::string::npos)
            return i;
    auto const choice = choice_in(m_words);
    return choice > 0 && choice <= m_context.count && has_phrase(m_words, "first one|second one|third one|primera|segunda|tercera") ? choice - 1 : -1;
}

std::string Turn::business()
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

bool Turn::running()
{
    auto const* goal = current_goal();
    return goal && !goal->cancelled && !progress_of(*goal, m_now).finished_at;
}

bool Turn::waiting()
{
    auto const* goal = current_goal();
    return goal && progress_of(*goal, m_now).waiting;
}

Goal& Turn::open_goal(std::string title, Kind kind, std::initializer_list<Plan> plan, std::string const& argument, int from, int gate, int estimated)
{
    Goal goal { .id = make_id(m_account, "g", m_manner.uuids), .conversation = m_conversation.id, .title = capitalised(title),
        .description = std::string { m_request.substr(0, 400) }, .created_at = m_now, .updated_at = m_now, .run_start = m_now,
        .from = from, .gate = gate, .estimated = estimated };
    goal.description = to_valid_utf8(goal.description);
    for (auto const& step : plan)
        goal.steps.push_back({ .text = capitalised(text(step.phrase, { argument })), .milliseconds = step.seconds * std::int64_t { 1000 } / std::max(1, m_manner.factor),
            .type = step.type, .credits = step.credits });
    m_context.kind = kind;
    m_context.goal = goal.id;
    m_answer.goal = goal.id;
    m_account.goals.push_back(std::move(goal));
    return m_account.goals.back();
}

void Turn::complete(Goal& goal)
{
    resume_goal(goal, m_now);
    goal.from = static_cast<int>(goal.steps.size());
    goal.finished = true;
    goal.finale.clear();
    m_answer.goal = goal.id;
    m_answer.goal_completed = true;
}

void Turn::set_finale(Goal& goal, std::string finale, std::vector<std::string> suggestions)
{
    while (finale.ends_with('\n'))
        finale.pop_back();
    goal.finale = std::move(finale) + text(P::SandboxResult);
    goal.finale_suggestions = std::move(suggestions);
}

std::string Turn::goal_title()
{
    auto const* goal = current_goal();
    return goal ? goal->title : std::string {};
}

Message const& coordinate(Account& account, Conversation& conversation, std::string_view request, Instant now, Manner manner)
{
    if (conversation.title.empty())
        conversation.title = title_in(request);
    conversation.messages.push_back({ .id = make_id(account, "m", manner.uuids), .from_user = true, .text = std::string { request }, .at = now });
    auto const first = conversation.messages.size() == 1;
    auto answer = Turn { account, conversation, request, now, manner }.run();
    while (answer.text.ends_with('\n'))
        answer.text.pop_back();
    // Every answer says where it comes from: the first in a sentence, the others in a word.
    answer.text += say(conversation.context.language, first ? Phrase::SandboxNote : Phrase::SandboxMark);
    if (first)
        if (auto const* goal = account.find_goal(answer.goal); goal && conversation.context.kind == Kind::Search)
            conversation.title = goal->title;
    conversation.updated_at = now;
    conversation.messages.push_back(std::move(answer));
    return conversation.messages.back();
}

} // namespace kally::sandbox
