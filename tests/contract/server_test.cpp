#include "child.h"
#include "sign_in.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <httplib.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>

using Json = nlohmann::json;

static constexpr char loopback_target[] = "/v1/auth/cli?redirect_uri=http%3A%2F%2Flocalhost%3A8976%2Fcallback&state=q9%20v";

static Child& server()
{
    static Child child { { "--account", "empty" } };
    REQUIRE_FALSE(child.url().empty());
    return child;
}

static Json get_json(std::string const& url, std::string const& target, std::string const& token)
{
    httplib::Client client { url };
    auto const result = client.Get(target, { { "Authorization", "Bearer " + token } });
    return result ? Json::parse(result->body, nullptr, false) : Json {};
}

TEST_CASE("the consent page hands tokens or a refusal to a loopback address", "[server][sign-in]")
{
    auto const& url = server().url();
    auto const page = open_page(url, loopback_target);
    CHECK(page.status == 200);
    CHECK(page.page.find("nothing real is called or charged") != std::string::npos);
    CHECK(page.page.find(">Allow<") != std::string::npos);
    CHECK(open_page(url, loopback_target, "es-ES,es;q=0.9,en;q=0.8").page.find(">Permitir<") != std::string::npos);
    CHECK(page.page.find("<script") == std::string::npos);
    CHECK(page.page.find("style=") == std::string::npos);

    auto const allowed = consent(url, loopback_target, true);
    CHECK(allowed.status == 302);
    CHECK(allowed.location.starts_with("http://localhost:8976/callback?"));
    CHECK(allowed.members.at("state") == "q9 v");
    CHECK(allowed.members.at("expires_in") == "3600");
    CHECK(get_json(url, "/v1/calls", allowed.members.at("access_token"))["total"] == 0);

    auto const denied = consent(url, loopback_target, false);
    CHECK(denied.members == std::map<std::string, std::string> { { "error", "access_denied" }, { "state", "q9 v" } });
}

TEST_CASE("a consent page works once", "[server][sign-in]")
{
    auto const& url = server().url();
    auto const form = "ticket=" + hidden_value(open_page(url, loopback_target).page, "ticket") + "&decision=allow";
    CHECK(press(url, "/sandbox/consent", form).status == 302);
    CHECK(press(url, "/sandbox/consent", form).status == 400);
    CHECK(press(url, "/sandbox/consent", "ticket=made-up&decision=allow").status == 400);
    CHECK(press(url, "/sandbox/consent", "").status == 400);
}

TEST_CASE("tokens go to loopback addresses only", "[server][sign-in]")
{
    auto const [target, status] = GENERATE(table<std::string, int>({
        { "http://localhost:8976/callback", 200 }, { "http://127.0.0.1:8740", 200 }, { "http://localhost", 200 }, { "", 400 }, { "https://localhost/", 400 },
        { "http://localhost.evil.example/", 400 }, { "http://localhost@evil.example/", 400 }, { "http://localhost:80@evil.example/", 400 }, { "http://127.0.0.1.evil.example", 400 },
        { "http://evil.example/http://localhost", 400 }, { "http://localhost:8976\\@evil.example", 400 }, { "javascript:alert(1)", 400 }, { "http://localhost:99999999/", 400 },
        { "http://localhost/;script-src", 400 }, { "http://localhost/\r\nX: y", 400 },
    }));
    CAPTURE(target);
    CHECK(open_page(server().url(), "/v1/auth/cli?redirect_uri=" + httplib::detail::encode_query_param(target)).status == status);
}

