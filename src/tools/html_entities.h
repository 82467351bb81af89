#pragma once

#include <optional>
#include <string_view>

namespace rustygpt::tools {

// The code point of a named character reference ("eacute", without & and ;). Names are case-sensitive.
std::optional<char32_t> html_entity(std::string_view name);

}  // namespace rustygpt::tools
