#include "ui/views/call_parts.h"
#include "ui/views/page_parts.h"

#include <algorithm>
#include <cmath>

namespace kally::ui {

namespace {


float row_height(Frame const& ui)
{
    if (ui.theme().phone)
        return ui.theme().compact ? token::control_compact_row_phone : token::control_row_phone;
    return ui.theme().compact ? token::control_compact_row_call : token::control_row_call;
}

struct Filter { store::CallFilter filter; std::string_view key; Text name, none; };
constexpr Filter filters[] = {
    { store::CallFilter::All, "all", Text::AllCalls, Text::NoCallsYet },
    { store::CallFilter::Open, "open", Text::OpenCalls, Text::NoOpenCalls },
    { store::CallFilter::Reached, "reached", Text::ReachedCalls, Text::NoReachedCalls },
    { store::CallFilter::Missed, "missed", Text::MissedCalls, Text::NoMissedCalls },
};

void draw_row(Frame& ui, Rect rect, api::Call const& call, CallId const& shown, store::State const& state, store::Actions& out)
{
    auto const& p = ui.palette();
    bool const phone = ui.theme().phone, selected = shown == call.id;
    auto const look = look_of_call(call, state);
    auto const name = call_name(call);
    auto const stage = store::stage_of(call);
    std::string const time = stage == store::CallStage::Running ? words(Text::Now, state) : call.created_at ? format_when(*call.created_at, state.now, state.utc_offset, state.settings.language) : "";
    std::string const line = call.task && !call.task->empty() ? *call.task : call.highlights.value_or("");
    store::Route const route { .page = store::Page::Calls, .call = call.id };
    auto const item = ui.item("row." + call.id.text, { .role = Role::Link, .state = static_cast<std::uint16_t>(selected ? StateCurrent | StateSelected : 0), .name = name + ", " + look.text,
        .value = store::format_route(route), .hint = line + (line.empty() || time.empty() ? "" : ", ") + time, .rect = rect });
    if (selected && !phone)
        card(ui, rect, p.surface.selected, p.border.default_);
    else if (item.hovered || item.held)
        ui.paint().fill(rect, item.held ? p.state.pressed : p.state.hover, phone ? 0 : token::radius_lg);
    if (phone)
        ui.paint().fill({ rect.x + 16, rect.bottom() - 1, rect.width - 16, 1 }, p.border.subtle);
    float const pad = phone ? 16 : 13, top = rect.y + (rect.height - 44) / 2, x = rect.x + pad + 48, right = rect.right() - pad;
    tile(ui, { rect.x + pad, rect.y + (rect.height - 36) / 2, 36, 36 }, look.tone, look.icon, token::icon_lg);
    auto const size = [&](text::Type type, std::string const& text) { return text.empty() ? 0 : std::ceil(ui.paint().width(type, text)) + 1; };
    float const time_width = size(text::Type::Caption, time), word_width = size(text::Type::CaptionMedium, look.text);
    draw_label(ui, { x, top, right - x - time_width - 8, 20 }, name, { .type = selected ? text::Type::UiStrong : text::Type::UiMedium });
    draw_label(ui, { right - time_width, top, time_width, 20 }, time, { .type = text::Type::Caption, .color = p.text.tertiary });
    draw_label(ui, { x, top + 22, right - x - word_width - 8, 20 }, line, { .type = text::Type::Small, .color = p.text.tertiary });
    draw_label(ui, { right - word_width, top + 22, word_width, 20 }, look.text, { .type = text::Type::CaptionMedium, .color = look.tone == Tone::Neutral || look.tone == Tone::Info ? p.text.tertiary : tone_colors(p, look.tone).text });
    if (item.focused)
        ui.paint().focus_ring({ rect.x + 4, rect.y + 4, rect.width - 8, rect.height - 8 }, p.focus.ring, token::radius_md);
    if (item.activated)
        out.push_back(store::RouteChanged { route });
}

void draw_skeleton(Frame& ui, Rect body)
{
    if (!ui.shown_for(ui.id("skeleton"), skeleton_delay))
        return;
    for (float y = body.y + 8; y + row_height(ui) < body.bottom(); y += row_height(ui) + 2) {
        skeleton(ui, { body.x + 21, y + 18, 36, 36 }, 10);
        skeleton(ui, { body.x + 69, y + 18, 130, 12 });
        skeleton(ui, { body.x + 69, y + 42, body.width - 160, 10 });
    }
}

/// What stands where no row is: nothing loaded and why, nothing found, nothing in this filter, nothing yet.
void draw_nothing(Frame& ui, Rect body, store::State const& state, Local& local, store::Actions& out)
{
    auto const& p = ui.palette();
    auto const& page = state.call_list.page;
    if (page.error && !page.value) {
        if (draw_failure(ui, body, words(Text::CallsDidNotLoad, state), *page.error, state))
            out.push_back(store::CallsRequested {});
        return;
    }
    if (!page.value) {
        draw_skeleton(ui, body);
        return;
    }
    float const width = std::min(320.0f, body.width - 48), x = body.x + (body.width - width) / 2;
    if (!local.calls.search.empty()) {
        label(ui, { x, body.y + 32, width, 20 }, "none", tr_format(Text::NothingFoundFor, state.settings.language, local.calls.search), { .type = text::Type::UiMedium, .align = Align::Centre, .max_lines = 0 });
        return;
    }
    auto const* here = std::find_if(std::begin(filters), std::end(filters), [&](auto const& one) { return one.filter == local.calls.filter; });
    if (!state.calls.empty()) {
        label(ui, { x, body.y + 32, width, 20 }, "none", words(here->none, state), { .type = text::Type::Ui, .color = p.text.tertiary, .align = Align::Centre, .max_lines = 0 });
        return;
    }
    float y = body.y + std::max(24.0f, (body.height - 240) / 2);
    tile(ui, { body.x + body.width / 2 - 24, y, 48, 48 }, Tone::Accent, Icon::Phone, token::icon_hero);
    y += 64;
    y += label(ui, { x, y, width, 28 }, "empty-title", words(Text::NoCallsYet, state), { .type = text::Type::Title2, .align = Align::Centre, .role = Role::Heading, .level = 2, .max_lines = 0 }) + 8;
    label(ui, { x, y, width, 48 }, "empty-detail", words(Text::NoCallsDetail, state), { .type = text::Type::Body, .color = p.text.secondary, .align = Align::Centre, .max_lines = 0 });
}

void draw_filters(Frame& ui, Rect row, store::State const& state, Local& local)
{
    ui.open("filters", { .role = Role::TabList, .name = words(Text::Calls, state), .rect = row });
    ui.begin_roving(ui.id("filters"), true);
    float x = row.x;
    for (auto const& one : filters) {
        TabSpec const spec { .key = one.key, .name = words(one.name, state), .current = local.calls.filter == one.filter, .type = text::Type::SmallMedium };
        float const width = tab_width(ui, spec);
        if (tab(ui, { x, row.y, width, row.height }, spec))
            local.calls.filter = one.filter;
        x += width + 20;
    }
    ui.end_roving();
    ui.close();
}

void draw_list(Frame& ui, Rect area, CallId const& shown, store::State const& state, Local& local, store::Actions& out)
{
    bool const phone = ui.theme().phone;
    label(ui, { area.x + (phone ? 16 : 20), area.y + 12, 160, 32 }, "title", words(Text::Calls, state), { .type = phone ? text::Type::Title1 : text::Type::Title2, .role = Role::Heading, .level = 1 });
    ButtonSpec const fresh { .key = "new", .name = words(Text::NewCall, state), .icon = Icon::Plus };
    float const width = button_width(ui, fresh);
    if (phone ? icon_button(ui, { area.right() - 52, area.y + 6, 44, 44 }, "new", fresh.name, Icon::Plus) : button(ui, { area.right() - 16 - width, area.y + 12, width, 32 }, fresh))
        out.push_back(store::RouteChanged { { .page = store::Page::Calls, .compose = true } });
    if (phone)
        draw_bell(ui, area.right() - 74, area.y + 28, state, local);
    float y = area.y + token::panel_header;
    float const field = phone ? token::control_input_height_phone : token::control_input_height;
    draw_search(ui, { area.x + 16, y, area.width - 32, field }, Text::SearchCalls, local.calls.search, local.calls.search_revision, state);
    y += field + 4;
    draw_filters(ui, { area.x + (phone ? 16 : 20), y, area.width - 40, phone ? 44.0f : 36.0f }, state, local);
    y += phone ? 44 : 36;
    separator(ui, area.x, y, area.width);
    Rect body { area.x, y + 1, area.width, area.bottom() - y - 1 };
    ui.need_height(y + 260);
    auto const& page = state.call_list.page;
    if (page.error && page.value && state.call_list.offset == 0) {
        auto const note = draw_note(ui, { body.x + 16, body.y + 8, body.width - 32, 0 }, "refresh", Tone::Danger, words(Text::CouldNotRefresh, state), words(Text::Retry, state));
        body = { body.x, body.y + note.height + 4, body.width, body.height - note.height - 4 };
        if (note.pressed)
            out.push_back(store::CallsRequested {});
    }
    auto const calls = store::calls_in(state, local.calls.filter, local.calls.search);
    bool const more = page.value && !state.call_list.complete;
    if (calls.empty() && !more) {
        draw_nothing(ui, body, state, local, out);
        return;
    }
    float const inset = phone ? 0 : 8, row = row_height(ui), pitch = phone ? row : row + 2;
    auto const scroll = ui.begin_scroll("list", { .role = Role::Navigation, .name = words(Text::Calls, state), .rect = body }, 8 + static_cast<float>(calls.size()) * pitch + (more ? 44 : 8));
    ui.begin_roving(scroll.id);
    float at = body.y - scroll.top + 8;
    for (auto const* call : calls) {
        if (at + row > body.y - 400 && at < body.bottom() + 400)
            draw_row(ui, { body.x + inset, at, body.width - 2 * inset, row }, *call, shown, state, out);
        at += pitch;
    }
    ui.end_roving();
    if (more) {
        if (page.error) {
            if (text_button(ui, { body.x + 21, at + 12, body.width - 42, 20 }, "more", words(Text::MoreFailed, state), text::Type::SmallMedium))
                out.push_back(store::MoreCallsRequested {});
        } else {
            label(ui, { body.x + 21, at + 12, body.width - 42, 20 }, "more", words(Text::LoadingMore, state), { .type = text::Type::Small, .color = ui.palette().text.tertiary });
            if (at < body.bottom() + 400 && !page.pending)
                out.push_back(store::MoreCallsRequested {});
        }
    }
    ui.end_scroll();
}

} // namespace

void draw_calls(Frame& ui, Rect area, store::State const& state, Local& local, store::Actions& out)
{
    auto const& p = ui.palette();
    bool const phone = ui.theme().phone, one_pane = phone || area.width < one_pane_below;
    // Under the form stays what was open before it.
    if (!state.route.compose)
        local.calls.last = state.route.call;
    auto const& shown = local.calls.last;
    ui.open("calls", { .role = Role::Region, .name = words(Text::Calls, state), .rect = area });
    ui.paint().fill(area, p.surface.content);
    if (phone && state.route.compose) {
        draw_new_call(ui, area, state, local, out);
    } else if (one_pane && !shown.empty()) {
        draw_call_detail(ui, area, shown, state, local, out, true);
    } else if (one_pane) {
        float const strip = draw_offline_strip(ui, area, state);
        draw_list(ui, { area.x, area.y + strip, area.width, area.height - strip }, shown, state, local, out);
    } else {
        float const strip = draw_offline_strip(ui, area, state);
        area = { area.x, area.y + strip, area.width, area.height - strip };
        Rect const list { area.x, area.y, token::panel_master_list, area.height };
        ui.paint().fill(list, p.surface.panel);
        upright_separator(ui, list.right() - 1, list.y, list.height);
        draw_list(ui, list, shown, state, local, out);
        Rect const detail { list.right(), area.y, area.right() - list.right(), area.height };
        if (!shown.empty())
            draw_call_detail(ui, detail, shown, state, local, out, false);
        else
            label(ui, { detail.x + 24, detail.y + detail.height / 2 - 20, detail.width - 48, 20 }, "choose-one", words(Text::ChooseCall, state), { .type = text::Type::Ui, .color = p.text.tertiary, .align = Align::Centre });
    }
    ui.close();
}

} // namespace kally::ui