TEST_CASE("the older service returned to a port of its own list and no path", "[server][sign-in]")
{
    Child child;
    auto const& url = child.url();
    auto const address = [](std::string const& target) { return "/v1/auth/cli?state=s&redirect_uri=" + httplib::detail::encode_query_param(target); };
    httplib::Client client { url };
    REQUIRE(client.Post("/sandbox/dials", R"({"shape":["redirect-path"]})", "application/json")->status == 200);
    auto const [target, status] = GENERATE(table<std::string, int>({
        { "http://127.0.0.1:8740", 200 }, { "http://127.0.0.1:8760", 200 }, { "http://127.0.0.1:8739", 400 }, { "http://127.0.0.1:8761", 400 }, { "http://127.0.0.1:87401", 400 },
        { "http://127.0.0.1:8740/", 400 }, { "http://127.0.0.1:874x", 400 }, { "http://127.0.0.1", 400 }, { "http://localhost:8740", 400 }, { "http://localhost:8976/callback", 400 } }));
    CAPTURE(target);
    auto const page = open_page(url, address(target));
    CHECK(page.status == status);
    if (status == 400)
        CHECK(page.page.find("8740 to 8760") != std::string::npos);
    else
        CHECK(consent(url, address(target), true).location.starts_with(target + "?access_token="));
    CHECK(open_page(url, "/v1/auth/cli?redirect_uri=").status == 400);
    client.Post("/sandbox/dials", R"({"reset":true})", "application/json");
    CHECK(open_page(url, address("http://localhost:8976/callback")).status == 200);
}

TEST_CASE("a message recorded late is kept when the program ends before that", "[server][state][later]")
{
    auto const folder = std::filesystem::temp_directory_path() / ("kally-sandbox-late-" + std::to_string(server().port()));
    std::filesystem::create_directories(folder);
    auto const file = (folder / "state.json").string();
    {
        Child child { { "--state", file, "--account", "empty" } };
        httplib::Client client { child.url() };
        REQUIRE(client.Post("/sandbox/dials", R"({"record_after_ms":60000,"drop_at":0,"only":"/v1/coordination/message"})", "application/json")->status == 200);
        auto const token = consent(child.url(), loopback_target, true).members.at("access_token");
        CHECK_FALSE(client.Post("/v1/coordination/message", { { "Authorization", "Bearer " + token } }, R"({"message":"Renew my parking permit"})", "application/json"));
        CHECK(get_json(child.url(), "/v1/calls", token)["total"] == 0);
        auto const kept = [&] { return Json::parse(std::ifstream { file }, nullptr, false)["account"]["conversations"].size(); };
        CHECK(kept() == 0);
        CHECK(child.stop() == 0);
        CHECK(kept() == 1);
    }
    std::filesystem::remove_all(folder);
}

TEST_CASE("the code flow needs the verifier of its challenge and works once", "[server][sign-in]")
{
    auto const& url = server().url();
    // The example of RFC 7636, appendix B.
    std::string const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    std::string const redirect = "http%3A%2F%2Flocalhost%3A8976%2Fcallback";
    auto const authorize = "/v1/auth/authorize?response_type=code&client_id=demo-client&state=s&redirect_uri=" + redirect + "&code_challenge_method=S256&code_challenge=" + challenge;
    auto const exchange = [&](std::string const& code, std::string const& with) {
        return press(url, "/v1/auth/gpt/token", "grant_type=authorization_code&client_id=demo-client&code=" + code + "&redirect_uri=" + redirect + "&code_verifier=" + with);
    };
    auto const visit = consent(url, authorize, true);
    REQUIRE(visit.members.contains("code"));
    CHECK_FALSE(visit.members.contains("access_token"));
    auto const answer = exchange(visit.members.at("code"), verifier);
    CHECK(answer.status == 200);
    auto const tokens = Json::parse(answer.page);
    CHECK(get_json(url, "/v1/calls", tokens["access_token"]).contains("calls"));
    CHECK(exchange(visit.members.at("code"), verifier).status == 400);

    auto const other = consent(url, authorize, true);
    CHECK(exchange(other.members.at("code"), std::string(43, 'x')).status == 400);
    CHECK(exchange(other.members.at("code"), verifier).status == 400);

    auto const renew = "grant_type=refresh_token&client_id=demo-client&refresh_token=" + tokens["refresh_token"].get<std::string>();
    auto const renewed = press(url, "/v1/auth/gpt/token", renew);
    CHECK(renewed.status == 200);
    CHECK(get_json(url, "/v1/calls", Json::parse(renewed.page)["access_token"]).contains("calls"));
    CHECK(press(url, "/v1/auth/gpt/token", renew).status == 400);
    CHECK(open_page(url, "/v1/auth/authorize?response_type=code&client_id=other&redirect_uri=" + redirect + "&code_challenge_method=S256&code_challenge=" + challenge).status == 400);
    CHECK(consent(url, authorize, false).members.at("error") == "access_denied");
}

