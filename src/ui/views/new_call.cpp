#include "ui/overlays.h"
#include "ui/views/call_parts.h"
#include "ui/views/page_parts.h"

#include "base/text.h"
#include "store/call_form.h"

#include <algorithm>
#include <cmath>

namespace kally::ui {

namespace {

using store::CallField, store::CallProblem;

struct FieldWords { std::string_view key; Text name; Text placeholder; std::optional<Icon> icon; };
/// The fields that are typed; those that are chosen have no entry that is used.
FieldWords words_of(CallField field)
{
    switch (field) {
    case CallField::Phone: return { "phone", Text::PhoneNumber, Text::PhonePlaceholder, Icon::Phone };
    case CallField::Task: return { "task", Text::CallGoal, Text::CallGoalHelp, {} };
    case CallField::Business: return { "business", Text::Business, Text::Optional, {} };
    case CallField::UserName: return { "user-name", Text::InTheNameOf, Text::Optional, {} };
    case CallField::Date: return { "date", Text::Date, Text::DatePlaceholder, Icon::Calendar };
    case CallField::Time: return { "time", Text::Time, Text::TimePlaceholder, {} };
    case CallField::Party: return { "party", Text::Guests, Text::GuestsPlaceholder, {} };
    case CallField::Preference: return { "preference", Text::TimePreference, Text::TimePreferencePlaceholder, {} };
    case CallField::UserPhone: return { "user-phone", Text::YourNumber, Text::Optional, {} };
    case CallField::Instructions: return { "instructions", Text::Instructions, Text::InstructionsPlaceholder, {} };
    default: return { "zone", Text::ZoneThere, Text::Optional, Icon::Globe };
    }
}

std::string problem_text(CallProblem problem, CallField field, store::State const& state)
{
    switch (problem) {
    case CallProblem::None: break;
    case CallProblem::NumberMissing: return words(Text::NumberMissing, state);
    case CallProblem::NumberForm: return words(Text::NumberFormHelp, state);
    case CallProblem::Emergency: return words(Text::ErrorEmergency, state);
    case CallProblem::Premium: return words(Text::PremiumNumber, state);
    case CallProblem::TaskShort: return words(Text::TaskTooShort, state);
    case CallProblem::TooLong: return tr_format(Text::TooLong, state.settings.language, std::to_string(store::call_limit(field)));
    case CallProblem::Party: return words(Text::GuestsHelp, state);
    case CallProblem::DateForm: return words(Text::DateFormHelp, state);
    case CallProblem::TimeForm: return words(Text::TimeFormHelp, state);
    case CallProblem::Past: return words(Text::TimeIsOver, state);
    case CallProblem::ZoneForm: return words(Text::ZoneFormHelp, state);
    }
    return {};
}

std::string zone_help(store::State const& state)
{
    auto const zone = store::zone_of(state.new_call.form, state);
    auto const name = zone.name;
    return zone.offset ? tr_format(Text::ItIsThere, state.settings.language, format_time(state.now, *zone.offset), name) : tr_format(Text::TimesOfZone, state.settings.language, name);
}

/// What the assistant would be told instead.
std::string as_message(store::State const& state)
{
    auto const& form = state.new_call.form;
    auto const language = state.settings.language;
    auto const said = [&](CallField field) { return std::string(trim(store::at(form, field))); };
    auto const business = said(CallField::Business), phone = store::plain_number(said(CallField::Phone));
    std::string text = tr_format(Text::AskToCall, language, business.empty() ? phone : business + (phone.empty() ? "" : " (" + phone + ")"), said(CallField::Task));
    auto const add = [&](Text pattern, CallField field) {
        if (auto const words = said(field); !words.empty())
            text += "\n" + tr_format(pattern, language, words);
    };
    add(Text::AskDate, CallField::Date);
    add(Text::AskTime, CallField::Time);
    add(Text::AskPreference, CallField::Preference);
    add(Text::AskGuests, CallField::Party);
    add(Text::AskName, CallField::UserName);
    if (auto const more = said(CallField::Instructions); !more.empty())
        text += "\n" + more;
    return text;
}

/// The form as it is laid out in this frame: fields one below the other in a column.
class Form {
public:
    Form(Frame& ui, store::State const& state, Local& local, store::Actions& out)
        : m_ui(ui), m_state(state), m_out(out), m_problems(store::check_call(state.new_call.form, state)), m_refused(state.new_call.refused > 0)
    {
        auto const& intent = state.new_call.intent;
        if (intent && intent->state == store::IntentState::Failed && intent->error && intent->form == state.new_call.form)
            m_blamed = store::field_of(*intent->error);
        // Where a press on the button found something wrong, the first of it takes the focus.
        m_focus = std::exchange(local.calls.refused, state.new_call.refused) < state.new_call.refused ? store::first_problem(m_problems) : CallField::Count;
    }

