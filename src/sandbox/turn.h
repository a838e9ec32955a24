#pragma once

#include "sandbox/coordinator.h"
#include "sandbox/language.h"
#include "sandbox/phrases.h"
#include "sandbox/work.h"

namespace kally::sandbox {

/// One of the invented places that searches find.
struct Option {
    char const* name;
    char const* site;
    int minutes;
    char const* open_english;
    char const* open_spanish;
    int price; ///< Per month, in euros; 0 is not listed.
};
inline constexpr Option options[] = {
    { "Patio Norte", "pationorte.example", 4, "24/7", "24/7", 0 },
    { "La Terraza", "laterraza.example", 7, "Mon to Sat", "Lun a sáb", 189 },
    { "Muelle 14", "muelle14.example", 12, "24/7", "24/7", 210 },
    { "Casa Azul", "casaazul.example", 9, "Mon to Fri", "Lun a vie", 175 },
    { "Punto Sur", "puntosur.example", 14, "8:00 to 22:00", "De 8:00 a 22:00", 0 },
    { "El Faro", "elfaro.example", 6, "Every day", "Todos los días", 240 },
    { "Plaza Nueva", "plazanueva.example", 11, "Mon to Sat", "Lun a sáb", 199 },
};
inline constexpr auto option_count = static_cast<int>(std::size(options));

using P = Phrase;

/// One turn of the coordinator: the request in, the answer out. The tasks stand in turn_tasks.cpp, what goes on with them
/// in turn_follow.cpp.
class Turn {
public:
    Turn(Account& account, Conversation& conversation, std::string_view request, Instant now, Manner manner)
        : m_account(account), m_conversation(conversation), m_context(conversation.context), m_request(request),
          m_words(words_of(request)), m_now(now), m_manner(manner)
    {
        m_context.language = language_of(m_words, request, m_context.language);
    }
    Message run();

private:
    void respond(Command command, bool wants_email);

    // What every answer is made of.
    using Arguments = std::initializer_list<std::string_view>;
    std::string text(P phrase, Arguments arguments = {}) const { return say(m_context.language, phrase, arguments); }
    void add(P phrase, Arguments arguments = {}) { m_answer.text += text(phrase, arguments); }
    void intent(char const* name) { m_answer.intent = name; }
    void suggest(P phrase, Arguments arguments = {}) { m_answer.suggestions.push_back(text(phrase, arguments)); }
    void examples();
    /// Tells of an action; act() charges it as well, log() puts the last one into the action log.
    void report(char const* type, char const* state, int credits, P phrase, Arguments arguments = {});
    void act(char const* type, char const* state, int credits, P phrase, Arguments arguments = {});
    void log(char const* type);
    bool spanish() const { return m_context.language == Language::Spanish; }
    std::string raw(char const* english, char const* in_spanish) const { return spanish() ? in_spanish : english; }
    /// The day of next week, later by what the person turned down; weekday 1 is Monday.
    std::string day(int weekday) const;
    std::string slot(int number) const;
    std::string availability() const;
    /// " near downtown Malaga", or nothing. Spanish keeps the contraction: "cerca del centro".
    std::string near_place() const;

    // Options that a search found.
    Option const& option(int index) const { return options[(m_context.first_option + index) % option_count]; }
    std::string price(int euros) const;
    std::string money(int cents) const;
    std::string hours_of(Option const& o) const { return raw(o.open_english, o.open_spanish); }
    /// The one that the request names, or counts ("the second one"); -1 when none.
    int named_option() const;
    std::string business();

    // Goals.
    Goal* current_goal() { return m_account.find_goal(m_context.goal); }
    bool running();
    bool waiting();
    struct Plan {
        P phrase;
        int seconds;
        char const* type = ""; ///< Of what is charged when the step is approved outside of the chat.
        int credits = 0;
    };
    /// Opens a goal whose first `from` steps are done, and that waits for the person at step `gate`.
    Goal& open_goal(std::string title, Kind kind, std::initializer_list<Plan> plan, std::string const& argument, int from, int gate, int estimated);
    void complete(Goal& goal);
    void set_finale(Goal& goal, std::string finale, std::vector<std::string> suggestions);
    std::string goal_title();

    // The tasks.
    void search(bool wants_email);
    void finale_of_answers();
    void suggest_on_drafts();
    std::string draft() const;
    /// The draft as the text of a mail, and a mail for each that it goes to, waiting to be approved.
    std::string letter() const;
    void queue_letters();
    void queue_letter(std::string const& to, std::string reply);
    void renew_letters();
    void email();
    /// A sentence that begins with a bold name: "**your dentist** replied" begins with a capital.
    static std::string capitalise_name(std::string sentence);
    void call();
    void show_slots();
    void schedule();
    void show_booking();
    void booking();
    void bill();
    void errand();

    // What goes on with a task.
    void follow_up();
    void approve();
    void act_on_bill();
    void approve_without_bill();
    void leave();
    void show_drafts();
    void other_times();
    void compare();
    void status();
    void suggest_at_gate();
    void cancel();
    void thank();

    Account& m_account;
    Conversation& m_conversation;
    Context& m_context;
    std::string_view m_request;
    std::vector<Word> m_words;
    Instant m_now;
    Manner m_manner;
    Message m_answer;
};

} // namespace kally::sandbox
