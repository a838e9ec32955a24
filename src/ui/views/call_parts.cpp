#include "ui/views/call_parts.h"

#include "api/json.h"

#include <algorithm>
#include <iterator>

namespace kally::ui {

namespace {

struct Look { std::string_view status; Text text; Tone tone; Icon icon; };
constexpr Look looks[] = {
    { "success", Text::Done, Tone::Success, Icon::PhoneCall },
    { "no_answer", Text::CallNoAnswer, Tone::Neutral, Icon::PhoneMissed },
    { "busy", Text::CallBusy, Tone::Neutral, Icon::PhoneOff },
    { "voicemail", Text::CallVoicemail, Tone::Info, Icon::Voicemail },
    { "failed", Text::CallFailed, Tone::Danger, Icon::PhoneOff },
    { "cancelled", Text::CallCancelled, Tone::Neutral, Icon::Ban },
    { "terminated", Text::CallEnded, Tone::Neutral, Icon::PhoneOff },
    { "in_progress", Text::CallRunning, Tone::Accent, Icon::PhoneOutgoing },
    { "scheduled", Text::CallPlanned, Tone::Neutral, Icon::Clock },
};

std::string two(long long number) { return (number < 10 ? "0" : "") + std::to_string(number); }

} // namespace

CallLook look_of_call(api::Call const& call, store::State const& state)
{
    auto const found = std::find_if(std::begin(looks), std::end(looks), [&](auto const& one) { return one.status == call.status; });
    if (found != std::end(looks))
        return { words(found->text, state), found->tone, found->icon };
    return { call.status };
}

std::string call_name(api::Call const& call)
{
    if (call.business && !call.business->empty())
        return *call.business;
    return call.phone && !call.phone->empty() ? *call.phone : call.id.text;
}

std::string format_clock(std::chrono::seconds time)
{
    auto const all = std::max<long long>(0, time.count());
    return (all >= 3600 ? std::to_string(all / 3600) + ":" : "") + two(all / 60 % 60) + ":" + two(all % 60);
}

Speaker speaker_of(api::TranscriptLine const& line, api::Call const& call, store::State const& state)
{
    if (!line.speaker || line.speaker->empty())
        return {};
    if (*line.speaker == "AI")
        return { "KallyAI", "AI", true };
    if (*line.speaker == "HUMAN")
        return { call.business && !call.business->empty() ? *call.business : words(Text::OtherSide, state), "HUMAN" };
    return { *line.speaker };
}

store::FileWanted export_call(api::Call const& call, api::Transcript const& transcript, CallFormat format, store::State const& state)
{
    auto const title = call_name(call), status = look_of_call(call, state).text;
    auto const when = call.created_at ? format_timestamp(*call.created_at) : std::string {};
    if (format == CallFormat::Json) {
        // The service's own words, as its documented answer has them.
        std::string json = "{\"call_id\":" + api::quote_json(call.id.text) + ",\"status\":" + api::quote_json(call.status);
        auto const add = [&](std::string_view name, std::optional<std::string> const& value) {
            if (value)
                json += ",\"" + std::string(name) + "\":" + api::quote_json(*value);
        };
        add("business_name", call.business);
        add("to", call.phone);
        add("task_description", call.task);
        add("created_at", call.created_at ? std::optional { when } : std::nullopt);
        add("highlights", call.highlights);
        add("next_steps", call.next_steps);
        json += ",\"entries\":[";
        for (auto const& line : transcript.lines) {
            json += json.back() == '[' ? "{" : ",{";
            json += "\"content\":" + api::quote_json(line.text);
            add("speaker", line.speaker);
            if (line.at)
                add("timestamp", two(line.at->count() / 3600) + ":" + two(line.at->count() / 60 % 60) + ":" + two(line.at->count() % 60));
            json += '}';
        }
        return { "call-" + call.id.text + ".json", "application/json", json + "]}\n" };
    }
    bool const marked = format == CallFormat::Markdown;
    std::string text = (marked ? "# " : "") + title + "\n\n" + status + (call.phone ? ", " + *call.phone : "") + (when.empty() ? "" : ", " + when) + "\n";
    auto const section = [&](Text name, std::optional<std::string> const& said) {
        if (said && !said->empty())
            text += "\n" + std::string(marked ? "## " : "") + words(name, state) + "\n\n" + *said + "\n";
    };
    section(Text::CallTask, call.task);
    section(Text::Highlights, call.highlights);
    section(Text::NextSteps, call.next_steps);
    text += "\n" + std::string(marked ? "## " : "") + words(Text::Transcript, state) + "\n\n";
    for (auto const& line : transcript.lines) {
        auto const name = speaker_of(line, call, state).name;
        auto const head = (line.at ? format_clock(*line.at) + (name.empty() ? "" : " ") : "") + name;
        text += (head.empty() ? "" : (marked ? "**" + head + "**: " : head + ": ")) + line.text + (marked ? "\n\n" : "\n");
    }
    return { "call-" + call.id.text + (marked ? ".md" : ".txt"), marked ? "text/markdown" : "text/plain", text };
}

} // namespace kally::ui
