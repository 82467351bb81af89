#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "http/call.h"

namespace rustygpt::http {

// The record of one request, kept while its response is on its way: at info, the event "request".
class AccessRecord {
public:
    AccessRecord() = default;
    // Reads the clock only where records are wanted.
    static AccessRecord begin(bool wanted);

    // Once the response is known, while the call is still there.
    void answered(const Call& call, unsigned status);
    // Writes it. bytes: of the body, as far as it was sent.
    void write(std::size_t bytes) const;

private:
    bool wanted_ = false;
    std::chrono::steady_clock::time_point began_{};
    const Route* route_ = nullptr;
    Method method_{};
    unsigned status_ = 0;
    std::string trace_id_{};
    Id user_id_{};
};

}  // namespace rustygpt::http
