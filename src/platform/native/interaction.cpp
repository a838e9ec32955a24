#include "platform/native/interaction.h"

#include "base/text.h"
#include "platform/face_factors.h"

#include <SDL.h>
#include <imgui.h>

#include <algorithm>
#include <unordered_map>

namespace kally::platform {

namespace {

constexpr float wheel_step = 60;
constexpr char const* role_names[] = { "main", "navigation", "region", "group", "heading", "text", "button", "link", "textbox", "textarea", "searchbox", "list",
    "listitem", "log", "article", "separator", "status", "alert", "dialog", "menu", "menuitem", "menuitemradio", "switch", "checkbox", "radio", "radiogroup",
    "progressbar", "img", "tab", "tablist", "tabpanel", "table", "row", "cell", "columnheader", "code", "banner", "menuitemcheckbox", "combobox", "listbox", "option" };

Rect cut(Rect a, Rect b)
{
    float const x = std::max(a.x, b.x), y = std::max(a.y, b.y);
    return { x, y, std::max(0.0f, std::min(a.right(), b.right()) - x), std::max(0.0f, std::min(a.bottom(), b.bottom()) - y) };
}

std::size_t before(std::string const& text, std::size_t at)
{
    if (at == 0)
        return 0;
    do
        --at;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80);
    return at;
}

std::size_t behind(std::string const& text, std::size_t at)
{
    if (at < text.size())
        next_code_point(text, at);
    return at;
}

} // namespace

bool Interaction::is_field(SemanticRecord const& record) { return record.role == Role::TextBox || record.role == Role::TextArea || record.role == Role::SearchBox || record.role == Role::ComboBox; }

Interaction::Placed const* Interaction::at(float x, float y) const
{
    for (auto placed = m_placed.rbegin(); placed != m_placed.rend(); ++placed) {
        auto const& record = placed->record;
        bool const presses = record.takes_focus || is_field(record) || record.role == Role::Button || record.role == Role::Link || record.role == Role::Option || (record.role == Role::Group && record.name.empty());
        if (presses && (record.state & StateHidden) == 0 && record.role != Role::Log && placed->rect.contains(x, y) && placed->clip.contains(x, y))
            return &*placed;
    }
    return nullptr;
}

Interaction::Placed const* Interaction::find(std::uint32_t id) const
{
    auto const found = std::find_if(m_placed.begin(), m_placed.end(), [id](auto const& p) { return p.record.id == id; });
    return found == m_placed.end() ? nullptr : &*found;
}

void Interaction::move_focus(bool back)
{
    std::vector<std::uint32_t> stops;
    for (auto const& placed : m_placed)
        if (placed.record.takes_focus && (placed.record.state & StateHidden) == 0)
            stops.push_back(placed.record.id);
    if (stops.empty())
        return;
    auto const now = std::find(stops.begin(), stops.end(), m_focused);
    if (now == stops.end())
        m_focused = back ? stops.back() : stops.front();
    else if (back)
        m_focused = now == stops.begin() ? stops.back() : *(now - 1);
    else
        m_focused = now + 1 == stops.end() ? stops.front() : *(now + 1);
    m_focus_visible = true;
}

void Interaction::changed(std::uint32_t id)
{
    m_input.edits.push_back({ id, m_fields[id].text, m_fields[id].revision });
}

void Interaction::type(std::string_view text)
{
    auto const* placed = find(m_focused);
    if (placed == nullptr || !is_field(placed->record))
        return;
    auto& field = m_fields[m_focused];
    if (field.all_selected) {
        field.text.clear();
        field.caret = 0;
        field.all_selected = false;
    }
    field.caret = std::min(field.caret, field.text.size());
    field.text.insert(field.caret, text);
    field.caret += text.size();
    changed(m_focused);
}

