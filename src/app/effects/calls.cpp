#include "app/app.h"

#include "app/kept.h"
#include "base/hash.h"
#include "store/call_form.h"
#include "store/records.h"

// Calls: lists, parts, recordings, and the one that is being placed.
namespace kally {

void App::run(store::FetchCalls fetch)
{
    client().send<api::CallPage>(api::list_calls({ .limit = store::calls_page, .offset = fetch.offset }), [this, fetch](auto page) {
        push(store::CallsReceived { fetch.ticket, std::move(page) });
    });
}

void App::run(store::FetchCallPart fetch)
{
    auto const [ticket, id, part] = fetch;
    if (part == store::CallPart::Transcript)
        client().send<api::Transcript>(api::get_transcript(id), [this, ticket = ticket, id = id](auto transcript) { push(store::TranscriptReceived { ticket, id, std::move(transcript) }); });
    else if (part == store::CallPart::Recording)
        fetch_recording(ticket, id);
    else if (part == store::CallPart::Calendar)
        client().send<api::CalendarFile>(api::get_calendar(id), [this, ticket = ticket, id = id](auto calendar) {
            Result<Done> saved { Done {} };
            if (!calendar.has_value())
                saved = calendar.error();
            else if (!platform::save_file("call-" + id.text + ".ics", "text/calendar", calendar->text))
                saved = Error { .kind = ErrorKind::Offline, .code = "not_saved" };
            push(store::CalendarReceived { ticket, id, std::move(saved) });
        });
    else
        client().send<api::Call>(api::get_call(id), [this, ticket = ticket, id = id](auto call) { push(store::CallReceived { ticket, id, std::move(call) }); });
}

void App::fetch_recording(store::Ticket ticket, CallId const& id)
{
    client().send<api::Recording>(api::get_recording(id), [this, ticket, id](auto recording) {
        if (!recording.has_value()) {
            push(store::RecordingReceived { ticket, id, std::move(recording) });
            return;
        }
        if (recording->url.starts_with("data:")) {
            auto const behind = recording->url.find(";base64,");
            auto bytes = behind == std::string::npos ? std::nullopt : decode_base64(std::string_view(recording->url).substr(behind + 8));
            load_recording(ticket, id, *recording, std::move(bytes));
            return;
        }
        // Somebody else's file: no token goes there.
        m_transport.send({ .url = recording->url }, [this, ticket, id, recording = *recording](auto answer) {
            bool const came = answer.has_value() && answer->status == 200;
            load_recording(ticket, id, recording, came ? std::optional { std::move(answer->body) } : std::nullopt);
        });
    });
}

void App::load_recording(store::Ticket ticket, CallId const& id, api::Recording const& recording, std::optional<std::string> bytes)
{
    auto const format = recording.format.value_or("mp3");
    auto const type = "audio/" + (format == "mp3" ? "mpeg" : format);
    Result<api::Recording> result = recording;
    bool const loaded = bytes && platform::load_sound(type, *bytes);
    if (!bytes) // the address may still open in a page of its own
        result = Error { .kind = ErrorKind::Offline, .code = "recording_apart", .link = recording.url };
    else if (!loaded && !platform::save_file("call-" + id.text + "." + format, type, *bytes))
        result = Error { .kind = ErrorKind::Offline, .code = "not_saved" };
    push(store::RecordingReceived { ticket, id, std::move(result), !loaded });
}

void App::run(store::PlaySound play) { platform::play_sound(play.on, play.at); }
void App::run(store::UnloadSound) { platform::load_sound({}, {}); }

void App::run(store::ActOnCall order)
{
    auto operation = order.verb == store::CallPart::Reschedule ? api::reschedule_call(order.id, order.date, order.time)
                                                               : api::act_on_call(order.id, order.verb == store::CallPart::Stop ? api::CallAction::Stop : api::CallAction::Cancel);
    client().send<api::ActionResult>(std::move(operation), [this, order](auto result) { push(store::CallOrderAnswered { order.ticket, order.id, std::move(result) }); });
}

void App::run(store::SaveCall save)
{
    m_writer.flush(true);
    Name const name { intents_table, save.intent.id.text }, form { drafts_table, store::draft_key({ .thread = std::string(store::call_form_key), .page = m_page }) };
    auto const record = store::encode_call(save.intent);
    auto const answered = [this, id = save.intent.id, commit = save.intent.commit](bool stored) { push(store::IntentStored { id, commit, stored }); };
    // The record has the form from now on: no page finds that, nor what it was to stand in the place of, and takes it for a call to be made.
    if (m_state.new_call.form == save.intent.form)
        m_writer.put_instead_of(form, name, record, answered);
    else
        m_writer.put(name, record, answered);
}

void App::run(store::PlaceCall order)
{
    m_sending[order.id] = client().send<api::Call>(api::create_call(order.request, order.id.text), [this, id = order.id](auto call) {
        m_sending.erase(id);
        push(store::CallPlaced { id, std::move(call) });
    });
}

} // namespace kally
