#pragma once

#include <string_view>
#include <vector>

namespace rustygpt::tools {

// The text's lines without their ends (LF or CR LF). What follows the last line end is a line where it is not empty.
std::vector<std::string_view> lines_of(std::string_view text);

}  // namespace rustygpt::tools
