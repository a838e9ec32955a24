#include "app/app.h"

#include "api/body.h"
#include "api/operations.h"
#include "app/kept.h"
#include "base/text.h"
#include "store/records.h"
#include "store/select.h"

#include <initializer_list>
#include <iterator>

// What is on this device, and its diagnostics.
namespace kally {

namespace {

/// A flat record and an answer that was kept as objects; any other text as it is.
std::string as_json(std::string const& text)
{
    if (auto const kept = read_kept_answer(text))
        return api::Body {}.text("at", std::string(kept->at)).text("body", std::string(kept->body)).take();
    auto const fields = decode_fields(text);
    if (!fields)
        return api::quote_json(text);
    api::Body body;
    for (auto const& field : *fields)
        body.text(field.name, field.value);
    return body.take();
}

} // namespace

void App::run(store::SaveFile file)
{
    push(store::FileSaved { platform::save_file(file.name, file.type, file.bytes) });
}

void App::run(store::Fetch<store::KeptHistories> order)
{
    if (m_sandbox_client) { // what the person's own service said is none of its business
        push(store::Received<store::KeptHistories> { order.ticket, store::KeptHistories {} });
        return;
    }
    platform::records().load(kept_table, [this, order](auto records) {
        m_kept_reading = KeptReading { .ticket = order.ticket };
        for (auto& [target, text] : records.value_or(Records {})) {
            auto const id = api::history_asked_for(target);
            auto const thread = id ? m_state.threads.find(store::thread_key(*id)) : m_state.threads.end();
            if (id && (thread == m_state.threads.end() || thread->second.messages.empty())) // what was read in this visit is newer
                m_kept_reading->rest.emplace_back(*id, std::move(text));
        }
        platform::request_frames(1);
    });
}

void App::read_kept()
{
    auto& [ticket, rest, histories] = *m_kept_reading;
    if (rest.empty()) {
        push(store::Received<store::KeptHistories> { ticket, std::move(histories) });
        m_kept_reading.reset();
        return;
    }
    auto const& [id, text] = rest.back();
    if (auto const kept = read_kept_answer(text))
        if (auto history = api::get_history(id, 1).decode(kept->body); history.has_value())
            // The same one may have been read more than once, the last time further back.
            if (auto& messages = histories[id]; messages.size() < history->messages.size())
                messages = std::move(history->messages);
    rest.pop_back();
}

void App::run(store::MeasureStorage)
{
    auto measured = std::make_shared<std::vector<store::Stored>>();
    auto const value = [&](std::string kind, std::string_view key) {
        std::size_t bytes = 0;
        for (auto const keep : { platform::Keep::Device, platform::Keep::Tab })
            if (auto const text = platform::value(keep, key))
                bytes += text->size();
        measured->push_back({ std::move(kind), bytes > 0 ? std::size_t { 1 } : 0, bytes });
    };
    value("settings", settings_key);
    value("session", session_key);
    value("seen", places_key);
    static constexpr std::string_view tables[] = { drafts_table, intents_table, marks_table, kept_table, decisions_table, seen_table, unread_table };
    for (auto const table : tables)
        records().load(table, [this, measured, kind = std::string(table)](auto records) {
            store::Stored stored { kind };
            for (auto const& [key, text] : records.value_or(Records {})) {
                ++stored.count;
                stored.bytes += key.size() + text.size();
            }
            measured->push_back(std::move(stored));
            if (measured->size() < 3 + std::size(tables))
                return;
            push(store::StorageMeasured { *measured });
            platform::request_frames(1);
        });
}

void App::run(store::SaveOwnData order)
{
    struct Gathered {
        api::Body kept;
        std::size_t missing = 0;
    };
    static constexpr std::string_view tables[] = { drafts_table, intents_table, marks_table, kept_table, decisions_table, seen_table };
    auto gathered = std::make_shared<Gathered>(Gathered { .missing = std::size(tables) });
    gathered->kept.raw("settings", as_json(platform::value(platform::Keep::Device, settings_key).value_or("")));
    for (auto const table : tables)
        records().load(table, [this, gathered, table, read = order.read](auto records) {
            api::Body entries;
            bool const owned = table == intents_table || table == drafts_table;
            for (auto const& [key, text] : records.value_or(Records {}))
                if (!owned || store::is_own(m_state, store::owner_of(text))) // what others wrote here is theirs
                    entries.raw(key, as_json(text));
            gathered->kept.raw(table, entries.take());
            if (--gathered->missing > 0)
                return;
            auto file = api::Body {}.raw("kally_data", "1").text("saved_at", format_timestamp(platform::now())).text("service", m_state.service_name).raw("kept", gathered->kept.take()).raw("read", read).take() + "\n";
            // A text that was read may quote a token.
            for (auto* vault : std::initializer_list<session::Vault*> { &m_vault, &m_sandbox_vault })
                if (auto const session = vault->load())
                    for (auto const& secret : { session->access_token, session->refresh_token })
                        for (auto at = secret.empty() ? file.npos : file.find(secret); at != file.npos; at = file.find(secret, at))
                            file.replace(at, secret.size(), "…");
            run(store::SaveFile { "kallyai-data-" + format_timestamp(platform::now()).substr(0, 10) + ".json", "application/json", std::move(file) });
        });
}

void App::run(store::WipeDevice)
{
    m_writer.forget();
    begin_page();
    platform::records().clear();
    platform::wipe_device();
}

void App::run(store::ReadDiagnostics)
{
    static constexpr std::string_view methods[] = { "GET", "POST", "DELETE" };
    store::DiagnosticsRead read;
    for (auto one = m_logging.exchanges().rbegin(); one != m_logging.exchanges().rend(); ++one)
        read.exchanges.push_back({ one->started, std::string(methods[static_cast<std::size_t>(one->method)]), one->path, one->status, one->duration });
    push(std::move(read));
}

} // namespace kally
