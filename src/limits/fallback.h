#pragma once

#include <cstdint>

namespace rustygpt::limits {

// What bounds a route to which nothing is assigned.
enum class Fallback : std::uint8_t {
    shared,   // the default, in one bucket per caller for all such routes
    streams,  // the default, in a bucket of its own: opening streams and asking for things don't hinder each other
    guarded,  // the default, in a bucket of its own, and no assignment makes it tighter: the way to lift a limit
    none,     // nothing
};

}  // namespace rustygpt::limits
