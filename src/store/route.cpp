#include "store/apply.h"

#include "base/text.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace kally::store {

namespace {

constexpr std::size_t id_limit = 256;

bool can_be_covered(Page page) { return page != Page::SignIn && page != Page::NotFound; }

constexpr std::pair<GoalTab, std::string_view> goal_tabs[] = { { GoalTab::NeedsYou, "needs-you" }, { GoalTab::Completed, "completed" }, { GoalTab::Cancelled, "cancelled" }, { GoalTab::Archived, "archived" } };

struct DialogName { std::string_view name; bool about = false; };
/// In the order of Dialog::Kind; with `about` an id follows.
constexpr DialogName dialogs[] = { { "palette" }, { "time-zones" }, { "shortcuts" }, { "needs-you" }, { "updates" }, { "more" }, { "linked-goal" }, { "rename", true }, { "label", true }, { "export", true },
    { "cancel-goal", true }, { "cancel-goals", true }, { "archive-goal", true }, { "cancel-call", true }, { "stop-call", true }, { "reschedule-call", true }, { "plan", true }, { "clear" } };

constexpr std::string_view activity_tabs[] = { "inbox", "outbox", "actions" };
constexpr std::string_view sections[] = { "appearance", "region", "notifications", "keyboard", "privacy", "diagnostics", "about" };
struct SettingName { Section section; std::string_view name; };
/// In the order of Setting.
constexpr SettingName settings[] = { { Section::Appearance, "theme" }, { Section::Appearance, "text-size" }, { Section::Appearance, "density" }, { Section::Region, "language" }, { Section::Region, "time-zone" },
    { Section::Notifications, "needs-you" }, { Section::Notifications, "inbox" }, { Section::Keyboard, "send-key" }, { Section::Keyboard, "single-keys" }, { Section::Privacy, "keep-signed-in" },
    { Section::Privacy, "keep-reading" }, { Section::Privacy, "own-data" }, { Section::Privacy, "clear-device" }, { Section::Diagnostics, "requests" } };

std::string_view take_part(std::string_view& rest)
{
    while (rest.starts_with('/'))
        rest.remove_prefix(1);
    auto const part = rest.substr(0, rest.find('/'));
    rest.remove_prefix(part.size());
    return part;
}

std::optional<std::string> id_of(std::string_view part)
{
    auto id = percent_decode(part);
    return id && !id->empty() && id->size() <= id_limit ? id : std::nullopt;
}

/// What stands behind the '?'; what nobody knows is no dialog.
std::optional<Dialog> parse_dialog(std::string_view text)
{
    auto const equals = text.find('=');
    auto const* known = std::find_if(std::begin(dialogs), std::end(dialogs), [&](auto const& one) { return one.name == text.substr(0, equals); });
    if (known == std::end(dialogs) || known->about != (equals != text.npos))
        return {};
    auto id = known->about ? id_of(text.substr(equals + 1)) : std::string {};
    return id ? std::optional { Dialog { static_cast<Dialog::Kind>(known - dialogs), *std::move(id) } } : std::nullopt;
}

std::string format_dialog(Dialog const& dialog)
{
    auto const& [name, about] = dialogs[static_cast<std::size_t>(dialog.kind)];
    return "?" + std::string { name } + (about ? "=" + percent_encode(dialog.id) : "");
}

Route parse_page(std::string_view fragment)
{
    std::string_view rest = fragment;
    if (rest.starts_with('#'))
        rest.remove_prefix(1);
    rest = rest.substr(0, rest.find('?'));
    auto const lost = [&] { return Route { .page = Page::NotFound, .unknown = to_valid_utf8(fragment.substr(0, id_limit)) }; };
    auto const place = take_part(rest);
    if (place == "goals") {
        Route route { .page = Page::Goals };
        auto part = take_part(rest);
        if (part == "in") {
            auto const name = take_part(rest);
            auto const tab = std::find_if(std::begin(goal_tabs), std::end(goal_tabs), [&](auto const& one) { return one.second == name; });
            if (tab == std::end(goal_tabs))
                return lost();
            route.goal_tab = tab->first;
            part = take_part(rest);
        }
        if (!part.empty()) {
            auto const id = id_of(part);
            if (!id || !take_part(rest).empty())
                return lost();
            route.goal = { *id };
        }
        return route;
    }
    auto const detail = take_part(rest);
    if (place == "activity") {
        Route route { .page = Page::Activity };
        auto const tab = std::find(std::begin(activity_tabs), std::end(activity_tabs), detail.empty() ? activity_tabs[0] : detail);
        if (tab == std::end(activity_tabs))
            return lost();
        route.activity_tab = static_cast<ActivityTab>(tab - activity_tabs);
        if (auto const part = take_part(rest); !part.empty()) {
            auto const id = id_of(part);
            if (!id || route.activity_tab == ActivityTab::Actions || !take_part(rest).empty())
                return lost();
            route.activity = *id;
        }
        return route;
    }
    if (place == "settings") {
        Route route { .page = Page::Settings };
        auto const part = take_part(rest);
        if (auto const* section = std::find(std::begin(sections), std::end(sections), detail); section != std::end(sections))
            route.section = static_cast<Section>(section - sections);
        else if (!detail.empty())
            return lost();
        if (auto const* one = std::find_if(std::begin(settings), std::end(settings), [&](auto const& known) { return known.section == route.section && known.name == part; }); one != std::end(settings))
            route.setting = static_cast<Setting>(one - settings);
        return (part.empty() || route.setting) && take_part(rest).empty() ? route : lost();
    }
    if (!take_part(rest).empty())
        return lost();
    if (place == "plans" && (detail.empty() || detail == "credits" || detail == "checkout"))
        return { .page = Page::Plans, .credits = detail == "credits", .checkout = detail == "checkout" };
    if (place == "calls") {
        if (detail.empty() || detail == "new")
            return { .page = Page::Calls, .compose = !detail.empty() };
        auto const id = id_of(detail);
        return id ? Route { .page = Page::Calls, .call = { *id } } : lost();
    }
    if (place.empty())
        return {};
    if (place == "unsent" && detail.empty())
        return { .unsent = true };
    if (place == "signin" && detail.empty())
        return { .page = Page::SignIn };
    if (place == "signin" && detail == "token")
        return { .page = Page::SignIn, .paste_token = true };
    if (place != "chat")
        return lost();
    if (detail.empty())
        return {};
    if (detail == "new")
        return { .compose = true };
    auto const id = id_of(detail);
    if (!id)
        return lost();
    return { .conversation = { *id } };
}

std::string format_page(Route const& route)
{
    switch (route.page) {
    case Page::SignIn: return route.paste_token ? "#/signin/token" : "#/signin";
    case Page::NotFound: return "#" + route.unknown;
    case Page::Goals: {
        std::string address = "#/goals";
        for (auto const& [tab, name] : goal_tabs)
            if (tab == route.goal_tab)
                address += "/in/" + std::string(name);
        return route.goal.empty() ? address : address + "/" + percent_encode(route.goal.text);
    }
    case Page::Plans: return route.credits ? "#/plans/credits" : route.checkout ? "#/plans/checkout" : "#/plans";
    case Page::Activity: return "#/activity/" + std::string(activity_tabs[static_cast<std::size_t>(route.activity_tab)]) + (route.activity.empty() ? "" : "/" + percent_encode(route.activity));
    case Page::Settings:
        return std::string("#/settings") + (route.section ? "/" + std::string(sections[static_cast<std::size_t>(*route.section)]) : "") + (route.setting ? "/" + std::string(settings[static_cast<std::size_t>(*route.setting)].name) : "");
    case Page::Calls: return route.compose ? "#/calls/new" : route.call.empty() ? "#/calls" : "#/calls/" + percent_encode(route.call.text);
    case Page::Chat: break;
    }
    if (route.unsent)
        return "#/unsent";
    if (route.compose)
        return "#/chat/new";
    return route.conversation.empty() ? "#/chat" : "#/chat/" + percent_encode(route.conversation.text);
}

} // namespace

