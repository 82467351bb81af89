# Debian's packages. docs/dependencies.md says why each is here. Static where Debian ships an archive:
# the product is one binary that starts at once.
set(Boost_USE_STATIC_LIBS ON)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(PkgConfig REQUIRED)

function(rustygpt_library name archive)
  find_library(${name}_LIBRARY NAMES ${archive} REQUIRED)
  add_library(${name} INTERFACE)
  target_link_libraries(${name} INTERFACE ${${name}_LIBRARY} ${ARGN})
endfunction()

rustygpt_library(sodium libsodium.a)
rustygpt_library(utf8proc libutf8proc.a)
rustygpt_library(stemmer libstemmer.a)
rustygpt_library(gumbo libgumbo.a)
rustygpt_library(sqlite libsqlite3.a m dl)
rustygpt_library(re2 libre2.a)
rustygpt_library(crypto libcrypto.a dl)
rustygpt_library(fmt fmt)
rustygpt_library(spdlog spdlog fmt)
target_compile_definitions(spdlog INTERFACE SPDLOG_COMPILED_LIB SPDLOG_FMT_EXTERNAL)
rustygpt_library(prometheus prometheus-cpp-core)
# What Abseil's time needs of Abseil, each before what it needs itself.
add_library(absl_time INTERFACE)
foreach(part time civil_time time_zone strings strings_internal base spinlock_wait int128 throw_delegate
    raw_logging_internal log_severity)
  rustygpt_library(absl_${part}_archive libabsl_${part}.a)
  target_link_libraries(absl_time INTERFACE absl_${part}_archive)
endforeach()
add_library(tomlplusplus INTERFACE)
target_compile_definitions(tomlplusplus INTERFACE TOML_HEADER_ONLY=1)
add_library(cli11 INTERFACE)

if(RUSTYGPT_TESTS)
  find_package(GTest REQUIRED)
  enable_testing()
  include(GoogleTest)
endif()
