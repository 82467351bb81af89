#include <charconv>

#include "tools/decimal_rep.h"

namespace rustygpt::tools {
namespace {

struct Written {
    std::string digits;  // without zeros at either end, or "0"
    int point = 1;       // where the point stands, counted from the first digit
    bool exact = true;
    bool negative = false;
};

Written stripped(std::string digits, int point, bool exact, bool negative) {
    const auto last = digits.find_last_not_of('0');
    if (last == digits.npos) return {.digits = "0", .exact = exact};
    digits.resize(last + 1);
    return {std::move(digits), point, exact, negative};
}

// All digits of a fraction that ends within 34 of them.
std::optional<Written> finite(const Fraction& fraction) {
    Whole top = mp::abs(mp::numerator(fraction));
    Whole rest = mp::denominator(fraction);
    const auto twos = static_cast<unsigned>(mp::lsb(rest));
    rest >>= twos;
    unsigned fives = 0;
    for (; rest % 5 == 0; ++fives) rest /= 5;
    if (rest != 1) return std::nullopt;
    const unsigned places = std::max(twos, fives);
    top = top * ten_to(places) / mp::denominator(fraction);
    auto digits = top.str();
    const int point = static_cast<int>(digits.size()) - static_cast<int>(places);
    auto written = stripped(std::move(digits), point, true, fraction.sign() < 0);
    return written.digits.size() <= 34 ? std::optional(std::move(written)) : std::nullopt;
}

Written rounded(const Float& value) {
    if (value.is_zero()) return {.digits = "0", .exact = false};
    const auto text = Float(mp::abs(value)).str(11, std::ios_base::scientific);  // d.ddddddddddde+NN
    const auto mark = text.find('e');
    int exponent = 0;
    const auto* first = text.data() + mark + 1;
    std::from_chars(first + (*first == '+'), text.data() + text.size(), exponent);
    return stripped(text.substr(0, 1) + text.substr(2, mark - 2), exponent + 1, false, value < 0);
}

Written written(const Decimal& decimal) {
    if (const auto* exact = Access::fraction(decimal))
        if (auto all = finite(*exact)) return *all;
    return rounded(Access::number(decimal));
}

}  // namespace

std::optional<Decimal> Decimal::parse(std::string_view text) {
    bool negative = false;
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        negative = text.front() == '-';
        text.remove_prefix(1);
    }
    std::string digits;
    int exponent = 0;
    bool point = false;
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
        if (text[at] == '.' && !point) {
            point = true;
        } else if (text[at] >= '0' && text[at] <= '9') {
            if (digits.size() == max_digits) return std::nullopt;
            digits.push_back(text[at]);
            exponent -= point;
        } else {
            break;
        }
    }
    if (digits.empty() || text.substr(0, at).ends_with('.')) return std::nullopt;
    if (at < text.size()) {
        if (text[at] != 'e' && text[at] != 'E') return std::nullopt;
        auto rest = text.substr(at + 1);
        const bool plus = rest.starts_with('+');
        if (plus) rest.remove_prefix(1);
        int given = 0;
        const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), given);
        if ((plus && rest.starts_with('-')) || end != rest.data() + rest.size() || error == std::errc::invalid_argument)
            return std::nullopt;
        if (error != std::errc{} || given > max_exponent || given < -max_exponent) past_exponent();
        exponent += given;
    }
    const auto nonzero = digits.find_first_not_of('0');
    Whole top(nonzero == digits.npos ? "0" : digits.substr(nonzero));  // a leading zero would mean octal
    if (negative) top = -top;
    const auto scale = ten_to(static_cast<unsigned>(std::abs(exponent)));
    return Access::make(exponent < 0 ? Fraction(std::move(top), scale) : Fraction(Whole(top * scale)));
}

bool Decimal::text_is_exact() const { return written(*this).exact; }

std::string Decimal::text() const {
    const auto [digits, point, exact, negative] = written(*this);
    const int count = static_cast<int>(digits.size());
    std::string out = negative ? "-" : "";
    // Zeros that stand in for unknown digits would look like known ones.
    if (point > (exact ? 34 : 12) || point < -8) {
        out += digits.substr(0, 1);
        if (count > 1) out += "." + digits.substr(1);
        return out + (point > 0 ? "e+" : "e-") + std::to_string(std::abs(point - 1));
    }
    if (point <= 0) return out + "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
    if (count <= point) return out + digits + std::string(static_cast<std::size_t>(point - count), '0');
    return out + digits.substr(0, static_cast<std::size_t>(point)) + "." +
           digits.substr(static_cast<std::size_t>(point));
}

}  // namespace rustygpt::tools
