#pragma once

#include <algorithm>
#include <vector>

#include "limits/gcra.h"

namespace rustygpt::limits {

// Makes room in a full map of buckets, whose values have a `due`: those that are as good as new go first, then the ones
// that would be soonest. An eighth at least, so that a flood of new keys doesn't pay for a look through all of them
// each.
template <class Map>
void make_room(Map& buckets, std::size_t capacity, Instant now) {
    std::erase_if(buckets, [now](const auto& entry) { return entry.second.due <= now; });
    const auto enough = capacity - capacity / 8 - 1;
    if (buckets.size() <= enough) return;
    auto left = buckets.size() - enough;
    std::vector<Instant> dues;
    dues.reserve(buckets.size());
    for (const auto& [_, bucket] : buckets) dues.push_back(bucket.due);
    const auto cut = dues.begin() + static_cast<std::ptrdiff_t>(left - 1);
    std::ranges::nth_element(dues, cut);
    const auto soonest = *cut;
    std::erase_if(buckets, [&](const auto& entry) { return left > 0 && entry.second.due <= soonest && left-- > 0; });
}

}  // namespace rustygpt::limits
