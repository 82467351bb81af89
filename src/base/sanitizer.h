#pragma once

// Which sanitizer this is built with, for the few things that can't be as they are elsewhere: 0 or 1, so that the
// preprocessor may ask. clang tells by __has_feature, g++ by its own names.
#ifdef __has_feature
#define RUSTYGPT_ADDRESS_SANITIZER __has_feature(address_sanitizer)
#define RUSTYGPT_THREAD_SANITIZER __has_feature(thread_sanitizer)
#else
#ifdef __SANITIZE_ADDRESS__
#define RUSTYGPT_ADDRESS_SANITIZER 1
#else
#define RUSTYGPT_ADDRESS_SANITIZER 0
#endif
#ifdef __SANITIZE_THREAD__
#define RUSTYGPT_THREAD_SANITIZER 1
#else
#define RUSTYGPT_THREAD_SANITIZER 0
#endif
#endif

namespace rustygpt {

inline constexpr bool sanitized = RUSTYGPT_ADDRESS_SANITIZER || RUSTYGPT_THREAD_SANITIZER;

}  // namespace rustygpt
