#include "tools/roman.h"

#include <algorithm>

#include "tools/english.h"

namespace rustygpt::tools {
namespace {

constexpr std::pair<int, std::string_view> signs[] = {{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"},
                                                      {90, "XC"},  {50, "L"},   {40, "XL"}, {10, "X"},   {9, "IX"},
                                                      {5, "V"},    {4, "IV"},   {1, "I"}};

}  // namespace

std::string roman_numeral(int number) {
    std::string out;
    for (const auto& [value, sign] : signs)
        for (; number >= value; number -= value) out += sign;
    return out;
}

std::optional<int> parse_roman(std::string_view numeral) {
    if (numeral.empty() || numeral.size() > 15) return std::nullopt;  // MMMDCCCLXXXVIII
    std::string upper(numeral);
    if (english::lower(numeral) == numeral)
        std::transform(upper.begin(), upper.end(), upper.begin(),
                       [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    std::string_view rest = upper;
    int number = 0;
    for (const auto& [value, sign] : signs)
        while (rest.starts_with(sign)) {
            number += value;
            rest.remove_prefix(sign.size());
        }
    // What is not written as we would write it is not the standard form.
    if (!rest.empty() || number > max_roman || roman_numeral(number) != upper) return std::nullopt;
    return number;
}

}  // namespace rustygpt::tools
