#include "base/order.h"
#include "ui/find_text.h"
#include "ui/views/plan_parts.h"

#include <algorithm>
#include <cmath>

namespace kally::ui {

namespace {

constexpr float heading_height = 40;

/// The unit in a price's name, in words; one that is not known as it is.
std::string price_part(api::Amount const& part, store::State const& state)
{
    auto const language = state.settings.language;
    auto const credits = format_credits(part.credits, language);
    if (part.name == "base")
        return credits;
    if (part.name == "per_minute")
        return tr_format(Text::PerMinute, language, credits);
    std::string unit = part.name.starts_with("per_") ? part.name.substr(4) : part.name;
    std::replace(unit.begin(), unit.end(), '_', ' ');
    if (unit == "query" || unit == "email" || unit == "booking" || unit == "analysis" || unit == "entry" || unit == "request" || unit == "errand")
        return credits; // says again what the row is about
    return tr_format(Text::PerUnit, language, credits, unit);
}

std::string goal_title(store::State const& state, GoalId const& id)
{
    auto const found = state.goals.find(id);
    return found == state.goals.end() ? id.text : found->second.title;
}

/// The ledger in the order that is wanted, with a head for each day or goal. What is made here is kept until something changes.
void arrange(store::State const& state, Local::Plans& local)
{
    Local::Plans::Mark const mark { state.changes, civil_day(state.now, state.utc_offset), local.by_goal, local.search, state.settings.language };
    if (mark == local.mark)
        return;
    local.mark = mark;
    local.rows.clear();
    local.others.clear();
    auto const language = state.settings.language;
    for (auto const& other : state.billing.others)
        local.others.push_back({ .type = "other", .description = words(Text::OtherExplained, state), .credits = other.credits, .at = other.at });
    std::vector<api::LedgerEntry const*> all;
    for (auto const& other : local.others)
        all.push_back(&other);
    if (state.billing.ledger.value)
        for (auto const& entry : *state.billing.ledger.value)
            all.push_back(&entry);
    auto const wanted = searchable(local.search);
    std::erase_if(all, [&](auto const* entry) {
        return !wanted.empty() && searchable(entry->description.value_or("") + " " + work_name(entry->type.value_or(""), state) + " " + (entry->goal_id ? goal_title(state, *entry->goal_id) : "")).find(wanted) == std::string::npos;
    });
    sort_by(all, [](auto const* entry) { return entry->at ? -entry->at->time_since_epoch().count() : INT64_MAX; });
    if (local.by_goal) { // in the order of their last entry
        std::map<std::string, std::int64_t> places;
        sort_by(all, [&](auto const* entry) { return places.try_emplace(entry->goal_id ? entry->goal_id->text : "", static_cast<std::int64_t>(places.size())).first->second; });
    }
    local.listed = all;
    std::size_t head = 0;
    std::string group;
    for (auto const* entry : all) {
        auto const name = local.by_goal ? (entry->goal_id ? goal_title(state, *entry->goal_id) : words(Text::WithoutGoal, state)) : entry->at ? format_day(*entry->at, state.now, state.utc_offset, language) : words(Text::DayUnknown, state);
        auto const key = local.by_goal ? (entry->goal_id ? entry->goal_id->text : "") : name;
        if (local.rows.empty() || key != group) {
            group = key;
            head = local.rows.size();
            local.rows.push_back({ .heading = name });
        }
        local.rows.push_back({ .entry = entry });
        if (entry->credits)
            local.rows[head].sum = local.rows[head].sum + *entry->credits;
    }
}

/// What the service estimates. Source: contract, EstimateRequest.
constexpr std::string_view estimated_types[] = { "call", "email", "search", "booking", "ride", "food", "errand" };

class CreditsView {
public:
    CreditsView(Frame& ui, store::State const& state, Local& local, store::Actions& out, Rect body)
        : m_ui(ui)
        , m_state(state)
        , m_local(local.plans)
        , m_out(out)
        , m_body(body)
    {
    }

    float show(float x, float y, float width)
    {
        m_x = x, m_y = y, m_width = width;
        auto const& billing = m_state.billing;
        if (auto const& error = billing.balance.error; error && !billing.balance.value && !billing.minutes.value)
            notice_of(*error, "balance", Text::BalanceFailed);
        bool const side = width >= 960 && billing.prices.value && !billing.prices.value->empty();
        // The prices stand beside everything else, or between what was used and the ledger.
        m_width = side ? width - 336 : width;
        float const top = m_y;
        if (float const usage = draw_usage_card(m_ui, x, m_y, m_width, m_state); usage > 0)
            m_y += usage + (side ? 24 : 16);
        float const height = prices(side ? Rect { x + width - 320, top, 320, 0 } : Rect { x, m_y, width, 0 }), beside = side ? top + height + 24 : 0;
        if (!side && height > 0)
            m_y += height + 24;
        ledger();
        return std::max(m_y, beside) - y;
    }

private:
    std::string say(Text text) const { return words(text, m_state); }
    store::Language language() const { return m_state.settings.language; }

