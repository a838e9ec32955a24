#include "browser.h"

#include "app/kept.h"
#include "base/text.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace kally::sim {

namespace {

Browser* g_browser = nullptr;
Tab* g_tab = nullptr;

/// For as long as it lives the code of this tab runs.
class Turn {
public:
    explicit Turn(Tab& tab) : m_before(std::exchange(g_tab, &tab)) {}
    ~Turn() { g_tab = m_before; }
    Turn(Turn const&) = delete;

private:
    Tab* m_before;
};

void sooner(std::optional<Instant>& at, Instant wanted) { at = at ? std::min(*at, wanted) : wanted; }

} // namespace

Tab& current() { return *g_tab; }

Tab::~Tab() { kill(); }

void Tab::open()
{
    kill();
    Turn turn { *this };
    ++life;
    app = std::make_unique<App>(api::decode_client_config(R"({"api_base":")" + browser.api_base + R"(","service_name":"test"})"));
    app->start();
    sooner(frame_at, browser.now);
}

void Tab::kill()
{
    if (!app)
        return;
    // Of what waits the first few are carried out, nobody hears of it.
    for (auto left = browser.random.below(commits.size() + 1); left > 0; --left) {
        commits.front().carry_out();
        commits.pop_front();
    }
    commits.clear();
    {
        Turn turn { *this };
        app.reset();
    }
    ++life;
    frozen = false;
    missed.clear();
    presses.clear();
    told.clear();
    heard.reset();
    account.clear();
    frame_at.reset();
    advance_at.reset();
    for (auto const& [name, lock] : std::map(browser.locks))
        browser.release(name, *this);
}

void Tab::freeze(bool on)
{
    frozen = on;
    if (on)
        return;
    for (auto const& run : std::exchange(missed, {}))
        browser.later(*this, milliseconds { 0 }, run);
    sooner(frame_at, browser.now);
}

void Tab::show(bool on)
{
    visible = on;
    sooner(frame_at, browser.now);
}

void Tab::act(store::Action action)
{
    presses.push_back(std::move(action));
    sooner(frame_at, browser.now);
}

Browser::Browser(std::uint64_t seed)
    : random(seed)
    , service({ .now = [this] { return now; }, .pace = sandbox::Pace::Accelerated, .factor = 12, .seed = seed + 1 })
{
    g_browser = this;
    m_token = service.sign_in().access_token;
}

Browser::~Browser()
{
    tabs.clear();
    g_browser = nullptr;
}

Tab& Browser::add_tab() { return *tabs.emplace_back(std::make_unique<Tab>(*this, static_cast<int>(tabs.size()))); }

void Browser::sign_in(Tab& tab)
{
    auto const tokens = service.sign_in();
    auto const life = tokens.expires_in.value_or(std::chrono::seconds { 3600 });
    tab.values[std::string(session_key)] = encode_fields({ { "access", tokens.access_token }, { "refresh", *tokens.refresh_token }, { "expires", format_timestamp(local_now() + life) }, { "sign_in", "s" + std::to_string(random.below(1'000'000)) } });
}

void Browser::sign_in_again(Tab& tab)
{
    auto const tokens = service.sign_in();
    tab.act(store::TokenPasted { R"({"access_token":")" + tokens.access_token + R"(","refresh_token":")" + *tokens.refresh_token + R"(","expires_in":3600})" });
}

void Browser::set_online(bool on)
{
    breaks += online && !on;
    online = on;
    for (auto const& tab : tabs)
        sooner(tab->frame_at, now);
}

net::Response Browser::ask(Method method, std::string const& target, std::string const& body)
{
    auto request = net::Request { .method = method, .url = target, .headers = { { "Authorization", "Bearer " + m_token } }, .body = body };
    auto response = service.handle(request);
    if (response.status != 401)
        return response;
    m_token = service.sign_in().access_token;
    request.headers[0].value = "Bearer " + m_token;
    return service.handle(request);
}

void Browser::later(milliseconds in, std::function<void()> run)
{
    m_events.push_back({ now + in, ++m_order, std::move(run) });
    std::push_heap(m_events.begin(), m_events.end(), Later {});
}

