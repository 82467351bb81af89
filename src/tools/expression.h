#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "tools/decimal.h"

namespace rustygpt::tools {

// An arithmetic expression, read. The grammar, loosest first:
//   sum     = product { ("+" | "-") product }           200 + 15% is 230: a lone percentage after + or - is of what
//   stands before product = factor { ("*" | "/" | "mod" | "%" | "of") factor } factor  = ["+" | "-"] power power   =
//   postfix ["^" factor]                       to the right: 2^3^2 is 2^9; -2^2 is -4 postfix = primary { "!" | "%" }
//   primary = number | constant | "(" sum ")" | function "(" sum { "," sum } ")" | function postfix
// "%" is the remainder where an operand follows it ("10 % 3"), else percent ("10% + 3", "10%", "10% of 3").
class Expression {
public:
    static constexpr std::size_t max_bytes = 4'096;
    static constexpr int max_depth = 64;
    static constexpr std::int64_t max_work = 20'000'000;  // machine-word operations, about: a tenth of a second

    // Throws ToolError: bad_input with the path "/expression", or limit_exceeded.
    static Expression parse(std::string_view text);

    // Throws ToolError: failed, limit_exceeded ("max_work" and Decimal's) or cancelled.
    [[nodiscard]] Decimal evaluate(const std::stop_token& stop) const;
    // More than a number that is written down.
    [[nodiscard]] bool computes() const { return computes_; }

    enum class Operation : std::uint8_t {
        push,
        add,
        subtract,
        multiply,
        divide,
        modulo,
        power,
        negate,
        percent,
        factorial,
        add_percent,
        subtract_percent,
        sqrt,
        cbrt,
        abs,
        round,
        floor,
        ceil,
        trunc,
        sign,
        min,
        max,
        ln,
        log10,
        log2,
        exp,
        gcd,
        lcm,
        sin,
        cos,
        tan,
    };
    struct Instruction {
        Operation operation{};
        std::uint16_t arguments = 0;  // taken off the stack
        Decimal value{};              // of push
    };

private:
    friend class ExpressionParser;
    std::vector<Instruction> program_;  // in reverse Polish order: evaluating needs no recursion
    bool computes_ = false;
};

}  // namespace rustygpt::tools
