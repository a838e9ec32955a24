#include "world.h"

#include "base/text.h"
#include "store/records.h"
#include "store/select.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace kally;
using namespace kally::test;
using namespace std::chrono_literals;

namespace {

Owner const ana { "s_ana", "c_a" };

Intent waiting(std::string id, std::string text, Instant at, Owner owner = ana, std::string conversation = "c_1")
{
    return { .id = { std::move(id) }, .conversation = { conversation }, .local_thread = conversation, .text = std::move(text), .state = IntentState::Queued, .created_at = at, .queued_at = at, .owner = std::move(owner) };
}

/// Somebody whose page starts with these records.
World begun(std::string sign_in, std::vector<Intent> intents, std::vector<Draft> drafts = {}, bool online = true)
{
    World world;
    world.state = {};
    world.state.online = online;
    world.act(Ticked { Instant { 480'000h } });
    world.act(Started { .seed = 1, .service_name = "test", .signed_in = true, .session = std::move(sign_in), .intents = std::move(intents), .drafts = std::move(drafts) });
    return world;
}

Instant const noon { 480'000h };

/// The list of conversations is answered: with its oldest one the account is known.
World& list(World& world, std::vector<std::string> ids)
{
    world.act(ConversationsRequested {});
    std::vector<api::Conversation> all;
    for (auto& id : ids)
        all.push_back({ .id = { std::move(id) } });
    return world.act(ConversationsReceived { world.find<FetchConversations>()->ticket, std::move(all) });
}

} // namespace

TEST_CASE("what one person queued is neither sent nor shown when another signs in", "[store][unsent]")
{
    auto const records = std::vector { waiting("i-1", "from Ana", noon) };
    std::vector<Draft> const drafts { { .thread = "new", .text = "Ana's thought", .owner = ana, .page = "p1", .record = "p1 new" } };
    SECTION("on a page of its own, as after the way to the sign-in page")
    {
        auto world = begun("s_other", records, drafts);
        REQUIRE(world.find<LeaveDrafts>() != nullptr); // Ana may be in another tab
        CHECK(world.find<LeaveDrafts>()->page == "p1");
        CHECK(world.count<SaveDraft>() == 0);
        world.commit();
        CHECK(world.count<SendIntent>() == 0);
        CHECK(unsent(world.state).empty());
        CHECK(world.thread("new").draft.empty());
        list(world, { "c_9" });
        REQUIRE(world.count<LoadRecords>() == 1);
        world.act(RecordsLoaded { .intents = records, .drafts = drafts }).commit();
        CHECK(world.count<SendIntent>() == 0);
        CHECK(world.count<RemoveIntent>() == 0); // it is kept for Ana
        CHECK(unsent(world.state).empty());
        CHECK(world.thread("new").draft.empty());
    }
    SECTION("on the same page, under the dialog of an ended session")
    {
        auto world = begun("s_ana", {}, drafts);
        list(world, { "c_a" });
        world.act(NetworkChanged { false });
        world.send("from Ana");
        world.act(SessionEnded {}).act(NetworkChanged { true });
        world.act(SignedInNow { "s_other" }).commit();
        CHECK(world.count<SendIntent>() == 0);
        world.act(ConversationsReceived { *world.state.conversations.pending, std::vector<api::Conversation> { { .id = { "c_9" } } } });
        world.commit();
        CHECK(world.count<SendIntent>() == 0);
        CHECK(world.count<RemoveIntent>() == 0);
        REQUIRE(world.count<LoadRecords>() == 1);
        CHECK(world.find<LoadRecords>()->anew);
        CHECK(world.state.intents.empty());
        CHECK(world.state.threads.empty());
        CHECK(world.state.sign_in == SignIn::SignedIn);
    }
}

TEST_CASE("the same person finds what they queued after another sign-in, and it goes", "[store][unsent]")
{
    SECTION("on a page of its own")
    {
        auto const records = std::vector { waiting("i-1", "from Ana", noon) };
        auto world = begun("s_ana_2", records);
        list(world, { "c_b", "c_a" });
        REQUIRE(world.count<LoadRecords>() == 1);
        world.act(RecordsLoaded { .intents = records, .drafts = { { .thread = "new", .text = "a thought", .owner = ana, .page = "p1", .record = "p1 new" } } });
        REQUIRE(world.find<SaveDraft>() != nullptr);
        CHECK(world.find<SaveDraft>()->instead_of == std::vector<std::string> { "p1 new" });
        CHECK(world.count<LeaveDrafts>() == 0);
        CHECK(world.commit().count<SendIntent>() == 1);
        CHECK(world.thread("new").draft == "a thought");
    }
    SECTION("on the same page")
    {
        auto world = begun("s_ana", {});
        list(world, { "c_a" });
        world.act(NetworkChanged { false });
        world.send("from Ana");
        world.act(SessionEnded {}).act(NetworkChanged { true }).act(SignedInNow { "s_ana_2" });
        world.act(ConversationsReceived { *world.state.conversations.pending, std::vector<api::Conversation> { { .id = { "c_a" } } } });
        CHECK(world.commit().count<SendIntent>() == 1);
    }
}

TEST_CASE("of two who have no conversation yet nobody can tell who it was: the person is asked", "[store][unsent]")
{
    auto const records = std::vector { waiting("i-1", "first words", noon, { "s_one", "" }, "new") };
    auto world = begun("s_two", records);
    list(world, {});
    world.act(RecordsLoaded { .intents = records }).commit();
    CHECK(world.count<SendIntent>() == 0);
    REQUIRE(unsent(world.state).size() == 1);
    CHECK(asks(world.state, *unsent(world.state)[0]));
}

TEST_CASE("what was kept of another for reading says nothing about who is here", "[store][unsent]")
{
    auto const records = std::vector { waiting("i-1", "from Ana", noon) };
    auto world = begun("s_other", records, {}, false);
    list(world, { "c_a" }); // Ana's list, kept on this device
    CHECK(world.count<LoadRecords>() == 0);
    CHECK_FALSE(world.state.account);
}

TEST_CASE("signing out takes along what is one's own and leaves what others wrote", "[store][unsent]")
{
    auto world = begun("s_ana", {});
    list(world, { "c_a" });
    world.act(SignOutPressed {});
    REQUIRE(world.find<WipeLocalData>() != nullptr);
    CHECK(world.find<WipeLocalData>()->of == ana);
}

TEST_CASE("what waited for more than 15 minutes asks, and goes only on the person's word", "[store][unsent]")
{
    auto const age = GENERATE(std::chrono::milliseconds { 15min } + 1ms, std::chrono::milliseconds { -15min } - 1ms); // a clock may be set back
    World world;
    world.act(NetworkChanged { false });
    auto const id = world.send("later");
    world.pass(age).act(NetworkChanged { true }).commit();
    CHECK(world.count<SendIntent>() == 0);
    CHECK(asks(world.state, world.state.intents[id]));
    SECTION("sent now")
    {
        CHECK(world.act(RetryPressed { id }).commit().count<SendIntent>() == 1);
        CHECK_FALSE(asks(world.state, world.state.intents[id]));
    }
    SECTION("discarded: it is gone when its record is")
    {
        world.act(DeletePressed { id });
        REQUIRE(world.find<SaveIntent>() != nullptr);
        CHECK(world.find<SaveIntent>()->intent.record.empty());
        world.commit();
        CHECK(world.state.intents.empty());
    }
    SECTION("nothing overtakes it")
    {
        auto const second = world.send("after it");
        CHECK(world.count<SendIntent>() == 0);
        world.act(DeletePressed { id }).commit();
        REQUIRE(world.count<SendIntent>() == 1);
        CHECK(world.find<SendIntent>()->id == second);
    }
}

TEST_CASE("up to 15 minutes it goes by itself; after a reload the time that passed counts", "[store][unsent]")
{
    auto const [age, sent] = GENERATE(table<std::chrono::minutes, std::size_t>({ { 15min, 1 }, { 16min, 0 } }));
    auto world = begun("s_ana", { waiting("i-1", "later", noon - age) });
    CHECK(world.commit().count<SendIntent>() == sent);
    CHECK(unsent(world.state).size() == 1 - sent);
}

TEST_CASE("a queue keeps its order over a reload, whatever its records are called", "[store][unsent]")
{
    std::vector<Intent> records;
    for (int i = 11; i >= 1; --i)
        records.push_back(waiting("i-f-" + std::to_string(i), std::to_string(i), noon + std::chrono::milliseconds { i / 4 }));
    auto world = begun("s_ana", records);
    std::string order;
    for (world.commit(); world.count<SendIntent>() == 1; world.commit()) {
        auto const sent = *world.find<SendIntent>();
        order += sent.text + " ";
        world.act(ReplyReceived { sent.id, reply("ok") });
    }
    CHECK(order == "1 2 3 4 5 6 7 8 9 10 11 ");
}

TEST_CASE("what is not sent yet goes back into the composer, before what stands there", "[store][unsent]")
{
    World world;
    world.act(NetworkChanged { false });
    auto const id = world.send("Book a tabel");
    world.act(DraftEdited { "c_1", "for two" });
    world.act(EditPressed { id });
    REQUIRE(world.find<SaveIntent>() != nullptr);
    auto const save = world.find<SaveIntent>()->intent;
    CHECK(save.state == IntentState::Draft);
    CHECK(world.thread().draft == "for two"); // its record says so first: no tab may send it then
    SECTION("noted")
    {
        world.act(IntentStored { id, save.commit });
        CHECK(world.thread().draft == "Book a tabel\n\nfor two");
        REQUIRE(world.find<SaveDraft>() != nullptr);
        CHECK(world.find<SaveDraft>()->was == id); // only then its record goes
        CHECK(world.state.intents.empty());
        CHECK(world.state.route == Route { .conversation = { "c_1" } });
        CHECK(world.act(NetworkChanged { true }).commit().count<SendIntent>() == 0);
    }
    SECTION("a page that ends now finds the words in the composer")
    {
        auto next = begun("", { save });
        CHECK(next.thread().draft == "Book a tabel");
        CHECK(next.state.intents.empty());
        CHECK(next.commit().count<SendIntent>() == 0);
        CHECK(next.find<SaveDraft>() != nullptr);
    }
    SECTION("nothing that may have left can be edited")
    {
        World other;
        auto const left = other.send("gone");
        other.act(EditPressed { left });
        CHECK(other.effects.empty());
        other.act(ReplyReceived { left, Error { ErrorKind::Unanswered } }).act(EditPressed { left });
        CHECK(other.effects.empty());
    }
}

TEST_CASE("of two tabs that have the same message one sends it", "[store][unsent]")
{
    auto const record = waiting("i-1", "once", noon);
    auto world = begun("s_ana", { record });
    auto const claim = world.find<SaveIntent>()->intent;
    CHECK(claim.state == IntentState::Sending);
    auto told = record;
    SECTION("the other one was first: this one looks for it")
    {
        told.state = IntentState::Sending;
        world.act(IntentStored { claim.id, claim.commit, false, encode_intent(told) });
        CHECK(world.count<SendIntent>() == 0);
        CHECK(world.only_intent().state == IntentState::Unknown);
        CHECK(world.count<FetchHistory>() == 1);
    }
    SECTION("the other one has sent it, or discarded it: it is no more")
    {
        world.act(IntentStored { claim.id, claim.commit, false, "" });
        CHECK(world.count<SendIntent>() == 0);
        CHECK(world.state.intents.empty());
        CHECK(world.count<FetchHistory>() == 1);
    }
    SECTION("the other one is editing it")
    {
        told.state = IntentState::Draft;
        world.act(IntentStored { claim.id, claim.commit, false, encode_intent(told) });
        CHECK(world.count<SendIntent>() == 0);
        CHECK(world.state.intents.empty());
    }
    SECTION("the other one has only said once more that it goes: it goes from here, once")
    {
        told.queued_at = noon + 1min;
        world.act(IntentStored { claim.id, claim.commit, false, encode_intent(told) });
        REQUIRE(world.find<SaveIntent>() != nullptr);
        CHECK(world.find<SaveIntent>()->intent.before == encode_intent(told));
        CHECK(world.commit().count<SendIntent>() == 1);
    }
}

TEST_CASE("whichever commit finds that another tab has sent a message, it is not sent again", "[store][unsent]")
{
    auto world = begun("s_ana", { waiting("i-1", "once", noon, { "s_ana", "" }) }, {}, false);
    world.state.online = true; // the list of conversations comes before what waits
    world.state.sign_in = SignIn::SignedIn;
    list(world, { "c_a" });
    REQUIRE(world.find<SaveIntent>() != nullptr); // with the account, which is known now
    auto const stamp = world.find<SaveIntent>()->intent;
    CHECK(stamp.owner.account == world.state.account);
    auto& intent = world.only_intent();
    if (intent.commit) { // it was dispatched in the same step
        world.act(IntentStored { stamp.id, {}, false, "" });
        world.act(IntentStored { stamp.id, intent.commit, false, "" });
    } else {
        world.act(IntentStored { stamp.id, {}, false, "" });
    }
    CHECK(world.count<SendIntent>() == 0);
    CHECK(world.state.intents.empty());
}

TEST_CASE("a message that another page may still send is never called undelivered", "[store][unsent]")
{
    auto sending = waiting("i-1", "slow", noon);
    sending.state = IntentState::Sending;
    sending.dispatched_at = noon;
    sending.sender = "i-other";
    sending.same_before = 0;
    auto world = begun("s_ana", { sending });
    list(world, { "c_a" });
    auto const look = [&](std::chrono::seconds later) {
        world.pass(later);
        world.load_history({});
    };
    look(600s);
    CHECK(world.only_intent().state == IntentState::Unknown);
    world.act(CheckAgainPressed { { "i-1" } });
    world.act(NetworkChanged { false }).act(NetworkChanged { true });
    REQUIRE(world.find<FindSender>() != nullptr);
    CHECK(world.find<FindSender>()->sender == "i-other");
    SECTION("it ends: from then on as long as a request may take")
    {
        world.act(SenderGone { { "i-1" } });
        look(299s);
        CHECK(world.only_intent().state == IntentState::Unknown);
        look(1s);
        CHECK(world.only_intent().state == IntentState::Failed);
    }
    SECTION("it is there after all")
    {
        world.load_history({ said("m_1", api::Author::User, "slow", noon) });
        CHECK(world.state.intents.empty());
    }
}

TEST_CASE("a clock that is turned, or a computer that slept, makes no message undelivered", "[store][unsent]")
{
    auto const hours = GENERATE(24h, -24h);
    World world;
    world.load_history({});
    auto const id = world.send("Hello");
    world.act(HistoryRequested { { "c_1" } }); // on its way when the clock is turned
    auto const early = world.find<FetchHistory>()->ticket;
    world.pass(1s).jump(hours).act(ReplyReceived { id, Error { ErrorKind::Unanswered } });
    world.act(HistoryReceived { early, { "c_1" }, api::History {} });
    CHECK(world.only_intent().state == IntentState::Unknown);
    world.pass(10s).jump(hours);
    world.load_history({});
    CHECK(world.only_intent().state == IntentState::Unknown);
    world.pass(300s);
    world.load_history({});
    CHECK(world.only_intent().state == IntentState::Failed);
}

TEST_CASE("what another tab has changed is not deleted", "[store][unsent]")
{
    auto failed = waiting("i-1", "again", noon);
    failed.state = IntentState::Failed;
    failed.record = encode_intent(failed);
    auto world = begun("s_ana", { failed });
    list(world, { "c_a" });
    world.act(DeletePressed { failed.id });
    auto const remove = world.find<SaveIntent>()->intent;
    SECTION("it is being sent there")
    {
        auto told = failed;
        told.state = IntentState::Sending;
        world.act(IntentStored { remove.id, remove.commit, false, encode_intent(told) });
        CHECK(world.only_intent().state == IntentState::Unknown);
    }
    SECTION("nor what storage does not let go")
    {
        world.act(IntentStored { remove.id, remove.commit, false });
        CHECK(world.only_intent().state == IntentState::Failed);
        CHECK(world.state.storage_trouble);
        CHECK(world.act(RetryPressed { failed.id }).commit().count<SendIntent>() == 1);
    }
}

TEST_CASE("of two messages with the same words one that arrived settles one", "[store][unsent]")
{
    World world;
    world.load_history({});
    auto const first = world.send("yes");
    world.act(ReplyReceived { first, Error { ErrorKind::Unanswered } });
    auto const second = world.send("yes");
    auto const one = said("m_1", api::Author::User, "yes", world.state.now);
    SECTION("the second was answered")
    {
        world.act(ReplyReceived { second, reply("fine") });
        world.load_history({ one });
        REQUIRE(world.state.intents.size() == 1);
        CHECK(world.only_intent().id == first);
    }
    SECTION("neither was")
    {
        world.act(ReplyReceived { second, Error { ErrorKind::Unanswered } });
        world.load_history({ one });
        CHECK(world.state.intents.size() == 1);
        world.load_history({ one, said("m_2", api::Author::User, "yes", world.state.now) });
        CHECK(world.state.intents.empty());
    }
}

TEST_CASE("what is sent under a new sign-in, before it is known whose it is, belongs to who was in before", "[store][unsent]")
{
    auto world = begun("s_ana", {});
    list(world, { "c_a" });
    world.act(SessionEnded {}).act(SignedInNow { "s_new" });
    auto const id = world.send("from whom", "new");
    CHECK(world.count<SendIntent>() == 0);
    CHECK(world.state.intents[id].owner.session == "s_ana");
    SECTION("the same person: it goes")
    {
        list(world, { "c_a" }).commit();
        CHECK(world.count<SendIntent>() == 1);
    }
    SECTION("another one: it stays for the one before")
    {
        list(world, { "c_9" }).commit();
        CHECK(world.count<SendIntent>() == 0);
        CHECK(world.state.intents.empty());
    }
}

TEST_CASE("a draft goes along in one step when the conversation gets its name, beside what stands there", "[store][unsent]")
{
    World world;
    auto const id = world.send("Hello", "new");
    world.act(DraftEdited { "new", "and then" });
    world.act(DraftEdited { "c_1", "typed there" });
    world.act(ReplyReceived { id, reply("Hi") });
    REQUIRE(world.count<SaveDraft>() == 1);
    CHECK(world.find<SaveDraft>()->from == "new");
    CHECK(world.thread().draft == "and then\n\ntyped there");
}

TEST_CASE("why something was not sent is still known after a reload", "[store][unsent]")
{
    auto failed = waiting("i-1", "too much", noon);
    failed.state = IntentState::Failed;
    failed.error = Error { .kind = ErrorKind::Rejected, .detail = "the service's words", .code = "quota_exceeded", .status = 402 };
    auto const back = decode_intent(encode_intent(failed));
    REQUIRE(back);
    REQUIRE(back->error);
    CHECK(back->error->code == "quota_exceeded");
    CHECK(back->error->status == 402);
    CHECK(back->error->kind == ErrorKind::Rejected);
    CHECK(back->error->detail.empty());
    CHECK(back->owner == ana);
}

TEST_CASE("what is unsent stands in one list over all conversations, the oldest first", "[store][unsent]")
{
    World world;
    world.act(NetworkChanged { false });
    world.send("one", "c_1");
    world.pass(1s);
    world.send("two", "c_2");
    world.pass(1s);
    world.send("three", "new");
    std::string all;
    for (auto const* one : unsent(world.state))
        all += one->text + " ";
    CHECK(all == "one two three ");
    CHECK(parse_route("#/unsent") == Route { .unsent = true });
    CHECK(format_route({ .unsent = true }) == "#/unsent");
}

TEST_CASE("a reply that came while the page was away is looked for after a reload", "[store][unsent]")
{
    auto left = waiting("i-1", "Find a desk", noon - 30s);
    left.state = IntentState::Sending;
    left.dispatched_at = noon - 30s;
    left.same_before = 0;
    auto world = begun("s_ana", { left });
    world.act(RouteChanged { { .conversation = { "c_1" } } });
    auto const answer = [&](std::vector<api::Message> messages) {
        auto const pending = world.thread().history.pending;
        REQUIRE(pending);
        world.act(HistoryReceived { *pending, { "c_1" }, api::History { .messages = std::move(messages) } });
    };
    auto const asked = said("m_1", api::Author::User, "Find a desk", noon - 30s);
    answer({ asked });
    CHECK(world.state.intents.empty()); // it arrived, and is being worked on
    CHECK(thread_items(world.state).back().kind == ThreadItem::Kind::Waiting);
    REQUIRE(world.find<WakeAt>() != nullptr);
    auto const due = *world.find<WakeAt>();
    CHECK(due.at - world.state.now <= 60s);
    world.act(Ticked { due.at }).act(due.action);
    REQUIRE(world.count<FetchHistory>() == 1);
    SECTION("the reply is there")
    {
        answer({ asked, said("m_2", api::Author::Assistant, "Three found", noon) });
        CHECK(world.thread().messages.size() == 2);
        CHECK(world.count<WakeAt>() == 0);
        CHECK(thread_items(world.state).back().kind == ThreadItem::Kind::Message);
    }
    SECTION("after ten minutes nobody waits any more")
    {
        world.pass(10min);
        answer({ asked });
        CHECK(world.count<WakeAt>() == 0);
        CHECK(thread_items(world.state).back().kind == ThreadItem::Kind::Message);
    }
}

TEST_CASE("a history that was kept on this device does not say that a message did not arrive", "[store][unsent]")
{
    auto const kept = GENERATE(true, false);
    auto intent = waiting("i-1", "did it arrive", noon);
    intent.state = IntentState::Sending;
    intent.dispatched_at = noon;
    intent.same_before = 0;
    auto world = begun("s_ana", { intent });
    world.act(SenderGone { intent.id }).pass(10min);
    if (kept)
        world.act(KeptShown { noon - 1h });
    world.read_goals();
    world.act(HistoryRequested { { "c_1" } });
    world.act(HistoryReceived { world.find<FetchHistory>()->ticket, { "c_1" }, api::History {} });
    CHECK(world.only_intent().state == (kept ? IntentState::Unknown : IntentState::Failed));
}

TEST_CASE("drafts are kept with their owner; those of an older version are read", "[store][records]")
{
    Draft const draft { "new", "words\nwith=signs", ana, noon, "p1" };
    auto const back = decode_draft("anything", encode_draft(draft));
    CHECK(back.thread == "new");
    CHECK(back.text == draft.text);
    CHECK(back.owner == ana);
    CHECK(back.at == noon);
    CHECK(back.page == "p1");
    CHECK(back.record == "anything");
    CHECK(draft_key(draft) == "p1 new");
    CHECK(decode_draft("c_1", "plain words").text == "plain words");
    CHECK(decode_draft("c_1", "plain words").thread == "c_1");
    CHECK(decode_draft("c_1", "plain words").at == Instant {});
    CHECK(is_newer("version=2\n"));
    CHECK_FALSE(is_newer("version=1\n"));
    CHECK_FALSE(is_newer("version=x\n"));
}

TEST_CASE("records that cannot be read are told once", "[store][records]")
{
    World world;
    world.act(RecordsLoaded { .unread = { .damaged = 2, .newer = 0 } });
    REQUIRE(world.state.toast);
    CHECK(world.state.toast->text_key == "StorageUnread");
    world.act(ToastDismissed {}).act(RecordsLoaded { .unread = { .damaged = 1, .newer = 1 } });
    CHECK_FALSE(world.state.toast);
    CHECK(world.state.unread.newer == 1);
}

TEST_CASE("a page that ends between a message's record and the composer's leaves the words in one place, and a new beginning alone", "[store][unsent]")
{
    auto const [at, kept] = GENERATE(table<Instant, std::string>({
        { noon - 2s, "" },          // how the message was typed
        { noon + 2s, "Call my" },   // typed after it
        { Instant {}, "Call my" },  // a record that does not say
    }));
    auto world = begun("s_ana", { waiting("i-1", "Call my mother", noon) }, { { "c_1", "Call my", ana, at } }, false);
    CHECK(world.thread("c_1").draft == kept);
    CHECK(unsent(world.state).size() == 1);
}

TEST_CASE("of two messages that were sent at once the second is not found in the composer beside its record, when the page ends", "[store][unsent]")
{
    auto before = begun("s_ana", {}, {}, false);
    before.act(DraftEdited { "c_1", "First" }).act(SendPressed { "c_1" });
    auto const first = before.find<SaveIntent>()->intent;
    before.pass(5ms).act(DraftEdited { "c_1", "First second" });
    before.pass(5ms).act(SendPressed { "c_1" });
    auto const second = before.find<SaveIntent>()->intent;
    before.pass(5ms).act(IntentStored { first.id, first.commit });
    auto const* save = before.find<SaveDraft>();
    REQUIRE(save != nullptr);
    CHECK(trim(save->text) == "second");
    auto const record = decode_intent(encode_intent(second));
    REQUIRE(record);
    Draft const left { "c_1", save->text, ana, save->at.value_or(before.state.latest) };
    CHECK(begun("s_ana", { *record }, { left }, false).thread("c_1").draft.empty());
    CHECK(begun("s_ana", {}, { left }, false).thread("c_1").draft == save->text); // where its record was not reached
    before.pass(5ms).act(IntentStored { second.id, second.commit });
    CHECK(before.thread("c_1").draft.empty());
}

TEST_CASE("a clock that is put back between typing and sending makes no new beginning of what was sent", "[store][unsent]")
{
    auto before = begun("s_ana", {}, {}, false);
    auto const typed = before.state.latest;
    before.pass(-24h);
    CHECK(before.state.latest == typed);
    before.send("Call my mother");
    REQUIRE(before.state.intents.size() == 1);
    auto const record = decode_intent(encode_intent(before.state.intents.begin()->second));
    REQUIRE(record);
    CHECK(record->created_at == typed - 24h); // what is shown is what the clock says
    auto after = begun("s_ana", { *record }, { { record->local_thread, "Call my", ana, typed } }, false);
    CHECK(after.thread(record->local_thread).draft.empty());
    CHECK(unsent(after.state).size() == 1);

    // The same when the page ended in between, and the next one knows the new clock only.
    auto next = begun("s_ana", {}, { { "c_1", "Call my mother", ana, noon + 24h } }, false);
    next.act(SendPressed { "c_1" });
    REQUIRE(next.state.intents.size() == 1);
    CHECK(next.only_intent().made_at >= noon + 24h);
}

TEST_CASE("by the clock of a device that is a day ahead the same words in the history came too early: perhaps sent, never called undelivered", "[store][unsent]")
{
    bool const there = GENERATE(true, false);
    auto intent = waiting("i-1", "Pay the bill", noon + 24h);
    intent.state = IntentState::Unknown;
    intent.dispatched_at = noon + 24h;
    auto world = begun("s_ana", { intent });
    world.act(SenderGone { intent.id }).pass(25h).act(CheckAgainPressed { intent.id });
    REQUIRE(world.count<FetchHistory>() == 1);
    auto const history = world.find<FetchHistory>()->ticket;
    world.read_goals();
    world.act(HistoryReceived { history, { "c_1" }, api::History { .messages = { said("m_1", api::Author::User, there ? "Pay the bill" : "Earlier", noon) } } });
    CHECK(world.state.intents[intent.id].state == (there ? IntentState::Unknown : IntentState::Failed));
}
