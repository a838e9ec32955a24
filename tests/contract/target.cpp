#include "target.h"

#include "child.h"
#include "net/transport_factory.h"
#include "sandbox/memory_transport.h"
#include "sign_in.h"

#include <catch2/catch_test_macros.hpp>
#include <httplib.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <fstream>
#include <thread>

using namespace kally;

static char const* name_of(Method method) { return method == Method::Get ? "GET" : method == Method::Post ? "POST" : "DELETE"; }

/// Appends the exchange to the file that KALLY_EXCHANGES names, for check_recorded.mjs.
static void record(net::Request const& request, std::string const& target, net::Response const& response)
{
    auto const* file = std::getenv("KALLY_EXCHANGES");
    if (!file)
        return;
    std::ofstream out { file, std::ios::app };
    out << nlohmann::json {
        { "method", name_of(request.method) }, { "path", target }, { "request_body", request.body }, { "status", response.status },
        { "response_content_type", net::header(response.headers, "content-type") }, { "response_body", response.body },
    }.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << "\n";
}

Target::Pending Target::start(Method method, std::string const& target, std::string const& body, bool authorized, std::string const& idempotency_key, std::chrono::milliseconds limit, std::string_view accept)
{
    net::Request request { .method = method, .url = base_url() + target, .headers = { { "Accept", std::string { accept } } }, .body = body, .time_limit = limit };
    if (!body.empty())
        request.headers.push_back({ "Content-Type", "application/json" });
    if (authorized)
        request.headers.push_back({ "Authorization", "Bearer " + access_token });
    if (!idempotency_key.empty())
        request.headers.push_back({ "Idempotency-Key", idempotency_key });
    auto answer = std::make_shared<std::optional<Result<net::Response>>>();
    transport().send(request, [answer, request, target, recorded = recording](Result<net::Response> got) {
        if (recorded && got.has_value())
            record(request, target, *got);
        *answer = std::move(got);
    });
    CHECK_FALSE(answer->has_value()); // never from inside send()
    return answer;
}

Result<net::Response> Target::wait(Pending const& answer)
{
    while (!*answer) {
        transport().poll();
        if (!*answer)
            std::this_thread::sleep_for(std::chrono::milliseconds { 1 });
    }
    return **answer;
}

namespace {

Instant system_now() { return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

class InProcess : public Target {
public:
    net::Transport& transport() override { return m_transport; }
    std::string base_url() const override { return "https://sandbox.example"; }
    bool is_remote() const override { return false; }
    api::Tokens begin(Account account) override
    {
        m_service.dials() = {};
        m_service.start_over(account == Account::Demo);
        recording = true;
        auto tokens = m_service.sign_in();
        access_token = tokens.access_token;
        return tokens;
    }
    void turn(std::string const& dials) override { REQUIRE(sandbox::apply_json(m_service.dials(), dials) == ""); }
    void expire_access_tokens() override { m_service.expire_access_tokens(); }
    void advance(std::chrono::seconds by) override { m_service.advance(by); }

private:
    sandbox::Service m_service { { .now = system_now } };
    sandbox::MemoryTransport m_transport { m_service };
};

class OverHttp : public Target {
public:
    OverHttp() { REQUIRE_FALSE(m_child.url().empty()); }
    net::Transport& transport() override { return *m_transport; }
    std::string base_url() const override { return m_child.url(); }
    api::Tokens begin(Account account) override
    {
        post("/sandbox/dials", R"({"reset":true})");
        post("/sandbox/orders", account == Account::Demo ? R"({"start_over":"demo"})" : R"({"start_over":"empty"})");
        recording = true;
        auto const visit = consent(m_child.url(), "/v1/auth/cli?redirect_uri=http%3A%2F%2Flocalhost%3A8976%2Fcallback&state=s", true);
        REQUIRE(visit.status == 302);
        access_token = visit.members.at("access_token");
        return { .access_token = access_token, .refresh_token = visit.members.at("refresh_token") };
    }
    void turn(std::string const& dials) override { post("/sandbox/dials", dials); }
    void expire_access_tokens() override { post("/sandbox/orders", R"({"expire":"access"})"); }
    void advance(std::chrono::seconds by) override { post("/sandbox/orders", "{\"advance_s\":" + std::to_string(by.count()) + "}"); }

private:
    void post(char const* path, std::string const& body)
    {
        httplib::Client client { m_child.url() };
        auto const result = client.Post(path, body, "application/json");
        REQUIRE(result);
        REQUIRE(result->status == 200);
    }
    Child m_child;
    std::unique_ptr<net::Transport> m_transport = net::make_transport();
};

class Live : public Target {
public:
    explicit Live(LiveService service) : m_service(std::move(service)) { access_token = m_service.token; }
    net::Transport& transport() override { return *m_transport; }
    std::string base_url() const override { return m_service.url; }
    api::Tokens begin(Account) override { return { .access_token = access_token = m_service.token }; }
    bool is_ours() const override { return false; }
    bool may_write() const override { return m_service.may_write; }
    void turn(std::string const&) override { }
    void expire_access_tokens() override { }
    void advance(std::chrono::seconds) override { }

private:
    LiveService m_service;
    std::unique_ptr<net::Transport> m_transport = net::make_transport();
};

constexpr char sign_in_page[] = "/v1/auth/cli?redirect_uri=http%3A%2F%2Flocalhost%3A8976%2Fcallback&state=s";

class AsLive : public Live {
public:
    explicit AsLive(std::unique_ptr<Child> child)
        : Live({ .url = child->url(), .token = consent(child->url(), sign_in_page, true).members["access_token"], .may_write = true }), m_child(std::move(child)) {}

private:
    std::unique_ptr<Child> m_child;
};

} // namespace

std::unique_ptr<Target> in_process_sandbox() { return std::make_unique<InProcess>(); }
std::unique_ptr<Target> http_sandbox() { return std::make_unique<OverHttp>(); }
std::unique_ptr<Target> service_at(LiveService service) { return std::make_unique<Live>(std::move(service)); }
std::unique_ptr<Target> sandbox_as_live() { return std::make_unique<AsLive>(std::make_unique<Child>(std::vector<std::string> { "--account", "demo" })); }

std::optional<LiveService> live_service(char const* (*read)(char const* name))
{
    auto const text = [&](char const* name) {
        auto const* value = read(name);
        return std::string { value ? value : "" };
    };
    LiveService service { .token = text("KALLY_LIVE_TOKEN"), .may_write = text("KALLY_LIVE_WRITES") == "1" };
    if (auto url = text("KALLY_LIVE_URL"); !url.empty())
        service.url = std::move(url);
    while (service.url.ends_with('/'))
        service.url.pop_back();
    return service.token.empty() ? std::nullopt : std::optional { std::move(service) };
}
