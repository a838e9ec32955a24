#include "ui/frame.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace kally::ui {

namespace {

constexpr ImGuiWindowFlags layer_flags = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoMove
    | ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoNav | ImGuiWindowFlags_NoScrollWithMouse | ImGuiWindowFlags_NoFocusOnAppearing;

} // namespace

std::uint32_t child_id(std::uint32_t parent, std::string_view key)
{
    std::uint32_t value = parent ^ 2166136261u;
    for (char const c : key)
        value = (value ^ static_cast<unsigned char>(c)) * 16777619u;
    return value == 0 ? 1 : value;
}

Frame::Frame(platform::Input const& input, Theme const& theme, Memory& memory, double seconds)
    : m_input(input)
    , m_theme(theme)
    , m_memory(memory)
    , m_seconds(seconds)
    , m_painter(input.density)
    , m_keys(input.keys)
{
    ++m_memory.frame;
    for (auto const& scroll : input.scrolls)
        m_memory.scroll_tops[scroll.id] = scroll.top;
}

void Frame::begin()
{
    m_output.background = palette().surface.content;
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2 {});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0.0f);
    ImGui::SetNextWindowPos({ 0, 0 });
    ImGui::SetNextWindowSize({ m_input.width, m_input.height });
    ImGui::Begin("page", nullptr, layer_flags | ImGuiWindowFlags_NoBringToFrontOnFocus);
    m_painter.set_list(ImGui::GetWindowDrawList());
    m_scopes.push_back({ 0, 0, 0 });
}

platform::Output Frame::finish()
{
    ImGui::End();
    ImGui::PopStyleVar(2);
    for (auto shown = m_memory.overlays_shown.begin(); shown != m_memory.overlays_shown.end();) {
        if (m_layers_now.contains(*shown)) {
            ++shown;
            continue;
        }
        if (auto const& opener = m_memory.openers[*shown]; opener.id != 0 && opener.takes_focus && m_memory.focus_wish == 0)
            focus(opener.id);
        m_memory.openers.erase(*shown);
        shown = m_memory.overlays_shown.erase(shown);
    }
    if (m_memory.focus_wish != 0) {
        auto const found = std::find_if(m_output.tree.begin(), m_output.tree.end(), [this](auto const& r) { return r.id == m_memory.focus_wish; });
        if (found != m_output.tree.end()) {
            m_output.focus = m_memory.focus_wish;
            m_memory.focus_wish = 0;
        } else if (--m_memory.focus_wish_frames <= 0) {
            m_memory.focus_wish = 0;
        } else {
            animate();
        }
    }
    return std::move(m_output);
}

std::uint32_t Frame::id(std::string_view key) const { return child_id(m_scopes.back().id, key); }

std::uint32_t Frame::push_record(SemanticRecord&& record, std::uint32_t id)
{
    auto const& scope = m_scopes.back();
    record.id = id;
    record.parent = scope.id;
    record.rect.x -= scope.origin_x;
    record.rect.y -= scope.origin_y;
    if (covered())
        record.state |= StateHidden;
    if (!m_rovings.empty() && record.takes_focus)
        m_rovings.back().items.push_back(m_output.tree.size());
    m_output.tree.push_back(std::move(record));
    return id;
}

std::uint32_t Frame::record(std::string_view key, SemanticRecord record) { return push_record(std::move(record), id(key)); }

std::uint32_t Frame::record(std::string_view key, Role role, std::string_view name, Rect rect) { return record(key, { .role = role, .name = std::string(name), .rect = rect }); }
std::uint32_t Frame::open(std::string_view key, Role role, std::string_view name, Rect rect) { return open(key, { .role = role, .name = std::string(name), .rect = rect }); }

std::uint32_t Frame::open(std::string_view key, SemanticRecord record)
{
    auto const origin = m_scopes.back();
    auto const own = push_record(std::move(record), id(key));
    m_scopes.push_back({ own, origin.origin_x, origin.origin_y });
    return own;
}

void Frame::close() { m_scopes.pop_back(); }

bool Frame::activated(std::uint32_t id) const
{
    return std::find(m_input.activated.begin(), m_input.activated.end(), id) != m_input.activated.end();
}

bool Frame::hovers(Rect rect) const
{
    auto const at = ImGui::GetIO().MousePos;
    return at.x >= rect.x && at.x < rect.right() && at.y >= rect.y && at.y < rect.bottom();
}

