#include "limits/recent.h"

#include <algorithm>
#include <cstring>

namespace rustygpt::limits {

// Eight bytes at a time: it is done for each request. The bit that tells capital letters apart is set in all of them.
std::uint32_t segment_hash(std::string_view segment) {
    std::uint64_t hash = segment.size();
    while (!segment.empty()) {
        std::uint64_t word = 0;
        const auto count = std::min(segment.size(), sizeof word);
        std::memcpy(&word, segment.data(), count);
        hash = (hash ^ (word | 0x2020'2020'2020'2020)) * 0x9E37'79B9'7F4A'7C15;  // 2^64 by the golden ratio
        hash ^= hash >> 32;
        segment.remove_prefix(count);
    }
    return static_cast<std::uint32_t>(hash);
}

Recent::Recent(std::size_t cores, std::size_t capacity)
    : blocks_per_ring_(std::max<std::size_t>(1, capacity / cores / block_size)), rings_(cores) {}

void Recent::add(std::size_t core, const Request& request) {
    auto& ring = rings_[core];
    std::lock_guard lock(ring.mutex);
    const auto place = ring.written % (blocks_per_ring_ * block_size);
    if (place / block_size >= ring.blocks.size())
        ring.blocks.push_back(std::make_unique_for_overwrite<Request[]>(block_size));
    ring.blocks[place / block_size][place % block_size] = request;
    ++ring.written;
}

// Block by block: a core never waits for the copying of its whole record.
void Recent::copy_block(const Ring& ring, std::size_t index, Instant time, std::vector<Request>& out) const {
    std::lock_guard lock(ring.mutex);
    if (index >= ring.blocks.size()) return;
    const auto filled = std::min<std::uint64_t>(block_size, ring.written - std::min(ring.written, index * block_size));
    const auto* block = ring.blocks[index].get();
    std::copy_if(block, block + filled, std::back_inserter(out),
                 [&](const Request& request) { return request.at >= time; });
}

std::vector<Request> Recent::since(Instant time) const {
    std::vector<Request> out;
    for (const auto& ring : rings_)
        for (std::size_t index = 0; index < blocks_per_ring_; ++index) copy_block(ring, index, time, out);
    std::ranges::sort(out, {}, &Request::at);
    return out;
}

}  // namespace rustygpt::limits
