#pragma once

#include "base/decimal.h"
#include "base/id.h"
#include "base/time.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace kally::api {

/// Source: contract, schema Call (variants call-list-key, call-layout, call-status).
struct Call {
    CallId id;
    std::string status; ///< scheduled, in_progress, success, no_answer, busy, voicemail, failed, cancelled, terminated; open set
    std::optional<std::string> phone;
    std::optional<std::string> business;
    std::optional<std::string> task;
    std::optional<std::string> category;
    std::optional<std::string> user_name;
    std::optional<std::string> appointment_date; ///< "2026-03-10", in the zone of the one who is called
    std::optional<std::string> appointment_time; ///< "09:30"
    std::optional<int> party_size;
    std::optional<std::string> highlights; ///< May hold several lines.
    std::optional<std::string> next_steps;
    std::optional<Instant> created_at;
    std::optional<Instant> ended_at;
    std::optional<Decimal> duration_seconds;
    std::optional<Decimal> credits_used;
};

struct CallPage {
    std::vector<Call> calls;
    std::optional<int> total;
};

/// What a new call needs. Source: contract, schemas CallSubmission and CallCreateRequest.
struct CallRequest {
    std::string category = "general"; ///< restaurant, clinic, hotel, general
    std::string task;                 ///< 10 to 1000 characters
    std::string phone;                ///< E.164
    std::string business;             ///< Up to 200 characters.
    std::string user_name;            ///< Up to 100 characters.
    std::string user_phone;           ///< E.164
    std::string appointment_date;     ///< "2026-03-10"
    std::string appointment_time;     ///< "09:30"
    std::string time_preference;      ///< Up to 200 characters.
    int party_size = 0;               ///< 1 to 50; 0 says nothing.
    std::string language = "en";      ///< en, es: of the summary for the person
    std::string call_language;        ///< en, es: spoken in the call; empty: as `language`
    bool urgent = false;
    std::vector<std::string> instructions;
    std::string timezone; ///< IANA name
};

/// Something said in a call. Source: contract, schema TranscriptEntry (variant transcript-layout).
struct TranscriptLine {
    std::optional<std::string> speaker; ///< AI, HUMAN; open set. Absent when the line came as plain text.
    std::string text;
    std::optional<std::chrono::seconds> at; ///< Since the call began.
};
struct Transcript {
    std::vector<TranscriptLine> lines; ///< In spoken order.
};

/// Where the audio is; the address is checked before it is used. Source: contract, schema Recording.
struct Recording {
    std::string url;
    std::optional<Decimal> duration_seconds;
    std::optional<std::string> format; ///< mp3; open set
};

/// An iCalendar file as it came. Source: contract, getCallCalendar.
struct CalendarFile {
    std::string text;
};

/// Before it connects a call is cancelled, afterwards it is stopped. Source: contract, cancelCall and stopCall.
enum class CallAction { Cancel, Stop };

} // namespace kally::api