    void notice_of(Error const& error, std::string_view key, Text title)
    {
        std::string_view pressed;
        bool const missing = error.status == 404 || error.status == 405 || error.status == 501;
        NoticeSpec spec { .key = key, .tone = missing ? Tone::Info : Tone::Danger, .icon = missing ? Icon::Info : Icon::CircleAlert, .title = missing ? say(Text::NotOffered) : say(title), .role = missing ? Role::Status : Role::Alert };
        if (!missing) {
            spec.text = error_text(error, language()) + spaced(error_reference(error, language()));
            spec.buttons.push_back({ .key = "again", .name = say(Text::TryAgain), .kind = ButtonKind::OnBar, .size = ButtonSize::Small });
        }
        m_y += notice(m_ui, m_x, m_y, m_width, spec, pressed) + 16;
        if (!pressed.empty())
            m_out.push_back(store::BillingRequested {});
    }

    /// What an action costs. Returns the height used, 0 when the service does not say.
    float prices(Rect box)
    {
        auto const& value = m_state.billing.prices.value;
        if (!value || value->empty())
            return 0;
        auto const& p = m_ui.palette();
        std::size_t const columns = box.width >= 640 ? 2 : 1, lines = (value->size() + columns - 1) / columns;
        bool const estimates = m_state.sign_in == store::SignIn::SignedIn && !m_state.missing.contains(store::Offer::Estimate);
        float const list_end = 48 + 24 * static_cast<float>(lines);
        box.height = list_end + 16 + (estimates ? estimate_height(box.width - 40) : 0);
        m_ui.open("prices", Role::Region, say(Text::PriceList), box);
        card(m_ui, box, p.surface.raised, p.border.default_);
        label(m_ui, { box.x + 20, box.y + 18, box.width - 40, 20 }, "title", say(Text::PriceList), { .type = text::Type::UiStrong, .role = Role::Heading, .level = 2 });
        float const pitch = (box.width - 40) / static_cast<float>(columns);
        m_ui.open("list", Role::List, say(Text::PriceList), { box.x + 20, box.y + 48, box.width - 40, box.height - 64 });
        for (std::size_t i = 0; i < value->size(); ++i) {
            auto const& price = (*value)[i];
            std::string parts;
            for (auto const& part : price.parts)
                parts += (parts.empty() ? "" : " + ") + price_part(part, m_state);
            auto const name = work_name(price.action, m_state);
            Rect const row { box.x + 20 + pitch * static_cast<float>(i / lines), box.y + 48 + 24 * static_cast<float>(i % lines), pitch - (columns > 1 ? 32 : 0), 20 };
            float const parts_width = std::ceil(m_ui.paint().width(text::Type::Small, parts));
            draw_label(m_ui, { row.x, row.y, row.width - parts_width - 8, 20 }, name, { .type = text::Type::Small, .color = p.text.secondary });
            draw_label(m_ui, { row.right() - parts_width, row.y, parts_width + 1, 20 }, parts, { .type = text::Type::Small });
            m_ui.record("price." + price.action, Role::ListItem, name + ": " + parts, row);
        }
        m_ui.close();
        if (estimates)
            estimate(box.x + 20, box.y + list_end, box.width - 40);
        m_ui.close();
        return box.height;
    }

    /// What the service says that the task would cost, as far as it was asked; nothing while it was not.
    std::string estimate_said() const
    {
        auto const& remote = m_state.billing.estimate;
        if (remote.pending)
            return say(Text::Sending);
        if (remote.error)
            return error_text(*remote.error, language()) + spaced(error_reference(*remote.error, language()));
        if (!remote.value)
            return say(Text::ChooseKind);
        std::string parts;
        for (auto const& item : remote.value->breakdown)
            if (item.credits)
                parts += (parts.empty() ? "" : ", ") + work_name(item.action, m_state) + " " + format_number(*item.credits, language());
        if (!remote.value->credits)
            return parts.empty() ? say(Text::NoEstimate) : parts;
        return work_name(m_state.billing.estimated, m_state) + ": " + tr_format(Text::EstimatedCredits, language(), format_credits(*remote.value->credits, language())) + (parts.empty() ? "" : " (" + parts + ")");
    }

