#pragma once

#include <optional>
#include <string_view>

#include <boost/json/object.hpp>

namespace rustygpt::tools {

// The input of date_math that a question asks for; nothing where it asks for none.
std::optional<boost::json::object> date_question(std::string_view text);

}  // namespace rustygpt::tools
