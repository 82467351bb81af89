#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rustygpt::http {

// A request target taken apart (RFC 9112 section 3.2). Views into the target, or into `decoded`.
struct Target {
    std::string_view path;       // "*" for the asterisk form
    std::string_view query;      // without '?'
    std::string_view authority;  // of the absolute form; else empty
};

// Nothing where it is none of origin form, absolute form over http or https, and "*".
std::optional<Target> split_target(std::string_view target);

// The path with its percent-encoded unreserved characters decoded (RFC 3986 section 6.2.2.2): the same view where there
// are none, else kept in `storage`. Nothing where it can't be a path of ours: bad escapes, dot segments, empty segments
// but the last, an encoded slash.
std::optional<std::string_view> plain_path(std::string_view path, std::string& storage);

}  // namespace rustygpt::http
