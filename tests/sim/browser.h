#pragma once

#include "app/app.h"
#include "sandbox/service.h"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

// A browser with tabs, its storage and its network, the service behind it and a clock, all in one process and turned by hand. What runs in
// a tab is the application itself; in place of its views stands a person (Tab::act). The same seed gives the same run.
namespace kally::sim {

using std::chrono::milliseconds;

class Random {
public:
    explicit Random(std::uint64_t seed) : m_engine(seed) {}
    std::size_t below(std::size_t count) { return static_cast<std::size_t>(m_engine() % count); }
    bool chance(int percent) { return below(100) < static_cast<std::size_t>(percent); }
    milliseconds within(milliseconds least, milliseconds most) { return least + milliseconds { below(static_cast<std::size_t>((most - least).count()) + 1) }; }
    std::uint8_t byte() { return static_cast<std::uint8_t>(m_engine()); }

private:
    std::mt19937_64 m_engine;
};

/// What becomes of one request. The defaults are a good connection.
struct Fate {
    milliseconds there { 20 }, back { 20 };
    bool offline = false;        ///< No connection: it does not leave.
    bool arrives = true;         ///< The service has it after `there`.
    std::optional<int> instead;  ///< A gateway answers this status, whatever the service made of it.
    bool answered = true;        ///< The answer, or the gateway's, comes back after `back`; else the connection breaks then.
};

class Browser;

/// A page and what belongs to this tab alone.
struct Tab {
    Tab(Browser& all, int own_number) : browser(all), number(own_number) {}
    ~Tab();

    void open();           ///< Loads the page.
    void freeze(bool);     ///< Nothing of it runs; what happens meanwhile reaches it when it is thawed.
    void kill();           ///< At once: nothing of it runs any more, what was being stored may be stored or not.
    void show(bool);         ///< Brings it to the front, or away from there.
    void act(store::Action); ///< The person does it in the next frame.
    store::State const& state() const { return app->state(); }
    store::State const* shown() const { return app ? &app->state() : nullptr; }

    Browser& browser;
    int number = 0;
    std::unique_ptr<App> app;
    std::map<std::string, std::string, std::less<>> values; ///< sessionStorage: outlives the page.
    std::string fragment;
    bool visible = true, frozen = false;

    // Of the page that runs.
    int life = 0; ///< Counts pages: what was asked by an earlier one comes back to nobody.
    std::vector<std::function<void()>> missed; ///< While frozen.
    std::vector<store::Action> presses;
    std::optional<Instant> frame_at, advance_at;
    std::deque<std::string> told;
    std::optional<std::string> heard;
    std::string account;
    struct Commit {
        Instant due;
        std::function<void()> carry_out; ///< May be done although the page is gone.
        std::function<void()> tell;
    };
    std::deque<Commit> commits; ///< One after the other, as a transaction queue.
};

class Browser {
public:
    explicit Browser(std::uint64_t seed);
    ~Browser();

    Tab& add_tab();
    /// Lets this much time go by, with everything that is due meanwhile.
    void pass(milliseconds);
    /// Puts tokens of a new session where the pages look for them.
    void sign_in(Tab&);
    void sign_in_again(Tab&); ///< In the page, by pasting what the service gives.
    void set_online(bool);
    /// The service, asked over a connection of its own that never fails.
    net::Response ask(Method, std::string const& target, std::string const& body = {});

    Random random;
    Instant now { milliseconds { 1'795'521'600'000 } }; ///< The service's; 2026-11-24T12:00:00Z.
    milliseconds ahead { 0 };                           ///< How much the clock of this computer is.
    sandbox::Service service;
    std::vector<std::unique_ptr<Tab>> tabs;

    std::string api_base = "https://service.example";
    bool online = true;
    int breaks = 0; ///< How often the network went: what travels then does not come.
    std::function<Fate(net::Request const&)> fate;                    ///< Nothing: good connections.
    std::function<std::optional<net::Response>(net::Request const&)> serve; ///< Stands before the service, and may answer in its place.

    enum class Storage { Works, Full, Denied } storage = Storage::Works;
    std::optional<std::size_t> room; ///< Works, up to so many bytes of records in all.
    milliseconds commit_most { 30 }; ///< What a commit takes at most.
    std::map<std::pair<std::string, std::string>, std::string> records; ///< Table and key: what was committed.
    std::map<std::string, std::string, std::less<>> device;
    std::size_t refused = 0; ///< Records that storage did not take.
    std::set<std::string> deleted; ///< Keys of those that a page removed as it knew them.

    // ---- for the parts of the platform
    Instant local_now() const { return now + ahead; }
    void later(milliseconds, std::function<void()>);
    /// The same for a page: not at all when it is gone by then.
    void later(Tab&, milliseconds, std::function<void()>);
    void commit(Tab&, std::function<void()> carry_out, std::function<void()> tell);
    bool takes(std::pair<std::string, std::string> const& name, std::string const& record) const; ///< Storage, as it is now.
    struct Lock {
        Tab* holder = nullptr;
        struct Waiting { Tab* tab; int number; std::function<void()> go; };
        std::deque<Waiting> waiting;
    };
    int tickets = 0; ///< Of those that waited.
    std::map<std::string, Lock, std::less<>> locks;
    void release(std::string const& name, Tab&);

private:
    struct Event { Instant at; std::uint64_t order; std::function<void()> run; };
    struct Later { bool operator()(Event const& a, Event const& b) const { return a.at != b.at ? a.at > b.at : a.order > b.order; } };
    void turn(Tab&, bool drawn);
    std::vector<Event> m_events; ///< A heap.
    std::uint64_t m_order = 0;
    std::string m_token;
};

Tab& current(); ///< Whose code runs.

} // namespace kally::sim
