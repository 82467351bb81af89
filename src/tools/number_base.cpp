#include "tools/number_base.h"

#include <algorithm>

#include <boost/multiprecision/cpp_int.hpp>

namespace rustygpt::tools {
namespace {

namespace mp = boost::multiprecision;
using Whole = mp::number<mp::cpp_int_backend<>, mp::et_off>;

constexpr std::string_view signs = "0123456789abcdefghijklmnopqrstuvwxyz";

int digit_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'z') return c - 'a' + 10;
    if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
    return 36;
}

Whole power(int base, std::size_t exponent) { return mp::pow(Whole(base), static_cast<unsigned>(exponent)); }

std::optional<Whole> value_of(std::string_view digits, int base) {
    Whole value = 0;
    for (const char c : digits) {
        const int digit = digit_value(c);
        if (digit >= base) return std::nullopt;
        value = value * base + digit;
    }
    return value;
}

// At least one digit.
std::string digits_of(Whole value, int base) {
    // As many digits at once as fit a machine word: a division of the whole costs its length.
    std::uint32_t chunk = static_cast<std::uint32_t>(base);
    int length = 1;
    for (; chunk <= 0x7fff'ffff / static_cast<std::uint32_t>(base); ++length) chunk *= static_cast<std::uint32_t>(base);
    std::string out;
    while (!value.is_zero()) {
        Whole quotient, remainder;
        mp::divide_qr(value, Whole(chunk), quotient, remainder);
        auto rest = remainder.convert_to<std::uint32_t>();
        for (int i = 0; i < length; ++i, rest /= static_cast<std::uint32_t>(base))
            out.push_back(signs[rest % static_cast<std::uint32_t>(base)]);
        value = std::move(quotient);
    }
    while (out.size() > 1 && out.back() == '0') out.pop_back();
    std::reverse(out.begin(), out.end());
    return out.empty() ? "0" : out;
}

struct Parts {
    bool negative = false;
    std::string_view whole;
    std::string_view fraction;
};

std::optional<Parts> parts_of(std::string_view number) {
    Parts parts;
    if (number.starts_with('-') || number.starts_with('+')) {
        parts.negative = number.front() == '-';
        number.remove_prefix(1);
    }
    const auto point = number.find('.');
    parts.whole = number.substr(0, point);
    if (point != number.npos) {
        parts.fraction = number.substr(point + 1);
        if (parts.fraction.empty()) return std::nullopt;
    }
    if (parts.whole.empty() || parts.whole.size() > max_base_digits || parts.fraction.size() > max_fraction_digits)
        return std::nullopt;
    return parts;
}

}  // namespace

std::optional<Rewritten> rewritten(std::string_view number, int from, int to) {
    const auto parts = parts_of(number);
    if (!parts) return std::nullopt;
    auto whole = value_of(parts->whole, from);
    const auto fraction = value_of(parts->fraction, from);
    if (!whole || !fraction) return std::nullopt;
    // The fraction as a whole number of to^-max_fraction_digits.
    const Whole bottom = power(from, parts->fraction.size()), unit = power(to, max_fraction_digits);
    Whole made, rest;
    mp::divide_qr(Whole(*fraction * unit), bottom, made, rest);
    Rewritten out{.exact = rest.is_zero()};
    if (!out.exact && rest * 2 >= bottom) ++made;
    if (made == unit) {
        ++*whole;
        made = 0;
    }
    out.digits = digits_of(std::move(*whole), to);
    if (!made.is_zero()) {
        auto digits = digits_of(std::move(made), to);
        digits.insert(0, max_fraction_digits - digits.size(), '0');
        digits.resize(digits.find_last_not_of('0') + 1);
        out.digits += "." + digits;
    }
    if (parts->negative && out.digits != "0") out.digits.insert(0, 1, '-');
    return out;
}

}  // namespace rustygpt::tools
