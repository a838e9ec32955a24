#include "app/app.h"

#include "base/hash.h"
#include "session/sign_in.h"
#include "store/records.h"

namespace kally {

namespace {

constexpr std::string_view settings_key = "kally.settings", sandbox_key = "kally.sandbox", place_key = "kally.place", places_key = "kally.places";
constexpr std::string_view intents_table = "intents";
constexpr auto draft_delay = std::chrono::milliseconds { 500 };

} // namespace

void App::run(store::FetchConversations fetch)
{
    client().send<std::vector<api::Conversation>>(api::list_conversations(), [this, fetch](auto page) {
        push(store::ConversationsReceived { fetch.ticket, std::move(page) });
    });
}

void App::run(store::FetchHistory fetch)
{
    client().send<api::History>(api::get_history(fetch.id, fetch.limit), [this, fetch](auto history) {
        push(store::HistoryReceived { fetch.ticket, fetch.id, std::move(history) });
    });
}

void App::run(store::FetchGoals fetch)
{
    static constexpr std::pair<store::GoalTab, std::string_view> filters[] = { { store::GoalTab::Completed, "completed" }, { store::GoalTab::Cancelled, "cancelled" }, { store::GoalTab::Archived, "archived" } };
    std::string_view status; // the service's own choice: new ones and those under way
    for (auto const& [tab, name] : filters)
        if (tab == fetch.tab)
            status = name;
    client().send<api::GoalPage>(api::list_goals({ .limit = store::goals_page, .offset = fetch.offset }, status), [this, fetch](auto page) {
        push(store::GoalsReceived { fetch.ticket, fetch.tab, std::move(page) });
    });
}

void App::run(store::FetchGoalTree fetch)
{
    client().send<api::GoalTree>(api::get_goal_tree(fetch.id), [this, fetch](auto tree) {
        push(store::GoalTreeReceived { fetch.ticket, fetch.id, std::move(tree) });
    });
}

void App::run(store::FetchGoalBudget fetch)
{
    client().send<api::GoalBudget>(api::get_goal_budget(fetch.id), [this, fetch](auto budget) {
        push(store::GoalBudgetReceived { fetch.ticket, fetch.id, std::move(budget) });
    });
}

void App::run(store::FetchGoalCosts fetch)
{
    client().send<api::CostBreakdown>(api::get_cost_breakdown(fetch.id), [this, fetch](auto costs) {
        push(store::GoalCostsReceived { fetch.ticket, fetch.id, std::move(costs) });
    });
}

void App::run(store::ReadForDecision read)
{
    client().send<api::Goal>(api::get_goal(read.id), [this, read](auto goal) {
        push(store::DecisionRead { read.ticket, read.id, std::move(goal) });
    });
}

void App::run(store::ActOnGoal order)
{
    client().send<api::ActionResult>(api::act_on_goal(order.id, order.action), [this, order](auto result) {
        push(store::DecisionAnswered { order.ticket, order.id, std::move(result) });
    });
}

void App::run(store::ArchiveGoals order)
{
    client().send<api::BatchArchived>(api::archive_goals(order.ids), [this, order](auto result) {
        push(store::GoalsArchived { order.ids, std::move(result) });
    });
}

void App::run(store::FetchGoal fetch)
{
    auto operation = api::get_goal(fetch.id);
    operation.polled = fetch.again;
    client().send<api::Goal>(std::move(operation), [this, fetch](auto goal) {
        push(store::GoalReceived { fetch.ticket, fetch.id, std::move(goal) });
    });
}

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
    records().put(intents_table, save.intent.id.text, store::encode_call(save.intent), [this, id = save.intent.id, commit = save.intent.commit](bool stored) {
        push(store::IntentStored { id, commit, stored });
    });
}

void App::run(store::PlaceCall order)
{
    m_sending[order.id] = client().send<api::Call>(api::create_call(order.request, order.id.text), [this, id = order.id](auto call) {
        m_sending.erase(id);
        push(store::CallPlaced { id, std::move(call) });
    });
}

void App::run(store::SaveFile file)
{
    push(store::FileSaved { platform::save_file(file.name, file.type, file.bytes) });
}

void App::run(store::ProbeService probe)
{
    m_client->send<std::vector<api::Plan>>(api::list_plans(), [this, probe](auto plans) {
        push(store::ProbeAnswered { probe.ticket, plans.has_value() ? std::nullopt : std::optional<Error> { plans.error() } });
    });
}

void App::run(store::SaveIntent save)
{
    records().put(intents_table, save.intent.id.text, store::encode_intent(save.intent), [this, id = save.intent.id, commit = save.intent.commit](bool stored) {
        push(store::IntentStored { id, commit, stored });
    });
}

