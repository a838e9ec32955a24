#include "screen.h"

#include "store/effect.h"
#include "ui/commands.h"
#include "ui/export.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <imgui.h>

#include <algorithm>
#include <utility>

using namespace kally;
using namespace kally::test;
using namespace kally::store;

namespace {

Instant const noon { std::chrono::milliseconds { 1'772'440'000'000 } };

State at_home()
{
    State state;
    state.now = noon;
    state.sign_in = SignIn::SignedIn;
    state.service_name = "test";
    state.conversations.value = std::vector<api::Conversation> {
        { .id = { "c_1" }, .title = "Coworking in M\u00E1laga", .updated_at = noon },
        { .id = { "c_2" }, .title = "Boiler service", .updated_at = noon - std::chrono::hours { 24 } },
    };
    api::Goal goal { .id = { "g_1" }, .title = "Coworking space", .status = "needs_input" };
    goal.steps.push_back({ .description = "Write to hola@pationorte.example", .status = "waiting" });
    state.goals[goal.id] = goal;
    return state;
}

State in_a_chat()
{
    auto state = at_home();
    state.route = { .conversation = { "c_1" } };
    auto& thread = state.threads["c_1"];
    thread.history.answered_at = noon;
    thread.messages.push_back({ .id = MessageId { "m_1" }, .author = api::Author::User, .text = "Ask Ana Ruiz on +34 952 001 122", .created_at = noon });
    thread.messages.push_back({ .id = MessageId { "m_2" }, .author = api::Author::Assistant, .text = "She says \"\u20AC189\" <a month>\nand more", .created_at = noon });
    thread.goals.push_back({ "g_1" });
    return state;
}

template <typename T>
T const* given(Actions const& actions)
{
    for (auto const& action : actions)
        if (auto const* found = action.get<T>())
            return found;
    return nullptr;
}

std::vector<std::string> options(Screen const& screen)
{
    std::vector<std::string> out;
    for (auto const& record : screen.tree())
        if (record.role == Role::Option)
            out.push_back(record.name);
    return out;
}

std::string chosen(Screen const& screen)
{
    for (auto const& record : screen.tree())
        if (record.role == Role::Option && (record.state & StateSelected) != 0)
            return record.name;
    return {};
}

Actions type_in_palette(Screen& screen, State const& state, std::string text, bool submit = false)
{
    screen.type(state, "Search and commands", std::move(text), submit);
    return screen.draw(state);
}

} // namespace

TEST_CASE("the palette opens by its keys, finds by parts of words, is moved in by arrows and opens by Enter", "[ui][palette]")
{
    Screen screen;
    auto const state = at_home();
    screen.draw(state);
    auto const opener = screen.find(Role::Link, "Goals")->id;
    screen.input.focused = opener;
    screen.key(state, "Mod+k");
    screen.draw(state);
    REQUIRE(screen.find(Role::ComboBox, "Search and commands") != nullptr);
    CHECK(screen.input.focused == screen.find(Role::ComboBox, "Search and commands")->id);
    CHECK(screen.find(Role::Link, "Goals") == nullptr);

    type_in_palette(screen, state, "malaga cow");
    REQUIRE(!options(screen).empty());
    CHECK(chosen(screen).starts_with("Coworking in M\u00E1laga"));
    type_in_palette(screen, state, "cwrk");
    CHECK(chosen(screen).starts_with("Coworking"));
    auto const first = chosen(screen);
    screen.key(state, "ArrowDown");
    screen.draw(state);
    CHECK(chosen(screen) != first);
    screen.key(state, "ArrowUp");
    screen.draw(state);
    CHECK(chosen(screen) == first);

    screen.type(state, "Search and commands", "boiler");
    auto const out = screen.type(state, "Search and commands", "boiler", true);
    REQUIRE(given<ConversationOpened>(out) != nullptr);
    CHECK(given<ConversationOpened>(out)->id.text == "c_2");
    screen.draw(state);
    CHECK(screen.find(Role::ComboBox, "Search and commands") == nullptr);
    CHECK(screen.input.focused == opener);
}

TEST_CASE("a chat whose goal waits for the person says so in the list", "[ui][chats]")
{
    Screen screen { GENERATE(1280.0f, 390.0f), 800 };
    auto state = at_home();
    auto const says_so = [&] {
        screen.draw(state);
        auto const* row = screen.find(Role::Link, "Coworking in M\u00E1laga");
        return row != nullptr && row->hint.find("Needs you") != std::string::npos;
    };
    CHECK_FALSE(says_so());
    state.goals[{ "g_1" }].conversation_id = { "c_1" };
    CHECK(says_so());
    CHECK(screen.find(Role::Button, "Notifications")->hint == "1 needs you");
    CHECK(screen.find(Role::Link, "Boiler service")->hint.find("Needs you") == std::string::npos);
    state.goals[{ "g_1" }].status = "completed";
    CHECK_FALSE(says_so());
}

TEST_CASE("the palette reads the calls and goals that no page has asked for, once", "[ui][palette]")
{
    Screen screen;
    auto state = at_home();
    screen.draw(state);
    auto const asked = screen.key(state, "Mod+k");
    CHECK(given<CallsRequested>(asked) != nullptr);
    CHECK(given<GoalsRequested>(asked) != nullptr);
    CHECK(given<CallsRequested>(screen.draw(state)) == nullptr);
    screen.key(state, "Escape");
    screen.draw(state);
    state.call_list.page.value = api::CallPage {};
    state.goal_lists[GoalTab::Active].page.value = api::GoalPage {};
    auto const known = screen.key(state, "Mod+k");
    CHECK(given<CallsRequested>(known) == nullptr);
    CHECK(given<GoalsRequested>(known) == nullptr);
}

