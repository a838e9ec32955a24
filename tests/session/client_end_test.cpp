#include "client_world.h"

#include <catch2/catch_test_macros.hpp>

using namespace kally;
using namespace std::chrono_literals;
using World = ClientWorld;

TEST_CASE("Sign-out wipes the vault and cancels every request that carries the session", "[session]")
{
    World world;
    world.sign_in();
    world.fetch();
    world.say("travelling");
    int plans = 0;
    world.client->send<std::vector<api::Plan>>(api::list_plans(), [&](auto) { ++plans; });
    world.client->sign_out();
    CHECK_FALSE(world.client->signed_in());
    CHECK_FALSE(world.vault.kept);
    CHECK(world.wire.sent[0].cancelled);
    CHECK(world.wire.sent[1].cancelled);
    CHECK_FALSE(world.wire.sent[2].cancelled);
    world.answer(2, 200, "[]");
    CHECK(plans == 1);
    CHECK(world.calls.empty());
    CHECK(world.replies.empty());
    CHECK(world.signed_out == 0); // the person did it
}

TEST_CASE("Sign-out during a renewal ends it: nobody is signed in again by its answer", "[session]")
{
    World world;
    world.sign_in(3600s);
    world.time += 2h;
    world.fetch();
    world.client->sign_out();
    CHECK(world.wire.sent[0].cancelled);
    world.poll();
    CHECK(world.calls.empty());
    CHECK_FALSE(world.client->signed_in());
}

TEST_CASE("A cancelled operation never answers", "[session]")
{
    World world;
    world.sign_in(3600s);

    SECTION("while it travels")
    {
        world.client->cancel(world.fetch());
        CHECK(world.wire.sent[0].cancelled);
    }
    SECTION("while it waits for a renewal, which goes on")
    {
        world.time += 2h;
        world.client->cancel(world.fetch());
        world.answer(0, 200, World::tokens_two);
        CHECK(world.wire.sent.size() == 1);
        CHECK(world.vault.kept->access_token == "at_two");
    }
    SECTION("while its repetition travels")
    {
        auto const id = world.fetch();
        world.answer(0, 401, "{}");
        world.answer(1, 200, World::tokens_two);
        world.client->cancel(id);
        CHECK(world.wire.sent[2].cancelled);
    }
    SECTION("when it was refused already, but not answered")
    {
        world.client->sign_out();
        world.client->cancel(world.fetch());
        CHECK_FALSE(world.client->has_answers());
    }
    world.poll();
    CHECK(world.calls.empty());
}

TEST_CASE("A callback may cancel another answer of the same poll", "[session]")
{
    World world;
    net::RequestId other = 0;
    int answers = 0;
    auto cancels_other = [&](World::Calls) {
        ++answers;
        world.client->cancel(other);
    };
    world.client->send<api::CallPage>(api::list_calls({}), cancels_other);
    other = world.fetch();
    world.poll();
    CHECK(answers == 1);
    CHECK(world.calls.empty());
}

TEST_CASE("Destruction cancels everything, the renewal too", "[session]")
{
    World world;
    world.sign_in(3600s);
    world.fetch();
    world.time += 2h;
    world.fetch();
    REQUIRE(world.wire.sent.size() == 2);
    world.client.reset();
    CHECK(world.wire.travelling() == 0);
    world.wire.poll();
    CHECK(world.calls.empty());
}

TEST_CASE("A reload stays signed in", "[session]")
{
    World world;
    world.vault.kept = session::Credentials { "at_kept", "rt_kept", world.time + 1h };
    world.client->restore();
    CHECK(world.client->signed_in());
    world.fetch();
    CHECK(world.authorization(0) == "Bearer at_kept");
    world.time += 2h;
    world.fetch();
    REQUIRE(world.is_renewal(1));
    CHECK(world.request(1).body == "{\"refresh_token\":\"rt_kept\"}");
}

TEST_CASE("What cannot be sent as a token signs nobody in", "[session]")
{
    World world;
    SECTION("from the vault")
    {
        world.vault.kept = session::Credentials { "at\r\nX-Evil: 1", "rt_kept", world.time + 1h };
        world.client->restore();
        CHECK_FALSE(world.client->signed_in());
    }
    SECTION("from a sign-in, even over an earlier session")
    {
        world.sign_in();
        world.client->adopt({ .access_token = "at\nX-Evil: 1" });
        CHECK_FALSE(world.vault.kept);
        CHECK_FALSE(world.client->signed_in());
    }
}

