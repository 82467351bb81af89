#pragma once

#include <string>
#include <string_view>

namespace rustygpt::tools {

// What a request in plain English has worked out, in the calculator's language: "20% off $60" is "60 - 20%", "12 plus
// the square root of 9" is "12 + sqrt 9". What is not understood comes back as it is, and will be no expression.
std::string expression_asked_for(std::string_view request);

}  // namespace rustygpt::tools
