# One interface target carries what every library of ours is compiled with; kally_tests_warnings the same with exceptions.
add_library(kally_common INTERFACE)
target_compile_options(kally_common INTERFACE
  -Wall -Wextra
  $<$<NOT:$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>>:-Wshadow> # a neighbour in a batch is no scope around
  -Wno-missing-field-initializers # designated initialisers omit on purpose
  -Wno-gnu-statement-expression)
target_compile_definitions(kally_common INTERFACE JSON_NOEXCEPTION)
target_include_directories(kally_common INTERFACE ${CMAKE_SOURCE_DIR}/src)
if(KALLY_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()

if(KALLY_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
  add_link_options(-fsanitize=fuzzer-no-link)
endif()

add_library(kally_warnings INTERFACE)
target_link_libraries(kally_warnings INTERFACE kally_common)
target_compile_options(kally_warnings INTERFACE -fno-exceptions)

# kally_batches(target): its sources are compiled in batches, because reading the headers and what they instantiate takes most of the
# time of a file: two tests together take 11 s instead of 18. For those in which no two files name something of their own alike.
# Not for what the page's module is made of, which is split by object; WHOLE says that a target is no part of that.
function(kally_batches target)
  if(EMSCRIPTEN AND NOT "WHOLE" IN_LIST ARGN)
    return()
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE BATCH UNITY_BUILD_BATCH_SIZE 8)
endfunction()

# kally_library(name sources...): a library of ours, `kally_<name>`.
function(kally_library name)
  add_library(kally_${name} STATIC ${ARGN})
  target_include_directories(kally_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(kally_${name} PRIVATE kally_warnings)
endfunction()

# kally_test(name sources...): one Catch2 binary per library, `test_<name>`, run as a whole: starting each case under the
# sanitizers costs more than running it.
function(kally_test name)
  add_executable(test_${name} ${ARGN})
  target_link_libraries(test_${name} PRIVATE kally_common Catch2::Catch2WithMain)
  if(KALLY_SANITIZE)
    target_compile_options(test_${name} PRIVATE -fno-sanitize=undefined) # of what is tested, not of the tests: a third of their time to compile
  endif()
  add_test(NAME ${name} COMMAND test_${name} --order rand --warn NoAssertions)
endfunction()
