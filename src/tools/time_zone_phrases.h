#pragma once

#include <optional>
#include <string_view>

#include <boost/json/object.hpp>

namespace rustygpt::tools {

// "2024-07-01 12:00 UTC in New York", "convert 2024-07-01 12:00 from Berlin to Tokyo": the time_zone tool's input, or
// nothing.
std::optional<boost::json::object> time_zone_question(std::string_view text);

}  // namespace rustygpt::tools
