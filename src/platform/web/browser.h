#pragma once

#include <cstdint>

// What web/platform_library.js offers to the web sources. Every pointer is valid during the call only.
extern "C" {

struct KallyMirrorRecord { ///< 20 words, read by the library.
    std::uint32_t id, parent, before, role, state, level, takes_focus, dirty;
    float x, y, width, height, content_height, font_size, line_height;
    char const *name, *value, *hint;
    std::uint32_t reserved[2];
};

void kally_page_init(void);
void kally_page_info(float* out); ///< width, height, density, safe insets (4), flags
void kally_system_colors(std::uint32_t* out); ///< In the order of SystemColors.
void kally_least_height(float);
void kally_arm(int frames);
void kally_wake(int milliseconds);
void kally_mirror_apply(KallyMirrorRecord const*, int count, std::uint32_t const* gone, int gone_count);
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
void kally_random(std::uint8_t*, int count);
/// Text answers: copied into a buffer asked for with kally_buffer(); the length is returned, -1 for none.
int kally_value(int device, char const* key);
int kally_set_value(int device, char const* key, char const* text);
void kally_remove_value(int device, char const* key);
int kally_page_text(int which); ///< 0 address, 1 fragment, 2 time zone, 3 language, 4 config
int kally_utc_offset(double milliseconds);
void kally_db_load(char const* table, int ticket);
void kally_db_put(char const* table, char const* key, char const* text, int ticket);
void kally_db_remove(char const* table, char const* key);
void kally_db_clear(void);
void kally_font_box(int face, double px, float* out);
void kally_glyph_metrics(int face, int code_point, double px, float* out);
int kally_glyph_draw(int face, int code_point, double px, int x0, int y0, int width, int height, unsigned char* out);
void kally_first_frame(void);
}