Route parse_route(std::string_view fragment)
{
    auto route = parse_page(fragment);
    if (auto const query = fragment.find('?'); query != fragment.npos && can_be_covered(route.page))
        route.dialog = parse_dialog(fragment.substr(query + 1));
    return route;
}

std::string format_route(Route const& route) { return format_page(route) + (route.dialog && can_be_covered(route.page) ? format_dialog(*route.dialog) : ""); }

Effects go_to(State& state, Route route, bool replace)
{
    if (state.route == route)
        return {};
    bool const leaves_dialog = state.route.dialog && !route.dialog; // the way back is to the page, not to what lay over it
    state.route = route;
    return { Navigate { std::move(route), replace || leaves_dialog ? Navigate::Step::Replace : Navigate::Step::Push } };
}

Effects apply(State& state, DialogShown const& change)
{
    if (state.route.dialog == change.dialog || !can_be_covered(state.route.page))
        return {};
    state.route.dialog = change.dialog;
    return { Navigate { state.route, change.dialog ? Navigate::Step::Over : Navigate::Step::Back } };
}

Effects load_open_page(State& state)
{
    if (state.sign_in == SignIn::SignedIn && state.route.page == Page::Goals)
        return load_goals_page(state);
    if (state.route.page == Page::Plans)
        return load_plans_page(state);
    if (state.sign_in == SignIn::SignedIn && state.route.page == Page::Activity)
        return load_activity_page(state);
    if (state.sign_in == SignIn::SignedIn && state.route.page == Page::Calls)
        return load_calls_page(state);
    if (state.sign_in != SignIn::SignedIn || state.route.page != Page::Chat || state.route.conversation.empty())
        return {};
    auto& history = state.threads[thread_key(state.route.conversation)].history;
    Effects effects;
    if (!is_fresh(state, history))
        effects += fetch_history(state, state.route.conversation);
    effects += fetch_open_goal(state);
    return effects;
}

Effects apply(State& state, RouteChanged const& change)
{
    auto covered = state.route;
    covered.dialog = change.route.dialog;
    if (inside(state) && covered == change.route && covered != state.route)
        return go_to(state, change.route, false); // the page stays
    bool const wants_sign_in = change.route.page == Page::SignIn;
    if (!inside(state) && state.sign_in != SignIn::Leaving && !wants_sign_in && change.route.page != Page::Plans) { // prices are public
        state.after_sign_in = change.route;
        return go_to(state, { .page = Page::SignIn }, true);
    }
    if (!inside(state) && wants_sign_in && state.route.page == Page::Plans)
        state.after_sign_in = state.route;
    if (inside(state) && wants_sign_in)
        return { Navigate { state.route, Navigate::Step::Replace } };
    if (change.route.paste_token != state.route.paste_token)
        state.sign_in_error.reset();
    Effects effects = go_to(state, change.route, false);
    if (!state.sounding.empty())
        effects += end_sound(state);
    effects += load_open_page(state);
    return effects;
}

} // namespace kally::store