TEST_CASE("checkout and portal change the subscription", "[server][billing]")
{
    Child child { { "--page-origin", "http://localhost:8976", "--account", "empty" } };
    auto const& url = child.url();
    auto const token = consent(url, loopback_target, true).members.at("access_token");
    auto const begin = [&](std::string const& address) {
        httplib::Client client { url };
        auto const made = client.Post("/v1/stripe/trial-checkout", { { "Authorization", "Bearer " + token } }, Json { { "success_url", address }, { "cancel_url", address } }.dump(), "application/json");
        return Json::parse(made->body)["checkout_url"].get<std::string>();
    };
    auto const address = begin("https://elsewhere.example/plans");
    REQUIRE(address.starts_with("http://localhost:8976/sandbox/checkout/"));
    auto const path = address.substr(std::string_view { "http://localhost:8976" }.size());

    SECTION("cancelling buys nothing")
    {
        CHECK(press(url, path, "action=cancel").page.find("Nothing was bought") != std::string::npos);
        CHECK(get_json(url, "/v1/users/me/subscription", token)["has_active_subscription"] == false);
        CHECK(open_page(url, path).page.find("has ended") != std::string::npos);
    }
    SECTION("paying starts the trial, and the portal changes the plan")
    {
        CHECK(open_page(url, path).page.find("Pay $1 in play money") != std::string::npos);
        CHECK(press(url, path, "action=pay").status == 200);
        CHECK(get_json(url, "/v1/users/me/subscription", token)["plan_type"] == "trial");
        CHECK(press(url, "/sandbox/portal/account", "plan=pro").status == 303);
        CHECK(press(url, "/sandbox/portal/account", "renew=no").status == 303);
        auto const subscription = get_json(url, "/v1/users/me/subscription", token);
        CHECK(subscription["plan_type"] == "pro");
        CHECK(subscription["auto_renew"] == false);
        CHECK(open_page(url, "/sandbox/portal/account").page.find("Renew after all") != std::string::npos);
    }
    SECTION("the browser goes back to loopback addresses only")
    {
        auto const back = begin("http://localhost:8976/done").substr(21);
        CHECK(press(url, back, "action=cancel").location == "http://localhost:8976/done");
        auto const away = begin("https://evil.example/").substr(21);
        auto const done = press(url, away, "action=cancel");
        CHECK(done.location.empty());
        CHECK(done.page.find("evil.example") == std::string::npos);
        auto const live = press(url, begin("https://kallyai.com/app").substr(21), "action=cancel");
        CHECK(live.location.empty());
        CHECK(live.page.find("https://kallyai.com/app") != std::string::npos);
    }
}

TEST_CASE("the pages wear the colours of the tokens, light and dark", "[server][pages]")
{
    auto const tokens = Json::parse(std::ifstream { KALLY_TOKENS }, nullptr, false)["color"];
    auto const style = open_page(server().url(), "/sandbox/style.css").page;
    auto const dark_from = style.find("prefers-color-scheme: dark");
    REQUIRE(dark_from != std::string::npos);
    auto const [name, group, member] = GENERATE(table<std::string, std::string, std::string>({
        { "paper", "surface", "panel" }, { "ink", "text", "primary" }, { "control", "border", "control" }, { "accent", "accent", "solid" }, { "ring", "focus", "ring" } }));
    auto const has = [&, name = name, group = group, member = member](std::string const& part, std::string const& theme) { return part.find("--" + name + ": " + tokens[theme][group][member].get<std::string>() + ";") != std::string::npos; };
    CHECK(has(style.substr(0, dark_from), "light"));
    CHECK(has(style.substr(dark_from), "dark"));
    auto colours = 0;
    for (auto at = style.find('#'); at != std::string::npos; at = style.find('#', at + 1))
        ++colours;
    CHECK(colours == 22); // eleven for each theme, all of them generated
}

