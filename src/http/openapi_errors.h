#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "base/json.h"
#include "http/route.h"

namespace rustygpt::http {

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