bool Interaction::on_field_key(SDL_Event const& event, SemanticRecord const& record)
{
    auto& field = m_fields[record.id];
    auto const key = event.key.keysym.sym;
    bool const ctrl = (event.key.keysym.mod & KMOD_CTRL) != 0, shift = (event.key.keysym.mod & KMOD_SHIFT) != 0;
    switch (key) {
    case SDLK_BACKSPACE:
        if (field.all_selected) {
            field.text.clear();
            field.caret = 0;
        } else {
            auto const from = before(field.text, field.caret);
            field.text.erase(from, field.caret - from);
            field.caret = from;
        }
        field.all_selected = false;
        changed(record.id);
        return true;
    case SDLK_DELETE:
        field.text.erase(field.caret, behind(field.text, field.caret) - field.caret);
        changed(record.id);
        return true;
    case SDLK_LEFT: field.caret = before(field.text, field.caret); return true;
    case SDLK_RIGHT: field.caret = behind(field.text, field.caret); return true;
    case SDLK_HOME: field.caret = 0; return true;
    case SDLK_END: field.caret = field.text.size(); return true;
    case SDLK_RETURN:
    case SDLK_KP_ENTER:
        if (record.role == Role::TextArea && !ctrl && (shift || m_preferences.mod_enter_sends)) {
            type("\n");
        } else {
            changed(record.id);
            m_input.submitted.push_back(record.id);
        }
        return true;
    default: break;
    }
    if (!ctrl)
        return false;
    if (key == SDLK_a) {
        field.all_selected = true;
        return true;
    }
    if (key == SDLK_c) {
        SDL_SetClipboardText(field.text.c_str());
        return true;
    }
    if (key == SDLK_v) {
        if (char* text = SDL_GetClipboardText()) {
            type(to_valid_utf8(text));
            SDL_free(text);
        }
        return true;
    }
    return false;
}

void Interaction::on_key(SDL_Event const& event)
{
    auto const key = event.key.keysym.sym;
    if (key == SDLK_TAB) {
        move_focus((event.key.keysym.mod & KMOD_SHIFT) != 0);
        return;
    }
    auto const* focused = find(m_focused);
    bool const in_field = focused != nullptr && is_field(focused->record);
    if (in_field && on_field_key(event, focused->record))
        return;
    if (!in_field && focused != nullptr && (key == SDLK_RETURN || key == SDLK_SPACE)) {
        m_input.activated.push_back(m_focused);
        return;
    }
    struct Named { SDL_Keycode code; char const* name; };
    static constexpr Named names[] = { { SDLK_ESCAPE, "Escape" }, { SDLK_UP, "ArrowUp" }, { SDLK_DOWN, "ArrowDown" }, { SDLK_LEFT, "ArrowLeft" }, { SDLK_RIGHT, "ArrowRight" },
        { SDLK_HOME, "Home" }, { SDLK_END, "End" }, { SDLK_F2, "F2" } };
    auto const mod = event.key.keysym.mod;
    bool const ctrl = (mod & KMOD_CTRL) != 0, alt = (mod & KMOD_ALT) != 0, shift = (mod & KMOD_SHIFT) != 0;
    std::string name = key == SDLK_SLASH && shift ? "?" : key > ' ' && key < 0x7F ? std::string(1, static_cast<char>(key)) : std::string {};
    bool const letter = name.size() == 1 && name[0] >= 'a' && name[0] <= 'z';
    for (auto const& [code, own] : names)
        if (code == key)
            name = own;
    bool const known = name.size() > 1;
    std::string const whole = std::string(ctrl ? "Mod+" : "") + (alt ? "Alt+" : "") + (shift && (known || letter) ? "Shift+" : "") + name;
    if (!name.empty() && (m_preferences.capture || ((ctrl || alt || known || !in_field) && (" " + m_preferences.keys + " ").find(" " + whole + " ") != std::string::npos))) {
        m_input.keys.push_back({ .key = whole, .in_field = in_field });
        m_focus_visible = true;
    } else if (known) {
        m_input.keys.push_back({ name, ctrl, shift, alt, (mod & KMOD_GUI) != 0, in_field });
        m_focus_visible = true;
    }
}

