#pragma once

// A number in a tool's input: a JSON number, or a decimal number as text where a double has too few digits.

#include <string>
#include <string_view>

#include "base/dto.h"
#include "tools/decimal.h"

namespace rustygpt::tools {

struct GivenNumber {
    std::string text;
};

// Numbers of people and their money, not of cryptographers: what a tool may do ten thousand times over.
inline constexpr int given_digits = 100;    // "max_number_digits": of the number as it is written
inline constexpr int given_exponent = 100;  // "max_exponent": digits before or after the point

// The number, within the two limits above. Throws ToolError: bad_input at `path`, or limit_exceeded.
Decimal decimal_at(std::string_view path, const GivenNumber& given);

}  // namespace rustygpt::tools

template <>
struct rustygpt::dto::Codec<rustygpt::tools::GivenNumber> {
    static void read(const json::value& value, tools::GivenNumber& out, const std::string& path, Problems& problems);
    static json::value schema(Schemas&, Direction);
};
