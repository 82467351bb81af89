#include "limits/keyed.h"

#include "limits/room.h"

namespace rustygpt::limits {

Decision KeyedGcra::decide(const std::string& key, Instant now) {
    std::lock_guard lock(mutex_);
    auto bucket = buckets_.find(key);
    if (bucket == buckets_.end()) {
        if (buckets_.size() >= capacity_) make_room(buckets_, capacity_, now);
        bucket = buckets_.emplace(key, fresh_).first;
        bucket->second.due = now;
    }
    return bucket->second.decide(now);
}

void KeyedGcra::refund(const std::string& key) {
    std::lock_guard lock(mutex_);
    if (const auto bucket = buckets_.find(key); bucket != buckets_.end()) bucket->second.refund();
}

std::size_t KeyedGcra::size() const {
    std::lock_guard lock(mutex_);
    return buckets_.size();
}

}  // namespace rustygpt::limits
