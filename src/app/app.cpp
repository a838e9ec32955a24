#include "app/app.h"

#include "app/kept.h"
#include "base/text.h"
#include "net/transport_factory.h"
#include "session/sign_in.h"
#include "store/records.h"

#include <algorithm>
#include <utility>

namespace kally {

App::App(api::ClientConfig config)
    : m_config(std::move(config))
    , m_wire(net::make_transport())
    , m_logging(*m_wire, [] { return platform::now(); })
    , m_transport(m_logging)
    , m_sign_in(m_config, m_transport)
    , m_writer({
          .records = [this]() -> platform::RecordStore& { return records(); },
          .make_room = [this](std::function<void()> then) { make_room(std::move(then)); },
          .on_refused = [this] { push(store::StorageFailed { "draft" }); },
      })
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

std::string App::random_name()
{
    std::array<std::uint8_t, 32> random {};
    platform::random_bytes(random);
    return session::make_state(random);
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
    m_writer.flush(true);
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
    m_writer.flush(false);
    save_sandbox();

    auto const now = platform::now();
    auto wake = [&](Instant at) {
        auto const in = std::max(std::chrono::milliseconds { 1 }, std::chrono::duration_cast<std::chrono::milliseconds>(at - now));
        output.wake_in = output.wake_in ? std::min(*output.wake_in, in) : in;
    };
    for (auto const& timer : m_timers)
        wake(timer.at);
    if (auto const due = m_writer.next_due())
        wake(*due);
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