void App::run(store::RemoveIntent remove) { records().remove(intents_table, remove.id.text); }

void App::run(store::SendIntent order)
{
    m_sending[order.id] = client().send<api::Reply>(api::send_message(order.conversation, order.text), [this, id = order.id](auto reply) {
        m_sending.erase(id);
        push(store::ReplyReceived { id, std::move(reply) });
    });
}

void App::run(store::CancelIntentRequest cancel)
{
    if (auto const found = m_sending.find(cancel.id); found != m_sending.end()) {
        client().cancel(found->second);
        m_sending.erase(found);
    }
}

void App::run(store::SaveDraft save)
{
    auto& draft = m_drafts[save.thread];
    if (!save.typed) // a message left the composer: a page that ends now must not find it there again
        draft.due = platform::now();
    else if (draft.due == Instant {}) // the first key after a pause starts the clock: never older than that
        draft.due = platform::now() + draft_delay;
    draft.text = std::move(save.text);
}

void App::run(store::SaveSettings save)
{
    platform::set_value(platform::Keep::Device, settings_key, store::encode_settings(save.settings));
    platform::set_language(save.settings.language == store::Language::Spanish ? "es" : "en");
    if (m_vault.keep_on_device != save.settings.keep_signed_in) {
        m_vault.keep_on_device = save.settings.keep_signed_in;
        if (auto const credentials = m_vault.load())
            m_vault.save(*credentials);
    }
}

void App::run(store::BeginSignIn)
{
    // The redirect ends this page: the next one goes on where this one was.
    auto const& place = m_state.route.page == store::Page::SignIn ? m_state.after_sign_in : m_state.route;
    platform::set_value(platform::Keep::Tab, place_key, store::format_route(place));
    m_sign_in.begin();
}

void App::run(store::AdoptPaste paste)
{
    auto tokens = session::read_paste(paste.text);
    if (!tokens.has_value()) {
        push(store::PasteRefused { tokens.error() });
        return;
    }
    m_client->adopt(*tokens);
    // What was pasted is checked before anything else happens: the subscription is the cheapest request that needs a token.
    m_client->send<api::Subscription>(api::get_subscription(), [this](auto subscription) {
        auto const kind = subscription.has_value() ? ErrorKind::Malformed : subscription.error().kind;
        // Whatever was answered to this token but "who are you?" says that it is known.
        if (kind == ErrorKind::Malformed || kind == ErrorKind::Rejected) {
            push(store::SignedInNow {});
            return;
        }
        m_client->sign_out();
        auto error = subscription.error();
        if (error.kind == ErrorKind::SignedOut)
            error.code = "paste_refused"; // nobody was signed in, so nothing has ended
        push(store::PasteRefused { std::move(error) });
    });
}

void App::run(store::EndSession)
{
    m_sending.clear();
    platform::load_sound({}, {});
    client().sign_out();
    m_local.thread = {};
    m_local.places.clear();
    platform::remove_value(platform::Keep::Tab, places_key);
}

void App::run(store::WipeLocalData)
{
    m_drafts.clear();
    records().clear();
}

void App::run(store::EnterSandbox enter)
{
    flush_drafts(true); // the person's own, where they belong
    if (enter.start_over)
        leave_sandbox();
    auto const saved = platform::value(platform::Keep::Tab, sandbox_key);
    enter_sandbox(saved.value_or(""), [this](bool started) {
        if (started)
            push(store::SignedInNow {});
        else
            push(store::SandboxFailed { { .kind = ErrorKind::Offline } });
    });
}

void App::run(store::LeaveSandbox)
{
    m_drafts.clear();
    leave_sandbox();
    // What the person wrote before they looked at the sandbox is still theirs.
    load_records([this](auto kept) {
        push(store::RecordsLoaded { std::move(kept.intents), std::move(kept.drafts), std::move(kept.call) });
        platform::request_frames(1);
    });
}

void App::run(store::Navigate to)
{
    auto const text = store::format_route(to.route).substr(1);
    m_fragment = text;
    platform::set_fragment(text, to.replace);
}

void App::run(store::OpenLink link) { platform::open_link(link.url); }
void App::run(store::CopyText copy) { platform::copy_text(copy.text); }
void App::run(store::Announce announce)
{
    if (announce.error)
        platform::announce(ui::error_text(*announce.error, m_state.settings.language), true);
    else
        platform::announce(announce.text, false);
}

void App::run(store::WakeAt wake) { m_timers.push_back({ wake.at, std::move(wake.action) }); }

} // namespace kally
