#include "app/sandbox_host.h"

#include "base/text.h"
#include "platform/platform.h"

#include <charconv>
#include <emscripten/emscripten.h>
#include <utility>
#include <vector>

// web/sandbox_library.js: fetches the module and carries one text there and one back.
extern "C" {
void kally_sandbox_load(void);
/// Calls the module; the answer is written by kally_sandbox_take().
int kally_sandbox_call(char const* text, int length);
void kally_sandbox_take(char* out);
}

namespace kally {

namespace {

std::function<void(bool)> g_ready;

std::vector<Field> call(std::vector<Field> fields)
{
    fields.push_back({ "now", std::to_string(platform::now().time_since_epoch().count()) });
    auto const text = encode_fields(fields);
    int const length = kally_sandbox_call(text.data(), static_cast<int>(text.size()));
    std::string answer(static_cast<std::size_t>(std::max(0, length)), '\0');
    kally_sandbox_take(answer.data());
    return decode_fields(answer).value_or(std::vector<Field> {});
}

long long number(std::string_view text)
{
    long long value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

/// Asks the module when a request is sent; gives its answer after the latency that it names.
class ModuleTransport final : public net::Transport {
public:
    net::RequestId send(net::Request request, Done done) override
    {
        std::vector<Field> fields { { "command", "answer" }, { "method", request.method == Method::Get ? "GET" : request.method == Method::Post ? "POST" : "DELETE" },
            { "url", request.url }, { "body", request.body } };
        for (auto const& header : request.headers) {
            if (header.name == "Authorization")
                fields.push_back({ "authorization", header.value });
            if (header.name == "Idempotency-Key")
                fields.push_back({ "idempotency-key", header.value });
        }
        auto const answer = call(std::move(fields));
        revision = static_cast<std::uint64_t>(number(field(answer, "revision")));
        auto const due = platform::now() + std::chrono::milliseconds { number(field(answer, "latency")) };
        Result<net::Response> result = Error { .kind = ErrorKind::Unanswered };
        if (auto const status = number(field(answer, "status")); status != 0 && field(answer, "dropped").empty()) {
            net::Response response { .status = static_cast<int>(status), .body = std::string(field(answer, "body")) };
            if (auto const wait = field(answer, "retry-after"); !wait.empty())
                response.headers.push_back({ "retry-after", std::string(wait) });
            result = std::move(response);
        }
        m_waiting.push_back({ ++m_last, due, std::move(result), std::move(done) });
        return m_last;
    }

    void cancel(net::RequestId id) override
    {
        std::erase_if(m_waiting, [id](auto const& one) { return one.id == id; });
    }

    void poll() override
    {
        auto const now = platform::now();
        auto const newest = m_last; // what is sent meanwhile waits for the next poll
        for (std::size_t i = 0; i < m_waiting.size();) {
            if (m_waiting[i].id > newest || m_waiting[i].due > now) {
                ++i;
                continue;
            }
            auto ready = std::move(m_waiting[i]);
            m_waiting.erase(m_waiting.begin() + static_cast<std::ptrdiff_t>(i));
            ready.done(std::move(ready.answer));
            i = 0; // a callback may have sent or cancelled
        }
    }

    std::optional<Instant> next_due() const
    {
        std::optional<Instant> next;
        for (auto const& one : m_waiting)
            next = next ? std::min(*next, one.due) : one.due;
        return next;
    }

    std::uint64_t revision = 0;

private:
    struct Waiting {
        net::RequestId id;
        Instant due;
        Result<net::Response> answer;
        Done done;
    };
    std::vector<Waiting> m_waiting;
    net::RequestId m_last = 0;
};

} // namespace

struct SandboxHost::Platform {
    ModuleTransport transport;
};

SandboxHost::SandboxHost() : m_platform(std::make_unique<Platform>()) {}
SandboxHost::~SandboxHost() { g_ready = nullptr; }

void SandboxHost::start(std::string saved, api::SandboxAccount account, std::function<void(bool)> ready)
{
    g_ready = [saved = std::move(saved), account, ready = std::move(ready)](bool loaded) {
        bool const started = loaded && field(call({ { "command", "start" }, { "seed", std::to_string(platform::now().time_since_epoch().count()) }, { "saved", saved }, { "account", account == api::SandboxAccount::Demo ? "demo" : "" } }), "ok") == "yes";
        ready(started);
    };
    kally_sandbox_load();
}

net::Transport& SandboxHost::transport() { return m_platform->transport; }

api::Tokens SandboxHost::sign_in()
{
    auto const answer = call({ { "command", "sign-in" } });
    m_platform->transport.revision = static_cast<std::uint64_t>(number(field(answer, "revision")));
    return { .access_token = std::string(field(answer, "access")), .refresh_token = std::string(field(answer, "refresh")), .expires_in = std::chrono::seconds { number(field(answer, "lifetime")) } };
}

std::vector<Field> SandboxHost::visit(std::vector<Field> asked)
{
    asked.push_back({ "command", "visit" });
    auto answer = call(std::move(asked));
    m_platform->transport.revision = static_cast<std::uint64_t>(number(field(answer, "revision")));
    return answer;
}

std::string SandboxHost::save() { return std::string(field(call({ { "command", "save" } }), "saved")); }
std::uint64_t SandboxHost::revision() const { return m_platform->transport.revision; }
std::optional<Instant> SandboxHost::next_due() const { return m_platform->transport.next_due(); }

} // namespace kally

extern "C" EMSCRIPTEN_KEEPALIVE void kally_on_sandbox(int loaded)
{
    // Taken first: being ready may start it over.
    if (auto ready = std::exchange(kally::g_ready, nullptr))
        ready(loaded != 0);
    kally::platform::request_frames(1);
}
