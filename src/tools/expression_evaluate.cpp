#include <algorithm>
#include <span>

#include "tools/expression.h"

namespace rustygpt::tools {
namespace {

using Operation = Expression::Operation;
using enum Expression::Operation;
using Arguments = std::span<const Decimal>;

Decimal absolute(const Decimal& a) { return a.sign() < 0 ? -a : a; }

Decimal rounded(Arguments arguments) {
    if (arguments.size() == 1) return Decimal::round(arguments[0]);
    const auto places = arguments[1].to_int64();
    if (!places || *places < -1'000 || *places > 1'000)
        throw ToolError{.kind = ToolError::Kind::failed, .message = "A number is rounded to -1,000 to 1,000 places."};
    return Decimal::round(arguments[0], *places);
}

Decimal least_common_multiple(const Decimal& a, const Decimal& b) {
    const auto divisor = Decimal::gcd(a, b);
    return divisor.sign() == 0 ? divisor : absolute(a / divisor * b);
}

template <class F>
Decimal folded(Arguments arguments, F join) {
    Decimal result = arguments[0];
    for (const auto& argument : arguments.subspan(1)) result = join(result, argument);
    return result;
}

Decimal percent_of(const Decimal& a) { return a / Decimal(100); }

Decimal apply(Operation operation, Arguments a) {
    switch (operation) {
        case push: break;
        case add: return a[0] + a[1];
        case subtract: return a[0] - a[1];
        case multiply: return a[0] * a[1];
        case divide: return a[0] / a[1];
        case modulo: return Decimal::modulo(a[0], a[1]);
        case power: return Decimal::power(a[0], a[1]);
        case negate: return -a[0];
        case percent: return percent_of(a[0]);
        case factorial: return Decimal::factorial(a[0]);
        // The percentage is already a hundredth.
        case add_percent: return a[0] + a[0] * a[1];
        case subtract_percent: return a[0] - a[0] * a[1];
        case sqrt: return Decimal::root(a[0], 2);
        case cbrt: return Decimal::root(a[0], 3);
        case abs: return absolute(a[0]);
        case round: return rounded(a);
        case floor: return Decimal::floor(a[0]);
        case ceil: return -Decimal::floor(-a[0]);
        case trunc: return a[0].sign() < 0 ? -Decimal::floor(-a[0]) : Decimal::floor(a[0]);
        case sign: return a[0].sign();
        case min: return folded(a, [](const Decimal& x, const Decimal& y) { return y < x ? y : x; });
        case max: return folded(a, [](const Decimal& x, const Decimal& y) { return x < y ? y : x; });
        case ln: return Decimal::ln(a[0]);
        case log10: return Decimal::log(a[0], 10);
        case log2: return Decimal::log(a[0], 2);
        case exp: return Decimal::exp(a[0]);
        case gcd: return folded(a, Decimal::gcd);
        case lcm: return folded(a, least_common_multiple);
        case sin: return Decimal::sin(a[0]);
        case cos: return Decimal::cos(a[0]);
        case tan: return Decimal::tan(a[0]);
    }
    return a[0];
}

// What the operation costs, before it is done: products of lengths, and a fixed price for series.
std::int64_t price(Operation operation, Arguments arguments) {
    std::int64_t words = 0;
    std::int64_t product = 1;
    for (const auto& argument : arguments) {
        words += argument.words();
        product = std::min<std::int64_t>(product * argument.words(), Expression::max_work);
    }
    if (arguments.size() > 2) product = words * words;
    const bool series = operation >= sqrt || operation == power || operation == factorial;
    return 50 + 4 * product + words * words + (series ? 10'000 : 0);
}

}  // namespace

Decimal Expression::evaluate(const std::stop_token& stop) const {
    std::vector<Decimal> stack;
    std::int64_t work = 0;
    for (const auto& instruction : program_) {
        if (stop.stop_requested()) throw ToolError{.kind = ToolError::Kind::cancelled, .message = "It was cancelled."};
        if (instruction.operation == push) {
            stack.push_back(instruction.value);
            continue;
        }
        const auto arguments = Arguments(stack).last(instruction.arguments);
        work += price(instruction.operation, arguments);
        if (work > max_work)
            throw ToolError{.kind = ToolError::Kind::limit_exceeded,
                            .message = "The expression needs too much work.",
                            .limit = "max_work"};
        auto result = apply(instruction.operation, arguments);
        stack.resize(stack.size() - instruction.arguments);
        stack.push_back(std::move(result));
    }
    return stack.back();
}

}  // namespace rustygpt::tools
