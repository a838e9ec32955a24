#pragma once

#include "api/client_config.h"
#include "app/record_writer.h"
#include "app/sandbox_host.h"
#include "app/session_vault.h"
#include "app/sign_in_flow.h"
#include "app/tab_records.h"
#include "net/limited_transport.h"
#include "net/logging_transport.h"
#include "store/effect.h"
#include "ui/views.h"

#include <limits>
#include <map>
#include <memory>
#include <set>

namespace kally {

struct KeptAnswer;

/// Builds everything, owns the frame, runs the effects.
class App {
public:
    explicit App(api::ClientConfig);

    /// Reads what this tab and this device know; the first frames show nothing until the records are there.
    void start();
    void frame();
    /// Takes in what arrived and lets go what waits, without drawing.
    void advance();
    /// What the page lacks of the open thread, a slice of it.
    platform::Retained fill() { return ui::fill_thread(m_state, m_local); }

    store::State const& state() const { return m_state; }
    net::LoggingTransport& network_log() { return m_logging; }
    /// Drawn after the interface, natively: metrics and the network panel.
    std::function<void()> draw_extra;

private:
    struct Timer {
        Instant at;
        store::Action action;
    };

    using Records = platform::RecordStore::Records;
    using Name = RecordWriter::Name;
    /// Where messages and drafts are kept: the sandbox inside the page has a place of its own.
    platform::RecordStore& records();
    /// What is there of an earlier visit.
    struct Kept {
        store::RecordsLoaded records;
        bool readable = true;
    };
    /// Before that, drafts of pages that live no more are claimed for this one; those of others are left out.
    void load_records(std::function<void(Kept)>);
    void read_records(std::set<std::string> const& claimed, std::function<void(Kept)>);
    static std::string random_name(); ///< Of a page or a sign-in: 256 bits.
    void begin_page(); ///< A name of its own for what is typed from now on; what others left is theirs again.
    /// Counts what is kept and cannot be read. What is damaged is put aside, where it does not stand in the way.
    void note_unread(Kept&, std::string_view table, std::string const& key, std::string const& text);
    void make_room(std::function<void()> then); ///< What was read can be read again.
    void forget_views(); ///< Somebody else is here now, or nobody.
    void begin(Kept);
    /// Asks what a goal is like now, and before that the service's own words for what it waits for.
    void read_goal(store::ReadForDecision);
    /// Makes sure that no other tab is about the same deed, then does it; else `refused` hears why not.
    void hold(std::string const& key, std::function<void()> go, std::function<void(Error)> refused);
    void let_go(std::string const& key); ///< Other tabs may be about it again.
    /// Deeds of pages that live are theirs: looked up when those are done with them, if their records are still there.
    void leave_out_others(Kept, std::function<void(Kept)>);
    void look_later(store::Deed const&);
    void remove_deed(std::string const& key); ///< Its record.
    void release_unless_used(std::string const& key);
    void receive_sign_in();
    void receive_told(); ///< Of the session that this tab shares with others.
    void adopt_arrived(api::Tokens const&);
    void receive();
    void tick();
    void tick_poll();
    void arm_poll();
    void leave_sandbox();
    void drain();
    void carry_out(store::Effects const&);
    void choose_theme(platform::Input const&);
    void apply_settings();
    void load_marks();
    /// An answer that arrives is kept on this device; without a network what was kept answers, and the state hears how old it is.
    net::Transport::Done remembering(std::string target, net::Transport::Done);
    void find_kept(std::string target, std::function<void(std::optional<KeptAnswer>)> done); ///< What this device kept of an answer, if anything.
    void find_own_kept(std::string target, std::function<void(KeptAnswer const&)> done); ///< Only one of this sign-in.
    void read_kept(std::string target, Error, net::Transport::Done); ///< The error, where nothing was kept.
    void read_kept(store::FetchConversations); ///< Nothing is received where nothing was kept in this sign-in.
    void read_kept(store::FetchHistory const&);
    void keep(std::string const& target, std::string const& body);
    void keep_large(); ///< What the last frame has shown.
    void read_kept(); ///< Goes on with `m_kept_reading`.
    void push(store::Action action) { m_inbox.push_back(std::move(action)); }
    session::Client& client() { return m_sandbox_client ? *m_sandbox_client : *m_client; }
    void save_sandbox();
    void save_places();
    /// Where the sound is, then the sound itself.
    void fetch_recording(store::Ticket, CallId const&);
    /// Into the player, or to a file where there is none; without bytes its address is all there is.
    void load_recording(store::Ticket, CallId const&, api::Recording const&, std::optional<std::string> bytes);
    void commit_intent(store::SaveIntent const&, bool again); ///< IntentStored follows.
    void enter_sandbox(std::string saved, std::function<void(bool)> ready);

