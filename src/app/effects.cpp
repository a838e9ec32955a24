#include "app/app.h"

#include "api/body.h"
#include "base/hash.h"
#include "base/text.h"
#include "session/sign_in.h"
#include "store/records.h"

#include <algorithm>
#include <iterator>

namespace kally {

namespace {

constexpr std::string_view settings_key = "kally.settings", sandbox_key = "kally.sandbox", place_key = "kally.place", places_key = "kally.places";
constexpr std::string_view intents_table = "intents", log_table = "decided", marks_table = "marks", kept_table = "kept", kept_key = "kally.kept";
constexpr std::size_t log_limit = 200; ///< Decisions that are kept.
constexpr std::size_t kept_most = 60; ///< Answers that are kept to be read without a network; the oldest go.
constexpr auto draft_delay = std::chrono::milliseconds { 500 };

/// As it came, so that the other tabs can be given it.
api::Operation<std::string> pending_as_text(bool polled)
{
    return { .target = api::get_pending_notifications().target, .decode = [](std::string_view body) { return Result<std::string> { std::string(body) }; }, .polled = polled };
}

} // namespace

net::Transport::Done App::remembering(std::string target, net::Transport::Done done)
{
    return [this, target = std::move(target), done = std::move(done)](Result<net::Response> answer) {
        bool const allowed = m_state.settings.keep_reading;
        if (allowed && answer.has_value())
            keep(target, answer->body);
        if (!allowed || answer.has_value() || m_state.online) {
            done(std::move(answer));
            return;
        }
        platform::records().load(kept_table, [this, target, error = answer.error(), done](auto records) {
            std::optional<Result<net::Response>> kept;
            for (auto const& [key, text] : records.value_or(Records {})) {
                auto const fields = key == target ? decode_fields(text) : std::nullopt;
                auto const at = fields ? parse_timestamp(field(*fields, "at")) : std::nullopt;
                if (!at)
                    continue;
                push(store::KeptShown { *at });
                kept = net::Response { .status = 200, .body = std::string(field(*fields, "body")) };
            }
            done(kept ? std::move(*kept) : Result<net::Response> { error });
            platform::request_frames(1);
        });
    };
}

void App::keep(std::string const& target, std::string const& body)
{
    // The names stand in the order of their last reading, so that the oldest can go without a look at all records.
    std::string names = target;
    std::size_t count = 1;
    std::string_view rest;
    auto const before = platform::value(platform::Keep::Device, kept_key).value_or("");
    for (rest = before; !rest.empty();) {
        auto const name = rest.substr(0, rest.find(' '));
        rest.remove_prefix(std::min(rest.size(), name.size() + 1));
        if (name == target)
            continue;
        if (++count > kept_most)
            platform::records().remove(kept_table, name);
        else
            names += ' ' + std::string(name);
    }
    if (names != before)
        platform::set_value(platform::Keep::Device, kept_key, names);
    platform::records().put(kept_table, target, encode_fields({ { "at", format_timestamp(platform::now()) }, { "body", body } }), [](bool) {});
}

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
    auto operation = api::list_goals({ .limit = store::goals_page, .offset = fetch.offset }, status);
    operation.polled = fetch.again;
    client().send<api::GoalPage>(std::move(operation), [this, fetch](auto page) {
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

void App::hold(std::string const& key, std::function<void()> go, std::function<void(Error)> refused)
{
    if (m_sandbox_client) { // its things are this tab's alone, and may be called like another's
        go();
        return;
    }
    platform::hold(key, [go = std::move(go), refused = std::move(refused)](bool held) {
        if (held)
            go();
        else
            refused({ .kind = ErrorKind::Rejected, .code = "decided_elsewhere" });
    });
}

void App::read_goal(store::ReadForDecision read)
{
    auto const read_on = [this, read](std::string asks) {
        client().send<api::Goal>(api::get_goal(read.id), [this, read, asks = std::move(asks)](auto goal) {
            push(store::DecisionRead { read.ticket, read.id, std::move(goal), asks });
        });
    };
    if (!read.with_asks) {
        read_on({});
        return;
    }
    client().send<std::string>(pending_as_text(false), [this, read, read_on](auto body) {
        auto const pending = body.has_value() ? api::get_pending_notifications().decode(*body) : Result<api::PendingNotifications> { body.error() };
        auto const error = pending.has_value() ? Error {} : pending.error();
        // Unread, it might ask for something else by now; only a service that has no such words may do without.
        if (!pending.has_value() && read.first && error.status != 404 && error.status != 405 && error.status != 501) {
            push(store::DecisionRead { read.ticket, read.id, error, {} });
            return;
        }
        std::string asks;
        if (pending.has_value())
            for (auto const& item : pending->goals.items)
                if (item.id == read.id.text)
                    asks = item.summary.value_or("");
        read_on(std::move(asks));
    });
}

void App::run(store::ReadForDecision read)
{
    if (!read.first) {
        read_goal(read);
        return;
    }
    hold(store::decision_key(read.id), [this, read] { read_goal(read); }, [this, read](Error error) { push(store::DecisionRead { read.ticket, read.id, std::move(error), {} }); });
}

void App::run(store::ReadMailForDecision read)
{
    auto go = [this, read] {
        client().send<std::vector<api::OutboxEmail>>(api::list_outbox(), [this, read](auto mails) {
            push(store::MailDecisionRead { read.ticket, read.id, std::move(mails) });
        });
    };
    if (!read.first) {
        go();
        return;
    }
    hold(store::decision_key(read.id), std::move(go), [this, read](Error error) { push(store::MailDecisionRead { read.ticket, read.id, std::move(error) }); });
}

void App::run(store::ActOnMail order)
{
    client().send<api::ActionResult>(api::act_on_email(order.id, order.action), [this, order](auto result) {
        push(store::MailDecisionAnswered { order.ticket, order.id, std::move(result) });
    });
}

void App::run(store::PollAt poll) { m_poll_at = poll.at; }

void App::run(store::JoinTabs join) { platform::join_tabs(join.account); }

void App::run(store::FetchPending fetch)
{
    if (!fetch.by_hand && !platform::leads()) {
        push(store::PendingElsewhere { fetch.ticket });
        return;
    }
    client().send<std::string>(pending_as_text(!fetch.by_hand), [this, fetch](auto body) {
        if (!body.has_value()) {
            push(store::PendingReceived { fetch.ticket, body.error() });
            return;
        }
        auto pending = api::get_pending_notifications().decode(*body);
        if (pending.has_value())
            platform::share(*body);
        push(store::PendingReceived { fetch.ticket, std::move(pending) });
    });
}

void App::run(store::FetchMails fetch)
{
    client().send<std::vector<api::OutboxEmail>>(api::list_outbox(), [this, fetch](auto mails) {
        push(store::MailsReceived { fetch.ticket, std::move(mails) });
    });
}

void App::run(store::LogDecision log)
{
    records().put(log_table, log.entry, log.record, [this](bool stored) {
        if (!stored)
            push(store::StorageFailed { "decision" });
    });
    if (!log.ended)
        return;
    platform::release(log.key);
    records().load(log_table, [this](auto all) {
        if (!all)
            return;
        std::sort(all->begin(), all->end());
        for (std::size_t i = 0; i + log_limit < all->size(); ++i)
            records().remove(log_table, (*all)[i].first);
    });
}

void App::run(store::SaveLog)
{
    records().load(log_table, [this](auto all) {
        std::string list;
        auto entries = all.value_or(Records {});
        std::sort(entries.begin(), entries.end());
        for (auto const& [key, text] : entries) {
            api::Body entry;
            for (auto const& field : decode_fields(text).value_or(std::vector<Field> {}))
                entry.text(field.name, field.value);
            list += (list.empty() ? "\n" : ",\n") + entry.take();
        }
        if (!platform::save_file("kally-decisions.json", "application/json", "[" + list + "\n]\n"))
            push(store::StorageFailed { "file" });
    });
}

void App::run(store::SaveSeen save)
{
    records().put("seen", "goals", save.seen, [](bool) {});
}

void App::run(store::AskForNotices)
{
    if (platform::notices() == platform::Notices::NotAsked)
        platform::ask_for_notices();
}

void App::run(store::Notify notice)
{
    // Of several tabs the one that asks also tells.
    if (!platform::leads() || platform::notices() != platform::Notices::Allowed)
        return;
    auto const text = ui::tr(notice.inbox ? ui::Text::NoticeInbox : ui::Text::NoticeNeeds, m_state.settings.language);
    platform::notify("KallyAI", text, notice.tag, store::format_route(notice.route));
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

template <typename T>
void App::fetch(api::Operation<T> operation, store::Ticket ticket)
{
    client().send<T>(std::move(operation), [this, ticket](auto answer) { push(store::Received<T> { ticket, std::move(answer) }); });
}

void App::run(store::Fetch<store::Plans> order) { fetch(api::list_plans(), order.ticket); }
void App::run(store::Fetch<api::Subscription> order) { fetch(api::get_subscription(), order.ticket); }
void App::run(store::Fetch<api::PlanStatus> order) { fetch(api::get_plan_status(), order.ticket); }
void App::run(store::Fetch<api::CreditBalance> order) { fetch(api::get_credit_balance(), order.ticket); }
void App::run(store::Fetch<api::Statistics> order) { fetch(api::get_statistics(), order.ticket); }
void App::run(store::Fetch<api::CreditBreakdown> order) { fetch(api::get_credit_breakdown(), order.ticket); }
void App::run(store::Fetch<store::Prices> order) { fetch(api::get_credit_costs(), order.ticket); }
void App::run(store::Fetch<store::Ledger> order) { fetch(api::get_ledger(order.limit), order.ticket); }
void App::run(store::Fetch<store::Letters> order) { fetch(api::list_inbox({ .limit = order.limit }), order.ticket); }
void App::run(store::Fetch<store::ActionLog> order) { fetch(api::get_action_log(order.limit), order.ticket); }

void App::run(store::AskBillingPage order)
{
    auto const page = platform::page_address();
    std::string const here = page.empty() ? "https://kallyai.com/app" : page; // natively there is no page to come back to
    auto operation = order.page == store::BillingPage::Portal ? api::get_billing_portal()
                                                              : api::start_trial_checkout(page.empty() ? here : here + "#/plans/checkout", page.empty() ? here : here + "#/plans");
    client().send<api::Page>(std::move(operation), [this, order](auto answer) { push(store::BillingPageReceived { order.ticket, order.page, std::move(answer) }); });
}

void App::run(store::ChangePlan order)
{
    client().send<api::PlanChange>(api::change_plan(order.plan, order.billed, order.body), [this, order](auto result) {
        push(store::PlanChangeAnswered { order.ticket, std::move(result) });
    });
}

void App::run(store::DropChange order)
{
    client().send<api::ActionResult>(api::cancel_pending_change(), [this, order](auto result) { push(store::DropChangeAnswered { order.ticket, std::move(result) }); });
}

void App::run(store::FetchLetter order)
{
    client().send<api::InboxMessage>(api::get_inbox_message(order.id), [this, order](auto letter) { push(store::LetterReceived { order.ticket, order.id, std::move(letter) }); });
}

void App::run(store::FetchLetterThread order)
{
    client().send<api::InboxThread>(api::get_inbox_thread(order.id), [this, order](auto thread) { push(store::LetterThreadReceived { order.ticket, order.id, std::move(thread) }); });
}

void App::run(store::FetchReplies order)
{
    client().send<store::Letters>(api::get_email_replies(order.id), [this, order](auto replies) { push(store::RepliesReceived { order.ticket, order.id, std::move(replies) }); });
}

void App::run(store::MarkRead order)
{
    client().send<api::ActionResult>(api::mark_messages_read(order.ids), [this, order](auto result) { push(store::MarkedRead { order.ids, std::move(result) }); });
}

void App::run(store::UndoAction order)
{
    client().send<api::ActionResult>(api::undo_action(order.id), [this, order](auto result) { push(store::UndoAnswered { order.id, order.round, std::move(result) }); });
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
    if (!save.settings.keep_reading) {
        records().load(kept_table, [this](auto kept) {
            for (auto const& [key, text] : kept.value_or(Records {}))
                records().remove(kept_table, key);
        });
        platform::remove_value(platform::Keep::Device, kept_key);
    }
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
    m_local.plans = {};
    m_local.places.clear();
    platform::remove_value(platform::Keep::Tab, places_key);
}

void App::run(store::WipeLocalData)
{
    m_drafts.clear();
    records().clear();
    platform::remove_value(platform::Keep::Device, kept_key);
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
    load_marks();
    load_records([this](Kept kept) {
        push(store::RecordsLoaded { std::move(kept.intents), std::move(kept.drafts), std::move(kept.seen), std::move(kept.call) });
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


void App::run(store::SaveMark save)
{
    if (save.mark == store::Mark {})
        records().remove(marks_table, save.id.text);
    else
        records().put(marks_table, save.id.text, store::encode_mark(save.mark), [this](bool stored) {
            if (!stored)
                push(store::StorageFailed { "mark" });
        });
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
    value("session", "kally.session");
    static constexpr std::string_view tables[] = { "drafts", "intents", "marks", "kept" };
    for (auto const table : tables)
        records().load(table, [this, measured, kind = std::string(table)](auto records) {
            store::Stored stored { kind };
            for (auto const& [key, text] : records.value_or(Records {})) {
                ++stored.count;
                stored.bytes += key.size() + text.size();
            }
            measured->push_back(std::move(stored));
            if (measured->size() < 2 + std::size(tables))
                return;
            push(store::StorageMeasured { *measured });
            platform::request_frames(1);
        });
}

void App::run(store::WipeDevice)
{
    m_drafts.clear();
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

void App::run(store::WakeAt wake) { m_timers.push_back({ wake.at, std::move(wake.action) }); }

} // namespace kally
