#include "tools/decimal.h"

#include <algorithm>

#include "tools/decimal_rep.h"

namespace rustygpt::tools {
namespace {

const Float& greatest() {
    static const Float limit("1e4900");
    return limit;
}

Float approximate(const Fraction& fraction) {
    return Float(mp::numerator(fraction)) / Float(mp::denominator(fraction));
}

// a - b where both are nearly the same leaves only rounding noise.
Decimal without_noise(const Float& result, const Float& a, const Float& b) {
    static const Float noise("1e-45");
    if (mp::abs(result) < noise * std::max(Float(mp::abs(a)), Float(mp::abs(b)))) return Access::make(Float(0));
    return Access::make(result);
}

}  // namespace

void no_result(std::string message) { throw ToolError{.kind = ToolError::Kind::failed, .message = std::move(message)}; }

void past_exponent() {
    throw ToolError{.kind = ToolError::Kind::limit_exceeded,
                    .message = "The number is too large or too small: at most 4,900 digits before or after the point.",
                    .limit = "max_exponent"};
}

unsigned bits(const Whole& whole) { return whole.is_zero() ? 0 : static_cast<unsigned>(mp::msb(mp::abs(whole))) + 1; }

Whole ten_to(unsigned exponent) { return mp::pow(Whole(10), exponent); }

Float settled(const Float& value) {
    static const Float slack("1e-45");
    const Float nearest = mp::round(value);
    return mp::abs(value - nearest) <= slack * (1 + mp::abs(value)) ? nearest : value;
}

std::optional<Whole> DecimalAccess::whole(const Decimal& decimal) {
    const auto* exact = fraction(decimal);
    if (exact == nullptr || mp::denominator(*exact) != 1) return std::nullopt;
    return Whole(mp::numerator(*exact));
}

Float DecimalAccess::number(const Decimal& decimal) {
    if (const auto* exact = fraction(decimal)) return approximate(*exact);
    return std::get<Float>(decimal.rep_->value);
}

Decimal DecimalAccess::make(Float value) {
    if (!mp::isfinite(value) || mp::abs(value) > greatest()) past_exponent();
    if (!value.is_zero() && mp::abs(value) < 1 / greatest()) past_exponent();
    return Decimal(std::make_shared<const Decimal::Rep>(Decimal::Rep{std::move(value)}));
}

Decimal DecimalAccess::make(Fraction value) {
    const auto most = std::max(bits(mp::numerator(value)), bits(mp::denominator(value)));
    if (most > Decimal::max_bits) return make(approximate(value));
    return Decimal(std::make_shared<const Decimal::Rep>(Decimal::Rep{std::move(value)}));
}

Decimal::Decimal(std::int64_t whole) : rep_(std::make_shared<const Rep>(Rep{Fraction(Whole(whole))})) {}

Decimal Decimal::pi() {
    return Access::make(Float("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899"));
}
Decimal Decimal::e() {
    return Access::make(Float("2.71828182845904523536028747135266249775724709369995957496696762772407663035354759"));
}

bool Decimal::exact() const { return Access::fraction(*this) != nullptr; }
int Decimal::sign() const {
    return std::visit([](const auto& value) { return value.sign(); }, rep_->value);
}

bool Decimal::whole() const {
    if (const auto* fraction = Access::fraction(*this)) return mp::denominator(*fraction) == 1;
    const auto& value = std::get<Float>(rep_->value);
    return settled(value) == mp::round(value);
}

std::optional<std::int64_t> Decimal::to_int64() const {
    const auto value = Access::whole(*this);
    if (!value || bits(*value) > 62) return std::nullopt;
    return value->convert_to<std::int64_t>();
}

std::int64_t Decimal::words() const {
    const auto* fraction = Access::fraction(*this);
    return fraction == nullptr ? 8 : 1 + (bits(mp::numerator(*fraction)) + bits(mp::denominator(*fraction))) / 64;
}

Decimal operator+(const Decimal& a, const Decimal& b) {
    const auto *x = Access::fraction(a), *y = Access::fraction(b);
    if (x && y) return Access::make(Fraction(*x + *y));
    const auto left = Access::number(a), right = Access::number(b);
    return without_noise(left + right, left, right);
}

Decimal operator-(const Decimal& a) {
    if (const auto* x = Access::fraction(a)) return Access::make(Fraction(-*x));
    return Access::make(Float(-Access::number(a)));
}

Decimal operator-(const Decimal& a, const Decimal& b) { return a + -b; }

Decimal operator*(const Decimal& a, const Decimal& b) {
    const auto *x = Access::fraction(a), *y = Access::fraction(b);
    if (x && y) return Access::make(Fraction(*x * *y));
    return Access::make(Float(Access::number(a) * Access::number(b)));
}

Decimal operator/(const Decimal& a, const Decimal& b) {
    if (b.sign() == 0) no_result("Division by zero has no result.");
    const auto *x = Access::fraction(a), *y = Access::fraction(b);
    if (x && y) return Access::make(Fraction(*x / *y));
    return Access::make(Float(Access::number(a) / Access::number(b)));
}

bool operator<(const Decimal& a, const Decimal& b) { return (a - b).sign() < 0; }
bool operator==(const Decimal& a, const Decimal& b) { return (a - b).sign() == 0; }

}  // namespace rustygpt::tools
