#include "app/app.h"

#include "app/kept.h"
#include "store/records.h"

// The page itself: address, links, clipboard, announcements, settings.
namespace kally {

void App::run(store::SaveSettings save)
{
    platform::set_value(platform::Keep::Device, settings_key, store::encode_settings(save.settings));
    platform::set_language(save.settings.language == store::Language::Spanish ? "es" : "en");
    if (!save.settings.keep_reading) {
        records().load(kept_table, [this](auto kept) {
            for (auto const& [key, text] : kept.value_or(Records {}))
                records().remove(kept_table, key);
        });
        platform::remove_value(platform::Keep::Device, kept_key);
    }
    if (m_vault.keep_on_device != save.settings.keep_signed_in) {
        m_vault.keep_on_device = save.settings.keep_signed_in;
        if (auto const credentials = m_vault.load())
            m_vault.save(*credentials);
    }
}

void App::run(store::Navigate to)
{
    auto const text = store::format_route(to.route).substr(1);
    if (m_fragment == text)
        return; // the address said so, and may have moved on meanwhile
    m_fragment = text;
    switch (to.step) {
    case store::Navigate::Step::Push: return platform::set_fragment(text, false);
    case store::Navigate::Step::Replace: return platform::set_fragment(text, true);
    case store::Navigate::Step::Over: return platform::cover_fragment(text);
    case store::Navigate::Step::Back: return platform::uncover_fragment(text);
    }
}

void App::run(store::OpenLink link) { platform::open_link(link.url); }
void App::run(store::CopyText copy) { platform::copy_text(copy.text); }

void App::run(store::Announce announce)
{
    if (announce.error)
        platform::announce(ui::error_text(*announce.error, m_state.settings.language), true);
    else
        platform::announce(announce.text, false);
}

void App::run(store::WakeAt wake) { m_timers.push_back({ wake.at, std::move(wake.action) }); }

} // namespace kally
