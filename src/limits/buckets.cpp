#include "limits/buckets.h"

#include <cstring>

#include "base/crypto.h"
#include "limits/room.h"

namespace rustygpt::limits {
namespace {

// The finisher of MurmurHash3: each bit of the input moves half of the output's.
std::uint64_t mixed(std::uint64_t x) {
    x ^= x >> 33;
    x *= 0xff51afd7ed558ccdULL;
    x ^= x >> 33;
    x *= 0xc4ceb9fe1a85ec53ULL;
    return x ^ (x >> 33);
}

std::uint64_t word(const std::array<std::uint8_t, 16>& bytes, std::size_t at) {
    std::uint64_t value = 0;
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return value;
}

}  // namespace

std::size_t Buckets::Hash::operator()(const Key& key) const noexcept {
    auto hash = mixed(seed ^ word(key.caller.bytes, 0));
    hash = mixed(hash ^ word(key.caller.bytes, 8) ^ static_cast<std::uint64_t>(key.caller.kind));
    hash = mixed(hash ^ word(key.scope.assignment.bytes, 0));
    return mixed(hash ^ word(key.scope.assignment.bytes, 8) ^ (static_cast<std::uint64_t>(key.scope.fallback) << 8));
}

Buckets::Buckets(std::size_t capacity)
    : shard_capacity_(std::max<std::size_t>(1, capacity / shard_count)), hash_{fast_random()} {
    for (auto& shard : shards_) shard.buckets = decltype(shard.buckets)(0, hash_);
}

void Buckets::Bucket::convert(const Rate& rate, Instant now) {
    if (due > now) {
        const auto held = (due - now + cost - nanoseconds(1)) / cost;
        due = now + rate.cost * std::min(held, rate.burst);
    }
    cost = rate.cost;
}

Decision Buckets::decide(const Key& key, const Rate& rate, Instant now) {
    auto& shard = shards_[hash_(key) >> 58];  // the map takes the lower bits
    std::lock_guard lock(shard.mutex);
    auto found = shard.buckets.find(key);
    if (found == shard.buckets.end()) {
        if (shard.buckets.size() >= shard_capacity_) make_room(shard.buckets, shard_capacity_, now);
        found = shard.buckets.try_emplace(key, Bucket{now, rate.cost}).first;
    }
    auto& bucket = found->second;
    if (bucket.cost != rate.cost) bucket.convert(rate, now);
    return limits::decide(bucket.due, rate, now);
}

void Buckets::sweep(Instant now) {
    for (auto& shard : shards_) {
        std::lock_guard lock(shard.mutex);
        std::erase_if(shard.buckets, [now](const auto& entry) { return entry.second.due <= now; });
    }
}

std::size_t Buckets::size() const {
    std::size_t count = 0;
    for (auto& shard : shards_) {
        std::lock_guard lock(shard.mutex);
        count += shard.buckets.size();
    }
    return count;
}

}  // namespace rustygpt::limits
