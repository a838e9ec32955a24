# Every dependency, where it comes from and why. Source folders are fetched by cmake/fetch_dependencies.sh.
#   Dear ImGui 1.92   draw lists, atlas and input; dynamic fonts let the browser draw the glyphs
#   MD4C 0.5          CommonMark with tables, strikethrough, autolinks; no tree of its own
#   Catch2 3          tests
#   nlohmann_json 3.11 (Debian)  JSON
#   libcurl, SDL2, cpp-httplib (Debian)  native HTTP, native window, sandbox server and sign-in listener
if(DEFINED ENV{KALLY_DEPS_DIR})
  set(KALLY_DEPS_DIR $ENV{KALLY_DEPS_DIR})
else()
  set(KALLY_DEPS_DIR ${CMAKE_SOURCE_DIR}/build/deps)
endif()
function(kally_source_folder variable folder)
  if(DEFINED ENV{${variable}})
    set(path $ENV{${variable}})
  else()
    set(path ${KALLY_DEPS_DIR}/${folder})
  endif()
  if(NOT EXISTS ${path})
    message(FATAL_ERROR "${path} is missing: run cmake/fetch_dependencies.sh, or set ${variable} to the source folder")
  endif()
  set(${variable} ${path} PARENT_SCOPE)
endfunction()
kally_source_folder(IMGUI_DIR imgui)
kally_source_folder(MD4C_DIR md4c)

# Debian's header must not reach em++ as -I/usr/include: the system's headers would come along.
find_path(KALLY_JSON_DIR nlohmann/json.hpp PATHS /usr/include NO_CMAKE_FIND_ROOT_PATH REQUIRED)
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/json)
file(CREATE_LINK ${KALLY_JSON_DIR}/nlohmann ${CMAKE_BINARY_DIR}/json/nlohmann SYMBOLIC)
add_library(nlohmann_json INTERFACE)
target_include_directories(nlohmann_json SYSTEM INTERFACE ${CMAKE_BINARY_DIR}/json)

add_library(md4c STATIC ${MD4C_DIR}/src/md4c.c)
target_include_directories(md4c SYSTEM PUBLIC ${MD4C_DIR}/src)
target_compile_definitions(md4c PRIVATE MD4C_USE_UTF8)

if(EMSCRIPTEN)
  set(imgui_tables ${CMAKE_SOURCE_DIR}/src/platform/web/imgui_without_tables.cpp)
else()
  set(imgui_tables ${IMGUI_DIR}/imgui_tables.cpp)
endif()
add_library(imgui STATIC ${IMGUI_DIR}/imgui.cpp ${IMGUI_DIR}/imgui_draw.cpp ${imgui_tables}
  ${IMGUI_DIR}/imgui_widgets.cpp ${IMGUI_DIR}/backends/imgui_impl_opengl3.cpp)
target_include_directories(imgui SYSTEM PUBLIC ${IMGUI_DIR} ${IMGUI_DIR}/backends ${CMAKE_SOURCE_DIR}/src/platform/imgui)
target_compile_definitions(imgui PUBLIC IMGUI_USER_CONFIG="imgui_config.h")
target_compile_options(imgui PRIVATE -fno-exceptions -fno-rtti)

if(NOT EMSCRIPTEN)
  find_package(SDL2 REQUIRED)
  find_package(CURL REQUIRED)
  find_package(OpenGL REQUIRED)
  find_package(Threads REQUIRED)
  target_sources(imgui PRIVATE ${IMGUI_DIR}/backends/imgui_impl_sdl2.cpp)
  target_link_libraries(imgui PUBLIC SDL2::SDL2 OpenGL::GL)
  if(KALLY_TESTS) # what it takes input for is held against the semantic records
    target_compile_definitions(imgui PUBLIC IMGUI_ENABLE_TEST_ENGINE)
    target_sources(imgui PRIVATE ${CMAKE_SOURCE_DIR}/src/platform/headless/hooked_items.cpp)
    target_include_directories(imgui PRIVATE ${CMAKE_SOURCE_DIR}/src)
  endif()
  find_library(KALLY_HTTPLIB cpp-httplib REQUIRED)
  add_library(httplib INTERFACE)
  target_link_libraries(httplib INTERFACE ${KALLY_HTTPLIB} Threads::Threads)
endif()

if(KALLY_TESTS)
  kally_source_folder(CATCH2_DIR catch2)
  add_subdirectory(${CATCH2_DIR} ${CMAKE_BINARY_DIR}/catch2 SYSTEM EXCLUDE_FROM_ALL)
  set_target_properties(Catch2 PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 60) # a quarter of the time of its hundred small files
endif()