    /// The kinds of work as chips, in as many lines as they take. Places count from the first.
    std::vector<Rect> kinds_at(float width)
    {
        std::vector<Rect> places;
        float x = 0, y = 0;
        for (auto const type : estimated_types) {
            float const own = std::min(width, chip_width(m_ui, work_name(type, m_state)));
            if (x > 0 && x + own > width) {
                x = 0;
                y += token::control_chip_height + 8;
            }
            places.push_back({ x, y, own, token::control_chip_height });
            x += own + 8;
        }
        return places;
    }

    float field_height() const { return m_ui.theme().phone ? token::control_input_height_phone : token::control_input_height; }
    /// The kinds come with the task.
    float estimate_height(float width) { return 44 + field_height() + 8 + (m_local.task.empty() ? 0 : kinds_at(width).back().bottom() + 8 + wrapped_height(m_ui, text::Type::Small, estimate_said(), width)); }

    void estimate(float x, float y, float width)
    {
        auto const& p = m_ui.palette();
        separator(m_ui, x, y + 8, width);
        label(m_ui, { x, y + 16, width, 20 }, "estimate", say(Text::WhatWouldCost), { .type = text::Type::UiStrong, .role = Role::Heading, .level = 3 });
        y += 44;
        auto const typed = framed_field(m_ui, { x, y, width, field_height() }, { .key = "task", .name = say(Text::DescribeTask), .placeholder = say(Text::DescribeTask), .value = m_local.task });
        if (typed.edited)
            m_local.task = *typed.edited;
        if (m_local.task.empty())
            return;
        y += field_height() + 8;
        auto const places = kinds_at(width);
        bool const can = m_state.online && !m_state.billing.estimate.pending;
        for (std::size_t i = 0; i < places.size(); ++i) {
            auto const type = estimated_types[i];
            if (chip(m_ui, { x + places[i].x, y + places[i].y, places[i].width, places[i].height }, { .key = type, .name = work_name(type, m_state), .used = !can }) && can)
                m_out.push_back(store::EstimatePressed { std::string { type }, m_local.task });
        }
        y += places.back().bottom() + 8;
        bool const failed = m_state.billing.estimate.error.has_value();
        label(m_ui, { x, y, width, 20 }, "estimated", estimate_said(), { .type = text::Type::Small, .color = failed ? p.danger.text : p.text.secondary, .role = failed ? Role::Alert : Role::Status, .max_lines = 0 });
    }

    void tools()
    {
        bool const phone = m_ui.theme().phone;
        label(m_ui, { m_x, m_y + (phone ? 10 : 6), 200, 24 }, "ledger-title", say(Text::LedgerTitle), { .type = text::Type::Heading, .role = Role::Heading, .level = 2 });
        ButtonSpec const save { .key = "csv", .name = say(Text::ExportCsv), .kind = phone ? ButtonKind::Icon : ButtonKind::Secondary, .icon = Icon::Download, .disabled = m_local.listed.empty() };
        float const save_width = phone ? 44 : button_width(m_ui, save), h = button_height(m_ui, ButtonSize::Medium);
        Rect const save_at { m_x + m_width - save_width, m_y, save_width, phone ? 44 : h };
        auto const off = static_cast<std::uint16_t>(m_local.listed.empty() ? StateDisabled : StateNone);
        bool const saved = phone ? icon_button(m_ui, save_at, save.key, save.name, Icon::Download, false, off) : button(m_ui, save_at, save);
        if (saved && !m_local.listed.empty())
            m_out.push_back(store::FileWanted { "kallyai-credits.csv", "text/csv;charset=utf-8", store::ledger_csv(m_local.listed) });
        std::string const both[] = { say(Text::ByDay), say(Text::ByGoal) };
        float const both_width = phone ? m_width : segment_width(m_ui, both), both_height = segment_height(m_ui);
        Rect both_at { save_at.x - 12 - both_width, m_y, both_width, both_height };
        if (phone)
            both_at = { m_x, m_y + 52, m_width, both_height };
        float const room = both_at.x - 12 - m_x - 160;
        Rect const search = phone || room < 160 ? Rect { m_x, both_at.bottom() + 8, m_width, phone ? token::control_input_height_phone : token::control_input_height } : Rect { both_at.x - 12 - std::min(240.0f, room), m_y, std::min(240.0f, room), token::control_input_height };
        auto const typed = framed_field(m_ui, search, { .key = "search", .name = say(Text::SearchLedger), .placeholder = say(Text::SearchLedger), .role = Role::SearchBox, .value = m_local.search, .revision = m_local.search_revision }, Icon::Search, 28);
        if (typed.edited)
            m_local.search = *typed.edited;
        if (!m_local.search.empty() && (icon_button(m_ui, { search.right() - 32, search.y + (search.height - 28) / 2, 28, 28 }, "clear", say(Text::ClearSearch), Icon::X) || (typed.focused && m_ui.take_key("Escape", true)))) {
            m_local.search.clear();
            ++m_local.search_revision;
            m_ui.focus(typed.id);
        }
        if (auto const pressed = segment(m_ui, both_at, "group", say(Text::LedgerTitle), both, m_local.by_goal ? 1 : 0))
            m_local.by_goal = *pressed == 1;
        m_y = std::max(search.bottom(), both_at.bottom()) + 12;
        separator(m_ui, m_x, m_y, m_width);
    }