TEST_CASE("every place is reached from the palette and by its keys", "[ui][palette]")
{
    auto const [name, keys, address] = GENERATE(table<std::string, std::vector<std::string>, std::string>({
        { "Chat", { "g", "c" }, "#/chat" },
        { "Unsent", { "g", "u" }, "#/unsent" },
        { "Goals", { "g", "g" }, "#/goals" },
        { "Calls", { "g", "l" }, "#/calls" },
        { "Plans", { "g", "p" }, "#/plans" },
        { "Credits", {}, "#/plans/credits" },
        { "Activity", { "g", "a" }, "#/activity/inbox" },
        { "Settings", { "g", "s" }, "#/settings" },
        { "Density", {}, "#/settings/appearance/density" },
        { "Time zone", {}, "#/settings/region/time-zone" },
        { "New call", { "Shift+n" }, "#/calls/new" },
    }));
    INFO(name);
    Screen screen;
    auto const state = at_home();
    screen.draw(state);
    screen.key(state, "Mod+k");
    screen.draw(state);
    screen.type(state, "Search and commands", name);
    auto const out = screen.type(state, "Search and commands", name, true);
    REQUIRE(given<RouteChanged>(out) != nullptr);
    CHECK(format_route(given<RouteChanged>(out)->route) == address);
    if (keys.empty())
        return;
    screen.draw(state);
    Actions went;
    for (auto const& key : keys)
        went = screen.key(state, key);
    REQUIRE(given<RouteChanged>(went) != nullptr);
    CHECK(format_route(given<RouteChanged>(went)->route) == address);
}

TEST_CASE("a dialog says its address when it opens and when it closes, and is opened and closed by the address", "[ui][dialogs]")
{
    Screen screen;
    auto state = in_a_chat();
    auto const says = [&](Actions const& out) {
        auto const* shown = given<DialogShown>(out);
        if (shown == nullptr)
            return std::string { "nothing" };
        std::ignore = update(state, *shown);
        return format_route(state.route);
    };
    auto const go = [&](std::string const& address) { std::ignore = update(state, RouteChanged { parse_route(address) }); };
    screen.draw(state);
    CHECK(says(screen.key(state, "F2")) == "#/chat/c_1?rename=c_1");
    CHECK(says(screen.draw(state)) == "nothing");
    CHECK(says(screen.key(state, "Escape")) == "#/chat/c_1");
    CHECK(says(screen.draw(state)) == "nothing");

    for (auto const& [address, dialog] : std::initializer_list<std::pair<std::string, std::string>> { { "#/chat/c_1?rename=c_1", "Rename" }, { "#/chat/c_1?export=c_1", "Export…" }, { "#/chat/c_1?palette", "Search and commands" },
             { "#/chat/c_1?shortcuts", "Keyboard shortcuts" }, { "#/chat/c_1?needs-you", "Notifications" } }) {
        INFO(address);
        go(address);
        CHECK(says(screen.draw(state)) == "nothing");
        CHECK(screen.find(Role::Dialog, dialog) != nullptr);
        go("#/chat/c_1");
        CHECK(says(screen.draw(state)) == "nothing");
        CHECK(screen.find(Role::Dialog, dialog) == nullptr);
    }
}

TEST_CASE("a question in the address is asked when what it is about is there and may be done", "[ui][dialogs]")
{
    constexpr auto question = "Cancel \"Book a table\"?";
    Screen screen;
    auto state = at_home();
    auto const go = [&](std::string const& address) { std::ignore = update(state, RouteChanged { parse_route(address) }); };
    go("#/goals/g_9?cancel-goal=g_9");
    screen.draw(state);
    CHECK(screen.find(Role::Dialog, question) == nullptr);
    api::Goal goal { .id = { "g_9" }, .title = "Book a table", .status = "active" };
    state.goals[goal.id] = goal;
    screen.draw(state);
    CHECK(screen.find(Role::Dialog, question) != nullptr);
    screen.key(state, "Escape");
    state.goals[goal.id].status = "completed";
    go("#/goals/g_9");
    screen.draw(state);
    go("#/goals/g_9?cancel-goal=g_9");
    screen.draw(state);
    CHECK(screen.find(Role::Dialog, question) == nullptr);
}

TEST_CASE("words and Enter that come together in the palette choose what these words find", "[ui][palette]")
{
    Screen screen;
    auto const state = at_home();
    screen.draw(state);
    screen.key(state, "Mod+k");
    screen.draw(state);
    CHECK(given<RouteChanged>(screen.type(state, "Search and commands", "Credits", true)) == nullptr);
    auto const out = screen.draw(state);
    REQUIRE(given<RouteChanged>(out) != nullptr);
    CHECK(format_route(given<RouteChanged>(out)->route) == "#/plans/credits");
}

TEST_CASE("what waits is opened by keys, and the last reply is copied from the palette", "[ui][palette]")
{
    Screen screen;
    auto const state = in_a_chat();
    screen.draw(state);
    screen.key(state, "Alt+Shift+a");
    screen.draw(state);
    REQUIRE(screen.find(Role::Dialog, "Notifications") != nullptr);
    screen.key(state, "Escape");
    screen.draw(state);
    screen.key(state, "Mod+k");
    screen.draw(state);
    screen.type(state, "Search and commands", "copy last");
    auto const out = screen.type(state, "Search and commands", "copy last", true);
    REQUIRE(given<CopyPressed>(out) != nullptr);
    CHECK(given<CopyPressed>(out)->text == state.threads.at("c_1").messages.back().text);
}

TEST_CASE("the palette says when nothing fits, and offers to ask about it", "[ui][palette]")
{
    Screen screen;
    auto const state = at_home();
    screen.key(state, "Mod+k");
    screen.draw(state);
    type_in_palette(screen, state, "zzzz");
    CHECK(options(screen) == std::vector<std::string> { "Ask KallyAI about \u201Czzzz\u201D" });
    screen.key(state, "Escape");
    screen.draw(state);
    CHECK(options(screen).empty());
}

TEST_CASE("every command has a name of its own, and no two share their keys", "[ui][shortcuts]")
{
    Settings const settings;
    std::set<std::string_view> ids;
    for (auto const& command : ui::all_commands()) {
        CHECK(ids.insert(command.id).second);
        std::string_view keys = command.keys;
        while (!keys.empty()) {
            auto const one = keys.substr(0, keys.find('|'));
            INFO(command.id << ": " << one);
            CHECK(ui::conflict(command, one, settings) == nullptr);
            keys.remove_prefix(std::min(keys.size(), one.size() + 1));
        }
    }
}

