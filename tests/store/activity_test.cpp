#include "store/select.h"
#include "world.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace kally;
using namespace kally::test;

namespace {

using std::chrono::seconds;
using Undo = Activity::Undo;

api::InboxMessage letter(std::string id, bool unread) { return { .id = { std::move(id) }, .from = "Ana", .unread = unread }; }

World on_inbox(Letters letters)
{
    World world;
    world.act(RouteChanged { { .page = Page::Activity } });
    auto const ticket = world.state.activity.inbox.pending.value();
    world.act(Received<Letters> { ticket, std::move(letters) });
    return world;
}

} // namespace

TEST_CASE("Each tab of the activity has its address and asks for its own list")
{
    World world;
    for (auto const* address : { "#/activity/inbox", "#/activity/outbox", "#/activity/actions", "#/activity/outbox/em_1", "#/activity/inbox/a%2Fb" })
        CHECK(format_route(parse_route(address)) == address);
    CHECK(parse_route("#/activity").activity_tab == ActivityTab::Inbox);
    CHECK(parse_route("#/activity/actions/a_1").page == Page::NotFound);
    CHECK(parse_route("#/activity/elsewhere").page == Page::NotFound);
    world.act(RouteChanged { parse_route("#/activity/outbox") });
    CHECK(world.count<FetchMails>() == 1);
    CHECK(world.count<Fetch<Letters>>() == 0);
    world.act(RouteChanged { parse_route("#/activity/actions") });
    CHECK(world.count<Fetch<ActionLog>>() == 1);
}

TEST_CASE("Who opens a message has read it; what was read is not told again")
{
    auto world = on_inbox({ letter("m_1", true), letter("m_2", false) });
    world.act(RouteChanged { { .page = Page::Activity, .activity = "m_1" } });
    REQUIRE(world.find<FetchLetter>() != nullptr);
    auto opened = letter("m_1", true);
    opened.thread_id = ThreadId { "t_1" };
    world.act(LetterReceived { world.find<FetchLetter>()->ticket, { "m_1" }, opened });
    REQUIRE(world.find<MarkRead>() != nullptr);
    CHECK(world.find<MarkRead>()->ids == std::vector<InboxId> { { "m_1" } });
    CHECK(world.count<FetchLetterThread>() == 1);
    world.act(MarkedRead { { { "m_1" } }, api::ActionResult {} });
    CHECK(world.state.activity.inbox.value->front().unread == false);
    world.act(MarkReadPressed {});
    CHECK(world.effects.empty());
}

TEST_CASE("A service that cannot mark as read says so once and is not asked again")
{
    auto world = on_inbox({ letter("m_1", true) });
    world.act(MarkReadPressed {});
    CHECK(world.count<MarkRead>() == 1);
    world.act(MarkedRead { { { "m_1" } }, Error { .kind = ErrorKind::Rejected, .status = 405 } });
    CHECK(world.state.toast->text_key == "NotOffered");
    CHECK(world.state.activity.inbox.value->front().unread == true);
    world.act(MarkReadPressed {});
    CHECK(world.effects.empty());
}

TEST_CASE("Whether messages were marked as read when the answer was lost, the list tells")
{
    auto world = on_inbox({ letter("m_1", true) });
    world.act(MarkReadPressed {});
    auto const [kind, reads] = GENERATE(table<ErrorKind, bool>({ { ErrorKind::Unanswered, true }, { ErrorKind::Offline, false } }));
    world.act(MarkedRead { { { "m_1" } }, Error { .kind = kind } });
    CHECK(world.count<Fetch<Letters>>() == (reads ? 1 : 0));
    CHECK(world.state.toast.has_value() != reads);
}

TEST_CASE("An undo counts down, can be stopped, and leaves once")
{
    World world;
    ActionId const id { "a_1" };
    world.act(UndoPressed { id });
    REQUIRE(world.find<WakeAt>() != nullptr);
    CHECK(world.find<WakeAt>()->at == world.state.now + seconds { 5 });
    auto const round = world.state.activity.undos.at(id).round;
    SECTION("stopped")
    {
        world.act(UndoStopped { id });
        world.act(UndoDue { id, round });
        CHECK(world.effects.empty());
    }
    SECTION("stopped and begun again: the first countdown ends nothing")
    {
        world.act(UndoStopped { id });
        world.act(UndoPressed { id });
        world.act(UndoDue { id, round });
        CHECK(world.effects.empty());
        CHECK(world.state.activity.undos.at(id).stage == Undo::Stage::Counting);
    }
    SECTION("over")
    {
        world.pass(seconds { 5 });
        world.act(UndoDue { id, round });
        CHECK(world.count<UndoAction>() == 1);
        world.act(UndoDue { id, round });
        world.act(UndoPressed { id });
        CHECK(world.effects.empty());
        SECTION("done")
        {
            world.act(UndoAnswered { id, round, api::ActionResult { .status = "undone" } });
            CHECK(world.state.activity.undos.empty());
            CHECK(world.count<Fetch<ActionLog>>() == 1);
        }
        SECTION("refused, with the reason")
        {
            world.act(UndoAnswered { id, round, Error { .kind = ErrorKind::Rejected, .detail = "The time to undo this is over.", .code = "action_not_undoable", .status = 409 } });
            CHECK(world.state.activity.undos.at(id).stage == Undo::Stage::Refused);
            CHECK(world.state.activity.undos.at(id).error->detail == "The time to undo this is over.");
            CHECK_FALSE(world.state.missing.contains(Offer::Undo));
        }
        SECTION("no answer came: the log says whether it was undone")
        {
            world.act(UndoAnswered { id, round, Error { .kind = ErrorKind::Unanswered } });
            REQUIRE(unsure(world.state).size() == 1);
            CHECK(unsure(world.state).front().where == Route { .page = Page::Activity, .activity_tab = ActivityTab::Actions });
            bool const undone = GENERATE(true, false);
            world.act(Received<ActionLog> { world.find<Fetch<ActionLog>>()->ticket, ActionLog { { .id = id, .description = "Booked a table", .status = undone ? "undone" : "completed" } } });
            CHECK(world.state.activity.undos.empty() == undone);
            CHECK(unsure(world.state).empty() == undone);
            if (!undone)
                CHECK(unsure(world.state).front().title == "Booked a table");
        }
        SECTION("not offered")
        {
            world.act(UndoAnswered { id, round, Error { .kind = ErrorKind::Rejected, .code = "not_found", .status = 404 } });
            CHECK(world.state.missing.contains(Offer::Undo));
            CHECK(world.state.activity.undos.empty());
        }
    }
    SECTION("without a network nothing leaves later either")
    {
        world.act(NetworkChanged { false });
        world.act(UndoDue { id, round });
        CHECK(world.count<UndoAction>() == 0);
        CHECK(world.state.activity.undos.empty());
    }
}

TEST_CASE("Older messages come until there are no more")
{
    Letters letters;
    for (int i = 0; i < 50; ++i)
        letters.push_back(letter("m_" + std::to_string(i), false));
    auto world = on_inbox(letters);
    world.act(MoreActivityRequested {});
    REQUIRE(world.find<Fetch<Letters>>() != nullptr);
    CHECK(world.find<Fetch<Letters>>()->limit == 100);
    world.act(Received<Letters> { world.find<Fetch<Letters>>()->ticket, letters });
    world.act(MoreActivityRequested {});
    CHECK(world.effects.empty());
}