void Interaction::on_event(SDL_Event const& event, bool tools_want_mouse)
{
    switch (event.type) {
    case SDL_MOUSEBUTTONDOWN:
        if (tools_want_mouse || event.button.button == SDL_BUTTON_MIDDLE)
            break;
        if (auto const* hit = at(static_cast<float>(event.button.x), static_cast<float>(event.button.y)); event.button.button == SDL_BUTTON_RIGHT) {
            m_input.menu = hit == nullptr ? 0 : hit->record.id;
        } else if (hit != nullptr) {
            m_pressed = hit->record.id;
            if (hit->record.takes_focus || is_field(hit->record)) {
                m_focused = hit->record.id;
                m_focus_visible = false;
                if (auto const field = m_fields.find(m_focused); field != m_fields.end())
                    field->second.caret = field->second.text.size();
            }
        } else {
            m_pressed = 0;
            m_focused = 0;
        }
        break;
    case SDL_MOUSEBUTTONUP:
        if (m_pressed != 0) {
            auto const* hit = at(static_cast<float>(event.button.x), static_cast<float>(event.button.y));
            if (hit != nullptr && hit->record.id == m_pressed && !is_field(hit->record)) {
                m_input.activated.push_back(m_pressed);
                m_input.shift = (SDL_GetModState() & KMOD_SHIFT) != 0;
            }
            m_pressed = 0;
        }
        break;
    case SDL_MOUSEWHEEL: {
        int x = 0, y = 0;
        SDL_GetMouseState(&x, &y);
        for (auto placed = m_placed.rbegin(); placed != m_placed.rend() && !tools_want_mouse; ++placed) {
            if ((placed->record.state & StateScrolls) == 0 || !placed->rect.contains(static_cast<float>(x), static_cast<float>(y)))
                continue;
            auto& top = m_tops[placed->record.id];
            top = std::clamp(top - static_cast<float>(event.wheel.y) * wheel_step, 0.0f, m_ends[placed->record.id]);
            m_input.scrolls.push_back({ placed->record.id, top });
            break;
        }
        break;
    }
    case SDL_TEXTINPUT: type(event.text.text); break;
    case SDL_KEYDOWN: on_key(event); break;
    default: break;
    }
}

void Interaction::fill(Input& input)
{
    input.activated = std::move(m_input.activated);
    input.shift = m_input.shift;
    input.menu = m_input.menu;
    input.edits = std::move(m_input.edits);
    input.submitted = std::move(m_input.submitted);
    input.scrolls = std::move(m_input.scrolls);
    input.keys = std::move(m_input.keys);
    m_input = {};
    input.focused = m_focused;
    input.focus_visible = m_focus_visible;
}

void Interaction::update(Output const& output, float window_width, float window_height)
{
    m_placed.clear();
    std::unordered_map<std::uint32_t, std::size_t> where;
    Rect const window { 0, 0, window_width, window_height };
    for (auto const& scroll : output.scroll_to)
        m_tops[scroll.id] = scroll.top;
    for (auto const& record : output.tree) {
        Placed placed { record, record.rect, window, 0 };
        if (auto const parent = where.find(record.parent); parent != where.end()) {
            auto const& above = m_placed[parent->second];
            placed.clip = above.clip;
            placed.scroller = (above.record.state & StateScrolls) != 0 ? above.record.id : above.scroller;
            if (placed.scroller != 0) {
                auto const& scroller = m_placed[where[placed.scroller]];
                placed.rect.x += scroller.rect.x;
                placed.rect.y += scroller.rect.y - m_tops[placed.scroller];
                placed.clip = cut(placed.clip, scroller.rect);
            }
        }
        if ((record.state & StateScrolls) != 0) {
            m_ends[record.id] = std::max(0.0f, record.content_height - record.rect.height);
            m_tops[record.id] = std::clamp(m_tops[record.id], 0.0f, m_ends[record.id]);
        }
        where[record.id] = m_placed.size();
        m_placed.push_back(std::move(placed));
    }
    for (auto const& text : output.fields) {
        auto [field, fresh] = m_fields.try_emplace(text.id);
        if (fresh || field->second.revision != text.revision) {
            field->second = { text.text, text.text.size(), text.revision, false };
        }
    }
    if (output.focus != 0) {
        m_focused = output.focus;
        m_focus_visible = true;
    }
    if (m_focused != 0 && (find(m_focused) == nullptr || (find(m_focused)->record.state & StateHidden) != 0))
        m_focused = 0;
}

