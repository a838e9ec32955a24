#include "sandbox/server/pages.h"

#include "base/text.h"
#include "sandbox/page_colors.h"

namespace kally::sandbox::pages {

namespace {

std::string_view pick(Language language, std::string_view english, std::string_view spanish) { return language == Language::Spanish ? spanish : english; }

std::string page(Language language, std::string_view title, std::string const& body)
{
    std::string out = "<!doctype html>\n<html lang=\"";
    out += pick(language, "en", "es");
    out += "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
           "<meta name=\"color-scheme\" content=\"light dark\"><meta name=\"robots\" content=\"noindex\"><title>";
    out += escape_html(title);
    out += "</title><link rel=\"stylesheet\" href=\"/sandbox/style.css\"></head><body>\n<p class=\"banner\"><strong>";
    out += pick(language, "Sandbox", "Zona de pruebas");
    out += "</strong> — ";
    out += pick(language, "nothing real is called or charged", "no se llama ni se cobra nada de verdad");
    out += "</p>\n<main>\n<div class=\"mark\" aria-hidden=\"true\">K</div>\n<h1>";
    out += escape_html(title);
    return out + "</h1>\n" + body + "</main>\n</body></html>\n";
}

std::string paragraph(std::string_view text, std::string_view style_class = {})
{
    std::string out = "<p";
    if (!style_class.empty())
        out += " class=\"" + std::string { style_class } + "\"";
    return out + ">" + escape_html(text) + "</p>\n";
}

std::string button(std::string_view name, std::string_view value, std::string_view label, bool primary)
{
    return "<button type=\"submit\" name=\"" + std::string { name } + "\" value=\"" + escape_html(value) + "\"" + (primary ? " class=\"primary\"" : "") + ">"
        + escape_html(label) + "</button>\n";
}

} // namespace

std::string style()
{
    return std::string { colors } + R"css(* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; background: var(--paper); color: var(--ink); font: 15px/24px Inter, system-ui, sans-serif; }
.banner { margin: 0; padding: 8px 16px; text-align: center; font-size: 14px; line-height: 20px; background: var(--tint); border-bottom: 1px solid var(--line); }
main { max-width: 440px; margin: 48px auto; padding: 32px; background: var(--card); border: 1px solid var(--line); border-radius: 16px; }
.mark { width: 44px; height: 44px; border-radius: 12px; background: var(--accent); color: var(--on); font: 600 24px/44px Inter, system-ui, sans-serif; text-align: center; }
h1 { font-size: 24px; line-height: 32px; font-weight: 600; margin: 20px 0 8px; }
p { margin: 0 0 12px; }
ul { margin: 0 0 20px; padding-left: 20px; }
.muted { color: var(--muted); font-size: 14px; line-height: 20px; }
.price { font-size: 32px; line-height: 40px; font-weight: 600; margin: 16px 0; }
form { display: flex; flex-wrap: wrap; gap: 8px; margin: 20px 0 12px; }
button { min-height: 44px; padding: 0 20px; flex: 1 1 auto; border-radius: 8px; border: 1px solid var(--control); background: transparent; color: var(--ink); font: inherit; font-weight: 500; cursor: pointer; }
button.primary { background: var(--accent); border-color: var(--accent); color: var(--on); }
button.primary:hover { background: var(--accent-hover); }
button:focus-visible, a:focus-visible { outline: 2px solid var(--ring); outline-offset: 2px; }
a { color: inherit; }
code { font-size: 13px; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 4px 16px; margin: 16px 0; }
dt { color: var(--muted); }
dd { margin: 0; text-align: right; }
@media (max-width: 520px) { main { max-width: none; margin: 0; border: 0; border-radius: 0; padding: 24px 16px; background: transparent; } button { flex-basis: 100%; } }
)css";
}

Language language_from(std::string_view accept)
{
    while (!accept.empty()) {
        auto const comma = std::min(accept.find(','), accept.size());
        auto entry = accept.substr(0, comma);
        accept.remove_prefix(std::min(comma + 1, accept.size()));
        while (entry.starts_with(' '))
            entry.remove_prefix(1);
        if (entry.starts_with("es"))
            return Language::Spanish;
        if (entry.starts_with("en"))
            return Language::English;
    }
    return Language::English;
}