void Browser::later(Tab& tab, milliseconds in, std::function<void()> run)
{
    later(in, [&tab, life = tab.life, run = std::move(run)] {
        if (tab.life != life || !tab.app)
            return;
        if (tab.frozen) {
            tab.missed.push_back(run);
            return;
        }
        Turn turn { tab };
        run();
        sooner(tab.frame_at, tab.browser.now);
    });
}

void Browser::commit(Tab& tab, std::function<void()> carry_out, std::function<void()> tell)
{
    auto due = now + random.within(milliseconds { 1 }, commit_most);
    if (!tab.commits.empty())
        due = std::max(due, tab.commits.back().due);
    tab.commits.push_back({ due, std::move(carry_out), std::move(tell) });
    later(tab, due - now, [&tab] {
        auto one = std::move(tab.commits.front());
        tab.commits.pop_front();
        one.carry_out();
        one.tell();
    });
}

bool Browser::takes(std::pair<std::string, std::string> const& name, std::string const& record) const
{
    auto const before = records.find(name);
    bool const grows = record.size() > (before == records.end() ? 0 : before->second.size());
    if (storage != Storage::Works || !grows)
        return storage == Storage::Works || (storage == Storage::Full && !grows);
    std::size_t others = 0;
    for (auto const& [other, text] : records)
        others += room && other != name ? text.size() : 0;
    return !room || others + record.size() <= *room;
}

void Browser::release(std::string const& name, Tab& tab)
{
    auto const found = locks.find(name);
    if (found == locks.end())
        return;
    auto& lock = found->second;
    if (!tab.app)
        std::erase_if(lock.waiting, [&](auto const& one) { return one.tab == &tab; });
    if (lock.holder != &tab)
        return;
    lock.holder = nullptr;
    if (lock.waiting.empty()) {
        locks.erase(found);
        return;
    }
    auto next = std::move(lock.waiting.front());
    lock.waiting.pop_front();
    lock.holder = next.tab;
    later(*next.tab, milliseconds { 1 }, std::move(next.go));
}

void Browser::turn(Tab& tab, bool drawn)
{
    Turn turn { tab };
    if (drawn)
        tab.frame_at.reset();
    else
        tab.advance_at.reset();
    if (drawn && tab.visible)
        tab.app->frame();
    else
        tab.app->advance();
}

void Browser::pass(milliseconds time)
{
    auto const end = now + time;
    while (true) {
        Tab* next = nullptr;
        bool drawn = false;
        auto at = m_events.empty() ? end : std::min(end, m_events.front().at);
        for (auto const& tab : tabs) {
            if (!tab->app || tab->frozen)
                continue;
            for (bool const frame : { true, false })
                if (auto const& wanted = frame ? tab->frame_at : tab->advance_at; wanted && *wanted <= at && (!next || *wanted < at)) {
                    at = *wanted;
                    next = tab.get();
                    drawn = frame;
                }
        }
        now = std::max(now, at);
        if (next != nullptr) {
            turn(*next, drawn);
        } else if (!m_events.empty() && m_events.front().at <= now && m_events.front().at <= end) {
            std::pop_heap(m_events.begin(), m_events.end(), Later {});
            auto event = std::move(m_events.back());
            m_events.pop_back();
            event.run();
        } else {
            return;
        }
    }
}

} // namespace kally::sim

