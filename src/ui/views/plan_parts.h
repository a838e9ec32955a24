#pragma once

#include "ui/views.h"

// What the pages about plans, credits and activity share with each other and with the chat.
namespace kally::ui {

/// A band with a reason and ways on from it. Without room the ways stand below the words.
struct NoticeSpec {
    std::string_view key;
    Tone tone = Tone::Info;
    Icon icon = Icon::Info;
    std::string title, text;        ///< The title is one short line in front of the words; either may be empty.
    std::vector<ButtonSpec> buttons;
    Role role = Role::Status;
};
float notice_height(Frame&, float width, NoticeSpec const&);
/// Returns the height used; `pressed` becomes the key of the button that was.
float notice(Frame&, float x, float y, float width, NoticeSpec const&, std::string_view& pressed);

/// What helps when the service wants money or an answer about it first (402, and 400 of plans); each code has its own way.
struct Remedy {
    Text title;
    Text action;
    store::Route route;
};
/// `goal` is the one that the request was about, when that is known.
std::optional<Remedy> remedy_of(Error const&, GoalId const& goal);

/// How the credits of the period were used: a bar drawn by kind, and a table of the same for readers. The height is 0 when nothing is known.
float usage_height(float width, store::State const&);
void draw_usage(Frame&, float x, float y, float width, store::State const&);
/// The same on a card of its own. Returns the height used.
float draw_usage_card(Frame&, float x, float y, float width, store::State const&);
float usage_card_height(float width, store::State const&);

/// A type of work as the ledger, the prices and the costs of a goal name it; one that is not known as it is.
std::string work_name(std::string_view type, store::State const&);

/// The title of a page with its tabs: in one line where there is room, else one below the other. Returns what is left.
struct PageTab { std::string_view key; Text name; store::Route route; };
Rect draw_page_head(Frame&, Rect area, Text title, std::vector<PageTab> const&, float gutter, store::State const&, store::Actions&);
/// Nothing there: why, and a way on.
void draw_nothing_there(Frame&, Rect body, Icon, std::string const& title, std::string const& detail);

} // namespace kally::ui