TEST_CASE("shortcuts of one key and of two do what the table says, and only with nothing over the page", "[ui][shortcuts]")
{
    Screen screen;
    auto const state = at_home();
    screen.draw(state);
    CHECK(given<NewConversationPressed>(screen.key(state, "n")) != nullptr);
    CHECK(given<RouteChanged>(screen.key(state, "g")) == nullptr);
    auto const went = screen.key(state, "g");
    REQUIRE(given<RouteChanged>(went) != nullptr);
    CHECK(given<RouteChanged>(went)->route.page == Page::Goals);
    screen.key(state, "?");
    screen.draw(state);
    REQUIRE(screen.find(Role::Dialog, "Keyboard shortcuts") != nullptr);
    for (auto const& command : ui::all_commands()) {
        INFO(command.id);
        CHECK(std::any_of(screen.tree().begin(), screen.tree().end(), [&](auto const& record) { return record.role == Role::ListItem && record.name.starts_with(std::string(ui::tr(command.name, Language::English)) + ": "); }));
    }
    CHECK(given<NewConversationPressed>(screen.key(state, "n")) == nullptr);
    screen.key(state, "Escape");
    screen.draw(state);
    CHECK(screen.find(Role::Dialog, "Keyboard shortcuts") == nullptr);
}

TEST_CASE("which keys the page takes follows the table, the person's choice and the switch for single keys", "[ui][shortcuts]")
{
    auto state = in_a_chat();
    auto& settings = state.settings;
    auto const takes = [&](std::string const& key) { return (ui::shortcut_keys(state) + " ").find(" " + key + " ") != std::string::npos; };
    CHECK(takes("Mod+k"));
    CHECK(takes("n"));
    CHECK(takes("g"));
    settings.single_keys = false;
    CHECK(takes("Mod+k"));
    for (std::string const key : { "n", "g", "?", "/", "e", "Shift+r" })
        CHECK_FALSE(takes(key));
    settings.shortcuts["palette"] = "Alt+p";
    CHECK(takes("Alt+p"));
    CHECK_FALSE(takes("Mod+k"));
    // What nothing would do with it stays the browser's.
    CHECK(takes("Mod+:"));
    state.route = { .page = Page::Goals };
    CHECK_FALSE(takes("Mod+:"));
}

TEST_CASE("pinned chats are opened by their number, and chats that wait one after the other", "[ui][shortcuts]")
{
    auto state = at_home();
    auto& chats = *state.conversations.value;
    chats.push_back({ .id = { "c_3" }, .title = "Dentist", .updated_at = noon - std::chrono::hours { 48 } });
    chats.push_back({ .id = { "c_4" }, .title = "Old lease", .updated_at = noon - std::chrono::hours { 72 } });
    for (auto const* id : { "c_2", "c_4", "c_3" })
        state.marks[{ id }].pinned = true;
    state.marks[{ "c_2" }].archived_at = noon;
    state.goals[{ "g_1" }].conversation_id = ConversationId { "c_1" };
    state.goals[{ "g_2" }] = { .id = { "g_2" }, .title = "Lease", .status = "needs_input", .conversation_id = ConversationId { "c_4" } };
    Screen screen;
    screen.draw(state);
    auto const opened = [&](char const* key) {
        auto const out = screen.key(state, key);
        return given<ConversationOpened>(out) == nullptr ? std::string {} : given<ConversationOpened>(out)->id.text;
    };
    CHECK(opened("Alt+1") == "c_3");
    CHECK(opened("Alt+2") == "c_4");
    CHECK(opened("Alt+3").empty());
    state.route.conversation = { "c_1" };
    CHECK(opened("Alt+Shift+ArrowUp") == "c_4"); // pinned ones stand above
    state.route.conversation = { "c_3" };
    CHECK(opened("Alt+Shift+ArrowUp").empty());
    state.route.conversation = { "c_4" };
    CHECK(opened("Alt+Shift+ArrowUp").empty());
    CHECK(opened("Alt+Shift+ArrowDown") == "c_1");
    CHECK(opened("Alt+ArrowDown") == "c_1");
    CHECK(opened("Alt+ArrowUp") == "c_3");
    // One choice of keys is one for all eight.
    auto const back = std::exchange(state.route, { .page = Page::Settings, .section = Section::Keyboard });
    screen.draw(state);
    screen.press(state, Role::Button, "Pinned chat 1 to 8: Alt+1\u20268");
    screen.draw(state);
    auto const chosen = screen.key(state, "Mod+Alt+4");
    REQUIRE(given<SettingsChanged>(chosen) != nullptr);
    state.settings = given<SettingsChanged>(chosen)->settings;
    state.route = back;
    screen.draw(state);
    CHECK(opened("Mod+Alt+2") == "c_4");
    CHECK(opened("Alt+2").empty());
    auto const& all = ui::all_commands();
    auto const pinned = std::find_if(all.begin(), all.end(), [](auto const& one) { return one.id == "pinned-chat"; }), other = std::find_if(all.begin(), all.end(), [](auto const& one) { return one.id == "pin"; });
    CHECK(ui::conflict(*other, "Mod+Alt+8", state.settings) == &*pinned);
    screen.key(state, "?");
    screen.draw(state);
    CHECK(screen.find(Role::ListItem, "Pinned chat 1 to 8: Ctrl+Alt+1\u20268") != nullptr);
}

TEST_CASE("the last block of code is copied by its keys, from wherever it was said", "[ui][shortcuts]")
{
    auto state = in_a_chat();
    auto& messages = state.threads["c_1"].messages;
    messages.push_back({ .id = MessageId { "m_3" }, .author = api::Author::Assistant, .text = "```\nfirst\n```\n\nand\n\n```js\nlast()\n  .then()\n```", .created_at = noon });
    messages.push_back({ .id = MessageId { "m_4" }, .author = api::Author::User, .text = "```\nmine\n```", .created_at = noon });
    messages.push_back({ .id = MessageId { "m_5" }, .author = api::Author::Assistant, .text = "Done.", .created_at = noon });
    Screen screen;
    screen.draw(state);
    auto const out = screen.key(state, "Mod+:");
    REQUIRE(given<CopyPressed>(out) != nullptr);
    CHECK(given<CopyPressed>(out)->text == "last()\n  .then()");
    messages.erase(messages.begin() + 2);
    CHECK(given<CopyPressed>(screen.key(state, "Mod+:")) == nullptr);
}

