#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "telemetry/metrics.h"

namespace rustygpt::stream {

// The types of events; the last stands for any other.
inline constexpr std::array<std::string_view, 17> event_types{"message.delta",
                                                              "reasoning.step",
                                                              "message.new",
                                                              "message.queued",
                                                              "message.done",
                                                              "thread.new",
                                                              "thread.activity",
                                                              "chat.accepted",
                                                              "stream.reset",
                                                              "stream.error",
                                                              "conversation.updated",
                                                              "conversation.deleted",
                                                              "presence.update",
                                                              "typing.update",
                                                              "unread.update",
                                                              "membership.changed",
                                                              "other"};

constexpr std::size_t place_of(std::string_view type) {
    std::size_t place = 0;
    while (place + 1 < event_types.size() && event_types[place] != type) ++place;
    return place;
}

// How many events of a type there are in something.
struct TypeCount {
    std::size_t place = 0;  // in event_types
    std::uint64_t count = 0;
};

// What the streams of one core have done. Added to on that core, read on any thread; no two cores' share a cache line.
struct alignas(64) Counters {
    metrics::Gauge open{};  // streams
    std::array<metrics::Counter, event_types.size()> sent{};  // events handed to connections; merged ones count as one
    metrics::Counter replayed{};  // of them: read from the log
    metrics::Counter merged{};  // deltas that became part of the one before
    metrics::Counter overflowed{};  // streams that ended since their reader was too slow
};

}  // namespace rustygpt::stream
