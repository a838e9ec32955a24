#include "app/app.h"

#include "app/kept.h"
#include "base/text.h"
#include "net/transport_factory.h"
#include "session/sign_in.h"
#include "store/records.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace kally {

namespace {

constexpr std::string_view renewal_lock = "renew";

std::string credentials_text(session::Credentials const& credentials)
{
    return encode_fields({ { "access", credentials.access_token }, { "refresh", credentials.refresh_token }, { "expires", format_timestamp(credentials.expires_at) }, { "sign_in", credentials.sign_in }, { "renewals", std::to_string(credentials.renewals) } });
}

std::optional<session::Credentials> read_credentials(std::string_view text)
{
    auto const fields = decode_fields(text);
    if (!fields)
        return {};
    auto const expires = parse_timestamp(field(*fields, "expires"));
    if (field(*fields, "access").empty() || !expires)
        return {};
    int renewals = 0;
    auto const said = field(*fields, "renewals");
    std::from_chars(said.data(), said.data() + said.size(), renewals);
    return session::Credentials { std::string(field(*fields, "access")), std::string(field(*fields, "refresh")), *expires, std::string(field(*fields, "sign_in")), renewals };
}

std::string random_name()
{
    std::array<std::uint8_t, 32> random {};
    platform::random_bytes(random);
    return session::make_state(random);
}

std::optional<session::Credentials> kept_credentials(platform::Keep keep)
{
    auto const text = platform::value(keep, session_key);
    return text ? read_credentials(*text) : std::nullopt;
}

} // namespace

std::optional<session::Credentials> PlatformVault::load()
{
    auto const here = kept_credentials(platform::Keep::Tab), device = kept_credentials(platform::Keep::Device);
    // Another tab may have renewed what both hold.
    if (here && device && here->sign_in == device->sign_in && session::is_newer(*device, *here))
        return device;
    return here ? here : device;
}

void PlatformVault::save(session::Credentials const& credentials)
{
    auto const text = credentials_text(credentials);
    platform::set_value(platform::Keep::Tab, session_key, text);
    if (keep_on_device)
        platform::set_value(platform::Keep::Device, session_key, text);
    else
        platform::remove_value(platform::Keep::Device, session_key);
}

void PlatformVault::wipe()
{
    // Somebody else may be signed in on this device meanwhile.
    auto const here = kept_credentials(platform::Keep::Tab), device = kept_credentials(platform::Keep::Device);
    if (!here || !device || here->sign_in == device->sign_in)
        platform::remove_value(platform::Keep::Device, session_key);
    platform::remove_value(platform::Keep::Tab, session_key);
}

void PlatformTabs::take_turn(std::function<void()> go)
{
    platform::hold(renewal_lock, [go = std::move(go)](bool) { go(); }, true);
}

void PlatformTabs::end_turn() { platform::release(renewal_lock); }
void PlatformTabs::tell(session::Credentials const& credentials) { platform::tell_tabs(credentials_text(credentials)); }

App::App(api::ClientConfig config)
    : m_config(std::move(config))
    , m_wire(net::make_transport())
    , m_logging(*m_wire, [] { return platform::now(); })
    , m_transport(m_logging)
    , m_sign_in(m_config, m_transport)
{
    m_client = std::make_unique<session::Client>(m_transport, m_vault, session::Client::Settings {
        .base_url = m_config.api_base,
        .now = [] { return platform::now(); },
        .on_signed_out = [this] { push(store::SessionEnded {}); },
        .on_renewed = {},
        .random = [] {
            std::array<std::uint8_t, 2> random {};
            platform::random_bytes(random);
            return static_cast<double>(random[0] * 256 + random[1]) / 65536;
        },
        .online = [this] { return m_state.online; },
        .name_sign_in = random_name,
        .tabs = &m_tabs,
        .remembering = [this](std::string target, net::Transport::Done done) { return remembering(std::move(target), std::move(done)); },
        .on_drift = [this](api::Drift const& drift) { push(store::DriftSeen { drift }); },
    });
}

void App::start()
{
    net::set_arrival_hook([] { platform::request_frames(1); });
    if (auto const text = platform::value(platform::Keep::Device, settings_key)) {
        if (auto const settings = store::decode_settings(*text))
            m_state.settings = *settings;
    } else if (platform::preferred_language().starts_with("es")) {
        m_state.settings.language = store::Language::Spanish;
    }
    ui::decode_places(platform::value(platform::Keep::Tab, places_key).value_or(""), m_local);
    m_vault.keep_on_device = m_state.settings.keep_signed_in;
    m_client->restore();
    receive_sign_in();
    begin_page();
    // The page's own sandbox goes on after a reload of this tab.
    auto const go_on = [this] {
        load_records([this](Kept kept) { begin(std::move(kept)); });
    };
    if (auto const saved = platform::value(platform::Keep::Tab, sandbox_key); saved && !m_client->signed_in())
        enter_sandbox(*saved, [this, go_on](bool started) {
            if (!started)
                leave_sandbox();
            go_on();
        });
    else
        go_on();
}

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
    bool const open = m_forms_away > 0 || std::any_of(m_unwritten.begin(), m_unwritten.end(), [](auto const& one) { return one.second.refused || !one.second.instead_of.empty(); });
    if (!open)
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

