#pragma once

#include <cstddef>

namespace rustygpt::stream {

// Asks for the memory from `from` to `to` bytes behind an address, so that it is near when it is needed. Any address.
inline void prefetch(const void* address, std::ptrdiff_t from, std::ptrdiff_t to) {
    constexpr std::ptrdiff_t cache_line = 64;  // bytes
    for (auto at = from; at < to; at += cache_line) __builtin_prefetch(static_cast<const char*>(address) + at);
}

}  // namespace rustygpt::stream
