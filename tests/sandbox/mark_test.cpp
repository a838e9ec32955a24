#include "world.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <set>

using namespace kally;
using namespace std::chrono_literals;
using Json = World::Json;

// Everything the sandbox says is marked as the sandbox's.

static std::string last_paragraph(std::string const& text) { return text.substr(std::min(text.rfind("\n\n") + 2, text.size())); }

TEST_CASE("every kind of answer is marked in its language", "[sandbox][mark]")
{
    struct Case {
        char const* note;
        std::string mark;
        char const* result;
        std::vector<char const*> requests;
    };
    auto const& [note, mark, result, requests] = GENERATE(values<Case>({
        { "*This is the sandbox: ", "*Sandbox*", "*Sandbox: an invented answer.*",
            { "hello", "asdf qwer", "Find three coworking spaces near downtown Malaga", "Compare prices and access", "Email all 3", "Show the drafts", "Make it shorter", "Use email first",
                "Add my availability next week", "Keep it under €200", "How is it going?", "Approve all 3", "Thanks, that is all", "Find three gyms and write emails", "Stop here", "Stop here", "Approve",
                "Call Casa Lola", "Call 112", "Write to my landlord about the tap", "Approve and send", "Schedule a meeting with Ana", "Other times", "Take the second one",
                "Book a table for 4 at Casa Lola on Friday", "Confirm the booking", "Check my electricity bill", "Ask for a better rate", "Check my electricity bill", "Leave it as it is",
                "Renew my parking permit", "Call the bank first" } },
        { "*Esto es la zona de pruebas: ", "*Zona de pruebas*", "*Zona de pruebas: una respuesta inventada.*",
            { "hola", "asdf qwer", "Busca tres espacios de coworking cerca del centro de Málaga", "Compara precios y acceso", "Escribe a los 3", "Muestra los borradores", "Hazlo más corto", "Primero por correo",
                "Añade mi disponibilidad de la semana que viene", "Que no pase de 200 €", "¿Cómo va?", "Aprueba los 3", "Gracias, eso es todo", "Busca tres gimnasios y escribe correos", "Déjalo aquí", "Déjalo aquí",
                "Llama a Casa Lola", "Llama al 112", "Escribe a mi casero sobre el grifo", "Aprueba y envía", "Agenda una reunión con Ana", "Otras horas", "Me quedo con la segunda",
                "Reserva una mesa para 4 en Casa Lola el viernes", "Confirma la reserva", "Revisa mi factura de la luz", "Pide una tarifa mejor", "Revisa mi factura de la luz", "Déjalo como está",
                "Renueva mi permiso de aparcamiento", "Llama primero al banco" } },
    }));
    World world { { .dials = { .token_lifetime = 99h } } };
    std::set<std::string> intents;
    for (auto const* request : requests) {
        CAPTURE(request);
        world.begin_conversation();
        auto const first = world.say(request)["message"].get<std::string>();
        // Alone a few words do not tell their language.
        CHECK((last_paragraph(first).starts_with(note) || last_paragraph(first).starts_with("*This is the sandbox: ")));
        CHECK(first.find(mark) == std::string::npos);
    }
    world.begin_conversation();
    world.say(requests.front());
    for (auto const* request : requests) {
        CAPTURE(request);
        auto const reply = world.say(request);
        intents.insert(reply["intent"].get<std::string>());
        auto const text = reply["message"].get<std::string>();
        CHECK(last_paragraph(text) == mark);
        CHECK(text.size() > mark.size() + 10);
        CHECK(text.find(mark) == text.size() - mark.size()); // once, and a paragraph of its own
    }
    CHECK(intents == std::set<std::string> { "approval", "bill_analysis", "booking", "cancel", "drafts", "email", "errand", "follow_up", "help", "phone_call", "scheduling", "search", "status", "thanks", "unclear" });
    world.time += 10min;
    auto results = 0;
    for (auto const& message : world.history()) {
        if (message["role"] == "user")
            continue;
        auto const last = last_paragraph(message["content"].get<std::string>());
        CAPTURE(message["content"]);
        CHECK((last == mark || last == result || last.starts_with(note)));
        results += last == result;
    }
    CHECK(results >= 5);
    auto const word = mark.substr(1, mark.size() - 2);
    auto const newest_call = world.get_json("/v1/calls?limit=1")["calls"][0];
    CHECK(newest_call["highlights"].get<std::string>().starts_with(word + ": "));
}

