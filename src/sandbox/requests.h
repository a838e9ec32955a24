#pragma once

#include "api/json.h"
#include "net/transport.h"

#include <optional>
#include <string>
#include <string_view>

/// How the service reads what it is sent, and puts an answer into an envelope.
namespace kally::sandbox {

/// A header of every answer, with the value 1: nobody can take one for the live service's.
constexpr std::string_view mark_header = "x-kally-sandbox";

net::Response json_response(int status, std::string body);
net::Response typed_response(int status, std::string_view type, std::string body);

bool same_ignoring_case(std::string_view, std::string_view lower);
std::string_view request_header(net::Request const&, std::string_view lower);
/// A member of a query; empty when absent or broken.
std::optional<std::string> query_value(std::string_view query, std::string_view name);
/// A whole number from the query within bounds, `usual` when absent; empty when it is none.
std::optional<int> query_number(std::string_view query, std::string_view name, int usual, int low, int high);
/// What a body says; null when it is no JSON.
api::JsonValue object_of(std::string const& body);

} // namespace kally::sandbox
