#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rustygpt::tools {

inline constexpr int max_roman = 3'999;  // beyond, there is no standard form

// 1 to max_roman.
std::string roman_numeral(int number);
// The standard form only: MCMXCIV, not MCMLXXXXIV. ASCII letters, upper or lower case but not mixed.
std::optional<int> parse_roman(std::string_view numeral);

}  // namespace rustygpt::tools
