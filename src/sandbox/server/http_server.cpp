#include "sandbox/server/http_server.h"

#include "sandbox/answers.h"
#include "sandbox/server/pages.h"

#include <httplib.h>
#include <nlohmann/json.hpp>

#include <condition_variable>
#include <cstdio>
#include <fcntl.h>
#include <thread>
#include <unistd.h>

namespace kally::sandbox {

static constexpr std::size_t body_limit = 1 << 20;
static constexpr std::size_t connection_limit = 512;
static constexpr std::string_view recordings = "/sandbox/recordings/";
static constexpr std::pair<char const*, char const*> site_headers[] = {
#include "sandbox/headers.inc"
};
static constexpr std::string_view plain_policy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

namespace {

/// A thread for each connection, so that those which are held open slowly keep nobody waiting.
class ThreadEach : public httplib::TaskQueue {
public:
    void enqueue(std::function<void()> serve) override
    {
        std::unique_lock lock { m_mutex };
        m_changed.wait(lock, [&] { return m_running < connection_limit; });
        ++m_running;
        std::thread { [this, serve = std::move(serve)] {
            serve();
            std::unique_lock const lock { m_mutex };
            --m_running;
            m_changed.notify_all();
        } }.detach();
    }
    void shutdown() override
    {
        std::unique_lock lock { m_mutex };
        m_changed.wait(lock, [&] { return m_running == 0; });
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::size_t m_running = 0;
};

} // namespace

bool write_whole(std::string const& path, std::string_view content)
{
    auto const beside = path + ".new";
    auto const file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0)
        return false;
    auto good = true;
    while (good && !content.empty()) {
        auto const written = ::write(file, content.data(), content.size());
        good = written > 0;
        if (good)
            content.remove_prefix(static_cast<std::size_t>(written));
    }
    good = good && ::fsync(file) == 0;
    ::close(file);
    return good && std::rename(beside.c_str(), path.c_str()) == 0;
}

/// Whether nothing about the framing can be read in two ways, and no other protocol is asked for.
static bool is_plain(httplib::Request const& request)
{
    for (auto const& [name, value] : request.headers)
        if (name.find_first_of(" \t") != std::string::npos)
            return false;
    auto const length = request.get_header_value("Content-Length");
    if ((request.method == "POST" || request.method == "PUT" || request.method == "PATCH") && length.empty())
        return false; // the library would read until the other side closes
    return !request.has_header("Transfer-Encoding") && !request.has_header("Upgrade") && request.get_header_value_count("Content-Length") < 2
        && length.find_first_not_of("0123456789") == std::string::npos && request.target.starts_with('/');
}

/// Headers every answer carries; a page replaces the policy.
static void set_headers(httplib::Response& response)
{
    response.set_header(std::string { mark_header }, "1");
    response.set_header("Cache-Control", "no-store");
    response.set_header("Content-Security-Policy", std::string { plain_policy });
    for (auto const& [name, value] : site_headers)
        response.set_header(name, value);
}

static void send_page(httplib::Response& response, int status, std::string const& html, std::string const& form_target = {})
{
    response.status = status;
    response.headers.erase("Content-Security-Policy");
    response.set_header("Content-Security-Policy", "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'" + (form_target.empty() ? "" : " " + form_target));
    response.set_content(html, "text/html; charset=utf-8");
}

/// A body of `length` bytes promised, as it is: content that is set would be compressed, which on loopback costs more than all the rest.
static void provide(httplib::Response& response, std::string body, std::string const& type, std::size_t length)
{
    if (length == 0)
        return response.set_content("", type);
    response.set_content_provider(length, type, [body = std::move(body)](std::size_t offset, std::size_t, httplib::DataSink& sink) {
        return offset < body.size() && sink.write(body.data() + offset, body.size() - offset);
    });
}

static void send_json(httplib::Response& response, int status, std::string const& json)
{
    response.status = status;
    provide(response, json, "application/json", json.size());
}

static void send_to(httplib::Response& response, int status, std::string const& address)
{
    response.status = status;
    response.set_header("Location", address);
}

static Language language_of(httplib::Request const& request) { return pages::language_from(request.get_header_value("Accept-Language")); }

static void refuse(httplib::Request const& request, httplib::Response& response, int status, pages::Reason reason)
{
    auto const text = pages::reason_text(language_of(request), reason);
    if (request.get_header_value("Accept").find("text/html") != std::string::npos)
        send_page(response, status, pages::refused(language_of(request), text));
    else
        send_json(response, status, nlohmann::json { { "error", { { "code", "invalid_request" }, { "message", marked(text) } } } }.dump());
}

HttpServer::HttpServer(Settings settings) : m_settings(std::move(settings)), m_server(std::make_unique<httplib::Server>())
{
    // The library's default lets two servers share a port without a word.
    m_server->set_socket_options([](socket_t socket) {
        int const yes = 1;
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    m_server->new_task_queue = [] { return new ThreadEach; };
    m_server->set_payload_max_length(body_limit);
    m_server->set_tcp_nodelay(true);
    // One request for each connection: what lies behind a body that was framed oddly is never taken for another request.
    m_server->set_keep_alive_max_count(1);
    m_server->set_pre_routing_handler([this](httplib::Request const& request, httplib::Response& response) {
        set_headers(response);
        auto const host = request.get_header_value("Host");
        auto const ours = request.get_header_value_count("Host") == 1 && (host == "localhost:" + std::to_string(m_port) || host == "127.0.0.1:" + std::to_string(m_port));
        if (ours && is_plain(request))
            return httplib::Server::HandlerResponse::Unhandled;
        if (ours)
            send_json(response, 400, R"({"error":{"code":"invalid_request","message":"The request is not usable (sandbox)."}})");
        else
            send_json(response, 421, R"({"error":{"code":"wrong_host","message":"This server answers on the loopback address only (sandbox)."}})");
        return httplib::Server::HandlerResponse::Handled;
    });
    m_server->set_error_handler([](httplib::Request const&, httplib::Response& response) {
        if (response.has_header("Content-Type")) // there is an answer
            return;
        if (!response.has_header("Content-Security-Policy"))
            set_headers(response);
        send_json(response, response.status, R"({"error":{"code":"not_found","message":"There is nothing at this address, or the request is not usable (sandbox)."}})");
    });
    auto const handler = [this](httplib::Request const& request, httplib::Response& response) { answer(request, response); };
    m_server->Get(".*", handler).Post(".*", handler).Delete(".*", handler).Put(".*", handler).Patch(".*", handler).Options(".*", handler);
}

HttpServer::~HttpServer() = default;

int HttpServer::bind(int port)
{
    m_port = port == 0 ? m_server->bind_to_any_port("127.0.0.1") : m_server->bind_to_port("127.0.0.1", port) ? port : -1;
    return m_port;
}

bool HttpServer::run(Service& service)
{
    m_service = &service;
    m_consent = std::make_unique<Consent>(service);
    m_saved_revision = service.revision();
    auto const ended_well = m_server->listen_after_bind();
    m_ended = true;
    std::unique_lock const lock { m_mutex };
    m_service->record_accepted();
    keep_state();
    return ended_well;
}

void HttpServer::stop()
{
    // A stop that comes before the library listens would be lost, so it is repeated.
    m_stopping = true;
    for (; !m_ended; std::this_thread::sleep_for(std::chrono::milliseconds { 10 }))
        if (m_server->is_running())
            m_server->stop();
}

void HttpServer::keep_state()
{
    if (m_settings.state_file.empty() || m_service->revision() == m_saved_revision)
        return;
    if (write_whole(m_settings.state_file, m_service->save()))
        m_saved_revision = m_service->revision();
    else
        std::fprintf(stderr, "kally-sandbox: the state cannot be written to %s\n", m_settings.state_file.c_str());
}

void HttpServer::answer(httplib::Request const& request, httplib::Response& response)
{
    auto const origin = request.get_header_value("Origin");
    auto const invited = !m_settings.allow_origin.empty() && origin == m_settings.allow_origin;
    if (invited) {
        response.set_header("Access-Control-Allow-Origin", origin);
        response.set_header("Vary", "Origin");
        response.set_header("Access-Control-Allow-Headers", "Authorization, Content-Type, Accept, Idempotency-Key");
        response.set_header("Access-Control-Allow-Methods", "GET, POST, DELETE");
    }
    if (request.method == "OPTIONS" && invited) {
        response.status = 204;
        return;
    }
    // No other site may press the buttons of these pages or turn the dials.
    auto const site = request.get_header_value("Sec-Fetch-Site");
    if (request.method != "GET" && request.method != "HEAD" && !site.empty() && site != "same-origin" && site != "none" && !invited)
        return send_json(response, 403, R"({"error":{"code":"forbidden","message":"Another site may not ask for this (sandbox)."}})");
    std::unique_lock lock { m_mutex };
    auto const path = std::string_view { request.target }.substr(0, request.target.find('?'));
    auto const get = request.method == "GET" || request.method == "HEAD", post = request.method == "POST";
    if (path == "/v1/auth/cli" && get) {
        answer_consent_page(request, response, false);
    } else if (path == "/v1/auth/authorize" && get) {
        answer_consent_page(request, response, true);
    } else if (path == "/v1/auth/gpt/token" && post) {
        int status = 400;
        auto const json = m_consent->token_answer(request.body, status);
        send_json(response, status, json);
    } else if (path.starts_with("/sandbox/")) {
        answer_sandbox(request, response);
    } else if (get || post || request.method == "DELETE") {
        answer_service(request, response, lock);
    } else {
        send_json(response, 405, R"({"error":{"code":"method_not_allowed","message":"This method is not used here (sandbox)."}})");
    }
    if (!lock.owns_lock())
        lock.lock();
    keep_state();
}

void HttpServer::answer_service(httplib::Request const& request, httplib::Response& response, std::unique_lock<std::mutex>& lock)
{
    net::Request forwarded { .method = request.method == "POST" ? Method::Post : request.method == "DELETE" ? Method::Delete : Method::Get,
        .url = request.target, .body = request.body };
    for (auto const* name : { "Authorization", "Idempotency-Key" })
        if (request.has_header(name))
            forwarded.headers.push_back({ name, request.get_header_value(name) });
    auto answer = m_service->answer(forwarded);
    keep_state();
    lock.unlock();
    auto const due = std::chrono::steady_clock::now() + answer.latency;
    while (!m_stopping && std::chrono::steady_clock::now() < due)
        std::this_thread::sleep_for(std::min<std::chrono::steady_clock::duration>(due - std::chrono::steady_clock::now(), std::chrono::milliseconds { 20 }));
    if (answer.later && !answer.drop_at) {
        lock.lock();
        for (m_service->settle(); answer.later->status == 0 && !m_stopping; m_service->settle()) {
            lock.unlock();
            std::this_thread::sleep_for(std::chrono::milliseconds { 5 }); // the two clocks need not agree
            lock.lock();
        }
        if (m_stopping)
            m_service->record_accepted();
        answer.response = *answer.later;
        keep_state();
        lock.unlock();
    }
    response.status = answer.response.status;
    std::string type = "application/json";
    for (auto const& header : answer.response.headers) {
        if (header.name == "content-type")
            type = header.value;
        else if (header.name != mark_header) // it has that already
            response.set_header(header.name, header.value);
    }
    if (!answer.drop_at) {
        auto const length = answer.response.body.size();
        provide(response, std::move(answer.response.body), type, length);
        return;
    }
    auto body = std::move(answer.response.body);
    auto const length = std::max<std::size_t>(body.size(), *answer.drop_at + 1);
    body.resize(std::min(body.size(), *answer.drop_at));
    // The promised length is never reached: the library closes the connection when the provider gives up.
    provide(response, std::move(body), type, length);
}

void HttpServer::answer_consent_page(httplib::Request const& request, httplib::Response& response, bool code_flow)
{
    auto const mark = request.target.find('?');
    auto const query = mark == std::string::npos ? std::string_view {} : std::string_view { request.target }.substr(mark + 1);
    auto const ticket = code_flow ? m_consent->begin_code(query) : m_consent->begin_loopback(query);
    if (ticket.empty())
        return refuse(request, response, 400, !code_flow && m_service->dials().in_shape_b(Variant::RedirectPath) ? pages::Reason::RedirectPort : pages::Reason::RedirectTarget);
    auto const origin = origin_of(m_consent->target_of(ticket));
    send_page(response, 200, pages::consent(language_of(request), ticket, origin), origin);
}

/// A loopback address, or a place inside the page that is there.
static bool is_return_target(std::string_view url)
{
    auto const hash = std::min(url.find('#'), url.size());
    constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/-_";
    return is_loopback_target(url.substr(0, hash)) && (hash == url.size() || url.find_first_not_of(plain, hash + 1) == url.npos);
}

void HttpServer::answer_checkout(httplib::Request const& request, httplib::Response& response)
{
    auto const language = language_of(request);
    auto const path = request.target.substr(0, request.target.find('?'));
    auto const id = path.substr(std::string_view { "/sandbox/checkout/" }.size());
    auto const* found = m_service->find_checkout(id);
    if (!found)
        return refuse(request, response, 404, pages::Reason::UnknownCheckout);
    auto const checkout = *found;
    if (checkout.closed)
        return send_page(response, 200, pages::checkout_closed(language));
    if (request.method != "POST") {
        // The form's answer leads back to the program, which the policy must allow.
        auto const target = is_return_target(checkout.success_url) ? origin_of(checkout.success_url) : std::string {};
        return send_page(response, 200, pages::checkout(language, id), target);
    }
    auto const members = form_members(request.body);
    auto const action = members.find("action");
    auto const paid = action != members.end() && action->second == "pay";
    if (!paid && (action == members.end() || action->second != "cancel"))
        return refuse(request, response, 400, pages::Reason::BadRequest);
    m_service->close_checkout(id, paid);
    auto const& target = paid ? checkout.success_url : checkout.cancel_url;
    if (is_return_target(target))
        return send_to(response, 303, target);
    // The live service's own address is named but not opened: nothing leaves the sandbox by itself.
    auto const link = target == "https://kallyai.com/app" || target.starts_with("https://kallyai.com/app?") ? target : std::string {};
    send_page(response, 200, pages::checkout_done(language, paid, link));
}

void HttpServer::answer_portal(httplib::Request const& request, httplib::Response& response)
{
    if (request.method != "POST")
        return send_page(response, 200, pages::portal(language_of(request), m_service->subscription()));
    auto const members = form_members(request.body);
    if (auto const plan = members.find("plan"); plan != members.end()) {
        for (std::string_view known : { "starter", "pro", "power", "business" })
            if (plan->second == known)
                m_service->change_plan(known);
    } else if (auto const renew = members.find("renew"); renew != members.end()) {
        m_service->set_renewal(renew->second == "yes");
    }
    send_to(response, 303, "/sandbox/portal/account");
}

/// Turns that are no dials: the clock, the sessions, a new account.
void HttpServer::answer_orders(httplib::Request const& request, httplib::Response& response)
{
    auto const json = nlohmann::json::parse(request.body, nullptr, false);
    if (!json.is_object())
        return refuse(request, response, 400, pages::Reason::BadRequest);
    if (auto const found = json.find("advance_s"); found != json.end() && found->is_number_unsigned())
        m_service->advance(std::chrono::seconds { std::min<std::uint64_t>(found->get<std::uint64_t>(), 366ULL * 24 * 3600) });
    if (auto const found = json.find("expire"); found != json.end())
        *found == "all" ? m_service->forget_sessions() : m_service->expire_access_tokens();
    if (auto const found = json.find("start_over"); found != json.end()) {
        if (*found == "demo" || *found == "empty")
            m_service->start_over(*found == "demo");
        else if (*found == true)
            m_service->start_over();
    }
    send_json(response, 200, "{}");
}

void HttpServer::answer_sandbox(httplib::Request const& request, httplib::Response& response)
{
    auto const path = std::string_view { request.target }.substr(0, request.target.find('?'));
    auto const get = request.method == "GET" || request.method == "HEAD", post = request.method == "POST";
    if (path == "/sandbox/style.css" && get) {
        response.set_content(pages::style(), "text/css; charset=utf-8");
    } else if (path == "/sandbox/consent" && post) {
        auto const members = form_members(request.body);
        auto const ticket = members.find("ticket"), decision = members.find("decision");
        auto const known = ticket != members.end() && decision != members.end() && (decision->second == "allow" || decision->second == "deny");
        auto const target = known ? m_consent->decide(ticket->second, decision->second == "allow") : std::string {};
        if (target.empty())
            return refuse(request, response, 400, pages::Reason::OldPage);
        send_to(response, 302, target);
    } else if (path.starts_with(recordings) && path.ends_with(".wav") && get) {
        if (auto bytes = m_service->recording(path.substr(recordings.size(), path.size() - recordings.size() - 4)))
            response.set_content(*bytes, "audio/wav");
        else
            send_json(response, 404, R"({"error":{"code":"recording_not_found","message":"There is no such recording (sandbox)."}})");
    } else if (path.starts_with("/sandbox/checkout/") && (get || post)) {
        answer_checkout(request, response);
    } else if (path == "/sandbox/portal/account" && (get || post)) {
        answer_portal(request, response);
    } else if ((path == "/sandbox/dials" || path == "/sandbox/orders") && post) {
        // This type is none that a form of another site could send.
        if (request.get_header_value("Content-Type").rfind("application/json", 0) != 0)
            return send_json(response, 415, R"({"error":{"code":"invalid_request","message":"Send application/json (sandbox)."}})");
        if (path == "/sandbox/orders")
            return answer_orders(request, response);
        auto const problem = apply_json(m_service->dials(), request.body);
        if (problem.empty())
            send_json(response, 200, to_json(m_service->dials()));
        else
            send_json(response, 400, nlohmann::json { { "error", { { "code", "invalid_request" }, { "message", problem } } } }.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    } else if (path == "/sandbox/dials" && get) {
        send_json(response, 200, to_json(m_service->dials()));
    } else {
        send_json(response, 404, R"({"error":{"code":"not_found","message":"There is nothing at this address (sandbox)."}})");
    }
}

} // namespace kally::sandbox