TEST_CASE("Another sign-in takes nothing of the one before", "[session]")
{
    World world;
    world.sign_in(3600s);
    auto const second = api::Tokens { .access_token = "at_other", .refresh_token = {}, .expires_in = 3600s };

    SECTION("not its refresh token")
    {
        world.client->adopt(second);
        CHECK(world.vault.kept->refresh_token.empty());
    }
    SECTION("not its message, when that is refused")
    {
        world.say("of the first person");
        world.client->adopt(second);
        world.answer(0, 401, "{}");
        CHECK(world.wire.sent.size() == 1);
        REQUIRE(world.replies.size() == 1);
        CHECK(kind_of(world.replies[0]) == ErrorKind::SignedOut);
        CHECK(world.client->signed_in());
        CHECK(world.signed_out == 0);
    }
    SECTION("not its waiting message, nor its renewal")
    {
        world.time += 2h;
        world.say("of the first person");
        world.client->adopt(second);
        CHECK(world.wire.sent[0].cancelled);
        world.poll();
        CHECK(world.wire.sent.size() == 1);
        REQUIRE(world.replies.size() == 1);
        CHECK(kind_of(world.replies[0]) == ErrorKind::SignedOut);
        CHECK(world.vault.kept->access_token == "at_other");
    }
}

TEST_CASE("A session that ended stays ended, whatever else arrives", "[session]")
{
    World world;
    world.sign_in(3600s);
    world.fetch();                     // 0
    world.fetch();                     // 1
    world.answer(0, 401, "{}");        // 2 renews
    world.answer(2, 200, World::tokens_two);
    world.answer(3, 401, "{}");        // the repetition: the session ends
    CHECK(world.signed_out == 1);
    world.answer(1, 401, "{}");
    CHECK(world.signed_out == 1);
    CHECK(world.wire.sent.size() == 4);
    REQUIRE(world.calls.size() == 2);
    CHECK(kind_of(world.calls[1]) == ErrorKind::SignedOut);
}

TEST_CASE("A session that ends while it is renewed is not brought back by the renewal", "[session]")
{
    World world;
    world.sign_in(3600s);
    world.fetch();
    world.answer(0, 401, "{}");
    world.answer(1, 200, R"({"access_token":"at_two","expires_in":60})"); // due at once
    world.fetch();
    REQUIRE(world.is_renewal(3));
    world.answer(2, 401, "{}"); // the repetition of the first
    CHECK(world.signed_out == 1);
    CHECK(world.wire.sent[3].cancelled);
    REQUIRE(world.calls.size() == 2);
    CHECK(kind_of(world.calls[0]) == ErrorKind::SignedOut);
    CHECK(kind_of(world.calls[1]) == ErrorKind::SignedOut);
    CHECK_FALSE(world.client->signed_in());
}

TEST_CASE("A session may be ended from a callback", "[session]")
{
    World world;
    world.sign_in();
    world.client->send<api::CallPage>(api::list_calls({}), [&](World::Calls) { world.client->sign_out(); });
    world.fetch();
    world.answer(0, 200);
    CHECK_FALSE(world.client->signed_in());
    CHECK(world.wire.sent[1].cancelled);
    CHECK(world.calls.empty());
}

TEST_CASE("No error holds a token, even if the service quotes one", "[session]")
{
    World world;
    world.sign_in(3600s);
    std::string const loud = R"({"error":{"code":"at_one","message":"Bearer at_one and rt_one, at_two, rt_two","correlation_id":"rt_one","upgrade_url":"https://x.example/?t=at_one&r=rt_two"}})";
    auto check = [](Error const& error) {
        for (auto const* text : { &error.detail, &error.code, &error.correlation_id, &error.link })
            for (auto const* token : { "at_one", "rt_one", "at_two", "rt_two" }) {
                INFO(*text);
                CHECK(text->find(token) == std::string::npos);
            }
    };
    auto quoting = [&](std::string const& access, std::string const& refresh) {
        return R"({"error":{"code":")" + access + R"(","message":"Bearer )" + access + " and " + refresh + R"(","correlation_id":")" + refresh
            + R"(","upgrade_url":"https://x.example/?t=)" + access + R"("}})";
    };
    for (int const status : { 400, 402, 403, 404, 429, 500 }) {
        world.fetch();
        world.answer(world.wire.sent.size() - 1, status, quoting("at_one", "rt_one"));
        check(world.calls.back().error());
        CHECK(world.calls.back().error().detail.find("Bearer") != std::string::npos);
    }
    // The one it was sent with, though it was renewed meanwhile.
    world.fetch();
    auto const old_one = world.wire.sent.size() - 1;
    world.fetch();
    world.answer(old_one + 1, 401, loud);
    world.answer(old_one + 2, 200, World::tokens_two);
    world.answer(old_one, 403, quoting("at_one", "rt_two"));
    check(world.calls.back().error());
    // The renewal itself.
    world.time += 2h;
    world.fetch();
    world.answer(world.wire.sent.size() - 1, 503, quoting("at_two", "rt_two"));
    check(world.calls.back().error());
    world.fetch();
    world.answer(world.wire.sent.size() - 1, 400, quoting("at_two", "rt_two"));
    check(world.calls.back().error());
}