    std::size_t problems() const { return static_cast<std::size_t>(std::count_if(m_problems.begin(), m_problems.end(), [](auto one) { return one != CallProblem::None; })); }
    bool refused() const { return m_refused; }

    /// A labelled field with what is wrong with it, or `help`, below. Returns the height.
    float draw(Rect at, CallField field, std::string help = {}, int lines = 1)
    {
        auto const& p = m_ui.palette();
        auto const about = words_of(field);
        auto const& value = store::at(m_state.new_call.form, field);
        bool const phone = m_ui.theme().phone, area = lines > 1;
        draw_label(m_ui, { at.x, at.y, at.width, 20 }, words(about.name, m_state), { .type = text::Type::UiMedium });
        float const height = area ? static_cast<float>(lines) * (phone ? 24.0f : 20.0f) + 16 : phone ? token::control_input_height_phone : token::control_input_height;
        auto const problem = m_problems[static_cast<std::size_t>(field)];
        // Said after leaving the field, or once it was tried to send the form.
        bool const typing = m_ui.input().focused == m_ui.id(about.key);
        bool const wrong = m_blamed == field || (problem != CallProblem::None && (m_refused || (!typing && !value.empty())));
        auto const placeholder = field == CallField::Zone ? store::zone_of(m_state.new_call.form, m_state).name : words(about.placeholder, m_state);
        Rect const box { at.x, at.y + 24, at.width, height };
        auto const typed = framed_field(m_ui, box, { .key = about.key, .name = words(about.name, m_state), .placeholder = placeholder, .role = area ? Role::TextArea : Role::TextBox,
            .invalid = wrong, .value = value, .revision = m_state.new_call.revision }, about.icon, wrong ? 24 : 0);
        if (wrong)
            m_ui.paint().icon(Icon::CircleAlert, box.right() - 20, area ? box.y + 20 : box.y + box.height / 2, token::icon_md, p.danger.icon);
        if (typed.edited && *typed.edited != value)
            m_out.push_back(store::CallFieldEdited { field, *typed.edited });
        if (typed.submitted && !area)
            m_out.push_back(store::CallStepped { store::CallStep::Send });
        if (m_focus == field)
            m_ui.focus(typed.id);
        float y = box.bottom();
        auto const said = wrong && problem != CallProblem::None ? problem_text(problem, field, m_state) : help;
        if (!said.empty())
            y += 4 + label(m_ui, { at.x, y + 4, at.width, 16 }, std::string(about.key) + "-help", said, { .type = text::Type::Caption, .color = wrong ? p.danger.text : p.text.tertiary, .role = wrong ? Role::Alert : Role::Text, .max_lines = 0 });
        return y - at.y + 16;
    }

