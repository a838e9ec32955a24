#include "app/app.h"

#include "app/kept.h"
#include "base/text.h"
#include "store/records.h"

#include <algorithm>
#include <utility>

// Records of this device: those of another visit or account, deeds, marks, what is damaged, what goes; messages that nobody waits for.
namespace kally {

namespace {

constexpr std::size_t unread_limit = 50; ///< Damaged records that are kept.

} // namespace

void App::note_unread(Kept& kept, std::string_view table, std::string const& key, std::string const& text)
{
    if (store::is_newer(text)) { // the newer program finds it where it left it
        ++kept.records.unread.newer;
        return;
    }
    ++kept.records.unread.damaged;
    auto const aside = format_timestamp(platform::now()) + " " + std::string(table) + " " + key;
    records().put(unread_table, aside, text, [this, table = std::string(table), key](bool stored) {
        if (!stored)
            return;
        records().remove(table, key);
        records().load(unread_table, [this](auto all) {
            auto put_aside = all.value_or(Records {});
            std::sort(put_aside.begin(), put_aside.end());
            for (std::size_t i = 0; i + unread_limit < put_aside.size(); ++i)
                records().remove(unread_table, put_aside[i].first);
        });
    });
}

void App::make_room(std::function<void()> then)
{
    records().load(kept_table, [this, then = std::move(then)](auto kept) {
        for (auto const& [key, text] : kept.value_or(Records {}))
            records().remove(kept_table, key);
        platform::remove_value(platform::Keep::Device, kept_key);
        then();
    });
}

void App::run(store::LoadRecords load)
{
    m_writer.flush(true);
    if (load.anew) {
        forget_views();
        make_room([] {}); // what the one before has read
        begin_page();
    }
    load_records([this](Kept kept) {
        push(std::move(kept.records));
        platform::request_frames(1);
    });
}

void App::run(store::CancelIntentRequest cancel)
{
    if (auto const found = m_sending.find(cancel.id); found != m_sending.end()) {
        client().cancel(found->second);
        m_sending.erase(found);
    }
}

void App::run(store::LeaveDrafts leave)
{
    if (m_pages.erase(leave.page) > 0)
        platform::release(std::string(page_lock) + leave.page);
}

void App::run(store::SaveMark save)
{
    if (save.mark == store::Mark {})
        records().remove(marks_table, save.id.text);
    else
        records().put(marks_table, save.id.text, store::encode_mark(save.mark), [this](bool stored) {
            if (!stored)
                push(store::StorageFailed { "mark" });
        });
}

void App::run(store::FindSender order)
{
    auto const lock = std::string(page_lock) + order.sender;
    platform::hold(lock, [this, order, lock](bool held) {
        if (!held)
            return;
        platform::release(lock);
        push(store::SenderGone { order.id });
        platform::request_frames(1);
    });
}

void App::run(store::Committed order)
{
    auto const key = store::deed_key(order.deed).text;
    auto const commit = [this, order, key] {
        m_writer.put({ std::string(intents_table), key }, store::encode_deed(order.deed), [this, order](bool stored) {
            if (!stored) {
                push(store::StorageFailed { "intent" });
                push(order.otherwise);
                return;
            }
            if (order.stored)
                push(*order.stored);
            carry_out(order.then);
        });
    };
    hold(key, commit, [this, order](Error const&) { push(order.elsewhere); });
}

void App::remove_deed(std::string const& key)
{
    auto const go = [this, key] {
        m_writer.write({ std::string(intents_table), key }, {}, platform::now());
        m_writer.flush(false);
        let_go(key);
    };
    if (m_deeds.contains(key))
        go();
    else
        hold(key, go, [](Error const&) {}); // of what another tab is about the record stays
}

void App::leave_out_others(Kept kept, std::function<void(Kept)> done)
{
    struct Rest {
        Kept kept;
        std::size_t open = 1;
    };
    auto const deeds = m_sandbox_client ? std::vector<store::Deed> {} : std::exchange(kept.records.deeds, {});
    auto const rest = std::make_shared<Rest>(Rest { .kept = std::move(kept), .open = deeds.size() + 1 });
    auto const answered = [rest, done = std::move(done)] {
        if (--rest->open == 0)
            done(std::move(rest->kept));
    };
    for (auto const& deed : deeds) {
        auto const key = store::deed_key(deed).text;
        if (m_deeds.contains(key)) {
            answered();
            continue;
        }
        platform::hold(key, [this, rest, answered, deed, key](bool held) {
            if (held) {
                release_unless_used(key);
                rest->kept.records.deeds.push_back(deed);
            } else {
                look_later(deed);
            }
            answered();
        });
    }
    answered();
}

void App::look_later(store::Deed const& deed)
{
    auto const key = store::deed_key(deed).text;
    platform::hold(key, [this, deed, key](bool) {
        release_unless_used(key);
        records().load(intents_table, [this, deed, key](auto all) {
            for (auto const& [name, text] : all.value_or(Records {}))
                if (name == key && text == store::encode_deed(deed))
                    push(store::RecordsLoaded { .deeds = { deed }, .unread = m_state.unread });
        });
    }, true);
}

void App::release_unless_used(std::string const& key)
{
    if (!m_deeds.contains(key)) // by a deed of this page that began meanwhile
        platform::release(key);
}

void App::run(store::WipeLocalData wipe)
{
    auto const of_others = [of = std::move(wipe.of)](store::Owner const& owner) {
        return !owner.session.empty() && owner.session != of.session && (owner.account.empty() || owner.account != of.account);
    };
    m_writer.forget_if([&](std::string const& record) { return !of_others(store::owner_of(record)); });
    begin_page();
    platform::remove_value(platform::Keep::Device, kept_key);
    platform::remove_value(platform::Keep::Device, account_key);
    for (auto const table : { intents_table, drafts_table, marks_table, kept_table, decisions_table, seen_table, unread_table })
        records().load(table, [this, table = std::string(table), of_others](auto all) {
            for (auto const& [key, text] : all.value_or(Records {}))
                if (auto const owner = table == intents_table || table == drafts_table ? store::owner_of(text) : store::Owner {}; !of_others(owner))
                    records().remove(table, key);
        });
}

} // namespace kally
