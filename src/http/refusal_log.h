#pragma once

// Refusals that a wrong configuration causes as well as an attack: the log says what was compared and which setting
// would change it. A few records at once of each kind, then one a minute, so that a stranger can't flood the log.

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string_view>

#include "http/origin.h"
#include "limits/gcra.h"

namespace rustygpt::http {

// Any thread.
class RefusalLog {
public:
    void foreign_origin(const Call& call, const Foreign& foreign);
    void unknown_host(const Call& call, std::string_view public_origin);
    void foreign_preflight(const Call& call, std::string_view origin);

private:
    enum Kind : std::size_t { same_page, another_page, host, preflight, kinds };
    struct Bucket {
        limits::Gcra limit{.requests_per_second = 1.0 / 60, .burst = 5};
        std::uint64_t left_out = 0;
    };
    // Nothing where it is too soon; else how many records were left out since the last one.
    std::optional<std::uint64_t> admit(Kind kind);

    std::mutex mutex_;
    std::array<Bucket, kinds> buckets_{};
};

// For whom the client's answer is. Nothing in it that the request did not say.
std::string_view message_of(Foreign::Cause cause);

}  // namespace rustygpt::http
