#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tools/tool.h"

namespace rustygpt::tools {

// A number as people reckon: 0.1 + 0.2 is 0.3. Held as an exact fraction while numerator and denominator stay below
// max_bits; what is irrational, or grows past that, is held with 64 decimal digits and no longer exact().
// Immutable, cheap to copy. Operations throw ToolError: failed where there is no result (1/0, sqrt(-1)),
// limit_exceeded ("max_exponent") where it would leave 10^-4900 to 10^4900.
class Decimal {
public:
    static constexpr unsigned max_bits = 16'384;
    static constexpr int max_exponent = 4'900;
    static constexpr int max_digits = 1'000;    // of a number as it is written
    static constexpr int max_factorial = 1'700;

    Decimal(std::int64_t whole = 0);
    // "[+-]digits[.digits][e[+-]digits]" in ASCII, at most max_digits digits. Nothing where it is no such number.
    static std::optional<Decimal> parse(std::string_view text);
    static Decimal pi();
    static Decimal e();

    [[nodiscard]] bool exact() const;
    [[nodiscard]] int sign() const;
    [[nodiscard]] bool whole() const;
    [[nodiscard]] std::optional<std::int64_t> to_int64() const;
    // Exact where the value has at most 34 significant digits, else rounded to 12; at least 6 are always meant.
    // Plain ("0.00125") where that is readable, else scientific ("1.5e+40").
    [[nodiscard]] std::string text() const;
    // Whether text() is the value itself.
    [[nodiscard]] bool text_is_exact() const;
    // What an operation with this costs, in machine words: for budgets.
    [[nodiscard]] std::int64_t words() const;

    friend Decimal operator+(const Decimal& a, const Decimal& b);
    friend Decimal operator-(const Decimal& a, const Decimal& b);
    friend Decimal operator*(const Decimal& a, const Decimal& b);
    friend Decimal operator/(const Decimal& a, const Decimal& b);
    friend Decimal operator-(const Decimal& a);
    friend bool operator<(const Decimal& a, const Decimal& b);
    friend bool operator==(const Decimal& a, const Decimal& b);

    // The remainder of flooring division: it has the divisor's sign.
    static Decimal modulo(const Decimal& a, const Decimal& b);
    static Decimal power(const Decimal& base, const Decimal& exponent);  // 0^0 is 1
    static Decimal root(const Decimal& a, std::int64_t degree);          // degree 2 to 64
    static Decimal exp(const Decimal& a);
    static Decimal ln(const Decimal& a);
    static Decimal log(const Decimal& a, std::int64_t base);  // base 2 or 10
    static Decimal sin(const Decimal& radians);
    static Decimal cos(const Decimal& radians);
    static Decimal tan(const Decimal& radians);
    static Decimal floor(const Decimal& a);
    // Half away from zero, to `places` (-1,000 to 1,000) digits after the point.
    static Decimal round(const Decimal& a, std::int64_t places = 0);
    static Decimal factorial(const Decimal& a);
    static Decimal gcd(const Decimal& a, const Decimal& b);  // of whole numbers

    struct Rep;

private:
    explicit Decimal(std::shared_ptr<const Rep> rep) : rep_(std::move(rep)) {}
    friend struct DecimalAccess;

    std::shared_ptr<const Rep> rep_;
};

}  // namespace rustygpt::tools
