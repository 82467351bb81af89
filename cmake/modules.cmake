# Where no ccache shares object files, what nearly every file includes is parsed once per build: half the time of most files.
# Not with g++, whose build also shows which file forgets an include.
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND NOT CCACHE)
  set(precompile_default ON)
endif()
option(RUSTYGPT_PRECOMPILE "Precompile the headers that nearly all files include" ${precompile_default})

function(rustygpt_precompile target)
  if(NOT RUSTYGPT_PRECOMPILE OR target MATCHES "^(rustygpt_base|base_test)$")
    return()
  endif()
  # The lowest module whose flags are nearly all others' flags has them made; and its tests for the tests, which are
  # compiled otherwise.
  set(base ${CMAKE_SOURCE_DIR}/src/base)
  set(headers <algorithm> <atomic> <chrono> <functional> <map> <memory> <mutex> <optional> <string> <string_view> <thread>
    <unordered_map> <variant> <vector> ${base}/completion.h ${base}/dto.h)
  if(target STREQUAL "rustygpt_telemetry")
    target_precompile_headers(${target} PRIVATE ${headers})
  elseif(target STREQUAL "telemetry_test")
    target_precompile_headers(${target} PRIVATE ${headers} <gtest/gtest.h>)
  elseif(target MATCHES "_test$")
    target_precompile_headers(${target} REUSE_FROM telemetry_test)
  else()
    target_precompile_headers(${target} REUSE_FROM rustygpt_telemetry)
  endif()
endfunction()

# rustygpt_module(NAME LINK module-or-library...)
# A module is every .cpp in src/NAME; x_test.cpp files beside them make its test program.
function(rustygpt_module name)
  cmake_parse_arguments(MODULE "" "" "LINK" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cpp ${CMAKE_SOURCE_DIR}/src/${name}/*/*.cpp)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "(_test|/main)\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")

  set(links "")
  foreach(link IN LISTS MODULE_LINK)
    if(TARGET rustygpt_${link})
      list(APPEND links rustygpt_${link})
    else()
      list(APPEND links ${link})
    endif()
  endforeach()

  if(sources)
    add_library(rustygpt_${name} STATIC ${sources})
    target_link_libraries(rustygpt_${name} PUBLIC rustygpt_flags ${links})
    rustygpt_precompile(rustygpt_${name})
  else()
    add_library(rustygpt_${name} INTERFACE)
    target_link_libraries(rustygpt_${name} INTERFACE rustygpt_flags ${links})
  endif()

  if(RUSTYGPT_TESTS AND tests)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE rustygpt_${name} GTest::gtest_main)
    # What a test costs is its compiling: what it tests is compiled as elsewhere.
    target_compile_options(${name}_test PRIVATE -O0 -U_FORTIFY_SOURCE)
    rustygpt_precompile(${name}_test)
    gtest_discover_tests(${name}_test DISCOVERY_MODE PRE_TEST PROPERTIES LABELS ${name})
  endif()
endfunction()

# The schema's files become part of the binary.
function(embed_migrations)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/storage/migrations/*.sql)
  set(out ${CMAKE_BINARY_DIR}/generated/migrations.cpp)
  add_custom_command(OUTPUT ${out} DEPENDS ${files} ${CMAKE_SOURCE_DIR}/cmake/embed_migrations.cmake
    COMMAND ${CMAKE_COMMAND} -DOUT=${out} "-DFILES=${files}" -P ${CMAKE_SOURCE_DIR}/cmake/embed_migrations.cmake VERBATIM)
  target_sources(rustygpt_storage PRIVATE ${out})
endfunction()
