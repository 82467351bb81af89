#pragma once

#include <optional>
#include <string_view>

#include "tools/tool.h"

namespace rustygpt::tools {

// "find /a+/ in: ...", "replace /a/ with "b" in "..."": the regex tool's input, or nothing.
std::optional<Match> regex_question(std::string_view text);

}  // namespace rustygpt::tools
