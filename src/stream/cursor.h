#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/id.h"
#include "base/time.h"

namespace rustygpt::stream {

// Where a stream is to start, as a client may say it.
struct FromNow {};
struct AfterRow {
    std::int64_t row = 0;  // 0 or more
};
struct FromTime {
    Time time{};
};
struct Unknown {};  // neither an event's id, nor a row, nor a time

using Start = std::variant<FromNow, AfterRow, FromTime, Unknown>;

// Last-Event-ID or since: "<row>", "<row>:<message_id>:<sequence>" or an RFC 3339 time.
Start parse_start(std::string_view text);

}  // namespace rustygpt::stream
