#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace rustygpt {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Wall-clock time with the contract's resolution. Stored as milliseconds since 1970 UTC.
using Time = std::chrono::sys_time<milliseconds>;

// Where time comes from; tests bring their own.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Time now() const = 0;
};

class SystemClock final : public Clock {
public:
    [[nodiscard]] Time now() const override;
};

// "2026-01-31T12:00:00.000Z", always 24 bytes for years 0000 to 9999.
std::string to_rfc3339(Time time);

// RFC 3339 section 5.6 date-time, any offset, any number of fraction digits (cut to milliseconds).
// Leap seconds (":60") are read as the second that follows.
std::optional<Time> parse_rfc3339(std::string_view text);

}  // namespace rustygpt