void Interaction::draw_fields(float density) const
{
    auto* list = ImGui::GetForegroundDrawList();
    for (auto const& placed : m_placed) {
        auto const& record = placed.record;
        if (!is_field(record) || (record.state & StateHidden) != 0)
            continue;
        auto const found = m_fields.find(record.id);
        std::string text = found == m_fields.end() ? std::string {} : found->second.text;
        bool const empty = text.empty();
        std::size_t caret = empty ? 0 : found->second.caret;
        if ((record.state & StatePassword) != 0) {
            text.assign(text.size(), '*');
        } else if (empty) {
            text = record.hint;
        }
        float const size = record.font_size * face_factors[0];
        auto* face = font(Face::Regular);
        auto* baked = face->GetFontBaked(size, density);
        auto const colors = ImGui::GetStyle().Colors;
        ImU32 const color = ImGui::GetColorU32(empty ? colors[ImGuiCol_TextDisabled] : colors[ImGuiCol_Text]);
        float const lead = (record.line_height - size) / 2;
        float x = placed.rect.x, y = placed.rect.y, caret_x = x, caret_y = y;
        list->PushClipRect({ placed.rect.x - 2, placed.rect.y }, { placed.rect.right() + 2, placed.rect.bottom() }, true);
        for (std::size_t at = 0; at < text.size();) {
            if (at == caret) {
                caret_x = x;
                caret_y = y;
            }
            std::size_t next = at;
            char32_t const c = next_code_point(text, next);
            float const advance = c == '\n' ? 0 : baked->GetCharAdvance(c);
            if (c == '\n' || (record.role == Role::TextArea && x + advance > placed.rect.right())) {
                x = placed.rect.x;
                y += record.line_height;
            }
            if (c != '\n')
                list->AddText(face, size, { x, y + lead }, color, text.data() + at, text.data() + next);
            x += advance;
            at = next;
        }
        if (caret >= text.size() || empty) {
            caret_x = empty ? placed.rect.x : x;
            caret_y = empty ? placed.rect.y : y;
        }
        if (record.id == m_focused)
            list->AddRectFilled({ caret_x, caret_y + 3 }, { caret_x + 1.5f, caret_y + record.line_height - 3 }, ImGui::GetColorU32(colors[ImGuiCol_CheckMark]));
        list->PopClipRect();
    }
}

std::string Interaction::tree_text() const
{
    std::string out;
    auto number = [](float value) { return std::to_string(static_cast<int>(value)); };
    for (auto const& placed : m_placed) {
        auto const& record = placed.record;
        if ((record.state & StateHidden) != 0)
            continue;
        std::string value = record.value;
        if (is_field(record)) {
            auto const field = m_fields.find(record.id);
            value = field == m_fields.end() || (record.state & StatePassword) != 0 ? std::string {} : field->second.text;
        }
        for (auto const& part : { std::string(role_names[static_cast<std::size_t>(record.role)]), record.name, number(placed.rect.x), number(placed.rect.y), number(placed.rect.width), number(placed.rect.height), value }) {
            for (char const c : part)
                out += c == '\n' || c == '|' ? ' ' : c;
            out += '|';
        }
        out.back() = '\n';
    }
    return out;
}

} // namespace kally::platform
