#include "app/app.h"

#include "app/kept.h"
#include "base/text.h"
#include "session/sign_in.h"

// Sign-in, its end, and the service inside the page.
namespace kally {

void App::run(store::Fetch<api::Subscription> order) { fetch(api::get_subscription(), order.ticket); }
void App::run(store::Fetch<api::CreditBalance> order) { fetch(api::get_credit_balance(), order.ticket); }

void App::run(store::ProbeService probe)
{
    auto operation = api::list_plans();
    operation.kept = false; // what was kept says nothing about who is there now
    operation.once = true;  // asked again by itself
    m_client->send<std::vector<api::Plan>>(std::move(operation), [this, probe](auto plans) {
        push(store::ProbeAnswered { probe.ticket, plans.has_value() ? std::nullopt : std::optional<Error> { plans.error() } });
    });
}

void App::run(store::BeginSignIn)
{
    // The redirect ends this page: the next one goes on where this one was.
    auto const& place = m_state.route.page == store::Page::SignIn ? m_state.after_sign_in : m_state.route;
    platform::set_value(platform::Keep::Tab, place_key, store::format_route(place));
    m_sign_in.begin();
}

void App::run(store::AdoptPaste paste)
{
    auto tokens = session::read_paste(paste.text);
    if (!tokens.has_value()) {
        push(store::PasteRefused { tokens.error() });
        return;
    }
    m_client->adopt(*tokens);
    // What was pasted is checked before anything else happens: the subscription is the cheapest request that needs a token.
    m_client->send<api::Subscription>(api::get_subscription(), [this](auto subscription) {
        auto const kind = subscription.has_value() ? ErrorKind::Malformed : subscription.error().kind;
        // Whatever was answered to this token but "who are you?" says that it is known.
        if (kind == ErrorKind::Malformed || kind == ErrorKind::Rejected) {
            push(store::SignedInNow { m_client->sign_in() });
            return;
        }
        m_client->sign_out();
        auto error = subscription.error();
        if (error.kind == ErrorKind::SignedOut)
            error.code = "paste_refused"; // nobody was signed in, so nothing has ended
        push(store::PasteRefused { std::move(error) });
    });
}

void App::run(store::EndSession)
{
    m_sending.clear();
    platform::load_sound({}, {});
    if (!m_sandbox_client && m_client->signed_in())
        platform::tell_tabs(encode_fields({ { "ended", m_client->sign_in() } }));
    client().sign_out();
    forget_views();
    while (!m_deeds.empty()) // their records stay for who asked for them
        let_go(std::string(*m_deeds.begin()));
}

void App::forget_views()
{
    m_local.thread = {};
    m_local.plans = {};
    m_local.lists = {};
    m_kept_reading.reset();
    m_local.places.clear();
    platform::remove_value(platform::Keep::Tab, places_key);
}

void App::run(store::EnterSandbox enter)
{
    m_writer.flush(true); // the person's own, where they belong
    m_writer.forget();
    begin_page();
    if (enter.start_over)
        leave_sandbox();
    auto const saved = platform::value(platform::Keep::Tab, sandbox_key);
    enter_sandbox(saved.value_or(""), [this](bool started) {
        if (started)
            push(store::SignedInNow {});
        else
            push(store::SandboxFailed { { .kind = ErrorKind::Offline } });
    });
}

void App::run(store::LeaveSandbox)
{
    m_writer.forget();
    begin_page();
    leave_sandbox();
    // What the person wrote before they looked at the sandbox is still theirs.
    load_marks();
    run(store::LoadRecords {});
}

} // namespace kally
