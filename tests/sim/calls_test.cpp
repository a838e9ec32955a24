#include "browser.h"
#include "figures.h"

#include "app/kept.h"
#include "store/call_form.h"
#include "store/records.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>

using namespace kally;
using namespace kally::sim;
using namespace std::chrono_literals;
using store::CallField, store::CallStep, store::IntentState;

namespace {

struct Figures {
    std::size_t calls = 0, made = 0, kills = 0, requests = 0, aside = 0, young = 0;
    std::vector<std::string> problems; ///< "seed 17: doubled +34911000003"
};

/// A call that the person wants, by its number, which no other has.
struct Wanted {
    Tab* tab = nullptr;
    Instant at;               ///< When its form was filled in.
    bool may_be_lost = false; ///< The page was killed within a second of that, or the person was told that nothing could be stored.
};

class Run {
public:
    Run(std::uint64_t seed, Figures& figures)
        : m_browser(seed)
        , m_seed(seed)
        , m_figures(figures)
    {
        m_browser.fate = [this](net::Request const& request) { return fate(request); };
    }

    void play()
    {
        auto& random = m_browser.random;
        for (int i = 0, count = random.chance(40) ? 2 : 1; i < count; ++i) {
            auto& tab = m_browser.add_tab();
            tab.fragment = "/calls/new";
            if (i == 0)
                m_browser.sign_in(tab);
            else
                tab.values = m_browser.tabs.front()->values;
            tab.open();
        }
        m_browser.pass(500ms);
        for (int step = 0; step < 40; ++step) {
            event(*m_browser.tabs[random.below(m_browser.tabs.size())]);
            if (m_browser.now >= m_faults_until)
                m_bad = false;
            if (m_browser.storage != Browser::Storage::Works)
                m_refused_until = m_browser.now;
            if (m_browser.now >= m_full_until)
                m_browser.storage = Browser::Storage::Works;
            m_browser.pass(random.chance(70) ? random.within(1ms, 400ms) : random.within(400ms, 8s));
        }
        settle();
        judge();
    }

private:
    Fate fate(net::Request const& request)
    {
        auto& random = m_browser.random;
        m_figures.requests += request.method == Method::Post && request.url.ends_with("/v1/calls");
        Fate fate { .there = random.within(5ms, m_bad ? 5s : 60ms), .back = random.within(5ms, m_bad ? 10s : 60ms) };
        if (!m_bad || request.url.ends_with("/v1/auth/refresh"))
            return fate;
        fate.offline = random.chance(10);
        fate.arrives = random.chance(70);
        fate.answered = fate.arrives && random.chance(50);
        if (static constexpr int statuses[] = { 429, 500, 502, 503, 504 }; random.chance(30)) {
            fate.instead = statuses[random.below(5)];
            fate.arrives = fate.arrives && *fate.instead != 429 && *fate.instead != 503;
            fate.answered = true;
        }
        return fate;
    }

    static std::string number_in(store::CallForm const& form) { return store::plain_number(at(form, CallField::Phone)); }

    void fill(Tab& tab)
    {
        auto const digits = std::to_string(m_wanted.size() + 1000);
        auto const number = "+34911" + digits + "00";
        m_wanted[number] = { &tab, m_browser.now };
        tab.act(store::CallFieldEdited { CallField::Phone, number });
        tab.act(store::CallFieldEdited { CallField::Task, "Book a table for four, order " + digits });
    }

    void kill(Tab& tab)
    {
        if (!tab.app)
            return;
        ++m_figures.kills;
        if (m_browser.storage != Browser::Storage::Works)
            m_refused_until = m_browser.now;
        for (auto& [number, one] : m_wanted)
            if (one.tab == &tab && (m_browser.now - one.at <= 1s || (tab.state().storage_trouble && one.at <= m_refused_until)))
                one.may_be_lost = true;
        tab.kill();
    }

    void event(Tab& tab)
    {
        auto& random = m_browser.random;
        if (!tab.app) {
            if (random.chance(60))
                tab.open();
            return;
        }
        auto const& state = tab.state();
        if (state.sign_in != store::SignIn::SignedIn) {
            if (!state.checking_paste)
                m_browser.sign_in_again(tab);
            return;
        }
        auto const& wanted = state.new_call;
        auto const dice = random.below(100);
        trace(tab, "event " + std::to_string(dice));
        if (dice < 25) {
            if (!wanted.intent && wanted.form == store::CallForm {})
                fill(tab);
        } else if (dice < 55) {
            for (int presses = random.chance(30) ? 2 : 1; presses > 0; --presses)
                tab.act(store::CallStepped { CallStep::Send });
        } else if (dice < 65) {
            kill(tab);
            if (random.chance(80))
                tab.open();
        } else if (dice < 70) {
            m_browser.set_online(!m_browser.online);
        } else if (dice < 74) {
            m_browser.storage = random.chance(70) ? Browser::Storage::Full : Browser::Storage::Denied;
            m_full_until = m_browser.now + random.within(1s, 20s);
        } else if (dice < 77) {
            m_browser.service.expire_access_tokens();
        } else if (dice < 87) {
            m_bad = true;
            m_faults_until = m_browser.now + random.within(1s, 60s);
        } else if (dice < 90) {
            tab.act(store::CallStepped { CallStep::StopWaiting });
        } else if (dice < 93) {
            tab.act(store::CallStepped { CallStep::Check });
        } else if (dice < 96) {
            m_browser.pass(random.within(10s, 10min));
        } else {
            m_browser.ahead += random.chance(50) ? 24h : -24h;
        }
    }

