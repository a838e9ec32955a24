#pragma once

#include "api/drift.h"
#include "api/json.h"
#include "base/decimal.h"
#include "base/id.h"
#include "base/time.h"

#include <initializer_list>
#include <optional>

namespace kally::api {

/// The names one member may have, the preferred one first; "metadata.created_at" is a member of a member.
using Names = std::initializer_list<std::string_view>;

/// Reads the members of one JSON object into values.
///
/// A required member that is missing or of another type is remembered as the problem, the first one only, with its path.
/// An optional member of another type counts as absent: it must not cost the person the rest of the answer. Of several
/// names the first whose value can be used counts. Members that nobody asks for are ignored. What is ignored, of another type, or
/// none of the known values is noted in the drift, where there is one: what is asked for is what is known. Of a long list some 100
/// entries, evenly spread, are looked through for members that nobody asks for, so that 10,000 messages cost no time.
class Reader {
public:
    enum class Shape { Object, ObjectOrList };

    /// Of a whole answer.
    explicit Reader(JsonValue const& document, Shape shape = Shape::Object, Drift* drift = nullptr);
    /// Of a value inside what `parent` reads: a member, or an entry of the list of that name.
    Reader(Reader const& parent, std::string_view name, std::size_t index, JsonValue const& value);
    Reader(Reader const&) = delete;
    Reader& operator=(Reader const&) = delete;

    std::string text(Names names);
    std::string text(Names names, Names known); ///< See the optional one.
    std::string filled_text(Names names); ///< Required, and not empty.
    std::optional<std::string> optional_text(Names names) const;
    /// The values that the client knows; any other is handed on too.
    std::optional<std::string> optional_text(Names names, Names known) const;
    std::optional<bool> boolean(Names names) const;
    std::optional<int> integer(Names names) const;     ///< Also "6.0"; absent when it does not fit.
    std::optional<Decimal> decimal(Names names) const; ///< A number or a text. Source: contract, schema CreditAmount.
    std::optional<Instant> instant(Names names) const; ///< Source: contract, schema Timestamp.
    std::optional<Instant> unix_time(Names names) const; ///< Seconds since 1970, perhaps with a fraction; up to the year 9999.
    std::vector<std::string> texts(Names names) const; ///< Entries that are no text are left out.

    template <typename Id>
    Id id(Names names)
    {
        return { filled_text(names) };
    }
    template <typename Id>
    std::optional<Id> optional_id(Names names) const
    {
        auto const* found = find(names, [](JsonValue const& value) { return value.kind == JsonKind::Text && !value.text.empty(); });
        return found ? std::optional { Id { found->text } } : std::nullopt;
    }

    /// The entries of a list, each an object. An absent list is empty; another type or a bad entry is a problem.
    template <typename T>
    std::vector<T> list(Names names, T (*read)(Reader&))
    {
        return entries_of(*names.begin(), list_at(names, Presence::Optional), read);
    }
    template <typename T>
    std::vector<T> required_list(Names names, T (*read)(Reader&))
    {
        return entries_of(*names.begin(), list_at(names, Presence::Required), read);
    }
    /// Like `required_list`, but the entries may also be the members of an object.
    template <typename T>
    std::vector<T> required_list_or_map(Names names, T (*read)(Reader&))
    {
        auto const* map = look(names, [](JsonValue const& value) { return value.kind == JsonKind::Object; }).fitting;
        if (map)
            map->asked = Asked::Within;
        return entries_of(*names.begin(), map ? map : list_at(names, Presence::Required), read);
    }
    /// The entries of an answer that is itself a list.
    template <typename T>
    std::vector<T> bare_list(T (*read)(Reader&))
    {
        return entries_of("", &m_value, read);
    }

