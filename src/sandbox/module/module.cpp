// The sandbox as a WebAssembly module of its own, fetched when a person asks for it: the page stays small without it.
#include "sandbox/hosted.h"
#include "sandbox/module/protocol.h"
#include "sandbox/service.h"

#include <charconv>
#include <memory>

namespace {

using namespace kally;

std::string g_input, g_output;
Instant g_now {};
std::unique_ptr<sandbox::Service> g_service;

long long number(std::string_view text)
{
    long long value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::string answer_request(std::vector<Field> const& fields)
{
    net::Request request { .url = std::string(field(fields, "url")), .body = std::string(field(fields, "body")) };
    auto const method = field(fields, "method");
    request.method = method == "POST" ? Method::Post : method == "DELETE" ? Method::Delete : Method::Get;
    if (auto const authorization = field(fields, "authorization"); !authorization.empty())
        request.headers.push_back({ "Authorization", std::string(authorization) });
    if (auto const key = field(fields, "idempotency-key"); !key.empty())
        request.headers.push_back({ "Idempotency-Key", std::string(key) });
    auto const answer = g_service->answer(request);
    return encode_fields({
        { "status", std::to_string(answer.response.status) },
        { "body", answer.response.body },
        { "latency", std::to_string(answer.latency.count()) },
        { "dropped", answer.drop_at ? "yes" : "" },
        { "retry-after", std::string(net::header(answer.response.headers, "retry-after")) },
        { "revision", std::to_string(g_service->revision()) },
    });
}

std::string carry_out(std::vector<Field> const& fields)
{
    auto const command = field(fields, sandbox::field_command);
    if (auto const now = field(fields, "now"); !now.empty())
        g_now = Instant { std::chrono::milliseconds { number(now) } };
    if (command == "start") {
        g_service = std::make_unique<sandbox::Service>(sandbox::Options { .now = [] { return g_now; }, .pace = sandbox::Pace::Accelerated, .factor = 12,
            .seed = static_cast<std::uint64_t>(number(field(fields, "seed"))), .demo = field(fields, "account") == "demo", .recordings_inside = true });
        if (auto const saved = field(fields, "saved"); !saved.empty())
            g_service->restore(saved);
        // A reply takes a moment, so that waiting can be seen.
        g_service->dials().latency = std::chrono::milliseconds { 700 };
        g_service->dials().only = "/v1/coordination/message";
        return encode_fields({ { "ok", "yes" } });
    }
    if (!g_service)
        return {};
    if (command == "answer")
        return answer_request(fields);
    if (command == "visit") {
        auto answer = sandbox::visit(*g_service, fields);
        answer.push_back({ "revision", std::to_string(g_service->revision()) });
        return encode_fields(answer);
    }
    if (command == "save")
        return encode_fields({ { "saved", g_service->save() } });
    if (command == "sign-in") {
        auto const tokens = g_service->sign_in();
        return encode_fields({ { "access", tokens.access_token }, { "refresh", tokens.refresh_token.value_or("") }, { "lifetime", std::to_string(tokens.expires_in.value_or(std::chrono::seconds { 3600 }).count()) },
            { "revision", std::to_string(g_service->revision()) } });
    }
    return {};
}

} // namespace

extern "C" {

/// Room for a request of `bytes`; the page writes it there.
__attribute__((export_name("sandbox_buffer"))) char* sandbox_buffer(int bytes)
{
    g_input.resize(static_cast<std::size_t>(bytes));
    return g_input.data();
}

/// Carries out what stands in the buffer. The answer is at sandbox_output().
__attribute__((export_name("sandbox_call"))) int sandbox_call()
{
    auto const fields = decode_fields(g_input);
    g_output = fields ? carry_out(*fields) : std::string {};
    return static_cast<int>(g_output.size());
}

__attribute__((export_name("sandbox_output"))) char const* sandbox_output() { return g_output.data(); }
}
