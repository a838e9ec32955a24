# Finds Emscripten (EMSDK, or Debian's package) and hands over to its own toolchain file.
if(DEFINED ENV{EMSDK})
  set(emscripten_root $ENV{EMSDK}/upstream/emscripten)
else()
  set(emscripten_root /usr/share/emscripten)
endif()
if(NOT EXISTS ${emscripten_root}/cmake/Modules/Platform/Emscripten.cmake)
  message(FATAL_ERROR "Emscripten is missing: install Debian's emscripten package, or set EMSDK")
endif()
include(${emscripten_root}/cmake/Modules/Platform/Emscripten.cmake)
# Debian keeps acorn outside the default path of other builds of node; every optimised link needs it.
if(NOT DEFINED ENV{NODE_PATH} AND EXISTS /usr/share/nodejs/acorn)
  set(ENV{NODE_PATH} /usr/share/nodejs)
endif()