void App::begin(Kept kept)
{
    std::array<std::uint8_t, 8> random {};
    platform::random_bytes(random);
    std::uint64_t seed = 0;
    for (auto const byte : random)
        seed = seed << 8 | byte;
    platform::hold(std::string(page_lock) + store::page_name(seed), [](bool) {}); // as long as it lives what it sends may leave
    std::optional<Error> refused;
    if (auto const arrived = m_sign_in.take_arrived()) {
        if (arrived->has_value())
            adopt_arrived(**arrived);
        else
            refused = arrived->error();
    }
    // Sign-in comes back to the bare address; the place it was started from is kept beside it.
    auto fragment = platform::fragment();
    if (auto const place = platform::value(platform::Keep::Tab, place_key); place && fragment.empty()) {
        platform::remove_value(platform::Keep::Tab, place_key);
        fragment = *place;
    }
    push(store::Started {
        .seed = seed,
        .service = m_config.sandbox || m_sandbox_client ? store::ServiceKind::Sandbox : store::ServiceKind::Live,
        .in_process = m_sandbox_client != nullptr,
        .checkout_hosts = m_config.checkout_hosts,
        .service_name = m_config.service_name,
        .loopback_sign_in = m_sign_in.can_redirect(),
        .code_flow = m_config.code_flow,
        .signed_in = client().signed_in(),
        .session = client().sign_in(),
        .time_zone = m_state.settings.time_zone.empty() ? platform::time_zone() : m_state.settings.time_zone,
        .route = store::parse_route(fragment),
        .settings = m_state.settings,
        .intents = std::move(kept.records.intents),
        .drafts = std::move(kept.records.drafts),
        .seen = std::move(kept.records.seen),
        .call = std::move(kept.records.call),
        .deeds = std::move(kept.records.deeds),
        .unread = kept.records.unread,
        .sign_in_error = std::move(refused),
    });
    load_marks();
    if (!kept.readable)
        push(store::StorageFailed { "read" });
    m_begun = true;
    platform::request_frames(1);
}

void App::adopt_arrived(api::Tokens const& tokens)
{
    if (m_config.code_flow)
        m_client->adopt(tokens); // these came in an answer
    else
        m_client->adopt_from_address(tokens);
}

void App::receive_sign_in()
{
    if (!m_begun)
        return;
    auto arrived = m_sign_in.take_arrived();
    if (!arrived)
        return;
    if (!arrived->has_value()) {
        push(store::SignInFailed { arrived->error() });
        return;
    }
    adopt_arrived(**arrived);
    push(store::SignedInNow { m_client->sign_in() });
}

void App::choose_theme(platform::Input const& input)
{
    auto const theme = m_state.settings.theme;
    bool const dark = theme == store::Theme::Dark || (theme == store::Theme::System && input.dark);
    if (dark != m_dark || m_seconds == 0) {
        m_dark = dark;
        platform::set_theme(dark);
        platform::set_language(m_state.settings.language == store::Language::Spanish ? "es" : "en");
    }
}

void App::apply_settings()
{
    static constexpr float scales[] = { 0.875f, 1, 1.25f, 1.5f };
    auto const& set = m_state.settings;
    if (m_keys_of != m_state.changes) { // it takes longer than all other settings together
        m_keys_of = m_state.changes;
        m_keys = m_state.sign_in == store::SignIn::SignedIn ? ui::shortcut_keys(m_state) : std::string {};
    }
    platform::Preferences wanted { scales[static_cast<std::size_t>(set.text_size)], set.send_key == store::SendKey::ModEnter, set.time_zone, m_keys, !m_local.rebinding.empty() };
    if (!(wanted == m_preferences)) {
        m_preferences = std::move(wanted);
        platform::set_preferences(m_preferences);
    }
    if (auto const notices = static_cast<store::Notices>(platform::notices()); notices != m_state.notices)
        push(store::NoticesKnown { notices });
}

void App::tick()
{
    auto const now = platform::now();
    store::Actions due;
    std::erase_if(m_timers, [&](Timer& timer) {
        if (timer.at > now)
            return false;
        due.push_back(std::move(timer.action));
        return true;
    });
    for (auto& action : due)
        push(std::move(action));
}

