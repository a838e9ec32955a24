#pragma once
// Dear ImGui's compile-time settings, the same for every file that includes it.

#define IMGUI_USE_WCHAR32 // emoji live above the basic plane
#define IMGUI_DISABLE_OBSOLETE_FUNCTIONS
#define IMGUI_DISABLE_DEMO_WINDOWS
#define IMGUI_DEFINE_MATH_OPERATORS
#ifdef __EMSCRIPTEN__
#    define IMGUI_DISABLE_DEBUG_TOOLS
#    define IMGUI_DISABLE_DEFAULT_FONT
#    define IMGUI_DISABLE_FILE_FUNCTIONS
#    define IMGUI_DISABLE_DEFAULT_SHELL_FUNCTIONS
#    define IMGUI_ENABLE_FREETYPE // means here: the loader of platform/web/glyphs.cpp instead of stb_truetype
#    ifdef NDEBUG
#        define IM_ASSERT(expression) ((void)(expression))
#    endif
#endif
