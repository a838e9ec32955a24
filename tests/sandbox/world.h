#pragma once

#include "sandbox/service.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

/// A service with a hand-turned clock and somebody signed in.
struct World {
    using Json = nlohmann::json;

    explicit World(kally::sandbox::Options options = {}) : service(with_clock(std::move(options))), token(service.sign_in().access_token) {}

    kally::sandbox::Options with_clock(kally::sandbox::Options options)
    {
        options.now = [this] { return time += tick; };
        return options;
    }

    kally::net::Response send(kally::Method method, std::string const& target, std::string const& body = {})
    {
        return service.handle({ .method = method, .url = target, .headers = { { "Authorization", "Bearer " + token } }, .body = body });
    }
    kally::net::Response get(std::string const& target) { return send(kally::Method::Get, target); }
    Json get_json(std::string const& target) { return Json::parse(get(target).body, nullptr, false); }

    /// One request to the coordinator in the current conversation; the first one opens it.
    Json say(std::string const& message)
    {
        Json body { { "message", message } };
        if (!conversation.empty())
            body["conversation_id"] = conversation;
        auto reply = Json::parse(send(kally::Method::Post, "/v1/coordination/message", body.dump()).body, nullptr, false);
        conversation = reply.value("conversation_id", "");
        return reply;
    }
    void begin_conversation() { conversation.clear(); }
    Json history() { return get_json("/v1/coordination/history?limit=1000&conversation_id=" + conversation).value("messages", Json::array()); }
    Json newest_goal()
    {
        auto const list = get_json("/v1/coordination/goals?limit=1").value("goals", Json::array());
        return list.empty() ? Json {} : get_json("/v1/coordination/goals/" + list.front().value("id", ""));
    }

    kally::Instant time { std::chrono::milliseconds { 1'795'521'600'000 } }; // 2026-11-24T12:00:00Z, a Tuesday
    std::chrono::milliseconds tick { 0 }; ///< How far the clock goes on with each look at it.
    kally::sandbox::Service service;
    std::string token;
    std::string conversation;
};
