#include "sandbox/language.h"

#include "base/text.h"

#include <algorithm>

namespace kally::sandbox {

std::vector<Word> words_of(std::string_view text)
{
    std::vector<Word> words;
    std::string word;
    auto flush = [&](bool ends) {
        if (!word.empty())
            words.push_back({ word, fold_for_search(word), ends });
        else if (ends && !words.empty())
            words.back().ends = true;
        word.clear();
    };
    for (std::size_t at = 0; at < text.size() && words.size() < 400;) {
        auto const begin = at;
        auto const c = next_code_point(text, at);
        // Inside numbers and times, as in 21:00 and 3.50, punctuation belongs to the word.
        auto const inside_number = (c == ':' || c == '.' || c == ',') && !word.empty() && word.back() >= '0' && word.back() <= '9'
            && at < text.size() && text[at] >= '0' && text[at] <= '9';
        if (c == '.' || c == ',' || c == ';' || c == ':' || c == '!' || c == '?' || c == '\n') {
            if (inside_number)
                word += static_cast<char>(c);
            else
                flush(true);
        } else if (c <= ' ' || c == '"' || c == '(' || c == ')' || c == 0xBF || c == 0xA1 || c == 0xA0 || c == 0x201C || c == 0x201D) {
            flush(false);
        } else if (word.size() < 64) {
            word.append(text.substr(begin, at - begin));
        }
    }
    flush(true);
    return words;
}

/// Whether the phrase stands at this word. A last word with a star matches by its beginning. The length, or 0.
static int phrase_at(std::vector<Word> const& words, std::size_t index, std::string_view phrase)
{
    auto length = 0;
    while (!phrase.empty()) {
        if (index >= words.size() || (length > 0 && words[index - 1].ends))
            return 0;
        auto const space = std::min(phrase.find(' '), phrase.size());
        auto part = phrase.substr(0, space);
        phrase.remove_prefix(std::min(space + 1, phrase.size()));
        std::string_view const word = words[index].folded;
        if (part.ends_with('*') ? !word.starts_with(part.substr(0, part.size() - 1)) : word != part)
            return 0;
        ++length;
        ++index;
    }
    return length;
}

int after_phrase(std::vector<Word> const& words, std::string_view phrases, std::size_t begin)
{
    for (auto i = begin; i < words.size(); ++i)
        for (auto rest = phrases; !rest.empty();) {
            auto const bar = std::min(rest.find('|'), rest.size());
            if (auto const length = phrase_at(words, i, rest.substr(0, bar)))
                return static_cast<int>(i) + length;
            rest.remove_prefix(std::min(bar + 1, rest.size()));
        }
    return -1;
}

bool has_phrase(std::vector<Word> const& words, std::string_view phrases) { return after_phrase(words, phrases) >= 0; }

namespace {

struct Cues {
    Command command;
    int weight;
    std::string_view phrases;
};

/// What points to which command. Weight 9 is for the suggestions that the coordinator itself makes.
constexpr Cues cues[] = {
    { Command::Approve, 9, "approve*|go ahead|take the first|take the second|take the third|confirm the booking|aprueb*|adelante|elijo|me quedo con|confirma la reserva" },
    { Command::Approve, 7, "send it|send them|do it|sounds good|confirm*|de acuerdo|envialo*|hazlo|confirma*" },
    { Command::Approve, 4, "yes|ok|okay|sure|vale" },
    { Command::ShowDrafts, 9, "show the draft*|show me the draft*|read the draft*|muestra los borradores|muestrame los borradores|ensename los borradores|ver los borradores|ver el borrador|muestra el borrador" },
    { Command::OtherTimes, 9, "change the time*|other times|another time|cambia las horas|cambia la hora|otras horas|otra hora" },
    { Command::Compare, 5, "compare*|compara*" },
    { Command::Status, 9, "how is it going|any news|como va|hay novedades" },
    { Command::Status, 6, "status|progress|novedades|estado" },
    { Command::Cancel, 9, "stop here|forget it|drop it|dejalo aqui|olvidalo" },
    { Command::Cancel, 5, "stop|cancel*|cancela*" },
    { Command::Leave, 9, "leave it as it is|dejalo como esta" },
    { Command::Action, 9, "ask for a better rate|ask for the extra service|pide una tarifa mejor|pide que quiten" },
    { Command::FollowUp, 9, "email first|use email|call first|add my availability|keep it under|make it shorter|add a reminder|primero por correo|correo primero|usa el correo|llama primero|anade mi disponibilidad|anade un recordatorio|que no pase de|hazlo mas corto" },
    { Command::FollowUp, 4, "include*|instead|prefer*|rather|make it|add|also|incluye*|prefiero|anade*|tambien|mejor|en vez de" },
    { Command::Bill, 5, "bill|bills|invoice*|overcharg*|refund*|factura*|recibo*|reembolso*|cobrado*" },
    { Command::Bill, 3, "charge*|too expensive|cobran|cargo|tarifa" },
    { Command::Booking, 5, "book|booking|reserve|reservation*|table for|reserva*|mesa para" },
    { Command::Booking, 2, "table|flight*|hotel|ticket*|room|visit|mesa|vuelo*|billete*|habitacion|visita" },
    { Command::Schedule, 5, "schedule*|reschedule*|meeting*|remind*|agenda*|reunion*|recuerdame*|programa*" },
    { Command::Schedule, 3, "move|appointment*|calendar|availability|slot*|mueve*|cita|calendario|disponibilidad|hueco*" },
    { Command::Search, 4, "find*|look for|looking for|search*|research*|recommend*|busca*|encuentra*|encontrar|recomienda*|investiga*" },
    { Command::Search, 1, "near|around|options|best|cerca|opciones|mejores" },
    { Command::Call, 4, "call|phone|ring|dial|telephone|llama*|telefonea*|marca" },
    { Command::Email, 9, "send a confirmation|confirmation by email|envia una confirmacion|confirmacion por correo|email all|escribe a todos|escribe a todas|escribe a los|escribe a las" },
    { Command::Email, 4, "email*|e-mail*|mail|write|letter|outreach|correo*|escrib*|redacta*|carta" },
    { Command::Email, 2, "draft*|message*|borrador*|mensaje*" },
    { Command::Errand, 7, "cancel my|cancel the|cancela mi|cancela el|cancela la" },
    { Command::Errand, 4, "errand*|renew*|pick up|deliver*|parcel|package|groceries|repair*|buy|order|recado*|renueva*|renovar|recoge*|recoger|paquete*|compra*|entrega*|arregla*" },
    { Command::Errand, 2, "return|permit|collect|fix|organi*|permiso|devuelve*|pide|gestiona*|organiza*" },
};
constexpr Cues courtesies[] = {
    { Command::Thanks, 9, "thanks|thank you|cheers|gracias|perfecto|perfect|great|genial|that is all|eso es todo" },
    { Command::Help, 7, "help|what can you do|ayuda|ayudame|que puedes hacer" },
    { Command::Greeting, 5, "hello|hi|hey|good morning|good evening|hola|buenos dias|buenas" },
};
constexpr std::string_view english = "the|a|an|i|my|me|to|for|of|and|with|is|it|at|please|you|we|that|this|next|first|all|not|how|what|when|find|call|book|use|send|thanks|hello|"
                                     "write|schedule|check|renew|move|draft|email|stop|help|show|approve|add|make|change|any|news|compare|table|hi|yes";
constexpr std::string_view spanish = "el|la|los|las|un|una|unos|unas|mi|mis|me|para|por|de|del|y|con|que|es|en|al|lo|te|si|hay|como|cuando|busca|llama|reserva|usa|envia|gracias|hola|"
                                     "escribe|agenda|revisa|renueva|mueve|correo|ayuda|muestra|aprueba|anade|haz|cambia|compara|mesa|tres|adelante|dejalo|primero|semana|novedades|"
                                     "a|llamame|marca|encuentra|compra|cancela|pide|pregunta|manda|prepara|quiero|necesito|puedes|dime|recuerdame|factura|cita";

} // namespace

Understanding understand(std::vector<Word> const& words)
{
    constexpr auto count = static_cast<std::size_t>(Command::Nonsense);
    int scores[count] = {};
    auto weigh = [&](Cues const& entry) {
        for (auto rest = entry.phrases; !rest.empty();) {
            auto const bar = std::min(rest.find('|'), rest.size());
            auto const phrase = rest.substr(0, bar);
            rest.remove_prefix(std::min(bar + 1, rest.size()));
            for (std::size_t i = 0; i < words.size(); ++i) {
                if (phrase_at(words, i, phrase) == 0)
                    continue;
                // The first words carry the order, what follows are its circumstances.
                scores[static_cast<std::size_t>(entry.command)] += entry.weight + (i <= 3 ? 6 - static_cast<int>(i) : 0);
                break;
            }
        }
    };
    for (auto const& entry : cues)
        weigh(entry);
    Understanding result;
    result.plain_words = words.size() >= 3 && (has_phrase(words, english) || has_phrase(words, spanish));
    auto best = 3;
    for (std::size_t i = 0; i < static_cast<std::size_t>(Command::Thanks); ++i)
        if (scores[i] > best) {
            best = scores[i];
            result.command = static_cast<Command>(i);
        }
    // A courtesy beside a task is only a courtesy.
    if (result.command == Command::Nonsense) {
        for (auto const& entry : courtesies)
            weigh(entry);
        for (auto i = static_cast<std::size_t>(Command::Thanks); i < count; ++i)
            if (scores[i] > best) {
                best = scores[i];
                result.command = static_cast<Command>(i);
            }
    }
    result.wants_email = scores[static_cast<std::size_t>(Command::Email)] >= 4;
    return result;
}

Language language_of(std::vector<Word> const& words, std::string_view text, Language usual)
{
    auto hits = [&](std::string_view list) {
        auto number = 0;
        for (std::size_t i = 0; i < words.size(); ++i)
            for (auto rest = list; !rest.empty();) {
                auto const bar = std::min(rest.find('|'), rest.size());
                number += words[i].folded == rest.substr(0, bar);
                rest.remove_prefix(std::min(bar + 1, rest.size()));
            }
        return number;
    };
    auto const marks = text.find("¿") != text.npos || text.find("¡") != text.npos || text.find("ñ") != text.npos ? 3 : 0;
    auto const en = hits(english), es = hits(spanish) + marks;
    return es > en ? Language::Spanish : en > es ? Language::English : usual;
}

namespace {

constexpr std::string_view stops = "and|y|e|for|para|that|que|asking|pidiendo|preguntando|with|con|to|by|por|before|next|this|on|near|in|around|at|cerca|en|about|sobre|a|al|if|si|el|la|el|under|or|o|la";
constexpr std::string_view openers = "me|a|an|the|some|un|una|unos|unas|los|las|el|la|for|of|de|del|to|us|please|good|al|all|todos|todas|our";

bool is_one_of(std::string const& folded, std::string_view list)
{
    for (auto rest = list; !rest.empty();) {
        auto const bar = std::min(rest.find('|'), rest.size());
        if (folded == rest.substr(0, bar))
            return true;
        rest.remove_prefix(std::min(bar + 1, rest.size()));
    }
    return false;
}

bool begins_upper(std::string const& text)
{
    auto const c = static_cast<unsigned char>(text.empty() ? 0 : text.front());
    // U+00C0 to U+00DE, the accented capitals, begin with 0xC3 and end below 0x9F.
    return (c >= 'A' && c <= 'Z') || (c == 0xC3 && text.size() > 1 && static_cast<unsigned char>(text[1]) < 0x9F);
}

int number_of(std::string const& folded)
{
    static constexpr std::string_view numbers[] = { "1|one|uno|una", "2|two|dos", "3|three|tres", "4|four|cuatro", "5|five|cinco", "6|six|seis",
        "7|seven|siete", "8|eight|ocho", "9|nine|nueve" };
    for (int i = 0; i < 9; ++i)
        if (is_one_of(folded, numbers[i]))
            return i + 1;
    return 0;
}

/// Words from `from` on, until a stop word or the end of the part, `limit` at most.
std::string taken(std::vector<Word> const& words, int from, int limit, std::string_view until)
{
    std::string text;
    for (auto i = static_cast<std::size_t>(std::max(from, 0)); from >= 0 && i < words.size() && limit > 0; ++i, --limit) {
        if (is_one_of(words[i].folded, until))
            break;
        text += (text.empty() ? "" : " ") + words[i].text;
        if (words[i].ends)
            break;
    }
    return text;
}

} // namespace

int count_in(std::vector<Word> const& words)
{
    for (auto const& word : words)
        if (auto const number = number_of(word.folded); number > 0 && word.folded != "one" && word.folded != "una" && word.folded != "uno")
            return number;
    return 0;
}

int choice_in(std::vector<Word> const& words)
{
    if (has_phrase(words, "second|segunda|segundo|2"))
        return 2;
    if (has_phrase(words, "third|tercera|tercero|3"))
        return 3;
    return has_phrase(words, "first|primera|primero|1") ? 1 : 0;
}

std::string subject_in(std::vector<Word> const& words)
{
    auto from = after_phrase(words, "find|look for|looking for|search for|search|research|recommend|busca|buscame|buscar|encuentra|encuentrame|encontrar|recomienda|recomiendame|investiga");
    if (from < 0)
        return {};
    while (static_cast<std::size_t>(from) < words.size()
        && (is_one_of(words[static_cast<std::size_t>(from)].folded, openers) || number_of(words[static_cast<std::size_t>(from)].folded) > 0))
        ++from;
    return taken(words, from, 6, stops);
}

std::string place_in(std::vector<Word> const& words)
{
    constexpr std::string_view until = "and|y|e|for|para|that|que|asking|with|con|to|by|before|next|this|on|pidiendo|about|sobre|under|tomorrow|manana|or|o";
    auto skip_article = [&](int from) {
        while (from >= 0 && static_cast<std::size_t>(from) < words.size() && is_one_of(words[static_cast<std::size_t>(from)].folded, "the|of|de|my"))
            ++from;
        return from;
    };
    auto place = taken(words, skip_article(after_phrase(words, "near|around|close to|cerca")), 4, until);
    if (!place.empty())
        return is_one_of(fold_for_search(place), "me|us|here|aqui|mi|casa") ? std::string {} : place;
    place = taken(words, skip_article(after_phrase(words, "in|en")), 4, until);
    for (auto const& word : words_of(place))
        if (begins_upper(word.text))
            return place;
    return {};
}

std::string business_in(std::vector<Word> const& words, Language language)
{
    static constexpr std::string_view heads[] = { "at|en", "call|phone|ring|llama a|llama al|llama", "email to|write to|mail to|escribe a|escribe al|correo a|correo al",
        "email|visit|with|con|to|a|al" };
    // A name is capitalised; that is the better sign, so it is looked for behind every head first.
    for (auto head : heads)
        for (auto from = after_phrase(words, head); from >= 0; from = after_phrase(words, head, static_cast<std::size_t>(from))) {
            std::string name;
            for (auto k = static_cast<std::size_t>(from); k < words.size(); ++k) {
                if (!begins_upper(words[k].text) && !(!name.empty() && (number_of(words[k].folded) > 0 || is_one_of(words[k].folded, "14|de|la|del|norte|sur"))))
                    break;
                if (is_one_of(words[k].folded, "monday|tuesday|wednesday|thursday|friday|saturday|sunday|i"))
                    break;
                name += (name.empty() ? "" : " ") + words[k].text;
                if (words[k].ends)
                    break;
            }
            if (!name.empty())
                return name;
        }
    static constexpr std::string_view verbs = "call|phone|ring|llama a|llama al|llama|email to|write to|escribe a|escribe al|escribele a|correo a|email|with|con|reschedule|move|mueve|cambia";
    auto from = after_phrase(words, verbs);
    while (from >= 0 && static_cast<std::size_t>(from) < words.size() && is_one_of(words[static_cast<std::size_t>(from)].folded, openers))
        ++from;
    if (from < 0 || static_cast<std::size_t>(from) >= words.size())
        return {};
    auto const& first = words[static_cast<std::size_t>(from)];
    if (first.folded == "my" || first.folded == "mi") {
        auto const name = taken(words, from + 1, 3, stops);
        return name.empty() ? name : (language == Language::Spanish ? "tu " : "your ") + name;
    }
    if (number_of(first.folded) > 0 || is_one_of(first.folded, "those|them|him|her|it|los|las|todos"))
        return {};
    auto const name = taken(words, from, 3, stops);
    return name.empty() ? name : (language == Language::Spanish ? "" : "the ") + name;
}

int weekday_in(std::vector<Word> const& words)
{
    static constexpr std::string_view days[] = { "monday|mon|lunes", "tuesday|tue|martes", "wednesday|wed|miercoles", "thursday|thu|jueves",
        "friday|fri|viernes", "saturday|sat|sabado", "sunday|sun|domingo" };
    for (int i = 0; i < 7; ++i)
        if (has_phrase(words, days[i]))
            return i + 1;
    return 0;
}

std::string when_in(std::vector<Word> const& words)
{
    constexpr std::string_view days = "today|tonight|tomorrow|monday|tuesday|wednesday|thursday|friday|saturday|sunday|week|weekend|month|morning|afternoon|evening|noon|"
                                      "hoy|manana|lunes|martes|miercoles|jueves|viernes|sabado|domingo|semana|mes|tarde|noche|mediodia";
    constexpr std::string_view links = "on|at|next|this|the|in|by|before|after|el|la|las|a|por|de|que|proxima|proximo|viene|esta|am|pm|antes|del";
    std::string best;
    for (std::size_t i = 0; i < words.size(); ++i) {
        std::string text;
        auto end = std::string::npos;
        for (auto k = i; k < words.size() && k < i + 8; ++k) {
            auto const& folded = words[k].folded;
            auto const clock = folded.front() >= '0' && folded.front() <= '9' && (folded.find(':') != folded.npos || folded.ends_with("pm") || folded.ends_with("am") || (k > i && is_one_of(words[k - 1].folded, "at|las")));
            auto const day = clock || is_one_of(folded, days);
            if (!day && !is_one_of(folded, links))
                break;
            text += (text.empty() ? "" : " ") + words[k].text;
            if (day)
                end = text.size();
            if (words[k].ends)
                break;
        }
        if (end != std::string::npos && end > best.size())
            best = text.substr(0, end);
    }
    return best;
}

std::string ask_in(std::vector<Word> const& words)
{
    auto const from = after_phrase(words, "asking for|asking about|asking|ask for|ask about|pidiendo|preguntando por|preguntando|pregunta por|pide");
    return taken(words, from, 12, "");
}

std::string matter_in(std::vector<Word> const& words)
{
    auto const from = after_phrase(words, "about|asking for|asking|to ask|saying|that|regarding|sobre|acerca de|para pedir|pidiendo|diciendo|que");
    return taken(words, from, 20, "");
}

std::string amount_in(std::string_view text)
{
    auto digits_from = [&](std::size_t at) {
        auto end = at;
        while (end < text.size() && end < at + 12 && ((text[end] >= '0' && text[end] <= '9') || ((text[end] == '.' || text[end] == ',') && end + 1 < text.size() && text[end + 1] >= '0' && text[end + 1] <= '9')))
            ++end;
        return std::string { text.substr(at, end - at) };
    };
    for (std::string_view sign : { "€", "$", "£" }) {
        auto const at = text.find(sign);
        if (at == text.npos)
            continue;
        if (auto const after = digits_from(at + sign.size()); !after.empty())
            return std::string { sign } + after;
        auto begin = at;
        while (begin > 0 && text[begin - 1] == ' ')
            --begin;
        auto const end = begin;
        while (begin > 0 && end - begin < 12 && ((text[begin - 1] >= '0' && text[begin - 1] <= '9') || text[begin - 1] == ',' || text[begin - 1] == '.'))
            --begin;
        if (begin < end)
            return std::string { text.substr(begin, end - begin) } + " " + std::string { sign };
    }
    if (auto const at = text.find(" euros"); at != text.npos) {
        auto begin = at;
        while (begin > 0 && at - begin < 12 && text[begin - 1] >= '0' && text[begin - 1] <= '9')
            --begin;
        if (begin < at)
            return std::string { text.substr(begin, at - begin) } + " €";
    }
    return {};
}

std::string phone_in(std::string_view text)
{
    auto const plus = text.find('+');
    if (plus == text.npos)
        return {};
    std::string phone = "+";
    for (auto at = plus + 1; at < text.size() && phone.size() < 16; ++at) {
        if (text[at] >= '0' && text[at] <= '9')
            phone += text[at];
        else if (text[at] != ' ' && text[at] != '-')
            break;
    }
    return phone.size() >= 8 ? phone : std::string {};
}

std::string title_in(std::string_view text)
{
    std::string title;
    for (auto const& word : words_of(text.substr(0, 400))) {
        // Words are taken whole; one that is longer than a title is cut between characters.
        auto const length = title.size() + word.text.size() + 1;
        if (length > 49 && !title.empty())
            return title + "…";
        title += (title.empty() ? "" : " ") + word.text;
        if (word.ends && title.size() >= 12)
            break;
    }
    return capitalised(title);
}

std::string capitalised(std::string_view text)
{
    std::string result { text };
    if (!result.empty() && result.front() >= 'a' && result.front() <= 'z')
        result.front() = static_cast<char>(result.front() - 'a' + 'A');
    return result;
}

} // namespace kally::sandbox
