#include "browser.h"
#include "figures.h"

#include "app/kept.h"
#include "base/text.h"
#include "store/select.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>

using namespace kally;
using namespace kally::sim;
using namespace std::chrono_literals;

namespace {

/// A goal at the service that waits for the person. Somebody else may change each part of it at any time; no part ever goes back.
struct Waiting {
    enum Part { Title, Description, Step, Estimate, Question, Count };
    int versions[Count] = {};
    bool approved = false;

    static constexpr std::string_view names[] = { "Gym ", "Find one ", "Call ", "estimate: " };
    std::string part(Part which) const { return std::to_string(versions[which]); }
    std::string line(int which) const { return std::string(names[which]) + part(static_cast<Part>(which)) + (which == Estimate ? ".5" : "") + "\n"; }
    std::string goal_json() const
    {
        return R"({"id":"g_1","title":"Gym )" + part(Title) + R"(","description":"Find one )" + part(Description) + R"(","status":")" + (approved ? "active" : "needs_input")
            + R"(","credits_estimated":)" + part(Estimate) + R"(.5,"steps":[{"step":1,"description":"Search","status":"completed"},{"step":2,"description":"Call )" + part(Step)
            + R"(","status":")" + (approved ? "in_progress" : "waiting") + R"("}]})";
    }
    std::string pending_json() const
    {
        std::string const none = R"({"count":0,"items":[]})";
        auto const goals = approved ? none : R"({"count":1,"items":[{"id":"g_1","type":"needs_input","summary":"May I call )" + part(Question) + R"(?"}]})";
        return R"({"actions":)" + none + R"(,"goals":)" + goals + R"(,"inbox":)" + none + R"(,"total_pending":)" + (approved ? "0" : "1") + "}";
    }
    /// What the person is shown of it.
    std::string words() const { return "Gym " + part(Title) + "|Find one " + part(Description) + "|Call " + part(Step) + "|" + part(Estimate) + ".5"; }
    std::string question() const { return approved ? "" : "May I call " + part(Question) + "?"; }
};

std::string words_of(api::Goal const& goal)
{
    return goal.title + "|" + goal.description.value_or("") + "|" + (goal.steps.size() == 2 ? goal.steps[1].description : "") + "|" + (goal.credits_estimated ? goal.credits_estimated->to_string() : "");
}

struct Figures {
    std::size_t approvals = 0, stopped = 0, changes = 0, unseen = 0, later = 0, reported = 0, shown = 0, failed = 0;
    std::vector<std::string> problems;
};

class Schedule {
public:
    Schedule(std::uint64_t seed, Figures& figures)
        : m_browser(seed)
        , m_seed(seed)
        , m_figures(figures)
    {
        auto& random = m_browser.random;
        m_there = random.within(2ms, 150ms);
        m_back = random.within(2ms, 150ms);
        m_browser.fate = [this](net::Request const& request) {
            bool const post = request.method == Method::Post;
            m_posted = post ? m_browser.now : m_posted;
            return Fate { .there = m_there, .back = m_back, .answered = !post || !m_browser.random.chance(15) };
        };
        m_browser.serve = [this](net::Request const& request) { return serve(request); };
    }

    void play()
    {
        auto& random = m_browser.random;
        auto& tab = m_browser.add_tab();
        m_browser.sign_in(tab);
        tab.fragment = "/goals/g_1";
        // Anywhere: while it is looked at, in the moments around the press, or when all is over.
        auto const press = random.within(1s, 20s);
        auto const around = 3 * (m_there + m_back) + 50ms;
        for (auto left = random.below(4); left > 0; --left) {
            auto const at = random.chance(60) ? press - 50ms + random.within(0ms, around) : random.within(0ms, press + 10s);
            m_browser.later(at, [this] { change(); });
        }
        tab.open();
        m_browser.pass(press);
        if (!tab.state().goals.contains({ "g_1" }))
            return problem("the goal was not shown");
        m_seen_at = m_known[words_of(tab.state().goals.at({ "g_1" }))];
        m_seen = words_of(tab.state().goals.at({ "g_1" }));
        m_asked = store::asks_of(tab.state(), { "g_1" });
        m_pressed = m_browser.now;
        tab.act(store::GoalDecided { { "g_1" }, api::GoalAction::ApproveStep });
        m_browser.pass(60s);
        judge(tab);
    }

private:
    struct Read { Instant answered; std::string words; };

    void change()
    {
        // A question is gone once it was answered.
        ++m_goal.versions[m_browser.random.below(m_goal.approved ? Waiting::Question : Waiting::Count)];
        ++m_figures.changes;
    }