    void run(store::FetchConversations);
    void run(store::FetchHistory);
    void run(store::FetchGoals);
    void run(store::FetchGoal);
    void run(store::FetchGoalTree);
    void run(store::FetchGoalBudget);
    void run(store::FetchGoalCosts);
    void run(store::PollAt);
    void run(store::FetchPending);
    void run(store::JoinTabs);
    void run(store::FetchMails);
    void run(store::ReadMailForDecision);
    void run(store::ActOnMail);
    void run(store::LogDecision);
    void run(store::SaveLog);
    void run(store::SaveSeen);
    void run(store::AskForNotices);
    void run(store::Notify);
    void run(store::ReadForDecision);
    void run(store::ActOnGoal);
    void run(store::ArchiveGoals);
    template <typename T>
    void fetch(api::Operation<T> operation, store::Ticket ticket) ///< Received<T> follows.
    {
        client().send<T>(std::move(operation), [this, ticket](auto answer) { push(store::Received<T> { ticket, std::move(answer) }); });
    }
    void run(store::Fetch<store::Plans>);
    void run(store::Fetch<api::Subscription>);
    void run(store::Fetch<api::PlanStatus>);
    void run(store::Fetch<api::CreditBalance>);
    void run(store::Fetch<api::Statistics>);
    void run(store::Fetch<api::CreditBreakdown>);
    void run(store::Fetch<store::Prices>);
    void run(store::Fetch<store::Ledger>);
    void run(store::Fetch<store::Letters>);
    void run(store::Fetch<store::ActionLog>);
    void run(store::Fetch<store::KeptHistories>);
    void run(store::AskBillingPage);
    void run(store::VisitHosted);
    void run(store::ChangePlan);
    void run(store::DropChange);
    void run(store::EstimateCost);
    void run(store::FetchLetter);
    void run(store::FetchLetterThread);
    void run(store::FetchReplies);
    void run(store::MarkRead);
    void run(store::UndoAction);
    void run(store::FetchCalls);
    void run(store::FetchCallPart);
    void run(store::PlaySound);
    void run(store::UnloadSound);
    void run(store::ActOnCall);
    void run(store::SaveCall);
    void run(store::PlaceCall);
    void run(store::SaveFile);
    void run(store::ProbeService);
    void run(store::SaveIntent);
    void run(store::RemoveIntent);
    void run(store::LoadRecords);
    void run(store::Committed);
    void run(store::SendIntent);
    void run(store::CancelIntentRequest);
    void run(store::FindSender);
    void run(store::SaveDraft);
    void run(store::LeaveDrafts);
    void run(store::SaveSettings);
    void run(store::BeginSignIn);
    void run(store::AdoptPaste);
    void run(store::EndSession);
    void run(store::WipeLocalData);
    void run(store::EnterSandbox);
    void run(store::LeaveSandbox);
    void run(store::Navigate);
    void run(store::OpenLink);
    void run(store::CopyText);
    void run(store::Announce);
    void run(store::WakeAt);
    void run(store::MeasureStorage);
    void run(store::SaveOwnData);
    void run(store::WipeDevice);
    void run(store::ReadDiagnostics);
    void run(store::SaveMark);

    api::ClientConfig m_config;
    std::unique_ptr<net::Transport> m_wire;
    net::LoggingTransport m_logging;
    net::LimitedTransport m_transport;
    PlatformVault m_vault;
    PlatformTabs m_tabs;
    std::unique_ptr<session::Client> m_client;
    SignInFlow m_sign_in;

    std::unique_ptr<SandboxHost> m_sandbox; ///< The service inside the page, once the person asked for it.
    MemoryVault m_sandbox_vault;
    TabRecords m_sandbox_records;
    std::unique_ptr<session::Client> m_sandbox_client;
    std::uint64_t m_sandbox_saved = 0;

    store::State m_state;
    ui::Local m_local;
    store::Actions m_inbox;
    std::vector<Timer> m_timers;
    std::map<IntentId, net::RequestId> m_sending;
    RecordWriter m_writer;
    std::string m_page;                           ///< Under which drafts are written: no other page has the same, nor had it.
    std::set<std::string> m_deeds;                ///< Of which this page holds the locks, by key.
    std::set<std::string> m_pages;                ///< Whose locks this page holds: its own and those of pages whose drafts it took up.
    std::optional<std::string> m_fragment;        ///< The one that the program set last, or heard of.
    /// What was kept, as it is read for the search: a history a frame, as each takes some milliseconds.
    struct KeptReading {
        store::Ticket ticket;
        std::vector<std::pair<ConversationId, std::string>> rest;
        store::KeptHistories histories;
    };
    std::optional<KeptReading> m_kept_reading;
    std::vector<std::pair<std::string, std::string>> m_to_keep; ///< Targets and answers.
    store::PollAt m_poll;
    bool m_led = true;
    platform::Preferences m_preferences;
    std::string m_keys;                                                   ///< Shortcuts in force,
    std::uint64_t m_keys_of = std::numeric_limits<std::uint64_t>::max(); ///< and State::changes when they were put together.
    bool m_dark = false;
    bool m_begun = false;
    double m_seconds = 0;
};

} // namespace kally
