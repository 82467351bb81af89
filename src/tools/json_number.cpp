#include "tools/json_number.h"

#include <cmath>

namespace rustygpt::tools {

boost::json::value canonical_number(const boost::json::value& value) {
    if (!value.is_number()) return value;
    const double number = value.to_number<double>();
    constexpr double exact = 9'007'199'254'740'992.0;  // 2^53
    if (std::abs(number) < exact && number == std::floor(number)) return static_cast<std::int64_t>(number);
    return number;
}

}  // namespace rustygpt::tools
