# Warnings, sanitizers, linker: what every target of ours is built with.
add_library(rustygpt_flags INTERFACE)
target_compile_options(rustygpt_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Werror)
target_include_directories(rustygpt_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)
# One copy of Asio, compiled once in base/asio.cpp, and no Boost headers that guess at another executor.
target_compile_definitions(rustygpt_flags INTERFACE BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED
  BOOST_ASIO_DISABLE_BOOST_COROUTINE RUSTYGPT_VERSION="${PROJECT_VERSION}")

if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # Debian's Boost 1.81 and fmt 9 predate some of clang 19's opinions; only system headers are concerned.
  target_compile_options(rustygpt_flags INTERFACE -Wno-missing-designated-field-initializers)
  add_link_options(-fuse-ld=lld-19)
else()
  target_compile_options(rustygpt_flags INTERFACE -fcoroutines -Wno-missing-field-initializers -Wno-maybe-uninitialized
    -Wno-dangling-reference -Wno-stringop-overflow -Wno-array-bounds -Wno-restrict -Wno-tsan)
endif()

if(RUSTYGPT_SANITIZE)
  add_compile_options(-fsanitize=${RUSTYGPT_SANITIZE} -fno-omit-frame-pointer -g1 -O1)
  add_link_options(-fsanitize=${RUSTYGPT_SANITIZE})
  if(RUSTYGPT_SANITIZE MATCHES "undefined")
    add_compile_options(-fno-sanitize-recover=undefined)
  endif()
elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
  add_compile_options(-O2 -fstack-protector-strong -D_FORTIFY_SOURCE=2 -ffunction-sections -fdata-sections)
  add_link_options(-Wl,--gc-sections -Wl,-z,relro -Wl,-z,now)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
find_package(Threads REQUIRED)
target_link_libraries(rustygpt_flags INTERFACE Threads::Threads)
