#pragma once

#include "base/http.h"
#include "base/result.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace kally::net {

struct Header {
    std::string name;
    std::string value;
    bool operator==(Header const&) const = default;
};

struct Request {
    Method method = Method::Get;
    std::string url; ///< Absolute, or relative to the page on the web.
    std::vector<Header> headers;
    std::string body;
    std::chrono::milliseconds time_limit { 30'000 }; ///< Of the whole exchange; running out is Unanswered.
    /// A read that is repeated. An answer that is the last one to this address again asks for no frame: it waits for the next poll(), and
    /// until then the platform may send the request once more (platform::Turn).
    bool polled = false;
};

struct Response {
    int status = 0;
    std::vector<Header> headers; ///< Names in lower case. Cross-origin pages may see few: never depend on one.
    std::string body;
};
std::string_view header(std::vector<Header> const& headers, std::string_view lower_case_name); ///< "" when absent.

using RequestId = std::uint64_t; ///< Never 0, never reused by the same transport.

/// Carries HTTP requests; one implementation per platform, and the sandbox.
///
/// `done` runs exactly once, from inside `poll()`, never from inside `send()`, and not at all after
/// `cancel()` or destruction. Every status is a value here; the only errors are Offline and Unanswered.
class Transport {
public:
    using Done = std::function<void(Result<Response>)>;
    virtual ~Transport() = default;
    virtual RequestId send(Request, Done) = 0;
    virtual void cancel(RequestId) = 0;
    virtual void poll() = 0;
};

} // namespace kally::net
