#pragma once

#include <span>
#include <string_view>

namespace rustygpt::tools {

// factor: "a", "a/b" or "a/pi", decimals. names: lower case, separated by "|", singular where a plain "s" makes the
// plural.
struct UnitRow {
    std::string_view dimension;
    std::string_view symbol;
    std::string_view factor;
    std::string_view names;
    std::string_view offset = "0";
};

std::span<const UnitRow> unit_rows();

}  // namespace rustygpt::tools
