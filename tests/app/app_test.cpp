#include "app/app.h"
#include "platform/headless/headless.h"

#include <catch2/catch_test_macros.hpp>

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
        platform::run([this] { app.frame(); });
        frames(4);
    }

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

TEST_CASE("what cannot be stored is said, and the message goes all the same", "[app]")
{
    platform::headless::reset();
    world().storage_works = false;
    Person person;
    REQUIRE(person.press(Role::Button, "Explore the sandbox"));
    REQUIRE(person.write("Find a plumber", true));
    CHECK(person.find(Role::Status, "could not save that") != nullptr);
    person.wait(std::chrono::seconds { 2 });
    CHECK(person.find(Role::Button, "Copy message") != nullptr);
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
