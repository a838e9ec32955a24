#include "app/app.h"

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
void App::run(store::Fetch<store::Outbox> order) { fetch(api::list_outbox(), order.ticket); }
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

void App::run(store::SaveFile file) { platform::save_file(file.name, file.type, file.bytes); }

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
    load_records([this](auto intents, auto drafts, bool) { push(store::RecordsLoaded { std::move(intents), std::move(drafts) }); platform::request_frames(1); });
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
