#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rustygpt::tools {

inline constexpr int max_base_digits = 4'096;    // before the point, of a number as it is written
inline constexpr int max_fraction_digits = 256;  // after the point, given or made

struct Rewritten {
    std::string digits;  // "-1f.8": lower case, no zeros in front but one before the point
    bool exact = true;   // false: rounded half away from zero to max_fraction_digits after the point
};

// The number with its digits of `from` in digits of `to`, both 2 to 36. "[+-]digits[.digits]" in ASCII, letters in
// either case. Nothing where it is no such number or longer than the limits.
std::optional<Rewritten> rewritten(std::string_view number, int from, int to);

}  // namespace rustygpt::tools
