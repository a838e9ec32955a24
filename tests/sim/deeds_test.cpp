#include "browser.h"

#include "app/kept.h"
#include "store/select.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>

#include <algorithm>

using namespace kally;
using namespace kally::sim;
using namespace std::chrono_literals;

namespace {

/// Two tabs of the same person, and what they asked the service to do.
struct Two {
    Browser browser;
    Tab &one, &other;
    std::map<std::string, int> asked; ///< How often, by path.

    explicit Two(std::uint64_t seed) : browser(seed), one(browser.add_tab()), other(browser.add_tab())
    {
        browser.service.start_over(true);
        browser.fate = [](net::Request const& request) { return Fate { .there = request.method == Method::Get ? 20ms : 400ms, .back = 20ms }; };
        browser.serve = [this](net::Request const& request) -> std::optional<net::Response> {
            if (request.method != Method::Get)
                ++asked[request.url.substr(std::string_view("https://service.example").size())];
            return {};
        };
        browser.sign_in(one);
        other.values = one.values;
        one.fragment = other.fragment = "/goals";
        one.open();
    }
    std::size_t on_record() const
    {
        return static_cast<std::size_t>(std::count_if(browser.records.begin(), browser.records.end(), [](auto const& record) { return record.first.first == intents_table; }));
    }
    GoalId waiting() const
    {
        for (auto const& review : store::needs_you(one.state()))
            if (review.kind == store::Review::Kind::Step && review.goal != nullptr)
                return review.goal->id;
        return {};
    }
};

} // namespace

TEST_CASE("what two tabs are asked for at the same time is done by one, and the other says so", "[sim][deeds]")
{
    Two two { GENERATE(range<std::uint64_t>(1, 9)) };
    auto& [browser, one, other, asked] = two;
    other.open();
    browser.pass(5s);
    auto const goal = two.waiting();
    REQUIRE_FALSE(goal.empty());
    EmailId mail;
    for (auto const& review : store::needs_you(one.state()))
        if (review.mail != nullptr)
            mail = review.mail->id;
    REQUIRE_FALSE(mail.empty());
    struct Wish {
        std::string path;
        store::Action action;
    };
    Wish const wishes[] = {
        { "/v1/coordination/goals/" + goal.text + "/approve-step", store::GoalDecided { goal, api::GoalAction::ApproveStep } },
        { "/v1/actions/email/" + mail.text + "/approve", store::MailDecided { mail, api::EmailAction::Approve } },
        { "/v1/subscriptions/change-plan", store::PlanChosen { "pro" } },
        { "/v1/subscriptions/pending-change", store::DropChangePressed {} },
        { "/v1/stripe/trial-checkout", store::BillingPagePressed { store::BillingPage::Trial } },
        { "/v1/calls/call_1/cancel", store::CallOrdered { { "call_1" }, store::CallPart::Cancel } },
        { "/v1/coordination/goals/batch-archive", store::ArchivePressed { { { "g_1" }, { "g_2" } } } },
        { "/v1/actions/a_1/undo", store::UndoPressed { { "a_1" } } },
    };
    for (auto const& [path, action] : wishes) {
        INFO(path);
        one.act(action);
        browser.pass(browser.random.within(0ms, 150ms));
        other.act(path.ends_with("change-plan") ? store::Action { store::PlanChosen { "power" } } : action);
        browser.pass(20s);
        CHECK(asked[path] == 1);
    }
    auto const refused = [&](Tab const& tab) {
        auto const& undos = tab.state().activity.undos;
        auto const undo = undos.find({ "a_1" });
        return undo != undos.end() && undo->second.error && undo->second.error->code == "decided_elsewhere";
    };
    CHECK(refused(one) + refused(other) == 1);
    CHECK(two.on_record() == 0);
    CHECK(std::none_of(browser.locks.begin(), browser.locks.end(), [](auto const& lock) { return !lock.first.starts_with(page_lock); }));
}

TEST_CASE("who opens a page beside one that is about something leaves it to that one, and looks it up when that one is gone", "[sim][deeds]")
{
    Two two { GENERATE(range<std::uint64_t>(1, 9)) };
    auto& [browser, one, other, asked] = two;
    browser.pass(5s);
    auto const goal = two.waiting();
    REQUIRE_FALSE(goal.empty());
    browser.fate = [](net::Request const& request) { return Fate { .there = request.method == Method::Get ? 20ms : 5s, .back = 20ms }; };
    one.act(store::GoalDecided { goal, api::GoalAction::ApproveStep });
    browser.pass(1s);
    REQUIRE(two.on_record() == 1);
    other.open();
    browser.pass(2s);
    CHECK(other.state().decisions.empty());
    CHECK(two.on_record() == 1);
    bool const ends = GENERATE(false, true);
    if (ends) {
        one.kill();
        browser.pass(500ms);
        CHECK(other.state().decisions.contains(goal));
        CHECK(store::unsure(other.state()).size() == 1);
    }
    browser.pass(20s);
    CHECK(asked["/v1/coordination/goals/" + goal.text + "/approve-step"] == 1);
    CHECK(two.on_record() == 0);
    if (!ends) {
        CHECK(one.state().decisions.empty());
        CHECK(other.state().decisions.empty());
    }
}
