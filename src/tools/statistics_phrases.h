#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

namespace rustygpt::tools {

// "median of 3, 1 and 2", "90th percentile of 1 2 3": the statistics tool's input, or nothing.
std::optional<boost::json::object> statistics_question(std::string_view text);
// The tool's output as one Markdown line.
std::string statistics_answer(const boost::json::object& output);

}  // namespace rustygpt::tools
