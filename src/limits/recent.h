#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "limits/caller_key.h"
#include "limits/gcra.h"

namespace rustygpt::limits {

// One request of the recent past.
struct Request {
    Instant at{};
    CallerKey caller{};
    std::uint16_t route = 0;    // its number
    std::uint32_t segment = 0;  // segment_hash of what stood in the route's first hole; 0 without one
};
static_assert(sizeof(Request) == 32);

// The same for all spellings of an id.
std::uint32_t segment_hash(std::string_view segment);

// The record of recent requests, for previews: a ring per core, of 32 bytes a request. Rings grow as they fill, to
// `capacity` requests for all cores together; then the oldest are overwritten. Nothing is shared between cores.
class Recent {
public:
    explicit Recent(std::size_t cores, std::size_t capacity = 262'144);

    // On that core's thread. A lock that nobody else holds but while a preview copies a block.
    void add(std::size_t core, const Request& request);
    // From any thread: those since then, oldest first.
    [[nodiscard]] std::vector<Request> since(Instant time) const;

private:
    static constexpr std::size_t block_size = 2'048;
    using Block = std::unique_ptr<Request[]>;

    struct alignas(64) Ring {
        mutable std::mutex mutex;
        std::vector<Block> blocks{};
        std::uint64_t written = 0;  // ever
    };

    void copy_block(const Ring& ring, std::size_t index, Instant time, std::vector<Request>& out) const;

    const std::size_t blocks_per_ring_;
    std::vector<Ring> rings_;
};

}  // namespace rustygpt::limits
