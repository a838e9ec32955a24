# What the first screens, sign-in and chat, do without: these become a module of their own, fetched behind the first frame, and with them
# what these screens have never run (behind_first_frame.txt).
set(kally_page_sources views/activity.cpp views/call_detail.cpp views/call_parts.cpp views/calls.cpp views/command_runs.cpp views/conversation.cpp views/credits.cpp views/dropped_file.cpp views/goal_detail.cpp views/goals.cpp views/hosted_page.cpp views/new_call.cpp views/notifications.cpp views/palette.cpp views/plan_choice.cpp views/plan_question.cpp views/plans.cpp views/review.cpp views/settings.cpp views/shortcuts.cpp views/thread_find.cpp views/unsent.cpp
  effects/activity.cpp effects/billing.cpp effects/calls.cpp effects/decisions.cpp effects/device.cpp effects/kept_reading.cpp effects/unsent.cpp
  kally_api.dir/calls.cpp kally_store.dir/activity.cpp kally_store.dir/calls.cpp kally_store.dir/call_form.cpp kally_store.dir/decisions.cpp kally_store.dir/new_call.cpp kally_store.dir/deeds.cpp kally_store.dir/kept.cpp kally_store.dir/message_search.cpp kally_store.dir/own_data.cpp kally_store.dir/plan_wishes.cpp kally_text.dir/html.cpp kally_text.dir/redact.cpp kally_ui.dir/export.cpp kally_ui.dir/find_text.cpp)

# kally_web_executable(target): how the page's module is linked, minified and packaged into build/web/dist.
set(KALLY_DIST ${CMAKE_BINARY_DIR}/dist)
file(GLOB kally_js_libraries CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/*_library.js)

set(kally_link_settings
  -sMIN_WEBGL_VERSION=2 -sMAX_WEBGL_VERSION=2 -sENVIRONMENT=web -sALLOW_MEMORY_GROWTH=1 -sMALLOC=emmalloc -sFILESYSTEM=0
  -sFETCH=1 -sSUPPORT_LONGJMP=0 -sTOTAL_STACK=1MB -sGL_TRACK_ERRORS=0 -sTEXTDECODER=2 -sDISABLE_EXCEPTION_CATCHING=1
  -sDYNAMIC_EXECUTION=0 # no eval: the page runs under a strict content policy
  -sEXPORTED_RUNTIME_METHODS=[] -sINCOMING_MODULE_JS_API=canvas,instantiateWasm,onAbort)

# Every optimised link needs acorn, which Debian keeps outside the path of other builds of node.
function(kally_link_with_acorn target)
  if(EXISTS /usr/share/nodejs/acorn)
    set_property(TARGET ${target} PROPERTY RULE_LAUNCH_LINK "${CMAKE_COMMAND} -E env NODE_PATH=/usr/share/nodejs")
  endif()
endfunction()

# kally_web_module(target name): a module without script of its own, <name>.wasm; what it exports stands in its source.
function(kally_web_module target name)
  set_target_properties(${target} PROPERTIES SUFFIX .wasm OUTPUT_NAME ${name} RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
  target_link_options(${target} PRIVATE -Oz --no-entry -sSTANDALONE_WASM=1 -sALLOW_MEMORY_GROWTH=1 -sMALLOC=emmalloc -sFILESYSTEM=0 -sTOTAL_STACK=1MB)
  kally_link_with_acorn(${target})
endfunction()

function(kally_web_executable target)
  set_target_properties(${target} PROPERTIES SUFFIX .js)
  foreach(library ${kally_js_libraries})
    target_link_options(${target} PRIVATE "SHELL:--js-library ${library}") # SHELL: or the repeated option is dropped
    set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS ${library})
  endforeach()
  target_link_options(${target} PRIVATE ${kally_link_settings})
  if(CMAKE_BUILD_TYPE STREQUAL "Debug")
    target_link_options(${target} PRIVATE -sASSERTIONS=1 -sSAFE_HEAP=1)
  else()
    # Big functions stay by themselves: they can be moved, and the whole packs 3 % smaller.
    target_link_options(${target} PRIVATE -Oz --profiling-funcs -Wl,--no-demangle -sBINARYEN_EXTRA_PASSES=--one-caller-inline-max-function-size=40)
    find_program(KALLY_WASM_SPLIT wasm-split REQUIRED)
    add_custom_command(TARGET ${target} POST_BUILD
      COMMAND ${KALLY_PYTHON} ${CMAKE_SOURCE_DIR}/cmake/split_module.py ${CMAKE_NM} ${CMAKE_BINARY_DIR}/src kally.wasm primary.wasm pages.wasm ${CMAKE_SOURCE_DIR}/cmake/behind_first_frame.txt ${kally_page_sources}
      WORKING_DIRECTORY ${CMAKE_BINARY_DIR})
    set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS ${CMAKE_SOURCE_DIR}/cmake/split_module.py ${CMAKE_SOURCE_DIR}/cmake/behind_first_frame.txt)
  endif()
  kally_link_with_acorn(${target})
  file(GLOB shell_files LIST_DIRECTORIES false CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/shell/* ${CMAKE_SOURCE_DIR}/web/* ${CMAKE_SOURCE_DIR}/web/hosting/* ${CMAKE_SOURCE_DIR}/cmake/hosting.py)
  add_custom_command(
    OUTPUT ${KALLY_DIST}/index.html
    COMMAND ${KALLY_PYTHON} ${CMAKE_SOURCE_DIR}/cmake/package_web.py ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR} ${CMAKE_BUILD_TYPE}
    DEPENDS ${target} kally_sandbox_module kally_fonts ${KALLY_FONT_FOLDER}/stamp ${shell_files} ${KALLY_GENERATED}/shell/tokens.css ${CMAKE_SOURCE_DIR}/cmake/package_web.py
    COMMENT "Static site")
  add_custom_target(kally_site ALL DEPENDS ${KALLY_DIST}/index.html)
endfunction()
