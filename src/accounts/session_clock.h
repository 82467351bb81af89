#pragma once

#include <time.h>

#include "base/time.h"

namespace rustygpt::accounts {

// The clock that sessions live by: the wall clock of the moment it was made, carried on by the system's boot clock,
// which nobody can set and which counts a suspended machine's sleep too. A wall clock set back or forth while the
// server runs neither ends sessions early nor lets one live longer. After a restart the wall clock counts again.
class SessionClock final : public Clock {
public:
    SessionClock() : offset_(SystemClock().now() - Time(since_boot())) {}
    [[nodiscard]] Time now() const override { return Time(since_boot()) + offset_; }

private:
    static milliseconds since_boot() {
        timespec time{};
        clock_gettime(CLOCK_BOOTTIME, &time);
        return std::chrono::duration_cast<milliseconds>(seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
    }

    milliseconds offset_;
};

}  // namespace rustygpt::accounts