TEST_CASE("with an empty field the arrow up brings back what was said, one after the other, and down again; what is typed is never replaced", "[ui][composer]")
{
    auto state = in_a_chat();
    auto& thread = state.threads["c_1"];
    thread.messages.push_back({ .id = MessageId { "m_3" }, .author = api::Author::User, .text = "Before noon", .created_at = noon });
    thread.messages.push_back({ .id = MessageId { "m_4" }, .author = api::Author::User, .text = "Before noon", .created_at = noon });
    state.intents[{ "i-1" }] = { .id = { "i-1" }, .conversation = { "c_1" }, .local_thread = "c_1", .text = "And a window seat", .state = IntentState::Failed, .recorded = true };
    thread.intents.push_back({ "i-1" });
    Screen screen;
    screen.draw(state);
    screen.input.focused = screen.find(Role::TextArea, "Message KallyAI")->id;
    auto const press = [&](char const* key) -> std::string {
        screen.input.keys.push_back({ .key = key, .in_field = true });
        auto const out = screen.draw(state);
        auto const* filled = given<DraftFilled>(out);
        if (filled == nullptr)
            return "-";
        CHECK(filled->thread == "c_1");
        thread.draft = filled->text;
        ++thread.draft_revision;
        screen.draw(state);
        return filled->text;
    };
    CHECK(press("ArrowDown") == "-");
    CHECK(press("ArrowUp") == "And a window seat");
    CHECK(press("ArrowUp") == "Before noon");
    CHECK(press("ArrowUp") == "Ask Ana Ruiz on +34 952 001 122");
    CHECK(press("ArrowUp") == "-");
    CHECK(press("ArrowDown") == "Before noon");
    CHECK(press("ArrowDown") == "And a window seat");
    CHECK(press("ArrowDown").empty());
    CHECK(press("ArrowUp") == "And a window seat");
    thread.draft += ", please";
    ++thread.draft_revision;
    screen.draw(state);
    CHECK(press("ArrowUp") == "-");
    CHECK(press("ArrowDown") == "-");
}

TEST_CASE("a thread is gone through to its top and its end by keys", "[ui][shortcuts]")
{
    auto state = in_a_chat();
    auto& messages = state.threads["c_1"].messages;
    for (int i = 3; i < 80; ++i)
        messages.push_back({ .id = MessageId { "m_" + std::to_string(i) }, .author = api::Author::User, .text = "Message number " + std::to_string(i), .created_at = noon });
    Screen screen;
    screen.draw(state);
    auto const shown = [&](char const* text) { return screen.show().find(text) != std::string::npos; };
    REQUIRE(shown("Message number 79"));
    state.settings.shortcuts["thread-top"] = "Mod+Home"; // it has no keys of its own: these are the browser's
    screen.key(state, "Mod+Home");
    screen.draw(state);
    CHECK(shown("Ask Ana Ruiz"));
    CHECK_FALSE(shown("Message number 79"));
    screen.key(state, "Shift+g");
    screen.draw(state);
    CHECK(shown("Message number 79"));
    CHECK_FALSE(shown("Ask Ana Ruiz"));
}

TEST_CASE("in lists J and K are arrows, X ticks, and with Shift everything that is passed is ticked", "[ui][shortcuts]")
{
    State state = at_home();
    state.goals.clear();
    for (int i = 1; i <= 4; ++i)
        state.goals[{ "g_" + std::to_string(i) }] = { .id = { "g_" + std::to_string(i) }, .title = "Goal " + std::to_string(i), .status = "completed", .updated_at = noon - std::chrono::hours { i } };
    state.goal_lists[GoalTab::Completed].page.value = api::GoalPage {};
    state.route = { .page = Page::Goals, .goal_tab = GoalTab::Completed };
    Screen screen;
    screen.draw(state);
    screen.input.focused = screen.find(Role::Link, "Goal 1")->id;
    auto const press = [&](std::string key, bool shift = false) {
        screen.input.keys.push_back({ .key = std::move(key), .shift = shift });
        screen.draw(state);
    };
    auto const ticked = [&] {
        std::string all;
        for (auto const& record : screen.tree())
            if (record.role == Role::CheckBox && (record.state & StateChecked) != 0)
                all += record.name.back();
        return all;
    };
    press("j");
    CHECK(screen.input.focused == screen.find(Role::Link, "Goal 2")->id);
    press("x");
    CHECK(ticked() == "2");
    REQUIRE(screen.find(Role::CheckBox, "Goal 2") != nullptr);
    CHECK(screen.input.focused == screen.find(Role::CheckBox, "Goal 2")->id);
    press("Shift+j");
    CHECK(ticked() == "23");
    CHECK(screen.input.focused == screen.find(Role::CheckBox, "Goal 3")->id);
    press("ArrowDown", true);
    CHECK(ticked() == "234");
    press("x");
    CHECK(ticked() == "23");
    press("k");
    CHECK(screen.input.focused == screen.find(Role::CheckBox, "Goal 3")->id);
    CHECK(ticked() == "23");
    press("Escape");
    REQUIRE(screen.find(Role::Link, "Goal 3") != nullptr);
    CHECK(screen.input.focused == screen.find(Role::Link, "Goal 3")->id);
    screen.press(state, Role::Button, "Choose to archive");
    screen.draw(state);
    screen.input.focused = screen.find(Role::Button, "Cancel")->id;
    screen.press(state, Role::Button, "Cancel");
    screen.draw(state);
    CHECK(screen.input.focused == screen.find(Role::Button, "Choose to archive")->id);
    state.route.goal_tab = GoalTab::Active; // nothing there is archived
    state.goals[{ "g_1" }].status = "active";
    screen.draw(state);
    screen.input.focused = screen.find(Role::Link, "Goal 1")->id;
    press("x");
    CHECK(screen.find(Role::Link, "Goal 1") != nullptr);
}

