#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "http/call.h"

namespace rustygpt::http {

class RequestCounters;

// What is kept of one request while its response is on its way: it is counted where metrics are wanted, and becomes the
// event "request" in the log where that is wanted: at info, at debug where a probe got what it asked for.
class AccessRecord {
public:
    AccessRecord() = default;
    // Reads the clock only where somebody wants to know. counters: null, or those of the connection's core.
    static AccessRecord begin(bool logged, RequestCounters* counters);

    // Once the response is known, while the call is still there, and before its first byte is sent: whoever has read
    // an answer finds it counted.
    void answered(const Call& call, unsigned status);
    // Writes the log record. bytes: of the body, as far as it was sent.
    void write(std::size_t bytes) const;
    // The same for a response that ends only now, long after it was answered: a stream.
    void write_at_end(std::size_t bytes);

private:
    using Clock = std::chrono::steady_clock;

    bool logged_ = false;
    RequestCounters* counters_ = nullptr;
    Clock::time_point began_{};
    Clock::duration took_{};
    const Route* route_ = nullptr;
    Method method_{};
    unsigned status_ = 0;
    std::string trace_id_{};
    Id user_id_{};
};

}  // namespace rustygpt::http
