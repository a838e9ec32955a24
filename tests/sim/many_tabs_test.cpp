#include "browser.h"
#include "figures.h"

#include "app/kept.h"
#include "base/text.h"
#include "store/records.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>

using namespace kally;
using namespace kally::sim;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t tabs_count = 10;

struct Figures {
    std::size_t expiries = 0, renewals = 0, refused = 0, freezes = 0, sign_outs = 0;
    milliseconds slowest {};
    std::vector<std::string> problems;
};

/// Ten tabs of one sign-in that is kept on the device.
class Session {
public:
    Session(std::uint64_t seed, Figures& figures)
        : m_browser(seed)
        , m_seed(seed)
        , m_figures(figures)
    {
        m_browser.ahead = m_browser.random.chance(50) ? 24h : -24h;
        m_browser.fate = [this](net::Request const&) {
            auto& random = m_browser.random;
            Fate fate { .there = random.within(2ms, m_slow ? 14s : 80ms), .back = random.within(2ms, m_slow ? 14s : 80ms) };
            if (m_failing && random.chance(60)) {
                ++m_figures.refused;
                fate.arrives = false;
                fate.instead = 503;
            }
            return fate;
        };
        m_browser.serve = [this](net::Request const& request) -> std::optional<net::Response> {
            if (!request.url.ends_with("/v1/auth/refresh"))
                return {};
            auto response = m_browser.service.handle(request);
            m_renewals += response.status == 200;
            return response;
        };
        store::Settings settings;
        settings.keep_signed_in = true;
        m_browser.device[std::string(settings_key)] = store::encode_settings(settings);
        for (std::size_t i = 0; i < tabs_count; ++i) {
            auto& tab = m_browser.add_tab();
            tab.visible = false;
            if (i == 0)
                m_browser.sign_in(tab);
            else
                tab.values = m_browser.tabs.front()->values;
        }
        m_browser.device[std::string(session_key)] = m_browser.tabs.front()->values[std::string(session_key)];
        for (auto const& tab : m_browser.tabs)
            tab->open();
        m_browser.pass(3s);
    }

    void play()
    {
        for (int round = 0; round < 3; ++round)
            expire();
        sign_out();
    }

private:
    void look_at(Tab& tab)
    {
        for (auto const& other : m_browser.tabs)
            if (other->visible)
                other->show(false);
        tab.show(true);
        m_browser.pass(20ms);
        tab.act(store::RefreshPressed {});
        tab.act(store::ConversationsRequested {});
    }

    void freeze_some()
    {
        auto& random = m_browser.random;
        for (auto const& tab : m_browser.tabs) {
            // A browser does not freeze a page that others wait for.
            bool const holds = std::any_of(m_browser.locks.begin(), m_browser.locks.end(), [&](auto const& one) { return one.second.holder == tab.get() && !one.first.starts_with(page_lock); });
            if (random.chance(30) && !holds && !tab->visible) {
                ++m_figures.freezes;
                tab->freeze(!tab->frozen);
            }
        }
    }

    void expire()
    {
        auto& random = m_browser.random;
        m_renewals = 0;
        switch (random.below(3)) {
        case 0: // while all sleep
            for (auto const& tab : m_browser.tabs)
                tab->freeze(true);
            m_browser.pass(random.within(1h, 20h));
            for (auto const& tab : m_browser.tabs)
                if (random.chance(70))
                    tab->freeze(false);
            break;
        case 1: m_browser.service.expire_access_tokens(); break;
        default: // they look old to this computer
            m_browser.ahead += 24h;
            break;
        }
        ++m_figures.expiries;
        m_failing = random.chance(60);
        m_slow = random.chance(30);
        for (int step = 0; step < 12; ++step) {
            freeze_some();
            auto& tab = *m_browser.tabs[random.below(tabs_count)];
            if (!tab.frozen)
                look_at(tab);
            m_browser.pass(random.within(1ms, 900ms));
            m_failing = m_failing && step < 8;
        }
        m_failing = m_slow = false;
        for (auto const& tab : m_browser.tabs)
            tab->freeze(false);
        m_browser.pass(90s);
        for (auto const& tab : m_browser.tabs) {
            look_at(*tab);
            m_browser.pass(1s);
            if (tab->state().sign_in != store::SignIn::SignedIn)
                problem("tab " + std::to_string(tab->number) + " was signed out");
            else if (tab->state().conversations.error)
                problem("tab " + std::to_string(tab->number) + " cannot ask");
        }
        m_figures.renewals += m_renewals;
        if (m_renewals != 1)
            problem(std::to_string(m_renewals) + " renewals of one expiry");
    }

    void sign_out()
    {
        auto& tab = *m_browser.tabs[m_browser.random.below(tabs_count)];
        if (tab.state().sign_in != store::SignIn::SignedIn)
            return;
        freeze_some();
        tab.freeze(false);
        look_at(tab);
        tab.act(store::SignOutPressed {});
        auto const pressed = m_browser.now;
        auto const out = [](Tab const& one) { return one.state().sign_in == store::SignIn::SignedOut; };
        while (m_browser.now - pressed < 5s && !std::all_of(m_browser.tabs.begin(), m_browser.tabs.end(), [&](auto const& one) { return one->frozen || out(*one); }))
            m_browser.pass(5ms);
        m_figures.slowest = std::max(m_figures.slowest, m_browser.now - pressed);
        if (m_browser.now - pressed > 1s)
            problem("signing out took longer than 1 s");
        for (auto const& one : m_browser.tabs)
            one->freeze(false);
        m_browser.pass(1s);
        for (auto const& one : m_browser.tabs)
            if (!out(*one) || one->values.contains(session_key))
                problem("tab " + std::to_string(one->number) + " is still signed in");
        if (m_browser.device.contains(session_key))
            problem("the device still holds the session");
        ++m_figures.sign_outs;
    }

    void problem(std::string text) { m_figures.problems.push_back("seed " + std::to_string(m_seed) + ": " + std::move(text)); }

    Browser m_browser;
    std::uint64_t m_seed;
    Figures& m_figures;
    std::size_t m_renewals = 0;
    bool m_failing = false, m_slow = false;
};

} // namespace

TEST_CASE("ten tabs renew their session once for each time it expires, none loses it, and all end it together", "[sim][tabs]")
{
    Seeds const seeds { 10 };
    Figures figures;
    for (auto seed = seeds.first; seed < seeds.first + seeds.runs; ++seed)
        Session(seed, figures).play();
    std::printf("ten tabs: %s, %zu expiries, %zu renewals, %zu requests refused with 503, %zu freezes and thaws, %zu sign-outs, the slowest everywhere after %lld ms; problems %zu\n", seeds.text().c_str(),
        figures.expiries, figures.renewals, figures.refused, figures.freezes, figures.sign_outs, static_cast<long long>(figures.slowest.count()), figures.problems.size());
    print_problems(figures.problems);
    CHECK(figures.problems.empty());
    CHECK(figures.freezes > 0);
}