TEST_CASE("the demonstration account is marked as well", "[sandbox][mark][demo]")
{
    World world { { .demo = true } };
    auto const is_marked = [](std::string const& text) { return text.find("andbox") != std::string::npos || text.find("ona de pruebas") != std::string::npos; };
    auto const list = world.get_json("/v1/coordination/conversations");
    for (auto const& conversation : list["conversations"]) {
        world.conversation = conversation["id"];
        for (auto const& message : world.history())
            CHECK((message["role"] == "user" || is_marked(message["content"])));
    }
    auto const inbox = world.get_json("/v1/messages/inbox"), outbox = world.get_json("/v1/actions/email/outbox"), calls = world.get_json("/v1/calls");
    for (auto const& letter : inbox["messages"])
        CHECK(is_marked(world.get_json("/v1/messages/inbox/" + letter["id"].get<std::string>())["body"]));
    for (auto const& email : outbox["emails"])
        CHECK(is_marked(email["body"]));
    auto spoken = 0, agreed = 0;
    for (auto const& call : calls["calls"]) {
        auto const path = "/v1/calls/" + call["call_id"].get<std::string>();
        if (call.contains("highlights") && call["highlights"].is_string())
            CHECK(is_marked(call["highlights"]));
        if (auto const transcript = world.get(path + "/transcript"); transcript.status == 200) {
            ++spoken;
            CHECK(is_marked(transcript.body));
        }
        if (auto const calendar = world.get(path + "/calendar.ics"); calendar.status == 200) {
            ++agreed;
            CHECK(is_marked(calendar.body));
        }
    }
    CHECK(spoken == 5);
    CHECK(agreed == 2);
}

TEST_CASE("every answer of any status carries the header", "[sandbox][mark]")
{
    World world;
    auto const marked = [&](net::Response const& response) { return net::header(response.headers, sandbox::mark_header) == "1"; };
    for (auto const* target : { "/v1/coordination/conversations", "/v1/coordination/history", "/v1/coordination/goals", "/v1/coordination/goals/none", "/v1/stripe/plans", "/v1/stripe/billing-portal",
             "/v1/users/me/subscription", "/v1/calls", "/v1/calls/none", "/v1/unknown", "/nothing" })
        CHECK(marked(world.get(target)));
    for (auto const* target : { "/v1/coordination/conversations", "/v1/coordination/message", "/v1/calls", "/v1/stripe/trial-checkout", "/v1/auth/refresh" }) {
        CHECK(marked(world.send(Method::Post, target, R"({"message":"hello"})")));
        CHECK(marked(world.send(Method::Post, target, "nonsense")));
    }
    CHECK(marked(world.service.handle({ .url = "/v1/calls" })));
    auto const dials = GENERATE(as<std::string> {}, R"({"status":429})", R"({"malformed":"html"})", R"({"malformed":"empty"})", R"({"record_after_ms":5})", R"({"shape":"B"})");
    REQUIRE(sandbox::apply_json(world.service.dials(), dials) == "");
    CHECK(marked(world.send(Method::Post, "/v1/coordination/message", R"({"message":"hello"})")));
}

TEST_CASE("plans and errors say that they are the sandbox's", "[sandbox][mark]")
{
    World world;
    auto const plans = world.get_json("/v1/stripe/plans");
    for (auto const& plan : plans["plans"])
        CHECK(plan["features"][0] == "Sandbox: play money, nothing is charged");
    auto const shape = GENERATE(as<std::string> {}, "[]", R"(["error-message"])", R"(["error-flat"])", R"(["error-detail"])");
    REQUIRE(sandbox::apply_json(world.service.dials(), "{\"shape\":" + shape + "}") == "");
    CHECK(world.get("/v1/calls/none").body.find("There is no such call (sandbox).") != std::string::npos);
    CHECK(world.send(Method::Post, "/v1/coordination/message", "{}").body.find("(sandbox)") != std::string::npos);
    world.service.dials().status = GENERATE(400, 401, 402, 403, 404, 409, 422, 429, 500, 503);
    CHECK(world.get("/v1/calls").body.find("(sandbox)") != std::string::npos);
}
