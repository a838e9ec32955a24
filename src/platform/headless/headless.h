#pragma once

#include "platform/platform.h"

#include <map>
#include <set>

// The platform without a window: tests set the input, read the output and turn the clock.
namespace kally::platform::headless {

/// Says it on stderr and aborts: no test passes with a thing that can be pressed and says nothing of itself.
void end_program(std::string const& problem);

struct World {
    Input input { .width = 1280, .height = 800 }; ///< Of the next frame; what happens once is cleared by it.
    Output output;                                ///< Of the last frame.
    Instant now { std::chrono::milliseconds { 1'772'440'000'000 } };
    std::chrono::minutes utc_offset { 0 };
    std::string config, fragment, page = "http://localhost:8976/", language = "en-GB";
    std::vector<std::string> copied, opened, left_for, announced;
    struct SavedFile { std::string name, type, bytes; };
    std::vector<SavedFile> saved;
    std::string account;                ///< Whose tabs this one belongs to.
    bool leads = true;
    std::vector<std::string> shared;    ///< With the other tabs.
    std::optional<std::string> heard;   ///< From them.
    std::vector<std::string> told;      ///< To all other tabs.
    std::optional<std::string> told_here; ///< By one of them.
    std::set<std::string> held;         ///< Locks, whoever has them.
    std::optional<std::chrono::milliseconds> advances_in;
    Notices notices = Notices::NotAsked;
    struct Notice { std::string title, body, fragment; };
    std::vector<Notice> notified;
    Preferences preferences;
    bool plays_sound = true, playing = false;
    std::string sound; ///< Media type of what is in the player.
    std::map<std::string, std::string, std::less<>> tab, device;
    std::map<std::pair<std::string, std::string>, std::string> records;
    bool storage_works = true;
    int frames_asked = 0;
    std::function<void()> frame, advance;
    std::function<Retained()> idle;
    std::map<std::uint32_t, float> tops; ///< Where the scrollers stand.
    /// Hears of each item of a frame that a person can act upon and that no record describes.
    std::function<void(std::string const& item)> unrecorded = end_program;
};
World& world();
void reset(); ///< A new world; the Dear ImGui context stays.
/// Runs the application's frame once (while not visible: its advance), after delivering what storage has to say.
void run_frame();

} // namespace kally::platform::headless
