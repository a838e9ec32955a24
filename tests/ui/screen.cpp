#include "screen.h"

#include <fstream>
#include <iterator>
#include <map>
#include <utility>

namespace kally::test {

namespace {

constexpr char const* role_names[] = { "main", "navigation", "region", "group", "heading", "text", "button", "link", "textbox", "textarea", "searchbox", "list",
    "listitem", "log", "article", "separator", "status", "alert", "dialog", "menu", "menuitem", "menuitemradio", "switch", "checkbox", "radio", "radiogroup",
    "progressbar", "img", "tab", "tablist", "tabpanel", "table", "row", "cell", "columnheader", "code", "banner", "menuitemcheckbox", "combobox", "listbox", "option" };

} // namespace

Screen::Screen(float width, float height)
{
    platform::headless::reset();
    platform::start({ .font_folder = KALLY_FONT_FOLDER });
    input.width = width;
    input.height = height;
}

store::Actions Screen::frame(store::State const& state)
{
    auto& world = platform::headless::world();
    world.input = std::exchange(input, platform::Input { .width = input.width, .height = input.height, .focused = input.focused, .focus_visible = input.focus_visible, .sound = input.sound });
    auto const now = platform::begin_frame();
    ui::Theme const theme { .reduced_motion = true, .compact = state.settings.density == store::Density::Compact, .phone = now.width < ui::token::breakpoint_tablet_min };
    local.thread.stale = stale;
    local.lists = {};
    store::Actions out;
    ui::Frame frame { now, theme, local.memory, m_seconds += 0.02 };
    ui::draw(frame, state, local, out);
    m_output = frame.finish();
    platform::end_frame(m_output);
    for (auto const& scroll : m_output.scroll_to)
        input.scrolls.push_back({ scroll.id, scroll.top });
    if (m_output.focus != 0)
        input.focused = m_output.focus;
    return out;
}

store::Actions Screen::draw(store::State const& state)
{
    auto out = frame(state);
    for (int i = 0; i < 3; ++i) {
        auto more = frame(state);
        out.insert(out.end(), more.begin(), more.end());
    }
    return out;
}

SemanticRecord const* Screen::find(Role role, std::string_view name) const
{
    for (auto const& record : m_output.tree)
        if (record.role == role && record.name == name && (record.state & StateHidden) == 0)
            return &record;
    return nullptr;
}

store::Actions Screen::press(store::State const& state, Role role, std::string_view name)
{
    if (auto const* record = find(role, name))
        input.activated.push_back(record->id);
    return frame(state);
}

store::Actions Screen::type(store::State const& state, std::string_view name, std::string text, bool submit)
{
    for (auto const role : { Role::TextArea, Role::TextBox, Role::SearchBox, Role::ComboBox })
        if (auto const* record = find(role, name)) {
            input.focused = record->id;
            input.edits.push_back({ record->id, std::move(text) });
            if (submit)
                input.submitted.push_back(record->id);
            break;
        }
    return frame(state);
}

store::Actions Screen::key(store::State const& state, std::string name)
{
    input.keys.push_back({ .key = std::move(name) });
    return frame(state);
}

std::string Screen::show() const
{
    std::map<std::uint32_t, int> depth { { 0, -1 } };
    std::string out;
    for (auto const& record : m_output.tree) {
        int const own = depth[record.parent] + 1;
        depth[record.id] = own;
        if ((record.state & StateHidden) != 0)
            continue;
        out += std::string(static_cast<std::size_t>(own) * 2, ' ') + role_names[static_cast<std::size_t>(record.role)];
        if (record.level > 0)
            out += " " + std::to_string(record.level);
        std::string name = record.name;
        for (char& c : name)
            if (c == '\n')
                c = '/';
        if (!name.empty())
            out += " \"" + name + "\"";
        if (!record.value.empty())
            out += " = " + record.value;
        for (auto const& [bit, word] : { std::pair<int, char const*> { StateDisabled, "disabled" }, { StateCurrent, "current" }, { StateChecked, "checked" }, { StateExpanded, "expanded" },
                 { StateBusy, "busy" }, { StateInvalid, "invalid" }, { StateModal, "modal" } })
            if ((record.state & bit) != 0)
                out += std::string(" ") + word;
        out += "\n";
    }
    return out;
}

bool approved(std::string const& name, std::string const& text)
{
    std::string const path = std::string(KALLY_APPROVED) + "/" + name + ".txt", received = std::string(KALLY_APPROVED) + "/" + name + ".received.txt";
    std::ifstream in { path };
    std::string const expected { std::istreambuf_iterator<char> { in }, {} };
    if (in && expected == text) {
        std::remove(received.c_str());
        return true;
    }
    std::ofstream { received } << text;
    return false;
}

} // namespace kally::test