Frame::Item Frame::item(std::string_view key, SemanticRecord record)
{
    bool const disabled = (record.state & StateDisabled) != 0;
    Rect const rect = record.rect;
    record.takes_focus = record.role != Role::Group && record.role != Role::Option; // a plain surface that takes presses is no Tab stop
    auto const own = push_record(std::move(record), id(key));
    Item item { .id = own, .focused = m_input.focused == own && m_input.focus_visible };
    if (covered())
        return item;
    item.activated = !disabled && activated(own);
    item.menu = m_input.menu == own;
    ImRect const box { { rect.x, rect.y }, { rect.right(), rect.bottom() } };
    if (ImGui::ItemAdd(box, own) && !disabled)
        ImGui::ButtonBehavior(box, own, &item.hovered, &item.held); // looks only: activation comes from the page
    return item;
}

std::optional<std::string> Frame::exchange_text(std::uint32_t id, std::uint32_t revision, std::string const& text)
{
    auto& field = m_memory.fields[id];
    if (field.written == 0 || field.revision != revision) {
        field.revision = revision;
        ++field.written;
        field.before = std::exchange(field.held, text);
        field.text = text;
    }
    platform::Input::Edit const* edit = nullptr;
    for (auto const& one : m_input.edits)
        if (one.id == id)
            edit = &one;
    std::optional<std::string> edited;
    if (edit != nullptr && edit->revision >= field.written) {
        edited = edit->text;
    } else if (edit != nullptr) {
        // Where the program took away what stood first, that alone goes: who has put something else in its place means all of that.
        std::string_view const before = field.before, now = edit->text;
        if (before.size() > field.text.size() && before.ends_with(field.text)) {
            auto taken = before.substr(0, before.size() - field.text.size());
            while (!now.starts_with(taken) && taken.find_last_of(" \n") == taken.size() - 1)
                taken.remove_suffix(1);
            edited = std::string(now.starts_with(taken) ? now.substr(taken.size()) : now);
        } else {
            // What a composition ends with need not begin with what it was before.
            std::size_t same = 0;
            while (same < std::min(now.size(), before.size()) && now[same] == before[same])
                ++same;
            while (same > 0 && same < now.size() && (static_cast<unsigned char>(now[same]) & 0xC0) == 0x80)
                --same;
            edited = field.text + std::string(now.substr(same));
        }
        ++field.written;
    }
    if (edited)
        field.held = *edited;
    m_output.fields.push_back({ id, field.written, field.held });
    return edited;
}

bool Frame::submitted(std::uint32_t id) const
{
    return std::find(m_input.submitted.begin(), m_input.submitted.end(), id) != m_input.submitted.end();
}

bool Frame::take_key(std::string_view key, bool in_field_too)
{
    if (covered())
        return false;
    for (auto& pressed : m_keys) {
        if (pressed.key != key || pressed.ctrl || pressed.alt || pressed.meta || (pressed.in_field && !in_field_too))
            continue;
        pressed.key.clear();
        return true;
    }
    return false;
}

Frame::Scroll Frame::begin_scroll(std::string_view key, SemanticRecord record, float content_height)
{
    Rect const view = m_painter.snap(record.rect);
    record.rect = view;
    record.state |= StateScrolls;
    record.content_height = std::ceil(content_height);
    float const end = std::max(0.0f, record.content_height - view.height);
    auto const own = open(key, std::move(record));
    float& top = m_memory.scroll_tops[own];
    top = std::clamp(top, 0.0f, end);
    m_memory.scroll_ends[own] = end;
    // A scroller that was not there in the last frame is a new one of the page, and stands at its top.
    if (auto const shown = std::exchange(m_memory.scroll_frames[own], m_memory.frame); shown + 1 < m_memory.frame && top != 0)
        scroll_to(own, top);
    m_scopes.back().origin_x = view.x;
    m_scopes.back().origin_y = view.y - top;
    ImGui::PushClipRect({ view.x, view.y }, { view.right(), view.bottom() }, true);
    return { own, top, view };
}

void Frame::end_scroll()
{
    ImGui::PopClipRect();
    close();
}

void Frame::scroll_to(std::uint32_t id, float top)
{
    m_memory.scroll_tops[id] = top;
    m_output.scroll_to.push_back({ id, top });
}

float Frame::scroll_end(std::uint32_t id) const
{
    auto const found = m_memory.scroll_ends.find(id);
    return found == m_memory.scroll_ends.end() ? 0 : found->second;
}

