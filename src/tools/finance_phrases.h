#pragma once

#include <optional>
#include <string_view>

#include <boost/json/object.hpp>

namespace rustygpt::tools {

// "loan of 200,000 at 4.5% over 30 years", "compound interest on 1000 at 5% for 10 years compounded monthly": the
// finance tool's input, or nothing.
std::optional<boost::json::object> finance_question(std::string_view text);

}  // namespace rustygpt::tools
