#include "ui/overlays.h"
#include "ui/views/call_parts.h"
#include "ui/views/page_parts.h"

#include "base/text.h"
#include "store/call_form.h"

#include <algorithm>
#include <cmath>

namespace kally::ui {

namespace {

constexpr float content_width = 832, two_cards_from = 560, speaker_column = 48;

bool lacks(store::State const& state, store::CallPart part) { return (state.missing_calls & static_cast<std::uint8_t>(part)) != 0; }

store::CallParts const* parts_of(CallId const& id, store::State const& state)
{
    auto const found = state.call_parts.find(id);
    return found == state.call_parts.end() ? nullptr : &found->second;
}

/// What may be done to a call as far as it is.
struct Tool { store::CallPart part; std::string_view key; Text name; Icon icon; bool ends; };
constexpr Tool all_tools[] = {
    { store::CallPart::Reschedule, "reschedule", Text::Reschedule, Icon::Calendar, false },
    { store::CallPart::Cancel, "cancel", Text::CancelCall, Icon::Ban, true },
    { store::CallPart::Stop, "stop", Text::StopCall, Icon::PhoneOff, true },
    { store::CallPart::Calendar, "calendar", Text::AddToCalendar, Icon::CalendarPlus, false },
    { store::CallPart::Create, "again", Text::CallAgain, Icon::Phone, false },
};

bool offers(Tool const& tool, api::Call const& call, store::State const& state)
{
    if (lacks(state, tool.part) && tool.part != store::CallPart::Create)
        return false;
    auto const stage = store::stage_of(call);
    switch (tool.part) {
    case store::CallPart::Reschedule:
    case store::CallPart::Cancel: return stage == store::CallStage::Planned;
    case store::CallPart::Stop: return stage == store::CallStage::Running || stage == store::CallStage::Unknown;
    case store::CallPart::Calendar: {
        auto const* parts = parts_of(call.id, state);
        return call.status == "success" && (parts == nullptr || !parts->calendar.error || parts->calendar.error->status != 404);
    }
    default: return stage == store::CallStage::Over;
    }
}

void press(Tool const& tool, CallId const& id, Local& local, store::Actions& out)
{
    if (tool.part == store::CallPart::Calendar) {
        out.push_back(store::CallPartRequested { id, store::CallPart::Calendar });
    } else if (tool.part == store::CallPart::Create) {
        out.push_back(store::CallAgainPressed { id });
    } else {
        local.calls.question = { id, tool.part };
        local.calls.date.clear();
        local.calls.time.clear();
        ++local.calls.dates;
    }
}

/// The buttons of a call, from the right end of a header or, with `wrap`, from the left one line below the other. Returns the height.
float draw_tools(Frame& ui, Rect row, api::Call const& call, store::State const& state, Local& local, store::Actions& out, bool wrap)
{
    auto const* parts = parts_of(call.id, state);
    store::CallOrder const* order = parts != nullptr && parts->order && parts->order->stage != store::CallOrder::Stage::Failed ? &*parts->order : nullptr;
    float const h = button_height(ui, ButtonSize::Medium);
    std::vector<std::pair<ButtonSpec, Tool const*>> buttons;
    float whole = 0;
    for (auto const& tool : all_tools) {
        if (!offers(tool, call, state))
            continue;
        bool const own = order != nullptr && order->verb == tool.part;
        bool const busy = own || (tool.part == store::CallPart::Calendar && parts != nullptr && parts->calendar.pending);
        buttons.push_back({ { .key = tool.key, .name = words(tool.name, state), .kind = tool.ends ? ButtonKind::DangerGhost : wrap ? ButtonKind::Secondary : ButtonKind::Ghost, .icon = tool.icon,
                                .disabled = !state.online || (order != nullptr && !own), .busy = busy }, &tool });
        whole += button_width(ui, buttons.back().first);
    }
    float x = wrap ? row.x : row.right() - whole, y = row.y;
    for (auto const& [spec, tool] : buttons) {
        float const width = button_width(ui, spec);
        if (wrap && x > row.x && x + width > row.right()) {
            x = row.x;
            y += h + 8;
        }
        if (button(ui, { x, y + (wrap ? 0 : (row.height - h) / 2), width, h }, spec) && !spec.disabled)
            press(*tool, call.id, local, out);
        x += width + (wrap ? 8.0f : 0.0f);
    }
    return buttons.empty() ? 0 : y + h - row.y;
}

/// "+34 ..., today at 10:21, 1 min 8 s, 12 credits": what is known of it.
std::string facts(api::Call const& call, store::State const& state)
{
    auto const language = state.settings.language;
    std::string line;
    auto const add = [&](std::string const& fact) {
        if (!fact.empty())
            line += (line.empty() ? "" : "  \u00B7  ") + fact;
    };
    if (call.business && !call.business->empty())
        add(call.phone.value_or(""));
    if (call.created_at)
        add(tr_format(Text::DayAtTime, language, format_day(*call.created_at, state.now, state.utc_offset, language), format_time(*call.created_at, state.utc_offset)));
    if (call.duration_seconds) {
        auto seconds = call.duration_seconds->units;
        for (int i = 0; i < call.duration_seconds->scale; ++i)
            seconds /= 10;
        if (seconds > 0)
            add(format_duration(std::chrono::seconds { seconds }, language));
    }
    if (call.credits_used && !call.credits_used->is_zero())
        add(format_credits(*call.credits_used, language));
    return line;
}

/// What it was for: the task, and when and for how many.
std::string asked_for(api::Call const& call, store::State const& state)
{
    std::string text = call.task.value_or("");
    std::string when = call.appointment_date.value_or("");
    if (call.appointment_time && !call.appointment_time->empty())
        when += (when.empty() ? "" : " ") + *call.appointment_time;
    if (call.party_size)
        when += (when.empty() ? "" : ", ") + tr_format(Text::ForPeople, state.settings.language, std::to_string(*call.party_size));
    return text + (text.empty() || when.empty() ? "" : "\n") + when;
}

struct Card { std::string_view key; Text name; Icon icon; Tone tone; std::string text; };

/// Cards side by side where there is room. Returns the height used.
float draw_cards(Frame& ui, Rect at, std::vector<Card> const& cards, store::State const& state)
{
    if (cards.empty())
        return 0;
    auto const& p = ui.palette();
    bool const two = at.width >= two_cards_from && cards.size() > 1;
    float const width = two ? (at.width - 16) / 2 : at.width;
    float y = at.y;
    for (std::size_t i = 0; i < cards.size(); i += two ? 2 : 1) {
        std::size_t const end = std::min(cards.size(), i + (two ? 2 : 1));
        float const own = end == i + 1 ? at.width : width;
        float height = 0;
        for (std::size_t j = i; j < end; ++j)
            height = std::max(height, 44 + wrapped_height(ui, text::Type::Ui, cards[j].text, own - 32) + 18);
        for (std::size_t j = i; j < end; ++j) {
            auto const& one = cards[j];
            Rect const box { at.x + static_cast<float>(j - i) * (width + 16), y, own, height };
            card(ui, box, p.surface.raised, p.border.default_);
            ui.paint().icon(one.icon, box.x + 24, box.y + 26, token::icon_md, tone_colors(p, one.tone).icon);
            label(ui, { box.x + 40, box.y + 16, box.width - 56, 20 }, std::string(one.key) + "-title", words(one.name, state), { .type = text::Type::UiStrong, .role = Role::Heading, .level = 3 });
            label(ui, { box.x + 16, box.y + 44, box.width - 32, 20 }, one.key, one.text, { .type = text::Type::Ui, .color = p.text.secondary, .max_lines = 0 });
        }
        y += height + 16;
    }
    return y - at.y;
}

/// The recording: asked for on demand, then a player whose place is said in words and as a bar.
float draw_recording(Frame& ui, Rect at, api::Call const& call, store::CallParts const& parts, store::State const& state, store::Actions& out)
{
    auto const& p = ui.palette();
    auto const language = state.settings.language;
    if (lacks(state, store::CallPart::Recording))
        return 0;
    ui.open("recording", { .role = Role::Region, .name = words(Text::Recording, state), .rect = { at.x, at.y, at.width, 56 } });
    float used = 0;
    float const h = button_height(ui, ButtonSize::Medium);
    auto const& sound = ui.input().sound;
    bool const loaded = state.sounding == call.id && sound.state != platform::Sound::State::None;
    if (loaded && sound.state != platform::Sound::State::Unplayable) {
        Rect const box { at.x, at.y, at.width, std::max(56.0f, h + 12) };
        card(ui, box, p.surface.raised, p.border.default_);
        bool const playing = sound.state == platform::Sound::State::Playing;
        float const middle = box.y + box.height / 2;
        if (icon_button(ui, { box.x + 8, middle - h / 2, h, h }, "play", words(playing ? Text::Pause : Text::Play, state), playing ? Icon::Pause : Icon::Play, true))
            out.push_back(store::SoundPressed { !playing, {} });
        auto const place = format_clock(std::chrono::seconds { sound.position }) + (sound.length > 0 ? " / " + format_clock(std::chrono::seconds { sound.length }) : "");
        float const wide = std::ceil(ui.paint().width(text::Type::Small, "00:00 / 00:00")) + 8;
        float const part = sound.length > 0 ? static_cast<float>(sound.position) / static_cast<float>(sound.length) : 0;
        meter(ui, { box.x + 8 + h + 12, middle - 4, box.right() - 16 - wide - box.x - 8 - h - 24, 8 }, "place", tr_format(Text::PlaceInRecording, language, place), part, token::control_meter_default);
        label(ui, { box.right() - 16 - wide, middle - 10, wide, 20 }, "time", place, { .type = text::Type::Small, .color = p.text.secondary, .align = Align::Right });
        used = box.height + 16;
    } else {
        ButtonSpec const listen { .key = "listen", .name = words(Text::Listen, state), .icon = Icon::Play, .disabled = !state.online, .busy = parts.recording.pending.has_value() };
        if (parts.recording.error || loaded) {
            auto const& error = parts.recording.error;
            bool const apart = error && !error->link.empty();
            auto const said = !error ? words(Text::RecordingUnplayable, state)
                : apart              ? words(Text::RecordingApart, state)
                : error->status == 404 ? words(Text::NoRecording, state)
                                       : error_text(*error, language) + spaced(error_reference(*error, language));
            auto const note = draw_note(ui, { at.x, at.y, at.width, 0 }, "trouble", error && error->status == 404 ? Tone::Neutral : Tone::Danger, said, !error ? "" : words(apart ? Text::OpenInNewTab : Text::LookAgain, state));
            if (note.pressed && apart)
                out.push_back(store::LinkPressed { error->link });
            else if (note.pressed)
                out.push_back(store::CallPartRequested { call.id, store::CallPart::Recording });
            used = note.height + 4;
        } else {
            if (button(ui, { at.x, at.y, button_width(ui, listen), h }, listen) && !listen.disabled)
                out.push_back(store::CallPartRequested { call.id, store::CallPart::Recording });
            used = h + 16;
        }
    }
    ui.close();
    return used;
}

/// Lays the lines out again when they, their width or their faces are others than in the last frame.
void arrange(Frame& ui, Local::Calls::Said& said, api::Call const& call, api::Transcript const& transcript, float width)
{
    if (said.call == call.id && said.count == transcript.lines.size() && said.width == width && said.fonts == platform::font_generation())
        return;
    if (said.call != call.id) {
        said.find.clear();
        ++said.find_revision;
    }
    said.call = call.id;
    said.count = transcript.lines.size();
    said.width = width;
    said.fonts = platform::font_generation();
    said.found_for = "\n"; // to be looked through again
    said.tops.assign(1, 0.0f);
    for (auto const& line : transcript.lines)
        said.tops.push_back(said.tops.back() + (line.speaker && !line.speaker->empty() ? 22 : 0) + wrapped_height(ui, text::Type::Body, line.text, width - speaker_column) + 16);
}

void look_for(Local::Calls::Said& said, api::Transcript const& transcript)
{
    auto const wanted = fold_for_search(trim(said.find));
    if (said.found_for == wanted)
        return;
    said.found_for = wanted;
    said.hits.clear();
    said.hit = 0;
    for (std::size_t i = 0; !wanted.empty() && i < transcript.lines.size(); ++i)
        if (fold_for_search(transcript.lines[i].text).find(wanted) != std::string::npos)
            said.hits.push_back(i);
    said.jump = !said.hits.empty();
}

void draw_line(Frame& ui, Rect rect, std::size_t number, api::TranscriptLine const& line, api::Call const& call, bool hit, bool current, store::State const& state, store::Actions& out)
{
    auto const& p = ui.palette();
    auto const speaker = speaker_of(line, call, state);
    auto const time = line.at ? format_clock(*line.at) : std::string {};
    auto const key = "line." + std::to_string(number);
    if (hit)
        ui.paint().card({ rect.x - 8, rect.y - 6, rect.width + 16, rect.height - 6 }, p.accent.tint, current ? p.accent.border : p.accent.tint, token::radius_md);
    ui.open(key, { .role = Role::ListItem, .name = time + (time.empty() || speaker.name.empty() ? "" : ", ") + speaker.name + (time.empty() && speaker.name.empty() ? "" : ": ") + line.text, .rect = { rect.x, rect.y, rect.width, rect.height - 16 } });
    // With the recording in the player, the time goes to that moment of it.
    if (!time.empty() && state.sounding == call.id) {
        if (text_button(ui, { rect.x, rect.y, speaker_column, 20 }, "from", time, text::Type::Caption))
            out.push_back(store::SoundPressed { true, line.at });
    } else {
        draw_label(ui, { rect.x, rect.y + (speaker.name.empty() ? 2.0f : 0.0f), speaker_column, 20 }, time, { .type = text::Type::Caption, .color = p.text.tertiary });
    }
    float const x = rect.x + speaker_column;
    float y = rect.y;
    if (!speaker.name.empty()) {
        float const room = rect.width - speaker_column - 60, name_width = std::min(room, std::ceil(ui.paint().width(text::Type::SmallStrong, speaker.name)) + 1);
        draw_label(ui, { x, y, name_width, 20 }, speaker.name, { .type = text::Type::SmallStrong });
        if (!speaker.tag.empty()) {
            float const width = std::ceil(ui.paint().width(text::Type::Micro, speaker.tag)) + 12;
            Rect const tag { x + name_width + 8, y + 2, width, 16 };
            ui.paint().fill(tag, speaker.ours ? p.accent.tint : p.neutral.tint, token::radius_xs);
            ui.paint().text_in(text::Type::Micro, tag, speaker.ours ? p.accent.text : p.neutral.text, speaker.tag, Align::Centre);
        }
        y += 22;
    }
    draw_label(ui, { x, y, rect.width - speaker_column, 24 }, line.text, { .type = text::Type::Body, .max_lines = 0 });
    ui.close();
}

/// What was said: a search in it, ways to take it along, its lines, of which only those near the window are drawn. Returns the height.
float draw_transcript(Frame& ui, Rect at, Rect view, std::uint32_t scroller, float scrolled, api::Call const& call, store::CallParts const& parts, store::State const& state, Local& local, store::Actions& out)
{
    auto const& p = ui.palette();
    auto const language = state.settings.language;
    if (lacks(state, store::CallPart::Transcript) || (!parts.transcript.value && !parts.transcript.error && !parts.transcript.pending))
        return 0;
    bool const phone = ui.theme().phone;
    float y = at.y;
    label(ui, { at.x, y, 160, 32 }, "transcript-title", words(Text::Transcript, state), { .type = text::Type::UiStrong, .role = Role::Heading, .level = 3 });
    if (!parts.transcript.value) {
        y += 40;
        if (parts.transcript.error) {
            auto const& error = *parts.transcript.error;
            auto const said = error.status == 404 ? words(Text::NoTranscript, state) : error_text(error, language) + spaced(error_reference(error, language));
            auto const note = draw_note(ui, { at.x, y, at.width, 0 }, "no-transcript", error.status == 404 ? Tone::Neutral : Tone::Danger, said, words(Text::LookAgain, state));
            if (note.pressed)
                out.push_back(store::CallPartRequested { call.id, store::CallPart::Transcript });
            y += note.height;
        } else if (ui.shown_for(ui.id("skeleton"), skeleton_delay)) {
            for (float const width : { 320.0f, 260.0f, 360.0f }) {
                skeleton(ui, { at.x + speaker_column, y, 90, 12 });
                skeleton(ui, { at.x + speaker_column, y + 26, std::min(width, at.width - speaker_column), 12 });
                y += 62;
            }
        }
        return y - at.y;
    }
    auto const& transcript = *parts.transcript.value;
    auto& said = local.calls.said;
    auto const popup = static_cast<std::uint16_t>(StateHasPopup | (local.calls.menu == Local::Calls::Open::Export ? StateExpanded : StateCollapsed));
    ButtonSpec const take { .key = "export", .name = words(Text::Export, state), .kind = ButtonKind::Ghost, .size = ButtonSize::Small, .icon = Icon::Download, .state = popup };
    ButtonSpec const copy { .key = "copy", .name = words(Text::Copy, state), .kind = ButtonKind::Ghost, .size = ButtonSize::Small, .icon = Icon::Copy };
    float const h = phone ? token::control_height_touch : button_height(ui, ButtonSize::Small), take_width = button_width(ui, take), copy_width = button_width(ui, copy);
    Rect const take_rect { at.right() - take_width + 10, y + 16 - h / 2, take_width, h };
    if (transcript.lines.empty()) {
        label(ui, { at.x, y + 40, at.width, 20 }, "empty", words(Text::NothingWasSaid, state), { .type = text::Type::Small, .color = p.text.tertiary });
        return 64;
    }
    if (button(ui, { take_rect.x - copy_width, take_rect.y, copy_width, h }, copy))
        out.push_back(store::CopyPressed { export_call(call, transcript, CallFormat::Text, state).bytes });
    if (button(ui, take_rect, take)) {
        local.calls.menu = Local::Calls::Open::Export;
        local.calls.menu_anchor = { take_rect.right() - 200, take_rect.y, 200, take_rect.height };
    }
    y += 40;
    arrange(ui, said, call, transcript, at.width);

    // ---- the search: Enter goes from one match to the next
    float const field_height = phone ? token::control_input_height_phone : token::control_input_height;
    float const count_width = said.hits.empty() && said.find.empty() ? 0 : 120;
    auto const typed = framed_field(ui, { at.x, y, std::min(360.0f, at.width - count_width), field_height }, { .key = "find", .name = words(Text::SearchTranscript, state), .placeholder = words(Text::SearchTranscript, state), .role = Role::SearchBox, .value = said.find, .revision = said.find_revision }, Icon::Search);
    if (typed.edited)
        said.find = *typed.edited;
    look_for(said, transcript);
    if (!said.found_for.empty()) {
        float const x = at.x + std::min(360.0f, at.width - count_width) + 12;
        auto const count = said.hits.empty() ? words(Text::FindNothing, state) : tr_format(Text::CountOf, language, std::to_string(said.hit + 1), std::to_string(said.hits.size()));
        label(ui, { x, y, 64, field_height }, "found", count, { .type = text::Type::Small, .color = p.text.secondary, .role = Role::Status });
        bool const next = said.hits.size() > 1 && icon_button(ui, { x + 64, y + (field_height - 32) / 2, 32, 32 }, "next", words(Text::FindNext, state), Icon::ChevronDown);
        if ((next || typed.submitted) && !said.hits.empty()) {
            said.hit = (said.hit + 1) % said.hits.size();
            said.jump = true;
        }
        if (typed.focused && ui.take_key("Escape", true)) {
            said.find.clear();
            ++said.find_revision;
        }
    }
    y += field_height + 20;

    // ---- the lines
    float const height = said.tops.back();
    if (std::exchange(said.jump, false) && !said.hits.empty())
        ui.scroll_to(scroller, std::max(0.0f, y - view.y + scrolled + said.tops[said.hits[said.hit]] - view.height / 3));
    ui.open("transcript", { .role = Role::List, .name = words(Text::Transcript, state), .rect = { at.x, y, at.width, height } });
    for (std::size_t i = 0; i < transcript.lines.size(); ++i) {
        float const top = y + said.tops[i], size = said.tops[i + 1] - said.tops[i];
        if (top + size < view.y - 400 || top > view.bottom() + 400)
            continue;
        bool const hit = std::binary_search(said.hits.begin(), said.hits.end(), i);
        draw_line(ui, { at.x, top, at.width, size }, i, transcript.lines[i], call, hit, hit && said.hits[said.hit] == i, state, out);
    }
    ui.close();
    return y + height - at.y;
}

void draw_body(Frame& ui, Rect body, api::Call const& call, store::State const& state, Local& local, store::Actions& out, bool alone)
{
    auto const& p = ui.palette();
    bool const phone = ui.theme().phone;
    float& remembered = local.calls.detail_height;
    auto const scroll = ui.begin_scroll("body." + call.id.text, { .role = Role::Group, .takes_focus = remembered > body.height, .name = call_name(call), .rect = body }, std::max(remembered, body.height));
    float const pad = phone ? 16 : 24, x = body.x + pad, width = std::min(content_width, body.width) - 2 * pad, start = body.y - scroll.top;
    float y = start + (alone ? 4 : 24);
    if (alone) {
        auto const look = look_of_call(call, state);
        y += label(ui, { x, y, width, 32 }, "name", call_name(call), { .type = text::Type::Title1, .role = Role::Heading, .level = 2, .max_lines = 0 }) + 8;
        float const size = pill(ui, x, y, look.tone, look.text, call.status == "success" ? PillMark::Check : PillMark::None);
        ui.record("status", { .role = Role::Status, .name = look.text, .rect = { x, y, size, 20 } });
        y += 32;
    }
    if (auto const line = facts(call, state); !line.empty())
        y += label(ui, { x, y, width, 20 }, "facts", line, { .type = text::Type::Small, .color = p.text.tertiary, .max_lines = 0 }) + 16;
    if (phone)
        if (float const used = draw_tools(ui, { x, y, width, 0 }, call, state, local, out, true); used > 0)
            y += used + 16;
    auto const* parts = parts_of(call.id, state);
    if (parts != nullptr && parts->order && parts->order->error && parts->order->stage == store::CallOrder::Stage::Failed) {
        auto const& error = *parts->order->error;
        auto const note = draw_note(ui, { x, y, width, 0 }, "order", Tone::Danger, outcome_text(error, state), words(Text::Understood, state));
        if (note.pressed)
            out.push_back(store::CallOrderDropped { call.id });
        y += note.height + 4;
    }
    std::vector<Card> cards;
    if (call.highlights && !call.highlights->empty())
        cards.push_back({ "highlights", Text::Highlights, Icon::CircleCheck, Tone::Success, *call.highlights });
    if (call.next_steps && !call.next_steps->empty())
        cards.push_back({ "next-steps", Text::NextSteps, Icon::ListChecks, Tone::Accent, *call.next_steps });
    if (auto const asked = asked_for(call, state); !asked.empty())
        cards.push_back({ "task", Text::CallTask, Icon::Info, Tone::Neutral, asked });
    y += draw_cards(ui, { x, y, width, 0 }, cards, state);
    if (parts != nullptr && store::stage_of(call) == store::CallStage::Over) {
        y += draw_recording(ui, { x, y, width, 0 }, call, *parts, state, out);
        y += 8 + draw_transcript(ui, { x, y + 8, width, 0 }, body, scroll.id, scroll.top, call, *parts, state, local, out);
    }
    ui.end_scroll();
    if (ui.input().focused == scroll.id && ui.input().focus_visible)
        ui.paint().focus_ring({ body.x + 4, body.y + 4, body.width - 8, body.height - 8 }, p.focus.ring, token::radius_md);
    // What it took is known now; where that is something else, the next frame is right.
    if (float const used = std::ceil(y - start + 24); used != remembered) {
        remembered = used;
        ui.animate();
    }
}

} // namespace

void draw_call_menu(Frame& ui, store::State const& state, Local& local, store::Actions& out)
{
    auto const known = state.calls.find(local.calls.last);
    auto const* parts = parts_of(local.calls.last, state);
    bool const more = local.calls.menu == Local::Calls::Open::More;
    if (known == state.calls.end() || parts == nullptr || (!more && !parts->transcript.value)) {
        local.calls.menu = Local::Calls::Open::None;
        return;
    }
    auto const& call = known->second;
    struct Entry { std::string_view key; Text name; Icon icon; };
    static constexpr Entry copies[] = { { "copy-number", Text::CopyNumber, Icon::Phone }, { "copy-id", Text::CopyCallId, Icon::Copy } },
                           formats[] = { { "text", Text::AsText, Icon::Download }, { "markdown", Text::AsMarkdown, Icon::Download }, { "json", Text::AsJson, Icon::Download } };
    std::vector<Entry> entries;
    if (more)
        entries.assign(std::begin(copies) + (call.phone ? 0 : 1), std::end(copies));
    else
        entries.assign(std::begin(formats), std::end(formats));
    float const row = ui.theme().phone ? token::control_height_touch : token::control_row_menu;
    Menu menu;
    bool close = !begin_menu(ui, "call-menu", words(more ? Text::MoreActions : Text::Export, state), local.calls.menu_anchor, local.calls.menu_anchor.width, 12 + row * static_cast<float>(entries.size()), false, menu);
    for (auto const& entry : entries) {
        if (!menu_item(ui, menu, entry.key, words(entry.name, state), entry.icon))
            continue;
        close = true;
        if (more)
            out.push_back(store::CopyPressed { entry.name == Text::CopyNumber ? *call.phone : call.id.text });
        else
            out.push_back(export_call(call, *parts->transcript.value, entry.name == Text::AsText ? CallFormat::Text : entry.name == Text::AsMarkdown ? CallFormat::Markdown : CallFormat::Json, state));
    }
    end_menu(ui);
    if (close)
        local.calls.menu = Local::Calls::Open::None;
}

namespace {

/// When it is to be instead; only one of the two need be said.
void draw_reschedule(Frame& ui, api::Call const& call, store::State const& state, Local& local, store::Actions& out)
{
    auto& mine = local.calls;
    auto const title = tr_format(Text::RescheduleQuestion, state.settings.language, call_name(call));
    bool const phone = ui.theme().phone;
    float const h = button_height(ui, ButtonSize::Medium), field_height = phone ? token::control_input_height_phone : token::control_input_height;
    float const inner = std::min(token::panel_dialog, ui.window().width - 32) - 48, title_height = wrapped_height(ui, text::Type::Title2, title, inner);
    store::CallForm form;
    store::at(form, store::CallField::Date) = mine.date;
    store::at(form, store::CallField::Time) = mine.time;
    store::at(form, store::CallField::Phone) = call.phone.value_or("");
    auto const problems = store::check_call(form, state);
    auto const problem = [&](store::CallField field) { return problems[static_cast<std::size_t>(field)] != store::CallProblem::None; };
    bool const date_bad = problem(store::CallField::Date), time_bad = problem(store::CallField::Time), empty = trim(mine.date).empty() && trim(mine.time).empty();
    auto const help = words(date_bad ? Text::DateFormHelp : time_bad ? Text::TimeFormHelp : Text::RescheduleHelp, state);
    float const help_height = wrapped_height(ui, text::Type::Caption, help, inner);
    Rect const r = begin_dialog(ui, "call-question", title, token::panel_dialog, 24 + title_height + 16 + 24 + field_height + 8 + help_height + 24 + h + 24);
    float y = r.y;
    y += label(ui, { r.x, y, r.width, title_height }, "title", title, { .type = text::Type::Title2, .role = Role::Heading, .level = 2, .max_lines = 0 }) + 16;
    float const half = (r.width - 12) / 2;
    draw_label(ui, { r.x, y, half, 20 }, words(Text::Date, state), { .type = text::Type::UiMedium });
    draw_label(ui, { r.x + half + 12, y, half, 20 }, words(Text::Time, state), { .type = text::Type::UiMedium });
    y += 24;
    auto const date = framed_field(ui, { r.x, y, half, field_height }, { .key = "date", .name = words(Text::Date, state), .placeholder = words(Text::DatePlaceholder, state), .invalid = date_bad, .value = mine.date, .revision = mine.dates }, Icon::Calendar);
    auto const time = framed_field(ui, { r.x + half + 12, y, half, field_height }, { .key = "time", .name = words(Text::Time, state), .placeholder = words(Text::TimePlaceholder, state), .invalid = time_bad, .value = mine.time, .revision = mine.dates }, Icon::Clock);
    if (date.edited)
        mine.date = *date.edited;
    if (time.edited)
        mine.time = *time.edited;
    y += field_height + 8;
    y += label(ui, { r.x, y, r.width, help_height }, "help", help, { .type = text::Type::Caption, .color = date_bad || time_bad ? ui.palette().danger.text : ui.palette().text.tertiary, .role = date_bad || time_bad ? Role::Alert : Role::Text, .max_lines = 0 }) + 24;
    ButtonSpec const keep { .key = "keep", .name = words(Text::Cancel, state), .kind = ButtonKind::Ghost };
    ButtonSpec const go { .key = "go", .name = words(Text::Reschedule, state), .kind = ButtonKind::Primary, .disabled = empty || date_bad || time_bad };
    float const a = button_width(ui, go), b = button_width(ui, keep);
    bool const kept = button(ui, { r.right() - a - 8 - b, y, b, h }, keep) || ui.take_key("Escape", true);
    bool const gone = (button(ui, { r.right() - a, y, a, h }, go) || date.submitted || time.submitted) && !go.disabled;
    if (ui.layer_is_new())
        ui.focus(date.id);
    if (gone)
        out.push_back(store::CallOrdered { call.id, store::CallPart::Reschedule, std::string(trim(mine.date)), std::string(trim(mine.time)) });
    if (gone || kept)
        mine.question.reset();
    end_dialog(ui);
}

} // namespace

bool is_asked(store::State const& state, CallId const& id, store::CallPart part)
{
    auto const known = state.calls.find(id);
    return known != state.calls.end() && std::any_of(std::begin(all_tools), std::end(all_tools), [&](auto const& tool) { return tool.part == part && offers(tool, known->second, state); });
}

void draw_call_question(Frame& ui, store::State const& state, Local& local, store::Actions& out)
{
    auto const [id, verb] = *local.calls.question;
    auto const known = state.calls.find(id);
    if (known == state.calls.end()) {
        local.calls.question.reset();
        return;
    }
    if (verb == store::CallPart::Reschedule) {
        draw_reschedule(ui, known->second, state, local, out);
        return;
    }
    bool const stop = verb == store::CallPart::Stop;
    auto const answer = draw_question(ui, "call-question", { .title = tr_format(stop ? Text::StopCallQuestion : Text::CancelCallQuestion, state.settings.language, call_name(known->second)),
        .detail = words(stop ? Text::StopCallEffect : Text::CancelCallEffect, state), .keep = words(Text::KeepCall, state), .go = words(stop ? Text::StopCall : Text::CancelCall, state) });
    if (answer == Answer::Gone)
        out.push_back(store::CallOrdered { id, verb, {}, {} });
    if (answer != Answer::None)
        local.calls.question.reset();
}

void draw_call_detail(Frame& ui, Rect area, CallId const& id, store::State const& state, Local& local, store::Actions& out, bool alone)
{
    auto const& p = ui.palette();
    bool const phone = ui.theme().phone;
    auto const known = state.calls.find(id);
    bool const there = known != state.calls.end();
    ui.open("call", { .role = Role::Region, .name = there ? call_name(known->second) : words(Text::Call, state), .rect = area });
    Rect const body { area.x, area.y + token::panel_header, area.width, area.height - token::panel_header };
    ui.need_height(body.y + 200);
    if (alone) {
        if (icon_button(ui, { area.x + (phone ? 4 : 12), area.y + 6, 44, 44 }, "back", words(Text::Back, state), Icon::ChevronLeft))
            out.push_back(store::RouteChanged { { .page = store::Page::Calls } });
        label(ui, { area.x + (phone ? 52 : 60), area.y + 18, 120, 20 }, "place", words(Text::Calls, state), { .type = text::Type::Ui, .color = p.text.secondary });
    }
    if (!there) {
        auto const* parts = parts_of(id, state);
        if (parts != nullptr && parts->call.error) {
            if (draw_failure(ui, body, words(parts->call.error->status == 404 ? Text::CallGone : Text::CallDidNotLoad, state), *parts->call.error, state))
                out.push_back(store::CallPartRequested { id, store::CallPart::Details });
        } else if (ui.shown_for(ui.id("skeleton"), skeleton_delay)) {
            skeleton(ui, { body.x + 24, body.y + 24, 220, 12 });
            for (float const y : { 60.0f, 200.0f })
                skeleton(ui, { body.x + 24, body.y + y, std::min(content_width, body.width) - 48, 110 }, token::radius_lg);
        }
        ui.close();
        return;
    }
    auto const& call = known->second;
    float right = area.right() - (phone ? 8 : 12);
    float const size = phone ? 44 : 36;
    Rect const more { right - size, area.y + (token::panel_header - size) / 2, size, size };
    auto const popup = static_cast<std::uint16_t>(StateHasPopup | (local.calls.menu == Local::Calls::Open::More ? StateExpanded : StateCollapsed));
    if (!alone) {
        auto const look = look_of_call(call, state);
        separator(ui, area.x, body.y - 1, area.width);
        float const room = std::max(80.0f, area.width - 24 - 12 - size - 360);
        auto const name = call_name(call);
        float const name_width = std::min(room, std::ceil(ui.paint().width(text::Type::BodyStrong, name)) + 1);
        label(ui, { area.x + 24, area.y + 16, name_width, 24 }, "name", name, { .type = text::Type::BodyStrong, .role = Role::Heading, .level = 2 });
        float const width = pill(ui, area.x + 24 + name_width + 10, area.y + 18, look.tone, look.text, call.status == "success" ? PillMark::Check : PillMark::None);
        ui.record("status", { .role = Role::Status, .name = look.text, .rect = { area.x + 24 + name_width + 10, area.y + 18, width, 20 } });
    }
    if (!phone)
        draw_tools(ui, { area.x, area.y, more.x - 4 - area.x, token::panel_header }, call, state, local, out, false);
    if (icon_button(ui, more, "more", words(Text::MoreActions, state), Icon::Ellipsis, false, popup)) {
        local.calls.menu = Local::Calls::Open::More;
        local.calls.menu_anchor = { more.right() - 220, more.y, 220, more.height };
    }
    draw_body(ui, body, call, state, local, out, alone);
    ui.close();
}

} // namespace kally::ui
