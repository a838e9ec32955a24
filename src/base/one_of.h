#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

namespace kally {

/// A value of one of `Ts`, shared and never changed. In place of std::variant where there are dozens of alternatives: nothing is
/// compiled that copies or assigns each of them, and what is large is not copied on its way.
template <typename... Ts>
class OneOf {
public:
    template <typename T>
        requires(std::same_as<std::remove_cvref_t<T>, Ts> || ...)
    OneOf(T&& value)
        : m_index(index_of<std::remove_cvref_t<T>>())
        , m_value(std::make_shared<std::remove_cvref_t<T> const>(std::forward<T>(value)))
    {
    }

    /// The value, or null when it is of another type.
    template <typename T>
        requires(std::same_as<T, Ts> || ...)
    T const* get() const
    {
        return m_index == index_of<T>() ? static_cast<T const*>(m_value.get()) : nullptr;
    }

    /// Calls `visitor` with the value; all of its answers have one type.
    template <typename Visitor>
    auto visit(Visitor&& visitor) const
    {
        using Answer = std::common_type_t<std::invoke_result_t<Visitor&, Ts const&>...>;
        static constexpr Answer (*calls[])(Visitor&, void const*) = { [](Visitor& to, void const* value) -> Answer { return to(*static_cast<Ts const*>(value)); }... };
        return calls[m_index](visitor, m_value.get());
    }

private:
    template <typename T>
    static constexpr std::size_t index_of()
    {
        std::size_t index = 0;
        static_cast<void>(((std::is_same_v<T, Ts> || (++index, false)) || ...));
        return index;
    }

    std::size_t m_index;
    std::shared_ptr<void const> m_value;
};

} // namespace kally