TEST_CASE("Escape closes what is in front first, and then stops waiting", "[ui][shortcuts]")
{
    auto state = in_a_chat();
    state.intents[{ "i-1" }] = { .id = { "i-1" }, .conversation = { "c_1" }, .local_thread = "c_1", .text = "And a window seat", .state = IntentState::Sending, .recorded = true, .dispatched_at = noon };
    state.threads["c_1"].intents.push_back({ "i-1" });
    Screen screen;
    screen.draw(state);
    screen.key(state, "Mod+k");
    screen.draw(state);
    CHECK(given<StopWaitingPressed>(screen.key(state, "Escape")) == nullptr);
    screen.draw(state);
    auto const out = screen.key(state, "Escape");
    REQUIRE(given<StopWaitingPressed>(out) != nullptr);
    CHECK(given<StopWaitingPressed>(out)->id.text == "i-1");
    state.intents[{ "i-1" }].state = IntentState::Unknown;
    screen.draw(state);
    CHECK(given<StopWaitingPressed>(screen.key(state, "Escape")) == nullptr);
}

TEST_CASE("keys are chosen anew in the settings; those of another command are refused by its name", "[ui][shortcuts]")
{
    Screen screen;
    auto state = at_home();
    state.route = { .page = Page::Settings, .section = Section::Keyboard };
    screen.draw(state);
    screen.press(state, Role::Button, "New chat: N");
    screen.draw(state);
    REQUIRE(screen.find(Role::Button, "New chat: Press the new keys") != nullptr);
    CHECK(given<SettingsChanged>(screen.key(state, "e")) == nullptr);
    screen.draw(state);
    REQUIRE(screen.find(Role::Alert, "E already does this: Archive here") != nullptr);
    screen.press(state, Role::Button, "New chat: N");
    screen.draw(state);
    auto const out = screen.key(state, "Alt+m");
    REQUIRE(given<SettingsChanged>(out) != nullptr);
    state.settings = given<SettingsChanged>(out)->settings;
    screen.draw(state);
    REQUIRE(screen.find(Role::Button, "New chat: Alt+M") != nullptr);
    auto const reset = screen.press(state, Role::Button, "Reset: New chat");
    REQUIRE(given<SettingsChanged>(reset) != nullptr);
    CHECK(given<SettingsChanged>(reset)->settings.shortcuts.empty());
}

TEST_CASE("each setting is chosen at once", "[ui][settings]")
{
    auto const [section, role, name, check] = GENERATE(table<Section, Role, std::string, bool (*)(Settings const&)>({
        { Section::Appearance, Role::Radio, "Dark", [](Settings const& s) { return s.theme == Theme::Dark; } },
        { Section::Appearance, Role::Radio, "Large", [](Settings const& s) { return s.text_size == TextSize::Large; } },
        { Section::Appearance, Role::Radio, "Compact", [](Settings const& s) { return s.density == Density::Compact; } },
        { Section::Region, Role::Radio, "Espa\u00F1ol", [](Settings const& s) { return s.language == Language::Spanish; } },
        { Section::Notifications, Role::Switch, "When something needs you", [](Settings const& s) { return s.notify_needs; } },
        { Section::Keyboard, Role::Radio, "Ctrl Enter", [](Settings const& s) { return s.send_key == SendKey::ModEnter; } },
        { Section::Keyboard, Role::Switch, "Shortcuts of a single key", [](Settings const& s) { return !s.single_keys; } },
        { Section::Privacy, Role::Switch, "Keep what was read on this device", [](Settings const& s) { return !s.keep_reading; } },
    }));
    float const width = GENERATE(1280.0f, 390.0f);
    Screen screen { width, 800 };
    auto state = at_home();
    state.notices = Notices::Allowed;
    state.route = { .page = Page::Settings, .section = section };
    screen.draw(state);
    INFO(name << " at " << width);
    auto const out = screen.press(state, role, name);
    REQUIRE(given<SettingsChanged>(out) != nullptr);
    CHECK(check(given<SettingsChanged>(out)->settings));
}

TEST_CASE("the time zone is looked for in a list", "[ui][settings]")
{
    Screen screen;
    auto state = at_home();
    state.route = { .page = Page::Settings, .section = Section::Region };
    screen.draw(state);
    screen.press(state, Role::Button, "Time zone: As on this device");
    screen.draw(state);
    type_in_palette(screen, state, "madrid");
    CHECK(chosen(screen) == "Europe/Madrid");
    auto const out = screen.type(state, "Search and commands", "madrid", true);
    REQUIRE(given<SettingsChanged>(out) != nullptr);
    CHECK(given<SettingsChanged>(out)->settings.time_zone == "Europe/Madrid");
}

TEST_CASE("notifications say what the browser allows, and are asked for by a press where it was not asked", "[ui][settings]")
{
    auto const [notices, said] = GENERATE(table<Notices, std::string>({
        { Notices::Unsupported, "Not available here" },
        { Notices::NotAsked, "Your browser will ask you once" },
        { Notices::Allowed, "Allowed by your browser" },
        { Notices::Refused, "Blocked. Your browser's settings for this site can change that" },
    }));
    Screen screen;
    auto state = at_home();
    state.notices = notices;
    state.route = { .page = Page::Settings, .section = Section::Notifications };
    screen.draw(state);
    CHECK(screen.find(Role::Text, said) != nullptr);
    CHECK((given<NoticesPressed>(screen.press(state, Role::Button, "Allow\u2026")) != nullptr) == (notices == Notices::NotAsked));
    CHECK((screen.find(Role::Switch, "When something needs you") != nullptr) == (notices == Notices::NotAsked || notices == Notices::Allowed)); // nothing is chosen that nothing would come of
}

TEST_CASE("privacy tells what is stored and clears it after a question with the safe answer in focus", "[ui][settings]")
{
    Screen screen;
    auto state = at_home();
    state.route = { .page = Page::Settings, .section = Section::Privacy };
    CHECK(given<StorageRequested>(screen.draw(state)) != nullptr);
    state.stored = { { "drafts", 2, 300 }, { "kept", 7, 52'000 }, { "decided", 4, 2'000 }, { "seen", 1, 40 }, { "seen", 1, 50 } };
    screen.draw(state);
    CHECK(screen.find(Role::ListItem, "Drafts: 2, 300 B") != nullptr);
    CHECK(screen.find(Role::ListItem, "What was read, to read it offline: 7, 51 KB") != nullptr);
    CHECK(screen.find(Role::ListItem, "Decisions and what was shown: 4, 2 KB") != nullptr);
    CHECK(screen.find(Role::ListItem, "Where you left off: 2, 90 B") != nullptr);
    CHECK(given<OwnDataPressed>(screen.press(state, Role::Button, "Download")) != nullptr);
    screen.press(state, Role::Button, "Clear\u2026");
    screen.draw(state);
    REQUIRE(screen.find(Role::Dialog, "Clear this device?") != nullptr);
    CHECK(screen.input.focused == screen.find(Role::Button, "Cancel")->id);
    CHECK(given<WipePressed>(screen.press(state, Role::Button, "Cancel")) == nullptr);
    screen.draw(state);
    screen.press(state, Role::Button, "Clear\u2026");
    screen.draw(state);
    CHECK(given<WipePressed>(screen.press(state, Role::Button, "Clear")) != nullptr);
}