void App::tick_poll()
{
    if (bool const led = platform::leads(); led != std::exchange(m_led, led) && led)
        push(store::LeadTaken {});
    if (m_begun && platform::is_visible() != m_state.live.visible)
        push(store::VisibilityChanged { platform::is_visible() });
    if (auto const repeated = platform::repeated_at(); m_poll.at && repeated)
        m_poll.at = std::max(*m_poll.at, *repeated + m_poll.every);
    if (m_poll.at && *m_poll.at <= platform::now()) {
        m_poll = {};
        push(store::PollDue {});
    }
}

/// Polls come without a frame, while nobody looks and while somebody does.
void App::arm_poll()
{
    std::optional<platform::Turn> turn;
    if (m_poll.at) {
        auto const now = platform::now();
        auto until = client().fresh_until(); // a token that has to be renewed is no work for the page
        if (m_poll.until)
            until = std::min(until, *m_poll.until);
        turn = { std::chrono::duration_cast<std::chrono::milliseconds>(*m_poll.at - now), m_poll.every, std::chrono::duration_cast<std::chrono::milliseconds>(until - now) };
    }
    platform::advance_in(turn);
}

void App::receive_told()
{
    while (auto const text = platform::take_told()) {
        auto const fields = decode_fields(*text);
        if (auto const ended = fields ? field(*fields, "ended") : ""; !ended.empty() && ended == m_client->sign_in()) {
            m_client->sign_out();
            if (!m_sandbox_client)
                push(store::SignedOutElsewhere {});
        } else if (auto const renewed = read_credentials(*text)) {
            m_client->hear(*renewed);
        }
    }
}

void App::receive()
{
    if (auto const text = platform::take_shared())
        if (auto pending = api::get_pending_notifications().decode(*text); pending.has_value())
            push(store::PendingShared { *std::move(pending) });
    receive_told();
    m_transport.poll();
    if (m_sandbox_client)
        m_sandbox->transport().poll();
    client().poll();
    receive_sign_in();
}

void App::advance()
{
    receive();
    tick_poll();
    drain();
    flush(true);
    save_sandbox();
    save_places(); // the page may be about to go
    arm_poll();
    if (!m_inbox.empty() || client().has_answers() || client().next_due() || (m_sandbox_client && m_sandbox->next_due()))
        platform::request_frames(1);
}

void App::frame()
{
    keep_large();
    receive();
    tick();
    tick_poll();
    if (m_kept_reading)
        read_kept();

    auto const input = platform::begin_frame();
    apply_settings();
    if (input.fragment && input.fragment != m_fragment) {
        m_fragment = input.fragment;
        push(store::RouteChanged { store::parse_route(*input.fragment) });
    }
    if (input.online != m_state.online) // known before anything else, so that nothing is sent into a network that is not there
        m_inbox.insert(m_inbox.begin(), store::NetworkChanged { input.online });
    drain(); // answers first: what is drawn is what is known

    choose_theme(input);
    m_seconds = std::chrono::duration<double>(platform::now().time_since_epoch()).count();
    auto const palette = ui::palette_for(m_dark, input);
    ui::Theme const theme {
        .palette = &palette,
        .dark = m_dark,
        .reduced_motion = input.reduced_motion,
        .outlined = input.more_contrast || input.forced_colors,
        .compact = m_state.settings.density == store::Density::Compact,
        .phone = input.width < ui::token::breakpoint_tablet_min,
    };
    ui::Frame frame { input, theme, m_local.memory, m_seconds };
    ui::draw(frame, m_state, m_local, m_inbox);
    auto output = frame.finish();
    if (draw_extra)
        draw_extra();
    bool const acted = !m_inbox.empty();
    drain();
    flush(false);
    save_sandbox();

    auto const now = platform::now();
    auto wake = [&](Instant at) {
        auto const in = std::max(std::chrono::milliseconds { 1 }, std::chrono::duration_cast<std::chrono::milliseconds>(at - now));
        output.wake_in = output.wake_in ? std::min(*output.wake_in, in) : in;
    };
    for (auto const& timer : m_timers)
        wake(timer.at);
    for (auto const& [name, unwritten] : m_unwritten)
        if (unwritten.due != Instant {})
            wake(unwritten.due);
    if (auto const due = client().next_due())
        wake(*due);
    if (m_sandbox_client && m_sandbox->next_due())
        wake(*m_sandbox->next_due());
    arm_poll();
    output.animating = output.animating || acted || !m_inbox.empty() || m_kept_reading || !m_to_keep.empty() || client().has_answers();
    platform::end_frame(output);
}

