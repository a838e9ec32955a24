#pragma once

#include "../net/fake_transport.h"

#include "session/client.h"

#include <catch2/catch_test_macros.hpp>

#include <memory>
#include <vector>

inline kally::ErrorKind kind_of(auto const& answer)
{
    REQUIRE_FALSE(answer.has_value());
    return answer.error().kind;
}

/// A client over a transport that is answered by hand, with a clock that is turned by hand.
struct ClientWorld {
    using Seconds = std::chrono::seconds;
    struct MemoryVault final : kally::session::Vault {
        std::optional<kally::session::Credentials> kept;
        int saves = 0, wipes = 0;
        std::optional<kally::session::Credentials> load() override { return kept; }
        void save(kally::session::Credentials const& credentials) override
        {
            kept = credentials;
            ++saves;
        }
        void wipe() override
        {
            kept.reset();
            ++wipes;
        }
    };
    using Calls = kally::Result<kally::api::CallPage>;
    using Reply = kally::Result<kally::api::Reply>;

    FakeTransport wire;
    MemoryVault vault;
    kally::Instant time { std::chrono::milliseconds { 1'800'000'000'000 } };
    int signed_out = 0;
    std::vector<kally::session::Credentials> renewed;
    std::vector<kally::api::Drift> drifts;
    std::unique_ptr<kally::session::Client> client = std::make_unique<kally::session::Client>(wire, vault, kally::session::Client::Settings {
        .base_url = "https://service.example",
        .now = [this] { return time; },
        .on_signed_out = [this] { ++signed_out; },
        .on_renewed = [this](auto const& credentials) { renewed.push_back(credentials); },
        .on_drift = [this](auto const& drift) { drifts.push_back(drift); },
    });
    std::vector<Calls> calls; ///< Answers, in the order they came.
    std::vector<Reply> replies;

    void sign_in(std::optional<Seconds> life = Seconds { 3600 }, std::optional<std::string> refresh = "rt_one")
    {
        client->adopt({ .access_token = "at_one", .refresh_token = std::move(refresh), .expires_in = life });
    }
    kally::net::RequestId fetch()
    {
        return client->send<kally::api::CallPage>(kally::api::list_calls({}), [this](Calls answer) { calls.push_back(std::move(answer)); });
    }
    kally::net::RequestId say(std::string const& text)
    {
        return client->send<kally::api::Reply>(kally::api::send_message({ "c_1" }, text), [this](Reply answer) { replies.push_back(std::move(answer)); });
    }
    void poll()
    {
        wire.poll();
        client->poll();
    }
    void answer(std::size_t index, int status, std::string body = no_calls)
    {
        wire.answer(index, status, std::move(body));
        poll();
    }
    void fail(std::size_t index, kally::ErrorKind kind)
    {
        wire.fail(index, kind);
        poll();
    }
    kally::net::Request const& request(std::size_t index) const { return wire.sent[index].request; }
    bool is_renewal(std::size_t index) const { return request(index).url == "https://service.example/v1/auth/refresh"; }
    std::size_t renewals() const
    {
        std::size_t count = 0;
        for (std::size_t i = 0; i < wire.sent.size(); ++i)
            count += is_renewal(i);
        return count;
    }
    std::string authorization(std::size_t index) const
    {
        for (auto const& header : request(index).headers)
            if (header.name == "Authorization")
                return header.value;
        return {};
    }

    static constexpr char no_calls[] = R"({"calls":[],"total":0})";
    static constexpr char tokens_two[] = R"({"access_token":"at_two","refresh_token":"rt_two","expires_in":3600})";
    static constexpr char tokens_two_unrotated[] = R"({"access_token":"at_two","expires_in":3600})";
};