TEST_CASE("diagnostics show requests and deviations with how often, and copy them as text", "[ui][settings]")
{
    Screen screen;
    auto state = at_home();
    state.route = { .page = Page::Settings, .section = Section::Diagnostics };
    state.drift.note("calls[3].call_id is missing");
    state.drift.note("/v1/calls calls[].mood is unknown", 4);
    screen.draw(state);
    CHECK(screen.find(Role::Text, "/v1/calls calls[].mood is unknown (4)\ncalls[3].call_id is missing") != nullptr);
    CHECK(given<DiagnosticsRequested>(screen.press(state, Role::Button, "Show")) != nullptr);
    state.exchanges = { { noon, "GET", "/v1/coordination/conversations", 200, std::chrono::milliseconds { 42 } }, { noon, "POST", "/v1/coordination/message", 0, std::chrono::milliseconds { 9 } } };
    screen.draw(state);
    CHECK(screen.find(Role::ListItem, "08:26 GET /v1/coordination/conversations, 200, 42 ms") != nullptr);
    CHECK(screen.find(Role::ListItem, "08:26 POST /v1/coordination/message, no answer, 9 ms") != nullptr);
    auto const out = screen.press(state, Role::Button, "Copy");
    REQUIRE(given<CopyPressed>(out) != nullptr);
    CHECK(given<CopyPressed>(out)->text.find("GET /v1/coordination/conversations 200 42 ms") != std::string::npos);
}

TEST_CASE("on a phone what has no room on the bar is behind More, and the settings are a list of pages", "[ui][phone]")
{
    Screen screen { 390, 844 };
    auto state = at_home();
    screen.draw(state);
    screen.press(state, Role::Button, "More");
    screen.draw(state);
    REQUIRE(screen.find(Role::Dialog, "More") != nullptr);
    auto const out = screen.press(state, Role::Link, "Settings");
    REQUIRE(given<RouteChanged>(out) != nullptr);
    state.route = given<RouteChanged>(out)->route;
    screen.draw(state);
    CHECK(screen.find(Role::Dialog, "More") == nullptr);
    auto const section = screen.press(state, Role::Link, "Keyboard");
    REQUIRE(given<RouteChanged>(section) != nullptr);
    state.route = given<RouteChanged>(section)->route;
    screen.draw(state);
    CHECK(screen.find(Role::Heading, "Keyboard") != nullptr);
    CHECK(screen.find(Role::Heading, "Appearance") == nullptr);
    CHECK(given<RouteChanged>(screen.press(state, Role::Button, "Back")) != nullptr);
}

TEST_CASE("a conversation gets a title and a label of the person's own, and is pinned and archived", "[ui][marks]")
{
    Screen screen;
    auto state = in_a_chat();
    screen.draw(state);
    screen.press(state, Role::Button, "More actions");
    screen.draw(state);
    CHECK(screen.find(Role::Text, "Only on this device") != nullptr);
    screen.press(state, Role::MenuItem, "Rename");
    screen.draw(state);
    REQUIRE(screen.find(Role::Dialog, "Rename") != nullptr);
    auto const out = screen.type(state, "Rename", "  Desk for Ana ", true);
    REQUIRE(given<ConversationMarked>(out) != nullptr);
    CHECK(given<ConversationMarked>(out)->mark.title == "Desk for Ana");
    state.marks[{ "c_1" }] = { .title = "Desk for Ana", .label = "work", .pinned = true };
    screen.draw(state);
    CHECK(screen.find(Role::Heading, "Desk for Ana") != nullptr);
    CHECK(screen.find(Role::Text, "Pinned") != nullptr);
    CHECK(screen.find(Role::Link, "Desk for Ana")->hint.find("Only on this device") != std::string::npos);
    screen.press(state, Role::Radio, "work");
    screen.draw(state);
    CHECK(screen.find(Role::Link, "Boiler service") == nullptr);
    auto const unpinned = screen.press(state, Role::Button, "Unpin");
    REQUIRE(given<ConversationMarked>(unpinned) != nullptr);
    CHECK_FALSE(given<ConversationMarked>(unpinned)->mark.pinned);
    auto const archived = screen.key(state, "e");
    REQUIRE(given<ConversationMarked>(archived) != nullptr);
    CHECK(given<ConversationMarked>(archived)->mark.archived_at == noon);
}

TEST_CASE("a chat in the list has the menu of its header, without opening it", "[ui][marks]")
{
    Screen screen { GENERATE(1280.0f, 390.0f) };
    auto state = at_home();
    screen.draw(state);
    auto const ask = [&] {
        screen.input.menu = screen.find(Role::Link, "Boiler service")->id;
        CHECK(given<ConversationOpened>(screen.draw(state)) == nullptr);
    };
    ask();
    CHECK(screen.find(Role::MenuItem, "Export\u2026") == nullptr); // what was said there is not known
    auto const archived = screen.press(state, Role::MenuItem, "Archive here");
    REQUIRE(given<ConversationMarked>(archived) != nullptr);
    CHECK(given<ConversationMarked>(archived)->id.text == "c_2");
    screen.draw(state);
    ask();
    screen.press(state, Role::MenuItem, "Rename");
    screen.draw(state);
    REQUIRE(screen.find(Role::TextBox, "Rename") != nullptr);
    CHECK(screen.find(Role::TextBox, "Rename")->value == "Boiler service");
}

