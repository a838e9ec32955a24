# What is generated: theme values, icon names and CSS from the tokens, subset fonts from npm's Inter and Lucide.
# Debian's python3 comes first: it is the one that has fontTools.
find_program(KALLY_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH)
find_program(KALLY_PYTHON NAMES python3 REQUIRED)
set(KALLY_NODE_MODULES ${CMAKE_SOURCE_DIR}/node_modules)
if(NOT EXISTS ${KALLY_NODE_MODULES}/lucide-static)
  message(FATAL_ERROR "node_modules is missing: run 'npm ci' first")
endif()

set(KALLY_GENERATED ${CMAKE_BINARY_DIR}/generated)
set(tokens ${CMAKE_SOURCE_DIR}/src/ui/tokens.json)
set(codepoints ${KALLY_NODE_MODULES}/lucide-static/font/codepoints.json)
set(made_of_tokens ${KALLY_GENERATED}/ui/tokens.h ${KALLY_GENERATED}/ui/icons.h ${KALLY_GENERATED}/platform/face_factors.h ${KALLY_GENERATED}/sandbox/page_colors.h
  ${KALLY_GENERATED}/shell/tokens.css)
add_custom_command(
  OUTPUT ${made_of_tokens}
  COMMAND ${KALLY_PYTHON} ${CMAKE_SOURCE_DIR}/cmake/generate_tokens.py ${tokens} ${codepoints} ${KALLY_GENERATED}
  # The script leaves unchanged files alone; their time is set so that the rule counts as done.
  COMMAND ${CMAKE_COMMAND} -E touch_nocreate ${made_of_tokens}
  DEPENDS ${tokens} ${codepoints} ${CMAKE_SOURCE_DIR}/cmake/generate_tokens.py
  COMMENT "Theme from the tokens")
add_custom_target(kally_tokens DEPENDS ${KALLY_GENERATED}/ui/tokens.h)
add_library(kally_generated INTERFACE)
target_include_directories(kally_generated INTERFACE ${KALLY_GENERATED})
add_dependencies(kally_generated kally_tokens)

file(GLOB_RECURSE icon_users CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/ui/*.cpp)
set(KALLY_FONT_FOLDER ${KALLY_GENERATED}/fonts)
add_custom_command(
  OUTPUT ${KALLY_FONT_FOLDER}/stamp
  COMMAND ${KALLY_PYTHON} ${CMAKE_SOURCE_DIR}/cmake/generate_fonts.py ${KALLY_PLATFORM} ${tokens} ${KALLY_NODE_MODULES} ${KALLY_FONT_FOLDER}
  COMMAND ${CMAKE_COMMAND} -E touch ${KALLY_FONT_FOLDER}/stamp
  DEPENDS ${tokens} ${icon_users} ${CMAKE_SOURCE_DIR}/cmake/generate_fonts.py
  COMMENT "Subset fonts")
add_custom_target(kally_fonts ALL DEPENDS ${KALLY_FONT_FOLDER}/stamp)
