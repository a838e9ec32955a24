#include "client_world.h"

#include <catch2/catch_test_macros.hpp>

#include <deque>

using namespace kally;
using namespace std::chrono_literals;

namespace {

/// One lock for all tabs; what is told arrives when the test says so.
struct Browser {
    std::deque<std::function<void()>> waiting;
    bool held = false, slow = false; ///< `slow`: the end of a turn is long on its way.

    void grant()
    {
        if (held || waiting.empty())
            return;
        held = true;
        auto const go = std::move(waiting.front());
        waiting.pop_front();
        go();
    }
};

struct Tab final : session::Tabs {
    explicit Tab(Browser& all)
        : browser(all)
    {
        world.client = std::make_unique<session::Client>(world.wire, world.vault, session::Client::Settings {
            .base_url = "https://service.example",
            .now = [this] { return world.time; },
            .on_signed_out = [this] { ++world.signed_out; },
            .on_renewed = {},
            .name_sign_in = [] { return std::string("sign-in"); },
            .tabs = this,
        });
        world.sign_in(120s);
    }
    void take_turn(std::function<void()> go) override
    {
        browser.waiting.push_back(std::move(go));
        browser.grant();
    }
    void end_turn() override
    {
        browser.held = browser.slow;
        browser.grant();
    }
    void tell(session::Credentials const& credentials) override { told.push_back(credentials); }

    Browser& browser;
    ClientWorld world;
    std::vector<session::Credentials> told;
};

} // namespace

TEST_CASE("Tabs that share a sign-in renew it once, and all go on with the new token", "[session]")
{
    Browser browser;
    Tab first(browser), second(browser);
    first.world.time += 90s;
    second.world.time += 90s;
    first.world.fetch();
    second.world.fetch();
    CHECK(first.world.renewals() == 1);
    CHECK(second.world.wire.sent.empty()); // it waits for its turn

    SECTION("what the other told comes before its turn ends")
    {
        browser.slow = true;
        first.world.answer(0, 200, ClientWorld::tokens_two);
        REQUIRE(first.told.size() == 1);
        second.world.client->hear(first.told[0]);
        browser.held = false;
        browser.grant();
    }
    SECTION("or it stands in the vault that both read")
    {
        second.world.vault.kept = session::Credentials { "at_two", "rt_two", first.world.time + 3600s, "sign-in" };
        first.world.answer(0, 200, ClientWorld::tokens_two);
        CHECK(first.told.size() == 1);
    }
    CHECK(second.world.renewals() == 0);
    REQUIRE(second.world.wire.sent.size() == 1);
    CHECK(second.world.authorization(0) == "Bearer at_two");
    CHECK(first.world.authorization(1) == "Bearer at_two");
}

TEST_CASE("What another sign-in renewed is nothing to this one, nor what is older", "[session]")
{
    Browser browser;
    Tab tab(browser);
    tab.world.client->hear({ "at_else", "rt_else", tab.world.time + 3600s, "another" });
    tab.world.client->hear({ "at_nameless", "rt", tab.world.time + 3600s, "" });
    tab.world.client->hear({ "at_old", "rt_old", tab.world.time + 30s, "sign-in" });
    tab.world.fetch();
    CHECK(tab.world.authorization(0) == "Bearer at_one");
}

TEST_CASE("A renewal whose answer is lost is asked for once more, and then left to the next request", "[session]")
{
    Browser browser;
    Tab tab(browser);
    tab.world.time += 90s;
    tab.world.fetch();
    tab.world.fail(0, ErrorKind::Unanswered);
    REQUIRE(tab.world.renewals() == 2);

    SECTION("the second answer serves")
    {
        tab.world.answer(1, 200, ClientWorld::tokens_two);
        REQUIRE(tab.world.wire.sent.size() == 3);
        CHECK(tab.world.authorization(2) == "Bearer at_two");
    }
    SECTION("none comes: nobody is signed out, and the turn is given up")
    {
        tab.world.fail(1, ErrorKind::Unanswered);
        CHECK(tab.world.renewals() == 2);
        REQUIRE(tab.world.calls.size() == 1);
        CHECK(tab.world.calls[0].error().kind == ErrorKind::Offline);
        CHECK(tab.world.client->signed_in());
        CHECK_FALSE(browser.held);
    }
}

TEST_CASE("A session that ends while it waits for its turn asks nothing and holds nobody up", "[session]")
{
    Browser browser { .waiting = {}, .held = true };
    Tab tab(browser), other(browser);
    tab.world.time += 90s;
    tab.world.fetch();
    tab.world.client->sign_out();
    other.world.time += 90s;
    other.world.fetch();
    browser.held = false;
    browser.grant();
    CHECK(tab.world.wire.sent.empty());
    CHECK(other.world.renewals() == 1);
}
