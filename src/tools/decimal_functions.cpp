#include "tools/decimal_rep.h"

namespace rustygpt::tools {
namespace {

Fraction power_of(const Fraction& base, std::int64_t exponent) {
    const auto n = static_cast<unsigned>(exponent < 0 ? -exponent : exponent);
    Whole top = mp::pow(Whole(mp::numerator(base)), n);
    Whole bottom = mp::pow(Whole(mp::denominator(base)), n);
    if (exponent < 0) std::swap(top, bottom);
    return Fraction(std::move(top), std::move(bottom));
}

// Boost's own conversion takes zero's exponent, the least of all, and negates it.
Whole whole_of(const Float& value) { return value.is_zero() ? Whole(0) : Whole(value); }

// The whole root where there is one.
std::optional<Whole> whole_root(const Whole& value, unsigned degree) {
    if (value.is_zero() || value == 1) return value;
    if (degree == 2) {
        Whole rest;
        Whole found = mp::sqrt(value, rest);
        return rest.is_zero() ? std::optional(found) : std::nullopt;
    }
    if (bits(value) > 190) return std::nullopt;  // past the digits of a Float
    const Whole found(mp::round(Float(mp::pow(Float(value), 1 / Float(degree)))));
    return mp::pow(found, degree) == value ? std::optional(found) : std::nullopt;
}

}  // namespace

Decimal Decimal::modulo(const Decimal& a, const Decimal& b) {
    if (b.sign() == 0) no_result("Division by zero has no remainder.");
    return a - b * floor(a / b);
}

Decimal Decimal::power(const Decimal& base, const Decimal& exponent) {
    if (base.sign() == 0 && exponent.sign() < 0) no_result("Division by zero: zero has no negative power.");
    if (exponent.sign() == 0) return 1;
    const auto *x = Access::fraction(base), *y = Access::fraction(exponent);
    if (base.sign() == 0 || (x && *x == 1)) return base;
    const auto n = exponent.to_int64();
    if (x && n && std::abs(*n) <= max_bits &&
        std::max(bits(mp::numerator(*x)), bits(mp::denominator(*x))) * std::abs(*n) <= 2 * max_bits)
        return Access::make(power_of(*x, *n));
    if (base.sign() < 0) {
        if (!exponent.exact() || !exponent.whole()) no_result("A negative number has no real power that is not whole.");
        const auto positive = power(-base, exponent);
        return modulo(exponent, 2).sign() == 0 ? positive : -positive;
    }
    if (x && y && mp::denominator(*y) > 1 && mp::denominator(*y) <= 64 && bits(mp::numerator(*y)) < 15) {
        const auto rooted = root(base, mp::denominator(*y).convert_to<std::int64_t>());
        if (rooted.exact()) return power(rooted, mp::numerator(*y).convert_to<std::int64_t>());
    }
    const auto size = Access::number(exponent) * mp::log(Access::number(base));
    if (mp::abs(size) > 11'300) past_exponent();  // ln 10^4900 is 11282.7
    return Access::make(Float(mp::exp(size)));
}

Decimal Decimal::root(const Decimal& a, std::int64_t degree) {
    const auto n = static_cast<unsigned>(degree);
    if (a.sign() < 0) {
        if (n % 2 == 0) no_result("A negative number has no real even root.");
        return -root(-a, degree);
    }
    if (a.sign() == 0) return a;
    if (const auto* x = Access::fraction(a)) {
        const auto top = whole_root(mp::numerator(*x), n);
        const auto bottom = top ? whole_root(mp::denominator(*x), n) : std::nullopt;
        if (bottom) return Access::make(Fraction(*top, *bottom));
    }
    const auto value = Access::number(a);
    return Access::make(n == 2 ? Float(mp::sqrt(value)) : Float(mp::pow(value, 1 / Float(n))));
}

Decimal Decimal::exp(const Decimal& a) {
    if (a.sign() == 0) return 1;
    const auto value = Access::number(a);
    if (mp::abs(value) > 11'300) past_exponent();
    return Access::make(Float(mp::exp(value)));
}

Decimal Decimal::ln(const Decimal& a) {
    if (a.sign() <= 0) no_result("Only positive numbers have a logarithm.");
    if (a == Decimal(1)) return 0;
    return Access::make(Float(mp::log(Access::number(a))));
}

Decimal Decimal::log(const Decimal& a, std::int64_t base) {
    if (a.sign() <= 0) no_result("Only positive numbers have a logarithm.");
    const Float value = settled(mp::log(Access::number(a)) / mp::log(Float(base)));
    if (a.exact() && value == mp::round(value)) {
        const Decimal whole(whole_of(value).convert_to<std::int64_t>());
        if (power(base, whole) == a) return whole;
    }
    return Access::make(value);
}

namespace {

// Past 10^15 an angle's place on the circle would need more digits than a Float has to spare.
Float angle(const Decimal& radians) {
    auto value = Access::number(radians);
    if (mp::abs(value) > Float("1e15"))
        throw ToolError{.kind = ToolError::Kind::limit_exceeded,
                        .message = "The angle is too large: at most 1e15 radians.",
                        .limit = "max_angle"};
    return value;
}

Decimal of_unit_circle(const Float& value) {
    static const Float noise("1e-45");
    return Access::make(mp::abs(value) < noise ? Float(0) : value);
}

}  // namespace

Decimal Decimal::sin(const Decimal& radians) {
    return radians.sign() == 0 ? radians : of_unit_circle(mp::sin(angle(radians)));
}

Decimal Decimal::cos(const Decimal& radians) {
    return radians.sign() == 0 ? Decimal(1) : of_unit_circle(mp::cos(angle(radians)));
}

Decimal Decimal::tan(const Decimal& radians) {
    const auto below = cos(radians);
    if (below.sign() == 0) no_result("The tangent has no value there.");
    return sin(radians) / below;
}

Decimal Decimal::floor(const Decimal& a) {
    const auto* x = Access::fraction(a);
    if (x == nullptr) {
        const Float below = mp::floor(settled(Access::number(a)));
        // With all its digits known, the whole number is exact again.
        return mp::abs(below) < Float("1e45") ? Access::make(Fraction(whole_of(below))) : Access::make(below);
    }
    const Whole top = mp::numerator(*x), bottom = mp::denominator(*x);
    Whole quotient = top / bottom;
    if (top < 0 && quotient * bottom != top) --quotient;
    return Access::make(Fraction(std::move(quotient)));
}

Decimal Decimal::round(const Decimal& a, std::int64_t places) {
    const auto scale = power(10, places);
    const auto half = Decimal(1) / Decimal(2);
    const auto size = (a.sign() < 0 ? -a : a) * scale;
    const auto result = floor(size + half) / scale;
    return a.sign() < 0 ? -result : result;
}

Decimal Decimal::factorial(const Decimal& a) {
    const auto n = a.to_int64();
    if (a.sign() < 0 || !a.whole()) no_result("Only whole numbers from 0 on have a factorial.");
    if (!n || *n > max_factorial)
        throw ToolError{.kind = ToolError::Kind::limit_exceeded,
                        .message = "The factorial is too large: at most 1700!.",
                        .limit = "max_factorial"};
    Whole product = 1;
    for (std::int64_t i = 2; i <= *n; ++i) product *= i;
    return Access::make(Fraction(std::move(product)));
}

Decimal Decimal::gcd(const Decimal& a, const Decimal& b) {
    const auto x = Access::whole(a), y = Access::whole(b);
    if (!x || !y) no_result("Only whole numbers have common divisors.");
    return Access::make(Fraction(Whole(mp::gcd(*x, *y))));
}

}  // namespace rustygpt::tools
