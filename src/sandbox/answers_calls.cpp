#include "sandbox/answers.h"

#include "sandbox/json_text.h"
#include "sandbox/phrases.h"

#include <cstdio>

namespace kally::sandbox {

char const* call_status(Call const& call, Instant now)
{
    return now < call.starts_at ? "scheduled" : now < call.ended_at ? "in_progress" : call.status.c_str();
}

std::string Answers::call(Call const& call) const
{
    std::string_view status = call_status(call, m_now);
    auto const ended = call.ended_at <= m_now;
    if ((status == "failed" || status == "stopped") && b(Variant::CallStatus))
        status = "terminated";
    else if (status == "stopped")
        status = "cancelled"; // the six documented values have none for a call that was hung up
    JsonObject json;
    json.text("call_id", call.id).text("status", status).raw("credits_used", credits(ended ? call.credits : 0));
    if (ended)
        json.text_or_null("next_steps", call.next_steps).number("duration_seconds", call.seconds);
    if (b(Variant::CallLayout)) {
        json.text("to", call.phone).text("business_name", call.business).time("created_at", call.created_at);
        if (ended)
            json.time("ended_at", call.ended_at).text("result_summary", call.highlights);
        return json.done();
    }
    JsonObject metadata;
    metadata.time("created_at", call.created_at);
    if (ended) {
        metadata.time("ended_at", call.ended_at);
        json.text_or_null("highlights", call.highlights);
    }
    JsonObject submission;
    submission.text("task_category", call.category).text("task_description", call.task).text("respondent_phone", call.phone).text("business_name", call.business);
    if (!call.user_name.empty())
        submission.text("user_name", call.user_name);
    auto whole = submission.done();
    if (!call.details.empty())
        whole.insert(whole.size() - 1, call.details);
    return json.raw("metadata", metadata.done()).raw("submission", whole).done();
}

std::string Answers::call_list(std::vector<Call const*> const& page, std::size_t total) const
{
    JsonList list;
    for (auto const* entry : page)
        list.raw(call(*entry));
    return JsonObject {}.raw(b(Variant::CallListKey) ? "items" : "calls", list.done()).number("total", total).done();
}

namespace {

struct Said {
    bool by_us = false;
    int second = 0;
    std::string text;
};

std::vector<Said> conversation_of(Call const& call)
{
    using P = Phrase;
    auto const text = [&](P phrase, std::initializer_list<std::string_view> arguments = {}) { return say(call.language, phrase, arguments); };
    auto const client = call.user_name.empty() ? text(P::DefaultClient) : call.user_name;
    if (call.status == "voicemail")
        return { { false, 3, text(P::TalkMachine, { call.business }) }, { true, 9, text(P::TalkMessage, { client, call.task }) } };
    std::vector<Said> said { { true, 2, text(P::TalkGreeting, { client }) }, { false, 6, text(P::TalkAnswer, { call.business }) }, { true, 11, text(P::TalkTask, { call.task }) },
        { false, 22, text(P::TalkMoment) } };
    if (call.status != "success")
        return said; // hung up in the middle
    // The first word of the highlights is the sandbox's mark, which nobody says on the telephone.
    auto const mark = call.highlights.find(": ");
    said.push_back({ false, 31, call.highlights.substr(mark == std::string::npos ? 0 : mark + 2) });
    said.push_back({ true, 41, text(P::TalkThanks) });
    said.push_back({ false, 44, text(P::TalkGoodbye) });
    return said;
}

std::string offset(int second)
{
    char out[24];
    std::snprintf(out, sizeof out, "%02d:%02d:%02d", second / 3600 % 100, second / 60 % 60, second % 60);
    return out;
}

} // namespace

bool was_spoken(Call const& call, Instant now)
{
    return call.ended_at <= now && (call.status == "success" || call.status == "voicemail" || call.status == "stopped");
}

std::string Answers::transcript(Call const& call) const
{
    JsonList list;
    for (auto const& said : conversation_of(call)) {
        auto const* speaker = said.by_us ? "AI" : "HUMAN";
        if (b(Variant::TranscriptLines))
            list.text(std::string { speaker } + ": " + said.text);
        else if (b(Variant::TranscriptLayout))
            list.raw(JsonObject {}.text("role", speaker).text("text", said.text).done());
        else
            list.raw(JsonObject {}.text("speaker", speaker).text("content", said.text).text("timestamp", offset(said.second)).done());
    }
    if (b(Variant::TranscriptList))
        return list.done();
    // Plain lines are known under the second name only.
    return JsonObject {}.raw(b(Variant::TranscriptLayout) || b(Variant::TranscriptLines) ? "transcript" : "entries", list.done()).done();
}

std::string calendar_text(Call const& call)
{
    auto const at = to_civil(call.appointment, {}), made = to_civil(call.ended_at, {});
    char moment[80], stamp[80];
    // Without a zone: the hour is the one that was said on the telephone.
    std::snprintf(moment, sizeof moment, "%04d%02d%02dT%02d%02d00", at.year, at.month, at.day, at.hour, at.minute);
    std::snprintf(stamp, sizeof stamp, "%04d%02d%02dT%02d%02d%02dZ", made.year, made.month, made.day, made.hour, made.minute, made.second);
    std::string name;
    for (char const c : call.business) {
        if (c == ',' || c == ';' || c == '\\')
            name += '\\';
        if (static_cast<unsigned char>(c) >= 0x20)
            name += c;
    }
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//KallyAI sandbox//EN\r\nBEGIN:VEVENT\r\nUID:" + call.id + "\r\nDTSTAMP:" + stamp + "\r\nDTSTART:" + moment
        + "\r\nDURATION:PT1H\r\nSUMMARY:" + (call.language == Language::Spanish ? "Zona de pruebas: " : "Sandbox: ") + name + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
}

std::string recording_bytes()
{
    // Two notes of half a second each: 8,000 samples a second, 8 bits, one channel. No call sounds like that.
    constexpr auto rate = 8000u, length = 8000u;
    std::string wave = "RIFF";
    auto const number = [&](unsigned value, int bytes) {
        for (int i = 0; i < bytes; ++i)
            wave += static_cast<char>(value >> (8 * i) & 255);
    };
    number(36 + length, 4);
    wave += "WAVEfmt ";
    for (auto const& [value, bytes] : { std::pair { 16u, 4 }, { 1u, 2 }, { 1u, 2 }, { rate, 4 }, { rate, 4 }, { 1u, 2 }, { 8u, 2 } })
        number(value, bytes);
    wave += "data";
    number(length, 4);
    for (unsigned i = 0; i < length; ++i) {
        auto const period = i < length / 2 ? 20u : 15u; // samples: 400 Hz, then 533 Hz
        auto const place = i % period, rising = std::min(place, period - place); // a triangle
        wave += static_cast<char>(112 + rising * 64 / period);
    }
    return wave;
}

std::string Answers::recording(std::string const& url) const
{
    return JsonObject {}.text("url", url).number("duration_seconds", 1).text("format", "wav").done();
}

} // namespace kally::sandbox