std::string consent(Language language, std::string_view ticket, std::string_view client_origin)
{
    auto body = paragraph(pick(language, "This program wants to use your sandbox account:", "Este programa quiere usar tu cuenta dla zona de pruebas:"));
    body += "<p><code>" + escape_html(client_origin) + "</code></p>\n<ul><li>";
    body += pick(language, "Read and write chats and goals", "Leer y escribir chats y objetivos");
    body += "</li><li>";
    body += pick(language, "Ask for calls, emails and bookings, all of them invented", "Pedir llamadas, correos y reservas, todo inventado");
    body += "</li><li>";
    body += pick(language, "See and change the play-money plan", "Ver y cambiar el plan de dinero ficticio");
    body += "</li></ul>\n<form method=\"post\" action=\"/sandbox/consent\">\n<input type=\"hidden\" name=\"ticket\" value=\"" + escape_html(ticket) + "\">\n";
    body += button("decision", "allow", pick(language, "Allow", "Permitir"), true);
    body += button("decision", "deny", pick(language, "Deny", "Denegar"), false);
    body += "</form>\n";
    body += paragraph(pick(language, "There is no password: the account exists only in this sandbox.", "No hay contraseña: la cuenta solo existe en esta zona de pruebas."), "muted");
    return page(language, pick(language, "Sign in to the KallyAI sandbox", "Entrar en la zona de pruebas de KallyAI"), body);
}

std::string hosted(Language language, HostedPage const& hosted, std::string_view action, std::string_view link)
{
    std::string body = hosted.text.empty() ? std::string {} : paragraph(hosted.text);
    if (!hosted.price.empty())
        body += paragraph(hosted.price, "price");
    if (!hosted.facts.empty()) {
        body += "<dl>";
        for (auto const& fact : hosted.facts)
            body += "<dt>" + escape_html(fact.name) + "</dt><dd>" + escape_html(fact.value) + "</dd>";
        body += "</dl>\n";
    }
    if (!hosted.presses.empty()) {
        body += "<form method=\"post\" action=\"" + escape_html(action) + "\">\n";
        for (auto const& press : hosted.presses)
            body += button(press.name, press.value, press.label, press.primary);
        body += "</form>\n";
    }
    if (!hosted.note.empty())
        body += paragraph(hosted.note, "muted");
    if (!link.empty()) {
        body += paragraph(pick(language, "The live service would now return to this address:", "El servicio real volvería ahora a esta dirección:"), "muted");
        body += "<p><a rel=\"noreferrer\" href=\"" + escape_html(link) + "\">" + escape_html(link) + "</a></p>\n";
    }
    return page(language, hosted.title, body);
}

std::string refused(Language language, std::string_view reason)
{
    return page(language, pick(language, "This does not work", "Esto no funciona"), paragraph(reason));
}

std::string_view reason_text(Language language, Reason reason)
{
    switch (reason) {
    case Reason::RedirectTarget:
        return pick(language, "Sign-in returns only to http://localhost or http://127.0.0.1.", "El acceso solo vuelve a http://localhost o http://127.0.0.1.");
    case Reason::RedirectPort:
        return pick(language, "Sign-in returns only to http://127.0.0.1 with a port from 8740 to 8760 and no path.", "El acceso solo vuelve a http://127.0.0.1 con un puerto del 8740 al 8760 y sin ruta.");
    case Reason::OldPage: return pick(language, "This page was used already or is too old. Start again from the app.", "Esta página ya se usó o es demasiado antigua. Empieza de nuevo desde la aplicación.");
    case Reason::UnknownCheckout: return pick(language, "There is no such checkout.", "No existe ese pago.");
    case Reason::BadRequest: break;
    }
    return pick(language, "The request cannot be read.", "La petición no se puede leer.");
}

} // namespace kally::sandbox::pages
