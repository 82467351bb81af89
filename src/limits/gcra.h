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

// How much a bucket lets through.
struct Rate {
    nanoseconds cost{};      // the time that one request costs
    std::int64_t burst = 1;  // 1 to 1,000,000

    // requests_per_second: 0.001 to 1,000,000. Rounded up: never more is admitted than was asked for.
    static Rate of(double requests_per_second, std::int64_t burst) {
        return {nanoseconds(static_cast<std::int64_t>(std::ceil(1e9 / requests_per_second))), burst};
    }
    bool operator==(const Rate&) const = default;
};

// due: the theoretical arrival time, when the bucket is as good as new.
inline Decision decide(Instant& due, const Rate& rate, Instant now) {
    const auto start = std::max(due, now);
    const auto ahead = start + rate.cost - now;   // how far the bucket would be filled, in time
    const auto most = rate.cost * rate.burst;
    if (ahead > most) return {.retry_after = ahead - most, .reset_after = start - now};
    due = start + rate.cost;
    return {.admitted = true, .remaining = (most - ahead) / rate.cost, .reset_after = ahead};
}

// One bucket. Admits `burst` requests at once, and one more per 1/requests_per_second. Not thread-safe.
struct Gcra {
    double requests_per_second = 1;  // 0.001 to 1,000,000
    std::int64_t burst = 1;          // 1 to 1,000,000
    Instant due{};

    [[nodiscard]] Rate rate() const { return Rate::of(requests_per_second, burst); }

    bool admit(Instant now) { return decide(now).admitted; }
    Decision decide(Instant now) { return limits::decide(due, rate(), now); }

    // Gives back what one admitted request cost.
    void refund() { due -= rate().cost; }
};

}  // namespace rustygpt::limits
