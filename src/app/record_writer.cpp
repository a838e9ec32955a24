#include "app/record_writer.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace kally {

namespace {

constexpr auto write_again = std::chrono::seconds { 5 }; ///< What storage refused is tried again after that.

} // namespace

void RecordWriter::write(Name const& name, std::string record, Instant due, Names instead_of)
{
    for (auto& [other, waiting] : m_waiting) // what one that storage refused is to take along is older than this
        std::erase(waiting.instead_of, name);
    auto& waiting = m_waiting[name];
    waiting.record = std::move(record);
    waiting.instead_of.insert(waiting.instead_of.end(), instead_of.begin(), instead_of.end());
    // The first key after a pause starts the clock: never older than that, also where the clock was set back since.
    auto const now = platform::now();
    if (waiting.due == Instant {} || due < waiting.due) {
        waiting.due = waiting.since > now ? now : due;
        waiting.since = now;
    }
}

void RecordWriter::flush(bool all)
{
    auto const now = platform::now();
    for (auto one = m_waiting.begin(); one != m_waiting.end();) {
        auto& [name, waiting] = *one++; // it may be written at once
        bool const later = waiting.due > now && waiting.since <= now; // or else the clock was set back
        if (waiting.due == Instant {} || (later && !all))
            continue;
        waiting.due = {};
        ++waiting.writes;
        m_settings.records().put(name.first, name.second, waiting.record, [this, name = Name(name)](bool stored) { written(name, stored); }, waiting.instead_of);
    }
}

void RecordWriter::written(Name const& name, bool stored)
{
    auto const found = m_waiting.find(name);
    if (found == m_waiting.end()) // forgotten
        return;
    auto& waiting = found->second;
    --waiting.writes;
    bool const news = waiting.due != Instant {}, again = std::exchange(waiting.refused, !stored);
    if (stored) {
        if (!news && waiting.writes == 0)
            m_waiting.erase(found);
        return;
    }
    if (!news) {
        waiting.since = platform::now();
        waiting.due = waiting.since + write_again;
    }
    if (again)
        m_settings.on_refused();
    else
        m_settings.make_room([this, name] { // a frame before that would find none
            if (auto const still = m_waiting.find(name); still != m_waiting.end() && still->second.due != Instant {})
                still->second.due = platform::now();
            flush(false);
        });
}

void RecordWriter::put(Name const& name, std::string const& record, Done done, Names const& instead_of)
{
    m_settings.records().put(name.first, name.second, record, [this, name, record, done = std::move(done), instead_of](bool stored) {
        if (stored)
            done(true);
        else
            m_settings.make_room([this, name, record, done, instead_of] { m_settings.records().put(name.first, name.second, record, done, instead_of); });
    }, instead_of);
}

void RecordWriter::put_instead_of(Name const& old, Name const& name, std::string const& record, Done done)
{
    Names instead_of;
    if (auto node = m_waiting.extract(old)) {
        instead_of = node.mapped().instead_of;
        m_replaced[name] = std::move(node.mapped());
    }
    instead_of.push_back(old);
    put(name, record, [this, old, name, done = std::move(done)](bool stored) {
        if (auto node = m_replaced.extract(name); node && !stored) {
            auto const newer = m_waiting.find(old);
            write(old, newer == m_waiting.end() ? node.mapped().record : newer->second.record, platform::now(), node.mapped().instead_of);
        }
        done(stored);
    }, instead_of);
}

RecordWriter::Names RecordWriter::take(Name const& name)
{
    auto node = m_waiting.extract(name);
    return node ? std::move(node.mapped().instead_of) : Names {};
}

bool RecordWriter::owes() const
{
    return !m_replaced.empty() || std::any_of(m_waiting.begin(), m_waiting.end(), [](auto const& one) { return one.second.refused || !one.second.instead_of.empty(); });
}

std::optional<Instant> RecordWriter::next_due() const
{
    std::optional<Instant> next;
    for (auto const& [name, waiting] : m_waiting)
        if (waiting.due != Instant {} && (!next || waiting.due < *next))
            next = waiting.due;
    return next;
}

void RecordWriter::forget()
{
    m_waiting.clear();
    m_replaced.clear();
}

void RecordWriter::forget_if(std::function<bool(std::string const& record)> const& goes)
{
    for (auto* records : { &m_waiting, &m_replaced })
        std::erase_if(*records, [&](auto const& one) { return goes(one.second.record); });
}

} // namespace kally