TEST_CASE("every answer carries the headers that keep it private", "[server][safety]")
{
    auto const table = Json::parse(std::ifstream { KALLY_HEADERS }, nullptr, false);
    REQUIRE(table.size() > 8);
    httplib::Client client { server().url() };
    for (auto const* target : { loopback_target, "/sandbox/style.css", "/sandbox/portal/account", "/v1/stripe/plans", "/v1/calls", "/nothing" }) {
        CAPTURE(target);
        auto const answer = client.Get(target);
        REQUIRE(answer);
        CHECK(answer->get_header_value_count("X-Kally-Sandbox") == 1);
        CHECK(answer->get_header_value("Cache-Control") == "no-store");
        for (auto const& [name, value] : table.items()) {
            CAPTURE(name);
            CHECK(answer->get_header_value_count(name) == 1);
            if (name != "Content-Security-Policy")
                CHECK(answer->get_header_value(name) == value.get<std::string>());
        }
        CHECK(answer->get_header_value("Content-Security-Policy").starts_with("default-src 'none'; "));
        if (answer->get_header_value("Content-Type").starts_with("text/html"))
            CHECK(answer->get_header_value("Content-Security-Policy").starts_with("default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"));
    }
}

TEST_CASE("foreign hosts, foreign sites and large bodies are refused", "[server][safety]")
{
    httplib::Client client { server().url() };
    CHECK(client.Get("/v1/stripe/plans", { { "Host", "evil.example" } })->status == 421);
    CHECK(client.Get("/v1/stripe/plans", { { "Host", "localhost.evil.example" } })->status == 421);
    CHECK(client.Get("/v1/stripe/plans", { { "Host", "localhost:1" } })->status == 421);
    CHECK(client.Get("/v1/stripe/plans", { { "Host", "localhost:" + std::to_string(server().port()) } })->status == 200);
    CHECK(client.Post("/sandbox/dials", { { "Sec-Fetch-Site", "cross-site" } }, "{}", "application/json")->status == 403);
    CHECK(client.Post("/sandbox/dials", R"({"status":500})", "text/plain")->status == 415);
    CHECK(client.Post("/sandbox/dials", R"({"volume":11})", "application/json")->status == 400);
    CHECK(client.Post("/v1/coordination/message", std::string(3 << 20, 'a'), "application/json")->status == 413);
    CHECK(client.Put("/v1/calls", "{}", "application/json")->status == 405);
    CHECK(client.Get("/v1/stripe/plans", { { "Origin", "https://evil.example" } })->get_header_value("Access-Control-Allow-Origin").empty());
}

TEST_CASE("every answer says that it is the sandbox's", "[server][mark]")
{
    auto const& url = server().url();
    httplib::Client client { url };
    auto const refusals = { client.Get("/v1/stripe/plans", { { "Host", "evil.example" } }), client.Post("/sandbox/dials", { { "Sec-Fetch-Site", "cross-site" } }, "{}", "application/json"),
        client.Post("/sandbox/dials", "{}", "text/plain"), client.Put("/v1/calls", "{}", "application/json"), client.Get("/sandbox/nothing"), client.Get("/v1/auth/cli"),
        client.Post("/v1/auth/gpt/token", "grant_type=none", "application/x-www-form-urlencoded"), client.Get("/v1/calls"), client.Get("/sandbox/checkout/none") };
    for (auto const& answer : refusals) {
        REQUIRE(answer);
        CAPTURE(answer->status, answer->body);
        CHECK(answer->status >= 400);
        CHECK(answer->get_header_value_count("X-Kally-Sandbox") == 1);
        CHECK(answer->body.find("(sandbox)") != std::string::npos);
    }
    CHECK(client.Options("/v1/calls")->status == 405);
    CHECK(client.Post("/v1/coordination/message", std::string(3 << 20, 'a'), "application/json")->has_header("X-Kally-Sandbox"));
    auto const page = GENERATE(as<std::string> {}, loopback_target, "/v1/auth/cli", "/sandbox/portal/account", "/sandbox/checkout/none");
    CHECK(open_page(url, page).page.find("<strong>Sandbox</strong> — nothing real is called or charged") != std::string::npos);
    CHECK(open_page(url, page, "es").page.find("<strong>Zona de pruebas</strong> — no se llama ni se cobra nada de verdad") != std::string::npos);
}