    /// One of a few. Returns the height.
    float draw_choice(Rect at, CallField field, Text name, std::string_view key, std::vector<std::string> const& names, std::span<std::string_view const> values, std::size_t preset)
    {
        draw_label(m_ui, { at.x, at.y, at.width, 20 }, words(name, m_state), { .type = text::Type::UiMedium });
        auto const found = std::find(values.begin(), values.end(), store::at(m_state.new_call.form, field));
        float const height = segment_height(m_ui);
        if (auto const chosen = segment(m_ui, { at.x, at.y + 24, at.width, height }, key, words(name, m_state), names, found == values.end() ? preset : static_cast<std::size_t>(found - values.begin())))
            m_out.push_back(store::CallFieldEdited { field, std::string(values[*chosen]) });
        return 24 + height + 16;
    }

private:
    Frame& m_ui;
    store::State const& m_state;
    store::Actions& m_out;
    store::CallProblems m_problems;
    bool m_refused;
    CallField m_blamed = CallField::Count, m_focus = CallField::Count;
};

/// The fields, in what scrolls. Returns their height.
float draw_fields(Frame& ui, Rect at, store::State const& state, Local& local, store::Actions& out)
{
    auto const language = state.settings.language;
    Form form { ui, state, local, out };
    float y = at.y;
    auto const& intent = state.new_call.intent;
    if (form.refused() && form.problems() > 0)
        y += draw_note(ui, { at.x, y, at.width, 0 }, "summary", Tone::Danger, form.problems() == 1 ? words(Text::CheckOneField, state) : tr_format(Text::CheckFields, language, std::to_string(form.problems())), {}).height + 4;
    else if (intent && intent->state == store::IntentState::Failed && intent->error)
        y += draw_note(ui, { at.x, y, at.width, 0 }, "failed", Tone::Danger, error_text(*intent->error, language) + spaced(error_reference(*intent->error, language)), {}).height + 4;
    else if ((state.missing_calls & static_cast<std::uint8_t>(store::CallPart::Create)) != 0)
        y += draw_note(ui, { at.x, y, at.width, 0 }, "none", Tone::Info, words(Text::NoCallsHere, state), {}).height + 4;
    y += form.draw_choice({ at.x, y, at.width, 0 }, CallField::Category, Text::CallType, "category", { words(Text::Restaurant, state), words(Text::Clinic, state), words(Text::Hotel, state), words(Text::General, state) }, store::call_categories, 3);
    y += form.draw({ at.x, y, at.width, 0 }, CallField::Phone);
    auto const& task = store::at(state.new_call.form, CallField::Task);
    auto const count = std::count_if(task.begin(), task.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
    y += form.draw({ at.x, y, at.width, 0 }, CallField::Task, tr_format(Text::CallGoalCount, language, std::to_string(count), std::to_string(store::call_limit(CallField::Task))), 4);
    float const half = (at.width - 12) / 2, third = 96;
    auto const side_by_side = [&](auto... heights) { y += std::max({ heights... }); };
    side_by_side(form.draw({ at.x, y, half, 0 }, CallField::Business), form.draw({ at.x + half + 12, y, half, 0 }, CallField::UserName));
    float const wide = at.width - 2 * (third + 12);
    side_by_side(form.draw({ at.x, y, wide, 0 }, CallField::Date), form.draw({ at.x + wide + 12, y, third, 0 }, CallField::Time), form.draw({ at.x + wide + third + 24, y, third, 0 }, CallField::Party));
    y += form.draw({ at.x, y, at.width, 0 }, CallField::Zone, zone_help(state));
    static constexpr std::string_view languages[] = { "en", "es" };
    y += form.draw_choice({ at.x, y, at.width, 0 }, CallField::Language, Text::CallLanguage, "language", { words(Text::LanguageEnglish, state), words(Text::LanguageSpanish, state) }, languages, language == store::Language::Spanish ? 1 : 0);
    y += form.draw({ at.x, y, at.width, 0 }, CallField::Preference);
    y += form.draw({ at.x, y, at.width, 0 }, CallField::UserPhone);
    y += form.draw({ at.x, y, at.width, 0 }, CallField::Instructions, {}, 3);
    bool const urgent = !store::at(state.new_call.form, CallField::Urgent).empty();
    if (checkbox(ui, at.x, y, at.width, "urgent", words(Text::Urgent, state), {}, urgent))
        out.push_back(store::CallFieldEdited { CallField::Urgent, urgent ? "" : "yes" });
    y += 40;
    if (text_button(ui, { at.x, y, at.width, 24 }, "ask", words(Text::AskInstead, state), text::Type::SmallMedium, Icon::Sparkles))
        ask_assistant(as_message(state), state, out);
    if (state.new_call.form != store::CallForm {} && text_button(ui, { at.x + half, y, half, 24 }, "clear", words(Text::ClearForm, state), text::Type::SmallMedium, {}, Align::Right))
        out.push_back(store::CallStepped { store::CallStep::Clear });
    return y + 24 - at.y;
}

/// While the call is made, and when nobody knows whether it was.
void draw_progress(Frame& ui, Rect at, store::CallIntent const& intent, store::State const& state, store::Actions& out)
{
    auto const& p = ui.palette();
    auto const language = state.settings.language;
    bool const lost = intent.state == store::IntentState::Unknown;
    auto const business = std::string(trim(store::at(intent.form, CallField::Business)));
    auto const whom = business.empty() ? store::at(intent.form, CallField::Phone) : business;
    float y = at.y + 24;
    tile(ui, { at.x + at.width / 2 - 24, y, 48, 48 }, lost ? Tone::Neutral : Tone::Accent, lost ? Icon::CloudAlert : Icon::PhoneOutgoing, token::icon_hero);
    y += 64;
    auto const title = lost ? words(Text::CallLost, state) : tr_format(Text::CallingWhom, language, whom);
    y += label(ui, { at.x, y, at.width, 28 }, "calling", title, { .type = text::Type::Title2, .align = Align::Centre, .role = Role::Heading, .level = 2, .max_lines = 0 }) + 8;
    auto const away = state.now - intent.dispatched_at.value_or(state.now);
    if (!lost) {
        auto const elapsed = format_clock(std::chrono::duration_cast<std::chrono::seconds>(away));
        y += label(ui, { at.x, y, at.width, 24 }, "elapsed", elapsed, { .type = text::Type::BodyStrong, .align = Align::Centre, .role = Role::Text }) + 8;
        ui.wake_in(std::chrono::milliseconds { 1000 - std::max<long long>(0, std::chrono::duration_cast<std::chrono::milliseconds>(away).count()) % 1000 });
    }
    auto const detail = words(!lost ? Text::CallingDetail : intent.looked ? Text::CallNotInList : Text::CallLookedFor, state);
    y += label(ui, { at.x, y, at.width, 24 }, "detail", detail, { .type = text::Type::Body, .color = p.text.secondary, .align = Align::Centre, .role = Role::Status, .max_lines = 0 }) + 24;
    struct Choice { ButtonSpec spec; store::CallStep step; };
    std::vector<Choice> choices;
    bool const looking = state.call_list.page.pending.has_value();
    if (!lost) {
        choices.push_back({ { .key = "stop-waiting", .name = words(Text::StopWaiting, state) }, store::CallStep::StopWaiting });
    } else {
        choices.push_back({ { .key = "check", .name = words(Text::CheckAgain, state), .kind = ButtonKind::Primary, .busy = looking }, store::CallStep::Check });
        if (intent.looked)
            choices.push_back({ { .key = "again", .name = words(Text::CallAgain, state), .icon = Icon::Phone, .disabled = !state.online }, store::CallStep::Send });
        if (intent.looked)
            choices.push_back({ { .key = "forget", .name = words(Text::DoNotCall, state), .kind = ButtonKind::Ghost }, store::CallStep::Forget });
    }
    float const h = button_height(ui, ButtonSize::Medium), width = std::min(280.0f, at.width);
    for (auto const& [spec, step] : choices) {
        if (button(ui, { at.x + (at.width - width) / 2, y, width, h }, spec) && !spec.disabled)
            out.push_back(store::CallStepped { step });
        y += h + 8;
    }
}

} // namespace

void draw_new_call(Frame& ui, Rect area, store::State const& state, Local& local, store::Actions& out)
{
    auto const& p = ui.palette();
    bool const phone = ui.theme().phone;
    float const pad = phone ? 16 : 24, head = phone ? token::panel_header : token::panel_page_header;
    label(ui, { area.x + pad, area.y, area.width - 2 * pad - 44, head }, "title", words(Text::NewCall, state), { .type = text::Type::Title2, .role = Role::Heading, .level = 2 });
    store::Route const behind { .page = store::Page::Calls, .call = local.calls.last };
    float const size = phone ? 44 : 36;
    bool close = icon_button(ui, { area.right() - size - (phone ? 8 : 12), area.y + (head - size) / 2, size, size }, "close", words(Text::Close, state), Icon::X) || (!phone && ui.take_key("Escape", true));
    Rect body { area.x, area.y + head, area.width, area.height - head };
    auto const& intent = state.new_call.intent;
    if (intent && intent->state != store::IntentState::Failed) {
        draw_progress(ui, { body.x + pad, body.y, body.width - 2 * pad, body.height }, *intent, state, out);
    } else {
        float const h = button_height(ui, ButtonSize::Medium), foot = phone ? h + 60 + ui.input().safe_bottom : 80;
        body.height -= foot;
        ui.need_height(body.y + 200 + foot);
        float& remembered = local.calls.form_height;
        auto const scroll = ui.begin_scroll("form", { .role = Role::Group, .name = words(Text::NewCall, state), .rect = body }, std::max(remembered, body.height));
        float const used = draw_fields(ui, { body.x + pad, body.y - scroll.top + 4, body.width - 2 * pad, 0 }, state, local, out) + 20;
        ui.end_scroll();
        if (std::ceil(used) != remembered) {
            remembered = std::ceil(used);
            ui.animate();
        }
        separator(ui, area.x, body.bottom(), area.width);
        bool const none = (state.missing_calls & static_cast<std::uint8_t>(store::CallPart::Create)) != 0;
        ButtonSpec const start { .key = "start", .name = words(Text::StartCall, state), .kind = ButtonKind::Primary, .icon = Icon::Phone, .disabled = !state.online };
        ButtonSpec const cancel { .key = "cancel", .name = words(Text::Cancel, state), .kind = ButtonKind::Ghost };
        float const a = none ? 0 : button_width(ui, start), b = button_width(ui, cancel);
        auto const note = words(!state.online ? Text::CallNeedsNetwork : Text::CallCostNote, state);
        bool started = false;
        if (phone) {
            label(ui, { area.x + pad, body.bottom() + 8, area.width - 2 * pad, 16 }, "note", note, { .type = text::Type::Caption, .color = p.text.tertiary, .max_lines = 2 });
            started = !none && button(ui, { area.x + pad, body.bottom() + 48, area.width - 2 * pad, h }, start);
        } else {
            label(ui, { area.x + pad, body.bottom() + 16, area.width - 2 * pad - a - b - 8, 48 }, "note", note, { .type = text::Type::Caption, .color = p.text.tertiary, .max_lines = 3 });
            close = button(ui, { area.right() - pad - a - 4 - b, body.bottom() + 22, b, h }, cancel) || close;
            started = !none && button(ui, { area.right() - pad - a, body.bottom() + 22, a, h }, start);
        }
        if (started && !start.disabled)
            out.push_back(store::CallStepped { store::CallStep::Send });
    }
    if (!phone && ui.layer_is_new())
        ui.focus(intent && intent->state != store::IntentState::Failed ? ui.id("close") : child_id(ui.id("form"), "phone"));
    if (close)
        out.push_back(store::RouteChanged { behind });
}

void draw_new_call_sheet(Frame& ui, float top, store::State const& state, Local& local, store::Actions& out)
{
    ui.begin_layer("new-call-layer", true);
    float const shown = ui.tween(ui.id("scrim"), 1, token::motion_base);
    ui.paint().fill(ui.window(), faded(ui.palette().state.scrim, shown));
    Rect const sheet = ui.paint().snap(Rect { ui.window().width - 12 - token::panel_form_sheet, top + 12, token::panel_form_sheet, ui.window().height - top - 24 });
    ui.open("dialog", { .role = Role::Dialog, .state = StateModal, .name = words(Text::NewCall, state), .rect = sheet });
    overlay_surface(ui, sheet, token::radius_xl);
    draw_new_call(ui, sheet, state, local, out);
    ui.close();
    ui.end_layer();
}

} // namespace kally::ui
