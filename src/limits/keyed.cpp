#include "limits/keyed.h"

#include <vector>

namespace rustygpt::limits {

Decision KeyedGcra::decide(const std::string& key, Instant now) {
    std::lock_guard lock(mutex_);
    auto bucket = buckets_.find(key);
    if (bucket == buckets_.end()) {
        if (buckets_.size() >= capacity_) make_room(now);
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

void KeyedGcra::make_room(Instant now) {
    std::erase_if(buckets_, [now](const auto& entry) { return entry.second.idle(now); });
    if (buckets_.size() < capacity_) return;
    // An eighth at a time, so that a flood of new keys doesn't pay for a scan each.
    std::vector<Instant> dues;
    dues.reserve(buckets_.size());
    for (const auto& [_, bucket] : buckets_) dues.push_back(bucket.due);
    const auto cut = dues.begin() + static_cast<std::ptrdiff_t>(dues.size() / 8);
    std::ranges::nth_element(dues, cut);
    const auto soonest = *cut;
    auto left = dues.size() / 8 + 1;
    std::erase_if(buckets_, [&](const auto& entry) { return left > 0 && entry.second.due <= soonest && left-- > 0; });
}

}  // namespace rustygpt::limits