void Frame::begin_layer(std::string_view key, bool modal)
{
    auto& layer = m_layers[std::min<std::size_t>(static_cast<std::size_t>(m_layer++), m_layers.size() - 1)];
    std::string const name { key };
    m_layers_now.insert(name);
    m_layer_new = m_memory.overlays_shown.insert(name).second;
    if (m_layer_new)
        m_memory.openers[name].id = m_input.focused;
    layer = { &m_memory.openers[name], m_output.tree.size(), modal };
    ImGui::SetNextWindowPos({ 0, 0 });
    ImGui::SetNextWindowSize({ m_input.width, m_input.height });
    auto flags = layer_flags;
    if (!modal)
        flags |= ImGuiWindowFlags_NoMouseInputs;
    ImGui::Begin(name.c_str(), nullptr, flags);
    ImGui::BringWindowToDisplayFront(ImGui::GetCurrentWindow());
    m_painter.set_list(ImGui::GetWindowDrawList());
    m_scopes.push_back({ 0, 0, 0 });
}

void Frame::end_layer()
{
    auto const& layer = m_layers[std::min<std::size_t>(static_cast<std::size_t>(m_layer - 1), m_layers.size() - 1)];
    layer.opener->takes_focus = layer.modal
        || std::any_of(m_output.tree.begin() + static_cast<std::ptrdiff_t>(layer.first), m_output.tree.end(), [this](auto const& record) { return record.id == m_input.focused; });
    m_scopes.pop_back();
    ImGui::End();
    --m_layer;
    m_painter.set_list(ImGui::GetWindowDrawList());
}

float Frame::tween(std::uint32_t id, float target, float milliseconds)
{
    auto [entry, fresh] = m_memory.tweens.try_emplace(id, Memory::Tween { target, target });
    auto& tween = entry->second;
    tween.target = target;
    if (fresh || m_theme.reduced_motion || milliseconds <= 0) {
        tween.value = target;
    } else if (tween.value != target) {
        float const step = ImGui::GetIO().DeltaTime * 1000 / milliseconds;
        tween.value = tween.value < target ? std::min(target, tween.value + step) : std::max(target, tween.value - step);
        if (tween.value != target)
            animate();
    }
    return tween.value;
}

bool Frame::shown_for(std::uint32_t id, std::chrono::milliseconds time)
{
    auto& shown = m_memory.shown[id];
    if (shown.frame + 1 < m_memory.frame)
        shown.since = m_seconds;
    shown.frame = m_memory.frame;
    auto const left = std::chrono::duration<double>(time).count() - (m_seconds - shown.since);
    if (left <= 0)
        return true;
    wake_in(std::chrono::milliseconds { static_cast<int>(left * 1000) + 1 });
    return false;
}

void Frame::wake_in(std::chrono::milliseconds time)
{
    m_output.wake_in = m_output.wake_in ? std::min(*m_output.wake_in, time) : time;
}

void Frame::begin_roving(std::uint32_t list, bool horizontal) { m_rovings.push_back({ list, horizontal, {} }); }

void Frame::end_roving()
{
    auto const roving = std::move(m_rovings.back());
    m_rovings.pop_back();
    if (roving.items.empty())
        return;
    auto& stop = m_memory.roving[roving.list];
    std::size_t current = 0;
    bool known = false, inside = false;
    for (std::size_t i = 0; i < roving.items.size(); ++i) {
        auto const& record = m_output.tree[roving.items[i]];
        if (record.id == m_input.focused) {
            current = i;
            known = inside = true;
            break;
        }
        if (record.id == stop) {
            current = i;
            known = true;
        } else if (!known && (record.state & (StateSelected | StateCurrent)) != 0) {
            current = i;
        }
    }
    if (inside) {
        std::size_t next = current;
        if (take_key(roving.horizontal ? "ArrowRight" : "ArrowDown") && current + 1 < roving.items.size())
            next = current + 1;
        if (take_key(roving.horizontal ? "ArrowLeft" : "ArrowUp") && current > 0)
            next = current - 1;
        if (take_key("Home"))
            next = 0;
        if (take_key("End"))
            next = roving.items.size() - 1;
        if (next != current) {
            current = next;
            focus(m_output.tree[roving.items[current]].id);
        }
    }
    stop = m_roving_stop = m_output.tree[roving.items[current]].id;
    for (std::size_t i = 0; i < roving.items.size(); ++i) {
        if (i == current)
            m_output.tree[roving.items[i]].state |= StateRovingStop;
        else
            m_output.tree[roving.items[i]].takes_focus = false;
    }
}

} // namespace kally::ui
