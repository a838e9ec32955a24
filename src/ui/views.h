#pragma once

#include "store/action.h"
#include "store/search.h"
#include "ui/format.h"
#include "ui/frame.h"
#include "ui/rich_text.h"
#include "ui/strings.h"
#include "ui/transcript.h"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

// The screens. A view reads const state, keeps in Local what it would not mind losing, and pushes actions.
namespace kally::ui {

/// Where a thread is read: the message at the top of the view, by the id of its record, and the part of its height that is above.
/// Below zero the message begins further down. So a height that changes by its width or a late font moves nothing.
struct Place {
    std::uint32_t entry = 0;
    float part = 0;
};

/// The search in the open thread.
struct ThreadFind {
    bool open = false;
    std::string text;              ///< As typed.
    std::uint32_t revision = 0;
    std::string wanted;            ///< `searchable`; empty when nothing is looked for.
    std::vector<std::size_t> hits; ///< Items that say it, the newest first.
    std::size_t current = 0;       ///< Which of the hits the person looks at.
    std::size_t rest = 0;          ///< So many items, from the first on, are still to be looked through.
    std::uint32_t shown = 0;       ///< Id of the current one's record.
    bool jump = false;             ///< The current one is to be shown.

    /// Index of the item the person looks at; no index when there is none.
    std::size_t current_item() const { return current < hits.size() ? hits[current] : std::string::npos; }
};

struct ThreadLocal {
    std::string key;                 ///< Which thread the rest is about.
    std::vector<store::ThreadItem> items;   ///< Of the state as it was after `changes` actions.
    std::uint64_t changes = 0;
    int day = 0;                            ///< Today, as the dividers say.
    bool stale = true;                      ///< The items are to be looked through again, whatever the state says.
    float content = 0;                      ///< Sum of the entries' heights.
    float drift = 0;                        ///< The entries stand that much lower than their heights add up to, while the scroller moves.
    double moved_at = 0;                    ///< When it moved last, in seconds of the frames' clock,
    float moved_to = 0;                     ///< and where to.
    std::vector<Transcript::Entry> entries; ///< One for each item; heights are estimates until the item has been laid out.
    std::vector<std::uint64_t> glances;     ///< What each entry was computed for, as far as a glance tells.
    store::Language language = store::Language::English; ///< Of the entries' names.
    float width = 0;
    unsigned fonts = 0;
    bool at_end = true;              ///< Follows new messages.
    bool opened = false;             ///< It has been shown, from the place where it was left.
    std::size_t items_seen = 0;
    float composer_lines = 1;
    std::uint32_t log = 0;           ///< Id of its scroller.
    ThreadFind find;
    Transcript transcript;           ///< What the page keeps of it.
};

/// What views keep between frames.
struct Local {
    Memory memory;
    RichTextCache rich;
    unsigned fonts = 0;              ///< Font generation that `rich` was laid out with.
    ThreadLocal thread;
    std::map<std::string, Place> places; ///< By thread: of those that were left further up than their end.
    /// The composer is one field for every thread: what it holds is replaced when the thread or its draft's revision changes.
    struct Composer {
        std::string thread;
        std::uint32_t draft_revision = 0, revision = 0, field = 0;
        std::size_t recalled = 0; ///< So many of the person's messages ago was said what stands in it; 0 when it is none of them.
    } composer;
    /// Made of the state, and kept as long as it does not change.
    struct Lists {
        store::ChatSearch chats;
    } lists;
    std::string search;
    std::uint32_t search_revision = 0;
    std::string pasted;
    std::uint32_t pasted_revision = 0;
    bool paste_shown = false;
    float sign_in_form = 0;          ///< Height that the form took in the last frame.
    bool paste_checked = false;      ///< What was pasted went to the service; its answer decides whether it stays in the field.
    enum class Open { None, Language, Theme } menu = Open::None;
    struct Goals {
        std::string search;
        std::uint32_t search_revision = 0;
        bool choosing = false;           ///< Rows are ticked instead of opened, to archive several at once.
        std::set<GoalId> chosen;
        GoalId last;                     ///< Ticked last: where a range begins.
        std::vector<GoalId> shown;       ///< In the order of the list.
        std::optional<std::uint32_t> focus_back; ///< What had the focus as choosing ended, until the list was drawn.
        std::optional<std::pair<GoalId, api::GoalAction>> question; ///< Asked before it is done.
        bool menu = false;
        Rect menu_anchor;
    } goals;
    struct Plans {
        std::optional<bool> annual;      ///< Which prices are shown; the person's own, or as the subscription is billed.
        std::string chosen;              ///< On a phone: the plan whose button stands below.
        std::optional<std::string> question; ///< Type of the plan that is asked about.
        float height = 0, credits_height = 0; ///< What the pages took in the last frame.
        std::string search;
        std::uint32_t search_revision = 0;
        bool by_goal = false;
        std::string task;                ///< Whose cost is asked for.
        /// The ledger as it is listed, for what the mark says.
        struct Row { std::string heading; Decimal sum; api::LedgerEntry const* entry = nullptr; };
        struct Mark {
            std::uint64_t changes = UINT64_MAX;
            int day = 0;
            bool by_goal = false;
            std::string search;
            store::Language language = store::Language::English;
            bool operator==(Mark const&) const = default;
        } mark;
        std::vector<Row> rows;
        std::vector<api::LedgerEntry const*> listed;
        std::vector<api::LedgerEntry> others;
    } plans;
    struct Activity { float height = 0, log_height = 0; } activity; ///< What the open message and the log took in the last frame.
    struct Notifications {
        bool open = false, updates = false; ///< `updates`: its second tab.
        bool jump = false;                  ///< The focus goes to the next card, from the newest on.
        bool menu = false;
        Rect menu_anchor;
    } notifications;
    struct Palette {
        enum class Kind { All, TimeZones } kind = Kind::All;
        bool open = false;
        std::string text;
        std::uint32_t revision = 0;
        std::size_t chosen = 0;
        bool awaits_list = false;     ///< Enter came together with words: it chooses from what they find.
    } palette;
    struct Keys { std::string prefix; double since = 0; int number = 0; } keys; ///< The first key of a shortcut of two; which one of those that end in a digit was pressed last, from 0 on.
    bool help = false;                ///< The list of shortcuts is open.
    bool more = false;                ///< The places that have no room on a phone's bar.
    std::string rebinding;            ///< Command whose keys are being chosen.
    std::string rebind_problem;       ///< Why the last keys were not taken.
    store::ListFilter filter;         ///< Of the list of chats.
    struct Conversation {
        enum class Open { None, Menu, Rename, Label, Export } open = Open::None;
        ConversationId id;
        Rect anchor;
        std::string text;
        std::uint32_t revision = 0;
        int format = 0;               ///< Of the export.
        bool hide[4] = { false, false, false, false }; ///< By text::Hidden.
    } conversation;
    struct Settings {
        std::map<int, float> heights; ///< Of the cards, as of the last frame.
        float content = 0;
        std::optional<store::Section> shown;
        std::optional<store::Setting> shown_setting;
        float setting_top = 0;        ///< Of the one that is looked for, in the page.
        std::map<int, float> tops;    ///< Of the sections in the page.
        bool requests = false, wipe = false, asked = false;
    } settings;
    struct Calls {
        std::string search;
        std::uint32_t search_revision = 0;
        store::CallFilter filter = store::CallFilter::All;
        CallId last;                     ///< Open before the form came over it.
        std::optional<std::pair<CallId, store::CallPart>> question; ///< Asked before it is done.
        std::string date, time;          ///< Of the question where to move it.
        std::uint32_t dates = 0;         ///< Their revision.
        enum class Open { None, More, Export } menu = Open::None;
        Rect menu_anchor;
        float detail_height = 0, form_height = 0; ///< What they took in the last frame.
        std::uint32_t refused = 0;       ///< NewCall::refused that was shown: the next one moves the focus.
        struct Said {                    ///< Where the lines of the open transcript stand, and what is looked for in them.
            CallId call;
            std::size_t count = 0;
            float width = 0;
            unsigned fonts = 0;
            std::vector<float> tops;     ///< And the end of the last one.
            std::string find, found_for;
            std::uint32_t find_revision = 0;
            std::vector<std::size_t> hits;
            std::size_t hit = 0;
            bool jump = false;
        } said;
    } calls;
    bool context_fits = false;       ///< There is room for the linked goal beside the thread, as of the last frame.
    bool context_open = true;        ///< It stands there, where it fits.
    bool context_sheet = false;      ///< The same as a sheet over the thread, where it does not.
    struct Dialogs {
        std::optional<store::Dialog> addressed; ///< What the address said last.
        std::optional<store::Dialog> shown;     ///< What has been opened, or is to be.
        bool awaited = false;                   ///< What it is about is not there yet.
    } dialogs;
    float foot = 0;                  ///< Height of the composer at the bottom of the page, 0 when there is none.
    bool in_new_chat = false;        ///< The last frame showed the new-chat page.
    std::optional<platform::DroppedFile> dropped; ///< Waits for a yes or no.
};

constexpr std::size_t message_limit = 4000; ///< Code points; the service documents no maximum, this one is ours.

constexpr std::chrono::seconds cold_start { 5 }; ///< A first answer that takes longer is explained: the service may have been asleep.

/// Draws the whole interface for this state.
void draw(Frame&, store::State const&, Local&, store::Actions&);
/// Takes down where the open thread is read; nothing at its end.
void keep_place(Local&);
/// Where the person reads, for this tab to remember: ids of conversations and numbers. The open thread's place is taken down first.
std::string encode_places(Local&);
/// What `encode_places` wrote in an earlier page of this tab; anything else changes nothing.
void decode_places(std::string_view, Local&);
/// More of the open thread for the page to keep, a slice of it.
platform::Retained fill_thread(store::State const&, Local&);

/// Commands that the page or what has the focus carries out: keys of the person's choice come to it by these names.
constexpr std::string_view search_key = "search", approve_key = "approve", decline_key = "decline", choose_key = "choose";
/// Keys of all shortcuts in force where the person is, for `platform::Preferences`.
std::string shortcut_keys(store::State const&);

struct SectionOfSettings {
    store::Section section;
    Text name;
    Icon icon;
};
std::span<SectionOfSettings const> all_sections();
struct SingleSetting {
    store::Setting setting;
    store::Section section;
    Text name;
    Icon icon;
};
std::span<SingleSetting const> all_settings();

// ---- the parts, each in its file
/// Before anything is drawn: opens and closes what the address says.
void follow_dialog(store::State const&, Local&);
/// After it: says in the address what is open.
void tell_dialog(Local&, store::Actions&);
void draw_settings(Frame&, Rect, store::State const&, Local&, store::Actions&);
void draw_wipe_question(Frame&, store::State const&, Local&, store::Actions&);
void draw_palette(Frame&, store::State const&, Local&, store::Actions&);
/// The menu of a conversation, below `anchor`.
void open_menu(Local&, ConversationId const&, Rect anchor);
void draw_conversation_overlay(Frame&, store::State const&, Local&, store::Actions&);
/// Opens one of the dialogs about a conversation; only the open one is exported.
void edit_chat(store::State const&, Local&, ConversationId, Local::Conversation::Open);
/// The same conversation the other way round: pinned or not, archived or not.
store::Action pinned(store::State const&, ConversationId const&);
store::Action archived(store::State const&, ConversationId const&);
void draw_export(Frame&, store::State const&, Local&, store::Actions&);
void draw_sign_in(Frame&, store::State const&, Local&, store::Actions&);
void draw_chat(Frame&, Rect, store::State const&, Local&, store::Actions&);
void draw_chat_list(Frame&, Rect, store::State const&, Local&, store::Actions&);
void draw_thread(Frame&, Rect, store::State const&, Local&, store::Actions&);
/// What was written and is not sent, with what can be done about it.
void draw_unsent(Frame&, Rect, store::State const&, store::Actions&);
void draw_new_chat(Frame&, Rect, store::State const&, Local&, store::Actions&);
/// Height that the composer takes in a column of `width`; `docked` at the bottom of a thread.
float composer_height(Frame&, float width, std::string const& thread, store::State const&, Local&, bool docked);
/// The writing field with its frame, at the bottom of `area` (docked) or, when `area` has no height, at its top; returns the height it took.
float draw_composer(Frame&, Rect area, std::string const& thread, std::string_view placeholder, store::State const&, Local&, store::Actions&);
/// Shows or hides the goal of the open chat, where it has one.
void toggle_goal(store::State const&, Local&);
/// Puts what the person said before into the composer of that thread, and from there what was said before that, or after it.
void recall(std::string const& thread, bool older, store::State const&, Local&, store::Actions&);
/// Neutral strip while the network is away; with the age of what was kept. Returns the height it took.
float draw_offline_strip(Frame&, Rect area, store::State const&);
void draw_goal_panel(Frame&, Rect, store::State const&, Local&, store::Actions&, bool sheet);
void draw_goals(Frame&, Rect, store::State const&, Local&, store::Actions&);
/// One goal; `alone` when the list is not beside it, so that it has a way back.
void draw_goal_detail(Frame&, Rect, store::State const&, Local&, store::Actions&, bool alone);
void draw_goal_menu(Frame&, store::State const&, Local&, store::Actions&);
bool is_asked(store::State const&, GoalId const&, api::GoalAction); ///< It may be done now, once the person has said so; so are the next two.
bool is_asked(store::State const&, CallId const&, store::CallPart);
bool is_asked(store::State const&, Local const&, std::string_view plan);
void draw_goal_question(Frame&, store::State const&, Local&, store::Actions&);
void draw_plans(Frame&, Rect, store::State const&, Local&, store::Actions&);
void draw_credits(Frame&, Rect, store::State const&, Local&, store::Actions&);
void draw_plan_question(Frame&, store::State const&, Local&, store::Actions&);
void draw_hosted_page(Frame&, store::State const&, store::Actions&); ///< A page of the sandbox inside this one.
void draw_activity(Frame&, Rect, store::State const&, Local&, store::Actions&);
void draw_calls(Frame&, Rect, store::State const&, Local&, store::Actions&);
/// One call; `alone` when the list is not beside it, so that it has a way back.
void draw_call_detail(Frame&, Rect, CallId const&, store::State const&, Local&, store::Actions&, bool alone);
void draw_call_menu(Frame&, store::State const&, Local&, store::Actions&);
void draw_call_question(Frame&, store::State const&, Local&, store::Actions&);
/// The form of a new call: a page of its own on a phone, else a sheet over the page, as a layer.
void draw_new_call(Frame&, Rect, store::State const&, Local&, store::Actions&);
void draw_new_call_sheet(Frame&, float top, store::State const&, Local&, store::Actions&);
/// The linked goal in one line ("Needs you, 2 of 5 steps") with the colour of its state; nothing while it is not known.
struct GoalSummary { std::string text; Color color = 0; };
std::optional<GoalSummary> goal_summary(Palette const&, store::State const&);
std::string waiting_words(std::size_t count, store::State const&); ///< "2 need you"; empty when nothing does.
/// The bell that opens what waits for the person, centred there.
void draw_bell(Frame&, float x, float y, store::State const&, Local&);
void draw_notifications(Frame&, float top, store::State const&, Local&, store::Actions&);
void draw_notice_menu(Frame&, store::State const&, Local&, store::Actions&);
/// One thing that waits, with what it is, what follows and the answers.
/// `titled`: by its goal, with the way to it; otherwise that stands above it already, and what is asked is the title.
float review_height(Frame&, float width, store::Review const&, store::State const&, bool titled = true);
/// `scroll`: in which it stands. `place`: which of how many it is.
void draw_review(Frame&, Rect, store::Review const&, Frame::Scroll const&, std::string const& place, store::State const&, Local&, store::Actions&, bool titled = true);
std::string review_key(store::Review const&);
bool review_has_focus(Frame const&, std::uint32_t card, store::Review const&, store::State const&); ///< The card has it, or something in it.
void draw_session_dialog(Frame&, store::State const&, Local&, store::Actions&);
/// What a dropped text becomes in the composer: its name and its lines, quoted, behind what stands there.
std::string quoted_into(std::string const& draft, platform::DroppedFile const&);
/// Keeps a text file that was dropped for the question whether to insert it; anything else is refused with the reason.
void take_dropped_file(Frame&, store::State const&, Local&, store::Actions&, bool can_write);
void draw_dropped_file(Frame&, store::State const&, Local&, store::Actions&);
void draw_toast(Frame&, store::State const&, Local&, store::Actions&);
void draw_settings_menu(Frame&, Rect anchor, bool above, store::State const&, Local&, store::Actions&);
void draw_not_found(Frame&, Rect, store::State const&, store::Actions&);

/// With a space before it, unless there is nothing.
std::string spaced(std::string const& text);
std::string words(Text, store::State const&);

} // namespace kally::ui