TEST_CASE("a note of a local change offers to take it back", "[ui][marks]")
{
    Screen screen;
    auto state = in_a_chat();
    state.toast = Toast { .number = 1, .text_key = "ChatPinned", .kind = Toast::Kind::Undoable };
    screen.draw(state);
    CHECK(given<MarkUndone>(screen.press(state, Role::Button, "Undo")) != nullptr);
}

TEST_CASE("a note whose time is up goes, but not while the pointer or the focus is on it", "[ui][marks]")
{
    Screen screen;
    auto state = in_a_chat();
    state.toast = Toast { .number = 3, .text_key = "ChatPinned", .kind = Toast::Kind::Undoable };
    CHECK(given<ToastDismissed>(screen.draw(state)) == nullptr);
    auto const leave = [&] {
        ImGui::GetIO().AddMousePosEvent(-1e6f, -1e6f);
        screen.input.focused = 0;
        return screen.draw(state);
    };
    auto const* name = GENERATE("Undo", "Close", "");
    if (auto const* region = screen.find(Role::Region, "Notice"); *name == '\0')
        ImGui::GetIO().AddMousePosEvent(region->rect.x + 8, region->rect.y + 8);
    else
        screen.input.focused = screen.find(Role::Button, name)->id;
    screen.draw(state);
    (void)update(state, ToastDismissed { 2 }); // of an older one
    CHECK_FALSE(state.toast->due);
    (void)update(state, ToastDismissed { 3 });
    CHECK(given<ToastDismissed>(screen.draw(state)) == nullptr);
    auto const left = leave();
    REQUIRE(given<ToastDismissed>(left) != nullptr);
    (void)update(state, *given<ToastDismissed>(left));
    CHECK_FALSE(state.toast);
}

TEST_CASE("a note that goes gives the focus back only when it had it", "[ui][marks]")
{
    Screen screen;
    auto state = in_a_chat();
    screen.draw(state);
    auto const opener = screen.find(Role::Button, "Pin")->id, field = screen.find(Role::TextArea, "Message KallyAI")->id;
    screen.input.focused = opener;
    state.toast = Toast { .number = 1, .text_key = "ChatPinned", .kind = Toast::Kind::Undoable };
    screen.draw(state);
    bool const inside = GENERATE(true, false);
    screen.input.focused = inside ? screen.find(Role::Button, "Undo")->id : field;
    screen.draw(state);
    state.toast.reset();
    screen.draw(state);
    CHECK(screen.input.focused == (inside ? opener : field)); // who went on to write goes on writing
}

TEST_CASE("what is only a picture tells its name to who points at it for a while, and not while it is pressed", "[ui][tips]")
{
    Screen screen;
    auto const state = in_a_chat();
    screen.draw(state);
    auto const told = [&] { return screen.local.memory.tip.frame == screen.local.memory.frame ? screen.local.memory.tip.text : std::string {}; };
    auto const wait = [&](int frames) { // of 20 ms
        for (int i = 0; i < frames; i += 4)
            screen.draw(state);
    };
    auto const at = screen.find(Role::Button, "Pin")->rect;
    auto& io = ImGui::GetIO();
    if (GENERATE(true, false)) {
        io.AddMousePosEvent(at.x + 10, at.y + 10);
        wait(8);
        CHECK(told().empty());
        wait(28);
        CHECK(told() == "Pin");
        io.AddMouseButtonEvent(0, true);
        wait(8);
        CHECK(told().empty());
        io.AddMouseButtonEvent(0, false);
        wait(40);
        CHECK(told() == "Pin");
        io.AddMousePosEvent(-1e6f, -1e6f);
    } else {
        screen.input.focused = screen.find(Role::Button, "Pin")->id;
        screen.input.focus_visible = true;
        wait(40);
        CHECK(told() == "Pin");
        screen.input.focused = 0;
    }
    wait(8);
    CHECK(told().empty());
}

TEST_CASE("what waits in the goals of a chat is decided beside its messages", "[ui][goals]")
{
    bool const phone = GENERATE(false, true);
    Screen screen { phone ? 390.0f : 1280.0f, phone ? 844.0f : 800.0f };
    auto state = in_a_chat();
    auto& goal = state.goals[{ "g_1" }];
    goal.conversation_id = ConversationId { "c_1" };
    state.goal_details[goal.id].value = goal;
    api::Goal below { .id = { "g_2" }, .title = "Ask for a desk", .status = "needs_input", .parent = goal.id };
    below.steps.push_back({ .description = "Call Patio Norte", .status = "waiting" });
    state.goals[below.id] = below;
    state.goals[{ "g_3" }] = api::Goal { .id = { "g_3" }, .title = "Boiler", .status = "needs_input", .conversation_id = ConversationId { "c_2" } };
    screen.draw(state);
    auto const show = [&] {
        if (phone)
            screen.press(state, Role::Button, "Linked goal");
        screen.draw(state);
    };
    show();
    CHECK(screen.find(Role::Article, "Ask for a desk") != nullptr);
    CHECK(screen.find(Role::Article, "Boiler") == nullptr);
    REQUIRE(screen.find(Role::Article, "Write to hola@pationorte.example") != nullptr); // the goal is named above it
    state.goals.erase({ "g_2" });
    screen.draw(state);
    auto const out = screen.press(state, Role::Button, "Approve step");
    REQUIRE(given<GoalDecided>(out) != nullptr);
    CHECK(given<GoalDecided>(out)->id.text == "g_1");
    CHECK(given<GoalDecided>(out)->action == api::GoalAction::ApproveStep);

    state.goals[{ "g_1" }].steps.front().status = "paused"; // it wants an answer: here is where one writes it
    screen.draw(state);
    screen.press(state, Role::Button, "Answer");
    screen.draw(state);
    REQUIRE(screen.find(Role::TextArea, "Message KallyAI") != nullptr);
    CHECK(screen.input.focused == screen.find(Role::TextArea, "Message KallyAI")->id);
    CHECK(screen.find(Role::Dialog, "Linked goal") == nullptr);
}

