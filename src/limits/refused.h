#pragma once

#include <string>

#include "base/failure.h"
#include "limits/gcra.h"

namespace rustygpt::limits {

// 429 rate_limit_exceeded, with what its headers tell of the bucket that refused.
struct Refused final : Failure {
    // message: for people. profile: the name of the limit.
    Refused(std::string message, std::string profile, std::int64_t burst, const Decision& decision);

    std::string profile;
    std::int64_t burst;
    Decision decision;
};

// Rounded up, and 1 at least: trying exactly then must work.
std::int64_t retry_seconds(const Decision& decision);

}  // namespace rustygpt::limits
