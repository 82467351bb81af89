#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rustygpt {

// 32 lower-case hex digits, not all zero.
std::string new_trace_id();

// The trace id of a W3C traceparent header (Trace Context level 1, section 3.2); nothing where it is not valid:
// wrong length or hex, version ff, upper case, a zero trace or parent id.
std::optional<std::string_view> trace_id_of(std::string_view traceparent);

}  // namespace rustygpt
