#pragma once

#include "api/operations.h"
#include "net/transport.h"

#include <memory>
#include <string>
#include <string_view>

/// A service that the contract suite runs against, reached as the program itself would reach it.
class Target {
public:
    virtual ~Target() = default;
    virtual kally::net::Transport& transport() = 0;
    virtual std::string base_url() const = 0;
    /// A new account, healthy dials and a person signed in; the tokens of that sign-in.
    virtual kally::api::Tokens begin() = 0;
    virtual void turn(std::string const& dials) = 0; ///< See sandbox::apply_json.
    virtual void expire_access_tokens() = 0;
    virtual void advance(std::chrono::seconds) = 0;  ///< The work of goals goes on.

    /// Sends an operation and waits for what the program would see: the decoded value, or the error.
    template <typename T>
    kally::Result<T> send(kally::api::Operation<T> const& operation)
    {
        auto const answer = exchange(operation.method, operation.target, operation.body, operation.authorized, operation.idempotency_key);
        if (!answer.has_value())
            return answer.error();
        if (answer->status >= 200 && answer->status < 300)
            return operation.decode(answer->body);
        return kally::api::decode_error(answer->status, answer->body, kally::net::header(answer->headers, "retry-after"));
    }
    kally::Result<kally::net::Response> exchange(kally::Method, std::string const& target, std::string const& body, bool authorized, std::string const& idempotency_key);

    std::string access_token;
    bool recording = true; ///< Off while bodies are spoilt on purpose: those fit no contract.
};

std::unique_ptr<Target> in_process_sandbox();
std::unique_ptr<Target> http_sandbox(); ///< A kally-sandbox of its own, reached by the platform's transport.
/// The live service with the token in KALLY_LIVE_TOKEN; null without one. Only for reading.
std::unique_ptr<Target> live_service();
