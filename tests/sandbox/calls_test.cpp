#include "world.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>

using namespace kally;
using namespace std::chrono_literals;
using Json = World::Json;

namespace {

struct Calls : World {
    Calls() : World({ .page_origin = "http://localhost:8976", .demo = true }) {}
    std::string with(std::string const& status)
    {
        auto const list = get_json("/v1/calls")["calls"];
        auto const found = std::find_if(list.begin(), list.end(), [&](Json const& one) { return one["status"] == status; });
        return found == list.end() ? "" : found->at("call_id").get<std::string>();
    }
    std::string code(Method method, std::string const& path, std::string const& body = {})
    {
        auto const json = Json::parse(send(method, path, body).body, nullptr, false);
        return json.contains("error") ? json["error"]["code"].get<std::string>() : "";
    }
};

} // namespace

TEST_CASE("what was said is there for calls in which something was said", "[sandbox][calls]")
{
    Calls calls;
    auto const said = calls.get_json("/v1/calls/" + calls.with("success") + "/transcript")["entries"];
    CHECK(said.size() == 7);
    CHECK(said[0]["speaker"] == "AI");
    CHECK(said[1]["speaker"] == "HUMAN");
    CHECK(said[0]["timestamp"] == "00:00:02");
    CHECK(calls.get_json("/v1/calls/" + calls.with("voicemail") + "/transcript")["entries"].size() == 2);
    for (auto const* status : { "no_answer", "busy", "failed", "scheduled", "in_progress" }) {
        CAPTURE(status);
        CHECK(calls.code(Method::Get, "/v1/calls/" + calls.with(status) + "/transcript") == "transcript_not_found");
        CHECK(calls.code(Method::Get, "/v1/calls/" + calls.with(status) + "/recording") == "recording_not_found");
        CHECK(calls.get("/v1/calls/" + calls.with(status) + "/calendar.ics").status == 404);
    }
    CHECK(calls.code(Method::Get, "/v1/calls/none/transcript") == "call_not_found");
}

TEST_CASE("a recording is a short piece of sound behind its link, or inside it", "[sandbox][calls]")
{
    Calls calls;
    auto const id = calls.with("success");
    auto const recording = calls.get_json("/v1/calls/" + id + "/recording");
    CHECK(recording["url"] == "http://localhost:8976/sandbox/recordings/" + id + ".wav");
    CHECK(recording["format"] == "wav");
    auto const bytes = calls.service.recording(id);
    REQUIRE(bytes);
    CHECK(bytes->size() == 8044);
    CHECK(bytes->starts_with("RIFF"));
    CHECK(bytes->substr(8, 8) == "WAVEfmt ");
    CHECK_FALSE(calls.service.recording("none"));
    CHECK_FALSE(calls.service.recording(calls.with("busy")));
    World inside { { .demo = true, .recordings_inside = true } };
    auto const url = inside.get_json("/v1/calls/" + id + "/recording")["url"].get<std::string>();
    CHECK(url.starts_with("data:audio/wav;base64,UklGR"));
    CHECK((url.size() - 22) % 4 == 0);
}

