#pragma once

#include <string>
#include <string_view>

#include "limits/gcra.h"

namespace rustygpt::http {

// Call::limit_headers for a bucket: RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset (seconds, rounded up) and
// X-RateLimit-Profile. One allocation.
std::string limit_headers(std::string_view profile, std::int64_t burst, const limits::Decision& decision);

}  // namespace rustygpt::http