void App::carry_out(store::Effects const& effects)
{
    for (auto const& effect : effects)
        effect.visit([this](auto const& order) { run(order); });
}

void App::drain()
{
    auto const now = platform::now();
    carry_out(store::update(m_state, store::Ticked { now, platform::utc_offset(now) }));
    // Effects may answer at once; a bound keeps a loop of them from holding the frame.
    for (int round = 0; round < 8 && !m_inbox.empty(); ++round)
        for (auto const& action : std::exchange(m_inbox, {}))
            carry_out(store::update(m_state, action));
}

void App::write(Name const& name, std::string record, Instant due, std::vector<Name> instead_of)
{
    for (auto& [other, waiting] : m_unwritten) // what one that storage refused is to take along is older than this
        std::erase(waiting.instead_of, name);
    auto& unwritten = m_unwritten[name];
    unwritten.record = std::move(record);
    unwritten.instead_of.insert(unwritten.instead_of.end(), instead_of.begin(), instead_of.end());
    // The first key after a pause starts the clock: never older than that, also where the clock was set back since.
    auto const now = platform::now();
    if (unwritten.due == Instant {} || due < unwritten.due) {
        unwritten.due = unwritten.since > now ? now : due;
        unwritten.since = now;
    }
}

void App::flush(bool all)
{
    auto const now = platform::now();
    for (auto one = m_unwritten.begin(); one != m_unwritten.end();) {
        auto& [name, unwritten] = *one++; // it may be written at once
        bool const waits = unwritten.due > now && unwritten.since <= now; // or else the clock was set back
        if (unwritten.due == Instant {} || (waits && !all))
            continue;
        unwritten.due = {};
        ++unwritten.writes;
        records().put(name.first, name.second, unwritten.record, [this, name = Name(name)](bool stored) { written(name, stored); }, unwritten.instead_of);
    }
}

void App::written(Name const& name, bool stored)
{
    auto const found = m_unwritten.find(name);
    if (found == m_unwritten.end()) // wiped
        return;
    auto& unwritten = found->second;
    --unwritten.writes;
    bool const news = unwritten.due != Instant {}, again = std::exchange(unwritten.refused, !stored);
    if (stored) {
        if (!news && unwritten.writes == 0)
            m_unwritten.erase(found);
        return;
    }
    if (!news) {
        unwritten.since = platform::now();
        unwritten.due = unwritten.since + write_again;
    }
    if (again)
        push(store::StorageFailed { "draft" });
    else
        make_room([this, name] { // a frame before that would find none
            if (auto const waiting = m_unwritten.find(name); waiting != m_unwritten.end() && waiting->second.due != Instant {})
                waiting->second.due = platform::now();
            flush(false);
        });
}

void App::put_first(std::string_view table, std::string const& key, std::string const& record, std::function<void(bool)> done, std::vector<Name> const& instead_of)
{
    records().put(table, key, record, [this, table = std::string(table), key, record, done = std::move(done), instead_of](bool stored) {
        if (stored)
            done(true);
        else
            make_room([this, table, key, record, done, instead_of] { records().put(table, key, record, done, instead_of); });
    }, instead_of);
}

void App::save_places()
{
    if (auto const places = ui::encode_places(m_local); !places.empty())
        platform::set_value(platform::Keep::Tab, places_key, places);
    else
        platform::remove_value(platform::Keep::Tab, places_key);
}

void App::leave_sandbox()
{
    platform::remove_value(platform::Keep::Tab, sandbox_key);
    m_sandbox_records.clear();
    m_sandbox_client.reset();
    m_sandbox.reset();
}

void App::enter_sandbox(std::string saved, std::function<void(bool)> ready)
{
    m_sandbox_client.reset();
    m_sandbox = std::make_unique<SandboxHost>();
    m_sandbox->start(std::move(saved), m_config.sandbox_account, [this, ready = std::move(ready)](bool started) {
        if (started) {
            m_sandbox_client = std::make_unique<session::Client>(m_sandbox->transport(), m_sandbox_vault, session::Client::Settings {
                .base_url = "",
                .now = [] { return platform::now(); },
                .on_signed_out = [this] { push(store::SessionEnded {}); },
                .on_renewed = {},
                .on_drift = [this](api::Drift const& drift) { push(store::DriftSeen { drift }); },
            });
            m_sandbox_client->adopt(m_sandbox->sign_in());
            m_sandbox_saved = 0;
            save_sandbox();
        }
        ready(started);
    });
}

void App::save_sandbox()
{
    if (!m_sandbox_client || m_sandbox->revision() == m_sandbox_saved)
        return;
    m_sandbox_saved = m_sandbox->revision();
    platform::set_value(platform::Keep::Tab, sandbox_key, m_sandbox->save());
}

} // namespace kally
