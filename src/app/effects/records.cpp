#include "app/app.h"

#include "app/kept.h"
#include "store/records.h"

#include <utility>

// What an earlier visit left on this device, and which page may take it up.
namespace kally {

platform::RecordStore& App::records()
{
    if (m_sandbox_client)
        return m_sandbox_records;
    return platform::records();
}

void App::load_marks()
{
    records().load(marks_table, [this](auto records) {
        store::MarksLoaded loaded;
        for (auto const& [key, text] : records.value_or(Records {}))
            if (auto mark = store::decode_mark(text))
                loaded.marks.push_back({ ConversationId { key }, std::move(*mark) });
        push(std::move(loaded));
        platform::request_frames(1);
    });
}

void App::begin_page()
{
    // Unless storage does not have what is to stand in their place, or has not said so yet: nobody takes up what was there before it.
    if (!m_writer.owes())
        for (auto const& page : std::exchange(m_pages, {}))
            platform::release(std::string(page_lock) + page);
    m_page = random_name();
    m_pages.insert(m_page);
    platform::hold(std::string(page_lock) + m_page, [](bool) {});
}

void App::load_records(std::function<void(Kept)> done)
{
    records().load(drafts_table, [this, done = std::move(done)](auto drafts) mutable {
        std::set<std::string> pages;
        for (auto const& [key, text] : drafts.value_or(Records {}))
            if (auto page = store::decode_draft(key, text).page; !m_pages.contains(page))
                pages.insert(std::move(page));
        struct Claims {
            std::set<std::string> held;
            std::size_t open = 0;
        };
        auto const claims = std::make_shared<Claims>(Claims { .open = pages.size() + 1 });
        auto const answered = [this, claims, done = std::move(done)] {
            if (--claims->open == 0) // what is there is read once more: such a page may have written before it went
                read_records(claims->held, done);
        };
        for (auto const& page : pages)
            platform::hold(std::string(page_lock) + page, [this, claims, page, answered](bool held) {
                if (held && m_pages.insert(page).second)
                    claims->held.insert(page);
                answered();
            });
        answered();
    });
}

void App::read_records(std::set<std::string> const& claimed, std::function<void(Kept)> done)
{
    records().load(intents_table, [this, claimed, done = std::move(done)](auto records) mutable {
        Kept kept { .records = {}, .readable = records.has_value() };
        if (records)
            for (auto const& [key, text] : *records) {
                if (auto intent = store::decode_intent(text))
                    kept.records.intents.push_back(std::move(*intent));
                else if (auto call = store::decode_call(text))
                    kept.records.call = std::move(*call);
                else if (auto deed = store::decode_deed(text))
                    kept.records.deeds.push_back(std::move(*deed));
                else
                    note_unread(kept, intents_table, key, text);
            }
        this->records().load(drafts_table, [this, claimed, done = std::move(done), kept = std::move(kept)](auto drafts) mutable {
            kept.readable = kept.readable && drafts;
            for (auto const& [key, text] : drafts.value_or(Records {}))
                if (store::is_newer(text))
                    ++kept.records.unread.newer;
                else if (auto draft = store::decode_draft(key, text); claimed.contains(draft.page))
                    kept.records.drafts.push_back(std::move(draft));
            this->records().load(seen_table, [this, done = std::move(done), kept = std::move(kept)](auto seen) mutable {
                if (seen && !seen->empty())
                    kept.records.seen = std::move(seen->front().second);
                if (kept.records.deeds.empty())
                    done(std::move(kept));
                else
                    leave_out_others(std::move(kept), std::move(done));
            });
        });
    });
}

} // namespace kally
