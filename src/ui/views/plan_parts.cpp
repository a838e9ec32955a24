#include "ui/views/plan_parts.h"

#include "api/operations.h"

#include <algorithm>
#include <cmath>

namespace kally::ui {

namespace {

constexpr float notice_pad = 14;

struct NoticeSize {
    float text_width = 0, buttons_width = 0, text_height = 0, height = 0;
    bool below = false;
};

NoticeSize size_of(Frame& ui, float width, NoticeSpec const& spec)
{
    NoticeSize size;
    for (auto const& one : spec.buttons)
        size.buttons_width += button_width(ui, one) + 8;
    size.below = !spec.buttons.empty() && width - 44 - size.buttons_width < 320;
    size.text_width = width - 44 - 16 - (size.below ? 0 : size.buttons_width);
    float const h = button_height(ui, ButtonSize::Small);
    size.text_height = (spec.title.empty() ? 0 : wrapped_height(ui, text::Type::UiStrong, spec.title, size.text_width)) + (spec.text.empty() ? 0 : wrapped_height(ui, text::Type::Small, spec.text, size.text_width));
    size.height = notice_pad + std::max(size.text_height, size.below || spec.buttons.empty() ? 0 : h) + (size.below ? 12 + h : 0) + notice_pad;
    return size;
}

/// The kinds of work in the order of the design, each with the words that its types have in them.
struct Kind {
    Text name;
    std::string_view words[2];
};
constexpr Kind kinds[] = {
    { Text::KindCalls, { "call", "phone" } },
    { Text::KindEmail, { "mail", "mail" } },
    { Text::KindResearch, { "search", "bill" } },
    { Text::KindScheduling, { "calendar", "book" } },
    { Text::KindOther, {} },
};
constexpr std::size_t other_kind = std::size(kinds) - 1;

std::size_t kind_of(std::string_view type)
{
    for (std::size_t i = 0; i < other_kind; ++i)
        for (auto const word : kinds[i].words)
            if (type.find(word) != type.npos)
                return i;
    return other_kind;
}

Color color_of(Palette const& p, std::size_t kind)
{
    Color const colors[] = { p.chart.call, p.chart.email, p.chart.research, p.chart.schedule, p.chart.other };
    return colors[kind];
}

struct Usage {
    std::optional<Decimal> used, allocated, left;
    std::optional<Instant> until;
    struct Part { Decimal credits; int count = 0; } parts[std::size(kinds)];
    std::vector<std::size_t> shown; ///< Kinds that have something.
};

Usage usage_of(store::State const& state)
{
    Usage usage;
    auto const& billing = state.billing;
    if (auto const& balance = billing.balance.value) {
        usage.used = balance->used;
        usage.allocated = balance->allocated;
        usage.until = balance->period_end;
        if (!usage.used && balance->allocated && balance->remaining)
            usage.used = *balance->allocated - *balance->remaining;
    }
    usage.left = store::credits_left(state);
    if (auto const& breakdown = billing.breakdown.value) {
        Decimal told;
        for (auto const& item : breakdown->items) {
            if (!item.credits)
                continue;
            auto& part = usage.parts[kind_of(item.action.value_or(""))];
            part.credits = part.credits + *item.credits;
            part.count += item.count.value_or(0);
            told = told + *item.credits;
        }
        if (!usage.used)
            usage.used = breakdown->total ? *breakdown->total : told;
        if (auto& other = usage.parts[other_kind].credits; told < *usage.used) // what the service does not explain
            other = other + (*usage.used - told);
        for (std::size_t i = 0; i < std::size(kinds); ++i)
            if (Decimal {} < usage.parts[i].credits)
                usage.shown.push_back(i);
    }
    return usage;
}

/// Two columns of one line each, or one row of two lines each.
bool is_narrow(float width) { return width < 480; }
std::size_t columns_of(float width) { return is_narrow(width) ? 2 : std::size(kinds); }
float pitch_of(float width) { return is_narrow(width) ? 24 : 44; }
constexpr float usage_head = 20 + 2 + 32 + 8 + 12, before_kinds = 12, between_columns = 24;

std::optional<std::string> minutes_line(store::State const& state)
{
    auto const& minutes = state.billing.minutes.value;
    if (!minutes || !minutes->minutes_used || !minutes->minutes_allocated)
        return {};
    auto const language = state.settings.language;
    return tr_format(Text::MinutesOf, language, format_number(*minutes->minutes_used, language), format_number(*minutes->minutes_allocated, language));
}

} // namespace

float notice_height(Frame& ui, float width, NoticeSpec const& spec) { return size_of(ui, width, spec).height; }

float notice(Frame& ui, float x, float y, float width, NoticeSpec const& spec, std::string_view& pressed)
{
    auto const size = size_of(ui, width, spec);
    auto const colors = tone_colors(ui.palette(), spec.tone);
    Rect const box { x, y, width, size.height };
    ui.open(spec.key, Role::Group, spec.title.empty() ? spec.text : spec.title, box);
    ui.paint().card(box, colors.tint, colors.border, token::radius_lg);
    ui.paint().icon(spec.icon, x + 24, y + notice_pad + 10, token::icon_lg, colors.icon);
    float at = y + notice_pad + (size.below ? 0 : (size.height - 2 * notice_pad - size.text_height) / 2);
    if (!spec.title.empty())
        at += label(ui, { x + 44, at, size.text_width, 20 }, "title", spec.title, { .type = text::Type::UiStrong, .color = spec.tone == Tone::Accent ? ui.palette().text.primary : colors.text, .role = spec.text.empty() ? spec.role : Role::Text, .max_lines = 0 });
    if (!spec.text.empty())
        label(ui, { x + 44, at, size.text_width, 20 }, "text", spec.text, { .type = text::Type::Small, .color = spec.title.empty() ? colors.text : ui.palette().text.secondary, .role = spec.role, .max_lines = 0 });
    float const h = button_height(ui, ButtonSize::Small);
    float left = size.below ? x + 44 : box.right() - 8 - size.buttons_width;
    for (auto const& one : spec.buttons) {
        float const own = button_width(ui, one);
        Rect const rect { left, size.below ? box.bottom() - notice_pad - h : y + (size.height - h) / 2, std::min(own, box.right() - 8 - left), h };
        if (button(ui, rect, one) && !one.disabled)
            pressed = one.key;
        left += own + 8;
    }
    ui.close();
    return size.height;
}

std::optional<Remedy> remedy_of(Error const& error, GoalId const& goal)
{
    store::Route const plans { .page = store::Page::Plans };
    store::Route const decide = goal.empty() ? store::Route { .page = store::Page::Goals, .goal_tab = store::GoalTab::NeedsYou } : store::Route { .page = store::Page::Goals, .goal = goal };
    auto const* meaning = api::meaning_of(error.code);
    switch (meaning != nullptr ? meaning->remedy : api::Remedy::None) {
    case api::Remedy::SeePlans: return Remedy { Text::OutOfCredits, Text::SeePlans, plans };
    case api::Remedy::ApproveBudget:
        return error.code == "budget_exceeded" ? Remedy { Text::OverBudget, Text::ReviewBudget, decide } : Remedy { Text::BudgetNeedsYou, Text::ReviewEstimate, decide };
    case api::Remedy::AcknowledgeSoftCap: return Remedy { Text::SoftCapReached, Text::ReviewGoal, decide };
    case api::Remedy::OpenCheckout: return Remedy { Text::NeedsPlan, Text::SeePlans, plans };
    default: break;
    }
    return error.status == 402 ? std::optional { Remedy { Text::OutOfCredits, Text::SeePlans, plans } } : std::nullopt;
}

float usage_height(float width, store::State const& state)
{
    auto const usage = usage_of(state);
    if (!usage.used)
        return minutes_line(state) ? 20 : 0;
    auto const columns = columns_of(width);
    auto const rows = (usage.shown.size() + columns - 1) / columns;
    return usage_head + (rows > 0 ? before_kinds + pitch_of(width) * static_cast<float>(rows) : 0);
}

float usage_card_height(float width, store::State const& state)
{
    float const inner = usage_height(width - 40, state);
    return inner > 0 ? inner + 40 : 0;
}

float draw_usage_card(Frame& ui, float x, float y, float width, store::State const& state)
{
    float const height = usage_card_height(width, state);
    if (height > 0) {
        card(ui, { x, y, width, height }, ui.palette().surface.raised, ui.palette().border.default_);
        draw_usage(ui, x + 20, y + 20, width - 40, state);
    }
    return height;
}

void draw_usage(Frame& ui, float left, float y, float inner, store::State const& state)
{
    auto const& p = ui.palette();
    auto const language = state.settings.language;
    auto const usage = usage_of(state);
    float const height = usage_height(inner, state);
    if (height == 0)
        return;
    ui.open("usage", Role::Region, words(Text::CreditsUsedTitle, state), { left, y, inner, height });
    if (!usage.used) {
        label(ui, { left, y, inner, 20 }, "minutes", *minutes_line(state), { .type = text::Type::Ui });
        ui.close();
        return;
    }
    bool const narrow = is_narrow(inner);
    draw_label(ui, { left, y, inner, 20 }, words(Text::CreditsUsedTitle, state), { .type = text::Type::Small, .color = p.text.tertiary });
    auto const used = format_number(*usage.used, language), rest = usage.allocated ? tr_format(Text::OfMany, language, format_number(*usage.allocated, language)) : std::string {};
    float const number_width = std::ceil(ui.paint().width(text::Type::Title1, used));
    draw_label(ui, { left, y + 22, number_width + 1, 32 }, used, { .type = text::Type::Title1 });
    draw_label(ui, { left + number_width + 6, y + 28, inner - number_width, 20 }, rest, { .type = text::Type::Ui, .color = p.text.tertiary });
    if (usage.left) {
        auto const left_text = format_credits(*usage.left, language);
        auto const said = usage.until && !narrow ? tr_format(Text::LeftUntil, language, left_text, format_date(*usage.until, state.utc_offset, language)) : tr_format(Text::CreditsLeft, language, left_text);
        float const beside = number_width + ui.paint().width(text::Type::Ui, rest) + 24;
        label(ui, { left + beside, y + 32, inner - beside, 20 }, "left", said, { .type = text::Type::Small, .color = p.text.secondary, .align = Align::Right });
    }
    auto const whole = usage.allocated && *usage.used < *usage.allocated ? *usage.allocated : *usage.used;
    Rect const track { left, y + usage_head - token::control_meter_thick, inner, token::control_meter_thick };
    int const part = usage.allocated ? usage.used->per_mille_of(*usage.allocated) : 0;
    ui.record("meter", { .role = Role::ProgressBar, .name = tr_format(Text::CreditsOf, language, used, usage.allocated ? format_credits(*usage.allocated, language) : used), .value = std::to_string(std::min(part / 10, 100)), .rect = track });
    ui.paint().fill(track, p.meter.track, track.height / 2);
    if (usage.shown.empty()) {
        float const filled = track.width * static_cast<float>(std::min(part, 1000)) / 1000;
        if (filled > 0)
            ui.paint().fill({ track.x, track.y, std::max(track.height, filled), track.height }, part >= 1000 ? p.meter.fill_over : part >= 800 ? p.meter.fill_warn : p.meter.fill, track.height / 2);
    }
    float bar = track.x;
    for (auto const kind : usage.shown) {
        float const length = track.width * static_cast<float>(usage.parts[kind].credits.per_mille_of(whole)) / 1000;
        float const shown = std::min(std::max(2.0f, length - token::control_meter_gap), track.right() - bar);
        float const first = bar == track.x ? track.height / 2 : 0;
        if (shown > 0)
            ui.paint().fill_corners({ bar, track.y, shown, track.height }, color_of(p, kind), { first, 0, 0, first });
        bar += length;
    }
    if (!usage.shown.empty()) {
        auto const columns = columns_of(inner);
        float const pitch = narrow ? (inner + between_columns) / 2 : inner / static_cast<float>(usage.shown.size()), room = pitch - between_columns;
        ui.open("kinds", Role::Table, words(Text::CreditsByKind, state), { left, y + usage_head, inner, height - usage_head });
        for (std::size_t i = 0; i < usage.shown.size(); ++i) {
            auto const kind = usage.shown[i];
            auto const name = words(kinds[kind].name, state), credits = format_number(usage.parts[kind].credits, language);
            auto const count = usage.parts[kind].count > 0 ? std::to_string(usage.parts[kind].count) + "\u00D7" : std::string {};
            float const cx = left + pitch * static_cast<float>(i % columns), cy = y + usage_head + before_kinds + pitch_of(inner) * static_cast<float>(i / columns);
            auto const type = narrow ? text::Type::Small : text::Type::UiStrong;
            float const credits_width = std::ceil(ui.paint().width(type, credits)), count_width = std::ceil(ui.paint().width(text::Type::Caption, count));
            Rect const name_at { cx + 18, cy, room - 18 - (narrow ? credits_width + 8 : 0), 20 };
            Rect const credits_at = narrow ? Rect { cx + room - credits_width, cy, credits_width + 1, 20 } : Rect { cx + 18, cy + 22, credits_width + 1, 20 };
            Rect const count_at = narrow ? Rect { name_at.x, cy + 2, name_at.width, 16 } : Rect { credits_at.right() + 7, cy + 24, count_width + 1, 16 };
            ui.paint().fill({ cx, cy + 5, 10, 10 }, color_of(p, kind), 3);
            draw_label(ui, name_at, name, { .type = text::Type::Small, .color = p.text.secondary });
            draw_label(ui, credits_at, credits, { .type = type });
            if (!narrow)
                draw_label(ui, count_at, count, { .type = text::Type::Caption, .color = p.text.tertiary });
            ui.open("row." + std::to_string(kind), Role::Row, "", { cx, cy, room, pitch_of(inner) });
            ui.record("name", Role::Cell, name, name_at);
            ui.record("credits", Role::Cell, format_credits(usage.parts[kind].credits, language), credits_at);
            ui.record("count", Role::Cell, count, count_at);
            ui.close();
        }
        ui.close();
    }
    ui.close();
}

Rect draw_page_head(Frame& ui, Rect area, Text title, std::vector<PageTab> const& tabs, float gutter, store::State const& state, store::Actions& out)
{
    bool const phone = ui.theme().phone;
    auto const name = words(title, state);
    auto const type = phone ? text::Type::Title1 : text::Type::Title2;
    float const head = phone ? token::panel_phone_header : token::panel_page_header;
    label(ui, { area.x + gutter, area.y + (head - 32) / 2, area.width - 2 * gutter, 32 }, "title", name, { .type = type, .role = Role::Heading, .level = 1 });
    if (tabs.empty())
        return { area.x, area.y + head, area.width, area.height - head };
    std::vector<TabSpec> specs;
    float const gap = phone ? 20 : 28;
    float whole = -gap;
    for (auto const& one : tabs) {
        specs.push_back({ .key = one.key, .name = words(one.name, state), .current = state.route.page == one.route.page && state.route.credits == one.route.credits && state.route.activity_tab == one.route.activity_tab });
        whole += tab_width(ui, specs.back()) + gap;
    }
    bool const below = ui.paint().width(type, name) + whole + 2 * gutter + 48 > area.width;
    float x = below ? area.x + gutter : area.right() - gutter - whole;
    // Beside the title they are as high as the head, so that their words stand in its line.
    float const y = below ? area.y + head : area.y, height = below ? token::panel_tabs_row : head;
    ui.open("tabs", Role::TabList, name, { x, y, whole, height });
    ui.begin_roving(ui.id("tabs"), true);
    for (std::size_t i = 0; i < tabs.size(); ++i) {
        float const width = tab_width(ui, specs[i]);
        if (tab(ui, { x, y, width, height }, specs[i]))
            out.push_back(store::RouteChanged { tabs[i].route });
        x += width + gap;
    }
    ui.end_roving();
    ui.close();
    float const end = y + height;
    separator(ui, area.x, end, area.width);
    return { area.x, end + 1, area.width, area.bottom() - end - 1 };
}

void draw_nothing_there(Frame& ui, Rect body, Icon icon, std::string const& title, std::string const& detail)
{
    auto const& p = ui.palette();
    float const width = std::min(400.0f, body.width - 48), x = body.x + (body.width - width) / 2;
    float y = body.y + std::max(24.0f, (body.height - 200) / 2);
    tile(ui, { body.x + body.width / 2 - 24, y, 48, 48 }, Tone::Neutral, icon, token::icon_hero);
    y += 64;
    y += label(ui, { x, y, width, 28 }, "nothing", title, { .type = text::Type::Title2, .align = Align::Centre, .role = Role::Heading, .level = 2, .max_lines = 0 }) + 8;
    label(ui, { x, y, width, 48 }, "nothing-detail", detail, { .type = text::Type::Body, .color = p.text.secondary, .align = Align::Centre, .max_lines = 0 });
}

} // namespace kally::ui