TEST_CASE("one named origin may read directly", "[server][safety]")
{
    Child child { { "--allow-origin", "http://localhost:9000", "--account", "empty" } };
    httplib::Client client { child.url() };
    auto const preflight = client.Options("/v1/calls", { { "Origin", "http://localhost:9000" }, { "Access-Control-Request-Method", "POST" } });
    CHECK(preflight->status == 204);
    CHECK(preflight->get_header_value("Access-Control-Allow-Origin") == "http://localhost:9000");
    CHECK(preflight->get_header_value("Access-Control-Allow-Headers").find("Idempotency-Key") != std::string::npos);
}

TEST_CASE("the account survives a restart", "[server][state]")
{
    auto folder = std::filesystem::temp_directory_path() / ("kally-sandbox-test-" + std::to_string(server().port()));
    std::filesystem::create_directories(folder);
    auto const file = (folder / "state.json").string();
    std::string token;
    Json before;
    {
        Child child { { "--state", file } };
        token = consent(child.url(), loopback_target, true).members.at("access_token");
        before = get_json(child.url(), "/v1/coordination/conversations", token);
        CHECK(before["conversations"].size() == 12);
        CHECK(child.stop() == 0);
    }
    {
        Child child { { "--state", file } };
        CHECK(get_json(child.url(), "/v1/coordination/conversations", token) == before);
        CHECK(child.stop() == 0);
    }
    std::ofstream { file } << "{}";
    Child child { { "--state", file } };
    CHECK(child.url().empty());
    CHECK(child.wait_for_end() == 2);
    std::filesystem::remove_all(folder);
}

TEST_CASE("recordings are served as sound, by the link that the service names", "[server][calls]")
{
    Child child;
    auto const token = consent(child.url(), loopback_target, true).members.at("access_token");
    auto const calls = get_json(child.url(), "/v1/calls", token)["calls"];
    auto served = 0;
    for (auto const& call : calls) {
        auto const recording = get_json(child.url(), "/v1/calls/" + call["call_id"].get<std::string>() + "/recording", token);
        if (!recording.contains("url"))
            continue;
        ++served;
        auto const url = recording["url"].get<std::string>();
        REQUIRE(url.starts_with(child.url() + "/sandbox/recordings/"));
        httplib::Client client { child.url() };
        auto const sound = client.Get(url.substr(child.url().size()));
        REQUIRE(sound);
        CHECK(sound->status == 200);
        CHECK(sound->get_header_value("Content-Type") == "audio/wav");
        CHECK(sound->body.starts_with("RIFF"));
    }
    CHECK(served == 5);
    httplib::Client client { child.url() };
    CHECK(client.Get("/sandbox/recordings/none.wav")->status == 404);
}

TEST_CASE("an account can be begun anew as either kind", "[server][orders]")
{
    Child child { { "--account", "empty" } };
    auto const token = consent(child.url(), loopback_target, true).members.at("access_token");
    auto const count = [&] { return get_json(child.url(), "/v1/coordination/conversations", token)["conversations"].size(); };
    auto const order = [&](char const* body) { return httplib::Client { child.url() }.Post("/sandbox/orders", body, "application/json")->status; };
    CHECK(count() == 0);
    CHECK(order(R"({"start_over":"demo"})") == 200);
    CHECK(count() == 12);
    CHECK(order(R"({"start_over":"empty"})") == 200);
    CHECK(count() == 0);
}

TEST_CASE("a wrong argument and a busy port end at once with one clear line", "[server][arguments]")
{
    auto const arguments = GENERATE_COPY(values<std::vector<std::string>>({
        { "--port", "70000" }, { "--port" }, { "--clock", "slow" }, { "--page-origin", "localhost" }, { "--account", "rich" }, { "--nonsense", "1" }, { "--port", std::to_string(server().port()) } }));
    Child child { arguments };
    CHECK(child.url().empty());
    CHECK(child.wait_for_end() == 2);
}
