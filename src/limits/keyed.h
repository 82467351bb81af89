#pragma once

#include <mutex>
#include <string>
#include <unordered_map>

#include "limits/gcra.h"

namespace rustygpt::limits {

// Buckets of one kind, one per key. Thread-safe. Holds at most `capacity` keys: those that are as good as new are
// forgotten first, then the ones that would be soonest.
class KeyedGcra {
public:
    KeyedGcra(double requests_per_second, std::int64_t burst, std::size_t capacity)
        : fresh_{.requests_per_second = requests_per_second, .burst = burst}, capacity_(capacity) {}

    Decision decide(const std::string& key, Instant now);
    // Gives back what one admitted request cost.
    void refund(const std::string& key);
    [[nodiscard]] std::size_t size() const;

private:
    const Gcra fresh_;
    const std::size_t capacity_;
    mutable std::mutex mutex_;
    std::unordered_map<std::string, Gcra> buckets_;
};

}  // namespace rustygpt::limits
