#include "browser.h"

#include "app/kept.h"
#include "store/records.h"
#include "store/select.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>

using namespace kally;
using namespace kally::sim;
using namespace std::chrono_literals;

namespace {

/// Tabs of one sign-in.
struct Desk {
    Browser browser { 1 };

    Tab& tab(bool opened = true)
    {
        auto& one = browser.add_tab();
        if (browser.tabs.size() == 1)
            browser.sign_in(one);
        else
            one.values = browser.tabs.front()->values;
        one.fragment = "/chat/new";
        if (opened) {
            one.open();
            browser.pass(1s);
        }
        return one;
    }
    void type(Tab& tab, std::string text, std::string const& thread = "new")
    {
        tab.act(store::DraftEdited { thread, std::move(text) });
        browser.pass(1s);
    }
    static std::string draft(Tab const& tab, std::string const& thread = "new")
    {
        auto const found = tab.state().threads.find(thread);
        return found == tab.state().threads.end() ? std::string {} : found->second.draft;
    }
    std::vector<std::string> kept() const
    {
        std::vector<std::string> texts;
        for (auto const& [name, record] : browser.records)
            if (name.first == drafts_table)
                texts.push_back(store::decode_draft(name.second, record).text);
        return texts;
    }
};

} // namespace

TEST_CASE("what a living tab types is in no other, whoever opens one beside it", "[sim][drafts]")
{
    Desk desk;
    auto& first = desk.tab();
    desk.type(first, "of the first");
    auto& second = desk.tab();
    CHECK(desk.draft(second).empty());
    desk.type(second, "of the second");
    for (auto* tab : { &first, &second }) {
        tab->open();
        desk.browser.pass(1s);
    }
    CHECK(desk.draft(first) == "of the first");
    CHECK(desk.draft(second) == "of the second");
    second.freeze(true);
    CHECK(desk.draft(desk.tab()).empty());
}

TEST_CASE("what a tab that ended has typed is taken up by one", "[sim][drafts]")
{
    Desk desk;
    auto& first = desk.tab();
    desk.type(first, "left behind");
    first.kill();
    auto& second = desk.tab();
    CHECK(desk.draft(second) == "left behind");
    CHECK(desk.draft(desk.tab()).empty());
    CHECK(desk.kept() == std::vector<std::string> { "left behind" });
    second.kill();
    first.open();
    desk.browser.pass(1s);
    CHECK(desk.draft(first) == "left behind");
}

TEST_CASE("tabs that start at the same time share out what others left", "[sim][drafts]")
{
    Desk desk;
    std::vector<std::string> const threads { "new", "c_1", "c_2", "c_3" };
    for (auto const& thread : threads)
        for (auto const* text : { "one", "two" })
            desk.type(desk.tab(), thread + " " + text, thread);
    for (auto const& tab : desk.browser.tabs)
        tab->kill();
    std::vector<Tab*> fresh { &desk.tab(false), &desk.tab(false), &desk.tab(false) };
    for (auto* tab : fresh)
        tab->open();
    desk.browser.pass(1s);
    for (auto const& thread : threads)
        for (auto const* text : { "one", "two" })
            CHECK(std::count_if(fresh.begin(), fresh.end(), [&](Tab const* tab) { return desk.draft(*tab, thread).find(thread + " " + text) != std::string::npos; }) == 1);
}

TEST_CASE("drafts of older versions are taken up by one", "[sim][drafts]")
{
    Desk desk;
    desk.browser.records[{ std::string(drafts_table), "new" }] = "plain words";
    auto& first = desk.tab();
    CHECK(desk.draft(first) == "plain words");
    CHECK(desk.draft(desk.tab()).empty());
    CHECK(desk.kept() == std::vector<std::string> { "plain words" });
}

TEST_CASE("what storage does not take is tried again until it does", "[sim][drafts]")
{
    Desk desk;
    auto& tab = desk.tab();
    desk.browser.storage = Browser::Storage::Full;
    desk.type(tab, "too much");
    CHECK(tab.state().storage_trouble == "draft");
    CHECK(desk.kept().empty());
    SECTION("as it is")
    {
        desk.browser.storage = Browser::Storage::Works;
        desk.browser.pass(6s);
        CHECK(desk.kept() == std::vector<std::string> { "too much" });
    }
    SECTION("as it became")
    {
        desk.type(tab, "less");
        desk.browser.storage = Browser::Storage::Works;
        desk.browser.pass(6s);
        CHECK(desk.kept() == std::vector<std::string> { "less" });
    }
    SECTION("not any more")
    {
        desk.type(tab, "");
        desk.browser.storage = Browser::Storage::Works;
        desk.browser.pass(6s);
        CHECK(desk.kept().empty());
    }
}

TEST_CASE("a draft that is to be gone is gone before the message that it became can leave", "[sim][drafts]")
{
    Desk desk;
    auto& tab = desk.tab();
    desk.type(tab, "before it had a name", "c_1");
    desk.browser.storage = Browser::Storage::Denied;
    desk.type(tab, "", "c_1");
    CHECK(desk.kept().size() == 1);
    desk.browser.storage = Browser::Storage::Works; // the next try comes 5 s later
    tab.act(store::DraftEdited { "new", "Hello" });
    tab.act(store::SendPressed { "new" });
    desk.browser.pass(300ms);
    CHECK(desk.kept().empty());
}

