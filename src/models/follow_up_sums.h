#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rustygpt::models {

// The expression that the words make of an earlier number: of 200, "add 15%" is "200 + 15%" and "half of that" is
// "200 / 2". The number: an operand of the expression. Nothing where the words ask for no sum, or not for one of that
// number.
std::optional<std::string> sum_of(std::string_view words, std::string_view number);

// The expression with its one percentage replaced, or that which a percentage is of: "17% of 2340" with "20%" is
// "20% of 2340", with "of 500" it is "17% of 500".
std::optional<std::string> other_percentage(std::string_view expression, std::string_view words);

}  // namespace rustygpt::models
