#pragma once

#include <cstdint>

// What the libraries in web/ offer to the web sources. Every pointer is valid during the call only.
extern "C" {

struct KallyMirrorRecord { ///< 20 words, read by the library.
    std::uint32_t id, parent, before, role, state, level, takes_focus, dirty;
    float x, y, width, height, content_height, font_size, line_height;
    char const *name, *value, *hint;
    std::uint32_t reserved[2];
};

struct KallyRetainedChange { ///< 8 words, read by the library.
    std::uint32_t kind, id, after, role;
    float gap, height;
    char const *name, *content;
};

void kally_page_init(void);
void kally_page_info(float* out); ///< width, height, density, safe insets (4), flags
int kally_most_texels(void); ///< Side of the largest texture.
void kally_no_canvas(void); ///< The mirror becomes what one sees.
void kally_system_colors(std::uint32_t* out); ///< In the order of SystemColors.
void kally_least_height(float);
void kally_arm(int frames);
void kally_wake(int milliseconds);
void kally_mirror_apply(KallyMirrorRecord const*, int count, std::uint32_t const* gone, int gone_count);
void kally_mirror_leave();
/// `more`: kally_idle() is called when there is time to spare.
void kally_retain(std::uint32_t log, int fresh, float left, float width, KallyRetainedChange const*, int count, int more);
void kally_field_text(std::uint32_t id, std::uint32_t revision, char const* text);
void kally_scroll_to(std::uint32_t id, float top);
void kally_focus_on(std::uint32_t id);
void kally_set_title(char const*);
void kally_announce(char const*, int assertive);
void kally_set_language(char const*);
void kally_set_theme(int dark);
void kally_set_fragment(char const*, int replace);
void kally_leave_for(char const*);
int kally_open_link(char const*);
void kally_copy(char const*);
void kally_load_sound(char const* type, char const* bytes, int length);
void kally_play_sound(int on, int at); ///< From that second on; -1 from where it stands.
void kally_save_file(char const* name, char const* type, char const* bytes, int length);
void kally_join_tabs(char const* account);
int kally_leads(void);
void kally_share(char const* text);
int kally_take_shared(void); ///< Text answer, as below.
void kally_tell_tabs(char const* text);
int kally_take_told(void); ///< Text answer, as below.
void kally_hold(char const* name, int ticket, int wait); ///< Answered by kally_on_db().
void kally_release(char const* name);
int kally_visible(void);
void kally_advance_in(double in, double every, double lasts); ///< Milliseconds, as in platform::Turn; below zero: not any more.
double kally_repeated_at(void); ///< As Date.now() tells it; 0: never.
int kally_notices(void);
void kally_ask_for_notices(void);
void kally_notify(char const* title, char const* body, char const* tag, char const* fragment);
void kally_random(std::uint8_t*, int count);
/// Text answers: copied into a buffer asked for with kally_buffer(); the length is returned, -1 for none.
int kally_value(int device, char const* key);
int kally_set_value(int device, char const* key, char const* text);
void kally_remove_value(int device, char const* key);
int kally_page_text(int which); ///< 0 address, 1 fragment, 2 time zone, 3 language, 4 config, 5 time zones
void kally_set_preferences(float text_scale, int mod_enter, char const* time_zone, char const* keys, int capture);
void kally_wipe(void);
int kally_utc_offset(double milliseconds);
void kally_db_load(char const* table, int ticket);
void kally_db_put(char const* table, char const* key, char const* text, int ticket, char const* const* names, int count); ///< Names: of the records that go with it, table and key in turn.
void kally_db_replace(char const* table, char const* key, char const* known, char const* text, int ticket);
void kally_db_clear(void);
void kally_font_box(int face, double px, float* out);
/// Ends of the clusters or words in bytes, at most one for each byte; the count, or 0 without a segmenter.
int kally_segment_ends(char const* text, int length, int words, std::uint32_t* out);
float kally_line_baseline(int face, float em, float line_height); ///< CSS pixels
void kally_text_metrics(int face, double px, char const* text, int length, int to_left, float* out); ///< advance, left, top, width, height
/// Draws white, or in `color` when the text has colours of its own: then it answers 1. The window is width x height at (x0, y0) from the pen.
int kally_text_draw(int face, double px, char const* text, int length, int to_left, std::uint32_t color, int x0, int y0, int width, int height, unsigned char* out);
/// The printable ASCII characters from '!' on, all at once: metrics as above for each, then a picture of cells, sixteen in a row.
void kally_ascii_metrics(int face, double px, float* out);
void kally_ascii_draw(int face, double px, float const* metrics, int cell_width, int cell_height, unsigned char* out);
int kally_readback_works(void); ///< Whether pixels of a canvas come back as they were drawn.
int kally_text_coloured(char const* text, int length); ///< A guess from the characters, for when pixels cannot be read.
void kally_text_upload(unsigned texture, int x, int y, int face, double px, char const* text, int length, int to_left, std::uint32_t color, int x0, int y0, int width, int height);
void kally_first_frame(void);
}
