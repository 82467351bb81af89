#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "base/json.h"
#include "http/route.h"

namespace rustygpt::http {

// What a response tells of the bucket that the request was charged to.
inline constexpr std::array<std::string_view, 4> limit_header_names{"RateLimit-Limit", "RateLimit-Remaining",
                                                                    "RateLimit-Reset", "X-RateLimit-Profile"};
// Whether an error of that status may come from behind the limits.
bool behind_limits(unsigned status);

// Which errors a route can answer, by status: its own and those that the pipeline answers for it.
std::map<unsigned, std::set<std::string>> errors_of(const Route& route);

// The shared response of a status, and the name it has among the components ("NotFound").
std::string error_component(unsigned status);
json::object error_response(unsigned status, const std::set<std::string>& codes);
// The codes that a shared response stands for: those of the pipeline.
std::set<std::string> pipeline_codes(unsigned status);

// The envelope.
json::object error_schema();

}  // namespace rustygpt::http
