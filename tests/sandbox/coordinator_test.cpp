#include "world.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <set>

using Json = World::Json;

static bool contains(Json const& text, std::string_view part) { return text.is_string() && text.get_ref<std::string const&>().find(part) != std::string::npos; }

TEST_CASE("a request is understood in English and Spanish", "[sandbox][coordinator]")
{
    auto const [message, intent] = GENERATE(table<std::string, std::string>({
        { "Find three coworking spaces near downtown Malaga and draft outreach emails asking for monthly pricing.", "search" },
        { "Can you look for a good dentist in Lisbon?", "search" },
        { "Busca dos dentistas cerca de Ruzafa", "search" },
        { "Call Casa Lola and ask if they have a terrace", "phone_call" },
        { "Please phone the bank", "phone_call" },
        { "Llama a mi casero por el grifo", "phone_call" },
        { "Write to my landlord about the leaking tap", "email" },
        { "Draft an email to Ana saying I will be late", "email" },
        { "Escribe a mi casero sobre el grifo", "email" },
        { "Schedule a meeting with Ana next week", "scheduling" },
        { "Move the dentist to Thursday", "scheduling" },
        { "Agenda una reunión con Ana la semana que viene", "scheduling" },
        { "Book a table for 4 at Casa Lola on Friday at 21:00", "booking" },
        { "Reserva una mesa para 4 el viernes a las 21:00", "booking" },
        { "Check my electricity bill", "bill_analysis" },
        { "Revisa mi factura de la luz", "bill_analysis" },
        { "Renew my parking permit", "errand" },
        { "Cancel my gym membership", "errand" },
        { "Pick up the parcel at the post office", "errand" },
        { "Recoge el paquete en correos", "errand" },
        { "Use email first", "follow_up" },
        { "Primero por correo", "follow_up" },
        { "Thank you", "thanks" },
        { "Muchas gracias", "thanks" },
        { "Thanks. Now call the bank", "phone_call" },
        { "hello", "help" },
        { "¿Qué puedes hacer?", "help" },
        { "asdf qwer zxcv", "unclear" },
        { "🙏🙏🙏", "unclear" },
    }));
    World world;
    CAPTURE(message);
    auto const reply = world.say(message);
    CHECK(reply["intent"] == intent);
    CHECK_FALSE(reply["message"].get_ref<std::string const&>().empty());
    CHECK(reply["suggestions"].size() >= 2);
    CHECK(reply["suggestions"].size() <= 3);
}

TEST_CASE("a short first message is answered in its language", "[sandbox][coordinator]")
{
    auto const [message, words] = GENERATE(table<std::string, std::string>({
        { "Llama a Casa Lola", "Llamo ahora a" },
        { "Llama a Ana", "Llamo ahora a" },
        { "Call Casa Lola", "I am calling" },
        { "Call a taxi", "I am calling" },
    }));
    CAPTURE(message);
    World world;
    auto const reply = world.say(message);
    CAPTURE(reply.dump());
    CHECK(contains(reply["message"], words));
}

TEST_CASE("the answer is in the language of the request", "[sandbox][coordinator]")
{
    World world;
    CHECK(contains(world.say("Busca tres espacios de coworking cerca del centro de Málaga")["message"], "cerca del centro de Málaga"));
    CHECK(contains(world.say("Busca tres espacios de coworking en el centro de Málaga")["message"], "cerca del centro de Málaga"));
    CHECK(contains(world.say("How is it going?")["message"], "- Done: "));
    CHECK(contains(world.say("¿Cómo va?")["message"], "Hecho"));
}

TEST_CASE("the example of the service's own description becomes a conversation", "[sandbox][coordinator]")
{
    World world;
    auto const found = world.say("Find three coworking spaces near downtown Malaga and draft outreach emails asking for monthly pricing.");
    CHECK(contains(found["message"], "**3 coworking spaces** near downtown Malaga"));
    CHECK(contains(found["message"], "| Name |"));
    CHECK(contains(found["message"], "asking for monthly pricing"));
    CHECK(contains(found["message"], "sandbox"));
    CHECK(found["credits_used"] == "0.5");
    REQUIRE(found["triggered_actions"].size() == 2);
    CHECK(found["triggered_actions"][0]["type"] == "search");
    CHECK(found["triggered_actions"][1]["status"] == "waiting");
    CHECK(world.get_json("/v1/coordination/conversations")["conversations"][0]["title"] == "Coworking spaces near downtown Malaga");

    auto const follow = world.say("Use email first. Include my availability next week.");
    CHECK(follow["intent"] == "follow_up");
    CHECK(contains(follow["message"], "Email first"));
    CHECK(contains(follow["message"], "**Tue 1 Dec**"));
    CHECK_FALSE(contains(follow["message"], "This is the sandbox"));

    auto const drafts = world.say("Show the drafts");
    for (auto const* name : { "Patio Norte", "La Terraza", "Muelle 14", "Tue 1 Dec" })
        CHECK(contains(drafts["message"], name));

    auto const sent = world.say("Approve all 3");
    CHECK(contains(sent["message"], "3 emails"));
    CHECK(sent["credits_used"] == "0.9");
    world.time += std::chrono::minutes { 2 };
    auto const messages = world.history();
    CHECK(contains(messages.back()["content"], "no answer yet"));

    auto const visit = world.say(messages.back()["suggestions"][0].get<std::string>());
    CHECK(contains(visit["message"], "**Where:** Patio Norte"));
    auto const booked = world.say("Confirm the booking");
    CHECK(booked["goal_completed"] == true);
    CHECK(contains(booked["message"], "Patio Norte"));
}

