#pragma once

#include "api/operations.h"
#include "net/transport.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

/// A service of somebody's account: it is given an address and a token, and cannot be begun anew or dialled.
struct LiveService {
    std::string url = "https://api.kallyai.com";
    std::string token;
    bool may_write = false;
};
/// From KALLY_LIVE_URL, KALLY_LIVE_TOKEN and KALLY_LIVE_WRITES=1; empty without a token. `read` is std::getenv.
std::optional<LiveService> live_service(char const* (*read)(char const* name));

/// A service that the contract suite runs against, reached as the program itself would reach it.
class Target {
public:
    virtual ~Target() = default;
    virtual kally::net::Transport& transport() = 0;
    virtual std::string base_url() const = 0;
    enum class Account { Empty, Demo };
    /// A new account, healthy dials and a person signed in; the tokens of that sign-in.
    virtual kally::api::Tokens begin(Account = Account::Empty) = 0;
    virtual void turn(std::string const& dials) = 0; ///< See sandbox::apply_json.
    virtual void expire_access_tokens() = 0;
    virtual void advance(std::chrono::seconds) = 0;  ///< The work of goals goes on.
    virtual bool is_remote() const { return true; }  ///< False: in this process, so that a request takes no time.
    virtual bool is_ours() const { return true; }    ///< False: begin(), turn(), expire_access_tokens() and advance() do nothing.
    virtual bool may_write() const { return true; }

    /// Sends an operation and waits for what the program would see: the decoded value, or the error.
    template <typename T>
    kally::Result<T> send(kally::api::Operation<T> const& operation)
    {
        auto const limit = std::chrono::seconds { operation.limit == kally::TimeLimit::Long && !is_ours() ? 300 : 20 };
        auto const answer = wait(start(operation.method, operation.target, operation.body, operation.authorized, operation.idempotency_key, limit, operation.accept));
        if (!answer.has_value())
            return answer.error();
        if (answer->status >= 200 && answer->status < 300)
            return operation.decode(answer->body, &drift);
        return kally::api::decode_error(answer->status, answer->body, kally::net::header(answer->headers, "retry-after"));
    }
    using Pending = std::shared_ptr<std::optional<kally::Result<kally::net::Response>>>; ///< Empty until the answer is there.
    kally::Result<kally::net::Response> wait(Pending const&);
    Pending start(kally::Method, std::string const& target, std::string const& body, bool authorized, std::string const& idempotency_key, std::chrono::milliseconds limit, std::string_view accept = "application/json");

    std::string access_token;
    kally::api::Drift drift; ///< Of all answers.
    bool recording = true; ///< Off while bodies are spoilt on purpose: those fit no contract.
};

std::unique_ptr<Target> in_process_sandbox();
std::unique_ptr<Target> http_sandbox(); ///< A kally-sandbox of its own, reached by the platform's transport.
std::unique_ptr<Target> service_at(LiveService); ///< Reached by the platform's transport.
std::unique_ptr<Target> sandbox_as_live();       ///< A kally-sandbox with an account that holds something, treated as the live service is.