TEST_CASE("what storage did not take is kept for who wrote it, when nobody knows whether it is they who sign in", "[sim][drafts]")
{
    Desk desk;
    desk.browser.fate = [](net::Request const& request) { return Fate { .offline = request.url.find("/conversations") != std::string::npos }; };
    auto& tab = desk.tab();
    desk.browser.storage = Browser::Storage::Full;
    desk.type(tab, "whose is this");
    REQUIRE_FALSE(tab.state().account);
    desk.browser.fate = {};
    tab.act(store::SignedInNow { "s_other" });
    desk.browser.pass(1s);
    REQUIRE(tab.state().account);
    CHECK(desk.draft(tab).empty());
    desk.browser.storage = Browser::Storage::Works;
    desk.browser.pass(6s);
    CHECK(desk.kept() == std::vector<std::string> { "whose is this" });
    CHECK(desk.draft(tab).empty());
}

TEST_CASE("what a page is to put in the place of a draft is not taken up beside it by the same page", "[sim][drafts]")
{
    Desk desk;
    desk.browser.ask(Method::Post, "/v1/coordination/conversations", "{}");
    auto& tab = desk.tab();
    desk.type(tab, "once");
    desk.browser.fate = [](net::Request const& request) { return Fate { .offline = request.url.find("/conversations") != std::string::npos }; };
    desk.browser.storage = Browser::Storage::Full;
    tab.open();
    desk.browser.pass(1s);
    desk.type(tab, "once and");
    REQUIRE_FALSE(tab.state().account);
    desk.browser.fate = {};
    tab.act(store::SignedInNow { "s_other" }); // the same person: the page begins anew, as nobody knew who was in
    desk.browser.pass(1s);
    desk.browser.storage = Browser::Storage::Works;
    desk.browser.pass(6s);
    CHECK(desk.kept() == std::vector<std::string> { "once and" });
}

TEST_CASE("a form whose place storage refused for a while is not found beside the call that it became", "[sim][drafts]")
{
    Desk desk;
    auto& tab = desk.tab();
    tab.act(store::CallFieldEdited { store::CallField::Phone, "+34911100000" });
    tab.act(store::CallFieldEdited { store::CallField::Task, "Book a table for four on the terrace." });
    desk.browser.pass(1s);
    REQUIRE(desk.kept().size() == 1);
    desk.browser.storage = Browser::Storage::Full;
    tab.open(); // it is to be written anew, under the name of this page
    desk.browser.pass(1s);
    desk.browser.storage = Browser::Storage::Works; // the next try comes 5 s later
    desk.browser.fate = [](net::Request const&) { return Fate { .there = 10s }; };
    tab.act(store::CallStepped { store::CallStep::Send });
    std::size_t calls = 0;
    while (calls == 0) {
        desk.browser.pass(1ms);
        calls = static_cast<std::size_t>(std::count_if(desk.browser.records.begin(), desk.browser.records.end(), [](auto const& one) { return one.first.first == intents_table; }));
    }
    CHECK(desk.kept().empty()); // in one step: a page that ends now leaves the call alone
}

TEST_CASE("where storage is full what was kept for reading goes first, and nothing that was written", "[sim][drafts]")
{
    Desk desk;
    auto& tab = desk.tab();
    desk.type(tab, "begun elsewhere", "c_1");
    auto const written = [&] {
        std::vector<std::string> texts = desk.kept();
        for (auto const& [name, record] : desk.browser.records)
            if (name.first == intents_table)
                texts.push_back(store::decode_intent(record).value_or(store::Intent {}).text);
        std::sort(texts.begin(), texts.end());
        return texts;
    };
    auto const kept = [&] { return std::count_if(desk.browser.records.begin(), desk.browser.records.end(), [](auto const& one) { return one.first.first == kept_table; }); };
    auto const fill = [&] { // to the last byte
        for (int i = 0; i < 3; ++i)
            desk.browser.records[{ std::string(kept_table), "/v1/something/" + std::to_string(i) }] = std::string(2000, 'x');
        desk.browser.room = 0;
        for (auto const& [name, record] : desk.browser.records)
            *desk.browser.room += record.size();
    };
    fill();
    desk.type(tab, "just typed");
    CHECK(kept() == 0);
    CHECK(written() == std::vector<std::string> { "begun elsewhere", "just typed" });
    desk.browser.set_online(false);
    desk.browser.pass(100ms);
    fill();
    tab.act(store::SendPressed { "new" });
    desk.browser.pass(1s);
    CHECK(kept() == 0);
    CHECK(written() == std::vector<std::string> { "begun elsewhere", "just typed" }); // the message now
    CHECK_FALSE(desk.draft(tab) == "just typed");
    CHECK_FALSE(tab.state().storage_trouble);
    tab.kill();
    tab.open();
    desk.browser.pass(1s);
    CHECK(desk.draft(tab, "c_1") == "begun elsewhere");
    CHECK(tab.state().intents.size() == 1);
}

TEST_CASE("what storage refused to move takes nothing along that was typed in its old place meanwhile", "[sim][drafts]")
{
    Desk desk;
    auto& tab = desk.tab();
    desk.browser.fate = [](net::Request const&) { return Fate { .there = 300ms }; };
    desk.type(tab, "Hello");
    tab.act(store::SendPressed { "new" });
    desk.browser.pass(200ms);
    desk.browser.storage = Browser::Storage::Denied;
    desk.browser.pass(1s);
    REQUIRE_FALSE(tab.state().route.conversation.empty()); // it has a name by now, and its draft is to be moved
    tab.act(store::NewConversationPressed {});
    desk.browser.storage = Browser::Storage::Works; // the next try comes 5 s later
    desk.type(tab, "next");
    CHECK(desk.kept() == std::vector<std::string> { "next" });
    desk.browser.pass(6s);
    CHECK(desk.kept() == std::vector<std::string> { "next" });
}
