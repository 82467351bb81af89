#pragma once

#include <array>
#include <cstddef>
#include <mutex>
#include <unordered_map>

#include "limits/caller_key.h"
#include "limits/fallback.h"
#include "limits/gcra.h"

namespace rustygpt::limits {

// Which of a caller's buckets: an assignment's, or with the zero id the default's. A guarded route that an assignment
// would tighten has a bucket apart from the other routes of the assignment.
struct Scope {
    Id assignment{};
    Fallback fallback = Fallback::shared;
    bool operator==(const Scope&) const = default;
};

// All buckets, in shards with a mutex each, which is held for one update. Bounded: idle buckets are dropped; past the
// capacity those that are idle soonest.
class Buckets {
public:
    struct Key {
        Scope scope;
        CallerKey caller;
        bool operator==(const Key&) const = default;
    };

    // capacity: buckets at most, about 130 bytes each.
    explicit Buckets(std::size_t capacity = 262'144);

    // Thread-safe. A bucket that was filled at another rate keeps the number of requests that fill it.
    Decision decide(const Key& key, const Rate& rate, Instant now);
    // Thread-safe. Drops the idle ones, a shard at a time.
    void sweep(Instant now);
    [[nodiscard]] std::size_t size() const;

private:
    struct Bucket {
        Instant due{};
        nanoseconds cost{};
        void convert(const Rate& rate, Instant now);
    };
    struct Hash {
        std::uint64_t seed;  // callers choose their addresses; where they end up they don't
        std::size_t operator()(const Key& key) const noexcept;
    };
    struct alignas(64) Shard {
        std::mutex mutex;
        std::unordered_map<Key, Bucket, Hash> buckets;
    };
    static constexpr std::size_t shard_count = 64;

    const std::size_t shard_capacity_;
    const Hash hash_;
    mutable std::array<Shard, shard_count> shards_;
};

}  // namespace rustygpt::limits
