#pragma once

#include <optional>
#include <string_view>

#include "tools/tool.h"

namespace rustygpt::tools {

// "5 miles in km", "how many feet are in a mile?", "I'm 180 cm tall. How many feet is that?": the unit_convert tool's
// input, or nothing.
std::optional<Match> unit_question(std::string_view text);

}  // namespace rustygpt::tools