    /// The entries as they came, of any kind: for lists whose entries have several forms. Also of an answer that is itself a
    /// list; null, and a problem, when there is none.
    std::vector<JsonValue> const* required_entries(Names names)
    {
        auto const* list = is_list() ? &m_value : list_at(names, Presence::Required);
        return list ? &list->children : nullptr;
    }
    /// The object of that name, or nothing; a problem inside is a problem of the whole.
    template <typename T>
    std::optional<T> object(Names names, T (*read)(Reader&))
    {
        auto const* found = find(names, [](JsonValue const& value) { return value.kind == JsonKind::Object; });
        if (!found)
            return {};
        Reader inner { *this, found->name, no_index, *found };
        return read(inner);
    }

    bool is_list() const { return m_value.kind == JsonKind::List; }
    /// The name under which this stands in a map or object; empty in a list.
    std::string const& key() const { return m_value.name; }
    /// The members, whatever they are called.
    std::vector<JsonValue> const& members() const;
    /// Members that the contract knows and this client has no use for.
    void pass_over(Names names) const;
    /// The first of the members that there is and that `fits`, or null.
    JsonValue const* find(Names names, bool (*fits)(JsonValue const&)) const;

    /// "calls[3].call_id is missing, expected a string"; empty when all went well.
    std::string const& problem() const { return m_root->m_problem; }

private:
    enum class Presence { Optional, Required };
    static constexpr auto no_index = static_cast<std::size_t>(-1); // of a member that is no entry of a list

    struct Looked {
        JsonValue const* fitting = nullptr;
        bool any = false; ///< There was one of them, fitting or not.
    };
    /// Like `find`, but it is no deviation when nothing fits.
    Looked look(Names names, bool (*fits)(JsonValue const&)) const;
    JsonValue const* list_at(Names names, Presence presence);
    /// Remembers that none of the members can be used.
    void refuse(Names names, std::string_view expected);
    void refuse(std::string_view name, JsonValue const* found, std::string_view expected);
    enum class Entries { Numbered, Alike }; // "calls[3]" or "calls[]"
    std::string path(Entries = Entries::Numbered) const;
    void note(std::string_view name, std::string const& said) const;
    static constexpr std::size_t most_watched = 100; // entries of a list
    void overlook();

    template <typename T>
    std::vector<T> entries_of(std::string_view name, JsonValue const* list, T (*read)(Reader&))
    {
        std::vector<T> entries;
        if (!list)
            return entries;
        entries.reserve(list->children.size());
        for (auto const& value : list->children) {
            Reader entry { *this, name, entries.size(), value };
            if (entries.size() % (1 + list->children.size() / most_watched) != 0)
                entry.overlook();
            entries.push_back(read(entry));
            if (!problem().empty())
                break;
        }
        return entries;
    }

    JsonValue const& m_value;
    Reader* m_root = this;
    Reader const* m_parent = nullptr;
    std::string_view m_list; // the name of the list that this is an entry of, and the place in it
    std::size_t m_index = 0;
    bool m_watched = false; // Members that nobody asks for are noted.
    std::string m_problem; // of the root only, as is the drift
    Drift* m_drift = nullptr;
};

/// The value as an exact amount; nothing when it is neither a number nor a text that holds one.
std::optional<Decimal> to_decimal(JsonValue const&);

/// Hands a whole answer to `read`; what is wrong with it, or nothing. Apart from decode_with, so that it exists once.
std::optional<Error> read_whole(std::string_view body, Drift*, Reader::Shape, void (*read)(Reader&, void* into), void* into);

/// Reads a whole answer with `read`, or says what is wrong with it. `drift` may be null.
template <typename T>
Result<T> decode_with(std::string_view body, Drift* drift, T (*read)(Reader&), Reader::Shape shape = Reader::Shape::Object)
{
    struct Target {
        T (*read)(Reader&);
        T value;
    } target { read, {} };
    auto const into = [](Reader& in, void* to) { static_cast<Target*>(to)->value = static_cast<Target*>(to)->read(in); };
    if (auto problem = read_whole(body, drift, shape, into, &target))
        return std::move(*problem);
    return std::move(target.value);
}

} // namespace kally::api
