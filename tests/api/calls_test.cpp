#include "api/operations.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace kally;
using namespace kally::api;

TEST_CASE("a call is read nested and flat", "[api][call-layout][call-list-key]")
{
    auto const body = GENERATE(as<std::string>(),
        R"({"calls":[{"call_id":"k","status":"success","metadata":{"created_at":"2026-03-02T08:20:00Z","ended_at":"2026-03-02T08:21:00Z"},
            "submission":{"respondent_phone":"+441174960143","business_name":"Atelier"},"highlights":"Done"}],"total":7})",
        R"({"items":[{"call_id":"k","status":"success","to":"+441174960143","business_name":"Atelier","created_at":"2026-03-02T08:20:00Z",
            "ended_at":"2026-03-02T08:21:00Z","result_summary":"Done"}],"total":7})");
    auto const page = list_calls({}).decode(body);
    REQUIRE(page.has_value());
    CHECK(page->total == 7);
    REQUIRE(page->calls.size() == 1);
    auto const& call = page->calls.front();
    CHECK(call.id == CallId { "k" });
    CHECK(call.phone == "+441174960143");
    CHECK(call.business == "Atelier");
    CHECK(call.highlights == "Done");
    CHECK(call.created_at == parse_timestamp("2026-03-02T08:20:00Z"));
    CHECK(call.ended_at == parse_timestamp("2026-03-02T08:21:00Z"));
}

TEST_CASE("the status of a call is an open set", "[api][call-status]")
{
    auto const status = GENERATE(as<std::string>(), "success", "no_answer", "busy", "failed", "voicemail", "cancelled", "terminated", "new_one");
    auto const call = get_call({}).decode(R"({"call_id":"k","status":")" + status + "\"}");
    REQUIRE(call.has_value());
    CHECK(call->status == status);
}

TEST_CASE("a call keeps exact amounts and may lack the rest", "[api][calls]")
{
    auto const call = create_call({}, "key").decode(R"({"call_id":"k","status":"success","duration_seconds":81.4,"credits_used":1.5,"submission":null})");
    REQUIRE(call.has_value());
    CHECK(call->duration_seconds == Decimal { 814, 1 });
    CHECK(call->credits_used == Decimal { 15, 1 });
    CHECK_FALSE(call->phone);
    CHECK_FALSE(call->task);
    CHECK_FALSE(call->created_at);
}

TEST_CASE("a page of calls is read or refused as a whole", "[api][calls]")
{
    auto const [body, problem] = GENERATE(table<std::string, std::string>({
        { R"({"calls":[],"total":0})", "" },
        { R"({"calls":[]})", "" },
        { R"({"total":0})", "calls is missing, expected a list" },
        { R"({"calls":[{"status":"busy"}]})", "calls[0].call_id is missing, expected a string that is not empty" },
        { R"({"calls":[{"call_id":"a","status":"busy"},{"call_id":"b"}]})", "calls[1].status is missing, expected a string" },
        { R"({"calls":null})", "calls is null, expected a list" },
    }));
    auto const page = list_calls({}).decode(body);
    CHECK((page.has_value() ? "" : page.error().detail) == problem);
}

TEST_CASE("a transcript is read in every form", "[api][transcript-layout]")
{
    auto const body = GENERATE(as<std::string>(), R"({"entries":[{"speaker":"AI","content":"Good morning","timestamp":"00:00:02"},{"speaker":"HUMAN","content":"Hello","timestamp":"01:07"}]})",
        R"({"transcript":[{"role":"AI","text":"Good morning","timestamp":"2"},{"role":"HUMAN","text":"Hello","timestamp":"0:1:7"},7]})",
        R"([{"speaker":"AI","content":"Good morning","timestamp":"00:00:02"},{"role":"HUMAN","text":"Hello","timestamp":"00:01:07"}])");
    CAPTURE(body);
    auto const transcript = get_transcript({}).decode(body);
    REQUIRE(transcript.has_value());
    REQUIRE(transcript->lines.size() == 2);
    CHECK(transcript->lines[0].speaker == "AI");
    CHECK(transcript->lines[0].text == "Good morning");
    CHECK(transcript->lines[0].at == std::chrono::seconds { 2 });
    CHECK(transcript->lines[1].at == std::chrono::seconds { 67 });
    auto const plain = get_transcript({}).decode(R"(["AI: Good morning",{"content":"Hello","timestamp":"soon"}])");
    REQUIRE(plain.has_value());
    CHECK(plain->lines[0].text == "AI: Good morning");
    CHECK_FALSE(plain->lines[0].speaker);
    CHECK_FALSE(plain->lines[1].at);
    CHECK(get_transcript({}).decode("{}").error().detail == "entries is missing, expected a list");
}

TEST_CASE("a calendar is a calendar or refused", "[api][calls]")
{
    std::string const calendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    CHECK(get_calendar({ "k 1" }).target == "/v1/calls/k%201/calendar.ics");
    CHECK(get_calendar({}).decode(calendar)->text == calendar);
    CHECK(get_calendar({}).decode("\xEF\xBB\xBF" + calendar)->text == calendar);
    auto const other = GENERATE_COPY(as<std::string>(), "", "{}", "<!doctype html>", calendar.substr(0, 60), "BEGIN:VCALENDAR\xFF""END:VCALENDAR");
    auto const refused = get_calendar({}).decode(other);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().kind == ErrorKind::Malformed);
    CHECK(refused.error().detail == "The answer is no calendar");
}

TEST_CASE("a recording and what is done to a call", "[api][calls]")
{
    auto const recording = get_recording({ "k" }).decode(R"({"url":"https://s.example/a.mp3","duration_seconds":null,"format":"mp3"})");
    REQUIRE(recording.has_value());
    CHECK(recording->url == "https://s.example/a.mp3");
    CHECK_FALSE(recording->duration_seconds);
    CHECK_FALSE(get_recording({ "k" }).decode(R"({"url":""})").has_value());
    CHECK(act_on_call({ "k" }, CallAction::Cancel).target == "/v1/calls/k/cancel");
    CHECK(act_on_call({ "k" }, CallAction::Stop).target == "/v1/calls/k/stop");
    CHECK(reschedule_call({ "k" }, "2026-03-11", "09:30").body == R"({"date":"2026-03-11","time":"09:30"})");
    CHECK(reschedule_call({ "k" }, "", "09:30").body == R"({"time":"09:30"})");
    CHECK(reschedule_call({ "k" }, "", "").body == "{}");
    CHECK(act_on_call({}, CallAction::Stop).decode("").has_value());
}

TEST_CASE("what was asked of a call comes back with it", "[api][calls]")
{
    auto const call = get_call({}).decode(R"({"call_id":"k","status":"scheduled","submission":{"task_category":"restaurant","user_name":"Ana","appointment_date":"2026-03-11","appointment_time":"21:00","party_size":4}})");
    REQUIRE(call.has_value());
    CHECK(call->category == "restaurant");
    CHECK(call->user_name == "Ana");
    CHECK(call->appointment_date == "2026-03-11");
    CHECK(call->appointment_time == "21:00");
    CHECK(call->party_size == 4);
}
