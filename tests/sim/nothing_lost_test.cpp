#include "browser.h"
#include "figures.h"

#include "app/kept.h"
#include "base/text.h"
#include "store/records.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <set>

using namespace kally;
using namespace kally::sim;
using namespace std::chrono_literals;

namespace {

struct Figures {
    std::size_t words = 0, sent = 0, kills = 0, asked = 0, signed_out = 0, refused = 0, young = 0, aside = 0;
    std::vector<std::string> problems; ///< "seed 17: lost w12"
};

/// One word that the person typed, unlike any other.
struct Word {
    Tab* tab = nullptr;
    std::string thread;
    Instant at;
    bool pressed = false;      ///< It was sent.
    std::string withdrawn; ///< The message that the person deleted with it, from what was not sent.
    bool may_be_lost = false;  ///< Younger than a second when its page was killed, or the person was told that nothing could be stored.
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
        for (int i = 0, count = random.chance(60) ? 1 : random.chance(70) ? 2 : 3; i < count; ++i) {
            auto& tab = m_browser.add_tab();
            m_browser.pass(1s);
            m_own.push_back(new_conversation());
            tab.fragment = "/chat/" + m_own.back();
            if (i == 0 || random.chance(20))
                m_browser.sign_in(tab);
            else
                tab.values = m_browser.tabs.front()->values;
            tab.open();
        }
        m_browser.pass(500ms);
        for (int step = 0; step < 45; ++step) {
            event(*m_browser.tabs[random.below(m_browser.tabs.size())]);
            if (m_browser.now >= m_faults_until)
                m_weather = Weather::Fine;
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
    enum class Weather { Fine, Slow, Lossy, Failing, Limited };

    std::string new_conversation()
    {
        auto const made = m_browser.ask(Method::Post, "/v1/coordination/conversations", "{}");
        auto const from = made.body.find("c_");
        return made.body.substr(from, made.body.find('"', from) - from);
    }

    Fate fate(net::Request const& request)
    {
        auto& random = m_browser.random;
        Fate fate { .there = random.within(5ms, 60ms), .back = random.within(5ms, 60ms) };
        bool const refresh = request.url.ends_with("/v1/auth/refresh");
        switch (m_weather) {
        case Weather::Fine: break;
        case Weather::Slow:
            fate.there = random.within(5ms, 20s);
            fate.back = random.within(5ms, 40s);
            break;
        case Weather::Lossy:
            fate.offline = random.chance(20);
            fate.there = random.within(5ms, 5s);
            fate.back = random.within(5ms, 5s);
            fate.arrives = random.chance(70);
            fate.answered = fate.arrives && random.chance(50);
            break;
        case Weather::Failing: {
            static constexpr int statuses[] = { 500, 502, 504 };
            fate.instead = statuses[random.below(3)];
            fate.arrives = random.chance(50);
            break;
        }
        case Weather::Limited:
            fate.instead = random.chance(50) ? 429 : 503;
            fate.arrives = false;
            break;
        }
        // A refresh token that was used and whose answer is lost twice ends the session; that is the service's choice, not this test's matter.
        if (refresh && m_weather != Weather::Fine && !random.chance(10))
            fate.arrives = fate.arrives && fate.answered && !fate.instead;
        return fate;
    }

    std::string key(Tab const& tab) const { return store::thread_key(tab.state().route.conversation); }
    bool can_type(Tab const& tab) const
    {
        auto const& state = tab.state();
        return state.sign_in == store::SignIn::SignedIn && state.route.page == store::Page::Chat;
    }

    void type(Tab& tab)
    {
        auto const thread = key(tab);
        auto const known = tab.state().threads.find(thread);
        auto draft = known == tab.state().threads.end() ? std::string {} : known->second.draft;
        auto const word = "w" + std::to_string(m_words.size()) + "."; // none begins another
        m_words[word] = { &tab, thread, m_browser.now };
        m_order.push_back(word);
        tab.act(store::DraftEdited { thread, draft + (draft.empty() ? "" : " ") + word });
    }

    void send(Tab& tab, int presses)
    {
        auto const thread = key(tab);
        if (auto const known = tab.state().threads.find(thread); known != tab.state().threads.end())
            mark(known->second.draft, [](Word& word) { word.pressed = true; });
        for (int i = 0; i < presses; ++i)
            tab.act(store::SendPressed { thread });
    }

    template <typename Change>
    void mark(std::string_view text, Change change)
    {
        for (auto const& word : words_of(text))
            if (auto const found = m_words.find(word); found != m_words.end())
                change(found->second);
    }
    static std::vector<std::string> words_of(std::string_view text)
    {
        std::vector<std::string> words;
        for (text = trim(text); !text.empty(); text = trim(text)) {
            auto const end = std::min(text.find_first_of(" \n"), text.size());
            words.emplace_back(text.substr(0, end));
            text.remove_prefix(end);
        }
        return words;
    }

    store::Intent const* one_of(Tab const& tab, store::IntentState wanted)
    {
        std::vector<store::Intent const*> found;
        for (auto const& [id, intent] : tab.state().intents)
            if (intent.state == wanted)
                found.push_back(&intent);
        return found.empty() ? nullptr : found[m_browser.random.below(found.size())];
    }

    void kill(Tab& tab)
    {
        if (!tab.app)
            return;
        ++m_figures.kills;
        if (m_browser.storage != Browser::Storage::Works)
            m_refused_until = m_browser.now;
        bool const told = tab.state().storage_trouble.has_value();
        auto const open = [&](Instant at) { return m_browser.now - at <= 1s || (told && at <= m_refused_until); };
        for (auto& [name, word] : m_words)
            if (word.tab == &tab && open(word.at))
                word.may_be_lost = true;
        tab.kill();
    }

    /// The computer sleeps: time goes by in which nothing runs.
    void sleep(milliseconds time)
    {
        std::vector<Tab*> awake;
        for (auto const& tab : m_browser.tabs)
            if (tab->app && !tab->frozen)
                awake.push_back(tab.get());
        for (auto* tab : awake)
            tab->freeze(true);
        for (auto& [name, word] : m_words) // what was typed just before is no older for it
            if (m_browser.now - word.at <= 1s)
                word.at += time;
        m_browser.pass(time);
        for (auto* tab : awake)
            tab->freeze(false);
    }

    void event(Tab& tab)
    {
        auto& random = m_browser.random;
        if (!tab.app) {
            if (random.chance(60)) {
                trace(tab, "opens");
                tab.open();
            }
            return;
        }
        if (tab.frozen) {
            if (random.chance(30))
                tab.freeze(false);
            return;
        }
        if (!tab.visible) { // nobody acts upon what they do not see
            tab.show(random.chance(40));
            return;
        }
        auto const& state = tab.state();
        if (state.sign_in == store::SignIn::Expired || state.sign_in == store::SignIn::SignedOut) {
            ++m_figures.signed_out;
            if (random.chance(70))
                m_browser.sign_in_again(tab);
            return;
        }
        auto const dice = random.below(100);
        trace(tab, "event " + std::to_string(dice));
        if (dice < 34) {
            if (can_type(tab))
                type(tab);
        } else if (dice < 48) {
            if (can_type(tab))
                send(tab, random.chance(25) ? 2 : 1);
        } else if (dice < 54) {
            kill(tab);
            if (random.chance(80))
                tab.open();
        } else if (dice < 60) {
            m_browser.set_online(!m_browser.online);
        } else if (dice < 63) {
            m_browser.storage = random.chance(70) ? Browser::Storage::Full : Browser::Storage::Denied;
            m_full_until = m_browser.now + random.within(1s, 20s);
        } else if (dice < 68) {
            m_browser.service.expire_access_tokens();
        } else if (dice < 78) {
            static constexpr Weather kinds[] = { Weather::Slow, Weather::Lossy, Weather::Lossy, Weather::Failing, Weather::Limited };
            m_weather = kinds[random.below(5)];
            m_faults_until = m_browser.now + random.within(1s, 60s);
        } else if (dice < 82) {
            tab.show(false);
        } else if (dice < 84) {
            tab.show(false); // only what nobody sees is frozen, after it has heard of that
            m_browser.pass(1100ms);
            tab.freeze(true);
        } else if (dice < 87) {
            if (random.chance(30))
                m_browser.pass(random.within(10s, 2min));
            else
                sleep(random.chance(50) ? random.within(1min, 20min) : random.within(1h, 30h));
        } else if (dice < 89) {
            m_browser.ahead += random.chance(50) ? 24h : -24h;
        } else if (dice < 91) {
            if (auto const* intent = one_of(tab, store::IntentState::Sending))
                tab.act(store::StopWaitingPressed { intent->id });
        } else if (dice < 95) {
            if (auto const* intent = one_of(tab, random.chance(50) ? store::IntentState::Failed : store::IntentState::Queued))
                tab.act(store::RetryPressed { intent->id });
        } else if (dice < 96) {
            if (auto const* intent = one_of(tab, store::IntentState::Failed)) {
                mark(intent->text, [intent](Word& word) { word.withdrawn = intent->id.text; });
                tab.act(store::DeletePressed { intent->id });
            }
        } else {
            // Each tab begins with a conversation of its own.
            if (random.chance(40))
                tab.act(store::NewConversationPressed {});
            else
                tab.act(store::ConversationOpened { { m_own[random.below(m_own.size())] } });
        }
    }

    /// All is well again: one page is open, and the person answers what it asks.
    void settle()
    {
        m_weather = Weather::Fine;
        m_browser.storage = Browser::Storage::Works;
        for (auto const& tab : m_browser.tabs)
            kill(*tab);
        m_browser.set_online(true);
        m_browser.pass(70s); // what is still on its way to the service arrives, or never does
        auto& tab = *m_browser.tabs.front();
        tab.visible = true;
        tab.open();
        m_browser.pass(500ms);
        for (int round = 0; round < 60; ++round) {
            auto const& state = tab.state();
            trace(tab, "settles, round " + std::to_string(round));
            if (state.sign_in != store::SignIn::SignedIn && !state.checking_paste)
                m_browser.sign_in_again(tab);
            bool open = false, again = false;
            auto const known = state.threads.find("new");
            auto const draft = known != state.threads.end() ? known->second.draft : std::string {};
            for (auto const& [id, intent] : state.intents) {
                open = true;
                bool const waited = round >= 30 && intent.state == store::IntentState::Unknown;
                if (intent.state == store::IntentState::Failed || intent.state == store::IntentState::Queued) { // what is old asks before it goes
                    tab.act(store::RetryPressed { id });
                } else if (waited) {
                    // The person looks for themselves, in the list of conversations.
                    ++m_figures.asked;
                    if (service_has(intent.text)) {
                        tab.act(store::MarkedSent { id });
                    } else if (!again) {
                        again = true;
                        mark(intent.text, [](Word& word) { word.withdrawn.clear(); });
                        tab.act(store::DeletePressed { id });
                        tab.act(store::DraftEdited { "new", intent.text });
                        tab.act(store::SendPressed { "new" });
                    }
                }
            }
            if (again) {
                m_browser.pass(1s);
                tab.act(store::DraftEdited { "new", draft });
            }
            if (!open && round > 2 && state.sign_in == store::SignIn::SignedIn)
                break;
            m_browser.pass(20s);
        }
    }

    std::vector<std::string> in_service()
    {
        std::vector<std::string> texts;
        auto const all = api::list_conversations().decode(m_browser.ask(Method::Get, "/v1/coordination/conversations").body, nullptr);
        if (!all.has_value())
            return texts;
        for (auto const& conversation : *all) {
            auto const operation = api::get_history(conversation.id, 10'000);
            auto const history = operation.decode(m_browser.ask(Method::Get, operation.target).body, nullptr);
            if (!history.has_value())
                continue;
            for (auto const& message : history->messages)
                if (message.author == api::Author::User)
                    texts.push_back(message.text);
        }
        return texts;
    }
    bool service_has(std::string const& text)
    {
        auto const texts = in_service();
        return std::find(texts.begin(), texts.end(), text) != texts.end();
    }

    /// What happens, step by step: KALLY_TRACE=1 KALLY_RUNS=1 KALLY_SEED=17.
    void trace(Tab const& tab, std::string const& text) const
    {
        static bool const wanted = std::getenv("KALLY_TRACE") != nullptr;
        if (!wanted)
            return;
        std::printf("%s tab %d %s%s", format_timestamp(m_browser.now).c_str(), tab.number, text.c_str(), m_browser.online ? "" : " (offline)");
        if (tab.app) {
            for (auto const& [id, intent] : tab.state().intents)
                std::printf(" [%s: %s %d]", intent.text.c_str(), intent.local_thread.c_str(), static_cast<int>(intent.state));
            if (auto const* thread = store::open_thread(tab.state()); thread != nullptr && !thread->draft.empty())
                std::printf(" {%s}", thread->draft.c_str());
        }
        std::printf("\n");
    }

    void problem(std::string text) { m_figures.problems.push_back("seed " + std::to_string(m_seed) + ": " + std::move(text)); }

    void judge()
    {
        std::map<std::string, int> there, here, aside;
        for (auto const& text : in_service()) {
            ++m_figures.sent;
            for (auto const& word : words_of(text))
                ++there[word];
        }
        auto const& state = m_browser.tabs.front()->state();
        for (auto const& [key, thread] : state.threads)
            for (auto const& word : words_of(thread.draft))
                ++here[word];
        for (auto const& [id, intent] : state.intents)
            problem("unsettled " + intent.text);
        // What was written under a sign-in of which nobody can say whose it was stays on the device for them.
        for (auto const& [key, text] : m_browser.records)
            for (auto const& word : words_of(key.first == drafts_table ? store::decode_draft(key.second, text).text : store::decode_intent(text).value_or(store::Intent {}).text))
                ++aside[word];
        m_figures.words += m_words.size();
        m_figures.refused += m_browser.refused;
        for (auto const& name : m_order) {
            auto const& word = m_words.at(name);
            int const sent = there[name], kept = here[name];
            bool const deleted = m_browser.deleted.contains(word.withdrawn); // and not: the press came too late, and the message stayed
            if (sent > 1)
                problem("doubled " + name);
            else if (sent == 1 && deleted)
                problem("sent although it was deleted " + name);
            else if (sent == 1 && kept > 0)
                problem("sent and still in the composer " + name);
            else if (sent == 0 && kept == 0 && !deleted) {
                if (aside[name] > 0)
                    ++m_figures.aside;
                else if (!word.may_be_lost)
                    problem((word.pressed ? "lost, sent " : "lost, draft ") + name);
                else
                    ++m_figures.young;
            }
        }
    }

    Browser m_browser;
    std::uint64_t m_seed;
    Figures& m_figures;
    Weather m_weather = Weather::Fine;
    Instant m_faults_until {}, m_full_until {}, m_refused_until {};
    std::vector<std::string> m_own; ///< A conversation for each tab.
    std::map<std::string, Word> m_words;
    std::vector<std::string> m_order;
};

} // namespace

TEST_CASE("whatever happens to the page, the network, the storage and the clock, nothing is lost and nothing is doubled", "[sim][messages]")
{
    Seeds const seeds { 150 };
    Figures figures;
    for (auto seed = seeds.first; seed < seeds.first + seeds.runs; ++seed)
        Run(seed, figures).play();
    std::printf("simulated transport: %s, %zu words typed, %zu messages at the service, %zu kills, %zu records refused, %zu questions to the person, %zu words younger than 1 s gone, %zu kept for another sign-in; problems %zu\n",
        seeds.text().c_str(), figures.words, figures.sent, figures.kills, figures.refused, figures.asked, figures.young, figures.aside, figures.problems.size());
    print_problems(figures.problems);
    CHECK(figures.problems.empty());
}
