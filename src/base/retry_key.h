#pragma once

#include <string>

namespace rustygpt {

// A key that makes a retry harmless (the Idempotency-Key header).
struct RetryKey {
    std::string route;           // the route's template
    std::string key;
    std::string request_digest;  // of all that makes the request
};

}  // namespace rustygpt
