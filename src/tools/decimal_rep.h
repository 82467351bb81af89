#pragma once

// What the files of Decimal share: an exact fraction, or 64 digits. Its own, and only its own: this is where
// Boost.Multiprecision is hidden.

#include <memory>
#include <utility>
#include <variant>

#include <boost/multiprecision/cpp_dec_float.hpp>
#include <boost/multiprecision/cpp_int.hpp>

#include "tools/decimal.h"

namespace rustygpt::tools {

namespace mp = boost::multiprecision;
using Whole = mp::number<mp::cpp_int_backend<>, mp::et_off>;
using Fraction = mp::number<mp::rational_adaptor<mp::cpp_int_backend<>>, mp::et_off>;
using Float = mp::number<mp::cpp_dec_float<64>, mp::et_off>;

struct Decimal::Rep {
    std::variant<Fraction, Float> value;
};

// The way from a Decimal to what it holds, and back within its limits.
struct DecimalAccess {
    // Nothing where it is not exact.
    static const Fraction* fraction(const Decimal& decimal) { return std::get_if<Fraction>(&decimal.rep_->value); }
    // Its denominator is 1; nothing where it is not exact and whole.
    static std::optional<Whole> whole(const Decimal& decimal);
    static Float number(const Decimal& decimal);
    static Decimal make(Float value);
    static Decimal make(Fraction value);
};
using Access = DecimalAccess;

[[noreturn]] void no_result(std::string message);
[[noreturn]] void past_exponent();
unsigned bits(const Whole& whole);
Whole ten_to(unsigned exponent);
// What rounding at the 64th digit may have left beside a whole number is taken back.
Float settled(const Float& value);

}  // namespace rustygpt::tools
