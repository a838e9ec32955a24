#include "world.h"

#include "base/text.h"
#include "store/records.h"

#include <catch2/catch_test_macros.hpp>

#include <cstdio>
#include <cstdlib>
#include <deque>
#include <functional>
#include <unordered_map>
#include <vector>

using namespace kally;
using namespace kally::test;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t words_most = 2; ///< As many messages can there be.
constexpr char thread[] = "c_1", session[] = "s_1";

/// The state machine of messages with all that it deals with: the device's records, requests under way, the service.
struct Place {
    State state;
    std::map<std::string, std::string> disk; ///< Records by the message's id: what was committed.
    std::string draft_on_disk;
    std::deque<Intent> commits;              ///< Asked for, first in first out.
    struct Flight { IntentId id; std::string text; };
    std::vector<Flight> flights;             ///< Unanswered.
    std::vector<std::string> late;           ///< Their answer is lost, the service may still take them.
    std::vector<std::string> service;        ///< What it has.
    std::map<std::string, int> leave;        ///< How often a text may still leave: once, and again when it was not taken and the person pressed.
    std::vector<std::string> finished;       ///< Deleted or said to be sent by the person.
    std::vector<Ticket> histories;
    std::size_t typed = 0;
};

using Problem = std::string;

class Machine {
public:
    struct Step { std::string name; std::function<void(Place&)> take; };