TEST_CASE("what was agreed is a calendar file", "[sandbox][calls]")
{
    Calls calls;
    auto const answer = calls.get("/v1/calls/" + calls.with("success") + "/calendar.ics");
    CHECK(answer.status == 200);
    CHECK(net::header(answer.headers, "content-type") == "text/calendar; charset=utf-8");
    CHECK(answer.body.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"));
    CHECK(answer.body.ends_with("END:VEVENT\r\nEND:VCALENDAR\r\n"));
    CHECK(answer.body.find("DTSTART:20261127T100000\r\n") != std::string::npos);
    auto const made = Json::parse(calls.send(Method::Post, "/v1/calls",
        R"({"submission":{"task_description":"Book the table, please.","respondent_phone":"+441174960140","business_name":"A, B; C","appointment_date":"2026-12-01","appointment_time":"21:30","party_size":4}})").body);
    CHECK(made["submission"]["appointment_time"] == "21:30");
    CHECK(made["submission"]["party_size"] == 4);
    auto const calendar = calls.get("/v1/calls/" + made["call_id"].get<std::string>() + "/calendar.ics").body;
    CHECK(calendar.find("DTSTART:20261201T213000\r\n") != std::string::npos);
    CHECK(calendar.find("SUMMARY:Sandbox: A\\, B\\; C\r\n") != std::string::npos);
}

TEST_CASE("a planned call is moved or cancelled, a running one stopped", "[sandbox][calls]")
{
    Calls calls;
    auto const planned = "/v1/calls/" + calls.with("scheduled"), running = "/v1/calls/" + calls.with("in_progress");
    SECTION("moved")
    {
        CHECK(Json::parse(calls.send(Method::Post, planned + "/reschedule", R"({"date":"2026-11-26","time":"09:30"})").body)["status"] == "scheduled");
        calls.time += 30h;
        calls.token = calls.service.sign_in().access_token;
        CHECK(calls.get_json(planned)["status"] == "scheduled");
        calls.time += 16h;
        calls.token = calls.service.sign_in().access_token;
        CHECK(calls.get_json(planned)["status"] == "success");
        CHECK(calls.get_json(planned)["metadata"]["ended_at"] == "2026-11-26T09:31:35Z");
    }
    SECTION("moved by one member")
    {
        CHECK(calls.send(Method::Post, planned + "/reschedule", R"({"time":"16:00"})").status == 200);
        CHECK(calls.code(Method::Post, planned + "/reschedule", R"({"date":"2026-02-30"})") == "scheduling_violation");
        CHECK(calls.code(Method::Post, planned + "/reschedule", R"({"date":"2020-02-02"})") == "scheduling_violation");
    }
    SECTION("cancelled")
    {
        CHECK(Json::parse(calls.send(Method::Post, planned + "/cancel").body)["status"] == "cancelled");
        CHECK(calls.get_json(planned)["status"] == "cancelled");
        CHECK(calls.code(Method::Post, planned + "/cancel") == "call_started");
        CHECK(calls.code(Method::Post, planned + "/reschedule", "{}") == "call_started");
    }
    SECTION("stopped")
    {
        CHECK(calls.code(Method::Post, running + "/cancel") == "call_started");
        CHECK(calls.code(Method::Post, planned + "/stop") == "call_not_running");
        calls.time += 5s;
        CHECK(calls.send(Method::Post, running + "/stop").status == 200);
        auto const stopped = calls.get_json(running);
        CHECK(stopped["status"] == "cancelled");
        CHECK(stopped["duration_seconds"] == 45);
        CHECK(stopped["highlights"].is_null());
        CHECK(calls.get_json(running + "/transcript")["entries"].size() == 4);
        CHECK(calls.code(Method::Post, running + "/stop") == "call_not_running");
        REQUIRE(sandbox::apply_json(calls.service.dials(), R"({"shape":["call-status"]})") == "");
        CHECK(calls.get_json(running)["status"] == "terminated");
    }
}

TEST_CASE("a call that cannot be made is refused with its reason", "[sandbox][calls]")
{
    World world;
    auto const [member, value, status, code] = GENERATE(table<std::string, Json, int, std::string>({
        { "respondent_phone", "0117 496 0140", 422, "invalid_request" }, { "respondent_phone", "+8502381111", 403, "unsupported_country" }, { "respondent_phone", "+34803123456", 422, "toll_number" },
        { "task_description", "Short", 422, "safety_violation" }, { "language", "fr", 422, "unsupported_language" }, { "call_language", "de", 422, "unsupported_language" },
        { "party_size", 0, 422, "invalid_request" }, { "party_size", 51, 422, "invalid_request" }, { "party_size", "four", 422, "invalid_request" },
        { "appointment_date", "2026-11-01", 422, "scheduling_violation" }, { "appointment_date", "soon", 422, "scheduling_violation" }, { "appointment_time", "25:00", 422, "scheduling_violation" },
    }));
    Json submission { { "task_category", "general" }, { "task_description", "Ask what tuning costs." }, { "respondent_phone", "+441174960140" } };
    submission[member] = value;
    CAPTURE(submission.dump());
    auto const answer = world.send(Method::Post, "/v1/calls", Json { { "submission", submission }, { "timezone", "UTC" } }.dump());
    CHECK(answer.status == status);
    CHECK(Json::parse(answer.body)["error"]["code"] == code);
    CHECK(world.get_json("/v1/calls")["total"] == 0);
}
