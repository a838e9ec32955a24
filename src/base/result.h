#pragma once

#include <chrono>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace kally {

/// What went wrong, for the code to branch on.
enum class ErrorKind {
    Offline,     ///< The request never left: no network, refused, blocked by CORS.
    Unanswered,  ///< It left and no whole answer came: a write may or may not have happened.
    SignedOut,   ///< 401 after one refresh; the person must sign in again.
    Rejected,    ///< Any other 4xx; the detail is the service's own wording.
    Unavailable, ///< 429 or 5xx; the same request may succeed later.
    Malformed,   ///< A 2xx whose body the codec cannot read.
};

/// A failure as a value. Shown with cause and remedy; never holds a token.
struct Error {
    ErrorKind kind = ErrorKind::Malformed;
    std::string detail;         ///< For the person; never branched on. May be empty.
    std::string code;           ///< The service's own code (contract, x-error-codes), or empty.
    std::string correlation_id; ///< To quote to the vendor's support, or empty.
    std::string link;           ///< An upgrade address the service named, or empty. Not trusted: check before opening.
    int status = 0;             ///< HTTP status, 0 when no answer came.
    std::optional<std::chrono::seconds> retry_after; ///< Floor for the next attempt, when the service named one.
    bool operator==(Error const&) const = default;
};

/// A value or an error, with the names of std::expected, which C++20 lacks.
///
/// Reading the wrong side aborts in every build, because address 0 is readable in WebAssembly.
template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value) : m_side(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : m_side(std::in_place_index<1>, std::move(error)) {}

    bool has_value() const { return m_side.index() == 0; }
    T const& operator*() const& { return read<0>(m_side); }
    T& operator*() & { return read<0>(m_side); }
    T&& operator*() && { return std::move(read<0>(m_side)); }
    T const* operator->() const { return &read<0>(m_side); }
    T* operator->() { return &read<0>(m_side); }
    Error const& error() const& { return read<1>(m_side); }
    Error&& error() && { return std::move(read<1>(m_side)); }

private:
    template <std::size_t Side, typename Variant>
    static auto& read(Variant& side)
    {
        if (auto* found = std::get_if<Side>(&side))
            return *found;
        std::abort();
    }
    std::variant<T, Error> m_side;
};

/// The answer of an operation that has nothing to say but "done".
struct Done {
    bool operator==(Done const&) const = default;
};

} // namespace kally

/// The value of a Result, or leaves the function with its error.
#define TRY(expression)                             \
    ({                                              \
        auto try_result = (expression);             \
        if (!try_result.has_value())                \
            return std::move(try_result).error();   \
        std::move(*std::move(try_result));          \
    })
