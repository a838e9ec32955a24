#include "app/app.h"
#include "platform/headless/headless.h"
#include "store/records.h"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>

using namespace kally;
using platform::headless::world;

namespace {

/// The whole application without a window: a person's presses in, what the screen says out.
struct Person {
    App app;

    explicit Person(std::string const& config = R"({"api_base":"http://127.0.0.1:1","service_name":"test"})")
        : app(api::decode_client_config(config))
    {
        platform::start({ .font_folder = KALLY_FONT_FOLDER });
        app.start();
        platform::run([this] { app.frame(); }, [this] { app.advance(); }, [this] { return app.fill(); });
        frames(8);
    }

    ~Person() { world().held.clear(); } // as a page that ends

    void frames(int count)
    {
        for (int i = 0; i < count; ++i) {
            world().now += std::chrono::milliseconds { 16 };
            platform::headless::run_frame();
        }
    }
    SemanticRecord const* find(Role role, std::string_view name) const
    {
        for (auto const& record : world().output.tree)
            if (record.role == role && record.name.find(name) != std::string::npos && (record.state & StateHidden) == 0)
                return &record;
        return nullptr;
    }
    bool press(Role role, std::string_view name)
    {
        auto const* record = find(role, name);
        if (record == nullptr)
            return false;
        world().input.activated.push_back(record->id);
        frames(4);
        return true;
    }
    bool write(std::string text, bool send)
    {
        auto const* field = find(Role::TextArea, "Message KallyAI");
        if (field == nullptr)
            return false;
        auto const id = field->id;
        world().input.edits.push_back({ id, std::move(text) });
        if (send)
            world().input.submitted.push_back(id);
        frames(6);
        return true;
    }
    void wait(std::chrono::seconds time)
    {
        world().now += time;
        frames(6);
    }
};

} // namespace

TEST_CASE("a person explores the sandbox, sends, reads the answer, presses a suggestion and leaves", "[app]")
{
    platform::headless::reset();
    Person person;
    REQUIRE(person.press(Role::Button, "Explore the sandbox"));
    REQUIRE(person.find(Role::Heading, "What can I take off your plate?") != nullptr);
    REQUIRE(person.write("Book a table for four at Casa Lola on Friday", true));
    CHECK(person.find(Role::Group, "Working on it") != nullptr);
    person.wait(std::chrono::seconds { 2 });
    REQUIRE(person.find(Role::Button, "Copy message") != nullptr);
    CHECK(person.find(Role::Link, "Casa Lola") != nullptr);
    CHECK(world().fragment.starts_with("/chat/c_"));
    CHECK_FALSE(world().announced.empty());
    REQUIRE(person.press(Role::Button, "Confirm the booking"));
    person.wait(std::chrono::seconds { 2 });
    CHECK(person.find(Role::Text, "Booked") != nullptr);
    CHECK(world().records.empty()); // nothing unfinished is left behind

    REQUIRE(person.press(Role::Button, "Sign in"));
    CHECK(person.find(Role::Button, "Continue with KallyAI") != nullptr);
}

TEST_CASE("the sandbox and a draft go on after the tab was loaded anew", "[app]")
{
    platform::headless::reset();
    {
        Person person;
        REQUIRE(person.press(Role::Button, "Explore the sandbox"));
        REQUIRE(person.write("Find a plumber", true));
        person.wait(std::chrono::seconds { 2 });
        REQUIRE(person.write("half a thou", false));
        person.wait(std::chrono::seconds { 1 });
    }
    Person person;
    CHECK(person.find(Role::Article, "KallyAI") != nullptr);
    REQUIRE(person.find(Role::TextArea, "Message KallyAI") != nullptr);
    CHECK(person.find(Role::TextArea, "Message KallyAI")->value == "half a thou");
}

TEST_CASE("a page that ends right after a message left does not find it in the composer again", "[app]")
{
    platform::headless::reset();
    {
        Person person;
        REQUIRE(person.press(Role::Button, "Explore the sandbox"));
        REQUIRE(person.write("Book a table for two", false));
        person.wait(std::chrono::seconds { 1 }); // the draft is written
        REQUIRE(person.write("Book a table for two", true));
    }
    Person again;
    auto const* field = again.find(Role::TextArea, "Message KallyAI");
    REQUIRE(field != nullptr);
    CHECK(field->value.empty());
}

TEST_CASE("what is written in the sandbox and what is the person's own never meet", "[app]")
{
    platform::headless::reset();
    // An unsent message and a draft of the person's own, from a visit before.
    store::Intent own { .id = { "i-own" }, .conversation = {}, .local_thread = "new", .text = "call my bank", .state = store::IntentState::Queued, .created_at = world().now };
    world().records[{ "intents", "i-own" }] = store::encode_intent(own);
    world().records[{ "drafts", "new" }] = "my own draft";
    {
        Person person;
        REQUIRE(person.press(Role::Button, "Explore the sandbox"));
        REQUIRE(person.find(Role::TextArea, "Message KallyAI") != nullptr);
        CHECK(person.find(Role::TextArea, "Message KallyAI")->value.empty());
        CHECK(person.find(Role::Article, "You") == nullptr);
        REQUIRE(person.write("words of the sandbox", false));
        person.wait(std::chrono::seconds { 1 });
    }
    {
        Person again; // loaded anew, the sandbox goes on
        REQUIRE(again.find(Role::TextArea, "Message KallyAI") != nullptr);
        CHECK(again.find(Role::TextArea, "Message KallyAI")->value == "words of the sandbox");
        CHECK(again.find(Role::Article, "You") == nullptr);
        again.wait(std::chrono::seconds { 5 });
        REQUIRE(again.press(Role::Button, "Sign in"));
        CHECK(again.find(Role::Button, "Continue with KallyAI") != nullptr);
        again.frames(4); // their own records are read
        CHECK(again.app.state().threads.at("new").draft == "my own draft");
    }
    CHECK(world().records.size() == 2);
    CHECK(std::any_of(world().records.begin(), world().records.end(), [](auto const& one) { return store::decode_draft({}, one.second).text == "my own draft"; }));
    for (auto const& [key, text] : world().tab)
        CHECK(text.find("words of the sandbox") == std::string::npos);
}

TEST_CASE("of what is typed at most a second is lost, however one types on", "[app]")
{
    platform::headless::reset();
    Person person;
    REQUIRE(person.press(Role::Button, "Explore the sandbox"));
    auto const* field = person.find(Role::TextArea, "Message KallyAI");
    REQUIRE(field != nullptr);
    auto const id = field->id;
    std::vector<std::pair<Instant, std::string>> typed;
    std::size_t checked = 0;
    for (int i = 0; i < 50; ++i) {
        typed.push_back({ world().now, "key" + std::to_string(i) + "." });
        world().input.edits.push_back({ id, typed.back().second });
        person.frames(6); // a key every tenth of a second, without a pause
        std::string kept;
        for (auto const& [key, text] : world().tab)
            kept += text;
        Instant newest = typed.front().first; // of what is kept
        for (auto const& [at, text] : typed)
            if (kept.find(text) != std::string::npos)
                newest = at;
        CHECK(world().now - newest <= std::chrono::seconds { 1 });
        checked += newest > typed.front().first;
    }
    CHECK(checked > 30);
}

TEST_CASE("records that cannot be read are put aside and told; those of a newer version stay", "[app]")
{
    platform::headless::reset();
    world().records[{ "intents", "i-1" }] = "damaged";
    std::string const newer = "version=7\nid=i-2\n";
    world().records[{ "intents", "i-2" }] = newer;
    Person person;
    CHECK_FALSE(world().records.contains({ "intents", "i-1" }));
    CHECK(world().records[{ "intents", "i-2" }] == newer);
    std::size_t aside = 0;
    for (auto const& [name, text] : world().records)
        aside += name.first == "unread" && text == "damaged";
    CHECK(aside == 1);
    CHECK(person.find(Role::Alert, "could not be read and was put aside") != nullptr);
    CHECK(person.app.state().unread.newer == 1);
}

TEST_CASE("damaged records do not fill the device", "[app]")
{
    platform::headless::reset();
    for (int i = 0; i < 60; ++i)
        world().records[{ "intents", "i-" + std::to_string(i) }] = "damaged";
    Person person;
    person.frames(4);
    std::size_t aside = 0;
    for (auto const& [name, text] : world().records)
        aside += name.first == "unread";
    CHECK(aside == 50);
}

TEST_CASE("while nobody looks at the page a message still leaves and its answer is taken in, without a frame", "[app]")
{
    platform::headless::reset();
    Person person;
    REQUIRE(person.press(Role::Button, "Explore the sandbox"));
    auto const* field = person.find(Role::TextArea, "Message KallyAI");
    REQUIRE(field != nullptr);
    auto const id = field->id;
    world().input.edits.push_back({ id, "Find a plumber" });
    world().input.submitted.push_back(id);
    person.frames(1);
    world().input.visible = false;
    world().output = {};
    person.wait(std::chrono::seconds { 2 });
    CHECK(world().output.tree.empty()); // nothing was drawn
    REQUIRE(person.app.state().intents.empty());
    CHECK(person.app.state().threads.begin()->second.messages.size() == 2);
    world().input.visible = true;
    person.frames(2);
    CHECK(person.find(Role::Button, "Copy message") != nullptr);
}

TEST_CASE("what cannot be stored is said and not sent, and its words stay in the composer", "[app]")
{
    platform::headless::reset();
    world().storage_works = false;
    Person person;
    REQUIRE(person.press(Role::Button, "Explore the sandbox"));
    REQUIRE(person.write("Find a plumber", true));
    CHECK(person.find(Role::Alert, "could not save it first") != nullptr);
    person.wait(std::chrono::seconds { 2 });
    CHECK(person.find(Role::Button, "Copy message") == nullptr);
    CHECK(person.find(Role::TextArea, "Message KallyAI")->value == "Find a plumber");
}

TEST_CASE("a page in Spanish speaks Spanish from the first frame", "[app]")
{
    platform::headless::reset();
    world().language = "es-ES";
    Person person;
    CHECK(person.find(Role::Button, "Continuar con KallyAI") != nullptr);
    REQUIRE(person.press(Role::Button, "Explorar la zona de pruebas"));
    CHECK(person.find(Role::Heading, "¿De qué me encargo?") != nullptr);
}

TEST_CASE("while it waits the clock of the answer counts", "[app]")
{
    platform::headless::reset();
    Person person;
    REQUIRE(person.press(Role::Button, "Explore the sandbox"));
    REQUIRE(person.write("Find a plumber", true));
    auto const before = person.app.state().now;
    person.frames(5);
    CHECK(person.app.state().now > before);
    CHECK(person.find(Role::Group, "Working on it") != nullptr);
}

TEST_CASE("an idle application asks for no frame", "[app]")
{
    platform::headless::reset();
    Person person;
    REQUIRE(person.press(Role::Button, "Explore the sandbox"));
    person.wait(std::chrono::seconds { 30 });
    person.frames(20);
    CHECK_FALSE(world().output.animating);
    CHECK_FALSE(world().output.wake_in);
}
