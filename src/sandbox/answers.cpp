#include "sandbox/answers.h"

#include "sandbox/json_text.h"

namespace kally::sandbox {

std::string marked(std::string_view message)
{
    auto const end = message.size() - message.ends_with('.');
    return std::string { message.substr(0, end) } + " (sandbox)" + std::string { message.substr(end) };
}

std::string Answers::credits(int tenths) const
{
    auto text = Decimal { tenths, 1 }.to_string();
    return b(Variant::CreditsType) ? text : api::quote_json(text);
}

std::string Answers::tokens(Session const& session) const
{
    return JsonObject { "TokenResponse", m_dials.absent }
        .text("access_token", session.access_token)
        .text("refresh_token", session.refresh_token)
        .number("expires_in", m_dials.token_lifetime.count())
        .text("token_type", "Bearer")
        .text("scope", b(Variant::ScopeSpelling) ? "coordination.read coordination.write calls.read" : "coordination:read coordination:write calls:read")
        .done();
}

std::string Answers::error(int status, std::string_view code, std::string_view words, std::string const& correlation_id) const
{
    auto const message = marked(words);
    auto const* const upgrade = b(Variant::UpgradeUrl) ? "https://kallyai.com/app?upgrade=true" : "https://kallyai.com/app";
    if (status == 402 && b(Variant::Error402))
        return JsonObject {}.text("plan_type", "trial").number("minutes_allocated", 30).number("minutes_used", 30).text("upgrade_url", upgrade).done();
    if (b(Variant::ErrorDetail))
        return JsonObject {}.text("detail", message).done();
    if (b(Variant::ErrorFlat))
        return JsonObject {}.text("error", code).text("message", message).done();
    JsonObject error, details;
    error.text("code", code).text("correlation_id", correlation_id);
    if (status == 402)
        details.text("upgrade_url", upgrade);
    if (b(Variant::ErrorMessage))
        details.text("message", message);
    else
        error.text("message", message);
    if (!details.empty())
        error.raw("details", details.done());
    return JsonObject {}.raw("error", error.done()).done();
}

std::string Answers::done(char const* schema, char const* id_name, std::string const& id, std::string_view status) const
{
    JsonObject json { schema, m_dials.absent };
    json.flag("success", true);
    if (!id.empty())
        json.text(id_name, id);
    if (!status.empty())
        json.text("status", status);
    return json.done();
}

} // namespace kally::sandbox
