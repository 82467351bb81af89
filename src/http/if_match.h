#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/call.h"

namespace rustygpt::http {

// What If-Match asks (RFC 9110 section 13.1.1): that the thing is still as the client knows it. Holds copies.
class IfMatch {
public:
    explicit IfMatch(const Call& call);

    // etag: the present one, strong, with its quotes. True where the header is absent. A tag that came without its
    // quotes is taken too.
    [[nodiscard]] bool operator()(std::string_view etag) const;

private:
    bool given_ = false;
    std::vector<std::string> tags_{};
};

}  // namespace rustygpt::http