    /// All is well again: one page is open, and the person sends what it says was not made, until it says nothing of the kind.
    void settle()
    {
        m_bad = false;
        m_browser.storage = Browser::Storage::Works;
        for (auto const& tab : m_browser.tabs)
            kill(*tab);
        m_browser.set_online(true);
        m_browser.pass(70s); // what is still on its way to the service arrives, or never does
        auto& tab = *m_browser.tabs.front();
        for (int round = 0, quiet = 0; round < 80 && quiet < 2; ++round) {
            if (!tab.app || quiet == 1) {
                tab.fragment = "/calls/new";
                tab.open();
                m_browser.pass(500ms);
            }
            auto const& state = tab.state();
            auto const& wanted = state.new_call;
            trace(tab, "settles, round " + std::to_string(round));
            bool const idle = !wanted.intent && wanted.form == store::CallForm {};
            quiet = idle && state.sign_in == store::SignIn::SignedIn ? quiet + 1 : 0;
            if (state.sign_in != store::SignIn::SignedIn && !state.checking_paste)
                m_browser.sign_in_again(tab);
            else if (!wanted.intent && !idle && made(number_in(wanted.form)) > 0) {
                m_figures.problems.push_back(named("made and still in the form " + number_in(wanted.form)));
                tab.act(store::CallStepped { CallStep::Clear });
            } else if (!idle)
                tab.act(store::CallStepped { CallStep::Send }); // where it is waited for, nothing comes of that
            m_browser.pass(20s);
        }
    }

    /// What happens, step by step: KALLY_TRACE=1 KALLY_RUNS=1 KALLY_SEED=17.
    void trace(Tab const& tab, std::string const& text) const
    {
        static bool const wanted = std::getenv("KALLY_TRACE") != nullptr;
        if (!wanted)
            return;
        auto const& [form, revision, refused, intent] = tab.state().new_call;
        std::printf("%s tab %d %s%s {%s}", format_timestamp(m_browser.now).c_str(), tab.number, text.c_str(), m_browser.online ? "" : " (offline)", number_in(form).c_str());
        if (intent)
            std::printf(" [%s %d]", number_in(intent->form).c_str(), static_cast<int>(intent->state));
        std::printf("\n");
    }

    long made(std::string const& number)
    {
        auto const operation = api::list_calls({ .limit = 200 });
        auto const all = operation.decode(m_browser.ask(Method::Get, operation.target).body, nullptr);
        return all.has_value() ? std::count_if(all->calls.begin(), all->calls.end(), [&](auto const& call) { return call.phone == number; }) : -1;
    }
    std::string named(std::string const& problem) const { return "seed " + std::to_string(m_seed) + ": " + problem; }

    void judge()
    {
        if (auto const& intent = m_browser.tabs.front()->state().new_call.intent)
            m_figures.problems.push_back(named("unsettled " + number_in(intent->form)));
        for (auto const& [number, one] : m_wanted) {
            auto const count = made(number);
            ++m_figures.calls;
            m_figures.made += count == 1;
            // What was written under a sign-in of which nobody can say whose it was stays on the device for them.
            bool const aside = std::any_of(m_browser.records.begin(), m_browser.records.end(), [&number = number](auto const& record) {
                auto const text = record.first.first == drafts_table ? store::decode_draft(record.first.second, record.second).text : std::string {};
                auto const call = record.first.first == intents_table ? store::decode_call(record.second) : std::nullopt;
                return number_in(call ? call->form : store::decode_call_form(text)) == number;
            });
            if (count > 1)
                m_figures.problems.push_back(named("doubled " + number));
            else if (count == 0 && !aside && !one.may_be_lost)
                m_figures.problems.push_back(named("lost " + number));
            m_figures.aside += count == 0 && aside;
            m_figures.young += count == 0 && !aside;
        }
    }

    Browser m_browser;
    std::uint64_t m_seed;
    Figures& m_figures;
    bool m_bad = false; ///< The network.
    Instant m_faults_until {}, m_full_until {}, m_refused_until {};
    std::map<std::string, Wanted> m_wanted;
};

} // namespace

TEST_CASE("whatever happens to the page, the network and the storage, a call is made once or shown as not made", "[sim][calls]")
{
    Seeds const seeds { 100 };
    Figures figures;
    for (auto seed = seeds.first; seed < seeds.first + seeds.runs; ++seed)
        Run(seed, figures).play();
    // Found by the long run: a form whose record storage refused, of a page that another sign-in made another one, was there twice.
    Run(17263, figures).play();
    std::printf("simulated calls: %s, %zu wanted, %zu made by %zu requests, %zu kills, %zu younger than 1 s gone, %zu kept for another sign-in; problems %zu\n",
        seeds.text().c_str(), figures.calls, figures.made, figures.requests, figures.kills, figures.young, figures.aside, figures.problems.size());
    print_problems(figures.problems);
    CHECK(figures.problems.empty());
    CHECK(figures.requests > figures.made); // some had to be asked for again
}