    Place begin() const
    {
        Place place;
        act(place, Ticked { Instant { std::chrono::hours { 24 * 20'000 } } });
        act(place, Started { .seed = 7, .service_name = "test", .signed_in = true, .session = session, .route = { .conversation = { thread } } });
        return place;
    }

    /// Everything that can happen next.
    std::vector<Step> steps(Place const& place) const
    {
        std::vector<Step> all;
        auto add = [&](std::string name, std::function<void(Place&)> take) { all.push_back({ std::move(name), std::move(take) }); };
        if (place.typed < words_most)
            add("type", [this](Place& p) {
                auto& draft = p.state.threads[thread].draft;
                act(p, DraftEdited { thread, draft + (draft.empty() ? "" : " ") + "w" + std::to_string(++p.typed) });
            });
        add("send", [this](Place& p) { act(p, SendPressed { thread }); });
        if (!place.commits.empty()) {
            add("stored", [this](Place& p) { stored(p, true); });
            add("not stored", [this](Place& p) { stored(p, false); });
        }
        for (std::size_t i = 0; i < place.flights.size(); ++i) {
            add("answered", [=, this](Place& p) { answer(p, i, true, reply("ok", thread, "r" + p.flights[i].text)); });
            add("answer lost", [=, this](Place& p) { answer(p, i, true, Error { ErrorKind::Unanswered }); });
            add("request lost", [=, this](Place& p) { answer(p, i, false, Error { ErrorKind::Unanswered }); });
            add("gateway, taken", [=, this](Place& p) { answer(p, i, true, Error { .kind = ErrorKind::Unavailable, .status = 502 }); });
            add("not now", [=, this](Place& p) { answer(p, i, false, Error { .kind = ErrorKind::Unavailable, .status = 429 }); });
            add("offline", [=, this](Place& p) { answer(p, i, false, Error { ErrorKind::Offline }); });
            add("signed out", [=, this](Place& p) {
                ++p.leave[p.flights[i].text];
                answer(p, i, false, Error { .kind = ErrorKind::SignedOut, .status = 401 });
            });
            add("taken later", [=, this](Place& p) {
                p.late.push_back(p.flights[i].text);
                answer(p, i, false, Error { ErrorKind::Unanswered });
            });
        }
        if (!place.late.empty()) {
            add("late one taken", [](Place& p) { p.service.push_back(p.late.back()); p.late.pop_back(); });
        }
        if (!place.histories.empty())
            add("history", [this](Place& p) {
                api::History history;
                for (std::size_t i = 0; i < p.service.size(); ++i)
                    history.messages.push_back(said("m" + std::to_string(i), api::Author::User, p.service[i], p.state.now));
                auto const ticket = p.histories.back();
                p.histories.clear();
                act(p, HistoryReceived { ticket, { thread }, history });
            });
        for (auto const& [id, intent] : place.state.intents) {
            if (intent.state == IntentState::Sending && !intent.commit)
                add("stop waiting", [this, id = id](Place& p) {
                    for (auto const& flight : p.flights)
                        if (flight.id == id)
                            p.late.push_back(flight.text);
                    std::erase_if(p.flights, [&](auto const& flight) { return flight.id == id; });
                    act(p, StopWaitingPressed { id });
                });
            if (intent.state == IntentState::Queued)
                add("send now", [this, id = id](Place& p) { act(p, RetryPressed { id }); });
            if (intent.state == IntentState::Queued || intent.state == IntentState::Failed)
                add("edit", [this, id = id](Place& p) {
                    ++p.leave[p.state.intents[id].text]; // as another message
                    act(p, EditPressed { id });
                });
            if (intent.state == IntentState::Failed)
                add("retry", [this, id = id](Place& p) {
                    ++p.leave[p.state.intents[id].text];
                    act(p, RetryPressed { id });
                });
            if (intent.state != IntentState::Sending)
                add("delete", [this, id = id](Place& p) {
                    act(p, DeletePressed { id });
                });
            if (intent.state == IntentState::Unknown)
                add("marked sent", [this, id = id](Place& p) {
                    p.finished.push_back(p.state.intents[id].text);
                    act(p, MarkedSent { id });
                });
            if (intent.check_at)
                add("time to check", [this, id = id](Place& p) {
                    act(p, Ticked { std::max(p.state.now, *p.state.intents[id].check_at) });
                    act(p, UnknownCheckDue { id });
                });
        }
        if (!place.late.empty() || std::any_of(place.state.intents.begin(), place.state.intents.end(), [](auto const& one) { return one.second.state == IntentState::Unknown; }))
            add("minutes pass", [this](Place& p) {
                p.late.clear(); // nothing takes that long
                for (int i = 0; i < 3; ++i)
                    act(p, Ticked { p.state.now + 101s });
            });
        add(place.state.online ? "offline" : "online", [this](Place& p) { act(p, NetworkChanged { !p.state.online }); });
        if (place.state.sign_in == SignIn::SignedIn)
            add("session ends", [this](Place& p) { act(p, SessionEnded {}); });
        else
            add("signed in", [this](Place& p) { act(p, SignedInNow { session }); });
        add("killed and loaded", [this](Place& p) { load(p); });
        return all;
    }

    /// What must not be.
    Problem problem(Place const& place) const
    {
        for (auto const& [text, left] : place.leave)
            if (left < 0)
                return text + " left once more";
        for (auto const& text : place.service)
            if (std::count(place.service.begin(), place.service.end(), text) > 1)
                return text + " is there twice";
        std::size_t under_way = 0;
        for (auto const& [id, intent] : place.state.intents) {
            bool const taken = holds(place.service, intent.text);
            under_way += intent.state == IntentState::Sending;
            if ((intent.state == IntentState::Queued || intent.state == IntentState::Draft) && taken)
                return intent.text + " waits although it is there";
            if (intent.state == IntentState::Failed && taken)
                return intent.text + " failed although it is there";
            if (intent.state == IntentState::Sent && !taken)
                return intent.text + " is sent although it is not there";
        }
        if (under_way > 1)
            return "two are under way in one conversation";
        for (auto const& message : open_thread(place.state)->messages)
            if (message.author == api::Author::User && !holds(place.service, message.text) && !holds(place.finished, message.text))
                return message.text + " is shown as sent although it is not there";
        // Every word is in the composer, in one message that is not settled, or at the service.
        for (std::size_t i = 1; i <= place.typed; ++i) {
            auto const word = "w" + std::to_string(i);
            std::size_t here = has_word(open_thread(place.state)->draft, word), waits = 0;
            for (auto const& [id, intent] : place.state.intents) {
                bool const shown_twice = has_word(intent.text, word) && !intent.recorded; // the composer empties with its record
                waits += has_word(intent.text, word) && !shown_twice;
                here += shown_twice && here == 0;
            }
            auto const there = std::any_of(place.service.begin(), place.service.end(), [&](auto const& text) { return has_word(text, word); });
            auto const over = std::any_of(place.finished.begin(), place.finished.end(), [&](auto const& text) { return has_word(text, word); });
            if (here + waits == 0 && !there && !over)
                return word + " is nowhere";
            if (waits > 1)
                return word + " stands in two messages";
            if (here + waits > 1 && !over)
                return word + " stands in the composer and in a message";
        }
        return {};
    }

    /// Equal for places from which the same things can happen, whenever they came about.
    std::string key(Place const& place) const
    {
        auto const& state = place.state;
        std::string out = std::to_string(place.typed) + (state.online ? "+" : "-") + std::to_string(static_cast<int>(state.sign_in)) + (state.storage_trouble ? "!" : "");
        auto const put = [&](auto const&... parts) { ((out += '|', out += parts), ...); };
        auto const age = [&](std::optional<Instant> at) { return at ? (state.now - *at >= 300s ? "old" : state.now > *at ? "new" : "now") : ""; };
        auto const* shown = open_thread(state);
        put(shown->draft, shown->history.pending ? "p" : "", shown->history.answered_at ? "a" : "", age(shown->history.asked_at), shown->history.retry_at ? "r" : "");
        for (auto const& message : shown->messages)
            put("m", message.text, message.id ? "i" : "", message.author == api::Author::User ? "u" : "");
                for (auto const& id : shown->intents) {
            auto const& intent = state.intents.at(id);
            put("i", intent.text, std::to_string(static_cast<int>(intent.state)), intent.recorded ? "r" : "", intent.record.empty() ? "" : "d", intent.commit ? "c" : "", age(intent.dispatched_at), age(intent.lost_at),
                intent.check_at ? "k" : "", std::to_string(intent.known_before.size()), intent.same_before ? std::to_string(*intent.same_before) : "", intent.error ? intent.error->code : "",
                intent.dispatched_at && shown->history.asked_at && *shown->history.asked_at < *intent.dispatched_at ? "b" : "");
        }
        put("disk", place.draft_on_disk);
        for (auto const& [id, record] : place.disk) {
            auto const intent = decode_intent(record);
            put(intent->text, std::to_string(static_cast<int>(intent->state)), age(intent->dispatched_at), std::to_string(intent->known_before.size()), intent->same_before ? std::to_string(*intent->same_before) : "");
        }
        for (auto const& one : place.commits) {
            auto const known = state.intents.find(one.id);
            put("c", one.text, std::to_string(static_cast<int>(one.state)), known != state.intents.end() && one.commit && known->second.commit == one.commit ? "w" : "");
        }
        for (auto const& flight : place.flights)
            put("f", flight.text);
        for (auto const* list : { &place.late, &place.service, &place.finished }) {
            put("l");
            for (auto const& text : *list)
                put(text);
        }
        put(place.histories.empty() ? "" : "h");
        for (auto const& [text, left] : place.leave)
            put(text, std::to_string(left));
        return out;
    }

private:
    static bool holds(std::vector<std::string> const& list, std::string const& text) { return std::find(list.begin(), list.end(), text) != list.end(); }
    static bool has_word(std::string_view text, std::string_view word)
    {
        auto spaced = " " + std::string(text) + " ";
        std::replace(spaced.begin(), spaced.end(), '\n', ' ');
        return spaced.find(" " + std::string(word) + " ") != std::string::npos;
    }

    void act(Place& place, Action action) const
    {
        for (auto const& effect : update(place.state, std::move(action))) {
            if (auto const* save = effect.get<SaveIntent>()) {
                if (!place.leave.contains(save->intent.text))
                    place.leave[save->intent.text] = 1;
                place.commits.push_back(save->intent);
            }
            if (auto const* remove = effect.get<RemoveIntent>()) {
                std::erase_if(place.commits, [&](auto const& one) { return one.id == remove->id; });
                place.disk.erase(remove->id.text);
            }
            if (auto const* find = effect.get<FindSender>())
                act(place, SenderGone { find->id }); // it has been loaded anew
            if (auto const* send = effect.get<SendIntent>()) {
                --place.leave[send->text];
                place.flights.push_back({ send->id, send->text });
            }
            if (auto const* fetch = effect.get<FetchHistory>())
                place.histories = { fetch->ticket };
            if (auto const* save = effect.get<SaveDraft>(); save != nullptr && save->thread == thread) {
                place.draft_on_disk = save->text;
                place.disk.erase(save->was.text);
            }
        }
    }

    void stored(Place& place, bool kept) const
    {
        auto const intent = place.commits.front();
        place.commits.pop_front();
        auto& there = place.disk[intent.id.text];
        bool const changed = there != intent.before;
        if (kept && !changed) {
            there = intent.record;
            if (intent.state == IntentState::Cancelled)
                place.finished.push_back(intent.text);
        }
        IntentStored told { intent.id, intent.commit, kept && !changed, changed ? std::optional { there } : std::nullopt };
        if (there.empty())
            place.disk.erase(intent.id.text);
        act(place, std::move(told));
    }

    void answer(Place& place, std::size_t which, bool taken, Result<api::Reply> result) const
    {
        auto const flight = place.flights[which];
        place.flights.erase(place.flights.begin() + static_cast<std::ptrdiff_t>(which));
        if (taken)
            place.service.push_back(flight.text);
        act(place, ReplyReceived { flight.id, std::move(result) });
    }

    /// A new page finds what was committed. What travelled still may arrive.
    void load(Place& place) const
    {
        for (auto const& flight : place.flights)
            place.late.push_back(flight.text);
        place.flights.clear();
        place.commits.clear();
        place.histories.clear();
        auto const now = place.state.now;
        bool const online = place.state.online;
        place.state = {};
        std::vector<Intent> kept;
        for (auto const& [id, record] : place.disk)
            kept.push_back(*decode_intent(record));
        act(place, Ticked { now });
        act(place, NetworkChanged { online });
        act(place, Started { .seed = 8 + static_cast<std::uint64_t>(now.time_since_epoch().count()), .service_name = "test", .signed_in = true, .session = session, .route = { .conversation = { thread } }, .intents = kept, .drafts = { { thread, place.draft_on_disk, { session, {} } } } });
    }
};

} // namespace

TEST_CASE("no order of what can happen to two messages brings about a state that must not be", "[store][orders]")
{
    auto const* const wanted = std::getenv("KALLY_DEPTH"); // the long run looks 8 deep
    auto const depth = wanted ? std::strtoul(wanted, nullptr, 10) : 6;
    Machine const machine;
    struct Known { Place place; std::size_t number; std::string path; };
    std::unordered_map<std::string, std::size_t> numbers; // of the places, by their keys
    std::vector<std::vector<std::size_t>> next_of;        // where each step from a place leads
    auto first = machine.begin();
    numbers[machine.key(first)] = 0;
    next_of.emplace_back();
    std::vector<Known> layer;
    layer.push_back({ std::move(first), 0, {} });
    std::size_t problems = 0;
    for (std::size_t i = 0; i < depth; ++i) {
        std::vector<Known> next;
        for (auto const& known : layer)
            for (auto const& step : machine.steps(known.place)) {
                auto place = known.place;
                step.take(place);
                if (auto const problem = machine.problem(place); !problem.empty() && ++problems <= 20)
                    std::printf("  %s%s: %s\n", known.path.c_str(), step.name.c_str(), problem.c_str());
                auto const [found, fresh] = numbers.try_emplace(machine.key(place), next_of.size());
                next_of[known.number].push_back(found->second);
                if (!fresh)
                    continue; // what can follow was or will be looked at from there
                next_of.emplace_back();
                next.push_back({ std::move(place), found->second, known.path + step.name + ", " });
            }
        layer = std::move(next);
    }
    std::vector<double> ways(next_of.size());
    ways[0] = 1;
    for (std::size_t i = 0; i < depth; ++i) {
        std::vector<double> after(ways.size());
        for (std::size_t from = 0; from < ways.size(); ++from)
            for (auto const to : next_of[from])
                after[to] += ways[from];
        ways = std::move(after);
    }
    double orders = 0;
    for (auto const count : ways)
        orders += count;
    std::printf("orders of what can happen to two messages: depth %lu, %.0f orders over %zu states, forbidden %zu\n", depth, orders, numbers.size(), problems);
    CHECK(problems == 0);
}
