#pragma once

#include "base/time.h"
#include "platform/platform.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace kally {

/// Records on their way to storage. What storage refuses is tried again, once with room made for it and then every few seconds, until it is
/// there or forgotten.
class RecordWriter {
public:
    using Name = platform::RecordStore::Name;
    using Names = std::vector<Name>;
    using Done = std::function<void(bool stored)>;
    struct Settings {
        std::function<platform::RecordStore&()> records;               ///< Where to, now.
        std::function<void(std::function<void()> then)> make_room;     ///< Lets go of what can be read again.
        std::function<void()> on_refused;                              ///< A record was refused although room was made.
    };
    explicit RecordWriter(Settings settings) : m_settings(std::move(settings)) {}

    /// Writes a record ("" is none) by `due` at the latest, in the place of others as in RecordStore::put. One that waits already is
    /// written when it was due, with the newer content.
    void write(Name const&, std::string record, Instant due, Names instead_of = {});
    /// Hands to storage what is due, or all that waits.
    void flush(bool all);
    /// Writes one that must not be lost now; `done(false)` when it was refused although room was made.
    void put(Name const&, std::string const& record, Done, Names const& instead_of = {});
    /// As put, in the place of `old`, which may itself wait to be written: it waits again where the new record was refused.
    void put_instead_of(Name const& old, Name const&, std::string const& record, Done);
    /// Takes back a record that waits. Returns what it was to stand in the place of.
    Names take(Name const&);

    /// Whether records of others are still there that one of these is to take the place of.
    bool owes() const;
    /// When flush() has something to do.
    std::optional<Instant> next_due() const;
    void forget(); ///< All that waits.
    void forget_if(std::function<bool(std::string const& record)> const&);

private:
    struct Waiting {
        std::string record;
        Names instead_of;
        Instant since, due;   ///< The epoch: nothing is new since it was last handed to storage.
        int writes = 0;       ///< On their way.
        bool refused = false; ///< By storage, once already.
    };
    void written(Name const&, bool stored);

    Settings m_settings;
    std::map<Name, Waiting> m_waiting;
    std::map<Name, Waiting> m_replaced; ///< Waited until put_instead_of(), by the name of the record in their place, which is on its way.
};

} // namespace kally