// ---- what the application asks of its platform
namespace kally::platform {

namespace {

using sim::Browser;
using sim::current;
using sim::g_browser;
using sim::milliseconds;
using sim::Tab;

class Records final : public RecordStore {
public:
    void load(std::string_view table, Loaded done) override
    {
        auto found = std::make_shared<std::optional<RecordStore::Records>>();
        g_browser->commit(current(), [found, table = std::string(table)] {
            if (g_browser->storage == Browser::Storage::Denied)
                return;
            *found = RecordStore::Records {};
            for (auto const& [key, text] : g_browser->records)
                if (key.first == table)
                    (*found)->emplace_back(key.second, text);
        }, [found, done = std::move(done)] { done(std::move(*found)); });
    }
    void put(std::string_view table, std::string_view key, std::string_view value, std::function<void(bool)> done, std::vector<Name> const& instead_of) override
    {
        auto stored = std::make_shared<bool>(false);
        g_browser->commit(current(), [stored, at = std::pair(std::string(table), std::string(key)), value = std::string(value), instead_of] {
            *stored = g_browser->takes(at, value);
            g_browser->refused += !*stored && !value.empty();
            if (!*stored)
                return;
            for (auto const& name : instead_of)
                g_browser->records.erase(name);
            if (value.empty())
                g_browser->records.erase(at);
            else
                g_browser->records[at] = value;
        }, [stored, done = std::move(done)] { done(*stored); });
    }
    void replace(std::string_view table, std::string_view key, std::string_view known, std::string_view value, std::function<void(Replaced, std::string)> done) override
    {
        auto replaced = std::make_shared<std::pair<Replaced, std::string>>(Replaced::Refused, known);
        g_browser->commit(current(), [replaced, at = std::pair(std::string(table), std::string(key)), known = std::string(known), value = std::string(value)] {
            if (g_browser->storage == Browser::Storage::Denied)
                return;
            auto const found = g_browser->records.find(at);
            auto const there = found == g_browser->records.end() ? std::string {} : found->second;
            bool const stored = there == known && g_browser->takes(at, value);
            *replaced = { stored ? Replaced::Stored : there == known ? Replaced::Refused : Replaced::Changed, stored ? value : there };
            if (stored && value.empty()) {
                g_browser->records.erase(at);
                g_browser->deleted.insert(at.second);
            } else if (stored) {
                g_browser->records[at] = value;
            } else {
                g_browser->refused += there == known;
            }
        }, [replaced, done = std::move(done)] { done(replaced->first, std::move(replaced->second)); });
    }
    void clear() override
    {
        g_browser->commit(current(), [] { g_browser->records.clear(); }, [] {});
    }
};

std::map<std::string, std::string, std::less<>>& values(Keep keep) { return keep == Keep::Device ? g_browser->device : current().values; }

} // namespace

// A hidden page draws nothing: what it asks for comes with the browser's own slow turns.
void request_frames(int) { sim::sooner(current().frame_at, g_browser->now + (current().visible ? milliseconds { 0 } : milliseconds { 1000 })); }

Input begin_frame()
{
    Input input { .width = 1280, .height = 800 };
    input.online = g_browser->online;
    input.visible = current().visible;
    return input;
}

void end_frame(Output const& output)
{
    auto& tab = current();
    if (output.animating)
        sim::sooner(tab.frame_at, g_browser->now + milliseconds { 16 });
    if (output.wake_in)
        sim::sooner(tab.frame_at, g_browser->now + *output.wake_in);
}

Instant now() { return g_browser->local_now(); }
std::chrono::minutes utc_offset(Instant) { return {}; }
std::string time_zone() { return "Europe/London"; }
std::string preferred_language() { return "en-GB"; }
void random_bytes(std::span<std::uint8_t> bytes)
{
    for (auto& byte : bytes)
        byte = g_browser->random.byte();
}

std::optional<std::string> value(Keep keep, std::string_view key)
{
    auto const found = values(keep).find(key);
    return found == values(keep).end() ? std::nullopt : std::optional { found->second };
}
bool set_value(Keep keep, std::string_view key, std::string_view text)
{
    bool const works = g_browser->storage != Browser::Storage::Denied;
    if (works)
        values(keep)[std::string(key)] = text;
    return works;
}
void remove_value(Keep keep, std::string_view key)
{
    if (auto const found = values(keep).find(key); found != values(keep).end())
        values(keep).erase(found);
}
RecordStore& records()
{
    static Records all;
    return all;
}

std::string page_address() { return "https://page.example/"; }
std::string fragment() { return current().fragment; }
void set_fragment(std::string_view text, bool) { current().fragment = text; }
void cover_fragment(std::string_view text) { current().fragment = text; }
void uncover_fragment(std::string_view text) { current().fragment = text; }
void leave_for(std::string_view) {}
bool open_link(std::string_view) { return true; }
void copy_text(std::string_view) {}
bool save_file(std::string_view, std::string_view, std::string_view) { return true; }
void set_preferences(Preferences const&) {}
void wipe_device()
{
    g_browser->device.clear();
    current().values.clear();
}
bool load_sound(std::string_view, std::string_view) { return false; }
void play_sound(bool, std::optional<std::chrono::seconds>) {}
void announce(std::string_view, bool) {}
void set_language(std::string_view) {}
void set_theme(bool) {}

void join_tabs(std::string_view account) { current().account = account; }
bool leads()
{
    auto const& mine = current();
    if (mine.account.empty())
        return true;
    Tab const* first = nullptr;
    for (auto const& tab : g_browser->tabs)
        if (tab->app && !tab->frozen && tab->account == mine.account && (first == nullptr || (tab->visible && !first->visible)))
            first = tab.get();
    return first == nullptr || first == &mine;
}
void share(std::string_view text)
{
    for (auto const& tab : g_browser->tabs)
        if (tab.get() != &current() && tab->app && tab->account == current().account && !tab->account.empty())
            g_browser->later(*tab, milliseconds { 2 }, [&other = *tab, text = std::string(text)] { other.heard = text; });
}
std::optional<std::string> take_shared() { return std::exchange(current().heard, {}); }
void tell_tabs(std::string_view text)
{
    for (auto const& tab : g_browser->tabs)
        if (tab.get() != &current() && tab->app)
            g_browser->later(*tab, g_browser->random.within(milliseconds { 1 }, milliseconds { 10 }), [&other = *tab, text = std::string(text)] { other.told.push_back(text); });
}
std::optional<std::string> take_told()
{
    auto& told = current().told;
    if (told.empty())
        return {};
    auto text = std::move(told.front());
    told.pop_front();
    return text;
}
void hold(std::string_view name, std::function<void(bool)> done, bool wait)
{
    auto& tab = current();
    auto& lock = g_browser->locks[std::string(name)];
    if (lock.holder == nullptr || (lock.holder == &tab && !wait)) {
        lock.holder = &tab;
        g_browser->later(tab, milliseconds { 1 }, [done = std::move(done)] { done(true); });
        return;
    }
    if (!wait) {
        g_browser->later(tab, milliseconds { 1 }, [done = std::move(done)] { done(false); });
        return;
    }
    // Whoever has waited long enough goes on without it.
    auto const number = ++g_browser->tickets;
    lock.waiting.push_back({ &tab, number, [done] { done(true); } });
    g_browser->later(tab, milliseconds { 70'000 }, [name = std::string(name), number, done = std::move(done)] {
        auto const found = g_browser->locks.find(name);
        if (found != g_browser->locks.end() && std::erase_if(found->second.waiting, [number](auto const& one) { return one.number == number; }) > 0)
            done(true);
    });
}
void release(std::string_view name) { g_browser->release(std::string(name), current()); }
bool is_visible() { return current().visible; }
void advance_in(std::optional<Turn> turn)
{
    current().advance_at = turn ? std::optional { g_browser->now + std::max(turn->in, milliseconds { 1 }) } : std::nullopt;
}
std::optional<Instant> repeated_at() { return {}; }
Notices notices() { return Notices::Refused; }
void ask_for_notices() {}
void notify(std::string_view, std::string_view, std::string_view, std::string_view) {}

} // namespace kally::platform

// ---- the person in place of the views
namespace kally::ui {

void draw(Frame&, store::State const&, Local&, store::Actions& out)
{
    for (auto& press : std::exchange(sim::current().presses, {}))
        out.push_back(std::move(press));
}
Frame::Frame(platform::Input const& input, Theme const& theme, Memory& memory, double seconds)
    : m_input(input), m_theme(theme), m_memory(memory), m_seconds(seconds), m_painter(1)
{
}
platform::Output Frame::finish() { return {}; }
Palette palette_for(bool, platform::Input const&) { return {}; }
std::string shortcut_keys(store::State const&) { return {}; }
std::string error_text(Error const& error, store::Language) { return error.detail; }
std::string_view tr(Text, store::Language) { return {}; }
std::string encode_places(Local&) { return {}; }
void decode_places(std::string_view, Local&) {}

} // namespace kally::ui
