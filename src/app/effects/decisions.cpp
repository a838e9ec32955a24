#include "app/app.h"

#include "api/body.h"
#include "app/kept.h"
#include "base/text.h"
#include "app/pending_text.h"

#include <algorithm>

// Approvals: read again under a lock over all tabs, carried out, logged.
namespace kally {

namespace {

constexpr std::size_t log_limit = 200; ///< Decisions that are kept.

} // namespace

void App::hold(std::string const& key, std::function<void()> go, std::function<void(Error)> refused)
{
    if (m_sandbox_client) { // its things are this tab's alone, and may be called like another's
        go();
        return;
    }
    platform::hold(key, [this, key, go = std::move(go), refused = std::move(refused)](bool held) {
        if (!held) {
            refused({ .kind = ErrorKind::Rejected, .code = "decided_elsewhere" });
            return;
        }
        m_deeds.insert(key);
        go();
    });
}

void App::let_go(std::string const& key)
{
    if (m_deeds.erase(key) > 0)
        platform::release(key);
}

void App::read_goal(store::ReadForDecision read)
{
    auto const read_on = [this, read](std::string asks) {
        client().send<api::Goal>(api::get_goal(read.id), [this, read, asks = std::move(asks)](auto goal) {
            push(store::DecisionRead { read.ticket, read.id, std::move(goal), asks });
        });
    };
    if (!read.with_asks) {
        read_on({});
        return;
    }
    client().send<std::string>(pending_as_text(false), [this, read, read_on](auto body) {
        auto const pending = body.has_value() ? api::get_pending_notifications().decode(*body) : Result<api::PendingNotifications> { body.error() };
        auto const error = pending.has_value() ? Error {} : pending.error();
        // Unread, it might ask for something else by now; only a service that has no such words may do without.
        if (!pending.has_value() && read.first && error.status != 404 && error.status != 405 && error.status != 501) {
            push(store::DecisionRead { read.ticket, read.id, error, {} });
            return;
        }
        std::string asks;
        if (pending.has_value())
            for (auto const& item : pending->goals.items)
                if (item.id == read.id.text)
                    asks = item.summary.value_or("");
        read_on(std::move(asks));
    });
}

void App::run(store::ReadForDecision read)
{
    if (!read.first) {
        read_goal(read);
        return;
    }
    hold(store::decision_key(read.id), [this, read] { read_goal(read); }, [this, read](Error error) { push(store::DecisionRead { read.ticket, read.id, std::move(error), {} }); });
}

void App::run(store::ReadMailForDecision read)
{
    auto go = [this, read] {
        client().send<std::vector<api::OutboxEmail>>(api::list_outbox(), [this, read](auto mails) {
            push(store::MailDecisionRead { read.ticket, read.id, std::move(mails) });
        });
    };
    if (!read.first) {
        go();
        return;
    }
    hold(store::decision_key(read.id), std::move(go), [this, read](Error error) { push(store::MailDecisionRead { read.ticket, read.id, std::move(error) }); });
}

void App::run(store::ActOnMail order)
{
    client().send<api::ActionResult>(api::act_on_email(order.id, order.action), [this, order](auto result) {
        push(store::MailDecisionAnswered { order.ticket, order.id, std::move(result) });
    });
}

void App::run(store::LogDecision log)
{
    records().put(decisions_table, log.entry, log.record, [this](bool stored) {
        if (!stored)
            push(store::StorageFailed { "decision" });
    });
    if (!log.ended)
        return;
    let_go(log.key);
    records().load(decisions_table, [this](auto all) {
        if (!all)
            return;
        std::sort(all->begin(), all->end());
        for (std::size_t i = 0; i + log_limit < all->size(); ++i)
            records().remove(decisions_table, (*all)[i].first);
    });
}

void App::run(store::SaveLog)
{
    records().load(decisions_table, [this](auto all) {
        std::string list;
        auto entries = all.value_or(Records {});
        std::sort(entries.begin(), entries.end());
        for (auto const& [key, text] : entries) {
            api::Body entry;
            for (auto const& field : decode_fields(text).value_or(std::vector<Field> {}))
                entry.text(field.name, field.value);
            list += (list.empty() ? "\n" : ",\n") + entry.take();
        }
        if (!platform::save_file("kally-decisions.json", "application/json", "[" + list + "\n]\n"))
            push(store::StorageFailed { "file" });
    });
}

void App::run(store::ActOnGoal order)
{
    client().send<api::ActionResult>(api::act_on_goal(order.id, order.action), [this, order](auto result) {
        push(store::DecisionAnswered { order.ticket, order.id, std::move(result) });
    });
}

void App::run(store::ArchiveGoals order)
{
    client().send<api::BatchArchived>(api::archive_goals(order.ids), [this, order](auto result) {
        push(store::GoalsArchived { order.ids, std::move(result) });
    });
}

} // namespace kally
