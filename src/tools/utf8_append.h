#pragma once

#include <string>

namespace rustygpt::tools {

// Appends a code point that is no surrogate.
void append_utf8(std::string& out, char32_t code);

}  // namespace rustygpt::tools