    std::optional<net::Response> serve(net::Request const& request)
    {
        auto const path = std::string_view(request.url).substr(std::string_view("https://service.example").size());
        auto const json = [](std::string body) { return net::Response { .status = 200, .headers = { { "content-type", "application/json" } }, .body = std::move(body) }; };
        if (path == "/v1/notifications/pending") {
            m_questions.push_back({ m_browser.now, m_goal.question() });
            return json(m_goal.pending_json());
        }
        if (path == "/v1/coordination/goals/g_1") {
            m_reads.push_back({ m_browser.now, m_goal.words() });
            m_known[m_goal.words()] = m_goal;
            return json(m_goal.goal_json());
        }
        if (path.starts_with("/v1/coordination/goals?")) {
            m_known[m_goal.words()] = m_goal;
            return json(R"({"goals":[)" + m_goal.goal_json() + R"(],"total":1})");
        }
        if (path == "/v1/coordination/goals/g_1/approve-step") {
            approve();
            return json(R"({"success":true,"goal_id":"g_1","status":"active"})");
        }
        return {};
    }

    /// The request is here. Whatever was read for it must have said what the person saw.
    void approve()
    {
        ++m_approvals;
        auto const check = [&](std::vector<Read> const& reads, std::string const& seen, std::string const& what) {
            std::size_t known = 0;
            for (auto const& read : reads)
                if (read.answered >= m_pressed && read.answered + m_back <= m_posted) {
                    ++known;
                    if (read.words != seen)
                        problem("approved although " + what + " was read that was not seen: " + read.words + " for " + seen);
                }
            if (known == 0)
                problem("approved without a look at " + what);
        };
        check(m_reads, m_seen, "a goal");
        check(m_questions, m_asked, "a question");
        m_unseen = m_goal.words() != m_seen;
        m_goal.approved = true;
        m_at_approval = m_goal;
    }

    void judge(Tab& tab)
    {
        auto const& state = tab.state();
        m_figures.approvals += m_approvals;
        if (m_approvals > 1)
            problem("approved twice");
        // Whatever changed since then is on the screen.
        if (words_of(state.goals.at({ "g_1" })) != m_goal.words())
            problem("a later change is not shown");
        if (!m_goal.approved && store::asks_of(state, { "g_1" }) != m_goal.question())
            problem("another question is not shown");
        m_figures.later += m_goal.words() != m_seen;
        auto const decision = state.decisions.find({ "g_1" });
        bool const stands = decision != state.decisions.end();
        if (stands && decision->second.stage == store::Decision::Stage::Changed) {
            ++m_figures.stopped;
            if (m_approvals > 0)
                problem("said to be stopped and was approved");
            if (store::changed_lines(decision->second.seen, decision->second.now).empty())
                problem("stopped without a difference");
        } else if (stands && decision->second.stage == store::Decision::Stage::Failed) {
            ++m_figures.failed;
        } else if (stands && decision->second.stage == store::Decision::Stage::ChangedSince) {
            ++m_figures.shown;
            if (m_approvals == 0)
                problem("said to be sent and was not");
            if (store::needs_you(state).empty() || !state.toast)
                problem("changed since, and nothing on the screen says so");
        } else if (stands) {
            problem("the decision does not end");
        } else if (m_approvals == 0) {
            problem("neither approved nor stopped");
        }
        // What nothing that was read before could tell is told afterwards.
        if (!m_unseen)
            return;
        ++m_figures.unseen;
        std::string then;
        for (auto const& [key, text] : m_browser.records)
            if (key.first == decisions_table)
                then = field(*decode_fields(text), "then");
        // What is read after it may be newer still; what it was before is nowhere in it.
        bool whole = true;
        for (int part = 0; part < Waiting::Question; ++part)
            if (m_at_approval.versions[part] != m_seen_at.versions[part])
                whole = whole && then.find(m_seen_at.line(part)) == then.npos && then.find(std::string(Waiting::names[part])) != then.npos;
        m_figures.reported += whole;
        if (!whole)
            problem("approved something else, and the log does not say so: " + then);
        if (!stands)
            problem("approved something else, and the person is not told");
    }

    void problem(std::string text) { m_figures.problems.push_back("seed " + std::to_string(m_seed) + ": " + std::move(text)); }

    Browser m_browser;
    std::uint64_t m_seed;
    Figures& m_figures;
    milliseconds m_there {}, m_back {};
    Waiting m_goal;
    std::vector<Read> m_reads, m_questions;
    std::map<std::string, Waiting> m_known; ///< What was told, by its words.
    std::string m_seen, m_asked;
    Waiting m_seen_at, m_at_approval;
    Instant m_pressed {}, m_posted {};
    std::size_t m_approvals = 0;
    bool m_unseen = false;
};

} // namespace

TEST_CASE("whenever a goal changes around its approval, what is approved was seen, or that it was not is told", "[sim][approvals]")
{
    Seeds const seeds { 100 };
    Figures figures;
    for (auto seed = seeds.first; seed < seeds.first + seeds.runs; ++seed)
        Schedule(seed, figures).play();
    std::printf("changes around an approval: %s, %zu changes, %zu approved, %zu stopped, %zu failed; changed between the last look and the approval %zu, all of it in the log %zu; told on the screen that something changed since %zu; problems %zu\n",
        seeds.text().c_str(), figures.changes, figures.approvals, figures.stopped, figures.failed, figures.unseen, figures.reported, figures.shown, figures.problems.size());
    print_problems(figures.problems);
    CHECK(figures.problems.empty());
    CHECK(figures.approvals > 0);
    CHECK(figures.stopped > 0);
}