TEST_CASE("names, places and amounts said earlier are kept in mind", "[sandbox][coordinator]")
{
    World world;
    world.say("Find three dentists near Ruzafa");
    CHECK(contains(world.say("Call the second one")["message"], "La Terraza"));
    CHECK(contains(world.say("Keep it under €200")["message"], "€200"));
    CHECK(contains(world.say("Find four pharmacies")["message"], "near Ruzafa"));
    world.begin_conversation();
    CHECK(contains(world.say("Call Casa Lola on +34 951 123 456")["message"], "+34951123456"));
    CHECK(contains(world.say("Send a confirmation by email")["message"], "Casa Lola"));
}

TEST_CASE("the lines of a bill add up to what the person said it is", "[sandbox][coordinator]")
{
    World world;
    auto const text = world.say("Check my electricity bill of €84")["message"].get<std::string>();
    CHECK(text.find("€33.60") != std::string::npos); // basic rate
    CHECK(text.find("€45.41") != std::string::npos); // use
    CHECK(text.find("€4.99") != std::string::npos);
}

TEST_CASE("emergency services are never called", "[sandbox][coordinator]")
{
    World world;
    auto const reply = world.say("Call 112 now, there is a fire");
    CHECK(contains(reply["message"], "dial **112** yourself"));
    CHECK(reply["triggered_actions"].empty());
    CHECK(world.get_json("/v1/calls")["total"] == 0);
}

TEST_CASE("every suggestion is understood when it is sent", "[sandbox][coordinator]")
{
    auto const first = GENERATE(as<std::string> {}, "Find three coworking spaces near downtown Malaga and draft outreach emails asking for monthly pricing.",
        "Find two dentists near Ruzafa", "Call Casa Lola", "Write to my landlord about the leaking tap", "Schedule a meeting with Ana", "Book a table for 4 at Casa Lola",
        "Check my electricity bill", "Renew my parking permit", "hello", "asdf qwer", "Busca tres espacios de coworking cerca del centro de Málaga y redacta correos pidiendo el precio mensual.",
        "Busca dos dentistas cerca de Ruzafa", "Llama a Casa Lola", "Escribe a mi casero sobre el grifo", "Agenda una reunión con Ana", "Reserva una mesa para 4 en Casa Lola", "Revisa mi factura de la luz",
        "Renueva mi permiso de aparcamiento", "hola");
    // Every path of suggestions up to three deep, each played from the start; after a pause the finales suggest as well.
    std::vector<std::vector<std::string>> paths { { first } };
    for (std::size_t at = 0; at < paths.size(); ++at) {
        World world;
        Json reply;
        for (auto const& message : paths[at]) {
            reply = world.say(message);
            if (at % 2 == 1)
                world.time += std::chrono::minutes { 3 };
        }
        CAPTURE(paths[at]);
        if (paths[at].size() > 1) {
            CHECK(reply["intent"] != "unclear");
            CHECK_FALSE(reply["suggestions"].empty());
        }
        if (paths[at].size() > 3)
            continue;
        std::set<std::string> next;
        for (auto const& suggestion : reply["suggestions"])
            next.insert(suggestion.get<std::string>());
        for (auto const& suggestion : world.history().back().value("suggestions", Json::array()))
            next.insert(suggestion.get<std::string>());
        for (auto const& suggestion : next) {
            auto path = paths[at];
            path.push_back(suggestion);
            paths.push_back(std::move(path));
        }
    }
    CHECK(paths.size() > 20);
}

TEST_CASE("links lead to example domains only", "[sandbox][coordinator]")
{
    World world;
    std::string all;
    for (auto const* message : { "Find five hotels in Lisbon", "Email all 5", "Show the drafts", "Compare prices and access" })
        all += world.say(message)["message"].get<std::string>();
    std::size_t links = 0;
    for (auto at = all.find("https://"); at != std::string::npos; at = all.find("https://", at + 1)) {
        ++links;
        auto const host = all.substr(at + 8, all.find_first_of("/)", at + 8) - at - 8);
        CHECK(host.ends_with(".example"));
    }
    CHECK(links >= 10);
}

TEST_CASE("a conversation is named after its first request", "[sandbox][coordinator]")
{
    auto const [message, title] = GENERATE(table<std::string, std::string>({
        { "renew my parking permit", "Renew my parking permit" },
        { "Book a table for 4 at Casa Lola on Friday at 21:00 with a view of the sea", "Book a table for 4 at Casa Lola on Friday at…" },
        { "Busca dos dentistas cerca de Ruzafa", "Dentistas cerca de Ruzafa" },
    }));
    World world;
    world.say(message);
    CHECK(world.get_json("/v1/coordination/conversations")["conversations"][0]["title"] == title);
}