    void ledger()
    {
        auto const& p = m_ui.palette();
        auto const& remote = m_state.billing.ledger;
        arrange(m_state, m_local);
        tools();
        if (remote.error && !remote.value) {
            m_y += 12;
            return notice_of(*remote.error, "ledger-failed", Text::LedgerFailed);
        }
        if (!remote.value) {
            if (m_ui.shown_for(m_ui.id("skeleton"), skeleton_delay))
                for (int i = 0; i < 6; ++i)
                    skeleton(m_ui, { m_x, m_y + 16 + m_row * static_cast<float>(i), m_width - 80 * static_cast<float>(i % 3), 12 });
            m_y += 300;
            return;
        }
        if (m_local.rows.empty()) {
            auto const said = m_local.search.empty() ? say(Text::LedgerEmpty) : tr_format(Text::NothingFoundFor, language(), m_local.search);
            m_y += 24 + label(m_ui, { m_x, m_y + 24, m_width, 20 }, "none", said, { .type = text::Type::Ui, .color = p.text.tertiary, .align = Align::Centre, .max_lines = 0 }) + 24;
        }
        float height = 0;
        for (auto const& row : m_local.rows)
            height += row.entry == nullptr ? heading_height : m_row;
        m_ui.open("ledger", Role::List, say(Text::LedgerTitle), { m_x, m_y, m_width, height });
        for (std::size_t i = 0; i < m_local.rows.size(); ++i) {
            auto const& row = m_local.rows[i];
            float const own = row.entry == nullptr ? heading_height : m_row;
            if (m_y + own > m_body.y - 200 && m_y < m_body.bottom() + 200)
                row.entry == nullptr ? heading(row, i) : entry(*row.entry, i);
            m_y += own;
        }
        m_ui.close();
        more();
    }

    void heading(Local::Plans::Row const& row, std::size_t index)
    {
        auto const& p = m_ui.palette();
        auto const sum = format_credits(row.sum, language());
        Rect const rect { m_x, m_y + 16, m_width, 20 };
        float const sum_width = std::ceil(m_ui.paint().width(text::Type::SmallMedium, sum));
        draw_label(m_ui, { rect.x, rect.y, rect.width - sum_width - 12, 20 }, row.heading, { .type = text::Type::SmallMedium, .color = p.text.secondary });
        draw_label(m_ui, { rect.right() - sum_width, rect.y, sum_width + 1, 20 }, sum, { .type = text::Type::SmallMedium, .color = p.text.secondary });
        m_ui.record("head." + std::to_string(index), Role::ListItem, row.heading + ": " + sum, rect);
    }

