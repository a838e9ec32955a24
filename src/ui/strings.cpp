#include "ui/strings.h"

#include "ui/views.h"

#include "api/operations.h"

#include <iterator>

namespace kally::ui {

namespace {

struct Entry {
    std::string_view name, english, spanish;
};

constexpr Entry entries[] = {
#define KALLY_TEXT(name, english, spanish) { #name, english, spanish },
#include "ui/strings.def"
#undef KALLY_TEXT
};
static_assert(std::size(entries) == static_cast<std::size_t>(Text::Count));

Text of_code(Error const& error)
{
    if (error.code == "not_delivered")
        return Text::ErrorNotDelivered;
    if (error.code == "not_recorded")
        return Text::ErrorNotRecorded;
    if (error.code == "denied" || error.code == "access_denied")
        return Text::ErrorDenied;
    if (error.code == "state_mismatch")
        return Text::ErrorState;
    if (error.code == "not_a_token")
        return Text::ErrorPaste;
    if (error.code == "address_refused")
        return Text::ErrorAddress;
    if (error.code == "decided_elsewhere")
        return Text::ErrorElsewhere;
    if (error.code == "paste_refused")
        return Text::ErrorPasteRefused;
    auto const* meaning = api::meaning_of(error.code);
    if (meaning == nullptr)
        return Text::Count;
    switch (meaning->remedy) {
    case api::Remedy::SignIn: return error.code == "forbidden" ? Text::ErrorForbidden : Text::ErrorSignedOut;
    case api::Remedy::SeePlans: return Text::ErrorQuota;
    case api::Remedy::ApproveBudget: return error.code == "budget_exceeded" ? Text::ErrorBudget : Text::ErrorBudgetApproval;
    case api::Remedy::AcknowledgeSoftCap: return Text::ErrorSoftCap;
    case api::Remedy::ChangeNumber: return Text::ErrorNumber;
    case api::Remedy::Rephrase: return Text::ErrorSafety;
    case api::Remedy::FixTime: return Text::ErrorTime;
    case api::Remedy::FixLanguage: return Text::ErrorLanguage;
    case api::Remedy::ConnectMailbox: return Text::ErrorMailbox;
    case api::Remedy::OpenAppSettings: return Text::ErrorPhone;
    case api::Remedy::RetryByHand: return Text::ErrorProvider;
    case api::Remedy::Reload: return error.status == 409 ? Text::ErrorChanged : Text::ErrorGone;
    case api::Remedy::LookAgainLater: return Text::ErrorLater;
    case api::Remedy::OpenCheckout: return error.code == "trial_requires_checkout" ? Text::ErrorTrialCheckout : Text::ErrorCheckout;
    case api::Remedy::DropPendingChange: return Text::ErrorPendingChange;
    case api::Remedy::Wait: return Text::ErrorWait;
    case api::Remedy::None: break;
    }
    if (error.code == "emergency_number")
        return Text::ErrorEmergency;
    if (error.code.find("country") != std::string::npos)
        return Text::ErrorCountry;
    return Text::Count;
}

Text of_kind(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Offline: return Text::ErrorOffline;
    case ErrorKind::Unanswered: return Text::ErrorUnanswered;
    case ErrorKind::SignedOut: return Text::ErrorSignedOut;
    case ErrorKind::Rejected: return Text::ErrorRejected;
    case ErrorKind::Unavailable: return Text::ErrorUnavailable;
    case ErrorKind::Malformed: break;
    }
    return Text::ErrorMalformed;
}

} // namespace

std::string_view tr(Text text, store::Language language)
{
    auto const& entry = entries[static_cast<std::size_t>(text)];
    return language == store::Language::Spanish ? entry.spanish : entry.english;
}

std::string words(Text text, store::State const& state) { return std::string(tr(text, state.settings.language)); }
std::string spaced(std::string const& text) { return text.empty() ? text : " " + text; }

std::string tr_format(Text text, store::Language language, std::string_view first, std::string_view second)
{
    std::string out;
    auto const pattern = tr(text, language);
    for (std::size_t at = 0; at < pattern.size();) {
        if (pattern.substr(at).starts_with("{0}") || pattern.substr(at).starts_with("{1}")) {
            out += pattern[at + 1] == '0' ? first : second;
            at += 3;
        } else {
            out += pattern[at++];
        }
    }
    return out;
}

bool is_explained(Error const& error) { return of_code(error) != Text::Count; }

std::string error_text(Error const& error, store::Language language)
{
    auto text = of_code(error);
    bool const general = text == Text::Count;
    if (general)
        text = error.status == 402 ? Text::ErrorQuota : error.kind == ErrorKind::Rejected && error.status == 404 ? Text::ErrorGone : of_kind(error.kind);
    std::string out { tr(text, language) };
    // The service's own words are shown where ours are general.
    if (general && text != Text::ErrorGone && text != Text::ErrorQuota && !error.detail.empty() && (error.kind == ErrorKind::Rejected || error.kind == ErrorKind::Unavailable))
        out += " " + error.detail;
    return out;
}

std::string error_reference(Error const& error, store::Language language)
{
    return error.correlation_id.empty() ? std::string {} : tr_format(Text::ErrorReference, language, error.correlation_id);
}

std::string error_details(Error const& error)
{
    static constexpr std::string_view kinds[] = { "offline", "unanswered", "signed out", "rejected", "unavailable", "malformed" };
    std::string out { kinds[static_cast<std::size_t>(error.kind)] };
    auto add = [&](std::string_view name, std::string const& value) {
        if (!value.empty())
            out += "\n" + std::string(name) + ": " + value;
    };
    add("status", error.status == 0 ? "" : std::to_string(error.status));
    add("code", error.code);
    add("detail", error.detail);
    add("reference", error.correlation_id);
    return out;
}

std::string toast_text(store::Toast const& toast, store::Language language)
{
    for (auto const& entry : entries)
        if (entry.name == toast.text_key)
            return std::string(language == store::Language::Spanish ? entry.spanish : entry.english);
    return toast.text_key;
}

std::string action_name(std::string_view type, store::Language language)
{
    auto has = [&](std::string_view word) { return type.find(word) != std::string_view::npos; };
    if (has("search"))
        return std::string(tr(Text::ActionSearch, language));
    if (has("call") || has("phone"))
        return std::string(tr(Text::ActionCall, language));
    if (has("mail"))
        return std::string(tr(Text::ActionEmail, language));
    if (has("calendar") || has("schedul"))
        return std::string(tr(Text::ActionCalendar, language));
    if (has("goal"))
        return std::string(tr(Text::ActionGoal, language));
    return tr_format(Text::ActionOther, language, type);
}

} // namespace kally::ui