TEST_CASE("an export holds the conversation and its goals, without what was hidden", "[ui][export]")
{
    auto const state = in_a_chat();
    ConversationId const id { "c_1" };
    auto const found = ui::private_in(state, id);
    bool const all[] = { true, true, true, true }, none[] = { false, false, false, false };
    auto const format = GENERATE(ui::ExportFormat::Markdown, ui::ExportFormat::Json, ui::ExportFormat::Page);
    auto const whole = ui::export_conversation(state, id, format, found, none), hidden = ui::export_conversation(state, id, format, found, all);
    for (std::string_view const said : { "Ana Ruiz", "952 001 122", "189", "hola@pationorte.example", "Coworking space" }) {
        INFO(said);
        CHECK(whole.find(said) != std::string::npos);
    }
    for (std::string_view const secret : { "Ana", "Ruiz", "952", "189", "hola@" }) {
        INFO(secret);
        CHECK(hidden.find(secret) == std::string::npos);
    }
    if (format == ui::ExportFormat::Json)
        CHECK(whole.find("She says \\\"\u20AC189\\\" <a month>\\nand more") != std::string::npos);
    if (format == ui::ExportFormat::Page)
        CHECK(whole.find("&lt;a month&gt;") != std::string::npos);
    if (format != ui::ExportFormat::Json) {
        CHECK(whole.find("2 March 2026, 08:26") != std::string::npos);
        CHECK(whole.find("Needs you") != std::string::npos);
        CHECK(whole.find("needs_input") == std::string::npos);
    }
}

TEST_CASE("the export shows what it would hide and saves the chosen form", "[ui][export]")
{
    Screen screen;
    auto const state = in_a_chat();
    screen.draw(state);
    screen.press(state, Role::Button, "More actions");
    screen.draw(state);
    screen.press(state, Role::MenuItem, "Export\u2026");
    screen.draw(state);
    auto const* names = screen.find(Role::CheckBox, "Phone numbers (1)");
    REQUIRE(names != nullptr);
    CHECK(names->hint == "+34 952 001 122");
    screen.press(state, Role::CheckBox, "Phone numbers (1)");
    screen.press(state, Role::Radio, "JSON");
    auto const out = screen.press(state, Role::Button, "Save file");
    REQUIRE(given<FileWanted>(out) != nullptr);
    CHECK(given<FileWanted>(out)->name == "kallyai-2026-03-02.json");
    CHECK(given<FileWanted>(out)->bytes.find("952") == std::string::npos);
    CHECK(given<FileWanted>(out)->bytes.find("Ana Ruiz") != std::string::npos);
}

TEST_CASE("without a network what was kept is stamped with its age, and nothing about goals can be decided", "[ui][offline]")
{
    Screen screen;
    auto state = in_a_chat();
    state.online = false;
    state.kept_at = noon - std::chrono::hours { 2 };
    screen.draw(state);
    CHECK(screen.find(Role::Status, "You are offline. This was read at 06:26 and cannot be changed now") != nullptr);
    state.route = { .page = Page::Goals, .goal = { "g_1" } };
    screen.draw(state);
    CHECK(screen.find(Role::Status, "You are offline. This was read at 06:26 and cannot be changed now") != nullptr);
    for (auto const& record : screen.tree())
        if (record.role == Role::Button && (record.name == "Approve step" || record.name == "Accept outcome" || record.name == "Cancel goal"))
            CHECK((record.state & StateDisabled) != 0);
    CHECK(screen.find(Role::Button, "More actions") == nullptr);
}

TEST_CASE("the balance is in view where one writes, on a phone too", "[ui][phone]")
{
    float const width = GENERATE(390.0f, 1280.0f);
    Screen screen { width, 844 };
    auto state = in_a_chat();
    screen.draw(state);
    CHECK(screen.find(Role::Text, "12.5 credits left") == nullptr); // not known is not zero
    state.billing.balance.value = api::CreditBalance { .remaining = Decimal { 125, 1 } };
    screen.draw(state);
    auto const* balance = screen.find(Role::Text, "12.5 credits left");
    REQUIRE(balance != nullptr);
    CHECK(balance->rect.bottom() <= 844);
    auto const* field = screen.find(Role::TextArea, "Message KallyAI");
    REQUIRE(field != nullptr);
    CHECK(field->rect.bottom() <= balance->rect.y);
}

TEST_CASE("the balance is in view on every page, on a phone and in a low window too, and covers nothing", "[ui][phone]")
{
    auto const* address = GENERATE("#/chat", "#/chat/c_1", "#/chat/new", "#/unsent", "#/goals", "#/goals/g_1", "#/calls", "#/plans", "#/plans/credits", "#/activity", "#/settings", "#/settings/region");
    struct Window { float width, height; };
    auto const window = GENERATE(Window { 390, 844 }, Window { 1280, 800 }, Window { 1280, 440 });
    CAPTURE(address, window.width, window.height);
    Screen screen { window.width, window.height };
    auto state = in_a_chat();
    state.route = parse_route(address);
    state.billing.balance.value = api::CreditBalance { .remaining = Decimal { 125, 1 } };
    screen.draw(state);
    bool const phone = window.width < 700;
    auto const* balance = screen.find(phone ? Role::Text : Role::Link, "12.5 credits left");
    REQUIRE(balance != nullptr);
    CHECK(balance->rect.y >= 0);
    CHECK(balance->rect.bottom() <= window.height);
    auto const apart = [&](Rect const& one) { return one.bottom() <= balance->rect.y || one.y >= balance->rect.bottom() || one.right() <= balance->rect.x || one.x >= balance->rect.right(); };
    for (auto const& [role, name] : { std::pair { Role::Link, "Chat" }, { Role::Link, "Goals" }, { Role::Link, "Plans" }, { Role::Button, "More" }, { Role::Button, "Notifications" }, { Role::TextArea, "Message KallyAI" }, { Role::Button, "Send" } })
        if (auto const* other = screen.find(role, name))
            CHECK(apart(other->rect));
}

TEST_CASE("compact settings stand closer", "[ui][settings]")
{
    Screen screen;
    auto state = at_home();
    state.route = { .page = Page::Settings, .section = Section::Notifications };
    state.notices = Notices::Allowed;
    auto const between = [&] {
        screen.draw(state);
        return screen.find(Role::Switch, "When a message arrives")->rect.y - screen.find(Role::Switch, "When something needs you")->rect.y;
    };
    auto const comfortable = between();
    state.settings.density = Density::Compact;
    CHECK(between() < comfortable);
}