    void entry(api::LedgerEntry const& entry, std::size_t index)
    {
        auto const& p = m_ui.palette();
        bool const other = entry.type == "other";
        auto const kind = work_name(entry.type.value_or(""), m_state);
        auto const title = entry.description && !entry.description->empty() ? *entry.description : kind;
        auto const credits = entry.credits ? format_credits(*entry.credits, language()) : say(Text::NotKnown);
        auto under = m_local.by_goal && entry.at ? format_when(*entry.at, m_state.now, m_state.utc_offset, language()) : entry.at ? format_time(*entry.at, m_state.utc_offset) : std::string {};
        if (title != kind && !kind.empty())
            under = kind + (under.empty() ? "" : "  \u00B7  " + under);
        bool const linked = entry.goal_id && !m_local.by_goal && m_state.goals.contains(*entry.goal_id);
        if (linked)
            under += "  \u00B7  " + goal_title(m_state, *entry.goal_id);
        Rect const rect { m_x, m_y, m_width, m_row };
        SemanticRecord record { .role = linked ? Role::Link : Role::ListItem, .name = title + ", " + credits + (under.empty() ? "" : ", " + under), .rect = rect };
        std::string const key = "entry." + entry.id.value_or(std::to_string(index));
        if (linked) {
            store::Route const route { .page = store::Page::Goals, .goal = *entry.goal_id };
            record.value = store::format_route(route);
            m_ui.open("item." + key, Role::ListItem, "", rect);
            auto const item = m_ui.item(key, std::move(record));
            if (item.hovered || item.held)
                m_ui.paint().fill({ rect.x - 8, rect.y, rect.width + 16, rect.height }, item.held ? p.state.pressed : p.state.hover, token::radius_md);
            if (item.focused)
                m_ui.paint().focus_ring({ rect.x, rect.y + 2, rect.width, rect.height - 4 }, p.focus.ring, token::radius_md);
            if (item.activated)
                m_out.push_back(store::RouteChanged { route });
            m_ui.close();
        } else {
            m_ui.record(key, std::move(record));
        }
        float const credits_width = std::ceil(m_ui.paint().width(text::Type::Ui, credits));
        draw_label(m_ui, { rect.x, rect.y + (m_row - 38) / 2, rect.width - credits_width - 16, 20 }, title, { .type = text::Type::Ui, .color = other ? p.text.secondary : p.text.primary });
        draw_label(m_ui, { rect.x, rect.y + (m_row + 2) / 2, rect.width - credits_width - 16, 16 }, under, { .type = text::Type::Caption, .color = p.text.tertiary });
        draw_label(m_ui, { rect.right() - credits_width, rect.y + (m_row - 38) / 2, credits_width + 1, 20 }, credits, { .type = text::Type::Ui });
    }

    void more()
    {
        auto const& remote = m_state.billing.ledger;
        if (m_state.billing.ledger_complete)
            return;
        if (remote.error) {
            if (text_button(m_ui, { m_x, m_y + 12, m_width, 20 }, "more", say(Text::MoreFailed), text::Type::SmallMedium))
                m_out.push_back(store::MoreLedgerRequested {});
        } else {
            label(m_ui, { m_x, m_y + 12, m_width, 20 }, "more", say(Text::LoadingMore), { .type = text::Type::Small, .color = m_ui.palette().text.tertiary });
            if (m_y < m_body.bottom() + 400 && !remote.pending)
                m_out.push_back(store::MoreLedgerRequested {});
        }
        m_y += 44;
    }

    Frame& m_ui;
    store::State const& m_state;
    Local::Plans& m_local;
    store::Actions& m_out;
    Rect m_body;
    float m_row = m_ui.theme().compact ? token::control_compact_row_ledger : token::control_row_ledger;
    float m_x = 0, m_y = 0, m_width = 0;
};

} // namespace

std::string work_name(std::string_view type, store::State const& state)
{
    struct Name { std::string_view type; Text text; };
    static constexpr Name names[] = {
        { "call", Text::WorkCall }, { "phone_call", Text::WorkCall }, { "search", Text::WorkSearch }, { "email_send", Text::WorkEmail }, { "email", Text::WorkEmail }, { "booking", Text::WorkBooking },
        { "bill_analysis", Text::WorkBill }, { "bill", Text::WorkBill }, { "calendar", Text::WorkCalendar }, { "ride", Text::WorkRide }, { "food", Text::WorkFood },
        { "errand", Text::WorkErrand }, { "other", Text::KindOther },
    };
    for (auto const& one : names)
        if (one.type == type)
            return words(one.text, state);
    std::string out { type };
    std::replace(out.begin(), out.end(), '_', ' ');
    return out;
}

void draw_credits(Frame& ui, Rect body, store::State const& state, Local& local, store::Actions& out)
{
    float const gutter = ui.theme().phone ? token::panel_gutter_phone : token::panel_gutter_page;
    float const width = std::min(token::panel_page_max, body.width - 2 * gutter);
    auto const scroll = ui.begin_scroll("credits", { .role = Role::Group, .takes_focus = true, .name = words(Text::Credits, state), .rect = body }, local.plans.credits_height);
    float const height = 16 + CreditsView(ui, state, local, out, body).show(body.x + (body.width - width) / 2, body.y - scroll.top + 16, width) + 24;
    ui.end_scroll();
    if (height != local.plans.credits_height) {
        local.plans.credits_height = height;
        ui.animate(); // the scroller learns it with the next frame
    }
    if (ui.input().focused == scroll.id && ui.input().focus_visible)
        ui.paint().focus_ring({ body.x + 4, body.y + 4, body.width - 8, body.height - 8 }, ui.palette().focus.ring, token::radius_md);
}

} // namespace kally::ui
