#pragma once

#include "base/semantics.h"
#include "base/time.h"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct ImFont;

// The window, the loop, fonts, clipboard, storage and the page around the canvas: one header, a source per platform.
namespace kally::platform {

/// The faces of the design. Sizes are CSS em sizes: callers pass them through `imgui_size()` of ui/theme.
enum class Face : std::uint8_t { Regular, Medium, Semibold, Italic, Display, Mono, Icon, Count };

/// The person's own colours while `forced-colors` is on, red in the lowest byte.
struct SystemColors {
    std::uint32_t canvas = 0xFFFFFFFF, canvas_text = 0xFF000000, link = 0xFFEE0000, button = 0xFFEFEFEF, button_text = 0xFF000000, button_border = 0xFF000000,
                  highlight = 0xFFFF9933, highlight_text = 0xFFFFFFFF, gray_text = 0xFF757575;
    bool operator==(SystemColors const&) const = default;
};

/// A file that was dropped on the page, or pasted.
struct DroppedFile {
    enum class Problem { None, Binary, TooLarge, Several, Unreadable };
    std::string name;
    double size = 0;               ///< Bytes.
    std::string text;              ///< Empty when there is a problem.
    Problem problem = Problem::None;
};

/// The player of the recording that was loaded.
struct Sound {
    enum class State : std::uint8_t { None, Paused, Playing, Unplayable } state = State::None;
    int position = 0, length = 0; ///< Whole seconds; length 0 is not known.
};

/// What happened since the last frame.
struct Input {
    /// Visual viewport (an on-screen keyboard shrinks it) in CSS pixels; larger text in the browser's settings makes them fewer and larger.
    /// The height is at least what the last frame asked for: a page that does not fit its window scrolls as a whole.
    float width = 0, height = 0;
    float density = 1;             ///< Device pixels per such pixel.
    float safe_top = 0, safe_right = 0, safe_bottom = 0, safe_left = 0;
    bool coarse_pointer = false;   ///< Touch: larger targets.
    bool dark = false;             ///< prefers-color-scheme
    bool reduced_motion = false, more_contrast = false, forced_colors = false;
    SystemColors system_colors;    ///< Set while `forced_colors`.
    bool online = true;
    bool visible = true;
    bool whole = true;             ///< All of the program is there: on the web what the first screens do without comes behind the first frame.
    std::uint32_t focused = 0;     ///< Record that has the focus, 0 is none.
    bool focus_visible = false;    ///< The focus came by keyboard: draw the ring.
    bool command_key = false;      ///< "Mod" of shortcuts is the command key, not Ctrl.
    bool scales_text = true;       ///< Preferences::text_scale is carried out.
    bool shift = false; ///< Shift was held at the last press.
    std::vector<std::uint32_t> activated; ///< Records clicked, or pressed by Enter or Space. In order.
    std::uint32_t menu = 0; ///< Link with a popup whose menu was asked for: by the second button, a long press or the key for it.
    struct Edit { std::uint32_t id = 0; std::string text; std::uint32_t revision = UINT32_MAX; };
    std::vector<Edit> edits;       ///< New content of editable fields, with the revision of the program's text that it was typed on.
    std::vector<std::uint32_t> submitted; ///< Enter in a single-line field, or Enter / Ctrl+Enter in a text area (never while composing).
    struct Scroll { std::uint32_t id = 0; float top = 0; };
    std::vector<Scroll> scrolls;   ///< Positions of native scrollers that moved.
    struct Key { std::string key; bool ctrl = false, shift = false, alt = false, meta = false; bool in_field = false; };
    /// Keys that the page may use: Escape, arrows, Home, End, F6, and those of Preferences, by their whole name ("Mod+Shift+o").
    std::vector<Key> keys;
    std::optional<DroppedFile> dropped;
    Sound sound;
    std::optional<std::string> fragment; ///< The address changed: text behind '#'.
};

/// What the frame asks of the page, besides pixels and the tree.
/// What the page keeps of a long log between frames: every entry, whether it is near the window or not, so that find, selection,
/// printing and readers reach all of it. Entries stand in the log's flow, one below the other.
struct Retained {
    std::uint32_t log = 0;     ///< The scroller they stand in; 0 when there is none.
    bool fresh = false;        ///< What the page has of it is dropped first.
    float left = 0, width = 0; ///< Their column inside the scroller, CSS pixels.
    struct Change {
        enum class Kind : std::uint8_t { Put, Size, Lines, Remove } kind = Kind::Put;
        std::uint32_t id = 0;
        std::uint32_t after = 0;   ///< Put: the entry before it, 0 for the first.
        Role role = Role::Article; ///< Put.
        float gap = 0, height = 0; ///< Put, Size: empty room above it, and its own height.
        std::string name;          ///< Put: what a reader says.
        std::string content;       ///< Put: see `ui::encode_content`. Lines: see `ui::encode_lines`.
    };
    std::vector<Change> changes;
    bool more = false;         ///< Entries are missing still: `idle` of `run` is asked for them when there is time.
};

struct Output {
    SemanticTree tree;
    struct FieldText { std::uint32_t id = 0; std::uint32_t revision = 0; std::string text; };
    std::vector<FieldText> fields; ///< Content that the program set; written only when `revision` differs from the last one, never while composing.
    struct ScrollTo { std::uint32_t id = 0; float top = 0; };
    std::vector<ScrollTo> scroll_to;
    std::uint32_t focus = 0;       ///< Move the focus there, once.
    std::string title;             ///< Of the window.
    std::uint32_t background = 0xFFFFFFFF; ///< Colour of the whole window below what is drawn, red in the lowest byte. Cleared to, not drawn: every layer of pixels costs.
    Retained retained;
    float least_height = 0;        ///< What is shown needs this much; nothing of it is left out in a lower window.
    bool animating = false;        ///< Draw another frame at the next opportunity.
    std::optional<std::chrono::milliseconds> wake_in; ///< Draw a frame then, if nothing else does.
};

/// Local records, asynchronous on the web (IndexedDB), files natively. Callbacks run between frames.
class RecordStore {
public:
    using Records = std::vector<std::pair<std::string, std::string>>; ///< Key and value.
    using Loaded = std::function<void(std::optional<Records>)>;
    virtual ~RecordStore() = default;
    /// All records of a table, or nothing when storage cannot be read.
    virtual void load(std::string_view table, Loaded) = 0;
    using Name = std::pair<std::string, std::string>;                 ///< Table and key.
    /// Commits one record, "" is none, and removes those in whose place it stands: all of it or nothing. `done(false)` when it could not be made durable.
    virtual void put(std::string_view table, std::string_view key, std::string_view value, std::function<void(bool)> done, std::vector<Name> const& instead_of = {}) = 0;
    /// Commits one record, "" is none, in place of the one that is known to be there, as one step over all tabs and programs: of several that
    /// try, one is Stored. `now` is what stands there afterwards.
    enum class Replaced { Refused, Stored, Changed };
    virtual void replace(std::string_view table, std::string_view key, std::string_view known, std::string_view value, std::function<void(Replaced, std::string now)> done) = 0;
    void remove(std::string_view table, std::string_view key) { put(table, key, {}, [](bool) {}); }
    virtual void clear() = 0;
};

struct Options {
    std::string title = "KallyAI";
    int width = 1280, height = 800;  ///< Native window.
    std::string data_folder;         ///< Native records and settings; empty is the system's place for them.
    std::string font_folder;         ///< Native TTF files.
};

/// Opens the window or takes the page's canvas, creates the Dear ImGui context with the faces. False when there is no
/// display; the reason is then in `start_problem()`. Without WebGL2 the page's mirror is what one sees, and it is true.
bool start(Options const&);
std::string start_problem();
/// Runs `frame` whenever one is due, and `advance` in its place while nobody can see the page: what arrives then is taken
/// in and what waits goes out, without drawing. `idle` is called when there is time to spare after an output said
/// `retained.more`; what it returns goes to the page as it is. Returns only natively, when the window closes.
void run(std::function<void()> frame, std::function<void()> advance, std::function<Retained()> idle);
void stop();                         ///< Natively: ends run().
/// Asks for frames: input arms 3, data arms 1. Nothing is drawn unless something asked.
void request_frames(int count);

Input begin_frame();                 ///< Starts a Dear ImGui frame.
void end_frame(Output const&);       ///< Renders and hands the tree to the page.
ImFont* font(Face);
unsigned font_generation();          ///< Grows when a face arrives late: what was laid out before has other widths.

// ---- text that is more than one glyph for each code point
/// Ends of the grapheme clusters of `text`, in bytes, by the browser's segmenter. Nothing where there is none.
std::optional<std::vector<std::uint32_t>> cluster_ends(std::string_view text);
/// The same for words, by the browser's dictionaries.
std::optional<std::vector<std::uint32_t>> word_ends(std::string_view text);
/// The code point by which a text face draws this cluster. On the web one of the basic plane's private area stands for a
/// cluster of several, so that tables indexed by code point stay small; natively its first is drawn.
char32_t cluster_glyph(std::string_view cluster);
/// From the top of a line box to its baseline, as the page itself places it; all in CSS pixels. Nothing natively.
std::optional<float> line_baseline(Face, float em, float line_height);
/// A line drawn as a whole: device pixels, seen from the pen at its left end on the baseline, downwards.
struct LineBox {
    float advance = 0;
    int left = 0, top = 0, width = 0, height = 0; ///< What its ink covers; width 0 is none.
};
/// Measures a line with the browser's own shaping and order of letters; `em` in device pixels. Nothing natively.
std::optional<LineBox> measure_line(Face, double em, std::string_view, bool to_left);
/// Draws what stands in `part` of a line into a rectangle of the atlas of that size; `color` has red in the lowest byte.
/// True when it has colours of its own: otherwise it is white, to be tinted.
bool draw_line(Face, double em, std::string_view, bool to_left, std::uint32_t color, LineBox const& part, int atlas_rect);
/// False when the time that one frame may spend on new glyphs and lines is over; the rest follows in the next frame.
bool glyph_time_left();

/// What the person has set and the platform carries out.
struct Preferences {
    float text_scale = 1;         ///< On top of what the browser has set.
    bool mod_enter_sends = false; ///< Enter in a text area breaks the line then.
    std::string time_zone;        ///< IANA name; empty is the system's.
    std::string keys;             ///< Those of shortcuts, separated by spaces: "Mod+k g ?". All others stay the browser's.
    bool capture = false;         ///< Every key is told but those that belong to the browser, to be chosen as a shortcut.
    bool operator==(Preferences const&) const = default;
};
void set_preferences(Preferences const&);
std::vector<std::string> time_zones(); ///< Names that `Preferences::time_zone` may have.
/// Removes everything that this site keeps in this browser: values, records, caches.
void wipe_device();


Instant now();
std::chrono::minutes utc_offset(Instant);
std::string time_zone();             ///< IANA name, or empty.
std::string preferred_language();    ///< "es-ES", ...
void random_bytes(std::span<std::uint8_t>);

/// Values of this tab (sessionStorage; natively in memory) or of this device (localStorage; natively a file). Synchronous.
enum class Keep { Tab, Device };
std::optional<std::string> value(Keep, std::string_view key);
bool set_value(Keep, std::string_view key, std::string_view text); ///< False when it was refused.
void remove_value(Keep, std::string_view key);
RecordStore& records();

std::string page_address();          ///< Without query and fragment; natively empty.
std::string fragment();              ///< The address now: text behind '#'.
void set_fragment(std::string_view, bool replace);
/// The address of what now lies over the page: an entry of the history, or another address for the one that a dialog has already.
void cover_fragment(std::string_view);
/// Back to the address below, also in the history; where the page was loaded with the dialog, the entry gets that address.
void uncover_fragment(std::string_view);
/// Leaves the page for the sign-in address (natively: opens the system browser).
void leave_for(std::string_view url);
/// Opens https, http, mailto or tel in a new tab without opener or referrer. False for anything else.
bool open_link(std::string_view url);
void copy_text(std::string_view);
/// Gives the person a file of their own: the browser's download; natively a new file in the Downloads folder, or in the working
/// folder when there is none. `name` is shown and may be changed on the way; `type` is a media type. False when it was refused.
bool save_file(std::string_view name, std::string_view type, std::string_view bytes);
/// Loads a recording into the player, in place of another one; no bytes unload it. False where there is none, which is natively.
bool load_sound(std::string_view type, std::string_view bytes);
void play_sound(bool on, std::optional<std::chrono::seconds> at = {}); ///< Plays or pauses, from that moment on.
void announce(std::string_view text, bool assertive);
void set_language(std::string_view code); ///< The page's `lang`.
void set_theme(bool dark);                ///< The page's colour scheme and background.

// ---- what the tabs of a browser share; natively the locks, over all programs that have the same data folder
/// From now on this tab belongs to those of the same account; "" leaves them. One of them leads: one that is seen, if there is one.
void join_tabs(std::string_view account);
bool leads();
/// Gives the other tabs what the leading one was told. take_shared(): what came last from there, once.
void share(std::string_view text);
std::optional<std::string> take_shared();
/// Tells all other tabs of this browser, whosever they are, nothing of it on the way is kept; take_told(): what they told, each once.
void tell_tabs(std::string_view text);
std::optional<std::string> take_told();
/// Takes a lock that at most one tab holds; this one may have it already. When another one has it: `done(false)`, or with `wait` done(true)
/// later, after 70 s whatever that one does: no renewal takes longer. Ends with release(), by which what was told has arrived, or with the page.
void hold(std::string_view name, std::function<void(bool)> done, bool wait = false);
void release(std::string_view name);
bool is_visible();                   ///< Somebody may see the page.
/// When the program is called again without a frame.
struct Turn {
    std::chrono::milliseconds in { 0 };
    std::chrono::milliseconds every { 0 }; ///< How often the page may repeat what was polled by itself; 0: not at all.
    std::chrono::milliseconds lasts { 0 }; ///< For how long from now.
};
/// Calls `advance` of run() then, whether the page is seen or not, and draws nothing. Nothing: not any more. One at a time. On the web
/// what was polled last and brought nothing new (net::Request::polled) is first repeated without the program, until it does.
void advance_in(std::optional<Turn>);
std::optional<Instant> repeated_at(); ///< When that was done last; nothing where it is not done.

// ---- system notifications
enum class Notices { Unsupported, NotAsked, Allowed, Refused };
Notices notices();
void ask_for_notices();              ///< Within a press only.
/// Shows one without a sound in place of the last with this tag; a press on it brings the page to the front at that address.
void notify(std::string_view title, std::string_view body, std::string_view tag, std::string_view fragment);

/// config.json beside the page, or the command line natively: raw text read at start, "" when there is none.
std::string config_text();

} // namespace kally::platform
