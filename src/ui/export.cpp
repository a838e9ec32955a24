#include "ui/export.h"

#include "base/text.h"
#include "store/select.h"
#include "text/html.h"
#include "ui/format.h"
#include "ui/strings.h"
#include "ui/views/goal_parts.h"

namespace kally::ui {

namespace {

using store::State;

store::Thread const* thread_of(State const& state, ConversationId const& id)
{
    auto const found = state.threads.find(store::thread_key(id));
    return found == state.threads.end() ? nullptr : &found->second;
}

std::string work_of(api::TriggeredAction const& action, store::Language language)
{
    return action.summary && !action.summary->empty() ? *action.summary : action_name(action.type, language);
}

/// Calls `use` with every text that the export will hold.
template <typename Use>
void each_text(State const& state, ConversationId const& id, Use use)
{
    use(store::conversation_title(state, id));
    auto const* thread = thread_of(state, id);
    if (thread == nullptr)
        return;
    for (auto const& message : thread->messages) {
        use(message.text);
        for (auto const& action : message.actions)
            use(work_of(action, state.settings.language));
    }
    for (auto const& goal_id : thread->goals)
        if (auto const goal = state.goals.find(goal_id); goal != state.goals.end()) {
            use(goal->second.title);
            for (auto const& step : goal->second.steps)
                use(step.description);
        }
}

/// The name before an address: "Ana Ruiz <ana@example.com>", or one that stands alone.
std::string display_name(std::string_view from)
{
    from = trim(from.substr(0, from.find('<')));
    if (from.size() > 2 && from.front() == '"' && from.back() == '"')
        from = trim(from.substr(1, from.size() - 2));
    return from.find('@') == std::string_view::npos ? std::string { from } : std::string {};
}

/// Who was called, who wrote and who was written to, and the person, also by parts of the name.
std::vector<std::string> known_names(State const& state)
{
    std::vector<std::string> names;
    auto const add = [&](std::optional<std::string> const& from) {
        if (auto name = display_name(from.value_or("")); !name.empty())
            names.push_back(std::move(name));
    };
    auto const add_letters = [&](std::vector<api::InboxMessage> const& letters) {
        for (auto const& letter : letters)
            add(letter.from);
    };
    for (auto const& [id, call] : state.calls) {
        add(call.business);
        add(call.user_name);
        std::string_view rest = call.user_name ? *call.user_name : std::string_view {};
        for (constexpr std::size_t shortest = 3; !rest.empty();) {
            auto const end = std::min(rest.find(' '), rest.size());
            if (end >= shortest)
                names.emplace_back(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }
    if (state.live.mails.value)
        for (auto const& mail : *state.live.mails.value)
            add(mail.to);
    if (state.activity.inbox.value)
        add_letters(*state.activity.inbox.value);
    for (auto const& [id, letter] : state.activity.letters)
        if (letter.value)
            add(letter.value->from);
    for (auto const& [id, thread] : state.activity.threads)
        if (thread.value)
            add_letters(thread.value->messages);
    for (auto const& [id, replies] : state.activity.replies)
        if (replies.value)
            add_letters(*replies.value);
    return names;
}

std::string json(std::string_view text)
{
    std::string out = "\"";
    for (char const c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        if (c == '\n') {
            out += "\\n";
        } else if (static_cast<unsigned char>(c) < 0x20) {
            static constexpr char digits[] = "0123456789abcdef";
            out += std::string("\\u00") + digits[c >> 4] + digits[c & 15];
        } else {
            out += c;
        }
    }
    return out + '"';
}


/// For paper first: black on white, nothing torn apart that belongs together, the addresses of links written out.
constexpr std::string_view page_style = ":root{color-scheme:light dark}body{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 Inter,system-ui,sans-serif}h1{font-size:1.6rem;line-height:1.25}"
    "h2{font-size:1.2rem;margin-top:2.5rem;border-top:1px solid #8886;padding-top:1.5rem}section{margin:1.5rem 0;break-inside:avoid-page}header{display:flex;gap:.75rem;align-items:baseline}"
    "header b{font-size:.95rem}header span,.work{font-size:.85rem;opacity:.7}section.own{border-left:3px solid #3b47cc;padding-left:1rem}p,ul,ol,table,pre,blockquote{margin:.5rem 0}"
    "table{border-collapse:collapse;font-size:.9rem}th,td{border:1px solid #8886;padding:.3rem .7rem;text-align:left;break-inside:avoid}th{background:#8882}.right{text-align:right}"
    "pre{white-space:pre-wrap;background:#8882;padding:.75rem;border-radius:.4rem}code{font-family:ui-monospace,monospace;font-size:.9em}blockquote{border-left:3px solid #8886;padding-left:1rem;margin-left:0}"
    "@media print{body{max-width:none;margin:0}a[href^=http]::after{content:\" (\" attr(href) \")\";font-size:.8em;opacity:.7}}";

/// Puts the parts of a conversation into one of the forms.
class Writer {
public:
    Writer(ExportFormat format, std::string const& title, store::Language language) : m_format(format)
    {
        if (format == ExportFormat::Json)
            m_out = "{\n  \"kally_export\": 1,\n  \"title\": " + json(title) + ",\n  \"messages\": [";
        else if (format == ExportFormat::Page)
            m_out = "<!doctype html>\n<html lang=\"" + std::string(language == store::Language::Spanish ? "es" : "en") + "\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<title>" + escape_html(title) + "</title>\n<style>"
                + std::string(page_style) + "</style>\n<h1>" + escape_html(title) + "</h1>\n";
        else
            m_out = "# " + title + "\n";
    }
    void message(std::string_view from, std::string const& who, std::string const& at, std::string const& text, std::vector<std::string> const& work)
    {
        if (m_format == ExportFormat::Json) {
            m_out += std::string(m_first ? "" : ",") + "\n    { \"from\": " + json(from) + ", \"at\": " + json(at) + ", \"text\": " + json(text) + ", \"work\": [";
            for (std::size_t i = 0; i < work.size(); ++i)
                m_out += (i == 0 ? "" : ", ") + json(work[i]);
            m_out += "] }";
        } else if (m_format == ExportFormat::Page) {
            bool const own = from == "user";
            m_out += std::string("<section") + (own ? " class=\"own\"" : "") + ">\n<header><b>" + escape_html(who) + "</b><span>" + escape_html(at) + "</span></header>\n";
            m_out += text::to_html(own ? text::parse_plain(text) : text::parse_markdown(text), 3);
            list(work, " class=\"work\"");
            m_out += "</section>\n";
        } else {
            m_out += "\n**" + who + "**" + (at.empty() ? "" : " " + at) + "\n\n" + text + "\n";
            list(work);
        }
        m_first = false;
    }
    void goals(std::string const& heading)
    {
        if (m_format == ExportFormat::Json)
            m_out += "\n  ],\n  \"goals\": [";
        else
            m_out += m_format == ExportFormat::Page ? "<h2>" + escape_html(heading) + "</h2>\n" : "\n# " + heading + "\n";
        m_first = true;
    }
    void goal(std::string const& title, std::string const& status, std::vector<std::pair<std::string, std::string>> const& steps)
    {
        if (m_format == ExportFormat::Json) {
            m_out += std::string(m_first ? "" : ",") + "\n    { \"title\": " + json(title) + ", \"status\": " + json(status) + ", \"steps\": [";
            for (std::size_t i = 0; i < steps.size(); ++i)
                m_out += std::string(i == 0 ? "" : ", ") + "{ \"text\": " + json(steps[i].first) + ", \"status\": " + json(steps[i].second) + " }";
            m_out += "] }";
        } else {
            m_out += m_format == ExportFormat::Page ? "<section>\n<header><b>" + escape_html(title) + "</b><span>" + escape_html(status) + "</span></header>\n" : "\n**" + title + "** " + status + "\n";
            std::vector<std::string> said;
            for (auto const& [text, step_status] : steps)
                said.push_back(text + (step_status.empty() ? "" : " (" + step_status + ")"));
            list(said);
            m_out += m_format == ExportFormat::Page ? "</section>\n" : "";
        }
        m_first = false;
    }
    std::string end() { return m_out + (m_format == ExportFormat::Json ? "\n  ]\n}\n" : ""); }

private:
    void list(std::vector<std::string> const& items, std::string_view attributes = {})
    {
        if (items.empty())
            return;
        bool const page = m_format == ExportFormat::Page;
        m_out += page ? "<ul" + std::string(attributes) + ">\n" : "\n";
        for (auto const& item : items)
            m_out += page ? "<li>" + escape_html(item) + "</li>\n" : "- " + item + "\n";
        if (page)
            m_out += "</ul>\n";
    }

    ExportFormat m_format;
    std::string m_out;
    bool m_first = true;
};

} // namespace

std::vector<text::Private> private_in(State const& state, ConversationId const& id)
{
    text::PrivateFinder finder { known_names(state) };
    each_text(state, id, [&](std::string const& said) { finder.find(said); });
    return finder.take();
}

std::string export_conversation(State const& state, ConversationId const& id, ExportFormat format, std::vector<text::Private> const& found, bool const (&hide)[text::hidden_kinds])
{
    auto const language = state.settings.language;
    auto const clean = [&](std::string const& said) { return text::without_private(said, found, hide); };
    auto const title = store::conversation_title(state, id);
    bool const for_people = format != ExportFormat::Json;
    Writer out { format, title.empty() ? std::string(tr(Text::UntitledChat, language)) : clean(title), language };
    auto const when = [&](Instant at) { return for_people ? format_date(at, state.utc_offset, language) + ", " + format_time(at, state.utc_offset) : format_timestamp(at); };
    auto const* thread = thread_of(state, id);
    if (thread == nullptr)
        return out.end();
    for (auto const& message : thread->messages) {
        std::vector<std::string> work;
        for (auto const& action : message.actions)
            work.push_back(clean(work_of(action, language)));
        bool const own = message.author == api::Author::User;
        out.message(own ? "user" : "assistant", own ? std::string(tr(Text::You, language)) : "KallyAI", message.created_at ? when(*message.created_at) : "", clean(message.text), work);
    }
    if (format == ExportFormat::Json || !thread->goals.empty())
        out.goals(std::string(tr(Text::Goals, language)));
    for (auto const& goal_id : thread->goals)
        if (auto const goal = state.goals.find(goal_id); goal != state.goals.end()) {
            std::vector<std::pair<std::string, std::string>> steps;
            for (auto const& step : goal->second.steps)
                steps.emplace_back(clean(step.description), for_people ? step_status(step, language) : step.status.value_or(""));
            auto status = goal->second.status.value_or("");
            if (auto const look = look_of_goal(status); look && for_people)
                status = tr(look->text, language);
            out.goal(clean(goal->second.title), status, steps);
        }
    return out.end();
}

} // namespace kally::ui
