#pragma once

// The generic cell rate algorithm (ITU-T I.371, the virtual scheduling form). Pure: time is passed in.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>

namespace rustygpt::limits {

using std::chrono::nanoseconds;
// A clock that never falls back; wall time would let a clock set back lock everybody out.
using Instant = std::chrono::steady_clock::time_point;

struct Decision {
    bool admitted = false;
    std::int64_t remaining = 0;   // further requests that would be admitted at once
    nanoseconds retry_after{};    // refused: the next one is admitted no earlier; else 0
    nanoseconds reset_after{};    // until the bucket is as good as new
};

// One bucket. Admits `burst` requests at once, and one more per 1/requests_per_second. Not thread-safe.
struct Gcra {
    double requests_per_second = 1;  // 0.001 to 1,000,000
    std::int64_t burst = 1;          // 1 to 1,000,000
    Instant due{};                   // the theoretical arrival time: when the bucket is as good as new

    // The time that one request costs. Rounded up: never more is admitted than was asked for.
    [[nodiscard]] nanoseconds interval() const {
        return nanoseconds(static_cast<std::int64_t>(std::ceil(1e9 / requests_per_second)));
    }

    bool admit(Instant now) { return decide(now).admitted; }

    Decision decide(Instant now) {
        const auto cost = interval();
        const auto start = std::max(due, now);
        const auto ahead = start + cost - now;   // how far the bucket would be filled, in time
        const auto most = cost * burst;
        if (ahead > most) return {.retry_after = ahead - most, .reset_after = start - now};
        due = start + cost;
        return {.admitted = true, .remaining = (most - ahead) / cost, .reset_after = ahead};
    }

    // Gives back what one admitted request cost.
    void refund() { due -= interval(); }

    [[nodiscard]] bool idle(Instant now) const { return due <= now; }
};

}  // namespace rustygpt::limits
