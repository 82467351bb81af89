#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/decimal.h"

namespace rustygpt::tools {

// A unit by its exact definition: a value v of it is (v + offset) * factor of its dimension's base unit.
struct Unit {
    std::string_view symbol;
    std::string_view dimension;
    Decimal factor;
    Decimal offset;
};

// By symbol ("km", "MB"; case tells "MB" from "Mb"), or by a name in any case, singular or plural ("miles"). Nothing
// where it is unknown. Lives as long as the program.
const Unit* find_unit(std::string_view name);

// Up to three names that are spelled nearly so.
std::vector<std::string> near_units(std::string_view name);

// "length: m km ...; mass: ...", for descriptions.
std::string list_of_units();

}  // namespace rustygpt::tools
